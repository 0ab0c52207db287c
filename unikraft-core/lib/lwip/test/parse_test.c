/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel parameter netdev.ip: what it says, and what is wrong with it. */
#include <assert.h>
#include <stdio.h>

#define UK_STRING_H /* the host's */
#include <string.h>
#include "../parse.c"

static struct config c;

static void good(const char *text)
{
	const char *why;

	if (uk_lwip_config_parse(&c, text, &why)) {
		printf("%s: %s\n", text, why);
		assert(false);
	}
}

static void bad(const char *text, const char *expected)
{
	const char *why;

	assert(uk_lwip_config_parse(&c, text, &why) == -EINVAL);
	if (!strstr(why, expected)) {
		printf("%s: %s\n", text, why);
		assert(false);
	}
}

static bool ipv6_is(const struct address *a, const char *hex)
{
	char text[33];

	for (int i = 0; i < 16; i++)
		sprintf(text + 2 * i, "%02x", a->bytes[i]);
	return a->given && a->ipv6 && !strcmp(text, hex);
}

static bool ipv4_is(const struct address *a, const char *dotted)
{
	char text[16];

	sprintf(text, "%d.%d.%d.%d", a->bytes[0], a->bytes[1], a->bytes[2], a->bytes[3]);
	return a->given && !a->ipv6 && !strcmp(text, dotted);
}

static void test_good(void)
{
	good("");
	assert(c.dhcp && !c.address.given);
	good("dhcp");
	assert(c.dhcp);
	good("172.44.0.2/24");
	assert(!c.dhcp && ipv4_is(&c.address, "172.44.0.2") && c.prefix == 24 && !c.gateway.given);
	good("172.44.0.2/24:172.44.0.1:8.8.8.8:9.9.9.9:host-1:example.org");
	assert(ipv4_is(&c.gateway, "172.44.0.1") && ipv4_is(&c.dns[0], "8.8.8.8") && ipv4_is(&c.dns[1], "9.9.9.9"));
	assert(!strcmp(c.hostname, "host-1") && !strcmp(c.domain, "example.org"));
	good("10.0.0.2/8::[fe80::1]:::lan");
	assert(!c.gateway.given && ipv6_is(&c.dns[0], "fe800000000000000000000000000001") && !c.dns[1].given);
	assert(!c.hostname[0] && !strcmp(c.domain, "lan"));
	good("[2001:db8::2]/64:[2001:db8::1]");
	assert(ipv6_is(&c.address, "20010db8000000000000000000000002"));
	good("[1:2:3:4:5:6:7:8]/64");
	assert(ipv6_is(&c.address, "00010002000300040005000600070008"));
	good("[::ffff:1.2.3.4]/64");
	assert(ipv6_is(&c.address, "00000000000000000000ffff01020304"));
	good("[1::]/64");
	assert(ipv6_is(&c.address, "00010000000000000000000000000000"));
}

static void test_bad(void)
{
	static const char *const no_address[] = {
		"10.0.2/24", "10.0.2.300/24", "10.0.2.1.1/24", "host/24", ":", "[1:2:3:4:5:6:7]/64", "[1::2::3]/64",
		"[1:2:3:4:5:6:7:8:9]/64", "[12345::]/64", "[1:2:3:4:5:6:7:8::]/64", "[1:]/64", "[::1/64", "[", "[]/64",
		"[1:2:3:4:5:6:7:1.2.3.4]/64", "4294967296.1.1.1/8",
	};

	for (size_t i = 0; i < UK_ARRAY_SIZE(no_address); i++) {
		const char *why;

		assert(uk_lwip_config_parse(&c, no_address[i], &why) == -EINVAL);
	}
	bad("x", "begin with an address");
	bad("10.0.2.1", "prefix");
	bad("10.0.2.1/33", "prefix");
	bad("10.0.2.1/0", "prefix");
	bad("10.0.2.1/24x", "prefix");
	bad("[::1]/65", "can only be 64");
	bad("10.0.2.1/24:gw", "gateway");
	bad("10.0.2.1/24:[::1]", "one family");
	bad("10.0.2.1/24::dns", "first name server");
	bad("10.0.2.1/24:::1.2.3", "second name server");
	bad("10.0.2.1/24::::ho st", "host name");
	bad("10.0.2.1/24:::::a_b", "domain");
	bad("10.0.2.1/24:::::a:b", "more than");
}

int main(void)
{
	test_good();
	test_bad();
	puts("parse_test: ok");
	return 0;
}

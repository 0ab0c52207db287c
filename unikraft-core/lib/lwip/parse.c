/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of kernel parameter netdev.ip. */
#include <uk/errno.h>
#include <uk/string.h>
#include "config.h"

#define IPV6_GROUPS 8

static bool digit_of(char c, unsigned int base, unsigned int *v)
{
	if (c >= '0' && c <= '9')
		*v = c - '0';
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		*v = (c | 0x20) - 'a' + 10;
	else
		return false;
	return *v < base;
}

/* A number of at least one digit and at most max. */
static bool number(const char **s, unsigned int base, unsigned int max, unsigned int *v)
{
	const char *start = *s;
	unsigned int d;

	for (*v = 0; digit_of(**s, base, &d); (*s)++) {
		*v = *v * base + d;
		if (*v > max)
			return false;
	}
	return *s != start;
}

static bool ipv4(const char **s, uint8_t *bytes)
{
	for (int i = 0; i < 4; i++) {
		unsigned int v;

		if (i && *(*s)++ != '.')
			return false;
		if (!number(s, 10, 255, &v))
			return false;
		bytes[i] = v;
	}
	return true;
}

/* RFC 4291, 2.2: eight groups, of which "::" stands for some that are 0; the last two may be an IPv4 address. */
static bool ipv6(const char **s, uint8_t *bytes)
{
	uint16_t group[IPV6_GROUPS];
	int n = 0, gap = -1;

	if ((*s)[0] == ':' && (*s)[1] == ':') {
		gap = 0;
		*s += 2;
	}
	while (n < IPV6_GROUPS && **s != ']') {
		const char *here = *s;
		unsigned int v;
		uint8_t b[4];

		if (!number(s, 16, 0xffff, &v) || *s - here > 4) {
			return false;
		} else if (**s == '.') {
			*s = here;
			if (n > IPV6_GROUPS - 2 || !ipv4(s, b))
				return false;
			group[n++] = b[0] << 8 | b[1];
			group[n++] = b[2] << 8 | b[3];
			break;
		}
		group[n++] = v;
		if (**s != ':')
			break;
		(*s)++;
		if (**s == ':' && gap < 0) {
			gap = n;
			(*s)++;
		} else if (**s == ']') {
			return false;
		}
	}
	if (gap < 0 ? n != IPV6_GROUPS : n == IPV6_GROUPS)
		return false;
	memset(bytes, 0, 16);
	for (int i = 0; i < n; i++) {
		int at = gap < 0 || i < gap ? i : IPV6_GROUPS - n + i;

		bytes[2 * at] = group[i] >> 8;
		bytes[2 * at + 1] = group[i] & 0xff;
	}
	return true;
}

static bool address(const char **s, struct address *a)
{
	a->given = true;
	a->ipv6 = **s == '[';
	if (!a->ipv6)
		return ipv4(s, a->bytes);
	(*s)++;
	return ipv6(s, a->bytes) && *(*s)++ == ']';
}

/* A name up to ':' or the end, of letters, digits, '-' and '.'. */
static bool name(const char **s, char *out, size_t size)
{
	size_t n = 0;
	unsigned int d;

	for (; **s && **s != ':'; (*s)++) {
		char c = **s;

		if (!digit_of(c, 10, &d) && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && c != '-' && c != '.')
			return false;
		if (n + 1 >= size)
			return false;
		out[n++] = c;
	}
	out[n] = 0;
	return true;
}

/* A field behind a ':', which may not be there. */
static bool next_name(const char **s, char *out, size_t size)
{
	if (!**s)
		return true;
	(*s)++;
	return name(s, out, size);
}

static bool at_field_end(const char *s)
{
	return !*s || *s == ':';
}

/* What follows the prefix: each field behind a ':'. */
static const char *fields(const char *s, struct config *c)
{
	struct address *const addresses[] = { &c->gateway, &c->dns[0], &c->dns[1] };
	static const char *const wrong[] = {
		"the gateway is not an address", "the first name server is not an address",
		"the second name server is not an address",
	};

	for (unsigned int i = 0; *s && i < UK_ARRAY_SIZE(addresses); i++) {
		s++;
		if (at_field_end(s))
			continue;
		if (!address(&s, addresses[i]) || !at_field_end(s))
			return wrong[i];
	}
	if (c->gateway.given && c->gateway.ipv6 != c->address.ipv6)
		return "address and gateway are not of one family";
	if (!next_name(&s, c->hostname, sizeof(c->hostname)))
		return "the host name is not one";
	if (!next_name(&s, c->domain, sizeof(c->domain)))
		return "the domain is not one";
	return *s ? "there is more than a domain at its end" : NULL;
}

int uk_lwip_config_parse(struct config *c, const char *s, const char **why)
{
	memset(c, 0, sizeof(*c));
	*why = NULL;
	c->dhcp = !*s || !strcmp(s, "dhcp");
	if (c->dhcp)
		return 0;
	if (!address(&s, &c->address))
		*why = "it does not begin with an address";
	else if (*s++ != '/' || !number(&s, 10, c->address.ipv6 ? 128 : 32, &c->prefix) || !c->prefix ||
		 !at_field_end(s))
		*why = "/ and the length of the prefix do not follow the address";
	else if (c->address.ipv6 && c->prefix != 64)
		*why = "the prefix of an IPv6 address can only be 64";
	else
		*why = fields(s, c);
	return *why ? -EINVAL : 0;
}

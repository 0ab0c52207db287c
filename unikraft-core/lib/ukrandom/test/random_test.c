/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The block function gives RFC 8439's test vector; no request repeats another,
 * also without hardware entropy; getrandom refuses what Linux refuses.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../chacha.c"
#include "../random.c"

static bool have_entropy;
static uk_nsec_t now;

uk_nsec_t uk_plat_clock_mono(void)
{
	return now += 17;
}

uk_nsec_t uk_plat_clock_wall(void)
{
	return 1700000000000000000 + now;
}

size_t uk_plat_entropy(void *p, size_t n)
{
	memset(p, 0x42, n);
	return have_entropy ? n : 0;
}

int uk_copy_out(void *udst, const void *src, size_t n)
{
	if (!udst)
		return -EFAULT;
	memcpy(udst, src, n);
	return 0;
}

void uk_sched_point(void)
{
}

void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	assert(level == UK_LOG_INFO && fmt);
}

/* RFC 8439, 2.3.2 */
static void test_vector(void)
{
	static const uint8_t expected[CHACHA_BLOCK] = {
		0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3,
		0x20, 0x71, 0xc4, 0xc7, 0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03, 0x04, 0x22,
		0xaa, 0x9a, 0xc3, 0xd4, 0x6c, 0x4e, 0xd2, 0x82, 0x64, 0x46, 0x07, 0x9f, 0xaa,
		0x09, 0x14, 0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2, 0xb5, 0x12, 0x9c, 0xd1,
		0xde, 0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8, 0xa2, 0x50, 0x3c, 0x4e,
	};
	const uint32_t nonce[4] = { 1, 0x09000000, 0x4a000000, 0 };
	uint8_t key_bytes[32], out[CHACHA_BLOCK];

	for (int i = 0; i < 32; i++)
		key_bytes[i] = (uint8_t)i;
	chacha20_block((uint32_t *)key_bytes, nonce, out);
	assert(!memcmp(out, expected, sizeof(out)));
}

static void test_no_repeat(void)
{
	static uint8_t out[64][100];

	for (int i = 0; i < 64; i++)
		uk_random_fill(out[i], sizeof(out[i]));
	for (int i = 0; i < 64; i++) {
		for (int k = 0; k < i; k++) {
			assert(memcmp(out[i], out[k], 16));
			assert(memcmp(out[i] + 64, out[k] + 32, 16));
		}
	}
}

static void test_getrandom(void)
{
	static uint8_t buf[100000];
	int bits = 0;

	assert(uk_sys_getrandom(buf, 10, 8) == -EINVAL);
	assert(uk_sys_getrandom(buf, 10, GRND_RANDOM | GRND_INSECURE) == -EINVAL);
	assert(uk_sys_getrandom(NULL, 10, 0) == -EFAULT);
	assert(uk_sys_getrandom(buf, 0, 0) == 0);
	assert(uk_sys_getrandom(buf, sizeof(buf), GRND_NONBLOCK) == sizeof(buf));
	for (size_t i = 0; i < sizeof(buf); i++)
		bits += __builtin_popcount(buf[i]);
	/* 400000 expected, standard deviation 447 */
	assert(bits > 395000 && bits < 405000);
}

static unsigned int asked;

static void ask(void)
{
	asked++;
}

/* A source is asked whenever the generator seeds itself, and what it gives changes what comes. */
static void test_source(void)
{
	static uint8_t with[32], without[32], buf[RESEED_BYTES / 2];
	uint32_t before[KEY_BYTES / 4];

	uk_random_source(ask);
	until_reseed = 0;
	uk_random_fill(buf, sizeof(buf));
	assert(asked == 1);
	uk_random_fill(buf, sizeof(buf));
	assert(asked == 1);
	uk_random_fill(buf, 1);
	assert(asked == 2);
	memcpy(before, key, sizeof(key));
	uk_random_fill(without, sizeof(without));
	for (size_t n = 1; n <= 64; n++) { /* each byte counts */
		memset(buf, 0, n);
		buf[n - 1] = 1;
		memcpy(key, before, sizeof(key));
		uk_random_add(buf, n);
		uk_random_fill(with, sizeof(with));
		assert(memcmp(with, without, sizeof(with)));
		memcpy(without, with, sizeof(with));
	}
	uk_random_source(NULL);
}

int main(void)
{
	test_vector();
	test_no_repeat();
	have_entropy = true;
	until_reseed = 0;
	test_no_repeat();
	test_getrandom();
	test_source();
	puts("random_test: ok");
	return 0;
}

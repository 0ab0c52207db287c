/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP expects of the system: time, randomness, memory. */
#include <uk/alloc.h>
#include <uk/plat.h>
#include <uk/random.h>
#include <uk/string.h>
#include <arch/cc.h>
#include <arch/hooks.h>
#include <lwip/ip_addr.h>
#include <lwip/sys.h>
#include "libc/stdlib.h"

#define NSEC_PER_MSEC 1000000

/** Milliseconds; wraps around, which lwIP expects. */
u32_t sys_now(void)
{
	return uk_plat_clock_mono() / NSEC_PER_MSEC;
}

void *uk_lwip_calloc(size_t n, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? NULL : uk_zalloc(bytes);
}

int atoi(const char *text)
{
	return uk_strtoul(text, NULL, 10);
}

uint32_t uk_lwip_random(void)
{
	uint32_t v;

	uk_random_fill(&v, sizeof(v));
	return v;
}

static inline uint64_t rotate(uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

/** SipHash-2-4 of whole words (Aumasson and Bernstein, 2012). */
static uint64_t sip_hash(const uint64_t key[2], const uint64_t *word, unsigned int words)
{
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
		key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573,
	};

	for (unsigned int i = 0; i <= words; i++) {
		uint64_t m = i < words ? word[i] : (uint64_t)words << 59; /* the length in bytes, modulo 256 */

		v[3] ^= m;
		sip_round(v);
		sip_round(v);
		v[0] ^= m;
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* What only we know. */
static const uint64_t *secret_key(void)
{
	static uint64_t key[2];

	if (!key[0])
		uk_random_fill(key, sizeof(key));
	return key;
}

static void put_address(uint64_t word[2], const ip_addr_t *a)
{
	memcpy(word, ip_2_ip6(a)->addr, IP_IS_V6(a) ? 16 : 4);
}

uint64_t uk_lwip_address_hash(const ip_addr_t *a)
{
	uint64_t word[2] = { 0 };

	put_address(word, a);
	return sip_hash(secret_key(), word, UK_ARRAY_SIZE(word));
}

/*
 * RFC 6528: a clock of 4 microseconds, so that a new connection between the
 * same ports goes on behind the one before, and what only we know of the four.
 */
uint32_t uk_lwip_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port)
{
	uint64_t word[5] = { 0 };

	put_address(word, local);
	put_address(word + 2, remote);
	word[4] = (uint64_t)local_port << 16 | remote_port;
	return sip_hash(secret_key(), word, UK_ARRAY_SIZE(word)) + uk_plat_clock_mono() / 4000;
}

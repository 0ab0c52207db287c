/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A generator with fast key erasure: each request replaces the key by output
 * that nobody else sees, so that what was given out cannot be found again.
 */
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/random.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "chacha.h"

#define KEY_BYTES 32
/* Fresh entropy is mixed in after so much output. */
#define RESEED_BYTES (1024 * 1024)
/* Without a hardware source: readings of the clock, whose low bits depend on the machine's state. */
#define CLOCK_READINGS 512

#define GRND_NONBLOCK 1
#define GRND_RANDOM 2
#define GRND_INSECURE 4

static uint32_t key[KEY_BYTES / 4];
static size_t until_reseed; /* 0: not seeded yet, or due again */
static void (*source)(void); /* to be asked for more entropy */
static bool source_gave;

/* The compiler must not take this for a store that nobody reads. */
static void wipe(void *p, size_t n)
{
	memset(p, 0, n);
	__asm__ volatile("" : : "r"(p) : "memory");
}

/* Makes the key depend on 16 bytes more. */
static void mix(const uint32_t input[4])
{
	uint8_t block[CHACHA_BLOCK];

	chacha20_block(key, input, block);
	memcpy(key, block, sizeof(key));
	wipe(block, sizeof(block));
}

static void mix_clock(void)
{
	uint64_t in[2] = { (uint64_t)uk_plat_clock_wall(), (uint64_t)uk_plat_clock_mono() };

	mix((uint32_t *)in);
	for (unsigned int i = 0; i < CLOCK_READINGS; i++)
		in[i % 2] = in[i % 2] * 0x9e3779b97f4a7c15 + (uint64_t)uk_plat_clock_mono();
	mix((uint32_t *)in);
}

static void seed(void)
{
	uint32_t entropy[KEY_BYTES / 4] = { 0 };
	uint64_t time[2] = { (uint64_t)uk_plat_clock_wall(), (uint64_t)uk_plat_clock_mono() };

	mix((uint32_t *)time);
	if (uk_plat_entropy(entropy, sizeof(entropy)) == sizeof(entropy)) {
		mix(entropy);
		mix(entropy + 4);
	} else if (!source_gave) {
		uk_pr_info("the processor has no source of entropy: random numbers are seeded by the clock");
		mix_clock();
	}
	wipe(entropy, sizeof(entropy));
	until_reseed = RESEED_BYTES;
	if (source)
		source();
}

void uk_random_add(const void *p, size_t n)
{
	uint32_t block[4];
	size_t part;

	source_gave |= n > 0;
	for (const char *from = p; n; from += part, n -= part) {
		part = UK_MIN(n, sizeof(block));
		memset(block, 0, sizeof(block));
		memcpy(block, from, part);
		mix(block);
	}
	wipe(block, sizeof(block));
}

void uk_random_source(void (*wanted)(void))
{
	source = wanted;
}

void uk_random_fill(void *p, size_t n)
{
	uint32_t old_key[KEY_BYTES / 4], counter[4] = { 0 };
	uint8_t block[CHACHA_BLOCK], *out = p;
	size_t used = KEY_BYTES;

	if (!until_reseed)
		seed();
	memcpy(old_key, key, sizeof(key));
	chacha20_block(old_key, counter, block);
	memcpy(key, block, sizeof(key));
	until_reseed -= UK_MIN(until_reseed, n);
	while (n) {
		size_t part = UK_MIN(n, CHACHA_BLOCK - used);

		memcpy(out, block + used, part);
		out += part;
		n -= part;
		used = 0;
		counter[0]++;
		if (n)
			chacha20_block(old_key, counter, block);
	}
	wipe(old_key, sizeof(old_key));
	wipe(block, sizeof(block));
}

UK_SYSCALL(getrandom, 3, uint8_t *, buf, size_t, n, unsigned int, flags)
{
	uint8_t part[256];
	size_t done = 0;

	if (flags & ~(unsigned int)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
	    (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	n = UK_MIN(n, INT32_MAX & UK_PAGE_MASK);
	while (done < n) {
		size_t len = UK_MIN(n - done, sizeof(part));

		uk_random_fill(part, len);
		if (uk_copy_out(buf + done, part, len)) {
			wipe(part, sizeof(part));
			return done ? (long)done : -EFAULT;
		}
		done += len;
		uk_sched_point();
	}
	wipe(part, sizeof(part));
	return (long)done;
}

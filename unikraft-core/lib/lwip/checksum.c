/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Internet checksum (RFC 1071). Ones' complement sums do not depend on
 * the byte order, nor on how many bits are added at once: so eight bytes are.
 */
#include <arch/cc.h>
#include <uk/string.h>

static inline uint64_t load(const uint8_t *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/** a + b, the carry added at the other end. */
static inline uint64_t add(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? sum + 1 : sum;
}

uint16_t uk_lwip_checksum(const void *data, int n)
{
	const uint8_t *p = data;
	uint64_t sum = 0, other = 0; /* two chains, which the processor adds side by side */

	for (; n >= 32; p += 32, n -= 32) {
		sum = add(add(sum, load(p)), load(p + 16));
		other = add(add(other, load(p + 8)), load(p + 24));
	}
	sum = add(sum, other);
	for (; n >= 8; p += 8, n -= 8)
		sum = add(sum, load(p));
	if (n > 0) {
		uint64_t rest = 0; /* an odd byte is followed by a zero one */

		memcpy(&rest, p, n);
		sum = add(sum, rest);
	}
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	return sum;
}

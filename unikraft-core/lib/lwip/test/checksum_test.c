/* SPDX-License-Identifier: BSD-3-Clause */
/* The checksum is that of RFC 1071, of any length at any alignment. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define UK_STRING_H /* the host's */
#include <string.h>
#include "../checksum.c"

static uint16_t simple(const uint8_t *p, int n)
{
	uint32_t sum = 0;

	for (int i = 0; i < n; i++)
		sum += i % 2 ? p[i] << 8 : p[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

int main(void)
{
	static uint8_t data[4096 + 8];

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof(data); i++)
			data[i] = round ? (uint8_t)(round == 1 ? 0xff : rand()) : 0;
		for (int at = 0; at < 8; at++)
			for (int n = 0; n <= 4096; n += n < 300 ? 1 : 13)
				assert(uk_lwip_checksum(data + at, n) == simple(data + at, n));
	}
	/* RFC 1071, section 3: the sum of these is 0xddf2 */
	assert(uk_lwip_checksum("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8) == __builtin_bswap16(0xddf2));
	puts("checksum_test: ok");
	return 0;
}

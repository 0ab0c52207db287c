/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/string.h>
#include "chacha.h"

static uint32_t rotate(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

void chacha20_block(const uint32_t key[8], const uint32_t counter_nonce[4],
		    uint8_t out[CHACHA_BLOCK])
{
	/* "expand 32-byte k" */
	uint32_t in[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	uint32_t x[16];

	memcpy(in + 4, key, 32);
	memcpy(in + 12, counter_nonce, 16);
	memcpy(x, in, sizeof(x));
	for (int i = 0; i < 10; i++) {
		for (int k = 0; k < 4; k++)
			quarter_round(&x[k], &x[4 + k], &x[8 + k], &x[12 + k]);
		for (int k = 0; k < 4; k++)
			quarter_round(&x[k], &x[4 + (k + 1) % 4], &x[8 + (k + 2) % 4],
				      &x[12 + (k + 3) % 4]);
	}
	for (int i = 0; i < 16; i++)
		x[i] += in[i];
	memcpy(out, x, CHACHA_BLOCK);
}

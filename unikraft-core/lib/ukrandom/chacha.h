/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UKRANDOM_CHACHA_H
#define UKRANDOM_CHACHA_H

#include <uk/essentials.h>

#define CHACHA_BLOCK 64

/** The ChaCha20 block function (RFC 8439, 2.3); the nonce's words stand behind the counter. */
void chacha20_block(const uint32_t key[8], const uint32_t counter_nonce[4],
		    uint8_t out[CHACHA_BLOCK]);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* For the sources of lwIP, which are written for a C library. */
#include <uk/essentials.h>

/** Of a decimal number without a sign: what lwIP has it for. */
int atoi(const char *text);

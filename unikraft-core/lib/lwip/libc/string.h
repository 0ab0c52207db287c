/* SPDX-License-Identifier: BSD-3-Clause */
/* For the sources of lwIP, which are written for a C library. */
#include <uk/string.h>

/* nd6.c takes it for granted. */
#define htonl(x) __builtin_bswap32(x)

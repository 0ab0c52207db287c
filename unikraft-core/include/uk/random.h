/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes for the kernel and the application (library ukrandom). */
#ifndef UK_RANDOM_H
#define UK_RANDOM_H

#include <uk/essentials.h>

void uk_random_fill(void *p, size_t n);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes for the kernel and the application (library ukrandom). */
#ifndef UK_RANDOM_H
#define UK_RANDOM_H

#include <uk/essentials.h>

void uk_random_fill(void *p, size_t n);

/** A source gives n bytes of entropy. */
void uk_random_add(const void *p, size_t n);
/** wanted is called whenever a source is to give some more (replaces the source before). */
void uk_random_source(void (*wanted)(void));

#endif

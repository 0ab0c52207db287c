/* SPDX-License-Identifier: BSD-3-Clause */
/* Futexes, as the rest of the kernel sees them (library posix-futex). */
#ifndef UK_FUTEX_H
#define UK_FUTEX_H

#include <uk/essentials.h>

/** Wakes up to n threads that wait at the application's uaddr, whether the futex is private or shared. How many, or -errno. */
int uk_futex_wake(uint32_t *uaddr, int n);

#endif

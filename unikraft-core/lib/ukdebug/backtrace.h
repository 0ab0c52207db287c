/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_DEBUG_BACKTRACE_H
#define UK_DEBUG_BACKTRACE_H

#include <uk/essentials.h>

/**
 * Prints the functions that are active: rip (0: none), then the chain of
 * frame pointers from rbp as far as it stays on the kernel stack of rsp.
 */
void uk_backtrace(uintptr_t rip, uintptr_t rbp, uintptr_t rsp);

#endif

// SPDX-License-Identifier: BSD-3-Clause
#include <stdio.h>
__attribute__((constructor(101))) static void early(void) { printf("101 "); }
static void old(void) { printf("ctors "); }
static void (*const entry)(void) __attribute__((section(".ctors"), used)) = old;

// SPDX-License-Identifier: BSD-3-Clause
// Without start-up code that fills its slot, an indirect function cannot work.
//# error: indirect-function-alone.o: .text.resolve+0x0: 'chosen' is chosen at run time (STT_GNU_IFUNC), but no start-up code asks for __rela_iplt_start to choose
//# cc: gcc
#include "parts/start.h"
int chosen(void) __attribute__((ifunc("resolve")));
int main(void) { return chosen(); }
static int seven(void) { return 7; }
__attribute__((section(".text.resolve"))) static int (*resolve(void))(void) { return seven; }

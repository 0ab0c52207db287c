// SPDX-License-Identifier: BSD-3-Clause
// What the entry does not reach is not in the image, even when it is named by what is not reached either.
//# flags: -O1 -ffunction-sections -fdata-sections
//# exit: 5
//# has: used table
//# lacks: dead deader dead_data
//# map: > table (gc-sections.o) > used (gc-sections.o)
#include "parts/start.h"
int used(void);
int dead(void);
int deader(void);
int dead_data = 3;
__attribute__((noinline)) int used(void) { return 5; }
__attribute__((noinline)) int deader(void) { return dead_data; }
int dead(void) { return deader(); }
int (*volatile table[1])(void) = { used };
int main(void) { return table[0](); }

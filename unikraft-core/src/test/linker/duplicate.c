// SPDX-License-Identifier: BSD-3-Clause
// Two strong definitions: an error with both places.
//# with: duplicate-too.c
//# flags: -O1 -ffunction-sections
//# error: duplicate-too.o: .text.twice+0x0: symbol 'twice' is already defined in duplicate.o: .text.twice+0x0
#include "parts/start.h"
int twice(void);
int twice(void) { return 1; }
int main(void) { return twice(); }

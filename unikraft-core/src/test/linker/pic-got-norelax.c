// SPDX-License-Identifier: BSD-3-Clause
// The same when the assembler marks no load as one that can be rewritten: through slots of the GOT.
//# cc: gcc
//# with: pic.c
//# flags: -O2 -fPIC -fno-plt -Wa,-mrelax-relocations=no
//# exit: 30
//# readelf: .got PROGBITS
//# same:
#include "parts/start.h"
extern int pic_data;
extern int *pic_pointer(void);
extern int pic_add(int);
__attribute__((weak)) extern int nowhere;
int main(void) { return &nowhere ? 1 : pic_data + *pic_pointer() + pic_add(0); }

// SPDX-License-Identifier: BSD-3-Clause
// Position-independent code finds data and functions of its own and of other files, weak ones too; with and without relaxation.
//# with: pic.c
//# flags: -O2 -fPIC -fno-plt
//# exit: 30
//# same:
#include "parts/start.h"
extern int pic_data;
extern int *pic_pointer(void);
extern int pic_add(int);
__attribute__((weak)) extern int nowhere;
int main(void) { return &nowhere ? 1 : pic_data + *pic_pointer() + pic_add(0); }

// SPDX-License-Identifier: BSD-3-Clause
// A strong definition wins over a weak one; a weak symbol that nothing defines is 0.
//# with: weak.c
//# exit: 42
#include "parts/start.h"
int chosen(void) { return 42; }
int weak_user(void);
__attribute__((weak)) int absent(void);
__attribute__((weak)) extern int absent_data;
int main(void) { return absent || &absent_data ? 1 : weak_user(); }

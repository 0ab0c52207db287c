// SPDX-License-Identifier: BSD-3-Clause
// Members of an archive are linked when a symbol asks for them, in any order, and the others are not. A weak reference asks for none.
//# archive: member-c.c member-b.c member-a.c unused.c
//# exit: 6
//# has: member_a member_b member_c
//# lacks: unused
//# same:
#include "parts/start.h"
int member_a(void);
__attribute__((weak)) int unused(void);
int main(void) { return member_a() + (unused ? 100 : 0); }

// SPDX-License-Identifier: BSD-3-Clause
// A function that its resolver chooses at start (STT_GNU_IFUNC): called, and its address taken, in code and data.
//# libc: glibc
//# flags: -O1 -fno-pie
//# output: 7 7 7 same
//# has: __rela_iplt_start
//# same:
#include <stdio.h>
static int seven(void) { return 7; }
static int (*resolve(void))(void) { return seven; }
int chosen(void) __attribute__((ifunc("resolve")));
int (*volatile pointer)(void) = chosen;
int main(void)
{
	int (*volatile here)(void) = chosen;
	printf("%d %d %d %s\n", chosen(), pointer(), here(), here == pointer ? "same" : "different");
	return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
// A program of the C library glibc: formats, locale, errno, qsort, setjmp, atexit.
//# libc: glibc
//# flags: -O2
//# output: 42 text 3.140 0x1f
//# output: 1 2 3 5 8
//# output: jumped 7
//# output: bye
//# exit: 9
//# same:
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static void bye(void) { puts("bye"); }
int main(void)
{
	int v[] = { 5, 3, 8, 1, 2 };
	jmp_buf place;
	atexit(bye);
	printf("%d %s %.3f %#x\n", 42, "text", 3.14, 31);
	qsort(v, 5, sizeof *v, compare);
	printf("%d %d %d %d %d\n", v[0], v[1], v[2], v[3], v[4]);
	int jumped = setjmp(place);
	if (!jumped)
		longjmp(place, 7);
	printf("jumped %d\n", jumped);
	return fopen("/does/not/exist", "r") || errno != ENOENT ? 1 : 9;
}

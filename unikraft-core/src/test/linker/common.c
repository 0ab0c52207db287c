// SPDX-License-Identifier: BSD-3-Clause
// Common symbols of several files are one, as large as the largest; a definition wins over them.
//# with: common-too.c
//# flags: -O1 -fcommon
//# output: ok
#include "parts/start.h"
char shared[16];
int defined;
int check(void);
int main(void)
{
	for (unsigned i = 0; i < sizeof shared; i++)
		shared[i] = 1;
	print(check() && defined == 7 ? "ok\n" : "wrong\n");
	return 0;
}

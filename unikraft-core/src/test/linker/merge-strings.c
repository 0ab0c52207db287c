// SPDX-License-Identifier: BSD-3-Clause
// Equal strings and constants are one; a string that ends another is its end; those that nobody uses are gone.
//# with: merge.c
//# flags: -O1 -ffunction-sections
//# output: equal
//# output: constants 1
#include "parts/start.h"
const char *other(void);
const char *tail(void);
double other_constant(void);
const void *other_constant_at(void);
int main(void)
{
	const char *own = "a string of two files";
	if (own == other() && own + 2 == tail())
		print("equal\n");
	print(other_constant() == 1.2345 ? "constants 1\n" : "constants 0\n");
	return 0;
}

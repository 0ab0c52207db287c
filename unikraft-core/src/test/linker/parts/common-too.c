// SPDX-License-Identifier: BSD-3-Clause
char shared[4096] __attribute__((aligned(64)));
int defined = 7;
int check(void);
int check(void)
{
	int sum = 0;
	for (unsigned i = 0; i < sizeof shared; i++)
		sum += shared[i];
	return sum == 16 && ((unsigned long)shared & 63) == 0;
}

// SPDX-License-Identifier: BSD-3-Clause
struct node { struct node *next; int (*call)(int); const char *name; };
extern struct node own_node;
int other_function(int x);
struct node other_node = { &own_node, other_function, "other" };
int other_array[10] = { 1, 2, 3, 4 };
__thread long thread_other __attribute__((aligned(32))) = 9;
int other_function(int x)
{
	static int calls;
	return ++calls + x + other_array[x % 10] + (int)thread_other;
}

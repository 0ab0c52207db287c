// SPDX-License-Identifier: BSD-3-Clause
// References of every kind that compilers emit for static code: calls, jumps, data, tables, constants, weak, TLS.
struct node { struct node *next; int (*call)(int); const char *name; };
extern struct node other_node;
extern int other_array[10], other_function(int), member_a(void);
extern __thread long thread_other;
__thread long thread_own = 5;
static __thread long thread_zero[4];
__attribute__((weak)) extern int nowhere(void);
static int local_function(int x) { return x * 3; }
struct node own_node = { &other_node, local_function, "own" };
static const struct node nodes[] = { { &own_node, other_function, "a" }, { 0, local_function, "bc" } };
static int zeroes[1000];
int shared_zero;
double scale(double x);
double scale(double x) { return x * 1.5 + 2.25; }
static int dispatch(int n)
{
	switch (n) {
	case 0: return other_function(n);
	case 1: return local_function(other_array[3]);
	case 2: return zeroes[n] + (int)thread_own;
	case 3: return (int)thread_zero[n & 3] + (int)thread_other;
	case 4: return nodes[n & 1].call(n);
	case 5: return other_node.call(n) + own_node.name[0];
	case 6: return nowhere ? nowhere() : shared_zero;
	default: return member_a();
	}
}
int (*volatile pointer)(int) = dispatch;
const char *const names[] = { "one", "two", "three" };
void _start(void);
void uk_entry(void);
void _start(void)
{
	for (int i = 0; i < 8; i++)
		zeroes[i] = pointer(i) + names[i % 3][0] + (int)scale(i);
}
void uk_entry(void) { _start(); }

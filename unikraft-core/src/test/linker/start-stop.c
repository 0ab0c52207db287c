// SPDX-License-Identifier: BSD-3-Clause
// Sections with C names are arrays between __start_ and __stop_, in the order of the objects; a range of none is empty.
//# with: start-stop-too.c
//# flags: -O1 -ffunction-sections
//# output: ab
//# has: uk_handler_a uk_handler_b
//# lacks: unasked
#include "parts/start.h"
typedef const char *entry;
extern const entry __start_handlers[], __stop_handlers[];
extern const entry __start_no_such[], __stop_no_such[];
static const entry uk_handler_a __attribute__((section("handlers"), used)) = "a";
static const entry unasked __attribute__((section("others"), used)) = "c";
int main(void)
{
	for (const entry *e = __start_handlers; e < __stop_handlers; e++)
		print(*e);
	print("\n");
	return __start_no_such != __stop_no_such;
}

// build: static dynamic musl
#include <stdio.h>
#include <stdlib.h>

static void first(void) { puts("registered first, runs last"); }
static void second(void) { puts("registered second, runs first"); }

__attribute__((constructor)) static void before(void) { puts("constructor"); }
__attribute__((destructor)) static void after(void) { puts("destructor"); }

int main(void)
{
	atexit(first);
	atexit(second);
	fputs("unflushed until exit", stdout);
	fputs("\n", stdout);
	exit(256 + 77);
}

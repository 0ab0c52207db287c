// build: static dynamic static-pie musl
// cpu: max qemu64
#include <stdio.h>

int main(void)
{
	puts("Hello, world!");
	return 0;
}

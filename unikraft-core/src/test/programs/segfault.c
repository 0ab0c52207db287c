// build: static musl
#include <unistd.h>

int main(void)
{
	volatile int *volatile nowhere = 0;

	write(1, "before\n", 7);
	*nowhere = 1;
	write(1, "after\n", 6);
	return 0;
}

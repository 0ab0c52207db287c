// build: static
// stdin: 0123456789 more than all buffers hold\n
// stdin-times: 2500
/* Input that nobody reads yet stops nobody; later all of it is there. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	struct timespec second = { .tv_sec = 1 };
	unsigned long sum = 0, count = 0;
	unsigned char bytes[1000];
	ssize_t n;

	/* Until the sender has filled what there is between it and this program. */
	for (int i = 0; i < 2; i++) {
		nanosleep(&second, NULL);
		for (volatile unsigned int work = 0; work < 50000000; work++)
			;
		puts("computes beside the input");
	}
	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		count += (unsigned long)n;
		for (ssize_t i = 0; i < n; i++)
			sum = sum * 31 + bytes[i];
	}
	printf("%lu bytes, sum %lx, end %zd\n", count, sum, n);
	return 0;
}

// build: static musl
// stdin: first line\nsecond \x04\x16\x00\xff\x80 line\nlast without newline
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	unsigned char bytes[7];
	ssize_t n;
	long total = 0;

	while ((n = read(0, bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			printf("%02x", bytes[i]);
		total += n;
	}
	printf("\n%ld bytes, then %zd, then %zd\n", total, n, read(0, bytes, 1));
	return 0;
}

// build: static dynamic musl
// flags: -lm
// stdin: 12 0x1f word\n3.5 rest of line\n
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	int decimal, hex;
	char word[20], *line = NULL;
	double number;
	size_t size = 0;

	printf("scanf %d:", scanf("%d %x %19s", &decimal, &hex, word));
	printf(" %d %d %s\n", decimal, hex, word);
	printf("scanf %d:", scanf("%lf", &number));
	printf(" %g\n", number);
	printf("getline %zd: %s", getline(&line, &size, stdin), line);
	printf("getline %zd, end %d\n", getline(&line, &size, stdin), feof(stdin) != 0);

	printf("%08.3f|%-8d|%+d|%#o|%.3e|%g|%a|%5.1f%%\n", 3.14159, 42, 7, 8, 12345.678, 1e-7, 1.0, 99.5);
	printf("%g %g %d\n", number / 0.0, -number / 0.0, isnan(sqrt(-number)));
	printf("%.17g %.17g\n", strtod("0.1", NULL), strtod("1e308", NULL) * 10);
	printf("%ld %lu\n", strtol("-9223372036854775808", NULL, 10), strtoul("18446744073709551615", NULL, 10));

	FILE *file = tmpfile();
	for (int i = 0; i < 1000; i++)
		fprintf(file, "line %d\n", i);
	rewind(file);
	int lines = 0;
	while (getline(&line, &size, file) > 0)
		lines++;
	printf("%d lines, last %s", lines, line);
	fseek(file, -9, SEEK_END);
	printf("%s", fgets(word, sizeof(word), file));
	fclose(file);
	char *text;
	FILE *memory = open_memstream(&text, &size);
	fprintf(memory, "in memory %d", 5);
	fclose(memory);
	puts(text);
	fprintf(stderr, "to stderr\n");
	return 0;
}

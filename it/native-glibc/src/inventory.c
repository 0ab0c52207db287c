// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static int ascending(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void numbers(void)
{
	int values[1000];
	unsigned int state = 12345;

	for (int i = 0; i < 1000; i++) {
		state = state * 1103515245 + 12345;
		values[i] = (int)(state >> 8) % 100000;
	}
	qsort(values, 1000, sizeof(values[0]), ascending);
	printf("sorted %d %d %d\n", values[0], values[499], values[999]);
	printf("math %.15g %.15g %La %a\n", sin(1e6), lgamma(11.5), powl(2.5L, 31.25L), cbrt(-27.5));
	printf("format [%+08.3f] [%-12s] [%#x] [%'d] [%5.2e]\n", -3.14159, "left", 48879, 1234567,
	       6.02214076e23);
}

static void text(void)
{
	regex_t pattern;
	regmatch_t match[3];
	const char *line = "kernel=/boot/image-6.1 quiet";
	wchar_t wide[32];

	if (regcomp(&pattern, "([a-z]+)=([^ ]+)", REG_EXTENDED) == 0 &&
	    regexec(&pattern, line, 3, match, 0) == 0)
		printf("match '%.*s' '%.*s'\n", (int)(match[1].rm_eo - match[1].rm_so),
		       line + match[1].rm_so, (int)(match[2].rm_eo - match[2].rm_so),
		       line + match[2].rm_so);
	regfree(&pattern);
	printf("locale %s\n", setlocale(LC_ALL, ""));
	printf("wide %zu %ls\n", mbstowcs(wide, "größer ≥ α", 32), wide);
}

static void clocks(void)
{
	time_t when = 1767225600;
	struct tm parts;
	char line[64];

	gmtime_r(&when, &parts);
	strftime(line, sizeof(line), "%A %d %B %Y %H:%M:%S %Z", &parts);
	puts(line);
	struct timespec a, b, pause = {.tv_nsec = 20000000};
	clock_gettime(CLOCK_MONOTONIC, &a);
	nanosleep(&pause, NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	double ms = (b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6;
	printf("slept at least 20 ms: %d\n", ms >= 20.0);
}

static void files(void)
{
	char path[] = "/tmp/inventory-XXXXXX", target[64];
	int fd = mkstemp(path);
	struct stat status;

	if (fd < 0 || ftruncate(fd, 3 * 4096 + 17) < 0)
		return;
	char *map = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(map + 8000, "through the mapping");
	char back[20];
	printf("read %zd '%.19s'\n", pread(fd, back, 19, 8000), back);
	munmap(map, 4 * 4096);
	fstat(fd, &status);
	printf("size %lld mode %o links %lu\n", (long long)status.st_size, status.st_mode,
	       (unsigned long)status.st_nlink);
	printf("link %d\n", symlink(path, "/tmp/inventory-link"));
	ssize_t length = readlink("/tmp/inventory-link", target, sizeof(target));
	printf("same %d\n", length == (ssize_t)strlen(path) && !memcmp(target, path, length));
	unlink("/tmp/inventory-link");
	unlink(path);
	printf("gone %d %s\n", open(path, O_RDONLY), strerror(errno));
	close(fd);
}

static volatile sig_atomic_t seen;

static void handler(int number)
{
	seen = number;
}

static void loading(void)
{
	void *libm = dlopen("libm.so.6", RTLD_NOW);
	double (*hyp)(double, double) = (double (*)(double, double))dlsym(libm, "hypot");

	printf("dlsym %.3f\n", hyp(3, 4));
	void *none = dlopen("libnone.so.7", RTLD_NOW);
	printf("dlopen %d %s\n", none != NULL, dlerror());
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	printf("signal %d %s\n", (int)seen, strsignal(SIGUSR1));
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("argument %d '%s'\n", i, argv[i]);
	printf("LANG %s, HOME %s\n", getenv("LANG"), getenv("HOME"));
	numbers();
	text();
	clocks();
	files();
	loading();
	puts("done");
	return 0;
}

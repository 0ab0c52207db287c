/* SPDX-License-Identifier: BSD-3-Clause */
/* nolibc agrees with the host's C library on copies, searches and formats. */
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define memcpy tested_memcpy
#define memmove tested_memmove
#define memset tested_memset
#define memcmp tested_memcmp
#define memchr tested_memchr
#define strlen tested_strlen
#define strnlen tested_strnlen
#define strcmp tested_strcmp
#define strncmp tested_strncmp
#define strchr tested_strchr
#define strrchr tested_strrchr
#include "../copy.c"
#include "../format.c"
#include "../string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strchr
#undef strrchr

#define N 400

static unsigned char a[N], b[N];

static void fill(void)
{
	for (int i = 0; i < N; i++)
		a[i] = b[i] = (unsigned char)(i * 7 + 1);
}

static void test_copies(void)
{
	for (size_t n = 0; n < 170; n++) {
		for (size_t off = 0; off < 9; off++) {
			fill();
			assert(tested_memcpy(a + off, a + 200, n) == a + off);
			memcpy(b + off, b + 200, n);
			assert(!memcmp(a, b, N));
			fill();
			assert(tested_memset(a + off, 0x1c5, n) == a + off);
			memset(b + off, 0x1c5, n);
			assert(!memcmp(a, b, N));
		}
		for (size_t d = 0; d < 40; d++) {
			fill();
			tested_memmove(a + d, a + 20, n);
			memmove(b + d, b + 20, n);
			assert(!memcmp(a, b, N));
		}
	}
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void test_strings(void)
{
	static const char *const s[] = { "", "a", "ab", "abc", "abd", "\xff",
					 "abcabc" };
	char buf[4];

	for (size_t i = 0; i < UK_ARRAY_SIZE(s); i++) {
		assert(tested_strlen(s[i]) == strlen(s[i]));
		assert(tested_strchr(s[i], 'b') == strchr(s[i], 'b'));
		assert(tested_strchr(s[i], 0) == strchr(s[i], 0));
		assert(tested_strrchr(s[i], 'a') == strrchr(s[i], 'a'));
		assert(tested_strrchr(s[i], 0) == strrchr(s[i], 0));
		for (size_t j = 0; j < UK_ARRAY_SIZE(s); j++) {
			assert(sign(tested_strcmp(s[i], s[j])) ==
			       sign(strcmp(s[i], s[j])));
			assert(sign(tested_strncmp(s[i], s[j], 2)) ==
			       sign(strncmp(s[i], s[j], 2)));
		}
	}
	assert(tested_memcmp("ab\0x", "ab\0y", 4) < 0);
	assert(!tested_memcmp("x", "y", 0));
	assert(tested_memchr("abc", 'c', 2) == NULL);
	assert(tested_strnlen("abc", 2) == 2);
	assert(uk_strlcpy(buf, "abcdef", sizeof(buf)) == 6);
	assert(!strcmp(buf, "abc"));
}

static void test_numbers(void)
{
	static const char *const s[] = { "0", "10", "0x1fz", "017", "0x", "9x",
					 "18446744073709551615",
					 "18446744073709551616", "", "zz" };

	for (size_t i = 0; i < UK_ARRAY_SIZE(s); i++) {
		static const int bases[] = { 0, 8, 10, 16, 36 };

		for (size_t k = 0; k < UK_ARRAY_SIZE(bases); k++) {
			const char *end;
			char *host_end;
			unsigned long v = uk_strtoul(s[i], &end, bases[k]);

			assert(v == strtoul(s[i], &host_end, bases[k]));
			assert(end == host_end);
		}
	}
}

/* Not a constant: the compiler would warn that texts are cut, which is what is tested. */
static volatile size_t room = 64;

#define SAME(...)                                                            \
	do {                                                                 \
		char x[64], y[64];                                           \
		int l = uk_snprintf(x, room, __VA_ARGS__);                   \
		if (l != snprintf(y, room, __VA_ARGS__) ||                   \
		    strcmp(x, y)) {                                          \
			printf("line %d: '%s' not '%s'\n", __LINE__, x, y);  \
			abort();                                             \
		}                                                            \
	} while (0)

static void test_formats(void)
{
	SAME("plain");
	SAME("%d %i %u", -5, INT_MIN, UINT_MAX);
	SAME("%5d|%-5d|%05d|%+d|% d", 42, 42, -42, 42, 42);
	SAME("%.3d|%8.3d|%-8.3d|%.0d|", 7, 7, 7, 0);
	SAME("%x %X %#x %#X %o %#o %#x", 255, 255, 255, 255, 8, 8, 0);
	SAME("%ld %lld %zu %jd %td", LONG_MIN, LLONG_MAX, SIZE_MAX,
	     (intmax_t)-1, (ptrdiff_t)-2);
	SAME("%hhd %hhu %hd %hu", 300, 300, 70000, 70000);
	SAME("%#018lx", 0xffff800000000000UL);
	SAME("%s|%10s|%-10s|%.2s|%.*s|%*s", "abc", "abc", "abc", "abc", 1,
	     "abc", -5, "abc");
	SAME("%c|%3c|%-3c|%%", 'x', 'y', 'z');
	SAME("%p", (void *)0x1234);
	SAME("%#o %#o", 0, 1);
	SAME("%022lo", ULONG_MAX);
	SAME("a very long line that does not fit in the buffer: %s",
	     "0123456789012345678901234567890123456789");

	char one[1] = { 'x' };

	assert(uk_snprintf(one, 1, "%d", 123) == 3 && one[0] == 0);
	assert(uk_snprintf(NULL, 0, "%d", 123) == 3);
}

int main(void)
{
	test_copies();
	test_strings();
	test_numbers();
	test_formats();
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line is split as a shell would; kernel parameters and arguments are kept apart. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cmdline.c"

static void *text_of_words; /* the parser asks for nothing else */

void *uk_malloc(size_t n)
{
	return text_of_words = malloc(n);
}

void *uk_realloc(void *p, size_t n)
{
	return realloc(p, n);
}

static void forget(void)
{
	free(uk_boot_argv);
	free(uk_boot_env);
	free(params);
	free(text_of_words);
}

static int parse(const char *text, const char **why)
{
	forget();
	text_of_words = NULL;
	uk_boot_argv = uk_boot_env = params = NULL;
	uk_boot_argc = uk_boot_envc = param_count = 0;
	return ukboot_cmdline_parse(text, why);
}

static void good(const char *text)
{
	const char *why;

	assert(parse(text, &why) == 0);
}

static void bad(const char *text, const char *expected)
{
	const char *why = NULL;

	assert(parse(text, &why) == -EINVAL);
	assert(!strcmp(why, expected));
}

/* The words must be these, and NULL behind them. */
static void expect(char **list, int count, const char *const *words)
{
	int i;

	for (i = 0; words[i]; i++)
		assert(i < count && !strcmp(list[i], words[i]));
	assert(i == count);
	assert(!list || !list[i]);
}
#define ARGS(...) expect(uk_boot_argv, uk_boot_argc, (const char *[]){ __VA_ARGS__ __VA_OPT__(,) NULL })
#define ENV(...) expect(uk_boot_env, uk_boot_envc, (const char *[]){ __VA_ARGS__ __VA_OPT__(,) NULL })

static void test_words(void)
{
	good("");
	ARGS();
	good("  \t ");
	ARGS();
	good("-- a b  c ");
	ARGS("a", "b", "c");
	good("-- 'a b' \"c d\" e\\ f");
	ARGS("a b", "c d", "e f");
	good("-- a'b'\"c\"d '' \"\"");
	ARGS("abcd", "", "");
	good("-- \"\\\"\\\\\\a\" 'a\\' \\' \\\\");
	ARGS("\"\\\\a", "a\\", "'", "\\");
	good("-- a -- b");
	ARGS("a", "--", "b");
	good("-- a\\");
	ARGS("a\\");
}

static void test_params(void)
{
	good("loglevel=debug console.tty x='a b' -- loglevel=error");
	ARGS("loglevel=error");
	assert(!strcmp(uk_param("loglevel"), "debug"));
	assert(!strcmp(uk_param("console.tty"), ""));
	assert(!strcmp(uk_param("x"), "a b"));
	assert(!uk_param("log"));
	assert(!uk_param("y"));
	good("a=1 ab=3 a a=2 -- a=4");
	assert(!strcmp(uk_param("a"), "1"));
	assert(!strcmp(uk_param_nth("a", 1), ""));
	assert(!strcmp(uk_param_nth("a", 2), "2"));
	assert(!uk_param_nth("a", 3));
	ARGS("a=4");
}

static void test_env(void)
{
	good("env.vars=[\"A=b c\" 'D=e' F=g] -- x");
	ENV("A=b c", "D=e", "F=g");
	ARGS("x");
	good("env.vars=[ A=1  B=\"]\" ] p=q env.vars=[C=2]");
	ENV("A=1", "B=]", "C=2");
	assert(!strcmp(uk_param("p"), "q"));
	good("env.vars=[] -- a");
	ENV();
	ARGS("a");
	good("-- env.vars=[A=b");
	ENV();
	ARGS("env.vars=[A=b");
}

static void test_errors(void)
{
	bad("-- \"a", "a \" is not closed");
	bad("-- \"a\\\"", "a \" is not closed");
	bad("-- 'a", "a ' is not closed");
	bad("env.vars=[A=b -- c", "the list env.vars=[ has no ]");
	bad("env.vars=[", "the list env.vars=[ has no ]");
	bad("env.vars=['A=b]", "a ' is not closed");
}

/* No input writes past its length or never ends: random ones of the characters that matter. */
static void test_random(void)
{
	static const char alphabet[] = " -'\"\\[]=ab";
	char text[40];
	const char *why;

	srand(1);
	for (int round = 0; round < 200000; round++) {
		size_t n = (size_t)rand() % sizeof(text);
		int r;

		for (size_t i = 0; i < n; i++)
			text[i] = alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];
		text[n ? n - 1 : 0] = '\0';
		if (round & 1)
			memcpy(text, "env.vars=[", n > 10 ? 10 : 0);
		r = parse(text, &why);
		assert(r == 0 || r == -EINVAL);
	}
}

int main(void)
{
	test_words();
	test_params();
	test_env();
	test_errors();
	test_random();
	forget();
	puts("ok");
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The pure parts of the loader: ELF checks, script lines, string lists, the first stack. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *uk_malloc(size_t n);
void *uk_realloc(void *p, size_t n);
void uk_free(void *p);
int uk_vsnprintf(char *buf, size_t n, const char *fmt, __builtin_va_list ap);

#include "../check.c"
#include "../script.c"
#include "../stack.c"
#include "../strings.c"

void *uk_malloc(size_t n) { return malloc(n); }
void *uk_realloc(void *p, size_t n) { return realloc(p, n); }
void uk_free(void *p) { free(p); }
int uk_vsnprintf(char *buf, size_t n, const char *fmt, va_list ap) { return vsnprintf(buf, n, fmt, ap); }

static struct elf_problem problem;

static struct elf_header good_header(void)
{
	struct elf_header h = { .ident = { 0x7f, 'E', 'L', 'F', ELF_CLASS64, ELF_DATA_LITTLE, 1 },
				.type = ELF_ET_EXEC, .machine = ELF_EM_X86_64, .entry = 0x401000,
				.phoff = 64, .phentsize = 56, .phnum = 2 };
	return h;
}

static void says(int r, int err, const char *text)
{
	if (r != -err || !strstr(problem.text, text)) {
		fprintf(stderr, "expected %d '%s', got %d '%s'\n", -err, text, r, problem.text);
		exit(1);
	}
}

static void headers_are_checked(void)
{
	struct elf_header h = good_header();

	assert(elf_check_header(&h, sizeof(h), 10000, &problem) == 0);
	says(elf_check_header(&h, 3, 3, &problem), ENOEXEC, "neither an ELF program nor a script");
	says(elf_check_header(&h, 20, 20, &problem), ENOEXEC, "truncated: 20 bytes");
	says(elf_check_header(&h, sizeof(h), 100, &problem), ENOEXEC, "truncated: 100 bytes");
	h.machine = 3;
	h.ident[ELF_CLASS] = 1;
	says(elf_check_header(&h, sizeof(h), 10000, &problem), ENOEXEC, "for x86 (32 bits), and this is x86-64");
	h.machine = ELF_EM_X86_64;
	says(elf_check_header(&h, sizeof(h), 10000, &problem), ENOEXEC, "32-bit program");
	h = good_header();
	h.machine = 183;
	says(elf_check_header(&h, sizeof(h), 10000, &problem), ENOEXEC, "for ARM (64 bits)");
	h = good_header();
	h.type = ELF_ET_REL;
	says(elf_check_header(&h, sizeof(h), 10000, &problem), ENOEXEC, "object file");
	h = good_header();
	h.phnum = 0;
	says(elf_check_header(&h, sizeof(h), 10000, &problem), ENOEXEC, "0 program headers");
	h = good_header();
	h.phoff = UINT64_MAX - 10;
	says(elf_check_header(&h, sizeof(h), 10000, &problem), ENOEXEC, "truncated");
}

static void segments_are_checked(void)
{
	struct elf_header h = good_header();
	struct elf_shape s;
	const struct elf_phdr good[2] = {
		{ ELF_PT_LOAD, ELF_PF_R | ELF_PF_X, 0, 0x400000, 0, 0x2000, 0x2000, 0x1000 },
		{ ELF_PT_LOAD, ELF_PF_R | ELF_PF_W, 0x2000, 0x402000, 0, 0x100, 0x3000, 0x200000 },
	};
	struct elf_phdr p[2];

#define RESET memcpy(p, good, sizeof(p))
#define CHECK elf_check_segments(&h, p, 0x2100, &s, &problem)
	RESET;
	assert(CHECK == 0);
	assert(s.low == 0x400000 && s.high == 0x405000 && s.align == 0x200000);
	assert(s.phdr == 0x400040 && !s.interp && !s.exec_stack);
	p[1].filesz = 0x101;
	says(CHECK, ENOEXEC, "truncated: 8448 bytes, and segment 1 has 257 bytes at 8192");
	RESET;
	p[1].memsz = 0x80;
	says(CHECK, ENOEXEC, "segment 1 is longer in the file");
	RESET;
	p[1].vaddr = 0x402001;
	says(CHECK, ENOEXEC, "segment 1 does not begin in the file as in its page");
	RESET;
	p[1].vaddr = UINT64_MAX - 0xfff;
	says(CHECK, ENOEXEC, "segment 1 lies at 0xfffffffffffff000");
	RESET;
	p[1].vaddr = 0x401000;
	says(CHECK, ENOEXEC, "segment 1 overlaps");
	RESET;
	h.entry = 0x402000;
	says(CHECK, ENOEXEC, "entry point 0x402000 lies in no executable segment");
	h.entry = 0x401000;
	p[0].vaddr = 0;
	h.entry = 0x1000;
	says(CHECK, ENOEXEC, "it wants address 0x0");
	h.entry = 0x401000;
	RESET;
	p[0].type = p[1].type = 4;
	says(CHECK, ENOEXEC, "nothing to load");
	RESET;
	p[1].type = ELF_PT_INTERP;
	p[1].offset = 0x20ff;
	p[1].filesz = 2;
	says(CHECK, ENOEXEC, "interpreter lies outside the file");
}

static void script_lines_are_split(void)
{
	static const struct {
		const char *line, *interpreter, *argument;
	} cases[] = {
		{ "#!/bin/sh\n", "/bin/sh", "" },
		{ "#! /bin/sh", "/bin/sh", "" },
		{ "#!\t/usr/bin/env  python3 -u \necho", "/usr/bin/env", "python3 -u" },
	};
	struct script s;
	char lines[400];

	for (size_t i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		assert(script_parse(cases[i].line, strlen(cases[i].line), &s) == 0);
		assert(!strcmp(s.interpreter, cases[i].interpreter));
		assert(!strcmp(s.argument, cases[i].argument));
	}
	assert(script_parse("#!\n", 3, &s) == -ENOEXEC);
	assert(script_parse("#!   ", 5, &s) == -ENOEXEC);
	memset(lines, 'a', sizeof(lines));
	memcpy(lines, "#!/", 3);
	assert(script_parse(lines, sizeof(lines), &s) == -ENOEXEC);
	lines[250] = ' ';
	assert(script_parse(lines, sizeof(lines), &s) == 0);
	assert(strlen(s.interpreter) == 248 && strlen(s.argument) == 4);
}

static void strings_are_kept(void)
{
	struct strings s = { 0 };
	char *big = calloc(1, STRING_MAX + 1);

	assert(strings_add_block(&s, "a\0bc\0\0d", 7) == 0);
	assert(s.count == 4 && s.len == 8 && !memcmp(s.data, "a\0bc\0\0d\0", 8));
	strings_drop_first(&s);
	assert(s.count == 3 && !strcmp(s.data, "bc"));
	strings_free(&s);
	strings_set_env(&s, "A=1");
	strings_set_env(&s, "AB=2");
	strings_set_env(&s, "A=3");
	assert(s.count == 2 && !memcmp(s.data, "AB=2\0A=3\0", 9));
	memset(big, 'x', STRING_MAX);
	assert(strings_add(&s, big, STRING_MAX) == -E2BIG);
	for (int i = 0; i < 15; i++)
		assert(strings_add(&s, big, STRING_MAX - 1) == 0);
	assert(strings_add(&s, big, STRING_MAX - 1) == -E2BIG);
	strings_free(&s);
	free(big);
}

/* The stack is built at a host address, so that its pointers can be followed. */
static void stack_is_laid_out(void)
{
	static char memory[4096] __attribute__((aligned(16)));
	struct strings argv = { 0 }, env = { 0 };
	struct auxv v = { .count = 0 };
	struct stack_content c = { "/bin/x", &argv, &env, "x86_64", 2 };
	struct stack_layout l;

	for (int n = 0; n < 4; n++) {
		uint64_t *w;

		strings_add(&argv, "arg", 3);
		strings_add(&env, "K=v", 3);
		v.count = 0;
		auxv_add(&v, AT_PAGESZ, 4096);
		auxv_add(&v, AT_NULL, 0);
		stack_layout(&l, (uint64_t)memory + sizeof(memory), &c);
		assert(l.sp % 16 == 0 && l.random % 16 == 0);
		assert(l.sp + l.words * 8 <= l.random && l.random + 16 <= l.platform);
		assert(l.execfn + 7 + 8 == (uint64_t)memory + sizeof(memory));
		w = (uint64_t *)l.sp;
		stack_words(w, &l, &c, &v);
		memcpy((void *)l.argv, argv.data, argv.len);
		memcpy((void *)l.env, env.data, env.len);
		assert(w[0] == argv.count && !strcmp((char *)w[argv.count], "arg") && !w[argv.count + 1]);
		assert(!strcmp((char *)w[argv.count + 2], "K=v") && !w[argv.count + 2 + env.count]);
		assert(w[l.words - 4] == AT_PAGESZ && w[l.words - 2] == AT_NULL);
	}
	strings_free(&argv);
	strings_free(&env);
}

int main(void)
{
	headers_are_checked();
	segments_are_checked();
	script_lines_are_split();
	strings_are_kept();
	stack_is_laid_out();
	return 0;
}

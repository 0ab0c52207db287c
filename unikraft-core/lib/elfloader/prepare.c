/* SPDX-License-Identifier: BSD-3-Clause */
/* Opens and checks what a path names, and follows scripts to their interpreter. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "loader.h"

#define PATH_MAX 4096

/* "#!interp arg": argv becomes interp, arg, the script's path and the caller's argv[1] on. */
static int script_argv(struct launch *l, const struct script *s, const char *script_path)
{
	struct strings argv = { 0 };
	int r = strings_add(&argv, s->interpreter, strlen(s->interpreter));

	if (!r && s->argument[0])
		r = strings_add(&argv, s->argument, strlen(s->argument));
	if (!r)
		r = strings_add(&argv, script_path, strlen(script_path));
	if (l->argv.count)
		strings_drop_first(&l->argv);
	if (!r)
		r = strings_add_block(&argv, l->argv.data, l->argv.len);
	if (r) {
		strings_free(&argv);
		return elf_problem(&l->problem, -r, "its arguments are too long");
	}
	strings_free(&l->argv);
	l->argv = argv;
	return 0;
}

/* 1: *next is the interpreter to open; 0: no script; or -errno. */
static int follow_script(struct launch *l, struct uk_file *f, const char *path, char **next)
{
	struct script *s;
	char line[SCRIPT_LINE_MAX];
	ssize_t n = uk_pread(f, line, sizeof(line), 0);
	int r;

	*next = NULL;
	if (n < 0)
		return elf_problem(&l->problem, (int)-n, "it cannot be read (error %d)", (int)-n);
	if (!script_is(line, (size_t)n))
		return 0;
	s = uk_malloc(sizeof(*s));
	if (!s)
		return elf_problem(&l->problem, ENOMEM, "no memory");
	r = script_parse(line, (size_t)n, s);
	if (r)
		r = elf_problem(&l->problem, -r, "its first line names no interpreter");
	else
		r = script_argv(l, s, path);
	if (!r) {
		*next = uk_strdup(s->interpreter);
		r = *next ? 1 : elf_problem(&l->problem, ENOMEM, "no memory");
	}
	uk_free(s);
	return r;
}

static int open_interpreter(struct launch *l)
{
	struct uk_file *f;
	int r = program_interpreter(&l->program, &l->interp, &l->problem);

	if (r || !l->interp)
		return r;
	r = program_open(l->interp, &f, &l->problem);
	if (!r)
		r = program_read(&l->interpreter, f, &l->problem);
	if (r) {
		char why[sizeof(l->problem.text)];

		uk_strlcpy(why, l->problem.text, sizeof(why));
		/* Linux says ELIBBAD for a bad one. */
		return elf_problem(&l->problem, r == -ENOEXEC ? ELIBBAD : -r, "its interpreter %s: %s",
				   l->interp, why);
	}
	return 0;
}

int launch_prepare(struct launch *l, char *path, struct uk_file *file)
{
	char *at = path;
	int r = file ? program_may_run(file, &l->problem) : 0;

	l->path = path;
	l->culprit = path;
	for (int depth = 0;; depth++) {
		char *next;

		if (!file)
			r = program_open(at, &file, &l->problem);
		if (!r && depth > SCRIPT_DEPTH_MAX)
			r = elf_problem(&l->problem, ELOOP, "scripts name scripts as their interpreter, without end");
		if (!r)
			r = follow_script(l, file, at, &next);
		if (r <= 0)
			break;
		uk_file_put(file);
		file = NULL;
		r = 0;
		if (at != path)
			uk_free(at);
		at = next;
	}
	if (!r) {
		struct uk_file *f = file;

		file = NULL;
		r = program_read(&l->program, f, &l->problem);
	}
	if (!r)
		r = open_interpreter(l);
	if (file)
		uk_file_put(file);
	if (at != path) {
		/* What failed is the script's interpreter: say so, and name the script. */
		if (r && !l->program.file)
			uk_snprintf(l->problem.text, sizeof(l->problem.text),
				    "the interpreter in its first line, %s, cannot be used", at);
		uk_free(at);
	}
	return r;
}

void launch_free(struct launch *l)
{
	uk_free(l->path);
	uk_free(l->interp);
	strings_free(&l->argv);
	strings_free(&l->env);
	program_close(&l->program);
	program_close(&l->interpreter);
}

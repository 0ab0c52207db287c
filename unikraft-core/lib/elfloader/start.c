/* SPDX-License-Identifier: BSD-3-Clause */
/* Starts the image's program: the command in /etc/unikraft and on the command line. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/string.h>
#include "loader.h"

/* What a shell says of a command that cannot be run, or is not there. */
#define STATUS_CANNOT_RUN 126
#define STATUS_NOT_FOUND 127

/* The whole file, which must be shorter than the limit of all strings. -ENOENT: there is none. */
static int read_file(const char *path, char **text, size_t *n)
{
	struct uk_file *f;
	ssize_t got;
	int r = uk_open(path, UK_O_RDONLY, 0, &f);

	if (r)
		return r;
	*n = uk_file_size(f);
	*text = *n <= STRINGS_MAX ? uk_malloc(*n + 1) : NULL;
	got = *text ? uk_pread(f, *text, *n, 0) : *n > STRINGS_MAX ? -E2BIG : -ENOMEM;
	uk_file_put(f);
	if (got < 0) {
		uk_free(*text);
		return (int)got;
	}
	*n = (size_t)got;
	(*text)[*n] = 0;
	return 0;
}

static int add_file(struct strings *list, const char *path)
{
	char *text;
	size_t n;
	int r = read_file(path, &text, &n);

	if (r == -ENOENT)
		return 0;
	if (!r) {
		r = strings_add_block(list, text, n);
		uk_free(text);
	}
	if (r)
		uk_pr_err("cannot read %s (error %d)", path, -r);
	return r;
}

static int gather(struct launch *l)
{
	int r = add_file(&l->argv, "/etc/unikraft/argv");

	for (int i = 0; i < uk_boot_argc && !r; i++)
		r = strings_add(&l->argv, uk_boot_argv[i], strlen(uk_boot_argv[i]));
	if (!r)
		r = add_file(&l->env, "/etc/unikraft/env");
	for (int i = 0; i < uk_boot_envc && !r; i++)
		r = strings_set_env(&l->env, uk_boot_env[i]);
	return r;
}

static int enter_directory(void)
{
	char *path;
	size_t n;
	int r = read_file("/etc/unikraft/cwd", &path, &n);

	if (r == -ENOENT)
		return 0;
	if (!r) {
		/* The file may end as a text file does. */
		if (n && path[n - 1] == '\n')
			path[n - 1] = 0;
		r = uk_chdir(path);
		if (r)
			uk_pr_err("cannot enter the working directory %s (error %d)", path, -r);
		uk_free(path);
	}
	return r;
}

void uk_app_start(void)
{
	static struct launch l;
	char *path;
	int r = gather(&l);

	if (!r && !l.argv.count) {
		uk_pr_err("nothing to run: neither /etc/unikraft/argv nor the command line (behind \"--\") names a program");
		uk_process_exit(STATUS_NOT_FOUND);
	}
	if (!r)
		r = enter_directory();
	path = r ? NULL : uk_strdup(l.argv.data);
	if (!path)
		uk_process_exit(STATUS_CANNOT_RUN);
	r = launch_prepare(&l, path, NULL);
	if (!r) {
		r = launch_commit(&l);
		if (r)
			elf_problem(&l.problem, -r, "its segments cannot be mapped (error %d)", -r);
	}
	if (r) {
		uk_pr_err("cannot start %s: %s", l.culprit, l.problem.text);
		uk_process_exit(r == -ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN);
	}
	launch_free(&l);
}

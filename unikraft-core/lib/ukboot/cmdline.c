/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line, split into words as a shell does it. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>
#include "cmdline.h"

char **uk_boot_argv, **uk_boot_env;
int uk_boot_argc, uk_boot_envc;

static char **params; /* "name" or "name=value" */
static int param_count;

/* Where the parser stands. Words are written behind each other to out. */
struct parser {
	const char *in;
	char *out;
	const char *why;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_spaces(struct parser *p)
{
	while (is_space(*p->in))
		p->in++;
}

/* Appends to a list that ends with NULL. */
static int append(char ***list, int *count, char *s)
{
	char **longer = uk_realloc(*list, ((size_t)*count + 2) * sizeof(**list));

	if (!longer)
		return -ENOMEM;
	*list = longer;
	longer[(*count)++] = s;
	longer[*count] = NULL;
	return 0;
}

/* Copies up to the closing quote; inside "…" a backslash quotes \ " $ ` only. */
static int quoted_part(struct parser *p, char quote)
{
	for (p->in++; *p->in != quote; p->in++) {
		if (quote == '"' && *p->in == '\\' && p->in[1] && strchr("\\\"$`", p->in[1]))
			p->in++;
		if (!*p->in) {
			p->why = quote == '"' ? "a \" is not closed" : "a ' is not closed";
			return -EINVAL;
		}
		*p->out++ = *p->in;
	}
	p->in++;
	return 0;
}

/* The next word, which ends at a space, the end, or (end != 0) that character. */
static int word(struct parser *p, char end, char **start)
{
	*start = p->out;
	while (*p->in && !is_space(*p->in) && (!end || *p->in != end)) {
		if (*p->in == '\'' || *p->in == '"') {
			int r = quoted_part(p, *p->in);

			if (r)
				return r;
			continue;
		}
		if (*p->in == '\\' && p->in[1])
			p->in++;
		*p->out++ = *p->in++;
	}
	*p->out++ = '\0';
	return 0;
}

static const char env_list[] = "env.vars=[";

/* What follows env.vars=[ : "A=b" "C=d"] */
static int env_words(struct parser *p)
{
	for (;;) {
		char *s;
		int r;

		skip_spaces(p);
		if (!*p->in) {
			p->why = "the list env.vars=[ has no ]";
			return -EINVAL;
		}
		if (*p->in == ']') {
			p->in++;
			return 0;
		}
		r = word(p, ']', &s);
		if (!r)
			r = append(&uk_boot_env, &uk_boot_envc, s);
		if (r)
			return r;
	}
}

/* Up to and with the "--". */
static int param_words(struct parser *p)
{
	int r = 0;

	for (skip_spaces(p); !r && *p->in; skip_spaces(p)) {
		char *s;

		if (!strncmp(p->in, env_list, sizeof(env_list) - 1)) {
			p->in += sizeof(env_list) - 1;
			r = env_words(p);
			continue;
		}
		r = word(p, 0, &s);
		if (r || !strcmp(s, "--"))
			return r;
		r = append(&params, &param_count, s);
	}
	return r;
}

static int argument_words(struct parser *p)
{
	int r = 0;

	for (skip_spaces(p); !r && *p->in; skip_spaces(p)) {
		char *s;

		r = word(p, 0, &s);
		if (!r)
			r = append(&uk_boot_argv, &uk_boot_argc, s);
	}
	return r;
}

int ukboot_cmdline_parse(const char *cmdline, const char **why)
{
	/* A word and its NUL take no more than it took with the space behind it. */
	char *text = uk_malloc(strlen(cmdline) + 1);
	struct parser p = { .in = cmdline, .out = text };
	int r;

	if (!text)
		return -ENOMEM;
	r = param_words(&p);
	if (!r)
		r = argument_words(&p);
	*why = p.why;
	return r;
}

const char *uk_param_nth(const char *name, unsigned int nth)
{
	size_t n = strlen(name);

	for (int i = 0; i < param_count; i++) {
		char end;

		if (strncmp(params[i], name, n))
			continue;
		end = params[i][n];
		if ((end == '=' || !end) && !nth--)
			return params[i] + n + (end == '=');
	}
	return NULL;
}

const char *uk_param(const char *name)
{
	return uk_param_nth(name, 0);
}

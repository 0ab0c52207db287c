/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/errno.h>
#include <uk/string.h>
#include "script.h"

bool script_is(const char *text, size_t n)
{
	return n >= 2 && text[0] == '#' && text[1] == '!';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void copy(char *dst, const char *from, const char *end)
{
	memcpy(dst, from, (size_t)(end - from));
	dst[end - from] = 0;
}

int script_parse(const char *text, size_t n, struct script *s)
{
	const char *limit, *line_end, *from, *to;

	n = UK_MIN(n, SCRIPT_LINE_MAX - 1);
	limit = text + n;
	for (line_end = text + 2; line_end < limit && *line_end != '\n' && *line_end; line_end++)
		;
	for (from = text + 2; from < line_end && is_blank(*from); from++)
		;
	for (to = from; to < line_end && !is_blank(*to); to++)
		;
	/* A name that the limit cuts would be another name. */
	if (from == to || (to == limit && n == SCRIPT_LINE_MAX - 1))
		return -ENOEXEC;
	copy(s->interpreter, from, to);
	for (from = to; from < line_end && is_blank(*from); from++)
		;
	for (to = line_end; to > from && is_blank(to[-1]); to--)
		;
	copy(s->argument, from, to);
	return 0;
}

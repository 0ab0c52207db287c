/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "strings.h"

int strings_reserve(struct strings *s, size_t n)
{
	size_t room = s->room ? s->room : 256;
	size_t used = s->len + (s->count + 1) * sizeof(char *);
	char *p;

	if (used > STRINGS_MAX || n > STRINGS_MAX - used)
		return -E2BIG;
	while (room < s->len + n)
		room *= 2;
	if (room == s->room)
		return 0;
	p = uk_realloc(s->data, room);
	if (!p)
		return -ENOMEM;
	s->data = p;
	s->room = room;
	return 0;
}

int strings_add(struct strings *list, const char *s, size_t n)
{
	int r;

	if (n >= STRING_MAX)
		return -E2BIG;
	r = strings_reserve(list, n + 1);
	if (r)
		return r;
	memcpy(list->data + list->len, s, n);
	list->data[list->len + n] = 0;
	list->len += n + 1;
	list->count++;
	return 0;
}

int strings_add_block(struct strings *list, const char *block, size_t n)
{
	int r = 0;

	while (n && !r) {
		size_t len = strnlen(block, n);

		r = strings_add(list, block, len);
		len = UK_MIN(len + 1, n);
		block += len;
		n -= len;
	}
	return r;
}

static void drop(struct strings *list, char *at)
{
	size_t n = strlen(at) + 1;

	memmove(at, at + n, list->len - (size_t)(at - list->data) - n);
	list->len -= n;
	list->count--;
}

int strings_set_env(struct strings *list, const char *assignment)
{
	size_t len = strlen(assignment);
	const char *equals = strchr(assignment, '=');
	size_t name = equals ? (size_t)(equals - assignment) + 1 : len + 1;

	for (size_t at = 0; at < list->len;) {
		if (strncmp(list->data + at, assignment, name) == 0)
			drop(list, list->data + at);
		else
			at += strlen(list->data + at) + 1;
	}
	return strings_add(list, assignment, len);
}

void strings_drop_first(struct strings *list)
{
	drop(list, list->data);
}

void strings_free(struct strings *list)
{
	uk_free(list->data);
	memset(list, 0, sizeof(*list));
}

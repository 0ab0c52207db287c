/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of strings as argv and the environment are kept: one behind the other, each ended by NUL. */
#ifndef ELFLOADER_STRINGS_H
#define ELFLOADER_STRINGS_H

#include <uk/essentials.h>

/* Linux's limits (execve(2)): of one string with its NUL, and of all with a pointer to each. */
#define STRING_MAX (32 * UK_PAGE_SIZE)
#define STRINGS_MAX (2UL << 20)

struct strings {
	char *data;   /* uk_malloc; NULL while empty */
	size_t len;   /* bytes in use */
	size_t room;  /* bytes allocated */
	size_t count; /* strings */
};

/** Makes room for n bytes more. 0, -E2BIG or -ENOMEM. */
int strings_reserve(struct strings *s, size_t n);
/** Appends s of n bytes without its NUL. 0, -E2BIG or -ENOMEM. */
int strings_add(struct strings *list, const char *s, size_t n);
/** Appends every string of a block; a last one without NUL counts too. */
int strings_add_block(struct strings *list, const char *block, size_t n);
/** Appends NAME=value; an earlier one of the same name goes. */
int strings_set_env(struct strings *list, const char *assignment);
/** Takes the first string away. The list must not be empty. */
void strings_drop_first(struct strings *list);
void strings_free(struct strings *list);

#endif

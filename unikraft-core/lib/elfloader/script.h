/* SPDX-License-Identifier: BSD-3-Clause */
/* The first line of a script: "#!interpreter [argument]". */
#ifndef ELFLOADER_SCRIPT_H
#define ELFLOADER_SCRIPT_H

#include <uk/essentials.h>

/** How much of the first line counts, as on Linux. */
#define SCRIPT_LINE_MAX 256
/** How many scripts may name each other as interpreter. */
#define SCRIPT_DEPTH_MAX 5

struct script {
	char interpreter[SCRIPT_LINE_MAX];
	char argument[SCRIPT_LINE_MAX]; /* empty: none */
};

/** Whether n bytes begin a script. */
bool script_is(const char *text, size_t n);
/** Splits the first line; -ENOEXEC when it names no interpreter or is cut off inside its name. */
int script_parse(const char *text, size_t n, struct script *s);

#endif

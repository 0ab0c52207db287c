/* SPDX-License-Identifier: BSD-3-Clause */
/* Loading goes in two phases: everything is opened and checked, then the address space is replaced. */
#ifndef ELFLOADER_LOADER_H
#define ELFLOADER_LOADER_H

#include <uk/file.h>
#include "elf.h"
#include "script.h"
#include "strings.h"

/** A checked ELF file. */
struct program {
	struct uk_file *file; /* a reference; NULL: none */
	struct elf_header header;
	struct elf_phdr *phdr; /* header.phnum; uk_malloc */
	struct elf_shape shape;
};
/** Whether f is a regular file that may be executed. 0 or -EACCES. */
int program_may_run(struct uk_file *f, struct elf_problem *p);
/** Opens the file at path for execution: it must be a regular file that may be executed. 0 or -errno. */
int program_open(const char *path, struct uk_file **f, struct elf_problem *p);
/** Reads and checks the ELF file f, whose reference it takes over. 0 or -errno; program_close in either case. */
int program_read(struct program *prog, struct uk_file *f, struct elf_problem *p);
/** The path in PT_INTERP (uk_malloc) or NULL when there is none. 0 or -errno. */
int program_interpreter(const struct program *prog, char **path, struct elf_problem *p);
void program_close(struct program *prog);

/** Where a program was mapped. */
struct mapped {
	uint64_t bias;  /* what is added to the file's addresses */
	uint64_t entry;
	uint64_t end;   /* page-aligned, behind its last segment */
};
/** Maps the segments; a position-independent program goes to about hint (0: anywhere). 0 or -errno. */
int program_map(const struct program *prog, uint64_t hint, struct mapped *m);

/** All that the start of a program needs; nothing of it is visible to the old one. */
struct launch {
	char *path;     /* as the caller named it: AT_EXECFN */
	char *interp;   /* path of its interpreter; NULL: none */
	struct strings argv, env;
	struct program program, interpreter;
	struct elf_problem problem; /* set when something failed */
	const char *culprit;        /* the file it is about */
};
/**
 * Opens and checks what path (uk_malloc, taken over) names: scripts are followed
 * to their interpreter, and argv changes as they want. file: what path means, or NULL
 * to open it. 0 or -errno with problem and culprit set.
 */
int launch_prepare(struct launch *l, char *path, struct uk_file *file);
/** Maps the program into the empty address space and sets the caller's registers. 0 or -errno. */
int launch_commit(struct launch *l);
void launch_free(struct launch *l);

#endif

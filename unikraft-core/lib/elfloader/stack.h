/* SPDX-License-Identifier: BSD-3-Clause */
/* What a program finds on its stack when it starts (AMD64 psABI 3.4.1). */
#ifndef ELFLOADER_STACK_H
#define ELFLOADER_STACK_H

#include <uk/essentials.h>
#include "strings.h"

#define AT_NULL 0
#define AT_PHDR 3
#define AT_PHENT 4
#define AT_PHNUM 5
#define AT_PAGESZ 6
#define AT_BASE 7
#define AT_FLAGS 8
#define AT_ENTRY 9
#define AT_UID 11
#define AT_EUID 12
#define AT_GID 13
#define AT_EGID 14
#define AT_PLATFORM 15
#define AT_HWCAP 16
#define AT_CLKTCK 17
#define AT_SECURE 23
#define AT_RANDOM 25
#define AT_HWCAP2 26
#define AT_EXECFN 31
#define AT_SYSINFO_EHDR 33
#define AT_MINSIGSTKSZ 51

#define AUX_MAX 24
struct aux {
	uint64_t type, value;
};
struct auxv {
	struct aux entry[AUX_MAX];
	size_t count; /* with AT_NULL at the end */
};
void auxv_add(struct auxv *v, uint64_t type, uint64_t value);

/** Addresses of the parts, from the top of the stack down. */
struct stack_layout {
	uint64_t execfn, env, argv, platform, random;
	uint64_t sp;    /* of argc; 16-byte aligned */
	size_t words;   /* at sp: argc, argv, NULL, envp, NULL, auxv */
};
struct stack_content {
	const char *execfn;
	const struct strings *argv, *env;
	const char *platform;
	size_t aux_count;
};

#define STACK_RANDOM_SIZE 16

void stack_layout(struct stack_layout *l, uint64_t top, const struct stack_content *c);
/** Writes the l->words words. */
void stack_words(uint64_t *words, const struct stack_layout *l, const struct stack_content *c,
		 const struct auxv *v);

#endif

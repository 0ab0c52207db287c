/* SPDX-License-Identifier: BSD-3-Clause */
/* ELF as far as the loader reads it (System V gABI chapters 4 and 5, AMD64 psABI). */
#ifndef ELFLOADER_ELF_H
#define ELFLOADER_ELF_H

#include <uk/essentials.h>

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_phdr {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

#define ELF_CLASS 4 /* index in ident */
#define ELF_DATA 5
#define ELF_CLASS64 2
#define ELF_DATA_LITTLE 1
#define ELF_ET_REL 1
#define ELF_ET_EXEC 2
#define ELF_ET_DYN 3
#define ELF_ET_CORE 4
#define ELF_EM_X86_64 62

#define ELF_PT_LOAD 1
#define ELF_PT_INTERP 3
#define ELF_PT_GNU_STACK 0x6474e551
#define ELF_PF_X 1
#define ELF_PF_W 2
#define ELF_PF_R 4

/** Most program headers that are read; the ones in use have about 13. */
#define ELF_PHNUM_MAX 512
/** Longest alignment of a segment that is honoured. */
#define ELF_ALIGN_MAX (1UL << 30)

/** Why a program cannot run: an errno and a sentence's end for a person ("it is …"). */
struct elf_problem {
	int err; /* > 0 */
	char text[128];
};

/** Notes the problem; returns -err. */
int elf_problem(struct elf_problem *p, int err, const char *fmt, ...) UK_PRINTF(3, 4);

/** What the checked program headers say together. */
struct elf_shape {
	uint64_t low, high; /* page-aligned bounds of the segments' addresses */
	uint64_t align;     /* the largest of the segments, at least a page */
	uint64_t phdr;      /* address of the program headers, 0: in no segment */
	const struct elf_phdr *interp; /* NULL: none */
	bool exec_stack;
};

/** Whether n bytes that begin a file of file_size bytes are a program for this machine. 0 or -errno. */
int elf_check_header(const struct elf_header *h, size_t n, uint64_t file_size, struct elf_problem *p);
/** Checks every segment against the file and the application's addresses, and sums them up. 0 or -errno. */
int elf_check_segments(const struct elf_header *h, const struct elf_phdr *ph, uint64_t file_size,
		       struct elf_shape *shape, struct elf_problem *p);

#endif

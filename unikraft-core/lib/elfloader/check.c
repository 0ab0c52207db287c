/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether a file is a program that can run here. Nothing in it is believed. */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "elf.h"

int elf_problem(struct elf_problem *p, int err, const char *fmt, ...)
{
	va_list ap;

	p->err = err;
	va_start(ap, fmt);
	uk_vsnprintf(p->text, sizeof(p->text), fmt, ap);
	va_end(ap);
	return -err;
}

static const char *machine_name(uint16_t machine)
{
	static const struct {
		uint16_t number;
		const char *name;
	} names[] = { { 3, "x86 (32 bits)" }, { 8, "MIPS" }, { 20, "PowerPC" }, { 21, "PowerPC (64 bits)" },
		      { 22, "IBM S/390" }, { 40, "ARM (32 bits)" }, { 183, "ARM (64 bits)" },
		      { 243, "RISC-V" }, { 258, "LoongArch" } };

	for (size_t i = 0; i < UK_ARRAY_SIZE(names); i++)
		if (names[i].number == machine)
			return names[i].name;
	return NULL;
}

static int check_kind(const struct elf_header *h, struct elf_problem *p)
{
	const char *cpu = machine_name(h->machine);

	if (h->machine != ELF_EM_X86_64 && cpu)
		return elf_problem(p, ENOEXEC, "it is a program for %s, and this is x86-64", cpu);
	if (h->machine != ELF_EM_X86_64)
		return elf_problem(p, ENOEXEC, "it is a program for CPU number %u, and this is x86-64",
				   h->machine);
	if (h->ident[ELF_CLASS] != ELF_CLASS64)
		return elf_problem(p, ENOEXEC, "it is a 32-bit program; only 64-bit ones can run");
	if (h->ident[ELF_DATA] != ELF_DATA_LITTLE)
		return elf_problem(p, ENOEXEC, "its header says big-endian, which x86-64 is not");
	if (h->type == ELF_ET_REL)
		return elf_problem(p, ENOEXEC, "it is an object file, not linked to a program");
	if (h->type != ELF_ET_EXEC && h->type != ELF_ET_DYN)
		return elf_problem(p, ENOEXEC, "it is no program (ELF type %u)", h->type);
	return 0;
}

int elf_check_header(const struct elf_header *h, size_t n, uint64_t file_size, struct elf_problem *p)
{
	int r;

	if (n < 4 || memcmp(h->ident, "\177ELF", 4))
		return elf_problem(p, ENOEXEC, "it is neither an ELF program nor a script");
	if (n < sizeof(*h))
		return elf_problem(p, ENOEXEC, "it is truncated: %zu bytes, less than an ELF header", n);
	r = check_kind(h, p);
	if (r)
		return r;
	if (h->phentsize != sizeof(struct elf_phdr))
		return elf_problem(p, ENOEXEC, "its program headers have %u bytes each, not %zu",
				   h->phentsize, sizeof(struct elf_phdr));
	if (h->phnum == 0 || h->phnum > ELF_PHNUM_MAX)
		return elf_problem(p, ENOEXEC, "it has %u program headers; 1 to %u are possible",
				   h->phnum, ELF_PHNUM_MAX);
	if (h->phoff > file_size || h->phnum * sizeof(struct elf_phdr) > file_size - h->phoff)
		return elf_problem(p, ENOEXEC, "it is truncated: %lu bytes, and its program headers are at %lu",
				   (unsigned long)file_size, (unsigned long)h->phoff);
	return 0;
}

static int check_load(const struct elf_phdr *s, unsigned int i, uint64_t file_size, struct elf_problem *p)
{
	if (s->offset > file_size || s->filesz > file_size - s->offset)
		return elf_problem(p, ENOEXEC,
				   "it is truncated: %lu bytes, and segment %u has %lu bytes at %lu",
				   (unsigned long)file_size, i, (unsigned long)s->filesz,
				   (unsigned long)s->offset);
	if (s->filesz > s->memsz)
		return elf_problem(p, ENOEXEC, "segment %u is longer in the file than in memory", i);
	if (s->memsz > UK_USER_END || s->vaddr > UK_USER_END - s->memsz)
		return elf_problem(p, ENOEXEC, "segment %u lies at 0x%lx, outside a program's addresses", i,
				   (unsigned long)s->vaddr);
	if (s->filesz && (s->offset - s->vaddr) % UK_PAGE_SIZE)
		return elf_problem(p, ENOEXEC, "segment %u does not begin in the file as in its page", i);
	return 0;
}

static bool has_entry(const struct elf_phdr *s, uint64_t entry)
{
	return (s->flags & ELF_PF_X) && entry >= s->vaddr && entry - s->vaddr < s->memsz;
}

/* The program headers are seen by the program itself (AT_PHDR) when a segment holds them. */
static uint64_t phdr_in(const struct elf_phdr *s, const struct elf_header *h)
{
	uint64_t size = h->phnum * sizeof(struct elf_phdr);

	if (h->phoff < s->offset || h->phoff - s->offset > s->filesz ||
	    size > s->filesz - (h->phoff - s->offset))
		return 0;
	return s->vaddr + (h->phoff - s->offset);
}

static int check_others(const struct elf_phdr *s, uint64_t file_size, struct elf_shape *shape,
			struct elf_problem *p)
{
	if (s->type == ELF_PT_GNU_STACK)
		shape->exec_stack = s->flags & ELF_PF_X;
	if (s->type != ELF_PT_INTERP || shape->interp)
		return 0;
	if (s->filesz < 2 || s->filesz > UK_PAGE_SIZE || s->offset > file_size ||
	    s->filesz > file_size - s->offset)
		return elf_problem(p, ENOEXEC, "the name of its interpreter lies outside the file");
	shape->interp = s;
	return 0;
}

int elf_check_segments(const struct elf_header *h, const struct elf_phdr *ph, uint64_t file_size,
		       struct elf_shape *shape, struct elf_problem *p)
{
	bool entry = false, any = false;
	uint64_t end = 0;
	int r = 0;

	memset(shape, 0, sizeof(*shape));
	shape->align = UK_PAGE_SIZE;
	for (unsigned int i = 0; i < h->phnum && !r; i++) {
		const struct elf_phdr *s = &ph[i];

		if (s->type != ELF_PT_LOAD) {
			r = check_others(s, file_size, shape, p);
			continue;
		}
		r = check_load(s, i, file_size, p);
		if (r || !s->memsz)
			continue;
		if (any && s->vaddr < end)
			return elf_problem(p, ENOEXEC, "segment %u overlaps the one before", i);
		if (!any)
			shape->low = UK_ALIGN_DOWN(s->vaddr, UK_PAGE_SIZE);
		any = true;
		end = s->vaddr + s->memsz;
		entry |= has_entry(s, h->entry);
		if (!shape->phdr)
			shape->phdr = phdr_in(s, h);
		if (s->align > shape->align && !(s->align & (s->align - 1)) && s->align <= ELF_ALIGN_MAX)
			shape->align = s->align;
	}
	if (r)
		return r;
	if (!any)
		return elf_problem(p, ENOEXEC, "it has nothing to load");
	if (!entry)
		return elf_problem(p, ENOEXEC, "its entry point 0x%lx lies in no executable segment",
				   (unsigned long)h->entry);
	shape->high = UK_ALIGN_UP(end, UK_PAGE_SIZE);
	if (h->type == ELF_ET_EXEC && shape->low < UK_USER_START)
		return elf_problem(p, ENOEXEC, "it wants address 0x%lx; the lowest possible is 0x%lx",
				   (unsigned long)shape->low, UK_USER_START);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Mapping a program's segments: file pages in place, the rest zeroed on demand. */
#include <uk/errno.h>
#include <uk/uaccess.h>
#include <uk/vm.h>
#include "loader.h"

static int protection(const struct elf_phdr *s)
{
	return (s->flags & ELF_PF_R ? UK_PROT_READ : 0) | (s->flags & ELF_PF_W ? UK_PROT_WRITE : 0) |
	       (s->flags & ELF_PF_X ? UK_PROT_EXEC : 0);
}

static int map_at(uint64_t start, uint64_t end, int prot, struct uk_file *f, uint64_t offset)
{
	int flags = UK_MAP_PRIVATE | UK_MAP_FIXED | (f ? 0 : UK_MAP_ANONYMOUS);
	long r = start < end ? uk_vm_map(start, end - start, prot, flags, f, offset) : (long)start;

	return r < 0 ? (int)r : 0;
}

/* The rest of the last file page is bss and must not show what follows in the file. */
static int clear_tail(uint64_t from, int prot)
{
	uint64_t end = UK_ALIGN_UP(from, UK_PAGE_SIZE);
	uint64_t page = UK_ALIGN_DOWN(from, UK_PAGE_SIZE);
	int r;

	if (from == end)
		return 0;
	if (prot & UK_PROT_WRITE)
		return uk_clear_user((void *)from, end - from);
	r = uk_vm_protect(page, UK_PAGE_SIZE, UK_PROT_READ | UK_PROT_WRITE);
	if (r)
		return r;
	r = uk_clear_user((void *)from, end - from);
	return r ? r : uk_vm_protect(page, UK_PAGE_SIZE, prot);
}

static int map_segment(struct uk_file *f, const struct elf_phdr *s, uint64_t bias)
{
	uint64_t start = UK_ALIGN_DOWN(s->vaddr + bias, UK_PAGE_SIZE);
	uint64_t file_end = s->vaddr + bias + s->filesz;
	uint64_t end = UK_ALIGN_UP(s->vaddr + bias + s->memsz, UK_PAGE_SIZE);
	uint64_t bss = s->filesz ? UK_ALIGN_UP(file_end, UK_PAGE_SIZE) : start;
	int r = 0;

	if (s->filesz)
		r = map_at(start, bss, protection(s), f, UK_ALIGN_DOWN(s->offset, UK_PAGE_SIZE));
	if (!r && s->filesz && s->memsz > s->filesz)
		r = clear_tail(file_end, protection(s));
	return r ? r : map_at(bss, end, protection(s), NULL, 0);
}

/* Finds a free range for all segments together; it is the address less the program's own. */
static int find_bias(const struct elf_shape *shape, uint64_t hint, uint64_t *bias)
{
	uint64_t size = shape->high - shape->low;
	/* A hint is aligned already; where the kernel chooses there must be room to align. */
	uint64_t room = size + shape->align - UK_PAGE_SIZE;
	long at = uk_vm_map(hint, room, 0, UK_MAP_PRIVATE | UK_MAP_ANONYMOUS | UK_MAP_NORESERVE, NULL, 0);
	int r;

	if (at < 0)
		return (int)at;
	r = uk_vm_unmap((uintptr_t)at, room);
	/* The lowest address keeps its place relative to the alignment. */
	*bias = UK_ALIGN_UP((uint64_t)at - shape->low % shape->align, shape->align) - (shape->low - shape->low % shape->align);
	return r;
}

int program_map(const struct program *prog, uint64_t hint, struct mapped *m)
{
	int r;

	m->bias = 0;
	if (prog->header.type == ELF_ET_DYN) {
		r = find_bias(&prog->shape, hint, &m->bias);
		if (r)
			return r;
	}
	for (unsigned int i = 0; i < prog->header.phnum; i++) {
		const struct elf_phdr *s = &prog->phdr[i];

		if (s->type != ELF_PT_LOAD || !s->memsz)
			continue;
		r = map_segment(prog->file, s, m->bias);
		if (r)
			return r;
	}
	m->entry = prog->header.entry + m->bias;
	m->end = prog->shape.high + m->bias;
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* What others learn of the address space, and tell it: procfs, file systems, the loader. */
#include <uk/file.h>
#include "mmap.h"

void uk_vm_name(uintptr_t addr, const char *name)
{
	struct area *a = area_find(addr);

	if (a && a->start <= addr)
		a->name = name;
}

bool uk_vm_next(uintptr_t addr, struct uk_vm_info *info, bool count_resident)
{
	struct area *a = area_find(addr);

	if (!a)
		return false;
	*info = (struct uk_vm_info){
		.start = a->start,
		.end = a->end,
		.prot = a->prot,
		.shared = a->flags & UK_MAP_SHARED,
		.offset = a->offset,
		.file = a->file,
		.name = a->name,
	};
	if (count_resident)
		info->resident = page_resident(a->start, a->end);
	return true;
}

void uk_vm_stat(uint64_t *virt, uint64_t *resident)
{
	*virt = area_bytes;
	*resident = page_resident_count << UK_PAGE_SHIFT;
}

/* Takes the part of an area away that shows [offset, offset + len) of its file. */
static void forget_in(const struct area *a, uint64_t offset, uint64_t len, bool copies)
{
	uint64_t first = UK_MAX(offset, a->offset);
	uint64_t end = len > UINT64_MAX - offset ? UINT64_MAX : offset + len;
	uintptr_t low, high;

	end = UK_MIN(end, a->offset + (a->end - a->start));
	if (first >= end)
		return;
	low = a->start + UK_ALIGN_DOWN(first - a->offset, UK_PAGE_SIZE);
	high = a->start + UK_ALIGN_UP(end - a->offset, UK_PAGE_SIZE);
	if (copies || (a->flags & UK_MAP_SHARED))
		page_drop_range(low, high);
	else
		page_drop_borrowed(low, high);
}

void uk_vm_forget(const struct uk_node *node, uint64_t offset, uint64_t len, bool copies)
{
	struct area *a;

	uk_list_for_each(a, &area_files, file_node)
		if (a->file->node == node)
			forget_in(a, offset, len, copies);
}

void vm_forget_file(const struct uk_file *f, uint64_t offset, uint64_t len)
{
	struct area *a;

	uk_list_for_each(a, &area_files, file_node)
		if (a->file == f)
			forget_in(a, offset, len, true);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Mapping, unmapping and protecting; the functions of uk/vm.h. */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/node.h>
#include <uk/process.h>
#include "mmap.h"

/* As Linux without randomisation: room for the first thread's stack above. */
#define MMAP_TOP (UK_USER_END - 128 * 1024 * 1024UL)
/* MAP_32BIT: the second GiB, as Linux. */
#define LOW_START 0x40000000UL
#define LOW_END 0x80000000UL

/* Absent in images without process limits. */
extern __typeof__(uk_rlimits) uk_rlimits UK_WEAK;

bool vm_range(uintptr_t addr, size_t len, uintptr_t *end)
{
	if (addr % UK_PAGE_SIZE || addr > UK_USER_END || len > UK_USER_END - addr)
		return false;
	*end = UK_ALIGN_UP(addr + len, UK_PAGE_SIZE);
	return true;
}

bool vm_may_commit(size_t len)
{
	struct uk_frame_stat s;

	uk_frame_stat(&s);
	return len <= s.total;
}

bool vm_below_limit(size_t len)
{
	return !&uk_rlimits || area_bytes + len <= uk_rlimits[UK_RLIMIT_AS].cur;
}

bool vm_is_mapped(uintptr_t start, uintptr_t end)
{
	for (struct area *a = area_find(start); a && a->start <= start; a = area_next(a)) {
		if (a->end >= end)
			return true;
		start = a->end;
	}
	return start >= end;
}

uintptr_t vm_place(uintptr_t hint, size_t len, int flags)
{
	uintptr_t at;

	hint = UK_ALIGN_UP(hint, UK_PAGE_SIZE);
	if (flags & MAP_32BIT)
		return area_hole(len, LOW_START, LOW_END);
	if (hint >= UK_USER_START && hint <= UK_USER_END && len <= UK_USER_END - hint &&
	    area_is_hole(hint, len))
		return hint;
	at = area_hole(len, UK_USER_START, MMAP_TOP);
	return at ? at : area_hole(len, MMAP_TOP, UK_USER_END);
}

int vm_unmap_range(uintptr_t start, uintptr_t end)
{
	struct area *a = area_find(start), *next;

	if (!a || a->start >= end)
		return 0;
	if (area_split_at(start, end))
		return -ENOMEM;
	for (a = area_find(start); a && a->start < end; a = next) {
		next = area_next(a);
		page_drop_range(a->start, a->end);
		area_remove(a);
		area_free(a);
	}
	uk_pt_trim(start, end);
	return 0;
}

/* What mmap(2) refuses of a file, and the rights that mprotect may give later. */
static int check_file(const struct uk_file *f, int prot, int flags, int *may_write)
{
	unsigned int access = f->flags & UK_O_ACCMODE;

	if (f->flags & UK_O_PATH)
		return -EBADF;
	if (access == UK_O_WRONLY)
		return -EACCES;
	if ((flags & UK_MAP_SHARED) && access != UK_O_RDWR) {
		if (prot & UK_PROT_WRITE)
			return -EACCES;
		*may_write = 0;
	}
	if ((flags & UK_MAP_SHARED) && f->node &&
	    f->node->seals & (UK_SEAL_WRITE | UK_SEAL_FUTURE_WRITE)) {
		if (prot & UK_PROT_WRITE)
			return -EPERM;
		*may_write = 0;
	}
	if (!f->ops->map_page)
		return -ENODEV;
	return flags & UK_MAP_GROWSDOWN ? -EINVAL : 0;
}

static struct area *make_area(size_t len, int prot, int flags, struct uk_file *f, uint64_t offset)
{
	const int kept = UK_MAP_SHARED | UK_MAP_GROWSDOWN | UK_MAP_NORESERVE | AREA_LOCKED;
	struct area *a = uk_zalloc(sizeof(*a));

	if (!a)
		return NULL;
	a->prot = prot;
	a->flags = flags & kept;
	uk_list_init(&a->file_node);
	if (f) {
		a->file = uk_file_ref(f);
		a->offset = offset;
	} else if (flags & UK_MAP_SHARED) {
		a->file = shm_new(len);
		if (!a->file) {
			uk_free(a);
			return NULL;
		}
	}
	return a;
}

/* Finds the place and clears it. The address or -errno. */
static long clear_place(uintptr_t addr, size_t len, int flags)
{
	uintptr_t end;
	int r;

	if (!(flags & (UK_MAP_FIXED | UK_MAP_FIXED_NOREPLACE))) {
		addr = vm_place(addr, len, flags);
		return addr ? (long)addr : -ENOMEM;
	}
	if (addr % UK_PAGE_SIZE)
		return -EINVAL;
	if (!vm_range(addr, len, &end))
		return -ENOMEM;
	if (addr < UK_USER_START)
		return -EPERM;
	if (flags & UK_MAP_FIXED_NOREPLACE) {
		struct area *a = area_find(addr);

		return a && a->start < end ? -EEXIST : (long)addr;
	}
	r = vm_unmap_range(addr, end);
	return r ? r : (long)addr;
}

/* Locked and populated areas get their pages now; what does not fit comes when it is touched. */
static void populate(uintptr_t start, uintptr_t end, int flags)
{
	bool locked = (flags & AREA_LOCKED) && !(vm_lock_future & MAP_NONBLOCK);

	if (locked || (flags & (UK_MAP_POPULATE | MAP_NONBLOCK)) == UK_MAP_POPULATE)
		page_in_range(start, end);
}

long uk_vm_map(uintptr_t addr, size_t len, int prot, int flags, struct uk_file *f, uint64_t offset)
{
	int may_write = AREA_MAY_WRITE, r;
	struct area *a;
	long at;

	if (!len || offset % UK_PAGE_SIZE)
		return -EINVAL;
	if (len > UK_USER_END)
		return -ENOMEM;
	len = UK_ALIGN_UP(len, UK_PAGE_SIZE);
	if (f && offset + len < offset)
		return -EOVERFLOW;
	r = f ? check_file(f, prot, flags, &may_write) : 0;
	if (r)
		return r;
	if ((flags & UK_MAP_SHARED) && (flags & UK_MAP_GROWSDOWN))
		return -EINVAL;
	flags |= vm_lock_future & MAP_LOCKED;
	if (!vm_below_limit(len) ||
	    ((f ? !(flags & UK_MAP_SHARED) && (prot & UK_PROT_WRITE) : prot & UK_PROT_WRITE) &&
	     !(flags & UK_MAP_NORESERVE) && !vm_may_commit(len)))
		return -ENOMEM;
	a = make_area(len, prot & PROT_MASK, flags, f, offset);
	if (!a)
		return -ENOMEM;
	at = clear_place(addr, len, flags);
	if (at < 0) {
		area_free(a);
		return at;
	}
	a->flags |= may_write;
	a->start = (uintptr_t)at;
	a->end = a->start + len;
	area_insert(a);
	area_merge((uintptr_t)at, (uintptr_t)at + len);
	populate((uintptr_t)at, (uintptr_t)at + len, flags);
	return at;
}

int uk_vm_unmap(uintptr_t addr, size_t len)
{
	uintptr_t end;

	if (!len || !vm_range(addr, len, &end))
		return -EINVAL;
	return vm_unmap_range(addr, end);
}

/* Changes one area that lies wholly in the range. */
static int protect_area(struct area *a, int prot)
{
	bool writable = prot & UK_PROT_WRITE;

	if (writable && !(a->flags & AREA_MAY_WRITE))
		return -EACCES;
	if (writable && !(a->prot & UK_PROT_WRITE) &&
	    !(a->flags & (UK_MAP_SHARED | UK_MAP_NORESERVE)) && !vm_may_commit(a->end - a->start))
		return -ENOMEM;
	a->prot = prot;
	return page_protect(a, a->start, a->end);
}

int uk_vm_protect(uintptr_t addr, size_t len, int prot)
{
	uintptr_t end, at = addr;
	struct area *a, *next;
	int r = 0;

	if (addr % UK_PAGE_SIZE)
		return -EINVAL;
	if (!len)
		return 0;
	if (!vm_range(addr, len, &end))
		return -ENOMEM;
	a = area_find(addr);
	if (!a || a->start > addr)
		return -ENOMEM;
	if (area_split_at(addr, end))
		return -ENOMEM;
	/* Up to the first hole, as Linux. */
	for (a = area_find(addr); !r && at < end; a = next) {
		if (!a || a->start > at) {
			r = -ENOMEM;
			break;
		}
		next = area_next(a);
		at = a->end;
		if (a->prot != (prot & PROT_MASK))
			r = protect_area(a, prot & PROT_MASK);
	}
	area_merge(addr, end);
	return r;
}

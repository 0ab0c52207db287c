/* SPDX-License-Identifier: BSD-3-Clause */
/* madvise, msync and mincore. */
#include <uk/file.h>
#include <uk/node.h>
#include <uk/sched.h>
#include <uk/syscall.h>
#include "mmap.h"

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_FREE 8
#define MADV_REMOVE 9
#define MADV_DONTFORK 10
#define MADV_DOFORK 11
#define MADV_HUGEPAGE 14
#define MADV_NOHUGEPAGE 15
#define MADV_DONTDUMP 16
#define MADV_DODUMP 17
#define MADV_WIPEONFORK 18
#define MADV_KEEPONFORK 19
#define MADV_COLD 20
#define MADV_PAGEOUT 21
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#define MADV_DONTNEED_LOCKED 24

/* FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE */
#define PUNCH_HOLE 3

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

static bool is_anonymous(const struct area *a)
{
	return !a->file && !(a->flags & UK_MAP_SHARED);
}

/* Punches a hole into the file, which takes the pages out of all mappings. */
static long remove_from_file(const struct area *a, uintptr_t start, uintptr_t end)
{
	uint64_t offset = a->offset + (start - a->start);
	struct uk_file *f = a->file;
	struct uk_node *n;
	long r;

	if (a->flags & AREA_LOCKED || !f)
		return -EINVAL;
	if (!(a->flags & UK_MAP_SHARED) || !(a->prot & UK_PROT_WRITE))
		return -EACCES;
	n = f->node;
	if (!n)
		return shm_remove(f, offset, end - start);
	if (n->seals & (UK_SEAL_WRITE | UK_SEAL_FUTURE_WRITE))
		return -EPERM;
	if (!n->ops->allocate)
		return -EOPNOTSUPP;
	/* The file may make it wait, and others unmap the area meanwhile. */
	uk_file_ref(f);
	r = n->ops->allocate(n, PUNCH_HOLE, offset, end - start);
	uk_file_put(f);
	return r;
}

/* [start, end) lies in a, which may be gone afterwards: advice about a file's contents can block. */
static long advise_area(struct area *a, uintptr_t start, uintptr_t end, int advice)
{
	switch (advice) {
	case MADV_DONTNEED:
		if (a->flags & AREA_LOCKED)
			return -EINVAL;
		/* fall through */
	case MADV_DONTNEED_LOCKED:
		page_drop_range(start, end);
		return 0;
	case MADV_FREE:
		/* "May be freed at any time": now. */
		if (!is_anonymous(a))
			return -EINVAL;
		page_drop_range(start, end);
		return 0;
	case MADV_WIPEONFORK:
		return is_anonymous(a) ? 0 : -EINVAL;
	case MADV_COLD:
	case MADV_PAGEOUT:
		return a->flags & AREA_LOCKED ? -EINVAL : 0;
	case MADV_REMOVE:
		return remove_from_file(a, start, end);
	default:
		return 0;
	}
}

static long populate_page(uintptr_t va, bool write)
{
	struct area *a = area_find(va);
	int r;

	if (!a || va < a->start)
		return -ENOMEM;
	if (!a->prot || (write && !(a->prot & UK_PROT_WRITE)))
		return -EINVAL;
	r = page_in(a, va, write);
	return r == -ENXIO ? -EFAULT : r;
}

static long populate(uintptr_t start, uintptr_t end, bool write)
{
	long r = 0;

	/* Others may run, and change the areas, in between. */
	for (; !r && start < end; start += UK_PAGE_SIZE) {
		r = populate_page(start, write);
		uk_sched_point();
	}
	return r;
}

static bool is_known(int advice)
{
	/* Merging equal pages (12, 13) and large pages on demand (25) are not there, nor poisoning. */
	return (advice >= MADV_NORMAL && advice <= MADV_DONTNEED) ||
	       (advice >= MADV_FREE && advice <= MADV_DOFORK) ||
	       (advice >= MADV_HUGEPAGE && advice <= MADV_DONTNEED_LOCKED);
}

/* partial: no MADV_MERGEABLE, MADV_COLLAPSE, MADV_HWPOISON */
UK_SYSCALL(madvise, 3, uintptr_t, addr, size_t, len, int, advice)
{
	uintptr_t end, at = addr;
	bool hole = false;

	if (!is_known(advice) || !vm_range(addr, len, &end))
		return -EINVAL;
	if (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE)
		return populate(addr, end, advice == MADV_POPULATE_WRITE);
	/* What is mapped gets the advice, then holes are an error. */
	while (at < end) {
		struct area *a = area_find(at);
		uintptr_t start;
		long r;

		if (!a || a->start >= end)
			break;
		hole = hole || a->start > at;
		start = UK_MAX(a->start, at);
		at = UK_MIN(a->end, end);
		r = advise_area(a, start, at, advice);
		if (r)
			return r;
	}
	return hole || at < end ? -ENOMEM : 0;
}

UK_SYSCALL(msync, 3, uintptr_t, addr, size_t, len, int, flags)
{
	uintptr_t end;

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || addr % UK_PAGE_SIZE ||
	    ((flags & MS_ASYNC) && (flags & MS_SYNC)))
		return -EINVAL;
	if (!vm_range(addr, len, &end))
		return -ENOMEM;
	/* Mappings show the file's own frames: there is nothing to carry over. */
	if (!vm_is_mapped(addr, end))
		return -ENOMEM;
	if (flags & MS_INVALIDATE)
		for (struct area *a = area_find(addr); a && a->start < end; a = area_next(a))
			if (a->flags & AREA_LOCKED)
				return -EBUSY;
	return 0;
}

UK_SYSCALL(mincore, 3, uintptr_t, addr, size_t, len, unsigned char *, vec)
{
	unsigned char present[256];
	uintptr_t end;

	if (addr % UK_PAGE_SIZE)
		return -EINVAL;
	if (!vm_range(addr, len, &end))
		return -ENOMEM;
	if (!uk_user_range(vec, (end - addr) / UK_PAGE_SIZE))
		return -EFAULT;
	while (addr < end) {
		size_t n = UK_MIN((end - addr) / UK_PAGE_SIZE, sizeof(present));

		if (!vm_is_mapped(addr, addr + n * UK_PAGE_SIZE))
			return -ENOMEM;
		for (size_t i = 0; i < n; i++)
			present[i] = page_present(addr + i * UK_PAGE_SIZE);
		if (uk_copy_out(vec, present, n))
			return -EFAULT;
		vec += n;
		addr += n * UK_PAGE_SIZE;
		uk_sched_point();
	}
	return 0;
}

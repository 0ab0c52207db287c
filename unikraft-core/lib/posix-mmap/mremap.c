/* SPDX-License-Identifier: BSD-3-Clause */
/* mremap: growing, shrinking and moving an area. */
#include <uk/file.h>
#include <uk/syscall.h>
#include "mmap.h"

#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MREMAP_DONTUNMAP 4

struct move {
	uintptr_t from, to;
	size_t old_len, new_len;
	int flags;
};

/* The area that holds all of [addr, addr + len); NULL: none does. */
static struct area *area_of(uintptr_t addr, size_t len)
{
	struct area *a = area_find(addr);

	return a && a->start <= addr && a->end - addr >= len ? a : NULL;
}

static bool may_grow(const struct area *a, size_t by)
{
	bool accounted = !(a->flags & (UK_MAP_SHARED | UK_MAP_NORESERVE)) &&
			 (a->prot & UK_PROT_WRITE);

	return vm_below_limit(by) && (!accounted || vm_may_commit(by));
}

/* Where the area is to go, cleared. 0: no memory. */
static uintptr_t make_room(const struct move *m)
{
	if (m->flags & MREMAP_FIXED)
		return vm_unmap_range(m->to, m->to + m->new_len) ? 0 : m->to;
	return vm_place(0, m->new_len, 0);
}

/* Moves the pages, or with old_len 0 maps a shared area a second time. */
static long move_area(struct move *m)
{
	size_t moved = UK_MIN(m->old_len, m->new_len);
	struct area *a, *copy;
	bool locked;

	if (m->old_len && area_split_at(m->from, m->from + m->old_len))
		return -ENOMEM;
	copy = area_copy(area_find(m->from));
	if (!copy)
		return -ENOMEM;
	m->to = make_room(m);
	a = area_find(m->from);
	if (!a || a->start > m->from) {
		/* A second mapping was to replace the first. */
		area_free(copy);
		return -EFAULT;
	}
	if (!m->to || page_move(m->from, m->to, moved)) {
		area_free(copy);
		area_merge(m->from, m->from + m->old_len);
		return -ENOMEM;
	}
	if (copy->file)
		copy->offset = a->offset + (m->from - a->start);
	copy->start = m->to;
	copy->end = m->to + m->new_len;
	locked = copy->flags & AREA_LOCKED;
	area_insert(copy);
	if (m->old_len && !(m->flags & MREMAP_DONTUNMAP)) {
		/* Only borders were made: no memory is needed. */
		vm_unmap_range(m->from, m->from + m->old_len);
	}
	area_merge(m->to, m->to + m->new_len);
	area_merge(m->from, m->from + m->old_len);
	/* By now the area may be a part of its neighbour. */
	if (locked)
		page_in_range(m->to, m->to + m->new_len);
	return (long)m->to;
}

static long check(const struct move *m)
{
	uintptr_t end;

	if (m->flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP) || m->from % UK_PAGE_SIZE)
		return -EINVAL;
	if (m->flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(m->flags & MREMAP_MAYMOVE))
		return -EINVAL;
	if (m->flags & MREMAP_DONTUNMAP && m->old_len != m->new_len)
		return -EINVAL;
	if (!m->new_len)
		return -EINVAL;
	if (!(m->flags & MREMAP_FIXED))
		return 0;
	if (m->to < UK_USER_START || !vm_range(m->to, m->new_len, &end))
		return -EINVAL;
	return m->to < m->from + m->old_len && m->from < end ? -EINVAL : 0;
}

UK_SYSCALL(mremap, 5, uintptr_t, from, size_t, old_len, size_t, new_len, int, flags, uintptr_t, to)
{
	struct move m = { from, to, UK_ALIGN_UP(old_len, UK_PAGE_SIZE),
			  UK_ALIGN_UP(new_len, UK_PAGE_SIZE), flags };
	struct area *a;
	long r = check(&m);

	if (r)
		return r;
	if (m.new_len > UK_USER_END || m.old_len > UK_USER_END)
		return -ENOMEM;
	a = area_of(from, 1);
	if (!a)
		return -EFAULT;
	if (!m.old_len && (!(a->flags & UK_MAP_SHARED) || !(flags & MREMAP_MAYMOVE)))
		return -EINVAL;
	if (!(flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && m.new_len <= m.old_len && m.old_len) {
		/* Shrinking may go over several areas. */
		if (m.old_len > UK_USER_END - from)
			return -EINVAL;
		r = m.new_len == m.old_len ?
			    0 :
			    vm_unmap_range(from + m.new_len, from + m.old_len);
		return r ? r : (long)from;
	}
	if (!area_of(from, m.old_len))
		return -EFAULT;
	if (m.new_len > m.old_len && !may_grow(a, m.new_len - m.old_len))
		return -ENOMEM;
	if (!(flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && m.old_len && from + m.old_len == a->end &&
	    m.new_len <= UK_USER_END - from && area_is_hole(a->end, m.new_len - m.old_len)) {
		uintptr_t end = from + m.new_len;
		bool locked = a->flags & AREA_LOCKED;

		area_resize(a, a->start, end);
		area_merge(from, end);
		if (locked)
			page_in_range(from, end);
		return (long)from;
	}
	return flags & MREMAP_MAYMOVE ? move_area(&m) : -ENOMEM;
}

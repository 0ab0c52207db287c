/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mlock and its kin. Nothing is ever paged out, so what locking adds is that
 * all pages are there, and that madvise does not take them away.
 */
#include <uk/syscall.h>
#include "mmap.h"

#define MLOCK_ONFAULT 1
#define MCL_CURRENT 1
#define MCL_FUTURE 2
#define MCL_ONFAULT 4

int vm_lock_future;

static long set_locked(uintptr_t start, uintptr_t end, bool locked)
{
	if (area_split_at(start, end))
		return -ENOMEM;
	for (struct area *a = area_find(start); a && a->start < end; a = area_next(a))
		a->flags = locked ? a->flags | AREA_LOCKED : a->flags & ~AREA_LOCKED;
	area_merge(start, end);
	return 0;
}

static long lock_range(uintptr_t addr, size_t len, bool locked, bool populate)
{
	uintptr_t start = UK_ALIGN_DOWN(addr, UK_PAGE_SIZE), end;
	long r;

	if (len + (addr - start) < len || !vm_range(start, len + (addr - start), &end))
		return -EINVAL;
	if (!vm_is_mapped(start, end))
		return -ENOMEM;
	r = set_locked(start, end, locked);
	if (r || !populate)
		return r;
	/* As Linux: pages that cannot be had, whatever the reason, are ENOMEM or EAGAIN. */
	r = page_in_range(start, end);
	return r == -ENOMEM ? -EAGAIN : r ? -ENOMEM : 0;
}

UK_SYSCALL(mlock, 2, uintptr_t, addr, size_t, len)
{
	return lock_range(addr, len, true, true);
}

UK_SYSCALL(mlock2, 3, uintptr_t, addr, size_t, len, int, flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return lock_range(addr, len, true, !(flags & MLOCK_ONFAULT));
}

UK_SYSCALL(munlock, 2, uintptr_t, addr, size_t, len)
{
	return lock_range(addr, len, false, false);
}

UK_SYSCALL(mlockall, 1, int, flags)
{
	if (!flags || flags == MCL_ONFAULT || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
		return -EINVAL;
	vm_lock_future = 0;
	if (flags & MCL_FUTURE)
		vm_lock_future = MAP_LOCKED | (flags & MCL_ONFAULT ? MAP_NONBLOCK : 0);
	if (!(flags & MCL_CURRENT))
		return 0;
	set_locked(0, UK_USER_END, true);
	if (flags & MCL_ONFAULT)
		return 0;
	/* Reservations that nobody may touch, and what no longer fits, stay as they are. */
	for (struct area *a = area_find(0); a; a = area_next(a))
		page_in_range(a->start, a->end);
	return 0;
}

UK_SYSCALL(munlockall, 0)
{
	vm_lock_future = 0;
	return set_locked(0, UK_USER_END, false);
}

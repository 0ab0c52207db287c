/* SPDX-License-Identifier: BSD-3-Clause */
/* mmap, munmap, mprotect and brk as system calls. */
#include <uk/file.h>
#include <uk/process.h>
#include <uk/syscall.h>
#include "mmap.h"

/* Flags that MAP_SHARED_VALIDATE knows; others must be refused. */
#define MAP_KNOWN                                                                                  \
	(MAP_TYPE | UK_MAP_FIXED | UK_MAP_ANONYMOUS | MAP_32BIT | UK_MAP_GROWSDOWN | 0x0800 |       \
	 0x1000 | MAP_LOCKED | UK_MAP_NORESERVE | UK_MAP_POPULATE | MAP_NONBLOCK | UK_MAP_STACK |   \
	 MAP_HUGETLB | UK_MAP_FIXED_NOREPLACE)

static long map_file(uintptr_t addr, size_t len, int prot, int flags, int fd, uint64_t offset)
{
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	/* The file is not of a file system with huge pages. */
	r = flags & MAP_HUGETLB ? -EINVAL : uk_vm_map(addr, len, prot, flags, f, offset);
	uk_file_put(f);
	return r;
}

UK_SYSCALL(mmap, 6, uintptr_t, addr, size_t, len, int, prot, int, flags, int, fd, uint64_t, offset)
{
	if (offset % UK_PAGE_SIZE)
		return -EINVAL;
	switch (flags & MAP_TYPE) {
	case UK_MAP_SHARED:
	case UK_MAP_PRIVATE:
		break;
	case MAP_SHARED_VALIDATE:
		if (flags & UK_MAP_ANONYMOUS)
			return -EINVAL;
		if (flags & ~MAP_KNOWN)
			return -EOPNOTSUPP;
		flags = (flags & ~MAP_TYPE) | UK_MAP_SHARED;
		break;
	default:
		return -EINVAL;
	}
	if (!(flags & UK_MAP_ANONYMOUS))
		return map_file(addr, len, prot, flags, fd, offset);
	if (!len)
		return -EINVAL;
	/* As Linux with an empty pool of huge pages. */
	if (flags & MAP_HUGETLB)
		return -ENOMEM;
	return uk_vm_map(addr, len, prot, flags, NULL, 0);
}

UK_SYSCALL(munmap, 2, uintptr_t, addr, size_t, len)
{
	return uk_vm_unmap(addr, len);
}

UK_SYSCALL(mprotect, 3, uintptr_t, addr, size_t, len, unsigned int, prot)
{
	const unsigned int grow = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
	struct area *a;

	if (prot & ~(unsigned int)(PROT_MASK | PROT_SEM | PROT_GROWSDOWN | PROT_GROWSUP) ||
	    addr % UK_PAGE_SIZE || grow == (PROT_GROWSDOWN | PROT_GROWSUP))
		return -EINVAL;
	if (!len)
		return 0;
	if (grow) {
		a = area_find(addr);
		if (!a || addr + len <= a->start)
			return -ENOMEM;
		/* No area grows up on this processor. */
		if (grow == PROT_GROWSUP || !(a->flags & UK_MAP_GROWSDOWN))
			return -EINVAL;
		len += addr - a->start;
		addr = a->start;
	}
	return uk_vm_protect(addr, len, (int)prot);
}

static uintptr_t brk_start, brk_end;

void uk_vm_set_brk(uintptr_t start)
{
	brk_start = brk_end = UK_ALIGN_UP(start, UK_PAGE_SIZE);
}

static bool set_brk(uintptr_t to)
{
	uintptr_t old = UK_ALIGN_UP(brk_end, UK_PAGE_SIZE), new = UK_ALIGN_UP(to, UK_PAGE_SIZE);

	if (!brk_start || to < brk_start || to > UK_USER_END)
		return false;
	if (new < old && vm_unmap_range(new, old))
		return false;
	if (new > old) {
		/* A page stays free behind, as a guard against running into the next area. */
		if (!area_is_hole(old, new - old + UK_PAGE_SIZE) ||
		    uk_vm_map(old, new - old, UK_PROT_READ | UK_PROT_WRITE,
			      UK_MAP_PRIVATE | UK_MAP_ANONYMOUS | UK_MAP_FIXED_NOREPLACE, NULL, 0) < 0)
			return false;
		/* It may have become one with the program's data before it. */
		if (!area_split_at(old, new))
			uk_vm_name(old, "[heap]");
		area_merge(old, new);
	}
	brk_end = to;
	return true;
}

UK_SYSCALL(brk, 1, uintptr_t, to)
{
	/* Failure shows in that nothing has changed. */
	set_brk(to);
	return (long)brk_end;
}

static void forget_program(void)
{
	vm_lock_future = 0;
}
UK_EXEC_HOOK(forget_program);

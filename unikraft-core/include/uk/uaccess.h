/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The application's memory. Kernel code touches it only here: a bad address
 * gives -EFAULT, pages that are not there yet are faulted in, and addresses
 * of the kernel's half are refused, unless the application is linked in: its
 * own memory is there.
 */
#ifndef UK_UACCESS_H
#define UK_UACCESS_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/init.h>

/** End of the application's addresses (the first non-canonical one less a page). */
#define UK_USER_END 0x7ffffffff000UL
/** Lowest address that can be mapped (vm.mmap_min_addr). */
#define UK_USER_START 0x10000UL

/** Start of the kernel's half. */
#define UK_KERNEL_START 0xffff800000000000UL

/** Whether system calls take addresses of the kernel's half: no program is loaded, the application is linked in. */
static inline bool uk_user_is_linked_in(void)
{
	return !uk_app_start;
}

/** Whether [p, p + n) lies where the application may have memory (not: whether it is mapped). */
static inline bool uk_user_range(const void *p, size_t n)
{
	if ((uintptr_t)p <= UK_USER_END)
		return n <= UK_USER_END - (uintptr_t)p;
	return uk_user_is_linked_in() && (uintptr_t)p >= UK_KERNEL_START && n < -(uintptr_t)p;
}

/** Copies from the application; 0 or -EFAULT (dst then partly written). */
int uk_copy_in(void *dst, const void *usrc, size_t n);
/** Copies to the application; 0 or -EFAULT. */
int uk_copy_out(void *udst, const void *src, size_t n);
/** Zeroes application memory; 0 or -EFAULT. */
int uk_clear_user(void *udst, size_t n);
/** Copies a NUL-terminated string; its length, -EFAULT, or -ENAMETOOLONG past n - 1. */
ssize_t uk_strncpy_in(char *dst, const char *usrc, size_t n);

/** Atomics for futexes; *old gets the value before. 0 or -EFAULT. */
int uk_user_load32(const uint32_t *uaddr, uint32_t *value);
int uk_user_cmpxchg32(uint32_t *uaddr, uint32_t expected, uint32_t desired,
		      uint32_t *old);

#endif

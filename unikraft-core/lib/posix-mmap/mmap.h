/* SPDX-License-Identifier: BSD-3-Clause */
/* What the system calls of posix-mmap share. */
#ifndef POSIX_MMAP_MMAP_H
#define POSIX_MMAP_MMAP_H

#include <uk/errno.h>
#include <uk/uaccess.h>
#include "page.h"

/* Linux's values; those that others need are in uk/vm.h. */
#define MAP_TYPE 0x0f
#define MAP_SHARED_VALIDATE 0x03
#define MAP_32BIT 0x40
#define MAP_LOCKED 0x2000
#define MAP_NONBLOCK 0x10000
#define MAP_HUGETLB 0x40000
#define MAP_SYNC 0x80000

#define PROT_MASK (UK_PROT_READ | UK_PROT_WRITE | UK_PROT_EXEC)
#define PROT_SEM 0x8
#define PROT_GROWSDOWN 0x01000000
#define PROT_GROWSUP 0x02000000

/**
 * Makes [addr, addr + len) whole pages: *end behind the last. False when
 * addr is not page-aligned or the range leaves the application's half.
 */
bool vm_range(uintptr_t addr, size_t len, uintptr_t *end);
/** Whether memory of this size may be promised: only what could never be there is refused, as Linux's heuristic. */
bool vm_may_commit(size_t len);
/** Whether len more bytes of areas stay below RLIMIT_AS. */
bool vm_below_limit(size_t len);
/** A place for len bytes, at hint if that is free; 0: none. */
uintptr_t vm_place(uintptr_t hint, size_t len, int flags);
/** Takes away all that is mapped in [start, end). 0 or -ENOMEM (nothing was done). */
int vm_unmap_range(uintptr_t start, uintptr_t end);
/** True when [start, end) is mapped without holes. */
bool vm_is_mapped(uintptr_t start, uintptr_t end);
/** The backing of shared anonymous memory, of size bytes (whole pages, below UK_USER_END); NULL: no memory. */
struct uk_file *shm_new(size_t size);
/** Takes pages out of it, and out of all mappings. f need not be one of shm_new: then -EOPNOTSUPP. */
long shm_remove(struct uk_file *f, uint64_t offset, uint64_t len);
/** Takes [offset, offset + len) of a file out of the areas that map this open file. */
void vm_forget_file(const struct uk_file *f, uint64_t offset, uint64_t len);
/** MAP_LOCKED (0, or with it MAP_NONBLOCK for "on fault"): what new areas get since mlockall(MCL_FUTURE). */
extern int vm_lock_future;

#endif

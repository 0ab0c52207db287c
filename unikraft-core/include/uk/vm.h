/* SPDX-License-Identifier: BSD-3-Clause */
/* The application's address space: areas with demand paging (library posix-mmap). */
#ifndef UK_VM_H
#define UK_VM_H

#include <uk/essentials.h>
#include <uk/plat.h>

struct uk_file;
struct uk_node;

/* flags; the values are Linux's */
#define UK_MAP_SHARED 0x01
#define UK_MAP_PRIVATE 0x02
#define UK_MAP_FIXED 0x10
#define UK_MAP_ANONYMOUS 0x20
#define UK_MAP_GROWSDOWN 0x0100
#define UK_MAP_NORESERVE 0x4000
#define UK_MAP_POPULATE 0x8000
#define UK_MAP_STACK 0x20000
#define UK_MAP_FIXED_NOREPLACE 0x100000

/** mmap(2) for the kernel's own use (ELF loader). The address, or -errno. */
long uk_vm_map(uintptr_t addr, size_t len, int prot, int flags, struct uk_file *f, uint64_t offset);
int uk_vm_unmap(uintptr_t addr, size_t len);
int uk_vm_protect(uintptr_t addr, size_t len, int prot);
/** Names an area for /proc/self/maps ("[stack]", "[heap]"); name must stay. */
void uk_vm_name(uintptr_t addr, const char *name);
/** Sets where brk starts (page-aligned end of the program). */
void uk_vm_set_brk(uintptr_t start);

/* What a page fault wanted (the x86 error code's meaning). */
#define UK_FAULT_PRESENT 1
#define UK_FAULT_WRITE 2
#define UK_FAULT_EXEC 16
/**
 * Resolves a fault in the application's half. 0: try again.
 * -EFAULT: no area; -EACCES: the area forbids it; -ENXIO: behind the end of
 * the file (SIGBUS). Out of memory does not return: the machine ends with a
 * message that names how much there was and what to set.
 */
int uk_vm_fault(uintptr_t addr, unsigned int fault);

/**
 * A file's frames for [offset, offset + len) go away or become others: takes
 * them out of all mappings, which ask map_page again. Call it before the
 * frames lose the file's reference. copies: what private mappings have
 * written goes too (truncation).
 */
void uk_vm_forget(const struct uk_node *node, uint64_t offset, uint64_t len, bool copies);

/** Walks the areas in address order: for /proc/self/maps, statm, VmRSS. next >= addr; false at the end. */
struct uk_vm_info {
	uintptr_t start, end;
	int prot;
	bool shared;
	uint64_t offset;
	struct uk_file *file; /* NULL: anonymous */
	const char *name;     /* NULL: none */
	size_t resident;      /* bytes, filled when asked for */
};
bool uk_vm_next(uintptr_t addr, struct uk_vm_info *info, bool count_resident);
/** Bytes of areas and of frames in them. */
void uk_vm_stat(uint64_t *virt, uint64_t *resident);

#endif

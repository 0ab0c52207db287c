/* SPDX-License-Identifier: BSD-3-Clause */
/* Page faults of the application, and what happens when memory is out. */
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/signal.h>
#include "mmap.h"

extern const char __uk_image_start[], __uk_image_end[];

#define MIB (1024 * 1024UL)
/* Linux's default for the first thread's stack. */
#define STACK_DEFAULT (8 * MIB)

extern __typeof__(uk_rlimits) uk_rlimits UK_WEAK;
extern __typeof__(uk_bootinfo) uk_bootinfo UK_WEAK;
extern __typeof__(uk_process_kill) uk_process_kill UK_WEAK;

static void out_of_memory(void)
{
	uint64_t files = &uk_bootinfo ? uk_bootinfo.initrd_size : 0;
	uint64_t image = (uint64_t)(__uk_image_end - __uk_image_start);
	uint64_t machine;
	struct uk_frame_stat s;

	uk_frame_stat(&s);
	machine = (s.total + files + image + MIB - 1) / MIB;
	uk_pr_err("out of memory: of the machine's %lu MiB, the root file system takes %lu MiB and the application with the kernel's data %lu MiB. Give it more, as with -Dunikraft.memory=%luM",
		  machine, files / MIB, (s.total - s.free) / MIB,
		  UK_ALIGN_UP(machine + machine / 2, 16UL));
	/* As Linux's out-of-memory killer. */
	if (uk_process_kill)
		uk_process_kill(UK_SIGKILL);
	uk_plat_exit(128 + UK_SIGKILL);
}

/* Lets a stack grow down to addr. False: it may not. */
static bool grow(struct area *a, uintptr_t addr)
{
	uint64_t limit = &uk_rlimits ? uk_rlimits[UK_RLIMIT_STACK].cur : STACK_DEFAULT;
	uintptr_t start = UK_ALIGN_DOWN(addr, UK_PAGE_SIZE);
	const struct area *below = area_prev(a);

	if (!(a->flags & UK_MAP_GROWSDOWN) || start < UK_USER_START || a->end - start > limit)
		return false;
	/* Memory that nobody can touch guards as well as a hole does. */
	if (below && below->prot && !(below->flags & UK_MAP_GROWSDOWN) &&
	    start - below->end < GUARD_GAP)
		return false;
	if (!vm_below_limit(a->start - start))
		return false;
	area_resize(a, start, a->end);
	return true;
}

static bool allowed(const struct area *a, unsigned int fault)
{
	if (fault & UK_FAULT_WRITE)
		return a->prot & UK_PROT_WRITE;
	if (fault & UK_FAULT_EXEC)
		return a->prot & UK_PROT_EXEC;
	/* The processor cannot forbid reading what may be written or executed. */
	return a->prot;
}

int uk_vm_fault(uintptr_t addr, unsigned int fault)
{
	struct area *a = area_find(addr);
	int r;

	if (!a || (addr < a->start && !grow(a, addr)))
		return -EFAULT;
	if (!allowed(a, fault))
		return -EACCES;
	addr = UK_ALIGN_DOWN(addr, UK_PAGE_SIZE);
	r = page_in(a, addr, fault & UK_FAULT_WRITE);
	if (r == -ENOMEM)
		out_of_memory();
	return r;
}

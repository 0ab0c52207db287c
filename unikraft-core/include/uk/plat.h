/* SPDX-License-Identifier: BSD-3-Clause */
/* What a platform provides: all that needs privilege or knows the machine. */
#ifndef UK_PLAT_H
#define UK_PLAT_H

#include <uk/essentials.h>
#include <uk/regs.h>

/* Console */
void uk_plat_console_write(const char *s, size_t n);
/** Reads at most n bytes that have arrived; 0: none now. */
size_t uk_plat_console_read(char *s, size_t n);
/** Calls fn (interrupt context) when input arrived. */
void uk_plat_console_on_input(void (*fn)(void));

/** One line to the report channel (docs/design.md), if the machine has one. */
void uk_plat_report(const char *line);
/** Ends the machine with an exit status for the VMM. */
void uk_plat_exit(int status) UK_NORETURN;

/* Time */
/** Nanoseconds since boot, never backwards. */
uk_nsec_t uk_plat_clock_mono(void);
/** Nanoseconds since 1970-01-01 UTC. */
uk_nsec_t uk_plat_clock_wall(void);
/** Requests an interrupt at the given monotonic time (replaces the one before); INT64_MAX: none. */
void uk_plat_timer_set(uk_nsec_t deadline);
/** Sleeps until an interrupt came and was handled. Called with nothing to run. */
void uk_plat_idle(void);
/** Frequency of the time stamp counter in Hz. */
uint64_t uk_plat_tsc_hz(void);

/** Fills p with n bytes of hardware entropy; returns how many it had (0: no source). */
size_t uk_plat_entropy(void *p, size_t n);

/* Page tables of the application's half. prot: UK_PROT_* */
#define UK_PROT_READ 1
#define UK_PROT_WRITE 2
#define UK_PROT_EXEC 4
/** Maps one page; replaces what was there. prot 0 keeps the frame but denies access. 0 or -ENOMEM (page table). */
int uk_pt_map(uintptr_t va, uk_paddr_t pa, int prot);
/** The frame that a page is mapped to, or UK_FRAME_NONE; *prot (may be NULL): its rights. */
uk_paddr_t uk_pt_lookup(uintptr_t va, int *prot);
/** Removes a page; returns the frame or UK_FRAME_NONE. */
uk_paddr_t uk_pt_unmap(uintptr_t va);
/** Frees page tables that map nothing in [start, end). */
void uk_pt_trim(uintptr_t start, uintptr_t end);
/** First address >= va and < end whose page is mapped, or end: skips holes by whole tables. */
uintptr_t uk_pt_next(uintptr_t va, uintptr_t end);

/* Processor state of a thread */
/** A kernel stack behind a guard page; *top is 64-byte aligned, above it lies a place for the XSAVE area. 0 or -ENOMEM. */
int uk_plat_kstack_alloc(uintptr_t *base, uintptr_t *top, void **fpu);
void uk_plat_kstack_free(uintptr_t base);
/** Says which kernel stack interrupts and system calls use from now on. */
void uk_plat_kstack_use(uintptr_t base, uintptr_t top);
/** Size in bytes of the XSAVE area for all enabled features (standard format); multiple of 64. */
size_t uk_fpu_size(void);
/** The XCR0 mask in force. */
uint64_t uk_fpu_mask(void);
void uk_fpu_init_area(void *area);        /* the initial state */
void uk_fpu_save(void *area);             /* area 64-byte aligned */
void uk_fpu_restore(const void *area);
void uk_tls_set(uint64_t fs_base);
void uk_gs_set(uint64_t gs_base);
/** What is in force: the application may set it without the kernel (WRFSBASE). */
uint64_t uk_tls_get(void);
uint64_t uk_gs_get(void);
/** Registers with which a program starts: all 0 but these, selectors and flags as the platform wants them. */
void uk_plat_regs_init(struct uk_regs *regs, uintptr_t entry, uintptr_t sp);
/** Goes on in the application with *regs, which lie at the top of the calling thread's kernel stack. */
void uk_plat_resume(struct uk_regs *regs) UK_NORETURN;
/** Application code that is linked into the image puts its direct calls of kernel functions, which may block, between these two. */
void uk_plat_kernel_enter(void);
void uk_plat_kernel_leave(void);

#endif

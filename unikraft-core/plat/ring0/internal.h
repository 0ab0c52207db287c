/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of plat-ring0 share. */
#ifndef RING0_INTERNAL_H
#define RING0_INTERNAL_H

#include <uk/essentials.h>
#include <uk/regs.h>
#include <uk/ring0.h>

#define UK_PTE_P 0x001UL
#define UK_PTE_W 0x002UL
#define UK_PTE_PWT 0x008UL
#define UK_PTE_PCD 0x010UL
#define UK_PTE_PS 0x080UL
#define UK_PTE_G 0x100UL
#define UK_PTE_NX (1UL << 63)
#define UK_PTE_ADDR 0x000ffffffffff000UL

#define UK_LARGE_SHIFT 21
#define UK_LARGE_SIZE (1UL << UK_LARGE_SHIFT)
#define UK_GIGA_SIZE (1UL << 30)

static inline uint64_t uk_rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return (uint64_t)hi << 32 | lo;
}
static inline void uk_wrmsr(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr" : : "a"((uint32_t)v), "d"((uint32_t)(v >> 32)), "c"(msr)
			 : "memory");
}
static inline uint64_t uk_read_cr2(void)
{
	uint64_t v;

	__asm__ volatile("movq %%cr2, %0" : "=r"(v));
	return v;
}
static inline void uk_write_cr3(uint64_t v)
{
	__asm__ volatile("movq %0, %%cr3" : : "r"(v) : "memory");
}
static inline uint64_t uk_read_cr4(void)
{
	uint64_t v;

	__asm__ volatile("movq %%cr4, %0" : "=r"(v));
	return v;
}
static inline void uk_write_cr4(uint64_t v)
{
	__asm__ volatile("movq %0, %%cr4" : : "r"(v) : "memory");
}
static inline void uk_invlpg(uintptr_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

/* Page tables: the top one, and the two that the entry code fills for the image. */
extern uint64_t uk_pml4[512], uk_boot_pdpt[512], uk_boot_pd[512];

/** The entry for va in the table of 4 KiB pages, or NULL: no table there, none wanted, or no memory. */
uint64_t *uk_pt_walk(uintptr_t va, bool create);

/** Direct map of all RAM, image with its segments' rights, nothing else. */
void uk_kmap_init(void);
/** First byte behind the image and the page tables made by uk_kmap_init. */
uk_paddr_t uk_kmap_end(void);
/** At each interrupt of the timer. */
void uk_kmap_tick(void);
/** Maps or (pa UK_FRAME_NONE) unmaps one page of the kernel. 0 or -ENOMEM. */
int uk_kmap_page(uintptr_t va, uk_paddr_t pa, uint64_t flags);

/** Descriptor tables, control registers, SYSCALL. */
void uk_cpu_init(void);
void uk_fpu_init(void);
/** Says where entry code finds the kernel stack: guard is the lowest address that only an overflow reaches. */
void uk_kstack_set(uintptr_t guard, uintptr_t base, uintptr_t top);
extern uintptr_t uk_kstack_guard, uk_kstack_low, uk_kstack_high;
extern char uk_boot_stack[], uk_boot_stack_top[];
/* A page below each of the image's stacks: uk_kmap_init unmaps it. */
extern char uk_boot_guard[], uk_fatal_guard[], uk_nmi_guard[];

/** Starts the measurement of the time stamp counter: as early as can be. */
void uk_clock_start(void);
int uk_clock_init(void);
/** TSC value of a monotonic time. */
uint64_t uk_clock_to_tsc(int64_t ns);
/** TSC ticks of a number of microseconds, at most a second. */
uint64_t uk_clock_us_to_ticks(uint32_t us);

int uk_apic_init(void);
void uk_apic_eoi(void);
/** The CPU's number, 0 to 255, to which interrupts are sent. */
unsigned int uk_apic_id(void);
/** Runs what is connected to an interrupt vector. */
void uk_irq_dispatch(unsigned int vector);

/** Exceptions of the application: sends the signal that Linux would. */
void uk_exception_signal(struct uk_regs *regs, uint64_t cr2, int fault);
/** Before the application goes on: reschedules, delivers signals. Whether nothing but rax may have changed. */
bool uk_app_return(struct uk_regs *regs);

#endif

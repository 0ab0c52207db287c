/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptor tables, control registers and what SYSCALL needs (Intel SDM volume 3A). */
#include <uk/plat.h>
#include "internal.h"
#include "segments.h"

#define MSR_EFER 0xc0000080
#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101

#define CR4_OSFXSR 0x200UL
#define CR4_OSXMMEXCPT 0x400UL
#define CR4_PGE 0x80UL
#define CR4_FSGSBASE 0x10000UL
#define CR4_MCE 0x40UL

#define CPUID_1_EDX_MCE (1U << 7)
#define CPUID_1_EDX_PGE (1U << 13)
#define CPUID_7_EBX_FSGSBASE (1U << 0)
#define CPUID_7_EBX_RDSEED (1U << 18)
#define CPUID_1_ECX_RDRAND (1U << 30)

/* TF, IF, DF, IOPL, NT and AC are off while the kernel runs. */
#define SYSCALL_FMASK 0x47700UL

struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};
#define GATE_INTERRUPT 0x8e

struct tss {
	uint32_t reserved0;
	uint64_t rsp[3], reserved1, ist[7], reserved2;
	uint16_t reserved3, iomap;
} UK_PACKED;

struct table_pointer {
	uint16_t limit;
	const void *base;
} UK_PACKED;

extern char uk_trap_stubs[], uk_syscall_entry[];
extern char uk_fatal_stack_top[], uk_nmi_stack_top[], uk_trap_stack_top[];

static struct tss tss;
static struct gate idt[UK_VECTORS];
static uint64_t gdt[5] = {
	[UK_SEG_CODE / 8] = 0x00af9b000000ffff,
	[UK_SEG_DATA / 8] = 0x00cf93000000ffff,
};
static bool has_fsgsbase, has_rdrand, has_rdseed;

uintptr_t uk_kstack_guard, uk_kstack_low, uk_kstack_high;

/* Left free for the frame of an interrupted kernel. */
#define KSTACK_RESERVE 512

void uk_kstack_set(uintptr_t guard, uintptr_t base, uintptr_t top)
{
	uk_kstack_guard = guard;
	uk_kstack_low = base + KSTACK_RESERVE;
	uk_kstack_high = top;
}

static void set_gdt(void)
{
	const struct table_pointer pointer = { sizeof(gdt) - 1, gdt };
	const uint64_t base = (uintptr_t)&tss;

	tss.ist[UK_IST_TRAP - 1] = (uintptr_t)uk_trap_stack_top;
	tss.ist[UK_IST_NMI - 1] = (uintptr_t)uk_nmi_stack_top;
	tss.ist[UK_IST_DOUBLE_FAULT - 1] = (uintptr_t)uk_fatal_stack_top;
	tss.ist[UK_IST_MACHINE_CHECK - 1] = (uintptr_t)uk_nmi_stack_top;
	tss.iomap = sizeof(tss);
	gdt[UK_SEG_TSS / 8] = (sizeof(tss) - 1) | (base & 0xffffff) << 16 | 0x89UL << 40 |
			      (base >> 24 & 0xff) << 56;
	gdt[UK_SEG_TSS / 8 + 1] = base >> 32;
	/* The selectors in force mean the same in this table. */
	__asm__ volatile("lgdt %0\n\tltr %w1" : : "m"(pointer), "r"(UK_SEG_TSS) : "memory");
}

static void set_idt(void)
{
	const struct table_pointer pointer = { sizeof(idt) - 1, idt };

	for (unsigned int i = 0; i < UK_VECTORS; i++) {
		uintptr_t stub = (uintptr_t)uk_trap_stubs + i * 16;

		idt[i] = (struct gate){
			.offset_low = (uint16_t)stub,
			.selector = UK_SEG_CODE,
			.ist = UK_IST_TRAP,
			.type = GATE_INTERRUPT,
			.offset_middle = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
		};
	}
	idt[2].ist = UK_IST_NMI;
	idt[8].ist = UK_IST_DOUBLE_FAULT;
	idt[18].ist = UK_IST_MACHINE_CHECK;
	__asm__ volatile("lidt %0" : : "m"(pointer) : "memory");
}

void uk_cpu_init(void)
{
	uint32_t leaf0[4], leaf1[4], leaf7[4] = { 0 };
	uint64_t cr4 = uk_read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT;

	uk_kstack_set((uintptr_t)uk_boot_guard, (uintptr_t)uk_boot_stack,
		      (uintptr_t)uk_boot_stack_top);
	set_gdt();
	set_idt();
	uk_cpuid(0, 0, leaf0);
	uk_cpuid(1, 0, leaf1);
	if (leaf0[0] >= 7)
		uk_cpuid(7, 0, leaf7);
	has_rdrand = leaf1[2] & CPUID_1_ECX_RDRAND;
	has_rdseed = leaf7[1] & CPUID_7_EBX_RDSEED;
	has_fsgsbase = leaf7[1] & CPUID_7_EBX_FSGSBASE;
	/* The application is in ring 0, too: SMEP and SMAP would do it no good. */
	if (has_fsgsbase)
		cr4 |= CR4_FSGSBASE;
	if (leaf1[3] & CPUID_1_EDX_PGE)
		cr4 |= CR4_PGE;
	if (leaf1[3] & CPUID_1_EDX_MCE)
		cr4 |= CR4_MCE;
	uk_write_cr4(cr4);
	/* SYSCALL loads CS from bits 47:32 and takes SS behind it. */
	uk_wrmsr(MSR_STAR, (uint64_t)UK_SEG_CODE << 32);
	uk_wrmsr(MSR_LSTAR, (uintptr_t)uk_syscall_entry);
	uk_wrmsr(MSR_FMASK, SYSCALL_FMASK);
}

void uk_tls_set(uint64_t fs_base)
{
	if (has_fsgsbase)
		__asm__ volatile("wrfsbase %0" : : "r"(fs_base));
	else
		uk_wrmsr(MSR_FS_BASE, fs_base);
}

uint64_t uk_tls_get(void)
{
	uint64_t v;

	if (!has_fsgsbase)
		return uk_rdmsr(MSR_FS_BASE);
	__asm__ volatile("rdfsbase %0" : "=r"(v));
	return v;
}

void uk_gs_set(uint64_t gs_base)
{
	if (has_fsgsbase)
		__asm__ volatile("wrgsbase %0" : : "r"(gs_base));
	else
		uk_wrmsr(MSR_GS_BASE, gs_base);
}

uint64_t uk_gs_get(void)
{
	uint64_t v;

	if (!has_fsgsbase)
		return uk_rdmsr(MSR_GS_BASE);
	__asm__ volatile("rdgsbase %0" : "=r"(v));
	return v;
}

/* Intel's guidance: RDRAND fails at most a few times in a row, RDSEED when drained. */
static bool random_word(uint64_t *v)
{
	uint8_t ok = 0;

	for (int i = 0; has_rdseed && !ok && i < 32; i++)
		__asm__ volatile("rdseed %0; setc %1" : "=r"(*v), "=qm"(ok) : : "cc");
	for (int i = 0; has_rdrand && !ok && i < 10; i++)
		__asm__ volatile("rdrand %0; setc %1" : "=r"(*v), "=qm"(ok) : : "cc");
	return ok;
}

size_t uk_plat_entropy(void *p, size_t n)
{
	uint8_t *to = p;
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++) {
		if (i % sizeof(v) == 0 && !random_word(&v))
			return i;
		to[i] = (uint8_t)(v >> i % sizeof(v) * 8);
	}
	return n;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Floating point and vector state: XSAVE with all that the CPU has, else FXSAVE (Intel SDM volume 1, 13). */
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

#define CR4_OSXSAVE 0x40000UL
#define CR4_PKE 0x400000UL
#define CPUID_1_ECX_XSAVE (1U << 26)
#define CPUID_7_ECX_PKU (1U << 3)

#define XFEATURE_LEGACY 0x3UL /* x87, SSE */
#define XFEATURE_PKRU 0x200UL
/* User states: x87 SSE AVX, MPX, AVX-512, PKRU, AMX, APX. */
#define XFEATURES_KNOWN 0xe02ffUL

#define FXSAVE_SIZE 512
#define FCW_OFFSET 0
#define FCW_DEFAULT 0x37f
#define MXCSR_OFFSET 24
#define MXCSR_DEFAULT 0x1f80

static bool has_xsave;
static uint64_t mask = XFEATURE_LEGACY;
static size_t size = FXSAVE_SIZE;

static void xsetbv(uint32_t index, uint64_t v)
{
	__asm__ volatile("xsetbv" : : "c"(index), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)));
}

void uk_fpu_init(void)
{
	uint32_t r[4];

	__asm__ volatile("fninit");
	uk_cpuid(1, 0, r);
	if (!(r[2] & CPUID_1_ECX_XSAVE))
		return;
	has_xsave = true;
	uk_write_cr4(uk_read_cr4() | CR4_OSXSAVE);
	uk_cpuid(0xd, 0, r);
	mask = ((uint64_t)r[3] << 32 | r[0]) & XFEATURES_KNOWN;
	if (mask & XFEATURE_PKRU)
		uk_write_cr4(uk_read_cr4() | CR4_PKE);
	xsetbv(0, mask);
	/* ebx: bytes for what XCR0 has enabled, in the standard format. */
	uk_cpuid(0xd, 0, r);
	size = UK_ALIGN_UP((size_t)r[1], 64UL);
}

size_t uk_fpu_size(void)
{
	return size;
}

uint64_t uk_fpu_mask(void)
{
	return mask;
}

void uk_fpu_init_area(void *area)
{
	const uint16_t fcw = FCW_DEFAULT;
	const uint32_t mxcsr = MXCSR_DEFAULT;

	memset(area, 0, size);
	memcpy((char *)area + FCW_OFFSET, &fcw, sizeof(fcw));
	memcpy((char *)area + MXCSR_OFFSET, &mxcsr, sizeof(mxcsr));
}

void uk_fpu_save(void *area)
{
	if (has_xsave)
		__asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(~0U), "d"(~0U) : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

void uk_fpu_restore(const void *area)
{
	if (has_xsave)
		__asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(~0U), "d"(~0U) : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

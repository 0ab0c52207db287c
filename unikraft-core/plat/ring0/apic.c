/* SPDX-License-Identifier: BSD-3-Clause */
/* Local APIC and its timer (Intel SDM volume 3A, 10). */
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include "internal.h"
#include "segments.h"

#define MSR_APIC_BASE 0x1b
#define APIC_BASE_ENABLE 0x800UL
#define APIC_BASE_X2APIC 0x400UL
#define MSR_TSC_DEADLINE 0x6e0
#define CPUID_1_ECX_TSC_DEADLINE (1U << 24)
#define CPUID_1_EDX_APIC (1U << 9)

/* Registers of the local APIC, as offsets. */
#define APIC_ID 0x20
#define APIC_TPR 0x80
#define APIC_EOI 0xb0
#define APIC_SVR 0xf0
#define APIC_SVR_ENABLE 0x100
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_MASKED 0x10000
#define APIC_LVT_TSC_DEADLINE 0x40000
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE 0x3e0
#define APIC_DIVIDE_BY_16 0x3

#define PIC1_DATA 0x21
#define PIC2_DATA 0xa1

#define COUNT_MAX 0xffffffffU

static volatile uint32_t *apic;
static bool tsc_deadline;

/* Without TSC deadlines: counts per TSC tick (times 2^32); 0 until it is measured. */
static uint64_t counts_per_tick;
static uint64_t free_run_start;

static uint32_t apic_read(unsigned int reg)
{
	return apic[reg / sizeof(*apic)];
}

static void apic_write(unsigned int reg, uint32_t v)
{
	apic[reg / sizeof(*apic)] = v;
}

/* Counts down from the maximum with its interrupt off, to be measured later. */
static void free_run(void)
{
	apic_write(APIC_LVT_TIMER, APIC_LVT_MASKED | UK_VECTOR_TIMER);
	apic_write(APIC_TIMER_DIVIDE, APIC_DIVIDE_BY_16);
	apic_write(APIC_TIMER_INITIAL, COUNT_MAX);
	free_run_start = uk_rdtsc();
}

int uk_apic_init(void)
{
	uint32_t r[4];
	uint64_t base;

	uk_cpuid(1, 0, r);
	if (!(r[3] & CPUID_1_EDX_APIC))
		uk_ring0_fail("this processor has no local APIC, which the timer needs");
	tsc_deadline = r[2] & CPUID_1_ECX_TSC_DEADLINE;
	uk_outb(PIC1_DATA, 0xff);
	uk_outb(PIC2_DATA, 0xff);
	base = uk_rdmsr(MSR_APIC_BASE);
	/* The firmware may have chosen the other mode, which is left only by way of off. */
	if (base & APIC_BASE_X2APIC) {
		base &= ~(APIC_BASE_ENABLE | APIC_BASE_X2APIC);
		uk_wrmsr(MSR_APIC_BASE, base);
	}
	uk_wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLE);
	apic = uk_map_device(base & UK_PTE_ADDR, UK_PAGE_SIZE);
	if (!apic)
		return -ENOMEM;
	apic_write(APIC_TPR, 0);
	apic_write(APIC_LVT_LINT0, APIC_LVT_MASKED);
	apic_write(APIC_SVR, APIC_SVR_ENABLE | UK_VECTOR_SPURIOUS);
	if (tsc_deadline)
		apic_write(APIC_LVT_TIMER, APIC_LVT_TSC_DEADLINE | UK_VECTOR_TIMER);
	else
		free_run();
	return 0;
}

void uk_apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

unsigned int uk_apic_id(void)
{
	return apic_read(APIC_ID) >> 24;
}

/* The longer it runs freely the better; waits only when asked within 2 ms of the boot. */
static void measure_timer(void)
{
	uint64_t now, left;

	if (!apic_read(APIC_TIMER_CURRENT))
		free_run();
	do {
		now = uk_rdtsc();
		left = apic_read(APIC_TIMER_CURRENT);
		now += (uk_rdtsc() - now) / 2;
	} while (now - free_run_start < uk_clock_us_to_ticks(2000) && left);
	if (!left || left == COUNT_MAX)
		uk_ring0_fail("the local APIC's timer does not count");
	counts_per_tick = ((COUNT_MAX - left) << 32) / (now - free_run_start);
	apic_write(APIC_LVT_TIMER, UK_VECTOR_TIMER);
}

void uk_plat_timer_set(uk_nsec_t deadline)
{
	uint64_t at = uk_clock_to_tsc(deadline);
	uint64_t now, count;

	if (tsc_deadline) {
		/* 0 disarms; the largest value lies centuries ahead. */
		uk_wrmsr(MSR_TSC_DEADLINE, deadline == INT64_MAX ? 0 : at);
		return;
	}
	if (deadline == INT64_MAX) {
		if (counts_per_tick)
			apic_write(APIC_TIMER_INITIAL, 0);
		return;
	}
	if (!counts_per_tick) {
		measure_timer();
		at = uk_clock_to_tsc(deadline);
	}
	now = uk_rdtsc();
	count = 1;
	if (at > now)
		count += (uint64_t)(((unsigned __int128)(at - now) * counts_per_tick) >> 32);
	/* Too far for the counter: it comes early, and the scheduler sets it again. */
	apic_write(APIC_TIMER_INITIAL, (uint32_t)UK_MIN(count, (uint64_t)COUNT_MAX));
}

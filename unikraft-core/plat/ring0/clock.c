/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Monotonic time from the time stamp counter. Where the CPU does not tell
 * its frequency, it is measured against channel 0 of the 8254 timer (mode 0,
 * interrupt masked) without waiting: the counter starts at the entry to the
 * kernel, a first estimate serves until some milliseconds have passed, and
 * the first look at the clock after that replaces it by the measured value.
 */
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include "internal.h"

#define PIT_HZ 1193182UL
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND 0x43
#define PIT_MODE0 0x30      /* channel 0, both bytes, interrupt on terminal count, binary */
#define PIT_READ_BACK 0xc2  /* latch count and status of channel 0 */
#define PIT_STATUS_OUT 0x80 /* the count has ended */
#define PIT_STATUS_MODE 0x3f
#define PIT_COUNT 0xffff    /* 54.9 ms */

#define NS_PER_S 1000000000UL
/* Ticks of the 8254: the least for a first estimate, and for one to keep. */
#define TICKS_ROUGH 24
#define TICKS_FINE (PIT_HZ / 200)
/* When the window was missed, one is waited for. */
#define TICKS_WAIT (PIT_HZ / 500)
/* What is kept is right within 1 / PRECISION, as far as the samples' width says. */
#define PRECISION 2000

/* Both counters at one moment, known within width TSC ticks. */
struct sample {
	uint64_t tsc, width;
	uint32_t ticks; /* since the start of the count */
	bool present, ended;
};

static struct {
	uint64_t hz;
	uint64_t base_tsc;
	uk_nsec_t base_ns;
	uint64_t ns_per_tick; /* times 2^32 */
	uint64_t tick_per_ns; /* times 2^30 */
	bool measuring;
} clock;
static struct sample first; /* after the start of the count */

static struct sample sample_once(void)
{
	struct sample s;
	uint8_t status, low, high;
	uint64_t before = uk_rdtsc();

	uk_outb(PIT_COMMAND, PIT_READ_BACK);
	s.width = uk_rdtsc() - before;
	status = uk_inb(PIT_CHANNEL0);
	low = uk_inb(PIT_CHANNEL0);
	high = uk_inb(PIT_CHANNEL0);
	s.tsc = before + s.width / 2;
	s.ticks = PIT_COUNT - (uint32_t)(high << 8 | low);
	s.present = (status & PIT_STATUS_MODE) == PIT_MODE0;
	s.ended = status & PIT_STATUS_OUT;
	return s;
}

/* A host that looks away in the middle spoils a sample: the narrowest of three counts. */
static struct sample pit_sample(void)
{
	struct sample best = sample_once();

	for (int i = 0; i < 2; i++) {
		struct sample s = sample_once();

		if (s.width < best.width)
			best = s;
	}
	return best;
}

static void pit_restart(void)
{
	uk_outb(PIT_COMMAND, PIT_MODE0);
	uk_outb(PIT_CHANNEL0, PIT_COUNT & 0xff);
	uk_outb(PIT_CHANNEL0, PIT_COUNT >> 8); /* starts the count */
	first = pit_sample();
}

static bool is_precise(const struct sample *s)
{
	return (s->width + first.width) / 2 <= (s->tsc - first.tsc) / PRECISION;
}

static void pit_wait(struct sample *s, uint32_t ticks)
{
	while (s->present && !s->ended && s->ticks - first.ticks < ticks)
		*s = pit_sample();
}

static void set_frequency(uint64_t hz, uint64_t tsc, uk_nsec_t ns)
{
	clock.hz = hz;
	clock.base_tsc = tsc;
	clock.base_ns = ns;
	clock.ns_per_tick = (NS_PER_S << 32) / hz;
	clock.tick_per_ns = (hz << 30) / NS_PER_S;
}

static uint64_t frequency_of(const struct sample *s)
{
	return (s->tsc - first.tsc) * PIT_HZ / (s->ticks - first.ticks);
}

/* CPUID leaf 0x15, where complete, or what VMware's leaf says (also of KVM and QEMU); 0: neither. */
static uint64_t cpuid_frequency(void)
{
	uint32_t r[4];

	uk_cpuid(0, 0, r);
	if (r[0] >= 0x15) {
		uk_cpuid(0x15, 0, r);
		if (r[0] && r[1] && r[2])
			return (uint64_t)r[2] * r[1] / r[0];
	}
	uk_cpuid(1, 0, r);
	if (!(r[2] & 1U << 31))
		return 0;
	uk_cpuid(0x40000000, 0, r);
	if (r[0] < 0x40000010 || r[0] > 0x400000ff)
		return 0;
	uk_cpuid(0x40000010, 0, r);
	return (uint64_t)r[0] * 1000;
}

void uk_clock_start(void)
{
	pit_restart();
}

int uk_clock_init(void)
{
	uint64_t hz = cpuid_frequency();
	struct sample s;

	if (hz) {
		set_frequency(hz, uk_machine.tsc_at_entry, 0);
		return 0;
	}
	s = pit_sample();
	if (s.ended) {
		pit_restart();
		s = pit_sample();
	}
	pit_wait(&s, TICKS_ROUGH);
	if (!s.present || s.ticks <= first.ticks || s.tsc <= first.tsc)
		uk_ring0_fail("the CPU does not tell the frequency of its time stamp counter, and there is no 8254 timer to measure it by");
	set_frequency(frequency_of(&s), uk_machine.tsc_at_entry, 0);
	clock.measuring = true;
	return 0;
}

static uk_nsec_t to_ns(uint64_t tsc)
{
	unsigned __int128 product = (unsigned __int128)(tsc - clock.base_tsc) * clock.ns_per_tick;

	return clock.base_ns + (uk_nsec_t)(product >> 32);
}

/*
 * Looks whether what has passed is enough to tell the frequency. Time goes
 * on from where the estimate has it, with the right speed.
 */
static void measure(void)
{
	struct sample s = pit_sample();

	if (s.ended) {
		/* Nobody looked in time. */
		pit_restart();
		do
			s = pit_sample();
		while (!s.ended && (s.ticks - first.ticks < TICKS_WAIT || !is_precise(&s)));
	}
	/* A host may stop the machine for longer than the count lasts: then the next look does it. */
	if (s.ended || s.ticks - first.ticks < TICKS_WAIT || !is_precise(&s))
		return;
	set_frequency(frequency_of(&s), s.tsc, to_ns(s.tsc));
	clock.measuring = false;
	uk_pr_debug("time stamp counter: %lu kHz, measured in %lu us", clock.hz / 1000,
		    (s.ticks - first.ticks) * 1000000UL / PIT_HZ);
}

uk_nsec_t uk_plat_clock_mono(void)
{
	uint64_t tsc = uk_rdtsc();

	if (uk_unlikely(clock.measuring) &&
	    tsc - first.tsc >= clock.hz / (PIT_HZ / TICKS_FINE)) {
		measure();
		tsc = uk_rdtsc();
	}
	return to_ns(tsc);
}

uint64_t uk_plat_tsc_hz(void)
{
	/* A few windows at most: on a machine that is stopped again and again the estimate must do. */
	for (int i = 0; clock.measuring && i < 5; i++) {
		struct sample s = pit_sample();

		pit_wait(&s, TICKS_FINE);
		measure();
	}
	return clock.hz;
}

uint64_t uk_clock_to_tsc(uk_nsec_t ns)
{
	unsigned __int128 product;

	if (ns <= clock.base_ns)
		return clock.base_tsc;
	product = (unsigned __int128)(uint64_t)(ns - clock.base_ns) * clock.tick_per_ns;
	if (product >> 30 > UINT64_MAX - clock.base_tsc)
		return UINT64_MAX;
	return clock.base_tsc + (uint64_t)(product >> 30);
}

uint64_t uk_clock_us_to_ticks(uint32_t us)
{
	return clock.hz / 1000000 * us;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Polling: no frame is forgotten, also one that comes while interrupts are
 * being switched on; under a flood the application has its turns; with
 * nobody to run, frames do not wait.
 */
#include <assert.h>
#include <stdlib.h>
#include "../netdev.c"

#define FRAME_NS 10000 /* that the stack needs for a frame */

static uk_nsec_t now;
static struct uk_timer *timer;
static bool idle;
void (*uk_sched_idle_work)(void);

uk_nsec_t uk_plat_clock_mono(void)
{
	return now;
}

bool uk_sched_idle(void)
{
	return idle;
}

void uk_timer_init(struct uk_timer *t, void (*fn)(struct uk_timer *))
{
	*t = (struct uk_timer){ .fn = fn };
}

void uk_timer_cancel(struct uk_timer *t)
{
	if (timer == t)
		timer = NULL;
}

void uk_timer_set(struct uk_timer *t, uk_nsec_t deadline)
{
	timer = t;
	t->deadline = deadline;
}

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	(void)regs;
	(void)fmt;
	abort();
}

/* The device: so many frames wait in it. */
static unsigned int waiting, late, got, freed, bursts;
static bool on = true, flood;

static void buffer_free(struct uk_netbuf *b)
{
	(void)b;
	freed++;
}

static struct uk_netbuf buffer = { .len = 60, .free = buffer_free };

static unsigned int dev_poll(struct uk_netdev *d, unsigned int budget)
{
	unsigned int n = 0;

	assert(!on && budget);
	for (; n < budget && (waiting || flood); n++) {
		waiting -= !flood;
		now += FRAME_NS;
		uk_netdev_input(d, &buffer);
	}
	return n;
}

static bool dev_interrupts(struct uk_netdev *d, bool wanted)
{
	(void)d;
	on = wanted;
	if (on && late) {
		/* Came when nobody looked any more, and before there could be an interrupt. */
		late--;
		waiting++;
	}
	return on && waiting;
}

static int dev_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f)
{
	(void)d;
	(void)f;
	return 0;
}

static const struct uk_netdev_ops ops = { .poll = dev_poll, .interrupts = dev_interrupts, .transmit = dev_transmit };
static struct uk_netdev device = { .ops = &ops, .mtu = 1500 };

static void arrive(unsigned int n)
{
	waiting += n;
	if (on)
		uk_netdev_event(&device);
}

static void input(struct uk_netdev *d, struct uk_netbuf *b)
{
	assert(d == &device);
	got++;
	uk_netbuf_free(b);
}

static void input_done(struct uk_netdev *d)
{
	(void)d;
	bursts++;
}

static unsigned int attached;

static void attach(struct uk_netdev *d)
{
	assert(d == &device);
	attached++;
}

static const struct uk_netdev_stack test_stack = { .attach = attach, .input = input, .input_done = input_done };

/* Time passes for the application. What it had of it before the next interrupt. */
static uk_nsec_t application_runs(void)
{
	struct uk_timer *t = timer;
	uk_nsec_t had = t->deadline - now;

	assert(had > 0);
	now = t->deadline;
	timer = NULL;
	t->fn(t);
	return had;
}

static void nothing_is_forgotten(void)
{
	for (unsigned int before = 0; before < 200; before += 7)
		for (unsigned int racing = 0; racing < 4; racing++)
			for (int i = 0; i < 2; i++) {
				idle = i;
				got = freed = 0;
				late = racing;
				arrive(before);
				if (!before)
					arrive(1);
				for (int turns = 0; timer && turns < 20; turns++)
					idle ? timer->fn(timer) : (void)application_runs();
				assert(got == freed && got == UK_MAX(before, 1U) + racing);
				assert(on && !device.polling && !timer);
				uk_sched_idle_work = NULL;
			}
}

static void the_application_has_its_turns(void)
{
	uk_nsec_t application = 0, start = now, turn;

	idle = false;
	flood = true;
	got = bursts = 0;
	arrive(1);
	for (int i = 0; i < 100; i++) {
		turn = application_runs();
		assert(turn <= TURN_MAX);
		application += turn;
	}
	/* Half of the time; and a stack hears of bursts, not frames. */
	assert(application >= (now - start) * 2 / 5 && application <= (now - start) * 3 / 5);
	assert(bursts * BUDGET == got);
	/* When it has nothing more to do, frames wait no longer. */
	assert(uk_sched_idle_work);
	flood = false;
	waiting = 10;
	idle = true;
	now += 10;
	got = 0;
	uk_sched_idle_work();
	assert(got == 10 && on && !timer);
	uk_sched_idle_work = NULL;
}

static void nobody_runs_and_other_interrupts_come(void)
{
	uk_nsec_t start = now;

	idle = true;
	flood = true;
	got = 0;
	arrive(1);
	/* Not for ever at once, and on at the next moment. */
	assert(now - start < 2 * TURN_MAX && got > 2 * BUDGET && timer && timer->deadline == now);
	flood = false;
	waiting = 0;
	timer->fn(timer);
	assert(on && !device.polling);
	timer = NULL;
}

int main(void)
{
	/* A driver without a stack, then the stack. */
	assert(!uk_netdev_register(&device));
	arrive(3);
	assert(freed == 3 && device.stats.rx_dropped == 3 && on);
	uk_netdev_set_stack(&test_stack);
	assert(attached == 1);
	nothing_is_forgotten();
	the_application_has_its_turns();
	nobody_runs_and_other_interrupts_come();
	return 0;
}

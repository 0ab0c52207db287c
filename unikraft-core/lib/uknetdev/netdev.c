/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between network drivers and the stack. While frames come faster than they
 * are handled, a device is polled with its interrupts off. Polling and the
 * application share the CPU then: after a budget of frames the application
 * has as much time as they took, or less when it has nothing to do. So
 * neither a flood of frames nor a busy application stops the other, and a
 * device is always watched by exactly one of its interrupt and our timer.
 */
#include <uk/errno.h>
#include <uk/netdev.h>
#include <uk/plat.h>
#include <uk/print.h>

/* Frames that are handled at once. */
#define BUDGET 64
/* The application's turn, in ns: as long as the frames took, within these bounds. */
#define TURN_MIN 50000
#define TURN_MAX 2000000

#define HEADER_MAX 18 /* with a VLAN tag */
/* The largest IP packet: what a frame may hold that the device cuts into segments. */
#define SEGMENTED_MAX 65535

struct uk_list uk_netdevs = UK_LIST_INIT(uk_netdevs);

static const struct uk_netdev_stack *stack;

static void poll(struct uk_netdev *d);

static void poll_idle(void)
{
	struct uk_netdev *d;

	uk_list_for_each(d, &uk_netdevs, node)
		if (d->polling) {
			uk_timer_cancel(&d->again);
			poll(d);
		}
}

static void turn_over(struct uk_timer *t)
{
	poll(uk_container_of(t, struct uk_netdev, again));
}

/* Goes on later, for the application's sake; with nobody to run at once, but other interrupts go first. */
static void defer(struct uk_netdev *d, uk_nsec_t now, uk_nsec_t took)
{
	uk_nsec_t turn = 0;

	if (!uk_sched_idle()) {
		turn = UK_MIN(UK_MAX(took, (uk_nsec_t)TURN_MIN), (uk_nsec_t)TURN_MAX);
		uk_sched_idle_work = poll_idle;
	}
	uk_timer_set(&d->again, now + turn);
}

/* With the device's interrupts off. */
static void poll(struct uk_netdev *d)
{
	uk_nsec_t start = uk_plat_clock_mono(), now;

	do {
		unsigned int n = d->ops->poll(d, BUDGET);

		if (n && stack)
			stack->input_done(d);
		if (n < BUDGET && !d->ops->interrupts(d, true)) {
			d->polling = false;
			return;
		}
		d->ops->interrupts(d, false);
		now = uk_plat_clock_mono();
	} while (uk_sched_idle() && now - start < TURN_MAX);
	defer(d, now, now - start);
}

void uk_netdev_event(struct uk_netdev *d)
{
	if (d->polling)
		return;
	d->polling = true;
	d->ops->interrupts(d, false);
	poll(d);
}

void uk_netdev_input(struct uk_netdev *d, struct uk_netbuf *b)
{
	d->stats.rx_frames++;
	for (const struct uk_netbuf *p = b; p; p = p->next)
		d->stats.rx_bytes += p->len;
	if (stack) {
		stack->input(d, b);
	} else {
		d->stats.rx_dropped++;
		uk_netbuf_free(b);
	}
}

void uk_netdev_writable(struct uk_netdev *d)
{
	if (stack)
		stack->writable(d);
}

void uk_netdev_changed(struct uk_netdev *d)
{
	if (stack)
		stack->changed(d);
}

int uk_netdev_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f)
{
	size_t bytes = 0, most = f->segment ? SEGMENTED_MAX : d->mtu;
	int r = 0;

	if (!f->pieces || f->pieces > UK_NETDEV_MAX_PIECES)
		r = -EINVAL;
	for (unsigned int i = 0; !r && i < f->pieces; i++) {
		if (!f->piece[i].len || f->piece[i].len > SEGMENTED_MAX + HEADER_MAX)
			r = -EINVAL;
		bytes += f->piece[i].len;
	}
	if (!r && bytes > most + HEADER_MAX)
		r = -EMSGSIZE;
	if (!r)
		r = d->ops->transmit(d, f);
	if (!r) {
		d->stats.tx_frames++;
		d->stats.tx_bytes += bytes;
	} else if (r != -EAGAIN) {
		d->stats.tx_errors++;
	}
	return r;
}

int uk_netdev_register(struct uk_netdev *d)
{
	d->polling = false;
	uk_timer_init(&d->again, turn_over);
	uk_list_add_tail(&d->node, &uk_netdevs);
	if (stack)
		stack->attach(d);
	return 0;
}

void uk_netdev_set_stack(const struct uk_netdev_stack *s)
{
	struct uk_netdev *d;

	UK_ASSERT(!stack);
	stack = s;
	uk_list_for_each(d, &uk_netdevs, node)
		stack->attach(d);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* One-shot timers, in a list by deadline. */
#include <uk/plat.h>
#include "sched.h"

static struct uk_list timers = UK_LIST_INIT(timers);
static uk_nsec_t armed = UK_NSEC_FOREVER;

uk_nsec_t uksched_next_timer(void)
{
	if (uk_list_empty(&timers))
		return UK_NSEC_FOREVER;
	return uk_list_first(&timers, struct uk_timer, node)->deadline;
}

void uksched_rearm(void)
{
	uk_nsec_t timer = uksched_next_timer();
	uk_nsec_t slice = uksched_slice_end();
	uk_nsec_t next = UK_MIN(timer, slice);

	if (next == armed)
		return;
	armed = next;
	uk_plat_timer_set(next);
}

void uk_timer_init(struct uk_timer *t, void (*fn)(struct uk_timer *))
{
	uk_list_init(&t->node);
	t->deadline = UK_NSEC_FOREVER;
	t->fn = fn;
}

void uk_timer_set(struct uk_timer *t, uk_nsec_t deadline)
{
	struct uk_list *at;

	uk_list_del(&t->node);
	t->deadline = deadline;
	/* From the end: most deadlines lie behind those that are set. */
	at = timers.prev;
	while (at != &timers &&
	       uk_list_entry(at, struct uk_timer, node)->deadline > deadline)
		at = at->prev;
	uk_list_insert(&t->node, at, at->next);
	uksched_rearm();
}

void uk_timer_cancel(struct uk_timer *t)
{
	uk_list_del(&t->node);
}

void uksched_run_timers(uk_nsec_t now)
{
	armed = UK_NSEC_FOREVER;
	while (uksched_next_timer() <= now) {
		struct uk_timer *t = uk_list_first(&timers, struct uk_timer, node);

		uk_list_del(&t->node);
		t->fn(t);
	}
}

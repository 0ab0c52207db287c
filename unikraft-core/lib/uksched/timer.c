/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One-shot timers in a pairing heap: thousands of threads sleep with a
 * deadline each, and most timers are cancelled before they are due. Setting
 * takes constant time, cancelling and taking the first logarithmic amortised.
 */
#include <uk/plat.h>
#include "sched.h"

static struct uk_timer *root;
static uk_nsec_t armed = UK_NSEC_FOREVER;

/* Joins two heaps; either may be NULL. The root's links to others are not set. */
static struct uk_timer *meld(struct uk_timer *a, struct uk_timer *b)
{
	if (!a || !b)
		return a ? a : b;
	/* Of equal deadlines, the older one (a) stays in front. */
	if (b->deadline < a->deadline) {
		struct uk_timer *t = a;

		a = b;
		b = t;
	}
	b->next = a->child;
	if (b->next)
		b->next->link = &b->next;
	a->child = b;
	b->link = &a->child;
	return a;
}

/* Makes one heap of the children of a node that leaves: pairs from the left, then all from the right. */
static struct uk_timer *meld_children(struct uk_timer *first)
{
	struct uk_timer *pairs = NULL, *heap = NULL;

	while (first) {
		struct uk_timer *a = first, *b = a->next, *pair;

		first = b ? b->next : NULL;
		pair = meld(a, b);
		pair->next = pairs;
		pairs = pair;
	}
	while (pairs) {
		struct uk_timer *pair = pairs;

		pairs = pair->next;
		heap = meld(heap, pair);
	}
	return heap;
}

static void set_root(struct uk_timer *t)
{
	root = t;
	if (t) {
		t->link = &root;
		t->next = NULL;
	}
}

uk_nsec_t uksched_next_timer(void)
{
	return root ? root->deadline : UK_NSEC_FOREVER;
}

void uksched_rearm(void)
{
	uk_nsec_t timer = uksched_next_timer();
	uk_nsec_t slice = uksched_slice_end();
	uk_nsec_t next = UK_MIN(timer, slice);

	/* Too early an interrupt does no harm, and most deadlines move on before they come. */
	if (next >= armed)
		return;
	armed = next;
	uk_plat_timer_set(next);
}

void uk_timer_init(struct uk_timer *t, void (*fn)(struct uk_timer *))
{
	*t = (struct uk_timer){ .deadline = UK_NSEC_FOREVER, .fn = fn };
}

void uk_timer_cancel(struct uk_timer *t)
{
	struct uk_timer *children;

	if (!t->link)
		return;
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	t->link = NULL;
	t->next = NULL;
	children = meld_children(t->child);
	t->child = NULL;
	if (children)
		set_root(meld(root, children));
}

void uk_timer_set(struct uk_timer *t, uk_nsec_t deadline)
{
	uk_timer_cancel(t);
	t->deadline = deadline;
	set_root(meld(root, t));
	uksched_rearm();
}

void uksched_run_timers(uk_nsec_t now)
{
	armed = UK_NSEC_FOREVER;
	while (uksched_next_timer() <= now) {
		struct uk_timer *t = root;

		uk_timer_cancel(t);
		t->fn(t);
	}
}

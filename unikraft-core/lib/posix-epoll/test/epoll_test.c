/* SPDX-License-Identifier: BSD-3-Clause */
/* The ready list agrees, event by event and in order, with a model made of plain arrays. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../vfscore/pollq.c"
#include "../items.c"

#define FILES 6
#define FDS 3 /* descriptors of each file */
#define ITEMS (FILES * FDS)

/* Fakes of what the library asks for. */
static int allocated;
void *uk_zalloc(size_t n)
{
	allocated++;
	return calloc(1, n);
}
void uk_free(void *p)
{
	allocated -= p != NULL;
	free(p);
}
static bool bad_buffer;
int uk_copy_out(void *dst, const void *src, size_t n)
{
	if (bad_buffer)
		return -EFAULT;
	memcpy(dst, src, n);
	return 0;
}
static int woken;
int uk_waitq_wake(struct uk_waitq *q UK_UNUSED, int n)
{
	woken += n;
	return 0;
}
void uk_waitq_init(struct uk_waitq *q)
{
	uk_list_init(&q->waiters);
}

static unsigned int state[FILES];
static unsigned int file_poll(struct uk_file *f)
{
	return state[(size_t)f->data];
}
static const struct uk_file_ops file_ops = { .poll = file_poll };
static unsigned int inner_poll(struct uk_file *f)
{
	return epoll_ready(f->data) ? UK_POLLIN : 0;
}
const struct uk_file_ops epoll_ops = { .poll = inner_poll };

static struct uk_file files[FILES];
static struct epoll ep;
static struct uk_file ep_file;

static void open_file(struct uk_file *f, const struct uk_file_ops *ops, void *data)
{
	*f = (struct uk_file){ .ops = ops, .data = data };
	uk_pollq_init(&f->pollq);
}

/* The model: what each item asks for, and a queue of item numbers. */
static uint32_t interest[ITEMS];
static bool present[ITEMS];
static int queue[ITEMS + 1], queued;

static int position(int k)
{
	for (int i = 0; i < queued; i++)
		if (queue[i] == k)
			return i;
	return -1;
}

static void enqueue(int k)
{
	if (position(k) < 0)
		queue[queued++] = k;
}

static void dequeue(int k)
{
	int at = position(k);

	if (at < 0)
		return;
	memmove(queue + at, queue + at + 1, sizeof(int) * (size_t)(--queued - at));
}

static unsigned int model_events(int k)
{
	if (!(interest[k] & ~EPOLL_PRIVATE))
		return 0;
	return state[k % FILES] & interest[k];
}

static void set_interest(int k, uint32_t events)
{
	interest[k] = events | UK_POLLERR | UK_POLLHUP;
	if (model_events(k))
		enqueue(k);
}

static int model_harvest(struct epoll_event *ev, int max)
{
	int todo = queued, n = 0;

	while (todo-- && n < max) {
		int k = queue[0];
		unsigned int events = model_events(k);

		dequeue(k);
		if (!events)
			continue;
		ev[n++] = (struct epoll_event){ events, (uint64_t)k };
		if (interest[k] & EPOLLONESHOT)
			interest[k] &= EPOLL_PRIVATE;
		else if (!(interest[k] & EPOLLET))
			enqueue(k);
	}
	return n;
}

static uint32_t random_interest(void)
{
	static const uint32_t some[] = { UK_POLLIN, UK_POLLOUT, UK_POLLIN | UK_POLLOUT,
					 UK_POLLRDHUP, UK_POLLRDNORM, 0 };
	static const uint32_t how[] = { 0, 0, EPOLLET, EPOLLONESHOT, EPOLLET | EPOLLONESHOT };

	return some[rand() % 6] | how[rand() % 5];
}

static unsigned int random_state(void)
{
	static const unsigned int some[] = { UK_POLLIN, UK_POLLOUT, UK_POLLRDHUP | UK_POLLIN,
					     UK_POLLHUP, UK_POLLERR, 0 };

	return some[rand() % 6];
}

static void change_item(int k)
{
	struct epoll_event e = { random_interest(), (uint64_t)k };
	struct epoll_item *i = epoll_find(&ep, &files[k % FILES], k);

	assert(!!i == present[k]);
	if (!present[k]) {
		assert(!epoll_add(&ep, &files[k % FILES], k, &e));
		present[k] = true;
		set_interest(k, e.events);
	} else if (rand() % 2) {
		epoll_modify(i, &e);
		set_interest(k, e.events);
	} else {
		epoll_remove(i);
		present[k] = false;
		dequeue(k);
	}
}

static void change_file(int f)
{
	unsigned int events = random_state();

	state[f] = events;
	if (rand() % 20 == 0) { /* the last descriptor was closed */
		uk_pollq_notify(&files[f].pollq, UK_POLLFREE);
		assert(uk_list_empty(&files[f].pollq.watchers));
		for (int k = f; k < ITEMS; k += FILES) {
			present[k] = false;
			dequeue(k);
		}
		return;
	}
	/* Watchers are told in the order in which they came. */
	struct uk_watcher *w;

	uk_list_for_each(w, &files[f].pollq.watchers, node) {
		int k = uk_container_of(w, struct epoll_item, watcher)->fd;

		if ((interest[k] & ~EPOLL_PRIVATE) && (uk_poll_bands(events) & interest[k]))
			enqueue(k);
	}
	uk_pollq_notify(&files[f].pollq, events);
}

static void compare_harvest(void)
{
	struct epoll_event got[ITEMS], expected[ITEMS];
	int max = 1 + rand() % ITEMS;
	int n;

	bad_buffer = rand() % 10 == 0;
	if (bad_buffer) {
		n = epoll_harvest(&ep, got, max);
		/* The first ready item stays first; those that are not ready are gone. */
		while (queued && !model_events(queue[0]))
			dequeue(queue[0]);
		assert(n == (queued ? -EFAULT : 0));
		bad_buffer = false;
		return;
	}
	n = epoll_harvest(&ep, got, max);
	assert(n == model_harvest(expected, max));
	assert(!n || !memcmp(got, expected, sizeof(*got) * (size_t)n));
}

static void test_model(void)
{
	srand(7);
	open_file(&ep_file, &epoll_ops, &ep);
	epoll_init(&ep, &ep_file);
	for (size_t f = 0; f < FILES; f++)
		open_file(&files[f], &file_ops, (void *)f);
	for (int step = 0; step < 400000; step++) {
		switch (rand() % 3) {
		case 0:
			change_item(rand() % ITEMS);
			break;
		case 1:
			change_file(rand() % FILES);
			break;
		default:
			compare_harvest();
		}
	}
	epoll_clear(&ep);
	assert(!allocated);
}

static void test_nesting(void)
{
	struct epoll e[7];
	struct uk_file f[7], plain;
	struct epoll_event ev = { UK_POLLIN, 0 };

	for (int i = 0; i < 7; i++) {
		open_file(&f[i], &epoll_ops, &e[i]);
		epoll_init(&e[i], &f[i]);
	}
	open_file(&plain, &file_ops, (void *)0);
	for (int i = 1; i < 5; i++)
		assert(!epoll_add(&e[i], &f[i - 1], i, &ev));
	assert(epoll_add(&e[5], &f[4], 9, &ev) == -ELOOP); /* a sixth in a row */
	assert(epoll_add(&e[0], &f[4], 9, &ev) == -ELOOP); /* a circle */
	assert(!epoll_add(&e[5], &f[0], 9, &ev));
	/* An event at the bottom is seen at the top. */
	state[0] = 0;
	assert(!epoll_add(&e[0], &plain, 1, &ev));
	assert(!epoll_ready(&e[4]));
	state[0] = UK_POLLIN;
	uk_pollq_notify(&plain.pollq, UK_POLLIN);
	assert(epoll_ready(&e[4]) && epoll_ready(&e[5]));
	state[0] = 0;
	assert(!epoll_ready(&e[4]));
	for (int i = 0; i < 7; i++)
		epoll_clear(&e[i]);
	assert(!allocated);
}

static void test_wakes(void)
{
	struct epoll_event ev = { UK_POLLIN, 0 }, got[2];

	epoll_init(&ep, &ep_file);
	state[0] = state[1] = UK_POLLIN;
	woken = 0;
	assert(!epoll_add(&ep, &files[0], 0, &ev) && woken == 1);
	ev.events |= EPOLLET;
	assert(!epoll_add(&ep, &files[1], 1, &ev) && woken == 2);
	woken = 0;
	assert(epoll_harvest(&ep, got, 1) == 1 && woken == 1); /* more is left: another thread's turn */
	epoll_clear(&ep);
}

int main(void)
{
	test_model();
	test_nesting();
	test_wakes();
	return 0;
}

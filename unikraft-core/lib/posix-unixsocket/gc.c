/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A socket that was sent through itself, or through others in a circle, and
 * closed, is held by messages that nobody can receive. Candidates are sockets
 * that nothing but messages holds. Those that a message outside of their queues
 * holds are live, and so is what waits in live ones; the others are freed.
 */
#include "unix.h"

/* Sockets that some message holds. */
static struct uk_list flying = UK_LIST_INIT(flying);

static struct unix_sock *sock_of(const struct uk_file *f)
{
	struct uk_socket *s = uk_socket_of(f);

	return s && s->ops == &unix_ops ? unix_of(s) : NULL;
}

void unix_flight_begin(struct uk_file *f)
{
	struct unix_sock *u = sock_of(f);

	if (u && !u->in_flight++)
		uk_list_add_tail(&u->flight, &flying);
}

void unix_flight_end(struct uk_file *f)
{
	struct unix_sock *u = sock_of(f);

	if (u && !--u->in_flight)
		uk_list_del(&u->flight);
}

static bool is_candidate(const struct unix_sock *u)
{
	return u->socket && u->socket->file->refs == u->in_flight;
}

/* Calls fn for each candidate in the queue of u. */
static void each_in_queue(struct unix_sock *u, void (*fn)(struct unix_sock *))
{
	struct unix_message *q;

	uk_list_for_each(q, &u->queue, node) {
		for (unsigned int i = 0; i < q->file_count; i++) {
			struct unix_sock *held = sock_of(q->files[i]);

			if (held && is_candidate(held))
				fn(held);
		}
	}
}

/* … and in those of the connections that wait to be accepted from it. */
static void each_held(struct unix_sock *u, void (*fn)(struct unix_sock *))
{
	struct unix_sock *waiting;

	each_in_queue(u, fn);
	uk_list_for_each(waiting, &u->pending, accepting)
		each_in_queue(waiting, fn);
}

static void count_inside(struct unix_sock *u)
{
	u->from_outside--;
}

/* A newly live one goes to the end of the list, where its turn comes. */
static void make_live(struct unix_sock *u)
{
	if (u->live)
		return;
	u->live = true;
	uk_list_del(&u->flight);
	uk_list_add_tail(&u->flight, &flying);
}

static void mark(void)
{
	struct unix_sock *u, *next;

	uk_list_for_each(u, &flying, flight) {
		u->from_outside = u->in_flight;
		u->live = !is_candidate(u);
	}
	uk_list_for_each(u, &flying, flight)
		if (is_candidate(u))
			each_held(u, count_inside);
	uk_list_for_each_safe(u, next, &flying, flight)
		if (!u->live && u->from_outside)
			make_live(u);
	uk_list_for_each(u, &flying, flight)
		if (u->live && is_candidate(u))
			each_held(u, make_live);
}

void unix_collect(void)
{
	static bool collecting;
	struct uk_list garbage = UK_LIST_INIT(garbage);
	struct unix_sock *u;

	if (collecting || uk_list_empty(&flying))
		return;
	collecting = true;
	mark();
	/* Without their messages they fall one after the other. */
	uk_list_for_each(u, &flying, flight) {
		struct unix_sock *waiting;

		if (u->live)
			continue;
		unix_give_up_queue(u, &garbage);
		uk_list_for_each(waiting, &u->pending, accepting)
			unix_give_up_queue(waiting, &garbage);
	}
	while (!uk_list_empty(&garbage)) {
		struct unix_message *q = uk_list_first(&garbage, struct unix_message, node);

		uk_list_del(&q->node);
		unix_message_free(q);
	}
	collecting = false;
}

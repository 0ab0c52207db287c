/* SPDX-License-Identifier: BSD-3-Clause */
/* select(2) and pselect6(2): bit sets of descriptors around the same waiting. */
#include <uk/alloc.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "poll.h"

/* What makes a bit of each set true (fs/select.c's POLLIN_SET, POLLOUT_SET, POLLEX_SET). */
#define READ_EVENTS (UK_POLLIN | UK_POLLRDNORM | UK_POLLRDBAND | UK_POLLHUP | UK_POLLERR)
#define WRITE_EVENTS (UK_POLLOUT | UK_POLLWRNORM | UK_POLLWRBAND | UK_POLLERR)
#define EXCEPT_EVENTS UK_POLLPRI

#define SETS 3
static const unsigned int set_events[SETS] = { READ_EVENTS, WRITE_EVENTS, EXCEPT_EVENTS };

/* The three sets, words of 64 bits; NULL where the caller gave none. */
struct fd_sets {
	uint64_t *user[SETS];
	uint64_t *bits[SETS];
	uint64_t *room;
	int n;
	size_t bytes;
};

static int load(struct fd_sets *s)
{
	size_t words = ((size_t)s->n + 63) / 64;

	s->bytes = words * 8;
	s->room = s->bytes ? uk_zalloc(SETS * s->bytes) : NULL;
	if (s->bytes && !s->room)
		return -ENOMEM;
	for (int k = 0; k < SETS; k++) {
		s->bits[k] = s->room ? s->room + (size_t)k * words : NULL;
		if (s->user[k] && s->bytes && uk_copy_in(s->bits[k], s->user[k], s->bytes))
			return -EFAULT;
	}
	return 0;
}

static unsigned int wanted_of(const struct fd_sets *s, int fd)
{
	unsigned int wanted = 0;

	for (int k = 0; k < SETS; k++)
		if (s->bits[k][fd / 64] >> (fd % 64) & 1)
			wanted |= set_events[k];
	return wanted;
}

static int make_poll_set(const struct fd_sets *s, struct poll_set *p)
{
	size_t count = 0;
	int r;

	for (int fd = 0; fd < s->n; fd++)
		count += wanted_of(s, fd) != 0;
	r = poll_set_init(p, count);
	if (r)
		return r;
	count = 0;
	for (int fd = 0; fd < s->n; fd++) {
		unsigned int wanted = wanted_of(s, fd);

		if (!wanted)
			continue;
		poll_set_add(p, count, fd, wanted);
		/* Only what was asked for: an error alone must not end a wait for POLLPRI. */
		p->entries[count].wanted = wanted;
		if (!p->entries[count++].file)
			return -EBADF;
	}
	return 0;
}

/* Replaces the sets by what is true; how many bits that are. */
static long answer(struct fd_sets *s, const struct poll_set *p)
{
	uint64_t *asked = s->room;
	uint64_t *out = s->bytes ? uk_zalloc(SETS * s->bytes) : NULL;
	long bits = 0;

	if (s->bytes && !out)
		return -ENOMEM;
	for (size_t i = 0; i < p->count; i++) {
		const struct poll_entry *e = &p->entries[i];

		for (int k = 0; k < SETS; k++) {
			size_t word = (size_t)k * (s->bytes / 8) + (size_t)e->fd / 64;
			uint64_t bit = 1UL << (e->fd % 64);

			if ((e->got & set_events[k]) && (asked[word] & bit)) {
				out[word] |= bit;
				bits++;
			}
		}
	}
	for (int k = 0; k < SETS; k++)
		if (s->user[k] && s->bytes &&
		    uk_copy_out(s->user[k], out + (size_t)k * (s->bytes / 8), s->bytes))
			bits = -EFAULT;
	uk_free(out);
	return bits;
}

static long do_select(struct fd_sets *s, uk_nsec_t deadline)
{
	struct poll_set p = { .entries = NULL };
	long r;

	if (s->n < 0)
		return -EINVAL;
	/* As Linux, which looks at no more bits than the table of descriptors has. */
	if ((uint64_t)s->n > poll_nofile())
		s->n = (int)poll_nofile();
	r = load(s);
	if (!r)
		r = make_poll_set(s, &p);
	if (!r)
		r = poll_set_wait(&p, deadline);
	if (r >= 0)
		r = answer(s, &p);
	poll_set_free(&p);
	uk_free(s->room);
	return r;
}

UK_SYSCALL(select, 5, int, n, uint64_t *, in, uint64_t *, out, uint64_t *, except,
	   struct uk_timeval *, utv)
{
	struct fd_sets s = { .user = { in, out, except }, .n = n };
	uk_nsec_t deadline = UK_NSEC_FOREVER;
	struct uk_timeval tv;
	long r;

	if (utv) {
		if (uk_copy_in(&tv, utv, sizeof(tv)))
			return -EFAULT;
		/* As Linux: more than a second of microseconds carries over. */
		if (tv.sec < 0 || tv.usec < 0)
			return -EINVAL;
		deadline = poll_deadline_in((struct uk_timespec){
			uk_nsec_add(tv.usec / 1000000, tv.sec), tv.usec % 1000000 * 1000 });
	}
	r = do_select(&s, deadline);
	if (r == -EINTR)
		r = -UK_ERESTARTNOHAND;
	if (!utv || deadline == UK_NSEC_FOREVER)
		return r;
	tv = uk_timeval_of(poll_left(deadline));
	if (uk_copy_out(utv, &tv, sizeof(tv)) && r == -UK_ERESTARTNOHAND)
		return -EINTR;
	return r;
}

/** The sixth argument of pselect6. */
struct sigmask_arg {
	const uk_sigset *mask;
	size_t size;
};

UK_SYSCALL(pselect6, 6, int, n, uint64_t *, in, uint64_t *, out, uint64_t *, except,
	   struct uk_timespec *, uts, const struct sigmask_arg *, usigmask)
{
	struct fd_sets s = { .user = { in, out, except }, .n = n };
	struct sigmask_arg sm = { .mask = NULL };
	uk_nsec_t deadline;
	long r;

	if (usigmask && uk_copy_in(&sm, usigmask, sizeof(sm)))
		return -EFAULT;
	r = poll_deadline(uts, &deadline);
	if (!r)
		r = poll_mask(sm.mask, sm.size);
	if (r)
		return r;
	r = do_select(&s, deadline);
	return poll_finish(uts, deadline, r);
}

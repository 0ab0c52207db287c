/* SPDX-License-Identifier: BSD-3-Clause */
/* poll(2) and ppoll(2). */
#include <uk/syscall.h>
#include "poll.h"

struct pollfd {
	int32_t fd;
	int16_t events, revents;
};

static int load(struct poll_set *s, const struct pollfd *ufds)
{
	for (size_t i = 0; i < s->count; i++) {
		struct pollfd p;

		if (uk_copy_in(&p, &ufds[i], sizeof(p)))
			return -EFAULT;
		if (p.fd >= 0)
			poll_set_add(s, i, p.fd, (uint16_t)p.events);
	}
	return 0;
}

static int store(const struct poll_set *s, struct pollfd *ufds)
{
	for (size_t i = 0; i < s->count; i++) {
		int16_t revents = (int16_t)s->entries[i].got;

		if (uk_copy_out(&ufds[i].revents, &revents, sizeof(revents)))
			return -EFAULT;
	}
	return 0;
}

static long do_poll(struct pollfd *ufds, unsigned int n, uk_nsec_t deadline)
{
	struct poll_set s;
	long r;

	if (n > poll_nofile())
		return -EINVAL;
	r = poll_set_init(&s, n);
	if (r)
		return r;
	r = load(&s, ufds);
	if (!r)
		r = poll_set_wait(&s, deadline);
	if (r >= 0 && store(&s, ufds))
		r = -EFAULT;
	poll_set_free(&s);
	return r;
}

UK_SYSCALL(poll, 3, struct pollfd *, ufds, unsigned int, n, int, timeout)
{
	uk_nsec_t deadline = UK_NSEC_FOREVER;
	long r;

	if (timeout >= 0)
		deadline = poll_deadline_in(
			(struct uk_timespec){ timeout / 1000, timeout % 1000 * 1000000L });
	r = do_poll(ufds, n, deadline);
	/* Linux restarts with the time that was left; a restart from the start would wait longer. */
	if (r == -EINTR && deadline == UK_NSEC_FOREVER)
		return -UK_ERESTARTNOHAND;
	return r;
}

UK_SYSCALL(ppoll, 5, struct pollfd *, ufds, unsigned int, n, struct uk_timespec *, uts,
	   const uk_sigset *, umask, size_t, size)
{
	uk_nsec_t deadline;
	long r = poll_deadline(uts, &deadline);

	if (!r)
		r = poll_mask(umask, size);
	if (r)
		return r;
	r = do_poll(ufds, n, deadline);
	return poll_finish(uts, deadline, r);
}

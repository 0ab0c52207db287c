/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for the first of several files that has an event. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/uaccess.h>
#include "poll.h"

#pragma weak uk_rlimits
#pragma weak uk_signal_pending
#pragma weak uk_signal_mask_for_call

/** Descriptors at most when nothing sets RLIMIT_NOFILE. */
#define NOFILE_DEFAULT 1024

uint64_t poll_nofile(void)
{
	return uk_rlimits ? uk_rlimits[UK_RLIMIT_NOFILE].cur : NOFILE_DEFAULT;
}

int poll_set_init(struct poll_set *s, size_t n)
{
	s->entries = n ? uk_zalloc(n * sizeof(*s->entries)) : NULL;
	s->count = s->entries ? n : 0;
	s->thread = uk_current;
	s->woken = false;
	return n && !s->entries ? -ENOMEM : 0;
}

void poll_set_free(struct poll_set *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entries[i].file)
			uk_file_put(s->entries[i].file);
	uk_free(s->entries);
}

static void wake(struct uk_watcher *w, unsigned int events)
{
	struct poll_entry *e = uk_container_of(w, struct poll_entry, watcher);

	if (!(uk_poll_bands(events) & e->wanted))
		return;
	e->set->woken = true;
	uk_sched_wake(e->set->thread);
}

void poll_set_add(struct poll_set *s, size_t i, int fd, unsigned int wanted)
{
	struct poll_entry *e = &s->entries[i];

	e->set = s;
	e->fd = fd;
	e->wanted = wanted | UK_POLLERR | UK_POLLHUP;
	e->watcher.notify = wake;
	e->file = uk_fd_get(fd);
	if (e->file && (e->file->flags & UK_O_PATH)) {
		uk_file_put(e->file);
		e->file = NULL;
	}
	if (!e->file)
		e->got = UK_POLLNVAL;
}

static long scan(struct poll_set *s)
{
	long n = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct poll_entry *e = &s->entries[i];

		if (e->file)
			e->got = uk_file_events(e->file) & e->wanted;
		n += e->got != 0;
	}
	return n;
}

static void watch(struct poll_set *s, bool on)
{
	for (size_t i = 0; i < s->count; i++) {
		struct poll_entry *e = &s->entries[i];

		if (!e->file || !e->file->ops->poll)
			continue;
		if (on)
			uk_pollq_watch(&e->file->pollq, &e->watcher);
		else
			uk_pollq_unwatch(&e->watcher);
	}
}

/* The kernel is not preempted: between the scan and the block nothing becomes true. */
static long wait_watched(struct poll_set *s, uk_nsec_t deadline)
{
	for (;;) {
		long n;
		int r = 0;

		if (uk_signal_pending && uk_signal_pending(s->thread))
			return -EINTR;
		s->woken = false;
		r = uk_sched_block(deadline, true);
		n = s->woken || r == -ETIMEDOUT ? scan(s) : 0;
		if (n || r == -ETIMEDOUT)
			return n;
		if (r)
			return r;
	}
}

long poll_set_wait(struct poll_set *s, uk_nsec_t deadline)
{
	long n = scan(s);

	if (n || deadline <= uk_plat_clock_mono())
		return n;
	watch(s, true);
	n = wait_watched(s, deadline);
	watch(s, false);
	return n;
}

uk_nsec_t poll_deadline_in(struct uk_timespec t)
{
	return uk_nsec_add(uk_plat_clock_mono(), uk_timespec_ns(&t));
}

int poll_deadline(const struct uk_timespec *uts, uk_nsec_t *deadline)
{
	int r;

	*deadline = UK_NSEC_FOREVER;
	if (!uts)
		return 0;
	r = uk_timespec_in(uts, deadline);
	if (!r)
		*deadline = uk_nsec_add(uk_plat_clock_mono(), *deadline);
	return r;
}

uk_nsec_t poll_left(uk_nsec_t deadline)
{
	uk_nsec_t now = uk_plat_clock_mono();

	return deadline > now ? deadline - now : 0;
}

int poll_mask(const uk_sigset *umask, size_t size)
{
	uk_sigset mask;

	if (!umask)
		return 0;
	if (size != sizeof(mask))
		return -EINVAL;
	if (uk_copy_in(&mask, umask, sizeof(mask)))
		return -EFAULT;
	if (uk_signal_mask_for_call)
		uk_signal_mask_for_call(mask);
	return 0;
}

long poll_finish(struct uk_timespec *uts, uk_nsec_t deadline, long r)
{
	struct uk_timespec left;
	uk_nsec_t ns;

	if (r == -EINTR)
		r = -UK_ERESTARTNOHAND;
	if (!uts)
		return r;
	if (deadline == UK_NSEC_FOREVER)
		return r; /* longer than this machine runs: what is left has not changed */
	ns = poll_left(deadline);
	left = uk_timespec_of(ns);
	if (uk_copy_out(uts, &left, sizeof(left)) && r == -UK_ERESTARTNOHAND)
		return -EINTR;
	return r;
}

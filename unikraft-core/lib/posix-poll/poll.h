/* SPDX-License-Identifier: BSD-3-Clause */
/* The set of files that one call waits for. */
#ifndef POSIX_POLL_H
#define POSIX_POLL_H

#include <uk/file.h>
#include <uk/signal.h>
#include <uk/time.h>

struct poll_set;

/** A file of the set; struct pollfd's fields and what waiting needs. */
struct poll_entry {
	struct uk_watcher watcher;
	struct poll_set *set;
	struct uk_file *file; /* NULL: skipped or bad */
	int fd;
	unsigned int wanted; /* events asked for */
	unsigned int got;    /* those that hold, and errors */
};

struct poll_set {
	struct poll_entry *entries;
	size_t count;
	struct uk_thread *thread;
	bool woken;
};

/** How many descriptors a process can have: RLIMIT_NOFILE. */
uint64_t poll_nofile(void);

/** Room for n entries, zeroed; -ENOMEM. */
int poll_set_init(struct poll_set *s, size_t n);
/** Drops the files and the room. */
void poll_set_free(struct poll_set *s);
/** Puts the file of fd into entry i; a bad one gets POLLNVAL. */
void poll_set_add(struct poll_set *s, size_t i, int fd, unsigned int wanted);
/** Waits until an entry has an event. How many have, 0 at the deadline, -EINTR. */
long poll_set_wait(struct poll_set *s, uk_nsec_t deadline);

/** Reads a timeout: *deadline is monotonic, UK_NSEC_FOREVER for NULL. 0, -EFAULT or -EINVAL. */
int poll_deadline(const struct uk_timespec *uts, uk_nsec_t *deadline);
/** The deadline that is a valid time from now. */
uk_nsec_t poll_deadline_in(struct uk_timespec t);
/** Time left until the deadline, not negative. */
uk_nsec_t poll_left(uk_nsec_t deadline);
/** Writes the time left back into *uts (not for NULL) and makes the result r the call's: a call that could write it can be restarted. */
long poll_finish(struct uk_timespec *uts, uk_nsec_t deadline, long r);
/** Sets the mask of ppoll and pselect6 for this call. 0, -EFAULT or -EINVAL. */
int poll_mask(const uk_sigset *umask, size_t size);

#endif

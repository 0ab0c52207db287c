/* SPDX-License-Identifier: BSD-3-Clause */
/* The wall clock and Linux's time structures (library uktime). */
#ifndef UK_TIME_H
#define UK_TIME_H

#include <uk/essentials.h>
#include <uk/list.h>

#define UK_NSEC_PER_SEC 1000000000L

/** struct timespec of the system calls. */
struct uk_timespec {
	int64_t sec, nsec;
};
/** struct timeval. */
struct uk_timeval {
	int64_t sec, usec;
};

/** Nanoseconds since 1970-01-01 UTC, as the platform knows them and clock_settime(2) corrected them. */
uk_nsec_t uk_time_wall(void);
/** Makes it now ns nanoseconds since 1970-01-01 UTC. */
void uk_time_wall_set(uk_nsec_t ns);
/** Is told when the wall clock was set; in thread context, must not block. Watching ends with uk_list_del(&w->node). */
struct uk_wall_watcher {
	struct uk_list node;
	void (*changed)(struct uk_wall_watcher *w);
};
void uk_time_wall_watch(struct uk_wall_watcher *w);

/** Whether it is a time of at least 0 in normal form. */
static inline bool uk_timespec_valid(const struct uk_timespec *t)
{
	return t->sec >= 0 && t->nsec >= 0 && t->nsec < UK_NSEC_PER_SEC;
}
/** In nanoseconds; what does not fit is INT64_MAX: never. */
static inline uk_nsec_t uk_timespec_ns(const struct uk_timespec *t)
{
	if (t->sec >= INT64_MAX / UK_NSEC_PER_SEC)
		return INT64_MAX;
	return t->sec * UK_NSEC_PER_SEC + t->nsec;
}
static inline struct uk_timespec uk_timespec_of(uk_nsec_t ns)
{
	struct uk_timespec t = { ns / UK_NSEC_PER_SEC, ns % UK_NSEC_PER_SEC };

	return t;
}
static inline struct uk_timeval uk_timeval_of(uk_nsec_t ns)
{
	struct uk_timeval t = { ns / UK_NSEC_PER_SEC, ns % UK_NSEC_PER_SEC / 1000 };

	return t;
}
/** a + b for b >= 0; INT64_MAX (never) when it does not fit. */
static inline uk_nsec_t uk_nsec_add(uk_nsec_t a, uk_nsec_t b)
{
	uk_nsec_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/** Reads a timespec of the application: its nanoseconds, -EFAULT or -EINVAL. */
int uk_timespec_in(const struct uk_timespec *u, uk_nsec_t *ns);
/** The monotonic time at which the wall clock will show ns, if nobody sets it. */
uk_nsec_t uk_time_mono_of_wall(uk_nsec_t ns);

#endif

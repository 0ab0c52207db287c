/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks by Linux's number (clock_gettime(2)). */
#ifndef POSIX_TIME_CLOCK_H
#define POSIX_TIME_CLOCK_H

#include <uk/sched.h>
#include <uk/time.h>

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define CLOCK_REALTIME_ALARM 8
#define CLOCK_BOOTTIME_ALARM 9
#define CLOCK_TAI 11

#define TIMER_ABSTIME 1

enum clock_kind { CLOCK_WALL, CLOCK_MONO, CLOCK_PROCESS, CLOCK_THREAD };

/** A clock, resolved: of a thread it holds the thread's number, so that it may end. */
struct clock {
	enum clock_kind kind;
	int tid;
};
/** 0 or -EINVAL. */
int clock_find(int id, struct clock *c);
/** Its time. 0 or -EINVAL: the thread has ended. */
int clock_now(const struct clock *c, uk_nsec_t *ns);
/**
 * The monotonic time when the clock, which can be late, will show ns at the
 * earliest. A clock of CPU time has to be looked at again then.
 */
uk_nsec_t clock_mono_of(const struct clock *c, uk_nsec_t ns);

#endif

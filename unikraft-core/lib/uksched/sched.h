/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of uksched share. */
#ifndef UKSCHED_SCHED_H
#define UKSCHED_SCHED_H

#include <uk/sched.h>

/** Runs the next thread; the caller was charged for its time, and queued if it wants to run again. */
void uksched_switch(void);
/** Frees the thread that ended, if one did; called on another's stack. */
void uksched_reap(void);
/** Sees to it that the platform's timer comes no later than the first timer and the end of the slice. */
void uksched_rearm(void);
/** Runs the timers that are due at now. */
void uksched_run_timers(uk_nsec_t now);
/** Deadline of the first timer, or UK_NSEC_FOREVER. */
uk_nsec_t uksched_next_timer(void);
/** When the running thread makes way for another, or UK_NSEC_FOREVER when nobody else wants to run. */
uk_nsec_t uksched_slice_end(void);

#endif

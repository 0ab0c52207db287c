/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of uksched share. */
#ifndef UKSCHED_SCHED_H
#define UKSCHED_SCHED_H

#include <uk/sched.h>

/** Puts t at the end of the run queue. */
void uksched_enqueue(struct uk_thread *t);
/** Takes t out of the run queue. */
void uksched_dequeue(struct uk_thread *t);
/** Runs the next thread; the caller's state says whether it is queued again. */
void uksched_switch(void);
/** Frees threads that ended. */
void uksched_reap(void);
void uksched_bury(struct uk_thread *t);
/** Sets the platform's timer to what comes first: a timer, or the end of the slice. */
void uksched_rearm(void);
/** Runs the timers that are due at now. */
void uksched_run_timers(uk_nsec_t now);
/** Deadline of the first timer, or UK_NSEC_FOREVER. */
uk_nsec_t uksched_next_timer(void);
/** End of the running thread's slice, or UK_NSEC_FOREVER when nobody else wants to run. */
uk_nsec_t uksched_slice_end(void);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads, wait queues and timers (library uksched). One CPU; the kernel is
 * never preempted (docs/design.md), so these need no lock.
 */
#ifndef UK_SCHED_H
#define UK_SCHED_H

#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/regs.h>

#define UK_NSEC_FOREVER INT64_MAX

enum uk_thread_state { UK_THREAD_RUNNABLE, UK_THREAD_BLOCKED, UK_THREAD_DEAD };

struct uk_thread {
	struct uk_list run;      /* in the run queue */
	struct uk_list all;      /* in uk_threads */
	struct uk_list wait;     /* in a wait queue */
	int tid;                 /* > 0; the first thread is 1 */
	struct uk_thread *tid_next; /* with the same hash */
	enum uk_thread_state state;
	char name[16];
	void *kstack_sp;         /* saved stack pointer while not running */
	uintptr_t kstack, kstack_top;
	void *fpu;               /* XSAVE area */
	uint64_t fs_base, gs_base; /* while it does not run: uk_tls_get() of the running one */
	uk_nsec_t cpu_ns;        /* CPU time used */
	uk_nsec_t slice_left;    /* of its time slice, ns */
	uk_nsec_t blocked_at;    /* when its last wait began */
	bool is_app;             /* runs application code: has registers, signals */
	bool wait_interruptible; /* a signal ends its wait */
	int wait_result;         /* 0 woken, -ETIMEDOUT, -EINTR */
	char locals[] UK_ALIGNED(16); /* one slot per UK_THREAD_LOCAL */
};

extern struct uk_thread *uk_current; /* the running thread; never NULL after stage memory */
extern struct uk_list uk_threads;    /* all threads, by uk_thread.all */

/**
 * A slot of every thread, owned by the library that declares it:
 *   UK_THREAD_LOCAL(struct foo, foo) = { initial value };
 *   uk_thread_local(thread, foo).bar = 1;
 * New threads get a copy of the initial value. (The linker concatenates the
 * section uk_thread; a thread holds a copy of it.)
 */
#define UK_THREAD_LOCAL(type, name)                                          \
	extern type uk_thread_local_##name;                                  \
	type uk_thread_local_##name UK_SECTION("uk_thread") UK_ALIGNED(16)
#define UK_THREAD_LOCAL_DECLARE(type, name) extern type uk_thread_local_##name
#define uk_thread_local(thread, name)                                        \
	(*(__typeof__(&uk_thread_local_##name))(                             \
		(thread)->locals +                                           \
		((uintptr_t)&uk_thread_local_##name - (uintptr_t)__start_uk_thread)))
extern char __start_uk_thread[], __stop_uk_thread[];

/**
 * Hooks, called for every thread: create (by the creator; 0 or -errno) and
 * exit (by the thread itself, or for a thread that never ran by who discards
 * it). Either may be NULL.
 */
struct uk_thread_hook {
	int (*create)(struct uk_thread *t);
	void (*exit)(struct uk_thread *t);
};
#define UK_THREAD_HOOK(name, ...)                                            \
	static const struct uk_thread_hook name UK_RECORD("uk_thread_hook") = { __VA_ARGS__ }

/** Makes a thread that calls fn(arg) on its kernel stack when first run; not yet runnable. NULL: no memory. */
struct uk_thread *uk_thread_create(const char *name, void (*fn)(void *), void *arg);
/** Makes an application thread that starts by returning to the application with *regs. */
struct uk_thread *uk_thread_create_app(const char *name, const struct uk_regs *regs);
/** Frees a thread that was created and never started. */
void uk_thread_discard(struct uk_thread *t);
void uk_thread_start(struct uk_thread *t);
/** Ends the calling thread; its memory is freed by the next one that runs. */
void uk_thread_exit(void) UK_NORETURN;
struct uk_thread *uk_thread_find(int tid); /* NULL: none */
/** Gives t a number that no thread has (execve: the caller becomes the first). */
void uk_thread_renumber(struct uk_thread *t, int tid);
/** Registers with which t will return to the application (top of its kernel stack). */
struct uk_regs *uk_thread_regs(struct uk_thread *t);
unsigned int uk_thread_count(void);
/** CPU time that t has used until now: cpu_ns and, of the running thread, what it has run since. */
uk_nsec_t uk_thread_cpu_time(struct uk_thread *t);

/** Lets all others who want to run go first. */
void uk_sched_yield(void);
/** Does what uk_need_resched asks for: the caller goes on with the rest of its slice afterwards. */
void uk_sched_preempt(void);
/** Blocks the caller until uk_sched_wake, the deadline (monotonic ns) or, if interruptible, a signal. 0 (also without a reason), -ETIMEDOUT or -EINTR. */
int uk_sched_block(uk_nsec_t deadline, bool interruptible);
/** Makes t runnable if it is blocked. Interrupt context allowed. */
void uk_sched_wake(struct uk_thread *t);
/** As uk_sched_wake, but only an interruptible wait ends, with -EINTR. For signals. */
void uk_sched_interrupt(struct uk_thread *t);
/** Gives others a turn if the slice is used up: for kernel work over 1 ms. */
void uk_sched_point(void);
/** Leaves the boot stack for the first thread, which was started. */
void uk_sched_start(void) UK_NORETURN;
/** The platform's timer interrupt: runs what is due, and asks for a reschedule when the slice is used up. */
void uk_sched_tick(void);
/** Asks for uk_sched_preempt on the way back to the application. */
extern bool uk_need_resched;
/** Whether nobody wants to run. */
bool uk_sched_idle(void);
/** Work that waits for that: taken and called once, in interrupt context, before the CPU sleeps. NULL: none. */
extern void (*uk_sched_idle_work)(void);

/* A place where threads wait for a condition. Users loop:
 *   while (!condition) { int r = uk_waitq_wait(&q, deadline, true); if (r) return r; } */
struct uk_waitq {
	struct uk_list waiters;
};
#define UK_WAITQ_INIT(name) { UK_LIST_INIT((name).waiters) }
void uk_waitq_init(struct uk_waitq *q);
int uk_waitq_wait(struct uk_waitq *q, uk_nsec_t deadline, bool interruptible);
/** Wakes up to n waiters, first come first; returns how many. */
int uk_waitq_wake(struct uk_waitq *q, int n);
static inline int uk_waitq_wake_all(struct uk_waitq *q)
{
	return uk_waitq_wake(q, INT32_MAX);
}

/* One-shot timers; fn runs in interrupt context, interrupts off, must not block; it may set the timer again. */
struct uk_timer {
	struct uk_timer **link;        /* what points to it; NULL: not set */
	struct uk_timer *next, *child; /* of the heap */
	uk_nsec_t deadline;
	void (*fn)(struct uk_timer *);
};
void uk_timer_init(struct uk_timer *t, void (*fn)(struct uk_timer *));
void uk_timer_set(struct uk_timer *t, uk_nsec_t deadline); /* replaces; monotonic ns */
void uk_timer_cancel(struct uk_timer *t);

/* A sleeping mutex for kernel work that blocks in the middle (rare). */
struct uk_mutex {
	struct uk_thread *owner;
	struct uk_waitq q;
};
#define UK_MUTEX_INIT(name) { NULL, UK_WAITQ_INIT((name).q) }
void uk_mutex_lock(struct uk_mutex *m);
void uk_mutex_unlock(struct uk_mutex *m);

#endif

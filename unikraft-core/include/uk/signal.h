/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals, as the rest of the kernel sees them (library posix-signal). */
#ifndef UK_SIGNAL_H
#define UK_SIGNAL_H

#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/regs.h>

struct uk_thread;

#define UK_SIGHUP 1
#define UK_SIGINT 2
#define UK_SIGQUIT 3
#define UK_SIGILL 4
#define UK_SIGTRAP 5
#define UK_SIGABRT 6
#define UK_SIGBUS 7
#define UK_SIGFPE 8
#define UK_SIGKILL 9
#define UK_SIGUSR1 10
#define UK_SIGSEGV 11
#define UK_SIGUSR2 12
#define UK_SIGPIPE 13
#define UK_SIGALRM 14
#define UK_SIGTERM 15
#define UK_SIGCHLD 17
#define UK_SIGCONT 18
#define UK_SIGSTOP 19

/* si_code */
#define UK_SI_USER 0
#define UK_SI_KERNEL 128
#define UK_SI_QUEUE (-1)
#define UK_SI_TIMER (-2)
#define UK_SI_TKILL (-6)
#define UK_SEGV_MAPERR 1
#define UK_SEGV_ACCERR 2
#define UK_BUS_ADRERR 2
#define UK_ILL_ILLOPN 2
#define UK_FPE_INTDIV 1
#define UK_FPE_FLTDIV 3
#define UK_TRAP_BRKPT 1

/** siginfo_t as Linux lays it out on x86-64 (128 bytes). */
struct uk_siginfo {
	int32_t signo, err, code, pad0;
	union {
		struct {
			uint64_t addr;
		} fault;
		struct {
			int32_t pid;
			uint32_t uid;
			uint64_t value;
		} user; /* kill, tgkill, sigqueue */
		struct {
			int32_t timerid, overrun;
			uint64_t value;
		} timer;
		uint8_t bytes[112];
	};
};

typedef uint64_t uk_sigset; /* bit n - 1: signal n */

/** Sends to a thread, or to the process with t NULL. 0 or -errno. Interrupt context allowed. */
int uk_signal_send(struct uk_thread *t, const struct uk_siginfo *info);
/** A signal whose sender owns its place in the queue (timers): it waits there at most once. */
struct uk_signal_entry {
	struct uk_list node;
	struct uk_siginfo info;
	/** Called when it was taken to be delivered; may change info. NULL: not owned, freed then. */
	void (*taken)(struct uk_signal_entry *e);
};
void uk_signal_entry_init(struct uk_signal_entry *e, void (*taken)(struct uk_signal_entry *e));
/** As uk_signal_send; false: it still waits from the last time. */
bool uk_signal_send_entry(struct uk_thread *t, struct uk_signal_entry *e);
/** Takes it out of its queue, if it waits. */
void uk_signal_entry_cancel(struct uk_signal_entry *e);
/** An exception of the application: the signal is forced (blocked or ignored: the process ends, as on Linux). */
void uk_signal_fault(struct uk_regs *regs, const struct uk_siginfo *info);
/** Whether a signal would be delivered to t now. */
bool uk_signal_pending(struct uk_thread *t);
/** Whether the caller has something to deliver, or a mask to get back, before it returns to the application. */
bool uk_signal_due(void);
/** Delivers what is pending: changes *regs, may end the process. On the way back to the application. */
void uk_signal_deliver(struct uk_regs *regs);
/** Replaces the caller's mask for a wait (ppoll, epoll_pwait, sigsuspend): the old one returns when the call has ended and its signal was delivered. */
void uk_signal_mask_for_call(uk_sigset mask);

/** Makes t end on its way back to the application, and interrupts its wait. */
void uk_signal_end_thread(struct uk_thread *t);
/** The most stack that delivering a signal takes, in bytes (AT_MINSIGSTKSZ). */
size_t uk_signal_frame_size(void);

/** A thread's signals as /proc shows them; pending: its own, shared: the process's. */
struct uk_signal_sets {
	uk_sigset pending, shared, blocked, ignored, caught;
};
void uk_signal_sets(struct uk_thread *t, struct uk_signal_sets *s);

/* For signalfd: signals that wait because they are blocked. */
/** Signals that are pending for the caller or the process, blocked or not. */
uk_sigset uk_signal_pending_set(void);
/** Takes the first pending signal of the set (the caller's before the process's) away; false: none. */
bool uk_signal_take(uk_sigset set, struct uk_siginfo *info);
struct uk_pollq;
/** Notified when a signal became pending, whether blocked or not. */
extern struct uk_pollq uk_signal_pollq;

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* What posix-signal keeps of the process and of each thread. */
#ifndef POSIX_SIGNAL_STATE_H
#define POSIX_SIGNAL_STATE_H

#include <uk/sched.h>
#include <uk/signal.h>

#define SIGNALS 64
#define SIGNAL_FIRST_RT 32 /* real-time signals are queued, those before are not */
#define SIGSET_SIZE 8      /* what callers must pass as sizeof(sigset_t) */

#define SET_OF(signo) (1UL << ((signo) - 1))
/* Cannot be blocked, caught or ignored. */
#define SET_UNBLOCKABLE (SET_OF(UK_SIGKILL) | SET_OF(UK_SIGSTOP))
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGWINCH 28
#define SIGSYS 31
#define SET_STOP (SET_OF(UK_SIGSTOP) | SET_OF(SIGTSTP) | SET_OF(SIGTTIN) | SET_OF(SIGTTOU))
#define SET_IGNORED_BY_DEFAULT                                               \
	(SET_OF(UK_SIGCHLD) | SET_OF(UK_SIGCONT) | SET_OF(SIGURG) | SET_OF(SIGWINCH))
/* Of the instruction that the thread was at: delivered before others. */
#define SET_SYNCHRONOUS                                                      \
	(SET_OF(UK_SIGSEGV) | SET_OF(UK_SIGBUS) | SET_OF(UK_SIGILL) | SET_OF(UK_SIGTRAP) | \
	 SET_OF(UK_SIGFPE) | SET_OF(SIGSYS))
#define SET_CORE                                                             \
	(SET_SYNCHRONOUS | SET_OF(UK_SIGQUIT) | SET_OF(UK_SIGABRT) | SET_OF(SIGXCPU) | SET_OF(SIGXFSZ))

#define SIG_DFL 0UL
#define SIG_IGN 1UL
#define SA_SIGINFO 0x4UL
#define SA_ONSTACK 0x08000000UL
#define SA_RESTART 0x10000000UL
#define SA_NODEFER 0x40000000UL
#define SA_RESETHAND 0x80000000UL
#define SA_RESTORER 0x04000000UL

/** struct kernel_sigaction of the system call. */
struct signal_action {
	uint64_t handler, flags, restorer;
	uk_sigset mask;
};
extern struct signal_action signal_actions[SIGNALS + 1];

struct signal_queue {
	uk_sigset set;       /* what is pending */
	struct uk_list list; /* struct uk_signal_entry; a standard signal may be pending without one */
};
extern struct signal_queue signal_process_queue;

/** stack_t; flags: SS_AUTODISARM and SS_DISABLE as they were set. */
struct signal_stack {
	uint64_t sp;
	int32_t flags, pad;
	uint64_t size; /* 0: disabled */
};
#define SS_ONSTACK 1
#define SS_DISABLE 2
#define SS_AUTODISARM (1 << 31)
#define MINSIGSTKSZ 2048

struct signal_thread {
	uk_sigset mask;
	uk_sigset real_mask;  /* mask before sigtimedwait unblocked what it waits for; else 0 */
	uk_sigset saved_mask; /* returns after the call (has_saved) */
	bool has_saved;
	bool ending;          /* ends on its way back to the application */
	struct signal_queue queue;
	struct signal_stack altstack;
	/* Of the last fault, as Linux shows them in every later frame too. */
	uint64_t trapno, error, cr2;
};
UK_THREAD_LOCAL_DECLARE(struct signal_thread, signal_thread);
#define signal_of(t) (&uk_thread_local(t, signal_thread))
#define signal_self signal_of(uk_current)

/* queue.c */
void signal_queue_init(struct signal_queue *q);
/** Adds info; 0, -EAGAIN (no memory for a real-time signal). */
int signal_queue_add(struct signal_queue *q, const struct uk_siginfo *info);
/** Takes the first signal in set away; false: none. */
bool signal_queue_take(struct signal_queue *q, uk_sigset set, struct uk_siginfo *info);
/** Forgets the signals of set. */
void signal_queue_drop(struct signal_queue *q, uk_sigset set);

/* send.c */
bool signal_ignored(int signo);
/** Makes threads that do not block it look at what the process was sent. */
void signal_retarget(void);
/** Sets the caller's mask. */
void signal_set_mask(uk_sigset mask);
/** Fails as a bad stack does: SIGSEGV that cannot be blocked; of a SIGSEGV, the end of the process. */
void signal_bad_frame(int signo);

/* frame.c */
/** Makes *regs call the handler. 0, or -EFAULT: no room on the stack. */
int signal_frame_push(struct uk_regs *regs, const struct signal_action *a, const struct uk_siginfo *info);
/* altstack.c */
bool signal_on_altstack(uint64_t sp);
int signal_altstack_set(const struct signal_stack *s, uint64_t sp);
void signal_altstack_reset(struct signal_thread *s);

/* fpu_frame.c */
size_t signal_fpu_size(void);
bool signal_fpu_extended(void);
/** Writes the caller's FPU state to the application's memory at 64-byte aligned p. 0 or -EFAULT. */
int signal_fpu_out(void *p);
/** Restores it from there (NULL: the initial state). 0 or -EFAULT when it is not valid. */
int signal_fpu_in(const void *p);

#endif

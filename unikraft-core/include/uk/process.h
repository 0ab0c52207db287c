/* SPDX-License-Identifier: BSD-3-Clause */
/* The one process (library posix-process). */
#ifndef UK_PROCESS_H
#define UK_PROCESS_H

#include <uk/essentials.h>

#define UK_PID 1

/** Ends the process and with it the machine: status 0 to 255. */
void uk_process_exit(int status) UK_NORETURN;
/** Ends it as killed by a signal (exit status 128 + signo). */
void uk_process_kill(int signo) UK_NORETURN;
/** CPU time of all its threads, also of those that have ended. */
uk_nsec_t uk_process_cpu_time(void);

/**
 * Ends all application threads but the caller, which becomes the first
 * (execve). 0; -EINTR when the caller itself is to end or has a signal;
 * -EAGAIN when there are others and no signals to end them with.
 */
int uk_process_end_others(void);

/** User and group IDs, which all threads share. */
struct uk_process_ids {
	uint32_t uid, euid, suid, fsuid;
	uint32_t gid, egid, sgid, fsgid;
};
extern struct uk_process_ids uk_process_ids;

struct uk_regs;
/**
 * A restartable sequence (rseq(2)) that the registers stand in goes on at its
 * abort handler. For signal delivery, and after another thread ran.
 */
void uk_process_sequence_abort(struct uk_regs *regs);

struct uk_file;
/** What the loader noted of the running program, for procfs and prctl. */
struct uk_process_image {
	struct uk_file *exe;    /* the loaded program; NULL: none was */
	const char *cmdline;    /* argv, NUL-separated */
	size_t cmdline_len;
	const char *environ;
	size_t environ_len;
	const uint64_t *auxv;
	size_t auxv_len;        /* bytes */
	uintptr_t stack_start, stack_end; /* first thread's stack area */
};
extern struct uk_process_image uk_process_image;

/**
 * Called when execve(2) has taken the old program away and the new one has
 * not started: each library resets what does not survive (signal handlers,
 * timers, …).
 */
struct uk_exec_hook {
	void (*exec)(void);
};
#define UK_EXEC_HOOK(fn)                                                     \
	static const struct uk_exec_hook UK_CONCAT(uk_exec_hook_, fn)        \
		UK_RECORD("uk_exec_hook") = { fn }
/** Calls the hooks. */
void uk_process_exec(void);

/**
 * Runs when the process has ended, before the machine does: for what another
 * system's kernel would still do. Must not block (other threads would run).
 */
struct uk_end_hook {
	void (*end)(void);
};
#define UK_END_HOOK(fn)                                                      \
	static const struct uk_end_hook UK_CONCAT(uk_end_hook_, fn)          \
		UK_RECORD("uk_end_hook") = { fn }

/* Resource limits (prlimit64); index as Linux's RLIMIT_*. */
#define UK_RLIMIT_STACK 3
#define UK_RLIMIT_NOFILE 7
#define UK_RLIMIT_AS 9
struct uk_rlimit {
	uint64_t cur, max;
};
extern struct uk_rlimit uk_rlimits[16];

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* What posix-process keeps of each thread. */
#ifndef POSIX_PROCESS_THREAD_H
#define POSIX_PROCESS_THREAD_H

#include <uk/sched.h>

struct rseq;

struct process_thread {
	uint32_t *clear_tid; /* the application's; NULL: none */
	uint64_t timer_slack;
	struct rseq *rseq;   /* the application's; NULL: none */
	uint32_t rseq_signature;
	/* Kept for who asks (sched(7)). */
	int policy, priority, nice;
};
UK_THREAD_LOCAL_DECLARE(struct process_thread, process_thread);

#define process_self (&uk_thread_local(uk_current, process_thread))

/** Whether pid is 0 or a thread of the process: what calls about "a process" accept. */
bool process_knows(int pid);

/* Numbers of capabilities (linux/capability.h). */
#define PROCESS_CAP_SETGID 6
#define PROCESS_CAP_SETUID 7
#define PROCESS_CAP_SYS_NICE 23
#define PROCESS_CAP_SYS_RESOURCE 24
#define PROCESS_CAP_LAST 40
/** Whether the process has a capability in effect. */
bool process_capable(unsigned int cap);

/** As capabilities(7) says: what a change of the user IDs does to the capabilities. */
void process_caps_after_setuid(bool was_root, bool any_root, bool was_euid_root, bool is_euid_root);
extern bool process_keep_caps;

#endif

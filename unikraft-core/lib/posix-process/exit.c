/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of threads and of the process. */
#include <uk/futex.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "thread.h"

/* Absent in an image whose programs have one thread. */
extern __typeof__(uk_futex_wake) uk_futex_wake UK_WEAK;

extern __typeof__(uk_signal_end_thread) uk_signal_end_thread UK_WEAK;

static struct uk_waitq thread_end = UK_WAITQ_INIT(thread_end);
static uk_nsec_t ended_cpu_time;
static int first_thread_status;

extern const struct uk_end_hook __start_uk_end_hook[] UK_WEAK, __stop_uk_end_hook[] UK_WEAK;

static void end(void)
{
	for (const struct uk_end_hook *h = __start_uk_end_hook; h < __stop_uk_end_hook; h++)
		h->end();
}

void uk_process_exit(int status)
{
	char line[16];

	end();
	uk_snprintf(line, sizeof(line), "exit %d", status & 0xff);
	uk_plat_report(line);
	uk_plat_exit(status & 0xff);
}

void uk_process_kill(int signo)
{
	char line[24];

	end();
	uk_snprintf(line, sizeof(line), "signal %d", signo);
	uk_plat_report(line);
	uk_plat_exit(128 + signo);
}

uk_nsec_t uk_process_cpu_time(void)
{
	uk_nsec_t sum = ended_cpu_time;
	struct uk_thread *t;

	uk_list_for_each(t, &uk_threads, all)
		if (t->is_app)
			sum += uk_thread_cpu_time(t);
	return sum;
}

static void thread_ended(struct uk_thread *t)
{
	uint32_t *clear = uk_thread_local(t, process_thread).clear_tid;
	uint32_t zero = 0;

	if (!t->is_app)
		return;
	ended_cpu_time += uk_thread_cpu_time(t);
	/* pthread_join waits here (set_tid_address(2)). */
	if (clear && uk_copy_out(clear, &zero, sizeof(zero)) == 0 && uk_futex_wake)
		uk_futex_wake(clear, 1);
	t->is_app = false;
	uk_waitq_wake_all(&thread_end);
}
UK_THREAD_HOOK(process_thread_hook, .exit = thread_ended);

static bool is_last_thread(void)
{
	struct uk_thread *t;

	uk_list_for_each(t, &uk_threads, all)
		if (t != uk_current && t->is_app)
			return false;
	return true;
}

int uk_process_end_others(void)
{
	struct uk_thread *t;

	if (!is_last_thread() && !uk_signal_end_thread)
		return -EAGAIN;
	uk_list_for_each(t, &uk_threads, all)
		if (t != uk_current && t->is_app)
			uk_signal_end_thread(t);
	while (!is_last_thread()) {
		/* Interruptible: another one may have begun to end this one. */
		int r = uk_waitq_wait(&thread_end, UK_NSEC_FOREVER, true);

		if (r)
			return r;
	}
	if (uk_current->tid != UK_PID)
		uk_thread_renumber(uk_current, UK_PID);
	return 0;
}

UK_SYSCALL(exit, 1, int, status)
{
	if (uk_current->tid == UK_PID)
		first_thread_status = status;
	if (is_last_thread())
		/* The process ends with the status of its first thread, as on Linux. */
		uk_process_exit(first_thread_status);
	uk_thread_exit();
}

UK_SYSCALL(exit_group, 1, int, status)
{
	uk_process_exit(status);
}

extern const struct uk_exec_hook __start_uk_exec_hook[], __stop_uk_exec_hook[];

void uk_process_exec(void)
{
	for (const struct uk_exec_hook *h = __start_uk_exec_hook; h < __stop_uk_exec_hook; h++)
		h->exec();
}

static void forget_thread_state(void)
{
	process_self->clear_tid = NULL;
}
UK_EXEC_HOOK(forget_thread_state);

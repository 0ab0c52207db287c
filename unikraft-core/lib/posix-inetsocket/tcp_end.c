/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of the process: its connections are closed, and what it has written
 * still goes to peers elsewhere, as Linux would send it, but for no longer than
 * a machine can be expected to wait.
 */
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/sched.h>
#include "tcp.h"

#define PATIENCE_NS 2000000000L

/* Whether something is on its way to another computer. */
static bool unsent(void)
{
	for (const struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
		if ((p->unsent || p->unacked) && p->state != SYN_SENT && p->state != SYN_RCVD &&
		    !inet_addr_is_local(&p->remote_ip))
			return true;
	return false;
}

/* Sends a FIN behind what was written, or a RST where the program has not read all. */
static void close_all(void)
{
	struct tcp_pcb *p = tcp_active_pcbs, *next;

	for (; p; p = next) {
		struct stream *t = p->recv ? p->callback_arg : NULL; /* an orphan's is none */

		next = p->next;
		if (!t || !t->established)
			continue;
		if (t->received.len) {
			stream_abort(t);
		} else {
			stream_uncork(t);
			tcp_shutdown(p, 0, 1);
		}
	}
}

static void wake(struct uk_timer *t UK_UNUSED)
{
}

static void stream_end(void)
{
	uk_nsec_t deadline = uk_plat_clock_mono() + PATIENCE_NS;
	struct uk_timer timer;

	uk_lwip_enter();
	close_all();
	uk_lwip_leave();
	uk_timer_init(&timer, wake);
	uk_timer_set(&timer, deadline);
	/* Nobody else shall run: only interrupts, which bring what peers answer. */
	while (unsent() && uk_plat_clock_mono() < deadline)
		uk_plat_idle();
	uk_timer_cancel(&timer);
}
UK_END_HOOK(stream_end);

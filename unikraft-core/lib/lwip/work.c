/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When lwIP runs beside the calls it gets: its timers, and what was sent to
 * this computer itself. Such packets are not delivered where they are sent: a
 * connection's two ends would call each other without end.
 */
#include <uk/init.h>
#include <uk/lwip.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <arch/cc.h>
#include <lwip/err.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/timeouts.h>
#include "internal.h"

#define NSEC_PER_MSEC 1000000L
#define LOOPBACK 1 /* index of its netif */

unsigned int uk_lwip_depth;
/* There are packets in the loop queue of some netif. */
static bool looping;
static struct uk_timer loop_timer, timer;

/** lwIP: netif arg has packets in its loop queue. */
err_t tcpip_try_callback(tcpip_callback_fn fn UK_UNUSED, void *arg UK_UNUSED)
{
	looping = true;
	if (!uk_lwip_depth) /* a caller without uk_lwip_enter */
		uk_timer_set(&loop_timer, uk_plat_clock_mono());
	return ERR_OK;
}

static void timer_set(void)
{
	u32_t ms = sys_timeouts_sleeptime();

	uk_timer_set(&timer, ms == SYS_TIMEOUTS_SLEEPTIME_INFINITE
			     ? UK_NSEC_FOREVER : uk_plat_clock_mono() + ms * NSEC_PER_MSEC);
}

/* lwIP begins TCP's timer with the first connection: sooner than the timer that was set. */
static void tcp_timer_check(void)
{
	static bool runs;
	bool wanted = tcp_active_pcbs || tcp_tw_pcbs;

	if (wanted && !runs)
		timer_set();
	runs = wanted;
}

void uk_lwip_work(void)
{
	struct netif *netif;

	while (looping) {
		looping = false;
		NETIF_FOREACH(netif) {
			/* It never left this host; a device's own checksums may not even be complete. */
			netif->chksum_flags &= ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
			netif_poll(netif);
		}
	}
	uk_lwip_devices_flush();
	tcp_timer_check();
}

static void work_later(struct uk_timer *t UK_UNUSED)
{
	uk_lwip_enter();
	uk_lwip_leave();
}

/* The newest come first in lwIP's list. */
static void forget_closed(void)
{
	unsigned long n = 0, most = uk_option(lwip, max_time_wait);
	struct tcp_pcb *pcb = tcp_tw_pcbs, *next;

	for (; pcb; pcb = next, n++) {
		next = pcb->next;
		if (n >= most)
			tcp_abort(pcb);
	}
}

static void timer_due(struct uk_timer *t UK_UNUSED)
{
	uk_lwip_enter();
	sys_check_timeouts();
	forget_closed();
	uk_lwip_leave();
	timer_set();
}

/* Raw sockets see whole IP packets and ICMP messages of the loopback too. */
static void loopback_start(void)
{
	struct netif *lo = netif_get_by_index(LOOPBACK);

	lo->chksum_flags = NETIF_CHECKSUM_GEN_IP | NETIF_CHECKSUM_GEN_ICMP | NETIF_CHECKSUM_GEN_ICMP6;
}

static int lwip_start(void)
{
	int r;

	uk_timer_init(&loop_timer, work_later);
	uk_timer_init(&timer, timer_due);
	lwip_init();
	loopback_start();
	timer_set();
	r = uk_lwip_config_start();
	if (r)
		return r;
	uk_lwip_devices_start();
	uk_lwip_config_wait();
	uk_lwip_resolver_start();
	return 0;
}
UK_INIT(network, lwip_start);

/* SPDX-License-Identifier: BSD-3-Clause */
/* Pings by the raw API of lwIP. */
#ifndef LWIP_PING_H
#define LWIP_PING_H

#include <lwip/icmp.h>
#include <lwip/icmp6.h>
#include <lwip/inet_chksum.h>
#include <lwip/ip.h>
#include <lwip/raw.h>
#include <uk/lwip.h>
#include <uk/time.h>
#include "kernel_test.h"

#define NUMBER 4711
#define LIMIT (3 * UK_NSEC_PER_SEC)

static volatile bool answered;

static u8_t receive(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	u8_t reply = IP_IS_V6(from) ? ICMP6_TYPE_EREP : ICMP_ER;
	struct icmp_echo_hdr echo;
	u16_t header = IP_IS_V6(from) ? IP6_HLEN : IP_HLEN;

	(void)arg, (void)pcb;
	if (pbuf_copy_partial(p, &echo, sizeof(echo), header) != sizeof(echo) || echo.type != reply || echo.id != NUMBER)
		return 0;
	answered = true;
	pbuf_free(p);
	return 1;
}

static struct raw_pcb *ask(const char *text)
{
	struct icmp_echo_hdr *echo;
	struct raw_pcb *pcb;
	struct pbuf *p;
	ip_addr_t to;

	ipaddr_aton(text, &to);
	answered = false;
	uk_lwip_enter();
	pcb = raw_new_ip_type(IP_GET_TYPE(&to), IP_IS_V6(&to) ? IP6_NEXTH_ICMP6 : IP_PROTO_ICMP);
	p = pbuf_alloc(PBUF_IP, 64, PBUF_RAM);
	memset(p->payload, 'x', 64);
	echo = p->payload;
	ICMPH_TYPE_SET(echo, IP_IS_V6(&to) ? ICMP6_TYPE_EREQ : ICMP_ECHO);
	ICMPH_CODE_SET(echo, 0);
	echo->id = NUMBER;
	echo->seqno = 0;
	echo->chksum = 0;
	if (IP_IS_V4(&to))
		echo->chksum = inet_chksum(echo, 64);
	raw_recv(pcb, receive, NULL);
	raw_sendto(pcb, p, &to);
	pbuf_free(p);
	uk_lwip_leave();
	return pcb;
}

/* Whether an address answers within LIMIT. */
static bool ping(const char *text)
{
	struct raw_pcb *pcb;
	uk_nsec_t end;

	uk_plat_kernel_enter();
	end = uk_plat_clock_mono() + LIMIT;
	pcb = ask(text);
	uk_plat_kernel_leave();
	while (!answered && uk_plat_clock_mono() < end)
		; /* interrupts do it */
	uk_plat_kernel_enter();
	raw_remove(pcb);
	uk_plat_kernel_leave();
	return answered;
}

/* Pings all, says what came; how many do not answer. */
static int ping_all(const char *const *text, size_t n)
{
	int failed = 0;

	for (size_t i = 0; i < n; i++) {
		bool answers = ping(text[i]);

		test_print("%s %s\n", text[i], answers ? "answers" : "does not answer");
		failed += !answers;
	}
	return failed;
}

#endif

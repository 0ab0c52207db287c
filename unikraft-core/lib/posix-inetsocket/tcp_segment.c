/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Segments before lwIP looks at them: what it does not know (a SYN for a
 * connection in TIME_WAIT, or for one that sends a SYN itself), and what it
 * would believe that it should not.
 */
#include <arch/hooks.h>
#include <lwip/ip.h>
#include <lwip/prot/tcp.h>
#include "tcp.h"

/** Linux's TCP_MIN_SND_MSS: a peer that wants less would have memory wasted. */
#define MSS_LEAST 48

/* The options lie in one or two pieces. */
struct options {
	uint8_t *first, *second;
	uint16_t first_len, len;
};

static uint8_t *option_byte(const struct options *o, unsigned int n)
{
	return n < o->first_len || !o->second ? o->first + n : o->second + (n - o->first_len);
}

static void check_mss(const struct options *o, unsigned int at, bool syn)
{
	unsigned int mss = (unsigned int)(*option_byte(o, at + 2) << 8 | *option_byte(o, at + 3));

	if (!syn) {
		/* lwIP would take it at any time, and its queues do not expect that. */
		for (unsigned int n = 0; n < LWIP_TCP_OPT_LEN_MSS; n++)
			*option_byte(o, at + n) = LWIP_TCP_OPT_NOP;
	} else if (mss < MSS_LEAST) {
		*option_byte(o, at + 2) = 0;
		*option_byte(o, at + 3) = MSS_LEAST;
	}
}

static void check_options(const struct options *o, bool syn)
{
	unsigned int at = 0;

	while (at < o->len) {
		uint8_t kind = *option_byte(o, at), len;

		if (kind == LWIP_TCP_OPT_EOL)
			return;
		if (kind == LWIP_TCP_OPT_NOP) {
			at++;
			continue;
		}
		if (at + 1 >= o->len)
			return;
		len = *option_byte(o, at + 1);
		if (len < 2 || at + len > o->len)
			return;
		if (kind == LWIP_TCP_OPT_MSS && len == LWIP_TCP_OPT_LEN_MSS)
			check_mss(o, at, syn);
		at += len;
	}
}

/*
 * A SYN behind the end of a connection in TIME_WAIT begins a new one
 * (RFC 9293, 3.10.7.4): the old one goes, and the segment starts again.
 */
static void begin_anew(struct tcp_pcb *pcb, struct tcp_hdr *h, uint16_t optlen, struct pbuf *p)
{
	if (pbuf_add_header_force(p, (size_t)TCP_HLEN + optlen))
		return;
	h->src = lwip_htons(h->src);
	h->dest = lwip_htons(h->dest);
	h->seqno = lwip_htonl(h->seqno);
	h->ackno = lwip_htonl(h->ackno);
	h->wnd = lwip_htons(h->wnd);
	tcp_abort(pcb); /* only frees it */
	pbuf_ref(p);    /* one is lwIP's, which drops the segment; this one goes with the call */
	tcp_input(p, ip_current_input_netif());
}

static err_t simultaneous(void *arg, struct tcp_pcb *pcb, err_t err UK_UNUSED)
{
	pcb->listener = NULL;
	return stream_connected(arg, pcb, ERR_OK);
}

/* lwIP tells the end of a handshake that was answered to a listener. */
static struct tcp_pcb_listen nobody = { .state = LISTEN, .accept = simultaneous };

/* Both have sent a SYN: lwIP goes on in SYN_RCVD, as if it had heard it there again. */
static void open_simultaneously(struct tcp_pcb *pcb, const struct tcp_hdr *h)
{
	pcb->state = SYN_RCVD;
	pcb->rcv_nxt = h->seqno + 1;
	pcb->rcv_ann_right_edge = pcb->rcv_nxt;
	pcb->snd_wnd = pcb->snd_wnd_max = h->wnd;
	pcb->snd_wl1 = h->seqno - 1;
	pcb->listener = &nobody;
}

err_t uk_lwip_tcp_input(struct tcp_pcb *pcb, struct tcp_hdr *h, uint16_t optlen, uint16_t opt1len,
			uint8_t *opt2, struct pbuf *p)
{
	struct options o = { (uint8_t *)h + TCP_HLEN, opt2, opt1len, optlen };
	unsigned int flags = TCPH_FLAGS(h) & (TCP_SYN | TCP_ACK | TCP_RST);

	if (flags == TCP_SYN && pcb->state == TIME_WAIT && TCP_SEQ_GT(h->seqno, pcb->rcv_nxt)) {
		/* In two pieces: it will be sent again. */
		if (opt2)
			tcp_abort(pcb);
		else
			begin_anew(pcb, h, optlen, p);
		return ERR_ABRT;
	}
	if (optlen)
		check_options(&o, flags & TCP_SYN);
	if (flags == TCP_SYN && pcb->state == SYN_SENT)
		open_simultaneously(pcb, h);
	return ERR_OK;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Segments before lwIP looks at them: what it does not know, a SYN for a
 * connection in TIME_WAIT, or for one that has sent a SYN itself; and what it
 * would believe of a stranger.
 */
#include <arch/hooks.h>
#include <lwip/ip.h>
#include <lwip/prot/tcp.h>
#include "tcp.h"

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

/*
 * Without a plausible acknowledgement (RFC 5961, 5.2) a segment is from
 * somebody who does not see the connection. lwIP looks at a RST's and a SYN's
 * numbers itself.
 */
static bool plausible(const struct tcp_pcb *pcb, const struct tcp_hdr *h, unsigned int flags)
{
	if (pcb->state < ESTABLISHED || pcb->state == TIME_WAIT || (flags & (TCP_RST | TCP_SYN)))
		return true;
	return (flags & TCP_ACK) &&
	       TCP_SEQ_BETWEEN(h->ackno, pcb->lastack - pcb->snd_wnd_max, pcb->snd_nxt);
}

err_t uk_lwip_tcp_input(struct tcp_pcb *pcb, struct tcp_hdr *h, uint16_t optlen,
			uint16_t opt1len UK_UNUSED, uint8_t *opt2, struct pbuf *p)
{
	unsigned int flags = TCPH_FLAGS(h) & (TCP_SYN | TCP_ACK | TCP_RST);

	if (flags == TCP_SYN && pcb->state == TIME_WAIT && TCP_SEQ_GT(h->seqno, pcb->rcv_nxt)) {
		/* In two pieces: it will be sent again. */
		if (opt2)
			tcp_abort(pcb);
		else
			begin_anew(pcb, h, optlen, p);
		return ERR_ABRT;
	}
	if (!plausible(pcb, h, flags))
		return ERR_ABRT;
	if (flags == TCP_SYN && pcb->state == SYN_SENT)
		open_simultaneously(pcb, h);
	return ERR_OK;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Received bytes. A PBUF is kept as it came as long as that is no waste:
 * behind others, little data is copied together, so that a peer that sends
 * byte by byte cannot have a whole frame's memory kept for each.
 */
#include <uk/string.h>
#include "tcp.h"

/** What is less is copied behind others. */
#define SMALL 512
/** Size of what it is copied to. */
#define GATHER 4000

static void append(struct stream_queue *q, struct pbuf *p)
{
	p->next = NULL;
	p->tot_len = p->len;
	if (q->last)
		q->last->next = p;
	else
		q->first = p;
	q->last = p;
	q->len += p->len;
	q->room = 0;
}

/* Whether p could be copied and is no longer needed. */
static bool gather(struct stream_queue *q, const struct pbuf *p)
{
	if (!q->last || p->len >= SMALL)
		return false;
	if (q->room < p->len) {
		struct pbuf *g = uk_lwip_pbuf_received(GATHER);

		if (!g)
			return false;
		g->len = 0;
		append(q, g);
		q->room = GATHER;
	}
	memcpy((uint8_t *)q->last->payload + q->last->len, p->payload, p->len);
	q->last->len = q->last->tot_len = (uint16_t)(q->last->len + p->len);
	q->room -= p->len;
	q->len += p->len;
	return true;
}

void stream_queue_add(struct stream_queue *q, struct pbuf *p)
{
	while (p) {
		struct pbuf *next = p->next;

		p->next = NULL;
		if (!p->len || gather(q, p))
			pbuf_free(p);
		else
			append(q, p);
		p = next;
	}
}

void stream_queue_drop(struct stream_queue *q, size_t n)
{
	q->len -= n;
	while (n) {
		struct pbuf *p = q->first;

		if (n < p->len) {
			p->payload = (uint8_t *)p->payload + n;
			p->len = p->tot_len = (uint16_t)(p->len - n);
			return;
		}
		n -= p->len;
		q->first = p->next;
		if (!q->first) {
			q->last = NULL;
			q->room = 0;
		}
		p->next = NULL;
		pbuf_free(p);
	}
}

void stream_queue_free(struct stream_queue *q)
{
	stream_queue_drop(q, q->len);
}

int stream_queue_peek(const struct stream_queue *q, struct uk_io *io, size_t n)
{
	for (const struct pbuf *p = q->first; n; p = p->next) {
		size_t part = UK_MIN(n, (size_t)p->len);

		if (uk_io_put(io, p->payload, part))
			return -EFAULT;
		n -= part;
	}
	return 0;
}

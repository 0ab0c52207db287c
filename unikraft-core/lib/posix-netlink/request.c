/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of applications: what is asked, acknowledgements, dumps in parts. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/string.h>
#include "netlink.h"

/** Bytes of a part of a dump: at least, whoever reads; at most, if the reader has room. */
#define PART_MIN 3776
#define PART_MAX 32768

static const struct netlink_kind *const kinds[] = {
	&netlink_link, &netlink_addr, &netlink_route, &netlink_neighbour,
};

static const struct netlink_kind *find_kind(uint16_t type)
{
	for (size_t i = 0; i < UK_ARRAY_SIZE(kinds); i++)
		if (kinds[i]->get == type)
			return kinds[i];
	return NULL;
}

struct netlink_header netlink_dump_header(const struct netlink_dump *d, uint16_t type)
{
	return (struct netlink_header){
		.type = type, .seq = d->seq, .pid = d->pid,
		.flags = (uint16_t)(NLM_F_MULTI | (d->filtered ? NLM_F_DUMP_FILTERED : 0)),
	};
}

/* The end of a dump; false: it does not fit any more. */
static bool put_done(const struct netlink_dump *d, struct netlink_datagram *out)
{
	struct netlink_header h = netlink_dump_header(d, NLMSG_DONE);
	struct netlink_writer w;
	int32_t status = d->status;

	netlink_begin(&w, out, &h, &status, sizeof(status));
	return netlink_end(&w);
}

void netlink_dump_more(struct netlink_sock *n)
{
	struct netlink_dump *d = &n->dump;
	struct netlink_datagram *out;

	if (!d->kind || n->queued > (size_t)n->socket->rcvbuf / 2)
		return;
	out = netlink_datagram_new(UK_MAX(UK_MIN(n->longest_read, (size_t)PART_MAX), (size_t)PART_MIN));
	if (!out) {
		/* The reader learns it, and asks again. */
		d->kind = NULL;
		n->socket->error = ENOBUFS;
		uk_socket_notify(n->socket, UK_POLLERR);
		return;
	}
	if ((d->status || d->kind->dump(d, out)) && put_done(d, out))
		d->kind = NULL;
	netlink_enqueue(n, out);
}

static int start_dump(const struct netlink_request *rq, const struct netlink_kind *k)
{
	struct netlink_dump *d = &rq->from->dump;
	struct netlink_dump begun = { .kind = k, .seq = rq->h.seq, .pid = rq->from->port,
				      .family = rq->data[0] };

	if (d->kind)
		return -EBUSY;
	if (rq->len >= k->header)
		begun.status = k->filter ? k->filter(rq, &begun) : 0;
	else if (rq->strict) /* old programs send struct rtgenmsg, whatever they dump */
		begun.status = -EINVAL;
	*d = begun;
	netlink_dump_more(rq->from);
	return 0;
}

static int get_one(const struct netlink_request *rq, const struct netlink_kind *k)
{
	struct netlink_datagram *out;
	int r;

	if (!k->one)
		return -EOPNOTSUPP;
	if (rq->len < k->header)
		return -EINVAL;
	out = netlink_datagram_new(PART_MIN);
	if (!out)
		return -ENOBUFS;
	r = k->one(rq, out);
	if (r) {
		uk_free(out);
		return r;
	}
	return netlink_deliver(rq->from, out);
}

/* 0, -errno for the answer, or 1: a dump was begun, which is the answer. */
static int handle(const struct netlink_request *rq)
{
	const struct netlink_kind *k;
	int r;

	if (rq->h.type > RTM_MAX)
		return -EOPNOTSUPP;
	if (!rq->len)
		return 0; /* as Linux: nothing to look at is nothing wrong */
	/* New, delete, get, set: by the last two bits. Nothing can be changed here. */
	if ((rq->h.type & 3) != (RTM_GETLINK & 3))
		return uk_process_ids.euid ? -EPERM : -EOPNOTSUPP;
	k = find_kind(rq->h.type);
	if (!k)
		return -EOPNOTSUPP;
	if (!(rq->h.flags & NLM_F_DUMP))
		return get_one(rq, k);
	r = start_dump(rq, k);
	return r ? r : 1;
}

static void acknowledge(const struct netlink_request *rq, int error)
{
	size_t quoted = error && !netlink_option(rq->from, NETLINK_CAP_ACK) ? rq->len : 0;
	struct netlink_header h = { .type = NLMSG_ERROR, .seq = rq->h.seq, .pid = rq->from->port,
				    .flags = quoted ? 0 : NLM_F_CAPPED };
	struct {
		int32_t error;
		struct netlink_header of;
	} e = { error, rq->h };
	struct netlink_datagram *out;
	size_t len = sizeof(h) + sizeof(e) + NETLINK_ALIGN(quoted);

	out = netlink_datagram_new(len);
	if (!out) {
		rq->from->socket->error = ENOBUFS;
		uk_socket_notify(rq->from->socket, UK_POLLERR);
		return;
	}
	if (error && !netlink_option(rq->from, NETLINK_CAP_ACK))
		h.flags = 0;
	h.len = (uint32_t)(sizeof(h) + sizeof(e) + quoted);
	memcpy(out->data, &h, sizeof(h));
	memcpy(out->data + sizeof(h), &e, sizeof(e));
	memcpy(out->data + sizeof(h) + sizeof(e), rq->data, quoted);
	out->len = len;
	netlink_deliver(rq->from, out);
}

void netlink_request(struct netlink_sock *n, const uint8_t *p, size_t len)
{
	struct netlink_request rq = { .from = n, .strict = netlink_option(n, NETLINK_GET_STRICT_CHK) };

	while (len >= sizeof(rq.h)) {
		size_t step;
		int r = 0;

		memcpy(&rq.h, p, sizeof(rq.h));
		if (rq.h.len < sizeof(rq.h) || rq.h.len > len)
			return;
		rq.data = p + sizeof(rq.h);
		rq.len = rq.h.len - sizeof(rq.h);
		if (rq.h.flags & NLM_F_REQUEST && rq.h.type >= NLMSG_MIN_TYPE)
			r = handle(&rq);
		if (r < 0 || (!r && rq.h.flags & NLM_F_ACK))
			acknowledge(&rq, r);
		step = UK_MIN(NETLINK_ALIGN(rq.h.len), len);
		p += step;
		len -= step;
	}
}

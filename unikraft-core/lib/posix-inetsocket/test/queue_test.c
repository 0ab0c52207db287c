/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue of received bytes against a flat array: pieces of all sizes come
 * in, and are peeked at and taken in pieces of other sizes. What is kept for
 * many small pieces is bounded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../tcp_queue.c"

#define CHECK(c)                                                             \
	do {                                                                 \
		if (!(c)) {                                                  \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c); \
			exit(1);                                             \
		}                                                            \
	} while (0)

/* A PBUF with its bytes behind it; a received one holds a whole buffer of the device. */
#define DEVICE_BUFFER 2048

static long pbufs;
static size_t memory;
static bool full; /* no memory for what gathers */

static struct pbuf *make(size_t len, size_t room)
{
	struct pbuf *p = calloc(1, sizeof(*p) + room);

	p->payload = p + 1;
	p->len = p->tot_len = (uint16_t)len;
	p->if_idx = room == DEVICE_BUFFER;
	pbufs++;
	memory += room;
	return p;
}

struct pbuf *uk_lwip_pbuf_received(uint16_t length)
{
	return full ? NULL : make(length, length);
}

u8_t pbuf_free(struct pbuf *p)
{
	CHECK(!p->next);
	memory -= p->if_idx ? DEVICE_BUFFER : GATHER;
	pbufs--;
	free(p);
	return 1;
}

int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	memcpy((char *)io->iov->base + io->iov_offset, src, n);
	io->iov_offset += n;
	io->left -= n;
	return 0;
}

static uint32_t seed = 1;

static uint32_t number(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static uint8_t byte_at(size_t n)
{
	return (uint8_t)(n * 31 + n / 251);
}

/* A segment of one to three PBUFs, of n bytes in all. */
static struct pbuf *segment(size_t at, size_t n)
{
	struct pbuf *first = NULL, **link = &first;

	for (int i = 0; i < 3 && (n || !i); i++) {
		size_t len = i == 2 ? n : number((uint32_t)n + 1);
		struct pbuf *p;

		len = len < DEVICE_BUFFER ? len : DEVICE_BUFFER;
		p = make(len, DEVICE_BUFFER);
		for (size_t k = 0; k < len; k++)
			((uint8_t *)p->payload)[k] = byte_at(at + k);
		at += len;
		n -= len;
		*link = p;
		link = &p->next;
	}
	CHECK(!n);
	return first;
}

static void compare(const struct stream_queue *q, size_t at, size_t n)
{
	static uint8_t buf[1 << 20];
	struct uk_iovec v = { buf, sizeof(buf) };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = sizeof(buf), .kernel = true };

	CHECK(n <= sizeof(buf) && !stream_queue_peek(q, &io, n));
	for (size_t i = 0; i < n; i++)
		CHECK(buf[i] == byte_at(at + i));
}

static void against_model(uint32_t largest)
{
	struct stream_queue q = { 0 };
	size_t in = 0, out = 0;

	for (int i = 0; i < 20000; i++) {
		size_t n;

		full = number(50) == 0;
		if (number(2) && in - out < 500000) {
			n = 1 + number(largest);
			stream_queue_add(&q, segment(in, n));
			in += n;
		} else {
			n = number((uint32_t)(in - out) + 1);
			compare(&q, out, n);
			n = number((uint32_t)n + 1);
			stream_queue_drop(&q, n);
			out += n;
		}
		CHECK(q.len == in - out);
	}
	compare(&q, out, in - out);
	stream_queue_free(&q);
	CHECK(!q.first && !q.last && !q.len && !pbufs && !memory);
}

/* 256 KiB byte by byte must not hold 256 KiB buffers. */
static void byte_by_byte(void)
{
	struct stream_queue q = { 0 };

	full = false;
	for (size_t i = 0; i < 262144; i++)
		stream_queue_add(&q, segment(i, 1));
	CHECK(q.len == 262144);
	CHECK(memory < 262144 * 5 / 4);
	compare(&q, 0, 262144);
	stream_queue_free(&q);
	CHECK(!pbufs);
}

int main(void)
{
	against_model(1);
	against_model(100);
	against_model(1460);
	against_model(DEVICE_BUFFER);
	byte_by_byte();
	puts("queue_test: ok");
	return 0;
}

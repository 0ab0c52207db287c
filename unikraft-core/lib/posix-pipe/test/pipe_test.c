/* SPDX-License-Identifier: BSD-3-Clause */
/* Random reads, writes and resizes: bytes come out in order, pages are bounded, and none is left. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ends.c"
#include "../pipe.c"

/* Fakes: a heap that counts, frames from the host's. */
static long allocated;
void *uk_malloc(size_t n)
{
	allocated++;
	return malloc(n);
}
void *uk_zalloc(size_t n)
{
	allocated++;
	return calloc(1, n);
}
void uk_free(void *p)
{
	allocated -= p != NULL;
	free(p);
}
static int frames_used;
uk_paddr_t uk_frame_alloc(unsigned int order UK_UNUSED)
{
	/* The direct map turns a physical address into a host pointer. */
	char *p = malloc(UK_PAGE_SIZE);

	frames_used++;
	return uk_virt_to_phys(p);
}
void uk_frame_free(uk_paddr_t p, unsigned int order UK_UNUSED)
{
	frames_used--;
	free(uk_phys_to_virt(p));
}
struct uk_thread *uk_current;
int uk_signal_send(struct uk_thread *t UK_UNUSED, const struct uk_siginfo *i UK_UNUSED)
{
	return 0;
}
int uk_copy_out(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
	return 0;
}
int uk_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}
static bool bad_buffer;
int uk_io_get(struct uk_io *io, void *dst, size_t n)
{
	if (bad_buffer)
		return -EFAULT;
	memcpy(dst, (char *)io->iov->base + io->iov_offset, n);
	io->iov_offset += n;
	io->left -= n;
	return 0;
}
int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	if (bad_buffer)
		return -EFAULT;
	memcpy((char *)io->iov->base + io->iov_offset, src, n);
	io->iov_offset += n;
	io->left -= n;
	return 0;
}
void uk_waitq_init(struct uk_waitq *q)
{
	uk_list_init(&q->waiters);
}
int uk_waitq_wake(struct uk_waitq *q UK_UNUSED, int n UK_UNUSED)
{
	return 0;
}
int uk_waitq_wait(struct uk_waitq *q UK_UNUSED, uk_nsec_t d UK_UNUSED, bool i UK_UNUSED)
{
	abort(); /* all is non-blocking here */
}
void uk_pollq_notify(struct uk_pollq *q UK_UNUSED, unsigned int events UK_UNUSED)
{
}

static struct uk_file reader, writer;
static struct pipe *p;
static unsigned char next_in, next_out; /* the bytes count up */
static long inside;

static void open_pipe(void)
{
	reader = (struct uk_file){ .flags = UK_O_RDONLY | UK_O_NONBLOCK };
	writer = (struct uk_file){ .flags = UK_O_WRONLY | UK_O_NONBLOCK };
	p = pipe_new();
	p->users++;
	assert(!pipe_attach(p, &reader) && !pipe_attach(p, &writer));
	pipe_put(p);
	next_in = next_out = 0;
	inside = 0;
}

static size_t random_size(void)
{
	static const size_t limits[] = { 2, 100, 4096, 4097, 9000, 70000 };

	return 1 + (size_t)rand() % limits[rand() % 6];
}

static void write_some(void)
{
	static unsigned char buf[70001];
	size_t n = random_size();
	struct uk_iovec v = { buf, n };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = n };
	bool had_room = !pipe_full(p);
	ssize_t r;

	for (size_t i = 0; i < n; i++)
		buf[i] = (unsigned char)(next_in + i);
	bad_buffer = rand() % 20 == 0;
	r = pipe_ops.write(&writer, &io, NULL);
	if (bad_buffer) {
		bad_buffer = false;
		assert(r == -EFAULT || r == -EAGAIN);
		return;
	}
	assert(r > 0 || (r == -EAGAIN && !had_room));
	/* Up to PIPE_BUF all or nothing. */
	assert(r < 0 || n > PIPE_BUF || (size_t)r == n);
	if (r > 0) {
		next_in = (unsigned char)(next_in + r);
		inside += r;
	}
}

static void read_some(void)
{
	static unsigned char buf[70001];
	size_t n = random_size();
	struct uk_iovec v = { buf, n };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = n };
	ssize_t r;

	bad_buffer = rand() % 20 == 0;
	r = pipe_ops.read(&reader, &io, NULL);
	if (bad_buffer) {
		bad_buffer = false;
		assert(r == (inside ? -EFAULT : -EAGAIN));
		return;
	}
	assert(r == (inside ? (ssize_t)UK_MIN(n, (size_t)inside) : -EAGAIN));
	for (ssize_t i = 0; i < r; i++)
		assert(buf[i] == next_out++);
	if (r > 0)
		inside -= r;
}

static void check(void)
{
	unsigned int events = pipe_ops.poll(&reader) | pipe_ops.poll(&writer);
	int n;

	assert(frames_used == (int)(p->head - p->tail) && p->head - p->tail <= p->mask + 1);
	assert(!!(events & UK_POLLIN) == (inside > 0));
	assert(!!(events & UK_POLLOUT) == !pipe_full(p));
	assert(!pipe_ops.ioctl(&reader, FIONREAD, (unsigned long)&n) && n == inside);
}

int main(void)
{
	srand(5);
	for (int round = 0; round < 200; round++) {
		open_pipe();
		for (int i = 0; i < 500; i++) {
			unsigned int slots = 1U << rand() % 6;
			int k = rand() % 20;

			if (k == 0)
				assert(pipe_resize(p, slots) ==
				       (p->head - p->tail > slots ? -EBUSY : 0));
			else if (k < 11)
				write_some();
			else
				read_some();
			check();
		}
		pipe_ops.release(&reader);
		assert(pipe_ops.poll(&writer) & UK_POLLERR);
		pipe_ops.release(&writer);
		assert(!allocated && !frames_used);
	}
	return 0;
}

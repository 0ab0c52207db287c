/* SPDX-License-Identifier: BSD-3-Clause */
/* eventfd(2): a 64-bit counter behind a file. */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/string.h>
#include <uk/syscall.h>

#define EFD_SEMAPHORE 1
/** The largest value of the counter; UINT64_MAX itself is no value to add. */
#define COUNT_MAX (UINT64_MAX - 1)

struct eventfd {
	uint64_t count;
	bool semaphore;
	struct uk_waitq readable, writable;
};

static int wait(struct uk_file *f, struct uk_waitq *q)
{
	if (f->flags & UK_O_NONBLOCK)
		return -EAGAIN;
	return uk_waitq_wait(q, UK_NSEC_FOREVER, true) ? -UK_ERESTARTSYS : 0;
}

static ssize_t eventfd_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct eventfd *e = f->data;
	uint64_t n;

	if (io->left < sizeof(n))
		return -EINVAL;
	while (!e->count) {
		int r = wait(f, &e->readable);

		if (r)
			return r;
	}
	n = e->semaphore ? 1 : e->count;
	e->count -= n;
	uk_waitq_wake_all(&e->writable);
	uk_pollq_notify(&f->pollq, UK_POLLOUT);
	/* Taken even if the buffer is bad, as on Linux. */
	return uk_io_put(io, &n, sizeof(n)) ? -EFAULT : (ssize_t)sizeof(n);
}

static ssize_t eventfd_write(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct eventfd *e = f->data;
	uint64_t n;

	if (io->left < sizeof(n))
		return -EINVAL;
	if (uk_io_get(io, &n, sizeof(n)))
		return -EFAULT;
	if (n == UINT64_MAX)
		return -EINVAL;
	while (n > COUNT_MAX - e->count) {
		int r = wait(f, &e->writable);

		if (r)
			return r;
	}
	e->count += n;
	uk_waitq_wake_all(&e->readable);
	uk_pollq_notify(&f->pollq, UK_POLLIN);
	return sizeof(n);
}

static unsigned int eventfd_poll(struct uk_file *f)
{
	struct eventfd *e = f->data;

	return (e->count ? UK_POLLIN : 0) | (e->count < COUNT_MAX ? UK_POLLOUT : 0);
}

static void eventfd_release(struct uk_file *f)
{
	uk_free(f->data);
}

static void eventfd_describe(struct uk_file *f UK_UNUSED, char *buf, size_t n)
{
	uk_strlcpy(buf, "anon_inode:[eventfd]", n);
}

static const struct uk_file_ops eventfd_ops = {
	.read = eventfd_read,
	.write = eventfd_write,
	.poll = eventfd_poll,
	.release = eventfd_release,
	.describe = eventfd_describe,
};

UK_SYSCALL(eventfd2, 2, unsigned int, count, int, flags)
{
	struct eventfd *e;
	struct uk_file *f;

	if (flags & ~(int)(EFD_SEMAPHORE | UK_O_CLOEXEC | UK_O_NONBLOCK))
		return -EINVAL;
	e = uk_zalloc(sizeof(*e));
	if (!e)
		return -ENOMEM;
	e->count = count;
	e->semaphore = flags & EFD_SEMAPHORE;
	uk_waitq_init(&e->readable);
	uk_waitq_init(&e->writable);
	f = uk_file_new(&eventfd_ops, UK_O_RDWR | ((unsigned int)flags & UK_O_NONBLOCK), e);
	if (!f) {
		uk_free(e);
		return -ENOMEM;
	}
	return uk_fd_install(f, 0, flags & UK_O_CLOEXEC);
}

UK_SYSCALL(eventfd, 1, unsigned int, count)
{
	return uk_sys_eventfd2(count, 0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* pipe(2), pipe2(2), and the pipe commands of fcntl(2). */
#include <uk/alloc.h>
#include <uk/syscall.h>
#include "pipe.h"

#define O_DIRECT 040000
/* Asks for a watch queue, which is not in this kernel: the errno of a Linux without it. */
#define O_NOTIFICATION_PIPE UK_O_EXCL
#define F_SETPIPE_SZ 1031
#define F_GETPIPE_SZ 1032

static struct uk_file *new_end(struct pipe *p, unsigned int flags)
{
	struct uk_file *f = uk_file_new(&pipe_ops, flags, NULL);

	if (!f)
		return NULL;
	if (pipe_attach(p, f)) {
		/* Not yet a pipe's end: release must find nothing to do. */
		static const struct uk_file_ops no_ops;

		f->ops = &no_ops;
		uk_file_put(f);
		return NULL;
	}
	return f;
}

/* Makes both ends; on failure none is left. */
static int new_pipe(unsigned int flags, struct uk_file *ends[2])
{
	struct pipe *p = pipe_new();

	if (!p)
		return -ENOMEM;
	p->users++;
	ends[0] = new_end(p, UK_O_RDONLY | flags);
	ends[1] = ends[0] ? new_end(p, UK_O_WRONLY | flags) : NULL;
	if (ends[0] && !ends[1])
		uk_file_put(ends[0]);
	pipe_put(p);
	return ends[1] ? 0 : -ENOMEM;
}

/* partial: no O_NOTIFICATION_PIPE */
UK_SYSCALL(pipe2, 2, int *, ufds, int, flags)
{
	bool cloexec = flags & UK_O_CLOEXEC;
	struct uk_file *ends[2];
	int fds[2];
	int r;

	if (flags & ~(int)(UK_O_CLOEXEC | UK_O_NONBLOCK | O_DIRECT | O_NOTIFICATION_PIPE))
		return -EINVAL;
	if (flags & O_NOTIFICATION_PIPE)
		return -ENOPKG;
	r = new_pipe((unsigned int)flags & (UK_O_NONBLOCK | O_DIRECT), ends);
	if (r)
		return r;
	fds[0] = uk_fd_install(ends[0], 0, cloexec);
	if (fds[0] < 0) {
		uk_file_put(ends[1]);
		return fds[0];
	}
	fds[1] = uk_fd_install(ends[1], 0, cloexec);
	if (fds[1] < 0) {
		uk_fd_close(fds[0]);
		return fds[1];
	}
	r = uk_copy_out(ufds, fds, sizeof(fds));
	if (r) {
		uk_fd_close(fds[0]);
		uk_fd_close(fds[1]);
	}
	return r;
}

UK_SYSCALL(pipe, 1, int *, ufds)
{
	return uk_sys_pipe2(ufds, 0);
}

long uk_pipe_fcntl(struct uk_file *f, int cmd, unsigned long arg)
{
	struct pipe *p;
	unsigned int slots = 1;
	int r;

	if (f->ops != &pipe_ops)
		return -EBADF;
	p = ((struct pipe_end *)f->data)->pipe;
	if (cmd == F_SETPIPE_SZ) {
		/* The argument has 32 bits; sizes that round up past 2 GiB are invalid. */
		if ((uint32_t)arg > 1U << 31)
			return -EINVAL;
		while (slots * UK_PAGE_SIZE < (uint32_t)arg)
			slots *= 2;
		if (slots > PIPE_SLOTS_MAX)
			return -EPERM;
		r = pipe_resize(p, slots);
		if (r)
			return r;
	} else if (cmd != F_GETPIPE_SZ) {
		return -EINVAL;
	}
	return (p->mask + 1) * (long)UK_PAGE_SIZE;
}

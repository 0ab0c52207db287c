/* SPDX-License-Identifier: BSD-3-Clause */
/* signalfd(2): takes blocked signals out of the queues of the reader and the process. */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>

struct signalfd {
	struct uk_watcher watcher; /* of all signals that become pending */
	struct uk_file *file;
	struct uk_waitq readable;
	uk_sigset set;
};

/** struct signalfd_siginfo */
struct record {
	uint32_t signo;
	int32_t err, code;
	uint32_t pid, uid;
	int32_t fd;
	uint32_t tid, band, overrun, trapno;
	int32_t status, value_int;
	uint64_t value_ptr, utime, stime, addr;
	uint8_t pad[48];
};
_Static_assert(sizeof(struct record) == 128, "struct signalfd_siginfo has 128 bytes");

static bool is_fault(int signo)
{
	return signo == UK_SIGILL || signo == UK_SIGTRAP || signo == UK_SIGBUS ||
	       signo == UK_SIGFPE || signo == UK_SIGSEGV;
}

static void fill(struct record *r, const struct uk_siginfo *info)
{
	*r = (struct record){ .signo = (uint32_t)info->signo, .err = info->err, .code = info->code };
	if (info->code == UK_SI_TIMER) {
		r->tid = (uint32_t)info->timer.timerid;
		r->overrun = (uint32_t)info->timer.overrun;
		r->value_int = (int32_t)info->timer.value;
		r->value_ptr = info->timer.value;
	} else if (info->code > 0 && is_fault(info->signo)) {
		r->addr = info->fault.addr;
	} else {
		r->pid = (uint32_t)info->user.pid;
		r->uid = info->user.uid;
		/* kill(2) and tgkill(2) carry no value. */
		if (info->code < 0 && info->code != UK_SI_TKILL) {
			r->value_int = (int32_t)info->user.value;
			r->value_ptr = info->user.value;
		}
	}
}

static void notify(struct uk_watcher *w, unsigned int events)
{
	struct signalfd *s = uk_container_of(w, struct signalfd, watcher);

	uk_waitq_wake_all(&s->readable);
	uk_pollq_notify(&s->file->pollq, events);
}

/* Takes one, waiting if may_wait. 1, 0 (none now) or -errno. */
static int take(struct signalfd *s, struct uk_siginfo *info, bool may_wait)
{
	while (!uk_signal_take(s->set, info)) {
		if (!may_wait)
			return 0;
		if (uk_waitq_wait(&s->readable, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	}
	return 1;
}

static ssize_t signalfd_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	bool nonblock = f->flags & UK_O_NONBLOCK;
	ssize_t done = 0;

	if (io->left < sizeof(struct record))
		return -EINVAL;
	while (io->left >= sizeof(struct record)) {
		struct uk_siginfo info;
		struct record r;
		int got = take(f->data, &info, !done && !nonblock);

		if (got < 0)
			return got;
		if (!got)
			break;
		fill(&r, &info);
		if (uk_io_put(io, &r, sizeof(r)))
			return done ? done : -EFAULT;
		done += (ssize_t)sizeof(r);
	}
	return done ? done : -EAGAIN;
}

static unsigned int signalfd_poll(struct uk_file *f)
{
	return uk_signal_pending_set() & ((struct signalfd *)f->data)->set ? UK_POLLIN : 0;
}

static void signalfd_release(struct uk_file *f)
{
	struct signalfd *s = f->data;

	uk_pollq_unwatch(&s->watcher);
	uk_free(s);
}

static void signalfd_describe(struct uk_file *f UK_UNUSED, char *buf, size_t n)
{
	uk_strlcpy(buf, "anon_inode:[signalfd]", n);
}

static const struct uk_file_ops signalfd_ops = {
	.read = signalfd_read,
	.poll = signalfd_poll,
	.release = signalfd_release,
	.describe = signalfd_describe,
};

static long create(uk_sigset set, int flags)
{
	struct signalfd *s = uk_zalloc(sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->file = uk_file_new(&signalfd_ops, UK_O_RDWR | ((unsigned int)flags & UK_O_NONBLOCK), s);
	if (!s->file) {
		uk_free(s);
		return -ENOMEM;
	}
	s->set = set;
	uk_waitq_init(&s->readable);
	s->watcher.notify = notify;
	uk_pollq_watch(&uk_signal_pollq, &s->watcher);
	return uk_fd_install(s->file, 0, flags & UK_O_CLOEXEC);
}

static long change(int fd, uk_sigset set)
{
	struct uk_file *f = uk_fd_get(fd);
	long r = fd;

	if (!f)
		return -EBADF;
	if (f->ops == &signalfd_ops) {
		struct signalfd *s = f->data;

		s->set = set;
		notify(&s->watcher, UK_POLLIN);
	} else {
		r = -EINVAL;
	}
	uk_file_put(f);
	return r;
}

UK_SYSCALL(signalfd4, 4, int, fd, const uk_sigset *, uset, size_t, size, int, flags)
{
	uk_sigset set;

	if (size != sizeof(set))
		return -EINVAL;
	if (uk_copy_in(&set, uset, sizeof(set)))
		return -EFAULT;
	if (flags & ~(int)(UK_O_CLOEXEC | UK_O_NONBLOCK))
		return -EINVAL;
	set &= ~(1UL << (UK_SIGKILL - 1) | 1UL << (UK_SIGSTOP - 1));
	return fd == -1 ? create(set, flags) : change(fd, set);
}

UK_SYSCALL(signalfd, 3, int, fd, const uk_sigset *, uset, size_t, size)
{
	return uk_sys_signalfd4(fd, uset, size, 0);
}

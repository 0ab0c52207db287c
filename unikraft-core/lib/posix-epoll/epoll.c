/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll_create1(2), epoll_ctl(2), epoll_wait(2). */
#include <uk/alloc.h>
#include <uk/plat.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/time.h>
#include "epoll.h"

#pragma weak uk_signal_mask_for_call

#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3

/** What may stand beside EPOLLEXCLUSIVE. */
#define EXCLUSIVE_OK \
	(UK_POLLIN | UK_POLLOUT | UK_POLLERR | UK_POLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)

#define NSEC_PER_MSEC 1000000L

static unsigned int epoll_poll(struct uk_file *f)
{
	return epoll_ready(f->data) ? UK_POLLIN | UK_POLLRDNORM : 0;
}

static void epoll_release(struct uk_file *f)
{
	epoll_clear(f->data);
	uk_free(f->data);
}

static void epoll_describe(struct uk_file *f UK_UNUSED, char *buf, size_t n)
{
	uk_strlcpy(buf, "anon_inode:[eventpoll]", n);
}

const struct uk_file_ops epoll_ops = {
	.poll = epoll_poll,
	.release = epoll_release,
	.describe = epoll_describe,
};

UK_SYSCALL(epoll_create1, 1, int, flags)
{
	struct epoll *ep;
	struct uk_file *f;

	if (flags & ~(int)UK_O_CLOEXEC)
		return -EINVAL;
	ep = uk_malloc(sizeof(*ep));
	f = ep ? uk_file_new(&epoll_ops, UK_O_RDWR, ep) : NULL;
	if (!f) {
		uk_free(ep);
		return -ENOMEM;
	}
	epoll_init(ep, f);
	return uk_fd_install(f, 0, flags & UK_O_CLOEXEC);
}

UK_SYSCALL(epoll_create, 1, int, size)
{
	return size <= 0 ? -EINVAL : uk_sys_epoll_create1(0);
}

static bool exclusive_allowed(int op, const struct uk_file *f, uint32_t events)
{
	return op == EPOLL_CTL_ADD && !epoll_is(f) && !(events & ~EXCLUSIVE_OK);
}

static long control(struct epoll *ep, int op, int fd, struct uk_file *f,
		    const struct epoll_event *ev)
{
	struct epoll_item *i = epoll_find(ep, f, fd);

	switch (op) {
	case EPOLL_CTL_ADD:
		return i ? -EEXIST : epoll_add(ep, f, fd, ev);
	case EPOLL_CTL_DEL:
		if (!i)
			return -ENOENT;
		epoll_remove(i);
		return 0;
	case EPOLL_CTL_MOD:
		if (!i)
			return -ENOENT;
		if (i->event.events & EPOLLEXCLUSIVE)
			return -EINVAL;
		epoll_modify(i, ev);
		return 0;
	default:
		return -EINVAL;
	}
}

static long check_and_control(struct uk_file *epf, int op, int fd, struct uk_file *f,
			      const struct epoll_event *ev)
{
	if (!f->ops->poll)
		return -EPERM;
	if (epf == f || !epoll_is(epf))
		return -EINVAL;
	if (op != EPOLL_CTL_DEL && (ev->events & EPOLLEXCLUSIVE) &&
	    !exclusive_allowed(op, f, ev->events))
		return -EINVAL;
	return control(epf->data, op, fd, f, ev);
}

UK_SYSCALL(epoll_ctl, 4, int, epfd, int, op, int, fd, struct epoll_event *, uevent)
{
	struct epoll_event ev = { 0 };
	struct uk_file *epf, *f;
	long r = -EBADF;

	if (op != EPOLL_CTL_DEL && uk_copy_in(&ev, uevent, sizeof(ev)))
		return -EFAULT;
	epf = uk_fd_get(epfd);
	f = uk_fd_get(fd);
	if (epf && f)
		r = check_and_control(epf, op, fd, f, &ev);
	if (f)
		uk_file_put(f);
	if (epf)
		uk_file_put(epf);
	return r;
}

static long wait(struct epoll *ep, struct epoll_event *uevents, int max, uk_nsec_t deadline)
{
	for (;;) {
		int n = epoll_harvest(ep, uevents, max);
		int r;

		if (n || deadline <= uk_plat_clock_mono())
			return n;
		r = uk_waitq_wait(&ep->waiters, deadline, true);
		if (r == -EINTR) {
			/* What came with the signal is not left to nobody. */
			n = epoll_harvest(ep, uevents, max);
			return n ? n : r;
		}
	}
}

/* deadline: monotonic; mask NULL: as it is. */
static long do_wait(int epfd, struct epoll_event *uevents, int max, uk_nsec_t deadline,
		    const uk_sigset *umask, size_t size)
{
	struct uk_file *f;
	uk_sigset mask;
	long r;

	if (umask && size != sizeof(mask))
		return -EINVAL;
	if (umask && uk_copy_in(&mask, umask, sizeof(mask)))
		return -EFAULT;
	if (max <= 0 || max > INT32_MAX / (int)sizeof(*uevents))
		return -EINVAL;
	if (!uk_user_range(uevents, (size_t)max * sizeof(*uevents)))
		return -EFAULT;
	f = uk_fd_get(epfd);
	if (!f)
		return -EBADF;
	if (umask && uk_signal_mask_for_call)
		uk_signal_mask_for_call(mask);
	r = epoll_is(f) ? wait(f->data, uevents, max, deadline) : -EINVAL;
	uk_file_put(f);
	return r;
}

static uk_nsec_t deadline_ms(int timeout)
{
	if (timeout < 0)
		return UK_NSEC_FOREVER;
	return timeout ? uk_plat_clock_mono() + timeout * NSEC_PER_MSEC : 0;
}

UK_SYSCALL(epoll_pwait, 6, int, epfd, struct epoll_event *, uevents, int, max, int, timeout,
	   const uk_sigset *, umask, size_t, size)
{
	return do_wait(epfd, uevents, max, deadline_ms(timeout), umask, size);
}

UK_SYSCALL(epoll_wait, 4, int, epfd, struct epoll_event *, uevents, int, max, int, timeout)
{
	return do_wait(epfd, uevents, max, deadline_ms(timeout), NULL, 0);
}

UK_SYSCALL(epoll_pwait2, 6, int, epfd, struct epoll_event *, uevents, int, max,
	   const struct uk_timespec *, uts, const uk_sigset *, umask, size_t, size)
{
	uk_nsec_t deadline = UK_NSEC_FOREVER;
	int r = uts ? uk_timespec_in(uts, &deadline) : 0;

	if (r)
		return r;
	if (uts)
		deadline = uk_nsec_add(uk_plat_clock_mono(), deadline);
	return do_wait(epfd, uevents, max, deadline, umask, size);
}

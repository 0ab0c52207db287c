/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timerfd_create(2). The timer stops when it has fired; the periods that have
 * passed since are counted when somebody looks: an unread timer costs nothing.
 */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/plat.h>
#include <uk/string.h>
#include <uk/syscall.h>

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME 7
#define CLOCK_REALTIME_ALARM 8
#define CLOCK_BOOTTIME_ALARM 9

#define TFD_TIMER_ABSTIME 1
/* Accepted: a clock that jumps cancels the timer, and this kernel's clocks never jump. */
#define TFD_TIMER_CANCEL_ON_SET 2

#define NSEC_PER_SEC 1000000000L

struct timespec {
	int64_t sec, nsec;
};
struct itimerspec {
	struct timespec interval, value;
};

struct timerfd {
	struct uk_timer timer; /* its deadline is the next expiry, or the one that has fired */
	struct uk_file *file;
	struct uk_waitq readable;
	uk_nsec_t interval;
	uint64_t ticks; /* expirations not yet read, but for those since it fired */
	bool armed, fired;
	bool realtime;
};

static const struct uk_file_ops timerfd_ops;

static void fire(struct uk_timer *timer)
{
	struct timerfd *t = uk_container_of(timer, struct timerfd, timer);

	t->fired = true;
	t->armed = false;
	t->ticks++;
	uk_waitq_wake_all(&t->readable);
	uk_pollq_notify(&t->file->pollq, UK_POLLIN);
}

/* Counts the periods that have passed since it fired, and goes on with the next. */
static void catch_up(struct timerfd *t)
{
	uk_nsec_t late = uk_plat_clock_mono() - t->timer.deadline;
	uk_nsec_t periods, next;

	if (!t->fired || !t->interval)
		return;
	periods = late / t->interval;
	t->ticks += (uint64_t)periods;
	t->fired = false;
	t->armed = true;
	next = t->timer.deadline + periods * t->interval;
	uk_timer_set(&t->timer, next > UK_NSEC_FOREVER - t->interval ? UK_NSEC_FOREVER
								     : next + t->interval);
}

static ssize_t timerfd_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct timerfd *t = f->data;
	uint64_t n;

	if (io->left < sizeof(n))
		return -EINVAL;
	while (!t->ticks) {
		if (f->flags & UK_O_NONBLOCK)
			return -EAGAIN;
		if (uk_waitq_wait(&t->readable, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	}
	catch_up(t);
	n = t->ticks;
	t->ticks = 0;
	return uk_io_put(io, &n, sizeof(n)) ? -EFAULT : (ssize_t)sizeof(n);
}

static unsigned int timerfd_poll(struct uk_file *f)
{
	return ((struct timerfd *)f->data)->ticks ? UK_POLLIN : 0;
}

static void timerfd_release(struct uk_file *f)
{
	struct timerfd *t = f->data;

	uk_timer_cancel(&t->timer);
	uk_free(t);
}

static void timerfd_describe(struct uk_file *f UK_UNUSED, char *buf, size_t n)
{
	uk_strlcpy(buf, "anon_inode:[timerfd]", n);
}

static const struct uk_file_ops timerfd_ops = {
	.read = timerfd_read,
	.poll = timerfd_poll,
	.release = timerfd_release,
	.describe = timerfd_describe,
};

UK_SYSCALL(timerfd_create, 2, int, clock, int, flags)
{
	struct timerfd *t;

	if (flags & ~(int)(UK_O_CLOEXEC | UK_O_NONBLOCK))
		return -EINVAL;
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
	    clock != CLOCK_REALTIME_ALARM && clock != CLOCK_BOOTTIME_ALARM)
		return -EINVAL;
	t = uk_zalloc(sizeof(*t));
	if (!t)
		return -ENOMEM;
	uk_timer_init(&t->timer, fire);
	uk_waitq_init(&t->readable);
	t->realtime = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
	t->file = uk_file_new(&timerfd_ops, UK_O_RDWR | ((unsigned int)flags & UK_O_NONBLOCK), t);
	if (!t->file) {
		uk_free(t);
		return -ENOMEM;
	}
	return uk_fd_install(t->file, 0, flags & UK_O_CLOEXEC);
}

/* Nanoseconds, at most the largest; valid only. */
static uk_nsec_t to_nsec(struct timespec ts)
{
	if (ts.sec >= UK_NSEC_FOREVER / NSEC_PER_SEC)
		return UK_NSEC_FOREVER;
	return ts.sec * NSEC_PER_SEC + ts.nsec;
}

static struct timespec to_timespec(uk_nsec_t ns)
{
	return (struct timespec){ ns / NSEC_PER_SEC, ns % NSEC_PER_SEC };
}

static bool valid(struct timespec ts)
{
	return ts.sec >= 0 && ts.nsec >= 0 && ts.nsec < NSEC_PER_SEC;
}

static struct itimerspec setting(struct timerfd *t)
{
	struct itimerspec s = { .interval = to_timespec(t->interval) };

	catch_up(t);
	if (t->armed) {
		uk_nsec_t left = t->timer.deadline - uk_plat_clock_mono();

		/* An armed timer never shows zero, which would mean that it is not. */
		s.value = to_timespec(left > 0 ? left : 1);
	}
	return s;
}

static void arm(struct timerfd *t, const struct itimerspec *new, bool absolute)
{
	uk_nsec_t now = uk_plat_clock_mono();
	uk_nsec_t value = to_nsec(new->value);

	uk_timer_cancel(&t->timer);
	t->ticks = 0;
	t->fired = false;
	t->interval = to_nsec(new->interval);
	t->armed = value != 0;
	if (!t->armed)
		return;
	if (!absolute)
		value = value > UK_NSEC_FOREVER - now ? UK_NSEC_FOREVER : now + value;
	else if (t->realtime && value != UK_NSEC_FOREVER)
		value -= uk_plat_clock_wall() - now;
	if (value > now) {
		uk_timer_set(&t->timer, value);
	} else {
		t->timer.deadline = value;
		fire(&t->timer);
	}
}

/* The file of fd if it is a timer, with a reference. */
static long timer_of(int fd, struct uk_file **f)
{
	*f = uk_fd_get(fd);
	if (!*f)
		return -EBADF;
	if ((*f)->ops == &timerfd_ops)
		return 0;
	uk_file_put(*f);
	return -EINVAL;
}

UK_SYSCALL(timerfd_settime, 4, int, fd, int, flags, const struct itimerspec *, unew,
	   struct itimerspec *, uold)
{
	struct itimerspec new, old;
	struct uk_file *f;
	long r;

	if (uk_copy_in(&new, unew, sizeof(new)))
		return -EFAULT;
	if ((flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) || !valid(new.value) ||
	    !valid(new.interval))
		return -EINVAL;
	r = timer_of(fd, &f);
	if (r)
		return r;
	old = setting(f->data);
	arm(f->data, &new, flags & TFD_TIMER_ABSTIME);
	uk_file_put(f);
	return uold ? uk_copy_out(uold, &old, sizeof(old)) : 0;
}

UK_SYSCALL(timerfd_gettime, 2, int, fd, struct itimerspec *, ucurrent)
{
	struct itimerspec current;
	struct uk_file *f;
	long r = timer_of(fd, &f);

	if (r)
		return r;
	current = setting(f->data);
	uk_file_put(f);
	return uk_copy_out(ucurrent, &current, sizeof(current));
}

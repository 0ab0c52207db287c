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
#include <uk/time.h>

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_BOOTTIME 7
#define CLOCK_REALTIME_ALARM 8
#define CLOCK_BOOTTIME_ALARM 9

#define TFD_TIMER_ABSTIME 1
#define TFD_TIMER_CANCEL_ON_SET 2

struct itimerspec {
	struct uk_timespec interval, value;
};

struct timerfd {
	struct uk_timer timer; /* its deadline is the next expiry, or the one that has fired */
	struct uk_file *file;
	struct uk_waitq readable;
	uk_nsec_t interval;
	uint64_t ticks; /* expirations not yet read, but for those since it fired */
	bool armed, fired;
	bool realtime;
	/* Absolute times of the wall clock move when it is set. */
	struct uk_wall_watcher wall; /* watching: armed with such a time */
	uk_nsec_t wall_ahead;        /* of the monotonic clock, when it was armed */
	bool cancel_on_set, canceled;
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

static uk_nsec_t wall_ahead(void)
{
	return uk_time_wall() - uk_plat_clock_mono();
}

/* Arms for a monotonic time; one that has passed fires at once. */
static void set_timer(struct timerfd *t, uk_nsec_t deadline)
{
	if (deadline > uk_plat_clock_mono()) {
		uk_timer_set(&t->timer, deadline);
	} else {
		uk_timer_cancel(&t->timer);
		t->timer.deadline = deadline;
		fire(&t->timer);
	}
}

static void wall_changed(struct uk_wall_watcher *w)
{
	struct timerfd *t = uk_container_of(w, struct timerfd, wall);
	uk_nsec_t ahead = wall_ahead();
	uk_nsec_t deadline = t->timer.deadline;

	if (deadline != UK_NSEC_FOREVER)
		deadline += t->wall_ahead - ahead;
	t->wall_ahead = ahead;
	if (t->cancel_on_set) {
		t->canceled = true;
		uk_waitq_wake_all(&t->readable);
		uk_pollq_notify(&t->file->pollq, UK_POLLIN);
	}
	if (t->armed)
		set_timer(t, deadline);
	else
		t->timer.deadline = deadline;
}

static ssize_t timerfd_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct timerfd *t = f->data;
	uint64_t n;

	if (io->left < sizeof(n))
		return -EINVAL;
	while (!t->ticks && !t->canceled) {
		if (f->flags & UK_O_NONBLOCK)
			return -EAGAIN;
		if (uk_waitq_wait(&t->readable, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	}
	catch_up(t);
	n = t->ticks;
	t->ticks = 0;
	if (t->canceled) {
		t->canceled = false;
		return -ECANCELED;
	}
	return uk_io_put(io, &n, sizeof(n)) ? -EFAULT : (ssize_t)sizeof(n);
}

static unsigned int timerfd_poll(struct uk_file *f)
{
	const struct timerfd *t = f->data;

	return t->ticks || t->canceled ? UK_POLLIN : 0;
}

static void timerfd_release(struct uk_file *f)
{
	struct timerfd *t = f->data;

	uk_timer_cancel(&t->timer);
	uk_list_del(&t->wall.node);
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
	uk_list_init(&t->wall.node);
	t->wall.changed = wall_changed;
	uk_waitq_init(&t->readable);
	t->realtime = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
	t->file = uk_file_new(&timerfd_ops, UK_O_RDWR | ((unsigned int)flags & UK_O_NONBLOCK), t);
	if (!t->file) {
		uk_free(t);
		return -ENOMEM;
	}
	return uk_fd_install(t->file, 0, flags & UK_O_CLOEXEC);
}

static struct itimerspec setting(struct timerfd *t)
{
	struct itimerspec s = { .interval = uk_timespec_of(t->interval) };

	catch_up(t);
	if (t->armed) {
		uk_nsec_t left = t->timer.deadline - uk_plat_clock_mono();

		/* An armed timer never shows zero, which would mean that it is not. */
		s.value = uk_timespec_of(left > 0 ? left : 1);
	}
	return s;
}

static void arm(struct timerfd *t, const struct itimerspec *new, int flags)
{
	uk_nsec_t value = uk_timespec_ns(&new->value);
	bool absolute = flags & TFD_TIMER_ABSTIME;

	uk_timer_cancel(&t->timer);
	uk_list_del(&t->wall.node);
	t->ticks = 0;
	t->fired = t->canceled = false;
	t->cancel_on_set = flags & TFD_TIMER_CANCEL_ON_SET;
	t->interval = uk_timespec_ns(&new->interval);
	t->armed = value != 0;
	if (!t->armed)
		return;
	if (!absolute) {
		value = uk_nsec_add(uk_plat_clock_mono(), value);
	} else if (t->realtime) {
		t->wall_ahead = wall_ahead();
		if (value != UK_NSEC_FOREVER)
			value -= t->wall_ahead;
		uk_time_wall_watch(&t->wall);
	}
	set_timer(t, value);
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
	if ((flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) || !uk_timespec_valid(&new.value) ||
	    !uk_timespec_valid(&new.interval))
		return -EINVAL;
	r = timer_of(fd, &f);
	if (r)
		return r;
	old = setting(f->data);
	arm(f->data, &new, flags);
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

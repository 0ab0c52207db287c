/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading from the console. */
#include <uk/errno.h>
#include <uk/plat.h>
#include "console.h"

#define DECISECOND 100000000L

/* The smallest number of bytes to return, when lines are not edited. */
static unsigned int least(const struct uk_io *io)
{
	unsigned int min = console_is_tty && !tty_canonical(&console_tty)
				   ? console_tty.termios.cc[TTY_VMIN]
				   : 1;

	return (unsigned int)UK_MIN((size_t)min, io->left);
}

/*
 * Waits as VMIN and VTIME say (termios(3), noncanonical mode): with VMIN,
 * VTIME runs from one byte to the next; without, from the call on.
 */
static int wait_bytes(const struct uk_io *io)
{
	uk_nsec_t time = console_is_tty && !tty_canonical(&console_tty)
				 ? console_tty.termios.cc[TTY_VTIME] * DECISECOND
				 : 0;
	uk_nsec_t deadline = uk_plat_clock_mono() + time;
	unsigned int min = least(io);
	unsigned int seen = console_tty.head;

	while (!tty_readable(&console_tty, min) && !console_at_end) {
		int r;

		if (!min && !time)
			return 0;
		if (seen != console_tty.head)
			deadline = uk_plat_clock_mono() + time;
		seen = console_tty.head;
		r = uk_waitq_wait(&console_readable,
				  time && (!min || console_tty.head != console_tty.tail)
					  ? deadline
					  : UK_NSEC_FOREVER,
				  true);
		if (r == -ETIMEDOUT)
			return 0;
		if (r)
			return tty_readable(&console_tty, 1) ? 0 : -UK_ERESTARTSYS;
	}
	return 0;
}

/* Moves what may be read now. Bytes or -EFAULT. */
static ssize_t take(struct uk_io *io)
{
	ssize_t done = 0;
	bool line_ended = false;

	while (io->left && !line_ended) {
		uint8_t chunk[256];
		size_t n = tty_take(&console_tty, chunk, UK_MIN(io->left, sizeof(chunk)), &line_ended);

		if (!n)
			break;
		if (uk_io_put(io, chunk, n))
			return done ? done : -EFAULT;
		done += (ssize_t)n;
	}
	console_pump(); /* there is room for more */
	return done;
}

ssize_t console_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	int r;

	if (!io->left)
		return 0;
	console_pump();
	if (!tty_readable(&console_tty, 1) && !console_at_end && (f->flags & UK_O_NONBLOCK))
		return -EAGAIN;
	if (!(f->flags & UK_O_NONBLOCK)) {
		r = wait_bytes(io);
		if (r)
			return r;
	}
	return take(io);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file: standard input and output, /dev/console, /dev/tty, /dev/ttyS0. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "console.h"

#pragma weak uk_signal_send

/* What ends and quotes input that is not a terminal's (docs/design.md). */
#define END_OF_INPUT 0x04
#define QUOTE 0x16

#define FIONREAD 0x541b

struct tty console_tty;
bool console_is_tty, console_at_end;
struct uk_waitq console_readable = UK_WAITQ_INIT(console_readable);
struct uk_waitq console_writable = UK_WAITQ_INIT(console_writable);

/* Each open file has its own queue of watchers: all are told. */
struct opened {
	struct uk_list node;
	struct uk_file *file;
};
static struct uk_list files = UK_LIST_INIT(files);

static void notify(unsigned int events)
{
	struct opened *o;

	uk_list_for_each(o, &files, node)
		uk_pollq_notify(&o->file->pollq, events);
}

static void send_signal(int signo)
{
	struct uk_siginfo info = { .signo = signo, .code = UK_SI_KERNEL };

	if (uk_signal_send)
		uk_signal_send(NULL, &info);
}

static void receive_plain(uint8_t c)
{
	static bool quoted;

	if (console_at_end)
		return;
	if (!quoted && c == QUOTE) {
		quoted = true;
	} else if (!quoted && c == END_OF_INPUT) {
		console_at_end = true;
	} else {
		quoted = false;
		tty_receive(&console_tty, c);
	}
}

void console_pump(void)
{
	bool was_stopped = console_tty.stopped;
	bool arrived = false;
	char chunk[16];
	size_t n;

	for (;;) {
		n = uk_plat_console_read(chunk, UK_MIN(sizeof(chunk), tty_room(&console_tty)));
		if (!n)
			break;
		arrived = true;
		for (size_t i = 0; i < n; i++) {
			if (console_is_tty)
				tty_receive(&console_tty, (uint8_t)chunk[i]);
			else
				receive_plain((uint8_t)chunk[i]);
		}
	}
	if (arrived) {
		uk_waitq_wake_all(&console_readable);
		if (console_at_end || tty_readable(&console_tty, 1))
			notify(UK_POLLIN);
	}
	if (was_stopped && !console_tty.stopped) {
		uk_waitq_wake_all(&console_writable);
		notify(UK_POLLOUT);
	}
}

static int wait_output(struct uk_file *f)
{
	while (console_tty.stopped) {
		if (f->flags & UK_O_NONBLOCK)
			return -EAGAIN;
		if (uk_waitq_wait(&console_writable, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	}
	return 0;
}

static ssize_t console_write(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	/* Other threads may run during a long write; what one call writes stays together. */
	static struct uk_mutex writing = UK_MUTEX_INIT(writing);
	ssize_t done = 0;
	int r = 0;

	uk_mutex_lock(&writing);
	while (io->left) {
		char chunk[256];
		size_t n = UK_MIN(io->left, sizeof(chunk));

		r = wait_output(f);
		if (!r && uk_io_get(io, chunk, n))
			r = -EFAULT;
		if (r)
			break;
		if (console_is_tty)
			tty_write(&console_tty, chunk, n);
		else
			uk_plat_console_write(chunk, n);
		done += (ssize_t)n;
		uk_sched_point();
	}
	uk_mutex_unlock(&writing);
	return done ? done : r;
}

static unsigned int console_poll(struct uk_file *f UK_UNUSED)
{
	const struct tty_termios *t = &console_tty.termios;
	unsigned int min = t->cc[TTY_VTIME] ? 1 : t->cc[TTY_VMIN];
	unsigned int events = console_tty.stopped ? 0 : UK_POLLOUT;

	if (console_at_end || tty_readable(&console_tty, console_is_tty ? min : 1))
		events |= UK_POLLIN;
	return uk_poll_bands(events);
}

static long plain_ioctl(struct uk_file *f, unsigned int request, unsigned long arg)
{
	int n = (int)tty_available(&console_tty);

	if (console_is_tty)
		return console_ioctl(f, request, arg);
	return request == FIONREAD ? uk_copy_out((void *)arg, &n, sizeof(n)) : -ENOTTY;
}

static int console_open(struct uk_file *f)
{
	struct opened *o = uk_malloc(sizeof(*o));

	if (!o)
		return -ENOMEM;
	o->file = f;
	uk_list_add_tail(&o->node, &files);
	f->data = o;
	return 0;
}

/* /dev/tty is the controlling terminal: there is none without a terminal. */
static int controlling_open(struct uk_file *f)
{
	return console_is_tty ? console_open(f) : -ENXIO;
}

static void console_release(struct uk_file *f)
{
	struct opened *o = f->data;

	uk_list_del(&o->node);
	uk_free(o);
}

static void console_describe(struct uk_file *f UK_UNUSED, char *buf, size_t n)
{
	uk_strlcpy(buf, "/dev/console", n);
}

#define CONSOLE_OPS(open_fn)                                                 \
	{                                                                    \
		.mode = UK_S_IFCHR | 0600, .open = open_fn,                  \
		.read = console_read, .write = console_write,                \
		.poll = console_poll, .ioctl = plain_ioctl,                  \
		.release = console_release, .describe = console_describe,    \
	}
static const struct uk_file_ops console_ops = CONSOLE_OPS(console_open);
static const struct uk_file_ops controlling_ops = CONSOLE_OPS(controlling_open);

UK_DEV_ENTRY(console_dev, .name = "console", .major = 5, .minor = 1, .ops = &console_ops);
UK_DEV_ENTRY(serial_dev, .name = "ttyS0", .major = 4, .minor = 64, .ops = &console_ops);
UK_DEV_ENTRY(controlling_dev, .name = "tty", .major = 5, .minor = 0, .ops = &controlling_ops);

static int console_init(void)
{
	console_is_tty = uk_param("console.tty") != NULL;
	tty_init(&console_tty);
	console_tty.output = uk_plat_console_write;
	console_tty.signal = send_signal;
	if (!console_is_tty) {
		/* Bytes as they come. */
		console_tty.termios.iflag = 0;
		console_tty.termios.lflag = 0;
	}
	uk_plat_console_on_input(console_pump);
	return 0;
}
UK_INIT(device, console_init);

/* Without devfs the console has no name, but is still what the program reads and writes. */
static int open_console(struct uk_file **f)
{
	int r = uk_open("/dev/console", UK_O_RDWR, 0, f);

	if (r != -ENOENT && r != -ENXIO)
		return r;
	*f = uk_file_new(&console_ops, UK_O_RDWR, NULL);
	return *f ? console_open(*f) : -ENOMEM;
}

/* Descriptors 0, 1 and 2 of the program: one description, as init has it on Linux. */
static int standard_files_init(void)
{
	struct uk_file *f;
	int r = open_console(&f);

	for (int fd = 0; !r && fd <= 2; fd++) {
		int got = uk_fd_install(uk_file_ref(f), fd, false);

		r = got < 0 ? got : 0;
	}
	if (!r)
		uk_file_put(f);
	return r;
}
UK_INIT(late, standard_files_init);

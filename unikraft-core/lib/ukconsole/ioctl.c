/* SPDX-License-Identifier: BSD-3-Clause */
/* ioctl(2) of a terminal (ioctl_tty(2)). */
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "console.h"

#pragma weak uk_signal_send

#define TCGETS 0x5401
#define TCSETS 0x5402
#define TCSETSW 0x5403
#define TCSETSF 0x5404
#define TCSBRK 0x5409
#define TCXONC 0x540a
#define TCFLSH 0x540b
#define TIOCSCTTY 0x540e
#define TIOCGPGRP 0x540f
#define TIOCSPGRP 0x5410
#define TIOCOUTQ 0x5411
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414
#define FIONREAD 0x541b
#define TIOCGSID 0x5429
#define TCGETS2 0x802c542a
#define TCSETS2 0x402c542b
#define TCSETSW2 0x402c542c
#define TCSETSF2 0x402c542d
#define SIGWINCH 28

/** struct termios2: speeds as numbers. */
struct termios2 {
	struct tty_termios t;
	uint32_t ispeed, ospeed;
};
#define SPEED 115200
/** struct termios as this kernel interface has it: without the speeds. */
#define TERMIOS_SIZE offsetof(struct termios2, ispeed)
_Static_assert(TERMIOS_SIZE == 36, "struct termios has 36 bytes");

struct winsize {
	uint16_t rows, columns, xpixel, ypixel;
};
static struct winsize winsize;

static long set_termios(unsigned int request, const void *uarg)
{
	bool speeds = request == TCSETS2 || request == TCSETSW2 || request == TCSETSF2;
	struct termios2 new = { .ispeed = SPEED };

	if (uk_copy_in(&new, uarg, speeds ? sizeof(new) : TERMIOS_SIZE))
		return -EFAULT;
	if (request == TCSETSF || request == TCSETSF2)
		tty_flush(&console_tty);
	tty_set_termios(&console_tty, &new.t);
	uk_waitq_wake_all(&console_readable);
	uk_waitq_wake_all(&console_writable);
	return 0;
}

static long get_termios(unsigned int request, void *uarg)
{
	struct termios2 t = { console_tty.termios, SPEED, SPEED };

	return uk_copy_out(uarg, &t, request == TCGETS2 ? sizeof(t) : TERMIOS_SIZE);
}

static long set_winsize(const void *uarg)
{
	struct uk_siginfo info = { .signo = SIGWINCH, .code = UK_SI_KERNEL };
	struct winsize new;

	if (uk_copy_in(&new, uarg, sizeof(new)))
		return -EFAULT;
	if (memcmp(&new, &winsize, sizeof(new)) && uk_signal_send)
		uk_signal_send(NULL, &info);
	winsize = new;
	return 0;
}

static long set_flow(unsigned long action)
{
	if (action > 3)
		return -EINVAL;
	if (action < 2) /* TCOOFF, TCOON; the others ask the sender, who is not a terminal */
		console_tty.stopped = action == 0;
	uk_waitq_wake_all(&console_writable);
	return 0;
}

static long flush(unsigned long queue)
{
	if (queue > 2)
		return -EINVAL;
	if (queue != 1) /* TCIFLUSH, TCIOFLUSH; output is never queued */
		tty_flush(&console_tty);
	return 0;
}

/* The one process is the foreground group and leads the session. */
static long set_group(const void *uarg)
{
	int32_t pgrp;

	if (uk_copy_in(&pgrp, uarg, sizeof(pgrp)))
		return -EFAULT;
	if (pgrp < 0)
		return -EINVAL;
	return pgrp == UK_PID ? 0 : -ESRCH;
}

static long put_int(void *uarg, int value)
{
	return uk_copy_out(uarg, &value, sizeof(value));
}

long console_ioctl(struct uk_file *f UK_UNUSED, unsigned int request, unsigned long arg)
{
	void *uarg = (void *)arg;

	switch (request) {
	case TCGETS:
	case TCGETS2:
		return get_termios(request, uarg);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
		return set_termios(request, uarg);
	case TCXONC:
		return set_flow(arg);
	case TCFLSH:
		return flush(arg);
	case TCSBRK:    /* output is written at once; a break has no line to go to */
	case TIOCSCTTY: /* it is the controlling terminal */
		return 0;
	case TIOCGPGRP:
	case TIOCGSID:
		return put_int(uarg, UK_PID);
	case TIOCSPGRP:
		return set_group(uarg);
	case TIOCOUTQ:
		return put_int(uarg, 0);
	case FIONREAD:
		return put_int(uarg, (int)tty_available(&console_tty));
	case TIOCGWINSZ:
		return uk_copy_out(uarg, &winsize, sizeof(winsize));
	case TIOCSWINSZ:
		return set_winsize(uarg);
	default:
		return -ENOTTY;
	}
}

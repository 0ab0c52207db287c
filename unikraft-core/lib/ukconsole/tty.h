/* SPDX-License-Identifier: BSD-3-Clause */
/* A terminal's line discipline (termios(3), as Linux's n_tty behaves), without any device. */
#ifndef UKCONSOLE_TTY_H
#define UKCONSOLE_TTY_H

#include <uk/essentials.h>

/* c_iflag; all values are Linux's (asm-generic/termbits.h) */
#define TTY_ISTRIP 0000040
#define TTY_INLCR 0000100
#define TTY_IGNCR 0000200
#define TTY_ICRNL 0000400
#define TTY_IXON 0002000
#define TTY_IXANY 0004000
#define TTY_IUTF8 0040000
/* c_oflag */
#define TTY_OPOST 0000001
#define TTY_ONLCR 0000004
#define TTY_OCRNL 0000010
#define TTY_ONLRET 0000040
/* c_cflag */
#define TTY_CS8 0000060
#define TTY_CREAD 0000200
#define TTY_HUPCL 0002000
#define TTY_CLOCAL 0004000
#define TTY_B115200 0010002
/* c_lflag */
#define TTY_ISIG 0000001
#define TTY_ICANON 0000002
#define TTY_ECHO 0000010
#define TTY_ECHOE 0000020
#define TTY_ECHOK 0000040
#define TTY_ECHONL 0000100
#define TTY_NOFLSH 0000200
#define TTY_ECHOCTL 0001000
#define TTY_ECHOKE 0004000
#define TTY_IEXTEN 0100000

enum {
	TTY_VINTR, TTY_VQUIT, TTY_VERASE, TTY_VKILL, TTY_VEOF, TTY_VTIME, TTY_VMIN,
	TTY_VSWTC, TTY_VSTART, TTY_VSTOP, TTY_VSUSP, TTY_VEOL, TTY_VREPRINT,
	TTY_VDISCARD, TTY_VWERASE, TTY_VLNEXT, TTY_VEOL2, TTY_CCS = 19
};

/** struct termios of the system call interface. */
struct tty_termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line;
	uint8_t cc[TTY_CCS];
};

/** Bytes of input that a terminal holds (N_TTY_BUF_SIZE). */
#define TTY_INPUT 4096

/* An input element: a byte, and whether a line ends with it. */
#define TTY_BYTE 0x0ff
#define TTY_LINE_END 0x100
#define TTY_END_OF_FILE 0x200 /* no byte: the line ends before it */

struct tty {
	struct tty_termios termios;
	uint16_t input[TTY_INPUT];
	unsigned int head, tail; /* count up */
	unsigned int lines;      /* elements with TTY_LINE_END */
	unsigned int column;     /* of the cursor */
	unsigned int line_column; /* where the line that is being edited began */
	bool literal;            /* the next byte is taken as it is (VLNEXT) */
	bool stopped;            /* VSTOP */
	void (*output)(const char *s, size_t n);
	void (*signal)(int signo);
};

void tty_init(struct tty *t);
/** Takes a byte from the device: edits, echoes, signals. */
void tty_receive(struct tty *t, uint8_t c);
/** How many bytes the device may hand over now. In a full line being edited they are dropped. */
unsigned int tty_room(const struct tty *t);
/** Whether read(2) would return at once, with at least min bytes if lines are not edited. */
bool tty_readable(const struct tty *t, unsigned int min);
/** Bytes that read(2) could get (FIONREAD). */
unsigned int tty_available(const struct tty *t);
/** Takes up to n bytes away, at most to the end of a line; *line_ended says that no more of it may be read. */
size_t tty_take(struct tty *t, uint8_t *dst, size_t n, bool *line_ended);
/** Throws the input away. */
void tty_flush(struct tty *t);
void tty_set_termios(struct tty *t, const struct tty_termios *new);
/** Writes n bytes with the output's translations. */
void tty_write(struct tty *t, const char *s, size_t n);

static inline bool tty_canonical(const struct tty *t)
{
	return t->termios.lflag & TTY_ICANON;
}

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* The line discipline: what happens to a byte that arrives. */
#include <uk/signal.h>
#include <uk/string.h>
#include "tty.h"

#define TAB 8
/* _POSIX_VDISABLE: this control character is off. */
#define DISABLED 0
#define SIGTSTP 20

void tty_init(struct tty *t)
{
	static const struct tty_termios defaults = {
		.iflag = TTY_ICRNL | TTY_IXON,
		.oflag = TTY_OPOST | TTY_ONLCR,
		.cflag = TTY_B115200 | TTY_CS8 | TTY_CREAD | TTY_HUPCL | TTY_CLOCAL,
		.lflag = TTY_ISIG | TTY_ICANON | TTY_ECHO | TTY_ECHOE | TTY_ECHOK | TTY_ECHOCTL |
			 TTY_ECHOKE | TTY_IEXTEN,
		.cc = { [TTY_VINTR] = 3, [TTY_VQUIT] = 28, [TTY_VERASE] = 127, [TTY_VKILL] = 21,
			[TTY_VEOF] = 4, [TTY_VMIN] = 1, [TTY_VSTART] = 17, [TTY_VSTOP] = 19,
			[TTY_VSUSP] = 26, [TTY_VREPRINT] = 18, [TTY_VDISCARD] = 15,
			[TTY_VWERASE] = 23, [TTY_VLNEXT] = 22 },
	};

	t->termios = defaults;
}

static bool local(const struct tty *t, unsigned int flags)
{
	return t->termios.lflag & flags;
}

static bool is(const struct tty *t, uint8_t c, int which)
{
	return c != DISABLED && t->termios.cc[which] == c;
}

static uint16_t *at(struct tty *t, unsigned int i)
{
	return &t->input[i % TTY_INPUT];
}

static bool control(uint8_t c)
{
	return (c < ' ' && c != '\t') || c == 0x7f;
}

static bool continuation(const struct tty *t, uint8_t c)
{
	return (t->termios.iflag & TTY_IUTF8) && (c & 0xc0) == 0x80;
}

static void put_text(struct tty *t, const char *s)
{
	tty_write(t, s, strlen(s));
}

static void echo(struct tty *t, uint8_t c)
{
	char s[2] = { '^', (char)(c ^ 0x40) };

	if (!local(t, TTY_ECHO))
		return;
	if (control(c) && c != '\n' && local(t, TTY_ECHOCTL))
		tty_write(t, s, 2);
	else
		tty_write(t, (const char *)&c, 1);
}

static void put(struct tty *t, uint16_t element)
{
	/* The last place is kept for the end of the line. */
	if (t->head - t->tail >= TTY_INPUT - !(element & TTY_LINE_END))
		return;
	*at(t, t->head++) = element;
	if (element & TTY_LINE_END) {
		t->lines++;
		t->line_column = t->column;
	}
}

/* Whether the last element belongs to the line being edited. */
static bool can_erase(struct tty *t)
{
	return t->head != t->tail && !(*at(t, t->head - 1) & TTY_LINE_END);
}

/* Column behind the line being edited: replays it from where it began. */
static unsigned int end_column(struct tty *t)
{
	unsigned int column = t->line_column;
	unsigned int i = t->head;

	while (i != t->tail && !(*at(t, i - 1) & TTY_LINE_END))
		i--;
	for (; i != t->head; i++) {
		uint8_t c = *at(t, i) & TTY_BYTE;

		if (c == '\t')
			column = (column / TAB + 1) * TAB;
		else if (control(c))
			column += local(t, TTY_ECHOCTL) ? 2 : 0;
		else if (!continuation(t, c))
			column++;
	}
	return column;
}

static void erase_one(struct tty *t)
{
	unsigned int before = end_column(t);
	bool tab = (*at(t, t->head - 1) & TTY_BYTE) == '\t';

	while (can_erase(t) && continuation(t, *at(t, t->head - 1) & TTY_BYTE))
		t->head--;
	if (can_erase(t))
		t->head--;
	if (!local(t, TTY_ECHO))
		return;
	for (unsigned int n = before - end_column(t); n; n--)
		put_text(t, tab ? "\b" : "\b \b");
}

static bool word_byte(uint8_t c)
{
	return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static void erase_word(struct tty *t)
{
	bool seen = false;

	while (can_erase(t)) {
		bool word = word_byte(*at(t, t->head - 1) & TTY_BYTE);

		if (seen && !word)
			break;
		seen |= word;
		erase_one(t);
	}
}

static void erase_line(struct tty *t)
{
	bool visibly = local(t, TTY_ECHOKE) && local(t, TTY_ECHOE);

	while (can_erase(t)) {
		if (visibly)
			erase_one(t);
		else
			t->head--;
	}
	if (!visibly && local(t, TTY_ECHO)) {
		echo(t, t->termios.cc[TTY_VKILL]);
		if (local(t, TTY_ECHOK))
			put_text(t, "\n");
	}
}

static void erase(struct tty *t)
{
	if (!can_erase(t))
		return;
	if (local(t, TTY_ECHOE) || !local(t, TTY_ECHO)) {
		erase_one(t);
	} else {
		t->head--;
		echo(t, t->termios.cc[TTY_VERASE]);
	}
}

static void reprint(struct tty *t)
{
	unsigned int i = t->head;

	echo(t, t->termios.cc[TTY_VREPRINT]);
	put_text(t, "\n");
	t->line_column = t->column;
	while (i != t->tail && !(*at(t, i - 1) & TTY_LINE_END))
		i--;
	for (; i != t->head; i++)
		echo(t, *at(t, i) & TTY_BYTE);
}

static void raise(struct tty *t, uint8_t c, int signo)
{
	if (!local(t, TTY_NOFLSH))
		tty_flush(t);
	t->stopped = false;
	echo(t, c);
	t->line_column = t->column;
	t->signal(signo);
}

/* Bytes that act at once, whatever else is set. */
static bool act(struct tty *t, uint8_t c)
{
	if (t->termios.iflag & TTY_IXON) {
		if (is(t, c, TTY_VSTART) || is(t, c, TTY_VSTOP)) {
			t->stopped = !is(t, c, TTY_VSTART);
			return true;
		}
		if (t->termios.iflag & TTY_IXANY)
			t->stopped = false;
	}
	if (local(t, TTY_ISIG)) {
		int signo = is(t, c, TTY_VINTR)	  ? UK_SIGINT
			    : is(t, c, TTY_VQUIT) ? UK_SIGQUIT
			    : is(t, c, TTY_VSUSP) ? SIGTSTP
						  : 0;

		if (signo) {
			raise(t, c, signo);
			return true;
		}
	}
	return false;
}

/* Bytes that edit the line. */
static bool edit(struct tty *t, uint8_t c)
{
	bool extended = local(t, TTY_IEXTEN);

	if (is(t, c, TTY_VERASE)) {
		erase(t);
	} else if (is(t, c, TTY_VKILL)) {
		erase_line(t);
	} else if (extended && is(t, c, TTY_VWERASE)) {
		erase_word(t);
	} else if (extended && is(t, c, TTY_VLNEXT)) {
		t->literal = true;
		if (local(t, TTY_ECHO) && local(t, TTY_ECHOCTL))
			put_text(t, "^\b");
	} else if (extended && local(t, TTY_ECHO) && is(t, c, TTY_VREPRINT)) {
		reprint(t);
	} else {
		return false;
	}
	return true;
}

/* Bytes that end the line. */
static bool end_line(struct tty *t, uint8_t c)
{
	if (c == '\n') {
		if (local(t, TTY_ECHO | TTY_ECHONL))
			put_text(t, "\n");
		put(t, c | TTY_LINE_END);
	} else if (is(t, c, TTY_VEOF)) {
		put(t, TTY_LINE_END | TTY_END_OF_FILE);
	} else if (is(t, c, TTY_VEOL) || (local(t, TTY_IEXTEN) && is(t, c, TTY_VEOL2))) {
		echo(t, c);
		put(t, c | TTY_LINE_END);
	} else {
		return false;
	}
	return true;
}

void tty_receive(struct tty *t, uint8_t c)
{
	uint32_t iflag = t->termios.iflag;

	if (iflag & TTY_ISTRIP)
		c &= 0x7f;
	if (t->literal) {
		t->literal = false;
	} else {
		if (act(t, c) || (c == '\r' && (iflag & TTY_IGNCR)))
			return;
		if (c == '\r' && (iflag & TTY_ICRNL))
			c = '\n';
		else if (c == '\n' && (iflag & TTY_INLCR))
			c = '\r';
		if (tty_canonical(t) && (edit(t, c) || end_line(t, c)))
			return;
	}
	if (!can_erase(t))
		t->line_column = t->column;
	echo(t, c);
	put(t, c);
}

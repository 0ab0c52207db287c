/* SPDX-License-Identifier: BSD-3-Clause */
/* The line discipline's other side: what read(2) gets, and the output. */
#include "tty.h"

unsigned int tty_room(const struct tty *t)
{
	unsigned int used = t->head - t->tail;

	/* A line that is too long loses its end, but its newline must get through. */
	if (tty_canonical(t) && !t->lines)
		return TTY_INPUT;
	return used < TTY_INPUT - 1 ? TTY_INPUT - 1 - used : 0;
}

unsigned int tty_available(const struct tty *t)
{
	unsigned int n = 0;
	unsigned int lines = 0;

	for (unsigned int i = t->tail; i != t->head; i++) {
		uint16_t element = t->input[i % TTY_INPUT];

		if (tty_canonical(t) && lines == t->lines)
			break;
		lines += !!(element & TTY_LINE_END);
		n += !(element & TTY_END_OF_FILE);
	}
	return n;
}

bool tty_readable(const struct tty *t, unsigned int min)
{
	if (tty_canonical(t))
		return t->lines;
	return t->head - t->tail >= (min ? min : 1);
}

size_t tty_take(struct tty *t, uint8_t *dst, size_t n, bool *line_ended)
{
	bool canonical = tty_canonical(t);
	size_t done = 0;

	*line_ended = false;
	while (t->tail != t->head && !*line_ended) {
		uint16_t element = t->input[t->tail % TTY_INPUT];

		if (canonical && !t->lines)
			break;
		/* An end of file behind bytes only ends the line: it is taken with them even if the buffer is full. */
		if (done == n && !(canonical && done && (element & TTY_END_OF_FILE)))
			break;
		t->tail++;
		if (!(element & TTY_END_OF_FILE))
			dst[done++] = element & TTY_BYTE;
		if (element & TTY_LINE_END) {
			t->lines--;
			*line_ended = canonical;
		}
	}
	return done;
}

void tty_flush(struct tty *t)
{
	t->tail = t->head;
	t->lines = 0;
	t->literal = false;
}

void tty_set_termios(struct tty *t, const struct tty_termios *new)
{
	bool was_canonical = tty_canonical(t);

	t->termios = *new;
	if (!(new->iflag & TTY_IXON))
		t->stopped = false;
	t->literal = false;
	/* What was typed before lines were edited is a line. */
	if (!was_canonical && tty_canonical(t) && t->head != t->tail) {
		uint16_t *last = &t->input[(t->head - 1) % TTY_INPUT];

		if (!(*last & TTY_LINE_END)) {
			*last |= TTY_LINE_END;
			t->lines++;
		}
	}
}

static void advance(struct tty *t, uint8_t c)
{
	if (c == '\n' && (t->termios.oflag & (TTY_ONLCR | TTY_ONLRET)))
		t->column = 0;
	else if (c == '\r')
		t->column = 0;
	else if (c == '\b')
		t->column -= t->column > 0;
	else if (c == '\t')
		t->column = (t->column / 8 + 1) * 8;
	else if (c >= ' ' && c != 0x7f && !((t->termios.iflag & TTY_IUTF8) && (c & 0xc0) == 0x80))
		t->column++;
}

void tty_write(struct tty *t, const char *s, size_t n)
{
	char out[128];
	size_t used = 0;

	if (!(t->termios.oflag & TTY_OPOST)) {
		t->output(s, n);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (used + 2 > sizeof(out)) {
			t->output(out, used);
			used = 0;
		}
		if (c == '\n' && (t->termios.oflag & TTY_ONLCR))
			out[used++] = '\r';
		else if (c == '\r' && (t->termios.oflag & TTY_OCRNL))
			c = '\n';
		out[used++] = c;
		advance(t, (uint8_t)c);
	}
	if (used)
		t->output(out, used);
}

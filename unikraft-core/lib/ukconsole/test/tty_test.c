/* SPDX-License-Identifier: BSD-3-Clause */
/* The line discipline edits, echoes, signals and hands over lines as Linux's does. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tty.c"
#include "../tty_io.c"

static struct tty t;
static char shown[65536];
static size_t shown_len;
static int signalled;

static void output(const char *s, size_t n)
{
	memcpy(shown + shown_len, s, n);
	shown_len += n;
	shown[shown_len] = 0;
}

static void on_signal(int signo)
{
	signalled = signo;
}

static void reset(void)
{
	memset(&t, 0, sizeof(t));
	tty_init(&t);
	t.output = output;
	t.signal = on_signal;
	shown_len = 0;
	shown[0] = 0;
	signalled = 0;
}

static void type(const char *s)
{
	for (; *s; s++)
		tty_receive(&t, (uint8_t)*s);
}

/* What a read of n bytes gives; "" and *ended: end of file. */
static const char *take(size_t n, bool *ended)
{
	static char buf[8192];
	size_t got = tty_take(&t, (uint8_t *)buf, n, ended);

	buf[got] = 0;
	return buf;
}

#define SHOWS(text)                                                          \
	do {                                                                 \
		if (strcmp(shown, text)) {                                   \
			printf("line %d: '%s'\n", __LINE__, shown);          \
			abort();                                             \
		}                                                            \
	} while (0)
#define READS(text, n)                                                       \
	do {                                                                 \
		bool ended_;                                                 \
		const char *got_ = take(n, &ended_);                         \
		if (strcmp(got_, text)) {                                    \
			printf("line %d: '%s'\n", __LINE__, got_);           \
			abort();                                             \
		}                                                            \
	} while (0)

static void test_lines(void)
{
	bool ended;

	reset();
	type("one");
	assert(!tty_readable(&t, 1) && tty_available(&t) == 0);
	type("\rtwo\n");
	SHOWS("one\r\ntwo\r\n");
	assert(tty_readable(&t, 1) && tty_available(&t) == 8);
	READS("on", 2);
	READS("e\n", 100);
	READS("two\n", 100);
	assert(!tty_readable(&t, 1));

	type("\004");
	assert(tty_readable(&t, 1) && tty_available(&t) == 0);
	assert(!strcmp(take(10, &ended), "") && ended);
	type("abc\004");
	READS("abc", 3);
	assert(!tty_readable(&t, 1));
}

static void test_editing(void)
{
	reset();
	type("ab\177c\n");
	SHOWS("ab\b \bc\r\n");
	READS("ac\n", 100);
	reset();
	type("hello big world\027\027x\n");
	READS("hello x\n", 100);
	reset();
	type("gone\025kept\n");
	SHOWS("gone\b \b\b \b\b \b\b \bkept\r\n");
	READS("kept\n", 100);
	reset();
	type("a\001\177b\n"); /* ^A takes two columns */
	SHOWS("a^A\b \b\b \bb\r\n");
	reset();
	type("a\t\177b\n"); /* the tab went from column 1 to 8 */
	SHOWS("a\t\b\b\b\b\b\b\bb\r\n");
	reset();
	type("\026\003x\n"); /* quoted: no signal */
	SHOWS("^\b^Cx\r\n");
	READS("\003x\n", 100);
	assert(!signalled);
	reset();
	type("\177\n"); /* nothing to erase */
	READS("\n", 100);
	reset();
	t.termios.iflag |= TTY_IUTF8;
	type("a\303\244\177b\n");
	SHOWS("a\303\244\b \bb\r\n");
	READS("ab\n", 100);
}

static void test_signals_and_flow(void)
{
	reset();
	type("lost\003");
	assert(signalled == UK_SIGINT);
	SHOWS("lost^C");
	type("kept\n");
	READS("kept\n", 100);
	type("\023");
	assert(t.stopped);
	type("\021");
	assert(!t.stopped && !tty_readable(&t, 1));
	t.termios.lflag &= ~TTY_ISIG;
	signalled = 0;
	type("\003\n");
	READS("\003\n", 100);
	assert(!signalled);
}

static void test_raw(void)
{
	struct tty_termios raw;

	reset();
	type("typed");
	raw = t.termios;
	raw.iflag = raw.lflag = raw.oflag = 0;
	tty_set_termios(&t, &raw);
	assert(tty_readable(&t, 5) && !tty_readable(&t, 6));
	type("\r\003\177\004\n");
	SHOWS("typed");
	READS("typed\r\003\177\004\n", 100);
	for (int i = 0; i < 256; i++)
		tty_receive(&t, (uint8_t)i);
	for (int i = 0; i < 256; i++) {
		uint8_t c;
		bool ended;

		assert(tty_take(&t, &c, 1, &ended) == 1 && c == i && !ended);
	}
	tty_write(&t, "x\n", 2);
	SHOWS("typedx\n");
	type("rest");
	raw.lflag = TTY_ICANON;
	tty_set_termios(&t, &raw);
	READS("rest", 100);
}

static void test_bounds(void)
{
	bool ended;

	reset();
	t.termios.lflag &= ~TTY_ECHO;
	for (int i = 0; i < 3 * TTY_INPUT; i++)
		tty_receive(&t, 'x');
	assert(tty_room(&t) > 0);
	tty_receive(&t, '\n');
	assert(tty_room(&t) == 0);
	assert(strlen(take(8000, &ended)) == TTY_INPUT && ended);
	assert(tty_room(&t) == TTY_INPUT);
}

/* Whatever is typed and set: the counts agree with what can be taken. */
static void test_random(void)
{
	srand(1);
	reset();
	for (int i = 0; i < 300000; i++) {
		static const char keys[] = "ab \t\n\r\177\025\027\026\003\004\022\023\021\303\244";
		uint8_t buf[64];
		bool ended;

		shown_len = 0;
		switch (rand() % 40) {
		case 0: {
			struct tty_termios n = t.termios;

			n.lflag ^= 1U << (rand() % 16);
			n.iflag ^= 1U << (rand() % 15);
			n.oflag ^= 1U << (rand() % 6);
			tty_set_termios(&t, &n);
			break;
		}
		case 1:
		case 2: {
			unsigned int before = tty_available(&t);
			size_t got = tty_take(&t, buf, sizeof(buf), &ended);

			assert(got <= before && (got || ended || !before || !tty_readable(&t, 1)));
			break;
		}
		default:
			tty_receive(&t, (uint8_t)keys[rand() % (int)(sizeof(keys) - 1)]);
		}
		unsigned int lines = 0;

		assert(t.head - t.tail <= TTY_INPUT);
		for (unsigned int k = t.tail; k != t.head; k++)
			lines += !!(t.input[k % TTY_INPUT] & TTY_LINE_END);
		assert(lines == t.lines);
	}
}

int main(void)
{
	test_lines();
	test_editing();
	test_signals_and_flow();
	test_raw();
	test_bounds();
	test_random();
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The console: a 16550 at COM1, 8 bit clean (National Semiconductor PC16550D). */
#include <uk/device.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/ring0.h>
#include "uart.h"

#define COM1 0x3f8
#define COM1_GSI 4

#define DATA (COM1 + 0)
#define INTERRUPTS (COM1 + 1) /* enable register */
#define INTERRUPTS_RECEIVE 0x01
#define IDENTIFY (COM1 + 2)   /* read: which interrupt */
#define FIFO (COM1 + 2)       /* write: control */
#define FIFO_ENABLE_CLEAR 0x07
#define LINE (COM1 + 3)
#define LINE_DIVISOR 0x80
#define LINE_8N1 0x03
#define MODEM (COM1 + 4)
#define MODEM_DTR_RTS_OUT2 0x0b
#define STATUS (COM1 + 5)
#define STATUS_READY 0x01
#define STATUS_EMPTY 0x20
#define DIVISOR_115200 1
#define FIFO_SIZE 16

static bool initialised;

/* What has arrived and was not read. head == tail: nothing. */
static unsigned char ring[256];
static unsigned int head, tail;
static bool receiving; /* the receive interrupt is on */
static void (*on_input)(void);

/* Before the first output, so that messages of the early boot come out. */
void uk_uart_init(void)
{
	if (initialised)
		return;
	initialised = true;
	uk_outb(INTERRUPTS, 0);
	uk_outb(LINE, LINE_DIVISOR);
	uk_outb(DATA, DIVISOR_115200);
	uk_outb(INTERRUPTS, 0);
	uk_outb(LINE, LINE_8N1);
	uk_outb(FIFO, FIFO_ENABLE_CLEAR);
	uk_outb(MODEM, MODEM_DTR_RTS_OUT2);
}

void uk_plat_console_write(const char *s, size_t n)
{
	uk_uart_init();
	while (n) {
		size_t part = UK_MIN(n, (size_t)FIFO_SIZE);

		while (!(uk_inb(STATUS) & STATUS_EMPTY))
			;
		for (n -= part; part; part--)
			uk_outb(DATA, (uint8_t)*s++);
	}
}

/* Takes over what the receiver holds, as far as there is room. */
static void receive(void)
{
	while (tail - head < sizeof(ring)) {
		uint8_t status = uk_inb(STATUS);

		/* All ones: there is no such device. */
		if (!(status & STATUS_READY) || status == 0xff)
			return;
		ring[tail++ % sizeof(ring)] = uk_inb(DATA);
	}
}

size_t uk_plat_console_read(char *s, size_t n)
{
	size_t got = 0;

	uk_uart_init();
	while (got < n) {
		if (head == tail)
			receive();
		if (head == tail)
			break;
		s[got++] = (char)ring[head++ % sizeof(ring)];
	}
	/* Off since the ring was full; with it still full, the interrupt would come again and again. */
	if (on_input && !receiving && tail - head < sizeof(ring)) {
		receiving = true;
		uk_outb(INTERRUPTS, INTERRUPTS_RECEIVE);
	}
	return got;
}

static void interrupt(void *arg UK_UNUSED)
{
	uk_inb(IDENTIFY);
	receive();
	if (tail - head == sizeof(ring)) {
		receiving = false;
		uk_outb(INTERRUPTS, 0);
	}
	if (head != tail)
		on_input();
}

void uk_plat_console_on_input(void (*fn)(void))
{
	int r;

	uk_uart_init();
	if (!on_input) {
		r = uk_plat_irq_connect(COM1_GSI, UK_IRQ_EDGE, interrupt, NULL);
		if (r)
			UK_PANIC("the console's interrupt cannot be connected: error %d", -r);
	}
	on_input = fn;
	receiving = true;
	uk_outb(INTERRUPTS, INTERRUPTS_RECEIVE);
}

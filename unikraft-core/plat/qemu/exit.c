/* SPDX-License-Identifier: BSD-3-Clause */
/* The report channel to who started the machine, and the ways to end it. */
#include <uk/plat.h>
#include <uk/ring0.h>
#include <uk/string.h>
#include "acpi.h"
#include "uart.h"

#define DEBUGCON 0xe9
#define DEBUG_EXIT 0xf4
#define I8042_COMMAND 0x64
#define I8042_RESET 0xfe
/* QEMU's pc and q35: PM1a control, where the firmware puts it; S5 has sleep type 0. */
#define PM1A_CONTROL 0x604
#define SLEEP_ENABLE 0x2000
#define UART_STATUS 0x3fd
#define UART_IDLE 0x40

void uk_plat_report(const char *line)
{
	/* Who reads a report may send input. */
	uk_uart_init();
	/* isa-debugcon answers with its port number. */
	if (uk_inb(DEBUGCON) != DEBUGCON)
		return;
	for (; *line; line++)
		uk_outb(DEBUGCON, (uint8_t)*line);
	uk_outb(DEBUGCON, '\n');
}

void uk_plat_exit(int status)
{
	/* What was written to the console is to arrive. */
	while (!(uk_inb(UART_STATUS) & UART_IDLE))
		;
	uk_outl(DEBUG_EXIT, (uint32_t)status);
	uk_acpi_power_off();
	uk_outw(PM1A_CONTROL, SLEEP_ENABLE);
	uk_outb(I8042_COMMAND, I8042_RESET);
	for (;;)
		__asm__ volatile("cli; hlt");
}

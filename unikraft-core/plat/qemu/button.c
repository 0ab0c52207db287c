/* SPDX-License-Identifier: BSD-3-Clause */
/* The power button of ACPI's fixed hardware (ACPI 6.4, 4.8.2.2 and 4.8.3.1), which QEMU's pc and q35 have. */
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/ring0.h>
#include "acpi.h"

#define EVENT_BUTTON 0x100    /* in status, where 1 clears, and enable */
#define EVENT_LENGTH_MIN 4    /* 16 bits each */
#define CONTROL_SCI_ENABLE 1  /* ACPI mode: events come as the system control interrupt */
#define MODE_LIMIT 10000000L  /* ns to get there */

/* The two blocks of registers, of which a machine may have one: a port, or 0. */
static struct {
	uint16_t status, enable;
} events[2];
static void (*pressed)(void);

static void interrupt(void *arg UK_UNUSED)
{
	bool button = false;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(events); i++) {
		if (!events[i].status || !(uk_inw(events[i].status) & EVENT_BUTTON))
			continue;
		uk_outw(events[i].status, EVENT_BUTTON);
		button = true;
	}
	if (button)
		pressed();
}

/* Whether events come as interrupts now, not to the firmware. */
static bool enter_acpi_mode(const struct uk_acpi_header *fadt)
{
	const uint16_t control = (uint16_t)uk_acpi_field(fadt, FADT_PM1A_CONTROL, 4);
	const uint16_t command = (uint16_t)uk_acpi_field(fadt, FADT_SMI_COMMAND, 4);
	const uint8_t enable = (uint8_t)uk_acpi_field(fadt, FADT_ACPI_ENABLE, 1);
	uk_nsec_t limit;

	if (!control)
		return false;
	if (uk_inw(control) & CONTROL_SCI_ENABLE)
		return true;
	if (!command || !enable)
		return false;
	uk_outb(command, enable);
	limit = uk_plat_clock_mono() + MODE_LIMIT;
	while (!(uk_inw(control) & CONTROL_SCI_ENABLE))
		if (uk_plat_clock_mono() > limit)
			return false;
	return true;
}

int uk_plat_power_button(void (*fn)(void))
{
	static const size_t blocks[UK_ARRAY_SIZE(events)] = { FADT_PM1A_EVENT, FADT_PM1B_EVENT };
	const struct uk_acpi_header *fadt = uk_acpi_table("FACP");
	uint16_t length;
	int r;

	if (!fadt || uk_acpi_field(fadt, FADT_FLAGS, 4) & (FADT_HW_REDUCED | FADT_BUTTON_IS_DEVICE))
		return -ENXIO;
	length = (uint16_t)uk_acpi_field(fadt, FADT_PM1_EVENT_LENGTH, 1);
	if (length < EVENT_LENGTH_MIN || !uk_acpi_field(fadt, FADT_PM1A_EVENT, 4) || !enter_acpi_mode(fadt))
		return -ENXIO;
	pressed = fn;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(events); i++) {
		events[i].status = (uint16_t)uk_acpi_field(fadt, blocks[i], 4);
		events[i].enable = (uint16_t)(events[i].status + length / 2);
	}
	/* These machines wire it as one would an interrupt of the same number on a PCI bus. */
	r = uk_plat_irq_connect((unsigned int)uk_acpi_field(fadt, FADT_SCI, 2), UK_IRQ_LEVEL, interrupt, NULL);
	if (r)
		return r;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(events); i++) {
		if (!events[i].status)
			continue;
		/* What was pressed before, say in the firmware's menu, is over. No other event is wanted. */
		uk_outw(events[i].status, EVENT_BUTTON);
		uk_outw(events[i].enable, EVENT_BUTTON);
	}
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef QEMU_ACPI_H
#define QEMU_ACPI_H

#include <uk/essentials.h>

/** What every table begins with (ACPI 6.4, 5.2.6). */
struct uk_acpi_header {
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} UK_PACKED;

/* Offsets in the FADT, whose signature is FACP (5.2.9). */
#define FADT_DSDT 40
#define FADT_SCI 46 /* 16 bits */
#define FADT_SMI_COMMAND 48
#define FADT_ACPI_ENABLE 52 /* 8 bits */
#define FADT_PM1A_EVENT 56
#define FADT_PM1B_EVENT 60
#define FADT_PM1A_CONTROL 64
#define FADT_PM1B_CONTROL 68
#define FADT_PM1_EVENT_LENGTH 88 /* 8 bits */
#define FADT_FLAGS 112
#define FADT_BUTTON_IS_DEVICE (1U << 4) /* no fixed power button */
#define FADT_HW_REDUCED (1U << 20)
#define FADT_X_DSDT 140
#define FADT_SLEEP_CONTROL 244

/** A table with that signature, mapped and checked; NULL: there is none. */
const struct uk_acpi_header *uk_acpi_table(const char *signature);
/** n bytes (at most 8) of a table at an offset; 0 where it is too short. */
uint64_t uk_acpi_field(const struct uk_acpi_header *h, size_t offset, size_t n);

/** Enters S5 as the tables say; comes back when they do not say how. */
void uk_acpi_power_off(void);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef QEMU_ACPI_H
#define QEMU_ACPI_H

#include <uk/essentials.h>

/** Enters S5 as the firmware's tables say; comes back when they do not say how. */
void uk_acpi_power_off(void);

#endif

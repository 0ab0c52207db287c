/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UKBOOT_BOOT_H
#define UKBOOT_BOOT_H

#include <uk/essentials.h>

/** Makes the calling thread ready to run the linked-in main(), as uk_app_start does for loaded programs. */
void ukboot_native_start(void);

#endif

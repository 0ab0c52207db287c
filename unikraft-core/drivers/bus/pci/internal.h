/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PCI_INTERNAL_H
#define PCI_INTERNAL_H

#include <uk/pci.h>

extern struct uk_list pci_devices; /* struct uk_pci_device.node, in the order found */

/** Fills d->bar. The device does not answer meanwhile. */
void pci_read_bars(struct uk_pci_device *d);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts by messages (PCI 3.0, 6.8) and by pins. */
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/print.h>
#include "internal.h"

/* Of both capabilities */
#define CONTROL 2

#define MSIX_TABLE 4
#define MSIX_LEN 12
#define MSIX_ENABLE 0x8000
#define MSIX_MASK_ALL 0x4000
#define MSIX_COUNT 0x7ff /* less 1 */
#define MSIX_BAR 7
/* An entry: four words. */
#define ENTRY_SIZE 16
#define ENTRY_ADDRESS 0
#define ENTRY_ADDRESS_HIGH 1
#define ENTRY_DATA 2
#define ENTRY_CONTROL 3
#define ENTRY_MASKED 1

#define MSI_LEN 10
#define MSI_LEN_64 14
#define MSI_ENABLE 0x01
#define MSI_MULTIPLE 0x70 /* how many messages it may send, as a power of 2 */
#define MSI_64 0x80
#define MSI_ADDRESS 4

int uk_pci_msix_start(struct uk_pci_device *d)
{
	unsigned int cap = uk_pci_capability(d, UK_PCI_CAP_MSIX, 0, MSIX_LEN);
	uint32_t control, where;

	if (!cap)
		return -ENOENT;
	control = uk_pci_read(d, cap + CONTROL, 2);
	where = uk_pci_read(d, cap + MSIX_TABLE, 4);
	d->msix_entries = (control & MSIX_COUNT) + 1;
	d->msix_table = uk_pci_map(d, where & MSIX_BAR, where & ~(uint32_t)MSIX_BAR,
				   d->msix_entries * ENTRY_SIZE);
	if (!d->msix_table)
		return -EIO;
	d->msix = cap;
	for (unsigned int i = 0; i < d->msix_entries; i++)
		d->msix_table[i * 4 + ENTRY_CONTROL] = ENTRY_MASKED;
	uk_pci_write(d, cap + CONTROL, 2, (control | MSIX_ENABLE) & ~(uint32_t)MSIX_MASK_ALL);
	return (int)d->msix_entries;
}

void uk_pci_msix_stop(struct uk_pci_device *d)
{
	uint32_t control;

	if (!d->msix)
		return;
	control = uk_pci_read(d, d->msix + CONTROL, 2);
	uk_pci_write(d, d->msix + CONTROL, 2, control & ~(uint32_t)MSIX_ENABLE);
	d->msix = 0;
}

int uk_pci_msix_connect(struct uk_pci_device *d, unsigned int entry, void (*fn)(void *), void *arg)
{
	volatile uint32_t *e;
	struct uk_msi m;
	int r;

	if (!d->msix || entry >= d->msix_entries)
		return -EINVAL;
	r = uk_plat_msi_connect(fn, arg, &m);
	if (r)
		return r;
	e = d->msix_table + entry * 4;
	e[ENTRY_ADDRESS] = (uint32_t)m.address;
	e[ENTRY_ADDRESS_HIGH] = (uint32_t)(m.address >> 32);
	e[ENTRY_DATA] = m.data;
	e[ENTRY_CONTROL] = 0;
	return 0;
}

/* 0; -ENOENT: the device has no MSI. */
static int connect_message(struct uk_pci_device *d, void (*fn)(void *), void *arg)
{
	unsigned int cap = uk_pci_capability(d, UK_PCI_CAP_MSI, 0, MSI_LEN);
	uint32_t control = cap ? uk_pci_read(d, cap + CONTROL, 2) : 0;
	unsigned int data = cap + MSI_ADDRESS + 4;
	struct uk_msi m;
	int r;

	if (control & MSI_64)
		cap = uk_pci_capability(d, UK_PCI_CAP_MSI, 0, MSI_LEN_64);
	if (!cap)
		return -ENOENT;
	r = uk_plat_msi_connect(fn, arg, &m);
	if (r)
		return r;
	uk_pci_write(d, cap + MSI_ADDRESS, 4, (uint32_t)m.address);
	if (control & MSI_64) {
		uk_pci_write(d, data, 4, (uint32_t)(m.address >> 32));
		data += 4;
	}
	uk_pci_write(d, data, 2, m.data);
	uk_pci_write(d, cap + CONTROL, 2, (control & ~(uint32_t)MSI_MULTIPLE) | MSI_ENABLE);
	return 0;
}

/* A pin that a device without a driver holds would never be let go. */
static void quieten_others(void)
{
	struct uk_pci_device *d;

	uk_list_for_each(d, &pci_devices, node)
		if (!d->uses_intx)
			uk_pci_write(d, UK_PCI_COMMAND, 2,
				     uk_pci_read(d, UK_PCI_COMMAND, 2) | UK_PCI_COMMAND_NO_INTX);
}

static int connect_pin(struct uk_pci_device *d, void (*fn)(void *), void *arg)
{
	uint32_t command;
	int gsi, r;

	if (!uk_pci_read(d, UK_PCI_INTERRUPT_PIN, 1))
		return -ENXIO;
	gsi = uk_plat_pci_gsi(uk_pci_read(d, UK_PCI_INTERRUPT_LINE, 1));
	if (gsi < 0)
		return -ENXIO;
	d->uses_intx = true;
	quieten_others();
	r = uk_plat_irq_connect((unsigned int)gsi, UK_IRQ_LEVEL, fn, arg);
	if (r) {
		d->uses_intx = false;
		/* The input does not exist, or is wired to something that is not PCI. */
		return r == -EINVAL || r == -EBUSY ? -ENXIO : r;
	}
	command = uk_pci_read(d, UK_PCI_COMMAND, 2);
	uk_pci_write(d, UK_PCI_COMMAND, 2, command & ~(uint32_t)UK_PCI_COMMAND_NO_INTX);
	return 0;
}

int uk_pci_irq_connect(struct uk_pci_device *d, void (*fn)(void *), void *arg)
{
	int r = connect_message(d, fn, arg);

	return r == -ENOENT || r == -ENOSPC ? connect_pin(d, fn, arg) : r;
}

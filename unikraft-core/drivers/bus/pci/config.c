/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration space: base address registers (PCI 3.0, 6.2.5) and capabilities (6.7). */
#include <uk/device.h>
#include <uk/print.h>
#include "internal.h"

#define CONFIG_SIZE 256
#define CAPABILITIES_START 0x40

#define BAR_IO 0x1
#define BAR_IO_MASK 0xfffffffcU
#define BAR_TYPE 0x6
#define BAR_64 0x4
#define BAR_MASK 0xfffffff0U

uint32_t uk_pci_read(const struct uk_pci_device *d, unsigned int offset, unsigned int width)
{
	return uk_plat_pci_read(d->at, offset, width);
}

void uk_pci_write(const struct uk_pci_device *d, unsigned int offset, unsigned int width, uint32_t v)
{
	uk_plat_pci_write(d->at, offset, width, v);
}

unsigned int uk_pci_capability(const struct uk_pci_device *d, uint8_t id, unsigned int nth, unsigned int len)
{
	uint64_t seen = 0; /* one bit for each aligned place: the list may go round */
	unsigned int at;

	if (!(uk_pci_read(d, UK_PCI_STATUS, 2) & UK_PCI_STATUS_CAPABILITIES))
		return 0;
	at = uk_pci_read(d, UK_PCI_CAPABILITIES, 1) & ~3U;
	while (at >= CAPABILITIES_START && !(seen >> at / 4 & 1)) {
		uint32_t head = uk_pci_read(d, at, 2);

		if ((head & 0xff) == id && at + len <= CONFIG_SIZE && !nth--)
			return at;
		seen |= 1UL << at / 4;
		at = head >> 8 & ~3U;
	}
	return 0;
}

/* What of a register takes ones: the size, as the device decodes it. */
static uint32_t writable(const struct uk_pci_device *d, unsigned int i, uint32_t mask)
{
	uint32_t old = uk_pci_read(d, UK_PCI_BAR(i), 4);
	uint32_t bits;

	uk_pci_write(d, UK_PCI_BAR(i), 4, UINT32_MAX);
	bits = uk_pci_read(d, UK_PCI_BAR(i), 4) & mask;
	uk_pci_write(d, UK_PCI_BAR(i), 4, old);
	return bits;
}

/* Registers that it takes: 1 or 2. */
static unsigned int read_bar(const struct uk_pci_device *d, unsigned int i, struct uk_pci_bar *b)
{
	uint32_t low = uk_pci_read(d, UK_PCI_BAR(i), 4);
	bool wide = !(low & BAR_IO) && (low & BAR_TYPE) == BAR_64 && i + 1 < UK_PCI_BARS;
	uint32_t mask = low & BAR_IO ? BAR_IO_MASK : BAR_MASK;
	uint64_t bits = writable(d, i, mask);

	b->io = low & BAR_IO;
	b->base = low & mask;
	if (wide) {
		b->base |= (uint64_t)uk_pci_read(d, UK_PCI_BAR(i + 1), 4) << 32;
		bits |= (uint64_t)writable(d, i + 1, UINT32_MAX) << 32;
	}
	/* The lowest that can be written, and all above it, though some devices decode fewer bits than there are. */
	b->size = bits & -bits;
	if (bits & (bits + b->size) || !b->base || b->base & (b->size - 1) || (b->io && b->base + b->size > 0x10000))
		b->size = 0;
	return wide ? 2 : 1;
}

void pci_read_bars(struct uk_pci_device *d)
{
	uint32_t command = uk_pci_read(d, UK_PCI_COMMAND, 2);

	/* All ones would be an address of something else. */
	uk_pci_write(d, UK_PCI_COMMAND, 2,
		     command & ~(uint32_t)(UK_PCI_COMMAND_IO | UK_PCI_COMMAND_MEMORY));
	for (unsigned int i = 0; i < UK_PCI_BARS;)
		i += read_bar(d, i, &d->bar[i]);
	uk_pci_write(d, UK_PCI_COMMAND, 2, command);
}

void uk_pci_enable(const struct uk_pci_device *d)
{
	uint32_t command = uk_pci_read(d, UK_PCI_COMMAND, 2) | UK_PCI_COMMAND_MASTER;

	for (unsigned int i = 0; i < UK_PCI_BARS; i++)
		if (d->bar[i].size)
			command |= d->bar[i].io ? UK_PCI_COMMAND_IO : UK_PCI_COMMAND_MEMORY;
	uk_pci_write(d, UK_PCI_COMMAND, 2, command);
}

volatile void *uk_pci_map(const struct uk_pci_device *d, unsigned int bar, uint64_t offset, uint64_t len)
{
	const struct uk_pci_bar *b;

	if (bar >= UK_PCI_BARS)
		return NULL;
	b = &d->bar[bar];
	if (b->io || !len || offset > b->size || len > b->size - offset)
		return NULL;
	return uk_plat_device_map(b->base + offset, len);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI devices (PCI Local Bus specification 3.0; library pci). They are found,
 * and offered to the drivers that are in the image, in stage bus. Addresses
 * are those that the firmware gave.
 *
 * What a device's configuration space says is checked against what can be.
 */
#ifndef UK_PCI_H
#define UK_PCI_H

#include <uk/essentials.h>
#include <uk/list.h>

/* Registers of the configuration space. */
#define UK_PCI_VENDOR 0x00
#define UK_PCI_DEVICE 0x02
#define UK_PCI_COMMAND 0x04
#define UK_PCI_COMMAND_IO 0x001
#define UK_PCI_COMMAND_MEMORY 0x002
#define UK_PCI_COMMAND_MASTER 0x004
#define UK_PCI_COMMAND_NO_INTX 0x400
#define UK_PCI_STATUS 0x06
#define UK_PCI_STATUS_CAPABILITIES 0x10
#define UK_PCI_REVISION 0x08
#define UK_PCI_CLASS 0x08 /* 32 bits: class, subclass, interface, revision */
#define UK_PCI_HEADER 0x0e
#define UK_PCI_BAR(i) (0x10U + 4 * (i))
#define UK_PCI_SECONDARY_BUS 0x19 /* of a bridge */
#define UK_PCI_SUBSYSTEM 0x2e
#define UK_PCI_CAPABILITIES 0x34
#define UK_PCI_INTERRUPT_LINE 0x3c
#define UK_PCI_INTERRUPT_PIN 0x3d

#define UK_PCI_CAP_MSI 0x05
#define UK_PCI_CAP_VENDOR 0x09
#define UK_PCI_CAP_MSIX 0x11

#define UK_PCI_BARS 6

/** A range of memory or ports that a device answers to. */
struct uk_pci_bar {
	uint64_t base, size; /* size 0: there is none, or it has no address */
	bool io;
};

struct uk_pci_driver;

struct uk_pci_device {
	struct uk_list node;
	uint16_t at;         /* bus << 8 | device << 3 | function */
	uint16_t vendor, id, subsystem;
	uint8_t revision;
	char name[8];        /* "00:03.0" */
	const struct uk_pci_driver *driver;
	struct uk_pci_bar bar[UK_PCI_BARS];
	/* The library's own */
	bool uses_intx;
	unsigned int msix;   /* place of the capability while MSI-X is used, else 0 */
	unsigned int msix_entries;
	volatile uint32_t *msix_table;
};

struct uk_pci_driver {
	const char *name;
	uint16_t vendor, first_id, last_id;
	/**
	 * Takes a device: 0. -ENODEV: it is another driver's; another -errno:
	 * it cannot be used, which the driver has said why.
	 */
	int (*probe)(struct uk_pci_device *d);
};
#define UK_PCI_DRIVER(ident, ...)                                            \
	static const struct uk_pci_driver ident UK_RECORD("uk_pci_driver") = { __VA_ARGS__ }

/** Configuration space; offset and width as in uk_plat_pci_read. */
uint32_t uk_pci_read(const struct uk_pci_device *d, unsigned int offset, unsigned int width);
void uk_pci_write(const struct uk_pci_device *d, unsigned int offset, unsigned int width, uint32_t v);

/** Place of the nth (from 0) capability with that id of which at least len bytes are there; 0: there are not so many. */
unsigned int uk_pci_capability(const struct uk_pci_device *d, uint8_t id, unsigned int nth, unsigned int len);

/** Lets the device answer at its addresses and use memory by itself. */
void uk_pci_enable(const struct uk_pci_device *d);
/** Maps len bytes at offset of a memory BAR; NULL: they are not there, or cannot be mapped. */
volatile void *uk_pci_map(const struct uk_pci_device *d, unsigned int bar, uint64_t offset, uint64_t len);

/* Interrupts: either MSI-X, with entries of its table, or one for all that the device has to say. */
/** Turns MSI-X on with all entries masked: how many there are. -ENOENT: the device has none; -EIO: its table cannot be. */
int uk_pci_msix_start(struct uk_pci_device *d);
/** Turns it off again. */
void uk_pci_msix_stop(struct uk_pci_device *d);
/** Connects an entry. 0; -EINVAL: no such entry; -ENOSPC: no vector is left; -ENOMEM. */
int uk_pci_msix_connect(struct uk_pci_device *d, unsigned int entry, void (*fn)(void *), void *arg);
/**
 * Connects the one interrupt: a message if the device can, else its pin, which
 * others may share: fn then looks whether it was this device. 0; -ENXIO:
 * neither can be; -ENOSPC; -ENOMEM.
 */
int uk_pci_irq_connect(struct uk_pci_device *d, void (*fn)(void *), void *arg);

#endif

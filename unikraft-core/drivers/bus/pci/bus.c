/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds the devices on all buses and offers them to the drivers. */
#include <uk/alloc.h>
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

#define BUSES 256
#define DEVICES 32   /* of a bus */
#define FUNCTIONS 8  /* of a device */
#define NO_VENDOR 0xffff

#define HEADER_TYPE 0x7f
#define HEADER_DEVICE 0
#define HEADER_BRIDGE 1
#define HEADER_MULTIFUNCTION 0x80

extern const struct uk_pci_driver __start_uk_pci_driver[], __stop_uk_pci_driver[];

struct uk_list pci_devices = UK_LIST_INIT(pci_devices);

/* Buses as bits: those that bridges lead to, and those that were looked at. Bridges may say anything. */
static uint64_t found[BUSES / 64], scanned[BUSES / 64];

static void offer(struct uk_pci_device *d)
{
	const struct uk_pci_driver *driver;

	for (driver = __start_uk_pci_driver; driver < __stop_uk_pci_driver; driver++) {
		int r;

		if (d->vendor != driver->vendor || d->id < driver->first_id ||
		    d->id > driver->last_id)
			continue;
		pci_read_bars(d);
		r = driver->probe(d);
		if (!r)
			d->driver = driver;
		if (r != -ENODEV)
			return;
	}
	uk_pr_debug("PCI device %s (%04x:%04x): no driver", d->name, d->vendor, d->id);
}

static void bridge(uint16_t at)
{
	unsigned int bus = uk_plat_pci_read(at, UK_PCI_SECONDARY_BUS, 1);

	if (bus)
		found[bus / 64] |= 1UL << bus % 64;
	else
		uk_pr_warn("the firmware has given no number to the PCI bus behind the bridge %02x:%02x.%u: devices there are not used",
			   at >> 8, at >> 3 & 31, at & 7);
}

/* Looks at one function. 0 or -ENOMEM. */
static int function(uint16_t at, uint16_t vendor, uint8_t header)
{
	struct uk_pci_device *d;

	if ((header & HEADER_TYPE) == HEADER_BRIDGE)
		bridge(at);
	if ((header & HEADER_TYPE) != HEADER_DEVICE)
		return 0;
	d = uk_zalloc(sizeof(*d));
	if (!d)
		return -ENOMEM;
	d->at = at;
	d->vendor = vendor;
	d->id = (uint16_t)uk_pci_read(d, UK_PCI_DEVICE, 2);
	d->subsystem = (uint16_t)uk_pci_read(d, UK_PCI_SUBSYSTEM, 2);
	d->revision = (uint8_t)uk_pci_read(d, UK_PCI_REVISION, 1);
	uk_snprintf(d->name, sizeof(d->name), "%02x:%02x.%u", at >> 8, at >> 3 & 31, at & 7);
	uk_list_add_tail(&d->node, &pci_devices);
	return 0;
}

static int scan(unsigned int bus)
{
	for (unsigned int n = 0; n < DEVICES * FUNCTIONS; n++) {
		uint16_t at = (uint16_t)(bus << 8 | n);
		uint16_t vendor = (uint16_t)uk_plat_pci_read(at, UK_PCI_VENDOR, 2);
		uint8_t header;
		int r;

		if (vendor == NO_VENDOR) {
			/* A device has function 0. */
			n += n % FUNCTIONS ? 0 : FUNCTIONS - 1;
			continue;
		}
		header = (uint8_t)uk_plat_pci_read(at, UK_PCI_HEADER, 1);
		r = function(at, vendor, header);
		if (r)
			return r;
		if (n % FUNCTIONS == 0 && !(header & HEADER_MULTIFUNCTION))
			n += FUNCTIONS - 1;
	}
	return 0;
}

/* The lowest bus that is still to be looked at; -1: none. */
static int next_bus(void)
{
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(found); i++) {
		uint64_t left = found[i] & ~scanned[i];

		if (left)
			return (int)(i * 64) + __builtin_ctzll(left);
	}
	return -1;
}

static int pci_init(void)
{
	struct uk_pci_device *d;
	int bus;

	if (!uk_plat_pci_present())
		return 0;
	found[0] = 1;
	while ((bus = next_bus()) >= 0) {
		int r = scan((unsigned int)bus);

		if (r)
			return r;
		scanned[bus / 64] |= 1UL << bus % 64;
	}
	uk_list_for_each(d, &pci_devices, node)
		offer(d);
	return 0;
}
UK_INIT(bus, pci_init);

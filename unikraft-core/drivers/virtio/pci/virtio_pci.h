/* SPDX-License-Identifier: BSD-3-Clause */
/* What the modern and the legacy transport share. */
#ifndef VIRTIO_PCI_H
#define VIRTIO_PCI_H

#include <uk/pci.h>
#include <uk/virtio_bus.h>

/* Bits of the interrupt status, which reading clears. */
#define ISR_QUEUE 1
#define ISR_CONFIG 2

#define NO_VECTOR 0xffff
#define CONFIG_ENTRY 0 /* of the MSI-X table */

/** A queue that has an interrupt vector of its own. */
struct virtio_pci_queue {
	struct virtio_pci_queue *next;
	struct uk_virtio_device *device;
	unsigned int index;
	uint16_t entry; /* of the MSI-X table */
};

struct virtio_pci_device {
	struct uk_virtio_device virtio;
	struct uk_pci_device *pci;
	bool msix;   /* else one interrupt, and a status that tells what for */
	bool shared; /* some queue shares CONFIG_ENTRY */
	struct virtio_pci_queue *queues;
	uint8_t (*isr)(struct virtio_pci_device *d); /* reads and clears the interrupt status */
	/* Modern */
	volatile struct virtio_pci_common *common;
	volatile uint8_t *config, *notify, *status;
	uint32_t notify_multiplier, notify_len;
	/* Legacy */
	uint16_t port;
};
#define VIRTIO_PCI(d) uk_container_of(d, struct virtio_pci_device, virtio)

/** Finds what a modern device's capabilities lead to. 0; -ENODEV: it is none; -errno with a message. */
int virtio_pci_modern(struct virtio_pci_device *d);
/** 0; -errno with a message. */
int virtio_pci_legacy(struct virtio_pci_device *d);

/** Connects what interrupts the device has. 0 or -errno. */
int virtio_pci_interrupts(struct virtio_pci_device *d);
/** The MSI-X entry for a queue, a shared one if need be. -errno. */
int virtio_pci_queue_entry(struct virtio_pci_device *d, unsigned int index);
/** Waits until the status is 0. 0 or -EIO. */
int virtio_pci_await_reset(struct virtio_pci_device *d);

#endif

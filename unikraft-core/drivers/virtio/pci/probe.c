/* SPDX-License-Identifier: BSD-3-Clause */
/* Takes virtio devices from the PCI bus (Virtio 1.1, 4.1) and connects their interrupts. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "virtio_pci.h"

#define VENDOR 0x1af4
#define FIRST_ID 0x1000
#define FIRST_MODERN_ID 0x1040
#define LAST_ID 0x107f

#define RESET_LIMIT 1000000000L /* ns */

static void config_vector(void *arg)
{
	struct virtio_pci_device *d = arg;

	if (d->shared)
		uk_virtio_queues_interrupt(&d->virtio);
	uk_virtio_config_interrupt(&d->virtio);
}

static void queue_vector(void *arg)
{
	struct virtio_pci_queue *q = arg;

	uk_virtio_queue_interrupt(q->device, q->index);
}

/* The pin may be another device's, too: the status is then 0. */
static void one_interrupt(void *arg)
{
	struct virtio_pci_device *d = arg;
	uint8_t status = d->isr(d);

	if (status & ISR_QUEUE)
		uk_virtio_queues_interrupt(&d->virtio);
	if (status & ISR_CONFIG)
		uk_virtio_config_interrupt(&d->virtio);
}

int virtio_pci_interrupts(struct virtio_pci_device *d)
{
	int r = uk_pci_msix_start(d->pci);

	if (r > 0) {
		r = uk_pci_msix_connect(d->pci, CONFIG_ENTRY, config_vector, d);
		if (!r) {
			d->msix = true;
			return 0;
		}
		uk_pci_msix_stop(d->pci);
	} else if (r != -ENOENT) {
		uk_pr_warn("%s: its MSI-X table cannot be mapped; it gets one interrupt for all",
			   d->virtio.name);
	}
	r = uk_pci_irq_connect(d->pci, one_interrupt, d);
	if (r == -ENXIO)
		uk_pr_err("%s: not used: it has no MSI-X, and where its interrupt pin leads is not known",
			  d->virtio.name);
	else if (r)
		uk_pr_err("%s: not used: its interrupt cannot be connected: error %d",
			  d->virtio.name, -r);
	return r;
}

int virtio_pci_queue_entry(struct virtio_pci_device *d, unsigned int index)
{
	struct virtio_pci_queue *q;
	int r;

	for (q = d->queues; q; q = q->next)
		if (q->index == index)
			return q->entry;
	if (index + 1 >= d->pci->msix_entries) {
		d->shared = true;
		return CONFIG_ENTRY;
	}
	q = uk_malloc(sizeof(*q));
	if (!q)
		return -ENOMEM;
	*q = (struct virtio_pci_queue){ d->queues, &d->virtio, index, (uint16_t)(index + 1) };
	r = uk_pci_msix_connect(d->pci, q->entry, queue_vector, q);
	if (r) {
		uk_free(q);
		d->shared |= r == -ENOSPC;
		return r == -ENOSPC ? CONFIG_ENTRY : r;
	}
	d->queues = q;
	return q->entry;
}

int virtio_pci_await_reset(struct virtio_pci_device *d)
{
	const uk_nsec_t limit = uk_plat_clock_mono() + RESET_LIMIT;

	while (d->virtio.ops->get_status(&d->virtio))
		if (uk_plat_clock_mono() > limit)
			return -EIO;
	return 0;
}

static int probe(struct uk_pci_device *pci)
{
	struct virtio_pci_device *d = uk_zalloc(sizeof(*d));
	int r;

	if (!d)
		return -ENOMEM;
	d->pci = pci;
	uk_snprintf(d->virtio.name, sizeof(d->virtio.name), "virtio-pci %s", pci->name);
	d->virtio.id = pci->id >= FIRST_MODERN_ID ? pci->id - FIRST_MODERN_ID : pci->subsystem;
	uk_pci_enable(pci);
	r = virtio_pci_modern(d);
	if (r == -ENODEV && pci->id < FIRST_MODERN_ID)
		r = virtio_pci_legacy(d);
	else if (r == -ENODEV)
		uk_pr_err("%s: not used: it has not all capabilities of a virtio device at addresses that can be",
			  d->virtio.name);
	if (!r)
		r = virtio_pci_interrupts(d);
	if (r) {
		uk_free(d);
		return r == -ENODEV ? -EIO : r;
	}
	uk_virtio_register(&d->virtio);
	return 0;
}

UK_PCI_DRIVER(virtio_pci_driver, .name = "virtio-pci", .vendor = VENDOR, .first_id = FIRST_ID,
	      .last_id = LAST_ID, .probe = probe);

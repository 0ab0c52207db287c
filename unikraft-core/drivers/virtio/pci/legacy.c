/* SPDX-License-Identifier: BSD-3-Clause */
/* A device that is older than Virtio 1.0 (Virtio 1.1, 4.1.4.8): registers in an I/O BAR. */
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/print.h>
#include "virtio_pci.h"

#define REGISTERS_BAR 0
#define DEVICE_FEATURES 0
#define DRIVER_FEATURES 4
#define QUEUE_PAGE 8
#define QUEUE_SIZE 12
#define QUEUE_SELECT 14
#define QUEUE_NOTIFY 16
#define STATUS 18
#define ISR 19
#define CONFIG_VECTOR 20 /* only with MSI-X, as the next */
#define QUEUE_VECTOR 22
#define CONFIG 20        /* 24 with MSI-X */
#define CONFIG_MSIX 24

static uint32_t in(struct uk_virtio_device *v, unsigned int reg, unsigned int n)
{
	return uk_plat_port_read((uint16_t)(VIRTIO_PCI(v)->port + reg), n);
}

static void out(struct uk_virtio_device *v, unsigned int reg, unsigned int n, uint32_t value)
{
	uk_plat_port_write((uint16_t)(VIRTIO_PCI(v)->port + reg), n, value);
}

static uint8_t legacy_get_status(struct uk_virtio_device *v)
{
	return (uint8_t)in(v, STATUS, 1);
}

static void legacy_set_status(struct uk_virtio_device *v, uint8_t status)
{
	out(v, STATUS, 1, status);
}

static int legacy_reset(struct uk_virtio_device *v)
{
	out(v, STATUS, 1, 0);
	return virtio_pci_await_reset(VIRTIO_PCI(v));
}

static uint64_t legacy_get_features(struct uk_virtio_device *v)
{
	return in(v, DEVICE_FEATURES, 4);
}

static void legacy_set_features(struct uk_virtio_device *v, uint64_t features)
{
	out(v, DRIVER_FEATURES, 4, (uint32_t)features);
}

static uint32_t legacy_generation(struct uk_virtio_device *v UK_UNUSED)
{
	return 0;
}

static uint32_t legacy_config_read(struct uk_virtio_device *v, unsigned int offset, unsigned int n)
{
	return in(v, (VIRTIO_PCI(v)->msix ? CONFIG_MSIX : CONFIG) + offset, n);
}

static unsigned int legacy_queue_size(struct uk_virtio_device *v, unsigned int index)
{
	if (index > UINT16_MAX)
		return 0;
	out(v, QUEUE_SELECT, 2, index);
	return in(v, QUEUE_SIZE, 2);
}

static int legacy_connect(struct uk_virtio_device *v, unsigned int index)
{
	int entry;

	if (!VIRTIO_PCI(v)->msix)
		return 0;
	entry = virtio_pci_queue_entry(VIRTIO_PCI(v), index);
	if (entry < 0)
		return entry;
	out(v, CONFIG_VECTOR, 2, CONFIG_ENTRY);
	out(v, QUEUE_VECTOR, 2, (uint32_t)entry);
	return in(v, CONFIG_VECTOR, 2) == CONFIG_ENTRY && in(v, QUEUE_VECTOR, 2) == (uint32_t)entry ?
		       0 : -EBUSY;
}

static int legacy_queue_enable(struct uk_virtio_device *v, unsigned int index, const struct uk_virtio_queue_area *area,
			void **notify)
{
	uint64_t page = area->desc / UK_VIRTIO_LEGACY_ALIGN;
	int r;

	if (area->desc % UK_VIRTIO_LEGACY_ALIGN || page > UINT32_MAX)
		return -EINVAL;
	out(v, QUEUE_SELECT, 2, index);
	r = legacy_connect(v, index);
	if (r)
		return r;
	*notify = NULL;
	out(v, QUEUE_PAGE, 4, (uint32_t)page);
	return 0;
}

static void legacy_notify_queue(struct uk_virtio_device *v, unsigned int index, void *notify UK_UNUSED)
{
	out(v, QUEUE_NOTIFY, 2, index);
}

static const struct uk_virtio_transport legacy_ops = {
	.get_status = legacy_get_status, .set_status = legacy_set_status, .reset = legacy_reset,
	.get_features = legacy_get_features, .set_features = legacy_set_features,
	.generation = legacy_generation, .read = legacy_config_read,
	.queue_size = legacy_queue_size, .queue_enable = legacy_queue_enable, .notify = legacy_notify_queue,
};

static uint8_t legacy_isr(struct virtio_pci_device *d)
{
	return (uint8_t)in(&d->virtio, ISR, 1);
}

int virtio_pci_legacy(struct virtio_pci_device *d)
{
	const struct uk_pci_bar *b = &d->pci->bar[REGISTERS_BAR];

	if (!b->io || b->size < CONFIG_MSIX) {
		uk_pr_err("%s: not used: it has neither the capabilities of a virtio device nor registers in I/O space",
			  d->virtio.name);
		return -EIO;
	}
	d->port = (uint16_t)b->base;
	/* Whether MSI-X is used or not, which is decided later. */
	d->virtio.config_size = (unsigned int)b->size - CONFIG_MSIX;
	d->virtio.legacy = true;
	d->virtio.ops = &legacy_ops;
	d->isr = legacy_isr;
	return 0;
}

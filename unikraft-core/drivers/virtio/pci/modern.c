/* SPDX-License-Identifier: BSD-3-Clause */
/* A device with virtio's capabilities (Virtio 1.1, 4.1.4). */
#include <uk/errno.h>
#include <uk/print.h>
#include "virtio_pci.h"

/* Of a capability: where its structure lies. */
#define CAP_TYPE 3
#define CAP_BAR 4
#define CAP_OFFSET 8
#define CAP_LENGTH 12
#define CAP_LEN 16
#define CAP_NOTIFY_MULTIPLIER 16
#define CAP_NOTIFY_LEN 20

#define TYPE_COMMON 1
#define TYPE_NOTIFY 2
#define TYPE_ISR 3
#define TYPE_DEVICE 4

#define CONFIG_MAX 4096 /* bytes of it that are of use to anyone */

/* 4.1.4.3 */
struct virtio_pci_common {
	uint32_t device_feature_select, device_feature, driver_feature_select, driver_feature;
	uint16_t msix_config, num_queues;
	uint8_t device_status, config_generation;
	uint16_t queue_select, queue_size, queue_msix_vector, queue_enable, queue_notify_off;
	/* 64 bits each, which are written as two halves. */
	uint32_t queue_desc[2], queue_driver[2], queue_device[2];
};

static uint8_t get_status(struct uk_virtio_device *v)
{
	return VIRTIO_PCI(v)->common->device_status;
}

static void set_status(struct uk_virtio_device *v, uint8_t status)
{
	VIRTIO_PCI(v)->common->device_status = status;
}

static int reset(struct uk_virtio_device *v)
{
	VIRTIO_PCI(v)->common->device_status = 0;
	return virtio_pci_await_reset(VIRTIO_PCI(v));
}

static uint64_t get_features(struct uk_virtio_device *v)
{
	volatile struct virtio_pci_common *c = VIRTIO_PCI(v)->common;
	uint64_t features;

	c->device_feature_select = 0;
	features = c->device_feature;
	c->device_feature_select = 1;
	return features | (uint64_t)c->device_feature << 32;
}

static void set_features(struct uk_virtio_device *v, uint64_t features)
{
	volatile struct virtio_pci_common *c = VIRTIO_PCI(v)->common;

	c->driver_feature_select = 0;
	c->driver_feature = (uint32_t)features;
	c->driver_feature_select = 1;
	c->driver_feature = (uint32_t)(features >> 32);
}

static uint32_t generation(struct uk_virtio_device *v)
{
	return VIRTIO_PCI(v)->common->config_generation;
}

static uint32_t config_read(struct uk_virtio_device *v, unsigned int offset, unsigned int n)
{
	volatile uint8_t *p = VIRTIO_PCI(v)->config + offset;

	switch (n) {
	case 1:
		return *p;
	case 2:
		return *(volatile uint16_t *)p;
	default:
		return *(volatile uint32_t *)p;
	}
}

static unsigned int queue_size(struct uk_virtio_device *v, unsigned int index)
{
	volatile struct virtio_pci_common *c = VIRTIO_PCI(v)->common;

	if (index >= c->num_queues)
		return 0;
	c->queue_select = (uint16_t)index;
	return c->queue_size;
}

static void write_address(volatile uint32_t *reg, uk_paddr_t pa)
{
	reg[0] = (uint32_t)pa;
	reg[1] = (uint32_t)(pa >> 32);
}

/* The device says in the same register whether it could take a vector. */
static int connect(struct virtio_pci_device *d, unsigned int index)
{
	volatile struct virtio_pci_common *c = d->common;
	int entry;

	if (!d->msix)
		return 0;
	entry = virtio_pci_queue_entry(d, index);
	if (entry < 0)
		return entry;
	c->msix_config = CONFIG_ENTRY;
	c->queue_msix_vector = (uint16_t)entry;
	return c->msix_config == CONFIG_ENTRY && c->queue_msix_vector == entry ? 0 : -EBUSY;
}

static int queue_enable(struct uk_virtio_device *v, unsigned int index, const struct uk_virtio_queue_area *area,
			void **notify)
{
	struct virtio_pci_device *d = VIRTIO_PCI(v);
	volatile struct virtio_pci_common *c = d->common;
	uint64_t offset;
	int r;

	c->queue_select = (uint16_t)index;
	c->queue_size = (uint16_t)area->size;
	r = connect(d, index);
	if (r)
		return r;
	write_address(c->queue_desc, area->desc);
	write_address(c->queue_driver, area->driver);
	write_address(c->queue_device, area->device);
	offset = (uint64_t)c->queue_notify_off * d->notify_multiplier;
	if (offset + sizeof(uint16_t) > d->notify_len || offset % sizeof(uint16_t)) {
		uk_pr_err("%s: the place to notify queue %u at, %lu, is outside of its %u bytes",
			  v->name, index, offset, d->notify_len);
		return -EIO;
	}
	*notify = (void *)(d->notify + offset);
	c->queue_enable = 1;
	return 0;
}

static void notify_queue(struct uk_virtio_device *v UK_UNUSED, unsigned int index, void *notify)
{
	*(volatile uint16_t *)notify = (uint16_t)index;
}

static const struct uk_virtio_transport modern_ops = {
	.get_status = get_status, .set_status = set_status, .reset = reset,
	.get_features = get_features, .set_features = set_features,
	.generation = generation, .read = config_read,
	.queue_size = queue_size, .queue_enable = queue_enable, .notify = notify_queue,
};

static uint8_t isr(struct virtio_pci_device *d)
{
	return *d->status;
}

/*
 * Maps the structure of a type: the first one that can be used, as the device
 * prefers. *len: its bytes, at most max of them; *cap (may be NULL): where
 * it was found. NULL: there is none.
 */
static volatile void *map(struct virtio_pci_device *d, uint8_t type, unsigned int cap_len, uint32_t min,
			  uint32_t max, uint32_t *len, unsigned int *cap)
{
	unsigned int at;

	for (unsigned int n = 0; (at = uk_pci_capability(d->pci, UK_PCI_CAP_VENDOR, n, cap_len)); n++) {
		unsigned int bar = uk_pci_read(d->pci, at + CAP_BAR, 1);
		uint32_t offset = uk_pci_read(d->pci, at + CAP_OFFSET, 4);
		volatile void *p;

		*len = UK_MIN(uk_pci_read(d->pci, at + CAP_LENGTH, 4), max);
		if (uk_pci_read(d->pci, at + CAP_TYPE, 1) != type || *len < min || offset % 4)
			continue;
		p = uk_pci_map(d->pci, bar, offset, *len);
		if (cap)
			*cap = at;
		if (p)
			return p;
	}
	return NULL;
}

int virtio_pci_modern(struct virtio_pci_device *d)
{
	uint32_t len;
	unsigned int cap;

	d->common = map(d, TYPE_COMMON, CAP_LEN, sizeof(*d->common), sizeof(*d->common), &len, NULL);
	if (!d->common)
		return -ENODEV;
	d->status = map(d, TYPE_ISR, CAP_LEN, 1, 1, &len, NULL);
	d->notify = map(d, TYPE_NOTIFY, CAP_NOTIFY_LEN, sizeof(uint16_t), UINT32_MAX, &d->notify_len, &cap);
	if (!d->status || !d->notify)
		return -ENODEV;
	d->notify_multiplier = uk_pci_read(d->pci, cap + CAP_NOTIFY_MULTIPLIER, 4);
	d->config = map(d, TYPE_DEVICE, CAP_LEN, 1, CONFIG_MAX, &d->virtio.config_size, NULL);
	if (!d->config)
		d->virtio.config_size = 0;
	d->virtio.ops = &modern_ops;
	d->isr = isr;
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio devices whose registers are memory (Virtio 1.1, 4.2): version 2, and version 1, which is legacy. */
#include <uk/alloc.h>
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/virtio_bus.h>
#include "parameter.h"

/* Registers, 32 bits each; 4.2.2 and 4.2.4 */
#define MAGIC 0x000
#define MAGIC_VALUE 0x74726976 /* "virt" */
#define VERSION 0x004
#define DEVICE_ID 0x008
#define DEVICE_FEATURES 0x010
#define DEVICE_FEATURES_SELECT 0x014
#define DRIVER_FEATURES 0x020
#define DRIVER_FEATURES_SELECT 0x024
#define LEGACY_PAGE_SIZE 0x028
#define QUEUE_SELECT 0x030
#define QUEUE_SIZE_MAX 0x034
#define QUEUE_SIZE 0x038
#define LEGACY_QUEUE_ALIGN 0x03c
#define LEGACY_QUEUE_PAGE 0x040
#define QUEUE_READY 0x044
#define QUEUE_NOTIFY 0x050
#define INTERRUPT_STATUS 0x060
#define INTERRUPT_ACK 0x064
#define STATUS 0x070
#define QUEUE_DESC 0x080 /* 64 bits: two registers, as the next */
#define QUEUE_DRIVER 0x090
#define QUEUE_DEVICE 0x0a0
#define GENERATION 0x0fc
#define CONFIG 0x100

#define INTERRUPT_QUEUE 1
#define INTERRUPT_CONFIG 2

#define RESET_LIMIT 1000000000L /* ns */

struct mmio_device {
	struct uk_virtio_device virtio;
	volatile uint8_t *registers;
};

static uint32_t in(struct uk_virtio_device *v, unsigned int reg)
{
	return *(volatile uint32_t *)(uk_container_of(v, struct mmio_device, virtio)->registers + reg);
}

static void out(struct uk_virtio_device *v, unsigned int reg, uint32_t value)
{
	*(volatile uint32_t *)(uk_container_of(v, struct mmio_device, virtio)->registers + reg) = value;
}

static uint8_t get_status(struct uk_virtio_device *v)
{
	return (uint8_t)in(v, STATUS);
}

static void set_status(struct uk_virtio_device *v, uint8_t status)
{
	out(v, STATUS, status);
}

static int reset(struct uk_virtio_device *v)
{
	const uk_nsec_t limit = uk_plat_clock_mono() + RESET_LIMIT;

	out(v, STATUS, 0);
	while (in(v, STATUS))
		if (uk_plat_clock_mono() > limit)
			return -EIO;
	if (v->legacy)
		out(v, LEGACY_PAGE_SIZE, UK_VIRTIO_LEGACY_ALIGN);
	return 0;
}

static uint64_t get_features(struct uk_virtio_device *v)
{
	uint64_t features;

	out(v, DEVICE_FEATURES_SELECT, 0);
	features = in(v, DEVICE_FEATURES);
	if (v->legacy)
		return features;
	out(v, DEVICE_FEATURES_SELECT, 1);
	return features | (uint64_t)in(v, DEVICE_FEATURES) << 32;
}

static void set_features(struct uk_virtio_device *v, uint64_t features)
{
	out(v, DRIVER_FEATURES_SELECT, 0);
	out(v, DRIVER_FEATURES, (uint32_t)features);
	if (v->legacy)
		return;
	out(v, DRIVER_FEATURES_SELECT, 1);
	out(v, DRIVER_FEATURES, (uint32_t)(features >> 32));
}

static uint32_t generation(struct uk_virtio_device *v)
{
	return v->legacy ? 0 : in(v, GENERATION);
}

static uint32_t config_read(struct uk_virtio_device *v, unsigned int offset, unsigned int n)
{
	volatile uint8_t *p = uk_container_of(v, struct mmio_device, virtio)->registers + CONFIG + offset;

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
	out(v, QUEUE_SELECT, index);
	return in(v, QUEUE_SIZE_MAX);
}

static void out_address(struct uk_virtio_device *v, unsigned int reg, uk_paddr_t pa)
{
	out(v, reg, (uint32_t)pa);
	out(v, reg + 4, (uint32_t)(pa >> 32));
}

static int queue_enable(struct uk_virtio_device *v, unsigned int index, const struct uk_virtio_queue_area *area,
			void **notify)
{
	uint64_t page = area->desc / UK_VIRTIO_LEGACY_ALIGN;

	*notify = NULL;
	out(v, QUEUE_SELECT, index);
	out(v, QUEUE_SIZE, area->size);
	if (v->legacy) {
		if (area->desc % UK_VIRTIO_LEGACY_ALIGN || page > UINT32_MAX)
			return -EINVAL;
		out(v, LEGACY_QUEUE_ALIGN, UK_VIRTIO_LEGACY_ALIGN);
		out(v, LEGACY_QUEUE_PAGE, (uint32_t)page);
		return 0;
	}
	out_address(v, QUEUE_DESC, area->desc);
	out_address(v, QUEUE_DRIVER, area->driver);
	out_address(v, QUEUE_DEVICE, area->device);
	out(v, QUEUE_READY, 1);
	return in(v, QUEUE_READY) ? 0 : -EIO;
}

static void notify_queue(struct uk_virtio_device *v, unsigned int index, void *notify UK_UNUSED)
{
	out(v, QUEUE_NOTIFY, index);
}

static const struct uk_virtio_transport mmio_ops = {
	.get_status = get_status, .set_status = set_status, .reset = reset,
	.get_features = get_features, .set_features = set_features,
	.generation = generation, .read = config_read,
	.queue_size = queue_size, .queue_enable = queue_enable, .notify = notify_queue,
};

/* Others may share the input: the status is then 0. */
static void interrupt(void *arg)
{
	struct uk_virtio_device *v = arg;
	uint32_t status = in(v, INTERRUPT_STATUS);

	out(v, INTERRUPT_ACK, status);
	if (status & INTERRUPT_QUEUE)
		uk_virtio_queues_interrupt(v);
	if (status & INTERRUPT_CONFIG)
		uk_virtio_config_interrupt(v);
}

/* Whether there is a device, whose name and registers are set. */
static bool identify(struct mmio_device *d, const struct virtio_mmio_parameter *p)
{
	struct uk_virtio_device *v = &d->virtio;
	uint32_t version;

	if (in(v, MAGIC) != MAGIC_VALUE) {
		uk_pr_err("%s: not used: there are no registers of a virtio device (magic %#x)",
			  v->name, in(v, MAGIC));
		return false;
	}
	version = in(v, VERSION);
	if (version != 1 && version != 2) {
		uk_pr_err("%s: not used: its registers have version %u, which is not known", v->name,
			  version);
		return false;
	}
	v->legacy = version == 1;
	v->id = in(v, DEVICE_ID);
	v->config_size = (unsigned int)(p->size - CONFIG);
	v->ops = &mmio_ops;
	return v->id; /* 0: a place without a device */
}

static int add(const struct virtio_mmio_parameter *p)
{
	struct mmio_device *d = uk_zalloc(sizeof(*d));
	int r;

	if (!d)
		return -ENOMEM;
	uk_snprintf(d->virtio.name, sizeof(d->virtio.name), "virtio-mmio %#lx", p->address);
	d->registers = uk_plat_device_map(p->address, p->size);
	if (!d->registers) {
		uk_pr_err("%s: not used: no device can be there", d->virtio.name);
		goto none;
	}
	if (!identify(d, p))
		goto none;
	r = uk_plat_irq_connect(p->irq, UK_IRQ_LEVEL, interrupt, &d->virtio);
	if (r) {
		uk_pr_err("%s: not used: its interrupt %u cannot be connected: error %d",
			  d->virtio.name, p->irq, -r);
		goto none;
	}
	uk_virtio_register(&d->virtio);
	return 0;
none:
	uk_free(d);
	return 0;
}

static int virtio_mmio_init(void)
{
	const char *text;

	for (unsigned int n = 0; (text = uk_param_nth("virtio_mmio.device", n)); n++) {
		struct virtio_mmio_parameter p;
		int r;

		if (!virtio_mmio_parse(text, &p)) {
			uk_pr_err("kernel parameter virtio_mmio.device=%s is not <bytes>@<address>:<interrupt>, with at least %u bytes at a multiple of 4",
				  text, VIRTIO_MMIO_MIN_SIZE);
			continue;
		}
		r = add(&p);
		if (r)
			return r;
	}
	return 0;
}
UK_INIT(bus, virtio_mmio_init);

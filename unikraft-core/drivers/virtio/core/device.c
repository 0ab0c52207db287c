/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio devices and their drivers: who drives what, features, configuration (specification 1.1, chapters 2 and 3). */
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

/* Of legacy devices only: requests may be cut into descriptors as one likes. */
#define F_ANY_LAYOUT (1UL << 27)
/* The device reaches memory as the platform says: nobody has set up an IOMMU, so by physical addresses, as others. */
#define F_ACCESS_PLATFORM (1UL << 33)
/* Features of a device type; the others are the bus's and the rings'. */
#define F_DRIVER (~0UL << 37 | 0xffffffUL)
/* A configuration that changes more often than this while it is read is not read. */
#define CONFIG_TRIES 100

extern const struct uk_virtio_driver __start_uk_virtio_driver[] UK_WEAK, __stop_uk_virtio_driver[] UK_WEAK;

static struct uk_list devices = UK_LIST_INIT(devices);
static bool offered;

void *uk_virtio_data(const struct uk_virtio_device *d)
{
	return d->data;
}

void uk_virtio_set_data(struct uk_virtio_device *d, void *data)
{
	d->data = data;
}

const char *uk_virtio_name(const struct uk_virtio_device *d)
{
	return d->name;
}

static void add_status(struct uk_virtio_device *d, uint8_t bits)
{
	d->status |= bits;
	d->ops->set_status(d, d->status);
}

static const struct uk_virtio_driver *driver_for(uint32_t id)
{
	for (const struct uk_virtio_driver *v = __start_uk_virtio_driver; v < __stop_uk_virtio_driver; v++)
		if (v->id == id)
			return v;
	return NULL;
}

/* Offers the device to its driver (3.1.1, steps 1 to 3; probe does the others). */
static void offer(struct uk_virtio_device *d)
{
	int r;

	d->driver = driver_for(d->id);
	if (!d->driver) {
		uk_pr_info("%s: no driver for virtio device type %u", d->name, d->id);
		return;
	}
	r = d->ops->reset(d);
	if (!r) {
		add_status(d, UK_VIRTIO_STATUS_ACKNOWLEDGE);
		add_status(d, UK_VIRTIO_STATUS_DRIVER);
		r = d->driver->probe(d);
	}
	if (!r)
		return;
	uk_pr_err("%s: driver %s cannot use it (error %d)", d->name, d->driver->name, -r);
	d->driver = NULL;
	/* With memory of ours that a device may still write to, better to lose that. */
	if (!d->ops->reset(d))
		virtio_queues_free(d);
	d->status = 0;
	add_status(d, UK_VIRTIO_STATUS_FAILED);
}

void uk_virtio_register(struct uk_virtio_device *d)
{
	d->driver = NULL;
	d->data = NULL;
	d->features = 0;
	d->status = 0;
	d->broken = false;
	d->stopped = false;
	uk_list_init(&d->queues);
	uk_list_add_tail(&d->node, &devices);
	if (offered)
		offer(d);
}

static int offer_all(void)
{
	struct uk_virtio_device *d;

	offered = true;
	uk_list_for_each(d, &devices, node)
		offer(d);
	return 0;
}
UK_INIT(device, offer_all);

uint64_t uk_virtio_offered(struct uk_virtio_device *d)
{
	return d->ops->get_features(d);
}

int uk_virtio_negotiate(struct uk_virtio_device *d, uint64_t wanted, uint64_t *agreed)
{
	uint64_t has = d->ops->get_features(d);
	uint64_t ours = UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX | F_ACCESS_PLATFORM;

	ours |= d->legacy ? F_ANY_LAYOUT : UK_VIRTIO_F_VERSION_1;
	if (!d->legacy && !(has & UK_VIRTIO_F_VERSION_1)) {
		uk_pr_err("%s: the device does not know VIRTIO_F_VERSION_1, which its interface asks for", d->name);
		return -ENOTSUP;
	}
	d->features = has & (ours | (wanted & F_DRIVER));
	d->ops->set_features(d, d->features);
	if (!d->legacy) {
		add_status(d, UK_VIRTIO_STATUS_FEATURES_OK);
		if (!(d->ops->get_status(d) & UK_VIRTIO_STATUS_FEATURES_OK)) {
			uk_pr_err("%s: the device has features %#lx and does not take %#lx of them", d->name, has,
				  d->features);
			return -ENOTSUP;
		}
	}
	*agreed = d->features;
	return 0;
}

/* A field of 2, 4 or 8 bytes is read as one or two words of its width, anything else bytewise (2.4). */
static void read_config(struct uk_virtio_device *d, unsigned int offset, uint8_t *p, size_t n)
{
	unsigned int width = (n == 2 || n == 4) && offset % n == 0 ? (unsigned int)n :
			     n == 8 && offset % 4 == 0		   ? 4 :
								     1;

	for (size_t done = 0; done < n; done += width) {
		uint32_t v = d->ops->read(d, offset + (unsigned int)done, width);

		memcpy(p + done, &v, width);
	}
}

int uk_virtio_config(struct uk_virtio_device *d, unsigned int offset, void *p, size_t n)
{
	if (offset > d->config_size || n > d->config_size - offset)
		return -EIO;
	for (int tries = 0; tries < CONFIG_TRIES; tries++) {
		uint32_t before = d->ops->generation(d);

		read_config(d, offset, p, n);
		if (d->ops->generation(d) == before)
			return 0;
	}
	uk_pr_err("%s: the device's configuration never stays the same", d->name);
	return -EIO;
}

int uk_virtio_start(struct uk_virtio_device *d)
{
	add_status(d, UK_VIRTIO_STATUS_DRIVER_OK);
	if (d->ops->get_status(d) & UK_VIRTIO_STATUS_NEEDS_RESET)
		uk_virtio_break(d, "it asks for a reset");
	return d->broken ? -EIO : 0;
}

static void tell_driver(struct uk_timer *t)
{
	struct uk_virtio_device *d = uk_container_of(t, struct uk_virtio_device, tell);

	if (d->driver && d->driver->broken)
		d->driver->broken(d);
}

void uk_virtio_break(struct uk_virtio_device *d, const char *why)
{
	if (d->broken)
		return;
	d->broken = true;
	uk_pr_err("%s: the device breaks the rules of virtio (%s) and is stopped", d->name, why);
	d->stopped = !d->ops->reset(d);
	if (!d->stopped)
		uk_pr_err("%s: the device does not stop; the memory that it has is lost", d->name);
	/* The driver is in the middle of something: it cleans up when that is over. */
	uk_timer_init(&d->tell, tell_driver);
	uk_timer_set(&d->tell, uk_plat_clock_mono());
}

bool uk_virtio_is_broken(const struct uk_virtio_device *d)
{
	return d->broken;
}

void uk_virtio_config_interrupt(struct uk_virtio_device *d)
{
	if (d->broken || !d->driver || !(d->status & UK_VIRTIO_STATUS_DRIVER_OK))
		return;
	if (d->ops->get_status(d) & UK_VIRTIO_STATUS_NEEDS_RESET)
		uk_virtio_break(d, "it asks for a reset");
	else if (d->driver->changed)
		d->driver->changed(d);
}

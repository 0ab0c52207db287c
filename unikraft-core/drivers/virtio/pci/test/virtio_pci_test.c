/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a virtio device's capabilities may lead, and where not; vectors when
 * there are few; a device that is not reset. Its registers are plain memory.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../probe.c"
#include "../modern.c"
#include "../legacy.c"

#define BAR_BYTES 0x4000
#define CAPS 8

static _Alignas(8) uint8_t bar4[BAR_BYTES];
static uint8_t config[256];
static unsigned int caps, entries, vectors, connected, port_writes;
static bool pin_known;
static struct uk_virtio_device *registered;
static char message[200];

unsigned int uk_pci_capability(const struct uk_pci_device *d, uint8_t id, unsigned int nth, unsigned int len)
{
	(void)d, (void)len;
	assert(id == UK_PCI_CAP_VENDOR);
	return nth < caps ? 0x40 + nth * 24 : 0;
}

uint32_t uk_pci_read(const struct uk_pci_device *d, unsigned int offset, unsigned int width)
{
	uint32_t v = 0;

	(void)d;
	assert(offset + width <= sizeof(config));
	memcpy(&v, config + offset, width);
	return v;
}

volatile void *uk_pci_map(const struct uk_pci_device *d, unsigned int bar, uint64_t offset, uint64_t len)
{
	(void)d;
	return bar == 4 && len && offset <= BAR_BYTES && len <= BAR_BYTES - offset ? bar4 + offset : NULL;
}

void uk_pci_enable(const struct uk_pci_device *d)
{
	(void)d;
}

int uk_pci_msix_start(struct uk_pci_device *d)
{
	d->msix_entries = entries;
	return entries ? (int)entries : -ENOENT;
}

void uk_pci_msix_stop(struct uk_pci_device *d)
{
	(void)d;
}

int uk_pci_msix_connect(struct uk_pci_device *d, unsigned int entry, void (*fn)(void *), void *arg)
{
	(void)d, (void)fn, (void)arg;
	assert(entry < entries);
	if (!vectors)
		return -ENOSPC;
	vectors--;
	connected++;
	return 0;
}

int uk_pci_irq_connect(struct uk_pci_device *d, void (*fn)(void *), void *arg)
{
	(void)d, (void)fn, (void)arg;
	return pin_known ? 0 : -ENXIO;
}

uint32_t uk_plat_port_read(uint16_t port, unsigned int width)
{
	(void)port, (void)width;
	return 0;
}

void uk_plat_port_write(uint16_t port, unsigned int width, uint32_t v)
{
	(void)port, (void)width, (void)v;
	port_writes++;
}

static uk_nsec_t now;
static bool never_reset;

uk_nsec_t uk_plat_clock_mono(void)
{
	if (never_reset)
		((struct virtio_pci_common *)bar4)->device_status = 4;
	return now += 1000000;
}

void uk_virtio_register(struct uk_virtio_device *d)
{
	registered = d;
}
void uk_virtio_queue_interrupt(struct uk_virtio_device *d, unsigned int index)
{
	(void)d, (void)index;
}
void uk_virtio_queues_interrupt(struct uk_virtio_device *d)
{
	(void)d;
}
void uk_virtio_config_interrupt(struct uk_virtio_device *d)
{
	(void)d;
}

void *uk_malloc(size_t n)
{
	return malloc(n);
}
void *uk_zalloc(size_t n)
{
	return calloc(1, n);
}
void uk_free(void *p)
{
	free(p);
}

int uk_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}

void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	va_list ap;

	(void)level;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
}

static void cap(uint8_t type, uint8_t bar, uint32_t offset, uint32_t length, uint32_t multiplier)
{
	uint8_t *c = config + 0x40 + caps++ * 24;

	assert(caps <= CAPS);
	c[CAP_TYPE] = type;
	c[CAP_BAR] = bar;
	memcpy(c + CAP_OFFSET, &offset, 4);
	memcpy(c + CAP_LENGTH, &length, 4);
	memcpy(c + CAP_NOTIFY_MULTIPLIER, &multiplier, 4);
}

static struct uk_pci_device pci;

/* As QEMU's devices are; then *pci and capabilities may be changed before offer(). */
static void good(void)
{
	memset(bar4, 0, sizeof(bar4));
	memset(config, 0, sizeof(config));
	pci = (struct uk_pci_device){ .vendor = VENDOR, .id = 0x1041, .name = "00:03.0" };
	caps = connected = port_writes = 0;
	entries = 4;
	vectors = 10;
	pin_known = true;
	registered = NULL;
	message[0] = '\0';
	cap(TYPE_COMMON, 4, 0, 0x1000, 0);
	cap(TYPE_ISR, 4, 0x1000, 0x1000, 0);
	cap(TYPE_DEVICE, 4, 0x2000, 0x1000, 0);
	cap(TYPE_NOTIFY, 4, 0x3000, 0x1000, 4);
	((struct virtio_pci_common *)bar4)->num_queues = 8;
	((struct virtio_pci_common *)bar4)->queue_size = 256;
}

/* The cap nth with another place. */
static void change(unsigned int nth, uint8_t bar, uint32_t offset, uint32_t length)
{
	uint8_t *c = config + 0x40 + nth * 24;

	c[CAP_BAR] = bar;
	memcpy(c + CAP_OFFSET, &offset, 4);
	memcpy(c + CAP_LENGTH, &length, 4);
}

static void refused(const char *why)
{
	assert(probe(&pci) && !registered);
	assert(strstr(message, "virtio-pci 00:03.0") && strstr(message, why));
}

static void taken(void)
{
	assert(!probe(&pci) && registered);
}

static void drop(void)
{
	struct virtio_pci_device *d = VIRTIO_PCI(registered);

	while (d->queues) {
		struct virtio_pci_queue *q = d->queues;

		d->queues = q->next;
		free(q);
	}
	free(d);
}

static void test_places(void)
{
	static const struct {
		uint8_t bar;
		uint32_t offset, length;
	} bad[] = {
		{ 6, 0, 0x1000 }, { 255, 0, 0x1000 }, { 0, 0, 0x1000 }, { 4, 0x4000, 0x1000 },
		{ 4, 0xfffffffc, 0x1000 }, { 4, 0x1002, 0x1000 }, { 4, 0, 0 }, { 4, 0x3ffe, 4 },
	};

	for (unsigned int nth = 0; nth < 4; nth++) {
		for (unsigned int i = 0; i < UK_ARRAY_SIZE(bad); i++) {
			good();
			change(nth, bad[i].bar, bad[i].offset, bad[i].length);
			if (nth == 2) { /* there need not be a configuration */
				taken();
				assert(!registered->config_size);
				drop();
			} else {
				refused("capabilities");
			}
		}
	}
	good();
	change(0, 4, 0, sizeof(struct virtio_pci_common) - 1);
	refused("capabilities");
	/* One that cannot be used stands before one that can. */
	good();
	change(3, 0, 0, 4);
	cap(TYPE_NOTIFY, 4, 0x3000, 0x1000, 2);
	taken();
	assert(registered->id == 1 && registered->config_size == 0x1000 && VIRTIO_PCI(registered)->notify_multiplier == 2);
	drop();
}

static void test_queues(void)
{
	const struct uk_virtio_queue_area area = { 256, 0x123456789000, 0x2000, 0x3000 };
	struct virtio_pci_common *c = (struct virtio_pci_common *)bar4;
	void *notify;

	good();
	vectors = 2; /* the configuration's and one queue's */
	taken();
	assert(registered->ops->queue_size(registered, 7) == 256 && !registered->ops->queue_size(registered, 8));
	c->queue_notify_off = 3;
	assert(!registered->ops->queue_enable(registered, 0, &area, &notify) && c->queue_msix_vector == 1);
	assert(notify == bar4 + 0x300c && c->queue_enable == 1 && c->queue_size == 256);
	assert(c->queue_desc[0] == 0x56789000 && c->queue_desc[1] == 0x1234);
	registered->ops->notify(registered, 5, notify);
	assert(bar4[0x300c] == 5);
	assert(!registered->ops->queue_enable(registered, 1, &area, &notify) && c->queue_msix_vector == CONFIG_ENTRY);
	assert(VIRTIO_PCI(registered)->shared && connected == 2);
	assert(!registered->ops->queue_enable(registered, 0, &area, &notify) && c->queue_msix_vector == 1);
	assert(connected == 2);
	/* Places to notify at that are outside. */
	c->queue_enable = 0;
	c->queue_notify_off = 0x400;
	assert(registered->ops->queue_enable(registered, 0, &area, &notify) == -EIO && !c->queue_enable);
	c->queue_notify_off = UINT16_MAX;
	VIRTIO_PCI(registered)->notify_multiplier = UINT32_MAX;
	assert(registered->ops->queue_enable(registered, 0, &area, &notify) == -EIO && !c->queue_enable);
	assert(strstr(message, "place to notify"));
	drop();
}

static void test_interrupts(void)
{
	good();
	entries = 0;
	taken();
	assert(!VIRTIO_PCI(registered)->msix);
	drop();
	good();
	vectors = 0;
	pin_known = false;
	refused("where its interrupt pin leads is not known");
}

static void test_reset(void)
{
	good();
	taken();
	assert(!registered->ops->reset(registered));
	never_reset = true;
	assert(registered->ops->reset(registered) == -EIO);
	never_reset = false;
	drop();
}

static void test_legacy(void)
{
	good();
	pci.id = 0x1001;
	pci.subsystem = 2;
	caps = 0;
	refused("registers in I/O space");
	pci.bar[0] = (struct uk_pci_bar){ 0xc000, 16, true };
	refused("registers in I/O space");
	pci.bar[0] = (struct uk_pci_bar){ 0xfebf0000, 4096, false };
	refused("registers in I/O space");
	pci.bar[0] = (struct uk_pci_bar){ 0xc000, 64, true };
	taken();
	assert(registered->legacy && registered->id == 2 && registered->config_size == 40);
	/* Its queues are found by a page number of 32 bits. */
	assert(registered->ops->queue_enable(registered, 0, &(struct uk_virtio_queue_area){ .desc = 1UL << 44 },
					     &(void *){ NULL }) == -EINVAL);
	assert(registered->ops->queue_enable(registered, 0, &(struct uk_virtio_queue_area){ .desc = 512 },
					     &(void *){ NULL }) == -EINVAL);
	assert(!port_writes);
	drop();
	good(); /* a device of today has no such registers */
	caps = 0;
	refused("capabilities");
}

int main(void)
{
	test_places();
	test_queues();
	test_interrupts();
	test_reset();
	test_legacy();
	printf("virtio_pci_test: ok\n");
	return 0;
}

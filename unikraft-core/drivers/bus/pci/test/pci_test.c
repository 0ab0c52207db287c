/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI devices as they should be, and as they should not: buses that lead to
 * each other, capability lists that go round or run out of the space, base
 * address registers that say what cannot be, tables outside of their BAR.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bus.c"
#include "../config.c"
#include "../interrupt.c"

#define FUNCTIONS_MAX 16

/* A function's configuration space; what writes change in a BAR. */
static struct fake {
	uint16_t at;
	uint8_t config[256];
	uint32_t writable[UK_PCI_BARS];
} fakes[FUNCTIONS_MAX];
static unsigned int fake_count, reads;
static bool present = true;
static struct uk_pci_device *probed[FUNCTIONS_MAX];
static unsigned int probed_count;

static struct fake *fake_at(uint16_t at)
{
	for (unsigned int i = 0; i < fake_count; i++)
		if (fakes[i].at == at)
			return &fakes[i];
	return NULL;
}

bool uk_plat_pci_present(void)
{
	return present;
}

uint32_t uk_plat_pci_read(uint16_t at, unsigned int offset, unsigned int width)
{
	struct fake *f = fake_at(at);
	uint32_t v = UINT32_MAX;

	reads++;
	assert(offset + width <= 256 && offset % width == 0);
	if (f) {
		v = 0;
		memcpy(&v, f->config + offset, width);
	}
	return width == 4 ? v : v & ((1U << 8 * width) - 1);
}

void uk_plat_pci_write(uint16_t at, unsigned int offset, unsigned int width, uint32_t v)
{
	struct fake *f = fake_at(at);

	assert(f && offset + width <= 256 && offset % width == 0);
	if (offset >= UK_PCI_BAR(0) && offset < UK_PCI_BAR(UK_PCI_BARS)) {
		uint32_t old, mask = f->writable[(offset - UK_PCI_BAR(0)) / 4];

		/* It must not answer while its address is something else. */
		assert(!(f->config[UK_PCI_COMMAND] & 3));
		memcpy(&old, f->config + offset, 4);
		v = (old & ~mask) | (v & mask);
	}
	memcpy(f->config + offset, &v, width);
}

static uint64_t mapped_at, mapped_len;
static uint32_t mapped[4096];

void *uk_plat_device_map(uk_paddr_t pa, size_t size)
{
	mapped_at = pa;
	mapped_len = size;
	return mapped;
}

int uk_plat_pci_gsi(unsigned int line)
{
	return line && line < 16 ? (int)line : -ENXIO;
}

static unsigned int connected_gsi, vectors_left = 100;

int uk_plat_irq_connect(unsigned int gsi, enum uk_irq_trigger trigger, void (*fn)(void *), void *arg)
{
	(void)fn, (void)arg;
	assert(trigger == UK_IRQ_LEVEL);
	connected_gsi = gsi;
	return 0;
}

int uk_plat_msi_connect(void (*fn)(void *), void *arg, struct uk_msi *m)
{
	(void)fn, (void)arg;
	if (!vectors_left)
		return -ENOSPC;
	vectors_left--;
	*m = (struct uk_msi){ 0x1fee00000, 0x21 };
	return 0;
}

void *uk_zalloc(size_t n)
{
	return calloc(1, n);
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
	(void)level, (void)fmt;
}

static int take(struct uk_pci_device *d)
{
	probed[probed_count++] = d;
	return 0;
}
static int take_not(struct uk_pci_device *d)
{
	(void)d;
	return -ENODEV;
}
UK_PCI_DRIVER(other_driver, .name = "other", .vendor = 0x1af4, .last_id = UINT16_MAX, .probe = take_not);
UK_PCI_DRIVER(test_driver, .name = "test", .vendor = 0x1af4, .first_id = 0x1000, .last_id = 0x107f, .probe = take);

static struct fake *add(unsigned int bus, unsigned int device, unsigned int fn, uint8_t header)
{
	struct fake *f = &fakes[fake_count++];

	assert(fake_count <= FUNCTIONS_MAX);
	memset(f, 0, sizeof(*f));
	f->at = (uint16_t)(bus << 8 | device << 3 | fn);
	memcpy(f->config, (uint16_t[]){ 0x1af4, 0x1041 }, 4);
	f->config[UK_PCI_HEADER] = header;
	return f;
}

static void add_bridge(unsigned int bus, unsigned int device, uint8_t secondary)
{
	add(bus, device, 0, HEADER_BRIDGE)->config[UK_PCI_SECONDARY_BUS] = secondary;
}

static void forget(void)
{
	struct uk_pci_device *d, *next;

	uk_list_for_each_safe(d, next, &pci_devices, node)
		free(d);
	uk_list_init(&pci_devices);
	memset(found, 0, sizeof(found));
	memset(scanned, 0, sizeof(scanned));
	fake_count = probed_count = 0;
}

static void set32(struct fake *f, unsigned int offset, uint32_t v)
{
	memcpy(f->config + offset, &v, 4);
}

static void test_buses(void)
{
	static const char *const names[] = { "00:00.0", "00:02.0", "00:02.5", "07:00.0", "ff:1f.0" };

	forget();
	add(0, 0, 0, 0);
	add(0, 1, 3, 0); /* no function 0: there is no such device */
	add(0, 2, 0, HEADER_MULTIFUNCTION);
	add(0, 2, 5, 0);
	add(0, 0, 1, 0); /* function 0 says that it is alone */
	add_bridge(0, 4, 3);
	add_bridge(3, 0, 7);
	add_bridge(3, 1, 3);   /* to itself */
	add_bridge(7, 1, 3);   /* back */
	add_bridge(7, 2, 0);   /* not numbered */
	add_bridge(7, 3, 255);
	add(7, 0, 0, 0);
	add(0, 5, 0, 2);       /* CardBus */
	add(255, 31, 0, 0);
	assert(!pci_init());
	assert(probed_count == UK_ARRAY_SIZE(names));
	for (unsigned int i = 0; i < probed_count; i++)
		assert(!strcmp(probed[i]->name, names[i]) && probed[i]->driver == &test_driver);
	forget();
	present = false;
	add(0, 0, 0, 0);
	assert(!pci_init() && !probed_count);
	present = true;
}

/* A device whose capabilities the caller has written. */
static struct uk_pci_device *device(struct fake *f)
{
	(void)f;
	assert(!pci_init() && probed_count == 1);
	return probed[0];
}

static struct fake *lone(void)
{
	forget();
	return add(0, 3, 0, 0);
}

static void capability(struct fake *f, unsigned int at, uint8_t id, uint8_t next)
{
	f->config[UK_PCI_STATUS] = UK_PCI_STATUS_CAPABILITIES;
	f->config[at] = id;
	f->config[at + 1] = next;
}

static void test_capabilities(void)
{
	struct fake *f = lone();
	struct uk_pci_device *d;

	f->config[UK_PCI_CAPABILITIES] = 0x40;
	d = device(f);
	assert(!uk_pci_capability(d, 0, 0, 2)); /* the status says that there are none */
	capability(f, 0x40, 9, 0x53);           /* the low bits are reserved */
	capability(f, 0x50, 9, 0xfc);
	capability(f, 0xfc, 9, 0x60);
	capability(f, 0x60, 5, 0x50);           /* round and round */
	assert(uk_pci_capability(d, 9, 0, 16) == 0x40 && uk_pci_capability(d, 9, 1, 16) == 0x50);
	assert(!uk_pci_capability(d, 9, 2, 16)); /* it would lie behind the end */
	assert(uk_pci_capability(d, 9, 2, 4) == 0xfc && !uk_pci_capability(d, 9, 3, 2));
	assert(uk_pci_capability(d, 5, 0, 2) == 0x60 && !uk_pci_capability(d, 17, 0, 2));
	capability(f, 0x60, 5, 0x60);           /* to itself */
	assert(!uk_pci_capability(d, 5, 1, 2));
	capability(f, 0x60, 5, 0x3c);           /* into the header */
	assert(!uk_pci_capability(d, 0, 0, 2));
	/* Whatever stands there ends. */
	srand(1);
	for (unsigned int round = 0; round < 10000; round++) {
		for (unsigned int i = 0x40; i < 256; i++)
			f->config[i] = (uint8_t)rand();
		f->config[UK_PCI_CAPABILITIES] = (uint8_t)rand();
		reads = 0;
		uk_pci_capability(d, (uint8_t)rand(), (unsigned int)rand() % 50, 16);
		assert(reads < 60);
	}
}

static void expect_bar(const struct uk_pci_device *d, unsigned int i, bool io, uint64_t base, uint64_t size)
{
	assert(d->bar[i].size == size);
	assert(!size || (d->bar[i].io == io && d->bar[i].base == base));
}

static void test_bars(void)
{
	struct fake *f = lone();
	struct uk_pci_device *d;

	f->config[UK_PCI_COMMAND] = 7;
	set32(f, UK_PCI_BAR(0), 0xc001);     /* ports */
	f->writable[0] = 0xffe0;             /* of 16 bits */
	set32(f, UK_PCI_BAR(1), 0xfebf1000);
	f->writable[1] = 0xfffff000;
	set32(f, UK_PCI_BAR(2), 0x0000000c); /* 64 bits, above 4 GiB */
	set32(f, UK_PCI_BAR(3), 0x00000012);
	f->writable[2] = 0xffffc000;
	f->writable[3] = 0xffffffff;
	set32(f, UK_PCI_BAR(4), 0);          /* no address */
	f->writable[4] = 0xfffff000;
	set32(f, UK_PCI_BAR(5), 0xfeb00004); /* half of a 64-bit one */
	f->writable[5] = 0xfff00000;
	d = device(f);
	assert(f->config[UK_PCI_COMMAND] == 7);
	expect_bar(d, 0, true, 0xc000, 32);
	expect_bar(d, 1, false, 0xfebf1000, 4096);
	expect_bar(d, 2, false, 0x1200000000, 0x4000);
	expect_bar(d, 3, false, 0, 0);
	expect_bar(d, 4, false, 0, 0);
	expect_bar(d, 5, false, 0xfeb00000, 0x100000);
	assert(uk_pci_map(d, 2, 0x1000, 0x3000) && mapped_at == 0x1200001000 && mapped_len == 0x3000);
	assert(!uk_pci_map(d, 2, 0x1000, 0x3001) && !uk_pci_map(d, 2, 0x4000, 1) && !uk_pci_map(d, 2, 0, 0));
	assert(!uk_pci_map(d, 2, UINT64_MAX, 2) && !uk_pci_map(d, 2, 2, UINT64_MAX));
	assert(!uk_pci_map(d, 0, 0, 4) && !uk_pci_map(d, 4, 0, 4) && !uk_pci_map(d, 6, 0, 4));
	uk_pci_enable(d);
	assert(f->config[UK_PCI_COMMAND] == 7);
}

static void test_absurd_bars(void)
{
	struct fake *f = lone();
	struct uk_pci_device *d;

	set32(f, UK_PCI_BAR(0), 0xfebf1000); /* nothing can be written */
	set32(f, UK_PCI_BAR(1), 0xfebf1000); /* an address inside of what it decodes */
	f->writable[1] = 0xffff0000;
	set32(f, UK_PCI_BAR(2), 0xffff0001); /* ports that no CPU has */
	f->writable[2] = 0xfffffff0;
	set32(f, UK_PCI_BAR(3), 0xfffffff1); /* behind the last one */
	f->writable[3] = 0xfffffffc;
	d = device(f);
	for (unsigned int i = 0; i < UK_PCI_BARS; i++)
		expect_bar(d, i, false, 0, 0);
	uk_pci_enable(d);
	assert(f->config[UK_PCI_COMMAND] == UK_PCI_COMMAND_MASTER);
}

static void handler(void *arg)
{
	(void)arg;
}

/* MSI-X with n entries at an offset of BAR 1, which has 4 KiB. */
static struct uk_pci_device *with_msix(uint16_t n, uint32_t offset)
{
	struct fake *f = lone();

	set32(f, UK_PCI_BAR(1), 0xfebf1000);
	f->writable[1] = 0xfffff000;
	f->config[UK_PCI_CAPABILITIES] = 0x98;
	capability(f, 0x98, UK_PCI_CAP_MSIX, 0);
	n = (uint16_t)(0x4000 | (n - 1));
	memcpy(f->config + 0x9a, &n, 2);
	set32(f, 0x9c, offset | 1);
	return device(f);
}

static void test_msix(void)
{
	struct uk_pci_device *d = with_msix(3, 0x800);
	uint8_t *control = fake_at(d->at)->config + 0x9b;

	assert(uk_pci_msix_connect(d, 0, handler, NULL) == -EINVAL);
	assert(uk_pci_msix_start(d) == 3 && mapped_at == 0xfebf1800 && mapped_len == 48);
	assert((*control & 0xc0) == 0x80); /* on, not masked as a whole */
	assert(mapped[3] == 1 && mapped[7] == 1 && mapped[11] == 1);
	assert(!uk_pci_msix_connect(d, 2, handler, NULL));
	assert(mapped[8] == 0xfee00000 && mapped[9] == 1 && mapped[10] == 0x21 && mapped[11] == 0);
	assert(mapped[3] == 1 && uk_pci_msix_connect(d, 3, handler, NULL) == -EINVAL);
	vectors_left = 0;
	assert(uk_pci_msix_connect(d, 0, handler, NULL) == -ENOSPC && mapped[3] == 1);
	vectors_left = 100;
	uk_pci_msix_stop(d);
	assert(!(*control & 0x80) && uk_pci_msix_connect(d, 0, handler, NULL) == -EINVAL);
	assert(uk_pci_msix_start(with_msix(256, 0)) == 256);
	assert(uk_pci_msix_start(with_msix(257, 0)) == -EIO);
	assert(uk_pci_msix_start(with_msix(1, 0x1000)) == -EIO);
	assert(uk_pci_msix_start(with_msix(1, 0xfffffff8)) == -EIO);
	assert(uk_pci_msix_start(device(lone())) == -ENOENT);
}

static void test_msi(void)
{
	struct fake *f = lone();
	struct uk_pci_device *d;
	const uint32_t data = 0x21;

	f->config[UK_PCI_CAPABILITIES] = 0x80;
	capability(f, 0x80, UK_PCI_CAP_MSI, 0);
	f->config[0x82] = MSI_64 | 0x50;
	d = device(f);
	assert(!uk_pci_irq_connect(d, handler, NULL) && f->config[0x82] == (MSI_64 | MSI_ENABLE));
	assert(!memcmp(f->config + 0x84, (uint32_t[]){ 0xfee00000, 1 }, 8) && !memcmp(f->config + 0x8c, &data, 2));
	f->config[0x82] = 0;
	assert(!uk_pci_irq_connect(d, handler, NULL) && f->config[0x82] == MSI_ENABLE);
	assert(!memcmp(f->config + 0x88, &data, 2));
	/* Too near to the end for an address of 64 bits. */
	f->config[UK_PCI_CAPABILITIES] = 0xf4;
	capability(f, 0xf4, UK_PCI_CAP_MSI, 0);
	f->config[0xf6] = MSI_64;
	assert(uk_pci_irq_connect(d, handler, NULL) == -ENXIO);
}

static void test_pins(void)
{
	struct fake *f = lone(), *other = add(0, 9, 0, 0);

	assert(!pci_init() && probed_count == 2);
	assert(uk_pci_irq_connect(probed[0], handler, NULL) == -ENXIO); /* no pin */
	f->config[UK_PCI_INTERRUPT_PIN] = 1;
	f->config[UK_PCI_INTERRUPT_LINE] = 0xff;
	assert(uk_pci_irq_connect(probed[0], handler, NULL) == -ENXIO); /* not routed */
	f->config[UK_PCI_INTERRUPT_LINE] = 11;
	f->config[UK_PCI_COMMAND + 1] = UK_PCI_COMMAND_NO_INTX >> 8;
	assert(!uk_pci_irq_connect(probed[0], handler, NULL) && connected_gsi == 11);
	assert(!f->config[UK_PCI_COMMAND + 1]);
	assert(other->config[UK_PCI_COMMAND + 1] == UK_PCI_COMMAND_NO_INTX >> 8);
}

int main(void)
{
	test_buses();
	test_capabilities();
	test_bars();
	test_absurd_bars();
	test_msix();
	test_msi();
	test_pins();
	forget();
	printf("pci_test: ok\n");
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of drivers: vectors, the I/O APIC (82093AA), messages (Intel SDM volume 3A, 10.11). */
#include <uk/alloc.h>
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/sched.h>
#include "internal.h"
#include "segments.h"

#define IOAPIC_ADDRESS 0xfec00000UL
#define IOAPIC_VERSION 1
#define IOAPIC_ENTRY(n) (0x10 + 2 * (n))
#define IOAPIC_VECTOR 0xff
#define IOAPIC_LEVEL 0x8000
#define IOAPIC_MASKED 0x10000
#define IOAPIC_DESTINATION_SHIFT 24

#define MSI_ADDRESS 0xfee00000UL
#define MSI_DESTINATION_SHIFT 12

/* Messages leave so many vectors to inputs, which some devices cannot do without: the console, the power button, pins. */
#define VECTORS_FOR_INPUTS 8

struct handler {
	void (*fn)(void *);
	void *arg;
	struct handler *next; /* of the same vector */
};

static struct handler *handlers[UK_VECTOR_SPURIOUS - UK_VECTOR_IRQ];
static unsigned int vectors_used;

void uk_irq_dispatch(unsigned int vector)
{
	if (vector == UK_VECTOR_SPURIOUS)
		return;
	if (vector == UK_VECTOR_TIMER) {
		uk_apic_eoi();
		uk_kmap_tick();
		uk_sched_tick();
	} else if (vector - UK_VECTOR_IRQ < vectors_used) {
		for (struct handler *h = handlers[vector - UK_VECTOR_IRQ]; h; h = h->next)
			h->fn(h->arg);
		/* Now that the device has taken its request back: a level that still holds comes again. */
		uk_apic_eoi();
	} else {
		uk_apic_eoi();
		uk_pr_warn("interrupt vector %u is nobody's", vector);
	}
}

/* Adds fn to a vector; with vector 0 to a new one. The vector or -errno. */
static int add_handler(unsigned int vector, void (*fn)(void *), void *arg)
{
	struct handler *h, **end;

	if (!vector && vectors_used == UK_ARRAY_SIZE(handlers))
		return -ENOSPC;
	h = uk_malloc(sizeof(*h));
	if (!h)
		return -ENOMEM;
	*h = (struct handler){ fn, arg, NULL };
	if (!vector)
		vector = UK_VECTOR_IRQ + vectors_used++;
	for (end = &handlers[vector - UK_VECTOR_IRQ]; *end; end = &(*end)->next)
		;
	*end = h;
	return (int)vector;
}

static volatile uint32_t *ioapic(void)
{
	static volatile uint32_t *mapped;

	if (!mapped)
		mapped = uk_map_device(IOAPIC_ADDRESS, 0x20);
	return mapped;
}

/* Register select at 0, window at 0x10. */
static uint32_t ioapic_read(unsigned int reg)
{
	ioapic()[0] = reg;
	return ioapic()[4];
}

static void ioapic_write(unsigned int reg, uint32_t v)
{
	ioapic()[0] = reg;
	ioapic()[4] = v;
}

int uk_plat_irq_connect(unsigned int gsi, enum uk_irq_trigger trigger, void (*fn)(void *), void *arg)
{
	const uint32_t mode = trigger == UK_IRQ_LEVEL ? IOAPIC_LEVEL : 0;
	static uint64_t connected; /* inputs that have a vector, as bits */
	uint32_t entry = 0;
	int vector;

	if (!ioapic())
		return -ENOMEM;
	if (gsi >= 64 || gsi > (ioapic_read(IOAPIC_VERSION) >> 16 & 0xff))
		return -EINVAL;
	if (connected >> gsi & 1) {
		entry = ioapic_read(IOAPIC_ENTRY(gsi));
		if ((entry & IOAPIC_LEVEL) != mode)
			return -EBUSY;
	}
	vector = add_handler(entry & IOAPIC_VECTOR, fn, arg);
	if (vector < 0 || entry)
		return UK_MIN(vector, 0);
	connected |= 1UL << gsi;
	ioapic_write(IOAPIC_ENTRY(gsi), IOAPIC_MASKED);
	ioapic_write(IOAPIC_ENTRY(gsi) + 1, uk_apic_id() << IOAPIC_DESTINATION_SHIFT);
	/* Active high, fixed, physical destination. */
	ioapic_write(IOAPIC_ENTRY(gsi), mode | (uint32_t)vector);
	return 0;
}

int uk_plat_msi_connect(void (*fn)(void *), void *arg, struct uk_msi *m)
{
	int vector;

	if (vectors_used >= UK_ARRAY_SIZE(handlers) - VECTORS_FOR_INPUTS)
		return -ENOSPC;
	vector = add_handler(0, fn, arg);
	if (vector < 0)
		return vector;
	/* Edge, fixed, physical destination. */
	m->address = MSI_ADDRESS | uk_apic_id() << MSI_DESTINATION_SHIFT;
	m->data = (uint32_t)vector;
	return 0;
}

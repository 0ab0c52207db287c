/* SPDX-License-Identifier: BSD-3-Clause */
/* ACPI's tables, and as much of it as powering off takes (ACPI 6.4: 5.2 tables, 7.4.2 \_Sx, 4.8.3 sleep registers). */
#include <uk/ring0.h>
#include <uk/string.h>
#include "acpi.h"

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	/* revision 2 */
	uint32_t length;
	uint64_t xsdt;
} UK_PACKED;

struct address {
	uint8_t space, width, offset, access;
	uint64_t address;
} UK_PACKED;
#define SPACE_MEMORY 0
#define SPACE_IO 1

#define TABLE_MAX (16UL << 20)
#define SLEEP_ENABLE 0x2000     /* PM1 control */
#define SLEEP_TYPE_SHIFT 10
#define SLEEP_REG_ENABLE 0x20   /* sleep control register */
#define SLEEP_REG_TYPE_SHIFT 2

/* AML */
#define AML_ZERO 0x00
#define AML_ONE 0x01
#define AML_BYTE 0x0a
#define AML_PACKAGE 0x12

static bool sum_is_zero(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint8_t sum = 0;

	while (n--)
		sum += *b++;
	return !sum;
}

/* The whole table at pa, checked; NULL: there is none. */
static const struct uk_acpi_header *map_table(uk_paddr_t pa, const char *signature)
{
	const struct uk_acpi_header *h = pa ? uk_map_device(pa, sizeof(*h)) : NULL;

	if (!h || h->length < sizeof(*h) || h->length > TABLE_MAX ||
	    (signature && memcmp(h->signature, signature, sizeof(h->signature))))
		return NULL;
	h = uk_map_device(pa, h->length);
	return h && sum_is_zero(h, h->length) ? h : NULL;
}

const struct uk_acpi_header *uk_acpi_table(const char *signature)
{
	const struct rsdp *rsdp;
	const struct uk_acpi_header *root, *found;
	size_t size;

	rsdp = uk_machine.rsdp ? uk_map_device(uk_machine.rsdp, sizeof(*rsdp)) : NULL;
	if (!rsdp || memcmp(rsdp->signature, "RSD PTR ", sizeof(rsdp->signature)) ||
	    !sum_is_zero(rsdp, 20))
		return NULL;
	size = rsdp->revision >= 2 && rsdp->xsdt ? sizeof(uint64_t) : sizeof(uint32_t);
	root = size == sizeof(uint64_t) ? map_table(rsdp->xsdt, "XSDT") :
					  map_table(rsdp->rsdt, "RSDT");
	if (!root)
		return NULL;
	for (size_t at = sizeof(*root); at + size <= root->length; at += size) {
		uint64_t pa = 0;

		memcpy(&pa, (const char *)root + at, size);
		found = map_table(pa, signature);
		if (found)
			return found;
	}
	return NULL;
}

uint64_t uk_acpi_field(const struct uk_acpi_header *h, size_t offset, size_t n)
{
	uint64_t v = 0;

	if (offset + n <= h->length)
		memcpy(&v, (const char *)h + offset, n);
	return v;
}

/* A small constant of a package; *p moves behind it. -1: something else stands there. */
static int constant(const uint8_t **p, const uint8_t *end)
{
	if (*p < end && (**p == AML_ZERO || **p == AML_ONE))
		return *(*p)++;
	if (end - *p >= 2 && **p == AML_BYTE) {
		*p += 2;
		return (*p)[-1] & 7;
	}
	return -1;
}

/* Name (\_S5, Package { type a, type b, … }): found by its bytes, not by running AML. */
static bool find_s5(const struct uk_acpi_header *dsdt, int *type_a, int *type_b)
{
	const uint8_t *p = (const uint8_t *)(dsdt + 1);
	const uint8_t *end = (const uint8_t *)dsdt + dsdt->length;

	for (; end - p >= 8; p++) {
		const uint8_t *q = p + 4;

		if (memcmp(p, "_S5_", 4) || *q++ != AML_PACKAGE)
			continue;
		q += (*q >> 6) + 1; /* length of the package */
		q++;                /* number of elements */
		if (q >= end)
			return false;
		*type_a = constant(&q, end);
		*type_b = constant(&q, end);
		return *type_a >= 0;
	}
	return false;
}

static void write_sleep_register(const struct uk_acpi_header *fadt, int type)
{
	uint8_t value = (uint8_t)(type << SLEEP_REG_TYPE_SHIFT | SLEEP_REG_ENABLE);
	struct address a;

	if (FADT_SLEEP_CONTROL + sizeof(a) > fadt->length)
		return;
	memcpy(&a, (const char *)fadt + FADT_SLEEP_CONTROL, sizeof(a));
	if (a.space == SPACE_IO && a.address) {
		uk_outb((uint16_t)a.address, value);
	} else if (a.space == SPACE_MEMORY && a.address) {
		volatile uint8_t *reg = uk_map_device(a.address, 1);

		if (reg)
			*reg = value;
	}
}

void uk_acpi_power_off(void)
{
	const struct uk_acpi_header *fadt = uk_acpi_table("FACP");
	const struct uk_acpi_header *dsdt;
	uint16_t port;
	int a, b;

	if (!fadt)
		return;
	dsdt = map_table(uk_acpi_field(fadt, FADT_X_DSDT, 8), "DSDT");
	if (!dsdt)
		dsdt = map_table(uk_acpi_field(fadt, FADT_DSDT, 4), "DSDT");
	if (!dsdt || !find_s5(dsdt, &a, &b))
		return;
	if (uk_acpi_field(fadt, FADT_FLAGS, 4) & FADT_HW_REDUCED) {
		write_sleep_register(fadt, a);
		return;
	}
	port = (uint16_t)uk_acpi_field(fadt, FADT_PM1A_CONTROL, 4);
	if (port)
		uk_outw(port, (uint16_t)(a << SLEEP_TYPE_SHIFT | SLEEP_ENABLE));
	port = (uint16_t)uk_acpi_field(fadt, FADT_PM1B_CONTROL, 4);
	if (port && b >= 0)
		uk_outw(port, (uint16_t)(b << SLEEP_TYPE_SHIFT | SLEEP_ENABLE));
}

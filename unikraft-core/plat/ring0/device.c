/* SPDX-License-Identifier: BSD-3-Clause */
/* Device memory and ports for drivers, which hold no privileged instruction. */
#include <uk/device.h>
#include "internal.h"

/* Bits of a physical address. */
static unsigned int address_bits(void)
{
	uint32_t r[4];

	uk_cpuid(0x80000000, 0, r);
	if (r[0] < 0x80000008)
		return 36;
	uk_cpuid(0x80000008, 0, r);
	return r[0] & 0xff;
}

void *uk_plat_device_map(uk_paddr_t pa, size_t size)
{
	const struct uk_machine *m = &uk_machine;

	if (!size || pa + size < pa || (pa + size - 1) >> address_bits())
		return NULL;
	for (unsigned int i = 0; i < m->ram_count; i++)
		if (pa < m->ram[i].start + m->ram[i].size && pa + size > m->ram[i].start)
			return NULL;
	return uk_map_device(pa, size);
}

uint32_t uk_plat_port_read(uint16_t port, unsigned int width)
{
	switch (width) {
	case 1:
		return uk_inb(port);
	case 2:
		return uk_inw(port);
	default:
		return uk_inl(port);
	}
}

void uk_plat_port_write(uint16_t port, unsigned int width, uint32_t v)
{
	switch (width) {
	case 1:
		uk_outb(port, (uint8_t)v);
		break;
	case 2:
		uk_outw(port, (uint16_t)v);
		break;
	default:
		uk_outl(port, v);
	}
}

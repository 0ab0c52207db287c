/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI configuration access by mechanism #1 (PCI Local Bus 3.0, 3.2.2.3.2), and how pc and q35 wire interrupts. */
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/ring0.h>

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define CONFIG_ENABLE 0x80000000U
#define CONFIG_SIZE 256

#define ISA_IRQS 16

bool uk_plat_pci_present(void)
{
	/* Without a host bridge nobody keeps the value. */
	uk_outl(CONFIG_ADDRESS, CONFIG_ENABLE);
	return uk_inl(CONFIG_ADDRESS) == CONFIG_ENABLE;
}

/* The data port for an access; 0: there is no such register. */
static uint16_t select(uint16_t at, unsigned int offset, unsigned int width)
{
	if (offset >= CONFIG_SIZE || offset % width)
		return 0;
	uk_outl(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t)at << 8 | (offset & ~3U));
	return (uint16_t)(CONFIG_DATA + (offset & 3));
}

uint32_t uk_plat_pci_read(uint16_t at, unsigned int offset, unsigned int width)
{
	uint16_t port = select(at, offset, width);

	return port ? uk_plat_port_read(port, width) : UINT32_MAX;
}

void uk_plat_pci_write(uint16_t at, unsigned int offset, unsigned int width, uint32_t v)
{
	uint16_t port = select(at, offset, width);

	if (port)
		uk_plat_port_write(port, width, v);
}

/*
 * The firmware routes the pins to interrupts of the two 8259, and writes
 * which to the register. What reaches these reaches the I/O APIC's input of
 * the same number, too.
 */
int uk_plat_pci_gsi(unsigned int line)
{
	return line && line < ISA_IRQS ? (int)line : -ENXIO;
}

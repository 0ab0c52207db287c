/* SPDX-License-Identifier: BSD-3-Clause */
/* What a platform does for drivers: all that needs privilege or knows how the machine is wired. */
#ifndef UK_DEVICE_H
#define UK_DEVICE_H

#include <uk/essentials.h>

/** Maps device memory, uncached, for good; NULL: no device can be there (RAM is, or the CPU has no such address), or no memory. */
void *uk_plat_device_map(uk_paddr_t pa, size_t size);

/** Ports of the CPU's I/O space. width: 1, 2 or 4 bytes. */
uint32_t uk_plat_port_read(uint16_t port, unsigned int width);
void uk_plat_port_write(uint16_t port, unsigned int width, uint32_t v);

/* Configuration space of PCI devices; at: bus << 8 | device << 3 | function. */
/** Whether the machine has a PCI bus. */
bool uk_plat_pci_present(void);
/** offset: below 256, a multiple of width, which is 1, 2 or 4. All ones where there is nothing. */
uint32_t uk_plat_pci_read(uint16_t at, unsigned int offset, unsigned int width);
void uk_plat_pci_write(uint16_t at, unsigned int offset, unsigned int width, uint32_t v);
/** Global interrupt number of a device's pin, by what the firmware wrote to its register "interrupt line"; -ENXIO: cannot be known. */
int uk_plat_pci_gsi(unsigned int line);

/*
 * Interrupts. fn(arg) runs with interrupts disabled, in application code or
 * the idle loop, and must not block. Connections are for good.
 */
enum uk_irq_trigger { UK_IRQ_EDGE, UK_IRQ_LEVEL };
/** Of a global interrupt number; several may share it if they agree on the trigger. Active high. 0; -EINVAL: no such number; -EBUSY; -ENOSPC: no vector is left; -ENOMEM. */
int uk_plat_irq_connect(unsigned int gsi, enum uk_irq_trigger trigger, void (*fn)(void *), void *arg);

/** What a device writes where, to interrupt by a message. */
struct uk_msi {
	uint64_t address;
	uint32_t data;
};
/** 0, -ENOSPC or -ENOMEM. */
int uk_plat_msi_connect(void (*fn)(void *), void *arg, struct uk_msi *m);

/** Calls fn, as an interrupt, when the machine is asked to power down. 0; -ENXIO: it has no such button that the platform knows. */
int uk_plat_power_button(void (*fn)(void));

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VIRTIO_MMIO_PARAMETER_H
#define VIRTIO_MMIO_PARAMETER_H

#include <uk/essentials.h>

#define VIRTIO_MMIO_MIN_SIZE 0x104 /* registers and a word of configuration */
#define VIRTIO_MMIO_MAX_SIZE 0x10000

/** Kernel parameter virtio_mmio.device, as Linux has it. */
struct virtio_mmio_parameter {
	uint64_t size, address;
	unsigned int irq; /* global interrupt number */
};

/** "<size>[KMG]@<address>:<irq>[:<id>]", numbers as in C; the id is of no use. Whether it was one that can be. */
bool virtio_mmio_parse(const char *text, struct virtio_mmio_parameter *p);

#endif

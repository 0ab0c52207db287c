/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of library virtio share. */
#ifndef VIRTIO_INTERNAL_H
#define VIRTIO_INTERNAL_H

#include <uk/virtio.h>
#include <uk/virtio_bus.h>

/** Frees all queues of a device that was reset, with what the device has not given back. */
void virtio_queues_free(struct uk_virtio_device *d);

#endif

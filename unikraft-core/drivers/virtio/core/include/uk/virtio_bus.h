/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between library virtio and what carries virtio devices (virtio-pci,
 * virtio-mmio): specification 1.1, chapter 4. A transport fills a
 * uk_virtio_device for each device that it finds and registers it, in stage
 * bus; drivers get them in stage device.
 *
 * Values cross this interface in the CPU's byte order, which is also that of
 * a legacy x86 device.
 */
#ifndef UK_VIRTIO_BUS_H
#define UK_VIRTIO_BUS_H

#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/sched.h>
#include <uk/virtio.h>

/* Device status (2.1). 0 resets. */
#define UK_VIRTIO_STATUS_ACKNOWLEDGE 1
#define UK_VIRTIO_STATUS_DRIVER 2
#define UK_VIRTIO_STATUS_DRIVER_OK 4
#define UK_VIRTIO_STATUS_FEATURES_OK 8
#define UK_VIRTIO_STATUS_NEEDS_RESET 64
#define UK_VIRTIO_STATUS_FAILED 128

#define UK_VIRTIO_MAX_QUEUE_SIZE 32768
/* A legacy device finds the whole ring by its page number; the used ring begins at the next page (2.6.2). */
#define UK_VIRTIO_LEGACY_ALIGN 4096

/** Where a split virtqueue lies. For a legacy device all three are parts of one block that begins at desc. */
struct uk_virtio_queue_area {
	unsigned int size;       /* descriptors */
	uk_paddr_t desc, driver, device; /* descriptor table, available ring, used ring */
};

/** What a transport does. Queue functions are called for indices whose queue_size is not 0 only. */
struct uk_virtio_transport {
	uint8_t (*get_status)(struct uk_virtio_device *d);
	/** Never with 0. */
	void (*set_status)(struct uk_virtio_device *d, uint8_t status);
	/** Writes 0 and waits until the device says that it has been reset, for a bounded time. 0 or -EIO. */
	int (*reset)(struct uk_virtio_device *d);
	/** All 64 bits; of a legacy device the 32 that it has. */
	uint64_t (*get_features)(struct uk_virtio_device *d);
	void (*set_features)(struct uk_virtio_device *d, uint64_t features);
	/** Changes with the configuration; of a legacy device always 0. */
	uint32_t (*generation)(struct uk_virtio_device *d);
	/** Reads n bytes of the configuration by one access. n is 1, 2 or 4, offset aligned to n, within config_size. */
	uint32_t (*read)(struct uk_virtio_device *d, unsigned int offset, unsigned int n);
	/** Descriptors that the device allows queue index (a legacy one: that it has); 0: there is no such queue. */
	unsigned int (*queue_size)(struct uk_virtio_device *d, unsigned int index);
	/**
	 * Tells the device where the queue lies, gives it an interrupt vector and
	 * enables it. *notify: the transport's own, for notify (an address, say).
	 * 0 or -errno.
	 */
	int (*queue_enable)(struct uk_virtio_device *d, unsigned int index, const struct uk_virtio_queue_area *area,
			    void **notify);
	/** Tells the device that there are new buffers. The one call that is often made. */
	void (*notify)(struct uk_virtio_device *d, unsigned int index, void *notify);
};

struct uk_virtio_device {
	/* The transport's, before it registers the device. It may embed the record in one of its own. */
	const struct uk_virtio_transport *ops;
	char name[32];            /* "virtio-pci 00:03.0", for messages */
	uint32_t id;              /* UK_VIRTIO_ID_* */
	bool legacy;              /* the device knows nothing of VERSION_1 */
	unsigned int config_size; /* bytes of the device's configuration */
	/* Library virtio's */
	struct uk_list node, queues;
	const struct uk_virtio_driver *driver;
	void *data;
	uint64_t features;        /* agreed */
	uint8_t status;
	bool broken, stopped;     /* stopped: broken, and it touches no memory of ours any more */
	struct uk_timer tell;     /* tells the driver that it is broken */
};

/** A device was found. It is offered to the drivers in stage device, or at once when that is over. Never freed. */
void uk_virtio_register(struct uk_virtio_device *d);

/* Interrupts (context: interrupt, or with interrupts off). Calls for nothing do no harm. */
/** Of one queue: it has a vector of its own. */
void uk_virtio_queue_interrupt(struct uk_virtio_device *d, unsigned int index);
/** Of any queue: they share a vector, or bit 0 of the interrupt status was set. */
void uk_virtio_queues_interrupt(struct uk_virtio_device *d);
/** The configuration or the status has changed: its own vector, or bit 1 of the interrupt status. */
void uk_virtio_config_interrupt(struct uk_virtio_device *d);

#endif

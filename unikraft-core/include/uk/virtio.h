/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio devices (Virtual I/O Device specification 1.1; library virtio), on
 * whatever bus they are: libraries virtio-pci and virtio-mmio find them.
 *
 * What a device says is not believed: lengths, identifiers and counts that
 * cannot be mark the device broken, which stops it, once, with a message.
 */
#ifndef UK_VIRTIO_H
#define UK_VIRTIO_H

#include <uk/essentials.h>

#define UK_VIRTIO_ID_NET 1
#define UK_VIRTIO_ID_BLOCK 2
#define UK_VIRTIO_ID_RNG 4

/* Features that are no device type's own. The bus and the rings answer for all of them but the driver's. */
#define UK_VIRTIO_F_INDIRECT_DESC (1UL << 28)
#define UK_VIRTIO_F_EVENT_IDX (1UL << 29)
#define UK_VIRTIO_F_VERSION_1 (1UL << 32)

struct uk_virtio_device;
struct uk_virtqueue;

struct uk_virtio_driver {
	uint32_t id;       /* UK_VIRTIO_ID_* */
	const char *name;
	/** Makes the device ready and calls uk_virtio_start. 0 or -errno: the device is left alone, with a message. */
	int (*probe)(struct uk_virtio_device *d);
	/** The device's configuration has changed. Interrupt context. May be NULL. */
	void (*changed)(struct uk_virtio_device *d);
	/** The device was marked broken: nothing more comes from it. Interrupt context. May be NULL. */
	void (*broken)(struct uk_virtio_device *d);
};
/** Drivers are records; devices are offered to them in stage device. */
#define UK_VIRTIO_DRIVER(ident, ...)                                         \
	static const struct uk_virtio_driver ident UK_RECORD("uk_virtio_driver") = { __VA_ARGS__ }

/** Where a driver keeps what is its own. */
void *uk_virtio_data(const struct uk_virtio_device *d);
void uk_virtio_set_data(struct uk_virtio_device *d, void *data);
/** "virtio-pci 00:03.0", for messages. */
const char *uk_virtio_name(const struct uk_virtio_device *d);

/** All features that the device offers. */
uint64_t uk_virtio_offered(struct uk_virtio_device *d);
/**
 * Agrees on those of the driver's features (bits 0 to 23 and 37 on) that the
 * device offers; to be called first. *agreed gets them, and those of the bus. 0; -ENOTSUP: the
 * device does not take them.
 */
int uk_virtio_negotiate(struct uk_virtio_device *d, uint64_t wanted, uint64_t *agreed);
/** Reads n bytes of the device's configuration at offset, all of one moment. 0, or -EIO: there are not as many. */
int uk_virtio_config(struct uk_virtio_device *d, unsigned int offset, void *p, size_t n);
/** The driver is ready (DRIVER_OK). 0 or -EIO. */
int uk_virtio_start(struct uk_virtio_device *d);
/** Stops a device that breaks the rules: a message, once. */
void uk_virtio_break(struct uk_virtio_device *d, const char *why);
bool uk_virtio_is_broken(const struct uk_virtio_device *d);

/**
 * Makes queue number index with at most max descriptors (0: as many as the
 * device has), before uk_virtio_start. fn(arg): the device used buffers;
 * interrupt context. NULL: no such queue, or no memory.
 */
struct uk_virtqueue *uk_virtqueue_create(struct uk_virtio_device *d, unsigned int index, unsigned int max,
					 void (*fn)(void *), void *arg);

/** Memory that the device reads or writes: in the direct map (uk/alloc.h), contiguous. */
struct uk_virtio_piece {
	void *data;
	uint32_t len;
};
/**
 * Gives the device a buffer: out pieces that it reads, then in pieces that it
 * writes. 0; -EAGAIN: no descriptors are free; -EIO: the device is broken.
 * token must not be NULL.
 */
int uk_virtqueue_add(struct uk_virtqueue *q, const struct uk_virtio_piece *pieces, unsigned int out, unsigned int in,
		     void *token);
/** Tells the device of what was added, if it wants to know. */
void uk_virtqueue_kick(struct uk_virtqueue *q);
/** A buffer that the device has used: its token, or NULL: none. *written (at most the in pieces' length): bytes it wrote. */
void *uk_virtqueue_take(struct uk_virtqueue *q, uint32_t *written);
/** Buffers that the device never used, when it is broken: their tokens one by one, then NULL. */
void *uk_virtqueue_discard(struct uk_virtqueue *q);
/** Whether uk_virtqueue_take has something. */
bool uk_virtqueue_pending(const struct uk_virtqueue *q);
/**
 * Asks for interrupts when buffers are used, or for none (a hint: they may
 * come all the same). Switched on, true: some already wait and no interrupt
 * comes for them.
 */
bool uk_virtqueue_interrupts(struct uk_virtqueue *q, bool on);
/** Pieces that uk_virtqueue_add would take now. */
unsigned int uk_virtqueue_free(const struct uk_virtqueue *q);
unsigned int uk_virtqueue_size(const struct uk_virtqueue *q);

#endif

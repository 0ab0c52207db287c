/* SPDX-License-Identifier: BSD-3-Clause */
/* An entropy device (Virtio 1.1, 5.4): gives bytes when the generator wants some. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/random.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/virtio.h>

#define QUEUE 0
#define SEED_BYTES 64
/* How long the boot waits for the first bytes when there is no other source. */
#define FIRST_LIMIT 1000000000L /* ns */

/* One serves: a second device would be asked for the same. */
static struct uk_virtio_device *device;
static struct uk_virtqueue *queue;
static uint8_t *seed; /* SEED_BYTES */
static bool asked, seeded;
static struct uk_waitq first = UK_WAITQ_INIT(first);

static void ask(void)
{
	const struct uk_virtio_piece piece = { seed, SEED_BYTES };

	if (asked || uk_virtqueue_add(queue, &piece, 0, 1, seed))
		return;
	asked = true;
	uk_virtqueue_kick(queue);
}

static void answered(void *arg UK_UNUSED)
{
	uint32_t n;

	while (uk_virtqueue_take(queue, &n)) {
		uk_random_add(seed, n);
		memset(seed, 0, SEED_BYTES);
		asked = false;
		if (n && !seeded)
			uk_pr_info("%s: gives random numbers", uk_virtio_name(device));
		seeded |= n > 0;
		uk_waitq_wake_all(&first);
	}
}

static void await_first(void)
{
	const uk_nsec_t limit = uk_plat_clock_mono() + FIRST_LIMIT;
	uint8_t byte;

	if (uk_plat_entropy(&byte, sizeof(byte)))
		return;
	while (!seeded)
		if (uk_waitq_wait(&first, limit, false)) {
			uk_pr_warn("%s: gave no entropy within %lu ms: random numbers are seeded by the clock until it does",
				   uk_virtio_name(device), FIRST_LIMIT / 1000000);
			return;
		}
}

static int probe(struct uk_virtio_device *d)
{
	uint64_t agreed;
	int r;

	if (device) {
		uk_pr_info("%s: not used: %s gives entropy already", uk_virtio_name(d),
			   uk_virtio_name(device));
		return -EBUSY;
	}
	r = uk_virtio_negotiate(d, 0, &agreed);
	if (r)
		return r;
	if (!seed)
		seed = uk_malloc(SEED_BYTES);
	queue = uk_virtqueue_create(d, QUEUE, 1, answered, NULL);
	if (!seed || !queue)
		return seed ? -EIO : -ENOMEM;
	r = uk_virtio_start(d);
	if (r)
		return r;
	device = d;
	uk_random_source(ask);
	ask();
	await_first();
	return 0;
}

UK_VIRTIO_DRIVER(rng_driver, .id = UK_VIRTIO_ID_RNG, .name = "virtio-rng", .probe = probe);

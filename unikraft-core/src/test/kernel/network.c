// SPDX-License-Identifier: BSD-3-Clause
// A network stack of one question: who has the gateway's address? It is asked again and again, many times at once:
// each question's memory comes back, and each gets its answer, though they are more than the device's rings hold.
// machine: pc q35 microvm
// devices: network
// libraries: virtio-net virtio-pci virtio-mmio
// outcome: exit 0
// output: the gateway is 52:55:0a:00:02:02
// output: answered: all while idle, all while busy
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/netdev.h>
#include <uk/sched.h>
#include "kernel_test.h"

#define AT_ONCE 400
#define QUESTIONS 5000
#define FRAME 42
#define SECOND 1000000000

static struct uk_netdev *device;
static struct uk_waitq wait = UK_WAITQ_INIT(wait);
static uint8_t gateway[UK_NETDEV_MAC_LEN];
static unsigned int asked, answers, returned;
static bool full, idle_worked;

/* In the direct map, as all that is sent. */
static uint8_t *question;

static void attach(struct uk_netdev *d)
{
	device = d;
}

static void input(struct uk_netdev *d UK_UNUSED, struct uk_netbuf *b)
{
	static const uint8_t from_gateway[] = { 10, 0, 2, 2 };

	/* An answer (6.7 of its kind: opcode 2) from 10.0.2.2. */
	if (b->len >= FRAME && b->data[12] == 8 && b->data[13] == 6 && b->data[21] == 2 &&
	    !memcmp(b->data + 28, from_gateway, 4)) {
		memcpy(gateway, b->data + 22, sizeof(gateway));
		answers++;
	}
	uk_netbuf_free(b);
}

static void input_done(struct uk_netdev *d UK_UNUSED)
{
	uk_waitq_wake_all(&wait);
}

static void writable(struct uk_netdev *d UK_UNUSED)
{
	full = false;
	uk_waitq_wake_all(&wait);
}

static void changed(struct uk_netdev *d UK_UNUSED)
{
}

static void done(void *arg)
{
	returned += arg == question;
}

static const struct uk_netdev_stack stack = {
	.attach = attach,
	.input = input,
	.input_done = input_done,
	.writable = writable,
	.changed = changed,
};

static void make_question(void)
{
	static const uint8_t head[] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };
	static const uint8_t own[] = { 10, 0, 2, 15 }, wanted[] = { 10, 0, 2, 2 };

	question = uk_zalloc(FRAME);
	memset(question, 0xff, 6);
	memcpy(question + 6, device->mac, 6);
	memcpy(question + 12, head, sizeof(head));
	memcpy(question + 22, device->mac, 6);
	memcpy(question + 28, own, 4);
	memcpy(question + 38, wanted, 4);
}

/* In three pieces, of which the device makes one frame. */
static int ask(void)
{
	struct uk_iovec piece[] = { { question, 14 }, { question + 14, 8 }, { question + 22, 20 } };
	struct uk_netdev_frame f = { .piece = piece, .pieces = 3, .done = done, .arg = question };

	return uk_netdev_transmit(device, &f);
}

static void ask_all(void)
{
	asked = answers = returned = 0;
	while (answers < QUESTIONS) {
		while (asked < QUESTIONS && asked - answers < AT_ONCE && !full) {
			full = ask() != 0;
			asked += !full;
		}
		device->ops->flush(device);
		if (uk_waitq_wait(&wait, uk_plat_clock_mono() + SECOND, false))
			return;
	}
	/* The last frames' memory is not waited for, but not forgotten either. */
	uk_sched_block(uk_plat_clock_mono() + SECOND / 20, false);
}

static bool all_answered(void)
{
	return answers == QUESTIONS && returned == QUESTIONS;
}

static int while_idle(void)
{
	uk_netdev_set_stack(&stack);
	if (!device)
		return -ENODEV;
	make_question();
	ask_all();
	idle_worked = all_answered();
	return 0;
}
UK_INIT(late, while_idle);

static volatile bool over;

static void while_busy(void *arg UK_UNUSED)
{
	ask_all();
	over = true;
	uk_thread_exit();
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	test_print("the gateway is %02x:%02x:%02x:%02x:%02x:%02x\n", gateway[0], gateway[1], gateway[2], gateway[3],
		   gateway[4], gateway[5]);
	uk_plat_kernel_enter();
	uk_thread_start(uk_thread_create("asking", while_busy, NULL));
	uk_plat_kernel_leave();
	while (!over)
		;
	test_print("answered: %s while idle, %s while busy\n", idle_worked ? "all" : "not all",
		   all_answered() ? "all" : "not all");
	return 0;
}

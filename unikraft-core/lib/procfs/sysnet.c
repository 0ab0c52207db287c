/* SPDX-License-Identifier: BSD-3-Clause */
/* /sys/class/net: the interfaces, if the image has a network stack. */
#include <uk/errno.h>
#include <uk/netif.h>
#include <uk/string.h>
#include "proc.h"

#pragma weak uk_netif_next

#define ARPHRD_ETHER 1U
#define ARPHRD_LOOPBACK 772U

static void add_mac(struct uk_text *t, const uint8_t *m)
{
	uk_text_add(t, "%02x:%02x:%02x:%02x:%02x:%02x\n", m[0], m[1], m[2], m[3], m[4], m[5]);
}

static int show_address(struct uk_text *t, const struct uk_netif *i)
{
	add_mac(t, i->mac);
	return 0;
}

static int show_broadcast(struct uk_text *t, const struct uk_netif *i)
{
	uint8_t mac[UK_NETDEV_MAC_LEN];

	memset(mac, i->flags & UK_IFF_LOOPBACK ? 0 : 0xff, sizeof(mac));
	add_mac(t, mac);
	return 0;
}

static int show_operstate(struct uk_text *t, const struct uk_netif *i)
{
	uk_text_add(t, "%s\n", i->flags & UK_IFF_LOOPBACK   ? "unknown"
			       : i->flags & UK_IFF_LOWER_UP ? "up"
							    : "down");
	return 0;
}

/* Nobody knows how fast a virtual cable is. */
static int show_nothing(struct uk_text *t UK_UNUSED, const struct uk_netif *i UK_UNUSED)
{
	return -EINVAL;
}

#define NUMBER(name, value)                                                  \
	static int show_##name(struct uk_text *t, const struct uk_netif *i)  \
	{                                                                    \
		(void)i;                                                     \
		uk_text_add(t, "%lu\n", (uint64_t)(value));                  \
		return 0;                                                    \
	}
NUMBER(addr_len, sizeof(i->mac))
NUMBER(carrier, !!(i->flags & UK_IFF_LOWER_UP))
NUMBER(index, i->index)
NUMBER(mtu, i->mtu)
NUMBER(queue_len, 1000)
NUMBER(type, i->flags & UK_IFF_LOOPBACK ? ARPHRD_LOOPBACK : ARPHRD_ETHER)
NUMBER(rx_bytes, i->stats.rx_bytes)
NUMBER(rx_packets, i->stats.rx_frames)
NUMBER(rx_dropped, i->stats.rx_dropped)
NUMBER(rx_errors, i->stats.rx_errors)
NUMBER(tx_bytes, i->stats.tx_bytes)
NUMBER(tx_packets, i->stats.tx_frames)
NUMBER(tx_dropped, i->stats.tx_dropped)
NUMBER(tx_errors, i->stats.tx_errors)

static int show_flags(struct uk_text *t, const struct uk_netif *i)
{
	uk_text_add(t, "0x%x\n", i->flags & 0xffff & ~(unsigned int)UK_IFF_RUNNING);
	return 0;
}

struct attribute {
	const char *path;
	int (*show)(struct uk_text *t, const struct uk_netif *i);
};
static const struct attribute attributes[] = {
	{ "address", show_address },
	{ "broadcast", show_broadcast },
	{ "operstate", show_operstate },
	{ "speed", show_nothing },
	{ "duplex", show_nothing },
	{ "addr_len", show_addr_len },
	{ "carrier", show_carrier },
	{ "ifindex", show_index },
	{ "iflink", show_index },
	{ "mtu", show_mtu },
	{ "tx_queue_len", show_queue_len },
	{ "type", show_type },
	{ "flags", show_flags },
};
static const struct attribute statistics[] = {
	{ "rx_bytes", show_rx_bytes },
	{ "rx_packets", show_rx_packets },
	{ "rx_dropped", show_rx_dropped },
	{ "rx_errors", show_rx_errors },
	{ "tx_bytes", show_tx_bytes },
	{ "tx_packets", show_tx_packets },
	{ "tx_dropped", show_tx_dropped },
	{ "tx_errors", show_tx_errors },
};

/* A file's node holds the index of its interface, and which attribute it is. */
#define PLACE(index, which) ((void *)(uintptr_t)((unsigned int)(index) << 8 | (which)))
#define STATISTICS 0x80

static int show(struct uk_text *t)
{
	uintptr_t place = (uintptr_t)uk_text_for(t)->data;
	const struct attribute *a = place & STATISTICS ? &statistics[place & 0x7f]
						       : &attributes[place & 0x7f];
	int index = (int)(place >> 8);
	struct uk_netif i;

	if (!uk_netif_next(index - 1, &i) || i.index != index)
		return -ENODEV;
	return a->show(t, &i);
}

static int attribute_open(struct uk_node *n, struct uk_file *f)
{
	(void)n;
	return uk_text_open(f, show);
}

static const struct uk_file_ops no_ops = { 0 };
static const struct uk_node_ops attribute_ops = {
	.file = &no_ops, .open = attribute_open, .release = proc_node_release,
};
static const struct uk_node_ops plain_dir_ops = { .release = proc_node_release };

static int add_files(struct uk_name *dir, const struct attribute *a, size_t count, int index,
		     unsigned int first)
{
	int r = 0;

	for (size_t n = 0; n < count && !r; n++) {
		struct uk_node *node = proc_link(dir->node->fs, &attribute_ops);

		if (node) {
			node->mode = UK_S_IFREG | 0444;
			node->data = PLACE(index, first + n);
		}
		r = proc_add(dir, a[n].path, strlen(a[n].path), node, NULL);
	}
	return r;
}

static int add_dir(struct uk_name *parent, const char *text, struct uk_name **out)
{
	return proc_add(parent, text, strlen(text), proc_dir(parent->node->fs, &plain_dir_ops, 0755), out);
}

static int fill(struct uk_name *net)
{
	struct uk_name *dir, *below;
	struct uk_netif i;
	int r = 0;

	if (!uk_netif_next)
		return 0;
	for (int after = 0; !r && uk_netif_next(after, &i); after = i.index) {
		r = add_dir(net, i.name, &dir);
		if (!r)
			r = add_files(dir, attributes, UK_ARRAY_SIZE(attributes), i.index, 0);
		if (!r)
			r = add_dir(dir, "statistics", &below);
		if (!r)
			r = add_files(below, statistics, UK_ARRAY_SIZE(statistics), i.index, STATISTICS);
	}
	return r;
}

const struct uk_node_ops proc_class_net_ops = { .fill = fill, .release = proc_node_release };

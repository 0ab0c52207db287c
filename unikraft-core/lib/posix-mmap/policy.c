/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory policy of a machine with one node, where none but the default can be set. */
#include <uk/syscall.h>
#include "mmap.h"

#define MPOL_DEFAULT 0
#define MPOL_F_NODE 1UL
#define MPOL_F_ADDR 2UL
#define MPOL_F_MEMS_ALLOWED 4UL

#define NODE 0
/* Bits of node masks that Linux can have, with its largest CONFIG_NODES_SHIFT. */
#define MAXNODE_LIMIT (UK_PAGE_SIZE * 8)

/* Writes a mask of maxnode - 1 bits, in whole words. 0 or -errno. */
static long put_mask(unsigned long *mask, unsigned long maxnode, unsigned long nodes)
{
	size_t bytes = UK_ALIGN_UP(maxnode - 1, 64UL) / 8;

	if (maxnode - 1 > MAXNODE_LIMIT)
		return -EINVAL;
	if (bytes && uk_copy_out(mask, &nodes, sizeof(nodes)))
		return -EFAULT;
	return bytes > sizeof(nodes) && uk_clear_user(mask + 1, bytes - sizeof(nodes)) ? -EFAULT : 0;
}

/* The node of the page at addr, which is made present as by an access. */
static long node_of(uintptr_t addr, int *node)
{
	if (uk_vm_fault(addr, 0))
		return -EFAULT;
	*node = NODE;
	return 0;
}

UK_SYSCALL(get_mempolicy, 5, int *, umode, unsigned long *, umask, unsigned long, maxnode,
	   uintptr_t, addr, unsigned long, flags)
{
	unsigned long nodes = 0;
	int mode = MPOL_DEFAULT;
	struct area *a;
	long r = 0;

	/* A mask must have room for all nodes there are. */
	if (flags & ~(MPOL_F_NODE | MPOL_F_ADDR | MPOL_F_MEMS_ALLOWED) || (umask && maxnode < 1 + NODE))
		return -EINVAL;
	if (flags & MPOL_F_MEMS_ALLOWED) {
		if (flags & (MPOL_F_NODE | MPOL_F_ADDR))
			return -EINVAL;
		nodes = 1UL << NODE;
	} else if (flags & MPOL_F_ADDR) {
		a = area_find(addr);
		if (!a || addr < a->start)
			return -EFAULT;
		if (flags & MPOL_F_NODE)
			r = node_of(addr, &mode);
	} else if (addr || flags & MPOL_F_NODE) {
		/* The next node to use is known of interleaving only. */
		return -EINVAL;
	}
	if (!r && umode && uk_copy_out(umode, &mode, sizeof(mode)))
		r = -EFAULT;
	return r || !umask ? r : put_mask(umask, maxnode, nodes);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* /sys: the files that C libraries and HotSpot read. */
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/string.h>
#include "proc.h"

#define SYSFS_MAGIC 0x62656572
#define CPU "devices/system/cpu/"
#define THP "kernel/mm/transparent_hugepage/"

static struct uk_fs sys_fs = {
	.type = "sysfs", .source = "sysfs", .options = "rw,nosuid,nodev,noexec", .magic = SYSFS_MAGIC,
};

static int show_cpu0(struct uk_text *t)
{
	uk_text_add(t, "0\n");
	return 0;
}

static int show_none(struct uk_text *t)
{
	uk_text_add(t, "\n");
	return 0;
}

/* Huge pages are no policy here: an area gets them when it can, or not at all. */
static int show_never(struct uk_text *t)
{
	uk_text_add(t, "always madvise [never]\n");
	return 0;
}

static int show_shmem_never(struct uk_text *t)
{
	uk_text_add(t, "always within_size advise [never] deny force\n");
	return 0;
}

static int show_defrag(struct uk_text *t)
{
	uk_text_add(t, "always defer defer+madvise madvise [never]\n");
	return 0;
}

static int show_pmd_size(struct uk_text *t)
{
	uk_text_add(t, "2097152\n");
	return 0;
}

static const struct uk_proc_entry entries[] = {
	{ .path = CPU "online", .show = show_cpu0 },
	{ .path = CPU "possible", .show = show_cpu0 },
	{ .path = CPU "present", .show = show_cpu0 },
	{ .path = CPU "offline", .show = show_none },
	{ .path = CPU "kernel_max", .show = show_cpu0 },
	{ .path = CPU "cpu0/topology/physical_package_id", .show = show_cpu0 },
	{ .path = CPU "cpu0/topology/core_id", .show = show_cpu0 },
	{ .path = CPU "cpu0/topology/thread_siblings_list", .show = show_cpu0 },
	{ .path = CPU "cpu0/topology/core_siblings_list", .show = show_cpu0 },
	{ .path = "devices/system/node/online", .show = show_cpu0 },
	{ .path = "devices/system/node/possible", .show = show_cpu0 },
	{ .path = THP "enabled", .show = show_never },
	{ .path = THP "shmem_enabled", .show = show_shmem_never },
	{ .path = THP "defrag", .show = show_defrag },
	{ .path = THP "hpage_pmd_size", .show = show_pmd_size },
};

static const struct uk_node_ops dir_ops = { .release = proc_node_release };

static int add_dir(struct uk_name *dir, const char *text, const struct uk_node_ops *ops,
		   struct uk_name **out)
{
	return proc_add(dir, text, strlen(text), proc_dir(dir->node->fs, ops, 0755), out);
}

static int fill(struct uk_name *root)
{
	struct uk_name *class;
	int r = 0;

	for (size_t i = 0; i < UK_ARRAY_SIZE(entries) && !r; i++)
		r = proc_add_entry(root, &entries[i], NULL);
	if (!r)
		r = add_dir(root, "class", &dir_ops, &class);
	return r ? r : add_dir(class, "net", &proc_class_net_ops, NULL);
}

static const struct uk_node_ops sys_root_ops = { .fill = fill, .release = proc_node_release };

static int sysfs_init(void)
{
	struct uk_node *root;

	uk_fs_init(&sys_fs);
	root = proc_dir(&sys_fs, &sys_root_ops, 0555);
	return root ? uk_mount(&sys_fs, root, "/sys") : -ENOMEM;
}
UK_INIT(filesystem, sysfs_init);

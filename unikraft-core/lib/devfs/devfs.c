/* SPDX-License-Identifier: BSD-3-Clause */
/* /dev is a tmpfs that starts with the devices of all libraries (UK_DEV_ENTRY). */
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/ramfs.h>
#include <uk/string.h>

extern const struct uk_dev_entry __start_uk_dev_entry[], __stop_uk_dev_entry[];

static struct uk_fs dev_fs = {
	.type = "devtmpfs", .source = "devtmpfs", .options = "rw,nosuid,mode=755",
};
static struct uk_fs shm_fs = {
	.type = "tmpfs", .source = "tmpfs", .options = "rw,nosuid,nodev",
};

const struct uk_file_ops *uk_dev_find(uint32_t rdev)
{
	const struct uk_dev_entry *e;

	for (e = __start_uk_dev_entry; e < __stop_uk_dev_entry; e++) {
		if (uk_makedev(e->major, e->minor) == rdev)
			return e->ops;
	}
	return NULL;
}

static int add(const char *path, const struct uk_make *m)
{
	struct uk_name *name;
	int r = uk_make_path(path, m, &name);

	if (!r)
		uk_name_put(name);
	return r;
}

static int add_devices(void)
{
	const struct uk_dev_entry *e;
	char path[32];
	int r = 0;

	for (e = __start_uk_dev_entry; e < __stop_uk_dev_entry && !r; e++) {
		uint32_t mode = e->ops->mode & 0777;
		struct uk_make m = {
			.mode = UK_S_IFCHR | (mode ? mode : 0666),
			.rdev = uk_makedev(e->major, e->minor),
		};

		uk_snprintf(path, sizeof(path), "/dev/%s", e->name);
		r = add(path, &m);
	}
	return r;
}

static int add_links(void)
{
	static const char *const links[][2] = {
		{ "/dev/fd", "/proc/self/fd" },
		{ "/dev/stdin", "/proc/self/fd/0" },
		{ "/dev/stdout", "/proc/self/fd/1" },
		{ "/dev/stderr", "/proc/self/fd/2" },
	};
	int r = 0;

	for (size_t i = 0; i < UK_ARRAY_SIZE(links) && !r; i++)
		r = add(links[i][0], &(struct uk_make){ .mode = UK_S_IFLNK | 0777, .link = links[i][1] });
	return r;
}

static int mount(struct uk_fs *fs, uint32_t mode, const char *path)
{
	struct uk_node *root;

	uk_fs_init(fs);
	root = uk_ramfs_new(fs, mode);
	return root ? uk_mount(fs, root, path) : -ENOMEM;
}

static int devfs_init(void)
{
	int r = mount(&dev_fs, 0755, "/dev");

	if (!r)
		r = add_devices();
	if (!r)
		r = add_links();
	if (!r)
		r = add("/dev/pts", &(struct uk_make){ .mode = UK_S_IFDIR | 0755 });
	return r ? r : mount(&shm_fs, 01777, "/dev/shm");
}
UK_INIT(filesystem, devfs_init);

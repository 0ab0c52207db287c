/* SPDX-License-Identifier: BSD-3-Clause */
/* memfd_create(2): a file of no directory. */
#include <uk/string.h>
#include <uk/syscall.h>
#include "ramfs.h"

#define MFD_CLOEXEC 1U
#define MFD_ALLOW_SEALING 2U
#define PREFIX "memfd:"
#define NAME_LIMIT (UK_NAME_MAX - (sizeof(PREFIX) - 1))

static struct uk_fs memfd_fs = { .type = "tmpfs", .source = "tmpfs", .options = "rw", .magic = 0x01021994 };

/* partial: no MFD_HUGETLB */
UK_SYSCALL(memfd_create, 2, const char *, uname, unsigned int, flags)
{
	char text[UK_NAME_MAX + 1] = PREFIX;
	size_t prefix = sizeof(PREFIX) - 1;
	struct uk_node *n;
	struct uk_name *name;
	struct uk_file *f;
	ssize_t len;
	int r;

	if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING))
		return -EINVAL;
	len = uk_strncpy_in(text + prefix, uname, NAME_LIMIT + 1);
	if (len < 0)
		return len == -ENAMETOOLONG ? -EINVAL : len;
	uk_fs_init(&memfd_fs);
	n = ramfs_file(&memfd_fs, 0777);
	if (!n)
		return -ENOMEM;
	n->seals = flags & MFD_ALLOW_SEALING ? 0 : UK_SEAL_SEAL;
	name = uk_name_new(NULL, text, prefix + (size_t)len, n);
	if (!name)
		return -ENOMEM;
	r = uk_open_name(name, UK_O_RDWR, &f);
	uk_name_put(name);
	return r ? r : uk_fd_install(f, 0, flags & MFD_CLOEXEC);
}

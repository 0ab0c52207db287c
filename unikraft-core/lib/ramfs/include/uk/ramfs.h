/* SPDX-License-Identifier: BSD-3-Clause */
/* What other file systems take of tmpfs (library ramfs). */
#ifndef UK_RAMFS_H
#define UK_RAMFS_H

#include <uk/node.h>

#define UK_TMPFS_MAGIC 0x01021994

/** The root directory of a new tmpfs; fs is prepared (uk_fs_init) and gets its statfs. NULL: no memory. */
struct uk_node *uk_ramfs_new(struct uk_fs *fs, uint32_t mode);
/**
 * Gives a new, empty regular file its contents: data in the direct map that
 * stays. Pages are copied when they are written, or mapped and not whole.
 */
void uk_ramfs_set_base(struct uk_node *n, const void *data, size_t len);

#endif

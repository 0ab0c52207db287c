/* SPDX-License-Identifier: BSD-3-Clause */
/* What vfscore's own files share. */
#ifndef VFSCORE_VFS_H
#define VFSCORE_VFS_H

#include <uk/essentials.h>
#include <uk/file.h>
#include <uk/node.h>

#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_EACCESS 0x200
#define AT_SYMLINK_FOLLOW 0x400
#define AT_NO_AUTOMOUNT 0x800
#define AT_EMPTY_PATH 0x1000
#define AT_STATX_SYNC_TYPE 0x6000

#define O_NOCTTY 0400
#define O_DSYNC 010000
#define O_ASYNC 020000
#define O_DIRECT 040000
#define O_LARGEFILE 0100000
#define O_NOATIME 01000000
#define O_SYNC 04010000
#define O_TMPFILE (020000000 | UK_O_DIRECTORY)

/* Most bytes that one call moves (Linux's MAX_RW_COUNT). */
#define RW_MAX 0x7ffff000UL
#define IOV_MAX 1024

/* name.c, walk.c */
/** Moves a linked name to another place, where none is. -ENOMEM. */
int vfs_name_move(struct uk_name *n, struct uk_name *parent, const char *text, size_t len);
/** The child of a directory, of the tree or made; *out is referenced. -ENOENT. */
int vfs_child(struct uk_name *dir, const char *text, size_t len, struct uk_name **out);
/** Makes sure that the tree has the names that ops->fill gives. */
int vfs_fill(struct uk_name *dir);

/* fd.c */
long vfs_fd_set_flags(int fd, bool cloexec);
/** fcntl(F_DUPFD). */
long vfs_dup_min(int fd, long min, bool cloexec);

/* at.c: paths of the application */
/** A buffer of UK_PATH_MAX bytes. NULL: no memory. */
char *vfs_path_get(void);
void vfs_path_put(char *p);
struct vfs_at {
	struct uk_walk walk;
	char *path;
};
/**
 * Walks upath from dirfd. at_flags: AT_EMPTY_PATH lets the path be empty: the
 * walk has then found the name of dirfd, or its file if that has none.
 * vfs_at_end is due after success.
 */
int vfs_at(struct vfs_at *at, int dirfd, const char *upath, unsigned int walk_flags, int at_flags);
void vfs_at_end(struct vfs_at *at);
/** What was found; NULL: a file without a node. */
static inline struct uk_node *vfs_at_node(const struct vfs_at *at)
{
	return at->walk.found ? at->walk.found->node : NULL;
}

/* open.c */
/** Opens what a walk has found or makes it. Flags are open(2)'s. */
int vfs_open_walk(struct uk_walk *w, unsigned int flags, unsigned int mode, struct uk_file **out);
/** Makes what w has not found. */
int vfs_make(struct uk_walk *w, const struct uk_make *m, struct uk_name **out);

/* change.c */
/** Takes a name out of its directory, and the link off its node. */
void vfs_unlinked(struct uk_name *name);

/* dir.c */
extern const struct uk_file_ops vfs_dir_ops;

/* file.c */
extern const struct uk_file_ops vfs_path_ops;
/** Reads or writes kernel or user memory at *pos. Bytes or -errno. */
ssize_t vfs_read(struct uk_file *f, struct uk_io *io, uint64_t *pos);
ssize_t vfs_write(struct uk_file *f, struct uk_io *io, uint64_t *pos);
/** A kernel buffer as uk_io. */
static inline struct uk_io vfs_io(struct uk_iovec *v, bool kernel)
{
	return (struct uk_io){ .iov = v, .iovcnt = 1, .left = v->len, .kernel = kernel };
}

/* lock.c */
void vfs_locks_free(struct uk_node *n);
/** The description is gone: so are its locks. */
void vfs_locks_release(struct uk_file *f);
/** A descriptor of the process was closed: so are its record locks on the file. */
void vfs_locks_close(struct uk_file *f);
long vfs_fcntl_lock(struct uk_file *f, int cmd, void *uflock);

/* attr.c */
int vfs_truncate(struct uk_node *n, uint64_t size);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* stat(2), statx(2): layouts of Linux on x86-64. */
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

#define NS_PER_S 1000000000L
#define ANON_DEV 13 /* st_dev of files without a file system */

struct timespec {
	int64_t sec, nsec;
};

struct stat {
	uint64_t dev, ino, nlink;
	uint32_t mode, uid, gid, pad0;
	uint64_t rdev;
	int64_t size, blksize, blocks;
	struct timespec atime, mtime, ctime;
	int64_t unused[3];
};
_Static_assert(sizeof(struct stat) == 144, "struct stat of x86-64");

struct statx_time {
	int64_t sec;
	uint32_t nsec;
	int32_t pad;
};

struct statx {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, pad0;
	uint64_t ino, size, blocks, attributes_mask;
	struct statx_time atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t mnt_id, spare[13];
};
_Static_assert(sizeof(struct statx) == 256, "struct statx");

#define STATX_BASIC_STATS 0x7ff
#define STATX_BTIME 0x800
#define STATX_MNT_ID 0x1000
#define STATX__RESERVED 0x80000000U
#define STATX_ATTR_MOUNT_ROOT 0x2000

/* What both calls show. */
struct shown {
	uint64_t dev, ino, size, blocks;
	uint32_t mode, nlink, uid, gid, rdev, blksize;
	int64_t atime, mtime, ctime, btime;
	bool mount_root;
};

static void show_node(struct uk_node *n, struct shown *s)
{
	if (n->ops->getattr)
		n->ops->getattr(n);
	*s = (struct shown){
		.dev = n->fs->dev, .ino = n->ino, .size = n->size,
		.blocks = n->blocks, .mode = n->mode, .nlink = n->nlink,
		.uid = n->uid, .gid = n->gid, .rdev = n->rdev,
		.blksize = UK_PAGE_SIZE, .atime = n->atime, .mtime = n->mtime,
		.ctime = n->ctime, .btime = n->btime,
		.mount_root = n->fs->root && n->fs->root->node == n,
	};
}

static void show_file(struct uk_file *f, struct shown *s)
{
	if (f->node) {
		show_node(f->node, s);
		return;
	}
	*s = (struct shown){
		.dev = ANON_DEV, .ino = (uintptr_t)f->data >> 4 & 0xffffffff,
		.mode = uk_file_mode(f), .nlink = 1, .blksize = UK_PAGE_SIZE,
	};
}

static void show_at(const struct vfs_at *at, struct shown *s)
{
	if (at->walk.found)
		show_node(at->walk.found->node, s);
	else
		show_file(at->walk.file, s);
}

/* Seconds are rounded down, also before 1970. */
static struct timespec spec(int64_t ns)
{
	struct timespec t = { ns / NS_PER_S, ns % NS_PER_S };

	if (t.nsec < 0) {
		t.nsec += NS_PER_S;
		t.sec--;
	}
	return t;
}

static long put_stat(struct stat *ust, const struct shown *s)
{
	struct stat st = {
		.dev = s->dev, .ino = s->ino, .nlink = s->nlink, .mode = s->mode,
		.uid = s->uid, .gid = s->gid, .rdev = s->rdev,
		.size = (int64_t)s->size, .blksize = s->blksize,
		.blocks = (int64_t)s->blocks, .atime = spec(s->atime),
		.mtime = spec(s->mtime), .ctime = spec(s->ctime),
	};

	return uk_copy_out(ust, &st, sizeof(st));
}

static long do_stat(int dirfd, const char *path, struct stat *ust, int at_flags)
{
	struct vfs_at at;
	struct shown s;
	int r = vfs_at(&at, dirfd, path,
		       at_flags & AT_SYMLINK_NOFOLLOW ? 0 : UK_WALK_FOLLOW, at_flags);

	if (r)
		return r;
	show_at(&at, &s);
	vfs_at_end(&at);
	return put_stat(ust, &s);
}

UK_SYSCALL(stat, 2, const char *, path, struct stat *, ust)
{
	return do_stat(AT_FDCWD, path, ust, 0);
}

UK_SYSCALL(lstat, 2, const char *, path, struct stat *, ust)
{
	return do_stat(AT_FDCWD, path, ust, AT_SYMLINK_NOFOLLOW);
}

UK_SYSCALL(newfstatat, 4, int, dirfd, const char *, path, struct stat *, ust, int, flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE))
		return -EINVAL;
	return do_stat(dirfd, path, ust, flags);
}

UK_SYSCALL(fstat, 2, int, fd, struct stat *, ust)
{
	struct uk_file *f = uk_fd_get_any(fd);
	struct shown s;

	if (!f)
		return -EBADF;
	show_file(f, &s);
	uk_file_put(f);
	return put_stat(ust, &s);
}

static struct statx_time statx_time(int64_t ns)
{
	struct timespec t = spec(ns);

	return (struct statx_time){ .sec = t.sec, .nsec = (uint32_t)t.nsec };
}

static uint32_t major_of(uint64_t dev)
{
	return (uint32_t)(dev >> 8 & 0xfff);
}

static uint32_t minor_of(uint64_t dev)
{
	return (uint32_t)((dev & 0xff) | (dev >> 12 & 0xfff00));
}

UK_SYSCALL(statx, 5, int, dirfd, const char *, path, int, flags, unsigned int, mask,
	   struct statx *, ustx)
{
	struct vfs_at at;
	struct statx x;
	struct shown s;
	int r;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE) ||
	    (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE || mask & STATX__RESERVED)
		return -EINVAL;
	r = vfs_at(&at, dirfd, path, flags & AT_SYMLINK_NOFOLLOW ? 0 : UK_WALK_FOLLOW, flags);
	if (r)
		return r;
	show_at(&at, &s);
	vfs_at_end(&at);
	x = (struct statx){
		.mask = STATX_BASIC_STATS | STATX_MNT_ID | (s.btime ? STATX_BTIME : 0),
		.blksize = s.blksize, .nlink = s.nlink, .uid = s.uid, .gid = s.gid,
		.attributes = s.mount_root ? STATX_ATTR_MOUNT_ROOT : 0,
		.attributes_mask = STATX_ATTR_MOUNT_ROOT,
		.mode = (uint16_t)s.mode, .ino = s.ino, .size = s.size,
		.blocks = s.blocks, .atime = statx_time(s.atime),
		.btime = statx_time(s.btime), .ctime = statx_time(s.ctime),
		.mtime = statx_time(s.mtime), .rdev_major = major_of(s.rdev),
		.rdev_minor = minor_of(s.rdev), .dev_major = major_of(s.dev),
		.dev_minor = minor_of(s.dev), .mnt_id = minor_of(s.dev),
	};
	return uk_copy_out(ustx, &x, sizeof(x));
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Sizes, permissions, owners, times. The caller is root: it may everything that the file can. */
#include <uk/plat.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

#define NS_PER_S 1000000000L
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe
#define FALLOC_FL_KEEP_SIZE 1
#define FALLOC_FL_PUNCH_HOLE 2
#define FALLOC_KNOWN 0x7f
#define X_OK 1

int vfs_truncate(struct uk_node *n, uint64_t size)
{
	if (uk_node_is(n, UK_S_IFDIR))
		return -EISDIR;
	if (!uk_node_is(n, UK_S_IFREG))
		return -EINVAL;
	if ((size < n->size && n->seals & UK_SEAL_SHRINK) ||
	    (size > n->size && n->seals & UK_SEAL_GROW))
		return -EPERM;
	if (!n->ops->truncate)
		return size ? -EINVAL : 0; /* generated text has nothing to cut */
	return n->ops->truncate(n, size);
}

UK_SYSCALL(truncate, 2, const char *, path, int64_t, size)
{
	struct vfs_at at;
	int r;

	if (size < 0)
		return -EINVAL;
	r = vfs_at(&at, AT_FDCWD, path, UK_WALK_FOLLOW, 0);
	if (r)
		return r;
	r = vfs_at_node(&at) ? vfs_truncate(vfs_at_node(&at), (uint64_t)size) : -EINVAL;
	vfs_at_end(&at);
	return r;
}

UK_SYSCALL(ftruncate, 2, int, fd, int64_t, size)
{
	struct uk_file *f;
	long r;

	if (size < 0)
		return -EINVAL;
	f = uk_fd_get(fd);
	if (!f)
		return -EBADF;
	if (!f->node || !uk_node_is(f->node, UK_S_IFREG) ||
	    (f->flags & UK_O_ACCMODE) == UK_O_RDONLY)
		r = -EINVAL;
	else
		r = vfs_truncate(f->node, (uint64_t)size);
	uk_file_put(f);
	return r;
}

static long do_fallocate(struct uk_file *f, int mode, int64_t offset, int64_t len)
{
	struct uk_node *n = f->node;
	int64_t end;

	if (offset < 0 || len <= 0)
		return -EINVAL;
	if (mode & ~FALLOC_KNOWN ||
	    (mode & FALLOC_FL_PUNCH_HOLE && !(mode & FALLOC_FL_KEEP_SIZE)))
		return -EOPNOTSUPP;
	if ((f->flags & UK_O_ACCMODE) == UK_O_RDONLY)
		return -EBADF;
	if ((uk_file_mode(f) & UK_S_IFMT) == UK_S_IFIFO)
		return -ESPIPE;
	if (!n || !uk_node_is(n, UK_S_IFREG))
		return !n ? -ENODEV : uk_node_is(n, UK_S_IFDIR) ? -EISDIR :
		       uk_node_is(n, UK_S_IFBLK) ? -EOPNOTSUPP : -ENODEV;
	if (__builtin_add_overflow(offset, len, &end))
		return -EFBIG;
	if ((mode & FALLOC_FL_PUNCH_HOLE && n->seals & (UK_SEAL_WRITE | UK_SEAL_FUTURE_WRITE)) ||
	    ((uint64_t)end > n->size && n->seals & UK_SEAL_GROW))
		return -EPERM;
	if (!n->ops->allocate)
		return -EOPNOTSUPP;
	return n->ops->allocate(n, mode, (uint64_t)offset, (uint64_t)len);
}

/* partial: no FALLOC_FL_COLLAPSE_RANGE, ZERO_RANGE, INSERT_RANGE, as tmpfs */
UK_SYSCALL(fallocate, 4, int, fd, int, mode, int64_t, offset, int64_t, len)
{
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	r = do_fallocate(f, mode, offset, len);
	uk_file_put(f);
	return r;
}

static long set_attr(struct uk_node *n, const struct uk_attr *a)
{
	if (!n)
		return -EPERM;
	return n->ops->setattr ? n->ops->setattr(n, a) : -EPERM;
}

static long set_at(int dirfd, const char *path, int flags, const struct uk_attr *a)
{
	struct vfs_at at;
	long r = vfs_at(&at, dirfd, path, flags & AT_SYMLINK_NOFOLLOW ? 0 : UK_WALK_FOLLOW, flags);

	if (r)
		return r;
	r = set_attr(vfs_at_node(&at), a);
	vfs_at_end(&at);
	return r;
}

static long chmod_at(int dirfd, const char *path, unsigned int mode)
{
	return set_at(dirfd, path, 0, &(struct uk_attr){ .set = UK_ATTR_MODE, .mode = mode & 07777 });
}

UK_SYSCALL(chmod, 2, const char *, path, unsigned int, mode)
{
	return chmod_at(AT_FDCWD, path, mode);
}

UK_SYSCALL(fchmodat, 3, int, dirfd, const char *, path, unsigned int, mode)
{
	return chmod_at(dirfd, path, mode);
}

UK_SYSCALL(fchmod, 2, int, fd, unsigned int, mode)
{
	struct uk_attr a = { .set = UK_ATTR_MODE, .mode = mode & 07777 };
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	r = set_attr(f->node, &a);
	uk_file_put(f);
	return r;
}

/* A new owner does not take over what set-user-ID would give (chown(2)). */
static long set_owner(struct uk_node *n, uint32_t uid, uint32_t gid)
{
	struct uk_attr a = { .uid = uid, .gid = gid };

	if (uid != UINT32_MAX)
		a.set |= UK_ATTR_UID;
	if (gid != UINT32_MAX)
		a.set |= UK_ATTR_GID;
	if (n && !uk_node_is(n, UK_S_IFDIR) && n->mode & 06000) {
		a.set |= UK_ATTR_MODE;
		a.mode = n->mode & 07777 & ~04000U;
		if (n->mode & 010)
			a.mode &= ~02000U;
	}
	return set_attr(n, &a);
}

static long chown_at(int dirfd, const char *path, uint32_t uid, uint32_t gid, int flags)
{
	struct vfs_at at;
	long r;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	r = vfs_at(&at, dirfd, path, flags & AT_SYMLINK_NOFOLLOW ? 0 : UK_WALK_FOLLOW, flags);
	if (r)
		return r;
	r = set_owner(vfs_at_node(&at), uid, gid);
	vfs_at_end(&at);
	return r;
}

UK_SYSCALL(chown, 3, const char *, path, uint32_t, uid, uint32_t, gid)
{
	return chown_at(AT_FDCWD, path, uid, gid, 0);
}

UK_SYSCALL(lchown, 3, const char *, path, uint32_t, uid, uint32_t, gid)
{
	return chown_at(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

UK_SYSCALL(fchownat, 5, int, dirfd, const char *, path, uint32_t, uid, uint32_t, gid,
	   int, flags)
{
	return chown_at(dirfd, path, uid, gid, flags);
}

UK_SYSCALL(fchown, 3, int, fd, uint32_t, uid, uint32_t, gid)
{
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	r = set_owner(f->node, uid, gid);
	uk_file_put(f);
	return r;
}

struct time {
	int64_t sec, part; /* nanoseconds, or microseconds of utimes */
};

/* One of the two times; flag: which. */
static int one_time(const struct time *t, unsigned int flag, struct uk_attr *a, int64_t *to)
{
	if (t->part == UTIME_OMIT)
		return 0;
	a->set |= flag;
	if (t->part == UTIME_NOW)
		*to = uk_plat_clock_wall();
	else if (t->part < 0 || t->part >= NS_PER_S)
		return -EINVAL;
	else if (__builtin_mul_overflow(t->sec, NS_PER_S, to))
		*to = t->sec < 0 ? INT64_MIN : INT64_MAX; /* clamped as Linux does */
	else
		*to += t->part;
	return 0;
}

/* t NULL: now. */
static long set_times(int dirfd, const char *path, const struct time *t, int flags)
{
	static const struct time now[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	struct uk_attr a = { 0 };
	struct uk_file *f;
	long r;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!t)
		t = now;
	r = one_time(&t[0], UK_ATTR_ATIME, &a, &a.atime);
	if (!r)
		r = one_time(&t[1], UK_ATTR_MTIME, &a, &a.mtime);
	if (r || !a.set)
		return r;
	if (path || dirfd == AT_FDCWD)
		return set_at(dirfd, path, flags, &a);
	if (flags)
		return -EINVAL;
	f = uk_fd_get(dirfd);
	if (!f)
		return -EBADF;
	r = set_attr(f->node, &a);
	uk_file_put(f);
	return r;
}

UK_SYSCALL(utimensat, 4, int, dirfd, const char *, path, const struct time *, ut, int, flags)
{
	struct time t[2];

	if (ut && uk_copy_in(t, ut, sizeof(t)))
		return -EFAULT;
	return set_times(dirfd, path, ut ? t : NULL, flags);
}

static long microseconds(int dirfd, const char *path, const struct time *ut)
{
	struct time t[2];

	if (!ut)
		return set_times(dirfd, path, NULL, 0);
	if (uk_copy_in(t, ut, sizeof(t)))
		return -EFAULT;
	for (int i = 0; i < 2; i++) {
		if (t[i].part < 0 || t[i].part >= 1000000)
			return -EINVAL;
		t[i].part *= 1000;
	}
	return set_times(dirfd, path, t, 0);
}

UK_SYSCALL(utimes, 2, const char *, path, const struct time *, ut)
{
	return microseconds(AT_FDCWD, path, ut);
}

UK_SYSCALL(futimesat, 3, int, dirfd, const char *, path, const struct time *, ut)
{
	return microseconds(dirfd, path, ut);
}

UK_SYSCALL(utime, 2, const char *, path, const int64_t *, ut)
{
	int64_t s[2];
	struct time t[2];

	if (!ut)
		return set_times(AT_FDCWD, path, NULL, 0);
	if (uk_copy_in(s, ut, sizeof(s)))
		return -EFAULT;
	t[0] = (struct time){ s[0], 0 };
	t[1] = (struct time){ s[1], 0 };
	return set_times(AT_FDCWD, path, t, 0);
}

/* Root reads and writes everything, but executes only what somebody may execute. */
static long access_at(int dirfd, const char *path, int mode, int flags)
{
	struct vfs_at at;
	uint32_t m;
	long r;

	if (mode & ~7 || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	r = vfs_at(&at, dirfd, path, flags & AT_SYMLINK_NOFOLLOW ? 0 : UK_WALK_FOLLOW, flags);
	if (r)
		return r;
	m = at.walk.found ? at.walk.found->node->mode : uk_file_mode(at.walk.file);
	vfs_at_end(&at);
	return mode & X_OK && (m & UK_S_IFMT) != UK_S_IFDIR && !(m & 0111) ? -EACCES : 0;
}

UK_SYSCALL(access, 2, const char *, path, int, mode)
{
	return access_at(AT_FDCWD, path, mode, 0);
}

UK_SYSCALL(faccessat, 3, int, dirfd, const char *, path, int, mode)
{
	return access_at(dirfd, path, mode, 0);
}

UK_SYSCALL(faccessat2, 4, int, dirfd, const char *, path, int, mode, int, flags)
{
	return access_at(dirfd, path, mode, flags);
}

static long read_link(int dirfd, const char *path, char *ubuf, int size)
{
	struct uk_node *n;
	struct vfs_at at;
	char *text;
	long r;

	if (size <= 0)
		return -EINVAL;
	r = vfs_at(&at, dirfd, path, 0, AT_EMPTY_PATH);
	if (r)
		return r;
	text = vfs_path_get();
	n = vfs_at_node(&at);
	if (!text) {
		r = -ENOMEM;
	} else if (!n || !uk_node_is(n, UK_S_IFLNK)) {
		r = at.path[0] ? -EINVAL : -ENOENT;
	} else if (n->ops->describe) {
		r = n->ops->describe(n, text, UK_PATH_MAX);
	} else {
		r = (long)uk_strlcpy(text, n->ops->link(n), UK_PATH_MAX);
	}
	if (r >= 0) {
		r = UK_MIN(r, (long)size);
		uk_node_accessed(n);
		if (uk_copy_out(ubuf, text, (size_t)r))
			r = -EFAULT;
	}
	vfs_path_put(text);
	vfs_at_end(&at);
	return r;
}

UK_SYSCALL(readlink, 3, const char *, path, char *, buf, int, size)
{
	return read_link(AT_FDCWD, path, buf, size);
}

UK_SYSCALL(readlinkat, 4, int, dirfd, const char *, path, char *, buf, int, size)
{
	return read_link(dirfd, path, buf, size);
}

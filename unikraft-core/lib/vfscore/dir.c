/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories that are open: getdents(2). */
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

/* The longest record: header, name, NUL, type. */
#define RECORD_MAX UK_ALIGN_UP(19 + UK_NAME_MAX + 2, 8)

struct uk_readdir {
	char *ubuf;
	size_t size, used;
	uint64_t from; /* the next position to give */
	int error;     /* what ended the listing: -EINVAL no room, -EFAULT */
	bool old;      /* getdents: the type stands last */
};

struct record {
	uint64_t ino;
	int64_t off;
	uint16_t len;
} UK_PACKED;

uint64_t uk_readdir_from(const struct uk_readdir *r)
{
	return r->from;
}

bool uk_readdir_add(struct uk_readdir *r, const char *text, size_t len, uint64_t ino,
		    uint32_t type, uint64_t cookie)
{
	char buf[RECORD_MAX] UK_ALIGNED(8);
	size_t head = sizeof(struct record) + (r->old ? 0 : 1);
	size_t n = UK_ALIGN_UP(head + len + 1 + (r->old ? 1 : 0), 8);
	struct record h = { ino, (int64_t)cookie + 1, (uint16_t)n };
	uint8_t d_type = (uint8_t)((type & UK_S_IFMT) >> 12);

	if (cookie < r->from)
		return true;
	if (len > UK_NAME_MAX || n > r->size - r->used) {
		r->error = -EINVAL;
		return false;
	}
	memset(buf, 0, n);
	memcpy(buf, &h, sizeof(h));
	memcpy(buf + head, text, len);
	buf[r->old ? n - 1 : sizeof(h)] = (char)d_type;
	if (uk_copy_out(r->ubuf + r->used, buf, n)) {
		r->error = -EFAULT;
		return false;
	}
	r->used += n;
	r->from = cookie + 1;
	return true;
}

static void list(struct uk_file *f, struct uk_readdir *r)
{
	struct uk_name *dir = f->name, *c;
	struct uk_name *up = dir->parent ? dir->parent : dir;

	if (!uk_readdir_add(r, ".", 1, dir->node->ino, UK_S_IFDIR, 0) ||
	    !uk_readdir_add(r, "..", 2, up->node->ino, UK_S_IFDIR, 1))
		return;
	uk_list_for_each(c, &dir->children, sibling) {
		if (!uk_readdir_add(r, c->text, c->len, c->node->ino, c->node->mode, c->cookie))
			return;
	}
	if (dir->node->ops->readdir)
		r->error = dir->node->ops->readdir(dir->node, r);
}

static long getdents(int fd, char *ubuf, unsigned int size, bool old)
{
	struct uk_file *f = uk_fd_get(fd);
	struct uk_readdir r = { .ubuf = ubuf, .size = size, .old = old };
	long ret;

	if (!f)
		return -EBADF;
	r.from = f->pos;
	if (!f->node || !uk_node_is(f->node, UK_S_IFDIR))
		ret = -ENOTDIR;
	else if (!f->name->linked && !f->name->fleeting && f->name != uk_root)
		ret = -ENOENT;
	else
		ret = vfs_fill(f->name);
	if (!ret) {
		list(f, &r);
		f->pos = r.from;
		uk_node_accessed(f->node);
		ret = r.used ? (long)r.used : r.error;
	}
	uk_file_put(f);
	return ret;
}

UK_SYSCALL(getdents64, 3, int, fd, void *, buf, unsigned int, size)
{
	return getdents(fd, buf, size, false);
}

UK_SYSCALL(getdents, 3, int, fd, void *, buf, unsigned int, size)
{
	return getdents(fd, buf, size, true);
}

/* Positions are cookies: any is good. */
static int64_t dir_seek(struct uk_file *f, int64_t offset, int whence)
{
	if (whence == 1)
		offset += (int64_t)f->pos;
	else if (whence)
		return -EINVAL;
	if (offset < 0)
		return -EINVAL;
	f->pos = (uint64_t)offset;
	return offset;
}

const struct uk_file_ops vfs_dir_ops = { .seek = dir_seek };

/* SPDX-License-Identifier: BSD-3-Clause */
/* Open file descriptions. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "vfs.h"

/* O_PATH: a place, nothing that can be read. */
const struct uk_file_ops vfs_path_ops = { 0 };

struct uk_file *uk_file_new(const struct uk_file_ops *ops, unsigned int flags, void *data)
{
	struct uk_file *f = uk_zalloc(sizeof(*f));

	if (!f)
		return NULL;
	f->ops = ops;
	f->refs = 1;
	f->flags = flags;
	f->data = data;
	uk_pollq_init(&f->pollq);
	return f;
}

struct uk_file *uk_file_ref(struct uk_file *f)
{
	f->refs++;
	return f;
}

void uk_file_put(struct uk_file *f)
{
	if (!f || --f->refs)
		return;
	if (f->node && f->node->locks)
		vfs_locks_release(f);
	uk_pollq_notify(&f->pollq, UK_POLLFREE);
	if (f->ops->release)
		f->ops->release(f);
	uk_name_put(f->name);
	uk_free(f);
}

/* What has a position has none past the largest offset. */
static bool too_far(const struct uk_file *f, const struct uk_io *io, uint64_t pos)
{
	return f->ops->seek && io->left > (uint64_t)INT64_MAX - pos;
}

ssize_t vfs_read(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	if ((f->flags & UK_O_ACCMODE) == UK_O_WRONLY)
		return -EBADF;
	if (!f->ops->read)
		return f->node && uk_node_is(f->node, UK_S_IFDIR) ? -EISDIR : -EINVAL;
	if (too_far(f, io, *pos))
		return -EINVAL;
	return f->ops->read(f, io, pos);
}

ssize_t vfs_write(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	if ((f->flags & UK_O_ACCMODE) == UK_O_RDONLY)
		return -EBADF;
	if (!f->ops->write)
		return -EINVAL;
	if (too_far(f, io, *pos))
		return -EINVAL;
	return f->ops->write(f, io, pos);
}

ssize_t uk_pread(struct uk_file *f, void *buf, size_t n, uint64_t pos)
{
	struct uk_iovec v = { buf, n };
	struct uk_io io = vfs_io(&v, true);

	return n ? vfs_read(f, &io, &pos) : 0;
}

uint64_t uk_file_size(struct uk_file *f)
{
	return f->node ? f->node->size : 0;
}

unsigned int uk_file_mode(struct uk_file *f)
{
	if (f->node)
		return f->node->mode;
	return f->ops->mode ? f->ops->mode : 0600;
}

void uk_file_id(struct uk_file *f, uint64_t *dev, uint64_t *ino)
{
	*dev = f->node ? f->node->fs->dev : 0;
	*ino = f->node ? f->node->ino : 0;
}

ssize_t uk_file_path(struct uk_file *f, char *buf, size_t n)
{
	if (f->name)
		return uk_name_path(f->name, buf, n);
	if (!n)
		return -ENAMETOOLONG;
	if (f->ops->describe)
		f->ops->describe(f, buf, n);
	else
		uk_strlcpy(buf, "anon_inode:[unknown]", n);
	return (ssize_t)strlen(buf);
}

int64_t uk_node_seek(struct uk_file *f, int64_t offset, int whence)
{
	int64_t size = (int64_t)f->node->size, pos = offset;

	switch (whence) {
	case 0: /* SEEK_SET */
		break;
	case 1: /* SEEK_CUR */
		if (__builtin_add_overflow(offset, (int64_t)f->pos, &pos))
			return -EOVERFLOW;
		break;
	case 2: /* SEEK_END */
		if (__builtin_add_overflow(offset, size, &pos))
			return -EOVERFLOW;
		break;
	case 3: /* SEEK_DATA */
	case 4: /* SEEK_HOLE */
		if (offset < 0 || offset >= size)
			return -ENXIO;
		pos = whence == 3 ? offset : size;
		break;
	default:
		return -EINVAL;
	}
	if (pos < 0)
		return -EINVAL;
	f->pos = (uint64_t)pos;
	return pos;
}

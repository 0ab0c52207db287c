/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents of files: pages over a base. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/vm.h>
#include "ramfs.h"

extern __typeof__(uk_vm_forget) uk_vm_forget UK_WEAK;

#define FALLOC_FL_KEEP_SIZE 1
#define FALLOC_FL_PUNCH_HOLE 2

/* What moves more bytes than this lets others run in between. */
#define LONG (16 * UK_PAGE_SIZE)

static void *frame_at(uintptr_t entry)
{
	return uk_phys_to_virt(entry_frame(entry));
}

/* Bytes of the base in the page, whatever lies over it. */
static size_t base_in(const struct ramfs_node *r, uint64_t index)
{
	uint64_t off = index * UK_PAGE_SIZE;

	return off < r->base_len ? UK_MIN(r->base_len - off, UK_PAGE_SIZE) : 0;
}

/* Other frames than before are behind these bytes. */
static void changed(struct ramfs_node *r, uint64_t start, uint64_t end, bool copies)
{
	if (r->node.mapped && uk_vm_forget)
		uk_vm_forget(&r->node, start, end - start, copies);
}

static void count_blocks(struct ramfs_node *r)
{
	r->node.blocks = (r->pages.frames + UK_ALIGN_UP(r->base_len, UK_PAGE_SIZE) / UK_PAGE_SIZE) * 8;
}

/* The page from byte `from` on, as it is without a frame. */
static void fill_from_base(const struct ramfs_node *r, uint64_t index, uintptr_t entry, char *page,
			   size_t from)
{
	size_t n = entry == ENTRY_HOLE ? 0 : base_in(r, index);

	if (n > from)
		memcpy(page + from, r->base + index * UK_PAGE_SIZE + from, n - from);
	n = UK_MAX(n, from);
	memset(page + n, 0, UK_PAGE_SIZE - n);
}

/*
 * The page's own frame, made if there is none: with what was there, or (raw)
 * unset. *fresh: it was made. NULL: no space.
 */
static char *own_page(struct ramfs_node *r, uint64_t index, bool raw, bool *fresh)
{
	uintptr_t *slot = pages_slot(&r->pages, index);
	uk_paddr_t p;

	*fresh = false;
	if (!slot)
		return NULL;
	if (*slot & ENTRY_FRAME) {
		*slot &= ~ENTRY_UNWRITTEN;
		return frame_at(*slot);
	}
	p = ramfs_frame();
	if (p == UK_FRAME_NONE)
		return NULL;
	if (!raw)
		fill_from_base(r, index, *slot, uk_phys_to_virt(p), 0);
	*slot = p | ENTRY_FRAME;
	*fresh = true;
	r->pages.frames++;
	count_blocks(r);
	changed(r, index * UK_PAGE_SIZE, (index + 1) * UK_PAGE_SIZE, false);
	return uk_phys_to_virt(p);
}

/* What a mapping left behind the end must not show when the file grows over it. */
static void clear_tail(struct ramfs_node *r)
{
	uint64_t size = r->node.size;
	uintptr_t e = size % UK_PAGE_SIZE ? pages_get(&r->pages, size / UK_PAGE_SIZE) : 0;

	if (e & ENTRY_FRAME)
		memset((char *)frame_at(e) + size % UK_PAGE_SIZE, 0, UK_PAGE_SIZE - size % UK_PAGE_SIZE);
}

static void grow(struct ramfs_node *r, uint64_t size)
{
	clear_tail(r);
	r->node.size = size;
}

/* Bytes of one page, from offset in it, to the reader. */
static int read_page(struct ramfs_node *r, struct uk_io *io, uint64_t pos, size_t n)
{
	uint64_t index = pos / UK_PAGE_SIZE;
	size_t in = pos % UK_PAGE_SIZE, have;
	uintptr_t e = pages_get(&r->pages, index);
	int err;

	if (e & ENTRY_FRAME)
		return uk_io_put(io, (char *)frame_at(e) + in, n);
	have = e == ENTRY_HOLE ? 0 : base_in(r, index);
	have = have > in ? UK_MIN(have - in, n) : 0;
	err = have ? uk_io_put(io, r->base + pos, have) : 0;
	return err || have == n ? err : uk_io_zero(io, n - have);
}

/* Changes of a file's contents are one after the other, also when one takes so long that others run meanwhile. */
static struct uk_waitq idle = UK_WAITQ_INIT(idle);

static void change_begin(struct ramfs_node *r, bool takes_long)
{
	while (r->busy)
		uk_waitq_wait(&idle, UK_NSEC_FOREVER, false);
	r->busy = takes_long;
}

static void change_end(struct ramfs_node *r)
{
	if (!r->busy)
		return;
	r->busy = false;
	uk_waitq_wake_all(&idle);
}

static ssize_t ramfs_read(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	struct ramfs_node *r = ramfs_of(f->node);
	uint64_t start = *pos;
	size_t left;
	int err = 0;

	uk_node_accessed(f->node);
	while (io->left && *pos < r->node.size && !err) {
		size_t n = UK_MIN(io->left, UK_PAGE_SIZE - *pos % UK_PAGE_SIZE);

		n = UK_MIN(n, r->node.size - *pos);
		left = io->left;
		if (!r->pages.root && *pos < r->base_len) {
			/* Nothing lies over the base: in large pieces. */
			n = UK_MIN(UK_MIN(io->left, r->base_len - *pos), 1UL << 18);
			err = uk_io_put(io, r->base + *pos, n);
		} else {
			err = read_page(r, io, *pos, n);
		}
		*pos += left - io->left;
		if (io->left && *pos - start > LONG)
			uk_sched_point();
	}
	return *pos > start ? (ssize_t)(*pos - start) : err;
}

/* What comes before a bad address counts: io->left says how much that was. */
static int write_page(struct ramfs_node *r, struct uk_io *io, uint64_t pos, size_t n)
{
	uintptr_t before = pages_get(&r->pages, pos / UK_PAGE_SIZE);
	size_t left = io->left, done;
	bool fresh;
	char *page;
	int err;

	if (pos + n > r->node.size && r->node.seals & UK_SEAL_GROW)
		return -EPERM;
	page = own_page(r, pos / UK_PAGE_SIZE, n == UK_PAGE_SIZE, &fresh);
	if (!page)
		return -ENOSPC;
	err = uk_io_get(io, page + pos % UK_PAGE_SIZE, n);
	done = left - io->left;
	if (err && fresh)
		fill_from_base(r, pos / UK_PAGE_SIZE, before, page, pos % UK_PAGE_SIZE + done);
	if (done && pos + done > r->node.size)
		r->node.size = pos + done;
	return err;
}

static int write_pages(struct ramfs_node *r, struct uk_io *io, uint64_t *pos)
{
	int err = 0;

	while (io->left && !err && *pos < SIZE_LIMIT) {
		size_t left = io->left, n = UK_MIN(left, UK_PAGE_SIZE - *pos % UK_PAGE_SIZE);

		n = UK_MIN(n, SIZE_LIMIT - *pos);
		err = write_page(r, io, *pos, n);
		*pos += left - io->left;
		if (r->busy)
			uk_sched_point();
	}
	return err;
}

static ssize_t ramfs_write(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	struct ramfs_node *r = ramfs_of(f->node);
	uint64_t start;
	int err;

	if (!io->left)
		return 0;
	if (r->node.seals & (UK_SEAL_WRITE | UK_SEAL_FUTURE_WRITE))
		return -EPERM;
	change_begin(r, io->left > LONG);
	if (f->flags & UK_O_APPEND)
		*pos = r->node.size;
	start = *pos;
	if (start > r->node.size)
		clear_tail(r);
	err = start >= SIZE_LIMIT ? -EFBIG : write_pages(r, io, pos);
	change_end(r);
	if (*pos == start)
		return err;
	uk_node_touch(f->node);
	return (ssize_t)(*pos - start);
}

static int ramfs_map_page(struct uk_file *f, uint64_t offset, bool write, uk_paddr_t *pa)
{
	struct ramfs_node *r = ramfs_of(f->node);
	uint64_t index = offset / UK_PAGE_SIZE;
	uintptr_t e;
	char *page;
	bool fresh;

	if (offset >= UK_ALIGN_UP(r->node.size, UK_PAGE_SIZE))
		return -ENXIO;
	e = pages_get(&r->pages, index);
	if (!e && !write && base_in(r, index) == UK_PAGE_SIZE &&
	    !((uintptr_t)r->base % UK_PAGE_SIZE)) {
		page = (char *)(uintptr_t)r->base + offset;
	} else {
		page = own_page(r, index, false, &fresh);
		if (!page)
			return -ENOSPC;
	}
	r->node.mapped = true;
	if (write)
		uk_node_touch(&r->node);
	*pa = uk_virt_to_phys(page);
	uk_frame_ref(*pa);
	return 0;
}

static void remove_pages(struct ramfs_node *r, uint64_t first, uint64_t last)
{
	size_t before = r->pages.frames;

	pages_remove(&r->pages, first, last);
	ramfs_frames_gone(before - r->pages.frames);
	count_blocks(r);
}

void ramfs_drop(struct ramfs_node *r)
{
	remove_pages(r, 0, UINT64_MAX);
}

static void shrink(struct ramfs_node *r, uint64_t size)
{
	uint64_t whole = UK_ALIGN_UP(size, UK_PAGE_SIZE);
	uintptr_t e = pages_get(&r->pages, size / UK_PAGE_SIZE);

	r->node.size = size;
	if (size != whole && e & ENTRY_FRAME)
		memset((char *)frame_at(e) + size % UK_PAGE_SIZE, 0, whole - size);
	if (size < r->base_len)
		r->base_len = size;
	if (size != whole && !(e & ENTRY_FRAME))
		changed(r, whole - UK_PAGE_SIZE, whole, false); /* the base, mapped in place */
	changed(r, whole, UINT64_MAX & UK_PAGE_MASK, true);
	remove_pages(r, whole / UK_PAGE_SIZE, UINT64_MAX);
}

int ramfs_truncate(struct uk_node *n, uint64_t size)
{
	struct ramfs_node *r = ramfs_of(n);

	if (size > SIZE_LIMIT)
		return -EFBIG;
	change_begin(r, false);
	if (size < n->size)
		shrink(r, size);
	else
		grow(r, size);
	uk_node_touch(n);
	return 0;
}

/* Zeros a part of one page. */
static int clear_part(struct ramfs_node *r, uint64_t pos, size_t n)
{
	uintptr_t e = pages_get(&r->pages, pos / UK_PAGE_SIZE);
	bool fresh;
	char *page;

	if (!n || e == ENTRY_HOLE || (!e && !base_in(r, pos / UK_PAGE_SIZE)))
		return 0;
	page = own_page(r, pos / UK_PAGE_SIZE, false, &fresh);
	if (!page)
		return -ENOSPC;
	memset(page + pos % UK_PAGE_SIZE, 0, n);
	return 0;
}

static int punch(struct ramfs_node *r, uint64_t offset, uint64_t end)
{
	uint64_t first = UK_ALIGN_UP(offset, UK_PAGE_SIZE), last = UK_ALIGN_DOWN(end, UK_PAGE_SIZE);
	uint64_t base_end = UK_ALIGN_UP(r->base_len, UK_PAGE_SIZE);
	uintptr_t *slot;
	int err;

	if (offset >= end)
		return 0;
	if (first > last)
		return clear_part(r, offset, end - offset);
	err = clear_part(r, offset, first - offset);
	if (!err)
		err = clear_part(r, last, end - last);
	if (err || first == last)
		return err;
	changed(r, first, last, false);
	remove_pages(r, first / UK_PAGE_SIZE, last / UK_PAGE_SIZE - 1);
	for (uint64_t p = first; p < UK_MIN(last, base_end) && !err; p += UK_PAGE_SIZE) {
		slot = pages_slot(&r->pages, p / UK_PAGE_SIZE);
		if (slot)
			*slot = ENTRY_HOLE;
		else
			err = -ENOSPC;
	}
	return err;
}

static bool is_data(const struct ramfs_node *r, uint64_t index)
{
	uintptr_t e = pages_get(&r->pages, index);

	return (e & (ENTRY_FRAME | ENTRY_UNWRITTEN)) == ENTRY_FRAME || (!e && base_in(r, index));
}

static int allocate_pages(struct ramfs_node *r, uint64_t offset, uint64_t end)
{
	bool fresh;

	for (uint64_t p = UK_ALIGN_DOWN(offset, UK_PAGE_SIZE); p < end; p += UK_PAGE_SIZE) {
		uint64_t i = p / UK_PAGE_SIZE;

		if (r->busy)
			uk_sched_point();
		if (pages_get(&r->pages, i) & ENTRY_FRAME || is_data(r, i))
			continue;
		if (!own_page(r, i, false, &fresh))
			return -ENOSPC;
		*pages_slot(&r->pages, i) |= ENTRY_UNWRITTEN;
	}
	return 0;
}

int ramfs_allocate(struct uk_node *n, int mode, uint64_t offset, uint64_t len)
{
	struct ramfs_node *r = ramfs_of(n);
	uint64_t end = offset + len;
	int err;

	if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE))
		return -EOPNOTSUPP;
	if (end > SIZE_LIMIT)
		return -EFBIG;
	change_begin(r, len > LONG && !(mode & FALLOC_FL_PUNCH_HOLE));
	if (mode & FALLOC_FL_PUNCH_HOLE)
		err = punch(r, offset, UK_MIN(end, UK_ALIGN_UP(n->size, UK_PAGE_SIZE)));
	else
		err = allocate_pages(r, offset, end);
	if (!err && !(mode & FALLOC_FL_KEEP_SIZE) && end > n->size)
		grow(r, end);
	change_end(r);
	if (!err)
		uk_node_touch(n);
	return err;
}

static int64_t ramfs_seek(struct uk_file *f, int64_t offset, int whence)
{
	struct ramfs_node *r = ramfs_of(f->node);
	uint64_t size = r->node.size, i = (uint64_t)offset / UK_PAGE_SIZE;

	if (whence != 3 && whence != 4)
		return uk_node_seek(f, offset, whence);
	if (offset < 0 || (uint64_t)offset >= size)
		return -ENXIO;
	while (i * UK_PAGE_SIZE < size && is_data(r, i) != (whence == 3)) {
		if (whence == 4 || i * UK_PAGE_SIZE < r->base_len) {
			i++;
			continue;
		}
		i = pages_next(&r->pages, i + 1);
		if (i > size / UK_PAGE_SIZE)
			return -ENXIO;
	}
	if (whence == 3 && i * UK_PAGE_SIZE >= size)
		return -ENXIO;
	f->pos = UK_MIN(UK_MAX((uint64_t)offset, i * UK_PAGE_SIZE), size);
	return (int64_t)f->pos;
}

const struct uk_file_ops ramfs_file_ops = {
	.read = ramfs_read,
	.write = ramfs_write,
	.seek = ramfs_seek,
	.map_page = ramfs_map_page,
};

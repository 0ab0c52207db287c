/* SPDX-License-Identifier: BSD-3-Clause */
/* Generated text files: what procfs and others show. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "vfs.h"

#define STORE_MAX UK_PAGE_SIZE /* most that one write may hand to an entry */

struct uk_text {
	char *buf;
	size_t len, size;
	bool failed; /* no memory: the text is not whole */
	bool made;
	struct uk_node *node;
	int (*show)(struct uk_text *t);
};

static bool room(struct uk_text *t, size_t n)
{
	size_t size = UK_MAX(t->size * 2, UK_ALIGN_UP(t->len + n, 256));
	char *bigger;

	if (n <= t->size - t->len)
		return true;
	bigger = t->failed ? NULL : uk_realloc(t->buf, size);
	if (!bigger) {
		t->failed = true;
		return false;
	}
	t->buf = bigger;
	t->size = size;
	return true;
}

void uk_text_write(struct uk_text *t, const void *p, size_t n)
{
	if (!room(t, n))
		return;
	memcpy(t->buf + t->len, p, n);
	t->len += n;
}

void uk_text_add(struct uk_text *t, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = uk_vsnprintf(t->buf ? t->buf + t->len : NULL, t->size - t->len, fmt, ap);
	if ((size_t)n >= t->size - t->len && room(t, (size_t)n + 1))
		uk_vsnprintf(t->buf + t->len, t->size - t->len, fmt, again);
	if (!t->failed)
		t->len += (size_t)n;
	va_end(again);
	va_end(ap);
}

struct uk_node *uk_text_for(const struct uk_text *t)
{
	return t->node;
}

static int make(struct uk_text *t)
{
	int r;

	t->len = 0;
	t->failed = false;
	t->made = true;
	r = t->show(t);
	return r ? r : t->failed ? -ENOMEM : 0;
}

static ssize_t text_read(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	struct uk_text *t = f->data;
	size_t n;
	int r;

	/* Reading at the start makes the text anew, as Linux's seq_file does. */
	if (!*pos || !t->made) {
		r = make(t);
		if (r)
			return r;
	}
	if (*pos >= t->len)
		return 0;
	n = UK_MIN(io->left, t->len - *pos);
	r = uk_io_put(io, t->buf + *pos, n);
	if (r)
		return r;
	*pos += n;
	return (ssize_t)n;
}

static ssize_t text_write(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	const struct uk_proc_entry *e = f->node->data;
	char *buf;
	size_t n = io->left;
	ssize_t r;

	if (!(f->node->mode & 0222))
		return -EINVAL;
	if (n >= STORE_MAX)
		return -EINVAL;
	buf = uk_malloc(n + 1);
	if (!buf)
		return -ENOMEM;
	r = uk_io_get(io, buf, n);
	if (!r) {
		buf[n] = '\0';
		r = e->store(buf, n);
	}
	uk_free(buf);
	if (r > 0)
		*pos += (size_t)r;
	return r;
}

static void text_release(struct uk_file *f)
{
	struct uk_text *t = f->data;

	uk_free(t->buf);
	uk_free(t);
}

static const struct uk_file_ops text_file_ops = {
	.read = text_read,
	.write = text_write,
	.seek = uk_node_seek,
	.release = text_release,
};

int uk_text_open(struct uk_file *f, int (*show)(struct uk_text *t))
{
	struct uk_text *t = uk_zalloc(sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->node = f->node;
	t->show = show;
	f->data = t;
	f->ops = &text_file_ops;
	return 0;
}

static int text_open(struct uk_node *n, struct uk_file *f)
{
	const struct uk_proc_entry *e = n->data;

	return uk_text_open(f, e->show);
}

static void text_node_release(struct uk_node *n)
{
	uk_free(n);
}

static const struct uk_node_ops text_ops = {
	.file = &text_file_ops,
	.open = text_open,
	.release = text_node_release,
};

struct uk_node *uk_text_node(struct uk_fs *fs, const struct uk_proc_entry *e)
{
	struct uk_node *n = uk_malloc(sizeof(*n));

	if (!n)
		return NULL;
	uk_node_init(n, fs, &text_ops, UK_S_IFREG | (e->store ? 0644 : 0444));
	n->nlink = 1;
	n->data = (void *)(uintptr_t)e;
	return n;
}

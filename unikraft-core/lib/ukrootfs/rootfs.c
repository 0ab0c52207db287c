/* SPDX-License-Identifier: BSD-3-Clause */
/* Puts the archive's entries into the root's tree of names. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/ramfs.h>
#include <uk/string.h>
#include "cpio.h"

#define NS_PER_S 1000000000L

/* A file of several names, until the archive ends. */
struct hard_link {
	struct hard_link *next;
	uint32_t ino, major, minor;
	struct uk_node *node;
};

struct build {
	struct cpio cpio;
	struct uk_name *dir; /* of the entry before: most follow their sibling */
	const char *dir_path;
	size_t dir_len;
	struct hard_link *links;
};

static int make_name(struct uk_name *dir, const char *text, size_t len, const struct uk_make *m,
		struct uk_name **out)
{
	struct uk_node *n;
	struct uk_name *name;
	int r = dir->node->ops->make(dir->node, m, &n);

	if (r)
		return r;
	n->nlink = uk_node_is(n, UK_S_IFDIR) ? 2 : 1;
	name = uk_name_new(dir, text, len, n);
	if (!name)
		return -ENOMEM;
	uk_name_link(name);
	if (uk_node_is(n, UK_S_IFDIR))
		dir->node->nlink++;
	*out = name;
	uk_name_put(name); /* the tree keeps it */
	return 0;
}

static bool bad_component(const char *text, size_t len)
{
	return !len || len > UK_NAME_MAX || (len == 1 && text[0] == '.') ||
	       (len == 2 && text[0] == '.' && text[1] == '.');
}

/* The directory that the path's first len bytes name; missing ones are made. */
static int directory(struct build *b, const char *path, size_t len, struct uk_name **out)
{
	static const struct uk_make m = { .mode = UK_S_IFDIR | 0755 };
	struct uk_name *at = uk_root, *c;
	size_t i = 0;
	int r;

	if (b->dir && len == b->dir_len && !memcmp(path, b->dir_path, len)) {
		*out = b->dir;
		return 0;
	}
	while (i < len) {
		const char *text = path + i;
		size_t n = 0;

		while (i + n < len && text[n] != '/')
			n++;
		i += n + 1;
		if (bad_component(text, n))
			return -EINVAL;
		c = uk_name_find(at, text, n);
		r = c ? 0 : make_name(at, text, n, &m, &c);
		if (r)
			return r;
		if (!uk_node_is(c->node, UK_S_IFDIR))
			return -ENOTDIR;
		at = c;
	}
	*out = b->dir = at;
	b->dir_path = path;
	b->dir_len = len;
	return 0;
}

static void set_attributes(struct uk_node *n, const struct cpio_entry *e)
{
	n->mode = (n->mode & UK_S_IFMT) | (e->mode & 07777);
	n->uid = e->uid;
	n->gid = e->gid;
	n->atime = n->mtime = n->ctime = n->btime = (int64_t)e->mtime * NS_PER_S;
}

static struct hard_link *find_link(struct build *b, const struct cpio_entry *e)
{
	for (struct hard_link *l = b->links; l; l = l->next) {
		if (l->ino == e->ino && l->major == e->major && l->minor == e->minor)
			return l;
	}
	return NULL;
}

static int note_link(struct build *b, const struct cpio_entry *e, struct uk_node *n)
{
	struct hard_link *l = uk_malloc(sizeof(*l));

	if (!l)
		return -ENOMEM;
	*l = (struct hard_link){ b->links, e->ino, e->major, e->minor, n };
	b->links = l;
	return 0;
}

/* Another name of a file; its data may come with any of them. */
static int add_link(struct uk_name *dir, const char *text, size_t len, struct hard_link *l,
		    const struct cpio_entry *e)
{
	struct uk_name *name = uk_name_new(dir, text, len, uk_node_ref(l->node));

	if (!name)
		return -ENOMEM;
	uk_name_link(name);
	uk_name_put(name);
	l->node->nlink++;
	if (e->len)
		uk_ramfs_set_base(l->node, e->data, e->len);
	return 0;
}

static int add_new(struct build *b, struct uk_name *dir, const char *text, size_t len,
		   const struct cpio_entry *e)
{
	struct uk_make m = {
		.mode = e->mode & (UK_S_IFMT | 07777),
		.rdev = uk_makedev(e->rmajor, e->rminor),
	};
	bool regular = (e->mode & UK_S_IFMT) == UK_S_IFREG;
	char link[UK_PATH_MAX];
	struct uk_name *name;
	int r;

	if ((e->mode & UK_S_IFMT) == UK_S_IFLNK) {
		if (!e->len || e->len >= sizeof(link))
			return -EINVAL;
		memcpy(link, e->data, e->len);
		link[e->len] = '\0';
		if (strlen(link) != e->len)
			return -EINVAL;
		m.link = link;
	}
	r = make_name(dir, text, len, &m, &name);
	if (r)
		return r;
	set_attributes(name->node, e);
	if (regular)
		uk_ramfs_set_base(name->node, e->data, e->len);
	return regular && e->nlink > 1 ? note_link(b, e, name->node) : 0;
}

static bool known_type(uint32_t mode)
{
	switch (mode & UK_S_IFMT) {
	case UK_S_IFSOCK: case UK_S_IFLNK: case UK_S_IFREG: case UK_S_IFBLK:
	case UK_S_IFDIR: case UK_S_IFCHR: case UK_S_IFIFO:
		return true;
	default:
		return false;
	}
}

/* One entry; an error says what the archive does wrong. */
static int add(struct build *b, const struct cpio_entry *e)
{
	size_t slash = e->name_len, len;
	struct uk_name *dir, *old;
	struct hard_link *l = NULL;
	const char *text;
	int r;

	if (!known_type(e->mode))
		return -EINVAL;
	if (!e->name_len) {
		if ((e->mode & UK_S_IFMT) != UK_S_IFDIR)
			return -EISDIR;
		set_attributes(uk_root->node, e);
		return 0;
	}
	while (slash && e->name[slash - 1] != '/')
		slash--;
	text = e->name + slash;
	len = e->name_len - slash;
	r = bad_component(text, len) ? -EINVAL : directory(b, e->name, slash ? slash - 1 : 0, &dir);
	if (r)
		return r;
	if (dir->node->fs != uk_root->node->fs)
		return 0; /* something is mounted over it */
	old = uk_name_find(dir, text, len);
	if (old && uk_node_is(old->node, UK_S_IFDIR)) {
		if ((e->mode & UK_S_IFMT) != UK_S_IFDIR)
			return -EISDIR;
		if (!old->mountpoint)
			set_attributes(old->node, e);
		return 0;
	}
	if (old)
		return -EEXIST;
	if ((e->mode & UK_S_IFMT) == UK_S_IFREG && e->nlink > 1)
		l = find_link(b, e);
	return l ? add_link(dir, text, len, l, e) : add_new(b, dir, text, len, e);
}

static const char *reason(int r)
{
	switch (r) {
	case -EINVAL:
		return "bad name, type or link";
	case -EISDIR:
		return "a directory of that name is there";
	case -ENOTDIR:
		return "its directory is no directory";
	case -EEXIST:
		return "a file of that name is there";
	default:
		return "no memory";
	}
}

static int build(struct build *b)
{
	struct cpio_entry e;
	size_t at = 0;
	int r;

	while (cpio_next(&b->cpio, &e)) {
		r = add(b, &e);
		if (r) {
			uk_pr_err("root file system: entry '%s' at offset %zu of the initrd: %s",
				  e.name, at, reason(r));
			return r;
		}
		at = b->cpio.at;
	}
	if (!b->cpio.error)
		return 0;
	uk_pr_err("root file system: offset %zu of the initrd (%zu bytes): %s", b->cpio.at,
		  b->cpio.size, b->cpio.error);
	return -EINVAL;
}

static int rootfs_init(void)
{
	struct build b = { .cpio = { .data = uk_bootinfo.initrd, .size = uk_bootinfo.initrd_size } };
	int r;

	if (!b.cpio.size)
		return 0;
	r = build(&b);
	while (b.links) {
		struct hard_link *l = b.links;

		b.links = l->next;
		uk_free(l);
	}
	return r;
}
UK_INIT(filesystem, rootfs_init);

/* SPDX-License-Identifier: BSD-3-Clause */
/* The path walk: path_resolution(7), without recursion and without allocation. */
#include <uk/errno.h>
#include <uk/node.h>
#include <uk/string.h>
#include "vfs.h"

/* Moves w->dir to d, whose reference is taken over. */
static void go(struct uk_walk *w, struct uk_name *d)
{
	uk_name_put(w->dir);
	w->dir = d;
}

int vfs_fill(struct uk_name *dir)
{
	struct uk_node *n = dir->node;

	if (n->filled || !n->ops->fill)
		return 0;
	n->filled = true;
	return n->ops->fill(dir);
}

int vfs_child(struct uk_name *dir, const char *text, size_t len, struct uk_name **out)
{
	const struct uk_node_ops *ops = dir->node->ops;
	struct uk_name *c = uk_name_find(dir, text, len);
	int r;

	if (!c && ops->fill && !dir->node->filled) {
		r = vfs_fill(dir);
		if (r)
			return r;
		c = uk_name_find(dir, text, len);
	}
	if (c) {
		*out = uk_name_ref(c);
		return 0;
	}
	if (ops->lookup)
		return ops->lookup(dir, text, len, out);
	return -ENOENT;
}

/* What follows in the path: the next component, and whether it is the last of all. */
struct component {
	const char *text;
	size_t len;
	const char *rest;
	bool last;
};

static void next_component(const char *p, int pending, struct component *c)
{
	while (*p == '/')
		p++;
	c->text = p;
	while (*p && *p != '/')
		p++;
	c->len = (size_t)(p - c->text);
	while (*p == '/')
		p++;
	c->rest = p;
	c->last = !*p && !pending;
}

/*
 * Follows the link at name (reference taken over); there is room for it. *path becomes its text; or
 * *path is NULL, and w->dir (w->file) is where it led.
 */
static int follow(struct uk_walk *w, struct uk_name *name, const char **path)
{
	const struct uk_node_ops *ops = name->node->ops;
	struct uk_name *to = NULL;
	int r;

	w->held[w->links++] = name;
	if (ops->follow) {
		*path = NULL;
		r = ops->follow(name->node, &to, &w->file);
		if (!r && to)
			go(w, to);
		return r;
	}
	*path = ops->link(name->node);
	if (!**path)
		return -ENOENT;
	if (**path == '/')
		go(w, uk_name_ref(uk_root));
	return 0;
}

static int special(struct uk_walk *w, const struct component *c)
{
	if (c->len == 1 && c->text[0] == '.') {
		w->type = UK_LAST_DOT;
		return 1;
	}
	if (c->len == 2 && c->text[0] == '.' && c->text[1] == '.') {
		w->type = UK_LAST_DOTDOT;
		if (w->dir != uk_root && w->dir->parent)
			go(w, uk_name_ref(w->dir->parent));
		return 1;
	}
	w->type = UK_LAST_NAME;
	return 0;
}

/* The walk ends where it stands, not at a name looked up in w->dir. */
static int end_here(struct uk_walk *w)
{
	w->found = uk_name_ref(w->dir);
	return w->slash && !uk_node_is(w->dir->node, UK_S_IFDIR) ? -ENOTDIR : 0;
}

/* A named component; 1: go on at *path, 0: arrived, -errno. */
static int named(struct uk_walk *w, const struct component *c, unsigned int flags,
		 int *pending, const char **path)
{
	struct uk_name *child;
	int r;

	if (c->last && flags & UK_WALK_CREATE && c->text[c->len] == '/')
		return -EISDIR;
	if (c->len > UK_NAME_MAX)
		return -ENAMETOOLONG;
	r = vfs_child(w->dir, c->text, c->len, &child);
	if (r && !(r == -ENOENT && c->last && flags & (UK_WALK_CREATE | UK_WALK_PARENT)))
		return r;
	if (r || (c->last && flags & UK_WALK_PARENT)) {
		w->found = r ? NULL : child;
		return 0;
	}
	if (uk_node_is(child->node, UK_S_IFLNK) &&
	    (!c->last || w->slash || flags & UK_WALK_FOLLOW)) {
		/* There are never more rests than links. */
		if (w->links == UK_SYMLINK_MAX) {
			uk_name_put(child);
			return -ELOOP;
		}
		if (*c->rest)
			w->rest[(*pending)++] = c->rest;
		r = follow(w, child, path);
		if (r)
			return r;
		if (*path)
			return 1;
		if (*c->rest)
			(*pending)--;
		if (w->file)
			return c->last && !w->slash ? 0 : -ENOTDIR;
		w->type = UK_LAST_ROOT;
		*path = c->rest;
		return c->last ? end_here(w) : 1;
	}
	if (c->last) {
		w->found = child;
		return w->slash && !uk_node_is(child->node, UK_S_IFDIR) ? -ENOTDIR : 0;
	}
	go(w, child);
	*path = c->rest;
	return 1;
}

static int walk(struct uk_walk *w, const char *path, unsigned int flags)
{
	struct component c;
	int pending = 0, r;

	for (;;) {
		next_component(path, pending, &c);
		if (!c.len) {
			if (!pending) {
				w->type = UK_LAST_ROOT;
				return end_here(w);
			}
			path = w->rest[--pending];
			continue;
		}
		if (!uk_node_is(w->dir->node, UK_S_IFDIR))
			return -ENOTDIR;
		if (c.last) {
			w->last = c.text;
			w->len = c.len;
			w->slash |= c.text[c.len] == '/';
		}
		if (special(w, &c)) {
			if (c.last)
				return end_here(w);
			path = c.rest;
			continue;
		}
		r = named(w, &c, flags, &pending, &path);
		if (r <= 0)
			return r;
	}
}

int uk_walk(struct uk_walk *w, struct uk_name *start, const char *path, unsigned int flags)
{
	int r;

	if (!*path || !uk_root)
		return -ENOENT;
	w->dir = uk_name_ref(*path == '/' ? uk_root : start);
	w->found = NULL;
	w->file = NULL;
	w->slash = false;
	w->links = 0;
	w->last = path;
	w->len = 0;
	r = walk(w, path, flags);
	if (r)
		uk_walk_end(w);
	return r;
}

void uk_walk_end(struct uk_walk *w)
{
	uk_name_put(w->dir);
	uk_name_put(w->found);
	uk_file_put(w->file);
	for (int i = 0; i < w->links; i++)
		uk_name_put(w->held[i]);
}

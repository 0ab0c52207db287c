/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree of names: one hash table over (directory, text), and a list of children per directory. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/node.h>
#include <uk/string.h>
#include "vfs.h"

#define TABLE_FIRST 64 /* buckets; a power of two, as all sizes */

static struct uk_name *first_table[TABLE_FIRST];
static struct uk_name **table = first_table;
static size_t buckets = TABLE_FIRST, used;

struct uk_name *uk_root;

/* FNV-1a; the directory's address makes equal names in different directories differ. */
static uint32_t hash_of(const struct uk_name *dir, const char *text, size_t len)
{
	uint32_t h = 2166136261U ^ (uint32_t)((uintptr_t)dir >> 4);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)text[i]) * 16777619U;
	return h ^ h >> 15;
}

/* Without memory the table stays as it is: longer chains, nothing else. */
static void grow(void)
{
	size_t n = buckets * 2;
	struct uk_name **bigger = uk_zalloc(n * sizeof(*bigger));

	if (!bigger)
		return;
	for (size_t i = 0; i < buckets; i++) {
		struct uk_name *c = table[i], *next;

		for (; c; c = next) {
			next = c->chain;
			c->chain = bigger[c->hash & (n - 1)];
			bigger[c->hash & (n - 1)] = c;
		}
	}
	if (table != first_table)
		uk_free(table);
	table = bigger;
	buckets = n;
}

struct uk_name *uk_name_new(struct uk_name *parent, const char *text, size_t len,
			    struct uk_node *node)
{
	struct uk_name *n = uk_malloc(sizeof(*n) + len + 1);

	if (!n) {
		uk_node_put(node);
		return NULL;
	}
	memset(n, 0, sizeof(*n));
	n->parent = parent ? uk_name_ref(parent) : NULL;
	n->node = node;
	uk_list_init(&n->children);
	uk_list_init(&n->sibling);
	n->next_cookie = 2; /* 0 and 1 are "." and ".." */
	n->refs = 1;
	n->len = (uint16_t)len;
	n->text = n->own_text;
	memcpy(n->text, text, len);
	n->text[len] = '\0';
	return n;
}

struct uk_name *uk_name_ref(struct uk_name *n)
{
	n->refs++;
	return n;
}

void uk_name_put(struct uk_name *n)
{
	while (n && --n->refs == 0) {
		struct uk_name *parent = n->parent;

		uk_node_put(n->node);
		if (n->text != n->own_text)
			uk_free(n->text);
		uk_free(n);
		n = parent;
	}
}

void uk_name_link(struct uk_name *n)
{
	if (used >= buckets)
		grow();
	n->hash = hash_of(n->parent, n->text, n->len);
	n->chain = table[n->hash & (buckets - 1)];
	table[n->hash & (buckets - 1)] = n;
	used++;
	n->cookie = n->parent->next_cookie++;
	uk_list_add_tail(&n->sibling, &n->parent->children);
	n->linked = true;
	uk_name_ref(n);
}

void uk_name_unlink(struct uk_name *n)
{
	struct uk_name **p = &table[n->hash & (buckets - 1)];

	while (*p != n)
		p = &(*p)->chain;
	*p = n->chain;
	used--;
	uk_list_del(&n->sibling);
	n->linked = false;
	uk_name_put(n);
}

int vfs_name_move(struct uk_name *n, struct uk_name *parent, const char *text, size_t len)
{
	char *copy = uk_malloc(len + 1);
	struct uk_name *old = n->parent;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, len);
	copy[len] = '\0';
	uk_name_ref(n);
	uk_name_unlink(n);
	if (n->text != n->own_text)
		uk_free(n->text);
	n->text = copy;
	n->len = (uint16_t)len;
	n->parent = uk_name_ref(parent);
	uk_name_link(n);
	uk_name_put(n);
	uk_name_put(old);
	return 0;
}

struct uk_name *uk_name_find(struct uk_name *dir, const char *text, size_t len)
{
	uint32_t h = hash_of(dir, text, len);

	for (struct uk_name *c = table[h & (buckets - 1)]; c; c = c->chain) {
		if (c->hash == h && c->parent == dir && c->len == len &&
		    !memcmp(c->text, text, len))
			return c;
	}
	return NULL;
}

ssize_t uk_name_path(const struct uk_name *n, char *buf, size_t size)
{
	static const char deleted[] = " (deleted)";
	size_t at = size;
	bool gone = !n->linked && !n->fleeting && n != uk_root;

	if (!size)
		return -ENAMETOOLONG;
	buf[--at] = '\0';
	if (gone) {
		if (at < sizeof(deleted) - 1)
			return -ENAMETOOLONG;
		at -= sizeof(deleted) - 1;
		memcpy(buf + at, deleted, sizeof(deleted) - 1);
	}
	if (n == uk_root) {
		if (!at)
			return -ENAMETOOLONG;
		buf[--at] = '/';
	}
	for (; n && n != uk_root; n = n->parent) {
		if (at < n->len + 1UL)
			return -ENAMETOOLONG;
		at -= n->len;
		memcpy(buf + at, n->text, n->len);
		buf[--at] = '/';
	}
	memmove(buf, buf + at, size - at);
	return (ssize_t)(size - at - 1);
}

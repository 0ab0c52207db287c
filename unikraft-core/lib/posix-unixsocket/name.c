/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of sockets: paths (a node of the file system), abstract ones, and those made up. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "unix.h"

#define BUCKETS 64
#define AUTOBIND_MAX 0x100000 /* five hexadecimal digits */

/* Bound sockets, by a hash of their abstract name. */
static struct uk_list table[BUCKETS];

static struct uk_list *bucket_of(const struct uk_sockaddr *a, size_t len)
{
	const uint8_t *p = (const uint8_t *)a;
	struct uk_list *b;
	uint32_t h = 0;

	for (size_t i = 0; i < len; i++)
		h = h * 31 + p[i];
	b = &table[h % BUCKETS];
	if (!b->next)
		uk_list_init(b);
	return b;
}

static bool is_abstract(const struct uk_sockaddr *a)
{
	return !a->data[0];
}

static struct unix_sock *find_abstract(const struct uk_sockaddr *a, size_t len)
{
	struct uk_list *b = bucket_of(a, len);
	struct unix_sock *u;

	uk_list_for_each(u, b, bound)
		if (u->name->len == len && !memcmp(&u->name->addr, a, len))
			return u;
	return NULL;
}

static struct unix_name *name_new(const struct uk_sockaddr *a, size_t len)
{
	struct unix_name *n = uk_zalloc(sizeof(*n));

	if (!n)
		return NULL;
	n->refs = 1;
	n->len = len;
	memcpy(&n->addr, a, len);
	return n;
}

void unix_name_put(struct unix_name *n)
{
	if (n && !--n->refs)
		uk_free(n);
}

static int bind_abstract(struct unix_sock *u, const struct uk_sockaddr *a, size_t len)
{
	if (find_abstract(a, len))
		return -EADDRINUSE;
	u->name = name_new(a, len);
	if (!u->name)
		return -ENOMEM;
	uk_list_add_tail(&u->bound, bucket_of(a, len));
	return 0;
}

/* The path of an address as a string; its length. */
static size_t path_of(const struct uk_sockaddr *a, size_t len, char path[UNIX_PATH_MAX + 1])
{
	size_t n = strnlen((const char *)a->data, len - UNIX_PATH_OFFSET);

	memcpy(path, a->data, n);
	path[n] = 0;
	return n;
}

static int bind_path(struct unix_sock *u, const struct uk_sockaddr *a, size_t len)
{
	const struct uk_make make = { .mode = UK_S_IFSOCK | 0777 };
	char path[UNIX_PATH_MAX + 1];
	struct uk_name *made;
	size_t n = path_of(a, len, path);
	int r;

	u->name = name_new(a, UNIX_PATH_OFFSET + n);
	if (!u->name)
		return -ENOMEM;
	r = uk_make_path(path, &make, &made);
	if (r) {
		unix_name_put(u->name);
		u->name = NULL;
		return r == -EEXIST ? -EADDRINUSE : r;
	}
	/* The name ends with a NUL, which counts. */
	u->name->len++;
	u->node = uk_node_ref(made->node);
	u->node->data = u;
	uk_name_put(made);
	return 0;
}

int unix_autobind(struct unix_sock *u)
{
	static unsigned int next;
	struct uk_sockaddr a = { .family = UK_AF_UNIX };
	char digits[8];

	if (u->name)
		return 0;
	for (int tries = 0; tries < AUTOBIND_MAX; tries++) {
		int r;

		uk_snprintf(digits, sizeof(digits), "%05x", next++ % AUTOBIND_MAX);
		memcpy(a.data + 1, digits, 5);
		r = bind_abstract(u, &a, UNIX_PATH_OFFSET + 6);
		if (r != -EADDRINUSE)
			return r;
	}
	return -ENOSPC;
}

static int check_address(const struct uk_sockaddr *a, size_t len)
{
	return len <= UNIX_PATH_OFFSET || len > UNIX_ADDR_MAX || a->family != UK_AF_UNIX ? -EINVAL : 0;
}

int unix_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct unix_sock *u = unix_of(s);

	if (len == UNIX_PATH_OFFSET && a->family == UK_AF_UNIX)
		return unix_autobind(u);
	if (check_address(a, len))
		return -EINVAL;
	if (u->name)
		return -EINVAL;
	return is_abstract(a) ? bind_abstract(u, a, len) : bind_path(u, a, len);
}

void unix_unbind(struct unix_sock *u)
{
	uk_list_del(&u->bound);
	if (u->node) {
		/* The node stays in the file system; connecting to it is refused. */
		u->node->data = NULL;
		uk_node_put(u->node);
		u->node = NULL;
	}
}

static int find_path(const struct uk_sockaddr *a, size_t len, struct unix_sock **out)
{
	char path[UNIX_PATH_MAX + 1];
	struct uk_name *found;
	int r;

	path_of(a, len, path);
	r = uk_find_path(path, true, &found);
	if (r)
		return r;
	*out = found->node && uk_node_is(found->node, UK_S_IFSOCK) ? found->node->data : NULL;
	uk_name_put(found);
	return 0;
}

int unix_find(const struct uk_sockaddr *a, size_t len, int type, struct unix_sock **out)
{
	struct unix_sock *u = NULL;
	int r = check_address(a, len);

	if (!r && is_abstract(a))
		u = find_abstract(a, len);
	else if (!r)
		r = find_path(a, len, &u);
	if (r)
		return r;
	if (!u)
		return -ECONNREFUSED;
	if (u->type != type)
		return -EPROTOTYPE;
	*out = unix_ref(u);
	return 0;
}

int unix_name(struct uk_socket *s, bool peer, struct uk_sockaddr *a)
{
	struct unix_sock *u = unix_of(s);

	if (peer && !u->peer)
		return -ENOTCONN;
	if (peer)
		u = u->peer;
	*a = (struct uk_sockaddr){ .family = UK_AF_UNIX };
	if (!u->name)
		return UNIX_PATH_OFFSET;
	memcpy(a, &u->name->addr, u->name->len);
	return (int)u->name->len;
}

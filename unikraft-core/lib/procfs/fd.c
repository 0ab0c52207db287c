/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/self/fd and fdinfo: one entry for each descriptor. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "proc.h"

#define FIRST_COOKIE 2 /* behind "." and ".." */
/* Inode numbers that the file system's counter does not reach. */
#define FD_INO (1UL << 32)
#define FDINFO_INO (2UL << 32)

static int fd_of(const struct uk_node *n)
{
	return (int)(intptr_t)n->data;
}

static ssize_t fd_describe(struct uk_node *n, char *buf, size_t size)
{
	struct uk_file *f = uk_fd_get_any(fd_of(n));
	ssize_t r;

	if (!f)
		return -ENOENT;
	r = uk_file_path(f, buf, size);
	uk_file_put(f);
	return r;
}

static int fd_follow(struct uk_node *n, struct uk_name **name, struct uk_file **file)
{
	struct uk_file *f = uk_fd_get_any(fd_of(n));

	if (!f)
		return -ENOENT;
	if (f->name) {
		*name = uk_name_ref(f->name);
		uk_file_put(f);
	} else {
		*file = f;
	}
	return 0;
}

static const struct uk_node_ops fd_link_ops = {
	.describe = fd_describe, .follow = fd_follow, .release = proc_node_release,
};

/* lstat shows by the permissions how the file is open. */
static uint32_t link_mode(const struct uk_file *f)
{
	switch (f->flags & UK_O_ACCMODE) {
	case UK_O_RDONLY:
		return UK_S_IFLNK | 0500;
	case UK_O_WRONLY:
		return UK_S_IFLNK | 0300;
	default:
		return UK_S_IFLNK | 0700;
	}
}

static int fd_lookup(struct uk_name *dir, const char *text, size_t len, struct uk_name **out)
{
	int fd = proc_number(text, len);
	struct uk_file *f = uk_fd_get_any(fd);
	struct uk_node *n;

	if (!f)
		return -ENOENT;
	n = proc_link(dir->node->fs, &fd_link_ops);
	if (n) {
		n->data = (void *)(intptr_t)fd;
		n->mode = link_mode(f);
		n->size = 64;
		n->ino = FD_INO + (unsigned int)fd;
	}
	uk_file_put(f);
	return proc_fleeting(dir, text, len, n, out);
}

static int list(struct uk_readdir *r, uint64_t ino, uint32_t type)
{
	uint64_t from = UK_MAX(uk_readdir_from(r), FIRST_COOKIE);
	int fd = from - FIRST_COOKIE > INT32_MAX ? -1 : uk_fd_next((int)(from - FIRST_COOKIE));
	char text[12];

	for (; fd >= 0; fd = uk_fd_next(fd + 1)) {
		int n = uk_snprintf(text, sizeof(text), "%d", fd);

		if (!uk_readdir_add(r, text, (size_t)n, ino + (unsigned int)fd, type,
				    (uint64_t)fd + FIRST_COOKIE))
			break;
	}
	return 0;
}

static int fd_readdir(struct uk_node *dir, struct uk_readdir *r)
{
	(void)dir;
	return list(r, FD_INO, UK_S_IFLNK);
}

static int show_fdinfo(struct uk_text *t)
{
	struct uk_file *f = uk_fd_get_any(fd_of(uk_text_for(t)));
	long cloexec = uk_fd_cloexec(fd_of(uk_text_for(t)));

	if (!f)
		return -ENOENT;
	uk_text_add(t, "pos:\t%lu\nflags:\t0%o\nmnt_id:\t%u\n", f->pos,
		    f->flags | (cloexec ? UK_O_CLOEXEC : 0),
		    f->node ? (unsigned int)(f->node->fs->dev & 0xff) : 0);
	uk_file_put(f);
	return 0;
}

static int fdinfo_open(struct uk_node *n, struct uk_file *f)
{
	(void)n;
	return uk_text_open(f, show_fdinfo);
}

static const struct uk_file_ops no_ops = { 0 };
static const struct uk_node_ops fdinfo_file_ops = {
	.file = &no_ops, .open = fdinfo_open, .release = proc_node_release,
};

static int fdinfo_lookup(struct uk_name *dir, const char *text, size_t len, struct uk_name **out)
{
	int fd = proc_number(text, len);
	struct uk_node *n;

	if (fd < 0 || uk_fd_next(fd) != fd)
		return -ENOENT;
	n = proc_link(dir->node->fs, &fdinfo_file_ops);
	if (n) {
		n->mode = UK_S_IFREG | 0444;
		n->data = (void *)(intptr_t)fd;
		n->ino = FDINFO_INO + (unsigned int)fd;
	}
	return proc_fleeting(dir, text, len, n, out);
}

static int fdinfo_readdir(struct uk_node *dir, struct uk_readdir *r)
{
	(void)dir;
	return list(r, FDINFO_INO, UK_S_IFREG);
}

const struct uk_node_ops proc_fd_ops = {
	.lookup = fd_lookup, .readdir = fd_readdir, .release = proc_node_release,
};
const struct uk_node_ops proc_fdinfo_ops = {
	.lookup = fdinfo_lookup, .readdir = fdinfo_readdir, .release = proc_node_release,
};

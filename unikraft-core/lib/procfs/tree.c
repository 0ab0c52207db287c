/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree of /proc: fixed names are made when /proc is first looked into. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/process.h>
#include <uk/string.h>
#include "proc.h"

#define PROC_MAGIC 0x9fa0

extern const struct uk_proc_entry __start_uk_proc_entry[], __stop_uk_proc_entry[];

struct uk_fs proc_fs = {
	.type = "proc", .source = "proc", .options = "rw,nosuid,nodev,noexec", .magic = PROC_MAGIC,
};

void proc_node_release(struct uk_node *n)
{
	uk_free(n);
}

static struct uk_node *new_node(struct uk_fs *fs, const struct uk_node_ops *ops, uint32_t mode,
				uint32_t nlink)
{
	struct uk_node *n = uk_malloc(sizeof(*n));

	if (!n)
		return NULL;
	uk_node_init(n, fs, ops, mode);
	n->nlink = nlink;
	return n;
}

struct uk_node *proc_dir(struct uk_fs *fs, const struct uk_node_ops *ops, uint32_t mode)
{
	return new_node(fs, ops, UK_S_IFDIR | mode, 2);
}

struct uk_node *proc_link(struct uk_fs *fs, const struct uk_node_ops *ops)
{
	return new_node(fs, ops, UK_S_IFLNK | 0777, 1);
}

int proc_add(struct uk_name *dir, const char *text, size_t len, struct uk_node *node,
	     struct uk_name **out)
{
	struct uk_name *name = node ? uk_name_new(dir, text, len, node) : NULL;

	if (!name)
		return -ENOMEM;
	if (uk_node_is(node, UK_S_IFDIR))
		dir->node->nlink++;
	uk_name_link(name);
	uk_name_put(name);
	if (out)
		*out = name;
	return 0;
}

int proc_fleeting(struct uk_name *dir, const char *text, size_t len, struct uk_node *node,
		  struct uk_name **out)
{
	struct uk_name *name = node ? uk_name_new(dir, text, len, node) : NULL;

	if (!name)
		return -ENOMEM;
	name->fleeting = true;
	*out = name;
	return 0;
}

int proc_number(const char *text, size_t len)
{
	int n = 0;

	if (!len || len > 9 || (text[0] == '0' && len > 1))
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		n = n * 10 + (text[i] - '0');
	}
	return n;
}

static const struct uk_node_ops plain_dir_ops = { .release = proc_node_release };

int proc_add_entry(struct uk_name *dir, const struct uk_proc_entry *e, struct uk_name *self)
{
	const char *p = e->path, *slash;
	int r;

	if (self && !strncmp(p, "self/", 5)) {
		dir = self;
		p += 5;
	}
	while ((slash = strchr(p, '/'))) {
		size_t len = (size_t)(slash - p);
		struct uk_name *below = uk_name_find(dir, p, len);

		if (!below) {
			r = proc_add(dir, p, len, proc_dir(dir->node->fs, &plain_dir_ops, 0555), &below);
			if (r)
				return r;
		}
		dir = below;
		p = slash + 1;
	}
	return proc_add(dir, p, strlen(p), uk_text_node(dir->node->fs, e), NULL);
}

static const char *self_text(struct uk_node *n)
{
	(void)n;
	return UK_STRINGIFY(UK_PID);
}

static const char *mounts_text(struct uk_node *n)
{
	(void)n;
	return "self/mounts";
}

static const char *net_text(struct uk_node *n)
{
	(void)n;
	return "self/net";
}

/* "thread-self" leads elsewhere for each thread that looks. */
static ssize_t thread_self_describe(struct uk_node *n, char *buf, size_t size)
{
	(void)n;
	return uk_snprintf(buf, size, "%d/task/%d", UK_PID, uk_current->tid);
}

static int thread_self_follow(struct uk_node *n, struct uk_name **name, struct uk_file **file)
{
	char path[48];

	(void)n, (void)file;
	uk_snprintf(path, sizeof(path), "/proc/%d/task/%d", UK_PID, uk_current->tid);
	return uk_find_path(path, true, name);
}

static ssize_t exe_describe(struct uk_node *n, char *buf, size_t size)
{
	(void)n;
	if (!uk_process_image.exe)
		return -ENOENT;
	return uk_file_path(uk_process_image.exe, buf, size);
}

static int exe_follow(struct uk_node *n, struct uk_name **name, struct uk_file **file)
{
	(void)n, (void)file;
	if (!uk_process_image.exe)
		return -ENOENT;
	/* The file itself, wherever it is now: what was its path may lead elsewhere, even back here. */
	*name = uk_name_ref(uk_process_image.exe->name);
	return 0;
}

static ssize_t cwd_describe(struct uk_node *n, char *buf, size_t size)
{
	(void)n;
	return uk_name_path(uk_cwd(), buf, size);
}

static int cwd_follow(struct uk_node *n, struct uk_name **name, struct uk_file **file)
{
	(void)n, (void)file;
	*name = uk_name_ref(uk_cwd());
	return 0;
}

static ssize_t root_describe(struct uk_node *n, char *buf, size_t size)
{
	(void)n;
	return (ssize_t)uk_strlcpy(buf, "/", size);
}

static int root_follow(struct uk_node *n, struct uk_name **name, struct uk_file **file)
{
	(void)n, (void)file;
	*name = uk_name_ref(uk_root);
	return 0;
}

#define LINK_OPS(name)                                                       \
	static const struct uk_node_ops name##_ops = {                       \
		.describe = name##_describe, .follow = name##_follow,        \
		.release = proc_node_release,                                \
	}
LINK_OPS(thread_self);
LINK_OPS(exe);
LINK_OPS(cwd);
LINK_OPS(root);
static const struct uk_node_ops self_ops = { .link = self_text, .release = proc_node_release };
static const struct uk_node_ops mounts_ops = { .link = mounts_text, .release = proc_node_release };

static const struct uk_node_ops net_ops = { .link = net_text, .release = proc_node_release };

static int add_link(struct uk_name *dir, const char *text, const struct uk_node_ops *ops)
{
	return proc_add(dir, text, strlen(text), proc_link(&proc_fs, ops), NULL);
}

static int add_dir(struct uk_name *dir, const char *text, const struct uk_node_ops *ops,
		   uint32_t mode, struct uk_name **out)
{
	return proc_add(dir, text, strlen(text), proc_dir(&proc_fs, ops, mode), out);
}

static int fill_process(struct uk_name *pid)
{
	int r = add_link(pid, "exe", &exe_ops);

	if (!r)
		r = add_link(pid, "cwd", &cwd_ops);
	if (!r)
		r = add_link(pid, "root", &root_ops);
	if (!r)
		r = add_dir(pid, "fd", &proc_fd_ops, 0500, NULL);
	if (!r)
		r = add_dir(pid, "fdinfo", &proc_fdinfo_ops, 0555, NULL);
	return r ? r : add_dir(pid, "task", &proc_task_ops, 0555, NULL);
}

static int fill(struct uk_name *root)
{
	const struct uk_proc_entry *e;
	struct uk_name *pid;
	int r = add_dir(root, UK_STRINGIFY(UK_PID), &plain_dir_ops, 0555, &pid);

	if (!r)
		r = fill_process(pid);
	if (!r)
		r = add_link(root, "self", &self_ops);
	if (!r)
		r = add_link(root, "thread-self", &thread_self_ops);
	if (!r)
		r = add_link(root, "mounts", &mounts_ops);
	for (e = __start_uk_proc_entry; e < __stop_uk_proc_entry && !r; e++)
		r = proc_add_entry(root, e, pid);
	/* Where a network is, what older programs know. */
	if (!r && uk_name_find(pid, "net", 3))
		r = add_link(root, "net", &net_ops);
	return r;
}

/* Linux's /proc says of what it does not know that it is not there, also to who wants to make it. */
static int make(struct uk_node *dir, const struct uk_make *m, struct uk_node **out)
{
	(void)dir, (void)m, (void)out;
	return -ENOENT;
}

static const struct uk_node_ops proc_root_ops = {
	.fill = fill, .make = make, .release = proc_node_release,
};

static int procfs_init(void)
{
	struct uk_node *root;

	uk_fs_init(&proc_fs);
	root = proc_dir(&proc_fs, &proc_root_ops, 0555);
	return root ? uk_mount(&proc_fs, root, "/proc") : -ENOMEM;
}
UK_INIT(filesystem, procfs_init);

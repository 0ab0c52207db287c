/* SPDX-License-Identifier: BSD-3-Clause */
/* execve(2) and execveat(2): the one process goes on with another program. */
#include <uk/alloc.h>
#include <uk/node.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/sched.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/vm.h>
#include "loader.h"

#define PATH_MAX 4096
#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_EMPTY_PATH 0x1000

/* One string of the application onto the list. */
static int add_user_string(struct strings *list, const char *ustr)
{
	size_t chunk = 256;

	for (;;) {
		ssize_t n;
		int r = strings_reserve(list, chunk);

		if (r)
			return r;
		n = uk_strncpy_in(list->data + list->len, ustr, chunk);
		if (n >= 0) {
			list->len += (size_t)n + 1;
			list->count++;
			return 0;
		}
		if (n != -ENAMETOOLONG)
			return (int)n;
		if (chunk == STRING_MAX)
			return -E2BIG;
		chunk *= 2;
	}
}

/* A NULL array is an empty one, as on Linux. */
static int add_user_array(struct strings *list, const char *const *uarray)
{
	for (; uarray; uarray++) {
		const char *s;
		int r;

		if (uk_copy_in(&s, uarray, sizeof(s)))
			return -EFAULT;
		if (!s)
			return 0;
		r = add_user_string(list, s);
		if (r)
			return r;
		uk_sched_point();
	}
	return 0;
}

/* The path of an open file, with "/name" behind it if there is a name. */
static int path_at(int dirfd, const char *name, char *path)
{
	struct uk_file *f = uk_fd_get_any(dirfd);
	ssize_t n;

	if (!f)
		return -EBADF;
	n = uk_file_path(f, path, PATH_MAX);
	uk_file_put(f);
	if (n < 0)
		return (int)n;
	if (!*name)
		return 0;
	if ((size_t)n + 1 + strlen(name) >= PATH_MAX)
		return -ENAMETOOLONG;
	path[n] = '/';
	uk_strlcpy(path + n + 1, name, PATH_MAX - (size_t)n - 1);
	return 0;
}

/* -ELOOP: the path names a link, and links are not to be followed. */
static int refuse_link(const char *path)
{
	struct uk_name *name;
	int r = uk_find_path(path, false, &name);

	if (r)
		return r;
	r = uk_node_is(name->node, UK_S_IFLNK) ? -ELOOP : 0;
	uk_name_put(name);
	return r;
}

/* Opens anew what a descriptor has open, in whatever way it has. */
static int reopen(int fd, struct uk_file **file)
{
	struct uk_file *f = uk_fd_get_any(fd);
	int r;

	if (!f)
		return -EBADF;
	r = f->node && uk_node_is(f->node, UK_S_IFREG) ? uk_open_name(f->name, UK_O_RDONLY, file) : -EACCES;
	uk_file_put(f);
	return r;
}

/* The paths that prepare needs: of a directory's file, or of the descriptor itself. */
static int take_path(int dirfd, const char *upath, int flags, struct uk_file **file, char **path)
{
	char *name = uk_malloc(2 * PATH_MAX), *full = name + PATH_MAX;
	ssize_t n;
	int r = 0;

	if (!name)
		return -ENOMEM;
	*file = NULL;
	n = uk_strncpy_in(name, upath, PATH_MAX);
	if (n < 0)
		r = (int)n;
	else if (n == 0 && !(flags & AT_EMPTY_PATH))
		r = -ENOENT;
	else if (n && (name[0] == '/' || dirfd == AT_FDCWD))
		full = name;
	else if (dirfd == AT_FDCWD)
		r = -EACCES; /* the working directory itself */
	else
		r = path_at(dirfd, name, full);
	if (!r && n && (flags & AT_SYMLINK_NOFOLLOW))
		r = refuse_link(full);
	if (!r && n == 0)
		r = reopen(dirfd, file);
	*path = r ? NULL : uk_strdup(full);
	if (!r && !*path)
		r = -ENOMEM;
	uk_free(name);
	return r;
}

/* From here on there is no way back to the old program. */
static void replace(struct launch *l)
{
	int r = uk_vm_unmap(UK_USER_START, UK_USER_END - UK_USER_START);

	if (!r) {
		uk_process_exec();
		uk_fd_close_cloexec();
		r = launch_commit(l);
	}
	if (!r)
		return;
	uk_pr_err("cannot start %s: its segments cannot be mapped (error %d), and the program that started it is gone",
		  l->path, -r);
	uk_process_kill(UK_SIGKILL);
}

static long exec(int dirfd, const char *upath, const char *const *uargv, const char *const *uenv, int flags)
{
	struct launch *l = uk_zalloc(sizeof(*l));
	struct uk_file *file = NULL;
	char *path = NULL;
	int r = l ? take_path(dirfd, upath, flags, &file, &path) : -ENOMEM;

	if (!r)
		r = add_user_array(&l->argv, uargv);
	/* A program may rely on argv[0]. */
	if (!r && !l->argv.count)
		r = strings_add(&l->argv, "", 0);
	if (!r)
		r = add_user_array(&l->env, uenv);
	if (!r) {
		r = launch_prepare(l, path, file);
		path = NULL;
		file = NULL;
		if (r)
			uk_pr_info("execve: cannot start %s: %s", l->culprit, l->problem.text);
	}
	if (!r)
		r = uk_process_end_others();
	if (!r)
		replace(l);
	if (file)
		uk_file_put(file);
	uk_free(path);
	if (l)
		launch_free(l);
	uk_free(l);
	return r;
}

UK_SYSCALL(execve, 3, const char *, path, const char *const *, argv, const char *const *, env)
{
	return exec(AT_FDCWD, path, argv, env, 0);
}

UK_SYSCALL(execveat, 5, int, dirfd, const char *, path, const char *const *, argv,
	   const char *const *, env, int, flags)
{
	if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	return exec(dirfd, path, argv, env, flags);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* rename(2): the checks stand in the order of Linux's, which decides the error. */
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

#define RENAME_NOREPLACE 1U
#define RENAME_EXCHANGE 2U

static bool is_dir(const struct uk_name *n)
{
	return uk_node_is(n->node, UK_S_IFDIR);
}

/* Whether a is d or one of the directories it lies in. */
static bool above(const struct uk_name *a, const struct uk_name *d)
{
	while (d && d != a)
		d = d->parent;
	return d;
}

static int check_walks(const struct uk_walk *from, const struct uk_walk *to, unsigned int flags)
{
	if (from->dir->node->fs != to->dir->node->fs)
		return -EXDEV;
	if (from->type != UK_LAST_NAME)
		return -EBUSY;
	if (to->type != UK_LAST_NAME)
		return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	if (!from->found)
		return -ENOENT;
	if (to->found && flags & RENAME_NOREPLACE)
		return -EEXIST;
	if (flags & RENAME_EXCHANGE) {
		if (!to->found)
			return -ENOENT;
		if (!is_dir(to->found) && to->slash)
			return -ENOTDIR;
	}
	if (!is_dir(from->found) && (from->slash || (!(flags & RENAME_EXCHANGE) && to->slash)))
		return -ENOTDIR;
	if (above(from->found, to->dir))
		return -EINVAL;
	if (to->found && above(to->found, from->dir))
		return flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
	return 0;
}

static int check_change(const struct uk_walk *from, const struct uk_walk *to, bool exchange)
{
	if (!from->dir->node->ops->change || !to->dir->node->ops->change)
		return -EPERM;
	if (!to->dir->linked && to->dir != uk_root)
		return -ENOENT;
	if (to->found && !exchange) {
		if (is_dir(from->found) && !is_dir(to->found))
			return -ENOTDIR;
		if (!is_dir(from->found) && is_dir(to->found))
			return -EISDIR;
	}
	if (from->found->mountpoint || (to->found && to->found->mountpoint))
		return -EBUSY;
	if (to->found && !exchange && is_dir(to->found) && !uk_list_empty(&to->found->children))
		return -ENOTEMPTY;
	return 0;
}

/* Counts of links of directories, as one moves. */
static void moved(struct uk_name *name, struct uk_name *from, struct uk_name *to)
{
	if (is_dir(name)) {
		from->node->nlink--;
		to->node->nlink++;
	}
	uk_node_setattr(name->node, &(struct uk_attr){ .set = 0 }); /* ctime */
}

static int move(struct uk_walk *from, struct uk_walk *to)
{
	struct uk_name *dir = uk_name_ref(from->found->parent);
	int r;

	r = vfs_name_move(from->found, to->dir, to->last, to->len);
	if (!r) {
		/* After the move: without memory nothing has happened. */
		if (to->found)
			vfs_unlinked(to->found);
		moved(from->found, dir, to->dir);
		uk_node_touch(dir->node);
		uk_node_touch(to->dir->node);
	}
	uk_name_put(dir);
	return r;
}

/* The nodes stay with their names (open files show the new path), so both names move. */
static int exchange(struct uk_walk *from, struct uk_walk *to)
{
	struct uk_name *a = from->found, *b = to->found;
	struct uk_name *a_dir = uk_name_ref(a->parent), *b_dir = uk_name_ref(b->parent);
	int r = vfs_name_move(a, b_dir, to->last, to->len);

	if (!r) {
		r = vfs_name_move(b, a_dir, from->last, from->len);
		if (r)
			vfs_name_move(a, a_dir, from->last, from->len);
	}
	if (!r) {
		moved(a, a_dir, b_dir);
		moved(b, b_dir, a_dir);
		uk_node_touch(a_dir->node);
		uk_node_touch(b_dir->node);
	}
	uk_name_put(a_dir);
	uk_name_put(b_dir);
	return r;
}

static long do_rename(int olddir, const char *old, int newdir, const char *new,
		      unsigned int flags)
{
	struct vfs_at from, to;
	bool swap = flags & RENAME_EXCHANGE;
	int r;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE) ||
	    flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	r = vfs_at(&from, olddir, old, UK_WALK_PARENT, 0);
	if (r)
		return r;
	r = vfs_at(&to, newdir, new, UK_WALK_PARENT, 0);
	if (r) {
		vfs_at_end(&from);
		return r;
	}
	r = check_walks(&from.walk, &to.walk, flags);
	/* Two names of one file: nothing to do. */
	if (!r && !(to.walk.found && to.walk.found->node == from.walk.found->node)) {
		r = check_change(&from.walk, &to.walk, swap);
		if (!r)
			r = swap ? exchange(&from.walk, &to.walk) : move(&from.walk, &to.walk);
	}
	vfs_at_end(&to);
	vfs_at_end(&from);
	return r;
}

UK_SYSCALL(rename, 2, const char *, old, const char *, new)
{
	return do_rename(AT_FDCWD, old, AT_FDCWD, new, 0);
}

UK_SYSCALL(renameat, 4, int, olddir, const char *, old, int, newdir, const char *, new)
{
	return do_rename(olddir, old, newdir, new, 0);
}

UK_SYSCALL(renameat2, 5, int, olddir, const char *, old, int, newdir, const char *, new,
	   unsigned int, flags)
{
	return do_rename(olddir, old, newdir, new, flags);
}

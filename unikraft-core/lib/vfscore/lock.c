/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Record locks of fcntl(2) and locks of flock(2). A record lock's owner is
 * the process or (F_OFD_*) an open file description. There is one process, so
 * its locks never conflict with each other, only with those of descriptions.
 */
#include <uk/alloc.h>
#include <uk/process.h>
#include <uk/syscall.h>
#include "vfs.h"

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38

#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

struct lock {
	struct uk_list node;
	struct uk_file *owner; /* NULL: the process */
	bool write;
	int64_t start, end; /* both in it */
};

struct uk_locks {
	struct uk_list records, flocks;
	struct uk_waitq freed;
};

/* struct flock of x86-64 */
struct flock {
	int16_t type, whence;
	int32_t pad0;
	int64_t start, len;
	int32_t pid, pad1;
};

static struct uk_locks *locks_of(struct uk_node *n)
{
	struct uk_locks *l = n->locks;

	if (l)
		return l;
	l = uk_malloc(sizeof(*l));
	if (!l)
		return NULL;
	uk_list_init(&l->records);
	uk_list_init(&l->flocks);
	uk_waitq_init(&l->freed);
	n->locks = l;
	return l;
}

static void drop(struct lock *l)
{
	uk_list_del(&l->node);
	uk_free(l);
}

static void drop_owned(struct uk_list *list, struct uk_file *owner)
{
	struct lock *l, *next;

	uk_list_for_each_safe(l, next, list, node) {
		if (l->owner == owner)
			drop(l);
	}
}

/* Nobody has the node open any more, so all locks have gone with their owners. */
void vfs_locks_free(struct uk_node *n)
{
	uk_free(n->locks);
	n->locks = NULL;
}

void vfs_locks_release(struct uk_file *f)
{
	struct uk_locks *l = f->node->locks;

	drop_owned(&l->records, f);
	drop_owned(&l->flocks, f);
	uk_waitq_wake_all(&l->freed);
}

void vfs_locks_close(struct uk_file *f)
{
	struct uk_locks *l = f->node->locks;

	if (uk_list_empty(&l->records))
		return;
	drop_owned(&l->records, NULL);
	uk_waitq_wake_all(&l->freed);
}

static struct lock *conflict(struct uk_list *list, const struct lock *want)
{
	struct lock *l;

	uk_list_for_each(l, list, node) {
		if (l->owner != want->owner && (l->write || want->write) &&
		    l->start <= want->end && want->start <= l->end)
			return l;
	}
	return NULL;
}

static struct lock *new_lock(const struct lock *like)
{
	struct lock *l = uk_malloc(sizeof(*l));

	if (l) {
		*l = *like;
		uk_list_init(&l->node);
	}
	return l;
}

/* Whether they touch, so that two of one kind are one. */
static bool adjoin(const struct lock *a, const struct lock *b)
{
	return (a->end == INT64_MAX || b->start <= a->end + 1) &&
	       (b->end == INT64_MAX || a->start <= b->end + 1);
}

/* Owners stand in the order in which they came, an owner's locks in that of their starts: what F_GETLK finds first. */
static void insert(struct uk_list *list, struct lock *fresh)
{
	struct uk_list *before = list;
	struct lock *l;

	uk_list_for_each(l, list, node) {
		if (l->owner != fresh->owner)
			continue;
		if (l->start > fresh->start) {
			before = &l->node;
			break;
		}
		before = l->node.next;
	}
	uk_list_add_tail(&fresh->node, before);
}

/*
 * Takes what the owner has in want's range away, and (set) puts want there.
 * The two locks that a split and the insertion need are made first, so that
 * it fails as a whole or not at all.
 */
static int apply(struct uk_list *list, const struct lock *want, bool set)
{
	struct lock *tail = new_lock(want), *fresh = new_lock(want), *l, *next;

	if (!tail || !fresh) {
		uk_free(tail);
		uk_free(fresh);
		return -ENOLCK;
	}
	uk_list_for_each_safe(l, next, list, node) {
		if (l->owner != want->owner)
			continue;
		if (set && l->write == want->write && adjoin(l, fresh)) {
			fresh->start = UK_MIN(fresh->start, l->start);
			fresh->end = UK_MAX(fresh->end, l->end);
			drop(l);
		} else if (l->end < want->start || l->start > want->end) {
			continue;
		} else if (l->start < want->start && l->end > want->end) {
			tail->write = l->write;
			tail->start = want->end + 1;
			tail->end = l->end;
			l->end = want->start - 1;
			uk_list_insert(&tail->node, &l->node, l->node.next);
			tail = NULL;
			break;
		} else if (l->start < want->start) {
			l->end = want->start - 1;
		} else if (l->end > want->end) {
			l->start = want->end + 1;
		} else {
			drop(l);
		}
	}
	if (set)
		insert(list, fresh);
	else
		uk_free(fresh);
	uk_free(tail);
	return 0;
}

/* The range that struct flock means. */
static int range(struct uk_file *f, const struct flock *fl, struct lock *l)
{
	int64_t base = fl->whence == 1 ? (int64_t)f->pos :
		       fl->whence == 2 ? (int64_t)f->node->size : 0;

	if (fl->whence < 0 || fl->whence > 2 || fl->type < F_RDLCK || fl->type > F_UNLCK)
		return -EINVAL;
	if (__builtin_add_overflow(base, fl->start, &l->start))
		return -EOVERFLOW;
	l->end = INT64_MAX;
	if (fl->len > 0 && __builtin_add_overflow(l->start, fl->len - 1, &l->end))
		return -EOVERFLOW;
	if (fl->len < 0) {
		l->end = l->start - 1;
		l->start += fl->len;
	}
	return l->start < 0 ? -EINVAL : 0;
}

static long get_lock(struct uk_locks *locks, struct flock *fl, const struct lock *want, void *ufl)
{
	struct lock *l = conflict(&locks->records, want);

	if (!l) {
		fl->type = F_UNLCK;
	} else {
		fl->type = l->write ? F_WRLCK : F_RDLCK;
		fl->whence = 0;
		fl->start = l->start;
		fl->len = l->end == INT64_MAX ? 0 : l->end - l->start + 1;
		fl->pid = l->owner ? -1 : UK_PID;
	}
	return uk_copy_out(ufl, fl, sizeof(*fl));
}

static long set_lock(struct uk_locks *locks, const struct lock *want, bool set, bool wait)
{
	int r;

	while (set && conflict(&locks->records, want)) {
		if (!wait)
			return -EAGAIN;
		r = uk_waitq_wait(&locks->freed, UK_NSEC_FOREVER, true);
		if (r)
			return r == -EINTR ? -UK_ERESTARTSYS : r;
	}
	r = apply(&locks->records, want, set);
	uk_waitq_wake_all(&locks->freed);
	return r;
}

long vfs_fcntl_lock(struct uk_file *f, int cmd, void *ufl)
{
	bool ofd = cmd >= F_OFD_GETLK;
	bool get = cmd == F_GETLK || cmd == F_OFD_GETLK;
	struct lock want = { .owner = ofd ? f : NULL };
	struct uk_locks *locks;
	struct flock fl;
	unsigned int access = f->flags & UK_O_ACCMODE;
	int r;

	if (uk_copy_in(&fl, ufl, sizeof(fl)))
		return -EFAULT;
	if (!f->node)
		return -EINVAL;
	if (ofd && fl.pid)
		return -EINVAL;
	r = range(f, &fl, &want);
	if (r)
		return r;
	if (get && fl.type == F_UNLCK)
		return -EINVAL;
	want.write = fl.type == F_WRLCK;
	if (!get && ((fl.type == F_RDLCK && access == UK_O_WRONLY) ||
		     (fl.type == F_WRLCK && access == UK_O_RDONLY)))
		return -EBADF;
	locks = locks_of(f->node);
	if (!locks)
		return -ENOLCK;
	if (get)
		return get_lock(locks, &fl, &want, ufl);
	return set_lock(locks, &want, fl.type != F_UNLCK, cmd == F_SETLKW || cmd == F_OFD_SETLKW);
}

static long do_flock(struct uk_file *f, int op)
{
	struct lock want = { .owner = f, .write = (op & ~LOCK_NB) == LOCK_EX, .end = INT64_MAX };
	struct uk_locks *locks;
	struct lock *l;
	int r;

	if (!f->node)
		return -EINVAL;
	locks = locks_of(f->node);
	l = new_lock(&want);
	if (!locks || !l) {
		uk_free(l);
		return -ENOLCK;
	}
	/* A conversion gives the old lock up first (flock(2): not atomic). */
	drop_owned(&locks->flocks, f);
	uk_waitq_wake_all(&locks->freed);
	if (op == LOCK_UN) {
		uk_free(l);
		return 0;
	}
	while (conflict(&locks->flocks, &want)) {
		r = op & LOCK_NB ? -EAGAIN : uk_waitq_wait(&locks->freed, UK_NSEC_FOREVER, true);
		if (r) {
			uk_free(l);
			return r == -EINTR ? -UK_ERESTARTSYS : r;
		}
	}
	uk_list_add_tail(&l->node, &locks->flocks);
	return 0;
}

/* partial: not of pipes and sockets */
UK_SYSCALL(flock, 2, int, fd, int, op)
{
	struct uk_file *f;
	int what = op & ~LOCK_NB;
	long r;

	if (what != LOCK_SH && what != LOCK_EX && what != LOCK_UN)
		return -EINVAL;
	f = uk_fd_get(fd);
	if (!f)
		return -EBADF;
	r = do_flock(f, what == LOCK_UN ? LOCK_UN : op);
	uk_file_put(f);
	return r;
}

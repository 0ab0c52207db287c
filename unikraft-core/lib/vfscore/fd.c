/* SPDX-License-Identifier: BSD-3-Clause */
/* The process's descriptors. */
#include <uk/alloc.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

#define TABLE_MAX (1 << 20) /* Linux's fs.nr_open */
#define TABLE_STEP 64

#define CLOSE_RANGE_UNSHARE 2
#define CLOSE_RANGE_CLOEXEC 4

struct slot {
	struct uk_file *file; /* NULL: free */
	bool cloexec;
};
static struct slot *slots;
static unsigned int slot_count;
static unsigned int lowest; /* no descriptor below it is free */

static unsigned int limit(void)
{
	return (unsigned int)UK_MIN(uk_rlimits[UK_RLIMIT_NOFILE].cur, (uint64_t)TABLE_MAX);
}

/* Makes room for descriptor fd (below the limit). */
static int reserve(unsigned int fd)
{
	unsigned int n = UK_ALIGN_UP(UK_MAX(fd + 1, slot_count * 2), TABLE_STEP);
	struct slot *bigger;

	if (fd < slot_count)
		return 0;
	bigger = uk_realloc(slots, n * sizeof(*slots));
	if (!bigger)
		return -ENOMEM;
	memset(bigger + slot_count, 0, (n - slot_count) * sizeof(*slots));
	slots = bigger;
	slot_count = n;
	return 0;
}

int uk_fd_install(struct uk_file *f, int min, bool cloexec)
{
	unsigned int fd = UK_MAX((unsigned int)min, lowest);

	while (fd < slot_count && slots[fd].file)
		fd++;
	if (fd >= limit() || reserve(fd)) {
		int r = fd >= limit() ? -EMFILE : -ENOMEM;

		uk_file_put(f);
		return r;
	}
	if ((unsigned int)min <= lowest)
		lowest = fd + 1;
	slots[fd] = (struct slot){ f, cloexec };
	return (int)fd;
}

struct uk_file *uk_fd_get_any(int fd)
{
	if ((unsigned int)fd >= slot_count || !slots[fd].file)
		return NULL;
	return uk_file_ref(slots[fd].file);
}

struct uk_file *uk_fd_get(int fd)
{
	if ((unsigned int)fd >= slot_count || !slots[fd].file ||
	    slots[fd].file->flags & UK_O_PATH)
		return NULL;
	return uk_file_ref(slots[fd].file);
}

int uk_fd_next(int fd)
{
	for (unsigned int i = (unsigned int)UK_MAX(fd, 0); i < slot_count; i++) {
		if (slots[i].file)
			return (int)i;
	}
	return -1;
}

static int close_fd(unsigned int fd)
{
	struct uk_file *f;

	if (fd >= slot_count || !slots[fd].file)
		return -EBADF;
	f = slots[fd].file;
	slots[fd].file = NULL;
	lowest = UK_MIN(lowest, fd);
	if (f->node && f->node->locks)
		vfs_locks_close(f);
	uk_file_put(f);
	return 0;
}

int uk_fd_close(int fd)
{
	return close_fd((unsigned int)fd);
}

void uk_fd_close_cloexec(void)
{
	for (unsigned int i = 0; i < slot_count; i++) {
		if (slots[i].file && slots[i].cloexec)
			close_fd(i);
	}
}

long uk_fd_cloexec(int fd)
{
	if ((unsigned int)fd >= slot_count || !slots[fd].file)
		return -EBADF;
	return slots[fd].cloexec;
}

long vfs_fd_set_flags(int fd, bool cloexec)
{
	if ((unsigned int)fd >= slot_count || !slots[fd].file)
		return -EBADF;
	slots[fd].cloexec = cloexec;
	return 0;
}

long vfs_dup_min(int fd, long min, bool cloexec)
{
	struct uk_file *f = uk_fd_get_any(fd);

	if (!f)
		return -EBADF;
	if (min < 0 || min >= limit()) {
		uk_file_put(f);
		return -EINVAL;
	}
	return uk_fd_install(f, (int)min, cloexec);
}

static long dup_to(int from, int to, bool cloexec)
{
	struct uk_file *f;
	int r;

	if ((unsigned int)to >= limit())
		return -EBADF;
	f = uk_fd_get_any(from);
	if (!f)
		return -EBADF;
	r = reserve((unsigned int)to);
	if (r) {
		uk_file_put(f);
		return r;
	}
	close_fd((unsigned int)to);
	slots[to] = (struct slot){ f, cloexec };
	return to;
}

UK_SYSCALL(close, 1, int, fd)
{
	return close_fd((unsigned int)fd);
}

UK_SYSCALL(close_range, 3, unsigned int, first, unsigned int, last, unsigned int, flags)
{
	if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC) || first > last)
		return -EINVAL;
	for (unsigned int i = first; i <= last && i < slot_count; i++) {
		if (!slots[i].file)
			continue;
		if (flags & CLOSE_RANGE_CLOEXEC)
			slots[i].cloexec = true;
		else
			close_fd(i);
	}
	return 0;
}

UK_SYSCALL(dup, 1, int, fd)
{
	struct uk_file *f = uk_fd_get_any(fd);

	return f ? uk_fd_install(f, 0, false) : -EBADF;
}

UK_SYSCALL(dup2, 2, int, from, int, to)
{
	if (from == to)
		return (unsigned int)from < slot_count && slots[from].file ? to : -EBADF;
	return dup_to(from, to, false);
}

UK_SYSCALL(dup3, 3, int, from, int, to, int, flags)
{
	if (flags & ~(int)UK_O_CLOEXEC || from == to)
		return -EINVAL;
	return dup_to(from, to, flags & UK_O_CLOEXEC);
}

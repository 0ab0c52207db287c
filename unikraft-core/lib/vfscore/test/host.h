/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vfscore and ramfs on the host: included by one test program, with what they
 * need of the kernel played by the C library. user_limit lets copies from and
 * to the application fail.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/node.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/ramfs.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include <uk/vm.h>

__asm__(".set uk_option_ramfs_limit_percent, 50");

#define HOST_FRAMES 40000 /* "memory" of the machine */
static size_t host_frames, host_refs[HOST_FRAMES];
static char *host_memory;
static size_t user_limit = SIZE_MAX; /* bytes of the application that can be reached */
static int64_t host_clock = 1000000000;

void *uk_malloc(size_t n)
{
	return malloc(n);
}

void *uk_zalloc(size_t n)
{
	return calloc(1, n);
}

void *uk_realloc(void *p, size_t n)
{
	return realloc(p, n);
}

void uk_free(void *p)
{
	free(p);
}

char *uk_strdup(const char *s)
{
	return strdup(s);
}

size_t uk_strlcpy(char *dst, const char *src, size_t n)
{
	if (n)
		snprintf(dst, n, "%s", src);
	return strlen(src);
}

int uk_vsnprintf(char *buf, size_t n, const char *fmt, va_list ap)
{
	return vsnprintf(buf, n, fmt, ap);
}

int uk_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}

static size_t *host_ref(uk_paddr_t p)
{
	return &host_refs[((char *)uk_phys_to_virt(p) - host_memory) / UK_PAGE_SIZE];
}

uk_paddr_t uk_frame_alloc(unsigned int order)
{
	static size_t next;

	assert(!order);
	if (!host_memory)
		host_memory = aligned_alloc(UK_PAGE_SIZE, HOST_FRAMES * UK_PAGE_SIZE);
	for (size_t i = 0; i < HOST_FRAMES; i++) {
		size_t at = (next + i) % HOST_FRAMES;
		char *page = host_memory + at * UK_PAGE_SIZE;

		if (host_refs[at])
			continue;
		next = at + 1;
		host_refs[at] = 1;
		host_frames++;
		memset(page, 0xa5, UK_PAGE_SIZE);
		return uk_virt_to_phys(page);
	}
	return UK_FRAME_NONE;
}

void uk_frame_ref(uk_paddr_t p)
{
	char *page = uk_phys_to_virt(p);

	if (page >= host_memory && page < host_memory + HOST_FRAMES * UK_PAGE_SIZE)
		++*host_ref(p);
}

void uk_frame_unref(uk_paddr_t p)
{
	assert(*host_ref(p));
	if (!--*host_ref(p))
		host_frames--;
}

void uk_frame_stat(struct uk_frame_stat *s)
{
	s->total = HOST_FRAMES * UK_PAGE_SIZE;
	s->free = (HOST_FRAMES - host_frames) * UK_PAGE_SIZE;
}

static bool reach(size_t n)
{
	if (n > user_limit)
		return false;
	user_limit -= user_limit == SIZE_MAX ? 0 : n;
	return true;
}

int uk_copy_in(void *dst, const void *usrc, size_t n)
{
	if (!reach(n))
		return -EFAULT;
	memcpy(dst, usrc, n);
	return 0;
}

int uk_copy_out(void *udst, const void *src, size_t n)
{
	return uk_copy_in(udst, src, n);
}

int uk_clear_user(void *udst, size_t n)
{
	if (!reach(n))
		return -EFAULT;
	memset(udst, 0, n);
	return 0;
}

ssize_t uk_strncpy_in(char *dst, const char *usrc, size_t n)
{
	size_t len = strnlen(usrc, n);

	if (len == n)
		return -ENAMETOOLONG;
	memcpy(dst, usrc, len + 1);
	return (ssize_t)len;
}

uk_nsec_t uk_plat_clock_wall(void)
{
	return ++host_clock;
}

void uk_sched_point(void)
{
}

void uk_waitq_init(struct uk_waitq *q)
{
	uk_list_init(&q->waiters);
}

/* Nobody else would ever wake the test. */
int uk_waitq_wait(struct uk_waitq *q, uk_nsec_t deadline, bool interruptible)
{
	(void)q, (void)deadline, (void)interruptible;
	return -EINTR;
}

int uk_waitq_wake(struct uk_waitq *q, int n)
{
	(void)q, (void)n;
	return 0;
}

struct uk_rlimit uk_rlimits[16] = { [UK_RLIMIT_NOFILE] = { 100, 100 } };

/* Each file has names of its own that another has too. */
#define make change_make
#include "../change.c"
#undef make
#define change cwd_change
#include "../cwd.c"
#undef change
#define make text_make
#include "../text.c"
#undef make
#define move io_move
#include "../io.c"
#include "../pollq.c"
#undef move
#include "../at.c"
#include "../attr.c"
#undef NS_PER_S
#undef UTIME_NOW
#undef FALLOC_FL_KEEP_SIZE
#undef FALLOC_FL_PUNCH_HOLE
#include "../dir.c"
#include "../fd.c"
#undef LOCK_SH
#undef LOCK_EX
#undef LOCK_NB
#undef LOCK_UN
#include "../lock.c"
#include "../fcntl.c"
#include "../file.c"
#include "../mount.c"
#include "../name.c"
#include "../node.c"
#include "../open.c"
#include "../rename.c"
#include "../rw.c"
#define walk path_walk
#include "../walk.c"
#undef walk
#include "../../ramfs/pages.c"
#define limit ramfs_limit
#define used ramfs_used
#include "../../ramfs/space.c"
#undef limit
#undef used
#define ops ramfs_node_ops
#include "../../ramfs/ramfs.c"
#undef ops
#define shrink ramfs_shrink
#define grow ramfs_grow
#include "../../ramfs/data.c"
#undef shrink
#undef grow

static void host_start(void)
{
	assert(!ramfs_init());
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads come and go: memory, numbers, slots of other libraries, hooks. */
#include <uk/alloc.h>
#include <uk/arch_switch.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "sched.h"

/* As Linux's largest pid_max; numbers are not used again before the end is reached. */
#define TID_MAX 4194304
#define BUCKETS_MIN 16

struct uk_list uk_threads = UK_LIST_INIT(uk_threads);

static struct uk_thread *first_buckets[BUCKETS_MIN];
static struct uk_thread **buckets = first_buckets;
static unsigned int bucket_count = BUCKETS_MIN; /* a power of two */
static unsigned int thread_count;
static int last_tid;
/* The one that ended last: it cannot free the stack that it runs on. */
static struct uk_thread *ended;

extern const struct uk_thread_hook __start_uk_thread_hook[], __stop_uk_thread_hook[];

struct uk_thread *uk_thread_find(int tid)
{
	struct uk_thread *t = buckets[(unsigned int)tid & (bucket_count - 1)];

	while (t && t->tid != tid)
		t = t->tid_next;
	return t;
}

static void bucket_add(struct uk_thread *t)
{
	struct uk_thread **bucket = &buckets[(unsigned int)t->tid & (bucket_count - 1)];

	t->tid_next = *bucket;
	*bucket = t;
}

static void bucket_del(struct uk_thread *t)
{
	struct uk_thread **link = &buckets[(unsigned int)t->tid & (bucket_count - 1)];

	while (*link != t)
		link = &(*link)->tid_next;
	*link = t->tid_next;
}

/* Without memory the chains grow longer instead. */
static void buckets_grow(void)
{
	struct uk_thread **larger = uk_zalloc(4UL * bucket_count * sizeof(*larger));
	struct uk_thread *t;

	if (!larger)
		return;
	if (buckets != first_buckets)
		uk_free(buckets);
	buckets = larger;
	bucket_count *= 4;
	uk_list_for_each(t, &uk_threads, all)
		bucket_add(t);
}

static void enter(struct uk_thread *t)
{
	do
		last_tid = last_tid == TID_MAX ? 1 : last_tid + 1;
	while (uk_thread_find(last_tid));
	t->tid = last_tid;
	if (thread_count >= 4 * bucket_count)
		buckets_grow();
	bucket_add(t);
	uk_list_add_tail(&t->all, &uk_threads);
	thread_count++;
}

static void leave(struct uk_thread *t)
{
	bucket_del(t);
	uk_list_del(&t->all);
	thread_count--;
}

void uk_thread_renumber(struct uk_thread *t, int tid)
{
	UK_ASSERT(!uk_thread_find(tid));
	bucket_del(t);
	t->tid = tid;
	bucket_add(t);
}

static void destroy(struct uk_thread *t)
{
	uk_plat_kstack_free(t->kstack);
	uk_free(t);
}

/* Exit hooks of those before end, in reverse order. */
static void call_exit_hooks(struct uk_thread *t, const struct uk_thread_hook *end)
{
	while (end-- > __start_uk_thread_hook)
		if (end->exit)
			end->exit(t);
}

static int call_create_hooks(struct uk_thread *t)
{
	for (const struct uk_thread_hook *h = __start_uk_thread_hook; h < __stop_uk_thread_hook;
	     h++) {
		int r = h->create ? h->create(t) : 0;

		if (r) {
			call_exit_hooks(t, h);
			return r;
		}
	}
	return 0;
}

static struct uk_thread *create(const char *name, bool is_app)
{
	size_t locals = (size_t)(__stop_uk_thread - __start_uk_thread);
	struct uk_thread *t;

	if (thread_count >= TID_MAX)
		return NULL;
	t = uk_zalloc(sizeof(*t) + locals);
	if (!t)
		return NULL;
	if (uk_plat_kstack_alloc(&t->kstack, &t->kstack_top, &t->fpu)) {
		uk_free(t);
		return NULL;
	}
	memcpy(t->locals, __start_uk_thread, locals);
	uk_strlcpy(t->name, name, sizeof(t->name));
	uk_list_init(&t->run);
	uk_list_init(&t->wait);
	uk_fpu_init_area(t->fpu);
	t->state = UK_THREAD_BLOCKED;
	t->is_app = is_app;
	enter(t);
	if (call_create_hooks(t)) {
		leave(t);
		destroy(t);
		return NULL;
	}
	return t;
}

/* What a kernel thread runs; lies at the top of its stack. */
struct start {
	void (*fn)(void *);
	void *arg;
} UK_ALIGNED(16);

static void start_kernel(void *arg)
{
	struct start *start = arg;

	uksched_reap();
	start->fn(start->arg);
	uk_thread_exit();
}

static void start_app(void *regs)
{
	uksched_reap();
	uk_plat_resume(regs);
}

struct uk_thread *uk_thread_create(const char *name, void (*fn)(void *), void *arg)
{
	struct uk_thread *t = create(name, false);
	struct start *start;

	if (!t)
		return NULL;
	/* Below the place of the registers: the thread may become the application's. */
	start = (struct start *)UK_ALIGN_DOWN((uintptr_t)uk_thread_regs(t), 16) - 1;
	*start = (struct start){ fn, arg };
	t->kstack_sp = uk_arch_stack_prepare(start, start_kernel, start);
	return t;
}

struct uk_thread *uk_thread_create_app(const char *name, const struct uk_regs *regs)
{
	struct uk_thread *t = create(name, true);

	if (!t)
		return NULL;
	*uk_thread_regs(t) = *regs;
	t->kstack_sp = uk_arch_stack_prepare(uk_thread_regs(t), start_app, uk_thread_regs(t));
	return t;
}

void uk_thread_discard(struct uk_thread *t)
{
	call_exit_hooks(t, __stop_uk_thread_hook);
	leave(t);
	destroy(t);
}

void uk_thread_exit(void)
{
	struct uk_thread *t = uk_current;

	call_exit_hooks(t, __stop_uk_thread_hook);
	leave(t);
	t->state = UK_THREAD_DEAD;
	t->is_app = false;
	ended = t;
	uksched_switch();
	UK_PANIC("thread %d ran after its end", t->tid);
}

void uksched_reap(void)
{
	if (!ended || ended == uk_current)
		return;
	destroy(ended);
	ended = NULL;
}

struct uk_regs *uk_thread_regs(struct uk_thread *t)
{
	return (struct uk_regs *)t->kstack_top - 1;
}

unsigned int uk_thread_count(void)
{
	return thread_count;
}

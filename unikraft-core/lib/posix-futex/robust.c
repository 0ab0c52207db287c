/* SPDX-License-Identifier: BSD-3-Clause */
/* Robust lists: locks that a thread holds when it ends are marked and their waiters woken (set_robust_list(2)). */
#include <uk/futex.h>
#include <uk/process.h>
#include <uk/sched.h>
#include <uk/syscall.h>

#define FUTEX_WAITERS 0x80000000U
#define FUTEX_OWNER_DIED 0x40000000U
#define FUTEX_TID_MASK 0x3fffffffU
/* A list that has more entries is taken for a ring. */
#define ENTRIES_MAX 2048
#define IS_PI 1UL /* in the lowest bit of an entry's address */

/* struct robust_list_head of the application. */
struct robust_head {
	uint64_t first;
	int64_t futex_offset;
	uint64_t pending; /* entry that is being locked or unlocked */
};

struct futex_thread {
	struct robust_head *head; /* the application's; NULL: none */
};
UK_THREAD_LOCAL(struct futex_thread, futex_thread) = { NULL };

UK_SYSCALL(set_robust_list, 2, struct robust_head *, head, size_t, size)
{
	if (size != sizeof(*head))
		return -EINVAL;
	uk_thread_local(uk_current, futex_thread).head = head;
	return 0;
}

UK_SYSCALL(get_robust_list, 3, int, tid, struct robust_head **, uhead, size_t *, usize)
{
	struct uk_thread *t = tid ? uk_thread_find(tid) : uk_current;
	size_t size = sizeof(struct robust_head);

	if (!t || !t->is_app)
		return -ESRCH;
	if (uk_copy_out(usize, &size, sizeof(size)))
		return -EFAULT;
	return uk_copy_out(uhead, &uk_thread_local(t, futex_thread).head, sizeof(*uhead));
}

/* The lock at uaddr, if the thread that ends holds it, shows that its owner died. 0 or -EFAULT. */
static int mark(struct uk_thread *t, uint32_t *uaddr, bool pi, bool pending)
{
	uint32_t value, seen;

	if ((uintptr_t)uaddr % sizeof(*uaddr) || uk_user_load32(uaddr, &value))
		return -EFAULT;
	for (;;) {
		/* Unlocked but its waiter not woken yet: the thread ended in between. */
		if (pending && !pi && !value)
			return uk_futex_wake(uaddr, 1) < 0 ? -EFAULT : 0;
		if ((value & FUTEX_TID_MASK) != (uint32_t)t->tid)
			return 0;
		if (uk_user_cmpxchg32(uaddr, value, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED, &seen))
			return -EFAULT;
		if (seen == value)
			break;
		value = seen;
	}
	if (!pi && (value & FUTEX_WAITERS))
		uk_futex_wake(uaddr, 1);
	return 0;
}

static uint32_t *futex_of(uint64_t entry, const struct robust_head *head)
{
	return (uint32_t *)((entry & ~IS_PI) + (uint64_t)head->futex_offset);
}

static void thread_exit(struct uk_thread *t)
{
	struct robust_head *uhead = uk_thread_local(t, futex_thread).head, head;
	uint64_t entry;

	if (!t->is_app || !uhead || uk_copy_in(&head, uhead, sizeof(head)))
		return;
	entry = head.first;
	for (int i = 0; i < ENTRIES_MAX && (entry & ~IS_PI) != (uint64_t)uhead; i++) {
		uint64_t next;
		/* The entry may be gone once it is marked. */
		int r = uk_copy_in(&next, (const void *)(entry & ~IS_PI), sizeof(next));

		if ((entry & ~IS_PI) != (head.pending & ~IS_PI) &&
		    mark(t, futex_of(entry, &head), entry & IS_PI, false))
			return;
		if (r)
			return;
		entry = next;
	}
	if (head.pending & ~IS_PI)
		mark(t, futex_of(head.pending, &head), head.pending & IS_PI, true);
}
UK_THREAD_HOOK(futex_thread_hook, .exit = thread_exit);

static void forget_list(void)
{
	uk_thread_local(uk_current, futex_thread).head = NULL;
}
UK_EXEC_HOOK(forget_list);

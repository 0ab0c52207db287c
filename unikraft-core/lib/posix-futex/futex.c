/* SPDX-License-Identifier: BSD-3-Clause */
/* futex(2). Nothing else runs between the look at the futex and the wait: the kernel is not preempted. */
#include <uk/alloc.h>
#include <uk/futex.h>
#include <uk/plat.h>
#include <uk/syscall.h>
#include <uk/time.h>
#include <uk/vm.h>
#include "queue.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAKE_OP 5
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_CMD_MASK (~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))
#define MATCH_ANY 0xffffffffU

/* Absent in an image without mappings. */
extern __typeof__(uk_vm_next) uk_vm_next UK_WEAK;

static bool is_mapped_shared(uintptr_t addr)
{
	struct uk_vm_info area;

	return uk_vm_next && uk_vm_next(addr, &area, false) && area.start <= addr && area.shared;
}

/* 0, -EINVAL for a misaligned futex, -EFAULT. A shared one is read, so that its frame is there. */
static int key_of(uint32_t *uaddr, bool is_private, futex_key *key)
{
	uintptr_t addr = (uintptr_t)uaddr;
	uint32_t value;
	int r;
	uk_paddr_t frame;

	if (addr % sizeof(uint32_t))
		return -EINVAL;
	if (!uk_user_range(uaddr, sizeof(*uaddr)))
		return -EFAULT;
	*key = addr;
	if (is_private || !is_mapped_shared(addr))
		return 0;
	r = uk_user_load32(uaddr, &value);
	if (r)
		return r;
	frame = uk_pt_lookup(UK_ALIGN_DOWN(addr, UK_PAGE_SIZE), NULL);
	if (frame != UK_FRAME_NONE)
		*key = (futex_key)uk_phys_to_virt(frame) + addr % UK_PAGE_SIZE;
	return 0;
}

static long wait(uint32_t *uaddr, bool is_private, uint32_t expected, uk_nsec_t deadline, uint32_t bitset)
{
	struct futex_waiter w = { .bitset = bitset, .thread = uk_current };
	uint32_t value;
	int r;

	if (!bitset)
		return -EINVAL;
	r = key_of(uaddr, is_private, &w.key);
	if (!r)
		r = uk_user_load32(uaddr, &value);
	if (r)
		return r;
	if (value != expected)
		return -EAGAIN;
	futex_enqueue(&w);
	while (!w.woken && r == 0)
		r = uk_sched_block(deadline, true);
	if (w.woken)
		return 0;
	futex_dequeue(&w);
	if (r == -EINTR)
		return deadline == UK_NSEC_FOREVER ? -UK_ERESTARTSYS : -UK_ERESTARTNOHAND;
	return r;
}

static long wake(uint32_t *uaddr, bool is_private, int n, uint32_t bitset)
{
	futex_key key;
	int r;

	if (!bitset)
		return -EINVAL;
	r = key_of(uaddr, is_private, &key);
	/* As on Linux, asking for none wakes one. */
	return r ? r : futex_wake(key, UK_MAX(n, 1), bitset);
}

int uk_futex_wake(uint32_t *uaddr, int n)
{
	futex_key key;
	int woken = (int)wake(uaddr, true, n, MATCH_ANY);

	if (woken < 0 || woken >= n || key_of(uaddr, false, &key) || key == (uintptr_t)uaddr)
		return woken;
	return woken + futex_wake(key, n - woken, MATCH_ANY);
}

static long requeue(uint32_t *uaddr, uint32_t *uaddr2, bool is_private, int wakes, int moves,
		    const uint32_t *expected)
{
	futex_key from, to;
	uint32_t value;
	int r, woken;

	if (wakes < 0 || moves < 0)
		return -EINVAL;
	r = key_of(uaddr, is_private, &from);
	if (!r)
		r = key_of(uaddr2, is_private, &to);
	if (!r && expected) {
		r = uk_user_load32(uaddr, &value);
		if (!r && value != *expected)
			r = -EAGAIN;
	}
	if (r)
		return r;
	woken = futex_wake(from, wakes, MATCH_ANY);
	return woken + futex_requeue(from, to, moves);
}

/* FUTEX_WAKE_OP's instruction: 4 bits each for operation and comparison, 12 for each argument. */
static int operate(uint32_t op, uint32_t old, uint32_t arg, uint32_t *new)
{
	switch (op) {
	case 0:
		*new = arg;
		return 0;
	case 1:
		*new = old + arg;
		return 0;
	case 2:
		*new = old | arg;
		return 0;
	case 3:
		*new = old & ~arg;
		return 0;
	case 4:
		*new = old ^ arg;
		return 0;
	default:
		return -ENOSYS;
	}
}

static int compare(uint32_t cmp, int32_t old, int32_t arg)
{
	switch (cmp) {
	case 0:
		return old == arg;
	case 1:
		return old != arg;
	case 2:
		return old < arg;
	case 3:
		return old <= arg;
	case 4:
		return old > arg;
	case 5:
		return old >= arg;
	default:
		return -ENOSYS;
	}
}

static int32_t sign_extend_12(uint32_t v)
{
	return (int32_t)(v << 20) >> 20;
}

static long wake_op(uint32_t *uaddr, uint32_t *uaddr2, bool is_private, int n, int n2, uint32_t code)
{
	uint32_t arg = (uint32_t)sign_extend_12(code >> 12 & 0xfff), old, seen, new;
	futex_key key, key2;
	int r = key_of(uaddr, is_private, &key), meets;

	if (!r)
		r = key_of(uaddr2, is_private, &key2);
	if (code >> 31)
		arg = 1U << (arg & 31);
	if (!r)
		r = uk_user_load32(uaddr2, &seen);
	do {
		old = seen;
		if (!r)
			r = operate(code >> 28 & 7, old, arg, &new);
		if (!r)
			r = uk_user_cmpxchg32(uaddr2, old, new, &seen);
	} while (!r && seen != old);
	if (r)
		return r;
	meets = compare(code >> 24 & 15, (int32_t)old, sign_extend_12(code & 0xfff));
	if (meets < 0)
		return meets;
	r = futex_wake(key, UK_MAX(n, 1), MATCH_ANY);
	return meets ? r + futex_wake(key2, UK_MAX(n2, 1), MATCH_ANY) : r;
}

static int deadline_in(const struct uk_timespec *utimeout, int command, bool realtime, uk_nsec_t *deadline)
{
	uk_nsec_t ns;
	int r;

	*deadline = UK_NSEC_FOREVER;
	if (!utimeout)
		return 0;
	r = uk_timespec_in(utimeout, &ns);
	if (r)
		return r;
	if (command == FUTEX_WAIT)
		*deadline = uk_nsec_add(uk_plat_clock_mono(), ns);
	else
		*deadline = realtime ? uk_time_mono_of_wall(ns) : ns;
	return 0;
}

/* partial: no priority inheritance, no FUTEX_FD */
UK_SYSCALL(futex, 6, uint32_t *, uaddr, int, op, uint32_t, val, uintptr_t, timeout_or_val2,
	   uint32_t *, uaddr2, uint32_t, val3)
{
	int command = op & FUTEX_CMD_MASK, val2 = (int)timeout_or_val2;
	bool is_private = op & FUTEX_PRIVATE_FLAG, realtime = op & FUTEX_CLOCK_REALTIME;
	uk_nsec_t deadline;
	int r;

	if (realtime && command != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (command) {
	case FUTEX_WAIT:
		val3 = MATCH_ANY;
		/* fall through */
	case FUTEX_WAIT_BITSET:
		r = deadline_in((const struct uk_timespec *)timeout_or_val2, command, realtime, &deadline);
		return r ? r : wait(uaddr, is_private, val, deadline, val3);
	case FUTEX_WAKE:
		val3 = MATCH_ANY;
		/* fall through */
	case FUTEX_WAKE_BITSET:
		return wake(uaddr, is_private, (int)val, val3);
	case FUTEX_REQUEUE:
		return requeue(uaddr, uaddr2, is_private, (int)val, val2, NULL);
	case FUTEX_CMP_REQUEUE:
		return requeue(uaddr, uaddr2, is_private, (int)val, val2, &val3);
	case FUTEX_WAKE_OP:
		return wake_op(uaddr, uaddr2, is_private, (int)val, val2, val3);
	default:
		/* Priority inheritance: there are no priorities to inherit. */
		return -ENOSYS;
	}
}

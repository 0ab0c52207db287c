/* SPDX-License-Identifier: BSD-3-Clause */
/* prctl(2), arch_prctl(2), personality(2). */
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "thread.h"

#define PR_SET_PDEATHSIG 1
#define PR_GET_PDEATHSIG 2
#define PR_GET_DUMPABLE 3
#define PR_SET_DUMPABLE 4
#define PR_GET_KEEPCAPS 7
#define PR_SET_KEEPCAPS 8
#define PR_SET_NAME 15
#define PR_GET_NAME 16
#define PR_GET_SECCOMP 21
#define PR_CAPBSET_READ 23
#define PR_SET_TIMERSLACK 29
#define PR_GET_TIMERSLACK 30
#define PR_GET_CHILD_SUBREAPER 37
#define PR_SET_NO_NEW_PRIVS 38
#define PR_GET_NO_NEW_PRIVS 39
#define PR_GET_TID_ADDRESS 40
#define PR_GET_THP_DISABLE 42
#define SIGNAL_MAX 64
#define DEFAULT_TIMER_SLACK 50000UL /* ns */

static unsigned long dumpable = 1;
static bool no_new_privs;
static int parent_death_signal;

static long set_name(const char *uname)
{
	char name[sizeof(uk_current->name)];
	ssize_t n = uk_strncpy_in(name, uname, sizeof(name));

	if (n == -ENAMETOOLONG)
		name[sizeof(name) - 1] = 0;
	else if (n < 0)
		return n;
	memset(uk_current->name, 0, sizeof(uk_current->name));
	uk_strlcpy(uk_current->name, name, sizeof(name));
	return 0;
}

static long get_name(char *uname)
{
	char name[sizeof(uk_current->name)];

	memset(name, 0, sizeof(name));
	uk_strlcpy(name, uk_current->name, sizeof(name));
	return uk_copy_out(uname, name, sizeof(name));
}

static long set_flag(bool *flag, unsigned long value)
{
	if (value > 1)
		return -EINVAL;
	*flag = value;
	return 0;
}

static long set_privs(unsigned long value, unsigned long a, unsigned long b, unsigned long c)
{
	if (value != 1 || a || b || c)
		return -EINVAL;
	no_new_privs = true;
	return 0;
}

/* partial: names, capabilities, dumpable, parent-death signal, timer slack, no_new_privs, the tid address */
UK_SYSCALL(prctl, 5, int, option, unsigned long, arg2, unsigned long, arg3, unsigned long, arg4,
	   unsigned long, arg5)
{
	switch (option) {
	case PR_SET_NAME:
		return set_name((const char *)arg2);
	case PR_GET_NAME:
		return get_name((char *)arg2);
	case PR_SET_PDEATHSIG:
		if (arg2 > SIGNAL_MAX)
			return -EINVAL;
		/* Kept for who asks; the machine has no parent that could die. */
		parent_death_signal = (int)arg2;
		return 0;
	case PR_GET_PDEATHSIG:
		return uk_copy_out((int *)arg2, &parent_death_signal, sizeof(int));
	case PR_GET_DUMPABLE:
		return (long)dumpable;
	case PR_SET_DUMPABLE:
		if (arg2 > 1)
			return -EINVAL;
		dumpable = arg2;
		return 0;
	case PR_GET_KEEPCAPS:
		return process_keep_caps;
	case PR_SET_KEEPCAPS:
		return set_flag(&process_keep_caps, arg2);
	case PR_CAPBSET_READ:
		return arg2 <= PROCESS_CAP_LAST ? 1 : -EINVAL;
	case PR_SET_TIMERSLACK:
		process_self->timer_slack = arg2 ? arg2 : DEFAULT_TIMER_SLACK;
		return 0;
	case PR_GET_TIMERSLACK:
		return (long)process_self->timer_slack;
	case PR_SET_NO_NEW_PRIVS:
		return set_privs(arg2, arg3, arg4, arg5);
	case PR_GET_NO_NEW_PRIVS:
		return arg2 || arg3 || arg4 || arg5 ? -EINVAL : no_new_privs;
	case PR_GET_TID_ADDRESS:
		return uk_copy_out((void *)arg2, &process_self->clear_tid, sizeof(void *));
	case PR_GET_SECCOMP:
	case PR_GET_THP_DISABLE:
		return 0;
	case PR_GET_CHILD_SUBREAPER: {
		int no = 0;

		return uk_copy_out((int *)arg2, &no, sizeof(no));
	}
	default:
		return -EINVAL;
	}
}

#define ARCH_SET_GS 0x1001
#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003
#define ARCH_GET_GS 0x1004

/* partial: FS and GS base */
UK_SYSCALL(arch_prctl, 2, int, option, uint64_t, arg)
{
	uint64_t base;

	switch (option) {
	case ARCH_SET_FS:
		if (arg >= UK_USER_END)
			return -EPERM;
		uk_tls_set(arg);
		return 0;
	case ARCH_SET_GS:
		if (arg >= UK_USER_END)
			return -EPERM;
		uk_gs_set(arg);
		return 0;
	case ARCH_GET_FS:
		base = uk_tls_get();
		return uk_copy_out((void *)arg, &base, sizeof(base));
	case ARCH_GET_GS:
		base = uk_gs_get();
		return uk_copy_out((void *)arg, &base, sizeof(base));
	default:
		return -EINVAL;
	}
}

#define PER_QUERY 0xffffffffU
#define PER_MASK 0xffU

/*
 * Only Linux's own personality exists; flags such as ADDR_NO_RANDOMIZE are kept for who asks.
 * partial: flags are kept, without effect
 */
UK_SYSCALL(personality, 1, unsigned int, persona)
{
	static unsigned int current;
	unsigned int old = current;

	if (persona == PER_QUERY)
		return old;
	if (persona & PER_MASK)
		return -EINVAL;
	current = persona;
	return old;
}

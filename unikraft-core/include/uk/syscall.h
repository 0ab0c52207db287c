/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: declared once, where they are implemented. */
#ifndef UK_SYSCALL_H
#define UK_SYSCALL_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/uaccess.h>
#include <uk/syscall_numbers.h>

typedef long (*uk_syscall_fn)(long, long, long, long, long, long);

/*
 * UK_SYSCALL(read, 3, int, fd, void *, buf, size_t, n) { … return 0 or -errno; }
 * leaves a record that the linker makes the dispatch table from, and the
 * function uk_sys_read(int, void *, size_t) for linked-in code.
 * The number of parameters stands second (0 to 6).
 */
#define UK_SC_P0()
#define UK_SC_P1(t1, a1) t1 a1
#define UK_SC_P2(t1, a1, ...) t1 a1, UK_SC_P1(__VA_ARGS__)
#define UK_SC_P3(t1, a1, ...) t1 a1, UK_SC_P2(__VA_ARGS__)
#define UK_SC_P4(t1, a1, ...) t1 a1, UK_SC_P3(__VA_ARGS__)
#define UK_SC_P5(t1, a1, ...) t1 a1, UK_SC_P4(__VA_ARGS__)
#define UK_SC_P6(t1, a1, ...) t1 a1, UK_SC_P5(__VA_ARGS__)
#define UK_SC_C0()
#define UK_SC_C1(t1, a1) (t1)p1
#define UK_SC_C2(t1, a1, t2, a2) (t1)p1, (t2)p2
#define UK_SC_C3(t1, a1, t2, a2, t3, a3) (t1)p1, (t2)p2, (t3)p3
#define UK_SC_C4(t1, a1, t2, a2, t3, a3, t4, a4) (t1)p1, (t2)p2, (t3)p3, (t4)p4
#define UK_SC_C5(t1, a1, t2, a2, t3, a3, t4, a4, t5, a5)                     \
	(t1)p1, (t2)p2, (t3)p3, (t4)p4, (t5)p5
#define UK_SC_C6(t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6)             \
	(t1)p1, (t2)p2, (t3)p3, (t4)p4, (t5)p5, (t6)p6
#define UK_SC_PROTO0(...) void
#define UK_SC_PROTO1 UK_SC_P1
#define UK_SC_PROTO2 UK_SC_P2
#define UK_SC_PROTO3 UK_SC_P3
#define UK_SC_PROTO4 UK_SC_P4
#define UK_SC_PROTO5 UK_SC_P5
#define UK_SC_PROTO6 UK_SC_P6

/* Registers are 64 bits wide: the entry cuts them to the declared types. */
#define UK_SYSCALL(name, n, ...)                                             \
	long uk_sys_##name(UK_SC_PROTO##n(__VA_ARGS__));                     \
	static long uk_sysentry_##name(long p1 UK_UNUSED, long p2 UK_UNUSED, \
				       long p3 UK_UNUSED, long p4 UK_UNUSED, \
				       long p5 UK_UNUSED, long p6 UK_UNUSED) \
	{                                                                    \
		return uk_sys_##name(UK_SC_C##n(__VA_ARGS__));               \
	}                                                                    \
	UK_SYSCALL_RECORD(name, UK_NR_##name);                               \
	long uk_sys_##name(UK_SC_PROTO##n(__VA_ARGS__))

/* Two steps, so that the number is expanded before it becomes text. */
#define UK_SYSCALL_RECORD(name, nr) UK_SYSCALL_RECORD_(name, nr)
#define UK_SYSCALL_RECORD_(name, nr)                                         \
	static const uk_syscall_fn uk_sysrecord_##name                       \
		UK_RECORD(".uk_syscall." #nr "." #name) =           \
			uk_sysentry_##name

#define UK_SYSCALL_MAX 512
extern const uk_syscall_fn uk_syscall_table[UK_SYSCALL_MAX];

struct uk_regs;
/**
 * The calling thread's registers at its system call; changes take effect on
 * return. Who changes more than rax sets orig_rax to -1: nothing is then
 * restarted, and all registers come back (rcx and r11 too).
 */
struct uk_regs *uk_syscall_regs(void);

/** Calls the handler of regs->rax and puts its result there (library uksyscall; for the platform's entry code). */
void uk_syscall_dispatch(struct uk_regs *regs);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls as a program makes them. Addresses are the application's: on the stack, or mapped. */
#ifndef CALLS_H
#define CALLS_H

#include <uk/syscall_numbers.h>

static inline long test_call(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "+a"(nr)
			 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return nr;
}
#define TEST_CALL_(nr, a, b, c, d, e, f, ...) \
	test_call(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/** TEST_CALL(read, fd, p, n): the result or -errno. */
#define TEST_CALL(name, ...) TEST_CALL_(UK_NR_##name, __VA_ARGS__, 0, 0, 0, 0, 0, 0)

/** The address of a text on the stack. */
#define TEST_TEXT(s) ((char[]){ s })

#endif

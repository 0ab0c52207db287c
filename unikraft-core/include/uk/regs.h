/* SPDX-License-Identifier: BSD-3-Clause */
/* The register frame that entry code pushes on the kernel stack. */
#ifndef UK_REGS_H
#define UK_REGS_H

#ifndef __ASSEMBLER__
#include <uk/essentials.h>

struct uk_regs {
	uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10;
	uint64_t r9, r8, rax, rcx, rdx, rsi, rdi;
	uint64_t orig_rax; /* number of the system call, or -1 */
	uint64_t vector;   /* exception or interrupt; UK_VECTOR_SYSCALL */
	uint64_t error;    /* the CPU's error code, else 0 */
	uint64_t rip, cs, rflags, rsp, ss;
};
#endif

#define UK_VECTOR_SYSCALL 256

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* The frame that a handler finds on its stack: Linux's struct rt_sigframe (arch/x86/include/uapi/asm/sigcontext.h, ucontext.h). */
#ifndef POSIX_SIGNAL_FRAME_H
#define POSIX_SIGNAL_FRAME_H

#include "state.h"

#define UC_FP_XSTATE 1
#define UC_SIGCONTEXT_SS 2
#define UC_STRICT_RESTORE_SS 4

struct signal_context {
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t err, trapno, oldmask, cr2, fpstate, reserved[8];
};

struct signal_ucontext {
	uint64_t flags, link;
	struct signal_stack stack;
	struct signal_context context;
	uk_sigset mask;
};

struct signal_frame {
	uint64_t restorer;
	struct signal_ucontext uc;
	struct uk_siginfo info;
};
_Static_assert(sizeof(struct signal_context) == 256, "struct sigcontext");
_Static_assert(sizeof(struct signal_ucontext) == 304, "struct ucontext of the kernel");
_Static_assert(sizeof(struct signal_frame) == 440, "struct rt_sigframe");

/* struct _fpx_sw_bytes: at 464 in the legacy area; what follows the 512 bytes there. */
#define FP_SW_OFFSET 464
#define FP_XSTATE_MAGIC1 0x46505853U
#define FP_XSTATE_MAGIC2 0x46505845U
#define FP_XSTATE_MAGIC2_SIZE 4
#define FP_LEGACY_SIZE 512
#define FP_HEADER_SIZE 64
struct signal_fp_sw {
	uint32_t magic1, extended_size;
	uint64_t xfeatures;
	uint32_t xstate_size, padding[7];
};
_Static_assert(sizeof(struct signal_fp_sw) == 48, "struct _fpx_sw_bytes");

#define RED_ZONE 128UL
#define FP_ALIGN 64UL

#endif

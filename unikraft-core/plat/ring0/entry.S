/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry from interrupts, exceptions and SYSCALL, and the ways back.
 * Application code runs in ring 0 and uses the red zone, so the CPU switches
 * to an IST stack, and the frame moves from there to the thread's kernel
 * stack before anything can nest.
 */
#include <uk/regs.h>
#include "segments.h"

	.macro push_general
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	.endm

	.macro pop_general
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	.endm

	/* One section: uk_trap asks whether an exception happened in here. */
	.section .text.uk_entry_code, "ax", @progbits
	.globl uk_entry_code
uk_entry_code:
	.globl uk_trap_stubs
uk_trap_stubs:
	.set vector, 0
	.rept UK_VECTORS
	.balign 16
	/* Exceptions 8, 10-14, 17, 21, 29 and 30 push an error code (SDM 3A 6.13). */
	.if !((0x60227d00 >> vector) & 1) || vector >= 32
	pushq $0
	.endif
	pushq $vector
	.if vector == 2 || vector == 8 || vector == 18
	jmp uk_fatal_entry
	.else
	jmp uk_trap_entry
	.endif
	.set vector, vector + 1
	.endr

	.type uk_trap_entry, @function
uk_trap_entry:
	/* IST stack: rcx rax vector error rip cs rflags rsp ss */
	pushq %rax
	pushq %rcx
	movq 56(%rsp), %rax
	cmpq uk_kstack_high, %rax
	ja 1f
	cmpq uk_kstack_guard, %rax
	jb 1f
	andq $-16, %rax
	cmpq uk_kstack_low, %rax
	jae 2f
	/* The kernel stack is used up: report that on the double fault's. */
	movq $uk_fatal_stack_top, %rax
	jmp 2f
1:	movq uk_kstack_high, %rax
2:	movq 64(%rsp), %rcx
	movq %rcx, -8(%rax)
	movq 56(%rsp), %rcx
	movq %rcx, -16(%rax)
	movq 48(%rsp), %rcx
	movq %rcx, -24(%rax)
	movq 40(%rsp), %rcx
	movq %rcx, -32(%rax)
	movq 32(%rsp), %rcx
	movq %rcx, -40(%rax)
	movq 24(%rsp), %rcx
	movq %rcx, -48(%rax)
	movq 16(%rsp), %rcx
	movq %rcx, -56(%rax)
	movq $-1, -64(%rax)
	movq %rdi, -72(%rax)
	movq %rsi, -80(%rax)
	movq %rdx, -88(%rax)
	popq %rcx
	movq %rcx, -96(%rax)
	popq %rcx
	movq %rcx, -104(%rax)
	leaq -104(%rax), %rsp
	push_general
	cld
	movq %rsp, %rdi
	subq $8, %rsp
	call uk_trap
	addq $8, %rsp
	.globl uk_trap_return
uk_trap_return:
	pop_general
	popq %rcx
	popq %rdx
	popq %rsi
	popq %rdi
	addq $24, %rsp
	/* Faults when the application's rip was set to what no address can be. */
	.globl uk_trap_iret
uk_trap_iret:
	iretq
	.size uk_trap_entry, . - uk_trap_entry

	/* Stays where it is: no other stack can be trusted. */
	.type uk_fatal_entry, @function
uk_fatal_entry:
	pushq $-1
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	push_general
	cld
	movq %rsp, %rdi
	subq $8, %rsp
	call uk_trap_fatal
	ud2
	.size uk_fatal_entry, . - uk_fatal_entry

	/* void uk_resume(struct uk_regs *regs): goes on in the application. */
	.globl uk_resume
	.type uk_resume, @function
uk_resume:
	movq %rdi, %rsp
	jmp uk_trap_return

	.size uk_resume, . - uk_resume

	.globl uk_syscall_entry
	.type uk_syscall_entry, @function
uk_syscall_entry:
	/* SYSCALL: rip in rcx, rflags in r11, interrupts off by IA32_FMASK. */
	movq %rsp, uk_syscall_rsp
	movq uk_kstack_high, %rsp
	pushq $UK_SEG_DATA
	pushq uk_syscall_rsp
	pushq %r11
	pushq $UK_SEG_CODE
	pushq %rcx
	pushq $0
	pushq $UK_VECTOR_SYSCALL
	pushq %rax
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	push_general
	xorl %ebp, %ebp
	movq %rsp, %rdi
	subq $8, %rsp
	call uk_ring0_syscall
	addq $8, %rsp
	/* A bool: the rest of the register is undefined (AMD64 psABI 3.2.3). */
	testb %al, %al
	jz uk_trap_return
	/*
	 * Nothing was changed but rax: no iret is needed. The flags come back
	 * with interrupts off; sti holds them off for the jump behind it, so
	 * that none arrives between the stack pointer and the jump.
	 */
	pop_general
	addq $8, %rsp
	popq %rdx
	popq %rsi
	popq %rdi
	movq 24(%rsp), %rcx
	btrq $9, 40(%rsp)
	addq $40, %rsp
	popfq
	popq %rsp
	sti
	jmpq *%rcx
	.size uk_syscall_entry, . - uk_syscall_entry
	.globl uk_entry_code_end
uk_entry_code_end:

	/* void uk_plat_idle(void): sti holds interrupts off until the CPU halts, so they return behind hlt. */
	.section .text.uk_plat_idle, "ax", @progbits
	.globl uk_plat_idle
	.type uk_plat_idle, @function
uk_plat_idle:
	sti
	hlt
	.globl uk_idle_interrupted
uk_idle_interrupted:
	cli
	ret
	.size uk_plat_idle, . - uk_plat_idle

	.section .bss.uk_syscall_rsp, "aw", @nobits
	.balign 8
uk_syscall_rsp:
	.skip 8

/* SPDX-License-Identifier: BSD-3-Clause */
/* Context switch: System V AMD64 ABI, callee-saved registers only. */

	.section .text.uk_arch_switch, "ax", @progbits
	.globl uk_arch_switch
	.type uk_arch_switch, @function
uk_arch_switch:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, (%rdi)
	movq %rsi, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
	.size uk_arch_switch, . - uk_arch_switch

	/* First run of a stack that uk_arch_stack_prepare made: r12 fn, r13 arg. */
	.section .text.uk_arch_stack_start, "ax", @progbits
	.globl uk_arch_stack_start
	.type uk_arch_stack_start, @function
uk_arch_stack_start:
	xorl %ebp, %ebp
	movq %r13, %rdi
	callq *%r12
	ud2
	.size uk_arch_stack_start, . - uk_arch_stack_start

	.section .text.uk_arch_call_on, "ax", @progbits
	.globl uk_arch_call_on
	.type uk_arch_call_on, @function
uk_arch_call_on:
	pushq %rbp
	movq %rsp, %rbp
	movq %rdi, %rsp
	movq %rdx, %rdi
	callq *%rsi
	movq %rbp, %rsp
	popq %rbp
	ret
	.size uk_arch_call_on, . - uk_arch_call_on

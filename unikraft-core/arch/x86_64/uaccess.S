/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uk/uaccess.h. All that may fault stands between uk_uaccess_start and
 * uk_uaccess_end, with nothing pushed, so that the fixup can return -EFAULT
 * to whoever called the function.
 */
#define EFAULT 14
#define ENAMETOOLONG 36

	.section .text.uk_uaccess, "ax", @progbits

	/* The program loader: an image without it runs code of its own (docs/adr/0006). */
	.weak uk_app_start

	/*
	 * Refuses [ptr, ptr + len) outside the application's half. The code for the
	 * other half, check_kernel_half, follows the function. Clobbers rax.
	 */
	.macro check_range ptr, len
	movabsq $0x7ffffffff000, %rax
	cmpq %rax, \ptr
	ja 8f
	subq \ptr, %rax
	cmpq %rax, \len
	ja uk_uaccess_fixup
9:
	.endm

	/* Only linked-in code may name addresses here. What is not mapped faults. */
	.macro check_kernel_half ptr, len
8:	movq $uk_app_start, %rax
	testq %rax, %rax
	jnz uk_uaccess_fixup
	movabsq $0xffff800000000000, %rax
	cmpq %rax, \ptr
	jb uk_uaccess_fixup
	movq \ptr, %rax
	addq \len, %rax
	jc uk_uaccess_fixup
	jmp 9b
	.endm

	/* By words, then the rest by bytes: rdi, rsi, rdx = n. */
	.macro copy_bytes
	movq %rdx, %rcx
	shrq $3, %rcx
	rep movsq
	movl %edx, %ecx
	andl $7, %ecx
	rep movsb
	xorl %eax, %eax
	ret
	.endm

	.globl uk_uaccess_start
uk_uaccess_start:

	.globl uk_copy_in
	.type uk_copy_in, @function
uk_copy_in:
	check_range %rsi, %rdx
	copy_bytes
	check_kernel_half %rsi, %rdx
	.size uk_copy_in, . - uk_copy_in

	.globl uk_copy_out
	.type uk_copy_out, @function
uk_copy_out:
	check_range %rdi, %rdx
	copy_bytes
	check_kernel_half %rdi, %rdx
	.size uk_copy_out, . - uk_copy_out

	.globl uk_clear_user
	.type uk_clear_user, @function
uk_clear_user:
	check_range %rdi, %rsi
	movq %rsi, %rcx
	shrq $3, %rcx
	xorl %eax, %eax
	rep stosq
	movl %esi, %ecx
	andl $7, %ecx
	rep stosb
	ret
	check_kernel_half %rdi, %rsi
	.size uk_clear_user, . - uk_clear_user

	/* rdi dst, rsi usrc, rdx n */
	.globl uk_strncpy_in
	.type uk_strncpy_in, @function
uk_strncpy_in:
	xorl %ecx, %ecx
	movabsq $0x7ffffffff000, %r8
	cmpq %r8, %rsi
	ja 4f
1:	cmpq %rdx, %rcx
	jae 3f
	cmpq %r8, %rsi
	jae uk_uaccess_fixup
	movb (%rsi), %al
	movb %al, (%rdi)
	testb %al, %al
	jz 2f
	incq %rsi
	incq %rdi
	incq %rcx
	jmp 1b
2:	movq %rcx, %rax
	ret
3:	movq $-ENAMETOOLONG, %rax
	ret
4:	movl $1, %r8d
	check_range %rsi, %r8
	movq $-1, %r8
	jmp 1b
	check_kernel_half %rsi, %r8
	.size uk_strncpy_in, . - uk_strncpy_in

	.globl uk_user_load32
	.type uk_user_load32, @function
uk_user_load32:
	movl $4, %edx
	check_range %rdi, %rdx
	movl (%rdi), %eax
	movl %eax, (%rsi)
	xorl %eax, %eax
	ret
	check_kernel_half %rdi, %rdx
	.size uk_user_load32, . - uk_user_load32

	/* rdi uaddr, esi expected, edx desired, rcx old */
	.globl uk_user_cmpxchg32
	.type uk_user_cmpxchg32, @function
uk_user_cmpxchg32:
	movl $4, %r8d
	check_range %rdi, %r8
	movl %esi, %eax
	lock cmpxchgl %edx, (%rdi)
	movl %eax, (%rcx)
	xorl %eax, %eax
	ret
	check_kernel_half %rdi, %r8
	.size uk_user_cmpxchg32, . - uk_user_cmpxchg32

	.globl uk_uaccess_end
uk_uaccess_end:

	.globl uk_uaccess_fixup
	.type uk_uaccess_fixup, @function
uk_uaccess_fixup:
	movq $-EFAULT, %rax
	ret
	.size uk_uaccess_fixup, . - uk_uaccess_fixup

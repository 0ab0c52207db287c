/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PVH boot protocol (xen/include/public/arch-x86/hvm/start_info.h): a
 * 32-bit entry with paging off and the start info's address in ebx. From
 * here to 64-bit code at the address that the image is linked for.
 */
#define UK_KERNEL_BASE 0xffffffff80000000
#define PHYS(symbol) (symbol - UK_KERNEL_BASE)

#define MSR_EFER 0xc0000080
#define EFER_SCE_LME_NXE 0x901
#define CR0_WANTED 0x80010033 /* PG WP NE ET MP PE */
#define CR4_PAE 0x20
#define PTE_P_RW 0x3
#define PTE_P_RW_PS 0x83
/* struct hvm_start_info and hvm_memmap_table_entry */
#define START_VERSION 4
#define START_MEMMAP 40
#define START_MEMMAP_ENTRIES 48
#define MEMMAP_RAM 1
#define CPUID_NX (1 << 20)
#define CPUID_LM (1 << 29)
#define SEG_CODE 0x08
#define SEG_DATA 0x10

	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 4, 18 /* name size, descriptor size, XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.long PHYS(uk_entry)

	.section .text.uk_entry, "ax", @progbits
	.code32
	.globl uk_entry
	.type uk_entry, @function
uk_entry:
	cli
	cld
	rdtsc
	movl %eax, %ebp
	movl %edx, %edi
	movl %ebx, %esi

	movl $0x80000000, %eax
	cpuid
	cmpl $0x80000001, %eax
	jb uk_entry_no_long_mode
	movl $0x80000001, %eax
	cpuid
	andl $(CPUID_LM | CPUID_NX), %edx
	cmpl $(CPUID_LM | CPUID_NX), %edx
	jne uk_entry_no_long_mode

	/* Is all of the image, whose end was not loaded but cleared, in RAM? */
	cmpl $1, START_VERSION(%esi)
	jb 3f /* no memory map: uk_pvh_start says so */
	movl START_MEMMAP(%esi), %ebx
	movl START_MEMMAP_ENTRIES(%esi), %ecx
	xorl %edx, %edx
1:	subl $1, %ecx
	jc uk_entry_no_memory
	movl (%ebx), %eax
	cmpl $MEMMAP_RAM, 16(%ebx)
	jne 2f
	cmpl $0, 4(%ebx)
	jne 2f
	cmpl $PHYS(__uk_image_start), %eax
	ja 2f
	addl 8(%ebx), %eax
	jc 3f
	cmpl $0, 12(%ebx)
	jne 3f
	cmpl $PHYS(__uk_image_end), %eax
	jae 3f
	/* The largest that is not enough, for the message. */
	cmpl %eax, %edx
	ja 2f
	movl %eax, %edx
2:	addl $24, %ebx
	jmp 1b
3:

	/*
	 * The first GiB, at its own address and at UK_KERNEL_BASE, with the
	 * same tables; what the kernel needs of it is mapped anew later.
	 */
	movl $PHYS(uk_boot_pd), %ebx
	movl $PTE_P_RW_PS, %eax
1:	movl %eax, (%ebx)
	addl $8, %ebx
	addl $0x200000, %eax
	cmpl $(0x40000000 + PTE_P_RW_PS), %eax
	jne 1b
	movl $(PHYS(uk_boot_pd) + PTE_P_RW), %eax
	movl %eax, PHYS(uk_boot_pdpt)
	movl %eax, PHYS(uk_boot_pdpt) + 510 * 8
	movl $(PHYS(uk_boot_pdpt) + PTE_P_RW), %eax
	movl %eax, PHYS(uk_pml4)
	movl %eax, PHYS(uk_pml4) + 511 * 8

	movl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $PHYS(uk_pml4), %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	xorl %edx, %edx
	movl $EFER_SCE_LME_NXE, %eax
	wrmsr
	movl $CR0_WANTED, %eax
	movl %eax, %cr0
	lgdt PHYS(entry_gdt_pointer)
	ljmp $SEG_CODE, $PHYS(long_mode)

	.code64
long_mode:
	movq $in_image, %rax
	jmpq *%rax
in_image:
	movl $SEG_DATA, %eax
	movl %eax, %ss
	movl %eax, %ds
	movl %eax, %es
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
	movq $uk_boot_stack_top, %rsp
	shlq $32, %rdi
	movl %ebp, %eax
	xorl %ebp, %ebp
	orq %rdi, %rax
	movl %esi, %edi
	movq %rax, %rsi
	call uk_pvh_start
	ud2
	.size uk_entry, . - uk_entry

	.section .rodata.uk_entry, "a", @progbits
	/* Accessed bits are set: the CPU has nothing to write. */
	.balign 8
entry_gdt:
	.quad 0
	.quad 0x00af9b000000ffff /* 64-bit code */
	.quad 0x00cf93000000ffff /* data */
entry_gdt_pointer:
	.word entry_gdt_pointer - entry_gdt - 1
	.long PHYS(entry_gdt)

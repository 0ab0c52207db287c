/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the 32-bit entry code says when it cannot go on. There may be no RAM
 * for a stack: esp holds the return address of put_char, ebp that of the
 * others. bl: 1 to the console, 2 to the report channel.
 */
#define UK_KERNEL_BASE 0xffffffff80000000
#define PHYS(symbol) (symbol - UK_KERNEL_BASE)
#define COM1 0x3f8
#define DEBUGCON 0xe9
#define DEBUG_EXIT 0xf4
#define PANIC_STATUS 134 /* UK_PANIC_STATUS */
#define CONSOLE 1
#define REPORT 2

	.macro say text
	movl $PHYS(\text), %esi
	movl $PHYS(1f), %ebp
	jmp put_string
1:
	.endm

	/* The value is in edi. */
	.macro say_hex
	movl $PHYS(1f), %ebp
	jmp put_hex
1:
	.endm

	.section .text.uk_entry_fail, "ax", @progbits
	.code32
	.globl uk_entry_no_long_mode, uk_entry_no_memory
uk_entry_no_long_mode:
	movb $CONSOLE, %bl
	say text_prefix
	movb $REPORT, %bl
	say text_panic
	movb $(CONSOLE | REPORT), %bl
	say text_no_long_mode
	jmp end

	/* edx: end of the RAM that the image lies in, 0: none */
uk_entry_no_memory:
	movl %edx, %edi
	movb $CONSOLE, %bl
	say text_prefix
	movb $REPORT, %bl
	say text_panic
	movb $(CONSOLE | REPORT), %bl
	say text_ends
	say_hex
	say text_needs
	movl $PHYS(__uk_image_end), %edi
	say_hex
	say text_newline
end:
	movl $PANIC_STATUS, %eax
	outl %eax, $DEBUG_EXIT
1:	hlt
	jmp 1b

put_string:
	lodsb
	testb %al, %al
	jnz 1f
	jmp *%ebp
1:	movl $PHYS(put_string), %esp
	jmp put_char

put_hex:
	movl $8, %ecx
1:	roll $4, %edi
	movl %edi, %eax
	andb $15, %al
	addb $'0', %al
	cmpb $'9', %al
	jbe 2f
	addb $('a' - '0' - 10), %al
2:	movl $PHYS(3f), %esp
	jmp put_char
3:	loop 1b
	jmp *%ebp

	/* Keeps al, bl, ecx, esi, edi, ebp. */
put_char:
	testb $CONSOLE, %bl
	jz 2f
	movb %al, %ah
	movw $COM1 + 5, %dx
1:	inb %dx, %al
	testb $0x20, %al
	jz 1b
	movb %ah, %al
	movw $COM1, %dx
	outb %al, %dx
2:	testb $REPORT, %bl
	jz 3f
	movb %al, %ah
	inb $DEBUGCON, %al
	cmpb $DEBUGCON, %al
	movb %ah, %al
	jne 3f
	outb %al, $DEBUGCON
3:	jmp *%esp

	.section .rodata.uk_entry_fail, "a", @progbits
text_prefix:
	.asciz "unikraft: "
text_panic:
	.asciz "panic "
text_no_long_mode:
	.asciz "this processor has no 64-bit mode with no-execute pages; both are needed\n"
text_ends:
	.asciz "too little memory: it ends at 0x"
text_needs:
	.asciz ", and the kernel alone needs it up to 0x"
text_newline:
	.asciz "\n"

/* SPDX-License-Identifier: BSD-3-Clause */
/* The stacks that are there before any memory is given out. */

	.macro stack name, size
	.section .bss.\name, "aw", @nobits
	.balign 64
	.globl \name, \name\()_top
\name:
	.skip \size
\name\()_top:
	.endm

	/* Boot as far as the first thread. */
	stack uk_boot_stack, 8192
	/* Double faults and used-up kernel stacks; the others that end the machine. */
	stack uk_fatal_stack, 4096
	stack uk_nmi_stack, 4096
	/* All other vectors: entry code leaves it after a few words. */
	stack uk_trap_stack, 256

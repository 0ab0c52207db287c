/* SPDX-License-Identifier: BSD-3-Clause */
/* The stacks that are there before any memory is given out. Below each but the smallest lies a page that is not mapped. */

	.macro stack name, size
	.globl \name, \name\()_top
\name:
	.skip \size
\name\()_top:
	.endm

	.macro guard name
	.globl \name
\name:
	.skip 4096
	.endm

	.section .bss.uk_stacks, "aw", @nobits
	.balign 4096
	/* Boot as far as the first thread. */
	guard uk_boot_guard
	stack uk_boot_stack, 8192
	/* Double faults and used-up kernel stacks; the others that end the machine. */
	guard uk_fatal_guard
	stack uk_fatal_stack, 4096
	guard uk_nmi_guard
	stack uk_nmi_stack, 4096
	/* All other vectors: entry code leaves it after a few words. */
	stack uk_trap_stack, 256

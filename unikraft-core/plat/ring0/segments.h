/* SPDX-License-Identifier: BSD-3-Clause */
/* Selectors of the global descriptor table, and how many vectors have a stub. */
#ifndef RING0_SEGMENTS_H
#define RING0_SEGMENTS_H

/* IA32_STAR wants data right behind code. */
#define UK_SEG_CODE 0x08
#define UK_SEG_DATA 0x10
#define UK_SEG_TSS 0x18

/* Interrupt stacks of the TSS: all vectors share one, which entry code leaves at
 * once; those that may strike anywhere have their own, and end the machine. */
#define UK_IST_TRAP 1
#define UK_IST_NMI 2
#define UK_IST_DOUBLE_FAULT 3
#define UK_IST_MACHINE_CHECK 4

/* 0-31 exceptions, then interrupts. */
#define UK_VECTORS 64
#define UK_VECTOR_TIMER 32
#define UK_VECTOR_IRQ 33 /* first of those that drivers get */
#define UK_VECTOR_SPURIOUS 63

#endif

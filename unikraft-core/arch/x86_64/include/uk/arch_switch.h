/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UK_ARCH_SWITCH_H
#define UK_ARCH_SWITCH_H

#include <uk/essentials.h>

/** Saves the callee-saved registers on this stack, its pointer in *save, and goes on with the stack that was saved as sp. */
void uk_arch_switch(void **save, void *sp);
/** Writes below top what uk_arch_switch needs to call fn(arg) on that stack; fn must not return. The sp to switch to. */
void *uk_arch_stack_prepare(void *top, void (*fn)(void *), void *arg);
/** Calls fn(arg) on another stack and comes back to this one. */
void uk_arch_call_on(void *top, void (*fn)(void *), void *arg);

/** Instructions of uk/uaccess.h that may fault; a fault there goes on at uk_uaccess_fixup. */
extern const char uk_uaccess_start[], uk_uaccess_end[], uk_uaccess_fixup[];

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Init functions: named stages, and within a stage the order of dependency. */
#ifndef UK_INIT_H
#define UK_INIT_H

#include <uk/essentials.h>

struct uk_init {
	int (*function)(void); /* 0 or -errno; an error stops the boot */
	const char *name;
};

/**
 * Runs fn in a stage: early (only the console works), memory (frames, heap),
 * bus, device, filesystem, network, late. Libraries that are required run
 * before those that require them; the linker makes the order (docs/design.md).
 */
#define UK_INIT(stage, fn)                                                   \
	static const struct uk_init UK_CONCAT(uk_init_, fn)                  \
		UK_RECORD(".uk_init." #stage) = { fn, #fn }

extern const struct uk_init __start_uk_init[], __stop_uk_init[];

/** What the machine was started with; valid from stage early on. */
struct uk_bootinfo {
	const char *cmdline; /* as given, before it is split */
	const void *initrd;  /* in the direct map; NULL: none */
	size_t initrd_size;
	uk_paddr_t initrd_pa; /* outside the frame allocator */
	uint64_t tsc_at_entry;
};
extern struct uk_bootinfo uk_bootinfo;

/**
 * Boots with uk_bootinfo as the platform has filled it: init stages, first
 * thread, application. The platform has handed the frames to the allocator.
 * What follows stage memory's functions of ukboot runs in the first thread.
 */
void uk_boot(void) UK_NORETURN;

/** The application's arguments (behind "--") and env.vars, split and unquoted (library ukboot). */
extern char **uk_boot_argv, **uk_boot_env;
extern int uk_boot_argc, uk_boot_envc;

/**
 * Makes the calling thread, the first, ready to run the application: fills
 * its registers (uk_thread_regs) and returns. Defined by what can load a
 * program (library elfloader); without it, the linked-in main() is called.
 */
void uk_app_start(void) UK_WEAK;

/** Value of kernel parameter "name=value", or "" for "name", or NULL. */
const char *uk_param(const char *name);
/** The same of a parameter that may stand there several times: the nth, from 0. */
const char *uk_param_nth(const char *name, unsigned int n);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel messages and assertions (library ukdebug). */
#ifndef UK_PRINT_H
#define UK_PRINT_H

#include <uk/essentials.h>

enum uk_loglevel { UK_LOG_ERROR, UK_LOG_WARN, UK_LOG_INFO, UK_LOG_DEBUG };

/** One line "unikraft: …" on the console, without a newline in fmt. */
void uk_printk(enum uk_loglevel level, const char *fmt, ...) UK_PRINTF(2, 3);
/** Sets what is printed: this level and the more severe ones. */
void uk_loglevel_set(enum uk_loglevel level);

#define uk_pr_err(...) uk_printk(UK_LOG_ERROR, __VA_ARGS__)
#define uk_pr_warn(...) uk_printk(UK_LOG_WARN, __VA_ARGS__)
#define uk_pr_info(...) uk_printk(UK_LOG_INFO, __VA_ARGS__)
#define uk_pr_debug(...) uk_printk(UK_LOG_DEBUG, __VA_ARGS__)

struct uk_regs;

/** Prints the message, the registers (or the caller's), a backtrace; ends the machine. */
void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
	UK_PRINTF(2, 3) UK_NORETURN;
#define UK_PANIC(...) uk_panic_regs(NULL, __VA_ARGS__)

/**
 * Draws the stack protector's guard from the platform's entropy. Called once,
 * early in the boot, by a function that never returns: one that has stored
 * the old guard in its frame would not find it again.
 */
void uk_debug_guard_init(void);

/** Status with which the machine ends after a panic: that of abort(3). */
#define UK_PANIC_STATUS 134

#define UK_ASSERT(x)                                                         \
	do {                                                                 \
		if (uk_unlikely(!(x)))                                       \
			UK_PANIC("assertion '%s' failed at %s:%d", #x,       \
				 __FILE_NAME__, __LINE__);                   \
	} while (0)

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For programs that are linked into the image to try the kernel from inside.
 * Each program's first comment says how it is run and what must come of it,
 * a line each:
 *   append: the kernel's command line     status: the machine's exit status
 *   qemu: further options                 report: a line of the report channel
 *   libraries: that the image has besides plat-qemu, ukboot and uksyscall
 *   output: a line of the console (several: in this order; … stands for anything)
 */
#ifndef KERNEL_TEST_H
#define KERNEL_TEST_H

#include <uk/essentials.h>
#include <uk/plat.h>
#include <uk/string.h>

int main(int argc, char **argv, char **envp);

static inline void test_print(const char *fmt, ...) UK_PRINTF(1, 2);
static inline void test_print(const char *fmt, ...)
{
	char line[200];
	va_list ap;

	va_start(ap, fmt);
	uk_vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	uk_plat_kernel_enter();
	uk_plat_console_write(line, strlen(line));
	uk_plat_kernel_leave();
}

#endif

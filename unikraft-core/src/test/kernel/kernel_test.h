/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For programs that are linked into the image to try the kernel from inside
 * (KernelProgramsTest). The lines "// name: value" at a program's top say how
 * it is run and what must come of it:
 *   boot: the kernel's parameters          args: arguments of main()
 *   cpu: max qemu64                        models, each a case; max when absent
 *   machine: pc q35 microvm                each a case; pc when absent
 *   memory: 2M                             of the machine; 64M when absent
 *   devices: random network disk=1M readonly=1M
 *            virtio; sectors of disks begin with their number, 64 bits
 *   libraries: that the image has besides those of the platform
 *   outcome: exit 0, panic text…, signal 11
 *   output: a line of the console; several come in this order
 * … stands for any text.
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

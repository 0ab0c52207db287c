/* SPDX-License-Identifier: BSD-3-Clause */
/* The smallest application: a main() without a libc. It reports when it began, for the figures of the boot. */
#include <uk/essentials.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>

int main(void);
int main(void)
{
	const uint64_t tsc = __builtin_ia32_rdtsc();
	static const char text[] = "Hello, world!\n";
	char line[40];

	uk_plat_kernel_enter();
	uk_plat_console_write(text, sizeof(text) - 1);
	uk_snprintf(line, sizeof(line), "stage main %lu", tsc);
	uk_plat_report(line);
	uk_plat_kernel_leave();
	return 0;
}

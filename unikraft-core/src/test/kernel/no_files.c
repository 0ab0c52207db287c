// SPDX-License-Identifier: BSD-3-Clause
// An image with the file system calls and no file system: nothing is found, and nothing breaks.
// libraries: vfscore
// memory: 8M
// outcome: exit 0
// output: open -2 -2, stat -2, getcwd -2, chdir -2, mkdir -2, read -9
#include <uk/syscall_numbers.h>
#include "kernel_test.h"

static long call(long number, long a, const void *b, long c)
{
	__asm__ volatile("syscall"
			 : "+a"(number)
			 : "D"(a), "S"(b), "d"(c)
			 : "rcx", "r10", "r11", "memory");
	return number;
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	static char buffer[256];

	test_print("open %ld %ld, stat %ld, getcwd %ld, chdir %ld, mkdir %ld, read %ld\n",
		   call(UK_NR_open, (long)"/etc/passwd", 0, 0), call(UK_NR_open, (long)"file", 0, 0),
		   call(UK_NR_stat, (long)"/", buffer, 0),
		   call(UK_NR_getcwd, (long)buffer, (void *)sizeof(buffer), 0),
		   call(UK_NR_chdir, (long)"/", 0, 0), call(UK_NR_mkdir, (long)"/a", (void *)0777, 0),
		   call(UK_NR_read, 0, buffer, 1));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/sys: the kernel's parameters. They can be read, and are what this kernel does. */
#include <uk/uaccess.h>
#include "proc.h"

#define CONSTANT(name, where, text)                                          \
	static int show_##name(struct uk_text *t)                            \
	{                                                                    \
		uk_text_add(t, "%s\n", text);                                \
		return 0;                                                    \
	}                                                                    \
	UK_PROC_ENTRY(name, .path = where, .show = show_##name)

CONSTANT(pid_max, "sys/kernel/pid_max", "4194304");
CONSTANT(threads_max, "sys/kernel/threads-max", "65536");
CONSTANT(randomize_va_space, "sys/kernel/randomize_va_space", "2");
CONSTANT(cap_last_cap, "sys/kernel/cap_last_cap", "40");
CONSTANT(ngroups_max, "sys/kernel/ngroups_max", "65536");
CONSTANT(overflowuid, "sys/kernel/overflowuid", "65534");
CONSTANT(overflowgid, "sys/kernel/overflowgid", "65534");
CONSTANT(core_pattern, "sys/kernel/core_pattern", "core");
CONSTANT(core_uses_pid, "sys/kernel/core_uses_pid", "0");
CONSTANT(perf_event_paranoid, "sys/kernel/perf_event_paranoid", "4");
CONSTANT(tainted, "sys/kernel/tainted", "0");
CONSTANT(entropy_avail, "sys/kernel/random/entropy_avail", "256");
CONSTANT(poolsize, "sys/kernel/random/poolsize", "256");
CONSTANT(overcommit_memory, "sys/vm/overcommit_memory", "1");
CONSTANT(overcommit_ratio, "sys/vm/overcommit_ratio", "50");
CONSTANT(max_map_count, "sys/vm/max_map_count", "65530");
CONSTANT(nr_hugepages, "sys/vm/nr_hugepages", "0");
CONSTANT(swappiness, "sys/vm/swappiness", "60");
CONSTANT(file_max, "sys/fs/file-max", "9223372036854775807");
CONSTANT(nr_open, "sys/fs/nr_open", "1048576");
CONSTANT(pipe_max_size, "sys/fs/pipe-max-size", "1048576");

static int show_mmap_min_addr(struct uk_text *t)
{
	uk_text_add(t, "%lu\n", UK_USER_START);
	return 0;
}
UK_PROC_ENTRY(mmap_min_addr, .path = "sys/vm/mmap_min_addr", .show = show_mmap_min_addr);

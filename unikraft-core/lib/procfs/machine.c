/* SPDX-License-Identifier: BSD-3-Clause */
/* What /proc says of the machine and the kernel. */
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/random.h>
#include <uk/string.h>
#include "proc.h"

static unsigned int threads(bool runnable)
{
	struct uk_thread *t;
	unsigned int n = 0;

	uk_list_for_each(t, &uk_threads, all)
		n += t->is_app && (!runnable || t->state == UK_THREAD_RUNNABLE);
	return n;
}

static int show_meminfo(struct uk_text *t)
{
	struct uk_frame_stat s;
	unsigned long total, free;

	uk_frame_stat(&s);
	total = s.total / 1024;
	free = s.free / 1024;
	uk_text_add(t, "MemTotal:       %8lu kB\nMemFree:        %8lu kB\nMemAvailable:   %8lu kB\n",
		    total, free, free);
	uk_text_add(t, "Buffers:        %8u kB\nCached:         %8u kB\nSwapCached:     %8u kB\n", 0, 0, 0);
	uk_text_add(t, "Active:         %8lu kB\nInactive:       %8u kB\n", total - free, 0);
	uk_text_add(t, "SwapTotal:      %8u kB\nSwapFree:       %8u kB\n", 0, 0);
	uk_text_add(t, "Dirty:          %8u kB\nWriteback:      %8u kB\n", 0, 0);
	uk_text_add(t, "CommitLimit:    %8lu kB\n", total);
	uk_text_add(t, "HugePages_Total:   %5u\nHugePages_Free:    %5u\nHugePages_Rsvd:    %5u\n"
		    "HugePages_Surp:    %5u\nHugepagesize:   %8u kB\nHugetlb:        %8u kB\n",
		    0, 0, 0, 0, 2048, 0);
	return 0;
}
UK_PROC_ENTRY(meminfo, .path = "meminfo", .show = show_meminfo);

static int show_stat(struct uk_text *t)
{
	uk_nsec_t up = uk_plat_clock_mono(), used = uk_process_cpu_time();
	long user = used / NS_PER_TICK, idle = (up - used) / NS_PER_TICK;

	uk_text_add(t, "cpu  %ld 0 0 %ld 0 0 0 0 0 0\ncpu0 %ld 0 0 %ld 0 0 0 0 0 0\n", user, idle, user,
		    idle);
	uk_text_add(t, "intr 0\nctxt 0\nbtime %ld\nprocesses 1\nprocs_running %u\nprocs_blocked 0\n"
		    "softirq 0 0 0 0 0 0 0 0 0 0 0\n",
		    (uk_plat_clock_wall() - up) / NS_PER_S, threads(true));
	return 0;
}
UK_PROC_ENTRY(stat, .path = "stat", .show = show_stat);

static void add_seconds(struct uk_text *t, uk_nsec_t ns, char end)
{
	uk_text_add(t, "%ld.%02ld%c", ns / NS_PER_S, ns % NS_PER_S / NS_PER_TICK, end);
}

static int show_uptime(struct uk_text *t)
{
	uk_nsec_t up = uk_plat_clock_mono();

	add_seconds(t, up, ' ');
	add_seconds(t, UK_MAX(up - uk_process_cpu_time(), 0), '\n');
	return 0;
}
UK_PROC_ENTRY(uptime, .path = "uptime", .show = show_uptime);

/* No averages are kept: as of a machine that has just started. */
static int show_loadavg(struct uk_text *t)
{
	uk_text_add(t, "0.00 0.00 0.00 %u/%u %d\n", threads(true), threads(false), UK_PID);
	return 0;
}
UK_PROC_ENTRY(loadavg, .path = "loadavg", .show = show_loadavg);

static int show_filesystems(struct uk_text *t)
{
	struct uk_fs *fs, *before;

	uk_list_for_each(fs, &uk_mounts, mounts) {
		uk_list_for_each(before, &uk_mounts, mounts) {
			if (!strcmp(before->type, fs->type))
				break;
		}
		if (before == fs)
			uk_text_add(t, "nodev\t%s\n", fs->type);
	}
	return 0;
}
UK_PROC_ENTRY(filesystems, .path = "filesystems", .show = show_filesystems);

static int show_devices(struct uk_text *t)
{
	uk_text_add(t, "Character devices:\n  1 mem\n  4 ttyS\n  5 /dev/tty\n  5 /dev/console\n\n"
		    "Block devices:\n");
	return 0;
}
UK_PROC_ENTRY(devices, .path = "devices", .show = show_devices);

static int show_kernel_cmdline(struct uk_text *t)
{
	uk_text_add(t, "%s\n", uk_bootinfo.cmdline ? uk_bootinfo.cmdline : "");
	return 0;
}
UK_PROC_ENTRY(kernel_cmdline, .path = "cmdline", .show = show_kernel_cmdline);

static int show_empty(struct uk_text *t)
{
	(void)t;
	return 0;
}
UK_PROC_ENTRY(modules, .path = "modules", .show = show_empty);

static int show_swaps(struct uk_text *t)
{
	uk_text_add(t, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
	return 0;
}
UK_PROC_ENTRY(swaps, .path = "swaps", .show = show_swaps);

/* A version 4 UUID (RFC 4122). */
static void add_uuid(struct uk_text *t, uint8_t *b)
{
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	for (int i = 0; i < 16; i++)
		uk_text_add(t, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", b[i]);
	uk_text_add(t, "\n");
}

static int show_uuid(struct uk_text *t)
{
	uint8_t b[16];

	uk_random_fill(b, sizeof(b));
	add_uuid(t, b);
	return 0;
}
UK_PROC_ENTRY(uuid, .path = "sys/kernel/random/uuid", .show = show_uuid);

static int show_boot_id(struct uk_text *t)
{
	static uint8_t b[16];
	static bool known;

	if (!known)
		uk_random_fill(b, sizeof(b));
	known = true;
	add_uuid(t, b);
	return 0;
}
UK_PROC_ENTRY(boot_id, .path = "sys/kernel/random/boot_id", .show = show_boot_id);

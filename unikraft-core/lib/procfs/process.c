/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/self: what the process is and has. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/vm.h>
#include "proc.h"

#define MAPS_NAME_COLUMN 73
#define UNLIMITED UINT64_MAX

/* One line of maps; the name, if any, starts at a fixed column. */
static void show_area(struct uk_text *t, const struct uk_vm_info *a, char *path)
{
	uint64_t dev = 0, ino = 0;
	const char *name = a->name;
	char head[MAPS_NAME_COLUMN + 32];
	int n;

	if (a->file) {
		uk_file_id(a->file, &dev, &ino);
		if (uk_file_path(a->file, path, UK_PATH_MAX) >= 0)
			name = path;
	}
	n = uk_snprintf(head, sizeof(head), "%08lx-%08lx %c%c%c%c %08lx %02x:%02x %lu ", a->start, a->end,
			a->prot & UK_PROT_READ ? 'r' : '-', a->prot & UK_PROT_WRITE ? 'w' : '-',
			a->prot & UK_PROT_EXEC ? 'x' : '-', a->shared ? 's' : 'p', a->offset,
			(unsigned int)(dev >> 8 & 0xfff), (unsigned int)(dev & 0xff), ino);
	if (name)
		uk_text_add(t, "%-*s%s\n", UK_MAX(n, MAPS_NAME_COLUMN), head, name);
	else
		uk_text_add(t, "%s\n", head);
}

static int show_maps(struct uk_text *t)
{
	char *path = uk_malloc(UK_PATH_MAX);
	struct uk_vm_info a;
	uintptr_t at = 0;

	if (!path)
		return -ENOMEM;
	while (uk_vm_next(at, &a, false)) {
		show_area(t, &a, path);
		at = a.end;
	}
	uk_free(path);
	return 0;
}
UK_PROC_ENTRY(maps, .path = "self/maps", .show = show_maps);

static int show_smaps(struct uk_text *t)
{
	char *path = uk_malloc(UK_PATH_MAX);
	struct uk_vm_info a;
	uintptr_t at = 0;

	if (!path)
		return -ENOMEM;
	while (uk_vm_next(at, &a, true)) {
		unsigned long rss = a.resident / 1024;

		show_area(t, &a, path);
		uk_text_add(t, "Size:           %8lu kB\nKernelPageSize: %8u kB\nMMUPageSize:    %8u kB\n",
			    (a.end - a.start) / 1024, 4, 4);
		uk_text_add(t, "Rss:            %8lu kB\nPss:            %8lu kB\n", rss, rss);
		uk_text_add(t, "VmFlags:%s%s%s%s mr mw me \n", a.prot & UK_PROT_READ ? " rd" : "",
			    a.prot & UK_PROT_WRITE ? " wr" : "", a.prot & UK_PROT_EXEC ? " ex" : "",
			    a.shared ? " sh" : "");
		at = a.end;
	}
	uk_free(path);
	return 0;
}
UK_PROC_ENTRY(smaps, .path = "self/smaps", .show = show_smaps);

static int show_cmdline(struct uk_text *t)
{
	uk_text_write(t, uk_process_image.cmdline, uk_process_image.cmdline_len);
	return 0;
}
UK_PROC_ENTRY(cmdline, .path = "self/cmdline", .show = show_cmdline);

static int show_environ(struct uk_text *t)
{
	uk_text_write(t, uk_process_image.environ, uk_process_image.environ_len);
	return 0;
}
UK_PROC_ENTRY(environ, .path = "self/environ", .show = show_environ);

static int show_auxv(struct uk_text *t)
{
	uk_text_write(t, uk_process_image.auxv, uk_process_image.auxv_len);
	return 0;
}
UK_PROC_ENTRY(auxv, .path = "self/auxv", .show = show_auxv);

static int show_statm(struct uk_text *t)
{
	uint64_t virt, resident, text = 0, shared = 0;
	struct uk_vm_info a;

	uk_vm_stat(&virt, &resident);
	for (uintptr_t at = 0; uk_vm_next(at, &a, a.file != NULL); at = a.end) {
		if (a.file && a.prot & UK_PROT_EXEC)
			text += a.end - a.start;
		if (a.file && a.shared)
			shared += a.resident;
	}
	uk_text_add(t, "%lu %lu %lu %lu 0 %lu 0\n", virt / UK_PAGE_SIZE, resident / UK_PAGE_SIZE,
		    shared / UK_PAGE_SIZE, text / UK_PAGE_SIZE, (virt - text) / UK_PAGE_SIZE);
	return 0;
}
UK_PROC_ENTRY(statm, .path = "self/statm", .show = show_statm);

static void show_limit(struct uk_text *t, const char *name, const char *unit, uint64_t cur,
		       uint64_t max)
{
	char text[2][24];
	uint64_t v[2] = { cur, max };

	for (int i = 0; i < 2; i++) {
		if (v[i] == UNLIMITED)
			uk_strlcpy(text[i], "unlimited", sizeof(text[i]));
		else
			uk_snprintf(text[i], sizeof(text[i]), "%lu", v[i]);
	}
	uk_text_add(t, "%-25s %-20s %-20s ", name, text[0], text[1]);
	if (*unit)
		uk_text_add(t, "%-10s", unit);
	uk_text_add(t, "\n");
}

static int show_limits(struct uk_text *t)
{
	/* By number of the limit. */
	static const char *const names[16][2] = {
		{ "Max cpu time", "seconds" },	    { "Max file size", "bytes" },
		{ "Max data size", "bytes" },	    { "Max stack size", "bytes" },
		{ "Max core file size", "bytes" },  { "Max resident set", "bytes" },
		{ "Max processes", "processes" },   { "Max open files", "files" },
		{ "Max locked memory", "bytes" },   { "Max address space", "bytes" },
		{ "Max file locks", "locks" },	    { "Max pending signals", "signals" },
		{ "Max msgqueue size", "bytes" },   { "Max nice priority", "" },
		{ "Max realtime priority", "" },    { "Max realtime timeout", "us" },
	};

	uk_text_add(t, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
	for (int i = 0; i < 16; i++)
		show_limit(t, names[i][0], names[i][1], uk_rlimits[i].cur, uk_rlimits[i].max);
	return 0;
}
UK_PROC_ENTRY(limits, .path = "self/limits", .show = show_limits);

static int show_mounts(struct uk_text *t)
{
	char path[128];
	struct uk_fs *fs;

	uk_list_for_each(fs, &uk_mounts, mounts) {
		if (uk_name_path(fs->root, path, sizeof(path)) < 0)
			return -ENAMETOOLONG;
		uk_text_add(t, "%s %s %s %s 0 0\n", fs->source, path, fs->type, fs->options);
	}
	return 0;
}
UK_PROC_ENTRY(mounts, .path = "self/mounts", .show = show_mounts);

/* The mount that the directory above the root of fs belongs to. */
static struct uk_fs *above(const struct uk_fs *fs)
{
	return fs->root->parent ? fs->root->parent->node->fs : NULL;
}

static int show_mountinfo(struct uk_text *t)
{
	char path[128];
	struct uk_fs *fs;

	uk_list_for_each(fs, &uk_mounts, mounts) {
		unsigned int id = (unsigned int)(fs->dev & 0xff);

		if (uk_name_path(fs->root, path, sizeof(path)) < 0)
			return -ENAMETOOLONG;
		uk_text_add(t, "%u %u %u:%u / %s %s - %s %s rw\n", id,
			    above(fs) ? (unsigned int)(above(fs)->dev & 0xff) : 1,
			    (unsigned int)(fs->dev >> 8 & 0xfff), id, path, fs->options, fs->type,
			    fs->source);
	}
	return 0;
}
UK_PROC_ENTRY(mountinfo, .path = "self/mountinfo", .show = show_mountinfo);

static int show_cgroup(struct uk_text *t)
{
	uk_text_add(t, "0::/\n");
	return 0;
}
UK_PROC_ENTRY(cgroup, .path = "self/cgroup", .show = show_cgroup);

static int show_oom_score(struct uk_text *t)
{
	uk_text_add(t, "0\n");
	return 0;
}
UK_PROC_ENTRY(oom_score, .path = "self/oom_score", .show = show_oom_score);

static int oom_adjustment;

static int show_oom_adj(struct uk_text *t)
{
	uk_text_add(t, "%d\n", oom_adjustment);
	return 0;
}

static ssize_t store_oom_adj(const char *text, size_t n)
{
	const char *end, *p = text + (text[0] == '-');
	unsigned long v = uk_strtoul(p, &end, 10);

	if (end == p || (*end && *end != '\n') || v > 1000)
		return -EINVAL;
	oom_adjustment = text[0] == '-' ? -(int)v : (int)v;
	return (ssize_t)n;
}
UK_PROC_ENTRY(oom_score_adj, .path = "self/oom_score_adj", .show = show_oom_adj,
	      .store = store_oom_adj);

/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/self/task: one directory for each thread, with stat, status, comm and what threads share. */
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/vm.h>
#include "proc.h"

#define TASK_INO (3UL << 32) /* + 32 for each thread; its files behind it */
#define FIRST_COOKIE 2
#define COMM_MAX 15

extern const struct uk_proc_entry __start_uk_proc_entry[], __stop_uk_proc_entry[];

extern __typeof__(uk_signal_sets) uk_signal_sets UK_WEAK;

struct task_entry {
	const char *name;
	int (*show)(struct uk_text *t);
};
static const struct task_entry entries[] = {
	{ "stat", proc_show_stat },
	{ "status", proc_show_status },
	{ "comm", proc_show_comm },
};

static int tid_of(const struct uk_node *n)
{
	return (int)(intptr_t)n->data & INT32_MAX;
}

/* Entries of the process (/proc/self/stat) show its first thread, or when that has ended, any. */
struct uk_thread *proc_thread(const struct uk_text *t)
{
	const struct uk_node *n = uk_text_for(t);
	struct uk_thread *first;

	if (n->ino >= TASK_INO)
		return uk_thread_find((int)((n->ino - TASK_INO) / 32));
	first = uk_thread_find(UK_PID);
	return first ? first : uk_current;
}

static char state(const struct uk_thread *t)
{
	if (t->state == UK_THREAD_BLOCKED)
		return t->wait_interruptible ? 'S' : 'D';
	return t->state == UK_THREAD_DEAD ? 'X' : 'R';
}

static unsigned int app_threads(void)
{
	struct uk_thread *t;
	unsigned int n = 0;

	uk_list_for_each(t, &uk_threads, all)
		n += t->is_app;
	return n;
}

int proc_show_stat(struct uk_text *text)
{
	struct uk_thread *t = proc_thread(text);
	bool process = uk_text_for(text)->ino < TASK_INO;
	uint64_t virt, resident;
	uk_nsec_t cpu;

	if (!t)
		return -ESRCH;
	cpu = process ? uk_process_cpu_time() : uk_thread_cpu_time(t);
	uk_vm_stat(&virt, &resident);
	uk_text_add(text, "%d (%s) %c 0 %d %d 0 -1 4194560 0 0 0 0 %ld 0 0 0 20 0 %u 0 0 %lu %lu %lu ",
		    process ? UK_PID : t->tid, t->name, state(t), UK_PID, UK_PID, cpu / NS_PER_TICK,
		    app_threads(), virt, resident / UK_PAGE_SIZE, UINT64_MAX);
	/* Code and data bounds and the registers are not told, as to who may not ptrace: 0, 1 and 1. */
	uk_text_add(text, "1 1 %lu 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
		    uk_process_image.stack_end ? uk_process_image.stack_end - 16 : 0);
	return 0;
}

static const char *state_text(char c)
{
	switch (c) {
	case 'S':
		return "S (sleeping)";
	case 'D':
		return "D (disk sleep)";
	case 'X':
		return "X (dead)";
	default:
		return "R (running)";
	}
}

static void show_memory(struct uk_text *text)
{
	uint64_t virt, resident;

	uk_vm_stat(&virt, &resident);
	uk_text_add(text, "VmPeak:\t%8lu kB\nVmSize:\t%8lu kB\nVmLck:\t%8u kB\nVmPin:\t%8u kB\n",
		    virt / 1024, virt / 1024, 0, 0);
	uk_text_add(text, "VmHWM:\t%8lu kB\nVmRSS:\t%8lu kB\n", resident / 1024, resident / 1024);
	uk_text_add(text, "VmSwap:\t%8u kB\n", 0);
}

static void show_signals(struct uk_text *text, struct uk_thread *t)
{
	struct uk_signal_sets s = { 0 };

	if (uk_signal_sets)
		uk_signal_sets(t, &s);
	uk_text_add(text, "SigPnd:\t%016lx\nShdPnd:\t%016lx\n", s.pending, s.shared);
	uk_text_add(text, "SigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n", s.blocked, s.ignored,
		    s.caught);
}

int proc_show_status(struct uk_text *text)
{
	const struct uk_process_ids *id = &uk_process_ids;
	struct uk_thread *t = proc_thread(text);

	if (!t)
		return -ESRCH;
	uk_text_add(text, "Name:\t%s\nUmask:\t%04o\nState:\t%s\n", t->name, 0777 & ~uk_umask(0777),
		    state_text(state(t)));
	uk_text_add(text, "Tgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t0\nTracerPid:\t0\n", UK_PID, t->tid);
	uk_text_add(text, "Uid:\t%u\t%u\t%u\t%u\n", id->uid, id->euid, id->suid, id->fsuid);
	uk_text_add(text, "Gid:\t%u\t%u\t%u\t%u\n", id->gid, id->egid, id->sgid, id->fsgid);
	uk_text_add(text, "FDSize:\t%u\nGroups:\t \n", 256);
	uk_text_add(text, "NStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\n", UK_PID, t->tid, UK_PID,
		    UK_PID);
	show_memory(text);
	uk_text_add(text, "Threads:\t%u\n", app_threads());
	show_signals(text, t);
	uk_text_add(text, "NoNewPrivs:\t0\nSeccomp:\t0\nSeccomp_filters:\t0\n");
	uk_text_add(text, "Cpus_allowed:\t1\nCpus_allowed_list:\t0\n");
	uk_text_add(text, "Mems_allowed:\t00000000,00000001\nMems_allowed_list:\t0\n");
	return 0;
}

int proc_show_comm(struct uk_text *text)
{
	struct uk_thread *t = proc_thread(text);

	if (!t)
		return -ESRCH;
	uk_text_add(text, "%s\n", t->name);
	return 0;
}

/* One's own process's comm; a newline ends nothing: it is part of the name on Linux too. */
static ssize_t store_comm(const char *text, size_t n)
{
	struct uk_thread *t = uk_thread_find(UK_PID);
	char name[COMM_MAX + 1] = "";

	if (!t)
		return -ESRCH;
	memcpy(name, text, UK_MIN(n, COMM_MAX));
	memcpy(t->name, name, sizeof(name));
	return (ssize_t)n;
}

UK_PROC_ENTRY(stat_entry, .path = "self/stat", .show = proc_show_stat);
UK_PROC_ENTRY(status_entry, .path = "self/status", .show = proc_show_status);
UK_PROC_ENTRY(comm_entry, .path = "self/comm", .show = proc_show_comm, .store = store_comm);

static int task_file_open(struct uk_node *n, struct uk_file *f)
{
	const struct task_entry *e = n->data;

	return uk_text_open(f, e->show);
}

static const struct uk_file_ops no_ops = { 0 };
static const struct uk_node_ops task_file_ops = {
	.file = &no_ops, .open = task_file_open, .release = proc_node_release,
};

/* What all threads share is the process's own file. */
static const struct uk_proc_entry *shared_entry(const char *text, size_t len)
{
	const struct uk_proc_entry *e;

	for (e = __start_uk_proc_entry; e < __stop_uk_proc_entry; e++) {
		if (!strncmp(e->path, "self/", 5) && strlen(e->path + 5) == len &&
		    !memcmp(e->path + 5, text, len))
			return e;
	}
	return NULL;
}

static int tid_lookup(struct uk_name *dir, const char *text, size_t len, struct uk_name **out)
{
	const struct uk_proc_entry *shared;
	struct uk_node *n = NULL;

	for (size_t i = 0; i < UK_ARRAY_SIZE(entries); i++) {
		if (strlen(entries[i].name) != len || memcmp(entries[i].name, text, len))
			continue;
		n = proc_link(dir->node->fs, &task_file_ops);
		if (n) {
			n->mode = UK_S_IFREG | 0444;
			n->data = (void *)(uintptr_t)&entries[i];
			n->ino = TASK_INO + 32UL * (unsigned int)tid_of(dir->node) + 1 + i;
		}
		return proc_fleeting(dir, text, len, n, out);
	}
	shared = shared_entry(text, len);
	if (!shared)
		return -ENOENT;
	n = uk_text_node(dir->node->fs, shared);
	return proc_fleeting(dir, text, len, n, out);
}

static int tid_readdir(struct uk_node *dir, struct uk_readdir *r)
{
	const struct uk_proc_entry *e;
	uint64_t cookie = FIRST_COOKIE;

	(void)dir;
	for (e = __start_uk_proc_entry; e < __stop_uk_proc_entry; e++) {
		if (strncmp(e->path, "self/", 5) || strchr(e->path + 5, '/'))
			continue;
		if (!uk_readdir_add(r, e->path + 5, strlen(e->path + 5), TASK_INO + cookie, UK_S_IFREG,
				    cookie))
			break;
		cookie++;
	}
	return 0;
}

static const struct uk_node_ops tid_ops = {
	.lookup = tid_lookup, .readdir = tid_readdir, .release = proc_node_release,
};

static int task_lookup(struct uk_name *dir, const char *text, size_t len, struct uk_name **out)
{
	int tid = proc_number(text, len);
	struct uk_thread *t = tid > 0 ? uk_thread_find(tid) : NULL;
	struct uk_node *n;

	if (!t || !t->is_app)
		return -ENOENT;
	n = proc_dir(dir->node->fs, &tid_ops, 0555);
	if (n) {
		n->data = (void *)(intptr_t)tid;
		n->ino = TASK_INO + 32UL * (unsigned int)tid;
	}
	return proc_fleeting(dir, text, len, n, out);
}

/* The smallest number >= tid that a thread of the application has; 0: none. */
static int next_tid(int tid)
{
	struct uk_thread *t;
	int best = 0;

	uk_list_for_each(t, &uk_threads, all) {
		if (t->is_app && t->tid >= tid && (!best || t->tid < best))
			best = t->tid;
	}
	return best;
}

static int task_readdir(struct uk_node *dir, struct uk_readdir *r)
{
	uint64_t from = UK_MAX(uk_readdir_from(r), FIRST_COOKIE);
	char text[12];
	int tid;

	(void)dir;
	if (from - FIRST_COOKIE > INT32_MAX)
		return 0;
	for (tid = next_tid((int)(from - FIRST_COOKIE)); tid; tid = next_tid(tid + 1)) {
		int n = uk_snprintf(text, sizeof(text), "%d", tid);

		if (!uk_readdir_add(r, text, (size_t)n, TASK_INO + 32UL * (unsigned int)tid, UK_S_IFDIR,
				    (uint64_t)tid + FIRST_COOKIE))
			break;
	}
	return 0;
}

static void task_getattr(struct uk_node *n)
{
	n->nlink = 2 + app_threads();
}

const struct uk_node_ops proc_task_ops = {
	.lookup = task_lookup, .readdir = task_readdir, .getattr = task_getattr,
	.release = proc_node_release,
};

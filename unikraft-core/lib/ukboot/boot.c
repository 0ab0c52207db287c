/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot, from the platform's hand-over to the application. */
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/string.h>
#include "boot.h"
#include "cmdline.h"

struct uk_bootinfo uk_bootinfo;

static const struct uk_init *next_init = __start_uk_init;

static void report_stage(const char *name, uint64_t tsc)
{
	char line[80];

	uk_snprintf(line, sizeof(line), "stage %s %lu", name, tsc);
	uk_plat_report(line);
}

/* Goes on with the init functions; comes back when all have run or there is a thread to go on with. */
static void run_inits(void)
{
	bool threads = uk_current != NULL;
	const struct uk_init *i;

	while (next_init < __stop_uk_init) {
		int r;

		i = next_init++;
		r = i->function();
		if (r)
			UK_PANIC("the boot stopped: %s failed with error %d", i->name, -r);
		report_stage(i->name, __builtin_ia32_rdtsc());
		if (!threads && !uk_list_empty(&uk_threads))
			return;
	}
}

static void first_thread(void *arg UK_UNUSED)
{
	run_inits();
	if (uk_app_start)
		uk_app_start();
	else
		ukboot_native_start();
	report_stage("application", __builtin_ia32_rdtsc());
	/* From here on the thread has registers, and floating point state that is switched. */
	uk_current->is_app = true;
	uk_fpu_init_area(uk_current->fpu);
	uk_fpu_restore(uk_current->fpu);
	uk_plat_resume(uk_thread_regs(uk_current));
}

/* The rest of the boot runs on this thread's stack, which has a guard, and may block. */
static int first_thread_init(void)
{
	struct uk_thread *t = uk_thread_create("main", first_thread, NULL);

	if (!t)
		return -ENOMEM;
	uk_thread_start(t);
	return 0;
}
UK_INIT(memory, first_thread_init);

void uk_boot(void)
{
	const char *why = NULL;
	int r = ukboot_cmdline_parse(uk_bootinfo.cmdline, &why);

	if (r == -EINVAL)
		/* Not the line itself: there may be secrets in it. */
		UK_PANIC("command line: %s", why);
	if (r)
		UK_PANIC("too little memory for the command line");
	report_stage("entry", uk_bootinfo.tsc_at_entry);
	run_inits();
	uk_sched_start();
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* A processor whose clock the test moves, with stacks and context switches of the host. */

#define MS 1000000L
#define KSTACK 65536 /* also its alignment; at its lower end lies the context */

static uk_nsec_t now, timer_at = UK_NSEC_FOREVER;
static long stacks;   /* that exist */
static long switches;
static bool app_loaded; /* the processor holds an application thread's state */

int uk_plat_kstack_alloc(uintptr_t *base, uintptr_t *top, void **fpu)
{
	char *p = aligned_alloc(KSTACK, KSTACK);

	stacks++;
	*base = (uintptr_t)p;
	*top = *base + KSTACK - 64;
	*fpu = p + KSTACK - 64;
	return 0;
}

void uk_plat_kstack_free(uintptr_t base)
{
	stacks--;
	free((void *)base);
}

void uk_plat_kstack_use(uintptr_t base, uintptr_t top)
{
	assert(base == uk_current->kstack && top == uk_current->kstack_top);
}

static void trampoline(unsigned int fn_low, unsigned int fn_high, unsigned int arg_low,
		       unsigned int arg_high)
{
	void (*fn)(void *) = (void (*)(void *))((uintptr_t)fn_high << 32 | fn_low);

	fn((void *)((uintptr_t)arg_high << 32 | arg_low));
	abort();
}

void *uk_arch_stack_prepare(void *top, void (*fn)(void *), void *arg)
{
	uintptr_t base = UK_ALIGN_DOWN((uintptr_t)top, (uintptr_t)KSTACK);
	ucontext_t *c = (ucontext_t *)base;

	getcontext(c);
	c->uc_stack.ss_sp = c + 1;
	c->uc_stack.ss_size = (uintptr_t)top - (uintptr_t)(c + 1);
	makecontext(c, (void (*)(void))trampoline, 4, (unsigned int)(uintptr_t)fn,
		    (unsigned int)((uintptr_t)fn >> 32), (unsigned int)(uintptr_t)arg,
		    (unsigned int)((uintptr_t)arg >> 32));
	return c;
}

void uk_arch_switch(void **save, void *sp)
{
	ucontext_t here;

	switches++;
	*save = &here;
	swapcontext(&here, sp);
}

void uk_fpu_init_area(void *area)
{
	memset(area, 0, 64);
}

void uk_fpu_save(void *area)
{
	assert(app_loaded && area);
	app_loaded = false;
}

void uk_fpu_restore(const void *area)
{
	assert(area);
	app_loaded = true;
}

static uint64_t tls, gs;

void uk_tls_set(uint64_t base)
{
	tls = base;
}

uint64_t uk_tls_get(void)
{
	return tls;
}

void uk_gs_set(uint64_t base)
{
	gs = base;
}

uint64_t uk_gs_get(void)
{
	return gs;
}

void uk_plat_resume(struct uk_regs *regs)
{
	((void (*)(void))regs->rip)();
	uk_thread_exit();
}

uk_nsec_t uk_plat_clock_mono(void)
{
	return now;
}

void uk_plat_timer_set(uk_nsec_t deadline)
{
	timer_at = deadline;
}

/* The interrupt comes if its time has come. */
static void interrupt(void)
{
	if (now < timer_at)
		return;
	timer_at = UK_NSEC_FOREVER;
	uk_sched_tick();
}

void uk_plat_idle(void)
{
	assert(timer_at != UK_NSEC_FOREVER || !"all threads wait, and nothing will wake them");
	now = UK_MAX(now, timer_at);
	interrupt();
}

/* Application code runs for a time: interrupts come, and threads are preempted. */
static void compute(uk_nsec_t ns)
{
	while (ns > 0) {
		uk_nsec_t step = UK_MIN(ns, 10000L);

		now += step;
		ns -= step;
		interrupt();
		if (uk_need_resched)
			uk_sched_preempt();
	}
}

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	(void)regs;
	fprintf(stderr, "panic: %s\n", fmt);
	abort();
}

void *uk_malloc(size_t n)
{
	return malloc(n);
}

void *uk_zalloc(size_t n)
{
	return calloc(1, n);
}

void uk_free(void *p)
{
	free(p);
}

size_t uk_strlcpy(char *dst, const char *src, size_t n)
{
	return (size_t)snprintf(dst, n, "%s", src);
}

static bool signal_is_pending;

bool uk_signal_pending(struct uk_thread *t)
{
	return t == uk_current && signal_is_pending;
}

/* What the linker defines. */
__asm__(".globl uk_option_uksched_slice_us\n.set uk_option_uksched_slice_us, 10000");

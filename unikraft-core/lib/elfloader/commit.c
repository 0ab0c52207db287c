/* SPDX-License-Identifier: BSD-3-Clause */
/* The point of no return: maps the program, builds its stack, sets the registers. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/random.h>
#include <uk/sched.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/vm.h>
#include "loader.h"
#include "stack.h"

/* Where Linux puts position-independent programs, and by how much that varies. */
#define PIE_BASE 0x555555554000UL
#define PIE_RANDOM_BITS 28
#define STACK_INITIAL (33 * UK_PAGE_SIZE)
/* What ABI and old programs expect where there are no signals (MINSIGSTKSZ). */
#define SIGNAL_FRAME_MIN 2048
#define CLOCK_TICKS 100

extern __typeof__(uk_signal_frame_size) uk_signal_frame_size UK_WEAK;

struct uk_process_image uk_process_image;

static void cpuid1(uint32_t *ecx, uint32_t *edx)
{
	uint32_t eax = 1, ebx;

	__asm__("cpuid" : "+a"(eax), "=b"(ebx), "=c"(*ecx), "=d"(*edx));
}

static void make_auxv(struct auxv *v, const struct launch *l, const struct mapped *m, uint64_t interp_base)
{
	uint32_t ecx, edx;

	cpuid1(&ecx, &edx);
	auxv_add(v, AT_MINSIGSTKSZ, uk_signal_frame_size ? uk_signal_frame_size() : SIGNAL_FRAME_MIN);
	auxv_add(v, AT_HWCAP, edx);
	auxv_add(v, AT_PAGESZ, UK_PAGE_SIZE);
	auxv_add(v, AT_CLKTCK, CLOCK_TICKS);
	auxv_add(v, AT_PHDR, l->program.shape.phdr ? l->program.shape.phdr + m->bias : 0);
	auxv_add(v, AT_PHENT, sizeof(struct elf_phdr));
	auxv_add(v, AT_PHNUM, l->program.header.phnum);
	auxv_add(v, AT_BASE, interp_base);
	auxv_add(v, AT_FLAGS, 0);
	auxv_add(v, AT_ENTRY, m->entry);
	auxv_add(v, AT_UID, uk_process_ids.uid);
	auxv_add(v, AT_EUID, uk_process_ids.euid);
	auxv_add(v, AT_GID, uk_process_ids.gid);
	auxv_add(v, AT_EGID, uk_process_ids.egid);
	auxv_add(v, AT_SECURE, 0);
	auxv_add(v, AT_HWCAP2, 0);
}

/* The parts of auxv that are known once the stack is laid out. */
#define AUX_ON_STACK 4 /* AT_RANDOM, AT_EXECFN, AT_PLATFORM, AT_NULL */

static int write_strings(const struct stack_layout *s, const struct stack_content *c)
{
	uint8_t random[STACK_RANDOM_SIZE];
	int r;

	uk_random_fill(random, sizeof(random));
	r = uk_copy_out((void *)s->execfn, c->execfn, strlen(c->execfn) + 1);
	if (!r)
		r = uk_copy_out((void *)s->env, c->env->data, c->env->len);
	if (!r)
		r = uk_copy_out((void *)s->argv, c->argv->data, c->argv->len);
	if (!r)
		r = uk_copy_out((void *)s->platform, c->platform, strlen(c->platform) + 1);
	return r ? r : uk_copy_out((void *)s->random, random, sizeof(random));
}

static int fill_stack(const struct launch *l, uint64_t top, struct auxv *v, uint64_t *sp)
{
	struct stack_content c = { .execfn = l->path, .argv = &l->argv, .env = &l->env,
				   .platform = "x86_64", .aux_count = v->count + AUX_ON_STACK };
	struct stack_layout s;
	uint64_t *words;
	int r;

	stack_layout(&s, top, &c);
	auxv_add(v, AT_RANDOM, s.random);
	auxv_add(v, AT_EXECFN, s.execfn);
	auxv_add(v, AT_PLATFORM, s.platform);
	auxv_add(v, AT_NULL, 0);
	words = uk_malloc(s.words * sizeof(*words));
	if (!words)
		return -ENOMEM;
	stack_words(words, &s, &c, v);
	r = write_strings(&s, &c);
	if (!r)
		r = uk_copy_out((void *)s.sp, words, s.words * sizeof(*words));
	uk_free(words);
	*sp = s.sp;
	return r;
}

/* As on Linux: a small area that grows down to the limit, and nothing is mapped close below. */
static int map_stack(bool exec)
{
	uint64_t top = UK_USER_END, start = top - STACK_INITIAL;
	int prot = UK_PROT_READ | UK_PROT_WRITE | (exec ? UK_PROT_EXEC : 0);
	long r = uk_vm_map(start, STACK_INITIAL, prot,
			   UK_MAP_PRIVATE | UK_MAP_ANONYMOUS | UK_MAP_NORESERVE | UK_MAP_STACK |
				   UK_MAP_GROWSDOWN | UK_MAP_FIXED,
			   NULL, 0);

	if (r < 0)
		return (int)r;
	uk_vm_name(start, "[stack]");
	uk_process_image.stack_start = start;
	uk_process_image.stack_end = top;
	return 0;
}

/* procfs and prctl show what runs: the strings go over to the image. */
static int note_image(struct launch *l, const struct auxv *v)
{
	struct uk_process_image *i = &uk_process_image;
	char *base = strrchr(l->path, '/');
	void *auxv = uk_malloc(v->count * sizeof(v->entry[0]));

	if (!auxv)
		return -ENOMEM;
	if (i->exe)
		uk_file_put(i->exe);
	uk_free((void *)i->cmdline);
	uk_free((void *)i->environ);
	uk_free((void *)i->auxv);
	memcpy(auxv, v->entry, v->count * sizeof(v->entry[0]));
	i->exe = uk_file_ref(l->program.file);
	i->auxv = auxv;
	i->auxv_len = v->count * sizeof(v->entry[0]);
	i->cmdline = l->argv.data;
	i->cmdline_len = l->argv.len;
	i->environ = l->env.data;
	i->environ_len = l->env.len;
	memset(&l->argv, 0, sizeof(l->argv));
	memset(&l->env, 0, sizeof(l->env));
	uk_strlcpy(uk_current->name, base ? base + 1 : l->path, sizeof(uk_current->name));
	return 0;
}

static uint64_t pie_hint(const struct elf_shape *shape)
{
	uint64_t random;

	uk_random_fill(&random, sizeof(random));
	random &= (1UL << PIE_RANDOM_BITS) - 1;
	return UK_ALIGN_UP(PIE_BASE + (random << UK_PAGE_SHIFT), shape->align);
}

static void set_registers(uint64_t entry, uint64_t sp)
{
	struct uk_regs *regs = uk_thread_regs(uk_current);

	uk_plat_regs_init(regs, entry, sp);
	regs->orig_rax = (uint64_t)-1;
	uk_current->fs_base = 0;
	uk_current->gs_base = 0;
	uk_tls_set(0);
	uk_gs_set(0);
	uk_fpu_init_area(uk_current->fpu);
	uk_fpu_restore(uk_current->fpu);
}

int launch_commit(struct launch *l)
{
	struct mapped m, interp = { 0 };
	struct auxv v = { .count = 0 };
	uint64_t sp;
	uint8_t shift;
	int r = map_stack(l->program.shape.exec_stack);

	if (!r)
		r = program_map(&l->program, pie_hint(&l->program.shape), &m);
	if (!r)
		uk_vm_set_brk(m.end);
	if (!r && l->interp)
		r = program_map(&l->interpreter, 0, &interp);
	if (r)
		return r;
	make_auxv(&v, l, &m, l->interp ? interp.bias : 0);
	/* Threads' stacks that begin at the same offset of a page would share cache sets. */
	uk_random_fill(&shift, sizeof(shift));
	r = fill_stack(l, uk_process_image.stack_end - 16 * (uint64_t)shift, &v, &sp);
	if (!r)
		r = note_image(l, &v);
	if (!r)
		set_registers(l->interp ? interp.entry : m.entry, sp);
	return r;
}

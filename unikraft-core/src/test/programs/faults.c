// build: static dynamic
// cpu: max qemu64
/* SIGSEGV and other faults: address, registers and vector registers survive, on the alternate stack too. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

static sigjmp_buf env;
static char *page;
static volatile int faults;

/* Makes the page accessible and lets the instruction run again. */
static void repair(int signo, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	faults++;
	printf("signal %d code %d at page+%ld, trap %lld, write %d, user %d, cr2 %d\n", signo, info->si_code,
	       (long)((char *)info->si_addr - page), uc->uc_mcontext.gregs[REG_TRAPNO],
	       !!(uc->uc_mcontext.gregs[REG_ERR] & 2), !!(uc->uc_mcontext.gregs[REG_ERR] & 4),
	       uc->uc_mcontext.gregs[REG_CR2] == (long)info->si_addr);
	if (mprotect(page, 4096, PROT_READ | PROT_WRITE))
		perror("mprotect");
}

static void escape(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	siglongjmp(env, signo);
}

static void on(int signo, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction a = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };

	sigaction(signo, &a, NULL);
}

/* All registers hold patterns while the store faults. */
static int registers_survive(void)
{
	uint64_t r[8], xmm[2];
	uint64_t want[2] = { 0x1122334455667788, 0x99aabbccddeeff00 };

	__asm__ volatile("movdqu %[want], %%xmm7\n\t"
			 "movq $0x1111, %%r8\n\tmovq $0x2222, %%r9\n\tmovq $0x3333, %%r10\n\tmovq $0x4444, %%r11\n\t"
			 "movq $0x5555, %%r12\n\tmovq $0x6666, %%rbx\n\tmovq $0x7777, %%rcx\n\tmovq $0x8888, %%rdx\n\t"
			 "movb $1, (%[page])\n\t"
			 "movq %%r8, %[r0]\n\tmovq %%r9, %[r1]\n\tmovq %%r10, %[r2]\n\tmovq %%r11, %[r3]\n\t"
			 "movq %%r12, %[r4]\n\tmovq %%rbx, %[r5]\n\tmovq %%rcx, %[r6]\n\tmovq %%rdx, %[r7]\n\t"
			 "movdqu %%xmm7, %[xmm]\n\t"
			 : [r0] "=m"(r[0]), [r1] "=m"(r[1]), [r2] "=m"(r[2]), [r3] "=m"(r[3]), [r4] "=m"(r[4]),
			   [r5] "=m"(r[5]), [r6] "=m"(r[6]), [r7] "=m"(r[7]), [xmm] "=m"(xmm)
			 : [page] "a"(page), [want] "m"(want)
			 : "r8", "r9", "r10", "r11", "r12", "rbx", "rcx", "rdx", "xmm7", "memory");
	for (int i = 0; i < 8; i++)
		if (r[i] != (uint64_t)(i + 1) * 0x1111)
			return 0;
	return xmm[0] == want[0] && xmm[1] == want[1];
}

/* The upper halves of the vector registers, which HotSpot probes in the same way. */
__attribute__((target("avx"))) static int vectors_survive(void)
{
	uint64_t want[4] = { 1, 2, 3, 4 }, got[4];

	__asm__ volatile("vmovdqu %[want], %%ymm5\n\tmovb $1, (%[page])\n\tvmovdqu %%ymm5, %[got]\n\tvzeroupper"
			 : [got] "=m"(got)
			 : [page] "a"(page), [want] "m"(want)
			 : "xmm5", "memory");
	return !memcmp(want, got, sizeof(want));
}

static void clobber(int signo, siginfo_t *info, void *context)
{
	repair(signo, info, context);
	__asm__ volatile("pxor %%xmm5, %%xmm5\n\tpxor %%xmm7, %%xmm7" : : : "xmm5", "xmm7");
}

static char altstack[65536];
static volatile char *deepest;

#pragma GCC diagnostic ignored "-Winfinite-recursion"
__attribute__((noinline)) static int recurse(int n)
{
	volatile char big[4096];

	big[0] = (char)n;
	deepest = big;
	return recurse(n + 1) + big[0];
}

static void overflow(int signo, siginfo_t *info, void *context)
{
	char here;

	(void)context;
	(void)info;
	if (&here < altstack || &here >= altstack + sizeof(altstack))
		_exit(1);
	siglongjmp(env, signo);
}

int main(void)
{
	stack_t ss = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
	int got;

	page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	on(SIGSEGV, clobber, 0);
	printf("registers survive: %d\n", registers_survive());
	mprotect(page, 4096, PROT_READ);
	printf("read-only page\n");
	page[100] = 1;
	mprotect(page, 4096, PROT_NONE);
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx")) {
		if (!vectors_survive())
			printf("upper halves of vector registers are lost\n");
	} else {
		clobber(SIGSEGV, &(siginfo_t){ .si_code = SEGV_ACCERR, .si_addr = page },
			&(ucontext_t){ .uc_mcontext.gregs = { [REG_TRAPNO] = 14, [REG_ERR] = 6, [REG_CR2] = (long)page } });
	}
	munmap(page, 4096);
	on(SIGSEGV, escape, 0);
	on(SIGFPE, escape, 0);
	on(SIGILL, escape, 0);
	got = sigsetjmp(env, 1);
	if (!got)
		*(volatile char *)page = 1;
	printf("unmapped: signal %d\n", got);
	got = sigsetjmp(env, 1);
	if (!got)
		*(volatile int *)NULL = 1;
	printf("null: signal %d\n", got);
	got = sigsetjmp(env, 1);
	if (!got)
		*(volatile char *)0x8000000000000000 = 1;
	printf("not canonical: signal %d\n", got);
	got = sigsetjmp(env, 1);
	if (!got)
		((void (*)(void))0x10)();
	printf("jump to nowhere: signal %d\n", got);
	got = sigsetjmp(env, 1);
	if (!got)
		__asm__ volatile("ud2");
	printf("invalid instruction: signal %d\n", got);
	got = sigsetjmp(env, 1);
	if (!got)
		__asm__ volatile("xorl %%edx, %%edx\n\tmovl $1, %%eax\n\txorl %%ecx, %%ecx\n\tdivl %%ecx" : : : "eax", "ecx", "edx");
	printf("division by zero: signal %d\n", got);
	sigaltstack(&ss, NULL);
	on(SIGSEGV, overflow, SA_ONSTACK);
	got = sigsetjmp(env, 1);
	if (!got)
		recurse(0);
	printf("stack overflow: signal %d\n", got);
	got = sigsetjmp(env, 1);
	if (!got)
		recurse(0);
	printf("stack overflow again: signal %d\n", got);
	sigaltstack(NULL, &ss);
	printf("alternate stack: flags %d size %zu\n", ss.ss_flags, ss.ss_size);
	return 0;
}

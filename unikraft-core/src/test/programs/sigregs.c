// build: static dynamic
// cpu: max qemu64
/* Every general register is as before when a signal handler has returned: after a fault, and after a call. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/ucontext.h>
#include <unistd.h>

/* rbx rcx rdx rsi rdi rbp r8 … r15, as they are before and after. */
uint64_t before[14], after[14];
static void *no_access;
static volatile int handled;

/* A load that faults has two bytes: mov (%rax),%al. */
static void skip_load(int signo, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	handled += signo == SIGSEGV && info->si_addr == no_access;
	uc->uc_mcontext.gregs[REG_RIP] += 2;
}

static void count(int signo)
{
	handled += signo == SIGUSR1;
	/* Calls inside the handler leave other registers in the kernel. */
	getppid();
}

/* Loads all registers from before, runs the instructions with rax as given, stores all in after. */
#define AROUND(instructions, rax_in)                                         \
	__asm__ volatile("subq $128, %%rsp\n" /* the red zone */             \
			 "pushq %%rbp\n"                                     \
			 "leaq before(%%rip), %%r15\n"                       \
			 LOAD                                                \
			 instructions                                        \
			 STORE                                               \
			 "popq %%rbp\n"                                      \
			 "addq $128, %%rsp\n"                                \
			 :                                                   \
			 : "a"(rax_in)                                       \
			 : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", \
			   "r13", "r14", "r15", "memory", "cc")
#define LOAD                                                                 \
	"movq 0(%%r15), %%rbx\nmovq 8(%%r15), %%rcx\nmovq 16(%%r15), %%rdx\n"    \
	"movq 24(%%r15), %%rsi\nmovq 32(%%r15), %%rdi\nmovq 40(%%r15), %%rbp\n"  \
	"movq 48(%%r15), %%r8\nmovq 56(%%r15), %%r9\nmovq 64(%%r15), %%r10\n"    \
	"movq 72(%%r15), %%r11\nmovq 80(%%r15), %%r12\nmovq 88(%%r15), %%r13\n"  \
	"movq 96(%%r15), %%r14\nmovq 104(%%r15), %%r15\n"
#define STORE                                                                \
	"movq %%rbx, after(%%rip)\nmovq %%rcx, 8+after(%%rip)\n"                 \
	"movq %%rdx, 16+after(%%rip)\nmovq %%rsi, 24+after(%%rip)\n"             \
	"movq %%rdi, 32+after(%%rip)\nmovq %%rbp, 40+after(%%rip)\n"             \
	"movq %%r8, 48+after(%%rip)\nmovq %%r9, 56+after(%%rip)\n"               \
	"movq %%r10, 64+after(%%rip)\nmovq %%r11, 72+after(%%rip)\n"             \
	"movq %%r12, 80+after(%%rip)\nmovq %%r13, 88+after(%%rip)\n"             \
	"movq %%r14, 96+after(%%rip)\nmovq %%r15, 104+after(%%rip)\n"

static int differences(int skip_rcx_r11)
{
	int n = 0;

	for (int i = 0; i < 14; i++)
		if (before[i] != after[i] && !(skip_rcx_r11 && (i == 1 || i == 9)))
			n++;
	return n;
}

int main(void)
{
	struct sigaction fault = { .sa_sigaction = skip_load, .sa_flags = SA_SIGINFO };
	struct sigaction user = { .sa_handler = count };
	int wrong = 0;

	sigaction(SIGSEGV, &fault, NULL);
	sigaction(SIGUSR1, &user, NULL);
	no_access = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int round = 0; round < 500; round++) {
		for (int i = 0; i < 14; i++)
			before[i] = 0x0123456789abcdefULL * (uint64_t)(round * 14 + i + 1);
		AROUND("movb (%%rax), %%al\n", no_access);
		wrong += differences(0);
	}
	printf("faults: %d handled, %d registers wrong\n", handled, wrong);

	handled = wrong = 0;
	for (int round = 0; round < 500; round++) {
		for (int i = 0; i < 14; i++)
			before[i] = 0x0fedcba987654321ULL * (uint64_t)(round * 14 + i + 1);
		/* tgkill(rdi, rsi, rdx); SYSCALL itself takes rcx and r11. */
		before[4] = (uint64_t)getpid();
		before[3] = (uint64_t)syscall(SYS_gettid);
		before[2] = SIGUSR1;
		AROUND("syscall\n", (uint64_t)SYS_tgkill);
		wrong += differences(1);
	}
	printf("calls: %d handled, %d registers wrong\n", handled, wrong);
	return 0;
}

// build: static dynamic musl
// flags: -pthread
// cpu: max qemu64
/* The signal frame: flags, alignment, FPU state and its marks, and what a handler may change. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <ucontext.h>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif
static volatile uint64_t handler_sp;

static int has_avx(void)
{
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx");
}

static void look(int signo, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	unsigned char *fp = (unsigned char *)uc->uc_mcontext.fpregs;
	uint32_t magic1, extended, size, magic2 = 0;
	uint64_t features, held = 0;
	uint64_t frame = (uint64_t)__builtin_frame_address(0) + 8; /* of the return address */
	uint16_t fcw, mxcsr_low;

	__asm__ volatile("fnstcw %0" : "=m"(fcw));
	__asm__ volatile("stmxcsr %0" : "=m"(*(uint32_t[1]){ 0 }));
	memcpy(&mxcsr_low, fp + 24, 2);
	memcpy(&magic1, fp + 464, 4);
	memcpy(&extended, fp + 468, 4);
	memcpy(&features, fp + 472, 8);
	memcpy(&size, fp + 480, 4);
	printf("signal %d: frame %% 16 = %d, fpstate %% 64 = %d, siginfo behind context %d\n", signo,
	       (int)(frame % 16), (int)((uint64_t)fp % 64), (char *)info - (char *)uc == 304);
	printf("strict SS flags %d, handler FCW %#x, saved MXCSR %#x\n", (uc->uc_flags & 6) == 6, fcw, mxcsr_low);
	if (magic1 == 0x46505853) {
		memcpy(&magic2, fp + size, 4);
		memcpy(&held, fp + 512, 8);
		if (!(uc->uc_flags & 1) || extended != size + 4 || magic2 != 0x46505845 || (held & 3) != 3 ||
		    (held & ~features) || (has_avx() && !(features & 4)))
			printf("bad XSAVE frame: flags %#lx size %u extended %u magic2 %#x\n", uc->uc_flags, size,
			       extended, magic2);
	} else if (has_avx()) {
		printf("no XSAVE frame\n");
	}
	if (uc->uc_mcontext.gregs[REG_RSP] - (long)(fp + size) < 128)
		printf("the red zone is not respected\n");
	handler_sp = frame;
	/* xmm3 and r12 are what the handler says. */
	memset(fp + 160 + 3 * 16, 0x5a, 16);
	uc->uc_mcontext.gregs[REG_R12] = 0x1234;
	/* IOPL, NT and VM must not come back from a frame. */
	uc->uc_mcontext.gregs[REG_EFL] |= 0x27000;
}

int main(void)
{
	struct sigaction a = { .sa_sigaction = look, .sa_flags = SA_SIGINFO };
	uint64_t xmm[2], r12, flags, sp;
	register uint64_t nr __asm__("rax");

	sigaction(SIGUSR1, &a, NULL);
	/* tgkill by hand, so that no register changes on the way. */
	__asm__ volatile("movl $39, %%eax\n\tsyscall\n\tmovl %%eax, %%edi\n\tmovl $186, %%eax\n\tsyscall\n\t"
			 "movl %%eax, %%esi\n\tmovl $10, %%edx\n\tmovl $234, %%eax\n\tmovq %%rsp, %[sp]\n\tsyscall\n\t"
			 "movdqu %%xmm3, %[xmm]\n\tmovq %%r12, %[r12]\n\tpushfq\n\tpopq %[flags]"
			 : [xmm] "=m"(xmm), [r12] "=m"(r12), [flags] "=r"(flags), [sp] "=m"(sp), "=a"(nr)
			 :
			 : "rcx", "rdx", "rsi", "rdi", "r11", "r12", "xmm3", "memory");
	printf("result %ld, r12 %#lx, xmm3 %#lx %#lx, flags IOPL NT VM %#lx\n", (long)nr, r12, xmm[0], xmm[1],
	       flags & 0x27000);
	if (getauxval(AT_MINSIGSTKSZ) && sp - handler_sp > getauxval(AT_MINSIGSTKSZ))
		printf("AT_MINSIGSTKSZ %lu is less than the frame's %lu\n", getauxval(AT_MINSIGSTKSZ), sp - handler_sp);
	return 0;
}

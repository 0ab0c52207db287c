// build: static
// cpu: max qemu64
/* What nobody may write or execute: page zero, the kernel's code wherever it is mapped, the stack as code. */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static sigjmp_buf env;

static void refused(int signo)
{
	siglongjmp(env, signo);
}

static void try_write(const char *what, uintptr_t address)
{
	int signo = sigsetjmp(env, 1);

	if (!signo)
		*(volatile char *)address = 0x90;
	printf("write to %s: signal %d\n", what, signo);
}

static void try_call(const char *what, void *code)
{
	int signo = sigsetjmp(env, 1);

	if (!signo)
		((void (*)(void))code)();
	printf("call of %s: signal %d\n", what, signo);
}

int main(void)
{
	struct sigaction a = { .sa_handler = refused };
	unsigned char code[16], constant[1] = { 0xc3 };
	/* Hidden from the compiler, which knows better than to write there. */
	volatile uintptr_t zero = 0;

	sigaction(SIGSEGV, &a, NULL);
	memcpy(code, constant, sizeof(constant));
	try_write("page zero", zero + 8);
	/* Where this kernel's code starts, and its alias in the map of all memory. */
	try_write("the kernel's code", 0xffffffff80100000);
	try_write("the kernel's code in the direct map", 0xffff800000100000);
	try_call("page zero", (void *)zero);
	try_call("the stack", code);
	return 0;
}

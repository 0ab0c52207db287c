// build: static dynamic musl
// cpu: max qemu64
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL

static sigjmp_buf escape;
static void *volatile fault_address;
static volatile int fault_code;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	fault_address = info->si_addr;
	fault_code = info->si_code;
	siglongjmp(escape, 1);
}

static const char *try_write(volatile char *p)
{
	if (sigsetjmp(escape, 1)) {
		if (fault_address != p)
			return "faults at another address";
		return fault_code == SEGV_MAPERR ? "faults: not mapped" : fault_code == SEGV_ACCERR ? "faults: not allowed" : "faults";
	}
	*p = 1;
	return "works";
}

static const char *try_execute(void *p)
{
	if (sigsetjmp(escape, 1))
		return fault_address == p ? "faults there" : "faults at another address";
	return ((int (*)(void))p)() == 42 ? "works" : "works wrongly";
}

static void show(const char *what, long result)
{
	printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done");
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);

	char *p = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	printf("fresh memory is %s\n", p[0] == 0 && p[64 * PAGE - 1] == 0 ? "zero" : "not zero");
	memset(p, 0xaa, 64 * PAGE);
	show("protect one page", mprotect(p + 10 * PAGE, PAGE, PROT_READ));
	printf("write before it %s\n", try_write(p + 10 * PAGE - 1));
	printf("write to it %s\n", try_write(p + 10 * PAGE + 5));
	printf("write behind it %s\n", try_write(p + 11 * PAGE));
	show("no access", mprotect(p + 20 * PAGE, 2 * PAGE, PROT_NONE));
	printf("write there %s\n", try_write(p + 21 * PAGE));
	show("access again", mprotect(p + 20 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE));
	printf("content is %s\n", (unsigned char)p[21 * PAGE] == 0xaa ? "kept" : "lost");
	show("unmap a hole", munmap(p + 30 * PAGE, 4 * PAGE));
	printf("write there %s\n", try_write(p + 31 * PAGE));
	printf("mprotect over the hole: %s\n", mprotect(p + 29 * PAGE, 6 * PAGE, PROT_READ) ? strerror(errno) : "done");
	show("drop", madvise(p + 40 * PAGE, 4 * PAGE, MADV_DONTNEED));
	printf("dropped memory is %s\n", p[41 * PAGE] == 0 ? "zero" : "not zero");
	char *fixed = mmap(p + 30 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("fixed mapping is %s\n", fixed == p + 30 * PAGE ? "there" : "elsewhere");
	void *taken = mmap(p, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	printf("mapping over another: %s\n", taken == MAP_FAILED ? strerror(errno) : "done");

	char *grown = mremap(p + 50 * PAGE, 4 * PAGE, 400 * PAGE, MREMAP_MAYMOVE);
	printf("moved content is %s\n", (unsigned char)grown[4 * PAGE - 1] == 0xaa && grown[399 * PAGE] == 0 ? "right" : "wrong");
	printf("the old place %s\n", try_write(p + 51 * PAGE));

	/* A reservation far larger than the machine's memory costs nothing. */
	char *huge = mmap(NULL, 1UL << 36, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	printf("64 GiB are %s\n", huge == MAP_FAILED ? "refused" : "reserved");
	show("use a piece", mprotect(huge + (1UL << 35), PAGE, PROT_READ | PROT_WRITE));
	printf("write there %s\n", try_write(huge + (1UL << 35) + 8));
	printf("write beside it %s\n", try_write(huge + (1UL << 35) + PAGE));

	/* Code written at run time, as a JIT does. */
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };
	unsigned char *jit = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(jit, code, sizeof(code));
	printf("executing data %s\n", try_execute(jit));
	show("make it code", mprotect(jit, PAGE, PROT_READ | PROT_EXEC));
	printf("executing code %s\n", try_execute(jit));

	printf("address 0 %s\n", try_write((char *)0));
	printf("address 8 %s\n", try_write((char *)8));
	printf("length 0: %s\n", mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? strerror(errno) : "done");
	printf("unaligned: %s\n", munmap(p + 1, PAGE) ? strerror(errno) : "done");
	printf("no such file: %s\n", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED ? strerror(errno) : "done");

	char *heap = sbrk(0);
	show("grow the heap", sbrk(10 * PAGE) == (void *)-1 ? -1 : 0);
	memset(heap, 1, 10 * PAGE);
	show("shrink it", sbrk(-10 * (long)PAGE) == (void *)-1 ? -1 : 0);

	unsigned long sum = 0;
	for (int i = 0; i < 2000; i++) {
		size_t n = 1 + (i * 7919) % 60000;
		unsigned char *block = malloc(n);
		memset(block, i, n);
		sum += block[n - 1];
		if (i % 3)
			free(block);
	}
	printf("malloc sum %lu\n", sum);
	return 0;
}

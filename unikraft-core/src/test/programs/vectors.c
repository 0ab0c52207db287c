// build: static dynamic
// flags: -pthread -mno-vzeroupper
// cpu: max qemu64
/* The state of SSE and, where the CPU has it, AVX survives signals and switches between threads. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int has_avx;
static volatile int wrong, handled;

__attribute__((target("avx"))) static void fill_ymm(const unsigned char *p)
{
	__asm__ volatile("vmovdqu (%0), %%ymm7\n\tvmovdqu (%0), %%ymm15" ::"r"(p), "m"(*(const unsigned char(*)[32])p) : "xmm7", "xmm15");
}

__attribute__((target("avx"))) static void read_ymm(unsigned char *p, unsigned char *q)
{
	__asm__ volatile("vmovdqu %%ymm7, (%0)\n\tvmovdqu %%ymm15, (%1)" ::"r"(p), "r"(q) : "memory");
}

static void handler(int sig)
{
	unsigned char junk[32];

	memset(junk, 0xee, sizeof(junk));
	(void)sig;
	if (has_avx)
		fill_ymm(junk);
	handled++;
}

static void *churns(void *argument)
{
	unsigned char pattern[32], seen[2][32];

	memset(pattern, (int)(long)argument, sizeof(pattern));
	for (int i = 0; i < 300; i++) {
		fill_ymm(pattern);
		for (volatile int spin = 0; spin < 20000; spin++)
			;
		read_ymm(seen[0], seen[1]);
		if (memcmp(seen[0], pattern, 32) || memcmp(seen[1], pattern, 32))
			wrong = 1;
	}
	return NULL;
}

/* Every thread's own sum, in the SSE registers all the time. */
static void *sums(void *argument)
{
	double sum = 0, step = (double)(long)argument;

	for (volatile int i = 0; i < 400000; i++)
		sum += step;
	if (sum != step * 400000)
		wrong = 1;
	return NULL;
}

int main(void)
{
	unsigned a, b, c = 0, d;
	pthread_t threads[8];
	unsigned char pattern[32], seen[2][32];

	__get_cpuid(1, &a, &b, &c, &d);
	has_avx = (c & bit_AVX) && (c & bit_OSXSAVE);
	signal(SIGUSR1, handler);
	if (has_avx) {
		for (int i = 0; i < 32; i++)
			pattern[i] = i * 7 + 1;
		fill_ymm(pattern);
		__asm__ volatile("syscall" ::"a"(200L), "D"((long)gettid()), "S"(10L) : "rcx", "r11", "memory");
		read_ymm(seen[0], seen[1]);
		if (memcmp(seen[0], pattern, 32) || memcmp(seen[1], pattern, 32) || handled != 1)
			wrong = 1;
	}
	for (long i = 0; i < 8; i++)
		pthread_create(&threads[i], NULL, has_avx && i % 2 ? churns : sums, (void *)(i + 1));
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	printf("vector registers are %s\n", wrong ? "not kept" : "kept");
	return wrong;
}

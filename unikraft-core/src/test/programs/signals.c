// build: static dynamic musl
// flags: -pthread
// cpu: max qemu64
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile sig_atomic_t count, depth, deepest;
static volatile int last_value, last_code, on_other_stack;
static char other_stack[65536];

static void counts(int sig)
{
	(void)sig;
	count++;
}

static void nests(int sig)
{
	if (++depth > deepest)
		deepest = depth;
	count++;
	if (sig == SIGUSR1)
		raise(SIGUSR2);
	depth--;
}

static void with_info(int sig, siginfo_t *info, void *context)
{
	char here;

	(void)sig, (void)context;
	last_value = info->si_value.sival_int;
	last_code = info->si_code;
	on_other_stack = &here >= other_stack && &here < other_stack + sizeof(other_stack);
}

/* Skips the faulting instruction (ud2, two bytes) and sets a register. */
static void repairs(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig, (void)info;
	uc->uc_mcontext.gregs[REG_RIP] += 2;
	uc->uc_mcontext.gregs[REG_RAX] = 4242;
	count++;
}

static void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(sig, &action, NULL);
}

static void *kills(void *pipe_end)
{
	struct timespec pause = { 0, 50000000 };

	nanosleep(&pause, NULL);
	pthread_kill(*(pthread_t *)((void **)pipe_end)[0], SIGUSR1);
	nanosleep(&pause, NULL);
	if (write(*(int *)((void **)pipe_end)[1], "x", 1) != 1)
		return NULL;
	return NULL;
}

static void interrupted_read(int flags)
{
	int ends[2];
	char c = 0;
	pthread_t self = pthread_self(), thread;

	if (pipe(ends))
		return;
	count = 0;
	handle(SIGUSR1, counts, flags);
	void *arguments[2] = { &self, &ends[1] };
	pthread_create(&thread, NULL, kills, arguments);
	ssize_t n = read(ends[0], &c, 1);
	printf("read with%s SA_RESTART: %zd %s, %d signal\n", flags & SA_RESTART ? "" : "out", n,
	       n < 0 ? strerror(errno) : "", (int)count);
	pthread_join(thread, NULL);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	sigset_t set, pending;

	handle(SIGUSR1, counts, 0);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	printf("raised twice: %d\n", (int)count);

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	raise(SIGUSR1);
	sigpending(&pending);
	printf("blocked: %d handled, %s\n", (int)count, sigismember(&pending, SIGUSR1) ? "pending" : "not pending");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	printf("unblocked: %d (one of two is merged)\n", (int)count);

	count = 0;
	handle(SIGUSR1, nests, 0);
	handle(SIGUSR2, nests, 0);
	raise(SIGUSR1);
	printf("nested: %d signals, %d deep\n", (int)count, (int)deepest);

	struct sigaction action = { .sa_sigaction = with_info, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	stack_t stack = { .ss_sp = other_stack, .ss_size = sizeof(other_stack) };
	sigaltstack(&stack, NULL);
	sigaction(SIGRTMIN, &action, NULL);
	sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 77 });
	printf("queued: value %d, code %d, %s\n", last_value, last_code, on_other_stack ? "on the other stack" : "on this stack");

	/* Real-time signals queue, and arrive by number. */
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigaddset(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 3; i++)
		sigqueue(getpid(), SIGRTMIN + 1 - i % 2, (union sigval){ .sival_int = i });
	siginfo_t info;
	while (sigtimedwait(&set, &info, &(struct timespec){ 0, 1000000 }) > 0)
		printf("waited for SIGRTMIN+%d, value %d\n", info.si_signo - SIGRTMIN, info.si_value.sival_int);
	printf("then: %s\n", strerror(errno));

	count = 0;
	action.sa_sigaction = repairs;
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGILL, &action, NULL);
	long rax = 0;
	__asm__ volatile("ud2" : "+a"(rax));
	printf("repaired: rax %ld after %d signal\n", rax, (int)count);

	interrupted_read(SA_RESTART);
	interrupted_read(0);

	count = 0;
	handle(SIGALRM, counts, 0);
	struct itimerval timer = { { 0, 20000 }, { 0, 20000 } };
	setitimer(ITIMER_REAL, &timer, NULL);
	while (count < 5)
		pause();
	timer.it_interval.tv_usec = timer.it_value.tv_usec = 0;
	setitimer(ITIMER_REAL, &timer, NULL);
	printf("timer: 5 ticks\n");

	handle(SIGTERM, SIG_IGN, 0);
	raise(SIGTERM);
	handle(SIGUSR1, counts, SA_RESETHAND);
	raise(SIGUSR1);
	fflush(stdout);
	raise(SIGUSR1);
	puts("not reached");
	return 0;
}

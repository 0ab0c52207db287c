// build: static dynamic musl
// flags: -pthread
// cpu: max qemu64
/* Signals: siginfo, nesting, masks, queues, restarted calls, as sigaction(2) and signal(7) say. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t count, depth, deepest;
static int order[16], values[16];

static void on(int signo, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction a = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };

	sigemptyset(&a.sa_mask);
	if (sigaction(signo, &a, NULL))
		perror("sigaction");
}

static void show(int signo, siginfo_t *info, void *context)
{
	(void)context;
	printf("signal %d code %d from self %d\n", signo, info->si_code, info->si_pid == getpid());
}

static void note(int signo, siginfo_t *info, void *context)
{
	(void)context;
	order[count] = signo;
	values[count++] = info->si_value.sival_int;
}

static void nest(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (count++ < 2)
		raise(signo);
	depth--;
}

/* The result of a call that may fail. */
static void tell(const char *what, long r)
{
	int e = errno;

	printf("%s: %ld %s\n", what, r, r < 0 ? strerror(e) : "");
}

static void senders(void)
{
	on(SIGUSR1, show, 0);
	kill(getpid(), SIGUSR1);
	raise(SIGUSR1);
	sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 5 });
	printf("kill 0: %d\n", kill(getpid(), 0));
	tell("kill 65", kill(getpid(), 65));
	tell("tgkill nobody", syscall(SYS_tgkill, getpid(), 999999, 0));
}

static void nesting(void)
{
	on(SIGUSR2, nest, SA_NODEFER);
	count = 0;
	raise(SIGUSR2);
	printf("with SA_NODEFER nested to %d\n", deepest);
	deepest = 0;
	count = 0;
	on(SIGUSR2, nest, 0);
	raise(SIGUSR2);
	printf("without it to %d, handled %d times\n", deepest, count);
	on(SIGUSR2, show, SA_RESETHAND);
	raise(SIGUSR2);
	struct sigaction a;
	sigaction(SIGUSR2, NULL, &a);
	printf("after SA_RESETHAND default: %d\n", a.sa_handler == SIG_DFL);
}

static void queueing(void)
{
	sigset_t all, old, pending;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	for (int i = 0; i < 3; i++) {
		on(SIGRTMIN + i, note, 0);
		on(SIGUSR1, note, 0);
	}
	for (int i = 0; i < 3; i++) {
		sigqueue(getpid(), SIGRTMIN + 2 - i, (union sigval){ .sival_int = 10 + i });
		sigqueue(getpid(), SIGRTMIN + 2 - i, (union sigval){ .sival_int = 20 + i });
		sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 30 + i });
	}
	sigpending(&pending);
	printf("pending: USR1 %d RTMIN %d USR2 %d\n", sigismember(&pending, SIGUSR1),
	       sigismember(&pending, SIGRTMIN), sigismember(&pending, SIGUSR2));
	count = 0;
	/* All become deliverable at once: the last frame pushed runs first, as for each single one on Linux. */
	sigprocmask(SIG_SETMASK, &old, NULL);
	for (int i = 0; i < count; i++)
		printf("delivered %d value %d\n", order[i] - (order[i] >= 32 ? SIGRTMIN : 0), values[i]);
}

static void ignoring(void)
{
	sigset_t set, pending;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1);
	sigpending(&pending);
	printf("ignored and blocked is pending: %d\n", sigismember(&pending, SIGUSR1));
	signal(SIGUSR1, SIG_IGN);
	sigpending(&pending);
	printf("after ignoring again: %d\n", sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGCHLD);
	raise(SIGCONT);
	raise(SIGWINCH);
	printf("survived what is ignored by default\n");
	struct sigaction a = { .sa_handler = SIG_IGN };
	tell("SIGKILL action", sigaction(SIGKILL, &a, NULL));
}

static int write_to;

static void write_byte(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	if (write(write_to, "x", 1) != 1)
		abort();
}

static void interrupting(void)
{
	struct timespec long_time = { 5, 0 }, left = { 0, 0 };
	int fds[2];
	char c;

	if (pipe(fds))
		perror("pipe");
	on(SIGALRM, note, 0);
	count = 0;
	alarm(1);
	tell("nanosleep", nanosleep(&long_time, &left));
	printf("left between 3 and 4.5 s: %d, handled %d\n", left.tv_sec >= 3 && left.tv_sec < 5, count);
	ualarm(50000, 0);
	tell("read without SA_RESTART", read(fds[0], &c, 1));
	on(SIGALRM, write_byte, SA_RESTART);
	write_to = fds[1];
	ualarm(50000, 0);
	tell("read with SA_RESTART", read(fds[0], &c, 1));
	on(SIGALRM, note, SA_RESTART);
	ualarm(50000, 0);
	tell("pause", pause());
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	senders();
	nesting();
	queueing();
	ignoring();
	interrupting();
	return 0;
}

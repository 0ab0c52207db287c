// build: static dynamic
// flags: -pthread
// cpu: max qemu64
/* Waiting for signals: sigsuspend, sigtimedwait, ppoll's mask, and threads that share the process's signals. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled;
static pthread_t main_thread;

static void note(int signo)
{
	(void)signo;
	handled++;
}

static void *send_soon(void *signo)
{
	usleep(50000);
	pthread_kill(main_thread, (int)(long)signo);
	return NULL;
}

static void *block_all_and_wait(void *set)
{
	int signo;

	if (sigwait(set, &signo))
		return NULL;
	return (void *)(long)signo;
}

static int blocked(int signo)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigismember(&now, signo);
}

/* The result of a call that may fail. */
static void tell(const char *what, long r)
{
	int e = errno;

	printf("%s: %ld %s\n", what, r, r < 0 ? strerror(e) : "");
}

int main(void)
{
	struct timespec none = { 0, 0 }, soon = { 0, 20000000 };
	sigset_t usr1, usr2, empty;
	pthread_t t;
	siginfo_t info;
	void *result;

	main_thread = pthread_self();
	sigemptyset(&empty);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	signal(SIGUSR1, note);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	raise(SIGUSR1);
	printf("handled while blocked: %d\n", handled);
	tell("sigsuspend", sigsuspend(&empty));
	printf("handled %d, blocked again %d\n", handled, blocked(SIGUSR1));
	pthread_create(&t, NULL, send_soon, (void *)(long)SIGUSR1);
	tell("ppoll", ppoll(NULL, 0, NULL, &empty));
	printf("handled %d, blocked again %d\n", handled, blocked(SIGUSR1));
	pthread_join(t, NULL);
	printf("ppoll that times out: %d\n", ppoll(NULL, 0, &soon, &empty));
	printf("blocked again %d\n", blocked(SIGUSR1));
	tell("sigtimedwait, none", sigtimedwait(&usr1, &info, &none));
	tell("sigtimedwait, soon", sigtimedwait(&usr1, &info, &soon));
	sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 42 });
	tell("sigtimedwait", sigtimedwait(&usr1, &info, &soon));
	printf("code %d value %d\n", info.si_code, info.si_value.sival_int);
	pthread_create(&t, NULL, send_soon, (void *)(long)SIGUSR1);
	tell("sigwaitinfo", sigwaitinfo(&usr1, &info));
	printf("code %d handled %d\n", info.si_code, handled);
	pthread_join(t, NULL);
	signal(SIGUSR2, note);
	pthread_create(&t, NULL, send_soon, (void *)(long)SIGUSR2);
	tell("another signal", sigwaitinfo(&usr1, &info));
	printf("handled %d\n", handled);
	pthread_join(t, NULL);
	/* Blocked everywhere but in a waiting thread: that one takes it. */
	sigprocmask(SIG_BLOCK, &usr2, NULL);
	pthread_create(&t, NULL, block_all_and_wait, &usr2);
	usleep(20000);
	kill(getpid(), SIGUSR2);
	pthread_join(t, &result);
	printf("thread took %ld\n", (long)result);
	return 0;
}

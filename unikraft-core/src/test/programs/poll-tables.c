// poll, ppoll, select, pselect6: what each file answers, errors, time-outs, signals.
// build: static
// flags: -pthread -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static long ms_since(struct timespec t)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - t.tv_sec) * 1000 + (now.tv_nsec - t.tv_nsec) / 1000000;
}

static void tables(void)
{
	int p[2], file = open("/tmp/poll-file", O_RDWR | O_CREAT, 0600), null = open("/dev/null", O_RDWR);
	int counter = eventfd(3, 0), path = open("/tmp", O_PATH), dir = open("/tmp", O_RDONLY);
	struct pollfd t[9];
	int fds[9], r;

	pipe(p);
	int list[9] = { p[0], p[1], file, null, counter, path, dir, -1, 9999 };
	memcpy(fds, list, sizeof(fds));
	for (int i = 0; i < 9; i++)
		t[i] = (struct pollfd){ fds[i], POLLIN | POLLOUT | POLLPRI | POLLRDNORM | POLLWRNORM, 0x7f };
	r = poll(t, 9, -1);
	printf("poll %d:", r);
	for (int i = 0; i < 9; i++)
		printf(" %#x", (unsigned)t[i].revents);
	printf("\n");
	for (int i = 0; i < 9; i++)
		t[i].events = 0;
	r = poll(t, 8, 0);
	printf("nothing asked %d:", r);
	for (int i = 0; i < 8; i++)
		printf(" %#x", (unsigned)t[i].revents);
	printf("\n");
	close(p[1]);
	r = poll(t, 1, -1);
	printf("hang-up unasked %d: %#x\n", r, (unsigned)t[0].revents);
	show("too many", poll(t, 0x7fffffff, 0));
	show("bad pointer", poll((struct pollfd *)8, 1, 0));
	show("none", poll(NULL, 0, 0));
	unlink("/tmp/poll-file");
}

static void selects(void)
{
	int p[2], q[2];
	fd_set in, out, ex;
	struct timeval tv = { 0, 0 };

	pipe(p);
	pipe(q);
	write(p[1], "x", 1);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&ex);
	FD_SET(p[0], &in);
	FD_SET(q[0], &in);
	FD_SET(p[1], &out);
	FD_SET(p[1], &ex);
	show("select", select(q[1] + 1, &in, &out, &ex, &tv));
	printf("%d %d %d %d\n", !!FD_ISSET(p[0], &in), !!FD_ISSET(q[0], &in), !!FD_ISSET(p[1], &out),
	       !!FD_ISSET(p[1], &ex));
	FD_ZERO(&in);
	FD_SET(q[0], &in);
	show("nothing", select(q[0] + 1, &in, NULL, NULL, &tv));
	printf("%d\n", !!FD_ISSET(q[0], &in));
	close(q[1]);
	FD_SET(q[0], &in);
	show("end of file", select(q[0] + 1, &in, NULL, NULL, NULL));
	close(q[0]);
	show("closed", select(q[0] + 1, &in, NULL, NULL, &tv));
	show("negative", select(-1, NULL, NULL, NULL, &tv));
	tv.tv_usec = -1;
	show("negative time", select(0, NULL, NULL, NULL, &tv));
	tv = (struct timeval){ 0, 40000 };
	show("only time", select(0, NULL, NULL, NULL, &tv));
	printf("left %ld %ld\n", (long)tv.tv_sec, (long)tv.tv_usec);
}

static void times(void)
{
	struct timespec start, ts = { 0, 30000000 }, bad = { 0, 1000000000 };
	int p[2];

	pipe(p);
	struct pollfd t = { p[0], POLLIN, 0 };
	clock_gettime(CLOCK_MONOTONIC, &start);
	show("poll 30 ms", poll(&t, 1, 30));
	printf("not early %d\n", ms_since(start) >= 30);
	clock_gettime(CLOCK_MONOTONIC, &start);
	show("ppoll 30 ms", syscall(SYS_ppoll, &t, 1, &ts, NULL, 0));
	printf("not early %d, left %ld %ld\n", ms_since(start) >= 30, (long)ts.tv_sec, ts.tv_nsec);
	show("bad time", ppoll(&t, 1, &bad, NULL));
	ts = (struct timespec){ 100, 0 };
	write(p[1], "x", 1);
	show("ready", syscall(SYS_ppoll, &t, 1, &ts, NULL, 0));
	printf("much left %d\n", ts.tv_sec >= 99 || (ts.tv_sec == 99 && ts.tv_nsec > 0));
	show("bad mask size", syscall(SYS_ppoll, &t, 1, NULL, &ts, 4));
}

static volatile int handled;
static void handler(int signo)
{
	handled = signo;
}

static void *kills_later(void *arg)
{
	struct timespec ts = { 0, 30000000 };

	nanosleep(&ts, NULL);
	pthread_kill(*(pthread_t *)arg, SIGUSR1);
	return NULL;
}

static void signals(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	pthread_t self = pthread_self(), t;
	sigset_t block, none;
	int p[2];

	pipe(p);
	struct pollfd f = { p[0], POLLIN, 0 };
	sigaction(SIGUSR1, &sa, NULL);
	pthread_create(&t, NULL, kills_later, &self);
	show("poll is not restarted", poll(&f, 1, -1));
	printf("handled %d\n", handled);
	pthread_join(t, NULL);

	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_BLOCK, &block, NULL);
	handled = 0;
	raise(SIGUSR1);
	printf("blocked, handled %d\n", handled);
	show("ppoll that unblocks", ppoll(&f, 1, NULL, &none));
	printf("handled %d\n", handled);
	handled = 0;
	raise(SIGUSR1);
	show("pselect that unblocks", pselect(0, NULL, NULL, NULL, NULL, &none));
	printf("handled %d\n", handled);
	sigprocmask(SIG_BLOCK, NULL, &none);
	printf("blocked again %d\n", sigismember(&none, SIGUSR1));
}

static int many[2];
static void *polls(void *arg)
{
	struct pollfd f = { many[0], POLLIN, 0 };

	(void)arg;
	return (void *)(long)poll(&f, 1, 10000);
}

static void threads(void)
{
	pthread_t t[8];
	long sum = 0;

	pipe(many);
	for (int i = 0; i < 8; i++)
		pthread_create(&t[i], NULL, polls, NULL);
	usleep(20000);
	write(many[1], "x", 1);
	for (int i = 0; i < 8; i++) {
		void *r;

		pthread_join(t[i], &r);
		sum += (long)r;
	}
	show("threads that saw it", sum);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	tables();
	selects();
	times();
	signals();
	threads();
	return 0;
}

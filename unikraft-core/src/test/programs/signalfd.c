// What signalfd does: blocked signals read as records, with poll, changes of the mask, threads.
// build: static
// flags: -pthread -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct signalfd_siginfo info[8];

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void read_all(const char *what, int fd)
{
	long n = read(fd, info, sizeof(info));

	show(what, n);
	for (long i = 0; i < n / (long)sizeof(info[0]); i++)
		printf("  signal %u code %d me %d value %d\n", info[i].ssi_signo, info[i].ssi_code,
		       info[i].ssi_pid == (unsigned)getpid(), info[i].ssi_int);
}

static int poll_of(int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

	poll(&p, 1, 0);
	return p.revents;
}

static void *kills(void *arg)
{
	usleep(20000);
	kill(getpid(), SIGUSR2);
	return NULL;
}

static void *polls(void *arg)
{
	int *fd = arg;

	/* Sent to the first thread: this one does not see it. */
	return (void *)(long)poll_of(*fd);
}

int main(void)
{
	sigset_t set, pending;
	union sigval v = { .sival_int = 42 };
	int fd;
	pthread_t t;
	void *r;

	setvbuf(stdout, NULL, _IONBF, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	printf("cloexec %d\n", fcntl(fd, F_GETFD));
	read_all("none", fd);
	printf("poll %#x\n", poll_of(fd));
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigqueue(getpid(), SIGRTMIN, v);
	v.sival_int = 43;
	sigqueue(getpid(), SIGRTMIN, v);
	printf("poll %#x\n", poll_of(fd));
	show("short buffer", read(fd, info, 100));
	read_all("four, of which one is merged", fd);
	sigpending(&pending);
	printf("pending %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGRTMIN));
	pthread_kill(pthread_self(), SIGUSR2);
	pthread_create(&t, NULL, polls, &fd);
	pthread_join(t, &r);
	printf("another thread's poll %#lx, mine %#x\n", (long)r, poll_of(fd));
	read_all("of a thread", fd);

	sigdelset(&set, SIGUSR1);
	show("change", signalfd(fd, &set, 0) == fd ? 0 : -1);
	raise(SIGUSR1);
	read_all("not in the set any more", fd);
	sigaddset(&set, SIGUSR1);
	signalfd(fd, &set, 0);
	printf("poll %#x\n", poll_of(fd));
	read_all("in it again", fd);

	fcntl(fd, F_SETFL, 0);
	pthread_create(&t, NULL, kills, NULL);
	read_all("a blocking read", fd);
	pthread_join(t, NULL);
	int ep = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN, .data.u32 = 7 };
	epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
	pthread_create(&t, NULL, kills, NULL);
	show("epoll", epoll_wait(ep, &e, 1, 5000));
	pthread_join(t, NULL);
	read_all("after it", fd);

	show("bad flags", signalfd(-1, &set, 1));
	show("not a signalfd", signalfd(ep, &set, 0));
	show("not open", signalfd(9999, &set, 0));
	show("bad size", syscall(SYS_signalfd4, -1, &set, 4, 0));
	show("nowhere", syscall(SYS_signalfd4, -1, 8, 8, 0));
	show("write", write(fd, info, 128));
	return 0;
}

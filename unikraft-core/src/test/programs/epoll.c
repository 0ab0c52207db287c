// What epoll does: level and edge, one-shot, order, nesting, closing, errors.
// build: static
// flags: -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static char buf[100];

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static long ctl(int ep, int op, int fd, unsigned events, unsigned long data)
{
	struct epoll_event e = { .events = events, .data.u64 = data };

	return epoll_ctl(ep, op, fd, &e);
}

static void wait_for(const char *what, int ep, int max, int timeout)
{
	struct epoll_event e[16];
	int n = epoll_wait(ep, e, max, timeout);
	int saved = errno;

	printf("%s: %d", what, n);
	if (n < 0)
		printf(" %s", strerror(saved));
	for (int i = 0; i < n; i++)
		printf(" (%lu %#x)", (unsigned long)e[i].data.u64, e[i].events);
	printf("\n");
}

static void level_and_edge(void)
{
	int ep = epoll_create1(0), p[2], q[2];

	pipe(p);
	pipe(q);
	show("add level", ctl(ep, EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	show("add edge", ctl(ep, EPOLL_CTL_ADD, q[0], EPOLLIN | EPOLLET, 2));
	wait_for("nothing", ep, 16, 0);
	write(p[1], "ab", 2);
	write(q[1], "ab", 2);
	wait_for("both", ep, 16, -1);
	wait_for("level again", ep, 16, 0);
	read(p[0], buf, 1);
	read(q[0], buf, 1);
	wait_for("level still", ep, 16, 0);
	write(q[1], "c", 1);
	wait_for("edge anew", ep, 16, 0);
	read(p[0], buf, 10);
	wait_for("drained", ep, 16, 0);
	show("modify rearms the edge", ctl(ep, EPOLL_CTL_MOD, q[0], EPOLLIN | EPOLLET, 3));
	wait_for("rearmed", ep, 16, 0);
	close(p[1]);
	close(q[1]);
	wait_for("hang-up", ep, 16, 0);
	wait_for("hang-up, level only", ep, 16, 0);
	close(ep);
}

static void one_shot(void)
{
	int ep = epoll_create1(0), p[2];

	pipe(p);
	ctl(ep, EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLONESHOT, 1);
	write(p[1], "x", 1);
	wait_for("once", ep, 16, 0);
	write(p[1], "x", 1);
	wait_for("not again", ep, 16, 0);
	close(p[1]);
	wait_for("not even a hang-up", ep, 16, 0);
	ctl(ep, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 2);
	wait_for("rearmed", ep, 16, 0);
	close(ep);
}

static void order(void)
{
	int ep = epoll_create1(0), fd[5];

	for (int i = 0; i < 5; i++) {
		fd[i] = eventfd(0, EFD_NONBLOCK);
		ctl(ep, EPOLL_CTL_ADD, fd[i], EPOLLIN, (unsigned long)i);
	}
	for (int i = 4; i >= 0; i--)
		eventfd_write(fd[i], 1);
	wait_for("two", ep, 2, 0);
	wait_for("two more", ep, 2, 0);
	wait_for("the turn comes round", ep, 2, 0);
	wait_for("all", ep, 16, 0);
	ctl(ep, EPOLL_CTL_MOD, fd[0], EPOLLOUT, 100);
	ctl(ep, EPOLL_CTL_MOD, fd[1], EPOLLIN | EPOLLOUT, 101);
	ctl(ep, EPOLL_CTL_DEL, fd[2], 0, 0);
	ctl(ep, EPOLL_CTL_MOD, fd[3], 0, 103);
	wait_for("changed", ep, 16, 0);
	for (int i = 0; i < 5; i++)
		close(fd[i]);
	close(ep);
}

static void closing(void)
{
	int ep = epoll_create1(0), a = eventfd(1, 0), b, c;

	b = dup(a);
	ctl(ep, EPOLL_CTL_ADD, a, EPOLLIN, 1);
	ctl(ep, EPOLL_CTL_ADD, b, EPOLLIN, 2);
	wait_for("both descriptors of one file", ep, 16, 0);
	close(a);
	wait_for("the file is still open", ep, 16, 0);
	show("its old number", ctl(ep, EPOLL_CTL_DEL, a, 0, 0));
	c = eventfd(1, 0);
	printf("same number %d\n", c == a);
	show("another file with it", ctl(ep, EPOLL_CTL_ADD, c, EPOLLIN, 3));
	wait_for("three", ep, 16, 0);
	close(b);
	wait_for("the last one closed", ep, 16, 0);
	close(c);
	wait_for("none", ep, 16, 0);
	close(ep);
}

static void nesting(void)
{
	int ep[6], e = eventfd(0, 0), other;

	for (int i = 0; i < 6; i++)
		ep[i] = epoll_create1(0);
	ctl(ep[0], EPOLL_CTL_ADD, e, EPOLLIN, 10);
	show("1 in 2", ctl(ep[1], EPOLL_CTL_ADD, ep[0], EPOLLIN, 20));
	show("2 in 3", ctl(ep[2], EPOLL_CTL_ADD, ep[1], EPOLLIN | EPOLLET, 30));
	wait_for("quiet", ep[2], 16, 0);
	eventfd_write(e, 1);
	wait_for("outermost", ep[2], 16, 0);
	wait_for("edge: once", ep[2], 16, 0);
	wait_for("middle", ep[1], 16, 0);
	wait_for("inner", ep[0], 16, 0);
	struct pollfd p = { ep[0], POLLIN | POLLOUT, 0 };
	poll(&p, 1, 0);
	printf("poll of an instance: %#x\n", (unsigned)p.revents);
	eventfd_t v;
	eventfd_read(e, &v);
	wait_for("middle, drained", ep[1], 16, 0);
	show("a circle", ctl(ep[0], EPOLL_CTL_ADD, ep[2], EPOLLIN, 0));
	show("itself", ctl(ep[0], EPOLL_CTL_ADD, ep[0], EPOLLIN, 0));
	other = dup(ep[0]);
	show("itself by another name", ctl(ep[0], EPOLL_CTL_ADD, other, EPOLLIN, 0));
	show("read", read(ep[0], buf, 1));
	show("write", write(ep[0], buf, 1));
	close(ep[0]);
	close(other);
	eventfd_write(e, 1);
	wait_for("the inner one closed", ep[1], 16, 0);
}

static void errors(void)
{
	int ep = epoll_create1(EPOLL_CLOEXEC), e = eventfd(0, 0), p[2];
	struct epoll_event ev[2];
	int file = open("/tmp/epoll-file", O_RDWR | O_CREAT, 0600), dir = open("/", O_RDONLY);

	pipe(p);
	printf("cloexec %d\n", fcntl(ep, F_GETFD));
	show("create(0)", epoll_create(0));
	show("create1(1)", epoll_create1(1));
	show("file", ctl(ep, EPOLL_CTL_ADD, file, EPOLLIN, 0));
	show("directory", ctl(ep, EPOLL_CTL_ADD, dir, EPOLLIN, 0));
	show("no descriptor", ctl(ep, EPOLL_CTL_ADD, 9999, EPOLLIN, 0));
	show("no instance", ctl(9999, EPOLL_CTL_ADD, e, EPOLLIN, 0));
	show("not an instance", ctl(e, EPOLL_CTL_ADD, p[0], EPOLLIN, 0));
	show("modify what is not there", ctl(ep, EPOLL_CTL_MOD, e, EPOLLIN, 0));
	show("delete what is not there", ctl(ep, EPOLL_CTL_DEL, e, EPOLLIN, 0));
	show("add", ctl(ep, EPOLL_CTL_ADD, e, EPOLLIN, 0));
	show("twice", ctl(ep, EPOLL_CTL_ADD, e, EPOLLIN, 0));
	show("delete without an event", epoll_ctl(ep, EPOLL_CTL_DEL, e, NULL));
	show("add without an event", epoll_ctl(ep, EPOLL_CTL_ADD, e, NULL));
	show("unknown operation", ctl(ep, 7, e, EPOLLIN, 0));
	show("exclusive", ctl(ep, EPOLL_CTL_ADD, e, EPOLLIN | EPOLLEXCLUSIVE, 5));
	show("exclusive is not modified", ctl(ep, EPOLL_CTL_MOD, e, EPOLLIN, 5));
	show("exclusive and one-shot", ctl(ep, EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 5));
	show("wait for none", epoll_wait(ep, ev, 0, 0));
	show("wait for -1", epoll_wait(ep, ev, -1, 0));
	show("wait on a pipe", epoll_wait(p[0], ev, 1, 0));
	show("wait on nothing", epoll_wait(9999, ev, 1, 0));
	eventfd_write(e, 1);
	show("wait into nowhere", epoll_wait(ep, (struct epoll_event *)8, 1, 0));
	wait_for("the event is not lost", ep, 2, 0);
	unlink("/tmp/epoll-file");
}

static void others(void)
{
	int ep = epoll_create1(0), t = timerfd_create(CLOCK_MONOTONIC, 0), s[2];
	struct itimerspec its = { .it_value.tv_nsec = 500000000 };
	struct timespec ts = { 0, 10000000 };
	struct epoll_event e;

	ctl(ep, EPOLL_CTL_ADD, t, EPOLLIN, 1);
	timerfd_settime(t, 0, &its, NULL);
	show("pwait2 too early", syscall(SYS_epoll_pwait2, ep, &e, 1, &ts, NULL, 0));
	wait_for("timer", ep, 16, 10000);
	ctl(ep, EPOLL_CTL_DEL, t, 0, 0);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	ctl(ep, EPOLL_CTL_ADD, s[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, 2);
	wait_for("socket", ep, 16, 0);
	write(s[1], "x", 1);
	wait_for("data", ep, 16, 0);
	shutdown(s[1], SHUT_WR);
	wait_for("half closed", ep, 16, 0);
	close(s[1]);
	wait_for("closed", ep, 16, 0);
}

static void on_alarm(int signo)
{
	(void)signo;
}

static void interrupted(void)
{
	int ep = epoll_create1(0);
	struct sigaction sa = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	struct epoll_event e;
	sigset_t alarm_only, none;

	sigaction(SIGUSR1, &sa, NULL);
	sigemptyset(&none);
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGUSR1);
	sigprocmask(SIG_BLOCK, &alarm_only, NULL);
	raise(SIGUSR1);
	show("pwait that unblocks", epoll_pwait(ep, &e, 1, -1, &none));
	show("nothing pending", epoll_pwait(ep, &e, 1, 10, &none));
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	level_and_edge();
	one_shot();
	order();
	closing();
	nesting();
	errors();
	others();
	interrupted();
	return 0;
}

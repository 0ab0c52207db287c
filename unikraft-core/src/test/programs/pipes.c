// build: static dynamic musl
// flags: -pthread
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void *writes(void *end)
{
	char block[10000];

	memset(block, 'b', sizeof(block));
	for (int i = 0; i < 30; i++)
		if (write(*(int *)end, block, sizeof(block)) != sizeof(block))
			return NULL;
	close(*(int *)end);
	return NULL;
}

static long drain(int fd)
{
	char buf[777];
	long total = 0;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		total += n;
	return n < 0 ? n : total;
}

int main(void)
{
	int ends[2], pair[2];
	char buf[100];
	pthread_t thread;

	signal(SIGPIPE, SIG_IGN);
	if (pipe(ends))
		return 1;
	pthread_create(&thread, NULL, writes, &ends[1]);
	show("through the pipe", drain(ends[0]));
	pthread_join(thread, NULL);
	show("at the end", read(ends[0], buf, 1));

	if (pipe2(ends, O_NONBLOCK))
		return 1;
	show("empty", read(ends[0], buf, 1));
	long filled = 0;
	while (write(ends[1], buf, sizeof(buf)) > 0)
		filled += sizeof(buf);
	show("full", filled > 60000 ? 1 : filled);
	struct pollfd fds[2] = { { ends[0], POLLIN, 0 }, { ends[1], POLLOUT, 0 } };
	show("poll", poll(fds, 2, 0));
	printf("revents %x %x\n", fds[0].revents, fds[1].revents);
	close(ends[0]);
	show("write without a reader", write(ends[1], "x", 1));
	show("poll of it", poll(fds + 1, 1, 0));
	printf("revents %x\n", fds[1].revents);
	close(ends[1]);

	show("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	show("send", send(pair[0], "hello", 5, 0));
	show("recv", recv(pair[1], buf, sizeof(buf), 0));
	show("shutdown", shutdown(pair[0], SHUT_WR));
	show("end", recv(pair[1], buf, sizeof(buf), 0));
	show("other way", write(pair[1], "back", 4));
	show("recv", recv(pair[0], buf, sizeof(buf), MSG_DONTWAIT));
	show("nothing more", recv(pair[0], buf, sizeof(buf), MSG_DONTWAIT));
	close(pair[1]);
	show("peer gone", write(pair[0], "x", 1));

	uint64_t value = 3;
	int event = eventfd(0, EFD_NONBLOCK);
	show("eventfd empty", read(event, &value, 8));
	value = 3;
	show("add", write(event, &value, 8));
	show("add", write(event, &value, 8));
	show("read", read(event, &value, 8));
	printf("value %llu\n", (unsigned long long)value);

	int ep = epoll_create1(0);
	struct epoll_event events[4] = { { .events = EPOLLIN | EPOLLET, .data.u32 = 7 } };
	show("epoll add", epoll_ctl(ep, EPOLL_CTL_ADD, event, events));
	show("epoll add again", epoll_ctl(ep, EPOLL_CTL_ADD, event, events));
	show("none", epoll_wait(ep, events, 4, 0));
	value = 1;
	if (write(event, &value, 8) != 8)
		return 1;
	show("edge", epoll_wait(ep, events, 4, 1000));
	printf("data %u events %x\n", events[0].data.u32, events[0].events);
	show("no second edge", epoll_wait(ep, events, 4, 0));
	show("epoll of itself", epoll_ctl(ep, EPOLL_CTL_ADD, ep, events));
	int timer = timerfd_create(CLOCK_MONOTONIC, 0);
	struct itimerspec spec = { { 0, 5000000 }, { 0, 5000000 } };
	timerfd_settime(timer, 0, &spec, NULL);
	events[0] = (struct epoll_event){ .events = EPOLLIN, .data.u32 = 8 };
	epoll_ctl(ep, EPOLL_CTL_ADD, timer, events);
	show("timer", epoll_wait(ep, events, 4, 2000));
	printf("data %u\n", events[0].data.u32);
	show("expirations", read(timer, &value, 8) == 8 && value >= 1);

	if (pipe(ends))
		return 1;
	fd_set set;
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	struct timeval wait = { 0, 10000 };
	show("select", select(ends[0] + 1, &set, NULL, NULL, &wait));
	if (write(ends[1], "x", 1) != 1)
		return 1;
	FD_SET(ends[0], &set);
	wait.tv_usec = 10000;
	show("select", select(ends[0] + 1, &set, NULL, NULL, &wait));
	return 0;
}

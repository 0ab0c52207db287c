// Many threads wait on one epoll instance: each one-shot event has one winner, and none is lost.
// build: static
// flags: -pthread
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define THREADS 12
#define FILES 40
#define ROUNDS 100

static int ep, stop, fd[FILES];
static atomic_int seen[FILES], doubled, done;
static atomic_int in_work[FILES];

static void *works(void *arg)
{
	(void)arg;
	for (;;) {
		struct epoll_event e;

		if (epoll_wait(ep, &e, 1, -1) != 1)
			continue;
		if (e.data.u32 == FILES)
			return NULL;
		unsigned i = e.data.u32;
		eventfd_t v;

		if (atomic_fetch_add(&in_work[i], 1))
			atomic_fetch_add(&doubled, 1);
		eventfd_read(fd[i], &v);
		atomic_fetch_add(&seen[i], (int)v);
		atomic_fetch_sub(&in_work[i], 1);
		atomic_fetch_add(&done, (int)v);
		e.events = EPOLLIN | EPOLLONESHOT;
		epoll_ctl(ep, EPOLL_CTL_MOD, fd[i], &e);
	}
}

int main(void)
{
	pthread_t t[THREADS];
	int right = 0;

	ep = epoll_create1(0);
	stop = eventfd(0, 0);
	for (unsigned i = 0; i < FILES; i++) {
		struct epoll_event e = { .events = EPOLLIN | EPOLLONESHOT, .data.u32 = i };

		fd[i] = eventfd(0, EFD_NONBLOCK);
		epoll_ctl(ep, EPOLL_CTL_ADD, fd[i], &e);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, works, NULL);
	for (int r = 0; r < ROUNDS; r++)
		for (int i = 0; i < FILES; i++)
			eventfd_write(fd[i], 1);
	while (atomic_load(&done) < ROUNDS * FILES)
		usleep(1000);
	struct epoll_event e = { .events = EPOLLIN, .data.u32 = FILES };
	epoll_ctl(ep, EPOLL_CTL_ADD, stop, &e);
	eventfd_write(stop, 1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < FILES; i++)
		right += atomic_load(&seen[i]) == ROUNDS;
	printf("right %d of %d, two at once %d\n", right, FILES, atomic_load(&doubled));
	return 0;
}

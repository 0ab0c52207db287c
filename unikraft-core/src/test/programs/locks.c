// build: static musl
// flags: -pthread
// Record locks of the process and of open file descriptions, and flock, within one process.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#ifndef F_OFD_GETLK
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38
#endif

static const char *lock(int fd, int cmd, short type, off_t start, off_t len)
{
	struct flock fl = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len };

	return fcntl(fd, cmd, &fl) ? strerror(errno) : "ok";
}

static void get(int fd, int cmd, short type, off_t start, off_t len)
{
	struct flock fl = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len };

	if (fcntl(fd, cmd, &fl)) {
		printf("get: %s\n", strerror(errno));
		return;
	}
	if (fl.l_type == F_UNLCK)
		printf("get: free\n");
	else
		printf("get: %s [%ld, %ld) of %s\n", fl.l_type == F_WRLCK ? "write" : "read", (long)fl.l_start,
		       fl.l_len ? (long)(fl.l_start + fl.l_len) : -1L, fl.l_pid == -1 ? "a description" : "a process");
}

static void records(int a, int b)
{
	printf("process write [0, 10): %s\n", lock(a, F_SETLK, F_WRLCK, 0, 10));
	printf("again by the other descriptor: %s\n", lock(b, F_SETLK, F_WRLCK, 5, 10));
	get(b, F_GETLK, F_WRLCK, 0, 0);
	get(b, F_OFD_GETLK, F_WRLCK, 0, 0);
	printf("description in between: %s\n", lock(b, F_OFD_SETLK, F_RDLCK, 12, 1));
	printf("description behind: %s\n", lock(b, F_OFD_SETLK, F_RDLCK, 15, 10));
	get(a, F_GETLK, F_WRLCK, 0, 0);
	get(a, F_GETLK, F_RDLCK, 0, 0);
	printf("process unlock the middle [4, 6): %s\n", lock(a, F_SETLK, F_UNLCK, 4, 2));
	get(b, F_OFD_GETLK, F_WRLCK, 0, 0);
	get(b, F_OFD_GETLK, F_WRLCK, 5, 0);
	get(b, F_OFD_GETLK, F_WRLCK, 4, 2);
	printf("process read in the write lock: %s\n", lock(a, F_SETLK, F_RDLCK, 7, 2));
	get(b, F_OFD_GETLK, F_RDLCK, 7, 2);
	get(b, F_OFD_GETLK, F_WRLCK, 7, 2);
	get(b, F_OFD_GETLK, F_RDLCK, 6, 9);
	close(dup(a));
	get(b, F_OFD_GETLK, F_WRLCK, 0, 0);
}

static void descriptions(int a, int b, int r)
{
	printf("a read to the end: %s\n", lock(a, F_OFD_SETLK, F_RDLCK, 100, 0));
	printf("b read: %s\n", lock(b, F_OFD_SETLK, F_RDLCK, 150, 0));
	printf("b write: %s\n", lock(b, F_OFD_SETLK, F_WRLCK, 150, 1));
	get(b, F_OFD_GETLK, F_WRLCK, 90, 20);
	printf("a to write: %s\n", lock(a, F_OFD_SETLK, F_WRLCK, 100, 10));
	get(b, F_OFD_GETLK, F_WRLCK, 0, 0);
	printf("adjacent: %s\n", lock(a, F_OFD_SETLK, F_WRLCK, 110, 10));
	get(b, F_OFD_GETLK, F_WRLCK, 0, 0);
	printf("read-only descriptor, write: %s\n", lock(r, F_OFD_SETLK, F_WRLCK, 0, 1));
	printf("bad type: %s\n", lock(a, F_SETLK, 7, 0, 1));
	printf("negative start: %s\n", lock(a, F_SETLK, F_RDLCK, -5, 1));
	printf("negative length: %s\n", lock(a, F_SETLK, F_RDLCK, 5, -5));
	printf("too far: %s\n", lock(a, F_SETLK, F_RDLCK, 0x7fffffffffffffffL, 5));
	printf("get of unlock: %s\n", lock(a, F_GETLK, F_UNLCK, 0, 1));
	printf("bad descriptor: %s\n", lock(99, F_SETLK, F_RDLCK, 0, 1));
}

struct waiter {
	int fd;
	const char *result;
};

static void *wait_lock(void *p)
{
	struct waiter *w = p;

	w->result = lock(w->fd, F_OFD_SETLKW, F_WRLCK, 0, 0);
	return NULL;
}

static void *wait_flock(void *p)
{
	struct waiter *w = p;

	w->result = flock(w->fd, LOCK_EX) ? strerror(errno) : "ok";
	return NULL;
}

static void whole_files(const char *path)
{
	int a = open(path, O_RDWR), b = open(path, O_RDONLY), c = dup(a);

	printf("a shared: %d\n", flock(a, LOCK_SH));
	printf("b shared: %d\n", flock(b, LOCK_SH | LOCK_NB));
	printf("a exclusive: %s\n", flock(a, LOCK_EX | LOCK_NB) ? strerror(errno) : "ok");
	printf("b unlock: %d\n", flock(b, LOCK_UN));
	printf("c is a: %s\n", flock(c, LOCK_EX | LOCK_NB) ? strerror(errno) : "ok");
	printf("b exclusive: %s\n", flock(b, LOCK_EX | LOCK_NB) ? strerror(errno) : "ok");
	close(a);
	printf("after closing one of two: %s\n", flock(b, LOCK_EX | LOCK_NB) ? strerror(errno) : "ok");
	close(c);
	printf("after the other: %s\n", flock(b, LOCK_EX | LOCK_NB) ? strerror(errno) : "ok");
	printf("bad operation: %s\n", flock(b, 16) ? strerror(errno) : "ok");
	close(b);
}

static void waits(const char *path)
{
	int holder = open(path, O_RDWR);
	struct waiter w = { .fd = open(path, O_RDWR) };
	pthread_t t;

	lock(holder, F_OFD_SETLK, F_WRLCK, 0, 0);
	pthread_create(&t, NULL, wait_lock, &w);
	usleep(50000);
	printf("record lock: %s\n", w.result ? w.result : "waits");
	close(holder);
	pthread_join(t, NULL);
	printf("record lock: %s\n", w.result);
	w = (struct waiter){ .fd = open(path, O_RDWR) };
	holder = open(path, O_RDWR);
	flock(holder, LOCK_EX);
	pthread_create(&t, NULL, wait_flock, &w);
	usleep(50000);
	printf("flock: %s\n", w.result ? w.result : "waits");
	flock(holder, LOCK_UN);
	pthread_join(t, NULL);
	printf("flock: %s\n", w.result);
}

int main(void)
{
	char path[] = "/tmp/locks-XXXXXX";
	int a = mkstemp(path), b = open(path, O_RDWR), r = open(path, O_RDONLY);

	records(a, b);
	descriptions(a, b, r);
	close(a);
	close(b);
	close(r);
	whole_files(path);
	waits(path);
	unlink(path);
	return 0;
}

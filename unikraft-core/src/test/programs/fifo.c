// How FIFOs are opened: open waits for the other side, and says what it finds.
// build: static
// flags: -pthread
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void show_poll(const char *what, int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

	poll(&p, 1, 0);
	printf("%s: %#x\n", what, (unsigned)p.revents);
}

static void *opens_for_write(void *arg)
{
	struct timespec ts = { 0, 30000000 };
	int fd;

	(void)arg;
	nanosleep(&ts, NULL);
	fd = open(path, O_WRONLY);
	write(fd, "hello", 5);
	close(fd);
	return NULL;
}

int main(void)
{
	char buf[16] = "";
	struct stat st;
	pthread_t t;
	int r, w, rw;

	setvbuf(stdout, NULL, _IONBF, 0);
	strcpy(path, "/tmp/fifo-XXXXXX");
	mkdtemp(path);
	strcat(path, "/f");
	show("mkfifo", mkfifo(path, 0640));
	show("again", mkfifo(path, 0640));
	stat(path, &st);
	printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
	show("a writer that may not wait", open(path, O_WRONLY | O_NONBLOCK));
	r = open(path, O_RDONLY | O_NONBLOCK);
	show("a reader that may not wait", r);
	show_poll("before any writer", r);
	show("read", read(r, buf, 1));
	w = open(path, O_WRONLY | O_NONBLOCK);
	show("now a writer", w);
	show("read", read(r, buf, 1));
	show("write", write(w, "abc", 3));
	show_poll("data", r);
	close(w);
	show_poll("data, no writer", r);
	show("read", read(r, buf, 10));
	show_poll("after the writer", r);
	close(r);

	pthread_create(&t, NULL, opens_for_write, NULL);
	r = open(path, O_RDONLY);
	show("a reader that waited", r < 0 ? -1 : 0);
	show("read", read(r, buf, sizeof(buf)));
	printf("%.5s\n", buf);
	show("read", read(r, buf, sizeof(buf)));
	pthread_join(t, NULL);
	close(r);

	rw = open(path, O_RDWR);
	show("both", rw);
	show("write", write(rw, "xy", 2));
	show("read", read(rw, buf, 10));
	show_poll("both, empty", rw);
	write(rw, "left behind", 11);
	close(rw);
	rw = open(path, O_RDWR | O_NONBLOCK);
	show("data is gone with the last", read(rw, buf, 10));
	show("unlink", unlink(path));
	write(rw, "z", 1);
	show("still there", read(rw, buf, 10));
	return 0;
}

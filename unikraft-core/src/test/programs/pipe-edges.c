// Pipes at their limits: capacity, PIPE_BUF, packets, resizing, both kinds of end leaving.
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
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char block[70000];

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void show_poll(const char *what, int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM | POLLRDHUP, 0 };

	poll(&p, 1, 0);
	printf("%s: %#x\n", what, (unsigned)p.revents);
}

static void capacity(void)
{
	int p[2], n = 0;

	pipe2(p, O_NONBLOCK);
	show("F_GETPIPE_SZ", fcntl(p[0], F_GETPIPE_SZ));
	while (write(p[1], block, 1) == 1)
		n++;
	show("bytes one by one", n);
	show("one more", write(p[1], block, 1));
	show_poll("full, write end", p[1]);
	ioctl(p[0], FIONREAD, &n);
	show("FIONREAD", n);
	show("read 4095", read(p[0], block, 4095));
	show_poll("a page not yet free", p[1]);
	show("read 1", read(p[0], block, 1));
	show_poll("a page free", p[1]);
	show("write 5000 of which a page fits", write(p[1], block, 5000));
	show("grow", fcntl(p[1], F_SETPIPE_SZ, 100000));
	show("write 70000", write(p[1], block, 70000));
	show("shrink too far", fcntl(p[1], F_SETPIPE_SZ, 4096));
	show("zero", fcntl(p[1], F_SETPIPE_SZ, 0));
	show("negative", fcntl(p[1], F_SETPIPE_SZ, -1));
	while (read(p[0], block, sizeof(block)) > 0)
		;
	show("drained, shrink", fcntl(p[1], F_SETPIPE_SZ, 4096));
	show("write 4096 atomically", write(p[1], block, 4096));
	show("and 10 more", write(p[1], block, 10));
	show("F_GETPIPE_SZ of a file", fcntl(open("/", O_RDONLY), F_GETPIPE_SZ));
	close(p[0]);
	close(p[1]);
}

static void packets(void)
{
	int p[2];

	pipe2(p, O_DIRECT | O_NONBLOCK);
	write(p[1], "first", 5);
	write(p[1], "second", 6);
	show("read 3 of a packet", read(p[0], block, 3));
	show("the next", read(p[0], block, 100));
	show("none", read(p[0], block, 100));
	close(p[0]);
	close(p[1]);
}

static void arguments(void)
{
	int p[2];
	struct stat st;
	struct iovec v[3] = { { block, 3 }, { NULL, 0 }, { block, 4 } };

	show("bad flags", pipe2(p, O_TRUNC));
	show("bad pointer", pipe2((int *)8, 0));
	pipe(p);
	printf("fds %d %d\n", p[0], p[1]);
	fstat(p[0], &st);
	printf("mode %o\n", st.st_mode);
	show("read the write end", read(p[1], block, 1));
	show("write the read end", write(p[0], block, 1));
	show("lseek", lseek(p[0], 0, SEEK_SET));
	show("pread", pread(p[0], block, 1, 0));
	show("write nothing", write(p[1], block, 0));
	show("writev", writev(p[1], v, 3));
	show("write from nowhere", write(p[1], (void *)8, 5));
	show("read to nowhere", read(p[0], (void *)8, 5));
	show("what is left", read(p[0], block, 100));
	show("TCGETS", ioctl(p[0], TCGETS, block));
	printf("F_GETFL %#x %#x\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL));
	close(p[0]);
	close(p[1]);
}

static volatile int pipes_broken;
static void on_pipe(int signo)
{
	pipes_broken += signo == SIGPIPE;
}

static void ends(void)
{
	int p[2];

	pipe(p);
	show_poll("empty, read end", p[0]);
	show_poll("empty, write end", p[1]);
	write(p[1], "x", 1);
	show_poll("data, read end", p[0]);
	close(p[1]);
	show_poll("data, no writer", p[0]);
	show("read", read(p[0], block, 10));
	show_poll("no writer", p[0]);
	show("read", read(p[0], block, 10));
	close(p[0]);
	pipe(p);
	close(p[0]);
	signal(SIGPIPE, on_pipe);
	show_poll("no reader", p[1]);
	show("write", write(p[1], "x", 1));
	show("SIGPIPEs", pipes_broken);
	show("write nothing", write(p[1], "x", 0));
	close(p[1]);
}

static int fds[2];
static void *writer(void *arg)
{
	char c = *(char *)arg;
	char mine[512];

	memset(mine, c, sizeof(mine));
	for (int i = 0; i < 300; i++)
		write(fds[1], mine, sizeof(mine));
	return NULL;
}

/* Writes of at most PIPE_BUF are not mixed, though they block half-way. */
static void atomicity(void)
{
	pthread_t t[4];
	char names[4] = "abcd", got[512];
	int mixed = 0, count[4] = { 0 };

	pipe(fds);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, writer, &names[i]);
	for (int i = 0; i < 4 * 300; i++) {
		size_t n = 0;

		while (n < sizeof(got))
			n += (size_t)read(fds[0], got + n, sizeof(got) - n);
		for (size_t k = 1; k < sizeof(got); k++)
			mixed += got[k] != got[0];
		count[got[0] - 'a']++;
	}
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	printf("mixed %d, counts %d %d %d %d\n", mixed, count[0], count[1], count[2], count[3]);
}

static void *closes_later(void *arg)
{
	struct timespec ts = { 0, 50000000 };

	nanosleep(&ts, NULL);
	close(*(int *)arg);
	return NULL;
}

static void blocked(void)
{
	pthread_t t;
	int p[2];
	long n;

	pipe(p);
	pthread_create(&t, NULL, closes_later, &p[1]);
	show("a blocked read when the writer goes", read(p[0], block, 1));
	pthread_join(t, NULL);
	close(p[0]);
	pipe(p);
	pthread_create(&t, NULL, closes_later, &p[0]);
	n = write(p[1], block, sizeof(block));
	show("a blocked write when the reader goes", n);
	show("and then", write(p[1], block, 1));
	pthread_join(t, NULL);
	close(p[1]);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	capacity();
	packets();
	arguments();
	ends();
	atomicity();
	blocked();
	return 0;
}

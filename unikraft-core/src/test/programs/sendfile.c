// sendfile(2) into sockets, pipes and files: offsets, ends, time-outs, what it refuses.
// build: static
// flags: -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONG 3000000

static unsigned char data[100000];

static void show(const char *what, long r)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, r, r < 0 ? " " : "", r < 0 ? strerror(saved) : "");
}

static void connected(int s[2])
{
	int l = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = { AF_INET, 0, { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(a);

	bind(l, (void *)&a, sizeof(a));
	listen(l, 1);
	getsockname(l, (void *)&a, &n);
	s[0] = socket(AF_INET, SOCK_STREAM, 0);
	connect(s[0], (void *)&a, sizeof(a));
	s[1] = accept(l, NULL, NULL);
	close(l);
}

static int file(void)
{
	char name[] = "/tmp/sendfile-XXXXXX";
	int f = mkstemp(name);

	unlink(name);
	for (int i = 0; i < LONG; i += 1000) {
		memset(data, 'a' + i / 1000 % 26, 1000);
		write(f, data, 1000);
	}
	lseek(f, 0, SEEK_SET);
	return f;
}

static void *reader(void *arg)
{
	int s = *(int *)arg;
	unsigned long sum = 5381, n = 0;
	long r;

	while ((r = read(s, data, sizeof(data))) > 0) {
		for (long i = 0; i < r; i++)
			sum = sum * 33 + data[i];
		n += r;
	}
	printf("read %lu bytes, sum %lx\n", n, sum);
	return NULL;
}

int main(void)
{
	int f = file(), s[2], p[2], u = socket(AF_INET, SOCK_DGRAM, 0), w = open("/tmp/sendfile-out", O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct sockaddr_in a = { AF_INET, 0, { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	off_t offset = 2999990;
	pthread_t t;
	long n = 0, r;

	signal(SIGPIPE, SIG_IGN);
	connected(s);
	show("ten from the end", sendfile(s[0], f, &offset, 100));
	show("offset", offset);
	show("position", lseek(f, 0, SEEK_CUR));
	show("at the end", sendfile(s[0], f, &offset, 100));
	show("read", read(s[1], data, 100));
	pthread_create(&t, NULL, reader, &s[1]);
	while (n < LONG && (r = sendfile(s[0], f, NULL, LONG - n)) > 0)
		n += r;
	show("all", n);
	show("position", lseek(f, 0, SEEK_CUR));
	shutdown(s[0], SHUT_WR);
	pthread_join(t, NULL);
	show("after shutdown", (lseek(f, 0, SEEK_SET), sendfile(s[0], f, NULL, 10)));
	show("position", lseek(f, 0, SEEK_CUR));
	close(s[0]);
	close(s[1]);

	connected(s);
	fcntl(s[0], F_SETFL, O_NONBLOCK);
	n = 0;
	offset = 0;
	while ((r = sendfile(s[0], f, &offset, 1 << 20)) >= 0) {
		n += r;
		if (!r)
			offset = 0;
	}
	show("full", r);
	printf("offset is what was sent: %d\n", offset == n % LONG && n > 0);
	close(s[0]);
	close(s[1]);

	pipe(p);
	offset = 0;
	show("into a pipe", sendfile(p[1], f, &offset, 5000));
	show("read", read(p[0], data, 10000));
	show("from a pipe", sendfile(w, p[0], NULL, 10));
	show("from a socket", sendfile(w, u, NULL, 10));
	show("into a file", sendfile(w, f, &offset, 7000));
	show("length", lseek(w, 0, SEEK_END));
	fcntl(w, F_SETFL, O_APPEND);
	show("appending", sendfile(w, f, &offset, 10));
	offset = -1;
	show("before the start", sendfile(p[1], f, &offset, 10));
	show("bad descriptor", sendfile(99, f, NULL, 10));
	bind(u, (void *)&a, sizeof(a));
	getsockname(u, (void *)&a, &len);
	connect(u, (void *)&a, len);
	offset = 0;
	show("datagram", sendfile(u, f, &offset, 500));
	show("read", recv(u, data, 1000, MSG_DONTWAIT));
	show("nothing", sendfile(u, f, &offset, 0));
	close(p[0]);
	show("broken pipe", sendfile(p[1], f, &offset, 10));
	return 0;
}

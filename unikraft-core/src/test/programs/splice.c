// splice(2): files and sockets into pipes and back, offsets, non-blocking, what it refuses.
// build: static
// flags: -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char data[200000];

static void show(const char *what, long r)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, r, r < 0 ? " " : "", r < 0 ? strerror(saved) : "");
}

int main(void)
{
	int p[2], q[2], s[2], f = open("/tmp/splice-test", O_RDWR | O_CREAT | O_TRUNC, 0600), w = open("/tmp/splice-out", O_RDWR | O_CREAT | O_TRUNC, 0600);
	loff_t off = 10, out = 5;
	char text[] = "abcdefghijklmnopqrstuvwxyz";

	signal(SIGPIPE, SIG_IGN);
	pipe(p);
	pipe(q);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	for (int i = 0; i < 4000; i++)
		write(f, text, 26);
	lseek(f, 0, SEEK_SET);
	show("file into a pipe", splice(f, &off, p[1], NULL, 10, 0));
	show("offset", off);
	show("position", lseek(f, 0, SEEK_CUR));
	show("pipe into a socket", splice(p[0], NULL, s[0], NULL, 100, 0));
	show("read", read(s[1], data, 100));
	printf("%.10s\n", data);
	show("until full", splice(f, NULL, p[1], NULL, 200000, 0));
	show("position", lseek(f, 0, SEEK_CUR));
	show("full", splice(f, NULL, p[1], NULL, 10, SPLICE_F_NONBLOCK));
	show("pipe into a pipe", splice(p[0], NULL, q[1], NULL, 5000, 0));
	show("pipe into a file", splice(q[0], NULL, w, &out, 3000, 0));
	show("offset", out);
	show("length", lseek(w, 0, SEEK_END));
	show("the rest", splice(p[0], NULL, w, NULL, 200000, 0));
	show("length", lseek(w, 0, SEEK_END));
	pread(w, data, 100, 5);
	printf("%.20s\n", data);
	show("empty", splice(p[0], NULL, w, NULL, 10, SPLICE_F_NONBLOCK));
	write(s[1], "from a socket", 13);
	show("socket into a pipe", splice(s[0], NULL, p[1], NULL, 100, SPLICE_F_MOVE | SPLICE_F_MORE));
	show("read", read(p[0], data, 100));
	show("nothing there", splice(s[0], NULL, p[1], NULL, 100, SPLICE_F_NONBLOCK));
	close(s[1]);
	show("end of the socket", splice(s[0], NULL, p[1], NULL, 100, 0));
	show("file into a file", splice(f, NULL, w, NULL, 10, 0));
	show("pipe into itself", splice(p[0], NULL, p[1], NULL, 10, 0));
	show("offset of a pipe", splice(p[0], &off, w, NULL, 10, 0));
	show("offset of a socket", splice(s[0], &off, p[1], NULL, 10, 0));
	show("wrong way", splice(p[1], NULL, w, NULL, 10, 0));
	show("flags", splice(f, NULL, p[1], NULL, 10, 16));
	show("no bytes", splice(99, NULL, p[1], NULL, 0, 16));
	show("bad descriptor", splice(99, NULL, p[1], NULL, 10, 0));
	off = -1;
	show("before the start", splice(f, &off, p[1], NULL, 10, 0));
	off = 1000000;
	show("behind the end", splice(f, &off, p[1], NULL, 10, 0));
	write(p[1], "x", 1);
	fcntl(w, F_SETFL, O_APPEND);
	show("appending", splice(p[0], NULL, w, NULL, 10, 0));
	close(q[0]);
	show("nobody reads", splice(f, NULL, q[1], NULL, 10, 0));
	close(p[1]);
	show("the last", splice(p[0], NULL, s[0], NULL, 10, 0));
	show("read", read(p[0], data, 10));
	fcntl(w, F_SETFL, 0);
	show("end", splice(p[0], NULL, w, NULL, 10, 0));
	unlink("/tmp/splice-test");
	unlink("/tmp/splice-out");
	return 0;
}

// build: static dynamic
// sendfile, copy_file_range, vectors with offsets and flags, O_APPEND, /dev files: results and positions.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void show(const char *what, long r)
{
	if (r < 0)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %ld\n", what, r);
}

static long at(int fd)
{
	return lseek(fd, 0, SEEK_CUR);
}

static int make(const char *name, size_t size)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);

	for (size_t i = 0; i < size; i++)
		write(fd, &"0123456789abcdef"[i % 16], 1);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void contents(const char *name)
{
	char buf[64] = "";
	int fd = open(name, O_RDONLY);
	ssize_t n = read(fd, buf, sizeof(buf) - 1);

	printf("%s holds %zd: %s\n", name, n, buf);
	close(fd);
}

static void sends(void)
{
	int in = make("in", 20), out = make("out", 0), pipes[2], dir = open(".", O_RDONLY), big = make("big", 9000);
	int pair[2];
	off_t offset = 4;
	static char buf[20000];

	pipe(pipes);
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	show("sendfile", sendfile(out, in, NULL, 7));
	printf("positions %ld %ld\n", at(in), at(out));
	show("with an offset", sendfile(out, in, &offset, 3));
	printf("positions %ld %ld, offset %ld\n", at(in), at(out), (long)offset);
	show("to the end", sendfile(out, in, NULL, 1000));
	show("at the end", sendfile(out, in, NULL, 1000));
	contents("out");
	offset = -1;
	show("negative", sendfile(out, in, &offset, 3));
	show("from a pipe with an offset", sendfile(out, pipes[0], &(off_t){ 0 }, 3));
	show("from a directory", sendfile(out, dir, NULL, 3));
	show("to a read-only file", sendfile(open("out", O_RDONLY), big, NULL, 3));
	show("from a write-only file", sendfile(out, open("in", O_WRONLY), NULL, 3));
	show("to an appending file", sendfile(open("out", O_WRONLY | O_APPEND), big, NULL, 3));
	show("from none", sendfile(out, 99, NULL, 3));
	show("to a pipe", sendfile(pipes[1], big, NULL, 9000));
	show("it arrives", read(pipes[0], buf, sizeof(buf)));
	printf("at 4099 %c, at 8999 %c\n", buf[4099], buf[8999]);
	offset = 100;
	show("to a socket", sendfile(pair[0], big, &offset, 5000));
	show("it arrives", read(pair[1], buf, sizeof(buf)));
	fcntl(pipes[1], F_SETFL, O_NONBLOCK);
	offset = 0;
	for (int i = 0; i < 20; i++)
		if (sendfile(pipes[1], big, &(off_t){ 0 }, 9000) < 0) {
			show("a full pipe", -1);
			break;
		}
}

static void ranges(void)
{
	int in = make("in", 20), out = make("out", 8), pipes[2], dir = open(".", O_RDONLY);
	loff_t i = 2, o = 4;

	pipe(pipes);
	show("copy_file_range", copy_file_range(in, NULL, out, NULL, 5, 0));
	printf("positions %ld %ld\n", at(in), at(out));
	show("with offsets", copy_file_range(in, &i, out, &o, 10, 0));
	printf("positions %ld %ld, offsets %ld %ld\n", at(in), at(out), (long)i, (long)o);
	contents("out");
	show("behind the end", copy_file_range(in, &(loff_t){ 100 }, out, NULL, 5, 0));
	show("flags", copy_file_range(in, NULL, out, NULL, 5, 1));
	show("a directory", copy_file_range(dir, NULL, out, NULL, 5, 0));
	show("a pipe", copy_file_range(in, NULL, pipes[1], NULL, 5, 0));
	show("appending", copy_file_range(in, NULL, open("out", O_WRONLY | O_APPEND), NULL, 5, 0));
	show("itself, apart", copy_file_range(in, &(loff_t){ 0 }, in, &(loff_t){ 20 }, 10, 0));
	show("itself, overlapping", copy_file_range(in, &(loff_t){ 0 }, in, &(loff_t){ 5 }, 10, 0));
	contents("in");
}

static void vectors(void)
{
	int fd = make("v", 16), ro = open("v", O_RDONLY), pipes[2];
	char a[4] = "", b[4] = "", c[4] = "";
	struct iovec v[3] = { { a, 3 }, { b, 0 }, { c, 3 } }, many[1025], bad[2] = { { a, 3 }, { (void *)8, 3 } };

	pipe(pipes);
	show("readv", readv(fd, v, 3));
	printf("<%s> <%s> <%s>\n", a, b, c);
	show("preadv", preadv(fd, v, 3, 12));
	printf("<%s> <%s> position %ld\n", a, c, at(fd));
	show("preadv2 at the position", preadv2(fd, v, 3, -1, 0));
	show("preadv2 bad flags", preadv2(fd, v, 3, 0, 0x40000000));
	show("preadv2 at once", preadv2(fd, v, 3, 0, RWF_NOWAIT));
	show("pwritev2 append", pwritev2(fd, v, 3, 0, RWF_APPEND));
	contents("v");
	printf("position %ld\n", at(fd));
	show("writev read-only", writev(ro, v, 3));
	show("no vectors", readv(fd, v, 0));
	for (int i = 0; i < 1025; i++)
		many[i] = (struct iovec){ a, 1 };
	show("1024 vectors", preadv(fd, many, 1024, 0));
	show("1025 vectors", syscall(SYS_readv, fd, many, 1025));
	v[1].iov_len = SSIZE_MAX;
	v[1].iov_len++;
	show("negative length", syscall(SYS_readv, fd, v, 3));
	show("a bad one behind a good one", pwritev(fd, bad, 2, 0));
	show("preadv of a pipe", preadv(pipes[0], v, 1, 0));
	show("pread negative", pread(fd, a, 1, -1));
	show("bad address", syscall(SYS_read, fd, (void *)-4096L, 1));
	lseek(fd, 100, SEEK_SET);
	show("behind the end", read(fd, a, 1));
	show("nothing to a bad address", write(fd, NULL, 0));
	show("read of nothing from none", read(99, NULL, 0));
}

static void appending(void)
{
	int fd = open("ap", O_RDWR | O_CREAT | O_APPEND, 0644), other = open("ap", O_WRONLY);

	write(fd, "abc", 3);
	write(other, "XY", 2);
	lseek(fd, 0, SEEK_SET);
	write(fd, "d", 1);
	show("pwrite appends too", pwrite(fd, "e", 1, 0));
	contents("ap");
	fcntl(fd, F_SETFL, 0);
	lseek(fd, 0, SEEK_SET);
	write(fd, "Z", 1);
	contents("ap");
	show("O_TRUNC", close(open("ap", O_WRONLY | O_TRUNC)));
	contents("ap");
	int unnamed = open(".", O_TMPFILE | O_RDWR, 0600);
	struct stat st;
	show("O_TMPFILE", unnamed >= 0);
	write(unnamed, "unnamed", 7);
	fstat(unnamed, &st);
	printf("links %lu\n", (unsigned long)st.st_nlink);
	show("linkat", linkat(unnamed, "", AT_FDCWD, "named", AT_EMPTY_PATH));
	contents("named");
	show("O_TMPFILE read-only", open(".", O_TMPFILE | O_RDONLY, 0600));
	show("O_TMPFILE of a file", open("ap", O_TMPFILE | O_RDWR, 0600));
}

int main(void)
{
	char template[] = "/dev/shm/copying-XXXXXX";

	setvbuf(stdout, NULL, _IONBF, 0);
	if (!mkdtemp(template) || chdir(template))
		return 1;
	sends();
	ranges();
	vectors();
	appending();
	return 0;
}

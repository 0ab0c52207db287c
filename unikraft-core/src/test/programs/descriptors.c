// build: static dynamic musl
// Descriptors: the lowest number is given, dup and fcntl in all forms, close-on-exec, close_range, limits.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void show(const char *what, long r)
{
	if (r < 0)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %ld\n", what, r);
}

static void open_ones(void)
{
	printf("open:");
	for (int i = 0; i < 1100; i++) {
		int flags = fcntl(i, F_GETFD);

		if (flags >= 0)
			printf(" %d%s", i, flags ? "c" : "");
	}
	putchar('\n');
}

static void duplicates(void)
{
	show("open", open("/dev/null", O_RDONLY));
	show("open close-on-exec", open("/dev/null", O_RDONLY | O_CLOEXEC));
	show("dup", dup(3));
	show("dup2", dup2(4, 20));
	show("dup2 to itself", dup2(4, 4));
	show("dup2 of none", dup2(50, 50));
	show("dup2 to a large one", dup2(4, 1 << 20));
	show("dup2 to -1", dup2(4, -1));
	show("dup3 close-on-exec", dup3(3, 21, O_CLOEXEC));
	show("dup3 to itself", dup3(3, 3, 0));
	show("dup3 bad flags", dup3(3, 22, O_APPEND));
	show("F_DUPFD", fcntl(3, F_DUPFD, 10));
	show("F_DUPFD", fcntl(3, F_DUPFD, 10));
	show("F_DUPFD_CLOEXEC", fcntl(3, F_DUPFD_CLOEXEC, 0));
	show("F_DUPFD too large", fcntl(3, F_DUPFD, 1 << 20));
	show("F_DUPFD negative", fcntl(3, F_DUPFD, -1));
	open_ones();
	show("close", close(4));
	show("lowest", open("/dev/null", O_WRONLY));
	show("F_SETFD", fcntl(3, F_SETFD, FD_CLOEXEC));
	show("FIONCLEX", ioctl(3, FIONCLEX));
	show("FIOCLEX", ioctl(4, FIOCLEX));
	open_ones();
}

static void flags(void)
{
	char template[] = "/tmp/descriptors-XXXXXX";
	int fd = mkstemp(template), other = dup(fd), on = 1, left;

	show("getfl", fcntl(fd, F_GETFL) & ~O_LARGEFILE & ~0100000);
	show("setfl", fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_WRONLY | O_CREAT));
	show("getfl of the other", fcntl(other, F_GETFL) & ~0100000);
	show("FIONBIO off", ioctl(fd, FIONBIO, &(int){ 0 }));
	show("getfl", fcntl(other, F_GETFL) & ~0100000);
	show("FIONBIO on", ioctl(fd, FIONBIO, &on));
	show("getfl", fcntl(other, F_GETFL) & ~0100000);
	write(fd, "12345", 5);
	lseek(fd, 2, SEEK_SET);
	show("FIONREAD", ioctl(fd, FIONREAD, &left));
	show("left", left);
	show("TCGETS", ioctl(fd, 0x5401, template));
	show("bad fcntl", fcntl(fd, 999));
	show("of none", fcntl(99, F_GETFL));
	show("F_GETPIPE_SZ of a file", fcntl(fd, F_GETPIPE_SZ));
	int path = open(template, O_PATH);
	show("path getfl", fcntl(path, F_GETFL) & ~0100000);
	show("path setfl", fcntl(path, F_SETFL, 0));
	show("path ioctl", ioctl(path, FIONREAD, &left));
	show("path fchmod", fchmod(path, 0600));
	show("path lseek", lseek(path, 0, SEEK_SET));
	show("path getfd", fcntl(path, F_GETFD));
	show("directory getfl", fcntl(open("/tmp", O_RDONLY | O_DIRECTORY), F_GETFL) & ~0100000);
	unlink(template);
}

static void ranges(void)
{
	for (int i = 40; i < 50; i++)
		dup2(3, i);
	show("close_range", syscall(SYS_close_range, 42, 44, 0));
	show("close-on-exec", syscall(SYS_close_range, 46, 47, 4));
	show("reversed", syscall(SYS_close_range, 9, 8, 0));
	show("bad flags", syscall(SYS_close_range, 9, 9, 64));
	open_ones();
	show("all the rest", syscall(SYS_close_range, 3, ~0U, 0));
	open_ones();
}

static void limit(void)
{
	struct rlimit l = { 10, 4096 };
	int fd, count = 0;

	setrlimit(RLIMIT_NOFILE, &l);
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		count++;
	printf("%d more, then %s\n", count, strerror(errno));
	show("dup", dup(0));
	show("dup2", dup2(0, 10));
	int pipes[2];
	close(9);
	show("pipe with one free", pipe(pipes));
	show("F_DUPFD at the limit", fcntl(0, F_DUPFD, 10));
	show("the free one", open("/dev/null", O_RDONLY));
	l.rlim_cur = 2000;
	setrlimit(RLIMIT_NOFILE, &l);
	show("large", dup2(0, 1999));
	show("closed", close(1999));
	show("twice", close(1999));
}

int main(void)
{
	duplicates();
	flags();
	syscall(SYS_close_range, 3, ~0U, 0);
	dup2(0, 3);
	ranges();
	limit();
	return 0;
}

// build: static musl
// Holes: fallocate, SEEK_DATA and SEEK_HOLE, sizes and limits, on tmpfs.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096L
#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

static void show(const char *what, long r)
{
	if (r < 0)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %ld\n", what, r);
}

static void map_of(int fd)
{
	struct stat st;
	off_t at = 0;

	fstat(fd, &st);
	printf("size %ld, blocks %ld:", (long)st.st_size, (long)st.st_blocks);
	while ((at = lseek(fd, at, SEEK_DATA)) >= 0) {
		off_t end = lseek(fd, at, SEEK_HOLE);

		printf(" [%ld, %ld)", (long)at, (long)end);
		at = end;
	}
	printf(" then %s\n", strerror(errno));
}

int main(void)
{
	int fd = open("/dev/shm/sparse", O_RDWR | O_CREAT | O_EXCL, 0600);
	char buf[3] = "abc";

	unlink("/dev/shm/sparse");
	map_of(fd);
	show("write far out", pwrite(fd, buf, 3, 10 * PAGE + 5));
	map_of(fd);
	show("write at 2 pages", pwrite(fd, buf, 3, 2 * PAGE));
	map_of(fd);
	show("very far", pwrite(fd, buf, 1, 1L << 40));
	map_of(fd);
	show("truncate", ftruncate(fd, 11 * PAGE));
	show("allocate", fallocate(fd, 0, 4 * PAGE + 1, PAGE));
	map_of(fd);
	show("allocate behind the end, keep size", fallocate(fd, FALLOC_FL_KEEP_SIZE, 20 * PAGE, 2 * PAGE));
	map_of(fd);
	show("allocate behind the end", fallocate(fd, 0, 12 * PAGE, 100));
	map_of(fd);
	show("punch", fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 2 * PAGE, 3 * PAGE));
	map_of(fd);
	show("punch inside a page", fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 10 * PAGE + 6, 1));
	show("read", pread(fd, buf, 3, 10 * PAGE + 5));
	printf("%c %d %c\n", buf[0], buf[1], buf[2]);
	show("punch beyond the end", fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 100 * PAGE, PAGE));
	show("punch without keeping the size", fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, PAGE));
	show("collapse", fallocate(fd, 8 /* FALLOC_FL_COLLAPSE_RANGE */, 0, PAGE));
	show("no length", fallocate(fd, 0, 0, 0));
	show("negative", fallocate(fd, 0, -1, 1));
	show("too far", fallocate(fd, 0, 0x7fffffffffffffffL, 1));
	show("unknown mode", fallocate(fd, 0x1000, 0, 1));
	show("posix_fallocate", posix_fallocate(fd, 0, PAGE));
	map_of(fd);
	show("data behind the end", lseek(fd, 100 * PAGE, SEEK_DATA));
	show("hole at -1", lseek(fd, -1, SEEK_HOLE));
	show("whence 9", lseek(fd, 0, 9));
	show("the largest size", ftruncate(fd, 0x7fffffffffffffffL) ? -1 : 0);
	show("negative size", ftruncate(fd, -1));
	show("write at the limit", pwrite(fd, buf, 1, 0x7fffffffffffffffL));
	show("seek to the limit", lseek(fd, 0x7fffffffffffffffL, SEEK_SET) < 0 ? -1 : 0);
	int pipes[2];
	pipe(pipes);
	show("of a pipe", fallocate(pipes[1], 0, 0, 1));
	show("seek in a pipe", lseek(pipes[0], 0, SEEK_SET));
	show("pread of a pipe", pread(pipes[0], buf, 1, 0));
	show("truncate a pipe", ftruncate(pipes[1], 0));
	int ro = open("/dev/null", O_RDONLY);
	show("of a read-only file", fallocate(ro, 0, 0, 1));
	show("truncate a read-only file", ftruncate(ro, 0));
	show("truncate a directory", truncate("/tmp", 0));
	show("truncate nothing", truncate("/tmp/nothing-of-that-name", 0));
	return 0;
}

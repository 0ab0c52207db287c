// build: static dynamic musl
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld", what, result);
	if (result < 0)
		printf(" (%s)", strerror(saved));
	putchar('\n');
}

static void stat_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0) {
		printf("%s: %s\n", path, strerror(errno));
		return;
	}
	printf("%s: mode %o, %ld bytes, %ld links\n", path, st.st_mode, S_ISDIR(st.st_mode) ? 0L : (long)st.st_size,
	       S_ISDIR(st.st_mode) ? 0L : (long)st.st_nlink);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *path)
{
	DIR *dir = opendir(path);
	char *names[300];
	int n = 0;

	if (!dir) {
		show("opendir", -1);
		return;
	}
	for (struct dirent *e; (e = readdir(dir));)
		names[n++] = strdup(e->d_name);
	closedir(dir);
	qsort(names, n, sizeof(*names), by_name);
	printf("%s has %d:", path, n);
	for (int i = 0; i < n; i++)
		if (n < 20 || i % 50 == 0)
			printf(" %s", names[i]);
	putchar('\n');
}

int main(void)
{
	void *volatile nowhere = (void *)8;
	char template[] = "/tmp/files-XXXXXX", buf[64];

	umask(022);
	if (!mkdtemp(template) || chdir(template) < 0)
		return 1;

	int fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0640);
	show("create", fd >= 0);
	show("create again", open("a", O_RDWR | O_CREAT | O_EXCL, 0640));
	show("write", write(fd, "0123456789", 10));
	show("pwrite", pwrite(fd, "XY", 2, 4));
	show("lseek past the end", lseek(fd, 20, SEEK_SET));
	show("write there", write(fd, "end", 3));
	show("pread", pread(fd, buf, sizeof(buf), 0));
	printf("%.10s|%d %d|%.3s\n", buf, buf[10], buf[19], buf + 20);
	show("lseek data", lseek(fd, 0, SEEK_CUR));
	show("lseek before the start", lseek(fd, -1, SEEK_SET));
	show("ftruncate", ftruncate(fd, 5));
	stat_of("a");
	show("ftruncate longer", ftruncate(fd, 8192));
	stat_of("a");
	show("readv", preadv(fd, (struct iovec[]){ { buf, 3 }, { buf + 10, 2 } }, 2, 0));
	printf("%.3s %.2s\n", buf, buf + 10);
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	show("mmap", map != MAP_FAILED);
	memcpy(map + 100, "mapped", 6);
	show("pread of what was mapped", pread(fd, buf, 6, 100));
	printf("%.6s\n", buf);
	show("pwrite", pwrite(fd, "written", 7, 5000));
	printf("%.7s\n", map + 5000);
	show("msync", msync(map, 8192, MS_SYNC));
	show("munmap", munmap(map, 8192));
	show("flock", flock(fd, LOCK_EX | LOCK_NB));
	show("read of a write-only file", read(open("b", O_WRONLY | O_CREAT, 0600), buf, 1));
	show("write to a read-only file", write(open("a", O_RDONLY), buf, 1));
	int append = open("b", O_WRONLY | O_APPEND);
	show("append", write(append, "one", 3));
	lseek(append, 0, SEEK_SET);
	show("append", write(append, "two", 3));
	stat_of("b");
	int copy = dup(append);
	show("dup shares the offset", lseek(copy, 0, SEEK_CUR));
	show("close", close(append));
	show("close again", close(append));
	show("fcntl getfl", fcntl(copy, F_GETFL) & (O_ACCMODE | O_APPEND));

	show("link", link("b", "c"));
	stat_of("c");
	show("symlink", symlink("d/../b", "s"));
	show("readlink", readlink("s", buf, sizeof(buf)));
	stat_of("s");
	show("open a dangling way", open("s", O_RDONLY));
	show("mkdir", mkdir("d", 0777));
	show("open through the link", open("s", O_RDONLY) >= 0);
	show("nofollow", open("s", O_RDONLY | O_NOFOLLOW));
	show("loop", symlink("loop", "loop") ? -1 : open("loop", O_RDONLY));
	show("mkdir again", mkdir("d", 0777));
	show("rename file over directory", rename("c", "d"));
	show("rename", rename("c", "d/c"));
	show("rmdir of a full one", rmdir("d"));
	show("rename directory", rename("d", "e"));
	stat_of("e");
	stat_of("e/c");
	show("rename into itself", rename("e", "e/f"));
	show("file as directory", open("a/x", O_RDONLY));
	show("directory as file", open("e", O_WRONLY));
	show("unlink of a directory", unlink("e"));
	show("no such file", open("nothing", O_RDONLY));
	show("name too long", open(memset(calloc(1, 300), 'n', 299), O_RDONLY));
	show("empty name", open("", O_RDONLY));
	for (int i = 0; i < 200; i++) {
		snprintf(buf, sizeof(buf), "e/%03d", i);
		close(open(buf, O_WRONLY | O_CREAT, 0666));
	}
	list("e");
	list(".");
	int dir = open("e", O_RDONLY | O_DIRECTORY);
	show("openat", openat(dir, "007", O_RDONLY) >= 0);
	show("unlinkat", unlinkat(dir, "007", 0));
	show("faccessat", faccessat(dir, "007", F_OK, 0));
	show("chmod", chmod("a", 0400));
	stat_of("a");
	show("unlink while open", unlink("a"));
	show("pread of the unlinked", pread(fd, buf, 4, 0));
	show("bad pointer", write(copy, nowhere, 4));
	show("getcwd", strcmp(getcwd(buf, sizeof(buf)), template));
	show("getcwd too small", getcwd(buf, 2) ? 0 : -1);
	struct timespec times[2] = { { 1000, 5 }, { 2000, 7 } };
	struct stat st;
	show("utimensat", utimensat(AT_FDCWD, "b", times, 0));
	stat("b", &st);
	printf("%ld.%09ld %ld.%09ld\n", st.st_atim.tv_sec, st.st_atim.tv_nsec, st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	return 0;
}

// build: static dynamic musl
// user: root
// Directories: what readdir gives while names come and go, seeking, types, small buffers, the current one removed.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static void touch(const char *fmt, int i)
{
	char name[300];

	snprintf(name, sizeof(name), fmt, i);
	close(open(name, O_CREAT | O_WRONLY, 0644));
}

/* All names are seen once each, though every second one is removed on the way. */
static void removal(void)
{
	static int seen[3000];
	struct dirent *e;
	int twice = 0, missing = 0, dots = 0;

	mkdir("r", 0755);
	for (int i = 0; i < 3000; i++)
		touch("r/%d", i);
	DIR *dir = opendir("r");
	while ((e = readdir(dir))) {
		char path[300];
		int i = atoi(e->d_name);

		if (e->d_name[0] == '.') {
			dots++;
			continue;
		}
		twice += seen[i]++ > 0;
		snprintf(path, sizeof(path), "r/%s", e->d_name);
		if (i % 2)
			unlink(path);
	}
	for (int i = 0; i < 3000; i++)
		missing += !seen[i];
	printf("twice %d, missing %d, dots %d\n", twice, missing, dots);
	rewinddir(dir);
	int left = 0;
	while ((e = readdir(dir)))
		left++;
	printf("left %d\n", left);
	closedir(dir);
}

static void seeking(void)
{
	mkdir("s", 0755);
	for (int i = 0; i < 20; i++)
		touch("s/%d", i);
	DIR *dir = opendir("s");
	long places[30];
	char *names[30];
	int n = 0, wrong = 0;
	struct dirent *e;

	for (places[0] = telldir(dir); (e = readdir(dir)); places[++n] = telldir(dir))
		names[n] = strdup(e->d_name);
	printf("%d entries\n", n);
	for (int i = n - 1; i >= 0; i--) {
		seekdir(dir, places[i]);
		e = readdir(dir);
		wrong += !e || strcmp(e->d_name, names[i]);
	}
	printf("wrong after seekdir: %d\n", wrong);
	seekdir(dir, places[n]);
	printf("at the end: %s\n", readdir(dir) ? "an entry" : "nothing");
	closedir(dir);
}

static void types(void)
{
	static const char *const names[] = { "file", "dir", "link", "fifo", "null", NULL };
	struct dirent *e;

	mkdir("t", 0755);
	touch("t/file", 0);
	mkdir("t/dir", 0755);
	symlink("x", "t/link");
	mkfifo("t/fifo", 0644);
	mknod("t/null", S_IFCHR | 0644, 0x103);
	for (int i = 0; names[i]; i++) {
		DIR *dir = opendir("t");

		while ((e = readdir(dir)))
			if (!strcmp(e->d_name, names[i]))
				printf("%s is of type %d\n", e->d_name, e->d_type);
		closedir(dir);
	}
}

static void small(void)
{
	char buf[4096], name[256];
	int fd = open("t", O_RDONLY);

	show("too small", syscall(SYS_getdents64, fd, buf, 20));
	show("bad address", syscall(SYS_getdents64, fd, (char *)8, 4096));
	show("of a file", syscall(SYS_getdents64, open("t/file", O_RDONLY), buf, sizeof(buf)));
	int count = 0, calls = 0;
	long n;
	while ((n = syscall(SYS_getdents64, fd, buf, 32)) > 0) {
		calls++;
		for (long at = 0; at < n; at += *(unsigned short *)(buf + at + 16))
			count++;
	}
	printf("%d entries in %d calls, then %ld\n", count, calls, n);
	lseek(fd, 0, SEEK_SET);
	printf("again: %d\n", syscall(SYS_getdents64, fd, buf, sizeof(buf)) > 0);
	memset(name, 'l', 255);
	name[255] = 0;
	mkdir("long", 0755);
	chdir("long");
	touch(name, 0);
	DIR *dir = opendir(".");
	struct dirent *e;
	while ((e = readdir(dir)))
		if (e->d_name[0] == 'l')
			printf("a name of %zu\n", strlen(e->d_name));
	unlink(name);
	chdir("..");
	rmdir("long");
	rewinddir(dir);
	errno = 0;
	e = readdir(dir);
	printf("removed: %s\n", e ? e->d_name : strerror(errno));
}

static void links(void)
{
	struct stat st;

	mkdir("n", 0755);
	stat("n", &st);
	printf("%lu", (unsigned long)st.st_nlink);
	mkdir("n/a", 0755);
	mkdir("n/b", 0755);
	touch("n/f", 0);
	stat("n", &st);
	printf(" %lu", (unsigned long)st.st_nlink);
	rename("n/a", "n/b/a");
	stat("n", &st);
	printf(" %lu", (unsigned long)st.st_nlink);
	stat("n/b", &st);
	printf(" %lu", (unsigned long)st.st_nlink);
	rmdir("n/b/a");
	stat("n/b", &st);
	printf(" %lu\n", (unsigned long)st.st_nlink);
	int fd = open("n/b", O_RDONLY);
	rmdir("n/b");
	fstat(fd, &st);
	printf("removed: %lu links\n", (unsigned long)st.st_nlink);
	show("openat in it", openat(fd, "new", O_CREAT | O_WRONLY, 0644));
	show("mkdirat in it", mkdirat(fd, "new", 0755));
	show("renameat into it", renameat(AT_FDCWD, "n/f", fd, "f"));
	show("linkat into it", linkat(AT_FDCWD, "n/f", fd, "f", 0));
	show("its parent", openat(fd, "..", O_RDONLY) >= 0);
}

int main(void)
{
	char template[] = "/dev/shm/directories-XXXXXX";

	setvbuf(stdout, NULL, _IONBF, 0);
	umask(022);
	if (!mkdtemp(template) || chdir(template))
		return 1;
	removal();
	seeking();
	types();
	small();
	links();
	return 0;
}

// build: static musl
// user: root
// rename(2) of every kind of thing over every kind of thing, and what becomes of open files and link counts.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOREPLACE 1
#define EXCHANGE 2

static const char *const things[] = {
	"file", "other", "file/", "empty", "empty/", "full", "full/", "full/below", "full/below/deep", "full/inner",
	"link", "link/", "to-full", "to-full/", "dangling", "nothing", "nothing/", "nothing/x", "same", "full/.",
	"full/..", ".", "..", "/", "/dev", "file/x", "",
};

static void fresh(void)
{
	static int round;
	char work[16];

	snprintf(work, sizeof(work), "w%d", round++);
	if (mkdir(work, 0755) || chdir(work))
		exit(1);
	mkdir("empty", 0755);
	mkdir("full", 0755);
	mkdir("full/below", 0755);
	mkdir("full/below/deep", 0755);
	close(open("file", O_CREAT | O_WRONLY, 0644));
	close(open("other", O_CREAT | O_WRONLY, 0600));
	close(open("full/inner", O_CREAT | O_WRONLY, 0644));
	link("file", "same");
	symlink("file", "link");
	symlink("full", "to-full");
	symlink("nowhere", "dangling");
}

static int renameat2_(const char *from, const char *to, unsigned int flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void code(int r)
{
	printf(" %d", r ? errno : 0);
}

static void matrix(unsigned int flags)
{
	size_t n = sizeof(things) / sizeof(*things);

	for (size_t i = 0; i < n; i++) {
		printf("%u %s:", flags, things[i]);
		for (size_t j = 0; j < n; j++) {
			int before = open(".", O_RDONLY);

			fresh();
			code(renameat2_(things[i], things[j], flags));
			fchdir(before);
			close(before);
		}
		putchar('\n');
	}
}

static void show(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		printf("%s: error %d\n", path, errno);
	else
		printf("%s: mode %o, %lu links\n", path, st.st_mode, S_ISDIR(st.st_mode) ? 0UL : (unsigned long)st.st_nlink);
}

static void aftermath(void)
{
	char buf[512], link[64], *slash;
	int file, dir;

	fresh();
	file = open("file", O_RDWR);
	write(file, "file", 4);
	printf("over another: %d\n", rename("other", "file"));
	show("file");
	show("same");
	show("other");
	printf("%zd bytes of what was replaced\n", pread(file, buf, 10, 0));
	printf("two names of one: %d\n", rename("same", "same"));
	link[0] = 0;
	dir = open("full/below", O_RDONLY);
	printf("move a directory: %d\n", rename("full", "moved"));
	snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
	buf[readlink(link, buf, sizeof(buf) - 1)] = 0;
	slash = strstr(buf, "/moved");
	printf("the open one is %s\n", slash ? slash : buf);
	show("moved/below/deep");
	printf("through to-full: %d\n", access("to-full/inner", F_OK) ? errno : 0);
	fchdir(dir);
	printf("getcwd %s\n", (slash = strstr(getcwd(buf, sizeof(buf)), "/moved")) ? slash : buf);
	printf("up: %d\n", access("../inner", F_OK) ? errno : 0);
	printf("exchange: %d\n", renameat2_("deep", "../inner", EXCHANGE));
	show("deep");
	show("../inner");
	printf("across: %d\n", rename("deep", "/dev/shm/renamed") ? errno : 0);
	printf("bad flags: %d\n", renameat2_("deep", "deep2", NOREPLACE | EXCHANGE) ? errno : 0);
}

int main(void)
{
	char template[] = "/tmp/renames-XXXXXX";

	umask(022);
	if (!mkdtemp(template) || chdir(template))
		return 1;
	matrix(0);
	matrix(NOREPLACE);
	matrix(EXCHANGE);
	aftermath();
	return 0;
}

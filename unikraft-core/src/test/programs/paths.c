// build: static dynamic
// Path walks: what each kind of path, flag and directory descriptor gives, as errno.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *result(long r)
{
	return r < 0 ? strerrorname_np(errno) : "ok";
}
#define TRY(call) printf("%s: %s\n", #call, result(call))

static int opened(const char *path, int flags)
{
	int fd = open(path, flags, 0644);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static void opens(const char *path)
{
	static const struct {
		const char *name;
		int flags;
	} ways[] = {
		{ "read", O_RDONLY },
		{ "write", O_WRONLY },
		{ "directory", O_RDONLY | O_DIRECTORY },
		{ "nofollow", O_RDONLY | O_NOFOLLOW },
		{ "nofollow directory", O_RDONLY | O_NOFOLLOW | O_DIRECTORY },
		{ "path", O_PATH },
		{ "path nofollow", O_PATH | O_NOFOLLOW },
		{ "path nofollow directory", O_PATH | O_NOFOLLOW | O_DIRECTORY },
		{ "truncate", O_RDONLY | O_TRUNC },
		{ "create exclusive", O_RDWR | O_CREAT | O_EXCL },
	};
	struct stat st;

	printf("%s:", path);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		printf(" %s %s,", ways[i].name, result(opened(path, ways[i].flags)));
	printf(" stat %s,", result(stat(path, &st)));
	printf(" lstat %s,", result(lstat(path, &st)));
	printf(" access %s,", result(access(path, R_OK | X_OK)));
	printf(" unlink %s,", strchr(path, 'K') ? "not tried" : result(unlink(path)));
	printf(" rmdir %s,", result(rmdir(path)));
	printf(" mkdir %s,", result(mkdir(path, 0755)));
	printf(" symlink %s,", result(symlink("x", path)));
	printf(" link %s,", result(link("fileK", path)));
	printf(" mknod %s\n", result(mknod(path, S_IFREG | 0644, 0)));
}

/* Makes what opens() takes apart. */
static void fresh(void)
{
	static int round;
	char work[16];

	snprintf(work, sizeof(work), "work%d", round++);
	if (mkdir(work, 0755) || chdir(work))
		exit(1);
	mkdir("dirK", 0755);
	mkdir("dirK/sub", 0755);
	mkdir("empty", 0755);
	close(open("fileK", O_CREAT | O_WRONLY, 0644));
	close(open("file", O_CREAT | O_WRONLY, 0755));
	close(open("dirK/inside", O_CREAT | O_WRONLY, 0644));
	symlink("fileK", "to-fileK");
	symlink("dirK", "to-dirK");
	symlink("nothing", "dangling");
	symlink("loop", "loop");
	symlink("spiral/x", "spiral");
	symlink("dirK/", "to-dir-slashK");
	symlink("fileK/", "to-file-slashK");
	symlink("dirK/../dirK/sub", "roundaboutK");
}

static void tables(void)
{
	static const char *const paths[] = {
		"fileK", "fileK/", "fileK/.", "fileK/..", "file/", "dirK", "dirK/", "dirK/.", "dirK/..", "empty/",
		".", "..", "/", "//", "", "nothing", "nothing/", "nothing/.", "nothing/..", "nothing/x",
		"to-fileK", "to-fileK/", "to-dirK", "to-dirK/", "to-dirK/.", "to-dirK/insideK", "dangling/", "dangling",
		"loop", "loop/", "loop/x", "spiral", "spiral/x/y", "to-dir-slashK", "to-file-slashK", "roundaboutK",
		"dirK//sub///", "dirK/./sub/../inside", "fileK/x", "dirK/sub/../../fileK",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		int before = open(".", O_PATH);

		fresh();
		opens(paths[i]);
		fchdir(before);
		close(before);
	}
}

static void creates(void)
{
	fresh();
	TRY(opened("dangling", O_CREAT | O_WRONLY));
	TRY(access("nothing", F_OK));
	TRY(opened("new/", O_CREAT | O_WRONLY));
	TRY(opened("dirK/", O_CREAT | O_WRONLY));
	TRY(opened("dirK", O_CREAT | O_RDONLY));
	TRY(opened("dirK/.", O_CREAT | O_RDONLY));
	TRY(opened("fileK/", O_CREAT | O_WRONLY));
	TRY(opened("loop", O_CREAT | O_WRONLY));
	TRY(opened("spiral", O_CREAT | O_WRONLY));
	TRY(opened("nothing-here/x", O_CREAT | O_WRONLY));
	TRY(opened("fileK/x", O_CREAT | O_WRONLY));
	TRY(mkdir("made/", 0755));
	TRY(rmdir("made/"));
	TRY(rmdir("to-dirK"));
	TRY(rmdir("to-dirK/"));
	TRY(unlink("to-dirK/"));
	TRY(unlink("to-fileK/"));
	TRY(symlink("", "empty-link"));
}

static void lengths(void)
{
	char name[5000], deep[64];

	memset(name, 'n', sizeof(name));
	name[255] = 0;
	TRY(opened(name, O_CREAT | O_WRONLY));
	TRY(unlink(name));
	name[255] = 'n';
	name[256] = 0;
	TRY(opened(name, O_CREAT | O_WRONLY));
	for (int i = 0; i < 4096; i++)
		name[i] = i % 2 ? '/' : '.';
	name[4095] = 0;
	TRY(access(name, F_OK));
	name[4095] = '/';
	name[4096] = 0;
	TRY(access(name, F_OK));
	/* Forty links may be followed. */
	for (int i = 0; i < 42; i++) {
		char target[64];

		snprintf(deep, sizeof(deep), "l%d", i);
		snprintf(target, sizeof(target), i ? "l%d" : "fileK", i - 1);
		symlink(target, deep);
	}
	TRY(access("l39", F_OK));
	TRY(access("l40", F_OK));
}

static void descriptors(void)
{
	int dir = open("dirK", O_RDONLY), file = open("fileK", O_RDONLY), path = open("dirK", O_PATH);
	int to_file = open("to-fileK", O_PATH | O_NOFOLLOW);
	char buf[64];
	struct stat st;

	TRY(openat(dir, "inside", O_RDONLY));
	TRY(openat(path, "inside", O_RDONLY));
	TRY(openat(file, "inside", O_RDONLY));
	TRY(openat(77, "inside", O_RDONLY));
	TRY(openat(77, "/", O_RDONLY));
	TRY(openat(dir, "", O_RDONLY));
	TRY(fstatat(dir, "", &st, AT_EMPTY_PATH));
	TRY(fstatat(dir, "", &st, 0));
	TRY(fstatat(file, "", &st, AT_EMPTY_PATH));
	TRY(fstatat(to_file, "", &st, AT_EMPTY_PATH));
	printf("it is a %s\n", S_ISLNK(st.st_mode) ? "link" : "something else");
	TRY(fstatat(77, "", &st, AT_EMPTY_PATH));
	TRY(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
	TRY(fstatat(AT_FDCWD, "fileK", &st, 0x40000));
	TRY(readlinkat(to_file, "", buf, sizeof(buf)));
	TRY(readlinkat(file, "", buf, sizeof(buf)));
	TRY(readlinkat(AT_FDCWD, "fileK", buf, sizeof(buf)));
	TRY(readlink("to-fileK", buf, 0));
	printf("%ld bytes\n", (long)readlink("to-fileK", buf, 3));
	TRY(read(path, buf, 1));
	TRY(fchmod(path, 0700));
	TRY(fchdir(path));
	TRY(chdir(".."));
	TRY(fchdir(file));
	TRY(dup(path));
	TRY(read(dir, buf, 1));
	TRY(write(dir, buf, 1));
	TRY(faccessat(path, "inside", R_OK, 0));
	TRY(unlinkat(dir, "sub", 0));
	TRY(unlinkat(dir, "sub", AT_REMOVEDIR));
	TRY(unlinkat(dir, "inside", AT_REMOVEDIR));
	TRY(unlinkat(dir, "inside", 1));
	TRY(mkdirat(dir, "made", 0700));
	TRY(symlinkat("../fileK", dir, "made/up"));
	TRY(linkat(AT_FDCWD, "to-fileK", dir, "hard", 0));
	TRY(linkat(AT_FDCWD, "to-fileK", dir, "hard2", AT_SYMLINK_FOLLOW));
	TRY(fstatat(dir, "hard", &st, AT_SYMLINK_NOFOLLOW));
	printf("hard is a %s of %lu names\n", S_ISLNK(st.st_mode) ? "link" : "file", (unsigned long)st.st_nlink);
	TRY(fstatat(dir, "hard2", &st, AT_SYMLINK_NOFOLLOW));
	printf("hard2 is a %s of %lu names\n", S_ISLNK(st.st_mode) ? "link" : "file", (unsigned long)st.st_nlink);
	TRY(linkat(file, "", dir, "hard3", AT_EMPTY_PATH));
	TRY(link("dirK", "other"));
	TRY(link("/proc/self/stat", "other"));
	TRY(syscall(SYS_openat, dir, (char *)8, O_RDONLY));
}

static void working_directory(void)
{
	char buf[256];

	mkdir("cwd", 0755);
	chdir("cwd");
	TRY(rmdir("../cwd"));
	printf("getcwd: %s\n", getcwd(buf, sizeof(buf)) ? "ok" : strerrorname_np(errno));
	TRY(opened(".", O_RDONLY));
	TRY(opened("..", O_RDONLY));
	TRY(opened("new", O_CREAT | O_WRONLY));
	TRY(mkdir("new", 0755));
	TRY(symlink("x", "new"));
	TRY(chdir(".."));
	TRY(chdir("fileK"));
	TRY(chdir("nothing-here"));
	TRY(syscall(SYS_getcwd, buf, 1));
	TRY(syscall(SYS_getcwd, (char *)8, 200));
}

int main(void)
{
	char template[] = "/tmp/paths-XXXXXX";

	umask(022);
	if (!mkdtemp(template) || chdir(template))
		return 1;
	tables();
	creates();
	lengths();
	descriptors();
	working_directory();
	return 0;
}

// build: static dynamic
// user: root
// Modes, owners, times and what stat and statx show of them; access(2) of root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utime.h>

static void show(const char *what, long r)
{
	if (r < 0)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %ld\n", what, r);
}

static void mode_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		show(path, -1);
	else
		printf("%s: %o, owner %u:%u, device %u:%u\n", path, st.st_mode, st.st_uid, st.st_gid, major(st.st_rdev),
		       minor(st.st_rdev));
}

static void times_of(const char *path)
{
	struct stat st;

	lstat(path, &st);
	printf("%s: %ld.%09ld %ld.%09ld\n", path, (long)st.st_atim.tv_sec, st.st_atim.tv_nsec, (long)st.st_mtim.tv_sec,
	       st.st_mtim.tv_nsec);
}

static void modes(void)
{
	umask(077);
	show("umask", umask(0137));
	close(open("f", O_CREAT | O_WRONLY, 07777));
	mode_of("f");
	mkdir("d", 07777);
	mode_of("d");
	show("umask", umask(022));
	show("chmod", chmod("f", 06755));
	mode_of("f");
	show("chown", chown("f", 1000, 1001));
	mode_of("f");
	show("chmod", chmod("f", 0100777));
	mode_of("f");
	show("chown of nothing", chown("f", -1, -1));
	show("chown of the owner alone", chown("f", 5, -1));
	mode_of("f");
	symlink("f", "l");
	show("lchown", lchown("l", 7, 8));
	mode_of("l");
	mode_of("f");
	show("chmod through the link", chmod("l", 0600));
	mode_of("l");
	mode_of("f");
	int fd = open("f", O_RDONLY);
	show("fchmod", fchmod(fd, 0640));
	show("fchown", fchown(fd, 0, 0));
	show("fchmod of none", fchmod(99, 0));
	show("fchownat empty", fchownat(fd, "", 3, 4, AT_EMPTY_PATH));
	mode_of("f");
	show("chmod dangling", symlink("no", "dangling") ? -1 : chmod("dangling", 0));
	chown("d", 1, 50);
	chmod("d", 02755);
	mkdir("d/sub", 0755);
	mode_of("d/sub");
	close(open("d/file", O_CREAT | O_WRONLY, 0644));
	mode_of("d/file");
	show("mknod null", mknod("null", S_IFCHR | 0666, makedev(1, 3)));
	mode_of("null");
	show("mknod fifo", mknod("fifo", S_IFIFO | 0622, 0));
	mode_of("fifo");
	show("mknod directory", mknod("dir", S_IFDIR | 0755, 0));
	show("mknod bad", mknod("bad", 0170000 | 0755, 0));
	show("mknod plain", mknod("plain", 0600, 0));
	mode_of("plain");
}

static void accesses(void)
{
	close(open("none", O_CREAT | O_WRONLY, 0));
	show("read", access("none", R_OK));
	show("write", access("none", W_OK));
	show("execute", access("none", X_OK));
	chmod("none", 010);
	show("execute", access("none", X_OK | R_OK));
	mkdir("nodir", 0);
	show("search", access("nodir", X_OK));
	show("bad mode", access("none", 8));
	show("bad flags", syscall(439, AT_FDCWD, "none", R_OK, 0x4000));
	show("nofollow", syscall(439, AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW));
	show("follow", syscall(439, AT_FDCWD, "dangling", F_OK, 0));
}

static void times(void)
{
	struct timespec t[2] = { { 100, 1 }, { 200, 999999999 } };
	struct timeval v[2] = { { 300, 5 }, { -400, 999999 } };
	struct utimbuf u = { 7, 8 };
	struct stat before, after;

	show("utimensat", utimensat(AT_FDCWD, "f", t, 0));
	times_of("f");
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_sec = 201;
	show("omit one", utimensat(AT_FDCWD, "f", t, 0));
	times_of("f");
	t[1].tv_nsec = UTIME_OMIT;
	show("omit both", utimensat(AT_FDCWD, "nothing there", t, 0));
	t[1].tv_nsec = 1000000000;
	show("too many nanoseconds", utimensat(AT_FDCWD, "f", t, 0));
	show("utimes", utimes("f", v));
	times_of("f");
	v[0].tv_usec = 1000000;
	show("too many microseconds", utimes("f", v));
	show("utime", utime("f", &u));
	times_of("f");
	t[0].tv_nsec = t[1].tv_nsec = 0;
	show("of a link", utimensat(AT_FDCWD, "l", t, AT_SYMLINK_NOFOLLOW));
	times_of("l");
	times_of("f");
	show("futimens", futimens(open("f", O_RDONLY), (struct timespec[]){ { 9, 9 }, { 10, 10 } }));
	times_of("f");
	show("now", utimensat(AT_FDCWD, "f", NULL, 0));
	stat("f", &before);
	int fd = open("f", O_WRONLY);
	usleep(20000);
	write(fd, "x", 1);
	stat("f", &after);
	printf("write moves mtime %d and ctime %d, not atime %d\n", before.st_mtim.tv_nsec != after.st_mtim.tv_nsec,
	       before.st_ctim.tv_nsec != after.st_ctim.tv_nsec, before.st_atim.tv_nsec == after.st_atim.tv_nsec);
	usleep(20000);
	chmod("f", 0600);
	stat("f", &before);
	printf("chmod moves ctime alone: %d %d\n", before.st_mtim.tv_nsec == after.st_mtim.tv_nsec,
	       before.st_ctim.tv_nsec != after.st_ctim.tv_nsec);
	stat("d", &before);
	usleep(20000);
	close(open("d/new", O_CREAT | O_WRONLY, 0644));
	stat("d", &after);
	printf("a new name moves the directory's mtime: %d\n", before.st_mtim.tv_nsec != after.st_mtim.tv_nsec);
}

static void extended(void)
{
	struct statx x;

	show("statx", statx(AT_FDCWD, "f", 0, STATX_ALL, &x));
	printf("mode %o, size %lu, links %u, basic %d\n", x.stx_mode, (unsigned long)x.stx_size, x.stx_nlink,
	       (x.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
	show("nofollow", statx(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, STATX_TYPE, &x));
	printf("type %o\n", x.stx_mode & S_IFMT);
	show("by descriptor", statx(open("f", O_PATH), "", AT_EMPTY_PATH, STATX_SIZE, &x));
	show("reserved", statx(AT_FDCWD, "f", 0, 0x80000000U, &x));
	show("bad flags", statx(AT_FDCWD, "f", 0x6000, STATX_SIZE, &x));
	show("nothing", statx(AT_FDCWD, "nothing there", 0, STATX_SIZE, &x));
	show("null", statx(AT_FDCWD, "/dev/null", 0, STATX_ALL, &x));
	printf("device %u:%u\n", x.stx_rdev_major, x.stx_rdev_minor);
}

int main(void)
{
	char template[] = "/dev/shm/attributes-XXXXXX", buf[16];
	struct statfs fs;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (!mkdtemp(template) || chdir(template))
		return 1;
	modes();
	accesses();
	times();
	extended();
	show("statfs", statfs(".", &fs));
	printf("type %lx, block %ld, names of %ld\n", (long)fs.f_type, (long)fs.f_bsize, (long)fs.f_namelen);
	show("statfs of /proc", statfs("/proc", &fs));
	printf("type %lx, names of %ld\n", (long)fs.f_type, (long)fs.f_namelen);
	show("getxattr", getxattr("f", "user.none", buf, sizeof(buf)) == -1 ? 0 : 1);
	show("listxattr of nothing there", listxattr("nothing there", buf, sizeof(buf)));
	show("sync", syncfs(open(".", O_RDONLY)));
	show("fsync", fsync(open("f", O_RDONLY)));
	int pipes[2];
	pipe(pipes);
	show("fsync of a pipe", fsync(pipes[1]));
	show("fsync of none", fdatasync(99));
	show("fadvise of a pipe", posix_fadvise(pipes[0], 0, 0, POSIX_FADV_DONTNEED));
	show("bad advice", posix_fadvise(open("f", O_RDONLY), 0, 0, 77));
	show("chmod of proc", chmod("/proc/self/stat", 0777));
	show("mkdir in proc", mkdir("/proc/made", 0777));
	show("create in proc", open("/proc/made", O_CREAT | O_WRONLY, 0666));
	show("unlink in proc", unlink("/proc/self/stat"));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths, descriptors and locks do what their manual pages say, and nothing is left over. */
#include "host.h"

static long make_file(const char *path)
{
	long fd = uk_sys_open(path, UK_O_CREAT | UK_O_EXCL | UK_O_RDWR, 0644);

	assert(fd >= 0);
	assert(!uk_sys_close((int)fd));
	return 0;
}

static long try_open(const char *path, int flags)
{
	long fd = uk_sys_open(path, flags, 0644);

	return fd < 0 ? fd : uk_sys_close((int)fd);
}

static void test_walk(void)
{
	char path[UK_PATH_MAX + 1];

	assert(!uk_sys_mkdir("/a", 0755));
	assert(!uk_sys_mkdir("/a/b", 0755));
	make_file("/a/b/f");
	assert(!uk_sys_symlink("b", "/a/to-b"));
	assert(!uk_sys_symlink("/a/to-b/f", "/a/to-f"));
	assert(!uk_sys_symlink("me", "/a/me"));
	assert(!uk_sys_symlink("spiral/x", "/a/spiral"));
	assert(!try_open("/a/b/../to-b/./f", 0));
	assert(!try_open("/../../a/to-f", 0));
	assert(try_open("/a/to-f/", 0) == -ENOTDIR);
	assert(try_open("/a/to-f", UK_O_NOFOLLOW) == -ELOOP);
	assert(try_open("/a/me", 0) == -ELOOP);
	assert(try_open("/a/spiral", 0) == -ELOOP);
	assert(try_open("/a/f/x", 0) == -ENOENT);
	assert(try_open("/a/b/f/x", 0) == -ENOTDIR);
	assert(try_open("", 0) == -ENOENT);
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[256] = '\0';
	assert(try_open(path, UK_O_CREAT) == 0);
	path[256] = 'x';
	path[257] = '\0';
	assert(try_open(path, UK_O_CREAT) == -ENAMETOOLONG);
	path[257] = 'x';
	path[UK_PATH_MAX] = '\0';
	assert(try_open(path, 0) == -ENAMETOOLONG);
}

static void expect_path(const char *want)
{
	char buf[64];

	assert(uk_sys_getcwd(buf, sizeof(buf)) == (long)strlen(want) + 1);
	assert(!strcmp(buf, want));
}

static void test_moves(void)
{
	assert(!uk_sys_chdir("/a/b"));
	expect_path("/a/b");
	assert(!uk_sys_rename("/a", "/z"));
	expect_path("/z/b");
	assert(uk_sys_rename("/z", "/z/b/z") == -EINVAL);
	assert(uk_sys_rmdir("/z/b") == -ENOTEMPTY);
	assert(!uk_sys_unlink("f"));
	assert(!uk_sys_rmdir("/z/b"));
	assert(uk_sys_getcwd(NULL, 0) == -ENOENT);
	assert(try_open("new", UK_O_CREAT) == -ENOENT);
	assert(!try_open("..", 0));
	assert(!uk_sys_chdir("/"));
}

/* A deep, wide tree: every name is found, and none after its removal. */
static void test_many(void)
{
	char path[64];

	for (int i = 0; i < 20000; i++) {
		snprintf(path, sizeof(path), i % 100 ? "/m%d/%d" : "/m%d", i / 100, i);
		if (i % 100)
			make_file(path);
		else
			assert(!uk_sys_mkdir(path, 0755));
	}
	for (int i = 19999; i >= 0; i--) {
		snprintf(path, sizeof(path), i % 100 ? "/m%d/%d" : "/m%d", i / 100, i);
		assert(!try_open(path, 0));
		assert(!(i % 100 ? uk_sys_unlink(path) : uk_sys_rmdir(path)));
		assert(try_open(path, 0) == -ENOENT);
	}
}

static void test_descriptors(void)
{
	make_file("/d");
	for (int i = 0; i < 100; i++)
		assert(uk_sys_open("/d", 0, 0) == i);
	assert(uk_sys_open("/d", 0, 0) == -EMFILE);
	assert(!uk_sys_close(40) && !uk_sys_close(3) && !uk_sys_close(77));
	assert(uk_sys_dup(0) == 3);
	assert(uk_sys_fcntl(0, F_DUPFD, 41) == 77);
	assert(uk_sys_dup(0) == 40);
	assert(uk_sys_dup(0) == -EMFILE);
	assert(uk_sys_dup2(0, 100) == -EBADF && uk_sys_dup2(0, 99) == 99);
	assert(!uk_sys_fcntl(5, F_SETFD, 1));
	uk_fd_close_cloexec();
	assert(uk_sys_fcntl(5, F_GETFD, 0) == -EBADF && uk_sys_fcntl(4, F_GETFD, 0) == 0);
	assert(!uk_sys_close_range(0, UINT32_MAX, 0));
	assert(uk_fd_next(0) == -1);
}

static long lock(int fd, int cmd, int type, int64_t start, int64_t len)
{
	struct flock fl = { .type = (int16_t)type, .start = start, .len = len };

	return uk_sys_fcntl(fd, cmd, (unsigned long)&fl);
}

/* Which bytes of [0, 64) another owner can neither read-lock nor write-lock. */
static void expect_locked(int fd, uint64_t readable, uint64_t writable)
{
	for (int i = 0; i < 64; i++) {
		struct flock r = { .type = F_RDLCK, .start = i, .len = 1 }, w = r;

		w.type = F_WRLCK;
		assert(!uk_sys_fcntl(fd, F_OFD_GETLK, (unsigned long)&r));
		assert(!uk_sys_fcntl(fd, F_OFD_GETLK, (unsigned long)&w));
		assert((r.type == F_UNLCK) == (readable >> i & 1));
		assert((w.type == F_UNLCK) == (writable >> i & 1));
	}
}

/* Random locks and unlocks of one owner against a picture of each byte. */
static void test_locks(void)
{
	int a, b;
	uint64_t r = UINT64_MAX, w = UINT64_MAX; /* free to read, to write */

	make_file("/l");
	a = (int)uk_sys_open("/l", UK_O_RDWR, 0);
	b = (int)uk_sys_open("/l", UK_O_RDWR, 0);
	srand(7);
	for (int i = 0; i < 2000; i++) {
		int start = rand() % 64, len = 1 + rand() % (64 - start), type = rand() % 3;
		uint64_t mask = (len == 64 ? UINT64_MAX : (1UL << len) - 1) << start;

		assert(!lock(a, F_OFD_SETLK, type, start, len));
		r = type == F_WRLCK ? r & ~mask : r | mask;
		w = type == F_UNLCK ? w | mask : w & ~mask;
		if (i % 10 == 0)
			expect_locked(b, r, w);
	}
	assert(lock(b, F_OFD_SETLK, F_WRLCK, 0, 0) == -EAGAIN);
	assert(lock(b, F_OFD_SETLKW, F_WRLCK, 0, 0) == -UK_ERESTARTSYS);
	assert(!uk_sys_close(a));
	expect_locked(b, UINT64_MAX, UINT64_MAX);
	/* The process's locks go with any of its descriptors. */
	a = (int)uk_sys_open("/l", UK_O_RDWR, 0);
	assert(!lock(a, F_SETLK, F_WRLCK, 0, 0));
	expect_locked(b, 0, 0);
	assert(!uk_sys_close((int)uk_sys_open("/l", 0, 0)));
	expect_locked(b, UINT64_MAX, UINT64_MAX);
	assert(!uk_sys_flock(a, LOCK_SH) && !uk_sys_flock(b, LOCK_SH));
	assert(uk_sys_flock(a, LOCK_EX | LOCK_NB) == -EAGAIN);
	assert(!uk_sys_close(b) && !uk_sys_flock(a, LOCK_EX | LOCK_NB) && !uk_sys_close(a));
}

static void test_unlinked(void)
{
	size_t frames = host_frames;
	int fd = (int)uk_sys_open("/u", UK_O_CREAT | UK_O_RDWR, 0644);
	char buf[64];

	assert(uk_sys_pwrite64(fd, "text", 4, 9000) == 4);
	assert(!uk_sys_unlink("/u") && try_open("/u", 0) == -ENOENT);
	assert(uk_sys_pread64(fd, buf, 10, 9000) == 4 && !memcmp(buf, "text", 4));
	assert(uk_file_path(slots[fd].file, buf, sizeof(buf)) > 0 && !strcmp(buf, "/u (deleted)"));
	assert(host_frames > frames);
	assert(!uk_sys_close(fd) && host_frames == frames);
}

int main(void)
{
	host_start();
	test_walk();
	test_moves();
	test_many();
	test_descriptors();
	test_locks();
	test_unlinked();
	puts("paths, descriptors and locks: ok");
	return 0;
}

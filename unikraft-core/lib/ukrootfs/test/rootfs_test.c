/* SPDX-License-Identifier: BSD-3-Clause */
/* The archive becomes the tree it describes; a broken one an error, wherever it is broken. */
#include "../../vfscore/test/host.h"

#undef NS_PER_S
#include "../cpio.c"
#include "../rootfs.c"

struct uk_bootinfo uk_bootinfo;
static char said[8192]; /* the last message */

void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	va_list ap;

	assert(level == UK_LOG_ERROR);
	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
}

static char archive[65536];
static size_t archive_len;

static void entry_of(const char *name, unsigned int mode, unsigned int ino, unsigned int nlink,
		     const char *data, size_t len)
{
	size_t n = strlen(name) + 1;

	archive_len += (size_t)sprintf(archive + archive_len,
				"070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", ino, mode, 5, 6,
				nlink, 1234, (unsigned int)len, 0, 0, 4, 64, (unsigned int)n, 0);
	memcpy(archive + archive_len, name, n);
	archive_len = UK_ALIGN_UP(archive_len + n, 4);
	if (len)
		memcpy(archive + archive_len, data, len);
	archive_len = UK_ALIGN_UP(archive_len + len, 4);
}

static void restart(void)
{
	uk_name_put(uk_root);
	uk_root = NULL;
	host_start();
}

/* Takes the whole tree away, so that what leaks is found. */
static void clear(struct uk_name *dir)
{
	while (!uk_list_empty(&dir->children)) {
		struct uk_name *c = uk_list_first(&dir->children, struct uk_name, sibling);

		clear(c);
		vfs_unlinked(c);
	}
}

static int load(void)
{
	said[0] = '\0';
	uk_bootinfo.initrd = archive;
	uk_bootinfo.initrd_size = archive_len;
	return rootfs_init();
}

static void good(void)
{
	archive_len = 0;
	memset(archive, 0, sizeof(archive));
	entry_of(".", 040750, 1, 2, NULL, 0);
	entry_of("usr/bin", 040755, 2, 2, NULL, 0);
	entry_of("usr/bin/sh", 0100755, 3, 2, NULL, 0);
	entry_of("./usr/bin/ash", 0100755, 3, 2, "#!shell", 7);
	entry_of("/etc/passwd", 0100644, 4, 1, "root", 4);
	entry_of("bin", 0120777, 5, 1, "usr/bin", 7);
	entry_of("dev/tty", 020600, 6, 1, NULL, 0);
	entry_of("usr", 041777, 7, 2, NULL, 0);
	entry_of("empty", 0100600, 8, 1, NULL, 0);
	entry_of("TRAILER!!!", 0, 0, 1, NULL, 0);
}

static struct uk_node *at(const char *path)
{
	static struct uk_name *n;

	if (n)
		uk_name_put(n);
	n = NULL;
	return uk_find_path(path, false, &n) ? NULL : n->node;
}

static void expect_text(const char *path, const char *text)
{
	char buf[64];
	long fd = uk_sys_open(path, 0, 0);

	assert(fd >= 0);
	assert(uk_sys_read((int)fd, buf, sizeof(buf)) == (long)strlen(text));
	assert(!memcmp(buf, text, strlen(text)));
	assert(!uk_sys_close((int)fd));
}

static void test_tree(void)
{
	good();
	assert(!load());
	assert(at("/")->mode == 040750 && at("/")->uid == 5 && at("/")->gid == 6);
	assert(at("/usr")->mode == 041777 && at("/usr")->nlink == 3);
	assert(at("/etc")->mode == 040755); /* only implied */
	assert(at("/usr/bin/sh")->nlink == 2 && at("/usr/bin/sh")->mtime == 1234000000000);
	expect_text("/usr/bin/sh", "#!shell");
	expect_text("/bin/ash", "#!shell");
	expect_text("/etc/passwd", "root");
	assert(at("/dev/tty")->rdev == 0x440);
	assert(at("/empty")->size == 0);
	assert(at("/bin")->size == 7);
	assert(!at("/nothing"));
}

/* Two archives one after the other, with zeros between, are one. */
static void test_two(void)
{
	good();
	archive_len = UK_ALIGN_UP(archive_len, 512);
	entry_of("second", 0100644, 1, 1, "two", 3);
	entry_of("TRAILER!!!", 0, 0, 1, NULL, 0);
	archive_len += 1000;
	assert(!load());
	expect_text("/second", "two");
	expect_text("/etc/passwd", "root");
}

static void expect_error(const char *text)
{
	restart();
	assert(load());
	if (strcmp(said, text)) {
		fprintf(stderr, "said: %s\nwant: %s\n", said, text);
		abort();
	}
}

static void test_errors(void)
{
	good();
	archive_len = 50;
	expect_error("root file system: offset 0 of the initrd (50 bytes): truncated header");
	good();
	memcpy(archive, "\x1f\x8b", 2);
	archive_len = 200;
	expect_error("root file system: offset 0 of the initrd (200 bytes): compressed with gzip; a plain cpio archive is needed");
	good();
	archive_len -= 124; /* the trailer */
	archive[archive_len] = 0;
	expect_error("root file system: offset 1092 of the initrd (1092 bytes): no trailer");
	good();
	archive[20] = 'g';
	expect_error("root file system: offset 0 of the initrd (1216 bytes): header field is not a hexadecimal number");
	archive_len = 0;
	entry_of("f", 0100644, 1, 1, "x", 1);
	entry_of("f/x", 0100644, 2, 1, "x", 1);
	entry_of("TRAILER!!!", 0, 0, 1, NULL, 0);
	expect_error("root file system: entry 'f/x' at offset 116 of the initrd: its directory is no directory");
	archive_len = 0;
	entry_of("a/../b", 0100644, 1, 1, "x", 1);
	expect_error("root file system: entry 'a/../b' at offset 0 of the initrd: bad name, type or link");
	archive_len = 0;
	entry_of("f", 0100644, 1, 1, "x", 1);
	memcpy(archive + 54, "7fffffff", 8);
	expect_error("root file system: offset 0 of the initrd (116 bytes): file goes beyond the archive");
}

/* Every byte in every place of a number is a digit or an error, as strtoul(3) sees it. */
static void test_fields(void)
{
	char text[9];
	uint32_t v;

	srand(5);
	for (int i = 0; i < 200000; i++) {
		bool good = true;

		snprintf(text, sizeof(text), rand() % 2 ? "%08x" : "%08X", (unsigned int)rand() * 2 + rand() % 2);
		if (i % 2)
			text[rand() % 8] = (char)(i / 2);
		for (int k = 0; k < 8; k++)
			good &= text[k] && strchr("0123456789abcdefABCDEF", text[k]);
		assert(field(text, &v) == good);
		assert(!good || v == strtoul(text, NULL, 16));
	}
}

/* Random damage never does more than end the boot: run with sanitizers. */
static void test_damage(void)
{
	srand(11);
	for (int i = 0; i < 20000; i++) {
		char *exact;

		good();
		for (int n = 1 + rand() % 4; n; n--)
			archive[(size_t)rand() % archive_len] = rand() % 3 ? "0123456789abcdefg"[rand() % 17] : (char)rand();
		if (rand() % 4 == 0)
			archive_len = (size_t)rand() % archive_len;
		/* Its end is the end of what may be read. */
		exact = malloc(archive_len + 1);
		memcpy(exact, archive, archive_len);
		exact = realloc(exact, archive_len ? archive_len : 1);
		said[0] = '\0';
		uk_bootinfo.initrd = exact;
		uk_bootinfo.initrd_size = archive_len;
		restart();
		assert(!rootfs_init() || said[0]);
		clear(uk_root);
		free(exact);
	}
}

int main(void)
{
	host_start();
	test_tree();
	restart();
	test_two();
	test_fields();
	test_errors();
	test_damage();
	puts("cpio root: ok");
	return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
// Block devices: any bytes at any place, over several requests in flight; what the end, a read-only
// device, direct access and ioctls say.
// machine: pc q35 microvm
// devices: disk=2M readonly=96K
// libraries: virtio-blk posix-mmap
// outcome: exit 0
// output: sizes 2097152 98304, blocks 512, read-only 0 1
// output: all 4096 sectors are what they should be
// output: a part of 2 sectors: 0 1
// output: written 1500000, the same when read: 1
// output: neighbours kept: 1 1
// output: end: 0 512 -28 512
// output: read-only: -1
// output: seek: 2097152 -22 -22 7
// output: direct: -22 -22 -22 512 0
// output: sync: 0 0 0 0
// output: refused: -25 -95 -22 0
#include <uk/uaccess.h>
#include "calls.h"
#include "kernel_test.h"

#define RDONLY 0
#define RDWR 2
#define DIRECT 040000
#define BIG 2097152L
#define SECTOR 512L

static long ioctl_value(long fd, unsigned int request)
{
	long v = 0;
	long r = TEST_CALL(ioctl, fd, request, &v);

	return r ? r : v;
}

static bool is_numbered(const char *p, uint64_t first, unsigned int sectors)
{
	for (unsigned int i = 0; i < sectors; i++)
		if (*(const uint64_t *)(p + i * SECTOR) != first + i)
			return false;
	return true;
}

static void try_writes(long fd, char *p, char *q)
{
	const long at = 100003, n = 1500000;
	bool before, behind;

	for (long i = 0; i < n; i++)
		p[i] = (char)(i * 7 + i / 251);
	test_print("written %ld, ", TEST_CALL(pwrite64, fd, p, n, at));
	test_print("the same when read: %d\n",
		   TEST_CALL(pread64, fd, q, n, at) == n && !memcmp(p, q, (size_t)n));
	TEST_CALL(pread64, fd, q, SECTOR, at / SECTOR * SECTOR);
	before = is_numbered(q, (uint64_t)(at / SECTOR), 1);
	TEST_CALL(pread64, fd, q, 4096, (at + n) / SECTOR * SECTOR);
	behind = is_numbered(q + SECTOR, (uint64_t)((at + n) / SECTOR + 1), 7);
	test_print("neighbours kept: %d %d\n", before, behind);
}

static void try_end(long fd, char *p)
{
	test_print("end: %ld ", TEST_CALL(pread64, fd, p, 10, BIG));
	test_print("%ld ", TEST_CALL(pwrite64, fd, p, 4096, BIG - SECTOR));
	test_print("%ld ", TEST_CALL(pwrite64, fd, p, 1, BIG));
	test_print("%ld\n", TEST_CALL(pread64, fd, p, 4096, BIG - SECTOR));
}

static void try_seek(long fd)
{
	test_print("seek: %ld ", TEST_CALL(lseek, fd, 0, 2));
	test_print("%ld ", TEST_CALL(lseek, fd, 1, 1));
	test_print("%ld ", TEST_CALL(lseek, fd, 0, 3));
	test_print("%ld\n", TEST_CALL(lseek, fd, 7, 0));
}

static void try_direct(char *p)
{
	long fd = TEST_CALL(open, TEST_TEXT("/dev/vda"), RDWR | DIRECT);

	test_print("direct: %ld ", TEST_CALL(pread64, fd, p, 100, 0));
	test_print("%ld ", TEST_CALL(pread64, fd, p, SECTOR, 100));
	test_print("%ld ", TEST_CALL(pread64, fd, p + 1, SECTOR, 0));
	test_print("%ld ", TEST_CALL(pread64, fd, p, SECTOR, SECTOR));
	test_print("%ld\n", TEST_CALL(pread64, fd, p, 100, BIG));
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	char *p = (char *)TEST_CALL(mmap, 0, BIG, 3, 0x22, -1, 0);
	char *q = (char *)TEST_CALL(mmap, 0, BIG, 3, 0x22, -1, 0);
	long a = TEST_CALL(open, TEST_TEXT("/dev/vda"), RDWR);
	long b = TEST_CALL(open, TEST_TEXT("/dev/vdb"), RDWR);
	uint64_t range[2] = { 1, SECTOR };

	test_print("sizes %ld %ld, blocks %ld, read-only %ld %ld\n", ioctl_value(a, 0x80081272),
		   ioctl_value(b, 0x80081272), ioctl_value(a, 0x1268), ioctl_value(a, 0x125e),
		   ioctl_value(b, 0x125e));
	if (TEST_CALL(read, a, p, BIG) == BIG && is_numbered(p, 0, BIG / SECTOR))
		test_print("all %ld sectors are what they should be\n", BIG / SECTOR);
	TEST_CALL(pread64, a, p, 16, SECTOR - 8);
	test_print("a part of 2 sectors: %lu %lu\n", *(uint64_t *)p, *(uint64_t *)(p + 8));
	try_writes(a, p, q);
	try_end(a, p);
	test_print("read-only: %ld\n", TEST_CALL(pwrite64, b, p, SECTOR, 0));
	try_seek(a);
	try_direct(p);
	test_print("sync: %ld %ld %ld %ld\n", TEST_CALL(fsync, a), TEST_CALL(fdatasync, b),
		   TEST_CALL(ioctl, a, 0x1261), TEST_CALL(sync, 0));
	test_print("refused: %ld %ld ", TEST_CALL(ioctl, a, 0x5401, p), TEST_CALL(ioctl, a, 0x1277, range));
	test_print("%ld ", TEST_CALL(ioctl, a, 0x127f, range));
	range[0] = 0;
	test_print("%ld\n", TEST_CALL(ioctl, a, 0x127f, range));
	return 0;
}

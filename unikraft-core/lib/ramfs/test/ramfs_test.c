/* SPDX-License-Identifier: BSD-3-Clause */
/* A file of tmpfs, over a base or not, holds what a plain array would after the same random operations. */
#include "../../vfscore/test/host.h"

#define SIZE (40 * 4096) /* of the model */
#define BASE (9 * 4096 + 777)

static char model[SIZE], scratch[SIZE], base_bytes[BASE + 4096] __attribute__((aligned(4096)));
static size_t model_size;
static int fd;

static void check(void)
{
	static char got[SIZE + 1];
	size_t at = (size_t)rand() % SIZE, n = (size_t)rand() % SIZE;
	ssize_t want = at >= model_size ? 0 : (ssize_t)UK_MIN(n, model_size - at);

	assert(uk_file_size(slots[fd].file) == model_size);
	assert(uk_sys_pread64(fd, got, n, (int64_t)at) == want);
	assert(!memcmp(got, model + at, (size_t)want));
}

/* The application's buffer ends early: what was written by then counts, and nothing else changes. */
static void faulty_write(size_t at, size_t n)
{
	ssize_t r;

	user_limit = (size_t)rand() % (n + 1);
	r = uk_sys_pwrite64(fd, scratch, n, (int64_t)at);
	user_limit = SIZE_MAX;
	assert(r > 0 || r == -EFAULT || !n);
	if (r <= 0)
		return;
	memcpy(model + at, scratch, (size_t)r);
	model_size = UK_MAX(model_size, at + (size_t)r);
}

static void map(size_t at)
{
	uk_paddr_t pa;
	uint64_t off = UK_ALIGN_DOWN(at, UK_PAGE_SIZE);
	bool write = rand() % 2;
	int r = slots[fd].file->ops->map_page(slots[fd].file, off, write, &pa);
	size_t n;

	if (off >= UK_ALIGN_UP(model_size, UK_PAGE_SIZE)) {
		assert(r == -ENXIO);
		return;
	}
	assert(!r);
	n = UK_MIN(model_size - off, UK_PAGE_SIZE);
	assert(!memcmp(uk_phys_to_virt(pa), model + off, n));
	if (write) {
		/* Also behind the end, which nobody may ever see. */
		memset(uk_phys_to_virt(pa), 'm', UK_PAGE_SIZE);
		memset(model + off, 'm', n);
	} else {
		for (size_t i = n; i < UK_PAGE_SIZE && !write; i++)
			assert(((char *)uk_phys_to_virt(pa))[i] == 0 || ((char *)uk_phys_to_virt(pa))[i] == 'm');
	}
	if ((char *)uk_phys_to_virt(pa) >= host_memory &&
	    (char *)uk_phys_to_virt(pa) < host_memory + HOST_FRAMES * UK_PAGE_SIZE)
		uk_frame_unref(pa);
}

static void step(void)
{
	size_t at = (size_t)rand() % SIZE, n = (size_t)rand() % (SIZE - at + 1);

	if (rand() % 2)
		n = UK_MIN(n, 5000UL);
	for (size_t i = 0; i < n; i++)
		scratch[i] = (char)rand();
	switch (rand() % 8) {
	case 0:
	case 1:
		assert(uk_sys_pwrite64(fd, scratch, n, (int64_t)at) == (long)n);
		memcpy(model + at, scratch, n);
		if (n)
			model_size = UK_MAX(model_size, at + n);
		break;
	case 2:
		faulty_write(at, n);
		break;
	case 3:
		assert(!uk_sys_ftruncate(fd, (int64_t)at));
		if (at < model_size)
			memset(model + at, 0, SIZE - at);
		model_size = at;
		break;
	case 4:
		if (!n)
			break;
		assert(!uk_sys_fallocate(fd, 3, (int64_t)at, (int64_t)n));
		memset(model + at, 0, n);
		break;
	case 5:
		if (!n)
			break;
		assert(!uk_sys_fallocate(fd, rand() % 2, (int64_t)at, (int64_t)n));
		model_size = uk_file_size(slots[fd].file);
		break;
	default:
		map(at);
	}
}

/* SEEK_DATA and SEEK_HOLE part the file in two: holes read as zeros. */
static void check_holes(void)
{
	int64_t at = 0, end;

	while ((uint64_t)at < model_size) {
		end = uk_sys_lseek(fd, at, 3);
		if (end == -ENXIO)
			end = (int64_t)model_size;
		assert(end >= at);
		for (int64_t i = at; i < end; i++)
			assert(!model[i]);
		if ((uint64_t)end == model_size)
			break;
		at = uk_sys_lseek(fd, end, 4);
		assert(at > end);
	}
}

static void run(const char *path, unsigned int seed)
{
	srand(seed);
	fd = (int)uk_sys_open(path, UK_O_RDWR, 0);
	assert(fd >= 0);
	for (int i = 0; i < 3000; i++) {
		step();
		check();
		if (i % 50 == 0)
			check_holes();
	}
	assert(!uk_sys_close(fd));
	assert(!uk_sys_unlink(path));
}

static void over_base(size_t shift, unsigned int seed)
{
	struct uk_make m = { .mode = UK_S_IFREG | 0644 };
	struct uk_name *name;

	for (size_t i = 0; i < sizeof(base_bytes); i++)
		base_bytes[i] = (char)(i * 31 + seed);
	assert(!uk_make_path("/based", &m, &name));
	uk_ramfs_set_base(name->node, base_bytes + shift, BASE);
	uk_name_put(name);
	memset(model, 0, sizeof(model));
	memcpy(model, base_bytes + shift, BASE);
	model_size = BASE;
	run("/based", seed);
	for (size_t i = 0; i < sizeof(base_bytes); i++)
		assert(base_bytes[i] == (char)(i * 31 + seed));
}

/* The limit ends in ENOSPC, and what is given back can be used again. */
static void test_limit(void)
{
	static char chunk[1 << 20];
	long total = 0, r, again = 0;

	fd = (int)uk_sys_open("/big", UK_O_CREAT | UK_O_RDWR, 0644);
	while ((r = uk_sys_write(fd, chunk, sizeof(chunk))) > 0)
		total += r;
	assert(r == -ENOSPC && total == HOST_FRAMES / 2 * 4096L);
	assert(!uk_sys_ftruncate(fd, 0) && !host_frames);
	assert(!uk_sys_lseek(fd, 0, 0));
	while ((r = uk_sys_write(fd, chunk, sizeof(chunk))) > 0)
		again += r;
	assert(again == total);
	assert(!uk_sys_close(fd) && !uk_sys_unlink("/big") && !host_frames);
}

/* Pages far apart cost what they hold. */
static void test_far(void)
{
	char c;

	fd = (int)uk_sys_open("/far", UK_O_CREAT | UK_O_RDWR, 0644);
	for (int bit = 12; bit < 62; bit++)
		assert(uk_sys_pwrite64(fd, &(char){ (char)bit }, 1, 1L << bit) == 1);
	assert(host_frames == 50);
	for (int bit = 12; bit < 62; bit++) {
		assert(uk_sys_pread64(fd, &c, 1, 1L << bit) == 1 && c == bit);
		assert(uk_sys_lseek(fd, bit > 12 ? (1L << (bit - 1)) + 4096 : 0, 3) == 1L << bit);
	}
	assert(!uk_sys_ftruncate(fd, 1L << 40) && host_frames == 28);
	assert(!uk_sys_close(fd) && !uk_sys_unlink("/far") && !host_frames);
}

int main(void)
{
	host_start();
	assert(!uk_sys_close((int)uk_sys_open("/plain", UK_O_CREAT | UK_O_RDWR, 0644)));
	run("/plain", 1);
	assert(!host_frames);
	over_base(0, 2);
	over_base(5, 3);
	assert(!host_frames);
	test_limit();
	test_far();
	puts("tmpfs against a model: ok");
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables as a sorted list, a file, and the rest of the kernel that mmap_test needs. */

#define PT_MAX 4096
static struct {
	uintptr_t va;
	uk_paddr_t pa;
	int prot;
} pt[PT_MAX];
static int pt_used;
static uintptr_t pt_no_table_at; /* here a page table is missing and cannot be had */

static int pt_index(uintptr_t va)
{
	int low = 0, high = pt_used;

	while (low < high) {
		int middle = (low + high) / 2;

		if (pt[middle].va < va)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool pt_has(int i, uintptr_t va)
{
	return i < pt_used && pt[i].va == va;
}

int uk_pt_map(uintptr_t va, uk_paddr_t pa, int prot)
{
	int i = pt_index(va);

	assert(va % UK_PAGE_SIZE == 0 && uk_frame_refcount(pa) > 0);
	if (va == pt_no_table_at)
		return -ENOMEM;
	if (!pt_has(i, va)) {
		assert(pt_used < PT_MAX);
		memmove(&pt[i + 1], &pt[i], (size_t)(pt_used - i) * sizeof(pt[0]));
		pt_used++;
	}
	pt[i].va = va;
	pt[i].pa = pa;
	pt[i].prot = prot;
	return 0;
}

uk_paddr_t uk_pt_lookup(uintptr_t va, int *prot)
{
	int i = pt_index(va);

	if (!pt_has(i, va))
		return UK_FRAME_NONE;
	if (prot)
		*prot = pt[i].prot;
	return pt[i].pa;
}

uk_paddr_t uk_pt_unmap(uintptr_t va)
{
	int i = pt_index(va);
	uk_paddr_t pa;

	if (!pt_has(i, va))
		return UK_FRAME_NONE;
	pa = pt[i].pa;
	pt_used--;
	memmove(&pt[i], &pt[i + 1], (size_t)(pt_used - i) * sizeof(pt[0]));
	return pa;
}

uintptr_t uk_pt_next(uintptr_t va, uintptr_t end)
{
	int i = pt_index(va);

	return i < pt_used && pt[i].va < end ? pt[i].va : end;
}

void uk_pt_trim(uintptr_t start, uintptr_t end)
{
	/* The address space's only caller for that has taken the pages away. */
	assert(uk_pt_next(start, end) == end);
}

/* A file of FILE_PAGES pages whose frames it holds. */
#define FILE_PAGES 40
static uk_paddr_t file_frames[FILE_PAGES];

static uint64_t *file_value(uint64_t page)
{
	return (uint64_t *)((char *)uk_phys_to_virt(file_frames[page]) + 8);
}

static int file_map_page(struct uk_file *f, uint64_t offset, bool write, uk_paddr_t *pa)
{
	(void)f, (void)write;
	if (offset / UK_PAGE_SIZE >= FILE_PAGES)
		return -ENXIO;
	*pa = file_frames[offset / UK_PAGE_SIZE];
	uk_frame_ref(*pa);
	return 0;
}

static const struct uk_file_ops file_ops = { .map_page = file_map_page };
static struct uk_file file = {
	.ops = &file_ops, .refs = 1, .flags = UK_O_RDWR, .node = (struct uk_node *)&file
};

static void file_init(void)
{
	for (uint64_t i = 0; i < FILE_PAGES; i++) {
		file_frames[i] = uk_frame_alloc(0);
		memset(uk_phys_to_virt(file_frames[i]), (int)i + 1, UK_PAGE_SIZE);
	}
}

struct uk_file *uk_file_ref(struct uk_file *f)
{
	f->refs++;
	return f;
}

void uk_file_put(struct uk_file *f)
{
	assert(f->refs);
	if (--f->refs)
		return;
	assert(f != &file);
	f->ops->release(f);
	uk_free(f);
}

struct uk_file *uk_file_new(const struct uk_file_ops *ops, unsigned int flags, void *data)
{
	struct uk_file *f = uk_zalloc(sizeof(*f));

	*f = (struct uk_file){ .ops = ops, .refs = 1, .flags = flags, .data = data };
	return f;
}

struct uk_file *uk_fd_get(int fd)
{
	return fd == 3 ? uk_file_ref(&file) : NULL;
}

int uk_copy_out(void *udst, const void *src, size_t n)
{
	memcpy(udst, src, n);
	return 0;
}

void uk_sched_point(void)
{
}

void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	(void)level;
	fprintf(stderr, "message: %s\n", fmt);
}

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	(void)regs;
	fprintf(stderr, "panic: %s\n", fmt);
	abort();
}

void uk_plat_exit(int status)
{
	exit(status);
}

size_t uk_strlcpy(char *dst, const char *src, size_t n)
{
	return (size_t)snprintf(dst, n, "%s", src);
}

/* What the processor does: the access, or a fault and the access again. */
static uint64_t last_read;

static int touch(uintptr_t va, bool write, uint64_t value)
{
	uintptr_t page = UK_ALIGN_DOWN(va, UK_PAGE_SIZE);

	for (int tries = 0; tries < 2; tries++) {
		int i = pt_index(page), r;
		bool present = pt_has(i, page);

		if (present && (write ? pt[i].prot & UK_PROT_WRITE : pt[i].prot)) {
			uint64_t *p = (uint64_t *)((char *)uk_phys_to_virt(pt[i].pa) + va % UK_PAGE_SIZE);

			if (write)
				*p = value;
			else
				last_read = *p;
			return 0;
		}
		r = uk_vm_fault(va, (write ? UK_FAULT_WRITE : 0) | (present ? UK_FAULT_PRESENT : 0));
		if (r)
			return r;
	}
	assert(!"the fault was resolved, and comes again");
	return 0;
}

static void touch_zero_page(void)
{
	long at = uk_vm_map(0, UK_PAGE_SIZE, UK_PROT_READ, UK_MAP_PRIVATE, NULL, 0);

	assert(!touch((uintptr_t)at, false, 0) && last_read == 0);
	assert(!uk_vm_unmap((uintptr_t)at, UK_PAGE_SIZE));
}

/* What the linker defines. */
const char __uk_image_start[1], __uk_image_end[1];

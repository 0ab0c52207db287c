/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The naive address space: an array of pages, changed by the same random
 * calls. A call that fails for lack of memory has changed nothing.
 */

#define PAGES 256 /* the window that is tested, right below where mmap begins */
#define BASE (MMAP_TOP - PAGES * UK_PAGE_SIZE)

enum kind { NONE, ANONYMOUS, FILE_PRIVATE, FILE_SHARED };

static struct model_page {
	enum kind kind;
	int prot;
	uint64_t file_page;
	bool written; /* a private page of its own */
	uint64_t value;
} model[PAGES];

static uintptr_t at(int page)
{
	return BASE + (uintptr_t)page * UK_PAGE_SIZE;
}

static size_t bytes(int pages)
{
	return (size_t)pages * UK_PAGE_SIZE;
}

static int random_prot(void)
{
	static const int prots[] = { 0, 1, 3, 3, 3, 5, 7 };

	return prots[rand() % 7];
}

static void random_range(int *first, int *count)
{
	*first = rand() % PAGES;
	*count = 1 + rand() % 20;
	*count = UK_MIN(*count, PAGES - *first);
}

static void model_clear(int first, int count)
{
	memset(&model[first], 0, (size_t)count * sizeof(model[0]));
}

/* Whether the call failed because the heap was told to. */
static bool out_of_memory_again(long r)
{
	bool failed = has_failed;

	fail_in = 0;
	has_failed = false;
	if (failed)
		assert(r == -ENOMEM);
	return failed;
}

static void model_map(int first, int count, enum kind kind, int prot, uint64_t file_page)
{
	for (int i = 0; i < count; i++)
		model[first + i] = (struct model_page){ kind, prot, file_page + (uint64_t)i, false, 0 };
}

static bool model_free(int first, int count)
{
	for (int i = 0; i < count; i++)
		if (model[first + i].kind != NONE)
			return false;
	return true;
}

/* Start of the highest hole of count pages in the window, or -1. */
static int model_hole(int count)
{
	for (int first = PAGES - count; first >= 0; first--)
		if (model_free(first, count))
			return first;
	return -1;
}

/* A place below the window is not of the model. */
static bool left_window(long r, int count)
{
	if (r >= (long)BASE)
		return false;
	assert(r > 0 && model_hole(count) < 0);
	assert(!uk_vm_unmap((uintptr_t)r, bytes(count)));
	return true;
}

static void step_map(void)
{
	enum kind kind = ANONYMOUS + (unsigned int)rand() % 3;
	uint64_t file_page = (uint64_t)rand() % FILE_PAGES;
	int flags = kind == FILE_SHARED ? UK_MAP_SHARED : UK_MAP_PRIVATE;
	struct uk_file *f = kind == ANONYMOUS ? NULL : &file;
	int first, count, prot = random_prot(), place = rand() % 4;
	long r;

	random_range(&first, &count);
	if (place == 0)
		flags |= UK_MAP_FIXED;
	if (place == 1)
		flags |= UK_MAP_FIXED_NOREPLACE;
	r = uk_vm_map(place == 3 ? 0 : at(first), bytes(count) - 5, prot, flags, f,
		      file_page * UK_PAGE_SIZE);
	if (out_of_memory_again(r))
		return;
	if (place == 1 && !model_free(first, count)) {
		assert(r == -EEXIST);
		return;
	}
	if (place == 3 || (place == 2 && !model_free(first, count)))
		first = model_hole(count);
	if (left_window(r, count))
		return;
	assert(r == (long)at(first));
	model_map(first, count, kind, prot, file_page);
}

static void step_unmap(void)
{
	int first, count, r;

	random_range(&first, &count);
	r = uk_vm_unmap(at(first), bytes(count));
	if (out_of_memory_again(r))
		return;
	assert(!r);
	model_clear(first, count);
}

static void step_protect(void)
{
	int first, count, prot = random_prot(), r;

	random_range(&first, &count);
	r = uk_vm_protect(at(first), bytes(count), prot);
	if (out_of_memory_again(r))
		return;
	for (int i = first; i < first + count; i++) {
		if (model[i].kind == NONE) {
			assert(r == -ENOMEM);
			return;
		}
		model[i].prot = prot;
	}
	assert(!r);
}

static uint64_t *model_value(struct model_page *p, bool write)
{
	static uint64_t zero;

	if (write && !p->written && p->kind != FILE_SHARED)
		p->written = true;
	if (p->written)
		return &p->value;
	zero = 0;
	return p->kind == ANONYMOUS ? &zero : file_value(p->file_page);
}

static void step_access(void)
{
	struct model_page *p;
	bool write = rand() % 2;
	uint64_t value = (uint64_t)rand();
	int i = rand() % PAGES, r;

	p = &model[i];
	r = touch(at(i) + 8, write, value);
	if (p->kind == NONE)
		assert(r == -EFAULT);
	else if (write ? !(p->prot & UK_PROT_WRITE) : !p->prot)
		assert(r == -EACCES);
	else if (p->kind != ANONYMOUS && !p->written && p->file_page >= FILE_PAGES)
		assert(r == -ENXIO);
	else if (write && p->kind == FILE_SHARED)
		assert(!r && *file_value(p->file_page) == value);
	else if (write)
		*model_value(p, true) = value;
	else
		assert(!r && last_read == *model_value(p, false));
}

static void step_advise(void)
{
	int first, count;
	bool hole = false;
	long r;

	random_range(&first, &count);
	r = uk_sys_madvise(at(first), bytes(count), MADV_DONTNEED);
	for (int i = first; i < first + count; i++) {
		hole = hole || model[i].kind == NONE;
		model[i].written = false;
	}
	assert(r == (hole ? -ENOMEM : 0));
}

/* Whether the pages are of one area. */
static bool model_uniform(int first, int count)
{
	const struct model_page *p = &model[first];

	for (int i = 1; i < count; i++)
		if (p[i].kind != p->kind || p[i].prot != p->prot ||
		    (p->kind != ANONYMOUS && p[i].file_page != p->file_page + (uint64_t)i))
			return false;
	return p->kind != NONE;
}

static void step_remap(void)
{
	struct model_page old[PAGES];
	int first, count, new_count = 1 + rand() % 20, to;
	long r;

	random_range(&first, &count);
	if (!model_uniform(first, count))
		return;
	r = uk_sys_mremap(at(first), bytes(count), bytes(new_count), MREMAP_MAYMOVE, 0);
	if (out_of_memory_again(r))
		return;
	assert(r > 0);
	memcpy(old, model, sizeof(old));
	if (left_window(r, new_count)) {
		model_clear(first, count);
		return;
	}
	to = (int)((r - (long)BASE) / (long)UK_PAGE_SIZE);
	if (to != first)
		assert(to == model_hole(new_count));
	if (to + new_count > PAGES) {
		/* It grew out of the window. */
		assert(!uk_vm_unmap(MMAP_TOP, bytes(to + new_count - PAGES)));
		new_count = PAGES - to;
	}
	model_clear(first, count);
	assert(model_free(to, new_count));
	model_map(to, new_count, old[first].kind, old[first].prot, old[first].file_page);
	memcpy(&model[to], &old[first], (size_t)UK_MIN(count, new_count) * sizeof(model[0]));
}

static uintptr_t check_tree(const struct area *a, const struct area *parent)
{
	uintptr_t gap;

	if (!a)
		return 0;
	assert(a->parent == parent && (!parent || a->priority <= parent->priority));
	assert(!a->left || a->left->end <= a->start);
	assert(!a->right || a->right->start >= a->end);
	gap = UK_MAX(check_tree(a->left, a), check_tree(a->right, a));
	gap = UK_MAX(gap, gap_of(a));
	assert(gap == a->max_gap);
	return gap;
}

static int check_area(const struct uk_vm_info *info)
{
	for (uintptr_t va = info->start; va < info->end; va += UK_PAGE_SIZE) {
		const struct model_page *p = &model[(va - BASE) / UK_PAGE_SIZE];

		assert(va >= BASE && va < MMAP_TOP && p->kind != NONE);
		assert(p->prot == info->prot && info->shared == (p->kind == FILE_SHARED));
		assert(!info->file == (p->kind == ANONYMOUS));
		if (info->file)
			assert(info->offset + (va - info->start) == p->file_page * UK_PAGE_SIZE);
	}
	return (int)((info->end - info->start) / UK_PAGE_SIZE);
}

static void check_all(void)
{
	uint64_t resident = 0, virt, res;
	struct uk_vm_info info = { 0 };
	uintptr_t next = 0;
	int mapped = 0, in_model = 0;

	check_tree(root, NULL);
	for (; uk_vm_next(next, &info, true); next = info.end) {
		assert(info.start >= next && info.end > info.start);
		mapped += check_area(&info);
		resident += info.resident;
	}
	for (int i = 0; i < PAGES; i++)
		in_model += model[i].kind != NONE;
	uk_vm_stat(&virt, &res);
	assert(mapped == in_model && virt == bytes(mapped) && res == resident);
}

static void test_random(void)
{
	static void (*const steps[])(void) = { step_map,    step_unmap, step_protect,
					       step_advise, step_remap, step_access };

	srand(3);
	for (int i = 0; i < 60000; i++) {
		int kind = rand() % 16;

		fail_in = kind < 5 && rand() % 10 == 0 ? 1 + rand() % 3 : 0;
		steps[kind < 5 ? kind : 5]();
		fail_in = 0;
		if (i % 16 == 0)
			check_all();
	}
	assert(!uk_vm_unmap(UK_USER_START, UK_USER_END - UK_USER_START));
	model_clear(0, PAGES);
	check_all();
	assert(uk_list_empty(&areas) && uk_list_empty(&area_files) && !pt_used);
}

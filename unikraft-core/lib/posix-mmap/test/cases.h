/* SPDX-License-Identifier: BSD-3-Clause */
/* What mmap_test shows one by one: each case begins and ends with nothing mapped. */

#define RW (UK_PROT_READ | UK_PROT_WRITE)
#define ANON (UK_MAP_PRIVATE | UK_MAP_ANONYMOUS)
#define GIB (1UL << 30)

static void unmap_everything(void)
{
	assert(!uk_vm_unmap(UK_USER_START, UK_USER_END - UK_USER_START));
	assert(!page_resident_count && !area_bytes && !pt_used);
}

/* Two mappings of one file show each other's writes; a private one does not write back. */
static void case_shared(void)
{
	uintptr_t a = (uintptr_t)uk_vm_map(0, UK_PAGE_SIZE, RW, UK_MAP_SHARED, &file, UK_PAGE_SIZE);
	uintptr_t b = (uintptr_t)uk_vm_map(0, 4 * UK_PAGE_SIZE, RW, UK_MAP_SHARED, &file, 0);
	uintptr_t c = (uintptr_t)uk_vm_map(0, UK_PAGE_SIZE, RW, UK_MAP_PRIVATE, &file, UK_PAGE_SIZE);

	assert(!touch(a + 8, true, 77) && !touch(b + UK_PAGE_SIZE + 8, false, 0) && last_read == 77);
	assert(!touch(c + 8, false, 0) && last_read == 77);
	assert(!touch(b + UK_PAGE_SIZE + 8, true, 78) && !touch(c + 8, false, 0) && last_read == 78);
	assert(!touch(c + 8, true, 5) && *file_value(1) == 78);
	/* Its copy is given up: the file's page shows again. */
	assert(!uk_sys_madvise(c, UK_PAGE_SIZE, MADV_DONTNEED));
	assert(!touch(c + 8, false, 0) && last_read == 78);
	unmap_everything();
}

/* Truncation takes pages out of mappings, also copies; a change of frames leaves copies. */
static void case_forget(void)
{
	uintptr_t s = (uintptr_t)uk_vm_map(0, 4 * UK_PAGE_SIZE, RW, UK_MAP_SHARED, &file, 0);
	uintptr_t p = (uintptr_t)uk_vm_map(0, 4 * UK_PAGE_SIZE, RW, UK_MAP_PRIVATE, &file, 0);

	for (uintptr_t i = 0; i < 4 * UK_PAGE_SIZE; i += UK_PAGE_SIZE)
		assert(!touch(s + i, true, i) && !touch(p + i, false, 0));
	assert(!touch(p + UK_PAGE_SIZE, true, 9));
	uk_vm_forget(file.node, UK_PAGE_SIZE, 2 * UK_PAGE_SIZE, false);
	assert(page_present(s) && !page_present(s + UK_PAGE_SIZE) && page_present(s + 3 * UK_PAGE_SIZE));
	assert(page_present(p + UK_PAGE_SIZE) && !page_present(p + 2 * UK_PAGE_SIZE));
	uk_vm_forget(file.node, 0, UINT64_MAX, true);
	assert(!page_resident(s, s + 4 * UK_PAGE_SIZE) && !page_resident(p, p + 4 * UK_PAGE_SIZE));
	unmap_everything();
}

/* Shared anonymous memory survives DONTNEED, and can be mapped twice. */
static void case_shared_anonymous(void)
{
	const int flags = UK_MAP_SHARED | UK_MAP_ANONYMOUS | UK_MAP_NORESERVE;
	uintptr_t a = (uintptr_t)uk_sys_mmap(0, 8 * GIB, RW, flags, -1, 0), b;

	assert(!touch(a + 5 * GIB, true, 42));
	assert(!uk_sys_madvise(a, 8 * GIB, MADV_DONTNEED) && !page_present(a + 5 * GIB));
	assert(!touch(a + 5 * GIB, false, 0) && last_read == 42);
	b = (uintptr_t)uk_sys_mremap(a + 5 * GIB, 0, UK_PAGE_SIZE, MREMAP_MAYMOVE, 0);
	assert(b != a + 5 * GIB && !touch(b, false, 0) && last_read == 42);
	unmap_everything();
}

/* Reservations cost nothing; what could never be there is refused. */
static void case_commit(void)
{
	long r = uk_sys_mmap(0, 64UL << 40, RW, ANON | UK_MAP_NORESERVE, -1, 0);

	assert(r > 0 && uk_sys_mmap(0, 1UL << 40, 0, ANON, -1, 0) > 0);
	assert(uk_sys_mmap(0, 1UL << 40, RW, ANON, -1, 0) == -ENOMEM);
	assert(uk_sys_mmap(0, 1UL << 47, 0, ANON, -1, 0) == -ENOMEM);
	assert(uk_sys_mprotect((uintptr_t)r, 1UL << 40, UK_PROT_READ) == 0);
	unmap_everything();
}

static void case_errors(void)
{
	assert(uk_sys_mmap(0, 0, RW, ANON, -1, 0) == -EINVAL);
	assert(uk_sys_mmap(0, 10, RW, UK_MAP_ANONYMOUS, -1, 0) == -EINVAL);
	assert(uk_sys_mmap(0, 10, RW, UK_MAP_PRIVATE, 9, 0) == -EBADF);
	assert(uk_sys_mmap(0, 10, RW, UK_MAP_PRIVATE, 3, 100) == -EINVAL);
	assert(uk_sys_mmap(0, 10, RW, MAP_SHARED_VALIDATE | MAP_SYNC, 3, 0) == -EOPNOTSUPP);
	assert(uk_sys_mmap(BASE + 1, 10, RW, ANON | UK_MAP_FIXED, -1, 0) == -EINVAL);
	assert(uk_sys_mmap(0, 10, RW, ANON | UK_MAP_FIXED, -1, 0) == -EPERM);
	assert(uk_sys_mmap(0, 10, RW, ANON | MAP_HUGETLB, -1, 0) == -ENOMEM);
	file.flags = UK_O_RDONLY;
	assert(uk_sys_mmap(0, 10, RW, UK_MAP_SHARED, 3, 0) == -EACCES);
	assert(uk_sys_mmap(BASE, 10, UK_PROT_READ, UK_MAP_SHARED, 3, 0) == (long)BASE);
	assert(uk_sys_mprotect(BASE, 10, RW) == -EACCES);
	file.flags = UK_O_RDWR;
	assert(uk_sys_munmap(BASE + 1, 10) == -EINVAL && uk_sys_munmap(BASE, 0) == -EINVAL);
	assert(uk_sys_mprotect(BASE, 10, 64) == -EINVAL);
	assert(uk_sys_msync(BASE, 10, MS_SYNC | MS_ASYNC) == -EINVAL);
	assert(uk_sys_msync(BASE, 2 * UK_PAGE_SIZE, MS_SYNC) == -ENOMEM);
	assert(uk_sys_mremap(BASE + 5 * UK_PAGE_SIZE, 10, 10, 0, 0) == -EFAULT);
	assert(uk_sys_mremap(BASE, 10, 0, 0, 0) == -EINVAL);
	unmap_everything();
}

/* The heap grows and shrinks by bytes; in the way of another area it stays as it is. */
static void case_brk(void)
{
	const uintptr_t start = 0x500000;

	uk_vm_set_brk(start);
	assert(uk_sys_brk(0) == (long)start && uk_sys_brk(start + 5000) == (long)start + 5000);
	assert(!touch(start + 4096, true, 1) && touch(start + 8192, true, 1) == -EFAULT);
	assert(uk_sys_brk(start + 100) == (long)start + 100);
	assert(uk_sys_brk(start + 9000) == (long)start + 9000);
	assert(!touch(start + 4096, false, 0) && last_read == 0);
	uk_vm_map(start + 0x10000, 10, RW, ANON | UK_MAP_FIXED, NULL, 0);
	assert(uk_sys_brk(start + 0x10000) == (long)start + 9000);
	assert(uk_sys_brk(start - 1) == (long)start + 9000);
	assert(uk_sys_brk(start) == (long)start);
	unmap_everything();
}

/* A stack grows to the page that was touched, not close to what lies below it. */
static void case_stack(void)
{
	const int flags = ANON | UK_MAP_FIXED;
	const uintptr_t top = BASE + 4096 * UK_PAGE_SIZE;

	uk_vm_map(top - UK_PAGE_SIZE, UK_PAGE_SIZE, RW, flags | UK_MAP_GROWSDOWN, NULL, 0);
	assert(!touch(top - 100 * UK_PAGE_SIZE, true, 1));
	assert(touch(top - STACK_DEFAULT - 1, true, 1) == -EFAULT);
	uk_vm_map(top - 500 * UK_PAGE_SIZE, UK_PAGE_SIZE, RW, flags, NULL, 0);
	assert(!touch(top - 243 * UK_PAGE_SIZE, true, 1));
	assert(touch(top - 244 * UK_PAGE_SIZE, true, 1) == -EFAULT);
	unmap_everything();
}

/* When page tables run out in the middle of a move, all is as before. */
static void case_move_without_memory(void)
{
	uintptr_t a = BASE, b = BASE - 64 * UK_PAGE_SIZE;

	uk_vm_map(a, 8 * UK_PAGE_SIZE, RW, ANON | UK_MAP_FIXED, NULL, 0);
	for (uintptr_t i = 0; i < 8; i++)
		assert(!touch(a + i * UK_PAGE_SIZE, true, i + 1));
	pt_no_table_at = b + 5 * UK_PAGE_SIZE;
	assert(uk_sys_mremap(a, 8 * UK_PAGE_SIZE, 8 * UK_PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
			     b) == -ENOMEM);
	pt_no_table_at = 0;
	for (uintptr_t i = 0; i < 8; i++)
		assert(!touch(a + i * UK_PAGE_SIZE, false, 0) && last_read == i + 1);
	assert(!page_resident(b, b + 8 * UK_PAGE_SIZE) && area_bytes == 8 * UK_PAGE_SIZE);
	unmap_everything();
}

static void case_lock(void)
{
	uintptr_t a = (uintptr_t)uk_vm_map(0, 4 * UK_PAGE_SIZE, RW, ANON, NULL, 0);
	/* On the host, the stack is not in what counts as the application's half. */
	static unsigned char vec[4];

	assert(!uk_sys_mincore(a, 4 * UK_PAGE_SIZE, vec) && !vec[0] && !vec[3]);
	assert(!uk_sys_mlock(a + UK_PAGE_SIZE, UK_PAGE_SIZE + 1));
	assert(!uk_sys_mincore(a, 4 * UK_PAGE_SIZE, vec) && !vec[0] && vec[1] && vec[2] && !vec[3]);
	assert(uk_sys_madvise(a, 4 * UK_PAGE_SIZE, MADV_DONTNEED) == -EINVAL);
	assert(!uk_sys_munlock(a, 4 * UK_PAGE_SIZE));
	assert(!uk_sys_madvise(a, 4 * UK_PAGE_SIZE, MADV_DONTNEED));
	assert(uk_sys_mlock(a, 5 * UK_PAGE_SIZE) == -ENOMEM);
	assert(!uk_sys_mlockall(MCL_FUTURE));
	a = (uintptr_t)uk_sys_mmap(0, UK_PAGE_SIZE, RW, ANON, -1, 0);
	assert(page_present(a) && !uk_sys_munlockall());
	assert(uk_sys_madvise(a, UK_PAGE_SIZE, MADV_POPULATE_WRITE) == 0);
	unmap_everything();
}

static void test_cases(void)
{
	case_shared();
	case_forget();
	case_shared_anonymous();
	case_commit();
	case_errors();
	case_brk();
	case_stack();
	case_move_without_memory();
	case_lock();
}

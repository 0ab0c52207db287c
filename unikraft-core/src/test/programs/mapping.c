// mmap and its kin at their edges: errors, placement, splitting, moving, sharing, advice, locking.
// build: static
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static sigjmp_buf jump;
static volatile int signal_code;

static void on_fault(int signo, siginfo_t *info, void *context)
{
	(void)context;
	signal_code = signo * 100 + info->si_code;
	siglongjmp(jump, 1);
}

/* 0, or signal * 100 + si_code. */
static int try_read(volatile char *p)
{
	signal_code = 0;
	if (!sigsetjmp(jump, 1))
		(void)*p;
	return signal_code;
}

static int try_write(volatile char *p, char c)
{
	signal_code = 0;
	if (!sigsetjmp(jump, 1))
		*p = c;
	return signal_code;
}

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result == -1 ? " " : "", result == -1 ? strerror(saved) : "");
}

static void show_map(const char *what, void *p)
{
	int saved = errno;

	printf("%s: %s\n", what, p == MAP_FAILED ? strerror(saved) : "mapped");
}

static char *map(size_t pages, int prot, int flags)
{
	return mmap(NULL, pages * PAGE, prot, flags, -1, 0);
}

static int new_file(size_t size)
{
	char name[] = "/tmp/mapping-XXXXXX";
	int fd = mkstemp(name);

	unlink(name);
	for (size_t i = 0; i < size; i++)
		if (write(fd, &(char){ (char)('a' + i / PAGE) }, 1) != 1)
			return -1;
	return fd;
}

static void errors(int fd)
{
	char *p = map(4, RW, ANON);

	show_map("length 0", mmap(NULL, 0, RW, ANON, -1, 0));
	show_map("neither private nor shared", mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0));
	show_map("offset in a page", mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 100));
	show_map("bad descriptor", mmap(NULL, PAGE, RW, MAP_PRIVATE, 77, 0));
	show_map("fixed, not aligned", mmap(p + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0));
	show_map("noreplace over an area", mmap(p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
	show_map("too long", mmap(NULL, 1UL << 47, PROT_NONE, ANON | MAP_NORESERVE, -1, 0));
	show_map("length wraps", mmap(NULL, -PAGE, RW, ANON, -1, 0));
	show_map("offset wraps", mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, -PAGE));
	show_map("far too much to promise", mmap(NULL, 1UL << 45, RW, ANON, -1, 0));
	show_map("the same without a promise", mmap(NULL, 1UL << 45, RW, ANON | MAP_NORESERVE, -1, 0));
	show_map("huge pages without a pool", mmap(NULL, 2UL << 20, RW, ANON | MAP_HUGETLB, -1, 0));
	show_map("validate with an unknown flag", mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | MAP_SYNC, fd, 0));
	show("munmap, not aligned", munmap(p + 1, PAGE));
	show("munmap of nothing", munmap(p, 0));
	show("munmap of a hole", (munmap(p + PAGE, PAGE), munmap(p + PAGE, PAGE)));
	show("mprotect over a hole", mprotect(p, 4 * PAGE, PROT_READ));
	printf("  before the hole: %d, behind: %d\n", try_write(p, 1), try_write(p + 2 * PAGE, 1));
	show("mprotect of nothing", mprotect(p, 0, RW));
	show("mprotect, unknown right", mprotect(p, PAGE, 0x40));
	show("madvise over a hole", madvise(p, 4 * PAGE, MADV_DONTNEED));
	show("madvise, unknown", madvise(p, PAGE, 4711));
	show("madvise of nothing", madvise(p, 0, MADV_DONTNEED));
	show("msync over a hole", msync(p, 4 * PAGE, MS_SYNC));
	show("msync, both ways", msync(p, PAGE, MS_SYNC | MS_ASYNC));
	show("mlock over a hole", mlock(p, 4 * PAGE));
	munmap(p, 4 * PAGE);
}

static void rights(int fd)
{
	char *p = map(3, RW, ANON), *f;
	int ro = open("/proc/self/exe", O_RDONLY);

	p[PAGE] = 1;
	mprotect(p + PAGE, PAGE, PROT_NONE);
	printf("no access: read %d write %d\n", try_read(p + PAGE), try_write(p + PAGE, 1));
	mprotect(p + PAGE, PAGE, PROT_READ);
	printf("read only: read %d write %d value %d\n", try_read(p + PAGE), try_write(p + PAGE, 1), p[PAGE]);
	munmap(p + PAGE, PAGE);
	printf("unmapped: read %d, neighbours %d %d\n", try_read(p + PAGE), try_read(p), try_read(p + 2 * PAGE));
	munmap(p, 3 * PAGE);
	show_map("shared, writable, of a file opened for reading", mmap(NULL, PAGE, RW, MAP_SHARED, ro, 0));
	f = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	show("made writable later", mprotect(f, PAGE, RW));
	munmap(f, PAGE);
	f = mmap(NULL, PAGE, RW, MAP_PRIVATE, ro, 0);
	printf("private, writable: write %d value %d\n", try_write(f, 'x'), *f);
	munmap(f, PAGE);
	close(ro);
	(void)fd;
}

static void files(void)
{
	int fd = new_file(2 * PAGE + 100);
	char *s = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0), *t = mmap(NULL, PAGE, RW, MAP_SHARED, fd, PAGE);
	char *p = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0), c;

	printf("pages: %c %c %c, behind the end %d\n", s[0], s[PAGE], s[2 * PAGE], s[2 * PAGE + 100]);
	printf("page behind the file: %d\n", try_read(s + 3 * PAGE));
	t[5] = 'T';
	pread(fd, &c, 1, PAGE + 5);
	printf("written through one mapping: other %c, private %c, read %c\n", s[PAGE + 5], p[PAGE + 5], c);
	p[PAGE + 5] = 'P';
	pread(fd, &c, 1, PAGE + 5);
	printf("written to the private one: shared %c, read %c\n", s[PAGE + 5], c);
	pwrite(fd, "W", 1, PAGE + 6);
	printf("written by the call: shared %c, private copy %c\n", s[PAGE + 6], p[PAGE + 6]);
	pwrite(fd, "V", 1, 6);
	printf("to a page not yet copied: private %c\n", p[6]);
	show("dontneed", madvise(p, 4 * PAGE, MADV_DONTNEED));
	printf("the private copy is gone: %c\n", p[PAGE + 5]);
	p[PAGE] = 'Q';
	ftruncate(fd, PAGE);
	printf("truncated: shared %d, private %d, first page %d\n", try_read(s + PAGE), try_read(p + PAGE),
	       try_read(s));
	ftruncate(fd, 3 * PAGE);
	printf("grown again: shared %d private %d\n", s[PAGE], p[PAGE]);
	s[2 * PAGE] = 'Z';
	show("msync", msync(s, 3 * PAGE, MS_SYNC));
	close(fd);
	printf("closed, still mapped: %c %c\n", s[0], s[2 * PAGE]);
	munmap(s, 4 * PAGE);
	munmap(t, PAGE);
	munmap(p, 4 * PAGE);
}

static void moves(void)
{
	char *base = map(64, PROT_NONE, ANON | MAP_NORESERVE), *p, *q;
	uintptr_t moved;

	p = mmap(base, 8 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	for (int i = 0; i < 8; i++)
		p[i * PAGE] = (char)(i + 1);
	show_map("grow without moving", mremap(p, 8 * PAGE, 12 * PAGE, 0));
	q = mremap(p, 8 * PAGE, 4 * PAGE, 0);
	printf("shrink: stays %d, behind it %d\n", q == p, try_read(p + 4 * PAGE));
	q = mremap(p, 4 * PAGE, 8 * PAGE, 0);
	printf("grow into the hole: %d, value %d, new %d\n", q == p, p[3 * PAGE], p[4 * PAGE]);
	q = mremap(p, 8 * PAGE, 16 * PAGE, MREMAP_MAYMOVE);
	moved = (uintptr_t)q;
	printf("grow and move: %d, values %d %d, left %d\n", q != p && moved, q[0], q[3 * PAGE], try_read(p));
	q = mremap(q, 16 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, base + 20 * PAGE);
	printf("to a fixed place: %d, values %d %d, old %d\n", q == base + 20 * PAGE, q[0], q[3 * PAGE],
	       try_read((char *)moved));
	show_map("fixed, overlapping", mremap(q, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE));
	show_map("fixed without maymove", mremap(q, 4 * PAGE, 4 * PAGE, MREMAP_FIXED, base));
	show_map("to length 0", mremap(q, 4 * PAGE, 0, MREMAP_MAYMOVE));
	show_map("private twice", mremap(q, 0, PAGE, MREMAP_MAYMOVE));
	show_map("over two areas", mremap(q, 8 * PAGE, 16 * PAGE, MREMAP_MAYMOVE));
	show_map("a hole", mremap((char *)moved, PAGE, PAGE, 0));
	p = mremap(q, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
	printf("dontunmap: new %d %d, old %d %d\n", p[0], p[3 * PAGE], q[0], q[3 * PAGE]);
	munmap(p, 4 * PAGE);
	munmap(base, 64 * PAGE);
	p = map(4, RW, MAP_SHARED | MAP_ANONYMOUS);
	p[PAGE] = 33;
	q = mremap(p, 0, 4 * PAGE, MREMAP_MAYMOVE);
	q[2 * PAGE] = 44;
	printf("shared twice: %d %d\n", q[PAGE], p[2 * PAGE]);
	munmap(p, 4 * PAGE);
	printf("first gone: %d\n", q[PAGE]);
	q = mremap(q, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	printf("shared, grown: %d %d\n", q[PAGE], try_read(q + 4 * PAGE));
	munmap(q, 8 * PAGE);
}

static void advice(void)
{
	char *p = map(4, RW, ANON), *s = map(4, RW, MAP_SHARED | MAP_ANONYMOUS);
	unsigned char vec[4];

	memset(p, 1, 4 * PAGE);
	memset(s, 2, 4 * PAGE);
	show("dontneed, private", madvise(p + PAGE, PAGE, MADV_DONTNEED));
	show("dontneed, shared", madvise(s + PAGE, PAGE, MADV_DONTNEED));
	printf("%d %d %d, shared %d\n", p[0], p[PAGE], p[2 * PAGE], s[PAGE]);
	madvise(p + PAGE, PAGE, MADV_DONTNEED);
	mincore(p, 4 * PAGE, vec);
	printf("resident: %d %d %d %d\n", vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
	show("mincore, not aligned", mincore(p + 1, PAGE, vec));
	show("mincore of a hole", (munmap(p + 3 * PAGE, PAGE), mincore(p, 4 * PAGE, vec)));
	show("free, shared", madvise(s, PAGE, MADV_FREE));
	show("free", madvise(p, PAGE, MADV_FREE));
	show("populate", madvise(p, 3 * PAGE, MADV_POPULATE_WRITE));
	show("populate over a hole", madvise(p, 4 * PAGE, MADV_POPULATE_READ));
	mprotect(p, PAGE, PROT_READ);
	show("populate, not writable", madvise(p, PAGE, MADV_POPULATE_WRITE));
	for (int a = MADV_NORMAL; a <= MADV_WILLNEED; a++)
		show("hint", madvise(p, 3 * PAGE, a));
	show("hugepage", madvise(p, 3 * PAGE, MADV_HUGEPAGE));
	show("dontdump", madvise(p, 3 * PAGE, MADV_DONTDUMP));
	show("dontfork", madvise(p, 3 * PAGE, MADV_DONTFORK));
	show("wipeonfork, shared", madvise(s, PAGE, MADV_WIPEONFORK));
	show("mlock", mlock(p + 100, PAGE));
	show("dontneed, locked", madvise(p, 3 * PAGE, MADV_DONTNEED));
	show("invalidate, locked", msync(p, PAGE, MS_INVALIDATE));
	show("munlock", munlock(p, 3 * PAGE));
	show("mlockall, no flags", mlockall(0));
	show("mlock2, unknown flag", mlock2(p, PAGE, 8));
	munmap(p, 4 * PAGE);
	munmap(s, 4 * PAGE);
}

static void holes(void)
{
	char *p = map(4, RW, MAP_SHARED | MAP_ANONYMOUS), *q = mremap(p, 0, 4 * PAGE, MREMAP_MAYMOVE), c = 1;
	int fd = new_file(3 * PAGE), ro = open("/proc/self/exe", O_RDONLY);
	char *f = mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0), *g = mmap(NULL, 3 * PAGE, RW, MAP_PRIVATE, fd, 0);

	memset(p, 3, 4 * PAGE);
	show("remove, shared", madvise(p + PAGE, PAGE, MADV_REMOVE));
	printf("both see it: %d %d, next %d\n", p[PAGE], q[PAGE], q[2 * PAGE]);
	c = g[PAGE];
	show("remove, of a file", madvise(f + PAGE, PAGE, MADV_REMOVE));
	printf("was %c, is %d, read through %d, next %c\n", c, f[PAGE], g[PAGE], f[2 * PAGE]);
	pread(fd, &c, 1, PAGE);
	printf("read: %d\n", c);
	show("remove, private", madvise(g, PAGE, MADV_REMOVE));
	munmap(f, 3 * PAGE);
	f = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	show("remove, opened for reading", madvise(f, PAGE, MADV_REMOVE));
	munmap(f, PAGE);
	munmap(g, 3 * PAGE);
	munmap(p, 4 * PAGE);
	munmap(q, 4 * PAGE);
	close(fd);
	close(ro);
}

/* Lines of /proc/self/maps between two addresses, without the addresses. */
static void show_areas(const char *what, char *from, char *to)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[400], prot[8];
	unsigned long start, end;

	printf("%s:", what);
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx-%lx %7s", &start, &end, prot) == 3 && start >= (unsigned long)from &&
		    end <= (unsigned long)to)
			printf(" %lu%s", (end - start) / PAGE, prot);
	printf("\n");
	if (f)
		fclose(f);
}

static void areas(void)
{
	char *base = map(64, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS), *end = base + 64 * PAGE;

	mmap(base + 10 * PAGE, 10 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	show_areas("one in another", base, end);
	mmap(base + 20 * PAGE, 4 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	show_areas("joined", base, end);
	mprotect(base + 12 * PAGE, 2 * PAGE, PROT_READ);
	show_areas("split by rights", base, end);
	mprotect(base + 12 * PAGE, 2 * PAGE, RW);
	show_areas("joined again", base, end);
	munmap(base + 15 * PAGE, PAGE);
	show_areas("a hole", base, end);
	printf("the hole is found: %d\n",
	       mmap(base + 15 * PAGE, PAGE, RW, ANON, -1, 0) == base + 15 * PAGE);
	munmap(base, 64 * PAGE);
}

static void heap(void)
{
	char *start = sbrk(0);

	show("brk far away", brk((void *)(1UL << 46)));
	printf("sbrk: %d\n", sbrk(10000) == start);
	start[9999] = 5;
	printf("behind its last page: %d\n", try_read((char *)(((uintptr_t)start + 9999 + PAGE) & -PAGE)));
	sbrk(-10000);
	sbrk(10000);
	printf("shrunk and grown: %d\n", start[9999] == 0 || start[9999] == 5);
	printf("brk below its start: %d\n", brk((void *)0x1000));
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	int fd = new_file(PAGE);

	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	errors(fd);
	rights(fd);
	files();
	moves();
	advice();
	holes();
	areas();
	heap();
	return 0;
}

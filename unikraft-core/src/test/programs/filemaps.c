// build: static dynamic musl
// Mappings of files: shared and private, what write, truncate and holes do to them, and SIGBUS behind the end.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

static sigjmp_buf back;
static volatile int code;

static void on_fault(int signo, siginfo_t *info, void *context)
{
	(void)context;
	code = signo * 100 + info->si_code;
	siglongjmp(back, 1);
}

/* The byte at p, or -(signal * 100 + code). */
static int peek(volatile char *p)
{
	return sigsetjmp(back, 1) ? -code : *p;
}

static int poke(volatile char *p, char c)
{
	if (sigsetjmp(back, 1))
		return -code;
	*p = c;
	return 0;
}

static void shared_and_private(int fd)
{
	char *shared = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *second = mmap(NULL, 3 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	char *private = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	char buf[4];

	printf("size 2.5 pages: tail %d, behind %d\n", peek(shared + 2 * PAGE + PAGE / 2 + 1), peek(shared + 3 * PAGE - 1));
	printf("first bytes %c %c %c\n", peek(shared), peek(second), peek(private));
	shared[0] = 'S';
	printf("after a shared write: %c %c\n", second[0], private[0]);
	private[0] = 'P';
	shared[0] = 'T';
	pread(fd, buf, 1, 0);
	printf("after a private write: %c %c %c, file %c\n", shared[0], second[0], private[0], buf[0]);
	pwrite(fd, "W", 1, PAGE);
	printf("after write(2): %c %c\n", shared[PAGE], second[PAGE]);
	pwrite(fd, "V", 1, 0);
	printf("where private has copied: %c %c\n", shared[0], private[0]);
	shared[2 * PAGE + PAGE / 2 + 10] = 'x';
	ftruncate(fd, 3 * PAGE);
	printf("what stood behind the end, grown over: %d\n", pread(fd, buf, 1, 2 * PAGE + PAGE / 2 + 10) == 1 ? buf[0] : -1);

	ftruncate(fd, PAGE + 100);
	printf("cut: %d %d, then %d\n", peek(shared + PAGE + 50), peek(shared + PAGE + 200), peek(shared + 2 * PAGE));
	printf("cut, private: %d %d\n", peek(private + PAGE + 200), peek(private + 2 * PAGE));
	printf("write behind the end: %d\n", poke(shared + 2 * PAGE, 1));
	ftruncate(fd, 0);
	printf("empty: %d, private copy %d\n", peek(shared), peek(private));
	ftruncate(fd, 3 * PAGE);
	printf("grown again: %d %d\n", peek(shared), peek(private));
	munmap(shared, 3 * PAGE);
	munmap(second, 3 * PAGE);
	munmap(private, 3 * PAGE);
}

static void holes(int fd)
{
	char *map = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	ftruncate(fd, 4 * PAGE);
	memset(map, 'h', 4 * PAGE);
	printf("punch: %d\n", fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, PAGE - 10, PAGE + 20));
	printf("around: %c %d %d %d %c\n", map[PAGE - 11], map[PAGE - 10], map[PAGE], map[2 * PAGE + 9], map[2 * PAGE + 10]);
	map[PAGE + 5] = 'n';
	printf("written into the hole: %c %d\n", map[PAGE + 5], map[PAGE + 6]);
	munmap(map, 4 * PAGE);
}

static const char *error_of(void *map)
{
	const char *text = map == MAP_FAILED ? strerror(errno) : "ok";

	if (map != MAP_FAILED)
		munmap(map, PAGE);
	return text;
}

static void permissions(void)
{
	int r = open("f", O_RDONLY), w = open("f", O_WRONLY), dir = open(".", O_RDONLY), pipes[2];

	pipe(pipes);
	printf("read-only file, shared write: %s\n", error_of(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, r, 0)));
	printf("read-only file, private write: %s\n", error_of(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, r, 0)));
	printf("write-only file: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, w, 0)));
	printf("directory: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, dir, 0)));
	printf("pipe: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, pipes[0], 0)));
	printf("null: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, open("/dev/null", O_RDWR), 0)));
	printf("zero: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, open("/dev/zero", O_RDWR), 0)));
	printf("odd offset: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, r, 100)));
	printf("no descriptor: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0)));
	char *map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, r, 0);
	printf("mprotect to write: %s\n", mprotect(map, PAGE, PROT_READ | PROT_WRITE) ? strerror(errno) : "ok");
	printf("far behind the end: %s\n", error_of(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, r, 1L << 40)));
}

/* The program's own file: its pages may lie in the image. */
static void own_file(void)
{
	int fd = open("/proc/self/exe", O_RDONLY), copy = open("copy", O_RDWR | O_CREAT | O_TRUNC, 0644);
	struct stat st;
	char *a, *b;

	fstat(fd, &st);
	a = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	ftruncate(copy, st.st_size);
	b = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, copy, 0);
	memcpy(b, a, st.st_size);
	printf("copied by mappings: %s\n", memcmp(a, b, st.st_size) ? "differs" : "the same");
	memset(a, 'z', 8);
	printf("private writes stay private: %s\n", memcmp(a, b, 8) ? "yes" : "no");
	char head[8];
	pread(fd, head, 8, 0);
	printf("the file begins with %.3s\n", head + 1);
}

int main(void)
{
	char template[] = "/tmp/filemaps-XXXXXX";
	struct sigaction act = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
	char page[PAGE];

	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGBUS, &act, NULL);
	sigaction(SIGSEGV, &act, NULL);
	if (!mkdtemp(template) || chdir(template))
		return 1;
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	memset(page, 'a', PAGE);
	write(fd, page, PAGE);
	write(fd, page, PAGE);
	write(fd, page, PAGE / 2);
	shared_and_private(fd);
	holes(fd);
	permissions();
	own_file();
	return 0;
}

// build: static
// memfd_create and its seals, and a file of memory reopened through /proc/self/fd.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *what, long r)
{
	if (r < 0)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %ld\n", what, r);
}

static long map(int fd, int prot, int flags)
{
	void *p = mmap(NULL, 4096, prot, flags, fd, 0);

	return p == MAP_FAILED ? -1 : munmap(p, 4096);
}

int main(void)
{
	char path[64], text[128], name[300];
	int fd = memfd_create("some name", MFD_CLOEXEC | MFD_ALLOW_SEALING), other;
	struct stat st;

	setvbuf(stdout, NULL, _IONBF, 0);
	show("close-on-exec", fcntl(fd, F_GETFD));
	fstat(fd, &st);
	printf("mode %o, links %lu, size %ld\n", st.st_mode, (unsigned long)st.st_nlink, (long)st.st_size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	text[readlink(path, text, sizeof(text) - 1)] = 0;
	printf("called %s\n", text);
	show("truncate", ftruncate(fd, 8192));
	show("write", pwrite(fd, "memory", 6, 100));
	other = open(path, O_RDONLY);
	show("reopened", other >= 0);
	show("read", pread(other, text, 6, 100));
	printf("%.6s\n", text);
	show("write to it", write(other, "x", 1));

	show("seals", fcntl(fd, F_GET_SEALS));
	show("seal growing", fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	show("write behind the end", pwrite(fd, "x", 1, 8192));
	show("over the end", pwrite(fd, "xyz", 3, 8190));
	show("truncate longer", ftruncate(fd, 9000));
	show("allocate", fallocate(fd, 0, 8000, 1000));
	show("truncate shorter", ftruncate(fd, 5000));
	show("seal shrinking", fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
	show("truncate shorter", ftruncate(fd, 4000));
	char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	show("seal writing while mapped", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	munmap(shared, 4096);
	show("seal writing", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	show("write", pwrite(fd, "x", 1, 0));
	show("punch", fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 100));
	show("map shared to write", map(fd, PROT_READ | PROT_WRITE, MAP_SHARED));
	show("map privately to write", map(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE));
	show("map what was opened to read", map(other, PROT_READ, MAP_SHARED));
	show("seal through the read-only one", fcntl(other, F_ADD_SEALS, F_SEAL_SEAL));
	show("seal sealing", fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
	show("seal more", fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	show("seals", fcntl(fd, F_GET_SEALS));

	show("without sealing", fcntl(memfd_create("plain", 0), F_GET_SEALS));
	show("add a seal", fcntl(memfd_create("plain", 0), F_ADD_SEALS, F_SEAL_GROW));
	show("seals of a file", fcntl(open("/proc/self/exe", O_RDONLY), F_GET_SEALS));
	show("bad flags", memfd_create("x", 0x40));
	memset(name, 'n', sizeof(name));
	name[249] = 0;
	show("name of 249", memfd_create(name, 0) >= 0);
	name[249] = 'n';
	name[250] = 0;
	show("name of 250", memfd_create(name, 0));
	return 0;
}

// build: static dynamic musl
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

static int in_maps(void *address, const char *rights)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], found[5];
	uintptr_t start, end;
	int result = 0;

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %4s", &start, &end, found) == 3 && (uintptr_t)address >= start &&
		    (uintptr_t)address < end)
			result = !strcmp(found, rights);
	if (maps)
		fclose(maps);
	return result;
}

static const char *readable(const char *path)
{
	char buf[256];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf));

	if (fd >= 0)
		close(fd);
	return n > 0 ? "has content" : n == 0 ? "is empty" : strerror(errno);
}

int main(int argc, char **argv)
{
	static int data;
	int local;
	char exe[512], line[256];
	struct stat a, b;
	(void)argc;

	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	exe[n > 0 ? n : 0] = 0;
	printf("exe is a path of %s\n", exe[0] == '/' && !stat(exe, &a) && S_ISREG(a.st_mode) ? "a file" : "nothing");
	printf("code %d, data %d, stack %d, heap %d\n", in_maps((void *)main, "r-xp"), in_maps(&data, "rw-p"),
	       in_maps(&local, "rw-p"), in_maps(malloc(100), "rw-p"));
	int fd = open("/proc/self/cmdline", O_RDONLY);
	n = read(fd, line, sizeof(line));
	printf("cmdline %s\n", n > 0 && !strcmp(line, argv[0]) ? "begins with argv[0]" : "is wrong");
	for (const char *const *path = (const char *const[]){ "/proc/cpuinfo", "/proc/meminfo", "/proc/stat",
		     "/proc/uptime", "/proc/loadavg", "/proc/self/status", "/proc/self/stat", "/proc/self/statm",
		     "/proc/self/limits", "/proc/self/mountinfo", "/proc/version", "/proc/filesystems",
		     "/proc/sys/kernel/osrelease", "/proc/sys/kernel/pid_max", "/proc/sys/kernel/threads-max",
		     "/proc/sys/vm/max_map_count", "/proc/sys/vm/overcommit_memory", "/proc/nothing", NULL }; *path; path++)
		printf("%s %s\n", *path, readable(*path));
	fd = open("/dev/null", O_RDWR);
	snprintf(line, sizeof(line), "/proc/self/fd/%d", fd);
	n = readlink(line, exe, sizeof(exe) - 1);
	exe[n > 0 ? n : 0] = 0;
	printf("fd is %s\n", exe);
	printf("null: read %zd, write %zd\n", read(fd, line, 5), write(fd, line, 5));
	fd = open("/dev/zero", O_RDWR);
	line[3] = 1;
	printf("zero: read %zd, %d\n", read(fd, line, 5), line[3]);
	fd = open("/dev/full", O_RDWR);
	printf("full: %s\n", write(fd, line, 5) < 0 ? strerror(errno) : "written");
	fd = open("/dev/urandom", O_RDONLY);
	unsigned char r[64] = { 0 };
	int zeros = 0;
	n = read(fd, r, sizeof(r));
	for (int i = 0; i < 64; i++)
		zeros += !r[i];
	printf("urandom: read %zd, %s\n", n, zeros < 10 ? "random" : "zeros");
	printf("stdin is %sa terminal\n", isatty(0) ? "" : "not ");
	struct utsname name;
	uname(&name);
	printf("%s %s\n", name.sysname, name.machine);
	printf("page size %ld, auxv %lu\n", sysconf(_SC_PAGESIZE), getauxval(AT_PAGESZ));
	printf("processors %s\n", sysconf(_SC_NPROCESSORS_ONLN) >= 1 ? "counted" : "unknown");
	struct sysinfo info;
	printf("memory %s\n", !sysinfo(&info) && info.totalram > 0 ? "known" : "unknown");
	printf("root %s\n", !stat("/", &a) && !stat("/..", &b) && a.st_ino == b.st_ino ? "is its own parent" : "is not");
	return 0;
}

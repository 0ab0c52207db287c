// build: static dynamic
// flags: -pthread
// /proc/self: tasks and their names, status, descriptors, links, positions, rewinding and what cannot be done there.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The value of a field of a file of lines "Field:\tvalue". */
static char *field(const char *path, const char *name)
{
	static char line[512];
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':') {
			fclose(f);
			line[strcspn(line, "\n")] = 0;
			return line + strlen(name) + 2;
		}
	if (f)
		fclose(f);
	return "absent";
}

static const char *text(const char *path)
{
	static char buf[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf) - 1);

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return strerror(errno);
	buf[n] = 0;
	return buf;
}

static const char *link_of(const char *path)
{
	static char buf[512];
	ssize_t n = readlink(path, buf, sizeof(buf) - 1);

	if (n < 0)
		return strerror(errno);
	buf[n] = 0;
	return buf;
}

static int count(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n - 2;
}

static pthread_barrier_t barrier;

static void *named(void *p)
{
	char path[64], self[64];

	(void)p;
	prctl(PR_SET_NAME, "second thread", 0, 0, 0);
	snprintf(path, sizeof(path), "/proc/self/task/%ld/comm", syscall(SYS_gettid));
	printf("its name: %s", text(path));
	snprintf(self, sizeof(self), "%d/task/%ld", getpid(), syscall(SYS_gettid));
	printf("thread-self leads to itself: %d\n", !strcmp(link_of("/proc/thread-self"), self));
	printf("through it: %s", text("/proc/thread-self/comm"));
	snprintf(path, sizeof(path), "/proc/self/task/%ld/status", syscall(SYS_gettid));
	printf("status: %s\n", field(path, "Name"));
	printf("pid is %s\n", atoi(field(path, "Pid")) == syscall(SYS_gettid) ? "its number" : "another");
	printf("tgid is %s\n", atoi(field(path, "Tgid")) == getpid() ? "the process" : "another");
	printf("threads %s, tasks %d\n", field("/proc/self/status", "Threads"), count("/proc/self/task"));
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return NULL;
}

static void tasks(void)
{
	pthread_t t;

	prctl(PR_SET_NAME, "the first thread's", 0, 0, 0);
	printf("cut to 15: %s", text("/proc/self/comm"));
	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&t, NULL, named, NULL);
	pthread_barrier_wait(&barrier);
	printf("the process's: %s\n", field("/proc/self/status", "Name"));
	pthread_barrier_wait(&barrier);
	pthread_join(t, NULL);
	usleep(10000);
	printf("afterwards: %d\n", count("/proc/self/task"));
	printf("no such thread: %s\n", text("/proc/self/task/99999/stat"));
}

static void signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGUSR2, SIG_IGN);
	signal(SIGINT, (void (*)(int))signals);
	raise(SIGUSR1);
	kill(getpid(), SIGRTMIN + 1);
	printf("blocked %s\n", field("/proc/self/status", "SigBlk"));
	/* Signals 32 and 33 are the C library's: what it inherited there, no program can change. */
	printf("ignored %016llx\n", strtoull(field("/proc/self/status", "SigIgn"), NULL, 16) & ~(3ULL << 31));
	printf("caught %s\n", field("/proc/self/status", "SigCgt"));
	printf("pending %s\n", field("/proc/self/status", "SigPnd"));
	printf("shared %s\n", field("/proc/self/status", "ShdPnd"));
}

static void descriptors(void)
{
	int fd = open("/dev/zero", O_RDWR | O_CLOEXEC), pipes[2], file;
	char path[64], buf[256], name[] = "/tmp/procself-XXXXXX";
	struct stat st;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	printf("%s\n", link_of(path));
	lstat(path, &st);
	printf("mode %o\n", st.st_mode);
	printf("flags %s\n", strstr(text("/proc/self/fdinfo/3"), "flags:") ? field("/proc/self/fdinfo/3", "flags") : "none");
	pipe(pipes);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", pipes[1]);
	printf("%.6s\n", link_of(path));
	lstat(path, &st);
	printf("mode %o\n", st.st_mode);
	stat(path, &st);
	printf("a pipe: %d\n", S_ISFIFO(st.st_mode));
	file = mkstemp(name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	write(file, "twelve bytes", 12);
	printf("pos %s\n", field("/proc/self/fdinfo/6", "pos"));
	int again = open(path, O_RDONLY);
	printf("reopened at its start: %zd\n", read(again, buf, 100));
	unlink(name);
	printf("%s\n", strstr(link_of(path), "(deleted)"));
	printf("still opens: %d\n", open(path, O_RDONLY) >= 0);
	printf("as a directory: %s\n", open(strcat(path, "/x"), O_RDONLY) < 0 ? strerror(errno) : "ok");
	printf("no such: %s\n", link_of("/proc/self/fd/77"));
	printf("leading zero: %s\n", link_of("/proc/self/fd/03"));
	printf("in the listing %d\n", count("/proc/self/fd") > 5);
}

static void files(void)
{
	int fd = open("/proc/self/comm", O_RDWR);
	char buf[64] = "", big[8192];
	struct stat st;

	printf("write a name: %zd\n", write(fd, "renamed", 7));
	printf("%s", text("/proc/self/comm"));
	lseek(fd, 0, SEEK_SET);
	read(fd, buf, 3);
	printf("three bytes: %s\n", buf);
	read(fd, buf, sizeof(buf));
	printf("the rest: %s", buf);
	printf("at the end: %zd\n", read(fd, buf, sizeof(buf)));
	printf("rewound: %zd\n", pread(fd, buf, sizeof(buf), 0));
	printf("map: %s\n", mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED ? strerror(errno) : "ok");
	stat("/proc/self/status", &st);
	printf("size %ld, mode %o\n", (long)st.st_size, st.st_mode);
	printf("open to write: %s\n", open("/proc/self/statm", O_WRONLY) < 0 ? strerror(errno) : "ok");
	printf("self is %s\n", atoi(link_of("/proc/self")) == getpid() ? "the process" : "another");
	chdir("/proc/self/fd");
	printf("getcwd %s\n", strstr(getcwd(big, sizeof(big)), "/fd"));
	chdir("/proc/self/cwd");
	printf("the same: %s\n", strstr(getcwd(big, sizeof(big)), "/fd"));
	printf("root: %s\n", link_of("/proc/self/root"));
	printf("oom_score_adj %s", text("/proc/self/oom_score_adj"));
	fd = open("/proc/self/oom_score_adj", O_WRONLY);
	printf("write: %zd\n", write(fd, "300\n", 4));
	printf("now %s", text("/proc/self/oom_score_adj"));
	printf("too large: %s\n", write(fd, "1001", 4) < 0 ? strerror(errno) : "ok");
	printf("text: %s\n", write(fd, "x", 1) < 0 ? strerror(errno) : "ok");
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	tasks();
	signals();
	descriptors();
	files();
	return 0;
}

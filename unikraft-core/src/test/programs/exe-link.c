// build: dynamic
/* /proc/self/exe is the file that runs, wherever its path leads now; execveat of descriptors. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The paths are printed, so they are the same in each run: one build only, lest two meet here. */
#define DIR "/tmp/unikraft-exe-link"

extern char **environ;

static void copy_self(const char *to)
{
	char buf[65536];
	ssize_t n;
	int in = open("/proc/self/exe", O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);

	while ((n = read(in, buf, sizeof(buf))) > 0)
		if (write(out, buf, (size_t)n) != n)
			exit(1);
	close(in);
	close(out);
}

static void show_link(const char *when)
{
	char path[256];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n < 0 ? 0 : n] = 0;
	printf("%s: %s\n", when, path);
}

static void try_descriptor(const char *what, int fd)
{
	char *const args[] = { "x", "never", NULL };

	syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
	printf("execveat of %s: %s\n", what, strerror(errno));
}

static void second_life(void)
{
	char *const args[] = { "x", "third", NULL };
	struct stat self, moved;
	int fd;

	show_link("started");
	rename(DIR "/prog", DIR "/moved");
	show_link("renamed");
	/* A path that leads to the link itself. */
	symlink("/proc/self/exe", DIR "/prog");
	fd = open(DIR "/prog", O_RDONLY);
	fstat(fd, &self);
	stat(DIR "/moved", &moved);
	printf("the link leads to the file: %d\n", fd >= 0 && self.st_ino == moved.st_ino);
	close(fd);
	try_descriptor("a directory", open(DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	try_descriptor("a file without mode x", open(DIR "/plain", O_RDWR | O_CREAT | O_CLOEXEC, 0644));
	try_descriptor("no descriptor", 77);
	fflush(stdout);
	fd = open(DIR "/moved", O_PATH | O_CLOEXEC);
	syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
	perror("execveat");
}

static void third_life(void)
{
	show_link("third");
	unlink(DIR "/moved");
	show_link("removed");
	unlink(DIR "/prog");
	unlink(DIR "/plain");
	rmdir(DIR);
}

int main(int argc, char **argv)
{
	char *const args[] = { "x", "second", NULL };

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "second")) {
		second_life();
	} else if (argc > 1) {
		third_life();
	} else {
		/* What a run that was ended in the middle has left. */
		unlink(DIR "/prog");
		mkdir(DIR, 0755);
		copy_self(DIR "/prog");
		execve(DIR "/prog", args, environ);
		perror("execve");
	}
	return 0;
}

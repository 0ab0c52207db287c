// build: static dynamic musl static-pie
// flags: -pthread
/* execve: of itself, with other threads running, descriptors and signals that stay or go, scripts, and what fails. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int changed = 1;
static char *volatile nowhere = (char *)8;

static void handler(int signo)
{
	(void)signo;
}

static void *sleeps(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

static void *spins(void *arg)
{
	(void)arg;
	for (;;)
		;
	return NULL;
}

static void try_file(const char *path, const char *content, size_t n, int mode)
{
	char *argv[] = { (char *)path, NULL };
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0700);

	if (fd < 0 || write(fd, content, n) != (ssize_t)n || fchmod(fd, mode) || close(fd))
		perror(path);
	execv(path, argv);
	printf("%s: %s\n", path, strerror(errno));
}

static void failures(void)
{
	char *argv[] = { "x", NULL };
	char self[4096] = { 0 }, big[200000];
	int fd = open("/proc/self/exe", O_RDONLY);
	ssize_t n = read(fd, self, sizeof(self));

	close(fd);
	execv("/nonexistent", argv);
	printf("missing: %s\n", strerror(errno));
	execv("/", argv);
	printf("directory: %s\n", strerror(errno));
	try_file("empty", "", 0, 0755);
	try_file("text", "hello\n", 6, 0755);
	try_file("interpreter-missing", "#!/no/such/interpreter\n", 23, 0755);
	try_file("recursive", "#!./recursive\n", 14, 0755);
	try_file("cut", self, 40, 0755);
	try_file("no-segments", self, 64, 0755);
	if (n == sizeof(self)) {
		/* No CPU's number, so that nothing on Linux takes it for its own. */
		self[19] = 0x7a;
		try_file("machine", self, sizeof(self), 0755);
	}
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = 0;
	char *too_long[] = { big, NULL };
	execv("/proc/self/exe", too_long);
	printf("argument too long: %s\n", strerror(errno));
	execve("/proc/self/exe", (char **)nowhere, NULL);
	printf("bad argv: %s\n", strerror(errno));
	unlink("empty");
	unlink("text");
	unlink("interpreter-missing");
	unlink("recursive");
	unlink("cut");
	unlink("no-segments");
	unlink("machine");
}

static void second(void)
{
	struct sigaction a;
	sigset_t mask;

	printf("second: changed %d, tid is pid %d\n", changed, syscall(SYS_gettid) == getpid());
	printf("descriptors: kept %d, closed %d\n", fcntl(50, F_GETFD), fcntl(51, F_GETFD));
	sigaction(SIGUSR1, NULL, &a);
	printf("handler is default %d", a.sa_handler == SIG_DFL);
	sigaction(SIGUSR2, NULL, &a);
	printf(", ignored stays %d\n", a.sa_handler == SIG_IGN);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("mask stays %d\n", sigismember(&mask, SIGTERM));
	printf("HOME=%s\n", getenv("HOME"));
	/* A script that starts this program a third time, by a relative path. */
	int fd = open("script", O_CREAT | O_TRUNC | O_WRONLY, 0755);
	char line[1024], self[1000];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n] = 0;
	n = snprintf(line, sizeof(line), "#! %s third argument\nrest\n", self);
	if (write(fd, line, (size_t)n) != n)
		perror("script");
	close(fd);
	execl("./script", "zero", "one", "two words", NULL);
	perror("script");
}

static void *replace(void *arg)
{
	char *argv[] = { "self", "second", NULL }, *env[] = { "HOME=/nowhere", NULL };

	(void)arg;
	execve("/proc/self/exe", argv, env);
	perror("execve");
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t t;
	sigset_t term;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "second"))
		second();
	if (argc > 1) {
		printf("argv[0] is the program %d\n", argv[0][0] == '/');
		for (int i = 1; i < argc; i++)
			printf("[%s]\n", argv[i]);
		unlink("script");
		return 5;
	}
	failures();
	changed = 2;
	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	if (dup2(1, 50) < 0 || dup2(1, 51) < 0 || fcntl(51, F_SETFD, FD_CLOEXEC))
		perror("dup2");
	for (int i = 0; i < 10; i++)
		pthread_create(&t, NULL, i % 5 ? sleeps : spins, NULL);
	usleep(10000);
	/* From a thread that is not the first. */
	pthread_create(&t, NULL, replace, NULL);
	pthread_join(t, NULL);
	return 1;
}

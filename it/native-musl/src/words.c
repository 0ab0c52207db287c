// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char text[] = "the quick brown fox jumps over the lazy dog and the dog sleeps";

struct word {
	const char *name;
	int count;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct word *)a)->name, ((const struct word *)b)->name);
}

static void print(const void *node, VISIT visit, int depth)
{
	const struct word *word = *(struct word *const *)node;

	(void)depth;
	if (visit == postorder || visit == leaf)
		printf("%s %d\n", word->name, word->count);
}

static void count(void)
{
	void *root = NULL;
	char *copy = strdup(text), *rest;

	for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		struct word *word = malloc(sizeof(*word));

		*word = (struct word){.name = name};
		struct word *found = *(struct word **)tsearch(word, &root, by_name);
		found->count++;
		if (found != word)
			free(word);
	}
	twalk(root, print);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static long total;

static void *add(void *argument)
{
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < 10000; i++) {
		pthread_mutex_lock(&mutex);
		total += (long)argument;
		pthread_mutex_unlock(&mutex);
	}
	return argument;
}

static void threads(void)
{
	pthread_t ids[10];
	long returned = 0;

	pthread_barrier_init(&barrier, NULL, 10);
	for (long i = 0; i < 10; i++)
		pthread_create(&ids[i], NULL, add, (void *)i);
	for (int i = 0; i < 10; i++) {
		void *value;

		pthread_join(ids[i], &value);
		returned += (long)value;
	}
	printf("total %ld returned %ld\n", total, returned);
}

static void files(void)
{
	char directory[] = "/tmp/words-XXXXXX", pattern[64];
	glob_t found;

	if (!mkdtemp(directory) || chdir(directory) < 0)
		return;
	for (int i = 0; i < 12; i++) {
		char name[16];

		snprintf(name, sizeof(name), "part%02d.%s", i, i % 3 ? "txt" : "bin");
		int fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0640);
		struct iovec parts[] = {{(char *)text, 10}, {"\n", 1}, {name, strlen(name)}};

		printf("%zd ", writev(fd, parts, 3));
		close(fd);
	}
	puts("");
	snprintf(pattern, sizeof(pattern), "%s/part*[0369].bin", directory);
	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			printf("%s\n", strrchr(found.gl_pathv[i], '/') + 1);
	globfree(&found);
	printf("rmdir %d %s\n", rmdir(directory), strerror(errno));
	for (int i = 0; i < 12; i++) {
		char name[16];

		snprintf(name, sizeof(name), "part%02d.%s", i, i % 3 ? "txt" : "bin");
		unlink(name);
	}
	printf("rmdir %d\n", rmdir(directory));
	char *here = getcwd(pattern, sizeof(pattern));
	printf("getcwd %s %s\n", here ? here : "-", strerror(errno));
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("argument %d '%s'\n", i, argv[i]);
	printf("LANG %s\n", getenv("LANG"));
	count();
	threads();
	files();
	puts("done");
	return 0;
}

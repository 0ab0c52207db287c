// build: static dynamic
// flags: -pthread
/* Robust mutexes and futexes by hand: owners that die, requeueing, timeouts on both clocks, bad arguments. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex;
static uint32_t word, other;
static int woken;

static long futex(uint32_t *at, int op, uint32_t value, const struct timespec *timeout, uint32_t *at2, uint32_t value3)
{
	long r = syscall(SYS_futex, at, op, value, timeout, at2, value3);

	return r < 0 ? -errno : r;
}

static void tell(const char *what, long r)
{
	printf("%s: %s\n", what, r < 0 ? strerror((int)-r) : (char[]){ (char)('0' + r % 10), 0 });
}

static void *dies_with_the_lock(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&mutex);
	return NULL;
}

static void *waits_for_the_lock(void *result)
{
	*(int *)result = pthread_mutex_lock(&mutex);
	if (*(int *)result == EOWNERDEAD)
		pthread_mutex_consistent(&mutex);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void *lets_others_wait(void *arg)
{
	pthread_mutex_lock(&mutex);
	pthread_barrier_wait(arg);
	usleep(30000);
	return NULL;
}

static void robust(void)
{
	pthread_mutexattr_t attr;
	pthread_barrier_t barrier;
	pthread_t a, b;
	int result = 0;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&mutex, &attr);
	pthread_create(&a, NULL, dies_with_the_lock, NULL);
	pthread_join(a, NULL);
	tell("lock of a dead owner", -pthread_mutex_lock(&mutex));
	tell("consistent", -pthread_mutex_consistent(&mutex));
	tell("unlock", -pthread_mutex_unlock(&mutex));
	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&a, NULL, lets_others_wait, &barrier);
	pthread_barrier_wait(&barrier);
	pthread_create(&b, NULL, waits_for_the_lock, &result);
	pthread_join(b, NULL);
	pthread_join(a, NULL);
	tell("waiter got", -result);
	pthread_create(&a, NULL, dies_with_the_lock, NULL);
	pthread_join(a, NULL);
	tell("dead again", -pthread_mutex_lock(&mutex));
	tell("unlock without consistency", -pthread_mutex_unlock(&mutex));
	tell("lock", -pthread_mutex_lock(&mutex));
}

static void *sleeper(void *arg)
{
	(void)arg;
	if (futex(&word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0) == 0)
		__atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void requeue(void)
{
	pthread_t t[5];

	for (int i = 0; i < 5; i++)
		pthread_create(&t[i], NULL, sleeper, NULL);
	usleep(50000);
	tell("requeue with another value", futex(&word, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)2L, &other, 7));
	tell("wake 1, requeue 2", futex(&word, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)2L, &other, 0));
	tell("wake at the first", futex(&word, FUTEX_WAKE_PRIVATE, 10, NULL, NULL, 0));
	/* other = 5; wake there, and at word too if other was 0 */
	tell("wake op", futex(&word, FUTEX_WAKE_OP_PRIVATE, 10, (void *)10L, &other,
			      FUTEX_OP(FUTEX_OP_SET, 5, FUTEX_OP_CMP_EQ, 0)));
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	printf("other is %u, woken %d\n", other, woken);
}

static void arguments(void)
{
	struct timespec soon = { 0, 10000000 }, bad = { 0, 1000000000 }, past = { 0, 1 }, now;

	tell("wait for another value", futex(&word, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0));
	tell("wait with timeout", futex(&word, FUTEX_WAIT_PRIVATE, 0, &soon, NULL, 0));
	tell("bad timeout", futex(&word, FUTEX_WAIT_PRIVATE, 0, &bad, NULL, 0));
	tell("absolute, past", futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, &past, NULL, ~0U));
	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_nsec += 10000000;
	if (now.tv_nsec >= 1000000000) {
		now.tv_sec++;
		now.tv_nsec -= 1000000000;
	}
	tell("absolute on the wall clock", futex(&word, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, 0, &now, NULL, ~0U));
	tell("empty bitset", futex(&word, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, 0));
	tell("misaligned", futex((uint32_t *)((char *)&word + 1), FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	tell("nothing mapped", futex((uint32_t *)16, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0));
	tell("negative requeue", futex(&word, FUTEX_REQUEUE_PRIVATE, -1, NULL, &other, 0));
	tell("nobody waits", futex(&word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
	tell("no such operation", futex(&word, 77, 1, NULL, NULL, 0));
}

static void *wakes_at(void *at)
{
	usleep(30000);
	return (void *)futex(at, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* One frame at two addresses is one futex. */
static void shared(void)
{
	int fd = memfd_create("shared", 0);
	uint32_t *a, *b;
	pthread_t t;
	void *r;

	if (fd < 0 || ftruncate(fd, 4096))
		perror("memfd");
	a = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	b = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pthread_create(&t, NULL, wakes_at, b + 8);
	tell("wait at one mapping", futex(a + 8, FUTEX_WAIT, 0, NULL, NULL, 0));
	pthread_join(t, &r);
	tell("woken at the other", (long)r);
}

int main(void)
{
	robust();
	requeue();
	arguments();
	shared();
	return 0;
}

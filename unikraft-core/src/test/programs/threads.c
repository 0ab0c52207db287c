// build: static dynamic musl
// flags: -pthread
// cpu: max qemu64
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS 200

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static __thread long local = 5;
static long counter, started, onces, destroyed;

static void only_once(void) { onces++; }
static void on_exit_of_thread(void *value) { __atomic_add_fetch(&destroyed, (long)value, __ATOMIC_SEQ_CST); }

static void *work(void *argument)
{
	long number = (long)argument;

	pthread_once(&once, only_once);
	pthread_setspecific(key, (void *)1);
	local += number;
	pthread_mutex_lock(&mutex);
	started++;
	pthread_cond_broadcast(&cond);
	while (started < THREADS)
		pthread_cond_wait(&cond, &mutex);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < 100; i++) {
		pthread_mutex_lock(&mutex);
		counter++;
		pthread_mutex_unlock(&mutex);
		pthread_rwlock_rdlock(&rwlock);
		pthread_rwlock_unlock(&rwlock);
	}
	return (void *)local;
}

static void *spins(void *flag)
{
	while (!__atomic_load_n((int *)flag, __ATOMIC_ACQUIRE))
		;
	return NULL;
}

static void *waits(void *serial)
{
	for (int i = 0; i < 50; i++)
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_add_fetch((long *)serial, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void cleanup(void *done) { *(int *)done = 1; }

static void *cancelled(void *done)
{
	pthread_cleanup_push(cleanup, done);
	for (;;)
		sleep(10);
	pthread_cleanup_pop(0);
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS], one;
	pthread_attr_t attr;
	long sum = 0, serial = 0;
	void *result;

	pthread_key_create(&key, on_exit_of_thread);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (long i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], &attr, work, (void *)i))
			return 1;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		sum += (long)result;
	}
	printf("%ld increments, thread locals add up to %ld, once %ld, destroyed %ld\n", counter, sum, onces, destroyed);
	printf("this thread's local is %ld\n", local);

	pthread_barrier_init(&barrier, NULL, 8);
	for (int i = 0; i < 8; i++)
		pthread_create(&threads[i], NULL, waits, &serial);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	printf("barrier passed %ld times\n", serial);

	/* Only preemption lets this thread set the flag that the other spins on. */
	int flag = 0;
	pthread_create(&one, NULL, spins, &flag);
	usleep(30000);
	__atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
	pthread_join(one, NULL);
	puts("a spinning thread was preempted");

	int done = 0;
	pthread_create(&one, NULL, cancelled, &done);
	usleep(10000);
	pthread_cancel(one);
	pthread_join(one, &result);
	printf("cancelled: %s, cleanup %d\n", result == PTHREAD_CANCELED ? "yes" : "no", done);

	struct timespec soon;
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 20000000;
	if (soon.tv_nsec >= 1000000000) {
		soon.tv_sec++;
		soon.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&mutex);
	printf("timed wait: %s\n", strerror(pthread_cond_timedwait(&cond, &mutex, &soon)));
	pthread_mutex_unlock(&mutex);
	sem_t sem;
	sem_init(&sem, 0, 1);
	sem_wait(&sem);
	printf("semaphore: %s\n", sem_timedwait(&sem, &soon) ? strerror(errno) : "taken");

	pthread_mutexattr_t kind;
	pthread_mutexattr_init(&kind);
	pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_t checked;
	pthread_mutex_init(&checked, &kind);
	pthread_mutex_lock(&checked);
	printf("locked again: %s\n", strerror(pthread_mutex_lock(&checked)));
	return 0;
}

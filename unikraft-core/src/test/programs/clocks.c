// build: static dynamic musl
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sleeps(long ns)
{
	struct timespec t = { 0, ns };
	long long before = now(CLOCK_MONOTONIC);

	nanosleep(&t, NULL);
	long long slept = now(CLOCK_MONOTONIC) - before;
	printf("slept %ld ns: %s\n", ns, slept < ns ? "too short" : slept > ns + 500000000LL ? "too long" : "well");
}

int main(void)
{
	long long last = now(CLOCK_MONOTONIC), distinct = 0;

	for (int i = 0; i < 100000; i++) {
		long long t = now(CLOCK_MONOTONIC);
		if (t < last)
			puts("the clock ran backwards");
		distinct += t != last;
		last = t;
	}
	printf("the clock %s\n", distinct > 100 ? "moves" : "stands");
	sleeps(1000);
	sleeps(2000000);
	sleeps(100000000);
	printf("the year is %s\n", now(CLOCK_REALTIME) > 1700000000LL * 1000000000 ? "plausible" : "wrong");
	struct timeval tv;
	gettimeofday(&tv, NULL);
	printf("gettimeofday %s\n", llabs(tv.tv_sec - now(CLOCK_REALTIME) / 1000000000) <= 1 ? "agrees" : "differs");
	printf("process CPU time %s\n", now(CLOCK_PROCESS_CPUTIME_ID) > 0 ? "grows" : "is zero");
	printf("thread CPU time %s\n", now(CLOCK_THREAD_CPUTIME_ID) > 0 ? "grows" : "is zero");
	struct timespec bad = { 0, 1000000000 }, when;
	printf("bad time: %s\n", nanosleep(&bad, NULL) ? strerror(errno) : "slept");
	printf("bad clock: %s\n", clock_gettime(12345, &when) ? strerror(errno) : "got");
	when = (struct timespec){ 0, 1 };
	printf("in the past: %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL));
	struct rlimit limit;
	printf("stack limit: %s\n", getrlimit(RLIMIT_STACK, &limit) ? strerror(errno) : "known");
	time_t birthday = 86400 * 365;
	char text[64];
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %Z", gmtime(&birthday));
	puts(text);
	return 0;
}

// build: static dynamic
// flags: -pthread
/* Interval timers and POSIX timers: expiry, intervals, overruns, what remains, signals to a thread or none. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static volatile sig_atomic_t ticks, last_code, last_value, last_overrun;
static volatile long last_tid;

static void tick(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	ticks++;
	last_code = info->si_code;
	last_value = info->si_value.sival_int;
	last_overrun = info->si_overrun;
	last_tid = syscall(SYS_gettid);
}

static void tell(const char *what, long r)
{
	int e = errno;

	printf("%s: %ld %s\n", what, r, r < 0 ? strerror(e) : "");
}

static void wait_for_ticks(int n)
{
	struct timespec t = { 0, 1000000 };

	for (int i = 0; i < 5000 && ticks < n; i++)
		nanosleep(&t, NULL);
	printf("at least %d ticks: %d\n", n, ticks >= n);
}

static void intervals(void)
{
	struct itimerval v = { { 0, 5000 }, { 0, 5000 } }, old, off = { { 0, 0 }, { 0, 0 } };

	tell("setitimer", setitimer(ITIMER_REAL, &v, NULL));
	wait_for_ticks(4);
	printf("code is SI_KERNEL %d\n", last_code == SI_KERNEL);
	setitimer(ITIMER_REAL, &off, &old);
	printf("interval was %ld us, value within it %d\n", (long)old.it_interval.tv_usec,
	       old.it_value.tv_sec == 0 && old.it_value.tv_usec <= 5000);
	getitimer(ITIMER_REAL, &v);
	printf("off: %ld %ld\n", (long)v.it_value.tv_sec, (long)v.it_value.tv_usec);
	v.it_value.tv_usec = 1000000;
	tell("bad microseconds", setitimer(ITIMER_REAL, &v, NULL));
	tell("bad timer", syscall(SYS_setitimer, 7, &off, NULL));
	printf("alarm: %u", alarm(100));
	printf(" then %u", alarm(0));
	printf(" then %u\n", alarm(0));
	ticks = 0;
	v = (struct itimerval){ { 0, 0 }, { 0, 20000 } };
	signal(SIGPROF, SIG_IGN);
	struct sigaction a = { .sa_sigaction = tick, .sa_flags = SA_SIGINFO };
	sigaction(SIGPROF, &a, NULL);
	setitimer(ITIMER_PROF, &v, NULL);
	for (volatile long i = 0; i < 4000000000L && !ticks; i++)
		;
	printf("profiling timer ticked %d\n", ticks);
}

static void posix(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 77 };
	struct itimerspec v = { { 0, 2000000 }, { 0, 2000000 } }, left, off = { { 0, 0 }, { 0, 0 } };
	struct sigaction a = { .sa_sigaction = tick, .sa_flags = SA_SIGINFO };
	sigset_t set, old;
	timer_t t;

	sigaction(SIGRTMIN, &a, NULL);
	tell("timer_create", timer_create(CLOCK_MONOTONIC, &event, &t));
	ticks = 0;
	tell("timer_settime", timer_settime(t, 0, &v, NULL));
	wait_for_ticks(3);
	printf("code is SI_TIMER %d, value %d\n", last_code == SI_TIMER, last_value);
	/* While it is blocked, expiries add up. */
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &old);
	timer_settime(t, 0, &v, NULL);
	struct timespec pause = { 0, 50000000 };
	nanosleep(&pause, NULL);
	timer_gettime(t, &left);
	printf("left within the interval %d\n", left.it_value.tv_sec == 0 && left.it_value.tv_nsec <= 2000000);
	ticks = 0;
	siginfo_t info;
	tell("one signal", sigwaitinfo(&set, &info) - SIGRTMIN);
	printf("overrun over 15: %d, the same asked: %d\n", info.si_overrun > 15, timer_getoverrun(t) == info.si_overrun);
	timer_settime(t, 0, &off, NULL);
	struct timespec none = { 0, 0 };
	while (sigtimedwait(&set, &info, &none) > 0)
		;
	sigprocmask(SIG_SETMASK, &old, NULL);
	tell("timer_delete", timer_delete(t));
	event.sigev_notify = SIGEV_NONE;
	timer_create(CLOCK_REALTIME, &event, &t);
	v = (struct itimerspec){ { 0, 0 }, { 0, 5000000 } };
	timer_settime(t, 0, &v, NULL);
	nanosleep(&pause, NULL);
	timer_gettime(t, &left);
	printf("silent timer ran out: %d\n", !left.it_value.tv_sec && !left.it_value.tv_nsec);
	timer_delete(t);
	tell("bad clock", timer_create(12345, &event, &t));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = 99;
	tell("bad signal", timer_create(CLOCK_REALTIME, &event, &t));
}

/* After the first signal the next is centuries away. */
static void seldom(void)
{
	struct itimerval alarms = { { INT64_MAX / 1000000000, 0 }, { 0, 1000 } };
	struct itimerval off = { { 0, 0 }, { 0, 0 } };

	ticks = 0;
	setitimer(ITIMER_REAL, &alarms, NULL);
	for (int i = 0; i < 20; i++)
		usleep(2000);
	printf("an interval of centuries: %d signal\n", ticks);
	setitimer(ITIMER_REAL, &off, NULL);
}

static void *times_itself(void *arg)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 1 };
	struct itimerspec v = { { 0, 0 }, { 0, 2000000 } };
	timer_t t;

	(void)arg;
	event.sigev_notify_thread_id = (int)syscall(SYS_gettid);
	timer_create(CLOCK_MONOTONIC, &event, &t);
	timer_settime(t, 0, &v, NULL);
	while (!ticks)
		usleep(1000);
	printf("timer's signal came to its thread: %d\n", last_tid == syscall(SYS_gettid));
	timer_delete(t);
	return NULL;
}

int main(void)
{
	struct sigaction a = { .sa_sigaction = tick, .sa_flags = SA_SIGINFO };
	pthread_t t;

	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGALRM, &a, NULL);
	sigaction(SIGRTMIN + 1, &a, NULL);
	intervals();
	seldom();
	posix();
	ticks = 0;
	pthread_create(&t, NULL, times_itself, NULL);
	pthread_join(t, NULL);
	return 0;
}

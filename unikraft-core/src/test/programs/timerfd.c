// What timerfd does: one shot, periods, absolute times, both clocks, errors.
// build: static
// flags: -pthread -w
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static long ticks(int fd)
{
	uint64_t n = 0;

	return read(fd, &n, sizeof(n)) < 0 ? -1 : (long)n;
}

static long ms_since(struct timespec t)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - t.tv_sec) * 1000 + (now.tv_nsec - t.tv_nsec) / 1000000;
}

static void set(const char *what, int fd, int flags, long first_ms, long every_ms)
{
	struct itimerspec s = { { every_ms / 1000, every_ms % 1000 * 1000000 },
				{ first_ms / 1000, first_ms % 1000 * 1000000 } };

	show(what, timerfd_settime(fd, flags, &s, NULL));
}

static void on_clock(int clock)
{
	int fd = timerfd_create(clock, TFD_NONBLOCK);
	struct timespec start, now;
	struct itimerspec s = { 0 }, old;
	char small[4];
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

	printf("clock %d\n", clock);
	show("read unarmed", ticks(fd));
	poll(&p, 1, 0);
	printf("poll %#x\n", (unsigned)p.revents);
	clock_gettime(CLOCK_MONOTONIC, &start);
	set("arm", fd, 0, 30, 0);
	show("too early", ticks(fd));
	poll(&p, 1, 5000);
	printf("poll %#x, not early %d\n", (unsigned)p.revents, ms_since(start) >= 30);
	show("short buffer", read(fd, small, sizeof(small)));
	show("expirations", ticks(fd));
	show("no more", ticks(fd));
	timerfd_gettime(fd, &s);
	printf("disarmed %ld %ld\n", (long)s.it_value.tv_sec, s.it_value.tv_nsec);

	set("period", fd, 0, 10, 10);
	usleep(55000);
	printf("several %d\n", ticks(fd) >= 5);
	timerfd_gettime(fd, &s);
	printf("interval %ld, left %d\n", s.it_interval.tv_nsec, s.it_value.tv_nsec > 0 && s.it_value.tv_nsec <= 10000000);
	s = (struct itimerspec){ .it_value.tv_sec = 100 };
	timerfd_settime(fd, 0, &s, &old);
	printf("old interval %ld\n", old.it_interval.tv_nsec);
	timerfd_gettime(fd, &s);
	printf("about 100 s %d\n", s.it_value.tv_sec == 99 || s.it_value.tv_sec == 100);
	show("forgotten", ticks(fd));

	clock_gettime(clock, &now);
	s = (struct itimerspec){ .it_value = { now.tv_sec, now.tv_nsec } };
	show("a time that has passed", timerfd_settime(fd, TFD_TIMER_ABSTIME, &s, NULL));
	show("at once", ticks(fd));
	long past = now.tv_sec * 1000000000L + now.tv_nsec - 10000000;
	s.it_value = (struct timespec){ past / 1000000000, past % 1000000000 };
	s.it_interval.tv_nsec = 1000000;
	timerfd_settime(fd, TFD_TIMER_ABSTIME, &s, NULL);
	long n = ticks(fd);
	printf("periods that have passed %d\n", n >= 11);
	set("disarm", fd, 0, 0, 10);
	usleep(20000);
	show("disarmed", ticks(fd));
	close(fd);
}

int main(void)
{
	struct itimerspec s = { .it_value.tv_nsec = 1000000000 };
	int fd, p[2];

	setvbuf(stdout, NULL, _IONBF, 0);
	on_clock(CLOCK_MONOTONIC);
	on_clock(CLOCK_REALTIME);
	on_clock(CLOCK_BOOTTIME);
	show("no such clock", timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
	show("bad flags", timerfd_create(CLOCK_MONOTONIC, 1));
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	printf("cloexec %d\n", fcntl(fd, F_GETFD));
	show("bad nanoseconds", timerfd_settime(fd, 0, &s, NULL));
	s.it_value.tv_nsec = -1;
	show("negative", timerfd_settime(fd, 0, &s, NULL));
	s.it_value.tv_nsec = 1;
	show("bad flags", timerfd_settime(fd, 16, &s, NULL));
	show("nowhere", timerfd_settime(fd, 0, (struct itimerspec *)8, NULL));
	pipe(p);
	show("not a timer", timerfd_settime(p[0], 0, &s, NULL));
	show("not open", timerfd_gettime(9999, &s));
	show("write", write(fd, &s, 8));
	s = (struct itimerspec){ .it_value.tv_nsec = 20000000 };
	timerfd_settime(fd, 0, &s, NULL);
	show("a blocking read", ticks(fd));
	s = (struct itimerspec){ .it_value.tv_sec = INT64_MAX };
	show("for ever", timerfd_settime(fd, 0, &s, NULL));
	timerfd_gettime(fd, &s);
	printf("long %d\n", s.it_value.tv_sec > 1000000000);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Wall-clock time: the CMOS clock (MC146818) is read once, and time goes on from there. */
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/ring0.h>

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define RTC_SECONDS 0x00
#define RTC_MINUTES 0x02
#define RTC_HOURS 0x04
#define RTC_HOURS_PM 0x80
#define RTC_DAY 0x07
#define RTC_MONTH 0x08
#define RTC_YEAR 0x09
#define RTC_STATUS_A 0x0a
#define RTC_UPDATING 0x80
#define RTC_STATUS_B 0x0b
#define RTC_24_HOURS 0x02
#define RTC_BINARY 0x04
#define RTC_CENTURY 0x32 /* where PC firmware keeps it; QEMU does */

#define NS_PER_S 1000000000L
#define UPDATE_MAX 3000000 /* an update takes at most 2228 us */

struct date {
	uint8_t seconds, minutes, hours, day, month, year, century;
};

static uint8_t cmos(uint8_t reg)
{
	uk_outb(CMOS_INDEX, reg);
	return uk_inb(CMOS_DATA);
}

static struct date read_registers(void)
{
	uk_nsec_t give_up = uk_plat_clock_mono() + UPDATE_MAX;

	while ((cmos(RTC_STATUS_A) & RTC_UPDATING) && uk_plat_clock_mono() < give_up)
		;
	return (struct date){
		.seconds = cmos(RTC_SECONDS), .minutes = cmos(RTC_MINUTES),
		.hours = cmos(RTC_HOURS),     .day = cmos(RTC_DAY),
		.month = cmos(RTC_MONTH),     .year = cmos(RTC_YEAR),
		.century = cmos(RTC_CENTURY),
	};
}

static bool same(const struct date *a, const struct date *b)
{
	return a->seconds == b->seconds && a->minutes == b->minutes && a->hours == b->hours &&
	       a->day == b->day && a->month == b->month && a->year == b->year;
}

static unsigned int number(uint8_t v, bool binary)
{
	return binary ? v : (v >> 4) * 10U + (v & 15);
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, year >= 1970. */
static long days_since_epoch(unsigned int year, unsigned int month, unsigned int day)
{
	/* Years start in March: the leap day is then the last. */
	unsigned int y = month > 2 ? year : year - 1;
	unsigned int m = month > 2 ? month - 3 : month + 9;

	return 365L * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* Seconds since 1970, or -1: no clock, or none that makes sense. */
static long read_clock(void)
{
	struct date a = read_registers(), b = read_registers();
	uint8_t status = cmos(RTC_STATUS_B);
	bool binary = status & RTC_BINARY;
	unsigned int century, year, hours;

	/* An update in between. */
	while (!same(&a, &b)) {
		a = b;
		b = read_registers();
	}
	hours = number(a.hours & ~RTC_HOURS_PM, binary);
	if (!(status & RTC_24_HOURS))
		hours = hours % 12 + (a.hours & RTC_HOURS_PM ? 12 : 0);
	century = number(a.century, binary);
	year = number(a.year, binary);
	if (century < 19 || century > 21)
		century = year < 70 ? 20 : 19;
	year += century * 100;
	if (a.month == 0xff || number(a.month, binary) - 1 > 11 || number(a.day, binary) - 1 > 30 ||
	    hours > 23 || number(a.minutes, binary) > 59 || number(a.seconds, binary) > 59 ||
	    year < 1970)
		return -1;
	return (days_since_epoch(year, number(a.month, binary), number(a.day, binary)) * 24 +
		hours) * 3600 + number(a.minutes, binary) * 60 + number(a.seconds, binary);
}

uk_nsec_t uk_plat_clock_wall(void)
{
	static bool known;
	static uk_nsec_t at_boot; /* wall-clock time when the monotonic clock was 0 */

	if (!known) {
		long seconds = read_clock();

		known = true;
		if (seconds < 0) {
			uk_pr_info("this machine has no CMOS clock: time starts at 1970-01-01");
			seconds = 0;
		}
		at_boot = seconds * NS_PER_S - uk_plat_clock_mono();
	}
	return at_boot + uk_plat_clock_mono();
}

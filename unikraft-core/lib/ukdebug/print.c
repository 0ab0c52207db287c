/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>

/* Longer messages are cut: they stand on a kernel stack. */
#define LINE_MAX 512
#define PREFIX "unikraft: "

static enum uk_loglevel loglevel = UK_LOG_WARN;

void uk_loglevel_set(enum uk_loglevel level)
{
	loglevel = level;
}

void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	char line[LINE_MAX];
	size_t start = sizeof(PREFIX) - 1;
	size_t room = sizeof(line) - start;
	va_list ap;
	int n;

	if (level > loglevel)
		return;
	memcpy(line, PREFIX, start);
	va_start(ap, fmt);
	n = uk_vsnprintf(line + start, room, fmt, ap);
	va_end(ap);
	start += UK_MIN((size_t)n, room - 1);
	line[start++] = '\n';
	/* In one piece: the application's output goes to the same console. */
	uk_plat_console_write(line, start);
}

/* Images without a command line have no uk_param. */
__typeof__(uk_param) uk_param UK_WEAK;

static int loglevel_init(void)
{
	static const char names[][6] = { "error", "warn", "info", "debug" };
	const char *value = uk_param ? uk_param("loglevel") : NULL;

	if (!value)
		return 0;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(names); i++) {
		if (!strcmp(value, names[i])) {
			uk_loglevel_set(i);
			return 0;
		}
	}
	uk_pr_warn("loglevel=%s is not error, warn, info or debug", value);
	return 0;
}
UK_INIT(early, loglevel_init);

/* SPDX-License-Identifier: BSD-3-Clause */
/* Twenty-six devices of a kind have names and numbers of their own, as Linux gives them; one more has none. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "../blkdev.c"

ssize_t blkdev_read(struct uk_blkdev *d, struct uk_io *io, uint64_t pos)
{
	(void)d, (void)pos;
	return (ssize_t)io->left;
}
ssize_t blkdev_write(struct uk_blkdev *d, struct uk_io *io, uint64_t pos)
{
	return blkdev_read(d, io, pos);
}
int blkdev_flush(struct uk_blkdev *d)
{
	(void)d;
	return 0;
}
long blkdev_ioctl(struct uk_file *f, unsigned int request, unsigned long arg)
{
	(void)f, (void)request, (void)arg;
	return -ENOTTY;
}

static char made[60][16];
static uint32_t numbers[60];
static unsigned int made_count;

int uk_make_path(const char *path, const struct uk_make *m, struct uk_name **out)
{
	for (unsigned int i = 0; i < made_count; i++)
		assert(strcmp(made[i], path) && numbers[i] != m->rdev);
	assert((m->mode & UK_S_IFMT) == UK_S_IFBLK);
	snprintf(made[made_count], sizeof(made[0]), "%s", path);
	numbers[made_count++] = m->rdev;
	*out = NULL;
	return 0;
}
void uk_name_put(struct uk_name *n)
{
	(void)n;
}
void uk_text_add(struct uk_text *t, const char *fmt, ...)
{
	(void)t, (void)fmt;
}
void uk_waitq_init(struct uk_waitq *q)
{
	uk_list_init(&q->waiters);
}
void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	(void)level, (void)fmt;
}
int uk_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}

int main(void)
{
	static struct uk_blkdev d[28], other;

	for (unsigned int i = 0; i < 26; i++) {
		assert(!uk_blkdev_register(&d[i], "vd", 254));
		assert(!strncmp(d[i].name, "vd", 2) && d[i].name[2] == (char)('a' + i));
		assert(d[i].number == makedev(254, i * 16));
	}
	assert(uk_blkdev_register(&d[26], "vd", 254) == -ENOSPC);
	assert(!uk_blkdev_register(&other, "sd", 8) && !strcmp(other.name, "sda") && other.number == makedev(8, 0));
	assert(!add_nodes() && made_count == 27 && !strcmp(made[25], "/dev/vdz"));
	printf("names_test: ok\n");
	return 0;
}

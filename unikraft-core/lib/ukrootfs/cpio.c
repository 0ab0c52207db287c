/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/string.h>
#include "cpio.h"

#define HEADER 110
#define FIELDS 13
#define PATH_LIMIT 4096 /* with the NUL */

enum { INO, MODE, UID, GID, NLINK, MTIME, FILESIZE, MAJOR, MINOR, RMAJOR, RMINOR, NAMESIZE, CHECK };

static bool fail(struct cpio *c, const char *what)
{
	c->error = what;
	return false;
}

#define EACH(byte) ((byte) * 0x0101010101010101UL)

/*
 * Eight hexadecimal digits; false: something else. All at once, a byte of the
 * word for each: half the time of reading an archive is spent here.
 */
static bool field(const char *p, uint32_t *v)
{
	uint64_t text, digits, lower;

	memcpy(&text, p, sizeof(text));
	/* A digit is its low four bits, and a letter (bit 6) nine more. */
	digits = (text & EACH(0x0f)) + (text >> 6 & EACH(0x01)) * 9;
	/* The text that these are the digits of, letters as "abcdef", which differ from the other ones in bit 5. */
	lower = digits + EACH('0') + (((digits + EACH(6)) >> 4) & EACH(0x01)) * ('a' - '0' - 10);
	if (digits & EACH(0xf0) || (text | EACH(0x20)) != lower ||
	    ((text | text >> 1) & EACH(0x20)) != EACH(0x20))
		return false;
	/* The first is the lowest byte and the highest digit. */
	digits = (digits << 4 | digits >> 8) & 0x00ff00ff00ff00ffUL;
	digits = (digits << 8 | digits >> 16) & 0x0000ffff0000ffffUL;
	*v = (uint32_t)(digits << 16 | digits >> 32);
	return true;
}

/* Cuts what says nothing: "/", "./" in front, slashes behind, "." alone. */
static void tidy(struct cpio_entry *e)
{
	for (;;) {
		if (e->name_len && e->name[0] == '/') {
			e->name++;
			e->name_len--;
		} else if (e->name_len > 1 && e->name[0] == '.' && e->name[1] == '/') {
			e->name += 2;
			e->name_len -= 2;
		} else {
			break;
		}
	}
	while (e->name_len && e->name[e->name_len - 1] == '/')
		e->name_len--;
	if (e->name_len == 1 && e->name[0] == '.')
		e->name_len = 0;
}

/* Zeros may stand between archives and at the end; true: an archive follows. */
static bool skip_zeros(struct cpio *c)
{
	while (c->at < c->size && !c->data[c->at])
		c->at++;
	if (c->at % 4 && c->at < c->size)
		return fail(c, "data after the end of the archive");
	return c->at < c->size;
}

static bool header(struct cpio *c, uint32_t *v)
{
	const char *p = c->data + c->at;

	if (c->size - c->at < HEADER)
		return fail(c, "truncated header");
	if (memcmp(p, "07070", 5) || (p[5] != '1' && p[5] != '2')) {
		if (!c->at && (uint8_t)p[0] == 0x1f && (uint8_t)p[1] == 0x8b)
			return fail(c, "compressed with gzip; a plain cpio archive is needed");
		return fail(c, "no header of format newc");
	}
	for (int i = 0; i < FIELDS; i++) {
		if (!field(p + 6 + 8 * i, &v[i]))
			return fail(c, "header field is not a hexadecimal number");
	}
	return true;
}

/* The entry at c->at, trailer or not; c->at moves behind it. */
static bool entry(struct cpio *c, struct cpio_entry *e, bool *trailer)
{
	uint32_t v[FIELDS];
	size_t name_end, data_end;

	if (!header(c, v))
		return false;
	if (!v[NAMESIZE] || v[NAMESIZE] > c->size - c->at - HEADER)
		return fail(c, "name goes beyond the archive");
	e->name = c->data + c->at + HEADER;
	e->name_len = v[NAMESIZE] - 1;
	if (memchr(e->name, '\0', v[NAMESIZE]) != e->name + e->name_len) {
		/* A writer may pad names with NULs, to place the data. */
		e->name_len = strnlen(e->name, v[NAMESIZE]);
		if (e->name_len == v[NAMESIZE])
			return fail(c, "name is not terminated");
	}
	if (e->name_len >= PATH_LIMIT)
		return fail(c, "name is longer than 4095 bytes");
	name_end = UK_ALIGN_UP(c->at + HEADER + v[NAMESIZE], 4);
	if (name_end > c->size || v[FILESIZE] > c->size - name_end)
		return fail(c, "file goes beyond the archive");
	data_end = name_end + v[FILESIZE];
	*trailer = e->name_len == 10 && !memcmp(e->name, "TRAILER!!!", 10);
	e->ino = v[INO], e->mode = v[MODE], e->uid = v[UID], e->gid = v[GID];
	e->nlink = v[NLINK], e->mtime = v[MTIME];
	e->major = v[MAJOR], e->minor = v[MINOR];
	e->rmajor = v[RMAJOR], e->rminor = v[RMINOR];
	e->data = c->data + name_end;
	e->len = v[FILESIZE];
	tidy(e);
	c->at = UK_MIN(UK_ALIGN_UP(data_end, 4), c->size);
	return true;
}

bool cpio_next(struct cpio *c, struct cpio_entry *e)
{
	bool trailer;

	for (;;) {
		if (c->at == c->size)
			return fail(c, "no trailer");
		if (!entry(c, e, &trailer))
			return false;
		if (!trailer)
			return true;
		if (!skip_zeros(c))
			return false;
	}
}

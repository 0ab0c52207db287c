/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages: made at the end of a datagram, attributes of requests read. */
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define ATTRIBUTE_HEADER 4
/** NLA_TYPE_MASK: without the flags "nested" and "network order". */
#define TYPE_MASK 0x3fff

static void append(struct netlink_writer *w, const void *p, size_t n)
{
	struct netlink_datagram *d = w->d;
	size_t padded = NETLINK_ALIGN(n);

	if (w->overflow || padded > d->room - d->len) {
		w->overflow = true;
		return;
	}
	memcpy(d->data + d->len, p, n);
	memset(d->data + d->len + n, 0, padded - n);
	d->len += padded;
}

void netlink_begin(struct netlink_writer *w, struct netlink_datagram *d,
		   const struct netlink_header *h, const void *type_header, size_t len)
{
	*w = (struct netlink_writer){ .d = d, .start = d->len };
	append(w, h, sizeof(*h));
	append(w, type_header, len);
}

void netlink_put(struct netlink_writer *w, unsigned int type, const void *value, size_t len)
{
	uint16_t head[2] = { (uint16_t)(ATTRIBUTE_HEADER + len), (uint16_t)type };

	append(w, head, sizeof(head));
	append(w, value, len);
}

void netlink_put_u8(struct netlink_writer *w, unsigned int type, uint8_t value)
{
	netlink_put(w, type, &value, sizeof(value));
}

void netlink_put_u32(struct netlink_writer *w, unsigned int type, uint32_t value)
{
	netlink_put(w, type, &value, sizeof(value));
}

void netlink_put_text(struct netlink_writer *w, unsigned int type, const char *text)
{
	netlink_put(w, type, text, strlen(text) + 1);
}

bool netlink_end(struct netlink_writer *w)
{
	struct netlink_datagram *d = w->d;
	uint32_t len = (uint32_t)(d->len - w->start);

	if (w->overflow) {
		d->len = w->start;
		return false;
	}
	memcpy(d->data + w->start, &len, sizeof(len));
	return true;
}

int netlink_attributes(const uint8_t *p, size_t n, struct netlink_attribute *a, unsigned int max,
		       bool strict)
{
	memset(a, 0, max * sizeof(*a));
	while (n >= ATTRIBUTE_HEADER) {
		uint16_t head[2];
		unsigned int type;

		memcpy(head, p, sizeof(head));
		if (head[0] < ATTRIBUTE_HEADER || head[0] > n)
			break;
		type = head[1] & TYPE_MASK;
		if (type && type < max)
			a[type] = (struct netlink_attribute){ p + ATTRIBUTE_HEADER,
							      head[0] - (size_t)ATTRIBUTE_HEADER };
		else if (strict && type)
			return -EINVAL;
		p += UK_MIN(NETLINK_ALIGN(head[0]), n);
		n -= UK_MIN(NETLINK_ALIGN(head[0]), n);
	}
	return n && strict ? -EINVAL : 0;
}

int netlink_attribute_u32(const struct netlink_attribute *a, uint32_t *value)
{
	*value = 0;
	if (!a->value)
		return 0;
	if (a->len < sizeof(*value))
		return -ERANGE;
	memcpy(value, a->value, sizeof(*value));
	return 0;
}

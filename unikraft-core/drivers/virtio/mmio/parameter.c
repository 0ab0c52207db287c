/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/string.h>
#include "parameter.h"

#define REGISTER_SIZE 4

/* A number and what follows it; *text moves behind both. */
static bool number(const char **text, char follows, uint64_t *v)
{
	const char *end;

	if (**text < '0' || **text > '9')
		return false;
	*v = uk_strtoul(*text, &end, 0);
	*text = end + 1;
	return *end == follows;
}

bool virtio_mmio_parse(const char *text, struct virtio_mmio_parameter *p)
{
	static const char units[] = "KMG";
	const char *end, *unit;
	uint64_t irq, id;

	if (*text < '0' || *text > '9')
		return false;
	p->size = uk_strtoul(text, &end, 0);
	unit = *end ? strchr(units, *end) : NULL;
	if (p->size > VIRTIO_MMIO_MAX_SIZE)
		return false;
	if (unit) {
		p->size <<= 10 * (unit - units + 1);
		end++;
	}
	if (*end != '@')
		return false;
	text = end + 1;
	if (!number(&text, ':', &p->address))
		return false;
	irq = uk_strtoul(text, &end, 0);
	if (end == text || irq > UINT32_MAX)
		return false;
	text = end + 1;
	if (*end && (*end != ':' || !number(&text, '\0', &id)))
		return false;
	p->irq = (unsigned int)irq;
	return p->size >= VIRTIO_MMIO_MIN_SIZE && p->size <= VIRTIO_MMIO_MAX_SIZE &&
	       p->address % REGISTER_SIZE == 0 && p->address + p->size > p->address;
}

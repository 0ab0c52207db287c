/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel heap. Small objects lie in slabs: one frame with a header and
 * objects of one size class. Large ones are blocks of frames. A slab's
 * object is never page-aligned, a large one always is.
 */
#include <uk/alloc.h>
#include <uk/list.h>
#include <uk/print.h>
#include <uk/string.h>

#define BITMAP_WORDS 4
#define SLAB_MAGIC 0x5ab0b1ec75c0ffeeUL

struct slab {
	struct uk_list node;         /* in its class's list while it has room */
	uint64_t magic;              /* SLAB_MAGIC ^ its address */
	uint16_t class, used;
	uint64_t free[BITMAP_WORDS]; /* bit n: object n is free */
} UK_ALIGNED(16);

#define SLAB_ROOM (UK_PAGE_SIZE - sizeof(struct slab))

/* Chosen so that a slab's room divides with little left over. */
static const uint16_t class_size[] = { 16,  32,	 48,  64,  80,	96,  112,  128,	 160, 192, 224,
				       256, 320, 400, 496, 576, 672, 800, 1008, 1344, 2016 };
#define CLASSES UK_ARRAY_SIZE(class_size)
_Static_assert(SLAB_ROOM >= 2 * 2016, "two of the largest objects fit");
_Static_assert(SLAB_ROOM / 16 <= 64 * BITMAP_WORDS, "a bit for each of the smallest objects");

static struct uk_list with_room[CLASSES];

static unsigned int class_of(size_t n)
{
	unsigned int low = 0, high = CLASSES - 1;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (class_size[middle] < n)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static unsigned int order_for(size_t n)
{
	size_t frames = (n - 1) >> UK_PAGE_SHIFT;

	return frames ? 64 - (unsigned int)__builtin_clzl(frames) : 0;
}

static struct slab *slab_new(unsigned int class)
{
	uk_paddr_t p = uk_frame_alloc(0);
	unsigned int objects = SLAB_ROOM / class_size[class];
	struct slab *s;

	if (p == UK_FRAME_NONE)
		return NULL;
	s = uk_phys_to_virt(p);
	memset(s, 0, sizeof(*s));
	s->magic = SLAB_MAGIC ^ (uintptr_t)s;
	s->class = (uint16_t)class;
	for (unsigned int i = 0; i < objects; i++)
		s->free[i / 64] |= 1UL << i % 64;
	uk_list_add_head(&s->node, &with_room[class]);
	return s;
}

static bool slab_full(const struct slab *s)
{
	return !(s->free[0] | s->free[1] | s->free[2] | s->free[3]);
}

static void *slab_take(struct slab *s)
{
	unsigned int w = 0, i;

	while (!s->free[w])
		w++;
	i = (unsigned int)__builtin_ctzl(s->free[w]);
	s->free[w] &= s->free[w] - 1;
	s->used++;
	if (slab_full(s))
		uk_list_del(&s->node);
	return (char *)(s + 1) + (size_t)(w * 64 + i) * class_size[s->class];
}

/* The slab that p is an object of; NULL: p is a large object. Anything else is a panic. */
static struct slab *slab_of(const void *p)
{
	struct slab *s = (struct slab *)((uintptr_t)p & UK_PAGE_MASK);
	size_t offset = (uintptr_t)p - (uintptr_t)(s + 1);
	int order = (uintptr_t)p >= UK_DIRECT_MAP ? uk_frame_order(uk_virt_to_phys(s)) : -1;

	if ((const void *)s == p) {
		if (order < 0)
			UK_PANIC("%p is not from the heap, or was freed", p);
		return NULL;
	}
	if (order != 0 || s->magic != (SLAB_MAGIC ^ (uintptr_t)s) || s->class >= CLASSES ||
	    (uintptr_t)p < (uintptr_t)(s + 1) || offset % class_size[s->class])
		UK_PANIC("%p is not from the heap", p);
	offset /= class_size[s->class];
	if (offset >= SLAB_ROOM / class_size[s->class])
		UK_PANIC("%p is not from the heap", p);
	if (s->free[offset / 64] >> offset % 64 & 1)
		UK_PANIC("heap object %p is used after it was freed", p);
	return s;
}

static void slab_give(struct slab *s, void *p)
{
	size_t i = ((uintptr_t)p - (uintptr_t)(s + 1)) / class_size[s->class];
	struct uk_list *list = &with_room[s->class];

	if (slab_full(s))
		uk_list_add_head(&s->node, list);
	s->free[i / 64] |= 1UL << i % 64;
	/* The last one with room stays, so that one object that comes and goes costs no slab each time. */
	if (--s->used || (list->next == &s->node && list->prev == &s->node))
		return;
	uk_list_del(&s->node);
	s->magic = 0;
	uk_frame_free(uk_virt_to_phys(s), 0);
}

void *uk_malloc(size_t n)
{
	unsigned int class;
	struct slab *s;
	uk_paddr_t p;

	if (n > class_size[CLASSES - 1]) {
		p = uk_frame_alloc(order_for(n));
		return p == UK_FRAME_NONE ? NULL : uk_phys_to_virt(p);
	}
	class = class_of(n);
	if (!with_room[class].next)
		uk_list_init(&with_room[class]);
	if (!uk_list_empty(&with_room[class]))
		s = uk_list_first(&with_room[class], struct slab, node);
	else
		s = slab_new(class);
	return s ? slab_take(s) : NULL;
}

void *uk_zalloc(size_t n)
{
	void *p = uk_malloc(n);

	return p ? memset(p, 0, n) : NULL;
}

void uk_free(void *p)
{
	struct slab *s;

	if (!p)
		return;
	s = slab_of(p);
	if (s)
		slab_give(s, p);
	else
		uk_frame_free(uk_virt_to_phys(p), (unsigned int)uk_frame_order(uk_virt_to_phys(p)));
}

/* Bytes that p has room for. */
static size_t room_of(const void *p)
{
	const struct slab *s = slab_of(p);

	return s ? class_size[s->class] : UK_PAGE_SIZE << uk_frame_order(uk_virt_to_phys(p));
}

void *uk_realloc(void *p, size_t n)
{
	size_t room;
	void *new;

	if (!p)
		return uk_malloc(n);
	room = room_of(p);
	/* Much smaller: move, to give memory back. */
	if (n <= room && n >= room / 4)
		return p;
	new = uk_malloc(n);
	if (!new)
		return n <= room ? p : NULL;
	memcpy(new, p, UK_MIN(n, room));
	uk_free(p);
	return new;
}

char *uk_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = uk_malloc(n);

	return copy ? memcpy(copy, s, n) : NULL;
}

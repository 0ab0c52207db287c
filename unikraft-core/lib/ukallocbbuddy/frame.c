/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page frames by the binary buddy method. Each range of RAM carries its own
 * bookkeeping in its first frames: a header and 4 bytes for every frame.
 */
#include <uk/alloc.h>
#include <uk/list.h>
#include <uk/print.h>
#include <uk/string.h>

#define ORDER_MAX 18 /* 1 GiB */
#define ORDERS (ORDER_MAX + 1)

/*
 * A frame's word: what starts at this frame, its order, its references. The
 * words are not cleared when a range is added (that would touch memory in
 * proportion to the RAM at each boot): only the first word of a block has a
 * meaning, and a block's first word is written when the block comes to be.
 */
#define KIND_FREE 0x40000000U
#define KIND_USED 0x80000000U
#define KIND_MASK 0xc0000000U
#define ORDER_SHIFT 24
#define ORDER_MASK (0x3fU << ORDER_SHIFT)
/* A count that reaches the maximum stays there: the frame is then never freed. */
#define REFS_MAX 0xffffffU

struct range {
	struct range *next;
	uint64_t first, end; /* frame numbers of those given out */
	uint32_t *words;     /* of first, first + 1, … */
};

static struct range *ranges; /* the one used last stands first */
static struct uk_list free_lists[ORDERS];
static uint32_t free_orders; /* bit n: free_lists[n] is not empty */
static uint64_t total_frames, free_frames;

static uint32_t word_of(uint32_t kind, unsigned int order, uint32_t refs)
{
	return kind | order << ORDER_SHIFT | refs;
}

static unsigned int order_of(uint32_t word)
{
	return (word & ORDER_MASK) >> ORDER_SHIFT;
}

static struct range *range_find(uint64_t frame)
{
	struct range **link;

	for (link = &ranges; *link; link = &(*link)->next) {
		struct range *r = *link;

		if (frame < r->first || frame >= r->end)
			continue;
		*link = r->next;
		r->next = ranges;
		ranges = r;
		return r;
	}
	return NULL;
}

static uint32_t *word_at(const struct range *r, uint64_t frame)
{
	return &r->words[frame - r->first];
}

/* Links between free blocks stand in the blocks themselves. */
static struct uk_list *link_of(uint64_t frame)
{
	return uk_phys_to_virt(frame << UK_PAGE_SHIFT);
}

static void list_free(const struct range *r, uint64_t frame, unsigned int order)
{
	*word_at(r, frame) = word_of(KIND_FREE, order, 0);
	uk_list_add_head(link_of(frame), &free_lists[order]);
	free_orders |= 1U << order;
}

static void unlist_free(uint64_t frame, unsigned int order)
{
	uk_list_del(link_of(frame));
	if (uk_list_empty(&free_lists[order]))
		free_orders &= ~(1U << order);
}

uk_paddr_t uk_frame_alloc(unsigned int order)
{
	uint32_t fitting = order <= ORDER_MAX ? free_orders >> order << order : 0;
	unsigned int have;
	struct range *r;
	uk_paddr_t p;
	uint64_t frame;

	if (!fitting)
		return UK_FRAME_NONE;
	have = (unsigned int)__builtin_ctz(fitting);
	p = uk_virt_to_phys(free_lists[have].next);
	frame = p >> UK_PAGE_SHIFT;
	unlist_free(frame, have);
	r = range_find(frame);
	/* Upper halves go back until the block has the size that is wanted. */
	while (have > order) {
		have--;
		list_free(r, frame + (1UL << have), have);
	}
	*word_at(r, frame) = word_of(KIND_USED, order, 1);
	free_frames -= 1UL << order;
	return p;
}

/* Joins a block that becomes free with its free buddies. */
static void give_back(const struct range *r, uint64_t frame, unsigned int order)
{
	free_frames += 1UL << order;
	while (order < ORDER_MAX) {
		uint64_t buddy = frame ^ (1UL << order);

		if (buddy < r->first || buddy >= r->end ||
		    *word_at(r, buddy) != word_of(KIND_FREE, order, 0))
			break;
		unlist_free(buddy, order);
		*word_at(r, buddy) = 0;
		*word_at(r, frame) = 0;
		frame &= ~(1UL << order);
		order++;
	}
	list_free(r, frame, order);
}

/* The word of a frame that must be the first of a block in use; NULL: the frame is not ours. */
static uint32_t *used_word(uk_paddr_t p, struct range **r)
{
	uint32_t *word;

	*r = range_find(p >> UK_PAGE_SHIFT);
	if (!*r)
		return NULL;
	word = word_at(*r, p >> UK_PAGE_SHIFT);
	if (uk_unlikely((*word & KIND_MASK) != KIND_USED || p % UK_PAGE_SIZE))
		UK_PANIC("page frame 0x%lx is used after it was freed (state 0x%x)",
			 (unsigned long)p, *word);
	return word;
}

void uk_frame_free(uk_paddr_t p, unsigned int order)
{
	struct range *r;
	uint32_t *word = used_word(p, &r);

	if (!word)
		UK_PANIC("page frame 0x%lx was not allocated and cannot be freed",
			 (unsigned long)p);
	if (*word != word_of(KIND_USED, order, 1))
		UK_PANIC("page frame 0x%lx is freed with order %u in state 0x%x",
			 (unsigned long)p, order, *word);
	give_back(r, p >> UK_PAGE_SHIFT, order);
}

void uk_frame_ref(uk_paddr_t p)
{
	struct range *r;
	uint32_t *word = used_word(p, &r);

	if (word && (*word & REFS_MAX) != REFS_MAX)
		++*word;
}

void uk_frame_unref(uk_paddr_t p)
{
	struct range *r;
	uint32_t *word = used_word(p, &r);

	if (!word || (*word & REFS_MAX) == REFS_MAX)
		return;
	if ((*word & REFS_MAX) > 1) {
		--*word;
		return;
	}
	give_back(r, p >> UK_PAGE_SHIFT, order_of(*word));
}

unsigned int uk_frame_refcount(uk_paddr_t p)
{
	struct range *r;
	uint32_t *word = used_word(p, &r);

	return word ? *word & REFS_MAX : REFS_MAX;
}

int uk_frame_order(uk_paddr_t p)
{
	struct range *r = range_find(p >> UK_PAGE_SHIFT);
	uint32_t word = r ? *word_at(r, p >> UK_PAGE_SHIFT) : 0;

	return (word & KIND_MASK) == KIND_USED ? (int)order_of(word) : -1;
}

static void lists_init(void)
{
	for (unsigned int i = 0; i < ORDERS; i++)
		uk_list_init(&free_lists[i]);
}

void uk_frame_add(uk_paddr_t start, uint64_t len)
{
	uint64_t first = (start + UK_PAGE_SIZE - 1) >> UK_PAGE_SHIFT;
	uint64_t end = (start + len) >> UK_PAGE_SHIFT;
	uint64_t own;
	struct range *r;

	if (first >= end)
		return;
	if (!free_lists[0].next)
		lists_init();
	total_frames += end - first;
	own = (sizeof(*r) + (end - first) * sizeof(uint32_t) + UK_PAGE_SIZE - 1) >> UK_PAGE_SHIFT;
	if (own >= end - first)
		return;
	r = uk_phys_to_virt(first << UK_PAGE_SHIFT);
	*r = (struct range){ ranges, first + own, end, (uint32_t *)(r + 1) };
	ranges = r;
	for (uint64_t at = r->first; at < end;) {
		unsigned int order = at ? (unsigned int)__builtin_ctzl(at) : ORDER_MAX;

		order = UK_MIN(order, (unsigned int)ORDER_MAX);
		order = UK_MIN(order, 63 - (unsigned int)__builtin_clzl(end - at));
		list_free(r, at, order);
		free_frames += 1UL << order;
		at += 1UL << order;
	}
}

void uk_frame_stat(struct uk_frame_stat *s)
{
	s->total = total_frames << UK_PAGE_SHIFT;
	s->free = free_frames << UK_PAGE_SHIFT;
}

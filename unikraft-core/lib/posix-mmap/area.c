/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Areas in a treap (a search tree by address that is balanced by random
 * priorities), in which each node knows the largest hole of its subtree: so
 * finding an area and finding a place for one take logarithmic time.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/uaccess.h>
#include "area.h"

struct uk_list areas = UK_LIST_INIT(areas);
struct uk_list area_files = UK_LIST_INIT(area_files);
uint64_t area_bytes;

static struct area *root;
static struct area *recent; /* where area_find found something last */

struct area *area_next(const struct area *a)
{
	return a->node.next == &areas ? NULL : uk_list_entry(a->node.next, struct area, node);
}

struct area *area_prev(const struct area *a)
{
	return a->node.prev == &areas ? NULL : uk_list_entry(a->node.prev, struct area, node);
}

struct area *area_find(uintptr_t addr)
{
	struct area *n = root, *found = NULL;

	if (recent && addr >= recent->start && addr < recent->end)
		return recent;
	while (n) {
		if (addr < n->end) {
			found = n;
			n = n->left;
		} else {
			n = n->right;
		}
	}
	recent = found;
	return found;
}

/* End of the hole below a: what a new area may reach up to. */
static uintptr_t hole_top(const struct area *a)
{
	uintptr_t guard = a->flags & UK_MAP_GROWSDOWN ? GUARD_GAP : 0;

	return a->start > guard ? a->start - guard : 0;
}

static uintptr_t hole_bottom(const struct area *a)
{
	const struct area *prev = area_prev(a);

	return prev ? prev->end : UK_USER_START;
}

static uintptr_t gap_of(const struct area *a)
{
	uintptr_t top = hole_top(a), bottom = hole_bottom(a);

	return top > bottom ? top - bottom : 0;
}

static void update_one(struct area *a)
{
	a->max_gap = gap_of(a);
	if (a->left)
		a->max_gap = UK_MAX(a->max_gap, a->left->max_gap);
	if (a->right)
		a->max_gap = UK_MAX(a->max_gap, a->right->max_gap);
}

static void update_gaps(struct area *a)
{
	for (; a; a = a->parent)
		update_one(a);
}

static struct area **link_to(const struct area *a)
{
	if (!a->parent)
		return &root;
	return a->parent->left == a ? &a->parent->left : &a->parent->right;
}

/* Swaps a with its parent, keeping the order. */
static void rotate_up(struct area *a)
{
	struct area *p = a->parent, *between;

	*link_to(p) = a;
	a->parent = p->parent;
	p->parent = a;
	if (p->left == a) {
		between = a->right;
		p->left = between;
		a->right = p;
	} else {
		between = a->left;
		p->right = between;
		a->left = p;
	}
	if (between)
		between->parent = p;
	update_one(p);
	update_one(a);
}

static uint32_t random_priority(void)
{
	static uint32_t state = 0x9e3779b9;

	/* Xorshift: balance needs no secrecy. */
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

void area_insert(struct area *a)
{
	struct area **link = &root, *parent = NULL;
	struct uk_list *before = &areas;

	while (*link) {
		parent = *link;
		if (a->start < parent->start) {
			link = &parent->left;
		} else {
			before = &parent->node;
			link = &parent->right;
		}
	}
	*link = a;
	a->parent = parent;
	a->left = a->right = NULL;
	a->priority = random_priority();
	uk_list_insert(&a->node, before, before->next);
	if (a->file)
		uk_list_add_tail(&a->file_node, &area_files);
	area_bytes += a->end - a->start;
	update_one(a);
	while (a->parent && a->parent->priority < a->priority)
		rotate_up(a);
	/* The next area was above a when it came in as a leaf: it is up to date, too. */
	update_gaps(a);
}

void area_remove(struct area *a)
{
	struct area *next = area_next(a), *child;

	while (a->left && a->right)
		rotate_up(a->left->priority > a->right->priority ? a->left : a->right);
	child = a->left ? a->left : a->right;
	*link_to(a) = child;
	if (child)
		child->parent = a->parent;
	uk_list_del(&a->node);
	if (a->file)
		uk_list_del(&a->file_node);
	area_bytes -= a->end - a->start;
	update_gaps(a->parent);
	update_gaps(next);
	recent = NULL;
}

void area_resize(struct area *a, uintptr_t start, uintptr_t end)
{
	area_bytes += (end - start) - (a->end - a->start);
	if (a->file)
		a->offset += start - a->start;
	a->start = start;
	a->end = end;
	update_gaps(a);
	update_gaps(area_next(a));
}

/* Highest place below one of n's areas. The depth is the treap's. */
static uintptr_t hole_below(const struct area *n, size_t len, uintptr_t low, uintptr_t high)
{
	uintptr_t found, bottom, top;

	if (!n || n->max_gap < len)
		return 0;
	if (n->end < high) {
		found = hole_below(n->right, len, low, high);
		if (found)
			return found;
	}
	bottom = UK_MAX(hole_bottom(n), low);
	top = UK_MIN(hole_top(n), high);
	if (top > bottom && top - bottom >= len)
		return top - len;
	return n->start > low ? hole_below(n->left, len, low, high) : 0;
}

uintptr_t area_hole(size_t len, uintptr_t low, uintptr_t high)
{
	uintptr_t bottom = low;

	if (!uk_list_empty(&areas))
		bottom = UK_MAX(low, uk_list_entry(areas.prev, struct area, node)->end);
	if (high > bottom && high - bottom >= len)
		return high - len;
	return hole_below(root, len, low, high);
}

bool area_is_hole(uintptr_t start, size_t len)
{
	const struct area *above = area_find(start);

	return !above || start + len <= hole_top(above);
}

struct area *area_copy(const struct area *a)
{
	struct area *copy = uk_malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *a;
	uk_list_init(&copy->file_node);
	if (copy->file)
		uk_file_ref(copy->file);
	return copy;
}

void area_free(struct area *a)
{
	if (a->file)
		uk_file_put(a->file);
	uk_free(a);
}

static int split(uintptr_t at)
{
	struct area *a = area_find(at), *upper;
	uintptr_t end;

	if (!a || at <= a->start)
		return 0;
	upper = area_copy(a);
	if (!upper)
		return -ENOMEM;
	end = a->end;
	area_resize(a, a->start, at);
	if (upper->file)
		upper->offset += at - upper->start;
	upper->start = at;
	upper->end = end;
	area_insert(upper);
	return 0;
}

static bool agree(const struct area *low, const struct area *high)
{
	return low->end == high->start && low->prot == high->prot && low->flags == high->flags &&
	       low->file == high->file && low->name == high->name &&
	       (!low->file || low->offset + (low->end - low->start) == high->offset);
}

void area_merge(uintptr_t start, uintptr_t end)
{
	struct area *a = area_find(start ? start - 1 : 0), *next;

	while (a && a->start <= end) {
		next = area_next(a);
		if (next && agree(a, next)) {
			uintptr_t new_end = next->end;

			area_remove(next);
			area_free(next);
			area_resize(a, a->start, new_end);
		} else {
			a = next;
		}
	}
}

int area_split_at(uintptr_t start, uintptr_t end)
{
	int r = split(start);

	if (r)
		return r;
	r = split(end);
	if (r)
		area_merge(start, start);
	return r;
}

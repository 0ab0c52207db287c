/* SPDX-License-Identifier: BSD-3-Clause */
/* Doubly linked intrusive list: a head is a node that stands for no element. */
#ifndef UK_LIST_H
#define UK_LIST_H

#include <uk/essentials.h>

struct uk_list {
	struct uk_list *next, *prev;
};

#define UK_LIST_INIT(name) { &(name), &(name) }

static inline void uk_list_init(struct uk_list *l)
{
	l->next = l->prev = l;
}

static inline bool uk_list_empty(const struct uk_list *l)
{
	return l->next == l;
}

static inline void uk_list_insert(struct uk_list *n, struct uk_list *prev,
				  struct uk_list *next)
{
	n->prev = prev;
	n->next = next;
	prev->next = n;
	next->prev = n;
}

static inline void uk_list_add_head(struct uk_list *n, struct uk_list *head)
{
	uk_list_insert(n, head, head->next);
}

static inline void uk_list_add_tail(struct uk_list *n, struct uk_list *head)
{
	uk_list_insert(n, head->prev, head);
}

/** Takes n out; n is then an empty list, so that removing it again is harmless. */
static inline void uk_list_del(struct uk_list *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	uk_list_init(n);
}

#define uk_list_entry(p, type, member) uk_container_of(p, type, member)
#define uk_list_first(head, type, member) \
	uk_list_entry((head)->next, type, member)
#define uk_list_for_each(v, head, member)                                    \
	for (v = uk_list_entry((head)->next, __typeof__(*v), member);        \
	     &v->member != (head);                                           \
	     v = uk_list_entry(v->member.next, __typeof__(*v), member))
/** As uk_list_for_each; v may be removed, n holds the next element. */
#define uk_list_for_each_safe(v, n, head, member)                            \
	for (v = uk_list_entry((head)->next, __typeof__(*v), member),        \
	    n = uk_list_entry(v->member.next, __typeof__(*v), member);       \
	     &v->member != (head);                                           \
	     v = n, n = uk_list_entry(n->member.next, __typeof__(*n), member))

#endif

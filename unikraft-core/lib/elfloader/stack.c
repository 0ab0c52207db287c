/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/string.h>
#include "stack.h"

void auxv_add(struct auxv *v, uint64_t type, uint64_t value)
{
	v->entry[v->count].type = type;
	v->entry[v->count++].value = value;
}

void stack_layout(struct stack_layout *l, uint64_t top, const struct stack_content *c)
{
	/* The last word stays 0, as on Linux: who walks strings off the end finds it. */
	l->execfn = top - sizeof(uint64_t) - (strlen(c->execfn) + 1);
	l->env = l->execfn - c->env->len;
	l->argv = l->env - c->argv->len;
	l->platform = l->argv - (strlen(c->platform) + 1);
	l->random = UK_ALIGN_DOWN(l->platform - STACK_RANDOM_SIZE, 16UL);
	l->words = 1 + c->argv->count + 1 + c->env->count + 1 + 2 * c->aux_count;
	l->sp = UK_ALIGN_DOWN(l->random - l->words * sizeof(uint64_t), 16UL);
}

static uint64_t *pointers(uint64_t *w, const struct strings *s, uint64_t at)
{
	for (size_t off = 0; off < s->len; off += strlen(s->data + off) + 1)
		*w++ = at + off;
	*w++ = 0;
	return w;
}

void stack_words(uint64_t *words, const struct stack_layout *l, const struct stack_content *c,
		 const struct auxv *v)
{
	uint64_t *w = words;

	*w++ = c->argv->count;
	w = pointers(w, c->argv, l->argv);
	w = pointers(w, c->env, l->env);
	memcpy(w, v->entry, v->count * sizeof(v->entry[0]));
}

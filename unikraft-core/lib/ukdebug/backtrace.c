/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/print.h>
#include <uk/sched.h>
#include "backtrace.h"

#define FRAMES_MAX 32
/* How far below a kernel stack an overflow may have got. */
#define GUARD (2 * UK_PAGE_SIZE)

/* Symbols by address, made by the linker (docs/design.md); absent: addresses only. */
struct symbol {
	uint32_t address; /* from __uk_image_start */
	uint32_t name;    /* from the start of the table */
};
struct symbol_table {
	uint32_t count;
	struct symbol symbols[];
};
extern const struct symbol_table uk_symbol_table UK_WEAK;

extern const char __uk_image_start[], __uk_text_start[], __uk_text_end[],
	__uk_data_start[], __uk_bss_end[];

/* Before there are threads, and in images without them, there is none. */
extern struct uk_thread *uk_current UK_WEAK;

static bool in_text(uintptr_t address)
{
	return address >= (uintptr_t)__uk_text_start &&
	       address < (uintptr_t)__uk_text_end;
}

/* The last symbol at or below address. */
static const struct symbol *find(uintptr_t address)
{
	const struct symbol_table *t = &uk_symbol_table;
	uint32_t offset = address - (uintptr_t)__uk_image_start;
	uint32_t low = 0, high;

	if (!t)
		return NULL;
	for (high = t->count; low < high;) {
		uint32_t middle = low + (high - low) / 2;

		if (t->symbols[middle].address <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &t->symbols[low - 1] : NULL;
}

/* back: how far the instruction lies behind address (a call that never returns may end its function). */
static void print_frame(uintptr_t address, unsigned int back)
{
	const struct symbol *s = in_text(address - back) ? find(address - back) :
							   NULL;

	if (s)
		uk_pr_err("  %016lx %s+%#lx", address,
			  (const char *)&uk_symbol_table + s->name,
			  address - (uintptr_t)__uk_image_start - s->address);
	else
		uk_pr_err("  %016lx", address);
}

struct stack {
	uintptr_t start, end;
};

/* The kernel stack that sp lies on, or below which it lies in the guard; the boot's and those of exceptions are in the image. */
static struct stack find_stack(uintptr_t sp)
{
	const struct uk_thread *t = &uk_current ? uk_current : NULL;
	const uintptr_t image = (uintptr_t)__uk_data_start, image_end = (uintptr_t)__uk_bss_end;

	if (t && sp >= t->kstack - GUARD && sp < t->kstack_top)
		return (struct stack){ UK_MAX(sp, t->kstack), t->kstack_top };
	if (sp >= image && sp < image_end)
		return (struct stack){ sp, image_end };
	return (struct stack){ 0, 0 };
}

void uk_backtrace(uintptr_t rip, uintptr_t rbp, uintptr_t rsp)
{
	struct stack stack = find_stack(rsp);
	uintptr_t low = stack.start, end = stack.end;

	uk_pr_err("backtrace:");
	if (rip)
		print_frame(rip, 0);
	/* A call that went astray has pushed where it came from, and no frame yet. */
	if (!in_text(rip) && end && rsp >= low && rsp % sizeof(rsp) == 0 &&
	    in_text(*(const uintptr_t *)rsp))
		print_frame(*(const uintptr_t *)rsp, 1);
	for (int i = 0; i < FRAMES_MAX; i++) {
		const uintptr_t *frame = (const uintptr_t *)rbp;

		/* Frames lie ever higher on the stack: no cycle. */
		if (!end || rbp % sizeof(*frame) || rbp < low ||
		    rbp >= end - sizeof(*frame) || !in_text(frame[1]))
			return;
		print_frame(frame[1], 1);
		low = rbp + 2 * sizeof(*frame);
		rbp = frame[0];
	}
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* From a system call's number to its handler, and a word about those that are not in the image. */
#include <uk/print.h>
#include <uk/regs.h>
#include <uk/sched.h>
#include <uk/syscall.h>

/* Made by the linker (docs/design.md). Offsets are from the start of the blob. */
struct hint {
	uint32_t number, name, library; /* library 0: none has it */
};
struct hints {
	uint32_t count;
	struct hint hints[];
};
extern const struct hints uk_syscall_hints;

struct uk_regs *uk_syscall_regs(void)
{
	return uk_thread_regs(uk_current);
}

static const struct hint *find_hint(uint32_t number)
{
	const struct hints *h = &uk_syscall_hints;

	for (uint32_t i = 0; i < h->count; i++)
		if (h->hints[i].number == number)
			return &h->hints[i];
	return NULL;
}

static void say_missing(uint32_t number)
{
	const char *text = (const char *)&uk_syscall_hints;
	const struct hint *h = find_hint(number);

	if (!h)
		uk_pr_warn("syscall %u is not in this image, and no library has it", number);
	else if (!h->library)
		uk_pr_warn("syscall '%s' is not in this image, and no library has it",
			   text + h->name);
	else
		uk_pr_warn("syscall '%s' is not in this image; add library %s", text + h->name,
			   text + h->library);
}

/* Once for each number; those that Linux does not have either are probes, and silent. */
static long missing(uint64_t number)
{
	static uint64_t told[UK_SYSCALL_MAX / 64];
	uint64_t bit = 1UL << number % 64;

	if (number < UK_SYSCALL_MAX && !(told[number / 64] & bit)) {
		told[number / 64] |= bit;
		say_missing((uint32_t)number);
	}
	return -ENOSYS;
}

void uk_syscall_dispatch(struct uk_regs *regs)
{
	uint64_t number = regs->rax;
	uk_syscall_fn fn = number < UK_SYSCALL_MAX ? uk_syscall_table[number] : NULL;

	if (fn)
		regs->rax = (uint64_t)fn((long)regs->rdi, (long)regs->rsi, (long)regs->rdx,
					 (long)regs->r10, (long)regs->r8, (long)regs->r9);
	else
		regs->rax = (uint64_t)missing(number);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared anonymous memory: a file without a name, whose frames stand in a
 * tree of frames with 512 entries each, as in page tables. Its pages live
 * until the last area that maps it goes.
 */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/string.h>
#include "mmap.h"

#define LEVELS 4 /* 48 bits of addresses */
#define SLOTS (UK_PAGE_SIZE / sizeof(uk_paddr_t))
#define SLOT_BITS 9

struct shm {
	uint64_t size;   /* of the first mapping; mremap does not make it larger */
	uk_paddr_t root; /* 0: no page yet */
};

static uk_paddr_t zeroed_frame(void)
{
	uk_paddr_t pa = uk_frame_alloc(0);

	if (pa != UK_FRAME_NONE)
		memset(uk_phys_to_virt(pa), 0, UK_PAGE_SIZE);
	return pa;
}

static int shm_map_page(struct uk_file *f, uint64_t offset, bool write UK_UNUSED, uk_paddr_t *pa)
{
	struct shm *shm = f->data;
	uk_paddr_t *slot = &shm->root;

	if (offset >= shm->size)
		return -ENXIO;
	/* The last step down makes the page itself. */
	for (int level = LEVELS; level >= 0; level--) {
		if (!*slot) {
			uk_paddr_t made = zeroed_frame();

			if (made == UK_FRAME_NONE)
				return -ENOMEM;
			*slot = made;
		}
		if (level > 0) {
			uint64_t index = offset >> ((level - 1) * SLOT_BITS + UK_PAGE_SHIFT);

			slot = (uk_paddr_t *)uk_phys_to_virt(*slot) + index % SLOTS;
		}
	}
	uk_frame_ref(*slot);
	*pa = *slot;
	return 0;
}

static void free_tree(uk_paddr_t pa, int level)
{
	uk_paddr_t *slots = uk_phys_to_virt(pa);

	for (unsigned int i = 0; level > 0 && i < SLOTS; i++)
		if (slots[i])
			free_tree(slots[i], level - 1);
	uk_frame_unref(pa);
}

static void shm_release(struct uk_file *f)
{
	struct shm *shm = f->data;

	if (shm->root)
		free_tree(shm->root, LEVELS);
	uk_free(shm);
}

static void shm_describe(struct uk_file *f UK_UNUSED, char *buf, size_t n)
{
	uk_strlcpy(buf, "/dev/zero (deleted)", n);
}

static const struct uk_file_ops shm_ops = {
	.map_page = shm_map_page,
	.release = shm_release,
	.describe = shm_describe,
};

/* The slot of the page at offset, or NULL: there is none. */
static uk_paddr_t *find_slot(struct shm *shm, uint64_t offset)
{
	uk_paddr_t *slot = &shm->root;

	for (int level = LEVELS; level > 0; level--) {
		uint64_t index = offset >> ((level - 1) * SLOT_BITS + UK_PAGE_SHIFT);

		if (!*slot)
			return NULL;
		slot = (uk_paddr_t *)uk_phys_to_virt(*slot) + index % SLOTS;
	}
	return *slot ? slot : NULL;
}

long shm_remove(struct uk_file *f, uint64_t offset, uint64_t len)
{
	struct shm *shm = f->data;

	if (f->ops != &shm_ops)
		return -EOPNOTSUPP;
	vm_forget_file(f, offset, len);
	for (uint64_t end = UK_MIN(offset + len, shm->size); offset < end; offset += UK_PAGE_SIZE) {
		uk_paddr_t *slot = find_slot(shm, offset);

		if (slot) {
			uk_frame_unref(*slot);
			*slot = 0;
		}
	}
	return 0;
}

struct uk_file *shm_new(size_t size)
{
	struct shm *shm = uk_zalloc(sizeof(*shm));
	struct uk_file *f = shm ? uk_file_new(&shm_ops, UK_O_RDWR, shm) : NULL;

	if (f)
		shm->size = size;
	else
		uk_free(shm);
	return f;
}

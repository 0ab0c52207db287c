/* SPDX-License-Identifier: BSD-3-Clause */
/* Buffers of writes read where they lie, by who copies them to more than one place. */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/plat.h>
#include <uk/uaccess.h>

/* Faults a page in unless it is there. */
static bool present(const char *p)
{
	char byte;
	int prot;

	if (uk_pt_lookup((uintptr_t)p, &prot) != UK_FRAME_NONE && (prot & UK_PROT_READ))
		return true;
	return uk_copy_in(&byte, p, 1) == 0;
}

const void *uk_io_direct(struct uk_io *io, size_t *n)
{
	const char *start, *p;

	while (io->left && io->iov_offset == io->iov->len) {
		io->iov++;
		io->iovcnt--;
		io->iov_offset = 0;
	}
	*n = UK_MIN(*n, UK_MIN(io->left, io->iov->len - io->iov_offset));
	start = (const char *)io->iov->base + io->iov_offset;
	if (io->kernel)
		return start;
	if (!uk_user_range(start, *n))
		return NULL;
	for (p = start; p < start + *n; p = (const char *)(((uintptr_t)p & UK_PAGE_MASK) + UK_PAGE_SIZE))
		if (!present(p))
			return NULL;
	return start;
}

void uk_io_skip(struct uk_io *io, size_t n)
{
	io->iov_offset += n;
	io->left -= n;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Buffers of reads and writes. */
#include <uk/file.h>
#include <uk/string.h>
#include <uk/uaccess.h>

enum direction { PUT, GET, ZERO };

static int move(struct uk_io *io, enum direction how, void *p, size_t n)
{
	while (n) {
		char *at = (char *)io->iov->base + io->iov_offset;
		size_t len = UK_MIN(n, io->iov->len - io->iov_offset);
		int r = 0;

		if (io->kernel) {
			if (how == PUT)
				memcpy(at, p, len);
			else if (how == GET)
				memcpy(p, at, len);
			else
				memset(at, 0, len);
		} else {
			r = how == PUT ? uk_copy_out(at, p, len) :
			    how == GET ? uk_copy_in(p, at, len) :
					 uk_clear_user(at, len);
		}
		if (r)
			return r;
		io->iov_offset += len;
		io->left -= len;
		n -= len;
		if (p)
			p = (char *)p + len;
		if (io->iov_offset == io->iov->len && io->left) {
			io->iov++;
			io->iovcnt--;
			io->iov_offset = 0;
		}
	}
	return 0;
}

int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	return move(io, PUT, (void *)(uintptr_t)src, n);
}

int uk_io_get(struct uk_io *io, void *dst, size_t n)
{
	return move(io, GET, dst, n);
}

int uk_io_zero(struct uk_io *io, size_t n)
{
	return move(io, ZERO, NULL, n);
}

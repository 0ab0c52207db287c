/* SPDX-License-Identifier: BSD-3-Clause */
/* fcntl(2) and the part of ioctl(2) that every file has. */
#include <uk/syscall.h>
#include <uk/vm.h>
#include "vfs.h"

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define F_GETLK 5
#define F_SETLKW 7
#define F_OFD_GETLK 36
#define F_OFD_SETLKW 38
#define F_DUPFD_CLOEXEC 1030
#define F_SETPIPE_SZ 1031
#define F_GETPIPE_SZ 1032
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034

extern __typeof__(uk_pipe_fcntl) uk_pipe_fcntl UK_WEAK;
extern __typeof__(uk_vm_next) uk_vm_next UK_WEAK;

#define SEALS_ALL 31
#define SETFL_MASK (UK_O_APPEND | UK_O_NONBLOCK | O_ASYNC | O_DIRECT | O_NOATIME)

#define FIONREAD 0x541b
#define FIONBIO 0x5421
#define FIONCLEX 0x5450
#define FIOCLEX 0x5451
#define FIOASYNC 0x5452

static long set_flags(struct uk_file *f, unsigned int flags)
{
	if (flags & O_DIRECT && f->node && uk_node_is(f->node, UK_S_IFREG))
		return -EINVAL;
	f->flags = (f->flags & ~SETFL_MASK) | (flags & SETFL_MASK);
	return 0;
}

/* Whether the application has a mapping through which it can write the file. */
static bool mapped_to_write(const struct uk_node *n)
{
	struct uk_vm_info a;

	if (!uk_vm_next)
		return false;
	for (uintptr_t at = 0; uk_vm_next(at, &a, false); at = a.end) {
		if (a.shared && a.file && a.file->node == n &&
		    (a.file->flags & UK_O_ACCMODE) == UK_O_RDWR)
			return true;
	}
	return false;
}

static long add_seals(struct uk_file *f, unsigned int seals)
{
	if (!f->node || !uk_node_is(f->node, UK_S_IFREG) || f->node->nlink || seals & ~SEALS_ALL)
		return -EINVAL;
	if ((f->flags & UK_O_ACCMODE) == UK_O_RDONLY || f->node->seals & UK_SEAL_SEAL)
		return -EPERM;
	if (seals & UK_SEAL_WRITE && !(f->node->seals & UK_SEAL_WRITE) && mapped_to_write(f->node))
		return -EBUSY;
	f->node->seals |= seals;
	return 0;
}

static long do_fcntl(struct uk_file *f, int fd, int cmd, unsigned long arg)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return vfs_dup_min(fd, (long)(int)arg, cmd == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return uk_fd_cloexec(fd);
	case F_SETFD:
		return vfs_fd_set_flags(fd, arg & 1);
	case F_GETFL:
		return f->flags;
	}
	if (f->flags & UK_O_PATH)
		return -EBADF;
	if ((cmd >= F_GETLK && cmd <= F_SETLKW) || (cmd >= F_OFD_GETLK && cmd <= F_OFD_SETLKW))
		return vfs_fcntl_lock(f, cmd, (void *)arg);
	switch (cmd) {
	case F_SETFL:
		return set_flags(f, (unsigned int)arg);
	case F_ADD_SEALS:
		return add_seals(f, (unsigned int)arg);
	case F_GET_SEALS:
		if (!f->node || !uk_node_is(f->node, UK_S_IFREG) || f->node->nlink)
			return -EINVAL;
		return f->node->seals;
	case F_SETPIPE_SZ:
	case F_GETPIPE_SZ:
		return uk_pipe_fcntl ? uk_pipe_fcntl(f, cmd, arg) : -EBADF;
	default:
		return -EINVAL;
	}
}

/* partial: no F_SETOWN, F_SETSIG, leases, F_NOTIFY, write hints; no record locks of pipes and sockets */
UK_SYSCALL(fcntl, 3, int, fd, int, cmd, unsigned long, arg)
{
	struct uk_file *f = uk_fd_get_any(fd);
	long r;

	if (!f)
		return -EBADF;
	r = do_fcntl(f, fd, cmd, arg);
	uk_file_put(f);
	return r;
}

static long set_by_int(struct uk_file *f, unsigned int flag, unsigned long uint_at)
{
	int on;

	if (uk_copy_in(&on, (void *)uint_at, sizeof(on)))
		return -EFAULT;
	f->flags = on ? f->flags | flag : f->flags & ~flag;
	return 0;
}

static long bytes_left(struct uk_file *f, unsigned long uint_at)
{
	int left = (int)(f->node->size - UK_MIN(f->pos, f->node->size));

	return uk_copy_out((void *)uint_at, &left, sizeof(left));
}

static long do_ioctl(struct uk_file *f, int fd, unsigned int request, unsigned long arg)
{
	switch (request) {
	case FIOCLEX:
	case FIONCLEX:
		return vfs_fd_set_flags(fd, request == FIOCLEX);
	case FIONBIO:
		return set_by_int(f, UK_O_NONBLOCK, arg);
	case FIONREAD:
		if (f->node && uk_node_is(f->node, UK_S_IFREG))
			return bytes_left(f, arg);
		break;
	}
	return f->ops->ioctl ? f->ops->ioctl(f, request, arg) : -ENOTTY;
}

UK_SYSCALL(ioctl, 3, int, fd, unsigned int, request, unsigned long, arg)
{
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	r = do_ioctl(f, fd, request, arg);
	uk_file_put(f);
	return r;
}

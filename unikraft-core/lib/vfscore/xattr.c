/* SPDX-License-Identifier: BSD-3-Clause */
/* Extended attributes: no file has any, and none can be set. */
#include <uk/syscall.h>
#include "vfs.h"

static long by_path(const char *path, bool follow, long answer)
{
	struct vfs_at at;
	long r = vfs_at(&at, AT_FDCWD, path, follow ? UK_WALK_FOLLOW : 0, 0);

	if (r)
		return r;
	vfs_at_end(&at);
	return answer;
}

static long by_fd(int fd, long answer)
{
	struct uk_file *f = uk_fd_get(fd);

	if (!f)
		return -EBADF;
	uk_file_put(f);
	return answer;
}

#define BY_PATH(name, follow, answer)                                        \
	UK_SYSCALL(name, 1, const char *, path)                              \
	{                                                                    \
		return by_path(path, follow, answer);                        \
	}
#define BY_FD(name, answer)                                                  \
	UK_SYSCALL(name, 1, int, fd)                                         \
	{                                                                    \
		return by_fd(fd, answer);                                    \
	}

/* partial: always ENOTSUP */
BY_PATH(getxattr, true, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_PATH(lgetxattr, false, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_FD(fgetxattr, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_PATH(setxattr, true, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_PATH(lsetxattr, false, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_FD(fsetxattr, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_PATH(removexattr, true, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_PATH(lremovexattr, false, -EOPNOTSUPP)
/* partial: always ENOTSUP */
BY_FD(fremovexattr, -EOPNOTSUPP)
BY_PATH(listxattr, true, 0)
BY_PATH(llistxattr, false, 0)
BY_FD(flistxattr, 0)

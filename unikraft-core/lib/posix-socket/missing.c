/* SPDX-License-Identifier: BSD-3-Clause */
/* A word about address families that are not in the image. */
#include <uk/option.h>
#include <uk/print.h>
#include "socket.h"

struct family {
	uint32_t number, asked;
	const char *name, *library;
};

/* Those that a library has. Who asks for others finds out that they do not exist, as on many a Linux. */
static struct family families[] = {
	{ UK_AF_UNIX, 0, "AF_UNIX", "posix-unixsocket" },
	{ UK_AF_INET, 0, "AF_INET", "posix-inetsocket" },
	{ UK_AF_INET6, 0, "AF_INET6", "posix-inetsocket" },
	{ UK_AF_NETLINK, 0, "AF_NETLINK", "posix-netlink" },
};

void socket_say_missing(int number)
{
	for (struct family *f = families; f < families + UK_ARRAY_SIZE(families); f++)
		if (f->number == (uint32_t)number && f->asked++ == uk_option(posix_socket, family_probes))
			uk_pr_warn("address family %s is not in this image; add library %s", f->name,
				   f->library);
}

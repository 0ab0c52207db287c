/* SPDX-License-Identifier: BSD-3-Clause */
#include "inet.h"

static int stream_create(struct uk_socket *s)
{
	(void)s;
	return -EPROTONOSUPPORT;
}

const struct inet_protocol inet_tcp = {
	.type = UK_SOCK_STREAM,
	.protocol = INET_IPPROTO_TCP,
	.create = stream_create,
};

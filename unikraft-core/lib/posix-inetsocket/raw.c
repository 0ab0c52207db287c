/* SPDX-License-Identifier: BSD-3-Clause */
#include "datagram.h"
void inet_raw_input(const struct inet_packet *k)
{
	(void)k;
}

# SPDX-License-Identifier: BSD-3-Clause
# lwIP as Debian's source package has it. LWIP_TARBALL=<file> takes one that is there already.
fetched_lwip := lwip-2.1.3
fetched_archive_lwip := lwip_2.1.3+dfsg1.orig.tar.xz
fetched_sha256_lwip := 0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24
fetched_pool_lwip := l/lwip
fetched_variable_lwip := LWIP_TARBALL
fetched_include_lwip := src/include
fetched_licence_lwip := COPYING
fetched_sources_lwip := $(addprefix src/core/,def.c inet_chksum.c init.c ip.c mem.c netif.c pbuf.c \
	raw.c tcp.c tcp_in.c tcp_out.c timeouts.c udp.c \
	$(addprefix ipv4/,dhcp.c etharp.c icmp.c igmp.c ip4.c ip4_addr.c ip4_frag.c) \
	$(addprefix ipv6/,ethip6.c icmp6.c inet6.c ip6.c ip6_addr.c ip6_frag.c mld6.c nd6.c)) \
	src/netif/ethernet.c

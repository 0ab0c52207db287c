/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How lwIP is configured. lwIP looks at most of these with #if, so that they
 * cannot be options of library.xml; those that can are.
 */
#ifndef LWIP_LWIPOPTS_H
#define LWIP_LWIPOPTS_H

#include <uk/option.h>

/*
 * No threads of lwIP's own, and no lock: the kernel is never preempted and
 * runs with interrupts off, so a call into lwIP is never interrupted by
 * another (docs/design.md, "The kernel").
 */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
/* The loop queues are worked off by uk_lwip_leave (uk/lwip.h), which lwIP asks for by tcpip_try_callback. */
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_NETIF_LOOPBACK_MULTITHREADING 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPIF_MULTICAST 1
#define LWIP_LOOPBACK_MAX_PBUFS 1024

/* Memory comes from the kernel's heap; what bounds it stands with each protocol. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 16
#define mem_clib_malloc uk_malloc
#define mem_clib_free uk_free
#define mem_clib_calloc uk_lwip_calloc
#define LWIP_PBUF_REF_T u16_t
/* How many objects of a kind there can be (pool.c). 0: what they belong to is bounded. */
#define MEMP_NUM_NETCONN 0
#define MEMP_NUM_PBUF 0
#define PBUF_POOL_SIZE 0
#define MEMP_NUM_RAW_PCB 0
#define MEMP_NUM_UDP_PCB 0
#define MEMP_NUM_TCP_PCB 0 /* option max-connections */
#define MEMP_NUM_TCP_PCB_LISTEN 0
#define MEMP_NUM_TCP_SEG 0
#define MEMP_NUM_REASSDATA 64
#define MEMP_NUM_FRAG_PBUF 0
#define MEMP_NUM_ARP_QUEUE 256
#define MEMP_NUM_ND6_QUEUE 256
#define MEMP_NUM_IGMP_GROUP 256
#define MEMP_NUM_MLD6_GROUP 256
#define MEMP_NUM_SYS_TIMEOUT 0

/* Link */
#define LWIP_ETHERNET 1
#define LWIP_ARP 1
#define ARP_TABLE_SIZE 32
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 8
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_NETIF_EXT_STATUS_CALLBACK 1
#define LWIP_NUM_NETIF_CLIENT_DATA 0
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
/* Room in front of what lwIP allocates, so that a driver's header needs no other piece. */
#define PBUF_LINK_ENCAPSULATION_HLEN 0

/* IPv4 */
#define LWIP_IPV4 1
#define IP_FORWARD 0
#define IP_REASSEMBLY 1
#define IP_REASS_MAXAGE 30
#define IP_REASS_MAX_PBUFS 256
#define IP_FRAG 1
#define IP_DEFAULT_TTL 64
#define IP_SOF_BROADCAST 1
#define IP_SOF_BROADCAST_RECV 0
#define LWIP_ICMP 1
#define LWIP_RAW 1
#define LWIP_IGMP 1
#define LWIP_MULTICAST_TX_OPTIONS 1
#define LWIP_DHCP 1
#define DHCP_DOES_ARP_CHECK 0 /* would take a second of every boot */
/* Besides those that lwIP asks for (patches/dhcp-request.patch). */
#define LWIP_DHCP_REQUEST_OPTIONS , DHCP_OPTION_HOSTNAME, DHCP_OPTION_DOMAIN_NAME
#define DHCP_OPTION_DOMAIN_NAME 15
#define LWIP_DHCP_MAX_DNS_SERVERS 3

/*
 * Names are resolved by programs. What lwIP learns about name servers it tells
 * dns_setserver, which is ours and keeps them for /etc/resolv.conf.
 */
#define LWIP_DNS 1
#define DNS_MAX_SERVERS 3

/* IPv6 */
#define LWIP_IPV6 1
#define LWIP_IPV6_NUM_ADDRESSES 6
#define LWIP_IPV6_MLD 1
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 1
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 3
#define LWIP_ND6_NUM_NEIGHBORS 32
#define LWIP_ND6_NUM_DESTINATIONS 32
#define LWIP_ND6_QUEUEING 1
#define LWIP_ICMP6_HL 64
#define IPV6_FRAG_COPYHEADER 1 /* a fragment's header has no room for a pointer of 64 bits */

/* UDP */
#define LWIP_UDP 1
#define LWIP_NETBUF_RECVINFO 1
#define SO_REUSE 1
#define SO_REUSE_RXTOALL 1

/* TCP */
#define LWIP_TCP 1
/*
 * On the loopback; elsewhere the interface's MTU says less. With what stands
 * around it a segment is a block of 16 KiB.
 */
#define TCP_MSS 16000
#define ETHERNET_MSS 1460
/*
 * Acknowledgements wait no longer than this (Linux: 40 ms); retransmissions
 * have a clock of twice as much, and come after three ticks at the earliest:
 * 300 ms (Linux: 200 ms).
 */
#define TCP_TMR_INTERVAL 50
#define TCP_MSL 30000UL /* TIME_WAIT takes 60 s, as on Linux */
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3
#define TCP_WND (256 * 1024)
#define TCP_SND_BUF (256 * 1024)
#define TCP_SND_QUEUELEN 1024
#define TCP_SNDLOWAT 1023 /* nobody asks lwIP for it, but it insists on 4 MSS below 64 KiB */
#define TCP_WND_UPDATE_THRESHOLD (4 * ETHERNET_MSS)
#define TCP_OVERSIZE ETHERNET_MSS
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_MAX_BYTES TCP_WND
#define TCP_OOSEQ_MAX_PBUFS 512
#define LWIP_TCP_SACK_OUT 1
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_KEEPALIVE 1
#define LWIP_TCP_TIMESTAMPS 0
/* Retransmission and persistence are measured in steps of 100 ms, delayed acknowledgements wait 50 ms. */
#define TCP_TMR_INTERVAL 50
/* How often a SYN is sent is decided per socket (TCP_SYNCNT). */
#define TCP_SYNMAXRTX TCP_MAXRTX
/* Tells posix-inetsocket when a PCB is freed. */
#define LWIP_TCP_PCB_NUM_EXT_ARGS 1

/* What is not looked at is not counted. */
#define LWIP_STATS 0

#define LWIP_RAND() uk_lwip_random()
#define LWIP_HOOK_FILENAME "arch/hooks.h"
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, optlen, opt1len, opt2, p)    \
	(uk_lwip_tcp_input ? uk_lwip_tcp_input(pcb, header, optlen, opt1len, opt2, p) : ERR_OK)
#define LWIP_CHKSUM uk_lwip_checksum

#endif

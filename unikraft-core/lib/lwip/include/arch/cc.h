/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP wants to know of compiler and kernel. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <uk/essentials.h>
#include <uk/print.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_LIMITS_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_CTYPE_H 1
#ifndef INT_MAX
#define INT_MAX 0x7fffffff
#endif
#ifndef SSIZE_MAX /* lwIP would make its own ssize_t */
#define SSIZE_MAX 0x7fffffffffffffffL
#endif
#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

#ifndef BYTE_ORDER /* a host's, in tests */
#define BYTE_ORDER LITTLE_ENDIAN
#endif
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS 1
#define lwip_htons(x) ((u16_t)__builtin_bswap16(x))
#define lwip_htonl(x) ((u32_t)__builtin_bswap32(x))

#define LWIP_PLATFORM_DIAG(x)
/* Only an error of ours or lwIP's gets here, nothing that can come from outside. */
#define LWIP_PLATFORM_ASSERT(text) UK_PANIC("lwIP: %s (%s:%d)", text, __FILE_NAME__, __LINE__)

/** 32 bits that nobody can guess. */
uint32_t uk_lwip_random(void);
/** The ones' complement sum of n bytes as 16 bit words in memory order, not complemented. */
uint16_t uk_lwip_checksum(const void *p, int n);
void *uk_lwip_calloc(size_t n, size_t size);
void *uk_malloc(size_t n);
void uk_free(void *p);

/* lwIP's way to have the queue of a loop netif worked off, as its threaded variant declares it. */
typedef void (*tcpip_callback_fn)(void *arg);
signed char tcpip_try_callback(tcpip_callback_fn fn, void *arg);

#endif

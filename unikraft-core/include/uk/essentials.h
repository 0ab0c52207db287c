/* SPDX-License-Identifier: BSD-3-Clause */
/* Types and macros that every file of the library OS may use. */
#ifndef UK_ESSENTIALS_H
#define UK_ESSENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>

typedef long ssize_t;
typedef uint64_t uk_paddr_t; /* physical address */
typedef int64_t uk_nsec_t;   /* nanoseconds */

#define UK_PAGE_SHIFT 12
#define UK_PAGE_SIZE 4096UL
#define UK_PAGE_MASK (~(UK_PAGE_SIZE - 1))

#define UK_ALIGN_UP(v, a) (((v) + (a) - 1) & ~((__typeof__(v))(a) - 1))
#define UK_ALIGN_DOWN(v, a) ((v) & ~((__typeof__(v))(a) - 1))
#define UK_MIN(a, b) ((a) < (b) ? (a) : (b))
#define UK_MAX(a, b) ((a) > (b) ? (a) : (b))
#define UK_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define uk_container_of(p, type, member) \
	((type *)((char *)(p) - offsetof(type, member)))

#define uk_likely(x) __builtin_expect(!!(x), 1)
#define uk_unlikely(x) __builtin_expect(!!(x), 0)

#define UK_PACKED __attribute__((packed))
#define UK_ALIGNED(n) __attribute__((aligned(n)))
#define UK_SECTION(s) __attribute__((section(s)))
#define UK_USED __attribute__((used))
/* A record that the linker puts into an array: the compiler must not align it by more than its type. */
#define UK_RECORD(s) UK_SECTION(s) UK_USED UK_ALIGNED(8)
#define UK_WEAK __attribute__((weak))
#define UK_NORETURN __attribute__((noreturn))
#define UK_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define UK_UNUSED __attribute__((unused))

#define UK_STRINGIFY_(x) #x
#define UK_STRINGIFY(x) UK_STRINGIFY_(x)
#define UK_CONCAT_(a, b) a##b
#define UK_CONCAT(a, b) UK_CONCAT_(a, b)

#endif

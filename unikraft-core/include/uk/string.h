/* SPDX-License-Identifier: BSD-3-Clause */
/* The C library's string functions as far as the kernel needs them (library nolibc). */
#ifndef UK_STRING_H
#define UK_STRING_H

#include <uk/essentials.h>

void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t n);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);

/** Copies at most n - 1 bytes and ends dst with NUL; returns strlen(src). */
size_t uk_strlcpy(char *dst, const char *src, size_t n);

/**
 * Formats as C's snprintf: %d %i %u %x %X %o %c %s %p %%, with flags 0 - +
 * space #, width and precision (also *), length hh h l ll z j t. No floats.
 * Returns the length the whole text would have.
 */
int uk_snprintf(char *buf, size_t n, const char *fmt, ...) UK_PRINTF(3, 4);
int uk_vsnprintf(char *buf, size_t n, const char *fmt, va_list ap);

/** Parses an unsigned number in base (0: by prefix); *end is set behind it. */
unsigned long uk_strtoul(const char *s, const char **end, int base);

#endif

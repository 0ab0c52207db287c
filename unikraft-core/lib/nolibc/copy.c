/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Moving and filling bytes. Long runs use the processor's string
 * instructions: microcode moves whole cache lines, and the vector registers
 * belong to the application.
 */
#include <uk/string.h>

/* Below this many bytes the start of a string instruction costs more than it saves. */
#define REP_MIN 64

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

static inline word load(const void *p)
{
	return *(const word *)p;
}

static inline void store(void *p, word v)
{
	*(word *)p = v;
}

void *memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	unsigned char *d = dst;
	const unsigned char *s = src;

	if (n < sizeof(word)) {
		for (; n; n--)
			*d++ = *s++;
		return dst;
	}
	/* The last word is written first; it may overlap the others. */
	store(d + n - sizeof(word), load(s + n - sizeof(word)));
	n = (n - 1) / sizeof(word);
	if (n >= REP_MIN / sizeof(word)) {
		__asm__ volatile("rep movsq"
				 : "+D"(d), "+S"(s), "+c"(n)
				 :
				 : "memory");
		return dst;
	}
	for (; n; n--, d += sizeof(word), s += sizeof(word))
		store(d, load(s));
	return dst;
}

static void copy_backward(unsigned char *d, const unsigned char *s, size_t n)
{
	for (; n >= sizeof(word); n -= sizeof(word))
		store(d + n - sizeof(word), load(s + n - sizeof(word)));
	while (n--)
		d[n] = s[n];
}

static void copy_forward(unsigned char *d, const unsigned char *s, size_t n)
{
	size_t words = n / sizeof(word);

	__asm__ volatile("rep movsq"
			 : "+D"(d), "+S"(s), "+c"(words)
			 :
			 : "memory");
	for (n %= sizeof(word); n; n--)
		*d++ = *s++;
}

void *memmove(void *dst, const void *src, size_t n)
{
	size_t ahead = (uintptr_t)dst - (uintptr_t)src;

	if (ahead < n)
		copy_backward(dst, src, n);
	else
		copy_forward(dst, src, n);
	return dst;
}

void *memset(void *dst, int c, size_t n)
{
	unsigned char *d = dst;
	uint64_t pattern = 0x0101010101010101UL * (unsigned char)c;

	if (n < sizeof(word)) {
		for (; n; n--)
			*d++ = (unsigned char)c;
		return dst;
	}
	store(d + n - sizeof(word), pattern);
	n = (n - 1) / sizeof(word);
	if (n >= REP_MIN / sizeof(word)) {
		__asm__ volatile("rep stosq"
				 : "+D"(d), "+c"(n)
				 : "a"(pattern)
				 : "memory");
		return dst;
	}
	for (; n; n--, d += sizeof(word))
		store(d, pattern);
	return dst;
}

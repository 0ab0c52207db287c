/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatter behind uk_snprintf: ISO C 7.21.6.1 without floating point and %n. */
#include <uk/string.h>

struct out {
	char *buf;
	size_t room; /* bytes of buf without the NUL */
	size_t len;  /* of the whole text */
};

struct spec {
	bool left, sign, space, zero, alt;
	int width;
	int precision; /* -1: none */
	char length;   /* 0, 'H' (hh), 'h', 'l' (l ll z j t) */
	char conv;
};

/* One more than the digits of 2^64 - 1 in base 8. */
#define DIGITS_MAX 23

static void put(struct out *o, const char *s, size_t n)
{
	if (o->len < o->room)
		memcpy(o->buf + o->len, s, UK_MIN(n, o->room - o->len));
	o->len += n;
}

static void pad(struct out *o, char c, int n)
{
	if (n <= 0)
		return;
	if (o->len < o->room)
		memset(o->buf + o->len, c, UK_MIN((size_t)n, o->room - o->len));
	o->len += n;
}

static void put_text(struct out *o, const struct spec *f, const char *s,
		     size_t n)
{
	int fill = n < (size_t)f->width ? f->width - (int)n : 0;

	if (!f->left)
		pad(o, ' ', fill);
	put(o, s, n);
	if (f->left)
		pad(o, ' ', fill);
}

/* prefix: sign or "0x"; v: the magnitude */
static void put_number(struct out *o, const struct spec *f, uint64_t v,
		       unsigned int base, const char *prefix)
{
	const char *digits = f->conv == 'X' ? "0123456789ABCDEF" :
					      "0123456789abcdef";
	char text[DIGITS_MAX];
	int n = 0, zeros, fill;
	int prefix_len = (int)strlen(prefix);

	for (; v; v /= base)
		text[DIGITS_MAX - ++n] = digits[v % base];
	zeros = (f->precision < 0 ? 1 : f->precision) - n;
	if (f->conv == 'o' && f->alt && zeros < 1)
		zeros = 1;
	zeros = UK_MAX(zeros, 0);
	fill = f->width - prefix_len - zeros - n;
	if (f->zero && !f->left && f->precision < 0 && fill > 0) {
		zeros += fill;
		fill = 0;
	}
	if (!f->left)
		pad(o, ' ', fill);
	put(o, prefix, prefix_len);
	pad(o, '0', zeros);
	put(o, text + DIGITS_MAX - n, n);
	if (f->left)
		pad(o, ' ', fill);
}

static void put_signed(struct out *o, const struct spec *f, int64_t v)
{
	const char *prefix = v < 0 ? "-" : f->sign ? "+" : f->space ? " " : "";

	put_number(o, f, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, prefix);
}

static void put_unsigned(struct out *o, const struct spec *f, uint64_t v)
{
	switch (f->conv) {
	case 'x':
		put_number(o, f, v, 16, f->alt && v ? "0x" : "");
		break;
	case 'X':
		put_number(o, f, v, 16, f->alt && v ? "0X" : "");
		break;
	case 'o':
		put_number(o, f, v, 8, "");
		break;
	default:
		put_number(o, f, v, 10, "");
	}
}

static int parse_int(const char **s)
{
	int v = 0;

	for (; **s >= '0' && **s <= '9'; (*s)++)
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, **s - '0', &v))
			v = INT32_MAX / 10;
	return v;
}

static const char *parse_flags(struct spec *f, const char *s)
{
	for (;; s++) {
		switch (*s) {
		case '-':
			f->left = true;
			break;
		case '+':
			f->sign = true;
			break;
		case ' ':
			f->space = true;
			break;
		case '0':
			f->zero = true;
			break;
		case '#':
			f->alt = true;
			break;
		default:
			return s;
		}
	}
}

static const char *parse_length(struct spec *f, const char *s)
{
	switch (*s) {
	case 'h':
		f->length = s[1] == 'h' ? 'H' : 'h';
		return s + (s[1] == 'h' ? 2 : 1);
	case 'l':
		f->length = 'l';
		return s + (s[1] == 'l' ? 2 : 1);
	case 'z':
	case 'j':
	case 't':
		f->length = 'l';
		return s + 1;
	default:
		return s;
	}
}

/* A va_list that functions can share: as a parameter, va_list itself is of no certain type. */
struct args {
	va_list ap;
};

/* s points behind '%'; returns what follows the conversion. */
static const char *parse_spec(struct spec *f, const char *s, struct args *args)
{
	s = parse_flags(f, s);
	if (*s == '*') {
		f->width = va_arg(args->ap, int);
		s++;
		if (f->width < 0) {
			f->left = true;
			f->width = -f->width;
		}
	} else {
		f->width = parse_int(&s);
	}
	if (*s == '.') {
		s++;
		if (*s == '*') {
			f->precision = va_arg(args->ap, int);
			s++;
		} else {
			f->precision = parse_int(&s);
		}
	}
	s = parse_length(f, s);
	f->conv = *s;
	return *s ? s + 1 : s;
}

static int64_t signed_arg(const struct spec *f, struct args *args)
{
	if (f->length == 'l')
		return va_arg(args->ap, long);
	int v = va_arg(args->ap, int);

	return f->length == 'h' ? (short)v :
	       f->length == 'H' ? (signed char)v : v;
}

static uint64_t unsigned_arg(const struct spec *f, struct args *args)
{
	if (f->length == 'l')
		return va_arg(args->ap, unsigned long);
	unsigned int v = va_arg(args->ap, unsigned int);

	return f->length == 'h' ? (unsigned short)v :
	       f->length == 'H' ? (unsigned char)v : v;
}

/* False: not a conversion of ours. */
static bool convert(struct out *o, struct spec *f, struct args *args)
{
	const char *s;
	char c;

	switch (f->conv) {
	case 'd':
	case 'i':
		put_signed(o, f, signed_arg(f, args));
		return true;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_unsigned(o, f, unsigned_arg(f, args));
		return true;
	case 'p':
		put_number(o, f, (uintptr_t)va_arg(args->ap, void *), 16, "0x");
		return true;
	case 'c':
		c = (char)va_arg(args->ap, int);
		put_text(o, f, &c, 1);
		return true;
	case 's':
		s = va_arg(args->ap, const char *);
		if (!s)
			s = "(null)";
		put_text(o, f, s, strnlen(s, f->precision < 0 ? SIZE_MAX :
					     (size_t)f->precision));
		return true;
	case '%':
		put(o, "%", 1);
		return true;
	default:
		return false;
	}
}

int uk_vsnprintf(char *buf, size_t n, const char *fmt, va_list ap)
{
	struct out o = { buf, n ? n - 1 : 0, 0 };
	struct args args;

	va_copy(args.ap, ap);
	while (*fmt) {
		struct spec f = { .precision = -1 };
		const char *start = fmt;

		while (*fmt && *fmt != '%')
			fmt++;
		put(&o, start, fmt - start);
		if (!*fmt)
			break;
		start = fmt;
		fmt = parse_spec(&f, fmt + 1, &args);
		if (!convert(&o, &f, &args))
			put(&o, start, fmt - start);
	}
	va_end(args.ap);
	if (n)
		buf[UK_MIN(o.len, o.room)] = 0;
	return (int)UK_MIN(o.len, (size_t)INT32_MAX);
}

int uk_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = uk_vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return len;
}

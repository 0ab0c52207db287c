// SPDX-License-Identifier: BSD-3-Clause
// The bounds that C libraries and kernels ask for lie where they say.
//# output: ok
//# has: __ehdr_start _end __bss_start
#include "parts/start.h"
extern char __ehdr_start[], _end[], end[], __bss_start[], _edata[], edata[], _etext[], etext[], __executable_start[];
extern char __uk_image_start[], __uk_image_end[], __uk_text_start[], __uk_text_end[], __uk_rodata_start[];
extern char __uk_rodata_end[], __uk_data_start[], __uk_data_end[], __uk_bss_start[], __uk_bss_end[];
char zero[100];
char one[100] = "1";
static const char constant[] = "constant of the read-only data";
static int within(const void *low, const void *at, const void *high)
{
	__asm__("" : "+r"(low), "+r"(at), "+r"(high));
	return (unsigned long)low <= (unsigned long)at && (unsigned long)at < (unsigned long)high;
}
int main(void)
{
	const volatile char *text = constant;
	int ok = __ehdr_start[0] == 0x7f && __ehdr_start[1] == 'E' && __executable_start == __ehdr_start;
	ok &= within(__uk_text_start, (void *)main, __uk_text_end) && within(__uk_text_start, (void *)main, etext);
	ok &= within(__uk_rodata_start, (const void *)text, __uk_rodata_end);
	ok &= within(__uk_data_start, one, __uk_data_end) && within(one, one, edata);
	ok &= within(__uk_bss_start, zero, __uk_bss_end) && within(__bss_start, zero, _end);
	ok &= _end == end && _edata == edata && _etext == etext;
	ok &= __uk_image_start == __uk_text_start && __uk_image_end == __uk_bss_end;
	ok &= (((unsigned long)__uk_text_start | (unsigned long)__uk_rodata_start | (unsigned long)__uk_data_start |
		(unsigned long)__uk_bss_start | (unsigned long)__uk_image_end) & 4095) == 0;
	print(ok ? "ok\n" : "wrong\n");
	return 0;
}

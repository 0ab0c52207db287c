/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The FPU state in a signal frame: the XSAVE area in its standard format
 * (SDM volume 1, 13.4) with Linux's marks, or without XSAVE the 512 bytes of
 * FXSAVE alone.
 */
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "frame.h"

#define XSTATE_BV 512 /* offset: which components the area holds */
#define XSTATE_FP_SSE 3UL
#define MXCSR 24
#define MXCSR_MASK 28
#define MXCSR_MASK_DEFAULT 0xffbfU

bool signal_fpu_extended(void)
{
	return uk_fpu_size() >= FP_LEGACY_SIZE + FP_HEADER_SIZE;
}

size_t signal_fpu_size(void)
{
	return signal_fpu_extended() ? uk_fpu_size() + FP_XSTATE_MAGIC2_SIZE : FP_LEGACY_SIZE;
}

int signal_fpu_out(void *p)
{
	uint8_t *area = uk_current->fpu; /* free while the thread runs */
	size_t size = uk_fpu_size();
	const uint32_t magic2 = FP_XSTATE_MAGIC2;
	struct signal_fp_sw sw;
	uint64_t held;

	uk_fpu_save(area);
	memset(&sw, 0, sizeof(sw));
	if (!signal_fpu_extended()) {
		if (uk_copy_out(p, area, FP_LEGACY_SIZE))
			return -EFAULT;
		return uk_copy_out((uint8_t *)p + FP_SW_OFFSET, &sw, sizeof(sw));
	}
	sw.magic1 = FP_XSTATE_MAGIC1;
	sw.extended_size = (uint32_t)(size + FP_XSTATE_MAGIC2_SIZE);
	sw.xfeatures = uk_fpu_mask();
	sw.xstate_size = (uint32_t)size;
	/* Who knows nothing of XSAVE changes the legacy part: it counts in any case. */
	memcpy(&held, area + XSTATE_BV, sizeof(held));
	held |= XSTATE_FP_SSE;
	if (uk_copy_out(p, area, size) || uk_copy_out((uint8_t *)p + FP_SW_OFFSET, &sw, sizeof(sw)) ||
	    uk_copy_out((uint8_t *)p + XSTATE_BV, &held, sizeof(held)) ||
	    uk_copy_out((uint8_t *)p + size, &magic2, sizeof(magic2)))
		return -EFAULT;
	return 0;
}

/* The bits of MXCSR that this CPU has, as it writes them itself (SDM volume 1, 11.6.6). */
static uint32_t mxcsr_mask(void)
{
	static uint32_t mask;

	if (!mask) {
		uk_fpu_save(uk_current->fpu);
		memcpy(&mask, (uint8_t *)uk_current->fpu + MXCSR_MASK, sizeof(mask));
		if (!mask)
			mask = MXCSR_MASK_DEFAULT;
	}
	return mask;
}

/* Whether the frame holds more than the legacy part; *sw says what. */
static bool is_extended(const uint8_t *legacy, const void *p, struct signal_fp_sw *sw)
{
	uint32_t magic2;

	memcpy(sw, legacy + FP_SW_OFFSET, sizeof(*sw));
	if (sw->magic1 != FP_XSTATE_MAGIC1 || sw->xstate_size < FP_LEGACY_SIZE + FP_HEADER_SIZE ||
	    sw->xstate_size > uk_fpu_size() || sw->xstate_size > sw->extended_size)
		return false;
	return uk_copy_in(&magic2, (const uint8_t *)p + sw->xstate_size, sizeof(magic2)) == 0 &&
	       magic2 == FP_XSTATE_MAGIC2;
}

/* Reads the frame into area so that restoring it cannot fault. 0 or -EFAULT. */
static int read_state(uint8_t *area, const void *p)
{
	/* First: it saves the state to the area. */
	const uint32_t mask = mxcsr_mask();
	uint32_t mxcsr;
	struct signal_fp_sw sw;
	uint64_t header[FP_HEADER_SIZE / 8];

	if (uk_copy_in(area, p, FP_LEGACY_SIZE))
		return -EFAULT;
	memcpy(&mxcsr, area + MXCSR, sizeof(mxcsr));
	if (mxcsr & ~mask)
		return -EFAULT;
	if (!signal_fpu_extended())
		return 0;
	memset(header, 0, sizeof(header));
	if (is_extended(area, p, &sw)) {
		if (uk_copy_in(area, p, sw.xstate_size))
			return -EFAULT;
		/* It may have changed since it was checked. */
		memcpy(area + MXCSR, &mxcsr, sizeof(mxcsr));
		memcpy(header, area + XSTATE_BV, sizeof(header));
		/* Standard format, nothing in reserved places, nothing unknown. */
		if ((header[0] & ~uk_fpu_mask()) || header[1] || header[2])
			return -EFAULT;
		header[0] &= sw.xfeatures;
		memset(header + 1, 0, sizeof(header) - sizeof(header[0]));
	} else {
		header[0] = XSTATE_FP_SSE;
	}
	memcpy(area + XSTATE_BV, header, sizeof(header));
	return 0;
}

int signal_fpu_in(const void *p)
{
	/* Free while the thread runs; page faults on the way do not switch threads. */
	uint8_t *area = uk_current->fpu;
	int r = p ? read_state(area, p) : 0;

	/* A part of a bad frame must not stay: saving leaves reserved fields as they are. */
	if (!p || r)
		uk_fpu_init_area(area);
	if (!r)
		uk_fpu_restore(area);
	return r;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Capabilities (capabilities(7)): all at first, as root's; a program can only give them up. */
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "thread.h"

#define CAPABILITY_VERSION_1 0x19980330
#define CAPABILITY_VERSION_2 0x20071026
#define CAPABILITY_VERSION_3 0x20080522
#define ALL_CAPS ((1UL << (PROCESS_CAP_LAST + 1)) - 1)

struct cap_header {
	uint32_t version;
	int32_t pid;
};
struct cap_data {
	uint32_t effective, permitted, inheritable;
};

static uint64_t effective = ALL_CAPS, permitted = ALL_CAPS, inheritable;
bool process_keep_caps;

bool process_capable(unsigned int cap)
{
	return effective & 1UL << cap;
}

void process_caps_after_setuid(bool was_root, bool any_root, bool was_euid_root, bool is_euid_root)
{
	if (was_root && !any_root && !process_keep_caps)
		effective = permitted = 0;
	if (was_euid_root && !is_euid_root)
		effective = 0;
	if (!was_euid_root && is_euid_root)
		effective = permitted;
}

/* How many cap_data the version has; 0: unknown. */
static unsigned int words_of(uint32_t version)
{
	if (version == CAPABILITY_VERSION_1)
		return 1;
	return version == CAPABILITY_VERSION_2 || version == CAPABILITY_VERSION_3 ? 2 : 0;
}

/* Reads the header; an unknown version is answered with the one that is preferred. */
static int header_in(struct cap_header *uh, struct cap_header *h, unsigned int *words)
{
	const uint32_t preferred = CAPABILITY_VERSION_3;

	if (uk_copy_in(h, uh, sizeof(*h)))
		return -EFAULT;
	*words = words_of(h->version);
	if (*words)
		return 0;
	return uk_copy_out(&uh->version, &preferred, sizeof(preferred)) ? -EFAULT : -EINVAL;
}

UK_SYSCALL(capget, 2, struct cap_header *, uheader, struct cap_data *, udata)
{
	struct cap_header h;
	struct cap_data d[2];
	unsigned int words;
	int r = header_in(uheader, &h, &words);

	/* With no place for data it is a question for the version. */
	if (r == -EINVAL && !udata)
		return 0;
	if (r || !udata)
		return r;
	if (h.pid < 0)
		return -EINVAL;
	if (!process_knows(h.pid))
		return -ESRCH;
	for (unsigned int i = 0; i < 2; i++) {
		d[i].effective = (uint32_t)(effective >> 32 * i);
		d[i].permitted = (uint32_t)(permitted >> 32 * i);
		d[i].inheritable = (uint32_t)(inheritable >> 32 * i);
	}
	return uk_copy_out(udata, d, words * sizeof(d[0]));
}

UK_SYSCALL(capset, 2, struct cap_header *, uheader, const struct cap_data *, udata)
{
	struct cap_header h;
	struct cap_data d[2];
	unsigned int words;
	uint64_t e, p, i;
	int r = header_in(uheader, &h, &words);

	if (r)
		return r;
	if (h.pid != 0 && h.pid != uk_current->tid)
		return -EPERM;
	memset(d, 0, sizeof(d));
	if (uk_copy_in(d, udata, words * sizeof(d[0])))
		return -EFAULT;
	e = (d[0].effective | (uint64_t)d[1].effective << 32) & ALL_CAPS;
	p = (d[0].permitted | (uint64_t)d[1].permitted << 32) & ALL_CAPS;
	i = (d[0].inheritable | (uint64_t)d[1].inheritable << 32) & ALL_CAPS;
	if ((p & ~permitted) || (e & ~p) || (i & ~(inheritable | permitted)))
		return -EPERM;
	effective = e;
	permitted = p;
	inheritable = i;
	return 0;
}

/* A program started as root has all that the bounding set allows, and that is all. */
static void caps_after_exec(void)
{
	if (!uk_process_ids.uid || !uk_process_ids.euid)
		permitted = ALL_CAPS;
	else
		permitted = 0;
	effective = uk_process_ids.euid ? 0 : permitted;
	process_keep_caps = false;
}
UK_EXEC_HOOK(caps_after_exec);

/* SPDX-License-Identifier: BSD-3-Clause */
/* User and group IDs (credentials(7)). They are the process's; capabilities say what changes are allowed. */
#include <uk/alloc.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "thread.h"

#define NGROUPS_MAX 65536
#define ID_NONE 0xffffffffU

struct uk_process_ids uk_process_ids;

static uint32_t *groups;
static unsigned int group_count;

UK_SYSCALL(getuid, 0)
{
	return uk_process_ids.uid;
}

UK_SYSCALL(geteuid, 0)
{
	return uk_process_ids.euid;
}

UK_SYSCALL(getgid, 0)
{
	return uk_process_ids.gid;
}

UK_SYSCALL(getegid, 0)
{
	return uk_process_ids.egid;
}

static long ids_out(uint32_t *ua, uint32_t a, uint32_t *ub, uint32_t b, uint32_t *uc, uint32_t c)
{
	if (uk_copy_out(ua, &a, sizeof(a)) || uk_copy_out(ub, &b, sizeof(b)) || uk_copy_out(uc, &c, sizeof(c)))
		return -EFAULT;
	return 0;
}

UK_SYSCALL(getresuid, 3, uint32_t *, ruid, uint32_t *, euid, uint32_t *, suid)
{
	const struct uk_process_ids *i = &uk_process_ids;

	return ids_out(ruid, i->uid, euid, i->euid, suid, i->suid);
}

UK_SYSCALL(getresgid, 3, uint32_t *, rgid, uint32_t *, egid, uint32_t *, sgid)
{
	const struct uk_process_ids *i = &uk_process_ids;

	return ids_out(rgid, i->gid, egid, i->egid, sgid, i->sgid);
}

static void change_uids(uint32_t ruid, uint32_t euid, uint32_t suid)
{
	struct uk_process_ids *i = &uk_process_ids;
	bool was_root = !i->uid || !i->euid || !i->suid;
	bool was_euid_root = !i->euid;

	i->uid = ruid;
	i->euid = i->fsuid = euid;
	i->suid = suid;
	process_caps_after_setuid(was_root, !ruid || !euid || !suid, was_euid_root, !euid);
}

static void change_gids(uint32_t rgid, uint32_t egid, uint32_t sgid)
{
	struct uk_process_ids *i = &uk_process_ids;

	i->gid = rgid;
	i->egid = i->fsgid = egid;
	i->sgid = sgid;
}

/* Whether an unprivileged process may take id: one that it has. */
static bool is_one_of(uint32_t id, uint32_t a, uint32_t b, uint32_t c)
{
	return id == ID_NONE || id == a || id == b || id == c;
}

UK_SYSCALL(setuid, 1, uint32_t, uid)
{
	const struct uk_process_ids *i = &uk_process_ids;

	if (uid == ID_NONE)
		return -EINVAL;
	if (process_capable(PROCESS_CAP_SETUID))
		change_uids(uid, uid, uid);
	else if (uid == i->uid || uid == i->suid)
		change_uids(i->uid, uid, i->suid);
	else
		return -EPERM;
	return 0;
}

UK_SYSCALL(setgid, 1, uint32_t, gid)
{
	const struct uk_process_ids *i = &uk_process_ids;

	if (gid == ID_NONE)
		return -EINVAL;
	if (process_capable(PROCESS_CAP_SETGID))
		change_gids(gid, gid, gid);
	else if (gid == i->gid || gid == i->sgid)
		change_gids(i->gid, gid, i->sgid);
	else
		return -EPERM;
	return 0;
}

UK_SYSCALL(setresuid, 3, uint32_t, ruid, uint32_t, euid, uint32_t, suid)
{
	const struct uk_process_ids *i = &uk_process_ids;

	if (!process_capable(PROCESS_CAP_SETUID) &&
	    !(is_one_of(ruid, i->uid, i->euid, i->suid) && is_one_of(euid, i->uid, i->euid, i->suid) &&
	      is_one_of(suid, i->uid, i->euid, i->suid)))
		return -EPERM;
	change_uids(ruid == ID_NONE ? i->uid : ruid, euid == ID_NONE ? i->euid : euid,
		    suid == ID_NONE ? i->suid : suid);
	return 0;
}

UK_SYSCALL(setresgid, 3, uint32_t, rgid, uint32_t, egid, uint32_t, sgid)
{
	const struct uk_process_ids *i = &uk_process_ids;

	if (!process_capable(PROCESS_CAP_SETGID) &&
	    !(is_one_of(rgid, i->gid, i->egid, i->sgid) && is_one_of(egid, i->gid, i->egid, i->sgid) &&
	      is_one_of(sgid, i->gid, i->egid, i->sgid)))
		return -EPERM;
	change_gids(rgid == ID_NONE ? i->gid : rgid, egid == ID_NONE ? i->egid : egid,
		    sgid == ID_NONE ? i->sgid : sgid);
	return 0;
}

/* setre[ug]id(2): the saved ID follows when the real one is set, or the effective one to another than the real. */
static uint32_t saved_after(uint32_t r, uint32_t e, uint32_t old_real, uint32_t old_saved, uint32_t new_effective)
{
	return r != ID_NONE || (e != ID_NONE && e != old_real) ? new_effective : old_saved;
}

UK_SYSCALL(setreuid, 2, uint32_t, ruid, uint32_t, euid)
{
	const struct uk_process_ids *i = &uk_process_ids;
	uint32_t e = euid == ID_NONE ? i->euid : euid;

	if (!process_capable(PROCESS_CAP_SETUID) &&
	    !(is_one_of(ruid, i->uid, i->euid, i->uid) && is_one_of(euid, i->uid, i->euid, i->suid)))
		return -EPERM;
	change_uids(ruid == ID_NONE ? i->uid : ruid, e, saved_after(ruid, euid, i->uid, i->suid, e));
	return 0;
}

UK_SYSCALL(setregid, 2, uint32_t, rgid, uint32_t, egid)
{
	const struct uk_process_ids *i = &uk_process_ids;
	uint32_t e = egid == ID_NONE ? i->egid : egid;

	if (!process_capable(PROCESS_CAP_SETGID) &&
	    !(is_one_of(rgid, i->gid, i->egid, i->gid) && is_one_of(egid, i->gid, i->egid, i->sgid)))
		return -EPERM;
	change_gids(rgid == ID_NONE ? i->gid : rgid, e, saved_after(rgid, egid, i->gid, i->sgid, e));
	return 0;
}

/* These two report no error but the old ID. */
UK_SYSCALL(setfsuid, 1, uint32_t, uid)
{
	struct uk_process_ids *i = &uk_process_ids;
	uint32_t old = i->fsuid;

	if (uid != ID_NONE && (process_capable(PROCESS_CAP_SETUID) || uid == i->fsuid ||
			       is_one_of(uid, i->uid, i->euid, i->suid)))
		i->fsuid = uid;
	return old;
}

UK_SYSCALL(setfsgid, 1, uint32_t, gid)
{
	struct uk_process_ids *i = &uk_process_ids;
	uint32_t old = i->fsgid;

	if (gid != ID_NONE && (process_capable(PROCESS_CAP_SETGID) || gid == i->fsgid ||
			       is_one_of(gid, i->gid, i->egid, i->sgid)))
		i->fsgid = gid;
	return old;
}

UK_SYSCALL(getgroups, 2, int, size, uint32_t *, list)
{
	if (size < 0 || (size && (unsigned int)size < group_count))
		return -EINVAL;
	if (size && uk_copy_out(list, groups, group_count * sizeof(*groups)))
		return -EFAULT;
	return group_count;
}

UK_SYSCALL(setgroups, 2, int, size, const uint32_t *, list)
{
	uint32_t *new;

	if (!process_capable(PROCESS_CAP_SETGID))
		return -EPERM;
	if (size < 0 || size > NGROUPS_MAX)
		return -EINVAL;
	new = size ? uk_malloc((size_t)size * sizeof(*new)) : NULL;
	if (size && !new)
		return -ENOMEM;
	if (size && uk_copy_in(new, list, (size_t)size * sizeof(*new))) {
		uk_free(new);
		return -EFAULT;
	}
	uk_free(groups);
	groups = new;
	group_count = (unsigned int)size;
	return 0;
}

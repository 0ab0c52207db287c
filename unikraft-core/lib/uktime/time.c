/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/time.h>
#include <uk/uaccess.h>

static struct uk_list watchers = UK_LIST_INIT(watchers);
static uk_nsec_t correction; /* what clock_settime(2) made of the platform's clock */

uk_nsec_t uk_time_wall(void)
{
	return uk_plat_clock_wall() + correction;
}

void uk_time_wall_set(uk_nsec_t ns)
{
	struct uk_wall_watcher *w;

	correction = ns - uk_plat_clock_wall();
	uk_list_for_each(w, &watchers, node)
		w->changed(w);
}

void uk_time_wall_watch(struct uk_wall_watcher *w)
{
	uk_list_add_tail(&w->node, &watchers);
}

uk_nsec_t uk_time_mono_of_wall(uk_nsec_t ns)
{
	uk_nsec_t ahead = ns - uk_time_wall();

	return ahead <= 0 ? 0 : uk_nsec_add(uk_plat_clock_mono(), ahead);
}

int uk_timespec_in(const struct uk_timespec *u, uk_nsec_t *ns)
{
	struct uk_timespec t;

	if (uk_copy_in(&t, u, sizeof(t)))
		return -EFAULT;
	if (!uk_timespec_valid(&t))
		return -EINVAL;
	*ns = uk_timespec_ns(&t);
	return 0;
}

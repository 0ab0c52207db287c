/* SPDX-License-Identifier: BSD-3-Clause */
/* A heap that fails when it is told to. */

static int fail_in;      /* the nth allocation from now fails; 0: none */
static bool has_failed;

static void *failing_malloc(size_t n)
{
	if (fail_in && !--fail_in) {
		has_failed = true;
		return NULL;
	}
	return uk_malloc(n);
}

static void *failing_zalloc(size_t n)
{
	void *p = failing_malloc(n);

	return p ? memset(p, 0, n) : NULL;
}

#define uk_malloc failing_malloc
#define uk_zalloc failing_zalloc

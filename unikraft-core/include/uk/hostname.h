/* SPDX-License-Identifier: BSD-3-Clause */
/* The name of this host (library posix-sysinfo; referred to weakly by those who only have a say). */
#ifndef UK_HOSTNAME_H
#define UK_HOSTNAME_H

#include <uk/essentials.h>

/** From stage filesystem's end on; never NULL. */
const char *uk_hostname(void) UK_WEAK;
/** Sets it; weakly, only if neither the image nor anyone before has. */
void uk_hostname_set(const char *name, bool weakly) UK_WEAK;

#endif

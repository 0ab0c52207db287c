/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UKBOOT_CMDLINE_H
#define UKBOOT_CMDLINE_H

/**
 * Splits "[kernel parameters] -- [application arguments]" (docs/design.md)
 * into uk_boot_argv, uk_boot_env and what uk_param finds. 0, -EINVAL for a
 * quote or a list that does not end (*why says which), or -ENOMEM.
 */
int ukboot_cmdline_parse(const char *cmdline, const char **why);

#endif

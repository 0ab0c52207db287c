// SPDX-License-Identifier: BSD-3-Clause
int unused(void);
int unused(void) { return 4; }

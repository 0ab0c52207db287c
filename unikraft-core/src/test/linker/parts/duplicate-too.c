// SPDX-License-Identifier: BSD-3-Clause
int twice(void);
int twice(void) { return 2; }

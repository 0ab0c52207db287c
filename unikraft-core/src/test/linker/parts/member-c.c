// SPDX-License-Identifier: BSD-3-Clause
int member_c(void);
int member_c(void) { return 3; }

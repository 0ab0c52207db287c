// SPDX-License-Identifier: BSD-3-Clause
int member_b(void);
int member_c(void);
int member_b(void) { return 2 + member_c(); }

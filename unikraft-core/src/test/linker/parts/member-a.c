// SPDX-License-Identifier: BSD-3-Clause
int member_a(void);
int member_b(void);
int member_a(void) { return 1 + member_b(); }

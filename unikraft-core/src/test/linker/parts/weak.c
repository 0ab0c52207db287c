// SPDX-License-Identifier: BSD-3-Clause
__attribute__((weak)) int chosen(void) { return 1; }
int weak_user(void);
int weak_user(void) { return chosen(); }

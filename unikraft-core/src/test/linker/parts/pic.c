// SPDX-License-Identifier: BSD-3-Clause
int pic_data = 10;
int *pic_pointer(void);
int pic_add(int);
int *pic_pointer(void) { return &pic_data; }
int pic_add(int x) { return pic_data + x; }

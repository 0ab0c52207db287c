// SPDX-License-Identifier: BSD-3-Clause
// Constructors run by priority, then in the order of the objects; destructors the other way round; .ctors join in.
//# libc: musl
//# with: constructors-too.c
//# output: 101 200 plain ctors main plain-end 200-end
#include <stdio.h>
__attribute__((constructor)) static void plain(void) { printf("plain "); }
__attribute__((constructor(200))) static void late(void) { printf("200 "); }
__attribute__((destructor)) static void plain_end(void) { printf("plain-end "); }
__attribute__((destructor(200))) static void late_end(void) { printf("200-end\n"); }
int main(void) { printf("main "); return 0; }

// SPDX-License-Identifier: BSD-3-Clause
// Thread-local variables through descriptors (gnu2).
//# libc: musl
//# with: tls.c
//# cc: gcc
//# flags: -O2 -fPIC -mtls-dialect=gnu2
//# output: 1 2 3 4 0 64
//# readelf: TLS
//# same:
#include <stdio.h>
extern __thread int general __attribute__((tls_model("global-dynamic")));
extern __thread int initial __attribute__((tls_model("initial-exec")));
static __thread int local __attribute__((tls_model("local-dynamic"))) = 3;
static __thread int exec __attribute__((tls_model("local-exec"))) = 4;
static __thread int zero;
extern __thread char aligned[64] __attribute__((aligned(64)));
int main(void)
{
	volatile unsigned long mask = 63;
	printf("%d %d %d %d %d %d\n", general, initial, local, exec, zero,
	       ((unsigned long)aligned & mask) == 0 ? 64 : 0);
	return 0;
}

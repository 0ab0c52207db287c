// SPDX-License-Identifier: BSD-3-Clause
__thread int general = 1;
__thread int initial = 2;
__thread char aligned[64] __attribute__((aligned(64)));

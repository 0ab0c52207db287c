// SPDX-License-Identifier: BSD-3-Clause
static const char *const uk_handler_b __attribute__((section("handlers"), used)) = "b";

// SPDX-License-Identifier: BSD-3-Clause
const char *other(void);
const char *tail(void);
double other_constant(void);
const char *dead_string(void);
const char *other(void) { return "a string of two files"; }
const char *tail(void) { return "string of two files"; }
const char *dead_string(void) { return "nobody asks for this"; }
double other_constant(void) { return 1.2345; }

/* SPDX-License-Identifier: BSD-3-Clause */
/* Values chosen at link time: the options of library.xml. */
#ifndef UK_OPTION_H
#define UK_OPTION_H

/**
 * The value of option NAME of library LIB ('-' written as '_'). The linker
 * defines it as an absolute symbol, so that a change relinks and recompiles
 * nothing; movabs because the value has 64 bits and may be 0, which the
 * compiler would not believe of an address.
 */
#define uk_option(lib, name)                                                 \
	({                                                                   \
		unsigned long uk_option_value_;                              \
		__asm__("movabsq $uk_option_" #lib "_" #name ", %0"          \
			: "=r"(uk_option_value_));                           \
		uk_option_value_;                                            \
	})
#define uk_option_string(lib, name) ((const char *)uk_option(lib, name))

#endif

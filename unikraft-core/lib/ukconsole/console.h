/* SPDX-License-Identifier: BSD-3-Clause */
/* What the console's files share. */
#ifndef UKCONSOLE_CONSOLE_H
#define UKCONSOLE_CONSOLE_H

#include <uk/file.h>
#include "tty.h"

extern struct tty console_tty;
/** Whether the console is a terminal (kernel parameter console.tty); else its bytes pass unchanged. */
extern bool console_is_tty;
/** The sender said that no more input comes (not a terminal only). */
extern bool console_at_end;
extern struct uk_waitq console_readable, console_writable;

/** Takes what the device has, as far as there is room, and tells who waits. Interrupt context allowed. */
void console_pump(void);
/** ioctl(2) of a terminal. */
long console_ioctl(struct uk_file *f, unsigned int request, unsigned long arg);
ssize_t console_read(struct uk_file *f, struct uk_io *io, uint64_t *pos);

#endif

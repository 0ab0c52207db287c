/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef QEMU_UART_H
#define QEMU_UART_H

/** Sets the port up, the first time: what arrives from then on is kept. */
void uk_uart_init(void);

#endif

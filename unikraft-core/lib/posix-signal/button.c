/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's power button asks the application to end, as an init system does: by SIGTERM. */
#include <uk/device.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/signal.h>

static void pressed(void)
{
	/* From nobody in here: sender 0, as a container's first process sees it. */
	const struct uk_siginfo info = { .signo = UK_SIGTERM, .code = UK_SI_USER };
	int r = uk_signal_send(NULL, &info);

	if (r)
		uk_pr_err("the power button was pressed, and the application cannot be told: error %d", -r);
}

static int button_init(void)
{
	int r = uk_plat_power_button(pressed);

	if (r)
		uk_pr_info("the power button is not connected: %s",
			   r == -ENXIO ? "the machine has none of ACPI's fixed hardware" : "no interrupt is left");
	return 0;
}
UK_INIT(late, button_init);

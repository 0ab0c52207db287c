/* SPDX-License-Identifier: BSD-3-Clause */
/* What virtio_mmio.device may say, and what it may not. */
#include <assert.h>
#include <stdlib.h>

#include "../parameter.c"

unsigned long uk_strtoul(const char *s, const char **end, int base)
{
	return strtoul(s, (char **)end, base);
}

static void takes(const char *text, uint64_t size, uint64_t address, unsigned int irq)
{
	struct virtio_mmio_parameter p;

	assert(virtio_mmio_parse(text, &p));
	assert(p.size == size && p.address == address && p.irq == irq);
}

static void refuses(const char *text)
{
	struct virtio_mmio_parameter p;

	assert(!virtio_mmio_parse(text, &p));
}

int main(void)
{
	takes("512@0xfeb00e00:12", 512, 0xfeb00e00, 12);
	takes("0x200@4272946688:5:3", 512, 4272946688, 5);
	takes("4K@0xfeb00000:0", 4096, 0xfeb00000, 0);
	refuses("");
	refuses("512");
	refuses("512@");
	refuses("512@0xfeb00000");
	refuses("512@0xfeb00000:");
	refuses("512@0xfeb00000:x");
	refuses("512@0xfeb00000:5x");
	refuses("512@0xfeb00000:5:");
	refuses("512@0xfeb00000:5:1x");
	refuses("-512@0xfeb00000:5");
	refuses("512@-1:5");
	refuses("512@0xfeb00000:-5");
	refuses("512@0xfeb00000:4294967296");
	refuses("255@0xfeb00000:5");
	refuses("64G@0xfeb00000:5");
	refuses("99999999999999999999@0xfeb00000:5");
	refuses("512@0xfeb00001:5");
	refuses("512@0xffffffffffffff00:5");
	refuses("K@0xfeb00000:5");
	return 0;
}

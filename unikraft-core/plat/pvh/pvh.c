/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads the PVH start info (xen/include/public/arch-x86/hvm/start_info.h). */
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/ring0.h>
#include <uk/string.h>

#define START_MAGIC 0x336ec578
#define MEMMAP_RAM 1
#define CMDLINE_MAX 4096 /* with the NUL */

struct start_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modlist_paddr, cmdline_paddr, rsdp_paddr;
	/* version 1 and later */
	uint64_t memmap_paddr;
	uint32_t memmap_entries, reserved;
};
struct module {
	uint64_t paddr, size, cmdline_paddr, reserved;
};
struct memmap_entry {
	uint64_t addr, size;
	uint32_t type, reserved;
};

void uk_pvh_start(uint32_t start_info_pa, uint64_t tsc) UK_NORETURN;

/* What the entry code has mapped. */
static const void *boot_map(const char *what, uint64_t pa, uint64_t size)
{
	if (!pa || size > UK_BOOT_MAP_SIZE || pa > UK_BOOT_MAP_SIZE - size)
		uk_ring0_fail("the boot loader put %s (%lu bytes) at %#lx, where the kernel cannot read it",
			      what, size, pa);
	return (const void *)(pa + UK_KERNEL_BASE);
}

static void read_memory_map(const struct start_info *info)
{
	const struct memmap_entry *map;

	if (info->version < 1 || !info->memmap_entries)
		uk_ring0_fail("the boot loader gave no memory map (start info version %u)",
			      info->version);
	map = boot_map("the memory map", info->memmap_paddr,
		       (uint64_t)info->memmap_entries * sizeof(*map));
	for (uint32_t i = 0; i < info->memmap_entries; i++)
		if (map[i].type == MEMMAP_RAM)
			uk_ring0_add_ram(map[i].addr, map[i].size);
}

static void read_initrd(const struct start_info *info)
{
	const struct module *m;

	if (!info->nr_modules)
		return;
	m = boot_map("the module list", info->modlist_paddr, sizeof(*m));
	uk_machine.initrd = m->paddr;
	uk_machine.initrd_size = m->size;
}

static const char *read_cmdline(const struct start_info *info)
{
	static char cmdline[CMDLINE_MAX];
	const char *given;

	if (!info->cmdline_paddr)
		return cmdline;
	given = boot_map("the command line", info->cmdline_paddr, sizeof(cmdline));
	if (uk_strlcpy(cmdline, given, sizeof(cmdline)) >= sizeof(cmdline))
		uk_ring0_fail("the command line is longer than %d bytes", CMDLINE_MAX - 1);
	return cmdline;
}

void uk_pvh_start(uint32_t start_info_pa, uint64_t tsc)
{
	const struct start_info *info;

	uk_machine.tsc_at_entry = tsc;
	info = boot_map("the start info", start_info_pa, sizeof(*info));
	if (info->magic != START_MAGIC)
		uk_ring0_fail("the start info at %#x has magic %#x, not that of PVH",
			      start_info_pa, info->magic);
	read_memory_map(info);
	read_initrd(info);
	uk_machine.rsdp = info->rsdp_paddr;
	uk_ring0_start(read_cmdline(info));
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* A main() that is linked into the image: its stack, its thread-local storage, its exit status. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include <uk/vm.h>
#include "boot.h"

int main(int argc, char **argv, char **envp) UK_WEAK;

/* The template of the application's thread-local storage: absolute symbols but the first. */
extern const char __uk_tdata_start[];
extern char __uk_tdata_size[], __uk_tbss_size[], __uk_tls_align[];

extern __typeof__(uk_vm_map) uk_vm_map UK_WEAK;
extern __typeof__(uk_vm_name) uk_vm_name UK_WEAK;
extern __typeof__(uk_process_exit) uk_process_exit UK_WEAK;

/* Where the stack ends when there is no library to choose a place. */
#define STACK_TOP (UK_USER_END - UK_PAGE_SIZE)

/* Without demand paging every page is there from the start; below lies nothing, which guards it. */
static uintptr_t map_stack_now(size_t size)
{
	for (uintptr_t va = STACK_TOP - size; va < STACK_TOP; va += UK_PAGE_SIZE) {
		uk_paddr_t pa = uk_frame_alloc(0);

		if (pa == UK_FRAME_NONE ||
		    uk_pt_map(va, pa, UK_PROT_READ | UK_PROT_WRITE))
			UK_PANIC("too little memory for main()'s stack of %lu KiB (option stack-size of ukboot)",
				 size / 1024);
		memset(uk_phys_to_virt(pa), 0, UK_PAGE_SIZE);
	}
	return STACK_TOP;
}

static uintptr_t make_stack(void)
{
	size_t size = UK_ALIGN_UP(uk_option(ukboot, stack_size), UK_PAGE_SIZE);
	long base;

	if (!uk_vm_map)
		return map_stack_now(size);
	base = uk_vm_map(0, size, UK_PROT_READ | UK_PROT_WRITE,
			 UK_MAP_PRIVATE | UK_MAP_ANONYMOUS | UK_MAP_STACK, NULL, 0);
	if (base < 0)
		UK_PANIC("no address space for main()'s stack: error %ld", -base);
	uk_vm_name((uintptr_t)base, "[stack]");
	return (uintptr_t)base + size;
}

/* Variant II of the ELF TLS ABI: the block ends at the thread pointer, where its own address stands. */
static uint64_t make_tls(void)
{
	const uintptr_t data = (uintptr_t)__uk_tdata_size, bss = (uintptr_t)__uk_tbss_size;
	const uintptr_t align = UK_MAX((uintptr_t)__uk_tls_align, sizeof(uint64_t));
	const uintptr_t size = UK_ALIGN_UP(data + bss, align);
	char *block = uk_zalloc(align + size + 64);
	char *pointer;

	if (!block)
		UK_PANIC("too little memory for %lu bytes of thread-local storage", data + bss);
	pointer = (char *)UK_ALIGN_UP((uintptr_t)block, align) + size;
	memcpy(pointer - size, __uk_tdata_start, data);
	*(char **)pointer = pointer;
	return (uint64_t)pointer;
}

static void end(int status) UK_NORETURN;
static void end(int status)
{
	char line[16];

	if (uk_process_exit)
		uk_process_exit(status);
	uk_snprintf(line, sizeof(line), "exit %d", status & 0xff);
	uk_plat_report(line);
	uk_plat_exit(status & 0xff);
}

/* Runs as the application: with interrupts, on its own stack. */
static void run_main(void)
{
	static char *nothing[1];
	int status = main(uk_boot_argc, uk_boot_argv ? uk_boot_argv : nothing,
			  uk_boot_env ? uk_boot_env : nothing);

	uk_plat_kernel_enter();
	end(status);
}

void ukboot_native_start(void)
{
	struct uk_regs *regs = uk_thread_regs(uk_current);

	if (!&main)
		UK_PANIC("nothing to run: this image has no program loader and no main()");
	/* As behind a call: the return address that is not there keeps the alignment. */
	uk_plat_regs_init(regs, (uintptr_t)run_main, make_stack() - sizeof(uint64_t));
	uk_current->fs_base = make_tls();
	uk_tls_set(uk_current->fs_base);
}

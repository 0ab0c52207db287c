/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/cpuinfo: what CPUID says, in the names of Linux's cpufeatures.h. */
#include <uk/plat.h>
#include <uk/string.h>
#include "proc.h"

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* A leaf behind the last one of its range says nothing. */
static struct cpuid cpuid(uint32_t leaf, uint32_t sub)
{
	struct cpuid c = { 0 };
	uint32_t last;

	__asm__("cpuid" : "=a"(last), "=b"(c.ebx), "=c"(c.ecx), "=d"(c.edx) : "a"(leaf & 0x80000000), "c"(0));
	if (leaf > last)
		return (struct cpuid){ 0 };
	__asm__("cpuid" : "=a"(c.eax), "=b"(c.ebx), "=c"(c.ecx), "=d"(c.edx) : "a"(leaf), "c"(sub));
	return c;
}

/* One register of a leaf: names of its bits from bit 0 on, "-" where there is none. */
struct feature_word {
	uint32_t leaf, sub;
	size_t reg; /* offset in struct cpuid */
	const char *names;
};

/* In the order in which Linux prints them. */
static const struct feature_word words[] = {
	{ 1, 0, offsetof(struct cpuid, edx),
	  "fpu vme de pse tsc msr pae mce cx8 apic - sep mtrr pge mca cmov pat pse36 pn clflush - dts "
	  "acpi mmx fxsr sse sse2 ss ht tm ia64 pbe" },
	{ 0x80000001, 0, offsetof(struct cpuid, edx),
	  "- - - - - - - - - - - syscall - - - - - - - mp nx - mmxext - - fxsr_opt pdpe1gb rdtscp - lm "
	  "3dnowext 3dnow" },
	{ 1, 0, offsetof(struct cpuid, ecx),
	  "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 xtpr pdcm - pcid "
	  "dca sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave - avx f16c rdrand hypervisor" },
	{ 0x80000001, 0, offsetof(struct cpuid, ecx),
	  "lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw ibs xop "
	  "skinit wdt - lwp fma4 tce - nodeid_msr - tbm topoext perfctr_core perfctr_nb - bpext ptsc "
	  "perfctr_llc mwaitx - -" },
	{ 7, 0, offsetof(struct cpuid, ebx),
	  "fsgsbase tsc_adjust sgx bmi1 hle avx2 - smep bmi2 erms invpcid rtm cqm - mpx rdt_a avx512f "
	  "avx512dq rdseed adx smap avx512ifma - clflushopt clwb intel_pt avx512pf avx512er avx512cd "
	  "sha_ni avx512bw avx512vl" },
	{ 0xd, 1, offsetof(struct cpuid, eax), "xsaveopt xsavec xgetbv1 xsaves" },
	{ 7, 1, offsetof(struct cpuid, eax), "- - - - avx_vnni avx512_bf16" },
	{ 0x80000008, 0, offsetof(struct cpuid, ebx), "clzero irperf xsaveerptr - rdpru - - - - wbnoinvd" },
	{ 6, 0, offsetof(struct cpuid, eax), "- - arat" },
	{ 7, 0, offsetof(struct cpuid, ecx),
	  "- avx512vbmi umip pku ospke waitpkg avx512_vbmi2 - gfni vaes vpclmulqdq avx512_vnni "
	  "avx512_bitalg tme avx512_vpopcntdq - la57 - - - - - rdpid - bus_lock_detect cldemote - movdiri "
	  "movdir64b enqcmd - -" },
	{ 7, 0, offsetof(struct cpuid, edx),
	  "- - avx512_4vnniw avx512_4fmaps fsrm - - - avx512_vp2intersect - md_clear - - - serialize - "
	  "tsxldtrk - pconfig arch_lbr - - amx_bf16 avx512_fp16 amx_tile amx_int8 - - flush_l1d "
	  "arch_capabilities - -" },
};

static void add_word(struct uk_text *t, const struct feature_word *w)
{
	struct cpuid c = cpuid(w->leaf, w->sub);
	uint32_t bits = *(uint32_t *)((char *)&c + w->reg);
	const char *p = w->names;

	for (int i = 0; i < 32 && *p; i++) {
		const char *end = strchr(p, ' ');
		int len = end ? (int)(end - p) : (int)strlen(p);

		if (bits >> i & 1 && *p != '-')
			uk_text_add(t, " %.*s", len, p);
		p += len + (end != NULL);
	}
}

/* Family, model and stepping, extended parts included. */
static void add_identity(struct uk_text *t)
{
	struct cpuid c = cpuid(0, 0), id = cpuid(1, 0);
	uint32_t family = id.eax >> 8 & 15, model = id.eax >> 4 & 15;
	char vendor[13] = "", brand[49] = "", *name;

	memcpy(vendor, &c.ebx, 4);
	memcpy(vendor + 4, &c.edx, 4);
	memcpy(vendor + 8, &c.ecx, 4);
	for (uint32_t i = 0; i < 3; i++) {
		struct cpuid b = cpuid(0x80000002 + i, 0);

		memcpy(brand + 16 * i, &b, 16);
	}
	if (family >= 6)
		model |= (id.eax >> 16 & 15) << 4;
	if (family == 15)
		family += id.eax >> 20 & 255;
	for (name = brand; *name == ' ';)
		name++;
	uk_text_add(t, "vendor_id\t: %s\ncpu family\t: %u\nmodel\t\t: %u\nmodel name\t: %s\n", vendor,
		    family, model, *name ? name : "unknown");
	if (id.eax & 15)
		uk_text_add(t, "stepping\t: %u\n", id.eax & 15);
	else
		uk_text_add(t, "stepping\t: unknown\n");
}

static int show_cpuinfo(struct uk_text *t)
{
	struct cpuid id = cpuid(1, 0), sizes = cpuid(0x80000008, 0), cache = cpuid(0x80000006, 0);
	uint64_t khz = uk_plat_tsc_hz() / 1000;
	uint32_t clflush = (id.ebx >> 8 & 255) * 8;

	uk_text_add(t, "processor\t: 0\n");
	add_identity(t);
	uk_text_add(t, "cpu MHz\t\t: %lu.%03lu\n", khz / 1000, khz % 1000);
	if (cache.ecx >> 16)
		uk_text_add(t, "cache size\t: %u KB\n", cache.ecx >> 16);
	uk_text_add(t, "physical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\n");
	uk_text_add(t, "apicid\t\t: %u\ninitial apicid\t: %u\n", id.ebx >> 24, id.ebx >> 24);
	uk_text_add(t, "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %u\nwp\t\t: yes\nflags\t\t:",
		    cpuid(0, 0).eax);
	for (size_t i = 0; i < UK_ARRAY_SIZE(words); i++)
		add_word(t, &words[i]);
	uk_text_add(t, "\nbugs\t\t:\nbogomips\t: %lu.%02lu\n", khz / 500, khz / 5 % 100);
	uk_text_add(t, "clflush size\t: %u\ncache_alignment\t: %u\n", clflush, clflush);
	uk_text_add(t, "address sizes\t: %u bits physical, %u bits virtual\npower management:\n\n",
		    sizes.eax & 255, sizes.eax >> 8 & 255);
	return 0;
}
UK_PROC_ENTRY(cpuinfo, .path = "cpuinfo", .show = show_cpuinfo);

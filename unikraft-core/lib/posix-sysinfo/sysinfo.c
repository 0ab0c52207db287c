/* SPDX-License-Identifier: BSD-3-Clause */
/* uname(2), sysinfo(2), sethostname(2), setdomainname(2). */
#include <uk/alloc.h>
#include <uk/file.h>
#include <uk/hostname.h>
#include <uk/init.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <uk/syscall.h>

#define NAME_SIZE 65
#define NAME_MAX (NAME_SIZE - 1)

struct utsname {
	char sysname[NAME_SIZE], nodename[NAME_SIZE], release[NAME_SIZE];
	char version[NAME_SIZE], machine[NAME_SIZE], domainname[NAME_SIZE];
};

static struct utsname names;
static bool named; /* not the option's default any more */

/* The first line of /etc/hostname is the host's name. */
static void read_hostname(void)
{
	char line[NAME_SIZE], *end;
	struct uk_file *f;
	ssize_t n;

	if (uk_open("/etc/hostname", UK_O_RDONLY, 0, &f))
		return;
	n = uk_pread(f, line, NAME_MAX, 0);
	uk_file_put(f);
	line[n > 0 ? n : 0] = 0;
	end = strchr(line, '\n');
	if (end)
		*end = 0;
	if (line[0])
		uk_hostname_set(line, false);
}

static int names_init(void)
{
	if (names.sysname[0]) /* somebody has asked before */
		return 0;
	uk_strlcpy(names.sysname, "Linux", NAME_SIZE);
	uk_strlcpy(names.release, uk_option_string(posix_sysinfo, release), NAME_SIZE);
	uk_strlcpy(names.version, "#1 Unikraft", NAME_SIZE);
	uk_strlcpy(names.machine, "x86_64", NAME_SIZE);
	uk_strlcpy(names.domainname, "(none)", NAME_SIZE);
	uk_strlcpy(names.nodename, uk_option_string(posix_sysinfo, nodename), NAME_SIZE);
	read_hostname();
	return 0;
}
UK_INIT(late, names_init);

const char *uk_hostname(void)
{
	names_init();
	return names.nodename;
}

void uk_hostname_set(const char *name, bool weakly)
{
	names_init();
	if (weakly && named)
		return;
	named = true;
	memset(names.nodename, 0, NAME_SIZE);
	uk_strlcpy(names.nodename, name, NAME_SIZE);
}

UK_SYSCALL(uname, 1, struct utsname *, u)
{
	return uk_copy_out(u, &names, sizeof(names));
}

static long set_name(char *name, const char *uname, int len)
{
	char new[NAME_SIZE];

	if (len < 0 || len > NAME_MAX)
		return -EINVAL;
	memset(new, 0, sizeof(new));
	if (uk_copy_in(new, uname, (size_t)len))
		return -EFAULT;
	memcpy(name, new, sizeof(new));
	return 0;
}

UK_SYSCALL(sethostname, 2, const char *, uname, int, len)
{
	return set_name(names.nodename, uname, len);
}

UK_SYSCALL(setdomainname, 2, const char *, uname, int, len)
{
	return set_name(names.domainname, uname, len);
}

/* struct sysinfo (linux/sysinfo.h) */
struct sysinfo {
	int64_t uptime; /* seconds */
	uint64_t loads[3];
	uint64_t total_ram, free_ram, shared_ram, buffer_ram, total_swap, free_swap;
	uint16_t threads, pad;
	uint64_t total_high, free_high;
	uint32_t mem_unit;
};

/* partial: no load averages */
UK_SYSCALL(sysinfo, 1, struct sysinfo *, u)
{
	struct uk_frame_stat frames;
	struct sysinfo s;

	memset(&s, 0, sizeof(s));
	uk_frame_stat(&frames);
	s.uptime = uk_plat_clock_mono() / 1000000000;
	s.total_ram = frames.total;
	s.free_ram = frames.free;
	s.threads = (uint16_t)uk_thread_count();
	s.mem_unit = 1;
	return uk_copy_out(u, &s, sizeof(s));
}

#define NAME_ENTRY(name, field)                                              \
	static int show_##name(struct uk_text *t)                            \
	{                                                                    \
		uk_text_add(t, "%s\n", names.field);                         \
		return 0;                                                    \
	}                                                                    \
	UK_PROC_ENTRY(name, .path = "sys/kernel/" #name, .show = show_##name)

NAME_ENTRY(ostype, sysname);
NAME_ENTRY(osrelease, release);
NAME_ENTRY(version, version);
NAME_ENTRY(hostname, nodename);
NAME_ENTRY(domainname, domainname);

static int show_proc_version(struct uk_text *t)
{
	uk_text_add(t, "%s version %s (unikraft) %s\n", names.sysname, names.release, names.version);
	return 0;
}
UK_PROC_ENTRY(proc_version, .path = "version", .show = show_proc_version);

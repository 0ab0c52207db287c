/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening and checking an ELF file. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/node.h>
#include <uk/string.h>
#include "loader.h"

#define PATH_MAX 4096

/* A relative path is relative to the working directory. */
static int open_path(const char *path, struct uk_file **f)
{
	size_t len = strlen(path);
	ssize_t n;
	char *buf;
	int r;

	if (path[0] == '/')
		return uk_open(path, UK_O_RDONLY, 0, f);
	buf = uk_malloc(2 * PATH_MAX);
	if (!buf)
		return -ENOMEM;
	n = uk_name_path(uk_cwd(), buf, PATH_MAX);
	r = n < 0 ? (int)n : len >= PATH_MAX ? -ENAMETOOLONG : 0;
	if (!r) {
		buf[n] = '/';
		memcpy(buf + n + 1, path, len + 1);
		r = uk_open(buf, UK_O_RDONLY, 0, f);
	}
	uk_free(buf);
	return r;
}

int program_may_run(struct uk_file *f, struct elf_problem *p)
{
	unsigned int mode = uk_file_mode(f);

	if ((mode & UK_S_IFMT) == UK_S_IFREG && (mode & 0111))
		return 0;
	if ((mode & UK_S_IFMT) == UK_S_IFDIR)
		return elf_problem(p, EACCES, "it is a directory");
	if ((mode & UK_S_IFMT) != UK_S_IFREG)
		return elf_problem(p, EACCES, "it is no regular file");
	return elf_problem(p, EACCES, "its mode %04o does not let anybody execute it", mode & 07777);
}

int program_open(const char *path, struct uk_file **f, struct elf_problem *p)
{
	int r = path[0] ? open_path(path, f) : -ENOENT;

	if (r == -ENOENT || r == -ENOTDIR)
		return elf_problem(p, -r, "there is no such file");
	if (r)
		return elf_problem(p, -r, "it cannot be opened (error %d)", -r);
	r = program_may_run(*f, p);
	if (r) {
		uk_file_put(*f);
		*f = NULL;
	}
	return r;
}

static int read_all(struct uk_file *f, void *buf, size_t n, uint64_t pos, struct elf_problem *p)
{
	ssize_t got = uk_pread(f, buf, n, pos);

	if (got < 0)
		return elf_problem(p, (int)-got, "it cannot be read (error %d)", (int)-got);
	if ((size_t)got != n)
		return elf_problem(p, ENOEXEC, "it is truncated at %lu bytes", (unsigned long)(pos + (size_t)got));
	return 0;
}

int program_read(struct program *prog, struct uk_file *f, struct elf_problem *p)
{
	uint64_t size = uk_file_size(f);
	ssize_t n;
	size_t phdrs;
	int r;

	prog->file = f;
	n = uk_pread(f, &prog->header, sizeof(prog->header), 0);
	if (n < 0)
		return elf_problem(p, (int)-n, "it cannot be read (error %d)", (int)-n);
	r = elf_check_header(&prog->header, (size_t)n, size, p);
	if (r)
		return r;
	phdrs = prog->header.phnum * sizeof(struct elf_phdr);
	prog->phdr = uk_malloc(phdrs);
	if (!prog->phdr)
		return elf_problem(p, ENOMEM, "no memory for its program headers");
	r = read_all(f, prog->phdr, phdrs, prog->header.phoff, p);
	if (r)
		return r;
	return elf_check_segments(&prog->header, prog->phdr, size, &prog->shape, p);
}

int program_interpreter(const struct program *prog, char **path, struct elf_problem *p)
{
	const struct elf_phdr *s = prog->shape.interp;
	int r;

	*path = NULL;
	if (!s)
		return 0;
	*path = uk_malloc(s->filesz);
	if (!*path)
		return elf_problem(p, ENOMEM, "no memory for the name of its interpreter");
	r = read_all(prog->file, *path, s->filesz, s->offset, p);
	if (!r && ((*path)[s->filesz - 1] || !(*path)[0]))
		r = elf_problem(p, ENOEXEC, "the name of its interpreter does not end");
	if (r) {
		uk_free(*path);
		*path = NULL;
	}
	return r;
}

void program_close(struct program *prog)
{
	if (prog->file)
		uk_file_put(prog->file);
	uk_free(prog->phdr);
	memset(prog, 0, sizeof(*prog));
}

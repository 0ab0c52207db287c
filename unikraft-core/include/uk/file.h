/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files, nodes of file systems, polling (library vfscore). */
#ifndef UK_FILE_H
#define UK_FILE_H

#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/sched.h>

struct uk_file;
struct uk_node;
struct uk_name;

/* Poll events; the values are Linux's. */
#define UK_POLLIN 0x001
#define UK_POLLPRI 0x002
#define UK_POLLOUT 0x004
#define UK_POLLERR 0x008
#define UK_POLLHUP 0x010
#define UK_POLLNVAL 0x020
#define UK_POLLRDNORM 0x040
#define UK_POLLRDBAND 0x080
#define UK_POLLWRNORM 0x100
#define UK_POLLWRBAND 0x200
#define UK_POLLRDHUP 0x2000
/* Only to watchers: the file goes away, unwatch (sent by uk_file_put before release). */
#define UK_POLLFREE 0x4000

/* st_mode: types; the values are Linux's */
#define UK_S_IFMT 0170000
#define UK_S_IFIFO 0010000
#define UK_S_IFCHR 0020000
#define UK_S_IFDIR 0040000
#define UK_S_IFBLK 0060000
#define UK_S_IFREG 0100000
#define UK_S_IFLNK 0120000
#define UK_S_IFSOCK 0140000

/* open flags; the values are Linux's */
#define UK_O_ACCMODE 3
#define UK_O_RDONLY 0
#define UK_O_WRONLY 1
#define UK_O_RDWR 2
#define UK_O_CREAT 0100
#define UK_O_EXCL 0200
#define UK_O_TRUNC 01000
#define UK_O_APPEND 02000
#define UK_O_NONBLOCK 04000
#define UK_O_DIRECTORY 0200000
#define UK_O_NOFOLLOW 0400000
#define UK_O_CLOEXEC 02000000
#define UK_O_PATH 010000000

/** Where others wait for this file's events: poll, epoll, blocked readers and writers. */
struct uk_pollq {
	struct uk_list watchers;
};
struct uk_watcher {
	struct uk_list node;
	void (*notify)(struct uk_watcher *w, unsigned int events); /* must not block; interrupt context */
};
void uk_pollq_init(struct uk_pollq *q);
void uk_pollq_watch(struct uk_pollq *q, struct uk_watcher *w);
void uk_pollq_unwatch(struct uk_watcher *w);
/** Tells watchers that events may have become true. */
void uk_pollq_notify(struct uk_pollq *q, unsigned int events);

/** An I/O buffer: kernel memory or the application's. Move bytes with uk_iov_*. */
struct uk_io {
	const struct uk_iovec *iov;
	size_t iovcnt;
	size_t iov_offset; /* inside iov[0] */
	size_t left;       /* bytes in all */
	bool kernel;       /* iov points to kernel memory */
};
struct uk_iovec {
	void *base;
	size_t len;
};
/** Copies n bytes to/from the buffer and advances; 0 or -EFAULT. n <= left. */
int uk_io_put(struct uk_io *io, const void *src, size_t n);
int uk_io_get(struct uk_io *io, void *dst, size_t n);
int uk_io_zero(struct uk_io *io, size_t n);
/**
 * The next bytes where they lie; *n: how many at most, then how many there are.
 * They may be read until the caller blocks; uk_io_skip takes them. NULL: -EFAULT.
 * io->left must not be 0.
 */
const void *uk_io_direct(struct uk_io *io, size_t *n);
/** Takes n bytes that uk_io_direct gave. */
void uk_io_skip(struct uk_io *io, size_t n);

/** What a file can do; absent ones give the errno that Linux gives. */
struct uk_file_ops {
	/** st_mode of files without a node, such as UK_S_IFIFO | 0600 (0: 0600 and no type, as Linux's anonymous inodes). */
	unsigned int mode;
	/** A device (UK_DEV_ENTRY) was opened: may replace f->ops and set f->data. 0 or -errno (then no release). */
	int (*open)(struct uk_file *f);
	/** At *pos (ignored by streams), which moves. A write with UK_O_APPEND is at the end, wherever *pos is. Bytes, 0 at the end, -EAGAIN if it would block and UK_O_NONBLOCK. */
	ssize_t (*read)(struct uk_file *f, struct uk_io *io, uint64_t *pos);
	ssize_t (*write)(struct uk_file *f, struct uk_io *io, uint64_t *pos);
	int64_t (*seek)(struct uk_file *f, int64_t offset, int whence);
	/** Events that hold now. Absent: always readable and writable, and epoll refuses the file (-EPERM). */
	unsigned int (*poll)(struct uk_file *f);
	long (*ioctl)(struct uk_file *f, unsigned int request, unsigned long arg);
	/** fsync(2): what was written is to be safe. Absent: it is. 0 or -errno. */
	int (*sync)(struct uk_file *f);
	/** Last reference gone. */
	void (*release)(struct uk_file *f);
	/**
	 * The frame behind byte offset (page-aligned) for a mapping. *pa gets a
	 * frame with a reference added (uk_frame_ref). -ENXIO behind the end.
	 * write: the mapping is shared and wants to write (make a frame, mark
	 * dirty); else the frame is mapped read-only, and a private mapping
	 * copies it before it is written.
	 */
	int (*map_page)(struct uk_file *f, uint64_t offset, bool write, uk_paddr_t *pa);
	/** Text of the link in /proc/self/fd, when there is no node ("pipe:[3]"). */
	void (*describe)(struct uk_file *f, char *buf, size_t n);
};

/** An open file description. */
struct uk_file {
	const struct uk_file_ops *ops;
	unsigned int refs;
	unsigned int flags;     /* UK_O_*, changed by F_SETFL */
	uint64_t pos;
	struct uk_node *node;   /* of a file system; NULL for pipes, sockets, … */
	struct uk_name *name;   /* where it was opened (uk/node.h); NULL as node */
	struct uk_pollq pollq;
	void *data;             /* of the ops' owner */
};

/** New description with one reference and a zeroed position; NULL: no memory. */
struct uk_file *uk_file_new(const struct uk_file_ops *ops, unsigned int flags, void *data);
struct uk_file *uk_file_ref(struct uk_file *f);
void uk_file_put(struct uk_file *f);

/* Descriptors of the process */
/** Lowest free descriptor >= min for f, whose reference it takes over also on failure; -EMFILE. */
int uk_fd_install(struct uk_file *f, int min, bool cloexec);
/** The file behind fd with a reference added, or NULL (-EBADF). */
struct uk_file *uk_fd_get(int fd);

/** Adds the normal-band bits, which most files' poll gives beside POLLIN and POLLOUT (eventfd, timerfd, signalfd do not). */
static inline unsigned int uk_poll_bands(unsigned int events)
{
	if (events & UK_POLLIN)
		events |= UK_POLLRDNORM;
	if (events & UK_POLLOUT)
		events |= UK_POLLWRNORM;
	return events;
}
/** Events as poll and epoll report them. */
static inline unsigned int uk_file_events(struct uk_file *f)
{
	return f->ops->poll ? f->ops->poll(f) : uk_poll_bands(UK_POLLIN | UK_POLLOUT);
}

/** Closes fd as close(2) does. 0 or -EBADF. */
int uk_fd_close(int fd);
/** As uk_fd_get, also for files that were opened with UK_O_PATH. */
struct uk_file *uk_fd_get_any(int fd);
/** Whether fd is closed on exec; -EBADF. */
long uk_fd_cloexec(int fd);
/** The lowest open descriptor >= fd, or -1. */
int uk_fd_next(int fd);
/** Closes what is marked close-on-exec. */
void uk_fd_close_cloexec(void);

/** Opens a path from the kernel (absolute). 0 or -errno. */
int uk_open(const char *path, unsigned int flags, unsigned int mode, struct uk_file **f);
/** Reads at pos into kernel memory; bytes or -errno. */
ssize_t uk_pread(struct uk_file *f, void *buf, size_t n, uint64_t pos);
uint64_t uk_file_size(struct uk_file *f);
/** st_mode as stat(2) shows it: type and permissions. */
unsigned int uk_file_mode(struct uk_file *f);
/** Sets the process's working directory; path is a kernel string. 0 or -errno. */
int uk_chdir(const char *path);
/** The absolute path of an open file (or its description); for maps and /proc/self/fd. Length or -errno. */
ssize_t uk_file_path(struct uk_file *f, char *buf, size_t n);
/** Device and inode number as stat(2) shows them. */
void uk_file_id(struct uk_file *f, uint64_t *dev, uint64_t *ino);

/** fcntl(2) with F_SETPIPE_SZ (1031) or F_GETPIPE_SZ (1032); -EBADF: not a pipe. Referred to weakly. */
long uk_pipe_fcntl(struct uk_file *f, int cmd, unsigned long arg);

/*
 * Generated files: procfs and devfs let other libraries add entries.
 * A text entry is made anew whenever it is read from its start.
 */
struct uk_text;
/** Appends formatted text. */
void uk_text_add(struct uk_text *t, const char *fmt, ...) UK_PRINTF(2, 3);
void uk_text_write(struct uk_text *t, const void *p, size_t n);
struct uk_proc_entry {
	const char *path; /* below /proc: "self/maps", "meminfo" */
	int (*show)(struct uk_text *t); /* 0 or -errno */
	ssize_t (*store)(const char *text, size_t n); /* what was written; NULL: read-only */
};
#define UK_PROC_ENTRY(name, ...)                                             \
	static const struct uk_proc_entry name UK_RECORD("uk_proc_entry") = { __VA_ARGS__ }
/** A character device below /dev. open may replace f->ops and set f->data. */
struct uk_dev_entry {
	const char *name;
	uint32_t major, minor;
	const struct uk_file_ops *ops;
};
#define UK_DEV_ENTRY(ident, ...)                                             \
	static const struct uk_dev_entry ident UK_RECORD("uk_dev_entry") = { __VA_ARGS__ }

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names, nodes and file systems (library vfscore), for libraries that
 * implement a file system or need more of a path than an open file.
 *
 * A node is what stat(2) shows: an inode. A name is a place in the one tree
 * of names: it knows its directory, and so its path. Memory file systems keep
 * their directories in this tree alone; those whose entries come and go
 * (procfs) make names when they are looked up.
 */
#ifndef UK_NODE_H
#define UK_NODE_H

#include <uk/essentials.h>
#include <uk/file.h>
#include <uk/list.h>

#define UK_NAME_MAX 255
#define UK_PATH_MAX 4096
#define UK_SYMLINK_MAX 40 /* links followed in one path */

/* Seals of fcntl(F_ADD_SEALS): no more seals, no shrinking, growing, writing, new writable mappings. */
#define UK_SEAL_SEAL 1
#define UK_SEAL_SHRINK 2
#define UK_SEAL_GROW 4
#define UK_SEAL_WRITE 8
#define UK_SEAL_FUTURE_WRITE 16

struct uk_name;
struct uk_node;
struct uk_fs;
struct uk_locks;

/** struct statfs as Linux lays it out on x86-64. */
struct uk_statfs {
	int64_t type, bsize;
	uint64_t blocks, bfree, bavail, files, ffree;
	int32_t fsid[2];
	int64_t namelen, frsize, flags, spare[4];
};

/** A file system; one that is mounted once, at boot, and stays. */
struct uk_fs {
	const char *type;    /* "tmpfs" */
	const char *source;  /* first field of /proc/mounts */
	const char *options; /* "rw,nosuid" */
	uint32_t magic;      /* statfs's f_type */
	uint64_t dev;        /* st_dev; given by uk_mount or uk_fs_init */
	uint64_t next_ino;
	unsigned int reads;  /* counts reads, to look at the clock seldom */
	void (*statfs)(struct uk_fs *fs, struct uk_statfs *s); /* NULL: all zero */
	struct uk_name *root;
	struct uk_list mounts; /* in uk_mounts */
};
/** Gives a file system its device number. */
void uk_fs_init(struct uk_fs *fs);

#define UK_ATTR_MODE 1
#define UK_ATTR_UID 2
#define UK_ATTR_GID 4
#define UK_ATTR_ATIME 8
#define UK_ATTR_MTIME 16
struct uk_attr {
	unsigned int set; /* UK_ATTR_* that hold */
	uint32_t mode, uid, gid;
	int64_t atime, mtime; /* ns since 1970 */
};

/* What uk_node_ops.make needs. */
struct uk_make {
	uint32_t mode;    /* type and permissions */
	uint32_t rdev;    /* of devices */
	const char *link; /* text of a symbolic link */
};

struct uk_readdir;

/** What a node's file system does. Absent: as said. 0 or -errno if nothing else is said. */
struct uk_node_ops {
	/** What open files of a regular file do. */
	const struct uk_file_ops *file;
	/** Called when f, which refers to the node, is opened; may replace f->ops and set f->data. */
	int (*open)(struct uk_node *n, struct uk_file *f);
	/** Adds a directory's names to the tree; called once, when they are first needed. */
	int (*fill)(struct uk_name *dir);
	/** Makes a name (not linked) that is not in the tree. Absent: -ENOENT. */
	int (*lookup)(struct uk_name *dir, const char *text, size_t len, struct uk_name **out);
	/** Lists what the tree does not hold, by uk_readdir_add. */
	int (*readdir)(struct uk_node *dir, struct uk_readdir *r);
	/** A new node for a name in dir (one reference, nlink 0). Absent: -EPERM. */
	int (*make)(struct uk_node *dir, const struct uk_make *m, struct uk_node **out);
	/** May names be removed, moved, linked here? Absent: -EPERM. */
	int (*change)(struct uk_node *dir);
	/** Text of a symbolic link; stays while the node does. */
	const char *(*link)(struct uk_node *n);
	/** A link that leads to a place or open file without a path; takes precedence over link. References are the caller's. */
	int (*follow)(struct uk_node *n, struct uk_name **name, struct uk_file **file);
	/** Text of such a link for readlink(2); its length. */
	ssize_t (*describe)(struct uk_node *n, char *buf, size_t size);
	/** Absent: -EINVAL. */
	int (*truncate)(struct uk_node *n, uint64_t size);
	/** fallocate(2) with its mode; arguments are checked. Absent: -EOPNOTSUPP. */
	int (*allocate)(struct uk_node *n, int mode, uint64_t offset, uint64_t len);
	/** Absent: -EPERM. */
	int (*setattr)(struct uk_node *n, const struct uk_attr *a);
	/** Brings what stat(2) shows up to date. Absent: it always is. */
	void (*getattr)(struct uk_node *n);
	/** Last reference gone: frees the node. */
	void (*release)(struct uk_node *n);
};

struct uk_node {
	const struct uk_node_ops *ops;
	struct uk_fs *fs;
	void *data; /* of a socket's or FIFO's library; NULL at first */
	struct uk_locks *locks;
	uint64_t ino, size, blocks; /* blocks of 512 bytes */
	int64_t atime, mtime, ctime, btime; /* ns since 1970 */
	uint32_t refs, mode, uid, gid, nlink, rdev;
	uint32_t seals; /* F_ADD_SEALS; UK_SEAL_SEAL where sealing is not meant */
	bool filled; /* ops->fill was called */
	bool mapped; /* frames of it were mapped at some time */
	bool unnamed; /* made by O_TMPFILE: may be linked though nlink is 0 */
};

struct uk_name {
	struct uk_name *parent; /* NULL: the root, or outside the tree */
	struct uk_name *chain;  /* in the hash table */
	struct uk_node *node;
	struct uk_list children, sibling;
	uint64_t cookie, next_cookie; /* place in the directory; of the next child */
	uint32_t refs, hash;
	uint16_t len;
	bool linked, mountpoint;
	bool fleeting; /* made by ops->lookup: not linked, yet not deleted */
	char *text; /* NUL-terminated: own_text, or on the heap after a rename */
	char own_text[];
};

static inline bool uk_node_is(const struct uk_node *n, uint32_t type)
{
	return (n->mode & UK_S_IFMT) == type;
}
/** Prepares a node that a file system embeds in its own: one reference, times now, an inode number. */
void uk_node_init(struct uk_node *n, struct uk_fs *fs, const struct uk_node_ops *ops, uint32_t mode);
struct uk_node *uk_node_ref(struct uk_node *n);
void uk_node_put(struct uk_node *n);
/** Sets the attributes in the node: what most file systems' setattr do. */
int uk_node_setattr(struct uk_node *n, const struct uk_attr *a);
/** Data changed: mtime and ctime. */
void uk_node_touch(struct uk_node *n);
/** Data was read: atime, as mount option relatime has it. */
void uk_node_accessed(struct uk_node *n);

/** A name in parent (may be NULL) for node, whose reference it takes over also on failure. NULL: no memory. One reference. */
struct uk_name *uk_name_new(struct uk_name *parent, const char *text, size_t len, struct uk_node *node);
struct uk_name *uk_name_ref(struct uk_name *n);
void uk_name_put(struct uk_name *n);
/** Puts a name into its directory, which holds a reference from then on. */
void uk_name_link(struct uk_name *n);
/** Takes it out again. */
void uk_name_unlink(struct uk_name *n);
/** The child of dir with that name, not referenced; NULL: none. Looks only into the tree. */
struct uk_name *uk_name_find(struct uk_name *dir, const char *text, size_t len);
/** Path from the root, NUL-terminated; its length or -ENAMETOOLONG. */
ssize_t uk_name_path(const struct uk_name *n, char *buf, size_t size);

extern struct uk_name *uk_root; /* "/" */
extern struct uk_list uk_mounts; /* struct uk_fs.mounts, in the order of mounting */
/** Mounts fs with the root directory node at an absolute path, which is made if need be. Takes over the node's reference. 0 or -errno. */
int uk_mount(struct uk_fs *fs, struct uk_node *root, const char *path);

/** Walks a path: see struct uk_walk. */
#define UK_WALK_FOLLOW 1 /* a symbolic link at the end */
#define UK_WALK_CREATE 2 /* the last component need not exist, and names no directory (-EISDIR with a slash behind it) */
#define UK_WALK_PARENT 4 /* stop at the last component and follow nothing there */
enum uk_walk_last { UK_LAST_NAME, UK_LAST_ROOT, UK_LAST_DOT, UK_LAST_DOTDOT };
struct uk_walk {
	struct uk_name *dir;   /* where the last component is; referenced */
	struct uk_name *found; /* referenced; NULL: none (UK_WALK_CREATE, _PARENT) or a file without a name */
	struct uk_file *file;  /* where a link of /proc/self/fd led; referenced */
	const char *last;      /* the last component, len bytes */
	size_t len;
	enum uk_walk_last type;
	bool slash;            /* slashes stood behind it */
	int links;             /* followed so far */
	struct uk_name *held[UK_SYMLINK_MAX]; /* links whose text is being read */
	const char *rest[UK_SYMLINK_MAX];
};
/** path is a kernel string that stays until uk_walk_end, which is due only after success. 0 or -errno. */
int uk_walk(struct uk_walk *w, struct uk_name *start, const char *path, unsigned int flags);
void uk_walk_end(struct uk_walk *w);

/** The working directory. */
struct uk_name *uk_cwd(void);
/** mode with the process's umask applied. */
uint32_t uk_umask(uint32_t mode);
/** Makes a node (socket, FIFO, …) at a path of the kernel or the working directory; *out is referenced. -EEXIST if there is one. */
int uk_make_path(const char *path, const struct uk_make *m, struct uk_name **out);
/** Takes a path, which names no directory, out of the tree. */
int uk_unlink_path(const char *path);
/** What is at a path; *out is referenced. */
int uk_find_path(const char *path, bool follow, struct uk_name **out);
/** Opens what a name stands for. */
int uk_open_name(struct uk_name *name, unsigned int flags, struct uk_file **out);

/** Device number as st_rdev shows it (makedev). */
static inline uint32_t uk_makedev(uint32_t major, uint32_t minor)
{
	return (minor & 0xff) | major << 8 | (minor & ~0xffU) << 12;
}
/** What a character device does (library devfs); NULL: there is none. */
const struct uk_file_ops *uk_dev_find(uint32_t rdev) UK_WEAK;
/** What block devices do: their open looks at the node's number (library ukblkdev). */
const struct uk_file_ops *uk_blkdev_file(void) UK_WEAK;
/** What was written to all block devices is to be safe. 0 or -errno. */
int uk_blkdev_sync(void) UK_WEAK;
/** Opens a FIFO (library that has pipes): sets f->ops and f->data; may block. */
int uk_fifo_open(struct uk_node *n, struct uk_file *f) UK_WEAK;

/** Adds an entry to a directory listing at position cookie; false: full. type: an st_mode type. */
bool uk_readdir_add(struct uk_readdir *r, const char *text, size_t len, uint64_t ino, uint32_t type, uint64_t cookie);
/** Where the listing goes on: entries with a smaller cookie were given. */
uint64_t uk_readdir_from(const struct uk_readdir *r);

/** lseek(2) for what has a size: SEEK_SET, SEEK_CUR, SEEK_END; SEEK_DATA and SEEK_HOLE as if there were no holes. */
int64_t uk_node_seek(struct uk_file *f, int64_t offset, int whence);

/* Generated text files. */
/** A node that shows an entry. NULL: no memory. */
struct uk_node *uk_text_node(struct uk_fs *fs, const struct uk_proc_entry *e);
/** Opens f on text that show makes; for nodes of one's own. 0 or -errno. */
int uk_text_open(struct uk_file *f, int (*show)(struct uk_text *t));
/** What node the text is made for: inside show. */
struct uk_node *uk_text_for(const struct uk_text *t);

#endif

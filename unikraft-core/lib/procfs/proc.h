/* SPDX-License-Identifier: BSD-3-Clause */
/* What procfs's own files share. Formats: proc(5), as of Linux 5.15. */
#ifndef PROCFS_PROC_H
#define PROCFS_PROC_H

#include <uk/node.h>
#include <uk/sched.h>

#define HZ 100 /* ticks a second, as programs see them (USER_HZ) */
#define NS_PER_S 1000000000L
#define NS_PER_TICK (NS_PER_S / HZ)

extern struct uk_fs proc_fs;

/* tree.c: building blocks of directories */
/** A directory node; mode: permissions. */
struct uk_node *proc_dir(struct uk_fs *fs, const struct uk_node_ops *ops, uint32_t mode);
/** A symbolic link whose ops say where it leads. */
struct uk_node *proc_link(struct uk_fs *fs, const struct uk_node_ops *ops);
void proc_node_release(struct uk_node *n);
/** Puts node (taken over) into dir under a name; *out (may be NULL) is not referenced. */
int proc_add(struct uk_name *dir, const char *text, size_t len, struct uk_node *node, struct uk_name **out);
/** Puts an entry at its path below dir; missing directories are made. first: what stands for a leading "self". */
int proc_add_entry(struct uk_name *dir, const struct uk_proc_entry *e, struct uk_name *self);
/** A name that is made for this lookup (ops->lookup). Takes node over. */
int proc_fleeting(struct uk_name *dir, const char *text, size_t len, struct uk_node *node, struct uk_name **out);
/** A decimal number without leading zeros; -1: none. */
int proc_number(const char *text, size_t len);

/* fd.c, task.c: dynamic directories of the process */
extern const struct uk_node_ops proc_fd_ops, proc_fdinfo_ops, proc_task_ops;

/* sysnet.c: /sys/class/net, which fills itself when it is first looked into */
extern const struct uk_node_ops proc_class_net_ops;

/* task.c */
/** The thread whose entry a text is made for; NULL: it has ended. */
struct uk_thread *proc_thread(const struct uk_text *t);
int proc_show_stat(struct uk_text *t);
int proc_show_status(struct uk_text *t);
int proc_show_comm(struct uk_text *t);

#endif

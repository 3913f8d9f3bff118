/* Whose intent it is: which process wrote it, and whether that process lives, across containers, hosts and a shared home.
 * And where a journal lies: whether its file system carries a write-ahead log. */
#ifndef JOURNAL_OWNER_H
#define JOURNAL_OWNER_H

#include <stdbool.h>
#include <stdint.h>

struct owner {
    char host[256];   /* gethostname(2) */
    char machine[64]; /* /etc/machine-id; "": unknown */
    char boot[64];    /* of the kernel, /proc/sys/kernel/random/boot_id; "": unknown */
    int64_t space;    /* pid namespace, its inode; 0: unknown */
    int64_t pid;      /* in that namespace */
    int64_t started;  /* clock ticks since the boot; 0: unknown */
    bool locked;      /* it holds the lock of its number while it lives */
};

enum owner_life { OWNER_DEAD, OWNER_LIVES, OWNER_UNKNOWN };

/** This process. */
void owner_here(struct owner *owner);
/** The file of locks beside the journal at `path`, made where it is missing; -1: there can be none. The caller closes it. */
int owner_locks(const char *path);
/** Hold the lock of `number` (from 1) until `locks` is closed or the process ends, however it ends. False: not possible here. */
bool owner_lock(int locks, int64_t number);
/**
 * Whether `owner`, which wrote under `number`, still runs; `here` is this process. A lock that is held is proof of life anywhere.
 * A lock that is free is proof of death on the same kernel alone: a network file system may keep locks to one machine.
 */
enum owner_life owner_life(const struct owner *owner, int64_t number, const struct owner *here, int locks);
/** Whether SQLite's write-ahead log is safe on the file system of `type` (statfs f_type): it needs memory shared by all readers,
 * which no network file system gives. */
bool owner_log_is_safe(int64_t type);
/** The same for the file at `path`. A file system that cannot be asked is taken as unsafe. */
bool owner_log_is_safe_at(const char *path);

#endif

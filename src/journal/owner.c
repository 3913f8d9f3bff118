/* Owners by host, boot, pid namespace, pid and start; proof of life by a lock on one byte of a file beside the journal. */
#include "journal/owner.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* The first line of a small file; "" when it cannot be read. */
static void first_line(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, out, size - 1);
    out[got > 0 ? got : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    if (fd >= 0)
        close(fd);
}

/* When process `pid` began, in clock ticks since the boot; 0: there is no such process. */
static int64_t process_started(int64_t pid)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    first_line(path, text, sizeof text);
    const char *at = strrchr(text, ')'); /* the name may hold anything */
    unsigned long long ticks = 0;
    if (!at || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                      &ticks) != 1)
        return 0;
    return (int64_t)ticks;
}

void owner_here(struct owner *owner)
{
    struct stat space;
    *owner = (struct owner){.pid = getpid()};
    if (gethostname(owner->host, sizeof owner->host - 1))
        owner->host[0] = '\0';
    first_line("/etc/machine-id", owner->machine, sizeof owner->machine);
    first_line("/proc/sys/kernel/random/boot_id", owner->boot, sizeof owner->boot);
    owner->space = stat("/proc/self/ns/pid", &space) ? 0 : (int64_t)space.st_ino;
    owner->started = process_started(owner->pid);
}

int owner_locks(const char *path)
{
    char name[4096];
    if ((size_t)snprintf(name, sizeof name, "%s-owners", path) >= sizeof name)
        return -1;
    return open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Locks of the open file, not of the process: closing another descriptor of the file does not drop them. */
bool owner_lock(int locks, int64_t number)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = number, .l_len = 1};
    return locks >= 0 && !fcntl(locks, F_OFD_SETLK, &lock);
}

static enum owner_life by_lock(int locks, int64_t number)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = number, .l_len = 1};
    if (locks < 0 || fcntl(locks, F_OFD_GETLK, &lock))
        return OWNER_UNKNOWN;
    return lock.l_type == F_UNLCK ? OWNER_DEAD : OWNER_LIVES;
}

static bool same(const char *a, const char *b)
{
    return *a && !strcmp(a, b);
}

enum owner_life owner_life(const struct owner *owner, int64_t number, const struct owner *here, int locks)
{
    bool kernel = same(owner->boot, here->boot);
    enum owner_life lock = owner->locked ? by_lock(locks, number) : OWNER_UNKNOWN;
    if (lock == OWNER_LIVES || (kernel && lock == OWNER_DEAD))
        return lock;
    if (kernel && owner->space && owner->space == here->space && owner->started)
        return process_started(owner->pid) == owner->started ? OWNER_LIVES : OWNER_DEAD;
    bool rebooted = *owner->boot && *here->boot && !kernel && same(owner->machine, here->machine) &&
                    same(owner->host, here->host);
    return rebooted ? OWNER_DEAD : OWNER_UNKNOWN;
}

bool owner_log_is_safe(int64_t type)
{
    static const uint32_t remote[] = {
        0x00006969, /* NFS */
        0x0000517B, /* SMB */
        0xFF534D42, /* CIFS */
        0xFE534D42, /* SMB 2 */
        0x65735546, /* FUSE: sshfs, virtiofs and others */
        0x01021997, /* 9P */
        0x5346414F, /* AFS */
        0x6B414653, /* kAFS */
        0x00C36400, /* Ceph */
        0x0BD00BD0, /* Lustre */
        0x01161970, /* GFS2 */
        0x7461636F, /* OCFS2 */
        0x47504653, /* GPFS */
        0x19830326, /* BeeGFS */
        0x73757245, /* Coda */
        0x786F4256, /* VirtualBox shared folders */
        0xBACBACBC, /* VMware shared folders */
    };
    for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
        if ((uint32_t)type == remote[i])
            return false;
    return true;
}

bool owner_log_is_safe_at(const char *path)
{
    struct statfs system;
    return !statfs(path, &system) && owner_log_is_safe((int64_t)system.f_type);
}

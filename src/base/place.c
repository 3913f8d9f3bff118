/* Homes, XDG folders, rights, and the one way to open a file of the user's. */
#include "base/place.h"

#include "base/alloc.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *refuse_relative(const char *name, struct err *e)
{
    err_set(e, ERR_CONFIG, "%s is not an absolute path", name);
    err_hint(e, "set %s to a path that begins with /, or unset it", name);
    return NULL;
}

const char *place_home(struct arena *arena, struct err *e)
{
    const char *home = getenv("HOME");
    if (home && *home)
        return *home == '/' ? home : refuse_relative("HOME", e);
    const struct passwd *entry = getpwuid(getuid());
    if (entry && entry->pw_dir && *entry->pw_dir == '/')
        return arena_strdup(arena, entry->pw_dir);
    err_set(e, ERR_CONFIG, "there is no home directory: HOME is not set and the system knows none");
    err_hint(e, "set HOME, or --config and XDG_STATE_HOME");
    return NULL;
}

const char *place_xdg(struct arena *arena, const char *variable, const char *otherwise, struct err *e)
{
    const char *set = getenv(variable);
    if (set && *set)
        return *set == '/' ? arena_printf(arena, "%s/roster", set) : refuse_relative(variable, e);
    const char *home = place_home(arena, e);
    return home ? arena_printf(arena, "%s/%s/roster", home, otherwise) : NULL;
}

const char *place_expand(struct arena *arena, const char *path, const char *beside, struct err *e)
{
    const char *slash = strrchr(beside, '/');
    if (*path == '/')
        return path;
    if (!strcmp(path, "~") || !strncmp(path, "~/", 2)) {
        const char *home = place_home(arena, e);
        return home ? arena_printf(arena, "%s%s", home, path + 1) : NULL;
    }
    return slash ? arena_printf(arena, "%.*s/%s", (int)(slash - beside), beside, path) : path;
}

/* A group of the user's own, as many systems make one for each user, is nobody else. */
static bool is_own_group(gid_t group)
{
    const struct passwd *user = getpwuid(geteuid());
    const struct group *entry = getgrgid(group);
    if (!user || !entry || user->pw_gid != group || strcmp(entry->gr_name, user->pw_name) != 0)
        return false;
    for (char **member = entry->gr_mem; *member; member++)
        if (strcmp(*member, user->pw_name) != 0)
            return false;
    return true;
}

static bool others_write(const struct stat *about)
{
    return about->st_mode & S_IWOTH || (about->st_mode & S_IWGRP && about->st_gid && !is_own_group(about->st_gid));
}

static bool open_to_others(const char *what, const char *path, struct err *e)
{
    err_set(e, ERR_CONFIG, "the %s is not used: others can write to %s", what, path);
    return err_hint(e, "chmod go-w %s, after a look at what is in it", path);
}

bool place_is_own(const char *what, const char *path, struct err *e)
{
    struct stat about;
    char real[PATH_MAX];
    if (!realpath(path, real) || stat(real, &about))
        return err_set(e, ERR_FILE, "the %s %s cannot be read: %s", what, path, strerror(errno));
    if (about.st_uid != geteuid() && about.st_uid != 0) {
        err_set(e, ERR_CONFIG, "the %s is not used: %s belongs to another user", what, real);
        return err_hint(e, "chown it to yourself, after a look at what is in it");
    }
    if (others_write(&about))
        return open_to_others(what, real, e);
    for (char *slash; (slash = strrchr(real, '/'));) { /* who may write a folder may put another thing in the place */
        *(slash == real ? slash + 1 : slash) = '\0';
        if (!stat(real, &about) && !(about.st_mode & S_ISVTX) && others_write(&about))
            return open_to_others(what, real, e);
        if (slash == real)
            break;
    }
    return true;
}

bool place_make(const char *path, struct err *e)
{
    auto_str char *copy = xstrdup(path);
    bool made = true;
    for (char *at = copy + 1; made && *at; at++)
        if (*at == '/') {
            *at = '\0';
            made = !mkdir(copy, 0700) || errno == EEXIST || errno == EROFS ||
                   errno == EACCES; /* the last one decides */
            *at = '/';
        }
    if (!made || (mkdir(copy, 0700) && errno != EEXIST))
        return err_set(e, ERR_FILE, "%s cannot be created: %s", path, strerror(errno));
    return place_is_own("state folder", path, e);
}

int place_open(const char *what, const char *path, struct err *e)
{
    struct stat about = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && !fstat(fd, &about) && S_ISREG(about.st_mode))
        return fd;
    err_set(e, ERR_FILE, "%s%s%s: %s", what, *what ? " " : "", path,
            fd < 0                   ? strerror(errno)
            : S_ISDIR(about.st_mode) ? strerror(EISDIR)
                                     : "it is no regular file");
    if (fd >= 0)
        close(fd);
    return -1;
}

FILE *place_stream(const char *what, const char *path, bool secret, struct err *e)
{
    int fd = place_open(what, path, e);
    FILE *stream = fd >= 0 ? fdopen(fd, "r") : NULL;
    if (stream && secret)
        setvbuf(stream, NULL, _IONBF, 0);
    return stream;
}

static bool write_all(int file, const char *bytes, size_t length)
{
    while (length) {
        ssize_t more = write(file, bytes, length);
        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0)
            return false;
        bytes += more;
        length -= (size_t)more;
    }
    return !fsync(file);
}

/* A name for what is not whole yet, in the folder of `path`. */
static char *partial_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash + 1 - path) : 0;
    return xasprintf("%.*s.%.200s.partial", folder, path, path + folder);
}

/* A folder that lost its entry with the power keeps no file. */
static void sync_folder(int folder, const char *path)
{
    const char *slash = strrchr(path, '/');
    auto_str char *above = slash ? xstrndup(path, (size_t)(slash + 1 - path)) : xstrdup(".");
    int fd = openat(folder, above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

bool place_write(int folder, const char *path, const void *bytes, size_t length, struct err *e)
{
    auto_str char *partial = partial_name(path);
    unlinkat(folder, partial, 0); /* of somebody who was killed here */
    int file = openat(folder, partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return err_set(e, ERR_FILE, "%.200s cannot be written: %s", path, strerror(errno));
    bool good = write_all(file, bytes, length);
    int why = errno;
    if (close(file) && good)
        good = false, why = errno;
    if (good && linkat(folder, partial, folder, path, 0)) {
        good = errno != EEXIST && !renameat2(folder, partial, folder, path, RENAME_NOREPLACE); /* no hard links here */
        why = errno;
    }
    unlinkat(folder, partial, 0);
    if (!good)
        return err_set(e, ERR_FILE, "%.200s cannot be written: %s", path,
                       why == EEXIST ? "it is there already, and nothing is replaced" : strerror(why));
    sync_folder(folder, path);
    return true;
}

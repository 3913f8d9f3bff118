/* A file that is there whole or not at all. */
#include "ui/views/export_file.h"

#include "base/alloc.h"
#include "base/place.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool export_path(const char *path, char *out, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err ignored;
    const char *home = strncmp(path, "~/", 2) ? NULL : place_home(arena, &ignored);
    int length = home ? snprintf(out, size, "%s/%s", home, path + 2) : snprintf(out, size, "%s", path);
    return length >= 0 && (size_t)length < size;
}

static bool write_all(void *context, const char *bytes, size_t length)
{
    int file = *(int *)context;
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* Give the file its name; where a file system cannot refuse by itself to replace one, it is looked for first. */
static bool put_in_place(const char *from, const char *to, bool replace)
{
    if (replace)
        return rename(from, to) == 0;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

bool export_write(const struct exported *exported, const char *path, bool json, bool replace, bool *exists,
                  struct err *e)
{
    auto_str char *temporary = xasprintf("%s.XXXXXX", path);
    *exists = !replace && access(path, F_OK) == 0;
    if (*exists)
        return err_set(e, ERR_FILE, "%s exists", path);
    int file = mkostemp(temporary, O_CLOEXEC); /* 0600 */
    if (file < 0)
        return err_set(e, ERR_FILE, "It cannot be written: %s.", strerror(errno));
    bool good = exported->write(exported->from, json, write_all, &file) && fsync(file) == 0;
    int because = errno;
    good = close(file) == 0 && good;
    if (good && !put_in_place(temporary, path, replace)) {
        because = errno;
        good = false;
        *exists = because == EEXIST;
    }
    if (good)
        return true;
    unlink(temporary);
    return err_set(e, ERR_FILE, "It cannot be written: %s.", strerror(because));
}

/* The file, the editor, and what comes back. */
#include "ui/screen/editor.h"

#include "base/utf8.h"
#include "ui/screen/keys.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PATH_BYTES = 512, TAB = 4 };

static const char *editor(void)
{
    const char *visual = getenv("VISUAL"), *plain = getenv("EDITOR");
    return visual && *visual ? visual : plain && *plain ? plain : "vi";
}

/* --- the file --- */

static bool write_all(int fd, const char *text, size_t length)
{
    while (length) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static bool write_file(char path[PATH_BYTES], const struct entry *entry, struct err *e)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");
    snprintf(path, PATH_BYTES, "%s/roster-XXXXXX.txt", folder && *folder == '/' ? folder : "/tmp");
    int fd = mkostemps(path, (int)strlen(".txt"), O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return err_set(e, ERR_INTERNAL, "no file can be made for the editor: %s", strerror(errno));
    bool good = write_all(fd, buf_text(&entry->text), entry->text.length);
    close(fd);
    if (good)
        return true;
    unlink(path);
    return err_set(e, ERR_INTERNAL, "the file for the editor cannot be written: %s", strerror(errno));
}

/* What can be typed here is taken; tabs become spaces, the line break that editors add at the end goes. */
static void take_text(struct entry *entry, const char *text, size_t length)
{
    struct buf kept = buf_make(entry->text.limit);
    uint32_t point;
    bool lost = false;
    while (length && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        length--;
    for (size_t at = 0, used; at < length && (used = utf8_decode(text + at, length - at, &point)); at += used) {
        lost |= kept.length + TAB > kept.limit;
        if (lost)
            break;
        if (point == '\t')
            buf_puts(&kept, "    ");
        else if (point == '\n' || key_is_text((int)point))
            buf_add(&kept, text + at, used);
    }
    entry_set(entry, buf_text(&kept));
    entry->lost = lost;
    buf_free(&kept);
}

static bool read_file(const char *path, struct entry *entry, struct err *e)
{
    size_t limit = entry->text.limit;
    struct buf text = buf_make(limit + 2);
    char part[4096];
    ssize_t got;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return err_set(e, ERR_INTERNAL, "what the editor wrote cannot be read: %s", strerror(errno));
    while ((got = read(fd, part, sizeof part)) > 0 && text.length + (size_t)got <= limit)
        buf_add(&text, part, (size_t)got);
    close(fd);
    if (got > 0)
        err_set(e, ERR_USAGE, "the text is longer than %zu bytes: nothing was taken", limit);
    else
        take_text(entry, buf_text(&text), text.length);
    buf_free(&text);
    return got == 0;
}

/* --- the editor --- */

static bool start(const char *path, pid_t *child)
{
    char command[PATH_BYTES];
    char *arguments[] = {(char *)"sh", (char *)"-c", command, (char *)"sh", (char *)path, NULL};
    posix_spawnattr_t how;
    sigset_t none, all;
    snprintf(command, sizeof command, "exec %s \"$1\"", editor()); /* it may have options of its own */
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int failed = posix_spawn(child, "/bin/sh", NULL, &how, arguments, environ);
    posix_spawnattr_destroy(&how);
    return !failed;
}

/* Ctrl-Z in the editor stops both; a Ctrl-C there is meant for it alone. */
static int wait_for(pid_t child)
{
    sigset_t stop, before, interrupt;
    struct timespec now = {0};
    int status = -1;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (sigismember(&before, SIGINT))
        sigtimedwait(&interrupt, NULL, &now);
    return status;
}

bool editor_run(struct entry *entry, struct err *e)
{
    char path[PATH_BYTES];
    pid_t child;
    bool good;
    if (!write_file(path, entry, e))
        return false;
    if (!start(path, &child))
        good = err_set(e, ERR_INTERNAL, "no editor can be started");
    else if (wait_for(child) != 0)
        good = err_set(e, ERR_INTERNAL, "%s ended with an error: nothing was taken", editor());
    else
        good = read_file(path, entry, e);
    unlink(path);
    return good;
}

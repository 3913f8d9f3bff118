/* Writing the log: each line is one write to a file opened for appending, so that threads need no lock. */
#include "base/log.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = 1000 };

static const char *const areas[LOG_AREAS] = {
#define X(area, name, tells) [LOG_##area] = name,
    LOG_MAP(X)
#undef X
};
static const char *const level_names[] = {
    [LOG_NONE] = "none", [LOG_ERROR] = "error", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

/* The process's, set before a second thread exists and only read afterwards. */
static int file = -1;
static enum log_level wanted[LOG_AREAS];

static int find(const char *const *names, size_t count, const char *text, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && !strncmp(names[i], text, length))
            return (int)i;
    return -1;
}

/* One of "debug" and "http=debug". */
static bool set_level(const char *text, size_t length, struct err *e)
{
    const char *equals = memchr(text, '=', length), *level = equals ? equals + 1 : text;
    int at = find(level_names, sizeof level_names / sizeof level_names[0], level, (size_t)(text + length - level));
    int area = equals ? find(areas, LOG_AREAS, text, (size_t)(equals - text)) : 0;
    if (at < 0 || area < 0) {
        err_set(e, ERR_USAGE, "--log-level: \"%.*s\" is not known", (int)length, text);
        return err_hint(e,
                        "write none, error, info or debug, for one area as http=debug; areas: start, http, login, job, "
                        "screen");
    }
    for (int i = equals ? area : 0; i < (equals ? area + 1 : LOG_AREAS); i++)
        wanted[i] = (enum log_level)at;
    return true;
}

int log_file(const char *what, const char *path, struct err *e)
{
    struct stat is = {0};
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    bool other = fd >= 0 &&
                 (fstat(fd, &is) || !S_ISREG(is.st_mode)); /* a device's permissions are not ours to change */
    if (fd >= 0 && !other && !fchmod(fd, 0600))            /* one that is there already may have been open to others */
        return fd;
    err_set(e, ERR_FILE, "the %s %s cannot be opened: %s", what, path,
            other ? "it is no regular file" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

bool log_open(const char *path, const char *levels, struct err *e)
{
    for (int i = 0; i < LOG_AREAS; i++)
        wanted[i] = LOG_INFO;
    for (const char *at = levels; at && *at;) {
        size_t length = strcspn(at, ",");
        if (!set_level(at, length, e))
            return false;
        at += length + (at[length] == ',');
    }
    int fd = log_file("log", path, e);
    if (fd < 0)
        return false;
    log_close();
    file = fd;
    return true;
}

void log_close(void)
{
    if (file >= 0)
        close(file);
    file = -1;
}

bool log_wants(enum log_area area, enum log_level level)
{
    return file >= 0 && level <= wanted[area];
}

void log_line(enum log_area area, enum log_level level, const char *format, ...)
{
    char when[CLOCK_TEXT], text[LINE], clean[LINE], line[LINE + 128];
    va_list arguments;
    if (!log_wants(area, level))
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    clean_text(text, strlen(text), clean, sizeof clean);
    clean[secret_mask(clean, strlen(clean))] = '\0';
    int length = snprintf(line, sizeof line, "%s %-5s %-6s %s\n", clock_format(clock_now(), when), level_names[level],
                          areas[area], clean);
    ssize_t written = write(file, line, (size_t)length);
    (void)written; /* a full disk must not stop the work */
}

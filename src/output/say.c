/* Formatting with cleaned arguments, buffering, and the state of the two streams. */
#include "output/say.h"

#include "base/buf.h"
#include "base/clean.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "codec/json_lines.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { LONGEST = 64 << 20, KEPT = 64 << 10, SPEC = 32 };

/* The thread that prints owns it. */
static struct {
    struct buf out;
    bool failed, passing;
    struct json_lines lines; /* JSON passes through it */
    bool as_lines;
} stream = {.out = {.limit = LONGEST}};

void say_start(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY); /* the lowest that is free; nothing goes through it */
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(fd, bytes, length);
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        if (written < 0 && errno == EAGAIN)
            poll(&wait, 1, -1);
        else if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool say_flush(void)
{
    if (stream.out.length && !write_all(STDOUT_FILENO, stream.out.data, stream.out.length))
        stream.failed = true;
    if (stream.out.data)
        secret_wipe(stream.out.data, stream.out.length);
    buf_clear(&stream.out);
    return !stream.failed;
}

/* --- cleaning --- */

static void add_clean(struct buf *out, const char *text, size_t length)
{
    if (clean_is(text, length)) {
        buf_add(out, text, length);
        return;
    }
    size_t need = clean_text(text, length, NULL, 0);
    struct buf clean = buf_make(need + 1);
    for (size_t i = 0; i <= need; i++)
        buf_putc(&clean, ' ');
    clean_text(text, length, clean.data, need + 1);
    buf_add(out, clean.data, need);
    buf_free(&clean);
}

static void add_lines(struct buf *out, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        bool carriage = stop && stop > text && stop[-1] == '\r'; /* as CSV ends its lines */
        add_clean(out, text, (size_t)((stop ? stop : end) - text) - carriage);
        if (stop)
            buf_puts(out, carriage ? "\r\n" : "\n");
        text = stop ? stop + 1 : end;
    }
}

/* --- formatting --- */

struct spec {
    char text[SPEC]; /* as it stands in the format, with numbers for its stars */
    char kind;       /* 's', 'd', … */
    char size;       /* 'z', 'l', 'L' for ll, 0 */
    int precision;   /* of a text; -1: none */
};

static const char *read_spec(const char *at, struct spec *spec, va_list *arguments)
{
    struct buf text = buf_make(SPEC - 1);
    spec->size = 0;
    spec->precision = -1;
    bool dot = false;
    buf_putc(&text, *at++);
    for (; *at && !strchr("sdiuxXc%", *at); at++) {
        int star = *at == '*' ? va_arg(*arguments, int) : 0;
        dot |= *at == '.';
        if (*at == '.')
            spec->precision = (int)strtol(at + 1, NULL, 10);
        if (*at == '*' && dot)
            spec->precision = star;
        if (*at == '*')
            buf_printf(&text, "%d", star);
        else
            buf_putc(&text, *at);
        if (*at == 'z' || *at == 'l')
            spec->size = *at == 'l' && spec->size == 'l' ? 'L' : *at;
    }
    spec->kind = *at;
    buf_putc(&text, *at);
    memcpy(spec->text, buf_text(&text), text.length + 1);
    buf_free(&text);
    return *at ? at + 1 : at;
}

static void add_text(struct buf *out, const struct spec *spec, const char *text)
{
    char *width_end;
    struct buf clean = buf_make(LONGEST);
    size_t length = spec->precision >= 0 ? strnlen(text, (size_t)spec->precision) : strlen(text);
    const char *at = spec->text + 1;
    bool left = *at == '-';
    long width = strtol(at + left, &width_end, 10);
    add_clean(&clean, text, length);
    clean.length = secret_mask(clean.data ? clean.data : (char[1]){0}, clean.length);
    int pad = (int)width - (int)clean.length;
    if (!left && pad > 0)
        buf_printf(out, "%*s", pad, "");
    buf_add(out, buf_text(&clean), clean.length);
    if (left && pad > 0)
        buf_printf(out, "%*s", pad, "");
    buf_free(&clean);
}

static void add_argument(struct buf *out, const struct spec *spec, va_list *arguments)
{
    char text[64 + SPEC] = "";
    switch (spec->kind) {
    case 's': {
        const char *given = va_arg(*arguments, const char *);
        add_text(out, spec, given ? given : "");
        return;
    }
    case '%':
        buf_putc(out, '%');
        return;
    default:
        break;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (spec->size == 'L')
        snprintf(text, sizeof text, spec->text, va_arg(*arguments, long long));
    else if (spec->size == 'l')
        snprintf(text, sizeof text, spec->text, va_arg(*arguments, long));
    else if (spec->size == 'z')
        snprintf(text, sizeof text, spec->text, va_arg(*arguments, size_t));
    else
        snprintf(text, sizeof text, spec->text, va_arg(*arguments, int));
#pragma GCC diagnostic pop
    buf_puts(out, text);
}

static void format_to(struct buf *out, const char *format, va_list *arguments)
{
    while (*format) {
        size_t plain = strcspn(format, "%");
        struct spec spec;
        buf_add(out, format, plain);
        format += plain;
        if (*format) {
            format = read_spec(format, &spec, arguments);
            add_argument(out, &spec, arguments);
        }
    }
}

/* --- leaving --- */

static void keep(void)
{
    if (stream.out.length > KEPT || isatty(STDOUT_FILENO))
        say_flush();
}

void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_to(&stream.out, format, &arguments);
    va_end(arguments);
    keep();
}

void say_error(const char *format, ...)
{
    auto_buf struct buf line = buf_make(LONGEST);
    va_list arguments;
    say_passing(NULL);
    va_start(arguments, format);
    format_to(&line, format, &arguments);
    va_end(arguments);
    (void)!write_all(STDERR_FILENO, buf_text(&line), line.length);
}

static bool put(void (*add)(struct buf *, const char *, size_t), const char *text, size_t length, bool shown)
{
    size_t before = stream.out.length;
    if (before > KEPT) {
        say_flush();
        before = 0;
    }
    add(&stream.out, text, length);
    if (!shown && stream.out.data)
        stream.out.length = before + secret_mask(stream.out.data + before, stream.out.length - before);
    stream.failed |= stream.out.overflow;
    keep();
    return !stream.failed;
}

bool say_lines(const char *text, size_t length)
{
    return put(add_lines, text, length, false);
}

void say_as_lines(bool lines)
{
    stream.as_lines = lines;
}

static void add_json(struct buf *out, const char *text, size_t length)
{
    auto_buf struct buf inert = buf_make(LONGEST);
    json_inert(stream.as_lines ? &inert : out, text, length);
    if (stream.as_lines)
        json_lines_add(&stream.lines, out, buf_text(&inert), inert.length);
    secret_wipe(inert.data, inert.length);
}

bool say_json(const char *text, size_t length)
{
    return put(add_json, text, length, false);
}

void say_secret(const char *text)
{
    put(add_lines, text, strlen(text), true);
    say_flush();
}

void say_secret_json(const char *text, size_t length)
{
    put(add_json, text, length, true);
    say_flush();
}

bool say_can(struct err *e)
{
    struct stat about = {0};
    struct statvfs system;
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = POLLOUT};
    bool good = say_flush() && !fstat(STDOUT_FILENO, &about) && (fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) != O_RDONLY;
    if (good && S_ISREG(about.st_mode))
        good = !fstatvfs(STDOUT_FILENO, &system) && system.f_bavail > 0;
    else if (good && S_ISCHR(about.st_mode))
        good = write(STDOUT_FILENO, "", 0) == 0; /* /dev/full, a terminal that has hung up */
    else if (good && (S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode)))
        good = poll(&reader, 1, 0) >= 0 && !(reader.revents & (POLLERR | POLLHUP | POLLNVAL));
    if (good)
        return true;
    err_set(e, ERR_FILE, "standard output takes nothing: what is made would be lost");
    return err_hint(e, "nothing was done; give it a terminal, a pipe that is read, or a file with room");
}

int say_width(void)
{
    struct winsize size;
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool say_is_watched(void)
{
    return isatty(STDERR_FILENO);
}

void say_passing(const char *text)
{
    auto_buf struct buf line = buf_make(LONGEST);
    if (!say_is_watched() || (!text && !stream.passing))
        return;
    buf_puts(&line, "\r\033[K");
    if (text)
        add_clean(&line, text, strlen(text));
    (void)!write_all(STDERR_FILENO, buf_text(&line), line.length);
    stream.passing = text != NULL;
}

/* Formatting ledger lines and taking secrets out of them. */
#include "tenant/front/ledger.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define HIDDEN "***"

static bool secret_name(const char *name)
{
    static const char *const names[] = {
        "authorization",       "cookie",           "password",      "newPassword",
        "currentPassword",     "client_secret",    "secretText",    "access_token",
        "temporaryAccessPass", "client_assertion", "refresh_token", "device_code",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(name, names[i]))
            return true;
    return false;
}

static void write_hidden(struct json_writer *w, const struct json *value)
{
    switch (json_kind(value)) {
    case JSON_OBJECT:
        json_open(w, '{');
        for (const struct json *child = json_first(value); child; child = json_next(child)) {
            json_name(w, json_key(child));
            if (json_kind(child) == JSON_STRING && secret_name(json_key(child)))
                json_put_text(w, HIDDEN);
            else
                write_hidden(w, child);
        }
        json_close(w);
        break;
    case JSON_ARRAY:
        json_open(w, '[');
        for (const struct json *child = json_first(value); child; child = json_next(child))
            write_hidden(w, child);
        json_close(w);
        break;
    default: {
        auto_buf struct buf text = buf_make(16u << 20);
        json_write(value, &text);
        json_put_raw(w, buf_text(&text), text.length);
    }
    }
}

/* "a=b&client_secret=c" with the secrets' values hidden. */
static void write_form(struct json_writer *w, const char *body)
{
    auto_buf struct buf out = buf_make(16u << 20);
    for (const char *at = body; *at;) {
        size_t length = strcspn(at, "&"), name = strcspn(at, "=&");
        auto_str char *key = xstrndup(at, name);
        if (secret_name(key))
            buf_printf(&out, "%s=" HIDDEN, key);
        else
            buf_add(&out, at, length);
        at += length;
        if (*at == '&')
            buf_putc(&out, *at++);
    }
    json_put_text(w, buf_text(&out));
}

static void write_body(struct json_writer *w, const struct ledger_line *line)
{
    struct err e = {0};
    if (line->body_length == 0) {
        json_put_null(w);
        return;
    }
    auto_json struct json *body = json_parse(line->body, line->body_length, &e);
    if (body)
        write_hidden(w, body);
    else
        write_form(w, line->body);
}

/* The line as text (what ledger_write writes), for tests. */
static void ledger_format(const struct ledger_line *line, struct buf *out)
{
    char time[CLOCK_TEXT];
    struct json_writer w = json_writer(out);
    json_open(&w, '{');
    json_member_text(&w, "time", clock_format(clock_now(), time));
    json_member_text(&w, "method", line->method);
    json_member_text(&w, "url", line->url);
    json_name(&w, "headers");
    json_open(&w, '{');
    for (size_t i = 0; i < line->header_count; i++) {
        json_member_text(&w, line->headers[i].name,
                         secret_name(line->headers[i].name) ? HIDDEN : line->headers[i].value);
    }
    json_close(&w);
    json_name(&w, "body");
    write_body(&w, line);
    json_member_int(&w, "status", line->status);
    json_member_text(&w, "user", line->user);
    if (line->fault && line->fault[0]) {
        json_member_text(&w, "fault", line->fault);
    }
    if (line->overlaps) {
        json_member_bool(&w, "overlaps", true);
    }
    if (line->batch) {
        json_member_bool(&w, "batch", true);
    }
    json_close(&w);
    buf_putc(out, '\n');
}

bool ledger_open(struct ledger *ledger, const char *path, struct err *e)
{
    *ledger = (struct ledger){.fd = -1};
    pthread_mutex_init(&ledger->lock, NULL);
    if (!path)
        return true;
    ledger->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (ledger->fd < 0)
        return err_set(e, ERR_FILE, "%s: %s", path, strerror(errno));
    return true;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger->fd >= 0)
        close(ledger->fd);
    ledger->fd = -1;
    pthread_mutex_destroy(&ledger->lock);
}

void ledger_write(struct ledger *ledger, const struct ledger_line *line)
{
    if (ledger->fd < 0)
        return;
    auto_buf struct buf text = buf_make(64u << 20);
    ledger_format(line, &text);
    pthread_mutex_lock(&ledger->lock);
    for (size_t at = 0; at < text.length;) {
        ssize_t wrote = write(ledger->fd, text.data + at, text.length - at);
        if (wrote < 0 && errno != EINTR)
            break;
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    pthread_mutex_unlock(&ledger->lock);
}

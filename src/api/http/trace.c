/* Writing the trace; what is secret is replaced before a byte reaches the file. */
#include "api/http/trace.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "codec/json.h"
#include "codec/json_scan.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define TRACE_TEXT (64u << 10)

struct trace {
    int fd;
};

struct trace *trace_open(const char *path, struct err *e)
{
    int fd = log_file("trace", path, e);
    if (fd < 0)
        return NULL;
    struct trace *trace = xcalloc(1, sizeof *trace);
    trace->fd = fd;
    return trace;
}

void trace_close(struct trace *trace)
{
    if (!trace)
        return;
    close(trace->fd);
    xfree(trace);
}

static bool is_secret_name(const char *name, size_t length)
{
    static const char *const parts[] = {"password",      "secret",      "token",     "assertion", "temporaryaccesspass",
                                        "authorization", "device_code", "user_code", "credential"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t n = strlen(parts[i]);
        for (size_t at = 0; at + n <= length; at++)
            if (strncasecmp(name + at, parts[i], n) == 0)
                return true;
    }
    return false;
}

/* A name may be written with escapes: "pass\u0077ord". */
static bool names_a_secret(const struct json_scan *scan)
{
    if (!scan->escaped)
        return is_secret_name(scan->text, scan->length);
    auto_str char *plain = xmalloc(scan->length + 1);
    return is_secret_name(plain, json_scan_unescape(scan->text, scan->length, plain));
}

/* Whether the text is JSON, with the values of secret names replaced. Objects under a secret name go whole. */
static bool redact_json(struct buf *out, const char *text, size_t length)
{
    struct json_scan scan = json_scan(text, length);
    const char *copied = text;
    for (;;) {
        enum json_event event = json_scan_next(&scan);
        if (event == SCAN_BAD)
            return false;
        if (event == SCAN_END)
            break;
        if (event != SCAN_NAME || !names_a_secret(&scan))
            continue;
        const char *after_name = scan.text + scan.length + 1;
        buf_add(out, copied, (size_t)(after_name - copied));
        buf_puts(out, ":\"…\"");
        if (!json_scan_skip(&scan))
            return false;
        copied = scan.at;
    }
    buf_add(out, copied, (size_t)(text + length - copied));
    return !out->overflow;
}

/* Nothing stands in a form that would be at home in damaged JSON: what is cut is told by its size. */
static bool is_form(const char *text, size_t length)
{
    static const char also[] = "-._~%+*&=!$'(),:;@/?";
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && !memchr(also, text[i], sizeof also - 1))
            return false;
    return memchr(text, '=', length);
}

static bool redact_form(struct buf *out, const char *text, size_t length)
{
    const char *end = text + length;
    if (!is_form(text, length))
        return false;
    while (text < end) {
        const char *stop = memchr(text, '&', (size_t)(end - text));
        stop = stop ? stop : end;
        const char *equals = memchr(text, '=', (size_t)(stop - text));
        bool hidden = equals && memchr(text, '%', (size_t)(equals - text)); /* nobody encodes an honest name */
        if (equals && (hidden || is_secret_name(text, (size_t)(equals - text)))) {
            buf_add(out, text, (size_t)(equals + 1 - text));
            buf_puts(out, "…");
        } else {
            buf_add(out, text, (size_t)(stop - text));
        }
        if (stop < end)
            buf_putc(out, '&');
        text = stop + 1;
    }
    return !out->overflow;
}

void trace_redact(struct buf *out, const char *text, size_t length)
{
    auto_buf struct buf redacted = buf_make(2 * TRACE_TEXT);
    bool ok = length <= TRACE_TEXT && length > 0 && redact_json(&redacted, text, length);
    if (!ok && length > 0 && length <= TRACE_TEXT) {
        buf_clear(&redacted);
        redacted.overflow = false;
        ok = redact_form(&redacted, text, length);
    }
    if (ok)
        buf_add(out, redacted.data, redacted.length);
    else if (length > 0)
        buf_printf(out, "(%zu bytes)", length);
}

static void put_redacted(struct json_writer *w, const char *name, const char *text, size_t length)
{
    auto_buf struct buf redacted = buf_make(2 * TRACE_TEXT);
    trace_redact(&redacted, text, length);
    json_name(w, name);
    json_put_text(w, buf_text(&redacted));
}

void trace_exchange(struct trace *trace, const struct http_request *request, const struct http_reply *reply,
                    const char *id, int64_t took_ms)
{
    char when[CLOCK_TEXT];
    auto_buf struct buf line = buf_make(1u << 20);
    struct json_writer w = json_writer(&line);
    json_open(&w, '{');
    json_name(&w, "time");
    json_put_text(&w, clock_format(clock_now(), when));
    json_name(&w, "id");
    json_put_text(&w, id);
    json_name(&w, "method");
    json_put_text(&w, request->method);
    json_name(&w, "url");
    json_put_text(&w, request->url);
    if (request->secret_body) {
        json_name(&w, "body");
        json_put_text(&w, request->shown_body ? request->shown_body : "(secret)");
    } else if (request->body) {
        put_redacted(&w, "body", request->body, request->body_length);
    }
    json_name(&w, "status");
    json_put_int(&w, reply->status);
    const char *request_id = http_reply_header(reply, "request-id");
    if (request_id) {
        json_name(&w, "request_id");
        json_put_text(&w, request_id);
    }
    if (reply->error.code) {
        json_name(&w, "error");
        json_put_text(&w, reply->error.message);
    }
    json_name(&w, "ms");
    json_put_int(&w, took_ms);
    if ((request->secret_body || request->secret_reply || request->picture) &&
        reply->status < 400) { /* what answers a secret may be one */
        json_name(&w, "reply");
        json_put_text(&w, "(secret)");
    } else {
        put_redacted(&w, "reply", buf_text(&reply->body), reply->body.length);
    }
    json_close(&w);
    line.length = secret_mask(line.data, line.length); /* under whatever name a service sends it back */
    buf_putc(&line, '\n');
    ssize_t written = write(trace->fd, buf_text(&line), line.length);
    (void)written; /* a full disk must not stop the work */
}

/* Reading errors of any shape, and telling a web page from an answer. */
#include "api/http/refusal.h"

#include "api/http/retry.h"
#include "base/clean.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 6 };

/* --- what it says --- */

/* Some services put their own JSON into the message, once or twice: what it says at its innermost, in `arena`. An ErrorCode goes
 * before the message. */
static const char *unwrapped(struct arena *arena, const char *message)
{
    enum { DEPTH = 4 };
    const char *code = NULL;
    for (int i = 0; i < DEPTH && message[strspn(message, " \r\n")] == '{'; i++) {
        struct err ignored;
        auto_json struct json *inner = json_parse(message, strlen(message), &ignored);
        const char *named = json_text_or(json_get(inner, "ErrorCode"), json_text(json_get(inner, "Status")));
        const char *text = json_text_or(json_get(inner, "Message"), json_text(json_get(inner, "message")));
        code = named ? arena_strdup(arena, named) : code;
        if (!text && !named)
            break;
        message = text ? arena_strdup(arena, text) : "";
    }
    return !code ? message : *message ? arena_printf(arena, "%s: %s", code, message) : code;
}

/* Text, a number, or SharePoint's {"lang", "value"}. */
static bool take_text(const struct json *value, char *out, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf number = buf_make(64);
    const char *text = json_text(json_kind(value) == JSON_OBJECT ? json_get(value, "value") : value);
    if (!text && json_kind(value) == JSON_NUMBER && json_write(value, &number))
        text = buf_text(&number);
    text = text ? unwrapped(arena, text) : NULL;
    return text && *text && clean_text(text, strlen(text), out, size);
}

static bool take_named(const struct json *object, const char *const *names, char *out, size_t size)
{
    for (; *names; names++)
        if (take_text(json_get(object, *names), out, size))
            return true;
    return false;
}

static bool take_message(const struct json *node, int depth, char *out, size_t size)
{
    static const char *const inside[] = {"innererror", "innerError", "error", "odata.error", NULL},
                             *const beside[] = {"internalException", "internalexception", NULL},
                             *const names[] = {"message", "Message", "error_description", "ExceptionMessage", "detail",
                                               "title",   NULL};
    if (!node || depth > DEEPEST)
        return false;
    for (const char *const *name = inside; *name; name++)
        if (json_kind(json_get(node, *name)) == JSON_OBJECT &&
            take_message(json_get(node, *name), depth + 1, out, size))
            return true;
    if (take_named(node, names, out, size) || take_message(json_first(json_get(node, "details")), depth + 1, out, size))
        return true;
    for (const char *const *name = beside; *name; name++)
        if (take_message(json_get(node, *name), depth + 1, out, size))
            return true;
    return false;
}

static bool take_code(const struct json *node, int depth, char *out, size_t size)
{
    static const char *const inside[] = {"error", "odata.error", "innererror", "innerError", NULL}, *const names[] = {
                                                                                                        "code", "Code",
                                                                                                        "errorCode",
                                                                                                        NULL};
    if (!node || depth > DEEPEST)
        return false;
    if (take_named(node, names, out, size))
        return true;
    for (const char *const *name = inside; *name; name++)
        if (json_kind(json_get(node, *name)) == JSON_OBJECT && take_code(json_get(node, *name), depth + 1, out, size))
            return true;
    return take_code(json_first(json_get(node, "details")), depth + 1, out, size);
}

void refusal_read(const struct json *root, struct refusal *refusal)
{
    const char *error = json_text(json_get(root, "error"));
    struct err ignored;
    *refusal = (struct refusal){.code = ""};
    take_message(root, 0, refusal->message, sizeof refusal->message);
    take_code(root, 0, refusal->code, sizeof refusal->code);
    if (error && *error) { /* {"error": "invalid_request"}, {"error": "No such thing."} */
        bool word = !strchr(error, ' ') && !*refusal->code;
        char *to = word ? refusal->code : refusal->message;
        if (word || !*refusal->message)
            clean_text(error, strlen(error), to, word ? sizeof refusal->code : sizeof refusal->message);
    }
    if (refusal->message[0] != '{')
        return;
    auto_json struct json *within = json_parse(refusal->message, strlen(refusal->message), &ignored);
    if (within)
        take_message(within, 1, refusal->message, sizeof refusal->message);
}

/* --- who says it --- */

static bool is_page(const char *body, size_t length)
{
    static const char *const starts[] = {"<!doctype html", "<html", "<head", "<body", "<title", "<script", "<meta"};
    const char *end = body + length;
    if (length >= 3 && !memcmp(body, "\xef\xbb\xbf", 3))
        body += 3;
    while (body < end && strchr(" \t\r\n", *body) && *body)
        body++;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if ((size_t)(end - body) >= strlen(starts[i]) && !strncasecmp(body, starts[i], strlen(starts[i])))
            return true;
    return false;
}

/* " titled "…"", or nothing. */
static void name_page(const char *body, char *out, size_t size)
{
    const char *at = strcasestr(body, "<title>"), *end = at ? strcasestr(at, "</title") : NULL;
    char title[80];
    *out = '\0';
    if (end && clean_text(at + 7, (size_t)(end - at - 7), title, sizeof title))
        snprintf(out, size, ", \"%s\",", title);
}

bool refusal_is_foreign(long status, const char *body, size_t length, const char *service, struct err *e)
{
    char titled[100];
    bool later = status >= 500 || status == 429;
    if (status == 407) {
        err_set(e, ERR_PROXY, "a proxy between here and %s asks for a name and a password (HTTP 407)", service);
        err_hint(e, "Put them into https_proxy: http://NAME:PASSWORD@HOST:PORT");
        return true;
    }
    if (status == 0 || (status != 511 && !is_page(body, length)))
        return false;
    name_page(body, titled, sizeof titled);
    err_set(e,
            status == 429 || status == 503 ? ERR_THROTTLED
            : later && status != 511       ? ERR_SERVICE
                                           : ERR_PROXY,
            "a web page%s came instead of an answer of %s (HTTP %ld)", titled, service, status);
    err_hint(e,
             later && status != 511
                 ? "The service's own front door or a proxy answered in its place: try again"
                 : "A proxy, a filter or the sign-in page of this network answered in its place: open it in a browser, "
                   "or ask who runs the network");
    return true;
}

void refusal_hint_wait(const struct http_reply *reply, struct err *e)
{
    enum { MINUTE = 60000 };
    int64_t asked = retry_after(reply, reply->received);
    if (asked > RETRY_LONGEST_WAIT)
        err_hint(e, "The service asks to wait for %lld min%s: that is not waited for, try again then",
                 (long long)(asked / MINUTE), asked >= 86400000 ? " or more" : "");
}

/* Reading errors of any shape, and telling a web page from an answer. */
#include "api/http/refusal.h"

#include "api/http/retry.h"
#include "base/arena.h"
#include "base/clean.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 6 };

/* --- what it says --- */

/* What an error says, whole: `message` in an arena, and the ErrorCode or Status of the innermost JSON within it. */
struct said {
    struct arena *arena;
    const char *code; /* NULL: none */
};

static const char *message_in(struct said *said, const struct json *node, int depth);

/* Some services put their own JSON into the message, once or twice: what it says at its innermost. */
static const char *unwrapped(struct said *said, const char *message, int depth)
{
    struct err ignored;
    if (message[strspn(message, " \r\n")] != '{')
        return message;
    auto_json struct json *inner = json_parse(message, strlen(message), &ignored);
    const char *code = json_text_or(json_get(inner, "ErrorCode"), json_text(json_get(inner, "Status")));
    if (code)
        said->code = arena_strdup(said->arena, code);
    const char *text = inner ? message_in(said, inner, depth + 1) : NULL;
    return text ? text : code ? "" : message;
}

/* Text, a number, or SharePoint's {"lang", "value"}. NULL: none, or an empty one. */
static const char *text_of(struct arena *arena, const struct json *value)
{
    auto_buf struct buf number = buf_make(64);
    const char *text = json_text(json_kind(value) == JSON_OBJECT ? json_get(value, "value") : value);
    if (!text && json_kind(value) == JSON_NUMBER && json_write(value, &number))
        text = buf_text(&number);
    return text && *text ? arena_strdup(arena, text) : NULL;
}

static const char *named(struct arena *arena, const struct json *object, const char *const *names)
{
    const char *text = NULL;
    for (; *names && !text; names++)
        text = text_of(arena, json_get(object, *names));
    return text;
}

static const char *message_in(struct said *said, const struct json *node, int depth)
{
    static const char *const inside[] = {"innererror", "innerError", "error", "odata.error", NULL},
                             *const beside[] = {"internalException", "internalexception", NULL},
                             *const names[] = {"message", "Message", "error_description", "ExceptionMessage", "detail",
                                               "title",   NULL};
    const char *text = NULL;
    if (!node || depth > DEEPEST)
        return NULL;
    for (const char *const *name = inside; *name && !text; name++)
        if (json_kind(json_get(node, *name)) == JSON_OBJECT)
            text = message_in(said, json_get(node, *name), depth + 1);
    if (!text && (text = named(said->arena, node, names)) != NULL)
        text = unwrapped(said, text, depth);
    if (!text)
        text = message_in(said, json_first(json_get(node, "details")), depth + 1);
    for (const char *const *name = beside; *name && !text; name++)
        text = message_in(said, json_get(node, *name), depth + 1);
    return text;
}

static const char *code_in(struct arena *arena, const struct json *node, int depth)
{
    static const char *const inside[] = {"error", "odata.error", "innererror", "innerError", NULL}, *const names[] = {
                                                                                                        "code", "Code",
                                                                                                        "errorCode",
                                                                                                        NULL};
    if (!node || depth > DEEPEST)
        return NULL;
    const char *code = named(arena, node, names);
    for (const char *const *name = inside; *name && !code; name++)
        if (json_kind(json_get(node, *name)) == JSON_OBJECT)
            code = code_in(arena, json_get(node, *name), depth + 1);
    return code ? code : code_in(arena, json_first(json_get(node, "details")), depth + 1);
}

static void keep(const char *text, char *out, size_t size)
{
    clean_text(text, strlen(text), out, size);
}

/* {"error": "invalid_request"}, {"error": "No such thing."}: a single word is a code. */
void refusal_read(const struct json *root, struct refusal *refusal)
{
    auto_arena struct arena *arena = arena_new(0);
    struct said said = {.arena = arena};
    const char *error = json_text_or(json_get(root, "error"), "");
    const char *code = code_in(arena, root, 0), *message = message_in(&said, root, 0);
    if (*error && !strchr(error, ' ') && !code)
        code = error;
    else if (*error && !message)
        message = error;
    if (said.code)
        message = *message ? arena_printf(arena, "%s: %s", said.code, message) : said.code;
    *refusal = (struct refusal){.code = ""};
    keep(code ? code : "", refusal->code, sizeof refusal->code);
    keep(message ? message : "", refusal->message, sizeof refusal->message);
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

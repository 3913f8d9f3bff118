/* The small things one can ask a request or a reply. */
#include "api/http/exchange.h"

#include "base/alloc.h"
#include <ctype.h>
#include <string.h>

bool http_is_write(const struct http_request *request)
{
    return request->repeat != HTTP_READ && strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0;
}

bool http_is_sure(long status)
{
    static const long beside[] = {440, 451, 501, 503}; /* 440: Exchange's "your session is over" */
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
        if (status == beside[i])
            return true;
    return (status >= 200 && status < 300) || status == 307 || status == 308 ||
           (status >= 400 && status <= 431 && status != 408);
}

bool http_leaves_open(const struct http_request *request, long status)
{
    return http_is_write(request) && !http_is_sure(status);
}

bool http_token_is_sound(const char *token)
{
    static const char also[] = "-._~+/=";
    for (const char *c = token; c && *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr(also, *c))
            return false;
    return token && *token;
}

const char *http_reply_header(const struct http_reply *reply, const char *lower_case_name)
{
    for (const struct http_header *h = reply->headers; h; h = h->next)
        if (strcmp(h->name, lower_case_name) == 0)
            return h->value;
    return NULL;
}

void http_reply_free(struct http_reply *reply)
{
    if (!reply)
        return;
    buf_free(&reply->body);
    arena_free(reply->arena);
    xfree(reply);
}

struct http_header *http_header_add(struct arena *arena, struct http_header *list, const char *name, const char *value)
{
    struct http_header *header = arena_alloc(arena, sizeof *header);
    header->name = arena_strdup(arena, name);
    header->value = arena_strdup(arena, value);
    header->next = list;
    return header;
}

const char *http_picture_ending(const struct buf *bytes)
{
    static const struct {
        const char *ending, *begins;
        size_t length;
    } rows[] = {{"jpg", "\xff\xd8\xff", 3}, {"png", "\x89PNG\r\n\x1a\n", 8}, {"gif", "GIF8", 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (bytes->length > rows[i].length && !memcmp(bytes->data, rows[i].begins, rows[i].length))
            return rows[i].ending;
    return NULL;
}

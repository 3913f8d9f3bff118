/* Replies made by hand. */
#ifndef REPLY_FIXTURE_H
#define REPLY_FIXTURE_H

#include "api/http/exchange.h"
#include "base/alloc.h"
#include <string.h>

/** Owned by the caller: http_reply_free. */
static inline struct http_reply *reply_of(long status, const char *body)
{
    struct http_reply *reply = xcalloc(1, sizeof *reply);
    reply->status = status;
    reply->arena = arena_new(0);
    reply->body = buf_make(1u << 20);
    buf_puts(&reply->body, body);
    if (!status)
        err_set(&reply->error, ERR_NETWORK, "no reply");
    return reply;
}

/** The value of a request's header; NULL when it has none of that name, or more than one. */
static inline const char *header_of(const struct http_request *request, const char *name)
{
    const char *found = NULL;
    for (const struct http_header *h = request->headers; h; h = h->next) {
        if (strcmp(h->name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = h->value;
    }
    return found;
}

static inline void set_header(struct http_reply *reply, const char *name, const char *value)
{
    reply->headers = http_header_add(reply->arena, reply->headers, name, value);
}

#endif

/* A path and a query as the segments and options of a request. */
#include "tenant/wire/request.h"

#include "codec/url.h"
#include <string.h>

static bool parse_query(struct tenant_request *request)
{
    size_t most = 1;
    char *name, *value;
    bool bad = false;
    for (const char *at = request->query_text; *at; at++)
        most += *at == '&';
    request->query = arena_alloc(request->arena, most * sizeof *request->query);
    const char *at = request->query_text;
    while (request->query_count < most && url_query_next(request->arena, &at, &name, &value, &bad))
        request->query[request->query_count++] = (struct tenant_pair){name, value};
    return !bad;
}

/* The key of "users('a''b')", which is cut down to "users"; NULL when the segment has none. */
static char *take_key(char *segment)
{
    char *open = strstr(segment, "('"), *to = open ? open + 2 : NULL, *key = to;
    size_t length = strlen(segment);
    if (!open || open == segment || length < 4 || strcmp(segment + length - 2, "')") != 0 || to + 2 > segment + length)
        return NULL;
    segment[length - 2] = '\0';
    for (const char *from = key; *from; from++) {
        if (*from == '\'' && *++from != '\'') /* a quote inside is doubled */
            return NULL;
        *to++ = *from;
    }
    *to = *open = '\0';
    return key;
}

bool request_parse(struct tenant_request *request, const char *path, const char *query)
{
    size_t most = 2;
    request->path = path;
    request->query_text = query;
    for (const char *at = path; *at; at++)
        most += 2 * (*at == '/');
    request->segments = arena_alloc(request->arena, most * sizeof *request->segments);
    for (const char *at = path; *at;) {
        at += *at == '/';
        size_t length = strcspn(at, "/");
        if (length == 0)
            continue;
        char *segment = arena_strndup(request->arena, at, length);
        if (!url_decode(segment, false))
            return false;
        char *key = request->version[0] ? take_key(segment) : NULL;
        request->segments[request->segment_count++] = segment;
        if (key)
            request->segments[request->segment_count++] = key;
        at += length;
    }
    return parse_query(request);
}

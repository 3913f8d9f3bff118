/* Building Graph requests. */
#include "api/graph/graph.h"

#include "codec/url.h"
#include <string.h>

/* What is counted apart from the directory, by the beginning of its path. */
static enum http_workload workload_of(const char *path)
{
    static const struct {
        const char *begins;
        enum http_workload workload;
    } rows[] = {{"/auditLogs", WORKLOAD_SIGN_IN_LOGS},
                {"/identityProtection", WORKLOAD_PROTECTION},
                {"/identity/", WORKLOAD_PROTECTION},
                {"/security/auditLog/", WORKLOAD_AUDIT_QUERIES}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strncmp(path, rows[i].begins, strlen(rows[i].begins)))
            return rows[i].workload;
    return WORKLOAD_DIRECTORY;
}

static struct http_request *request(struct arena *arena, const struct endpoints *endpoints, const char *method,
                                    const char *path)
{
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = method,
        .url = arena_printf(arena, "%s/v1.0%s", endpoints->at[RESOURCE_GRAPH], path),
        .headers = http_header_add(arena, NULL, "Accept", "application/json"),
        .repeat = HTTP_READ,
        .resource = RESOURCE_GRAPH,
        .workload = workload_of(path),
        .batch = true,
    };
    return r;
}

size_t graph_batch_prefix(const char *url)
{
    static const char *const versions[] = {"/v1.0/", "/beta/"};
    const char *first = NULL; /* what an id or a query holds further on is no version */
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        const char *at = strstr(url, versions[i]);
        if (at && (!first || at < first))
            first = at;
    }
    return first ? (size_t)(first - url) + strlen("/v1.0") : 0;
}

struct http_request *graph_get(struct arena *arena, const struct endpoints *endpoints, const char *path)
{
    return request(arena, endpoints, "GET", path);
}

struct http_request *graph_next(struct arena *arena, const struct endpoints *endpoints, const char *next_link,
                                struct err *e)
{
    if (!url_same_origin(next_link, endpoints->at[RESOURCE_GRAPH])) {
        err_set(e, ERR_REFUSED, "the next page leads away from %s: not followed", endpoints->at[RESOURCE_GRAPH]);
        err_hint(e, "check the endpoints of the tenant in the configuration, and the proxy");
        return NULL;
    }
    struct http_request *r = request(arena, endpoints, "GET", "/");
    r->url = arena_strdup(arena, next_link);
    r->batch = false;
    return r;
}

struct http_request *graph_all_members(struct arena *arena, struct http_request *request)
{
    request->headers = http_header_add(arena, request->headers, "Prefer", "include-unknown-enum-members");
    return request;
}

struct http_request *graph_beta(struct arena *arena, struct http_request *request)
{
    const char *version = strstr(request->url, "/v1.0/");
    if (version)
        request->url = arena_printf(arena, "%.*s/beta/%s", (int)(version - request->url), request->url,
                                    version + strlen("/v1.0/"));
    return request;
}

struct http_request *graph_eventual(struct arena *arena, struct http_request *request)
{
    request->headers = http_header_add(arena, request->headers, "ConsistencyLevel", "eventual");
    return request;
}

struct http_request *graph_write(struct arena *arena, const struct endpoints *endpoints, const char *method,
                                 const char *path, const char *body, long sample_status, const char *sample_body)
{
    struct http_request *r = request(arena, endpoints, method, path);
    r->repeat = HTTP_IDEMPOTENT;
    r->sample_status = sample_status;
    r->sample_body = arena_strdup(arena, sample_body);
    if (body) {
        r->body = arena_strdup(arena, body);
        r->body_length = strlen(body);
        r->headers = http_header_add(arena, r->headers, "Content-Type", "application/json");
    }
    return r;
}

char *graph_user_path(struct arena *arena, const char *id, const char *rest)
{
    auto_buf struct buf path = buf_make(BUF_REQUEST);
    if (id[0] == '$') {
        buf_puts(&path, "/users(");
        url_odata_literal(&path, id);
        buf_putc(&path, ')');
    } else {
        buf_puts(&path, "/users/");
        url_encode(&path, id);
    }
    buf_puts(&path, rest ? rest : "");
    return arena_strdup(arena, buf_text(&path));
}

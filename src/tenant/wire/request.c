/* Reading requests and filling replies of the demo tenant. */
#include "tenant/wire/request.h"

#include "base/clock.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *tenant_query(const struct tenant_request *request, const char *name)
{
    const char *bare = name[0] == '$' ? name + 1 : name;
    for (size_t i = 0; i < request->query_count; i++) {
        const char *have = request->query[i].name;
        if (!strcasecmp(have, name) || !strcasecmp(have, bare))
            return request->query[i].value;
    }
    return NULL;
}

const char *tenant_header(const struct tenant_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (!strcasecmp(request->headers[i].name, name))
            return request->headers[i].value;
    return NULL;
}

bool tenant_caller_holds(const struct tenant_request *request, const char *permission)
{
    for (size_t i = 0; i < request->caller.grant_count; i++)
        if (!strcmp(request->caller.grants[i], permission) ||
            (request->caller.delegated && !strcmp(request->caller.grants[i], "Directory.AccessAsUser.All")))
            return true;
    return false;
}

bool tenant_eventual(const struct tenant_request *request)
{
    const char *level = tenant_header(request, "ConsistencyLevel");
    return level && !strcasecmp(level, "eventual");
}

static bool named(const char *const *names, const char *option)
{
    for (size_t i = 0; names[i]; i++)
        if (!strcasecmp(names[i], option))
            return true;
    return false;
}

static const char *const system_options[] = {"$apply",  "$compute", "$count",     "$deltatoken", "$expand",
                                             "$filter", "$format",  "$orderby",   "$search",     "$select",
                                             "$skip",   "$top",     "$skiptoken", NULL};

/* How often a system option stands in the query, with or without "$". */
static unsigned times_given(const struct tenant_request *request, const char *option)
{
    unsigned times = 0;
    for (size_t i = 0; i < request->query_count; i++) {
        const char *name = request->query[i].name;
        times += !strcasecmp(name[0] == '$' ? name + 1 : name, option + 1);
    }
    return times;
}

bool tenant_known_query(const struct tenant_request *request, struct tenant_reply *reply)
{
    for (size_t i = 0; i < request->query_count; i++) {
        const char *name = request->query[i].name;
        if (name[0] != '$' || named(system_options, name))
            continue;
        tenant_errorf(request, reply, 400, "BadRequest", "The query parameter '%s' is not supported.", name);
        return false;
    }
    for (size_t i = 0; system_options[i]; i++)
        if (times_given(request, system_options[i]) > 1) {
            tenant_errorf(request, reply, 400, "BadRequest",
                          "Query option '%s' was specified more than once, but it must be specified at most once.",
                          system_options[i]);
            return false;
        }
    return true;
}

bool tenant_allow_query(const struct tenant_request *request, struct tenant_reply *reply, const char *const *allowed)
{
    for (size_t i = 0; i < request->query_count; i++) {
        const char *name = request->query[i].name;
        if (named(allowed, name))
            continue;
        if (name[0] != '$') {
            char *dollar = arena_printf(request->arena, "$%s", name);
            if (named(allowed, dollar) || !named(system_options, dollar))
                continue; /* custom options are the caller's own business in OData */
        }
        tenant_errorf(request, reply, 400, "BadRequest",
                      named(system_options, name) ? "Query option '%s' is not supported for this resource."
                                                  : "The query parameter '%s' is not supported.",
                      name);
        return false;
    }
    return true;
}

struct json *tenant_body(const struct tenant_request *request, struct tenant_reply *reply)
{
    struct err e = {0};
    const char *type = tenant_header(request, "Content-Type");
    if (!type || !strcasestr(type, "json")) {
        tenant_error(request, reply, 400, "BadRequest",
                     "Write requests (excluding DELETE) must contain the Content-Type header declaration.");
        return NULL;
    }
    struct json *body = json_parse(request->body, request->body_length, &e);
    if (body && json_kind(body) == JSON_OBJECT)
        return body;
    json_free(body);
    tenant_error(request, reply, 400, "BadRequest",
                 "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is "
                 "of valid JSON format.");
    return NULL;
}

void tenant_json(struct tenant_reply *reply, int status, const struct json *value)
{
    buf_clear(&reply->body);
    json_write(value, &reply->body);
    reply->status = status;
}

void tenant_empty(struct tenant_reply *reply, int status)
{
    buf_clear(&reply->body);
    reply->status = status;
}

void tenant_reply_header(struct tenant_reply *reply, const char *name, const char *value)
{
    size_t most = sizeof reply->headers / sizeof *reply->headers;
    if (reply->header_count < most)
        reply->headers[reply->header_count++] = (struct tenant_pair){name, value};
}

static void put_details(struct json_writer *w, const char *message, const char *detail, const char *target)
{
    json_name(w, "details");
    json_open(w, '[');
    json_open(w, '{');
    json_member_text(w, "code", detail);
    json_member_text(w, "message", message);
    json_member_text(w, "target", target);
    json_close(w);
    json_close(w);
}

void tenant_error_about(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                        const char *message, const char *detail, const char *target)
{
    char date[CLOCK_TEXT];
    clock_format(clock_now(), date);
    date[strcspn(date, "Z")] = '\0'; /* Graph gives the date of an inner error without a zone */
    buf_clear(&reply->body);
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_name(&w, "error");
    json_open(&w, '{');
    json_member_text(&w, "code", code);
    json_member_text(&w, "message", message);
    if (detail)
        put_details(&w, message, detail, target);
    json_name(&w, "innerError");
    json_open(&w, '{');
    json_member_text(&w, "date", date);
    json_member_text(&w, "request-id", request->id);
    json_member_text(&w, "client-request-id", request->client_id);
    json_close(&w);
    json_close(&w);
    json_close(&w);
    reply->status = status;
    reply->content_type = NULL;
}

void tenant_error(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                  const char *message)
{
    tenant_error_about(request, reply, status, code, message, NULL, NULL);
}

void tenant_errorf(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                   const char *format, ...)
{
    char message[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    tenant_error(request, reply, status, code, message);
}

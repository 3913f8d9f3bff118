/* Checking a request's query options as strictly as Graph does. */
#include "tenant/selection.h"

#include "codec/base64.h"
#include "codec/url.h"
#include "tenant/users.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool unknown_property(const struct tenant_request *request, struct tenant_reply *reply, const char *name,
                             size_t length)
{
    tenant_errorf(request, reply, 400, "BadRequest",
                  "Parsing OData Select and Expand failed: Could not find a property named '%.*s' on type "
                  "'microsoft.graph.user'.", (int)length, name);
    return false;
}

static bool choose(const struct tenant_request *request, struct tenant_reply *reply, const char *text,
                   const struct property **chosen, size_t *count)
{
    *count = 0;
    while (*text) {
        size_t length = strcspn(text, ",");
        const char *name = text;
        text += length + (text[length] == ',');
        while (length && *name == ' ')
            name++, length--;
        const struct property *property = property_find(name, length);
        if (!property || property->flags & PROPERTY_HIDDEN || *count == MOST_SELECTED)
            return unknown_property(request, reply, name, length);
        bool twice = false;
        for (size_t i = 0; i < *count; i++)
            twice |= chosen[i] == property;
        if (!twice)
            chosen[(*count)++] = property;
    }
    return true;
}

static bool expand_read(const struct tenant_request *request, struct tenant_reply *reply, struct selection *out)
{
    static const char name[] = "manager", inner[] = "($select=";
    const char *text = tenant_query(request, "$expand");
    if (!text)
        return true;
    out->expand_manager = true;
    const char *rest = !strncmp(text, name, strlen(name)) ? text + strlen(name) : NULL;
    if (rest && !*rest)
        return true;
    size_t length = rest ? strlen(rest) : 0;
    if (!rest || strncmp(rest, inner, strlen(inner)) != 0 || rest[length - 1] != ')') {
        tenant_errorf(request, reply, 400, "BadRequest",
                      "Parsing OData Select and Expand failed: Could not expand '%s' on type 'microsoft.graph.user'.", text);
        return false;
    }
    const char *list = arena_strndup(request->arena, rest + strlen(inner), length - strlen(inner) - 1);
    return choose(request, reply, list, out->manager, &out->manager_count);
}

static bool selectable(const struct tenant_request *request, struct tenant_reply *reply, bool collection,
                       struct selection *out)
{
    for (size_t i = 0; i < out->count; i++) {
        const struct property *property = out->chosen[i];
        if (collection && property->flags & PROPERTY_ALONE) {
            tenant_errorf(request, reply, 501, "NotImplemented",
                          "The property '%s' can be read of a single user only.", property->name);
            return false;
        }
        out->activity |= !strcmp(property->name, "signInActivity");
    }
    if (out->activity && !users_caller_holds(request, "AuditLog.Read.All")) {
        tenant_error(request, reply, 403, "Authentication_MSGraphPermissionMissing",
                     "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to call this API.");
        return false;
    }
    return true;
}

bool selection_read(const struct tenant_request *request, struct tenant_reply *reply, bool collection,
                    struct selection *out)
{
    const char *select = tenant_query(request, "$select");
    memset(out, 0, sizeof *out);
    if (select && *select && strcmp(select, "*") != 0) {
        if (!choose(request, reply, select, out->chosen, &out->count))
            return false;
    } else {
        for (size_t i = 0; i < property_count; i++)
            if (properties[i].flags & PROPERTY_DEFAULT)
                out->chosen[out->count++] = &properties[i];
    }
    return expand_read(request, reply, out) && selectable(request, reply, collection, out);
}

static void put_manager(const struct selection *selection, struct json_writer *w, const struct user_record *user)
{
    uint32_t number = seed_manager(store_people(user->store), user->seed.number);
    struct user_record manager;
    if (number == SEED_NOBODY)
        return; /* a user without a manager has no such member */
    user_record_load(&manager, user->store, number);
    json_name(w, "manager");
    json_open(w, '{');
    json_name(w, "@odata.type");
    json_put_text(w, "#microsoft.graph.user");
    for (size_t i = 0; i < property_count; i++) {
        bool chosen = !selection->manager_count && properties[i].flags & PROPERTY_DEFAULT;
        for (size_t j = 0; j < selection->manager_count; j++)
            chosen |= selection->manager[j] == &properties[i];
        if (!chosen)
            continue;
        json_name(w, properties[i].name);
        property_put(&properties[i], w, &manager);
    }
    json_close(w);
}

void selection_put(const struct selection *selection, struct json_writer *w, const struct user_record *user)
{
    for (size_t i = 0; i < selection->count; i++) {
        json_name(w, selection->chosen[i]->name);
        property_put(selection->chosen[i], w, user);
    }
    if (selection->expand_manager)
        put_manager(selection, w, user);
}

/* --- tokens of paging and delta: opaque to the client --- */

char *token_text(struct arena *arena, const char *kind, uint64_t a, uint64_t b)
{
    char plain[96];
    snprintf(plain, sizeof plain, "%s.%" PRIx64 ".%" PRIx64 ".roster-tenant", kind, a, b);
    struct buf out = buf_make(256);
    base64url_encode(&out, plain, strlen(plain));
    char *text = arena_strdup(arena, buf_text(&out));
    buf_free(&out);
    return text;
}

bool token_text_read(const char *text, const char *kind, uint64_t *a, uint64_t *b)
{
    struct buf out = buf_make(256);
    char have[16] = "", tail[32] = "";
    bool good = base64_decode(&out, text, strlen(text)) &&
                sscanf(buf_text(&out), "%15[a-z].%" SCNx64 ".%" SCNx64 ".%31s", have, a, b, tail) == 4 &&
                !strcmp(have, kind) && !strcmp(tail, "roster-tenant");
    buf_free(&out);
    return good;
}

void paging_link(const struct tenant_request *request, struct buf *out, uint32_t next)
{
    buf_printf(out, "%s/%s%s?", request->origin, request->version, request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        if (!strcasecmp(request->query[i].name, "$skiptoken"))
            continue;
        buf_puts(out, request->query[i].name);
        buf_putc(out, '=');
        url_encode(out, request->query[i].value);
        buf_putc(out, '&');
    }
    buf_printf(out, "$skiptoken=%s", token_text(request->arena, "page", next, 0));
}

/* --- $top, $orderby, $count, $filter, $search --- */

static bool top_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out)
{
    const char *text = tenant_query(request, "$top");
    char *end = NULL;
    out->top = 100;
    if (!text)
        return true;
    long top = strtol(text, &end, 10);
    if (!*text || *end || top < 1 || top > 999) {
        tenant_errorf(request, reply, 400, "Request_UnsupportedQuery",
                      "Invalid page size specified: '%s'. Must be between 1 and 999 inclusive.", text);
        return false;
    }
    out->top = (uint32_t)top;
    return true;
}

static bool order_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out)
{
    const char *text = tenant_query(request, "$orderby");
    if (!text || !strcmp(text, "displayName") || !strcmp(text, "displayName asc"))
        return true;
    if (!strcmp(text, "displayName desc")) {
        out->descending = true;
        return true;
    }
    tenant_errorf(request, reply, 400, "Request_UnsupportedQuery", "Sorting not supported for current query: '%s'.", text);
    return false;
}

static bool conditions_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out)
{
    const char *filter = tenant_query(request, "$filter"), *search = tenant_query(request, "$search"), *message = NULL;
    const char *count = tenant_query(request, "$count");
    bool eventual = tenant_eventual(request), wants = count && !strcasecmp(count, "true");
    if (count && !wants && strcasecmp(count, "false") != 0) {
        tenant_errorf(request, reply, 400, "BadRequest", "Invalid value '%s' for $count.", count);
        return false;
    }
    if ((filter && !odata_filter(request->arena, filter, &out->query, &message)) ||
        (search && !odata_search(request->arena, search, &out->query, &message))) {
        tenant_error(request, reply, 400, "Request_UnsupportedQuery", message);
        return false;
    }
    bool advanced = out->query.advanced || (filter && tenant_query(request, "$orderby"));
    out->counted = wants && eventual;
    if (advanced && !(eventual && (wants || search))) {
        tenant_error(request, reply, 400, "Request_UnsupportedQuery",
                     search ? "Request with $search query parameter only works through MSGraph with a special request "
                              "header: 'ConsistencyLevel: eventual'"
                            : "Unsupported Query. Advanced queries need the header 'ConsistencyLevel: eventual' and $count=true.");
        return false;
    }
    return true;
}

bool paging_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out)
{
    const char *token = tenant_query(request, "$skiptoken");
    uint64_t from = 0, ignored;
    memset(out, 0, sizeof *out);
    if (tenant_query(request, "$skip")) {
        tenant_error(request, reply, 400, "Request_BadRequest", "'$skip' is not supported by the service.");
        return false;
    }
    if (token && !token_text_read(token, "page", &from, &ignored)) {
        tenant_error(request, reply, 400, "Directory_ExpiredPageToken",
                     "The specified page token value is invalid or has expired.");
        return false;
    }
    out->from = (uint32_t)from;
    return top_read(request, reply, out) && order_read(request, reply, out) && conditions_read(request, reply, out);
}

/* Checking a request's query options as strictly as Graph does. */
#include "tenant/wire/selection.h"

#include "codec/url.h"
#include "tenant/wire/licence.h"
#include "tenant/wire/page_token.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "Request_UnsupportedQuery", message);
    return false;
}

static bool unknown_property(const struct tenant_request *request, struct tenant_reply *reply, const char *name,
                             size_t length)
{
    tenant_errorf(request, reply, 400, "BadRequest",
                  "Parsing OData Select and Expand failed: Could not find a property named '%.*s' on type "
                  "'microsoft.graph.user'.",
                  (int)length, name);
    return false;
}

static bool choose(const struct tenant_request *request, struct tenant_reply *reply, const char *text,
                   const struct property **chosen, size_t *count)
{
    *count = 0;
    for (;;) {
        text += strspn(text, " ");
        size_t length = strcspn(text, ","), name = length;
        while (name && text[name - 1] == ' ')
            name--;
        const struct property *property = property_find(text, name);
        if (!property || *count == MOST_SELECTED)
            return unknown_property(request, reply, text, name);
        bool twice = false;
        for (size_t i = 0; i < *count; i++)
            twice |= chosen[i] == property;
        if (!twice)
            chosen[(*count)++] = property;
        if (!text[length])
            return true;
        text += length + 1;
    }
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
                      "Parsing OData Select and Expand failed: Could not expand '%s' on type 'microsoft.graph.user'.",
                      text);
        return false;
    }
    const char *list = arena_strndup(request->arena, rest + strlen(inner), length - strlen(inner) - 1);
    return choose(request, reply, list, out->manager, &out->manager_count);
}

/* Sign-in data: a permission beside the user's, and Entra ID P1. */
static bool may_read_activity(const struct tenant *tenant, const struct tenant_request *request,
                              struct tenant_reply *reply)
{
    if (tenant_caller_holds(request, "AuditLog.Read.All"))
        return licence_permits(tenant, PLAN_P1, request, reply);
    tenant_error(
        request, reply, 403, "Authentication_MSGraphPermissionMissing",
        "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to call this API. "
        "For more information about Microsoft Graph permissions, please visit "
        "https://learn.microsoft.com/graph/permissions-overview.");
    return false;
}

static bool selectable(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       bool collection, struct selection *out)
{
    for (size_t i = 0; i < out->count; i++) {
        const struct property *property = out->chosen[i];
        if (property->flags & PROPERTY_ASKED && !tenant_caller_holds(request, "Policy.Read.All")) {
            tenant_error(request, reply, 403, "Authorization_RequestDenied",
                         "Insufficient privileges to complete the operation.");
            return false;
        }
        if (collection && property->flags & PROPERTY_ALONE) {
            tenant_errorf(request, reply, 501, "NotImplemented", "The property '%s' can be read of a single user only.",
                          property->name);
            return false;
        }
        out->activity |= (property->flags & PROPERTY_ACTIVITY) != 0;
    }
    for (size_t i = 0; i < out->manager_count; i++)
        out->activity |= (out->manager[i]->flags & PROPERTY_ACTIVITY) != 0;
    return !out->activity || may_read_activity(tenant, request, reply);
}

bool selection_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                    const char *select, bool collection, struct selection *out)
{
    bool beta = !strcmp(request->version, "beta"); /* where everything is returned that is cheap */
    memset(out, 0, sizeof *out);
    if (select && !choose(request, reply, select, out->chosen, &out->count))
        return false;
    for (size_t i = 0; i < property_count && !select; i++)
        if (properties[i].flags & PROPERTY_DEFAULT ||
            (beta && !(properties[i].flags & (PROPERTY_ALONE | PROPERTY_ACTIVITY | PROPERTY_ASKED))))
            out->chosen[out->count++] = &properties[i];
    return expand_read(request, reply, out) && selectable(tenant, request, reply, collection, out);
}

static void put_manager(const struct selection *selection, struct json_writer *w, const struct user_record *user)
{
    uint32_t number = store_manager(user->store, user->seed.number);
    struct user_record manager;
    if (number == SEED_NOBODY)
        return; /* a user without a manager has no such member */
    user_record_load(&manager, user->store, number);
    json_name(w, "manager");
    json_open(w, '{');
    json_member_text(w, "@odata.type", "#microsoft.graph.user");
    for (size_t i = 0; i < property_count; i++) {
        bool chosen = !selection->manager_count && properties[i].flags & PROPERTY_DEFAULT;
        for (size_t j = 0; j < selection->manager_count; j++)
            chosen |= selection->manager[j] == &properties[i];
        if (!chosen || property_absent(&properties[i], &manager))
            continue;
        json_name(w, properties[i].name);
        property_put(&properties[i], w, &manager);
    }
    json_close(w);
}

void selection_put(const struct selection *selection, struct json_writer *w, const struct user_record *user)
{
    for (size_t i = 0; i < selection->count; i++) {
        if (property_absent(selection->chosen[i], user))
            continue;
        json_name(w, selection->chosen[i]->name);
        property_put(selection->chosen[i], w, user);
    }
    if (selection->expand_manager)
        put_manager(selection, w, user);
}

void paging_link(const struct tenant_request *request, struct buf *out, uint32_t next)
{
    buf_printf(out, "%s/%s%s?", request->origin, request->version, request->path);
    for (size_t i = 0; i < request->query_count; i++) {
        const char *name = request->query[i].name;
        if (!strcasecmp(name + (*name == '$'), "skiptoken"))
            continue;
        buf_puts(out, name[0] == '$' ? "$" : "");
        url_encode(out, name + (name[0] == '$'));
        buf_putc(out, '=');
        url_encode(out, request->query[i].value);
        buf_putc(out, '&');
    }
    const struct page_token token = {.kind = 'p', .a = next};
    buf_printf(out, "$skiptoken=%s", page_token_write(request->arena, &token));
}

/* --- $top, $orderby, $count, $filter, $search --- */

static bool top_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out)
{
    const char *text = tenant_query(request, "$top");
    out->top = PAGE_DEFAULT;
    if (!text)
        return true;
    size_t length = strlen(text);
    long top = length && length < 6 && strspn(text, "0123456789") == length ? strtol(text, NULL, 10) : 0;
    if (top < 1 || top > PAGE_MOST)
        return refuse(request, reply,
                      arena_printf(request->arena,
                                   "Invalid page size specified: '%s'. Must be between 1 and %d inclusive.", text,
                                   PAGE_MOST));
    out->top = (uint32_t)top;
    return true;
}

static bool order_read(const struct tenant_request *request, struct tenant_reply *reply, struct paging *out)
{
    const char *text = tenant_query(request, "$orderby");
    if (!text || !strcmp(text, "displayName") || !strcmp(text, "displayName asc"))
        return true;
    out->descending = !strcmp(text, "displayName desc");
    return out->descending || refuse(request, reply, "Sorting not supported for current query.");
}

bool paging_conditions(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       struct odata_query *out)
{
    const char *filter = tenant_query(request, "$filter"), *search = tenant_query(request, "$search"), *message = NULL;
    if ((filter && !odata_filter(request->arena, filter, out, &message)) ||
        (search && !odata_search(request->arena, search, out, &message)))
        return refuse(request, reply, message);
    return !out->sign_in_activity || may_read_activity(tenant, request, reply);
}

/* Advanced queries need the header and $count=true, each refused in the service's own words. */
static bool advanced_allowed(const struct tenant_request *request, struct tenant_reply *reply, const struct paging *out,
                             bool ready)
{
    if (ready)
        return true;
    if (out->query.search && !tenant_eventual(request))
        return refuse(request, reply,
                      "Request with $search query parameter only works through MSGraph with a special "
                      "request header: 'ConsistencyLevel: eventual'");
    const char *operator= out->query.advanced; /* a search alone needs no $count */
    if (operator)
        return refuse(
            request, reply,
            arena_printf(request->arena,
                         "Operator '%s' is not supported because the required parameters might be missing. Try "
                         "adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to "
                         "https://aka.ms/graph-docs/advanced-queries for more information",
                         operator));
    if (out->query.filter && tenant_query(request, "$orderby"))
        return refuse(request, reply, "Sorting not supported for current query.");
    return true;
}

bool paging_read(const struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                 struct paging *out)
{
    const char *text = tenant_query(request, "$skiptoken"), *count = tenant_query(request, "$count");
    struct page_token token = {.kind = 'p'};
    memset(out, 0, sizeof *out);
    if (text && (!page_token_read(request->arena, text, 'p', &token) || token.a > UINT32_MAX)) {
        tenant_error(request, reply, 400, "Directory_ExpiredPageToken",
                     "The specified page token value is invalid or has expired.");
        return false;
    }
    if (count && strcmp(count, "true") != 0 && strcmp(count, "false") != 0) {
        tenant_errorf(request, reply, 400, "BadRequest", "Invalid value '%s' for $count query option found.", count);
        return false;
    }
    out->from = (uint32_t)token.a;
    out->counted = count && !strcmp(count, "true") && tenant_eventual(request);
    return top_read(request, reply, out) && order_read(request, reply, out) &&
           paging_conditions(tenant, request, reply, &out->query) &&
           advanced_allowed(request, reply, out, out->counted);
}

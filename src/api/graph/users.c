/* The user table: asking for pages and decoding them without a tree. */
#include "api/graph/users.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json_scan.h"
#include "codec/url.h"
#include "model/page.h"
#include <stdlib.h>
#include <string.h>

#define TABLE_SET                                                                                  \
    "id,displayName,userPrincipalName,mail,accountEnabled,userType,assignedLicenses,"              \
    "onPremisesSyncEnabled,onPremisesLastSyncDateTime,createdDateTime,jobTitle,department,usageLocation"
#define MAX_SKUS 64

struct http_request *graph_users_list(struct arena *arena, const struct endpoints *endpoints)
{
    struct http_request *r = graph_get(
        arena, endpoints, "/users?$select=" TABLE_SET "&$top=999&$count=true&$orderby=displayName");
    r->headers = http_header_add(arena, r->headers, "ConsistencyLevel", "eventual");
    return r;
}

struct http_request *graph_users_next(struct arena *arena, const struct endpoints *endpoints, const char *next_link,
                                      struct err *e)
{
    if (!url_same_origin(next_link, endpoints->graph)) {
        err_set(e, ERR_REFUSED, "the next page leads away from %s: not followed", endpoints->graph);
        return NULL;
    }
    struct http_request *r = graph_get(arena, endpoints, "/users");
    r->url = arena_strdup(arena, next_link);
    r->batch = false;
    r->headers = http_header_add(arena, r->headers, "ConsistencyLevel", "eventual");
    return r;
}

/* Texts of one user while it is read; unescaped ones live in `scratch`. */
struct reading {
    struct user_input user;
    struct guid skus[MAX_SKUS];
    struct arena *scratch;
};

static struct text take_text(struct reading *r, const struct json_scan *scan)
{
    if (!scan->escaped)
        return (struct text){scan->text, scan->length};
    char *out = arena_bytes(r->scratch, scan->length + 1);
    return (struct text){out, json_scan_unescape(scan->text, scan->length, out)};
}

static bool read_skus(struct reading *r, struct json_scan *scan)
{
    unsigned depth = scan->depth;
    for (;;) {
        enum json_event event = json_scan_next(scan);
        if (event == SCAN_BAD || event == SCAN_END)
            return false;
        if (event == SCAN_ARRAY_END && scan->depth < depth)
            return true;
        if (event != SCAN_NAME)
            continue;
        bool is_sku = json_scan_is(scan, "skuId");
        if (!is_sku) {
            if (!json_scan_skip(scan))
                return false;
        } else if (json_scan_next(scan) == SCAN_STRING && r->user.sku_count < MAX_SKUS &&
                   guid_parse(scan->text, scan->length, &r->skus[r->user.sku_count])) {
            r->user.sku_count++;
        }
    }
}

static struct text *text_of(struct user_input *user, const struct json_scan *name)
{
    const struct {
        const char *name;
        struct text *text;
    } fields[] = {
        {"id", &user->id},
        {"displayName", &user->display_name},
        {"userPrincipalName", &user->user_principal_name},
        {"mail", &user->mail},
        {"jobTitle", &user->job_title},
        {"department", &user->department},
        {"usageLocation", &user->usage_location},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (json_scan_is(name, fields[i].name))
            return fields[i].text;
    return NULL;
}

static bool read_member(struct reading *r, struct json_scan *scan)
{
    struct json_scan name = *scan;
    struct json_scan before = *scan;
    enum json_event event = json_scan_next(scan);
    struct text *text = text_of(&r->user, &name);
    if (event == SCAN_BAD || event == SCAN_END)
        return false;
    if (event == SCAN_ARRAY && json_scan_is(&name, "assignedLicenses"))
        return read_skus(r, scan);
    if (event == SCAN_ARRAY || event == SCAN_OBJECT) {
        *scan = before;
        return json_scan_skip(scan);
    }
    if (text && event == SCAN_STRING)
        *text = take_text(r, scan);
    else if (json_scan_is(&name, "accountEnabled"))
        r->user.account_enabled = event == SCAN_TRUE ? 1 : event == SCAN_FALSE ? 0 : -1;
    else if (json_scan_is(&name, "onPremisesSyncEnabled"))
        r->user.synced = event == SCAN_TRUE;
    else if (json_scan_is(&name, "userType"))
        r->user.guest = event == SCAN_STRING && json_scan_is(scan, "Guest");
    else if (json_scan_is(&name, "createdDateTime") && event == SCAN_STRING)
        clock_parse(scan->text, scan->length, &r->user.created);
    else if (json_scan_is(&name, "onPremisesLastSyncDateTime") && event == SCAN_STRING)
        clock_parse(scan->text, scan->length, &r->user.last_sync);
    return true;
}

/* The array `value`; the scan stands after its name. */
static bool read_users(struct json_scan *scan, struct user_page *page)
{
    if (json_scan_next(scan) != SCAN_ARRAY)
        return false;
    for (;;) {
        enum json_event event = json_scan_next(scan);
        if (event == SCAN_ARRAY_END)
            return true;
        if (event != SCAN_OBJECT)
            return false;
        auto_arena struct arena *scratch = arena_new(0);
        struct reading r = {.user.account_enabled = -1, .scratch = scratch};
        while ((event = json_scan_next(scan)) == SCAN_NAME)
            if (!read_member(&r, scan))
                return false;
        if (event != SCAN_OBJECT_END)
            return false;
        r.user.skus = r.skus;
        if (!user_page_add(page, &r.user))
            continue; /* no user without an id */
    }
}

static char *take_link(struct json_scan *scan, struct arena *arena)
{
    if (json_scan_next(scan) != SCAN_STRING)
        return NULL;
    char *link = arena_bytes(arena, scan->length + 1);
    link[json_scan_unescape(scan->text, scan->length, link)] = '\0';
    return link;
}

bool graph_users_page(const struct http_reply *reply, struct arena *arena, struct user_page **page, char **next_link,
                      long *count, struct err *e)
{
    *page = NULL;
    *next_link = NULL;
    *count = -1;
    if (!graph_check(reply, e))
        return false;
    struct json_scan scan = json_scan(buf_text(&reply->body), reply->body.length);
    struct user_page *out = user_page_new(999);
    bool ok = json_scan_next(&scan) == SCAN_OBJECT, seen = false;
    enum json_event event = SCAN_BAD;
    while (ok && (event = json_scan_next(&scan)) == SCAN_NAME) {
        if (json_scan_is(&scan, "value")) {
            ok = seen = read_users(&scan, out);
        } else if (json_scan_is(&scan, "@odata.nextLink")) {
            *next_link = take_link(&scan, arena);
            ok = *next_link != NULL;
        } else if (json_scan_is(&scan, "@odata.count")) {
            ok = json_scan_next(&scan) == SCAN_NUMBER;
            *count = ok ? strtol(scan.text, NULL, 10) : -1;
        } else {
            ok = json_scan_skip(&scan);
        }
    }
    if (ok && seen && event == SCAN_OBJECT_END && json_scan_next(&scan) == SCAN_END) {
        *page = out;
        return true;
    }
    user_page_free(out);
    return err_set(e, ERR_PARSE, "the service's list of users cannot be understood");
}

char *graph_users_peek_next(const struct http_reply *reply, struct arena *arena)
{
    static const char name[] = "\"@odata.nextLink\":";
    const char *text = buf_text(&reply->body), *end = text + reply->body.length;
    const char *at = reply->status == 200 ? memmem(text, reply->body.length, name, strlen(name)) : NULL;
    if (!at)
        return NULL;
    struct json_scan scan = json_scan(at + strlen(name), (size_t)(end - at) - strlen(name));
    return take_link(&scan, arena);
}

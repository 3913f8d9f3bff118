/* The user table: asking for pages and decoding them without a tree. */
#include "api/graph/users.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json_scan.h"
#include "codec/url.h"
#include "model/page.h"
#include <stdlib.h>
#include <string.h>

#define TABLE_SET                                                                                                      \
    "id,displayName,userPrincipalName,mail,accountEnabled,userType,assignedLicenses,"                                  \
    "onPremisesSyncEnabled,onPremisesLastSyncDateTime,createdDateTime,jobTitle,department,usageLocation"

struct http_request *graph_users_list(struct arena *arena, const struct endpoints *endpoints)
{
    struct http_request *r = graph_get(arena, endpoints,
                                       "/users?$select=" TABLE_SET "&$top=999&$count=true&$orderby=displayName");
    r->headers = http_header_add(arena, r->headers, "ConsistencyLevel", "eventual");
    return r;
}

struct http_request *graph_users_row(struct arena *arena, const struct endpoints *endpoints, const char *id)
{
    return graph_get(arena, endpoints, arena_printf(arena, "/users?$filter=id%%20eq%%20'%s'&$select=" TABLE_SET, id));
}

struct http_request *graph_users_next(struct arena *arena, const struct endpoints *endpoints, const char *next_link,
                                      struct err *e)
{
    struct http_request *r = graph_next(arena, endpoints, next_link, e);
    return r ? graph_eventual(arena, r) : NULL;
}

/* Texts of one user while it is read; unescaped ones live in `scratch`. */
struct reading {
    struct user_input user;
    struct guid *skus; /* grows with the user who has most */
    size_t sku_room;
    struct arena *scratch;
    size_t likely; /* the row of the member that comes next when they come as they were asked for */
};

enum kind { TEXT, ENABLED, TYPE, LICENCES, SYNCED, DATE };

#define ROW(name, kind, member)                                                                                        \
    {                                                                                                                  \
        name, sizeof name - 1, kind, offsetof(struct user_input, member)                                               \
    }
static const struct member {
    const char *name;
    size_t length;
    enum kind kind;
    size_t offset;
} members[] = {
    /* in the order of TABLE_SET */
    ROW("id", TEXT, id),
    ROW("displayName", TEXT, display_name),
    ROW("userPrincipalName", TEXT, user_principal_name),
    ROW("mail", TEXT, mail),
    ROW("accountEnabled", ENABLED, account_enabled),
    ROW("userType", TYPE, guest),
    ROW("assignedLicenses", LICENCES, skus),
    ROW("onPremisesSyncEnabled", SYNCED, synced),
    ROW("onPremisesLastSyncDateTime", DATE, last_sync),
    ROW("createdDateTime", DATE, created),
    ROW("jobTitle", TEXT, job_title),
    ROW("department", TEXT, department),
    ROW("usageLocation", TEXT, usage_location),
};
enum { MEMBERS = sizeof members / sizeof members[0] };

static struct text take_text(struct reading *r, const struct json_scan *scan)
{
    if (!scan->escaped)
        return (struct text){scan->text, scan->length};
    char *out = arena_bytes(r->scratch, scan->length + 1);
    return (struct text){out, json_scan_unescape(scan->text, scan->length, out)};
}

static struct guid *room_for_sku(struct reading *r)
{
    r->user.skus = r->skus = grow_array(r->skus, &r->sku_room, r->user.sku_count + 1, sizeof *r->skus);
    return &r->skus[r->user.sku_count];
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
        } else if (json_scan_next(scan) == SCAN_STRING && guid_parse(scan->text, scan->length, room_for_sku(r))) {
            r->user.sku_count++;
        }
    }
}

/* The row of a member; NULL for one nobody asked for. */
static const struct member *member_of(struct reading *r, const struct json_scan *name)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        const struct member *member = &members[(r->likely + i) % MEMBERS];
        if (name->escaped ? json_scan_is_escaped(name, member->name)
                          : member->length == name->length && !memcmp(member->name, name->text, name->length)) {
            r->likely = (size_t)(member - members) + 1;
            return member;
        }
    }
    return NULL;
}

/* To the end of an array or object that was just opened. */
static bool leave(struct json_scan *scan)
{
    unsigned depth = scan->depth;
    while (scan->depth >= depth) {
        enum json_event event = json_scan_next(scan);
        if (event == SCAN_BAD || event == SCAN_END)
            return false;
    }
    return true;
}

static void keep(struct reading *r, const struct member *member, enum json_event event, const struct json_scan *scan)
{
    void *to = (char *)&r->user + member->offset;
    if (member->kind == TEXT && event == SCAN_STRING)
        *(struct text *)to = take_text(r, scan);
    else if (member->kind == DATE && event == SCAN_STRING)
        clock_parse(scan->text, scan->length, to);
    else if (member->kind == ENABLED)
        r->user.account_enabled = event == SCAN_TRUE ? 1 : event == SCAN_FALSE ? 0 : -1;
    else if (member->kind == SYNCED) {
        r->user.synced = event == SCAN_TRUE;
        r->user.sync_ended = event == SCAN_FALSE;
    } else if (member->kind == TYPE)
        r->user.guest = event == SCAN_STRING && json_scan_is(scan, "Guest");
}

/* The name of the next member, and its row; false at what is no name. Members come as they were asked for, most of the time. */
static bool next_member(struct reading *r, struct json_scan *scan, const struct member **member, enum json_event *event)
{
    const struct member *likely = &members[r->likely % MEMBERS];
    if (json_scan_take_name(scan, likely->name, likely->length)) {
        r->likely++;
        *member = likely;
        return true;
    }
    *event = json_scan_next(scan);
    *member = *event == SCAN_NAME ? member_of(r, scan) : NULL;
    return *event == SCAN_NAME;
}

/* The scan stands after the member's name. */
static bool read_member(struct reading *r, struct json_scan *scan, const struct member *member)
{
    enum json_event event = json_scan_next(scan);
    if (event == SCAN_BAD || event == SCAN_END)
        return false;
    if (event == SCAN_ARRAY && member && member->kind == LICENCES)
        return read_skus(r, scan);
    if (event == SCAN_ARRAY || event == SCAN_OBJECT)
        return leave(scan);
    if (member)
        keep(r, member, event, scan);
    return true;
}

static bool read_each(struct reading *r, struct json_scan *scan, struct user_page *page)
{
    if (json_scan_next(scan) != SCAN_ARRAY)
        return false;
    for (;;) {
        enum json_event event = json_scan_next(scan);
        if (event == SCAN_ARRAY_END)
            return true;
        if (event != SCAN_OBJECT)
            return false;
        r->user = (struct user_input){.account_enabled = -1, .skus = r->skus};
        r->likely = 0;
        const struct member *member;
        while (next_member(r, scan, &member, &event))
            if (!read_member(r, scan, member))
                return false;
        if (event != SCAN_OBJECT_END)
            return false;
        page->left_out += !user_page_add(page, &r->user);
    }
}

/* The array `value`; the scan stands after its name. */
static bool read_users(struct json_scan *scan, struct arena *scratch, struct user_page *page)
{
    struct reading r = {.scratch = scratch};
    bool good = read_each(&r, scan, page);
    xfree(r.skus);
    return good;
}

/* The number that comes next, also as a text; -1: it is none. The rows are good without it. */
static long read_count(struct json_scan at)
{
    enum json_event event = json_scan_next(&at);
    size_t digits = event == SCAN_NUMBER || event == SCAN_STRING ? strspn(at.text, "0123456789") : 0;
    return digits && digits == at.length && digits < 10 ? strtol(at.text, NULL, 10) : -1;
}

bool graph_users_page(const struct http_reply *reply, struct arena *arena, struct user_page **page, long *count,
                      struct err *e)
{
    *page = NULL;
    *count = -1;
    if (!graph_check(reply, e))
        return false;
    struct json_scan scan = json_scan(buf_text(&reply->body), reply->body.length);
    struct user_page *out = user_page_new(999);
    bool ok = json_scan_next(&scan) == SCAN_OBJECT, seen = false;
    enum json_event event = SCAN_BAD;
    while (ok && (event = json_scan_next(&scan)) == SCAN_NAME) {
        if (json_scan_is(&scan, "value")) {
            ok = seen = read_users(&scan, arena, out);
        } else if (json_scan_is(&scan, "@odata.count")) {
            *count = read_count(scan);
            ok = json_scan_skip(&scan);
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

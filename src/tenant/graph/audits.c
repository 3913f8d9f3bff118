/* Who changed what: a few rows for everybody from the seed, and what was written since. */
#include "tenant/graph/audits.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/guid.h"
#include "base/random.h"
#include "tenant/graph/groups.h"
#include "tenant/graph/scenario_log.h"
#include "tenant/graph/users.h"
#include "tenant/seed/seed_callers.h"
#include "tenant/seed/seed_sign_ins.h"
#include "tenant/wire/log_page.h"
#include "tenant/wire/objects.h"
#include "tenant/wire/route.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY INT64_C(86400000)

enum { SEEDED = 8, NOTED_MOST = 5000, WITHOUT_RANGE_MOST = 20000, ID_NUMBERS = 100000 };

static const struct filter_path paths[] = {
    {"id", FILTER_EQ},
    {"activityDateTime", FILTER_EQ | FILTER_RANGE},
    {"activityDisplayName", FILTER_EQ | FILTER_STARTS},
    {"category", FILTER_EQ},
    {"correlationId", FILTER_EQ},
    {"loggedByService", FILTER_EQ},
    {"operationType", FILTER_EQ},
    {"result", FILTER_EQ},
    {"initiatedBy/user/id", FILTER_EQ},
    {"initiatedBy/user/displayName", FILTER_EQ},
    {"initiatedBy/user/userPrincipalName", FILTER_EQ | FILTER_STARTS},
    {"initiatedBy/app/appId", FILTER_EQ},
    {"initiatedBy/app/displayName", FILTER_EQ},
    {"targetResources/id", FILTER_ANY},
    {"targetResources/displayName", FILTER_ANY | FILTER_STARTS},
    {NULL, 0},
};
static const struct log_kind kind = {
    .set = "auditLogs/directoryAudits", .time = "activityDateTime", .paths = paths, .options = NULL};

/* What happens to people: how often (of 100), and what it changes. */
static const struct event {
    const char *activity, *category, *operation, *service;
    int share;
    const char *property, *before, *after; /* JSON in texts; NULL: null */
    bool by_app, fails;
    enum { AS_WRITTEN, ITS_DEPARTMENT, ITS_LICENCE, ITS_GROUP } now; /* afterwards it is what the user has */
    enum { SOME_TIME, AS_CREATED, AS_PASSWORD } time; /* when: what the user's own properties say of it has to agree */
} events[SEEDED] = {
    {"Add user", "UserManagement", "Add", "Core Directory", 100, "AccountEnabled", "[]", "[true]", false, false,
     AS_WRITTEN, AS_CREATED},
    {"Update user", "UserManagement", "Update", "Core Directory", 60, "Department", "[\"Reception\"]", NULL, true,
     false, ITS_DEPARTMENT, SOME_TIME},
    {"Change user license", "UserManagement", "Assign", "Core Directory", 50, "AssignedLicense", "[]", NULL, false,
     false, ITS_LICENCE, SOME_TIME},
    {"Add member to group", "GroupManagement", "Assign", "Core Directory", 45, "Group.DisplayName", NULL, NULL, false,
     false, ITS_GROUP, SOME_TIME},
    {"Reset user password", "UserManagement", "Update", "Core Directory", 20, NULL, NULL, NULL, false, false,
     AS_WRITTEN, AS_PASSWORD},
    {"User registered security info", "UserManagement", "Add", "Authentication Methods", 40, NULL, NULL, NULL, false,
     false, AS_WRITTEN, AS_CREATED},
    {"Update StsRefreshTokenValidFrom Timestamp", "UserManagement", "Update", "Core Directory", 15,
     "StsRefreshTokensValidFrom", "[\"2026-01-05T09:12:44Z\"]", "[\"2026-10-02T10:00:01Z\"]", false, false, AS_WRITTEN,
     AS_PASSWORD},
    {"Update user", "UserManagement", "Update", "Core Directory", 8, "Included Updated Properties", NULL, "\"\"", false,
     true, AS_WRITTEN, SOME_TIME},
};

/* --- rows --- */

static struct json *who(const char *oid, const char *upn, const char *address)
{
    struct json *by = json_new_object(), *user = json_new_object();
    json_set_text(user, "id", oid);
    json_set_text(user, "displayName", NULL);
    json_set_text(user, "userPrincipalName", upn);
    json_set_text(user, "ipAddress", address);
    json_set(by, "user", user);
    json_set(by, "app", json_new_null());
    return by;
}

static struct json *which(const char *app_id, const char *name)
{
    struct json *by = json_new_object(), *app = json_new_object();
    json_set_text(app, "appId", app_id);
    json_set_text(app, "displayName", name);
    json_set_text(app, "servicePrincipalId", NULL);
    json_set_text(app, "servicePrincipalName", NULL);
    json_set(by, "app", app);
    json_set(by, "user", json_new_null());
    return by;
}

static void push_change(struct json *list, const char *name, const char *before, const char *after)
{
    struct json *one = json_new_object();
    json_set_text(one, "displayName", name);
    json_set_text(one, "oldValue", before);
    json_set_text(one, "newValue", after);
    json_push(list, one);
}

/* `changes` is moved in. */
static struct json *target(const char *id, const char *type, const char *name, const char *upn, struct json *changes)
{
    struct json *one = json_new_object();
    json_set_text(one, "id", id);
    json_set_text(one, "displayName", name);
    json_set_text(one, "type", type);
    json_set_text(one, "userPrincipalName", upn);
    json_set_text(one, "groupType", !strcmp(type, "Group") ? "unknownFutureValue" : NULL);
    json_set(one, "modifiedProperties", changes);
    return one;
}

static struct json *row(const char *id, int64_t when, const struct event *event, struct json *by, struct json *targets)
{
    char date[CLOCK_TEXT], correlation[UUID_TEXT];
    struct seeded seeded = {.state = (uint64_t)when};
    struct json *one = json_new_object(), *details = json_new_array(), *agent = json_new_object();
    json_set_text(agent, "key", "User-Agent");
    json_set_text(agent, "value", event->by_app ? "" : "Mozilla/5.0");
    json_push(details, agent);
    json_set_text(one, "id", id);
    json_set_text(one, "category", event->category);
    json_set_text(one, "correlationId", seeded_uuid(&seeded, correlation));
    json_set_text(one, "result", event->fails ? "failure" : "success");
    json_set_text(one, "resultReason",
                  event->fails ? "Microsoft.Online.DirectoryServices.DirectoryUniquenessException" : "");
    json_set_text(one, "activityDisplayName", event->activity);
    json_set_text(one, "activityDateTime", clock_format(when, date));
    json_set_text(one, "loggedByService", event->service);
    json_set_text(one, "operationType", event->operation);
    json_set(one, "initiatedBy", by);
    json_set(one, "targetResources", targets);
    json_set(one, "additionalDetails", details);
    return one;
}

static const char *text(const struct user_record *user, const char *name, char scratch[SEED_TEXT])
{
    return property_text(property_find(name, strlen(name)), user, scratch);
}

/* --- the seed --- */

/* What an event left the user with, as JSON in a text, in `out`; NULL: the user has no such thing, so that it did not happen. */
static const char *left_with(const struct event *event, const struct seed_user *user, char out[SEED_TEXT])
{
    const struct seed_sku *sku = user->licence_count ? &seed_skus[user->licences[0]] : NULL;
    const struct seed_group *group = event->now == ITS_GROUP ? groups_from_the_beginning(user) : NULL;
    *out = '\0';
    if (event->now == AS_WRITTEN)
        return event->after ? event->after : out;
    if (event->now == ITS_DEPARTMENT && user->department)
        snprintf(out, SEED_TEXT, "[\"%s\"]", user->department);
    else if (event->now == ITS_LICENCE && sku)
        snprintf(out, SEED_TEXT, "[\"[SkuName=%s, AccountId=1, SkuId=%s, DisabledPlans=[]]\"]", sku->part_number,
                 sku->sku_id);
    else if (group)
        snprintf(out, SEED_TEXT, "\"%s\"", group->name);
    return *out ? out : NULL;
}

/* When an event befell a user, within the days the log keeps; 0: it did not. */
static int64_t when_of(const struct seed_people *people, const struct seed_user *user, uint32_t place)
{
    uint64_t dice = seed_mix(user->dice + 0xa0d * (place + 1));
    if (seed_is_added(user)) /* what befell them stands in their scenario */
        return 0;
    int64_t when = events[place].time == AS_CREATED ? user->created
                   : events[place].time == AS_PASSWORD
                       ? user->password_changed
                       : people->now - (int64_t)(dice >> 20) % (SEED_LOG_DAYS * DAY) / 1000 * 1000;
    char scratch[SEED_TEXT];
    bool named = user->traits && place; /* whom one looks at in a demonstration has more of a history */
    if (when < people->now - SEED_LOG_DAYS * DAY || when < user->created)
        return 0;
    bool befalls = named || (int)(dice % 100) < events[place].share;
    return befalls && left_with(&events[place], user, scratch) ? when : 0;
}

static struct json *seeded(struct tenant *tenant, uint32_t number, uint32_t place, int64_t when)
{
    const struct event *event = &events[place];
    const struct seed_caller *caller = &seed_callers[number % 5];
    struct user_record user;
    char id[GUID_TEXT], scratch[SEED_TEXT], upn[SEED_TEXT], after[SEED_TEXT], audit[80], rest[UUID_TEXT];
    struct seeded dice = {.state = number * 8191u + place};
    struct json *targets = json_new_array(), *changes = json_new_array();
    user_record_load(&user, tenant->store, number);
    bool self = !strcmp(event->service, "Authentication Methods");
    const char *own = text(&user, "userPrincipalName", upn);
    guid_format(&user.seed.id, id);
    snprintf(audit, sizeof audit, "Directory_%s_%05u", seeded_uuid(&dice, rest), number % ID_NUMBERS);
    if (event->property)
        push_change(changes, event->property, event->before, left_with(event, &user.seed, after));
    if (event->property && !strcmp(event->property, "Department")) /* what the portal shows beside each update */
        push_change(changes, "Included Updated Properties", NULL, "\"Department\"");
    bool joins = event->now == ITS_GROUP;
    json_push(targets, target(id, "User", joins ? NULL : text(&user, "displayName", scratch), own, changes));
    if (joins)
        json_push(targets, target(groups_from_the_beginning(&user.seed)->id, "Group", NULL, NULL, json_new_array()));
    struct json *by = event->by_app ? which(NULL, "Microsoft Approval Management")
                      : self        ? who(id, own, "203.0.113.9")
                                    : who(caller->oid, caller->upn, place % 2 ? "203.0.113.7" : "");
    return row(audit, when, event, by, targets);
}

/* --- what was written --- */

/* Requests that the log tells of, and how. */
#define NOTED(asked, path, what, of, does, by)                                                                         \
    {                                                                                                                  \
        .method = asked, .pattern = path, .event = {                                                                   \
            .activity = what,                                                                                          \
            .category = of,                                                                                            \
            .operation = does,                                                                                         \
            .service = by                                                                                              \
        }                                                                                                              \
    }

static const struct {
    const char *method, *pattern;
    struct event event;
} noted[] = {
    NOTED("PATCH", "users/{id}", "Update user", "UserManagement", "Update", "Core Directory"),
    NOTED("DELETE", "users/{id}", "Delete user", "UserManagement", "Delete", "Core Directory"),
    NOTED("POST", "users/{id}/revokeSignInSessions", "Update StsRefreshTokenValidFrom Timestamp", "UserManagement",
          "Update", "Core Directory"),
    NOTED("POST", "users/{id}/assignLicense", "Change user license", "UserManagement", "Assign", "Core Directory"),
    NOTED("POST", "users/{id}/authentication/methods/{method}/resetPassword", "Reset user password", "UserManagement",
          "Update", "Core Directory"),
    NOTED("POST", "users/{id}/authentication/{*}", "Admin registered security info", "UserManagement", "Add",
          "Authentication Methods"),
    NOTED("DELETE", "users/{id}/authentication/{*}", "Admin deleted security info", "UserManagement", "Delete",
          "Authentication Methods"),
    NOTED("PATCH", "users/{id}/authentication/{*}", "Admin updated security info", "UserManagement", "Update",
          "Authentication Methods"),
    NOTED("PUT", "users/{id}/manager/$ref", "Set user manager", "UserManagement", "Update", "Core Directory"),
    NOTED("DELETE", "users/{id}/manager/$ref", "Remove user manager", "UserManagement", "Update", "Core Directory"),
    NOTED("POST", "groups/{id}/members/$ref", "Add member to group", "GroupManagement", "Assign", "Core Directory"),
    NOTED("DELETE", "groups/{id}/members/{member}/$ref", "Remove member from group", "GroupManagement", "Unassign",
          "Core Directory"),
};

/* The properties of a PATCH: values as JSON, in a list as the log has them; what they were before is not kept. */
static struct json *changes_of(const struct tenant_request *request)
{
    struct json *changes = json_new_array();
    struct err ignored;
    auto_json struct json *body = strcmp(request->method, "PATCH")
                                      ? NULL
                                      : json_parse(request->body, request->body_length, &ignored);
    for (const struct json *member = json_first(body); member; member = json_next(member)) {
        auto_buf struct buf value = buf_make(1u << 16);
        bool secret = strcasestr(json_key(member), "password") != NULL;
        buf_putc(&value, '[');
        if (!secret)
            json_write(member, &value);
        buf_putc(&value, ']');
        push_change(changes, json_key(member), "[]", buf_text(&value));
    }
    return changes;
}

/* The user a request is about: of the path, or of the group's member. */
static uint32_t subject(const struct tenant *tenant, const struct tenant_request *request)
{
    bool group = !strcasecmp(request->segments[0], "groups");
    const char *id = group && request->segment_count > 4 ? request->segments[3] : request->segments[1];
    const char *member = group && request->segment_count == 4 ? strrchr(request->body, '/') : NULL;
    struct guid guid;
    if (member && strlen(member) > GUID_TEXT - 1)
        id = arena_strndup(request->arena, member + 1, GUID_TEXT - 1);
    if (guid_parse(id, strlen(id), &guid))
        return seed_find_id(store_people(tenant->store), &guid); /* deleted ones, too */
    return store_find(tenant->store, id);
}

static void note(struct tenant *tenant, const struct tenant_request *request, const struct event *event)
{
    struct json *log = store_record(tenant->store, "audits"), *targets = json_new_array();
    size_t n = json_count(log);
    uint32_t number = subject(tenant, request);
    char key[16], id[GUID_TEXT] = "", rest[UUID_TEXT], upn[SEED_TEXT], scratch[SEED_TEXT];
    const struct seed_caller *caller = seed_caller_find(request->caller.user_oid);
    struct user_record user;
    if (number == SEED_NOBODY || n >= NOTED_MOST) {
        json_free(targets);
        return;
    }
    user_record_load(&user, tenant->store, number);
    json_push(targets, target(guid_format(&user.seed.id, id), "User", text(&user, "displayName", scratch),
                              text(&user, "userPrincipalName", upn), changes_of(request)));
    if (!strcasecmp(request->segments[0], "groups"))
        json_push(targets, target(request->segments[1], "Group", NULL, NULL, json_new_array()));
    struct json *by = request->caller.user_oid ? who(request->caller.user_oid, caller ? caller->upn : NULL, "127.0.0.1")
                                               : which(request->caller.app_id, "roster");
    snprintf(key, sizeof key, "%zu", n);
    struct json *one = row(arena_printf(request->arena, "Directory_%s_W", random_uuid(rest)), clock_now(), event, by,
                           targets);
    json_set_text(one, "correlationId", request->id);
    json_set(log, key, one);
}

void audits_note(struct tenant *tenant, const struct tenant_request *request, const struct tenant_reply *reply)
{
    unsigned literals;
    if (reply->status < 200 || reply->status > 299)
        return;
    for (size_t i = 0; i < sizeof noted / sizeof *noted; i++)
        if (!strcmp(noted[i].method, request->method) &&
            route_matches(noted[i].pattern, request->segments, request->segment_count, &literals)) {
            note(tenant, request, &noted[i].event);
            return;
        }
}

/* --- asking --- */

struct asking {
    struct tenant *tenant;
    const struct tenant_request *request;
};

static struct json *make(void *with, const struct log_entry *entry)
{
    const struct asking *asking = with;
    struct tenant *tenant = asking->tenant;
    char key[16];
    if (entry->number == SEED_NOBODY)
        return scenario_log_row(tenant, asking->request, SCENARIO_DIRECTORY_AUDITS, entry->place, NULL);
    if (!entry->other)
        return seeded(tenant, entry->number, entry->place, entry->when);
    snprintf(key, sizeof key, "%u", entry->place);
    return json_copy(json_get(store_record(tenant->store, "audits"), key));
}

/* Somebody of the directory as who did it: what the seed has of such people they did to themselves. */
static uint32_t author_wanted(const struct tenant *tenant, const struct tenant_request *request,
                              const struct log_view *view)
{
    const char *id = log_view_wants(request, view, "initiatedBy/user/id");
    const char *upn = log_view_wants(request, view, "initiatedBy/user/userPrincipalName");
    struct guid guid;
    if (id && guid_parse(id, strlen(id), &guid))
        return seed_find_id(store_people(tenant->store), &guid);
    return upn ? store_find(tenant->store, upn) : SEED_NOBODY;
}

/* The user a filter names as a target; SEED_NOBODY: it names none. */
static uint32_t target_wanted(const struct tenant *tenant, const struct tenant_request *request,
                              const struct log_view *view)
{
    const char *at = view->filter && !view->joined ? strcasestr(view->filter, "/id eq '") : NULL;
    const char *id = at && strcasestr(view->filter, "targetResources/any")
                         ? arena_strndup(request->arena, at + 8, strcspn(at + 8, "'"))
                         : "";
    struct guid guid;
    return guid_parse(id, strlen(id), &guid) ? seed_find_id(store_people(tenant->store), &guid) : SEED_NOBODY;
}

static void gather(struct tenant *tenant, uint32_t only, struct gathering *all)
{
    const struct seed_people *people = store_people(tenant->store);
    const struct json *log = store_record(tenant->store, "audits");
    struct seed_user user;
    uint32_t place = 0;
    for (const struct json *one = json_first(log); one; one = json_next(one), place++) {
        const char *date = json_text_or(json_get(one, "activityDateTime"), "");
        int64_t when = 0;
        if (clock_parse(date, strlen(date), &when))
            gathering_push(all, (struct log_entry){.when = when, .place = place, .other = true});
    }
    for (uint32_t number = only == SEED_NOBODY ? 0 : only; number < people->count; number++) {
        if (only != SEED_NOBODY && number != only)
            break;
        seed_user(people, number, &user);
        for (uint32_t e = 0; e < SEEDED; e++)
            gathering_push(all, (struct log_entry){.when = when_of(people, &user, e), .number = number, .place = e});
    }
}

void audits_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct log_view view;
    if (!log_view_read(request, reply, &kind, &view))
        return;
    bool by = log_view_names(&view, "initiatedBy/user/id") || log_view_names(&view, "initiatedBy/app/appId") ||
              log_view_names(&view, "initiatedBy/user/userPrincipalName");
    bool on = log_view_names(&view, "targetResources/id") || log_view_names(&view, "targetResources/displayName");
    if (view.joined && by && on) { /* REQUESTS §2.6 */
        tenant_error(request, reply, 400, "BadRequest",
                     "Invalid filter clause: 'or' between initiatedBy and targetResources is not supported.");
        return;
    }
    struct gathering all = {.since = log_view_since(request, &view)};
    uint32_t only = on   ? target_wanted(tenant, request, &view)
                    : by ? author_wanted(tenant, request, &view)
                         : SEED_NOBODY;
    if (only == SEED_NOBODY && !all.since && store_people(tenant->store)->count > WITHOUT_RANGE_MOST) {
        tenant_error(request, reply, 504, "GatewayTimeout", "The gateway timed out.");
        return;
    }
    struct asking asking = {tenant, request};
    gather(tenant, only, &all);
    scenario_log_gather(tenant, SCENARIO_DIRECTORY_AUDITS, NULL, &all);
    log_answer(request, reply, &view, all.entries, all.count, make, &asking);
    xfree(all.entries);
}

/* Seeded ids end in the last digits of the user's number, so that few users have to be looked at. */
void audits_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *id = request->segments[2], *tail = strrchr(id, '_');
    uint32_t count = store_people(tenant->store)->count, number = tail ? (uint32_t)strtoul(tail + 1, NULL, 10) : count;
    struct gathering all = {.since = 0};
    struct json *found = NULL;
    if (!objects_no_options(request, reply))
        return;
    struct asking asking = {tenant, request};
    for (; number < count; number += ID_NUMBERS)
        gather(tenant, number, &all);
    scenario_log_gather(tenant, SCENARIO_DIRECTORY_AUDITS, NULL, &all);
    for (size_t i = 0; i < all.count && !found; i++) {
        struct json *one = make(&asking, &all.entries[i]);
        if (!strcmp(json_text_or(json_get(one, "id"), ""), id))
            found = one;
        else
            json_free(one);
    }
    xfree(all.entries);
    if (!found) {
        objects_not_found(request, reply, id);
        return;
    }
    tenant_json(reply, 200, found);
    json_free(found);
}

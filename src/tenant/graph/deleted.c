/* Deleting a user, seeing the deleted ones, bringing one back or letting it go. */
#include "tenant/graph/deleted.h"

#include "base/alloc.h"
#include "tenant/graph/groups.h"
#include "tenant/graph/licences.h"
#include "tenant/graph/rights.h"
#include "tenant/graph/roles.h"
#include "tenant/graph/user_rules.h"
#include "tenant/graph/users_write.h"
#include "tenant/wire/selection.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct property *row(const char *name)
{
    return property_find(name, strlen(name));
}

static const char *read_text(const struct user_record *user, const char *name, char scratch[SEED_TEXT])
{
    return property_text(row(name), user, scratch);
}

void deleted_delete_user(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                         uint32_t number)
{
    struct user_record user;
    char scratch[SEED_TEXT], id[GUID_TEXT];
    bool may = tenant_caller_holds(request, "User.DeleteRestore.All") ||
               tenant_caller_holds(request, "User.ReadWrite.All") ||
               tenant_caller_holds(request, "Directory.ReadWrite.All");
    user_record_load(&user, tenant->store, number);
    if (!may || !rights_over(tenant, request, &user, RIGHT_SENSITIVE)) {
        objects_denied(request, reply);
        return;
    }
    /* The name becomes free: the service puts the object's id in front of it. */
    const char *name = arena_strdup(request->arena, read_text(&user, "userPrincipalName", scratch));
    guid_format(&user.seed.id, id);
    char *aside = arena_printf(request->arena, "%.8s%.4s%.4s%.4s%s%s", id, id + 9, id + 14, id + 19, id + 24, name);
    store_write(tenant->store, number, "deletedName", json_new_text(name));
    store_write(tenant->store, number, row("userPrincipalName")->name, json_new_text(aside));
    users_write_now(tenant, number, row("deletedDateTime")->name);
    store_set_life(tenant->store, number, LIFE_DELETED);
    tenant_empty(reply, 204);
}

void deleted_delete(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    if (number != SEED_NOBODY)
        deleted_delete_user(tenant, request, reply, number);
}

/* --- reading --- */

struct gone {
    size_t at; /* which of the changes */
    const char *when;
};

/* Newest first; of one moment the one that was changed later. */
static int newer(const void *one, const void *other)
{
    const struct gone *a = one, *b = other;
    int order = strcmp(b->when, a->when);
    return order ? order : a->at < b->at ? 1 : -1;
}

/* Who is deleted, in the order of the list. */
static struct gone *list_gone(struct tenant *tenant, struct arena *arena, const struct store_change *changes,
                              size_t count, size_t *gone_count)
{
    struct gone *gone = arena_alloc(arena, (count + 1) * sizeof *gone);
    *gone_count = 0;
    for (size_t at = 0; at < count; at++) {
        struct user_record user;
        char scratch[SEED_TEXT];
        if (changes[at].life != LIFE_DELETED)
            continue;
        user_record_load(&user, tenant->store, changes[at].number);
        const char *when = read_text(&user, "deletedDateTime", scratch);
        gone[(*gone_count)++] = (struct gone){at, arena_strdup(arena, when ? when : "")};
    }
    qsort(gone, *gone_count, sizeof *gone, newer);
    return gone;
}

void deleted_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const allowed[] = {"$select", "$top", "$count", "$filter", "$skiptoken", NULL};
    const char *select = tenant_query(request, "$select");
    struct selection selection;
    struct paging paging;
    size_t all, count, n = 0, at;
    const struct store_change *changes = store_changes(tenant->store, &all);
    const struct gone *gone = list_gone(tenant, request->arena, changes, all, &count);
    if (!tenant_allow_query(request, reply, allowed) ||
        !selection_read(tenant, request, reply, select, true, &selection) ||
        !paging_read(tenant, request, reply, &paging))
        return;
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    users_put_context(&w, request, "directory/deletedItems/microsoft.graph.user", select, "");
    json_name(&w, "value");
    json_open(&w, '[');
    for (at = paging.from; at < count; at++) {
        struct user_record user;
        user_record_load(&user, tenant->store, changes[gone[at].at].number);
        if (!odata_matches(&paging.query, &user))
            continue;
        if (n++ == paging.top)
            break;
        json_open(&w, '{');
        selection_put(&selection, &w, &user);
        json_close(&w);
    }
    json_close(&w);
    if (at < count) {
        struct buf link = buf_make(1u << 16);
        paging_link(request, &link, (uint32_t)at);
        json_member_text(&w, "@odata.nextLink", buf_text(&link));
        buf_free(&link);
    }
    json_close(&w);
}

/* Of groups only Microsoft 365 groups can be restored, and those cannot be deleted here. */
void deleted_groups(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct object_kind kind = group_kind;
    (void)tenant;
    kind.set = "directory/deletedItems/microsoft.graph.group";
    objects_answer_list(request, reply, &kind, json_new_array());
}

/* The deleted user a path names (segment 2); SEED_NOBODY after answering 404. */
static uint32_t of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = store_find_deleted(tenant->store, request->segments[2]);
    if (number == SEED_NOBODY)
        objects_not_found(request, reply, request->segments[2]);
    return number;
}

void deleted_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = of_path(tenant, request, reply);
    if (number != SEED_NOBODY)
        users_answer(tenant, request, reply, number, "directoryObjects");
}

/* --- back, or gone --- */

/* "SMTP:ann@contoso.com" without the beginning. */
static const char *plain(const struct json *address)
{
    const char *text = json_text_or(address, ""), *colon = strchr(text, ':');
    return colon ? colon + 1 : text;
}

/* Those of a user's addresses that nobody else has by now. */
static struct json *free_addresses(struct tenant *tenant, const struct user_record *user, const struct json *all)
{
    struct json *kept = json_new_array();
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!users_address_taken(tenant, plain(one), user->seed.number))
            json_push(kept, json_copy(one));
    return kept;
}

/* Take those away that somebody else has; the first goes with its mail. */
static void drop_addresses(struct tenant *tenant, const struct user_record *user, const char *mail,
                           const struct json *kept)
{
    store_write(tenant->store, user->seed.number, row("proxyAddresses")->name, json_copy(kept));
    if (mail && users_address_taken(tenant, mail, user->seed.number))
        store_write(tenant->store, user->seed.number, row("mail")->name, json_new_null());
}

static bool options_fit(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body)
{
    const struct json *name = json_get(body, "newUserPrincipalName"),
                      *reconcile = json_get(body, "autoReconcileProxyConflict");
    if (name && json_kind(name) != JSON_STRING)
        return objects_refuse(request, reply, "Request_BadRequest", "newUserPrincipalName",
                              "Invalid value specified for property 'newUserPrincipalName'.");
    return !reconcile || json_kind(reconcile) == JSON_BOOL ||
           objects_refuse(request, reply, "Request_BadRequest", "autoReconcileProxyConflict",
                          "Invalid value specified for property 'autoReconcileProxyConflict'.");
}

void deleted_restore(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const beta[] = {"newUserPrincipalName", "autoReconcileProxyConflict", NULL}, *const stable[] = {
                                                                                                        NULL};
    const char *const *known = strcmp(request->version, "beta") ? stable : beta; /* v1.0 knows no options */
    struct user_record user;
    char scratch[SEED_TEXT];
    uint32_t number = objects_no_options(request, reply) ? of_path(tenant, request, reply) : SEED_NOBODY;
    auto_json struct json *body = number == SEED_NOBODY ? NULL : objects_body(request, reply, known, false);
    if (!body || !options_fit(request, reply, body))
        return;
    user_record_load(&user, tenant->store, number);
    const struct store_value *before = store_value(user.change, "deletedName");
    const char *name = json_text_or(json_get(body, "newUserPrincipalName"), json_text_or(before->value, ""));
    const char *mail = arena_strdup(request->arena, read_text(&user, "mail", scratch));
    auto_json struct json *all = property_value(row("proxyAddresses"), &user);
    auto_json struct json *kept = free_addresses(tenant, &user, all);
    bool conflict = json_count(kept) < json_count(all) || (mail && users_address_taken(tenant, mail, number));
    if (!user_rules_name(tenant, request, reply, name, number))
        return;
    if (conflict && !json_true(json_get(body, "autoReconcileProxyConflict"))) {
        tenant_error_about(request, reply, 400, "Request_BadRequest",
                           "Another object with the same value for property proxyAddresses already exists.",
                           "ObjectConflict", "proxyAddresses");
        return;
    }
    name = arena_strdup(request->arena, name);
    if (conflict)
        drop_addresses(tenant, &user, mail, kept);
    store_write(tenant->store, number, row("userPrincipalName")->name, json_new_text(name));
    store_write(tenant->store, number, row("deletedDateTime")->name, json_new_null());
    store_set_life(tenant->store, number, LIFE_ALIVE);
    licences_restore(tenant, number);
    users_answer(tenant, request, reply, number, "directoryObjects");
}

void deleted_purge(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? of_path(tenant, request, reply) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return;
    if (!request->caller.delegated && !tenant->anyone_provisions) { /* from people alone (REQUESTS §16.6) */
        objects_denied(request, reply);
        return;
    }
    store_set_life(tenant->store, number, LIFE_PURGED);
    tenant_empty(reply, 204);
}

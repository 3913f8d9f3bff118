/* What a group is and who is in it: the seed, and what was changed since. */
#include "tenant/graph/groups.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "tenant/exchange/exchange_groups.h"
#include "tenant/graph/licences.h"
#include "tenant/graph/users.h"
#include "tenant/wire/selection.h"
#include <string.h>
#include <strings.h>

static const char *const properties_of_group[] = {"id",
                                                  "deletedDateTime",
                                                  "assignedLicenses",
                                                  "classification",
                                                  "createdDateTime",
                                                  "description",
                                                  "displayName",
                                                  "expirationDateTime",
                                                  "groupTypes",
                                                  "isAssignableToRole",
                                                  "mail",
                                                  "mailEnabled",
                                                  "mailNickname",
                                                  "membershipRule",
                                                  "membershipRuleProcessingState",
                                                  "onPremisesDomainName",
                                                  "onPremisesLastSyncDateTime",
                                                  "onPremisesNetBiosName",
                                                  "onPremisesProvisioningErrors",
                                                  "onPremisesSamAccountName",
                                                  "onPremisesSecurityIdentifier",
                                                  "onPremisesSyncEnabled",
                                                  "preferredDataLocation",
                                                  "preferredLanguage",
                                                  "proxyAddresses",
                                                  "renewedDateTime",
                                                  "resourceBehaviorOptions",
                                                  "resourceProvisioningOptions",
                                                  "securityEnabled",
                                                  "securityIdentifier",
                                                  "serviceProvisioningErrors",
                                                  "theme",
                                                  "uniqueName",
                                                  "visibility",
                                                  NULL};
static const char *const list_options[] = {"$select", "$filter", "$search",    "$orderby",
                                           "$top",    "$count",  "$skiptoken", NULL};
static const char *const searchable[] = {"displayName", "description", "mail", "mailNickname", NULL};

const struct object_kind group_kind = {.type = "group",
                                       .set = "groups",
                                       .properties = properties_of_group,
                                       .options = list_options,
                                       .search = searchable,
                                       .rules = DIRECTORY};

/* --- finding --- */

/* What is recorded about a group: {"deleted": true, "in": {"<parent>": true}}. */
static const struct json *record_of(const struct tenant_store *store, const struct seed_group *group)
{
    return json_get(store_record((struct tenant_store *)store, "groups"), group->id);
}

static bool is_gone(const struct tenant_store *store, const struct seed_group *group)
{
    return json_true(json_get(record_of(store, group), "deleted"));
}

int groups_find(const struct tenant_store *store, const char *id)
{
    for (int i = 0; i < seed_group_count; i++)
        if (!strcasecmp(seed_groups[i].id, id))
            return is_gone(store, &seed_groups[i]) ? NO_GROUP : i;
    return NO_GROUP;
}

const struct seed_group *groups_of_path(struct tenant *tenant, const struct tenant_request *request,
                                        struct tenant_reply *reply)
{
    int row = groups_find(tenant->store, request->segments[1]);
    if (row == NO_GROUP)
        objects_not_found(request, reply, request->segments[1]);
    return row == NO_GROUP ? NULL : &seed_groups[row];
}

/* --- membership --- */

static bool rule_holds(const struct seed_group *group, const struct user_record *user)
{
    char scratch[SEED_TEXT];
    bool all = !strcmp(group->department, "*");
    const char *name = all ? "userType" : "department", *wanted = all ? "Member" : group->department;
    const char *has = property_text(property_find(name, strlen(name)), user, scratch);
    return has && !strcasecmp(has, wanted);
}

static bool seed_holds(const struct seed_group *group, const struct seed_user *seed)
{
    uint64_t salt = (uint64_t)(group - seed_groups + 1) * UINT64_C(0x9e3779b97f4a7c15);
    if (group->member)
        return !strcmp(seed->nickname, group->member);
    if (group->sku)
        return seed_failed_licence(seed) == group->sku - 1 ||
               (seed->licence_count && seed->licences[0] == group->sku - 1 && seed_licensed_by_group(seed));
    if (seed->traits & group->traits)
        return true;
    bool fitting = group->flags & GROUP_SYNCED ? seed->synced : !seed->guest || group->flags & GROUP_UNIFIED;
    return fitting && !seed->traits && (int)(seed_mix(seed->dice ^ salt) % 100) < group->share;
}

bool groups_has(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user)
{
    const struct store_value *written = store_value(user->change, "memberships");
    const struct json *over = written ? json_get(written->value, group->id) : NULL;
    if (is_gone(user->store, group))
        return false;
    if (group->department)
        return rule_holds(group, user);
    if (group->flags & GROUP_MAIL && !(group->flags & GROUP_UNIFIED)) {
        const struct exchange_group *exchange = exchange_group_find(tenant, group->id);
        return exchange && exchange_group_has(tenant, exchange, user->seed.number);
    }
    return over ? json_true(over) : seed_holds(group, &user->seed);
}

const struct seed_group *groups_from_the_beginning(const struct seed_user *user)
{
    for (int i = 0; i < seed_group_count; i++)
        if (!seed_groups[i].department && !seed_groups[i].sku && !(seed_groups[i].flags & GROUP_SYNCED) &&
            seed_holds(&seed_groups[i], user))
            return &seed_groups[i];
    return NULL;
}

bool groups_nested(const struct tenant_store *store, const struct seed_group *child, const struct seed_group *parent)
{
    const struct json *over = json_get(json_get(record_of(store, child), "in"), parent->id);
    bool nested = over ? json_true(over) : child->parent && !strcmp(child->parent, parent->nickname);
    return nested && !is_gone(store, child) && !is_gone(store, parent);
}

static bool reaches(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user,
                    int depth)
{
    if (groups_has(tenant, group, user))
        return true;
    for (int i = 0; depth < 8 && i < seed_group_count; i++)
        if (groups_nested(user->store, &seed_groups[i], group) && reaches(tenant, &seed_groups[i], user, depth + 1))
            return true;
    return false;
}

bool groups_has_somehow(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user)
{
    return reaches(tenant, group, user, 0);
}

void groups_set_member(struct tenant *tenant, const struct seed_group *group, uint32_t number, bool in)
{
    const struct store_value *written = store_value(store_change(tenant->store, number), "memberships");
    struct json *all = written ? json_copy(written->value) : json_new_object();
    json_set_bool(all, group->id, in);
    store_write(tenant->store, number, "memberships", all);
    if (group->sku)
        licences_by_group(tenant, number, group, in);
}

static struct json *record_for(struct tenant *tenant, const struct seed_group *group)
{
    struct json *all = store_record(tenant->store, "groups");
    if (!json_get(all, group->id))
        json_set(all, group->id, json_new_object());
    return (struct json *)json_get(all, group->id); /* ours to change */
}

void groups_set_nested(struct tenant *tenant, const struct seed_group *child, const struct seed_group *parent, bool in)
{
    struct json *record = record_for(tenant, child);
    struct json *parents = json_get(record, "in") ? json_copy(json_get(record, "in")) : json_new_object();
    json_set_bool(parents, parent->id, in);
    json_set(record, "in", parents);
}

void groups_delete(struct tenant *tenant, const struct seed_group *group)
{
    json_set_bool(record_for(tenant, group), "deleted", true);
}

/* --- the group as an object --- */

static void set_list(struct json *object, const char *name, const char *one, const char *two)
{
    struct json *list = json_new_array();
    if (one)
        json_push(list, json_new_text(one));
    if (two)
        json_push(list, json_new_text(two));
    json_set(object, name, list);
}

static void set_origin(struct json *object, const struct tenant_store *store, const struct seed_group *group)
{
    char date[CLOCK_TEXT];
    int64_t now = store_people(store)->now;
    bool synced = group->flags & GROUP_SYNCED;
    json_set_text(object, "onPremisesDomainName", synced ? "corp.contoso.com" : NULL);
    json_set_text(object, "onPremisesLastSyncDateTime", synced ? clock_format(now - now % 1800000, date) : NULL);
    json_set_text(object, "onPremisesNetBiosName", synced ? "CORP" : NULL);
    set_list(object, "onPremisesProvisioningErrors", NULL, NULL);
    json_set_text(object, "onPremisesSamAccountName", synced ? group->nickname : NULL);
    json_set_text(object, "onPremisesSecurityIdentifier",
                  synced ? "S-1-5-21-3623811015-3361044348-30300820-5113" : NULL);
    json_set(object, "onPremisesSyncEnabled", synced ? json_new_bool(true) : json_new_null());
}

static void set_licence(struct json *object, const struct seed_group *group)
{
    struct json *list = json_new_array(), *one;
    if (group->sku) {
        one = json_new_object();
        set_list(one, "disabledPlans", NULL, NULL);
        json_set_text(one, "skuId", seed_skus[group->sku - 1].sku_id);
        json_push(list, one);
    }
    json_set(object, "assignedLicenses", list);
}

struct json *groups_object(const struct tenant_store *store, const struct seed_group *group)
{
    static const char *const nulls[] = {
        "classification", "expirationDateTime", "preferredDataLocation", "preferredLanguage", "theme", "uniqueName"};
    char date[CLOCK_TEXT];
    struct json *g = json_new_object();
    bool mail = group->flags & GROUP_MAIL, unified = group->flags & GROUP_UNIFIED;
    struct buf text = buf_make(1024);
    clock_format(store_people(store)->today - (900 + 17 * (group - seed_groups)) * INT64_C(86400000), date);
    json_set_text(g, "id", group->id);
    json_set_text(g, "deletedDateTime", NULL);
    json_set_text(g, "createdDateTime", date);
    json_set_text(g, "renewedDateTime", date);
    json_set_text(g, "description", group->description);
    json_set_text(g, "displayName", group->name);
    json_set_text(g, "mailNickname", group->nickname);
    json_set_bool(g, "mailEnabled", mail);
    json_set_bool(g, "securityEnabled", group->flags & GROUP_SECURITY);
    set_list(g, "groupTypes",
             unified             ? "Unified"
             : group->department ? "DynamicMembership"
                                 : NULL,
             unified && group->department ? "DynamicMembership" : NULL);
    json_set(g, "isAssignableToRole", group->flags & GROUP_ROLES ? json_new_bool(true) : json_new_null());
    buf_printf(&text, "SMTP:%s@%s", group->nickname, store_people(store)->domain);
    json_set_text(g, "mail", mail ? buf_text(&text) + strlen("SMTP:") : NULL);
    set_list(g, "proxyAddresses", mail ? buf_text(&text) : NULL, NULL);
    buf_clear(&text);
    if (group->department && !strcmp(group->department, "*"))
        buf_puts(&text, "(user.userType -eq \"Member\")");
    else if (group->department)
        buf_printf(&text, "(user.department -eq \"%s\")", group->department);
    json_set_text(g, "membershipRule", group->department ? buf_text(&text) : NULL);
    json_set_text(g, "membershipRuleProcessingState", group->department ? "On" : NULL);
    buf_free(&text);
    set_origin(g, store, group);
    set_licence(g, group);
    set_list(g, "resourceBehaviorOptions", NULL, NULL);
    set_list(g, "resourceProvisioningOptions", group->flags & GROUP_TEAM ? "Team" : NULL, NULL);
    set_list(g, "serviceProvisioningErrors", NULL, NULL);
    json_set_text(g, "securityIdentifier", "S-1-12-1-1796169216-1293832900-3758100634-1");
    json_set_text(g, "visibility", !unified ? NULL : group->flags & GROUP_PUBLIC ? "Public" : "Private");
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        json_set_text(g, nulls[i], NULL);
    return g;
}

/* --- reading --- */

void groups_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (int i = 0; i < seed_group_count; i++)
        if (groups_find(tenant->store, seed_groups[i].id) != NO_GROUP)
            json_push(list, groups_object(tenant->store, &seed_groups[i]));
    objects_answer_list(request, reply, &group_kind, list);
}

void groups_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_group *group = groups_of_path(tenant, request, reply);
    if (group)
        objects_answer(request, reply, &group_kind, 200, groups_object(tenant->store, group));
}

static void put_nested(struct tenant *tenant, struct json_writer *w, const struct seed_group *parent)
{
    for (int i = 0; i < seed_group_count; i++) {
        if (!groups_nested(tenant->store, &seed_groups[i], parent))
            continue;
        json_open(w, '{');
        json_name(w, "@odata.type");
        json_put_text(w, "#microsoft.graph.group");
        json_name(w, "id");
        json_put_text(w, seed_groups[i].id);
        json_name(w, "displayName");
        json_put_text(w, seed_groups[i].name);
        json_close(w);
    }
}

bool groups_owns(const struct tenant *tenant, const struct seed_group *group, const struct user_record *user)
{
    const struct store_value *written = user->change ? store_value(user->change, "owns") : NULL;
    const struct json *said = written ? json_get(written->value, group->id) : NULL;
    bool owned = !group->department && !group->member && !(group->flags & GROUP_SYNCED) &&
                 (!(group->flags & GROUP_MAIL) || group->flags & GROUP_UNIFIED);
    if (said)
        return json_true(said);
    if (group->flags & GROUP_ROLES)
        return user->seed.traits & TRAIT_ELIGIBLE || (group->owner && !strcmp(user->seed.nickname, group->owner));
    return owned && user->seed.number == (uint32_t)(group - seed_groups) % store_people(tenant->store)->seeded;
}

/* Which users of a group are listed: its members or owners, as objects of a type that is said or as users. */
struct listing {
    bool (*holds)(const struct tenant *, const struct seed_group *, const struct user_record *);
    bool nested, users;
};

static bool is_listed(const struct tenant *tenant, const struct listing *listing, const struct seed_group *group,
                      const struct user_record *user, const struct paging *paging)
{
    return (!user->change || user->change->life == LIFE_ALIVE) && listing->holds(tenant, group, user) &&
           odata_matches(&paging->query, user);
}

/* Writes a page; the number where the next begins, or how many users there are. */
static uint32_t put_page(struct tenant *tenant, struct json_writer *w, const struct listing *listing,
                         const struct seed_group *group, const struct selection *selection, const struct paging *paging)
{
    uint32_t count = store_people(tenant->store)->count, n = 0, number;
    struct user_record user;
    for (number = paging->from; number < count; number++) {
        user_record_load(&user, tenant->store, number);
        if (!is_listed(tenant, listing, group, &user, paging))
            continue;
        if (n++ == paging->top)
            break;
        json_open(w, '{');
        if (!listing->users) {
            json_name(w, "@odata.type");
            json_put_text(w, "#microsoft.graph.user");
        }
        selection_put(selection, w, &user);
        json_close(w);
    }
    return number;
}

static void answer_people(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                          const struct listing *listing)
{
    static const char *const allowed[] = {"$select", "$top", "$count", "$filter", "$search", "$skiptoken", NULL};
    const char *select = tenant_query(request, "$select");
    struct selection selection;
    struct paging paging;
    const struct seed_group *group = groups_of_path(tenant, request, reply);
    if (!group || !tenant_allow_query(request, reply, allowed) ||
        !selection_read(tenant, request, reply, select, true, &selection) ||
        !paging_read(tenant, request, reply, &paging))
        return;
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    users_put_context(&w, request, listing->users ? "users" : "directoryObjects", select, "");
    json_name(&w, "value");
    json_open(&w, '[');
    if (listing->nested && paging.from == 0)
        put_nested(tenant, &w, group);
    uint32_t next = put_page(tenant, &w, listing, group, &selection, &paging);
    json_close(&w);
    if (next < store_people(tenant->store)->count) {
        auto_buf struct buf link = buf_make(1u << 16);
        paging_link(request, &link, next);
        json_name(&w, "@odata.nextLink");
        json_put_text(&w, buf_text(&link));
    }
    json_close(&w);
}

void groups_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer_people(tenant, request, reply, &(struct listing){.holds = groups_has, .nested = true});
}

void groups_user_members(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer_people(tenant, request, reply, &(struct listing){.holds = groups_has, .users = true});
}

void groups_owners(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    answer_people(tenant, request, reply, &(struct listing){.holds = groups_owns});
}

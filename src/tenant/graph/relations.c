/* Reports are found by asking everybody who their manager is; nothing is stored. */
#include "tenant/graph/relations.h"

#include "tenant/graph/groups.h"
#include "tenant/graph/users.h"
#include <string.h>
#include <strings.h>

static const char *const options[] = {"$select", "$filter", "$search",    "$orderby",
                                      "$top",    "$count",  "$skiptoken", NULL};
static const char *const searchable[] = {"displayName", NULL};
/* What a user shows of itself here. */
static const char *const user_names[] = {
    "id",   "accountEnabled", "businessPhones", "displayName",       "department", "givenName",         "jobTitle",
    "mail", "mobilePhone",    "officeLocation", "preferredLanguage", "surname",    "userPrincipalName", "userType",
    NULL};

static struct json *user_object(const struct tenant *tenant, uint32_t number)
{
    struct user_record user;
    struct json *one = json_new_object();
    user_record_load(&user, tenant->store, number);
    json_set_text(one, "@odata.type", "#microsoft.graph.user");
    for (size_t i = 0; user_names[i]; i++)
        json_set(one, user_names[i], property_value(property_find(user_names[i], strlen(user_names[i])), &user));
    return one;
}

/* Properties of users and of groups. */
static struct object_kind kind_of(const struct tenant_request *request)
{
    size_t n = 0, more = 0;
    while (group_kind.properties[n])
        n++;
    while (user_names[more])
        more++;
    const char **names = arena_alloc(request->arena, (n + more + 1) * sizeof *names);
    memcpy(names, group_kind.properties, n * sizeof *names);
    memcpy(names + n, user_names, more * sizeof *names);
    return (struct object_kind){.type = "directoryObject",
                                .set = "directoryObjects",
                                .properties = names,
                                .options = options,
                                .search = searchable,
                                .rules = RELATION};
}

void relations_reports(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct object_kind kind = kind_of(request);
    uint32_t number = users_of_path(tenant, request, reply), count = store_people(tenant->store)->count;
    if (number == SEED_NOBODY)
        return;
    struct json *list = json_new_array();
    for (uint32_t other = 0; other < count; other++)
        if (store_manager(tenant->store, other) == number && store_life(tenant->store, other) == LIFE_ALIVE)
            json_push(list, user_object(tenant, other));
    objects_answer_list(request, reply, &kind, list);
}

static void push_group(const struct tenant *tenant, struct json *list, const struct seed_group *group)
{
    auto_json struct json *object = groups_object(tenant->store, group);
    struct json *typed = json_new_object();
    json_set_text(typed, "@odata.type", "#microsoft.graph.group");
    for (const struct json *member = json_first(object); member; member = json_next(member))
        json_set(typed, json_key(member), json_copy(member));
    json_push(list, typed);
}

/* Guests have sponsors: one person, and one in four a group as well, which may be one's sponsor, too. Ids. */
static struct json *sponsors_of(const struct tenant *tenant, const struct user_record *user)
{
    const struct store_value *written = user->change ? store_value(user->change, "sponsors") : NULL;
    struct json *ids = written ? json_copy(written->value) : json_new_array();
    uint64_t dice = seed_mix(user->seed.dice + 0x5b);
    char id[GUID_TEXT];
    if (written || !user->seed.guest || seed_is_added(&user->seed))
        return ids;
    for (uint32_t other = user->seed.number; dice % 5 && other-- > 0;) { /* the nearest before who is no guest */
        struct user_record sponsor;
        user_record_load(&sponsor, tenant->store, other);
        if (sponsor.seed.guest || !sponsor.seed.enabled || store_life(tenant->store, other) != LIFE_ALIVE)
            continue;
        json_push(ids, json_new_text(guid_format(&sponsor.seed.id, id)));
        break;
    }
    if (user->seed.traits || dice % 4 == 0)
        json_push(ids, json_new_text(seed_groups[1].id));
    return ids;
}

void relations_sponsors(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct object_kind kind = kind_of(request);
    struct user_record user;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    struct json *list = json_new_array();
    auto_json struct json *ids = sponsors_of(tenant, &user);
    for (const struct json *one = json_first(ids); one; one = json_next(one)) {
        uint32_t other = store_find(tenant->store, json_text_or(one, ""));
        int group = other == SEED_NOBODY ? groups_find(tenant->store, json_text_or(one, "")) : NO_GROUP;
        if (other != SEED_NOBODY)
            json_push(list, user_object(tenant, other));
        else if (group != NO_GROUP)
            push_group(tenant, list, &seed_groups[group]);
    }
    objects_answer_list(request, reply, &kind, list);
}

/* The list with an id or without it. False when that is so already. */
static bool sponsors_write(struct tenant *tenant, uint32_t number, const char *id, bool in)
{
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    auto_json struct json *ids = sponsors_of(tenant, &user);
    struct json *after = json_new_array();
    bool was = false;
    for (const struct json *one = json_first(ids); one; one = json_next(one)) {
        bool same = !strcasecmp(json_text_or(one, ""), id);
        was |= same;
        if (!same)
            json_push(after, json_copy(one));
    }
    if (in)
        json_push(after, json_new_text(id));
    if (was != in)
        store_write(tenant->store, number, "sponsors", after);
    else
        json_free(after);
    return was != in;
}

void relations_add_sponsor(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    const char *id = number == SEED_NOBODY ? NULL : objects_reference_body(request, reply);
    if (!id)
        return;
    if (store_find(tenant->store, id) == SEED_NOBODY && groups_find(tenant->store, id) == NO_GROUP)
        objects_not_found(request, reply, id);
    else if (!sponsors_write(tenant, number, id, true))
        objects_refuse(
            request, reply, "Request_BadRequest", NULL,
            "One or more added object references already exist for the following modified properties: 'sponsors'.");
    else
        tenant_empty(reply, 204);
}

void relations_remove_sponsor(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return;
    if (sponsors_write(tenant, number, request->segments[3], false))
        tenant_empty(reply, 204);
    else
        objects_not_found(request, reply, request->segments[3]);
}

void relations_owned(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct object_kind kind = kind_of(request);
    struct user_record user;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    struct json *list = json_new_array();
    for (int i = 0; i < seed_group_count; i++)
        if (groups_find(tenant->store, seed_groups[i].id) != NO_GROUP && groups_owns(tenant, &seed_groups[i], &user))
            push_group(tenant, list, &seed_groups[i]);
    objects_answer_list(request, reply, &kind, list);
}

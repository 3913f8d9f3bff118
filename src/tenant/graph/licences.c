/* assignLicense and its rules. The states (one for each way a licence comes) are the truth; assignedLicenses follows from
 * them. */
#include "tenant/graph/licences.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/base64.h"
#include "tenant/graph/users.h"
#include "tenant/wire/licence.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Plans of one family exclude each other; a plan may need another. */
static const char *const families[][4] = {
    {"EXCHANGE_S_STANDARD", "EXCHANGE_S_ENTERPRISE", "EXCHANGE_S_DESKLESS", NULL},
    {"SHAREPOINTSTANDARD", "SHAREPOINTENTERPRISE", "SHAREPOINTDESKLESS", NULL},
};
static const struct {
    const char *plan, *needs;
} dependencies[] = {
    {"M365_COPILOT_BUSINESS_CHAT", "TEAMS1"},
    {"AAD_PREMIUM_P2", "AAD_PREMIUM"},
};

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    return objects_refuse(request, reply, "Request_BadRequest", NULL, message);
}

static const struct property *row(const char *name)
{
    return property_find(name, strlen(name));
}

static int sku_row(const char *sku_id)
{
    for (int i = 0; i < seed_sku_count; i++)
        if (!strcasecmp(seed_skus[i].sku_id, sku_id))
            return i;
    return -1;
}

static bool holds_text(const struct json *list, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), text))
            return true;
    return false;
}

/* --- states --- */

static struct json *states_of(const struct user_record *user)
{
    return property_value(row("licenseAssignmentStates"), user);
}

static const char *sku_of(const struct json *state)
{
    return json_text_or(json_get(state, "skuId"), "");
}

/* What a group could not give is a state, too, and no licence. */
static bool failed(const struct json *state)
{
    return !strcmp(json_text_or(json_get(state, "state"), ""), "Error");
}

/* The state of a product that comes directly (`group` NULL) or from a group. */
static const struct json *find_state(const struct json *states, const char *sku_id, bool direct)
{
    for (const struct json *one = json_first(states); one; one = json_next(one))
        if (!strcasecmp(sku_of(one), sku_id) && !failed(one) &&
            (json_kind(json_get(one, "assignedByGroup")) == JSON_NULL) == direct)
            return one;
    return NULL;
}

static struct json *new_state(const char *sku_id, const struct json *disabled, const char *group)
{
    char date[CLOCK_TEXT];
    struct json *state = json_new_object();
    json_set_text(state, "skuId", sku_id);
    json_set(state, "disabledPlans", disabled ? json_copy(disabled) : json_new_array());
    json_set_text(state, "assignedByGroup", group);
    json_set_text(state, "state", "Active");
    json_set_text(state, "error", "None");
    json_set_text(state, "lastUpdatedDateTime", clock_format(clock_now(), date));
    return state;
}

/* What is switched off in every state of a product. */
static struct json *disabled_in_all(const struct json *states, const char *sku_id)
{
    const struct json *direct = find_state(states, sku_id, true), *group = find_state(states, sku_id, false);
    const struct json *first = json_get(direct ? direct : group, "disabledPlans"),
                      *second = json_get(group, "disabledPlans");
    struct json *both = json_new_array();
    for (const struct json *plan = json_first(first); plan; plan = json_next(plan))
        if (!direct || !group || holds_text(second, json_text_or(plan, "")))
            json_push(both, json_copy(plan));
    return both;
}

/* Keep the states (moved in) and what follows from them. */
static void states_write(struct tenant *tenant, uint32_t number, struct json *states)
{
    struct json *licences = json_new_array();
    for (int i = 0; i < seed_sku_count; i++) {
        const char *id = seed_skus[i].sku_id;
        if (!find_state(states, id, true) && !find_state(states, id, false))
            continue;
        struct json *one = json_new_object();
        json_set(one, "disabledPlans", disabled_in_all(states, id));
        json_set_text(one, "skuId", id);
        json_push(licences, one);
    }
    store_write(tenant->store, number, row("licenseAssignmentStates")->name, states);
    store_write(tenant->store, number, row("assignedLicenses")->name, licences);
}

/* Whether a plan is on in the states. */
static bool plan_is_on(const struct json *states, const char *name)
{
    for (const struct json *one = json_first(states); one; one = json_next(one)) {
        int sku = sku_row(sku_of(one));
        for (int p = 0; sku >= 0 && !failed(one) && p < SEED_PLANS && seed_skus[sku].plans[p].id; p++)
            if (!strcmp(seed_skus[sku].plans[p].name, name) &&
                !holds_text(json_get(one, "disabledPlans"), seed_skus[sku].plans[p].id))
                return true;
    }
    return false;
}

static bool has_exchange(const struct json *states)
{
    bool has = false;
    for (size_t i = 0; families[0][i]; i++)
        has |= plan_is_on(states, families[0][i]);
    return has;
}

/* Without an Exchange plan the addresses go; with one again, the primary one alone comes back (REQUESTS §3.3). */
static void addresses_follow(struct tenant *tenant, const struct user_record *user, const struct json *before,
                             const struct json *after)
{
    const struct property *addresses = row("proxyAddresses");
    if (has_exchange(before) == has_exchange(after))
        return;
    auto_json struct json *old = property_value(addresses, user);
    char scratch[SEED_TEXT], address[SEED_TEXT + 8];
    const char *mail = property_text(row("mail"), user, scratch);
    struct json *kept = json_new_array();
    if (has_exchange(after) && !mail) { /* a first mailbox */
        mail = property_text(row("userPrincipalName"), user, scratch);
        store_write(tenant->store, user->seed.number, row("mail")->name, json_new_text(mail));
    }
    if (has_exchange(after)) {
        snprintf(address, sizeof address, "SMTP:%s", mail);
        json_push(kept, json_new_text(address));
    }
    if (!has_exchange(after) || !json_first(old))
        store_write(tenant->store, user->seed.number, addresses->name, kept);
    else
        json_free(kept);
}

/* --- the rules of one assignment --- */

static bool plans_agree(const struct tenant_request *request, struct tenant_reply *reply, const struct json *states)
{
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        const char *other = NULL;
        for (size_t i = 0; families[f][i]; i++) {
            if (!plan_is_on(states, families[f][i]))
                continue;
            if (other)
                return refuse(request, reply,
                              arena_printf(request->arena,
                                           "License assignment failed because service plans %s and %s are mutually "
                                           "exclusive.",
                                           other, families[f][i]));
            other = families[f][i];
        }
    }
    for (size_t d = 0; d < sizeof dependencies / sizeof *dependencies; d++)
        if (plan_is_on(states, dependencies[d].plan) && !plan_is_on(states, dependencies[d].needs))
            return refuse(request, reply,
                          arena_printf(request->arena,
                                       "License assignment failed because service plan %s depends on the service "
                                       "plan(s) %s.",
                                       dependencies[d].plan, dependencies[d].needs));
    return true;
}

static bool removal_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct json *states,
                         const struct json *one)
{
    const char *id = json_text(one);
    if (!id || sku_row(id) < 0)
        return refuse(request, reply,
                      arena_printf(request->arena, "License %s does not correspond to a valid company License.",
                                   id ? id : "null"));
    if (find_state(states, id, true))
        return true;
    if (find_state(states, id, false))
        return refuse(request, reply,
                      "User license is inherited from a group membership and it cannot be removed directly from the "
                      "user.");
    return refuse(request, reply, "User does not have a corresponding license.");
}

static bool plans_belong(int sku, const struct json *plans)
{
    for (const struct json *plan = json_first(plans); plan; plan = json_next(plan)) {
        int p = 0;
        while (p < SEED_PLANS && seed_skus[sku].plans[p].id &&
               strcasecmp(seed_skus[sku].plans[p].id, json_text_or(plan, "")) != 0)
            p++;
        if (p == SEED_PLANS || !seed_skus[sku].plans[p].id)
            return false;
    }
    return true;
}

static bool addition_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                          const struct json *states, const struct json *one)
{
    const char *id = json_text(json_get(one, "skuId"));
    const struct json *plans = json_get(one, "disabledPlans");
    for (const struct json *member = json_first(one); member; member = json_next(member))
        if (strcmp(json_key(member), "skuId") != 0 && strcmp(json_key(member), "disabledPlans") != 0)
            return objects_refuse(request, reply, "BadRequest", json_key(member),
                                  arena_printf(request->arena, "Invalid property '%s'.", json_key(member)));
    if (!id || sku_row(id) < 0)
        return refuse(request, reply,
                      arena_printf(request->arena, "License %s does not correspond to a valid company License.",
                                   id ? id : "null"));
    int sku = sku_row(id);
    if (plans && json_kind(plans) != JSON_ARRAY)
        return objects_refuse(request, reply, "BadRequest", "disabledPlans",
                              "Invalid value specified for property 'disabledPlans'.");
    if (!plans_belong(sku, plans))
        return refuse(
            request, reply,
            arena_printf(request->arena, "One or more of the disabled plans do not belong to license %s.", id));
    if (!find_state(states, id, true) && !find_state(states, id, false) &&
        store_consumed(tenant->store, sku) >= store_seats(tenant->store, sku))
        return refuse(
            request, reply,
            arena_printf(request->arena, "Subscription with SKU %s does not have any available licenses.", id));
    return true;
}

/* Each product once: neither twice in a list nor in both. */
static bool products_differ(const struct tenant_request *request, struct tenant_reply *reply, const struct json *add,
                            const struct json *remove)
{
    for (const struct json *one = json_first(add); one; one = json_next(one)) {
        bool twice = holds_text(remove, sku_of(one));
        for (const struct json *other = json_next(one); other; other = json_next(other))
            twice |= !strcasecmp(sku_of(one), sku_of(other));
        if (twice)
            return refuse(request, reply, "One or more licenses stand in the request more than once.");
    }
    return true;
}

/* The states as they would be. */
static struct json *states_after(const struct json *states, const struct json *add, const struct json *remove)
{
    struct json *after = json_new_array();
    for (const struct json *one = json_first(states); one; one = json_next(one)) {
        bool direct = json_kind(json_get(one, "assignedByGroup")) == JSON_NULL, replaced = false;
        for (const struct json *other = json_first(add); other; other = json_next(other))
            replaced |= !strcasecmp(sku_of(other), sku_of(one));
        if (!direct || (!replaced && !holds_text(remove, sku_of(one))))
            json_push(after, json_copy(one));
    }
    for (const struct json *one = json_first(add); one; one = json_next(one))
        json_push(after, new_state(seed_skus[sku_row(sku_of(one))].sku_id, json_get(one, "disabledPlans"), NULL));
    return after;
}

static bool has_location(const struct user_record *user)
{
    char scratch[SEED_TEXT];
    return property_text(row("usageLocation"), user, scratch);
}

static bool assignment_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                            const struct user_record *user, const struct json *states, const struct json *body)
{
    const struct json *add = json_get(body, "addLicenses"), *remove = json_get(body, "removeLicenses");
    if (json_kind(add) != JSON_ARRAY || json_kind(remove) != JSON_ARRAY)
        return objects_refuse(request, reply, "BadRequest",
                              json_kind(add) == JSON_ARRAY ? "removeLicenses" : "addLicenses",
                              "The parameters 'addLicenses' and 'removeLicenses' must both be present as arrays.");
    if (json_first(add) && (!has_location(user) || store_lags(tenant->store, user->seed.number, 5)))
        return refuse(request, reply, "License assignment cannot be done for user with invalid usage location.");
    for (const struct json *one = json_first(remove); one; one = json_next(one))
        if (!removal_fits(request, reply, states, one))
            return false;
    for (const struct json *one = json_first(add); one; one = json_next(one))
        if (!addition_fits(tenant, request, reply, states, one))
            return false;
    return products_differ(request, reply, add, remove);
}

void licences_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"addLicenses", "removeLicenses", NULL};
    struct user_record user;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY || !objects_no_options(request, reply))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    if (!body)
        return;
    user_record_load(&user, tenant->store, number);
    auto_json struct json *states = states_of(&user);
    if (!assignment_fits(tenant, request, reply, &user, states, body))
        return;
    struct json *after = states_after(states, json_get(body, "addLicenses"), json_get(body, "removeLicenses"));
    if (!plans_agree(request, reply, after)) {
        json_free(after);
        return;
    }
    addresses_follow(tenant, &user, states, after);
    states_write(tenant, number, after);
    users_answer(tenant, request, reply, number, "users");
}

void licences_reprocess(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {NULL};
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY || !objects_no_options(request, reply))
        return;
    auto_json struct json *body = objects_body(request, reply, known, false);
    if (!body)
        return;
    struct user_record user;
    char date[CLOCK_TEXT];
    user_record_load(&user, tenant->store, number);
    auto_json struct json *states = states_of(&user);
    struct json *after = json_new_array();
    for (const struct json *one = json_first(states); one; one = json_next(one)) {
        struct json *state = json_copy(one);
        if (json_text(json_get(one, "assignedByGroup")))
            json_set_text(state, "lastUpdatedDateTime", clock_format(clock_now(), date));
        json_push(after, state);
    }
    states_write(tenant, number, after);
    users_answer(tenant, request, reply, number, "users");
}

/* --- what follows from elsewhere --- */

void licences_by_group(struct tenant *tenant, uint32_t number, const struct seed_group *group, bool in)
{
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    auto_json struct json *states = states_of(&user);
    struct json *after = json_new_array();
    const char *sku_id = seed_skus[group->sku - 1].sku_id;
    for (const struct json *one = json_first(states); one; one = json_next(one))
        if (strcmp(json_text_or(json_get(one, "assignedByGroup"), ""), group->id) != 0)
            json_push(after, json_copy(one));
    bool seat = find_state(after, sku_id, true) ||
                store_consumed(tenant->store, group->sku - 1) < store_seats(tenant->store, group->sku - 1);
    struct json *state = in ? new_state(sku_id, NULL, group->id) : NULL;
    if (in && !(seat && has_location(&user))) { /* the service notes an error and gives nothing */
        json_set_text(state, "state", "Error");
        json_set_text(state, "error", seat ? "ProhibitedInUsageLocationViolation" : "CountViolation");
    }
    if (state)
        json_push(after, state);
    states_write(tenant, number, after);
}

void licences_give_made(struct tenant *tenant, const char *nickname)
{
    auto_str char *name = xasprintf("%s@%s", nickname, SEED_DOMAIN);
    uint32_t number = seed_find_upn(store_people(tenant->store), name);
    struct user_record user;
    if (number == SEED_NOBODY || seed_sku_count == SEED_SKUS)
        return;
    user_record_load(&user, tenant->store, number);
    struct json *states = states_of(&user);
    for (int i = SEED_SKUS; i < seed_sku_count; i++)
        json_push(states, new_state(seed_skus[i].sku_id, NULL, NULL));
    states_write(tenant, number, states);
}

void licences_restore(struct tenant *tenant, uint32_t number)
{
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    auto_json struct json *states = states_of(&user);
    struct json *after = json_new_array();
    for (const struct json *one = json_first(states); one; one = json_next(one)) {
        int sku = sku_row(sku_of(one));
        if (sku >= 0 && store_consumed(tenant->store, sku) <= store_seats(tenant->store, sku))
            json_push(after, json_copy(one));
    }
    states_write(tenant, number, after);
}

/* --- licenseDetails --- */

static struct json *details_of(const struct tenant *tenant, const struct user_record *user, int sku,
                               const struct json *disabled)
{
    struct guid both[2] = {user->seed.id};
    struct json *one = json_new_object();
    auto_buf struct buf id = buf_make(128);
    guid_parse(seed_skus[sku].sku_id, GUID_TEXT - 1, &both[1]);
    base64url_encode(&id, both, sizeof both);
    json_set_text(one, "id", buf_text(&id));
    json_set_text(one, "skuId", seed_skus[sku].sku_id);
    json_set_text(one, "skuPartNumber", seed_skus[sku].part_number);
    json_set(one, "servicePlans", licence_plans(tenant, sku, disabled));
    return one;
}

void licences_details(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id", "skuId", "skuPartNumber", "servicePlans", NULL};
    static const char *const options[] = {"$select", NULL};
    const struct object_kind kind = {
        .type = "licenseDetails",
        .set = arena_printf(request->arena, "users('%s')/licenseDetails", request->segments[1]),
        .properties = names,
        .options = options,
        .rules = ORDINARY};
    struct user_record user;
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    auto_json struct json *licences = property_value(row("assignedLicenses"), &user);
    struct json *list = json_new_array();
    for (const struct json *one = json_first(licences); one; one = json_next(one))
        if (sku_row(sku_of(one)) >= 0)
            json_push(list, details_of(tenant, &user, sku_row(sku_of(one)), json_get(one, "disabledPlans")));
    objects_answer_list(request, reply, &kind, list);
}

/* Asking the sign-in log: by people on both versions, by programs on beta where signInEventTypes says so (REQUESTS §2.4). */
#include "tenant/graph/sign_ins.h"

#include "base/alloc.h"
#include "tenant/graph/rights.h"
#include "tenant/graph/scenario_log.h"
#include "tenant/graph/users.h"
#include "tenant/wire/licence.h"
#include "tenant/wire/log_page.h"
#include <stdio.h>
#include <string.h>

enum { WITHOUT_RANGE_MOST = 20000 }; /* users: a larger tenant's whole log takes longer than the service waits */

#define TEXT (FILTER_EQ | FILTER_STARTS)

static const struct filter_path paths[] = {
    {"id", FILTER_EQ},
    {"createdDateTime", FILTER_EQ | FILTER_RANGE},
    {"userId", FILTER_EQ},
    {"userPrincipalName", TEXT},
    {"userDisplayName", TEXT | FILTER_NE},
    {"appId", FILTER_EQ},
    {"appDisplayName", TEXT},
    {"resourceId", FILTER_EQ},
    {"resourceDisplayName", FILTER_EQ},
    {"ipAddress", TEXT},
    {"clientAppUsed", FILTER_EQ},
    {"conditionalAccessStatus", FILTER_EQ},
    {"correlationId", FILTER_EQ},
    {"status/errorCode", FILTER_EQ | FILTER_NE},
    {"location/city", TEXT},
    {"location/state", TEXT},
    {"location/countryOrRegion", TEXT},
    {"deviceDetail/browser", TEXT},
    {"deviceDetail/operatingSystem", TEXT},
    {"riskDetail", FILTER_EQ},
    {"riskState", FILTER_EQ},
    {"riskLevelAggregated", FILTER_EQ},
    {"riskLevelDuringSignIn", FILTER_EQ},
    {NULL, 0},
    {"signInEventTypes", FILTER_ANY}, /* of beta: see kind_of() */
};
enum { V1_PATHS = 23, PATHS = sizeof paths / sizeof *paths };

static struct log_kind kind_of(const struct tenant_request *request)
{
    struct filter_path *beta = arena_alloc(request->arena, PATHS * sizeof *beta); /* ends with zeroes */
    memcpy(beta, paths, V1_PATHS * sizeof *beta);
    if (!strcmp(request->version, "beta"))
        beta[V1_PATHS] = paths[V1_PATHS + 1];
    return (struct log_kind){.set = "auditLogs/signIns", .time = "createdDateTime", .paths = beta};
}

/* --- rows --- */

struct maker {
    struct tenant *tenant;
    const struct tenant_request *request;
    bool policies, beta;
};

/* Offices have addresses of their own; who has to prove more sits elsewhere; what is new is of version 6, and nowhere. */
static void place_row(struct sign_in_row *row)
{
    const struct seed_attempt *s = &row->seed;
    unsigned host = 1 + (unsigned)(s->dice >> 20) % 250;
    bool office = !s->away && !s->strange && !s->error->code && s->dice >> 28 & 1;
    row->located = s->strange || s->dice >> 29 & 15;
    if (!row->located)
        snprintf(row->address, sizeof row->address, "2001:db8:%x::%x", (unsigned)(s->dice >> 48), host);
    else
        do /* what a scenario speaks of is its own */
            snprintf(row->address, sizeof row->address, "%s.%u",
                     s->strange ? "198.51.100"
                     : office   ? "203.0.113"
                                : "192.0.2",
                     host++);
        while (scenario_knows_address(row->tenant->scenario, row->address) && host < 256);
}

static void row_load(const struct maker *maker, uint32_t number, bool interactive, uint32_t place, int64_t when,
                     struct sign_in_row *row)
{
    const struct seed_people *people = store_people(maker->tenant->store);
    struct seed_device devices[SEED_DEVICES];
    *row = (struct sign_in_row){
        .tenant = maker->tenant, .request = maker->request, .policies = maker->policies, .beta = maker->beta};
    user_record_load(&row->user, maker->tenant->store, number);
    seed_sign_in(people, &row->user.seed, interactive, place, when, &row->seed);
    if (row->seed.device >= 0) {
        seed_devices(people, &row->user.seed, devices);
        row->device = devices[row->seed.device];
    }
    struct guid id = seed_sign_in_id(people, number, interactive, place);
    guid_format(&id, row->id);
    place_row(row);
}

/* What v1.0 tells of a sign-in. */
static const char *const v1_names[] = {"id",
                                       "createdDateTime",
                                       "userDisplayName",
                                       "userPrincipalName",
                                       "userId",
                                       "appId",
                                       "appDisplayName",
                                       "ipAddress",
                                       "clientAppUsed",
                                       "userAgent",
                                       "correlationId",
                                       "conditionalAccessStatus",
                                       "isInteractive",
                                       "riskDetail",
                                       "riskLevelAggregated",
                                       "riskLevelDuringSignIn",
                                       "riskState",
                                       "riskEventTypes_v2",
                                       "resourceDisplayName",
                                       "resourceId",
                                       "homeTenantId",
                                       "resourceTenantId",
                                       "servicePrincipalId",
                                       "servicePrincipalName",
                                       "status",
                                       "deviceDetail",
                                       "location",
                                       "appliedConditionalAccessPolicies",
                                       NULL};

static struct json *of_scenario(const struct maker *maker, uint32_t place)
{
    struct json *one = scenario_log_row(maker->tenant, maker->request, SCENARIO_SIGN_INS, place,
                                        maker->beta ? NULL : v1_names);
    if (!maker->policies)
        json_remove(one, "appliedConditionalAccessPolicies");
    return one;
}

static struct json *make(void *with, const struct log_entry *entry)
{
    struct sign_in_row row;
    if (entry->number == SEED_NOBODY)
        return of_scenario(with, entry->place);
    row_load(with, entry->number, !entry->other, entry->place, entry->when, &row);
    return sign_ins_object(&row);
}

struct json *sign_ins_at(struct tenant *tenant, const struct tenant_request *request, uint32_t number, uint32_t place,
                         int64_t when)
{
    struct maker maker = {.tenant = tenant, .request = request};
    struct log_entry entry = {.when = when, .number = number, .place = place};
    return make(&maker, &entry);
}

/* --- lists --- */

static void gather(const struct tenant *tenant, uint32_t number, bool interactive, struct gathering *all)
{
    struct seed_user user;
    int64_t times[SEED_SIGN_INS];
    seed_user(store_people(tenant->store), number, &user);
    uint32_t n = seed_sign_in_times(store_people(tenant->store), &user, interactive, times);
    for (uint32_t place = 0; place < n && times[place] >= all->since; place++)
        gathering_push(
            all, (struct log_entry){.when = times[place], .number = number, .place = place, .other = !interactive});
}

/* The one user the filter asks for; SEED_NOBODY with `*known` false when it does not say. */
static uint32_t wanted(const struct tenant *tenant, const struct tenant_request *request, const struct log_view *view,
                       bool *known)
{
    const char *id = log_view_wants(request, view, "userId"), *upn = log_view_wants(request, view, "userPrincipalName");
    struct guid guid;
    *known = id || upn;
    if (id)
        return guid_parse(id, strlen(id), &guid) ? seed_find_id(store_people(tenant->store), &guid) : SEED_NOBODY;
    return upn ? store_find(tenant->store, upn) : SEED_NOBODY;
}

void sign_ins_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct log_kind kind = kind_of(request);
    struct log_view view;
    struct maker maker = {.tenant = tenant,
                          .request = request,
                          .policies = rights_see_policies(request),
                          .beta = !strcmp(request->version, "beta")};
    bool known;
    if (!licence_permits(tenant, PLAN_P1, request, reply) || !log_view_read(request, reply, &kind, &view))
        return;
    uint32_t number = wanted(tenant, request, &view, &known), count = store_people(tenant->store)->count;
    struct gathering all = {.since = log_view_since(request, &view)};
    bool programs = log_view_names(&view, "signInEventTypes");
    if (!known && !all.since && count > WITHOUT_RANGE_MOST) {
        tenant_error(request, reply, 504, "GatewayTimeout", "The gateway timed out.");
        return;
    }
    for (uint32_t at = known ? number : 0; at < count && (!known || at == number); at++) {
        gather(tenant, at, true, &all);
        if (programs)
            gather(tenant, at, false, &all);
    }
    scenario_log_gather(tenant, SCENARIO_SIGN_INS, programs ? NULL : "isInteractive", &all);
    log_answer(request, reply, &view, all.entries, all.count, make, &maker);
    xfree(all.entries);
}

/* `moved` in. */
static void answer_one(const struct tenant_request *request, struct tenant_reply *reply, struct json *moved)
{
    auto_json struct json *one = json_new_object(), *object = moved;
    json_set_text(
        one, "@odata.context",
        arena_printf(request->arena, "%s/%s/$metadata#auditLogs/signIns/$entity", request->origin, request->version));
    for (const struct json *member = json_first(object); member; member = json_next(member))
        json_set(one, json_key(member), json_copy(member));
    tenant_json(reply, 200, one);
}

void sign_ins_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_people *people = store_people(tenant->store);
    struct maker maker = {.tenant = tenant,
                          .request = request,
                          .policies = rights_see_policies(request),
                          .beta = !strcmp(request->version, "beta")};
    const char *id = request->segments[2];
    int64_t times[SEED_SIGN_INS];
    struct seed_user user;
    struct guid guid;
    bool interactive = true;
    uint32_t place = 0, number = SEED_NOBODY, n = 0;
    if (!licence_permits(tenant, PLAN_P1, request, reply) || !objects_no_options(request, reply))
        return;
    uint32_t in_scenario = scenario_log_find(tenant, SCENARIO_SIGN_INS, id);
    struct json *kept = of_scenario(&maker, in_scenario);
    if (kept && (maker.beta || json_true(json_get(kept, "isInteractive")))) {
        answer_one(request, reply, kept);
        return;
    }
    json_free(kept);
    if (guid_parse(id, strlen(id), &guid))
        number = seed_sign_in_owner(people, &guid, &interactive, &place);
    if (number != SEED_NOBODY) {
        seed_user(people, number, &user);
        n = seed_sign_in_times(people, &user, interactive, times);
    }
    if (place >= n || (!interactive && !maker.beta)) {
        objects_not_found(request, reply, id);
        return;
    }
    struct sign_in_row row;
    row_load(&maker, number, interactive, place, times[place], &row);
    answer_one(request, reply, sign_ins_object(&row));
}

/* Who comes with a scenario: its subject, and the others of the tenant whom its records name. */
#include "tenant/state/scenario.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "tenant/seed/seed_callers.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAY INT64_C(86400000)

/* Somebody of the tenant, by the domain. */
static bool is_member(const struct json *root, const char *upn)
{
    const char *domain = strrchr(upn, '@');
    for (const struct json *one = json_first(json_path(root, "tenant.acceptedDomains")); domain && one;
         one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), domain + 1))
            return !strstr(upn, "#EXT#");
    return false;
}

static bool is_known(const struct scenario *scenario, const struct tenant_store *store, const char *upn,
                     const struct guid *id)
{
    for (size_t i = 0; i < scenario->added_count; i++)
        if (guid_equal(&scenario->added[i].id, id) || !strcasecmp(scenario->added[i].user_principal_name, upn))
            return true;
    for (int i = 0; i < seed_caller_count; i++) /* they sign in, and stand in no directory */
        if (!strcasecmp(seed_callers[i].upn, upn))
            return true;
    return store_find(store, upn) != SEED_NOBODY;
}

int scenario_product(const struct json *root)
{
    static const char *const plans[] = {"AAD_PREMIUM_P2", "EXCHANGE_S_ENTERPRISE", "EXCHANGE_S_STANDARD"};
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) /* SPE_E5, SPE_E3, SPB */
        for (const struct json *one = json_first(json_path(root, "tenant.servicePlans")); one; one = json_next(one))
            if (!strcmp(json_text_or(one, ""), plans[i]))
                return (int)i;
    return 1;
}

static struct seed_added *add(struct scenario *scenario, const struct json *root, const char *upn,
                              const struct guid *id, const struct seed_people *people)
{
    scenario->added = grow_array(scenario->added, &scenario->added_capacity, scenario->added_count + 1,
                                 sizeof *scenario->added);
    struct seed_added *added = &scenario->added[scenario->added_count++];
    *added = (struct seed_added){.id = *id,
                                 .enabled = true,
                                 .licences = {scenario_product(root)},
                                 .licence_count = 1,
                                 .created = people->today - 700 * DAY,
                                 .password_changed = people->today - 160 * DAY};
    snprintf(added->user_principal_name, sizeof added->user_principal_name, "%.200s", upn);
    snprintf(added->mail, sizeof added->mail, "%.200s", upn);
    return added;
}

/* "amal" is Amal, "ea.desk" Ea Desk. */
static void name_by_upn(struct seed_added *added)
{
    char *out = added->display_name;
    bool first = true;
    for (const char *at = added->user_principal_name; *at && *at != '@'; at++) {
        bool gap = *at == '.' || *at == '_';
        *out++ = gap ? ' ' : (char)(first ? toupper((unsigned char)*at) : *at);
        first = gap;
    }
    *out = '\0';
}

static void add_other(struct scenario *scenario, const struct tenant_store *store, const struct json *root,
                      const char *upn, const char *id)
{
    struct guid guid;
    if (!upn || !id || !guid_parse(id, strlen(id), &guid) || !is_member(root, upn) ||
        is_known(scenario, store, upn, &guid))
        return;
    name_by_upn(add(scenario, root, upn, &guid, store_people(store)));
}

static int64_t date_of(const struct json *user, const char *name, int64_t otherwise)
{
    const char *text = json_text_or(json_get(user, name), "");
    int64_t ms = 0;
    return clock_parse(text, strlen(text), &ms) && ms ? ms : otherwise;
}

static void add_subject(struct scenario *scenario, const struct tenant_store *store, const struct json *root)
{
    const struct json *user = json_path(root, "graph.user"), *subject = json_get(root, "subject");
    const char *upn = json_text_or(json_get(subject, "userPrincipalName"), ""),
               *id = json_text_or(json_get(subject, "id"), "");
    struct guid guid;
    if (!guid_parse(id, strlen(id), &guid) || is_known(scenario, store, upn, &guid))
        return;
    struct seed_added *added = add(scenario, root, upn, &guid, store_people(store));
    const char *name = json_text(json_get(user, "displayName"));
    if (name)
        snprintf(added->display_name, sizeof added->display_name, "%.250s", name);
    else
        name_by_upn(added);
    const char *mailbox = json_text(json_path(root, "exo.Get-Mailbox.PrimarySmtpAddress"));
    if (user || mailbox)
        snprintf(added->mail, sizeof added->mail, "%.200s",
                 mailbox ? mailbox : json_text_or(json_get(user, "mail"), ""));
    added->guest = !strcmp(json_text_or(json_get(user, "userType"), "Member"), "Guest");
    added->enabled = !json_get(user, "accountEnabled") || json_true(json_get(user, "accountEnabled"));
    added->licence_count = !added->guest;
    added->created = date_of(user, "createdDateTime", added->created);
    added->password_changed = date_of(user, "lastPasswordChangeDateTime", added->password_changed);
}

static void add_others(struct scenario *scenario, const struct tenant_store *store, const struct json *root)
{
    const struct json *graph = json_get(root, "graph");
    for (const struct json *one = json_first(json_get(graph, "signIns")); one; one = json_next(one))
        add_other(scenario, store, root, json_text(json_get(one, "userPrincipalName")),
                  json_text(json_get(one, "userId")));
    for (const struct json *one = json_first(json_get(graph, "directoryAudits")); one; one = json_next(one)) {
        const struct json *by = json_path(one, "initiatedBy.user");
        add_other(scenario, store, root, json_text(json_get(by, "userPrincipalName")), json_text(json_get(by, "id")));
        for (const struct json *on = json_first(json_get(one, "targetResources")); on; on = json_next(on))
            add_other(scenario, store, root, json_text(json_get(on, "userPrincipalName")),
                      json_text(json_get(on, "id")));
    }
    for (const struct json *one = json_first(json_get(root, "unifiedAuditLog")); one; one = json_next(one))
        add_other(scenario, store, root, json_text(json_get(one, "UserId")), json_text(json_get(one, "UserKey")));
}

/* When each was there last, by the log. */
static void note_sign_ins(struct scenario *scenario)
{
    for (size_t r = 0; r < scenario->row_count[SCENARIO_SIGN_INS]; r++) {
        const struct scenario_row *row = &scenario->rows[SCENARIO_SIGN_INS][r];
        const char *id = json_text_or(json_get(row->object, "userId"), "");
        struct guid guid;
        bool failed = json_integer(json_path(row->object, "status.errorCode"), 0) != 0;
        for (size_t i = 0; guid_parse(id, strlen(id), &guid) && i < scenario->added_count; i++) {
            struct seed_added *added = &scenario->added[i];
            int64_t *last = json_true(json_get(row->object, "isInteractive")) ? &added->last_sign_in
                                                                              : &added->last_background;
            if (!guid_equal(&added->id, &guid))
                continue;
            *last = *last > row->when ? *last : row->when;
            if (!failed && added->last_success < row->when)
                added->last_success = row->when;
        }
    }
}

void scenario_people(struct scenario *scenario, struct tenant_store *store)
{
    for (size_t i = 0; i < scenario->file_count; i++)
        add_subject(scenario, store, scenario->files[i].root);
    for (size_t i = 0; i < scenario->file_count; i++)
        add_others(scenario, store, scenario->files[i].root);
    note_sign_ins(scenario);
    store_add_people(store, scenario->added, (uint32_t)scenario->added_count);
}

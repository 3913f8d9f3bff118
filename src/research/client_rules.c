/* Clients that developers use, or the old directory, for the first time: A11. */
#include "base/arena.h"
#include "research/indicator.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static bool has_role(struct judging *judging, const char *resource, const char *role)
{
    return lists_marked(lists_find(judging->lists, LIST_RESOURCES, resource), 2, role);
}

/* Whether A10 reports the session. */
static bool was_redeemed(struct judging *judging, const char *session)
{
    struct findings found = findings_of(judging, "A10");
    for (size_t i = 0; i < found.count; i++)
        if (!strcasecmp(found.at[i]->about, session))
            return true;
    return false;
}

static bool was_used(const struct sign_ins *old, const struct sign_in *row, bool pair)
{
    for (size_t i = 0; i < old->count; i++)
        if (old->at[i]->app_id == row->app_id && (!pair || old->at[i]->resource_id == row->resource_id))
            return true;
    return false;
}

static bool is_code(const struct sign_in *row)
{
    return !strcmp(row->protocol, "deviceCode") || !strcmp(row->protocol, "authenticationTransfer") ||
           !strcmp(row->transfer, "deviceCodeFlow") || !strcmp(row->transfer, "authenticationTransfer");
}

static bool is_redeemed_app(struct judging *judging, const struct sign_in *row)
{
    return *row->place.session && was_redeemed(judging, row->place.session);
}

static bool is_unusual(struct judging *judging, const struct sign_ins *old, const struct sign_in *row)
{
    if (is_code(row) || is_redeemed_app(judging, row))
        return false;
    if (lists_marked(lists_find(judging->lists, LIST_CLIENTS_PUBLIC, row->app_id), 2, "A11") &&
        !was_used(old, row, false))
        return true;
    return has_role(judging, row->resource_id, "old-directory") &&
           lists_has(judging->lists, LIST_CLIENTS_FAMILY, row->app_id) && !was_used(old, row, true);
}

static enum severity unusual_level(struct judging *judging, const struct sign_in *row)
{
    bool strong = row->single_factor == TRI_YES || has_role(judging, row->resource_id, "old-directory") ||
                  has_role(judging, row->resource_id, "device-registration");
    if (!(row->marks & MARK_STRAY))
        return SEVERITY_LOW;
    return strong ? SEVERITY_HIGH : SEVERITY_MEDIUM;
}

static void find_unusual(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    struct sign_ins old = sign_ins_of(judging, IN_BASELINE | SUCCEEDED);
    const struct sign_in **found = arena_alloc(judging->arena, (rows.count + 1) * sizeof *found);
    size_t count = 0, worst = 0;
    for (size_t i = 0; terms_baseline(judging->terms) && i < rows.count; i++)
        if (is_unusual(judging, &old, rows.at[i])) {
            found[count++] = rows.at[i];
            if (unusual_level(judging, rows.at[i]) > unusual_level(judging, found[worst]))
                worst = count - 1;
        }
    if (!count)
        return;
    enum severity severity = unusual_level(judging, found[worst]);
    if (severity < SEVERITY_HIGH && subject_has_role(judging))
        severity--;
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = severity,
                                                                 .time = found[0]->fact.time,
                                                                 .place = &found[worst]->place,
                                                                 .about = "client",
                                                                 .state = FINDING_PAST,
                                                                 .by_subject = true,
                                                                 .shown_only = true},
                                          "%s was used for the first time, for %s", found[worst]->app,
                                          *found[worst]->resource ? found[worst]->resource : found[worst]->resource_id);
    for (size_t i = 0; i < count; i++) {
        if (found[i]->marks & MARK_STRAY)
            finding_place(judging, finding, &found[i]->place);
        finding_evidence(judging, finding, &found[i]->fact,
                         "appId=%s resourceId=%s authenticationRequirement=%s conditionalAccessStatus=%s ipAddress=%s",
                         found[i]->app_id, found[i]->resource_id,
                         found[i]->single_factor == TRI_YES ? "singleFactorAuthentication"
                                                            : "multiFactorAuthentication",
                         found[i]->access_status, found[i]->place.address);
    }
}

static const struct indicator rows[] = {
    {.id = "A11",
     .name = "client.unusual",
     .title = "First use of a developer's client or of the old directory API",
     .why = "Refresh tokens of one client can be spent by others of its family.",
     .false_positives = "developers, administrators",
     .steps = {"S1", "S3"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_unusual},
};

const struct indicator_rows client_rules = {rows, COUNT_OF(rows)};

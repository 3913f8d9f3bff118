/* Rows of scenarios: by version, and by what the caller asks for. */
#include "tenant/graph/scenario_log.h"

#include "base/alloc.h"
#include <string.h>
#include <strings.h>

void gathering_push(struct gathering *all, struct log_entry entry)
{
    if (!entry.when || entry.when < all->since)
        return;
    all->entries = grow_array(all->entries, &all->capacity, all->count + 1, sizeof *all->entries);
    all->entries[all->count++] = entry;
}

void scenario_log_gather(const struct tenant *tenant, enum scenario_log log, const char *must_be, struct gathering *all)
{
    size_t count;
    const struct scenario_row *rows = scenario_rows(tenant->scenario, log, &count);
    for (size_t i = 0; i < count; i++)
        if (!must_be || json_true(json_get(rows[i].object, must_be)))
            gathering_push(all, (struct log_entry){
                                    .when = rows[i].when, .number = SEED_NOBODY, .place = (uint32_t)i, .other = true});
}

/* --- enumerations that grew: what stands after unknownFutureValue --- */

static const struct {
    const char *property, *members; /* that everybody is told, with blanks between them */
} grown[] = {
    {"originalTransferMethod", "none deviceCodeFlow"},
    {"incomingTokenType", "none primaryRefreshToken saml11 saml20"},
    {"authenticationProtocol", "none oAuth2 ropc wsFederation saml20 deviceCode"},
    {"riskDetail",
     "none adminGeneratedTemporaryPassword userPerformedSecuredPasswordChange userPerformedSecuredPasswordReset "
     "adminConfirmedSigninSafe aiConfirmedSigninSafe userPassedMFADrivenByRiskBasedPolicy "
     "adminDismissedAllRiskForUser adminConfirmedSigninCompromised hidden adminConfirmedUserCompromised"},
};

static bool among(const char *members, const char *text)
{
    size_t length = strlen(text);
    for (const char *at = members; (at = strstr(at, text)); at += length)
        if (length && (at == members || at[-1] == ' ') && (!at[length] || at[length] == ' '))
            return true;
    return false;
}

static void mask(const struct tenant_request *request, struct json *row)
{
    const char *prefer = tenant_header(request, "Prefer");
    if (prefer && strcasestr(prefer, "include-unknown-enum-members"))
        return;
    for (size_t i = 0; i < sizeof grown / sizeof *grown; i++) {
        const char *text = json_text(json_get(row, grown[i].property));
        if (text && !among(grown[i].members, text))
            json_set_text(row, grown[i].property, "unknownFutureValue");
    }
}

struct json *scenario_log_row(const struct tenant *tenant, const struct tenant_request *request, enum scenario_log log,
                              uint32_t place, const char *const *names)
{
    size_t count;
    const struct scenario_row *rows = scenario_rows(tenant->scenario, log, &count);
    if (place >= count)
        return NULL;
    struct json *row = names ? json_new_object() : json_copy(rows[place].object);
    for (size_t i = 0; names && names[i]; i++)
        if (json_get(rows[place].object, names[i]))
            json_set(row, names[i], json_copy(json_get(rows[place].object, names[i])));
    mask(request, row);
    return row;
}

uint32_t scenario_log_find(const struct tenant *tenant, enum scenario_log log, const char *id)
{
    size_t count, at = 0;
    const struct scenario_row *rows = scenario_rows(tenant->scenario, log, &count);
    while (at < count && strcasecmp(json_text_or(json_get(rows[at].object, "id"), ""), id) != 0)
        at++;
    return (uint32_t)at;
}

struct json *scenario_object(const struct json *object, const char *type)
{
    struct json *one = json_new_object();
    if (type)
        json_set_text(one, "@odata.type", type);
    for (const struct json *member = json_first(object); member; member = json_next(member))
        if (strcmp(json_key(member), "@owner") != 0)
            json_set(one, json_key(member), json_copy(member));
    return one;
}

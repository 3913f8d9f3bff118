/* Rules that decide by themselves, whatever the points, and the pattern that the findings make. */
#include "base/arena.h"
#include "research/judging.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* The first finding of one of the ids that is at least so severe, and counts; `linked`: and is linked. */
static const struct finding *first(struct judging *judging, const char *ids, enum severity least, bool linked)
{
    struct findings found = findings_of(judging, ids);
    for (size_t i = 0; i < found.count; i++)
        if (finding_counts(found.at[i]) && found.at[i]->severity >= least &&
            (!linked || found.at[i]->modifier == MODIFIER_LINKED))
            return found.at[i];
    return NULL;
}

static bool k1(struct judging *judging)
{
    struct findings found = findings_of(judging, "R01");
    for (size_t i = 0; i < found.count; i++)
        if (finding_counts(found.at[i]) &&
            lists_marked(lists_find(judging->lists, LIST_RISK_TYPES, found.at[i]->about), 2, "decisive"))
            return true;
    return false;
}

static bool k2(struct judging *judging)
{
    return first(judging, "P01", SEVERITY_CRITICAL, false) || first(judging, "P01", SEVERITY_INFO, true);
}

static bool k3(struct judging *judging)
{
    return first(judging, "M02|M07", SEVERITY_CRITICAL, true);
}

static bool k4(struct judging *judging)
{
    return first(judging, "D01", SEVERITY_CRITICAL, false) &&
           (first(judging, "D03", SEVERITY_HIGH, false) || first(judging, "T02", SEVERITY_CRITICAL, false));
}

static bool k5(struct judging *judging)
{
    return first(judging, "R03", SEVERITY_INFO, false) && first(judging, "X01", SEVERITY_HIGH, false);
}

static bool k6(struct judging *judging)
{
    return first(judging, "A06", SEVERITY_HIGH, false) && first(judging, "A04|A07", SEVERITY_HIGH, false);
}

/* A guess that ended in a sign-in, and nothing but the password was asked for. */
static bool k7(struct judging *judging)
{
    struct findings guesses = findings_of(judging, "A08");
    bool success = false;
    for (size_t i = 0; i < guesses.count; i++)
        success |= finding_counts(guesses.at[i]) && !strncmp(guesses.at[i]->about, "success", strlen("success"));
    if (!success)
        return false;
    if (first(judging, "A03", SEVERITY_HIGH, false))
        return true;
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < rows.count; i++)
        if (rows.at[i]->single_factor == TRI_YES && is_suspect_address(judging, rows.at[i]->place.key))
            return true;
    return false;
}

static bool k8(struct judging *judging)
{
    return first(judging, "P09", SEVERITY_CRITICAL, false) ||
           (first(judging, "P09", SEVERITY_INFO, false) &&
            (first(judging, "A05", SEVERITY_HIGH, false) || first(judging, "A10", SEVERITY_INFO, false)));
}

static bool is_use(const struct act *act)
{
    static const char *const uses[] = {"MailItemsAccessed", "Send", "SendAs", "SendOnBehalf", "UpdateInboxRules"};
    for (size_t i = 0; i < COUNT_OF(uses); i++)
        if (!strcasecmp(act->operation, uses[i]))
            return true;
    return !strncasecmp(act->operation, "File", 4) || strcasestr(act->operation, "InboxRule");
}

static bool k9(struct judging *judging)
{
    struct findings found = findings_of(judging, "A10");
    struct acts acts = found.count ? acts_of(judging, NULL, IN_WINDOW | BY_SUBJECT) : (struct acts){0};
    for (size_t i = 0; i < found.count; i++)
        for (size_t k = 0; finding_counts(found.at[i]) && k < acts.count; k++)
            if (acts.at[k]->fact.time >= found.at[i]->time && is_use(acts.at[k]) &&
                address_equal(acts.at[k]->place.key, found.at[i]->place.key))
                return true;
    return false;
}

/* What keeps the door open was done from where the stranger was. A new telephone alone needs a strong anchor. */
static bool chain(struct judging *judging)
{
    const struct suspects *suspects = &judging->own->suspects;
    struct findings all = findings_of(judging, NULL);
    for (size_t i = 0; suspects->anchor_count && i < all.count; i++) {
        const struct finding *finding = all.at[i];
        enum group group = indicator_group(finding->indicator);
        bool telephone = strstr("P05 P06 P07 P10", finding->indicator->id) != NULL;
        if ((group == GROUP_P || group == GROUP_M) && finding_counts(finding) && finding->severity >= SEVERITY_HIGH &&
            finding->modifier == MODIFIER_LINKED && (!telephone || suspects->high_anchor))
            return true;
    }
    return false;
}

static const struct {
    const char *id;
    bool (*holds)(struct judging *);
} rules[] = {{"K1", k1}, {"K2", k2}, {"K3", k3}, {"K4", k4}, {"K5", k5},
             {"K6", k6}, {"K7", k7}, {"K8", k8}, {"K9", k9}, {"chain", chain}};

/* --- pattern: the first that fits --- */

static bool rogue_device(struct judging *judging)
{
    return k8(judging);
}

static bool stolen_code(struct judging *judging)
{
    return first(judging, "A10", SEVERITY_INFO, false);
}

static bool token_theft(struct judging *judging)
{
    return k6(judging) || first(judging, "A07", SEVERITY_HIGH, false);
}

static bool own_application(struct judging *judging)
{
    return first(judging, "P11", SEVERITY_INFO, false);
}

static bool consent_phishing(struct judging *judging)
{
    return first(judging, "P01|P02", SEVERITY_INFO, true);
}

static bool spray(struct judging *judging)
{
    return first(judging, "A08", SEVERITY_INFO, false) && first(judging, "A03", SEVERITY_INFO, false);
}

static bool pay(struct judging *judging)
{
    return first(judging, "X09", SEVERITY_HIGH, false);
}

static bool relay(struct judging *judging)
{
    return first(judging, "X01", SEVERITY_HIGH, false) && first(judging, "R03", SEVERITY_INFO, false);
}

static bool device_code(struct judging *judging)
{
    return first(judging, "A05", SEVERITY_MEDIUM, false);
}

static bool helpdesk(struct judging *judging)
{
    return first(judging, "P10", SEVERITY_INFO, false);
}

static const struct {
    const char *name;
    bool (*fits)(struct judging *);
} patterns[] = {{"Rogue device", rogue_device},
                {"Stolen authorization code", stolen_code},
                {"Token theft", token_theft},
                {"Application inside the tenant", own_application},
                {"Consent phishing", consent_phishing},
                {"Password spray or guessing over an old protocol", spray},
                {"Delegated access abuse (the owner's credentials may be intact)", k4},
                {"Pay redirection", pay},
                {"Spam relay", relay},
                {"Device-code phishing", device_code},
                {"Method change after a helpdesk act (confirm the ticket by telephone)", helpdesk}};

void decide(struct judging *judging)
{
    struct report *report = judging->report;
    const char **decisive = arena_alloc(judging->arena, (COUNT_OF(rules) + 1) * sizeof *decisive);
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (rules[i].holds(judging))
            decisive[count++] = rules[i].id;
    report->decisive = decisive;
    report->pattern = first(judging, NULL, SEVERITY_MEDIUM, false) ? "unknown" : "none";
    for (size_t i = COUNT_OF(patterns); i-- > 0;)
        if (patterns[i].fits(judging))
            report->pattern = patterns[i].name;
}

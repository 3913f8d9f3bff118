/* What keeps acts from being recorded: T02. */
#include "base/clock.h"
#include "codec/json.h"
#include "research/found.h"
#include <string.h>
#include <strings.h>

static void add_weakness(struct judging *judging, const struct fact *fact, enum severity severity, const char *about,
                         int64_t time, const char *text)
{
    if (found_about(judging, "T02", about))
        return;
    struct finding *finding = finding_add(
        judging, &(struct finding_fact){.severity = severity, .time = time, .about = about, .state = FINDING_ACTIVE},
        "%s", text);
    finding_evidence(judging, finding, fact, "%s", about);
}

/* Whether an account holds a right on the mailbox, by any of the names that lists of rights use. */
static bool holds_right(struct judging *judging, const char *const *names)
{
    static const struct {
        enum research_source source;
        const char *member;
    } lists[] = {{RESEARCH_MAILBOX_RIGHTS, "User"}, {RESEARCH_SEND_RIGHTS, "Trustee"}};
    for (; *names; names++) {
        if (!**names)
            continue;
        struct findings granted = findings_of(judging, "D01");
        for (size_t i = 0; i < granted.count; i++)
            if (found_same_account(granted.at[i]->about, *names))
                return true;
        for (size_t i = 0; i < 2; i++) {
            size_t count;
            const struct item *items = evidence_items(judging->evidence, lists[i].source, &count);
            for (size_t j = 0; j < count; j++)
                if (found_same_account(item_text(&items[j], lists[i].member), *names))
                    return true;
        }
    }
    return false;
}

/* The act of the window that set the bypass for an account; NULL: there is none. */
static const struct act *bypass_act(struct judging *judging, const char *const *names)
{
    struct acts acts = acts_of(judging, "Set-MailboxAuditBypassAssociation", IN_WINDOW | SUCCEEDED);
    for (size_t i = acts.count; i--;) {
        const char *who = act_parameter(judging->evidence, acts.at[i], "Identity");
        const char *on = act_parameter(judging->evidence, acts.at[i], "AuditBypassEnabled");
        if (on && strcasecmp(on, "true") != 0)
            continue;
        for (const char *const *name = names; *name; name++)
            if (found_same_account(who ? who : "", *name) || found_same_account(acts.at[i]->object, *name))
                return acts.at[i];
    }
    return NULL;
}

static void add_bypass(struct judging *judging, const struct fact *fact, const char *const *names, int64_t changed)
{
    const struct act *act = bypass_act(judging, names);
    int64_t since = act ? act->fact.time : changed;
    char when[CLOCK_TEXT];
    bool involved = holds_right(judging, names), recent = since >= judging->from;
    for (const char *const *name = names; *name; name++)
        involved |= evidence_is_subject(judging->evidence, *name) ||
                    found_same_account(judging->evidence->of.name, *name);
    add_weakness(judging, fact,
                 involved ? SEVERITY_CRITICAL
                 : recent ? SEVERITY_HIGH
                          : SEVERITY_LOW,
                 text_of(judging, "audit bypass of %s", names[0]), recent ? since : 0,
                 text_of(judging, "acts by %s are not recorded%s%s; silence proves nothing", names[0],
                         since ? " since " : "", since ? clock_format(since, when) : ""));
}

/* Whether a finding tells of this account already. */
static bool is_told(struct judging *judging, const char *who)
{
    static const char about[] = "audit bypass of ";
    struct findings findings = findings_of(judging, "T02");
    for (size_t i = 0; i < findings.count; i++)
        if (!strncmp(findings.at[i]->about, about, strlen(about)) &&
            found_same_account(findings.at[i]->about + strlen(about), who))
            return true;
    return false;
}

static void find_bypass(struct judging *judging)
{
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_AUDIT_BYPASS, &count);
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &items[i];
        const char *names[] = {item_text(item, "Name"), item_text(item, "Identity"),
                               item_text(item, "UserPrincipalName"), item_text(item, "PrimarySmtpAddress"), NULL};
        if (!*names[0])
            names[0] = names[1];
        if (item_true(item, "AuditBypassEnabled"))
            add_bypass(judging, &item->fact, names, item_time(item, "WhenChanged"));
    }
    struct acts acts = acts_of(judging, "Set-MailboxAuditBypassAssociation", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const char *on = act_parameter(judging->evidence, acts.at[i], "AuditBypassEnabled");
        const char *who = act_parameter(judging->evidence, acts.at[i], "Identity");
        const char *names[] = {text_of(judging, "%s", who && *who ? who : acts.at[i]->object), NULL};
        if (on && !strcasecmp(on, "true") && !is_told(judging, names[0]))
            add_bypass(judging, &acts.at[i]->fact, names, acts.at[i]->fact.time);
    }
}

/* Whether the acts of the owner are recorded, as far as the mailbox says which they are; the default set is complete. */
static const char *missing_act(const struct item *mailbox)
{
    static const char *const acts[] = {"MailItemsAccessed", "Send"};
    const struct json *owner = json_get(mailbox->data, "AuditOwner");
    for (const struct json *one = json_first(json_get(mailbox->data, "DefaultAuditSet")); one; one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), "Owner"))
            return NULL;
    for (size_t i = 0; json_kind(owner) == JSON_ARRAY && i < 2; i++) {
        const struct json *one = json_first(owner);
        while (one && strcasecmp(json_text_or(one, ""), acts[i]) != 0)
            one = json_next(one);
        if (!one)
            return acts[i];
    }
    return NULL;
}

/* The act that switched it off is the last that it recorded. */
static void find_log_off(struct judging *judging, const struct item *log)
{
    static const char about[] = "UnifiedAuditLogIngestionEnabled=False";
    const struct act *act = evidence_log_off_act(judging->evidence);
    bool recent = act && act->fact.time >= judging->from, latest;
    char when[CLOCK_TEXT];
    int64_t since = evidence_log_off_since(judging->evidence, &latest);
    add_weakness(judging, &log->fact, SEVERITY_HIGH, about, recent ? since : 0,
                 text_of(judging, "the unified audit log is switched off%s%s%.16s%s%s; silence proves nothing",
                         since ? " since " : "", since && latest ? "at the latest " : "",
                         since ? clock_format(since, when) : "",
                         act     ? "Z by "
                         : since ? "Z"
                                 : "",
                         act ? act->actor : ""));
    if (recent)
        finding_evidence(judging, found_about(judging, "T02", about), &act->fact, "%s by %s", act->operation,
                         act->actor);
}

static void find_weakened(struct judging *judging)
{
    const struct item *mailbox = evidence_item(judging->evidence, RESEARCH_MAILBOX);
    const struct item *organisation = evidence_item(judging->evidence, RESEARCH_ORGANIZATION_CONFIG);
    const struct item *log = evidence_item(judging->evidence, RESEARCH_ADMIN_AUDIT_CONFIG);
    find_bypass(judging);
    if (mailbox && item_false(mailbox, "AuditEnabled"))
        add_weakness(judging, &mailbox->fact, SEVERITY_HIGH, "AuditEnabled=False", 0,
                     "auditing of the mailbox is off; silence proves nothing");
    if (mailbox && missing_act(mailbox))
        add_weakness(judging, &mailbox->fact, SEVERITY_HIGH, "AuditOwner", 0,
                     text_of(judging, "%s by the owner is not recorded; silence proves nothing", missing_act(mailbox)));
    if (organisation && item_true(organisation, "AuditDisabled"))
        add_weakness(judging, &organisation->fact, SEVERITY_HIGH, "AuditDisabled=True", 0,
                     "auditing of mailboxes is off in the organisation; silence proves nothing");
    if (log && item_false(log, "UnifiedAuditLogIngestionEnabled"))
        find_log_off(judging, log);
}

static const struct indicator rows[] = {
    {
        .id = "T02",
        .name = "audit.weakened",
        .title = "Auditing is weakened",
        .why = "What is not recorded cannot be found: silence proves nothing.",
        .false_positives = "accounts of backup software",
        .steps = {"S10"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .turn = TURN_FINDINGS,
        .needs = {RESEARCH_AUDIT_BYPASS, RESEARCH_MAILBOX, RESEARCH_ADMIN_AUDIT_CONFIG, RESEARCH_ORGANIZATION_CONFIG,
                  RESEARCH_SOURCES},
        .find = find_weakened,
    },
};

const struct indicator_rows auditing_rules = {rows, sizeof rows / sizeof rows[0]};

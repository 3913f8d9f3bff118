/* What Microsoft's services say themselves: R01 to R04. */
#include "base/arena.h"
#include "codec/json.h"
#include "research/indicator.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* --- R01, R02 --- */

static bool is_closed(const struct risk *risk)
{
    return !strcmp(risk->state, "remediated") || !strcmp(risk->state, "dismissed") ||
           !strcmp(risk->state, "confirmedSafe");
}

/* Microsoft cut the session: that is not "remediated". */
static bool is_strong(struct judging *judging, const struct risk *risk)
{
    const struct list_row *row = lists_find(judging->lists, LIST_RISK_TYPES, risk->type);
    if (!strcmp(risk->detail, "microsoftRevokedSessions"))
        return true;
    return !is_closed(risk) && (!strcmp(risk->level, "high") || (row && !strcmp(row->fields[1], "R01")));
}

/* Which detection the state of the user stands for is not known where they were not read. */
static enum severity weak_level(struct judging *judging, const struct risk *risk)
{
    bool alone = risk->fact.source == RESEARCH_RISKY_USER && !evidence_has(judging->evidence, RESEARCH_RISKS);
    if (is_closed(risk) || alone)
        return SEVERITY_INFO;
    return strcmp(risk->level, "hidden") != 0 ? SEVERITY_MEDIUM : SEVERITY_LOW;
}

/* The state of the user counts where no detection is open. */
static bool speaks(struct judging *judging, const struct risk *risk)
{
    const struct evidence *evidence = judging->evidence;
    if (risk->fact.time < judging->from || risk->fact.time > judging->evidence->until)
        return false;
    if (risk->fact.source == RESEARCH_RISKS)
        return true;
    bool confirmed = !strcmp(risk->state, "confirmedCompromised");
    if (!confirmed && strcmp(risk->state, "atRisk") != 0)
        return false;
    for (size_t i = 0; i < evidence->risks_count; i++)
        if (evidence->risks[i].fact.source == RESEARCH_RISKS && !is_closed(&evidence->risks[i]) &&
            evidence->risks[i].fact.time >= judging->from)
            return false;
    return true;
}

static struct finding *about(struct judging *judging, const char *id, const char *type)
{
    struct findings found = findings_of(judging, id);
    for (size_t i = 0; i < found.count; i++)
        if (!strcmp(found.at[i]->about, type))
            return found.at[i];
    return NULL;
}

static void add_risk(struct judging *judging, const struct risk *risk)
{
    bool of_user = risk->fact.source == RESEARCH_RISKY_USER;
    bool strong = of_user ? !strcmp(risk->state, "confirmedCompromised") : is_strong(judging, risk);
    const char *id = strong ? "R01" : "R02", *type = of_user ? "risky user" : risk->type;
    enum severity severity = strong ? SEVERITY_CRITICAL : weak_level(judging, risk);
    struct finding *finding = about(judging, id, type);
    if (!finding)
        finding = finding_add(
            judging,
            &(struct finding_fact){.id = id,
                                   .severity = severity,
                                   .time = risk->fact.time,
                                   .place = &risk->place,
                                   .about = type,
                                   .state = is_closed(risk) ? FINDING_PAST : FINDING_ACTIVE},
            "%s: level %s, state %s%s", of_user ? "the user is at risk" : risk->type, risk->level, risk->state,
            strcmp(risk->detail, "microsoftRevokedSessions") ? "" : "; Microsoft revoked the sessions");
    if (severity > finding->severity)
        finding->severity = severity;
    finding_evidence(judging, finding, &risk->fact,
                     "riskEventType=%s riskLevel=%s riskState=%s riskDetail=%s ipAddress=%s", risk->type, risk->level,
                     risk->state, risk->detail, risk->place.address);
}

static void find_risk(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->risks_count; i++)
        if (speaks(judging, &evidence->risks[i]))
            add_risk(judging, &evidence->risks[i]);
}

/* --- R03 --- */

static void find_restricted(struct judging *judging)
{
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_BLOCKED_SENDERS, &count);
    for (size_t i = 0; i < count; i++) {
        const char *address = item_text(&items[i], "SenderAddress");
        int64_t time = item_time(&items[i], "CreatedDatetime");
        if (!evidence_is_subject(judging->evidence, address))
            continue;
        struct finding *finding = finding_add(
            judging,
            &(struct finding_fact){
                .severity = SEVERITY_CRITICAL, .time = time, .about = address, .state = FINDING_ACTIVE},
            "Exchange Online stopped %s from sending", address);
        finding_evidence(judging, finding, &(struct fact){time, items[i].fact.record, items[i].fact.source},
                         "SenderAddress=%s Reason=%s", address, item_text(&items[i], "Reason"));
    }
}

/* --- R04 --- */

static bool names_subject(const struct evidence *evidence, const struct json *alert)
{
    static const char *const paths[] = {"userAccount.userPrincipalName", "userAccount.azureAdUserId", "primaryAddress",
                                        "upn"};
    for (const struct json *one = json_first(json_get(alert, "evidence")); one; one = json_next(one))
        for (size_t i = 0; i < COUNT_OF(paths); i++)
            if (evidence_is_subject(evidence, json_text_or(json_path(one, paths[i]), "")))
                return true;
    return false;
}

static enum severity alert_level(const struct item *alert)
{
    const char *severity = item_text(alert, "severity");
    if (!strcasecmp(item_text(alert, "classification"), "falsePositive"))
        return SEVERITY_INFO;
    return !strcasecmp(severity, "high")     ? SEVERITY_HIGH
           : !strcasecmp(severity, "medium") ? SEVERITY_MEDIUM
                                             : SEVERITY_LOW;
}

static void find_alerts(struct judging *judging)
{
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_ALERTS, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t time = item_time(&items[i], "createdDateTime");
        bool resolved = !strcasecmp(item_text(&items[i], "status"), "resolved");
        if (time < judging->from || time > judging->evidence->until || !names_subject(judging->evidence, items[i].data))
            continue;
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = alert_level(&items[i]),
                                                                     .time = time,
                                                                     .about = item_text(&items[i], "id"),
                                                                     .state = resolved ? FINDING_PAST : FINDING_ACTIVE},
                                              "%s", item_text(&items[i], "title"));
        finding_evidence(judging, finding, &(struct fact){time, items[i].fact.record, items[i].fact.source},
                         "severity=%s status=%s classification=%s", item_text(&items[i], "severity"),
                         item_text(&items[i], "status"), item_text(&items[i], "classification"));
    }
}

static const struct indicator rows[] = {
    {.id = "R01",
     .name = "risk.strong",
     .title = "Risk of high confidence",
     .why = "Identity Protection is sure of it, or ended the sessions itself.",
     .false_positives = "leaked credentials that were already followed by a reset",
     .steps = {"S1", "S3", "S5"},
     .flags = INDICATOR_UNEXPLAINABLE,
     .needs = {RESEARCH_RISKS, RESEARCH_RISKY_USER, RESEARCH_SOURCES},
     .find = find_risk},
    {.id = "R02",
     .name = "risk.other",
     .title = "Other risk, anonymiser",
     .why = "Identity Protection saw something that does not fit.",
     .false_positives = "VPN, travel; anomalousToken is mostly noise at low and medium",
     .steps = {"S3"},
     .needs = {RESEARCH_RISKS, RESEARCH_RISKY_USER, RESEARCH_SOURCES}},
    {.id = "R03",
     .name = "send.restricted",
     .title = "Exchange Online restricted the sender",
     .why = "The service saw spam leave from here.",
     .false_positives = "a newsletter sent from a person's mailbox",
     .steps = {"S1", "S3", "S5"},
     .flags = INDICATOR_UNEXPLAINABLE,
     .needs = {RESEARCH_BLOCKED_SENDERS, RESEARCH_SOURCES},
     .find = find_restricted},
    {.id = "R04",
     .name = "alert.defender",
     .title = "Defender alert names the user",
     .why = "A product that sees more has raised it.",
     .false_positives = "those of the product's own detection",
     .steps = {"S3"},
     .flags = INDICATOR_UNEXPLAINABLE,
     .needs = {RESEARCH_ALERTS, RESEARCH_SOURCES},
     .find = find_alerts},
};

const struct indicator_rows risk_rules = {rows, COUNT_OF(rows)};

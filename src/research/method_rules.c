/* P05, P06, P08, P10: methods of signing in, passwords, and what the helpdesk did. */
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include <string.h>
#include <strings.h>

/* Whether an act of the subject comes from an unfamiliar address on which no known device signed in shortly before. */
static bool from_nowhere(struct judging *judging, const struct place *place, int64_t time)
{
    return terms_baseline(judging->terms) && terms_unfamiliar(judging->terms, place->key) &&
           !terms_device_there(judging->terms, place->key, time, MINUTES(LIMIT_DEVICE_THERE));
}

/* The finding that a change belongs to: the same actor at the same address, within half an hour of its first. */
static struct finding *same_change(struct judging *judging, const struct audit *audit, const char *about)
{
    struct findings findings = findings_of(judging, judging->indicator->id);
    for (size_t i = 0; i < findings.count; i++) {
        struct finding *finding = findings.at[i];
        bool same_place = address_equal(finding->place.key, audit->place.key) ||
                          (!finding->place.key.family && !audit->place.key.family);
        if (same_place && !strcasecmp(finding->about, about) &&
            found_near(finding->time, audit->fact.time, MINUTES(LIMIT_METHOD_MERGE)))
            return finding;
    }
    return NULL;
}

/* A change of the directory audit as a finding, or as one more proof of the one it belongs to. */
static struct finding *add_change(struct judging *judging, const struct audit *audit, struct finding_fact fact,
                                  const char *text)
{
    struct finding *finding = same_change(judging, audit, fact.about);
    if (!finding) {
        fact.time = audit->fact.time;
        fact.place = &audit->place;
        fact.by_subject = audit->by_subject;
        finding = finding_add(judging, &fact, "%s", text);
    } else {
        found_raise(finding, fact.severity);
    }
    finding_evidence(judging, finding, &audit->fact, "%s by %s", audit->activity, audit->actor);
    return finding;
}

static const char *said_by(const struct audit *audit)
{
    return *audit->reason ? audit->reason : audit->activity;
}

/* ---- P05 ---- */

static bool is_pass(struct judging *judging, const struct audit *audit)
{
    const char *kind = audit_kind(judging, audit, "P05");
    return (kind && !strcmp(kind, "pass")) || strcasestr(audit->reason, "temporary access pass");
}

/* Whether the subject's next new method, within a day, comes from a familiar address: he has the pass in his hands. */
static bool used_at_familiar_place(struct judging *judging, int64_t since)
{
    struct audits audits = audits_of(judging, "P05", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++)
        if (audits.at[i]->fact.time >= since)
            return audits.at[i]->fact.time <= since + HOURS(LIMIT_HELPDESK_HOURS) && !terms_weak(judging->terms) &&
                   terms_familiar(judging->terms, audits.at[i]->place.key);
    return false;
}

/* Whether the method that was added then is still there. */
static enum finding_state state_of(const struct evidence *evidence, int64_t time)
{
    for (size_t i = 0; i < evidence->methods_count; i++)
        if (found_near(evidence->methods[i].fact.time, time, MINUTES(LIMIT_METHOD_SAME)))
            return FINDING_ACTIVE;
    return evidence_whole(evidence, RESEARCH_METHODS) ? FINDING_PAST : FINDING_UNKNOWN;
}

static void add_method(struct judging *judging, const struct audit *audit)
{
    struct finding_fact fact = {
        .severity = SEVERITY_MEDIUM, .about = audit->actor, .state = state_of(judging->evidence, audit->fact.time)};
    if (!audit->by_subject && is_pass(judging, audit)) {
        if (used_at_familiar_place(judging, audit->fact.time))
            fact.explained = "used at a familiar place";
        else
            fact.severity = SEVERITY_HIGH;
    } else if (!strcmp(audit_kind(judging, audit, "P05"), "app-password") ||
               (audit->by_subject && from_nowhere(judging, &audit->place, audit->fact.time))) {
        fact.severity = SEVERITY_HIGH;
    }
    add_change(judging, audit, fact, said_by(audit));
}

/* "+33 6…": bytes of the country code as far as it is written apart; 0: none. */
static size_t country_code(const char *number)
{
    return *number == '+' ? strcspn(number, " ") : 0;
}

/* A telephone of another country beside the ones that were there before. */
static bool from_another_country(const struct evidence *evidence, const struct method *method)
{
    size_t length = country_code(method->name);
    if (strcasecmp(method->type, "phone") != 0 || !length)
        return false;
    for (size_t i = 0; i < evidence->methods_count; i++) {
        const struct method *other = &evidence->methods[i];
        if (other != method && !strcasecmp(other->type, "phone") && country_code(other->name))
            return country_code(other->name) != length || strncmp(other->name, method->name, length) != 0;
    }
    return false;
}

/* Without the directory audit: what exists now and was made in the window. */
static void find_added_by_state(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->methods_count; i++) {
        const struct method *method = &evidence->methods[i];
        if (method->fact.time < judging->from || !strcasecmp(method->type, "password"))
            continue;
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = SEVERITY_MEDIUM,
                                                                     .time = method->fact.time,
                                                                     .about = method->id,
                                                                     .state = FINDING_ACTIVE,
                                                                     .by_subject = true},
                                              "new method: %s %s", method->type, method->name);
        finding_evidence(judging, finding, &method->fact, "%s %s", method->type, method->name);
    }
}

static void tell_countries(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    struct findings findings = findings_of(judging, "P05");
    for (size_t i = 0; findings.count && i < evidence->methods_count; i++)
        if (evidence->methods[i].fact.time >= judging->from && from_another_country(evidence, &evidence->methods[i]))
            finding_more(judging, findings.at[findings.count - 1], "the number %s is of another country",
                         evidence->methods[i].name);
}

static void find_added(struct judging *judging)
{
    struct audits audits = audits_of(judging, "P05", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++)
        if (audits.at[i]->on_subject || audits.at[i]->by_subject)
            add_method(judging, audits.at[i]);
    if (!evidence_has(judging->evidence, RESEARCH_AUDITS))
        find_added_by_state(judging);
    tell_countries(judging);
}

/* ---- P06 ---- */

static bool only_password_left(const struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->methods_count; i++)
        if (strcasecmp(evidence->methods[i].type, "password") != 0)
            return false;
    return evidence->methods_count > 0;
}

static void find_removed(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    struct audits audits = audits_of(judging, "P06", IN_WINDOW | SUCCEEDED);
    bool found = false;
    for (size_t i = 0; i < audits.count; i++) {
        if (!audits.at[i]->on_subject && !audits.at[i]->by_subject)
            continue;
        found = true;
        add_change(judging, audits.at[i],
                   (struct finding_fact){.severity = SEVERITY_MEDIUM, .about = audits.at[i]->actor},
                   said_by(audits.at[i]));
    }
    if (found || !evidence_whole(evidence, RESEARCH_METHODS) || !only_password_left(evidence))
        return;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){
            .severity = SEVERITY_MEDIUM, .about = "none", .undated = true, .by_subject = true, .state = FINDING_ACTIVE},
        "no method is left but the password");
    finding_evidence(judging, finding, &evidence->methods[0].fact, "%s", evidence->methods[0].type);
}

/* ---- P08 ---- */

static bool changes_contact_data(const struct audit *audit)
{
    static const char *const properties[] = {"DisplayName", "Mobile", "OtherMail", "StrongAuthenticationUserDetails"};
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
        if (*audit_new(audit, properties[i]) || *audit_old(audit, properties[i]))
            return true;
    return false;
}

static void add_password_change(struct judging *judging, const struct audit *audit, const char *kind)
{
    struct finding_fact fact = {.severity = SEVERITY_INFO, .about = text_of(judging, "%s %s", kind, audit->actor)};
    bool self = !strcmp(kind, "reset-self");
    if (!strcmp(kind, "profile")) {
        if (!audit->by_subject || !audit->on_subject || !changes_contact_data(audit))
            return;
        bool strange = terms_unfamiliar(judging->terms, audit->place.key) &&
                       !terms_device_there(judging->terms, audit->place.key, audit->fact.time,
                                           MINUTES(LIMIT_DEVICE_THERE));
        fact.severity = strange ? SEVERITY_MEDIUM : SEVERITY_LOW;
    } else if (!strcmp(kind, "reset-other") && audit->by_subject && !audit->on_subject) {
        found_audit(judging, audit, SEVERITY_HIGH, "others",
                    text_of(judging, "the account reset the password of somebody else: %s", audit->activity));
        return;
    } else if (!audit->on_subject && !audit->by_subject) {
        return;
    } else if (self && terms_unfamiliar(judging->terms, audit->place.key)) {
        fact.severity = SEVERITY_MEDIUM;
    }
    add_change(judging, audit, fact, text_of(judging, "%s by %s", audit->activity, audit->actor));
}

static void find_changed(struct judging *judging)
{
    struct audits audits = audits_of(judging, "P08", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++)
        add_password_change(judging, audits.at[i], audit_kind(judging, audits.at[i], "P08"));
    const struct item *user = evidence_item(judging->evidence, RESEARCH_USER);
    int64_t changed = item_time(user, "lastPasswordChangeDateTime");
    if (evidence_has(judging->evidence, RESEARCH_AUDITS) || !user || changed < judging->from)
        return;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = SEVERITY_INFO, .time = changed, .about = "password", .by_subject = true},
        "the password was changed");
    finding_evidence(judging, finding, &user->fact, "lastPasswordChangeDateTime=%s",
                     item_text(user, "lastPasswordChangeDateTime"));
}

/* ---- P10 ---- */

/* What follows an act of the helpdesk within a day; `sign_in` is NULL where one of both is missing. */
struct chain {
    const struct audit *act;
    const struct sign_in *sign_in; /* the first stray one, or the first of those that count more */
    bool far;                      /* abroad, or in a network of machines */
    bool method;
};

static bool is_far(struct judging *judging, const struct sign_in *row)
{
    bool abroad = *row->country && !terms_familiar_country(judging->terms, row->country);
    return abroad || (row->network && lists_has(judging->lists, LIST_AS_HOSTING_HINTS,
                                                text_of(judging, "%lld", (long long)row->network)));
}

static struct chain chain_of(struct judging *judging, const struct audit *act)
{
    struct chain chain = {.act = act};
    int64_t from = act->fact.time, to = from + HOURS(LIMIT_HELPDESK_HOURS);
    struct sign_ins strays = sign_ins_of(judging, IN_WINDOW | SUCCEEDED | STRAY);
    struct audits added = audits_of(judging, "P05", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < added.count; i++)
        chain.method |= added.at[i]->fact.time >= from && added.at[i]->fact.time <= to;
    for (size_t i = 0; chain.method && i < strays.count; i++) {
        const struct sign_in *row = strays.at[i];
        if (row->fact.time < from || row->fact.time > to || row->marks & MARK_SERVER)
            continue;
        bool far = is_far(judging, row);
        if (!chain.sign_in || (far && !chain.far))
            chain.sign_in = row;
        chain.far |= far;
    }
    return chain;
}

/* The tool cannot tell a lost telephone from a caller who lies: the ticket can. */
static void explain_followers(struct judging *judging, const struct chain *chain)
{
    struct findings findings = findings_of(judging, "P05|P06|P07");
    int64_t from = chain->act->fact.time, to = from + HOURS(LIMIT_HELPDESK_HOURS);
    for (size_t i = 0; i < findings.count; i++) {
        struct finding *finding = findings.at[i];
        if (finding->time < from || finding->time > to)
            continue;
        if (finding->severity > SEVERITY_MEDIUM)
            finding->severity = SEVERITY_MEDIUM;
        finding->explained = "follows a helpdesk act: confirm the ticket by telephone";
    }
}

static void find_chain(struct judging *judging)
{
    struct audits acts = audits_of(judging, "P10", IN_WINDOW | BY_OTHERS | ON_SUBJECT | SUCCEEDED);
    struct chain found = {.act = NULL};
    for (size_t i = 0; terms_baseline(judging->terms) && i < acts.count; i++) {
        struct chain chain = *acts.at[i]->actor_id ? chain_of(judging, acts.at[i]) : (struct chain){.act = NULL};
        if (chain.sign_in && (!found.act || (chain.far && !found.far)))
            found = chain;
    }
    if (!found.act)
        return;
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = found.far ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                               .time = found.act->fact.time,
                               .place = &found.sign_in->place,
                               .about = found.act->actor},
        "%s by %s, then a new method and a sign-in from %s: confirm the ticket by "
        "telephone",
        found.act->activity, found.act->actor, found.sign_in->place.address);
    finding_evidence(judging, finding, &found.act->fact, "%s by %s", found.act->activity, found.act->actor);
    finding_evidence(judging, finding, &found.sign_in->fact, "ipAddress=%s", found.sign_in->place.address);
    if (!found.far)
        explain_followers(judging, &found);
}

static const struct indicator rows[] = {
    {
        .id = "P05",
        .name = "mfa.added",
        .title = "A method of signing in was added",
        .why = "From then on the intruder's own phone or key answers the prompt.",
        .false_positives = "a new phone, also away from home",
        .steps = {"S6"},
        .needs = {RESEARCH_AUDITS, RESEARCH_METHODS, RESEARCH_SOURCES},
        .find = find_added,
    },
    {
        .id = "P06",
        .name = "mfa.removed",
        .title = "A method of signing in was removed, or none is left",
        .why = "The owner can no longer answer the prompt, or there is none.",
        .false_positives = "a new phone",
        .steps = {"S6"},
        .needs = {RESEARCH_AUDITS, RESEARCH_METHODS, RESEARCH_SOURCES},
        .find = find_removed,
    },
    {
        .id = "P08",
        .name = "password.changed",
        .title = "The password or contact data were changed",
        .why = "They decide who can reset the account.",
        .false_positives = "routine",
        .steps = {"S5"},
        .needs = {RESEARCH_AUDITS, RESEARCH_USER, RESEARCH_SOURCES},
        .find = find_changed,
    },
    {
        .id = "P10",
        .name = "helpdesk.reset-chain",
        .title = "An act of the helpdesk, then a new method at a new place",
        .why = "A call by an impostor leaves the same records as a lost phone: the ticket tells which it was.",
        .false_positives = "every phone that was really lost",
        .steps = {"S6"},
        .turn = TURN_FINDINGS,
        .needs = {RESEARCH_AUDITS, RESEARCH_SIGN_INS, RESEARCH_SOURCES},
        .find = find_chain,
    },
};

const struct indicator_rows method_rules = {rows, sizeof rows / sizeof rows[0]};

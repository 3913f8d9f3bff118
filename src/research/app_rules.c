/* P01 to P04, P11: applications that were let in. They stay when the password is changed. */
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/look_alike.h"
#include <string.h>
#include <strings.h>

/* All that one application was granted for the subject, and since when. */
struct consent {
    const char *client;            /* id of its service principal */
    const struct application *app; /* NULL: it could not be read */
    const struct grant *grants;    /* the first of them */
    struct buf scopes;
    bool for_all;              /* all of them are for everybody */
    const struct audit *audit; /* the record of the window that says who consented; NULL: there is none */
};

static bool names_app(const struct audit *audit, const char *client, const struct application *app)
{
    const struct json *target;
    for (size_t i = 0; (target = audit_target(audit, "ServicePrincipal", i)); i++) {
        const char *id = json_text_or(json_get(target, "id"), "");
        if (!strcasecmp(id, client) || (app && !strcasecmp(id, app->app_id)))
            return true;
        if (!*id && app && *app->name && !strcmp(json_text_or(json_get(target, "displayName"), ""), app->name))
            return true;
    }
    return false;
}

/* The consent of the subject, where there is one, else somebody's. */
static const struct audit *consent_record(struct judging *judging, const char *client, const struct application *app)
{
    struct audits audits = audits_of(judging, "P02", IN_WINDOW | SUCCEEDED);
    const struct audit *found = NULL;
    for (size_t i = 0; i < audits.count; i++)
        if (names_app(audits.at[i], client, app) && (!found || (audits.at[i]->by_subject && !found->by_subject)))
            found = audits.at[i];
    return found;
}

static struct consent consent_of(struct judging *judging, const struct grant *first)
{
    const struct evidence *evidence = judging->evidence;
    struct consent consent = {.client = first->client_id,
                              .app = first->application ? first->application
                                                        : application_of(judging, first->client_id),
                              .grants = first,
                              .scopes = buf_make(BUF_REQUEST),
                              .for_all = true};
    for (size_t i = 0; i < evidence->grants_count; i++) {
        if (strcasecmp(evidence->grants[i].client_id, first->client_id) != 0)
            continue;
        buf_printf(&consent.scopes, "%s%s", consent.scopes.length ? " " : "", evidence->grants[i].scope);
        consent.for_all &= evidence->grants[i].for_all;
    }
    consent.audit = consent_record(judging, consent.client, consent.app);
    return consent;
}

/* Each application once. */
static void each_consent(struct judging *judging, void (*look)(struct judging *judging, const struct consent *consent))
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->grants_count; i++) {
        bool first = true;
        for (size_t j = 0; j < i && first; j++)
            first = strcasecmp(evidence->grants[j].client_id, evidence->grants[i].client_id) != 0;
        if (!first)
            continue;
        struct consent consent = consent_of(judging, &evidence->grants[i]);
        look(judging, &consent);
        buf_free(&consent.scopes);
    }
}

static bool app_is_new(struct judging *judging, const struct application *app)
{
    return app && app->fact.time >= judging->from;
}

static bool consent_is_new(struct judging *judging, const struct consent *consent)
{
    return consent->audit || app_is_new(judging, consent->app);
}

static const char *app_name(const struct consent *consent)
{
    return consent->app && *consent->app->name ? consent->app->name : consent->client;
}

static struct finding *add_consent(struct judging *judging, const struct consent *consent, struct finding_fact fact,
                                   const char *text)
{
    const struct audit *audit = consent->audit;
    const struct evidence *evidence = judging->evidence;
    fact.about = app_name(consent);
    fact.app_id = consent->app ? consent->app->app_id : NULL;
    fact.place = audit ? &audit->place : NULL;
    fact.time = audit ? audit->fact.time : app_is_new(judging, consent->app) ? consent->app->fact.time : 0;
    fact.undated = !fact.time;
    fact.by_subject = audit ? audit->by_subject : !consent->for_all;
    fact.state = consent->app && !consent->app->enabled ? FINDING_PAST : FINDING_ACTIVE;
    struct finding *finding = finding_add(judging, &fact, "%s %s: %s", app_name(consent), text,
                                          buf_text(&consent->scopes));
    for (size_t i = 0; i < evidence->grants_count; i++)
        if (!strcasecmp(evidence->grants[i].client_id, consent->client))
            finding_evidence(judging, finding, &evidence->grants[i].fact, "scope=%s", evidence->grants[i].scope);
    if (audit)
        finding_evidence(judging, finding, &audit->fact, "%s by %s", audit->activity, audit->actor);
    if (consent->app)
        finding_evidence(judging, finding, &consent->app->fact, "appId=%s", consent->app->app_id);
    if (strcasestr(buf_text(&consent->scopes), "EWS."))
        finding_more(judging, finding,
                     "Exchange Web Services answer only to applications that the organisation allows");
    return finding;
}

/* ---- P01 ---- */

/* A consent at a familiar address, where a known device had signed in shortly before: somebody at his desk. */
static const char *at_his_desk(struct judging *judging, const struct audit *audit)
{
    if (!audit || !audit->by_subject || !terms_familiar(judging->terms, audit->place.key) ||
        !terms_device_there(judging->terms, audit->place.key, audit->fact.time, MINUTES(LIMIT_DEVICE_THERE)))
        return NULL;
    return "familiar address and known device";
}

static void look_abused(struct judging *judging, const struct consent *consent)
{
    const char *id = consent->app ? consent->app->app_id : "";
    const struct list_row *dual = lists_find(judging->lists, LIST_APPS_DUAL_USE, id);
    if (lists_has(judging->lists, LIST_APPS_MALICIOUS, id)) {
        add_consent(judging, consent, (struct finding_fact){.severity = SEVERITY_CRITICAL, .never_explained = true},
                    "(known to be malicious)");
        return;
    }
    if (!dual)
        return;
    bool low = !strcmp(dual->fields[2], "low"), new = consent_is_new(judging, consent);
    add_consent(judging, consent,
                (struct finding_fact){.severity = low   ? SEVERITY_LOW
                                                  : new ? SEVERITY_HIGH
                                                        : SEVERITY_MEDIUM,
                                      .explained = at_his_desk(judging, consent->audit),
                                      .unless_anchor = true},
                "(intruders use it, too)");
}

static void find_abused(struct judging *judging)
{
    each_consent(judging, look_abused);
}

/* ---- P02 ---- */

static bool is_known_abused(struct judging *judging, const struct application *app)
{
    return app && (lists_has(judging->lists, LIST_APPS_MALICIOUS, app->app_id) ||
                   lists_has(judging->lists, LIST_APPS_DUAL_USE, app->app_id));
}

static const char *imitates(struct judging *judging, const struct consent *consent)
{
    const char *product = look_alike_product(judging->lists, app_name(consent));
    if (look_alike_mixed(app_name(consent)))
        return "its name mixes letters of two alphabets";
    return product ? text_of(judging, "its name imitates %s", product) : NULL;
}

static void look_risky(struct judging *judging, const struct consent *consent)
{
    size_t length;
    const struct application *app = consent->app;
    bool new = consent_is_new(judging, consent), unverified = !app || !app->verified;
    bool tenant_wide = consent->for_all && !(consent->audit && consent->audit->by_subject);
    enum severity severity = new &&unverified ? SEVERITY_HIGH : new || unverified ? SEVERITY_MEDIUM : SEVERITY_LOW;
    if (application_is_microsoft(judging, app) || application_is_own(judging, app) || is_known_abused(judging, app) ||
        !lists_scope_in(judging->lists, buf_text(&consent->scopes), &length))
        return;
    if (tenant_wide)
        severity = new &&unverified ? SEVERITY_MEDIUM : SEVERITY_LOW;
    const char *imitation = imitates(judging, consent);
    if (imitation)
        severity++;
    struct finding *finding = add_consent(judging, consent, (struct finding_fact){.severity = severity},
                                          text_of(judging, "may use mail or files (%s%s%s)", new ? "new, " : "",
                                                  unverified ? "unverified" : "verified",
                                                  tenant_wide ? ", tenant-wide" : ""));
    if (!app)
        finding_more(judging, finding, "what application it is could not be read");
    if (imitation)
        finding_more(judging, finding, "%s", imitation);
}

static void find_risky(struct judging *judging)
{
    each_consent(judging, look_risky);
}

/* ---- P03 ---- */

static void find_new(struct judging *judging)
{
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->applications_count; i++) {
        const struct application *app = &evidence->applications[i];
        if (!app_is_new(judging, app))
            continue;
        struct finding *finding = finding_add(
            judging, &(struct finding_fact){.severity = SEVERITY_INFO, .time = app->fact.time, .about = app->name},
            "new in the tenant: %s", app->name);
        finding_evidence(judging, finding, &app->fact, "appId=%s", app->app_id);
    }
}

/* ---- P04 ---- */

/* Who got something: of a role the target is what the role is for, and the application stands in what was changed. */
static const char *target_name(const struct audit *audit)
{
    const struct json *target = audit_target(audit, NULL, 0);
    const char *application = audit_new(audit, "ServicePrincipal.DisplayName");
    if (*application)
        return application;
    return json_text_or(json_get(target, "displayName"), json_text_or(json_get(target, "id"), "an application"));
}

/* Whether a record is about an application of this name, as a target or in what it changed. */
static bool concerns(const struct audit *audit, const char *name)
{
    const struct json *target;
    for (size_t i = 0; (target = audit_target(audit, NULL, i)); i++)
        if (!strcmp(json_text_or(json_get(target, "displayName"), ""), name) ||
            !strcasecmp(json_text_or(json_get(target, "id"), ""), name))
            return true;
    return !strcmp(audit_new(audit, "ServicePrincipal.DisplayName"), name);
}

static void find_credential(struct judging *judging)
{
    struct audits audits = audits_of(judging, "P04", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++) {
        const char *name = target_name(audits.at[i]);
        found_audit(judging, audits.at[i], SEVERITY_HIGH, name,
                    text_of(judging, "%s: %s", audits.at[i]->activity, name));
    }
}

/* ---- P11 ---- */

/* What the account added to an application of the tenant (P04) belongs to the one finding about it. */
static struct finding *credential_of(struct judging *judging, const char *name)
{
    struct findings findings = findings_of(judging, "P04");
    for (size_t i = 0; i < findings.count; i++)
        if (!strcmp(findings.at[i]->about, name))
            return findings.at[i];
    return NULL;
}

static void take_credential(struct judging *judging, struct finding *finding, const char *name)
{
    struct finding *credential = credential_of(judging, name);
    if (!credential)
        return;
    struct audits audits = audits_of(judging, "P04", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++)
        if (concerns(audits.at[i], name))
            finding_evidence(judging, finding, &audits.at[i]->fact, "%s by %s", audits.at[i]->activity,
                             audits.at[i]->actor);
    finding_drop(judging, credential);
    finding_more(judging, finding, "credentials, owners or roles were added to it by the account");
    if (is_suspect(judging, &finding->place))
        found_raise(finding, SEVERITY_CRITICAL);
}

static void look_own(struct judging *judging, const struct consent *consent)
{
    size_t length;
    bool by_record = consent->audit && consent->audit->by_subject;
    bool by_state = !evidence_has(judging->evidence, RESEARCH_AUDITS) && app_is_new(judging, consent->app) &&
                    !consent->for_all;
    if (!application_is_own(judging, consent->app) || (!by_record && !by_state) ||
        !lists_scope_in(judging->lists, buf_text(&consent->scopes), &length))
        return;
    struct finding *finding = add_consent(judging, consent, (struct finding_fact){.severity = SEVERITY_HIGH},
                                          "of this tenant may use mail or files");
    take_credential(judging, finding, app_name(consent));
}

static const struct audit *assignment_to(struct judging *judging, const char *name)
{
    struct audits audits = audits_of(judging, "P04", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++)
        if (audit_is(audits.at[i], "Add app role assignment to service principal") && concerns(audits.at[i], name))
            return audits.at[i];
    return NULL;
}

/* An application that the account made and gave a role of an application: no consent of a person is needed then. */
static void find_own_made(struct judging *judging)
{
    struct audits audits = audits_of(judging, "P11", IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++) {
        const char *name = target_name(audits.at[i]);
        const struct audit *role = assignment_to(judging, name);
        if (!role || found_about(judging, "P11", name))
            continue;
        struct finding *finding = found_audit(judging, audits.at[i], SEVERITY_HIGH, name,
                                              text_of(judging, "%s was made by the account and given a role", name));
        finding_evidence(judging, finding, &role->fact, "%s by %s", role->activity, role->actor);
        take_credential(judging, finding, name);
    }
}

static void find_own(struct judging *judging)
{
    each_consent(judging, look_own);
    find_own_made(judging);
}

/* With the clusters known: the account's own additions count from a suspect address. */
static void refine_own(struct judging *judging)
{
    struct findings findings = findings_of(judging, "P11");
    for (size_t i = 0; i < findings.count; i++)
        if (strstr(findings.at[i]->text, "were added to it by the account") &&
            is_suspect(judging, &findings.at[i]->place))
            found_raise(findings.at[i], SEVERITY_CRITICAL);
}

static const struct indicator rows[] = {
    {
        .id = "P01",
        .name = "app.known-abused",
        .title = "An application that intruders use was let in",
        .why = "It reads and copies the mailbox, also after the password was changed.",
        .false_positives = "staff who like that mail client",
        .steps = {"S2"},
        .flags = INDICATOR_DATELESS,
        .needs = {RESEARCH_GRANTS, RESEARCH_APPLICATIONS, RESEARCH_SOURCES},
        .find = find_abused,
    },
    {
        .id = "P02",
        .name = "app.risky-consent",
        .title = "An application was allowed to use mail or files",
        .why = "The consent survives a change of the password.",
        .false_positives = "add-ins of honest vendors",
        .steps = {"S2"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_GRANTS, RESEARCH_APPLICATIONS, RESEARCH_AUDITS, RESEARCH_SOURCES},
        .find = find_risky,
    },
    {
        .id = "P03",
        .name = "app.new-in-tenant",
        .title = "An application is new in the tenant",
        .why = "Context: what came in at the same time.",
        .false_positives = "every new service that somebody tries",
        .needs = {RESEARCH_APPLICATIONS, RESEARCH_SOURCES},
        .find = find_new,
    },
    {
        .id = "P04",
        .name = "app.credential",
        .title = "The account gave an application secrets, owners or roles",
        .why = "Whoever has the secret signs in as the application, without a person.",
        .false_positives = "developers",
        .steps = {"S2", "S10"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_AUDITS, RESEARCH_SOURCES},
        .find = find_credential,
    },
    {
        .id = "P11",
        .name = "app.own-tenant",
        .title = "The account registered an application in the tenant and let it read mail or files",
        .why = "Such an application goes on after a reset, and no list of foreign applications has it.",
        .false_positives = "developers",
        .steps = {"S2", "S10"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_GRANTS, RESEARCH_APPLICATIONS, RESEARCH_AUDITS, RESEARCH_SOURCES},
        .find = find_own,
        .refine = refine_own,
    },
};

const struct indicator_rows app_rules = {rows, sizeof rows / sizeof rows[0]};

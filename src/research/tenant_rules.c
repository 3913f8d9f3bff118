/* T: what the account, or others around it, changed of the tenant, and what no longer leaves traces. */
#include "base/clock.h"
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/mail_text.h"
#include <string.h>
#include <strings.h>

static bool begins(const char *text, const char *with)
{
    return !strncasecmp(text, with, strlen(with));
}

/* ---- T01 ---- */

static const char *const targets[] = {"RedirectMessageTo",         "BlindCopyTo",        "CopyTo", "AddToRecipients",
                                      "AddManagerAsRecipientType", "JournalEmailAddress"};

static const char *external_in(struct judging *judging, const char *text)
{
    struct mail_address address;
    for (const char *at = text ? text : ""; mail_text_address(&at, &address);)
        if (evidence_is_external(judging->evidence, address.address))
            return text_of(judging, "%s", address.address);
    return NULL;
}

/* Where an act, or a rule that stands, sends mail outside to; NULL: nowhere. */
static const char *sent_outside(struct judging *judging, const struct act *act, const struct item *item)
{
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        const struct json *list = item ? json_path(item->data, targets[i]) : NULL;
        const char *to = external_in(judging, act ? act_parameter(judging->evidence, act, targets[i])
                                                  : item_text(item, targets[i]));
        for (const struct json *one = json_kind(list) == JSON_ARRAY ? json_first(list) : NULL; !to && one;
             one = json_next(one))
            to = external_in(judging, json_text(one));
        if (to)
            return to;
    }
    return NULL;
}

static const char flow_operations[] =
    "New-TransportRule|Set-TransportRule|Enable-TransportRule|New-InboundConnector|Set-InboundConnector|"
    "New-OutboundConnector|Set-OutboundConnector|New-RemoteDomain|Set-RemoteDomain|New-JournalRule|Set-JournalRule";

static void find_flow_acts(struct judging *judging)
{
    struct acts acts = acts_of(judging, flow_operations, IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *act = acts.at[i];
        const char *to = sent_outside(judging, act, NULL);
        if (!act->by_subject && !to)
            continue;
        const char *name = act_parameter(judging->evidence, act, "Name");
        name = name && *name ? name : act->object;
        found_act(judging, act, SEVERITY_HIGH, text_of(judging, "%s", name),
                  text_of(judging, "%s \"%s\"%s%s by %s", act->operation, name, to ? " sends mail to " : "",
                          to ? to : "", act->actor));
    }
}

/* Rules that stand, changed in the window, with a target outside, which no act of the log told. */
static void find_flow_states(struct judging *judging)
{
    static const enum research_source sources[] = {RESEARCH_TRANSPORT_RULES, RESEARCH_JOURNAL_RULES};
    for (size_t s = 0; s < sizeof sources / sizeof sources[0]; s++) {
        size_t count;
        const struct item *items = evidence_items(judging->evidence, sources[s], &count);
        for (size_t i = 0; i < count; i++) {
            const char *name = item_text(&items[i], "Name");
            int64_t changed = item_time(&items[i], "WhenChanged");
            const char *to = sent_outside(judging, NULL, &items[i]);
            if (!to || changed < judging->from || found_about(judging, "T01", name))
                continue;
            struct finding *finding = finding_add(
                judging,
                &(struct finding_fact){
                    .severity = SEVERITY_HIGH, .time = changed, .about = name, .state = FINDING_ACTIVE},
                "\"%s\" sends mail to %s", name, to);
            finding_evidence(judging, finding, &items[i].fact, "WhenChanged=%s", item_text(&items[i], "WhenChanged"));
        }
    }
}

/* Settings of the organisation that open a door. */
static const char *door_opened(struct judging *judging, const struct act *act)
{
    const char *reject = act_parameter(judging->evidence, act, "RejectDirectSend");
    if (act_parameter(judging->evidence, act, "EWSEnabled"))
        return "EwsEnabled";
    if (act_parameter(judging->evidence, act, "EWSAllowedAppIDs"))
        return "EwsAllowedAppIDs";
    return reject && !strcasecmp(reject, "false") ? "RejectDirectSend" : NULL;
}

static void find_flow(struct judging *judging)
{
    find_flow_acts(judging);
    find_flow_states(judging);
    struct acts acts = acts_of(judging, "Set-OrganizationConfig", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const char *door = door_opened(judging, acts.at[i]);
        if (door)
            found_act(judging, acts.at[i], acts.at[i]->by_subject ? SEVERITY_HIGH : SEVERITY_MEDIUM, door,
                      text_of(judging, "%s of the organisation was changed by %s", door, acts.at[i]->actor));
    }
}

/* ---- T03 ---- */

/* The old protocol that an act switches on; NULL: none. */
static const char *protocol_of(struct judging *judging, const struct act *act)
{
    static const struct {
        const char *parameter, *value, *protocol;
    } switches[] = {{"SmtpClientAuthenticationDisabled", "false", "SMTP AUTH"},
                    {"ImapEnabled", "true", "IMAP"},
                    {"PopEnabled", "true", "POP"}};
    for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
        const char *value = act_parameter(judging->evidence, act, switches[i].parameter);
        if (value && !strcasecmp(value, switches[i].value))
            return switches[i].protocol;
    }
    return NULL;
}

/* Whether a protocol that takes a password is on for the mailbox itself. */
static bool is_on(const struct item *mailbox)
{
    return item_false(mailbox, "SmtpClientAuthenticationDisabled") || item_true(mailbox, "ImapEnabled") ||
           item_true(mailbox, "PopEnabled");
}

static void find_protocol(struct judging *judging)
{
    struct acts acts = acts_of(judging, "Set-CASMailbox|Set-TransportConfig", IN_WINDOW | SUCCEEDED);
    const struct item *mailbox = evidence_item(judging->evidence, RESEARCH_CAS_MAILBOX);
    bool found = false;
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *act = acts.at[i];
        const char *protocol = protocol_of(judging, act), *who = act_parameter(judging->evidence, act, "Identity");
        bool here = begins(act->operation, "Set-TransportConfig") ||
                    evidence_is_subject(judging->evidence, who && *who ? who : act->object) ||
                    (act->by_subject && (!who || !*who) && !*act->object) ||
                    strcasestr(act->object, judging->evidence->of.user_id);
        if (!protocol || !here)
            continue;
        found = true;
        struct finding *finding = found_act(judging, act, act->by_subject ? SEVERITY_HIGH : SEVERITY_MEDIUM, "protocol",
                                            text_of(judging, "%s was switched on by %s", protocol, act->actor));
        if (mailbox)
            found_state(finding, is_on(mailbox) ? FINDING_ACTIVE : FINDING_PAST);
    }
    if (found || !mailbox || !item_false(mailbox, "SmtpClientAuthenticationDisabled"))
        return;
    struct finding *finding = finding_add(
        judging, &(struct finding_fact){.severity = SEVERITY_LOW, .about = "protocol", .state = FINDING_ACTIVE},
        "SMTP AUTH is on for this mailbox, whatever the tenant says");
    finding_evidence(judging, finding, &mailbox->fact, "SmtpClientAuthenticationDisabled=False");
}

/* ---- T04 ---- */

static const char *role_of(struct judging *judging, const struct audit *audit)
{
    const struct json *role = audit_target(audit, "Role", 0);
    const char *name = audit_new(audit, "Role.DisplayName");
    return text_of(judging, "%s", *name ? name : json_text_or(json_get(role, "displayName"), ""));
}

static bool is_activation(const struct audit *audit)
{
    return audit_is(audit, "Add member to role completed (PIM activation)");
}

/* Somebody at work: he activated the role before, or does it at a familiar place, on a device that is known there. */
static bool is_routine(struct judging *judging, const struct audit *audit, const char *role)
{
    struct audits before = audits_of(judging, "T04", IN_BASELINE | SUCCEEDED);
    for (size_t i = 0; i < before.count; i++)
        if (is_activation(before.at[i]) && !strcasecmp(role_of(judging, before.at[i]), role))
            return true;
    return terms_familiar(judging->terms, audit->place.key) &&
           terms_device_there(judging->terms, audit->place.key, audit->fact.time, MINUTES(LIMIT_DEVICE_THERE));
}

static void find_role(struct judging *judging, const struct audit *audit)
{
    const char *role = role_of(judging, audit);
    enum severity severity = lists_has(judging->lists, LIST_ROLES_TOP, role) ? SEVERITY_CRITICAL : SEVERITY_HIGH;
    if (!audit->by_subject && !audit->on_subject)
        return;
    if (is_activation(audit) && is_routine(judging, audit, role))
        severity = SEVERITY_INFO;
    found_audit(judging, audit, severity, text_of(judging, "role %s", role),
                text_of(judging, "%s: %s, by %s", audit->activity, *role ? role : "a role", audit->actor));
}

static bool is_policy(struct judging *judging, const struct audit *audit)
{
    const char *kind = audit_kind(judging, audit, "T04");
    return (kind && !strcmp(kind, "policy")) || strcasestr(audit->activity, "cross-tenant");
}

static void find_privilege(struct judging *judging)
{
    struct audits audits = audits_of(judging, NULL, IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++) {
        const char *kind = audit_kind(judging, audits.at[i], "T04");
        if (kind && !strcmp(kind, "role"))
            find_role(judging, audits.at[i]);
        else if (audits.at[i]->by_subject && is_policy(judging, audits.at[i]))
            found_audit(judging, audits.at[i], SEVERITY_HIGH, audits.at[i]->activity, audits.at[i]->activity);
    }
    struct acts acts = acts_of(judging, "Add-RoleGroupMember|New-ManagementRoleAssignment", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *act = acts.at[i];
        const char *member = act_parameter(judging->evidence, act, "Member");
        member = member ? member : act_parameter(judging->evidence, act, "User");
        if (act->by_subject || evidence_is_subject(judging->evidence, member))
            found_act(judging, act, SEVERITY_HIGH, text_of(judging, "%s %s", act->operation, act->object),
                      text_of(judging, "%s \"%s\" for %s, by %s", act->operation, act->object,
                              member ? member : "somebody", act->actor));
    }
}

/* ---- T05 ---- */

static const char *created(const struct audit *audit)
{
    const struct json *user = audit_target(audit, "User", 0);
    return json_text_or(json_get(user, "userPrincipalName"), json_text_or(json_get(user, "displayName"), "somebody"));
}

static void find_created(struct judging *judging)
{
    struct audits audits = audits_of(judging, "T05", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < audits.count; i++) {
        bool own = audits.at[i]->by_subject;
        found_audit(judging, audits.at[i], own ? SEVERITY_MEDIUM : SEVERITY_INFO, own ? "by the account" : "by others",
                    text_of(judging, "%s: %s%s", audits.at[i]->activity, created(audits.at[i]),
                            own ? "" : ", by somebody else"));
    }
}

/* ---- T06 ---- */

static bool takes_away(struct judging *judging, const struct act *act)
{
    const char *export = act_parameter(judging->evidence, act, "Export");
    const char *purge = act_parameter(judging->evidence, act, "Purge");
    if (strcasestr(act->operation, "Export") || strcasestr(act->operation, "Purge"))
        return true;
    return (export && strcasecmp(export, "false") != 0) || (purge && strcasecmp(purge, "false") != 0);
}

static void find_searches(struct judging *judging)
{
    static const char operations[] =
        "SearchCreated|SearchStarted|SearchExported|SearchExportDownloaded|New-ComplianceSearch|"
        "Start-ComplianceSearch|New-ComplianceSearchAction";
    struct acts acts = acts_of(judging, operations, IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        bool high = takes_away(judging, acts.at[i]);
        struct finding *finding = found_act(judging, acts.at[i], high ? SEVERITY_HIGH : SEVERITY_MEDIUM, "search",
                                            "content of mailboxes or sites was searched by the account");
        if (high)
            finding_more(judging, finding, "%s", acts.at[i]->operation);
    }
}

static const struct indicator rows[] = {
    {
        .id = "T01",
        .name = "flow.changed",
        .title = "Mail flow in the tenant was changed",
        .why = "A rule of the tenant copies or redirects mail of many, and survives every reset of one account.",
        .false_positives = "administrators at work",
        .steps = {"S10"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_TRANSPORT_RULES, RESEARCH_SOURCES},
        .find = find_flow,
    },
    {
        .id = "T03",
        .name = "proto.enabled",
        .title = "An old protocol is switched on",
        .why = "It takes a password alone, and no second factor can be asked for.",
        .false_positives = "scanners and other machines that send mail",
        .steps = {"S9"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_CAS_MAILBOX, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_protocol,
    },
    {
        .id = "T04",
        .name = "privilege.gained",
        .title = "A role was gained, or a policy of access weakened",
        .why = "With a role the account can take over others.",
        .false_positives = "administrators at work",
        .steps = {"S10"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_AUDITS, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_privilege,
    },
    {
        .id = "T05",
        .name = "account.created",
        .title = "Users or guests were created",
        .why = "A new account is a way back in.",
        .false_positives = "whoever invites guests at work",
        .steps = {"S10"},
        .needs = {RESEARCH_AUDITS, RESEARCH_SOURCES},
        .find = find_created,
    },
    {
        .id = "T06",
        .name = "ediscovery.used",
        .title = "Content search or eDiscovery was used",
        .why = "It reads the mail of everybody, and can take it away or delete it.",
        .false_positives = "legal staff",
        .steps = {"S10", "S14"},
        .flags = INDICATOR_UNEXPLAINABLE,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_searches,
    },
};

const struct indicator_rows tenant_rules = {rows, sizeof rows / sizeof rows[0]};

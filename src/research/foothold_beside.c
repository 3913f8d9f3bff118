/* What gives access beside the account, its devices and its rules: applications, rights of others, files, what it may in the tenant. */
#include "research/foothold.h"

#include "base/arena.h"
#include "codec/json.h"
#include "research/found.h"
#include "research/inbox.h"
#include "research/judging.h"
#include <string.h>
#include <strings.h>

static const char *or_else(const char *text, const char *otherwise)
{
    return *text ? text : otherwise;
}

/* --- applications --- */

static void add_assignments(struct footholds *all)
{
    size_t count;
    const struct item *items = evidence_items(all->judging->evidence, RESEARCH_APP_ROLES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&items[i], "resourceDisplayName"), *app = item_text(&items[i], "resourceId");
        int64_t since = item_time(&items[i], "createdDateTime");
        const char *because = foothold_against(all->judging, "P01|P02|P11", items[i].fact.record, name, app);
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_ASSIGNMENT,
                                             .id = item_text(&items[i], "id"),
                                             .name = or_else(name, app),
                                             .since = since,
                                             .because = because,
                                             .known = foothold_known(all->judging, since, because)});
    }
}

/* One of the tenant's own is signed in to with what was added to it, whoever is blocked. */
static void add_credentials(struct footholds *all)
{
    const struct evidence *evidence = all->judging->evidence;
    for (size_t i = 0; i < evidence->applications_count; i++) {
        const struct application *app = &evidence->applications[i];
        const char *because = foothold_against(all->judging, "P04|P11", app->fact.record, app->name, app->app_id);
        if (*because && application_is_own(all->judging, app))
            foothold_push(all, (struct foothold){.kind = FOOTHOLD_CREDENTIALS,
                                                 .id = app->app_id,
                                                 .name = app->name,
                                                 .since = app->fact.time,
                                                 .because = because});
    }
}

/* --- the account's own --- */

/* What keeps the mailbox as it is, for whoever looks into it later. */
static void add_evidence(struct footholds *all)
{
    const struct item *mailbox = evidence_item(all->judging->evidence, RESEARCH_MAILBOX);
    if (mailbox)
        foothold_push(all,
                      (struct foothold){.kind = FOOTHOLD_EVIDENCE, .off = item_true(mailbox, "LitigationHoldEnabled")});
}

static void add_contact(struct footholds *all)
{
    struct findings found = findings_of(all->judging, "P08");
    const struct item *user = evidence_item(all->judging->evidence, RESEARCH_USER);
    const char *phone = user ? item_text(user, "mobilePhone") : "", *because = "";
    const struct json *mails = user ? json_get(user->data, "otherMails") : NULL;
    for (size_t i = 0; i < found.count; i++)
        if (finding_counts(found.at[i]) && found.at[i]->severity >= SEVERITY_MEDIUM &&
            !strncmp(found.at[i]->about, "profile", strlen("profile")))
            because = "P08";
    if (*phone || json_first(mails))
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_CONTACT,
                                             .name = or_else(phone, json_text_or(json_first(mails), "")),
                                             .because = because,
                                             .known = !*because});
}

/* A device that Intune has is one of those that speak for somebody else: its data are taken back there. */
static void add_managed(struct footholds *all)
{
    struct judging *judging = all->judging;
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_MANAGED_DEVICES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&items[i], "deviceName"), *device = item_text(&items[i], "azureADDeviceId");
        const char *because = foothold_against(judging, "P07|P09", items[i].fact.record, name, device);
        if (*because)
            foothold_push(all, (struct foothold){.kind = FOOTHOLD_MANAGED,
                                                 .id = item_text(&items[i], "id"),
                                                 .name = name,
                                                 .since = item_time(&items[i], "enrolledDateTime"),
                                                 .because = because});
    }
}

/* --- rights of others on the mailbox, and what clears it --- */

#define SETS_SENDERS "Set-MailboxJunkEmailConfiguration"

static void add_sweeps(struct footholds *all)
{
    size_t count;
    const struct item *items = evidence_items(all->judging->evidence, RESEARCH_SWEEP_RULES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&items[i], "Name"), *id = item_text(&items[i], "RuleId");
        foothold_push(all, (struct foothold){
                               .kind = FOOTHOLD_SWEEP_RULE,
                               .id = or_else(id, item_text(&items[i], "Identity")),
                               .name = name,
                               .because = foothold_against(all->judging, "M01|M03|M06", items[i].fact.record, name, id),
                               .off = item_false(&items[i], "Enabled")});
    }
}

/* Those of a list that were named when it was changed, one a line. The rest is the user's own. */
static const char *named_in(struct judging *judging, const struct json *list, const char *parameter)
{
    struct acts acts = acts_of(judging, SETS_SENDERS, IN_WINDOW | SUCCEEDED);
    const char *named = "";
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *entry = json_text_or(one, "");
        bool found = false;
        for (size_t i = 0; *entry && !found && i < acts.count; i++) {
            const char *at = inbox_is_subject(judging, acts.at[i])
                                 ? or_else(act_parameter(judging->evidence, acts.at[i], parameter), "")
                                 : "";
            for (; *at && !found; at += strcspn(at, ";, ") + strspn(at + strcspn(at, ";, "), ";, "))
                found = strcspn(at, ";, ") == strlen(entry) && !strncasecmp(at, entry, strlen(entry));
        }
        if (found)
            named = text_of(judging, "%s%s%s", named, *named ? "\n" : "", entry);
    }
    return named;
}

static void add_sender_lists(struct footholds *all)
{
    struct judging *judging = all->judging;
    const struct item *junk = evidence_item(judging->evidence, RESEARCH_JUNK);
    const char *because = foothold_against(judging, "M08", NULL, SETS_SENDERS, "");
    if (!junk || !*because)
        return;
    const char *trusted = named_in(judging, json_get(junk->data, "TrustedSendersAndDomains"),
                                   "TrustedSendersAndDomains");
    const char *blocked = named_in(judging, json_get(junk->data, "BlockedSendersAndDomains"),
                                   "BlockedSendersAndDomains");
    char *name = arena_printf(judging->arena, "%s%s%s", trusted, *trusted && *blocked ? " " : "", blocked);
    for (char *c = name; *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    foothold_push(
        all,
        (struct foothold){
            .kind = FOOTHOLD_SENDERS, .id = trusted, .also = blocked, .name = name, .because = because, .off = !*name});
}

static const char *granted(struct judging *judging, const char *who)
{
    struct findings found = findings_of(judging, "D01");
    for (size_t i = 0; i < found.count; i++)
        if (finding_counts(found.at[i]) && found.at[i]->severity >= SEVERITY_MEDIUM &&
            found_same_account(found.at[i]->about, who))
            return "D01";
    return "";
}

static void add_senders(struct footholds *all)
{
    const struct item *mailbox = evidence_item(all->judging->evidence, RESEARCH_MAILBOX);
    const struct json *list = mailbox ? json_get(mailbox->data, "GrantSendOnBehalfTo") : NULL;
    for (const struct json *one = json_kind(list) == JSON_ARRAY ? json_first(list) : NULL; one; one = json_next(one)) {
        const char *who = json_text_or(one, "");
        foothold_push(all,
                      (struct foothold){
                          .kind = FOOTHOLD_SEND_FOR, .id = who, .name = who, .because = granted(all->judging, who)});
    }
}

/* What everybody has in a new mailbox is nobody's foothold. */
static bool is_plain(const char *user, const char *rights)
{
    static const char *const plain[] = {"None", "AvailabilityOnly", "LimitedDetails", ""};
    bool everybody = !strcasecmp(user, "Default") || !strcasecmp(user, "Anonymous");
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (!strcasecmp(rights, plain[i]))
            return everybody || !*rights;
    return false;
}

static void add_folders(struct footholds *all)
{
    struct judging *judging = all->judging;
    struct findings found = findings_of(judging, "D02");
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_FOLDER_RIGHTS, &count);
    for (size_t i = 0; i < count; i++) {
        const char *user = or_else(item_text(&items[i], "User"), item_text(&items[i], "User.DisplayName")),
                   *folder = item_text(&items[i], "FolderType"), *rights = item_text(&items[i], "AccessRights"),
                   *because = "";
        if (!*user || !*folder || is_plain(user, rights))
            continue;
        for (size_t k = 0; k < found.count; k++) {
            const char *about = found.at[k]->about, *blank = strrchr(about, ' ');
            if (finding_counts(found.at[k]) && found.at[k]->severity >= SEVERITY_MEDIUM && blank &&
                found_same_account(blank + 1, user))
                because = "D02";
        }
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_FOLDER,
                                             .id = user,
                                             .also = folder,
                                             .name = text_of(judging, "%s on %s", user, folder),
                                             .detail = rights,
                                             .because = because,
                                             .known = !*because});
    }
}

/* --- files --- */

static bool is_among(const struct footholds *all, enum foothold_kind kind, const char *id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].kind == kind && !strcmp(all->at[i].id, id))
            return true;
    return false;
}

/* Whether somebody looked how the file is shared now, and found nothing of it. */
static bool is_closed(const struct judging *judging, const char *file)
{
    size_t count;
    bool looked = false;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_SHARED, &count);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(item_text(&items[i], "sharedUrl"), file)) {
            looked = true;
            if (json_get(items[i].data, "link") || json_get(items[i].data, "invitation"))
                return false;
        }
    return looked;
}

/* A file once, however many links there are to it; those that a finding counts. */
static void add_links(struct footholds *all)
{
    struct judging *judging = all->judging;
    struct findings found = findings_of(judging, "X06");
    struct acts acts = acts_of(judging, FOUND_SHARING, IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    bool asked = false;
    for (size_t i = 0; i < found.count; i++)
        asked |= finding_counts(found.at[i]) && found.at[i]->severity >= SEVERITY_MEDIUM;
    for (size_t i = 0; asked && i < acts.count; i++) {
        const char *file = acts.at[i]->object, *slash = strrchr(file, '/');
        if (strncasecmp(file, "https://", 8) != 0 || !found_shares_outside(judging, acts.at[i]) ||
            is_among(all, FOOTHOLD_LINK, file) ||
            (judging->report->first && acts.at[i]->fact.time < judging->report->first))
            continue;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_LINK,
                                             .id = file,
                                             .name = slash ? slash + 1 : file,
                                             .since = acts.at[i]->fact.time,
                                             .because = "X06",
                                             .off = is_closed(judging, file)});
    }
}

/* --- in the tenant --- */

/* An assignment has an id; a role that only the list of memberships told is known by its template. One that somebody might take has none
 * that could be deleted. */
static void add_roles(struct footholds *all)
{
    size_t count;
    const struct item *items = evidence_items(all->judging->evidence, RESEARCH_ROLES, &count);
    for (size_t i = 0; i < count; i++) {
        bool assigned = *item_text(&items[i], "principalId") && !json_get(items[i].data, "memberType");
        const char *name = item_text(&items[i], assigned ? "roleDefinition.displayName" : "displayName"),
                   *id = item_text(&items[i], assigned ? "id" : "roleTemplateId");
        if (!*id)
            continue;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_ROLE,
                                             .id = id,
                                             .name = or_else(name, id),
                                             .because = foothold_against(all->judging, "T04", items[i].fact.record,
                                                                         text_of(all->judging, "role %s", name), id)});
    }
}

/* Who is in them is listed nowhere for one user: the log tells who was put in. */
static void add_role_groups(struct footholds *all)
{
    struct judging *judging = all->judging;
    struct acts acts = acts_of(judging, "Add-RoleGroupMember", IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const char *member = act_parameter(judging->evidence, acts.at[i], "Member");
        const char *given = act_parameter(judging->evidence, acts.at[i], "Identity");
        const char *group = text_of(judging, "%s", given && *given ? given : acts.at[i]->object);
        if (!*group || !evidence_is_subject(judging->evidence, member) || is_among(all, FOOTHOLD_ROLE_GROUP, group))
            continue;
        foothold_push(all,
                      (struct foothold){.kind = FOOTHOLD_ROLE_GROUP,
                                        .id = group,
                                        .name = group,
                                        .since = acts.at[i]->fact.time,
                                        .because = foothold_against(judging, "T04", acts.at[i]->fact.record, "", "")});
    }
}

static void add_flow_rules(struct footholds *all)
{
    size_t count;
    const struct item *items = evidence_items(all->judging->evidence, RESEARCH_TRANSPORT_RULES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&items[i], "Name"), *id = item_text(&items[i], "Guid");
        const char *because = foothold_against(all->judging, "T01", items[i].fact.record, name, id);
        if (*because)
            foothold_push(all, (struct foothold){.kind = FOOTHOLD_FLOW_RULE,
                                                 .id = or_else(id, name),
                                                 .name = name,
                                                 .because = because,
                                                 .off = !strcasecmp(item_text(&items[i], "State"), "Disabled")});
    }
}

static void add_bypass(struct footholds *all)
{
    struct judging *judging = all->judging;
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_AUDIT_BYPASS, &count);
    for (size_t i = 0; i < count; i++) {
        bool own = evidence_is_subject(judging->evidence, item_text(&items[i], "Name")) ||
                   !strcasecmp(item_text(&items[i], "ObjectId"), judging->evidence->of.user_id);
        if (own && item_true(&items[i], "AuditBypassEnabled"))
            foothold_push(
                all, (struct foothold){
                         .kind = FOOTHOLD_BYPASS,
                         .because = or_else(foothold_against(judging, "T02", items[i].fact.record, "", ""), "T02")});
    }
}

void footholds_beside(struct footholds *all)
{
    add_evidence(all);
    add_assignments(all);
    add_credentials(all);
    add_managed(all);
    add_contact(all);
    add_sweeps(all);
    add_sender_lists(all);
    add_senders(all);
    add_folders(all);
    add_links(all);
    add_roles(all);
    add_role_groups(all);
    add_flow_rules(all);
    add_bypass(all);
}

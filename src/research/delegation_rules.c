/* D: who else may open the mailbox, and who did. */
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/mail_text.h"
#include <string.h>
#include <strings.h>

/* ---- D01 ---- */

/* A right that was given: by which act, to whom. */
struct right {
    const struct act *act;
    const char *grantee;
    const char *what; /* "FullAccess" */
    enum severity severity;
    const char *why;
};

/* Whether the directory audit says that the account was made, or blocked, in the window. */
static bool is_new_or_blocked(struct judging *judging, const char *name)
{
    struct audits audits = audits_of(judging, NULL, IN_WINDOW | SUCCEEDED);
    bool found = false;
    for (size_t i = 0; i < audits.count; i++) {
        const struct json *user = audit_target(audits.at[i], "User", 0);
        if (strcasecmp(json_text_or(json_get(user, "userPrincipalName"), ""), name) != 0)
            continue;
        if (audit_is(audits.at[i], "Add user") || audit_is(audits.at[i], "Invite external user") ||
            audit_is(audits.at[i], "Disable account"))
            found = true;
        else if (audit_is(audits.at[i], "Enable account"))
            found = false;
    }
    return found;
}

static void weigh(struct judging *judging, struct right *right)
{
    if (!strcasecmp(right->act->actor, right->grantee)) {
        right->severity = SEVERITY_CRITICAL;
        right->why = "given to himself";
    } else if (evidence_is_external(judging->evidence, right->grantee)) {
        right->severity = SEVERITY_CRITICAL;
        right->why = "somebody outside";
    } else if (is_new_or_blocked(judging, right->grantee)) {
        right->severity = SEVERITY_CRITICAL;
        right->why = "an account that is new or blocked";
    } else if (right->act->by_subject) {
        bool familiar = terms_familiar(judging->terms, right->act->place.key);
        right->severity = familiar ? SEVERITY_MEDIUM : SEVERITY_HIGH;
        right->why = familiar ? "given by the owner's account" : "given by the owner's account from a strange address";
    } else {
        right->severity = SEVERITY_MEDIUM;
        right->why = "given by an administrator";
    }
}

/* The operations that give a right, the parameter that names who gets it, and what it must say of the right. */
static const struct {
    const char *operation, *grantee, *kind, *right;
} grants[] = {
    {"Add-MailboxPermission", "User", "AccessRights", "FullAccess"},
    {"Add-RecipientPermission", "Trustee", "AccessRights", "SendAs"},
    {"Set-Mailbox", "GrantSendOnBehalfTo", NULL, "SendOnBehalf"},
};
enum { GRANTS = sizeof grants / sizeof grants[0] };

/* What an act gives, and to whom ("": nothing). */
static struct right right_of(struct judging *judging, const struct act *act)
{
    for (size_t i = 0; i < GRANTS; i++) {
        if (strcasecmp(act->operation, grants[i].operation) != 0)
            continue;
        const char *grantee = act_parameter(judging->evidence, act, grants[i].grantee);
        const char *kind = grants[i].kind ? act_parameter(judging->evidence, act, grants[i].kind) : NULL;
        if (!grantee || !*grantee || (kind && !strcasestr(kind, grants[i].right)))
            break;
        struct right right = {.act = act, .grantee = text_of(judging, "%s", grantee), .what = grants[i].right};
        weigh(judging, &right);
        return right;
    }
    return (struct right){.act = act, .grantee = ""};
}

static const char grant_operations[] = "Add-MailboxPermission|Add-RecipientPermission|Set-Mailbox";

static void find_granted(struct judging *judging)
{
    struct acts acts = acts_of(judging, grant_operations, IN_WINDOW | ON_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        struct right worst = right_of(judging, acts.at[i]);
        if (!*worst.grantee || found_about(judging, "D01", worst.grantee))
            continue;
        for (size_t j = i + 1; j < acts.count; j++) {
            struct right other = right_of(judging, acts.at[j]);
            if (!strcasecmp(other.grantee, worst.grantee) && other.severity > worst.severity)
                worst = other;
        }
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = worst.severity,
                                                                     .time = worst.act->fact.time,
                                                                     .place = &worst.act->place,
                                                                     .about = worst.grantee,
                                                                     .state = FINDING_ACTIVE,
                                                                     .by_subject = worst.act->by_subject},
                                              "%s on the mailbox for %s: %s", worst.what, worst.grantee, worst.why);
        for (size_t j = i; j < acts.count; j++) {
            struct right right = right_of(judging, acts.at[j]);
            if (!strcasecmp(right.grantee, worst.grantee))
                finding_evidence(judging, finding, &acts.at[j]->fact, "%s by %s", acts.at[j]->operation,
                                 acts.at[j]->actor);
        }
    }
}

/* ---- D02 ---- */

enum folder_kind { FOLDER_OTHER, FOLDER_MAIL, FOLDER_CALENDAR };

/* Names of folders in the languages of the lists. */
static const struct {
    const char *name;
    enum folder_kind kind;
} folders[] = {
    {"Inbox", FOLDER_MAIL},
    {"Posteingang", FOLDER_MAIL},
    {"Bo\u00eete de r\u00e9ception", FOLDER_MAIL},
    {"Sent Items", FOLDER_MAIL},
    {"Gesendete Elemente", FOLDER_MAIL},
    {"\u00c9l\u00e9ments envoy\u00e9s", FOLDER_MAIL},
    {"Top of Information Store", FOLDER_MAIL},
    {"Oberste Ebene des Informationsspeichers", FOLDER_MAIL},
    {"Calendar", FOLDER_CALENDAR},
    {"Kalender", FOLDER_CALENDAR},
    {"Calendrier", FOLDER_CALENDAR},
};

/* "upn:\Inbox", "\Inbox", "Inbox"; "upn:\" and "\" are the root. */
static enum folder_kind folder_kind(const char *path)
{
    size_t length = strlen(path);
    if (length && path[length - 1] == '\\')
        return FOLDER_MAIL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (!strcasecmp(mail_text_folder(path), folders[i].name))
            return folders[i].kind;
    return FOLDER_OTHER;
}

static bool is_everyone(const char *user)
{
    return !strcasecmp(user, "Default") || !strcasecmp(user, "Anonymous") || !strcasecmp(user, "Standard") ||
           !strcasecmp(user, "Everyone");
}

/* Whether rights let somebody read: more than that a folder is there, or when its owner is busy. */
static bool opens(const char *rights)
{
    static const char *const closed[] = {"None", "FolderVisible", "AvailabilityOnly", "LimitedDetails"};
    if (!*rights)
        return true;
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (!strcasecmp(rights, closed[i]))
            return false;
    return true;
}

/* A folder that an act opens; its severity is info when it opens none that counts. */
struct opened {
    const char *folder, *user;
    enum severity severity;
};

static const char *or_else(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

static struct opened opened_by(struct judging *judging, const struct act *act)
{
    const struct evidence *evidence = judging->evidence;
    const char *folder = or_else(act_parameter(evidence, act, "Identity"), act->folder);
    const char *user = or_else(act_parameter(evidence, act, "User"),
                               act_text(evidence, act, "Item.ParentFolder.MemberUpn"));
    const char *rights = or_else(act_parameter(evidence, act, "AccessRights"),
                                 act_text(evidence, act, "Item.ParentFolder.MemberRights"));
    bool calendar = !strcasecmp(act->operation, "UpdateCalendarDelegation");
    enum folder_kind kind = calendar ? FOLDER_CALENDAR : folder_kind(or_else(folder, "(unknown)"));
    struct opened opened = {.folder = text_of(judging, "%s", or_else(folder, calendar ? "Calendar" : "")),
                            .user = text_of(judging, "%s", user)};
    if (kind == FOLDER_CALENDAR && strcasecmp(rights, "None") != 0)
        opened.severity = SEVERITY_LOW;
    else if (kind == FOLDER_MAIL && opens(rights))
        opened.severity = is_everyone(user) ? SEVERITY_HIGH : SEVERITY_MEDIUM;
    return opened;
}

static const char folder_operations[] = "AddFolderPermissions|ModifyFolderPermissions|UpdateCalendarDelegation|"
                                        "Add-MailboxFolderPermission|Set-MailboxFolderPermission";

static const char *about_opened(struct judging *judging, const char *folder, const char *user)
{
    return text_of(judging, "%s %s", mail_text_folder(folder), user);
}

static void find_folder_acts(struct judging *judging)
{
    struct acts acts = acts_of(judging, folder_operations, IN_WINDOW | ON_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        struct opened opened = opened_by(judging, acts.at[i]);
        const char *about = about_opened(judging, opened.folder, opened.user);
        if (opened.severity == SEVERITY_INFO)
            continue;
        struct finding *finding = found_about(judging, "D02", about);
        if (!finding)
            finding = finding_add(judging,
                                  &(struct finding_fact){.severity = opened.severity,
                                                         .time = acts.at[i]->fact.time,
                                                         .place = &acts.at[i]->place,
                                                         .about = about,
                                                         .by_subject = acts.at[i]->by_subject},
                                  "folder %s opened for %s", opened.folder, or_else(opened.user, "somebody"));
        else if (opened.severity > finding->severity)
            finding->severity = opened.severity;
        finding_evidence(judging, finding, &acts.at[i]->fact, "%s by %s", acts.at[i]->operation, acts.at[i]->actor);
    }
}

static const char *item_user(const struct item *item)
{
    const char *user = item_text(item, "User");
    return *user ? user : item_text(item, "User.DisplayName");
}

static const char *item_folder(const struct item *item)
{
    const char *folder = item_text(item, "Identity");
    return *folder ? folder : item_text(item, "FolderName");
}

/* Folders that everybody can read now, where no record says since when. */
static void find_folder_states(struct judging *judging)
{
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_FOLDER_RIGHTS, &count);
    for (size_t i = 0; i < count; i++) {
        const char *folder = item_folder(&items[i]), *rights = item_text(&items[i], "AccessRights");
        const char *about = about_opened(judging, folder, item_user(&items[i]));
        if (folder_kind(folder) != FOLDER_MAIL || !is_everyone(item_user(&items[i])) || !*rights || !opens(rights) ||
            found_about(judging, "D02", about))
            continue;
        struct finding *finding = finding_add(
            judging,
            &(struct finding_fact){
                .severity = SEVERITY_HIGH, .about = about, .undated = true, .dateless = true, .state = FINDING_ACTIVE},
            "folder %s is open for %s", folder, item_user(&items[i]));
        finding_evidence(judging, finding, &items[i].fact, "AccessRights=%s", rights);
    }
}

static void find_folder(struct judging *judging)
{
    find_folder_acts(judging);
    find_folder_states(judging);
}

/* ---- D03 ---- */

static const char use_operations[] = "MailItemsAccessed|SendAs|SendOnBehalf|HardDelete";

static bool is_delegate(const struct act *act)
{
    return (act->logon_type == 1 || act->logon_type == 2) && strchr(act->actor, '@');
}

static bool owned_by_subject(struct judging *judging, const struct act *act)
{
    return evidence_is_subject(judging->evidence, act->owner);
}

/* Acts of one account in one mailbox, from the `first` one on; each such pair is looked at once. */
struct use {
    size_t items;
    bool before; /* in the baseline, too */
    const struct act *first;
};

static bool same_use(const struct act *a, const struct act *b)
{
    return !strcasecmp(a->actor, b->actor) && !strcasecmp(a->owner, b->owner);
}

static struct use use_of(struct acts acts, size_t at, int64_t from)
{
    struct use use = {.first = acts.at[at]};
    for (size_t i = 0; i < acts.count; i++) {
        if (!is_delegate(acts.at[i]) || !same_use(acts.at[i], use.first))
            continue;
        if (acts.at[i]->fact.time < from)
            use.before = true;
        else
            use.items += acts.at[i]->items ? acts.at[i]->items : 1;
    }
    return use;
}

static bool is_first_use(struct acts acts, size_t at, int64_t from)
{
    if (!is_delegate(acts.at[at]) || acts.at[at]->fact.time < from)
        return false;
    for (size_t i = 0; i < at; i++)
        if (is_delegate(acts.at[i]) && acts.at[i]->fact.time >= from && same_use(acts.at[i], acts.at[at]))
            return false;
    return true;
}

static void prove(struct judging *judging, struct finding *finding, struct acts acts, const struct use *use)
{
    for (size_t i = 0; i < acts.count; i++)
        if (is_delegate(acts.at[i]) && acts.at[i]->fact.time >= judging->from && same_use(acts.at[i], use->first))
            finding_evidence(judging, finding, &acts.at[i]->fact, "%s, LogonType=%d, %u item(s)", acts.at[i]->operation,
                             acts.at[i]->logon_type, acts.at[i]->items);
}

static enum severity weigh_use(struct judging *judging, const struct use *use)
{
    const struct finding *granted = found_about(judging, "D01", use->first->actor);
    bool many = use->items >= LIMIT_DELEGATE_ITEMS;
    if (granted && granted->severity >= SEVERITY_HIGH)
        return SEVERITY_HIGH;
    if (granted)
        return many ? SEVERITY_MEDIUM : SEVERITY_LOW;
    if (use->before)
        return SEVERITY_INFO;
    return many ? SEVERITY_HIGH : SEVERITY_LOW;
}

static void find_used_by_others(struct judging *judging)
{
    struct acts acts = acts_of(judging, use_operations, BY_OTHERS | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        if (!is_first_use(acts, i, judging->from) || !owned_by_subject(judging, acts.at[i]))
            continue;
        struct use use = use_of(acts, i, judging->from);
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = weigh_use(judging, &use),
                                                                     .time = use.first->fact.time,
                                                                     .place = &use.first->place,
                                                                     .about = use.first->actor},
                                              "%s used %zu item(s) of the mailbox%s", use.first->actor, use.items,
                                              use.before ? ", as before" : "");
        prove(judging, finding, acts, &use);
    }
}

/* The mirror: what the subject's account did in mailboxes of others from a suspect address or session. */
static void find_used_by_subject(struct judging *judging)
{
    struct acts acts = acts_of(judging, use_operations, IN_WINDOW | BY_SUBJECT | SUCCEEDED);
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *act = acts.at[i];
        if (!is_delegate(act) || !*act->owner || owned_by_subject(judging, act) || !is_suspect(judging, &act->place) ||
            found_about(judging, "D03", act->owner))
            continue;
        struct use use = use_of(acts, i, judging->from);
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = SEVERITY_HIGH,
                                                                     .time = act->fact.time,
                                                                     .place = &act->place,
                                                                     .about = act->owner,
                                                                     .by_subject = true},
                                              "the account used %zu item(s) of the mailbox of %s", use.items,
                                              act->owner);
        prove(judging, finding, acts, &use);
    }
}

static void find_used(struct judging *judging)
{
    find_used_by_others(judging);
    find_used_by_subject(judging);
}

static const struct indicator rows[] = {
    {
        .id = "D01",
        .name = "delegate.granted",
        .title = "A right on the mailbox was granted",
        .why = "Whoever holds it reads or writes as the owner, without his password.",
        .false_positives = "Tickets of the helpdesk, people who leave.",
        .steps = {"S8"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_granted,
    },
    {
        .id = "D02",
        .name = "delegate.folder",
        .title = "A folder of the mailbox was opened",
        .why = "Mail can be read by others, or by everyone, for as long as it stays open.",
        .false_positives = "A calendar that is shared.",
        .steps = {"S8"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_FOLDER_RIGHTS, RESEARCH_SOURCES},
        .find = find_folder,
    },
    {
        .id = "D03",
        .name = "delegate.used",
        .title = "Somebody used the mailbox of another",
        .why = "The mail was read or sent by an account that is not its owner's.",
        .false_positives = "Assistants, and mailboxes that are shared at work.",
        .steps = {"S8"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_used,
    },
};

const struct indicator_rows delegation_rules = {rows, sizeof rows / sizeof rows[0]};

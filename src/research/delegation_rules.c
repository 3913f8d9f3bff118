/* D: who else may open the mailbox, and who did. */
#include "codec/json.h"
#include "research/found.h"
#include "research/lists.h"
#include "research/mail_text.h"
#include <stdlib.h>
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

/* Whether the grantee still holds a right. */
static enum finding_state state_of(struct judging *judging, const struct right *right)
{
    static const struct {
        const char *what, *member;
        enum research_source source;
    } lists[] = {{"FullAccess", "User", RESEARCH_MAILBOX_RIGHTS},
                 {"SendAs", "Trustee", RESEARCH_SEND_RIGHTS},
                 {"SendOnBehalf", "GrantSendOnBehalfTo", RESEARCH_MAILBOX}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t count;
        const struct item *items = evidence_items(judging->evidence, lists[i].source, &count);
        if (strcmp(right->what, lists[i].what) != 0)
            continue;
        for (size_t j = 0; j < count; j++)
            if (found_same_account(item_text(&items[j], lists[i].member), right->grantee))
                return FINDING_ACTIVE;
        return evidence_whole(judging->evidence, lists[i].source) ? FINDING_PAST : FINDING_UNKNOWN;
    }
    return FINDING_UNKNOWN;
}

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
                                                                     .state = state_of(judging, &worst),
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
    {"SentItems", FOLDER_MAIL},
    {"Root", FOLDER_MAIL},
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
    static const char *const closed[] = {"None",    "FolderVisible",  "AvailabilityOnly", "LimitedDetails",
                                         "Visible", "FreeBusySimple", "FreeBusyDetailed"};
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
        const char *type = item_text(&items[i], "FolderType"); /* the same in every language */
        const char *about = about_opened(judging, folder, item_user(&items[i]));
        if ((folder_kind(type) != FOLDER_MAIL && folder_kind(folder) != FOLDER_MAIL) ||
            !is_everyone(item_user(&items[i])) || !*rights || !opens(rights) || found_about(judging, "D02", about))
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

/* What one account did in one mailbox. */
struct use {
    struct acts acts; /* in the window */
    size_t items;
    bool before; /* in the baseline, too */
};

static int by_user(const void *a, const void *b)
{
    const struct act *x = *(const struct act *const *)a, *y = *(const struct act *const *)b;
    int order = strcasecmp(x->actor, y->actor);
    order = order ? order : strcasecmp(x->owner, y->owner);
    return order ? order : (x > y) - (x < y);
}

/* Acts of delegates, by account and mailbox, those of one pair in the order of time. */
static struct acts delegates_of(struct judging *judging, unsigned which)
{
    struct acts all = acts_of(judging, use_operations, which | SUCCEEDED);
    const struct act **kept = (const struct act **)all.at;
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        if (is_delegate(all.at[i]))
            kept[count++] = all.at[i];
    qsort(kept, count, sizeof *kept, by_user);
    return (struct acts){kept, count};
}

/* The pair that begins at `from`; `*next` gets where the one behind it does. */
static struct use use_from(struct acts acts, size_t from, int64_t window, size_t *next)
{
    const struct act *first = acts.at[from];
    struct use use = {.before = false};
    for (*next = from; *next < acts.count; (*next)++) {
        const struct act *act = acts.at[*next];
        if (strcasecmp(act->actor, first->actor) != 0 || strcasecmp(act->owner, first->owner) != 0)
            break;
        if (act->fact.time < window) {
            use.before = true;
            continue;
        }
        if (!use.acts.count)
            use.acts.at = acts.at + *next;
        use.acts.count++;
        use.items += act->items ? act->items : 1;
    }
    return use;
}

static void prove(struct judging *judging, struct finding *finding, const struct use *use)
{
    for (size_t i = 0; i < use->acts.count && i < LIMIT_EVIDENCE; i++)
        finding_evidence(judging, finding, &use->acts.at[i]->fact, "%s, LogonType=%d, %u item(s)",
                         use->acts.at[i]->operation, use->acts.at[i]->logon_type, use->acts.at[i]->items);
}

static enum severity weigh_use(struct judging *judging, const struct use *use)
{
    const struct finding *granted = found_about(judging, "D01", use->acts.at[0]->actor);
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
    struct acts acts = delegates_of(judging, BY_OTHERS);
    for (size_t from = 0, next; from < acts.count; from = next) {
        struct use use = use_from(acts, from, judging->from, &next);
        if (!use.acts.count || !owned_by_subject(judging, acts.at[from]))
            continue;
        const struct act *first = use.acts.at[0];
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = weigh_use(judging, &use),
                                                                     .time = first->fact.time,
                                                                     .place = &first->place,
                                                                     .about = first->actor},
                                              "%s used %zu item(s) of the mailbox%s", first->actor, use.items,
                                              use.before ? ", as before" : "");
        prove(judging, finding, &use);
    }
}

/* A sign-in that makes the place suspect. */
static void prove_suspect(struct judging *judging, struct finding *finding, const struct place *place)
{
    struct sign_ins all = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    for (size_t i = 0; i < all.count; i++)
        if (address_equal(all.at[i]->place.key, place->key) ||
            (*place->session && all.at[i]->place.session == place->session)) {
            finding_evidence(judging, finding, &all.at[i]->fact, "signed in from %s", all.at[i]->place.address);
            return;
        }
}

/* The mirror: what the subject's account did in mailboxes of others from a suspect address or session. */
static void find_used_by_subject(struct judging *judging)
{
    struct acts acts = delegates_of(judging, IN_WINDOW | BY_SUBJECT);
    for (size_t from = 0, next; from < acts.count; from = next) {
        struct use use = use_from(acts, from, judging->from, &next);
        const struct act *suspect = NULL;
        for (size_t i = 0; !suspect && i < use.acts.count; i++)
            suspect = is_suspect(judging, &use.acts.at[i]->place) ? use.acts.at[i] : NULL;
        if (!suspect || !*suspect->owner || owned_by_subject(judging, suspect))
            continue;
        struct finding *finding = finding_add(judging,
                                              &(struct finding_fact){.severity = SEVERITY_HIGH,
                                                                     .time = suspect->fact.time,
                                                                     .place = &suspect->place,
                                                                     .about = suspect->owner,
                                                                     .by_subject = true},
                                              "the account used %zu item(s) of the mailbox of %s", use.items,
                                              suspect->owner);
        prove(judging, finding, &use);
        prove_suspect(judging, finding, &suspect->place);
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
        .false_positives = "tickets of the helpdesk, people who leave",
        .steps = {"S8"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_granted,
    },
    {
        .id = "D02",
        .name = "delegate.folder",
        .title = "A folder of the mailbox was opened",
        .why = "Mail can be read by others, or by everyone, for as long as it stays open.",
        .false_positives = "a calendar that is shared",
        .steps = {"S8"},
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_FOLDER_RIGHTS, RESEARCH_SOURCES},
        .find = find_folder,
    },
    {
        .id = "D03",
        .name = "delegate.used",
        .title = "A mailbox was used by another account",
        .why = "The mail was read or sent by an account that is not its owner's.",
        .false_positives = "assistants, and mailboxes that are shared at work",
        .steps = {"S8"},
        .turn = TURN_SUSPECTS,
        .needs = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
        .find = find_used,
    },
};

const struct indicator_rows delegation_rules = {rows, sizeof rows / sizeof rows[0]};

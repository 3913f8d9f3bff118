/* The list that an administrator goes down by hand, filled from the evidence: states with their dates, and who changed them. */
#include "research/checklist.h"
#include "base/arena.h"
#include "research/judging.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 400 /* rows of a section, the newest */, LOGONS = 15, GROUPS_OF_ACTS = 200 };

static const char nothing[] = "";

static struct checklist_row *add(struct judging *judging, struct checklist_section *section, const struct fact *fact,
                                 int64_t time, const char *what, const char *detail)
{
    if (!section->rows)
        section->rows = arena_alloc(judging->arena, MOST * sizeof *section->rows);
    if (section->count == MOST)
        section->count--; /* the newest are added first where there may be more */
    struct checklist_row *row = &section->rows[section->count++];
    *row = (struct checklist_row){.time = time,
                                  .what = text_of(judging, "%s", what),
                                  .detail = text_of(judging, "%s", detail ? detail : nothing),
                                  .record = fact->record,
                                  .source = fact->source,
                                  .recent = time >= judging->from && time <= judging->evidence->until};
    return row;
}

const char *checklist_object(const char *object)
{
    const char *last = strrchr(object, '\\');
    if (!last)
        last = strrchr(object, '/');
    return strstr(object, "Microsoft Exchange Hosted Organizations/") && last && last[1] ? last + 1 : object;
}

/* "by casey@contoso.com from 192.0.2.201". */
static const char *by_whom(struct judging *judging, const char *actor, const struct place *place)
{
    return text_of(judging, "%s%s%s%s", *actor ? "by " : "", actor, *place->address ? " from " : "", place->address);
}

static void add_acts(struct judging *judging, struct checklist_section *section, const char *operations, unsigned which)
{
    struct acts acts = acts_of(judging, operations, which | IN_WINDOW);
    for (size_t i = acts.count; i-- > 0;)
        add(judging, section, &acts.at[i]->fact, acts.at[i]->fact.time,
            text_of(judging, "%s  %s", acts.at[i]->operation, checklist_object(acts.at[i]->object)),
            by_whom(judging, acts.at[i]->actor, &acts.at[i]->place));
}

static void add_audits(struct judging *judging, struct checklist_section *section, const char *indicator,
                       unsigned which)
{
    struct audits audits = audits_of(judging, indicator, which | IN_WINDOW);
    for (size_t i = audits.count; i-- > 0;)
        add(judging, section, &audits.at[i]->fact, audits.at[i]->fact.time,
            text_of(judging, "%s%s", audits.at[i]->activity, audits.at[i]->failed ? " (failed)" : ""),
            by_whom(judging, audits.at[i]->actor, &audits.at[i]->place));
}

/* --- the sections --- */

static void devices(struct judging *judging, struct checklist_section *section)
{
    const struct evidence *evidence = judging->evidence;
    size_t count;
    const struct item *items = evidence_items(evidence, RESEARCH_MOBILE_DEVICES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&items[i], "DeviceFriendlyName");
        const char *last = item_text(&items[i], "LastSuccessSync");
        add(judging, section, &items[i].fact, item_time(&items[i], "FirstSyncTime"),
            text_of(judging, "Mobile: %s %s", *name ? name : item_text(&items[i], "DeviceModel"),
                    item_text(&items[i], "DeviceType")),
            text_of(judging, "first synchronisation%s%s  %s", *last ? ", last " : "", last,
                    item_text(&items[i], "ClientType")));
    }
    for (size_t i = 0; i < evidence->devices_count; i++) {
        const struct device *device = &evidence->devices[i];
        add(judging, section, &device->fact, device->fact.time, text_of(judging, "Entra: %s", device->name),
            text_of(judging, "registered; %s%s%s, %s%s", device->system, *device->version ? " " : "", device->version,
                    device->trust, device->enabled ? "" : ", disabled"));
    }
    items = evidence_items(evidence, RESEARCH_MANAGED_DEVICES, &count);
    for (size_t i = 0; i < count; i++)
        add(judging, section, &items[i].fact, item_time(&items[i], "enrolledDateTime"),
            text_of(judging, "Intune: %s", item_text(&items[i], "deviceName")),
            text_of(judging, "enrolled; %s, last synchronisation %s", item_text(&items[i], "operatingSystem"),
                    item_text(&items[i], "lastSyncDateTime")));
}

static void add_rules(struct judging *judging, struct checklist_section *section)
{
    static const char *const ways[] = {"ForwardTo", "ForwardAsAttachmentTo", "RedirectTo", "MoveToFolder"};
    size_t count;
    const struct item *rules = evidence_items(judging->evidence, RESEARCH_RULES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&rules[i], "Name");
        bool off = item_false(&rules[i], "Enabled") || item_false(&rules[i], "isEnabled");
        const char *how = item_true(&rules[i], "DeleteMessage") || item_true(&rules[i], "actions.delete") ? "deletes"
                                                                                                          : nothing;
        for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
            if (*item_text(&rules[i], ways[w]))
                how = text_of(judging, "%s%s%s %s", how, *how ? ", " : "", ways[w], item_text(&rules[i], ways[w]));
        add(judging, section, &rules[i].fact, 0,
            text_of(judging, "Rule \"%s\"%s", *name ? name : item_text(&rules[i], "displayName"), off ? " (off)" : ""),
            how);
    }
}

static void forwarding(struct judging *judging, struct checklist_section *section)
{
    static const char *const members[] = {"ForwardingSmtpAddress", "ForwardingAddress"};
    const struct item *mailbox = evidence_item(judging->evidence, RESEARCH_MAILBOX);
    add_acts(judging, section, "New-InboxRule|Set-InboxRule|Enable-InboxRule|UpdateInboxRules|New-SweepRule",
             ON_SUBJECT);
    struct acts acts = acts_of(judging, "Set-Mailbox", ON_SUBJECT | IN_WINDOW);
    for (size_t i = acts.count; i-- > 0;)
        for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
            const char *to = act_parameter(judging->evidence, acts.at[i], members[m]);
            if (to)
                add(judging, section, &acts.at[i]->fact, acts.at[i]->fact.time,
                    text_of(judging, "%s set to \"%s\"", members[m], to),
                    by_whom(judging, acts.at[i]->actor, &acts.at[i]->place));
        }
    for (size_t m = 0; mailbox && m < sizeof members / sizeof *members; m++)
        if (*item_text(mailbox, members[m]))
            add(judging, section, &mailbox->fact, 0,
                text_of(judging, "The mailbox forwards to %s", item_text(mailbox, members[m])), "in force now");
    add_rules(judging, section);
}

static void new_users(struct judging *judging, struct checklist_section *section)
{
    static const char *const activities[] = {"Add user", "Invite external user"};
    struct audits audits = audits_of(judging, NULL, BY_SUBJECT | IN_WINDOW);
    for (size_t i = audits.count; i-- > 0;)
        for (size_t a = 0; a < sizeof activities / sizeof *activities; a++)
            if (audit_is(audits.at[i], activities[a]))
                add(judging, section, &audits.at[i]->fact, audits.at[i]->fact.time,
                    text_of(judging, "%s  %s", activities[a], audit_new(audits.at[i], "UserPrincipalName")),
                    by_whom(judging, audits.at[i]->actor, &audits.at[i]->place));
}

static void logons(struct judging *judging, struct checklist_section *section)
{
    struct sign_ins all = sign_ins_of(judging, SUCCEEDED);
    for (size_t i = all.count; i-- > 0 && section->count < LOGONS;) {
        const struct sign_in *one = all.at[i];
        add(judging, section, &one->fact, one->fact.time,
            text_of(judging, "%s%s", *one->app ? one->app : one->app_id, one->interactive ? "" : " (by itself)"),
            text_of(judging, "from %s%s%s%s%s", one->place.address, *one->country ? ", " : "", one->country,
                    *one->place.agent ? ", " : "", one->place.agent));
    }
}

static void passwords(struct judging *judging, struct checklist_section *section)
{
    const struct evidence *evidence = judging->evidence;
    const struct item *user = evidence_item(evidence, RESEARCH_USER);
    int64_t changed = user ? item_time(user, "lastPasswordChangeDateTime") : 0;
    if (changed)
        add(judging, section, &user->fact, changed, "Password last changed", "as the directory says");
    add_audits(judging, section, "P08", 0);
    add_audits(judging, section, "P05", 0);
    add_audits(judging, section, "P06", 0);
    for (size_t i = 0; i < evidence->methods_count; i++)
        add(judging, section, &evidence->methods[i].fact, evidence->methods[i].fact.time,
            text_of(judging, "Method: %s  %s", evidence->methods[i].type, evidence->methods[i].name), "registered");
}

static void rights(struct judging *judging, struct checklist_section *section)
{
    static const struct {
        enum research_source source;
        const char *who, *on;
    } states[] = {{RESEARCH_MAILBOX_RIGHTS, "User", "mailbox"},
                  {RESEARCH_SEND_RIGHTS, "Trustee", "send as"},
                  {RESEARCH_FOLDER_RIGHTS, "User", "folder"}};
    add_acts(judging, section,
             "Add-MailboxPermission|Remove-MailboxPermission|Add-RecipientPermission|Remove-RecipientPermission|"
             "Add-MailboxFolderPermission|Set-MailboxFolderPermission|AddFolderPermissions|ModifyFolderPermissions|"
             "UpdateFolderPermissions|UpdateCalendarDelegation",
             0);
    for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
        size_t count;
        const struct item *items = evidence_items(judging->evidence, states[s].source, &count);
        for (size_t i = 0; i < count; i++) {
            const char *who = item_text(&items[i], states[s].who), *right = item_text(&items[i], "AccessRights");
            bool own = strstr(who, "NT AUTHORITY\\SELF") || !strcmp(right, "None") ||
                       !strcmp(right, "AvailabilityOnly");
            if (!own)
                add(judging, section, &items[i].fact, 0, text_of(judging, "%s: %s", states[s].on, who),
                    text_of(judging, "%s, in force now", right));
        }
    }
}

static void applications(struct judging *judging, struct checklist_section *section)
{
    const struct evidence *evidence = judging->evidence;
    add_audits(judging, section, "P02", 0);
    add_audits(judging, section, "P11", 0);
    add_audits(judging, section, "P04", 0);
    for (size_t i = 0; i < evidence->grants_count; i++) {
        const struct grant *grant = &evidence->grants[i];
        add(judging, section, &grant->fact, grant->application ? grant->application->fact.time : 0,
            text_of(judging, "Grant: %s%s", grant->application ? grant->application->name : grant->client_id,
                    grant->for_all ? " (for everybody)" : ""),
            grant->scope);
    }
}

/* Who opened the mailbox, from where, with what: thousands of accesses are a few of these. */
static void mailbox_logons(struct judging *judging, struct checklist_section *section)
{
    struct acts acts = acts_of(judging, "MailboxLogin|MailItemsAccessed", ON_SUBJECT | IN_WINDOW);
    struct group_of_acts {
        const struct act *last;
        size_t count;
    } *groups = arena_alloc(judging->arena, GROUPS_OF_ACTS * sizeof *groups);
    size_t count = 0;
    for (size_t i = acts.count; i-- > 0;) {
        const struct act *act = acts.at[i];
        size_t at = 0;
        while (at < count &&
               (strcmp(groups[at].last->actor, act->actor) != 0 || strcmp(groups[at].last->client, act->client) != 0 ||
                !address_equal(groups[at].last->place.key, act->place.key)))
            at++;
        if (at == GROUPS_OF_ACTS)
            continue;
        if (at == count)
            groups[count++] = (struct group_of_acts){.last = act};
        groups[at].count++;
    }
    for (size_t g = 0; g < count; g++)
        add(judging, section, &groups[g].last->fact, groups[g].last->fact.time,
            text_of(judging, "%s  %s", groups[g].last->operation, groups[g].last->client),
            text_of(judging, "%s, %zu time%s, last shown",
                    by_whom(judging, groups[g].last->actor, &groups[g].last->place), groups[g].count,
                    groups[g].count == 1 ? "" : "s"));
}

/* --- all of them --- */

static const struct {
    struct checklist_section is;
    void (*fill)(struct judging *judging, struct checklist_section *section);
} sections[CHECKLIST_SECTIONS] = {
    {{.title = "Devices, with first sync",
      .none = "No device is registered, enrolled or synchronises.",
      .sources = {RESEARCH_MOBILE_DEVICES, RESEARCH_DEVICES, RESEARCH_MANAGED_DEVICES, RESEARCH_SOURCES}},
     devices},
    {{.title = "Forwarding and inbox rules",
      .none = "Nothing is forwarded, there is no inbox rule, and none was changed.",
      .sources = {RESEARCH_RULES, RESEARCH_MAILBOX, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES}},
     forwarding},
    {{.title = "Users added by this account",
      .none = "This account added no user.",
      .sources = {RESEARCH_AUDITS, RESEARCH_SOURCES}},
     new_users},
    {{.title = "Last logons",
      .none = "No sign-in succeeded in this time.",
      .sources = {RESEARCH_SIGN_INS, RESEARCH_SOURCES}},
     logons},
    {{.title = "Password and sign-in methods",
      .none = "No change of a password or method is recorded.",
      .sources = {RESEARCH_USER, RESEARCH_AUDITS, RESEARCH_METHODS, RESEARCH_SOURCES}},
     passwords},
    {{.title = "Rights on the mailbox",
      .none = "Nobody else has rights, and none were changed.",
      .sources = {RESEARCH_MAILBOX_RIGHTS, RESEARCH_SEND_RIGHTS, RESEARCH_FOLDER_RIGHTS, RESEARCH_AUDIT_LOG,
                  RESEARCH_SOURCES}},
     rights},
    {{.title = "Applications: consents, grants, credentials",
      .none = "No application has a grant, and none was changed.",
      .sources = {RESEARCH_GRANTS, RESEARCH_APPLICATIONS, RESEARCH_AUDITS, RESEARCH_SOURCES}},
     applications},
    {{.title = "Mailbox logons",
      .none = "No access to the mailbox is recorded.",
      .sources = {RESEARCH_AUDIT_LOG, RESEARCH_SOURCES}},
     mailbox_logons},
};

static int newest_first(const void *a, const void *b)
{
    const struct checklist_row *x = a, *y = b;
    return (y->time > x->time) - (y->time < x->time);
}

void checklist_make(struct judging *judging)
{
    struct checklist_section *list = arena_alloc(judging->arena, CHECKLIST_SECTIONS * sizeof *list);
    for (size_t i = 0; i < CHECKLIST_SECTIONS; i++) {
        list[i] = sections[i].is;
        sections[i].fill(judging, &list[i]);
        if (list[i].count)
            qsort(list[i].rows, list[i].count, sizeof *list[i].rows, newest_first);
    }
    judging->report->checklist = list;
}

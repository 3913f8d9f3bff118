/* What somebody may do in a mailbox beside opening it: sending on its behalf, and looking into single folders (REQUESTS §7.6). */
#include "action/mailbox.h"
#include "action/recipient.h"
#include "action/rows.h"
#include "action/thing.h"
#include "base/arena.h"
#include "base/clean.h"

#include <string.h>
#include <strings.h>

static const char *value_of(struct flow *flow, const char *name)
{
    const char *value = flow->restore ? change_restored(flow, name) : flow_value(flow, name);
    return value ? value : "";
}

/* Whether this run gives. What gave is marked in what undo gets: undo takes it, and gives what was taken. */
static bool gives(struct flow *flow)
{
    return flow->restore ? !change_restored(flow, "undoneBy") : !strncmp(flow->action->name, "give-", strlen("give-"));
}

/* --- on behalf --- */

struct delegate {
    struct recipient *who; /* NULL: as Exchange lists him */
    bool seen;
};

static struct delegate *delegate_of(struct flow *flow)
{
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct delegate));
    return flow->state;
}

/* Whether he was named by an address, while Exchange lists names: who it is is asked. */
static enum flow_state find_delegate(struct flow *flow, const struct http_reply *reply)
{
    enum { ASKED = 1 };
    const char *user = value_of(flow, "user"), *done_by = change_restored(flow, "undoneBy");
    bool asks = flow->restore ? done_by && !strncmp(done_by, "give-", strlen("give-")) : gives(flow);
    if (flow->step != ASKED)
        return asks ? flow_send(flow, recipient_ask(flow, user), ASKED) : FLOW_DONE;
    delegate_of(flow)->who = recipient_read(flow, reply, user);
    return delegate_of(flow)->who ? FLOW_DONE : flow_fail(flow, reply);
}

static bool is_listed(struct flow *flow, const struct json *now)
{
    const char *user = value_of(flow, "user");
    const struct recipient *who = delegate_of(flow)->who;
    for (const struct json *one = json_first(json_get(mailbox_of(now), "GrantSendOnBehalfTo")); one;
         one = json_next(one))
        if (who ? recipient_is(who, json_text_or(one, "")) : !strcasecmp(json_text_or(one, ""), user))
            return true;
    return false;
}

/* Exchange lists names: one that it does not list is told with those that it does. */
static int refuse_behalf(struct flow *flow, const struct json *now)
{
    auto_buf struct buf names = buf_make(BUF_REQUEST);
    for (const struct json *one = json_first(json_get(mailbox_of(now), "GrantSendOnBehalfTo")); one;
         one = json_next(one)) {
        const char *name = json_text_or(one, "");
        buf_printf(&names, "%s%s", names.length ? ", " : "", clean_strdup(flow->arena, name, strlen(name)));
    }
    flow_refuse(flow, ERR_NOT_FOUND,
                arena_printf(flow->arena, "the user has no delegate \"%s\" who sends mail", value_of(flow, "user")),
                names.length ? arena_printf(flow->arena, "give one as Exchange lists them: %s", buf_text(&names))
                             : "nobody may send on behalf of the user");
    return -1;
}

static int behalf_same(struct flow *flow, const struct json *now)
{
    struct delegate *delegate = delegate_of(flow);
    bool listed = is_listed(flow, now), seen = delegate->seen || flow->look || flow->restore;
    if (gives(flow))
        return listed;
    if (!listed && !seen)
        return refuse_behalf(flow, now);
    delegate->seen = true;
    return !listed;
}

static const char *behalf_keep(struct flow *flow, const struct json *now)
{
    (void)now;
    return arena_printf(flow->arena, "{\"user\":%s%s%s}", mailbox_quoted(flow, value_of(flow, "user")),
                        gives(flow) ? ",\"undoneBy\":" : "",
                        gives(flow) ? mailbox_quoted(flow, flow->action->name) : "");
}

static struct http_request *behalf_write(struct flow *flow)
{
    const struct recipient *who = delegate_of(flow)->who;
    const char *edit = arena_printf(flow->arena, "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"%s\":%s}",
                                    gives(flow) ? "add" : "remove",
                                    mailbox_quoted(flow, who ? who->names[0] : value_of(flow, "user")));
    return mailbox_invoke(flow, "Set-Mailbox",
                          (const struct exchange_parameter[]){
                              {"Identity", .text = flow->target->id}, {"GrantSendOnBehalfTo", .raw = edit}, {NULL}});
}

static const char *behalf_say(struct flow *flow, enum change_end end)
{
    const char *user = value_of(flow, "user");
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena, "%s may%s send on behalf of the user already.", user,
                            gives(flow) ? "" : " not");
    return arena_printf(flow->arena,
                        gives(flow) ? "%s may send on behalf of the user%s, read back."
                                    : "%s may not send on behalf of the user any more%s, read back.",
                        user, gives(flow) && flow->restore ? " again" : "");
}

static const struct change behalf = {
    .before = find_delegate,
    .read = mailbox_read,
    .same = behalf_same,
    .keep = behalf_keep,
    .write = behalf_write,
    .say = behalf_say,
};

/* --- a folder --- */

struct folder {
    const char *identity;  /* "mailbox:id" */
    struct recipient *who; /* NULL: as Exchange lists him */
    bool there;            /* he has a right on it */
};

enum { FOLDERS = 1, HOLDER };

/* Everybody inside, and anybody outside. */
static bool is_anybody(const char *user)
{
    return !strcasecmp(user, "Default") || !strcasecmp(user, "Anonymous");
}

/* Whether he was named by an address: Exchange lists him by another name. */
static bool is_address(struct flow *flow)
{
    bool given = flow->restore ? change_restored(flow, "given") != NULL : gives(flow);
    return given && !is_anybody(value_of(flow, "user"));
}

/* Everybody and anybody cannot be removed: they get what they have in a new mailbox. */
static const char *left_to(struct flow *flow)
{
    const char *user = value_of(flow, "user");
    bool calendar = !strcasecmp(value_of(flow, "folder"), "Calendar");
    return !strcasecmp(user, "Default")     ? calendar ? "[\"AvailabilityOnly\"]" : "[\"None\"]"
           : !strcasecmp(user, "Anonymous") ? "[\"None\"]"
                                            : NULL;
}

/* The folder by its type, as names are in the mailbox's language; or by its id. */
static enum flow_state find_folder(struct flow *flow, const struct http_reply *reply)
{
    const char *wants = value_of(flow, "folder");
    if (flow->step == HOLDER) {
        struct folder *folder = flow->state;
        folder->who = recipient_read(flow, reply, value_of(flow, "user"));
        return folder->who ? FLOW_DONE : flow_fail(flow, reply);
    }
    if (flow->step != FOLDERS)
        return flow_send(
            flow,
            mailbox_invoke(flow, "Get-MailboxFolderStatistics",
                           (const struct exchange_parameter[]){{"Identity", .text = flow->target->id}, {NULL}}),
            FOLDERS);
    auto_json struct json *folders = exchange_body(reply, &flow->error);
    if (!folders)
        return flow_fail(flow, reply);
    for (const struct json *one = json_first(json_get(folders, "value")); one; one = json_next(one)) {
        const char *id = json_text_or(json_get(one, "FolderId"), "");
        if (strcasecmp(json_text_or(json_get(one, "FolderType"), ""), wants) != 0 && strcmp(id, wants) != 0)
            continue;
        struct folder *folder = arena_alloc(flow->arena, sizeof *folder);
        folder->identity = arena_printf(flow->arena, "%s:%s", flow->target->id, id);
        flow->state = folder;
        return is_address(flow) ? flow_send(flow, recipient_ask(flow, value_of(flow, "user")), HOLDER) : FLOW_DONE;
    }
    return flow_refuse(
        flow, ERR_NOT_FOUND, arena_printf(flow->arena, "the mailbox has no folder \"%s\"", wants),
        "give its kind (Calendar, Contacts, Inbox, Root, SentItems) or the FolderId that Exchange gives");
}

static struct http_request *read_folder(struct flow *flow)
{
    const struct folder *folder = flow->state;
    return mailbox_invoke(flow, "Get-MailboxFolderPermission",
                          (const struct exchange_parameter[]){{"Identity", .text = folder->identity}, {NULL}});
}

static const struct json *row_of(struct flow *flow, const struct json *now)
{
    const struct recipient *who = ((const struct folder *)flow->state)->who;
    const char *user = value_of(flow, "user");
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one)) {
        const char *listed = json_text_or(json_get(one, "User"), "");
        if (who ? recipient_is(who, listed) : !strcasecmp(listed, user))
            return one;
    }
    return NULL;
}

/* The rights that undo brings back, as JSON. */
static const char *kept_member(struct flow *flow, const char *name)
{
    struct err ignored;
    auto_json struct json *kept = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const struct json *value = json_get(kept, name);
    return value && json_kind(value) != JSON_NULL ? mailbox_raw(flow, value) : NULL;
}

/* The rights there are to be, as JSON; NULL: none. Undo: as they were. */
static const char *rights_wanted(struct flow *flow)
{
    if (!flow->restore && gives(flow))
        return arena_printf(flow->arena, "[%s]", mailbox_quoted(flow, value_of(flow, "right")));
    const char *kept = flow->restore ? kept_member(flow, "AccessRights") : NULL;
    return kept ? kept : left_to(flow);
}

/* Whether a delegate gets the invitations, and sees what is private; NULL: not said. */
static const char *flags_wanted(struct flow *flow)
{
    if (flow->restore)
        return kept_member(flow, "SharingPermissionFlags");
    const char *delegate = gives(flow) ? flow_value(flow, "delegate") : NULL;
    return !delegate || !strcmp(delegate, "no") ? NULL
           : !strcmp(delegate, "private")       ? "\"Delegate,CanViewPrivateItems\""
                                                : "\"Delegate\"";
}

static int folder_same(struct flow *flow, const struct json *now)
{
    const struct json *row = row_of(flow, now);
    const char *has = row ? mailbox_raw(flow, json_get(row, "AccessRights")) : NULL, *wants = rights_wanted(flow),
               *flags = flags_wanted(flow);
    ((struct folder *)flow->state)->there = row != NULL;
    if (!row && !wants && !flow->prior && !flow->restore && !flow->look) {
        flow_refuse(flow, ERR_NOT_FOUND,
                    arena_printf(flow->arena, "\"%s\" has no right on that folder", value_of(flow, "user")),
                    "\"roster show USER --panel mail\" lists who has one, as Exchange writes it");
        return -1;
    }
    return wants ? has && !strcasecmp(has, wants) &&
                       (!flags || !strcmp(flags, mailbox_raw(flow, json_get(row, "SharingPermissionFlags"))))
                 : !row;
}

static const char *folder_keep(struct flow *flow, const struct json *now)
{
    const struct json *row = row_of(flow, now);
    auto_json struct json *kept = row ? json_copy(row) : json_new_object();
    json_set_text(kept, "folder", value_of(flow, "folder"));
    json_set_text(kept, "user", value_of(flow, "user"));
    if (is_address(flow))
        json_set_text(kept, "given", "by address");
    return mailbox_raw(flow, kept);
}

static struct http_request *folder_write(struct flow *flow)
{
    const struct folder *folder = flow->state;
    const char *rights = rights_wanted(flow), *flags = flags_wanted(flow);
    struct exchange_parameter parameters[6] = {
        {"Identity", .text = folder->identity},
        {"User", .text = folder->who ? folder->who->names[0] : value_of(flow, "user")}};
    size_t count = 2;
    if (rights)
        parameters[count++] = (struct exchange_parameter){"AccessRights", .raw = rights};
    if (flags)
        parameters[count++] = (struct exchange_parameter){"SharingPermissionFlags", .raw = flags};
    parameters[count] = (struct exchange_parameter){"Confirm", .raw = "false"};
    return mailbox_invoke(flow,
                          !rights         ? "Remove-MailboxFolderPermission"
                          : folder->there ? "Set-MailboxFolderPermission"
                                          : "Add-MailboxFolderPermission",
                          parameters);
}

static const char *folder_say(struct flow *flow, enum change_end end)
{
    if (end == CHANGE_ALREADY)
        return "The right is already set this way.";
    return flow->restore ? "The right on the folder is as it was, read back."
           : gives(flow) ? "The right on the folder is given, read back."
                         : "The right on the folder is taken, read back.";
}

static const struct change folder_right = {
    .before = find_folder,
    .read = read_folder,
    .same = folder_same,
    .keep = folder_keep,
    .write = folder_write,
    .say = folder_say,
};

static bool is_editor(struct param_values values)
{
    const char *right = param_value_of(values, "right");
    return right && !strcmp(right, "Editor");
}

const struct action delegation_actions[] = {
    {
        .name = "give-send-on-behalf",
        .label = "Give the right to send for",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .help = "Let somebody send mail on behalf of the user: both names are shown.",
        .confirm = "Let somebody send mail on behalf of {target}?",
        .params = THING_PARAMS({.name = "user",
                                .label = "Who",
                                .kind = PARAM_USER,
                                .required = true,
                                .maximum = 320,
                                .help = "who may send: a user, or a group with an address"}),
        .cmdlets = CMDLETS("Get-Mailbox", "Get-Recipient", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &behalf,
        .undo = "remove-send-on-behalf",
    },
    {
        .name = "give-folder-permission",
        .label = "Give a right on a folder",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .help = "Let somebody see or change the calendar, the contacts or another folder of the mailbox.",
        .confirm = "Give somebody a right on a folder of {target}? A right that there is, is replaced.",
        .params = THING_PARAMS(
            {.name = "folder",
             .label = "Folder",
             .kind = PARAM_TEXT,
             .otherwise = "Calendar",
             .maximum = 512,
             .help = "Calendar, Contacts, Inbox, Root, SentItems, or a folder's id"},
            {.name = "user",
             .label = "Who",
             .kind = PARAM_USER,
             .required = true,
             .maximum = 320,
             .help = "a user, a group with an address; Default: everybody inside; Anonymous: outside"},
            {.name = "right",
             .label = "Right",
             .kind = PARAM_CHOICE,
             .required = true,
             .choices = (const char *const[]){"Reviewer", "Editor", "Author", "Contributor", "AvailabilityOnly",
                                              "LimitedDetails", "NonEditingAuthor", "PublishingAuthor",
                                              "PublishingEditor", "Owner", "None", NULL},
             .help = "Reviewer reads, Editor changes; AvailabilityOnly and LimitedDetails are of calendars alone"},
            {.name = "delegate",
             .label = "Delegate",
             .kind = PARAM_CHOICE,
             .otherwise = "no",
             .choices = (const char *const[]){"no", "yes", "private", NULL},
             .when = is_editor,
             .help = "of a calendar: gets the invitations too; private: sees what is marked private"}),
        .cmdlets = CMDLETS("Get-MailboxFolderPermission", "Get-MailboxFolderStatistics", "Get-Recipient",
                           "Set-MailboxFolderPermission", "Remove-MailboxFolderPermission",
                           "Add-MailboxFolderPermission"),
        .roles = EXCHANGE_ROLES,
        .change = &folder_right,
        .undo = "give-folder-permission",
    },
    {
        .name = "remove-send-on-behalf",
        .label = "Remove the right to send for",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "Take from somebody the right to send mail on behalf of the user.",
        .confirm = "Take from somebody the right to send mail on behalf of {target}?",
        .params = THING_PARAMS(THING_PARAM("user", "Who", "who may, as Exchange lists it")),
        .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
        .roles = EXCHANGE_ROLES,
        .change = &behalf,
        .undo = "remove-send-on-behalf",
    },
    {
        .name = "remove-folder-permission",
        .label = "Remove a right on a folder",
        .group = GROUP_MAIL_ACCESS,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "Take from somebody what he may do in one folder; everybody gets what a new mailbox gives.",
        .confirm = "Take from somebody the right on a folder of {target}?",
        .params = THING_PARAMS({.name = "folder",
                                .label = "Folder",
                                .kind = PARAM_TEXT,
                                .otherwise = "Calendar",
                                .maximum = 512,
                                .help = "Calendar, Inbox, Root, SentItems, or a folder's id"},
                               THING_PARAM("user", "Who", "who has it, as Exchange lists it")),
        .cmdlets = CMDLETS("Get-MailboxFolderPermission", "Get-MailboxFolderStatistics", "Set-MailboxFolderPermission",
                           "Remove-MailboxFolderPermission", "Add-MailboxFolderPermission"),
        .roles = EXCHANGE_ROLES,
        .change = &folder_right,
        .undo = "remove-folder-permission",
    },
    {.name = NULL},
};

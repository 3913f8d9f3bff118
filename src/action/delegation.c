/* What somebody may do in a mailbox beside opening it: sending on its behalf, and looking into single folders (REQUESTS §7.6). */
#include "action/mailbox.h"
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

/* Undo gives again; the undo of that takes once more. */
static bool gives(struct flow *flow)
{
    return flow->restore && !change_restored(flow, "undoneBy");
}

/* --- on behalf --- */

static bool is_listed(struct flow *flow, const struct json *now)
{
    const char *user = value_of(flow, "user");
    for (const struct json *one = json_first(json_get(mailbox_of(now), "GrantSendOnBehalfTo")); one;
         one = json_next(one))
        if (!strcasecmp(json_text_or(one, ""), user))
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
    bool listed = is_listed(flow, now), seen = flow->state || flow->look || flow->restore;
    if (gives(flow))
        return listed;
    if (!listed && !seen)
        return refuse_behalf(flow, now);
    flow->state = flow->arena; /* seen */
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
    const char *edit = arena_printf(flow->arena, "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"%s\":%s}",
                                    gives(flow) ? "add" : "remove", mailbox_quoted(flow, value_of(flow, "user")));
    return mailbox_invoke(flow, "Set-Mailbox",
                          (const struct exchange_parameter[]){
                              {"Identity", .text = flow->target->id}, {"GrantSendOnBehalfTo", .raw = edit}, {NULL}});
}

static const char *behalf_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return arena_printf(flow->arena,
                        gives(flow) ? "%s may send on behalf of the user again, read back."
                                    : "%s may not send on behalf of the user any more, read back.",
                        value_of(flow, "user"));
}

static const struct change behalf = {
    .read = mailbox_read,
    .same = behalf_same,
    .keep = behalf_keep,
    .write = behalf_write,
    .say = behalf_say,
};

/* --- a folder --- */

struct folder {
    const char *identity; /* "mailbox:id" */
};

enum { FOLDERS = 1 };

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
        return FLOW_DONE;
    }
    return flow_refuse(flow, ERR_NOT_FOUND, arena_printf(flow->arena, "the mailbox has no folder \"%s\"", wants),
                       "give its kind (Calendar, Inbox, Root, SentItems) or the FolderId that Exchange gives");
}

static struct http_request *read_folder(struct flow *flow)
{
    const struct folder *folder = flow->state;
    return mailbox_invoke(flow, "Get-MailboxFolderPermission",
                          (const struct exchange_parameter[]){{"Identity", .text = folder->identity}, {NULL}});
}

static const struct json *row_of(struct flow *flow, const struct json *now)
{
    const char *user = value_of(flow, "user");
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "User"), ""), user))
            return one;
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

static int folder_same(struct flow *flow, const struct json *now)
{
    const struct json *row = row_of(flow, now);
    const char *has = row ? mailbox_raw(flow, json_get(row, "AccessRights")) : NULL,
               *wants = gives(flow) ? kept_member(flow, "AccessRights") : left_to(flow);
    if (!row && !flow->prior && !flow->restore && !flow->look) {
        flow_refuse(flow, ERR_NOT_FOUND,
                    arena_printf(flow->arena, "\"%s\" has no right on that folder", value_of(flow, "user")),
                    "\"roster show USER --panel mail\" lists who has one, as Exchange writes it");
        return -1;
    }
    return wants ? has && !strcasecmp(has, wants) : !row;
}

static const char *folder_keep(struct flow *flow, const struct json *now)
{
    const struct json *row = row_of(flow, now);
    auto_json struct json *kept = row ? json_copy(row) : json_new_object();
    json_set_text(kept, "folder", value_of(flow, "folder"));
    json_set_text(kept, "user", value_of(flow, "user"));
    if (gives(flow))
        json_set_text(kept, "undoneBy", flow->action->name);
    return mailbox_raw(flow, kept);
}

static struct http_request *folder_write(struct flow *flow)
{
    const struct folder *folder = flow->state;
    const char *rights = gives(flow) ? kept_member(flow, "AccessRights") : left_to(flow),
               *flags = gives(flow) ? kept_member(flow, "SharingPermissionFlags") : NULL;
    bool sets = left_to(flow) != NULL; /* they are always there */
    struct exchange_parameter parameters[6] = {{"Identity", .text = folder->identity},
                                               {"User", .text = value_of(flow, "user")}};
    size_t count = 2;
    if (rights)
        parameters[count++] = (struct exchange_parameter){"AccessRights", .raw = rights};
    if (flags)
        parameters[count++] = (struct exchange_parameter){"SharingPermissionFlags", .raw = flags};
    parameters[count] = (struct exchange_parameter){"Confirm", .raw = "false"};
    return mailbox_invoke(flow,
                          sets          ? "Set-MailboxFolderPermission"
                          : gives(flow) ? "Add-MailboxFolderPermission"
                                        : "Remove-MailboxFolderPermission",
                          parameters);
}

static const char *folder_say(struct flow *flow, enum change_end end)
{
    if (end == CHANGE_ALREADY)
        return "The right is as it is to be.";
    return gives(flow) ? "The right on the folder is there again, read back."
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

const struct action delegation_actions[] = {
    {
        .name = "remove-send-on-behalf",
        .label = "Remove the right to send for",
        .group = GROUP_MAIL,
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
        .group = GROUP_MAIL,
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

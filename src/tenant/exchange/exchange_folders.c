/* Rights on single folders: "user@contoso.com:\Calendar", or the folder's id instead of its path. */
#include "tenant/exchange/exchange_handlers.h"

#include "codec/base64.h"
#include <string.h>
#include <strings.h>

static const char *const folder_paths[] = {"\\", "\\Inbox", "\\Sent Items", "\\Calendar", "\\Contacts", NULL};

char *exchange_folder_id(const struct mailbox *mailbox, const char *path, struct arena *arena)
{
    auto_buf struct buf text = buf_make(1024), out = buf_make(2048);
    buf_printf(&text, "LgAAAA%s%s", mailbox->guid, path);
    base64_encode(&out, buf_text(&text), text.length);
    return arena_strdup(arena, buf_text(&out));
}

/* A folder of one mailbox, and the rights kept for all of them. */
struct folder {
    struct mailbox mailbox;
    const char *path; /* as the rights are kept under */
    struct json *all;
};

static bool is_german(const struct mailbox *mailbox)
{
    char scratch[SEED_TEXT];
    return !strncmp(mailbox_user_text(&mailbox->user, "preferredLanguage", scratch), "de", 2);
}

/* A folder's path in the mailbox's language. */
static const char *localised_path(const struct mailbox *mailbox, size_t folder)
{
    static const char *const german[] = {"\\", "\\Posteingang", "\\Gesendete Elemente", "\\Kalender", "\\Kontakte"};
    return is_german(mailbox) ? german[folder] : folder_paths[folder];
}

static bool is_usual(const char *path)
{
    for (size_t i = 0; folder_paths[i]; i++)
        if (!strcasecmp(folder_paths[i], path))
            return true;
    return false;
}

/* Paths are in the mailbox's language; ids are not. Folders of one's own are among the rights that are kept. */
static const char *path_of(const struct mailbox *mailbox, const struct json *all, const char *name, struct arena *arena)
{
    for (const struct json *one = json_first(all); one; one = json_next(one))
        if (!is_usual(json_key(one)) &&
            (!strcasecmp(name, json_key(one)) || !strcmp(name, exchange_folder_id(mailbox, json_key(one), arena))))
            return arena_strdup(arena, json_key(one));
    for (size_t i = 0; folder_paths[i]; i++) {
        const char *localised = localised_path(mailbox, i);
        if (!strcasecmp(name, localised) || !strcmp(name, exchange_folder_id(mailbox, folder_paths[i], arena)))
            return folder_paths[i];
    }
    return NULL;
}

static bool open_folder(struct cmdlet_call *call, struct folder *folder)
{
    bool many;
    const char *identity = call_text(call, "Identity"), *colon = strchr(identity, ':');
    const char *owner = colon ? arena_strndup(call->arena, identity, (size_t)(colon - identity)) : identity;
    uint32_t number = exchange_resolve(call->tenant, owner, &many);
    *folder = (struct folder){.path = NULL};
    if (number == SEED_NOBODY || !mailbox_load(call->tenant, number, &folder->mailbox)) {
        call_not_found(call, owner);
        return false;
    }
    folder->all = mailbox_part(call->tenant, &folder->mailbox, MAILBOX_FOLDERS);
    folder->path = path_of(&folder->mailbox, folder->all, colon ? colon + 1 : "\\", call->arena);
    if (folder->path)
        return true;
    json_free(folder->all);
    call_not_found(call, identity);
    return false;
}

static const struct json *row_of(const struct folder *folder, const char *user)
{
    for (const struct json *row = json_first(json_get(folder->all, folder->path)); row; row = json_next(row))
        if (!strcasecmp(json_text_or(json_get(row, "User"), ""), user))
            return row;
    return NULL;
}

/* Keep the folder's rights with `row` in the place of one user's; NULL removes it. Ends the folder. */
static void keep(struct cmdlet_call *call, struct folder *folder, const struct json *old, struct json *row)
{
    struct json *list = json_new_array();
    for (const struct json *one = json_first(json_get(folder->all, folder->path)); one; one = json_next(one))
        if (one != old)
            json_push(list, json_copy(one));
    if (row)
        json_push(list, row);
    json_set(folder->all, folder->path, list);
    mailbox_keep(call->tenant, folder->mailbox.number, MAILBOX_FOLDERS, folder->all);
    folder->all = NULL;
}

/* "Default", "Anonymous", or a recipient's address; NULL after failing. */
static const char *holder_of(struct cmdlet_call *call)
{
    const char *user = call_text(call, "User");
    if (!strcasecmp(user, "Default") || !strcasecmp(user, "Anonymous"))
        return user;
    return call_recipient(call, user);
}

static struct json *new_row(struct cmdlet_call *call, const char *user)
{
    const struct json *flags = call_get(call, "SharingPermissionFlags");
    struct json *row = json_new_object();
    json_set_text(row, "User", user);
    json_set(row, "AccessRights", json_copy(call_get(call, "AccessRights")));
    json_set(row, "SharingPermissionFlags", flags ? json_copy(flags) : json_new_null());
    return row;
}

static bool flags_fit(struct cmdlet_call *call, const struct folder *folder)
{
    const struct json *rights = call_get(call, "AccessRights");
    const char *right = json_text_or(json_first(rights), "");
    if (strcmp(folder->path, "\\Calendar") != 0 &&
        (!strcasecmp(right, "AvailabilityOnly") || !strcasecmp(right, "LimitedDetails"))) {
        call_fail(call, 400, EX_ARGUMENT, "The access right %s can be used only on calendar folders.", right);
        return false;
    }
    bool editor = json_count(rights) == 1 && !strcasecmp(json_text_or(json_first(rights), ""), "Editor");
    if (!call_text(call, "SharingPermissionFlags") || (editor && !strcmp(folder->path, "\\Calendar")))
        return true;
    call_fail(call, 400, EX_ARGUMENT,
              "SharingPermissionFlags can be used only on the calendar and with the Editor role.");
    return false;
}

static void write_permission(struct cmdlet_call *call, bool must_exist)
{
    struct folder folder;
    const char *user = holder_of(call);
    if (!user || !open_folder(call, &folder))
        return;
    const struct json *old = row_of(&folder, user);
    if (must_exist && !old) {
        call_fail(call, 404, "Microsoft.Exchange.Management.StoreTasks.UserNotFoundInPermissionEntryException",
                  "There is no existing permission entry found for user: %s.", user);
    } else if (!must_exist && old) {
        call_fail(call, 400, "Microsoft.Exchange.Management.StoreTasks.UserAlreadyExistsInPermissionEntryException",
                  "An existing permission entry was found for user: %s.", user);
    } else if (flags_fit(call, &folder)) {
        struct json *row = new_row(call, user);
        if (!must_exist)
            json_push(call->rows, json_copy(row));
        keep(call, &folder, old, row);
    }
    json_free(folder.all);
}

void cmdlet_add_folder_permission(struct cmdlet_call *call)
{
    write_permission(call, false);
}

void cmdlet_set_folder_permission(struct cmdlet_call *call)
{
    write_permission(call, true);
}

void cmdlet_remove_folder_permission(struct cmdlet_call *call)
{
    struct folder folder;
    const char *user = call_text(call, "User"), *address = exchange_recipient(call, user);
    if (!open_folder(call, &folder))
        return;
    const struct json *old = row_of(&folder, address ? address : user);
    if (old)
        keep(call, &folder, old, NULL);
    else
        call_fail(call, 404, "Microsoft.Exchange.Management.StoreTasks.UserNotFoundInPermissionEntryException",
                  "There is no existing permission entry found for user: %s.", user);
    json_free(folder.all);
}

void cmdlet_get_folder_permissions(struct cmdlet_call *call)
{
    struct folder folder;
    size_t which = 0;
    if (!open_folder(call, &folder))
        return;
    while (folder_paths[which] && folder_paths[which] != folder.path)
        which++;
    const char *path = folder_paths[which] ? localised_path(&folder.mailbox, which) : folder.path;
    for (const struct json *one = json_first(json_get(folder.all, folder.path)); one; one = json_next(one)) {
        struct json *row = json_copy(one);
        json_set_text(row, "Identity", folder.mailbox.alias);
        json_set_text(row, "FolderName", path + 1);
        json_push(call->rows, row);
    }
    json_free(folder.all);
}

/* The OneDrive of a user, and shortcuts in it. */
#include "tenant/graph/sites.h"

#include "base/clock.h"
#include "base/random.h"
#include "codec/base64.h"
#include "tenant/graph/users.h"
#include "tenant/sharepoint/sharepoint.h"
#include <string.h>
#include <strings.h>

/* The user of the path with a OneDrive; SEED_NOBODY after answering 404, or 423. */
static uint32_t owner_of_path(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = users_of_path(tenant, request, reply);
    char id[GUID_TEXT];
    struct guid owner = number == SEED_NOBODY ? (struct guid){0} : seed_id(store_people(tenant->store), number);
    if (number != SEED_NOBODY && request->caller.delegated &&
        strcasecmp(request->caller.user_oid, guid_format(&owner, id)) != 0) { /* whatever roles the person has */
        tenant_error(request, reply, 403, "accessDenied", "Access denied");
        return SEED_NOBODY;
    }
    if (number == SEED_NOBODY)
        return number;
    if (tenant_onedrive_locked(tenant, number)) {
        tenant_error(request, reply, 423, "notAllowed",
                     "Access to this site has been blocked. Please contact the administrator to resolve this problem.");
        return SEED_NOBODY;
    }
    if (tenant_onedrive_state(tenant, number) == ONEDRIVE_READY)
        return number;
    tenant_error(request, reply, 404, "ResourceNotFound", "User's mysite not found.");
    return SEED_NOBODY;
}

static char *drive_id(const struct tenant *tenant, struct arena *arena, uint32_t number)
{
    struct guid twice[2] = {seed_id(store_people(tenant->store), number), seed_id(store_people(tenant->store), number)};
    struct buf text = buf_make(128);
    base64url_encode(&text, twice, sizeof twice);
    char *id = arena_printf(arena, "b!%s", buf_text(&text));
    buf_free(&text);
    return id;
}

static const char *text_of(const struct user_record *user, const char *name, char scratch[SEED_TEXT])
{
    return property_text(property_find(name, strlen(name)), user, scratch);
}

static struct json *owner_object(const struct user_record *user)
{
    char scratch[SEED_TEXT], id[GUID_TEXT];
    struct json *owner = json_new_object(), *identity = json_new_object();
    json_set_text(identity, "displayName", text_of(user, "displayName", scratch));
    json_set_text(identity, "email", text_of(user, "userPrincipalName", scratch));
    json_set_text(identity, "id", guid_format(&user->seed.id, id));
    json_set(owner, "user", identity);
    return owner;
}

void drive_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    char date[CLOCK_TEXT];
    uint32_t number = owner_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    user_record_load(&user, tenant->store, number);
    const double total = tenant_onedrive_total(tenant, number), used = tenant_onedrive_used(tenant, number);
    struct json *one = json_new_object(), *quota = json_new_object();
    json_set_text(one, "id", drive_id(tenant, request->arena, number));
    json_set_text(one, "name", "OneDrive");
    json_set_text(one, "description", "");
    json_set_text(one, "driveType", "business");
    json_set_text(one, "createdDateTime", clock_format(user.seed.created, date));
    json_set_text(one, "lastModifiedDateTime", clock_format(store_people(tenant->store)->today, date));
    json_set_text(one, "webUrl",
                  arena_printf(request->arena, "%s/Documents", tenant_onedrive_url(tenant, number, request->arena)));
    json_set(one, "owner", owner_object(&user));
    json_set_number(quota, "deleted", 0);
    json_set_number(quota, "remaining", used < total ? total - used : 0);
    json_set_text(quota, "state",
                  used >= total          ? "exceeded"
                  : used >= 0.99 * total ? "critical"
                  : used >= 0.9 * total  ? "nearing"
                                         : "normal");
    json_set_number(quota, "total", total);
    json_set_number(quota, "used", used);
    json_set(one, "quota", quota);
    objects_answer(request, reply, &drive_kind, 200, one);
}

/* --- shortcuts --- */

static struct json *shortcuts_of(struct tenant *tenant, uint32_t number)
{
    const struct store_value *written = store_value(store_change(tenant->store, number), "shortcuts");
    return written ? json_copy(written->value) : json_new_array();
}

void drive_children(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = owner_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    auto_json struct json *shortcuts = shortcuts_of(tenant, number);
    struct json *list = json_new_array();
    for (const struct json *one = json_first(shortcuts); one; one = json_next(one)) {
        struct json *shown = json_copy(one);
        json_remove(shown, "@target"); /* ours */
        json_push(list, shown);
    }
    objects_answer_list(request, reply, &item_kind, list);
}

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "invalidRequest", message);
    return false;
}

static bool only_texts(const struct json *object, const char *const *known)
{
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        size_t i = 0;
        while (known[i] && strcmp(known[i], json_key(member)) != 0)
            i++;
        if (!known[i] || json_kind(member) != JSON_STRING)
            return false;
    }
    return json_kind(object) == JSON_OBJECT;
}

static bool same(const struct json *object, const char *name, const char *text)
{
    const char *has = json_text(json_get(object, name));
    return has && !strcasecmp(has, text);
}

/* A whole library, named by the ids SharePoint gives it: all of them must be right. */
static const char *library_target(const struct tenant_request *request, const struct json *ids)
{
    for (int i = 0; i < seed_site_count; i++)
        for (int l = 0; l < 2 && seed_sites[i].libraries[l].name; l++)
            if (same(ids, "listId", seed_sites[i].libraries[l].list_id) && same(ids, "siteId", seed_sites[i].site_id) &&
                same(ids, "webId", seed_sites[i].web_id) &&
                same(ids, "siteUrl", sites_url(request->arena, &seed_sites[i])))
                return seed_sites[i].libraries[l].drive_id;
    return NULL;
}

/* A folder, or a library's root, named by drive and item. */
static const char *folder_target(const struct tenant_request *request, const char *drive, const char *item)
{
    const struct seed_site *site;
    const struct seed_library *library = sites_library(drive, &site);
    if (library && !strcmp(sites_root_id(request->arena, library), item))
        return library->drive_id;
    for (int i = 0; library && i < site_folder_count; i++)
        if (!strcmp(site_folders[i].id, item))
            return arena_printf(request->arena, "%s/%s", drive, item);
    return NULL;
}

/* What a shortcut tells of its target, however that was named: the folder, its drive and its ids. */
static struct json *remote_item(const struct tenant_request *request, const char *target)
{
    const char *slash = strchr(target, '/');
    const struct seed_site *site = NULL;
    const struct seed_library *library = sites_library(
        slash ? arena_strndup(request->arena, target, (size_t)(slash - target)) : target, &site);
    const char *item = slash ? slash + 1 : sites_root_id(request->arena, library);
    struct json *remote = json_new_object(), *parent = json_new_object();
    json_set_text(remote, "id", item);
    json_set(remote, "folder", json_new_object());
    json_set_text(parent, "driveId", library->drive_id);
    json_set_text(parent, "driveType", "documentLibrary");
    json_set(remote, "parentReference", parent);
    json_set(remote, "sharepointIds", sites_item_ids(request, site, library, item));
    return remote;
}

/* What the shortcut leads to, as one text; NULL after answering. */
static const char *target_of(const struct tenant_request *request, struct tenant_reply *reply,
                             const struct json *remote)
{
    static const char *const by_site[] = {"sharepointIds", NULL}, *const by_item[] = {"id", "parentReference", NULL};
    static const char *const site_ids[] = {"listId", "listItemUniqueId", "siteId", "siteUrl", "webId", NULL},
                             *const parents[] = {"driveId", NULL};
    const struct json *ids = json_get(remote, "sharepointIds"), *parent = json_get(remote, "parentReference");
    const char *item = json_text(json_get(remote, "id")), *drive = json_text(json_get(parent, "driveId"));
    const char *target = NULL;
    for (const struct json *member = json_first(remote); member; member = json_next(member)) {
        const char *const *known = ids ? by_site : by_item;
        while (*known && strcmp(*known, json_key(member)) != 0)
            known++;
        if (!*known) {
            refuse(request, reply,
                   arena_printf(request->arena, "Invalid property '%s' of remoteItem.", json_key(member)));
            return NULL;
        }
    }
    if (ids ? !only_texts(ids, site_ids) || !same(ids, "listItemUniqueId", "root")
            : !item || !drive || !only_texts(parent, parents)) {
        refuse(request, reply,
               "remoteItem must name a library by its sharepointIds, or a folder by id and parentReference.driveId.");
        return NULL;
    }
    target = ids ? library_target(request, ids) : folder_target(request, drive, item);
    if (!target)
        tenant_error(request, reply, 404, "itemNotFound", "The site or item of the shortcut could not be found.");
    return target;
}

static bool name_taken(const struct json *shortcuts, const char *name)
{
    for (const struct json *one = json_first(shortcuts); one; one = json_next(one))
        if (same(one, "name", name))
            return true;
    return false;
}

static bool leads_there(const struct json *shortcuts, const char *target)
{
    for (const struct json *one = json_first(shortcuts); one; one = json_next(one))
        if (same(one, "@target", target))
            return true;
    return false;
}

/* The name to take: as wished, or with a number behind it when that is taken. NULL: it must not be renamed. */
static const char *free_name(struct arena *arena, const struct json *shortcuts, const char *wish, const char *behaviour)
{
    const char *name = wish;
    for (int i = 1; name_taken(shortcuts, name); i++) {
        if (!behaviour || strcmp(behaviour, "rename") != 0)
            return NULL;
        name = arena_printf(arena, "%s %d", wish, i);
    }
    return name;
}

static struct json *shortcut_object(struct tenant *tenant, const struct tenant_request *request, uint32_t number,
                                    const char *name, const char *target)
{
    char date[CLOCK_TEXT];
    struct json *one = json_new_object(), *parent = json_new_object();
    clock_format(clock_now(), date);
    json_set_text(one, "id",
                  arena_printf(request->arena, "01%08X%08X", random_below(UINT32_MAX), random_below(UINT32_MAX)));
    json_set_text(one, "name", name);
    json_set_text(one, "createdDateTime", date);
    json_set_text(one, "lastModifiedDateTime", date);
    json_set_number(one, "size", 0);
    json_set_text(parent, "driveId", drive_id(tenant, request->arena, number));
    json_set_text(parent, "driveType", "business");
    json_set_text(parent, "path", "/drive/root:");
    json_set(one, "parentReference", parent);
    json_set(one, "remoteItem", remote_item(request, target));
    return one;
}

static bool body_fits(const struct tenant_request *request, struct tenant_reply *reply, const struct json *body)
{
    static const char *const behaviours[] = {"rename", "fail", "replace"};
    const char *name = json_text(json_get(body, "name"));
    const struct json *behaviour = json_get(body, "@microsoft.graph.conflictBehavior");
    bool known = !behaviour;
    for (size_t i = 0; i < 3 && behaviour; i++)
        known |= !strcmp(behaviours[i], json_text_or(behaviour, ""));
    if (!name || !*name || strpbrk(name, "\"*:<>?/\\|"))
        return refuse(request, reply, "The provided name cannot contain special characters and must not be empty.");
    return known || refuse(request, reply, "Invalid value of @microsoft.graph.conflictBehavior.");
}

void drive_add(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"name", "remoteItem", "@microsoft.graph.conflictBehavior", NULL};
    uint32_t number = objects_no_options(request, reply) ? owner_of_path(tenant, request, reply) : SEED_NOBODY;
    auto_json struct json *body = number == SEED_NOBODY ? NULL : objects_body(request, reply, known, true);
    const struct json *remote = json_get(body, "remoteItem");
    if (!body || !body_fits(request, reply, body))
        return;
    const char *target = target_of(request, reply, remote);
    if (!target)
        return;
    auto_json struct json *shortcuts = shortcuts_of(tenant, number);
    const char *name = free_name(request->arena, shortcuts, json_text(json_get(body, "name")),
                                 json_text(json_get(body, "@microsoft.graph.conflictBehavior")));
    if (leads_there(shortcuts, target)) {
        tenant_error(request, reply, 409, "shortcutAlreadyExists",
                     "A shortcut already exists to this library or folder.");
        return;
    }
    if (!name) {
        tenant_error(request, reply, 409, "nameAlreadyExists", "The specified item name already exists.");
        return;
    }
    struct json *one = shortcut_object(tenant, request, number, name, target), *all = json_copy(shortcuts),
                *kept = json_copy(one);
    json_set_text(kept, "@target", target);
    json_push(all, kept);
    store_write(tenant->store, number, "shortcuts", all);
    objects_answer(request, reply, &item_kind, 201, one);
}

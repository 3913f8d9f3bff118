/* Who administers a personal site beside its owner, by SharePoint's REST services. */
#include "tenant/sharepoint/sharepoint_state.h"

#include "tenant/state/property.h"
#include <string.h>
#include <strings.h>

#define LOGIN "i:0#.f|membership|"

static void refuse(struct tenant_reply *reply, int status, const char *code, const char *why)
{
    auto_json struct json *root = json_new_object();
    struct json *error = json_new_object(), *message = json_new_object();
    json_set_text(message, "lang", "en-US");
    json_set_text(message, "value", why);
    json_set_text(error, "code", code);
    json_set(error, "message", message);
    json_set(root, "odata.error", error);
    tenant_json(reply, status, root);
    reply->content_type = "application/json; charset=utf-8";
}

char *sharepoint_site_id(const struct tenant *tenant, uint32_t number, struct arena *arena)
{
    char text[GUID_TEXT];
    struct guid id = seed_id(store_people(tenant->store), number);
    ((unsigned char *)&id)[0] ^= 0x5a;
    return arena_strdup(arena, guid_format(&id, text));
}

/* The owner of the site with this id; SEED_NOBODY after answering. */
static uint32_t owner_of(struct tenant *tenant, struct tenant_reply *reply, const char *id)
{
    struct guid guid;
    char text[GUID_TEXT];
    uint32_t number = SEED_NOBODY;
    if (guid_parse(id, strlen(id), &guid)) {
        ((unsigned char *)&guid)[0] ^= 0x5a;
        number = store_find(tenant->store, guid_format(&guid, text));
    }
    if (number == SEED_NOBODY || tenant_onedrive_state(tenant, number) != ONEDRIVE_READY) {
        refuse(reply, 404, "-1, Microsoft.Online.SharePoint.Common.SpoNoSiteException", "Cannot get site.");
        return SEED_NOBODY;
    }
    return number;
}

static const char *text_of(const struct user_record *user, const char *name, char scratch[SEED_TEXT])
{
    const char *text = property_text(property_find(name, strlen(name)), user, scratch);
    return text ? text : "";
}

static void push_admin(struct tenant *tenant, struct arena *arena, struct json *list, uint32_t number)
{
    char scratch[SEED_TEXT];
    struct user_record user;
    struct json *one = json_new_object();
    user_record_load(&user, tenant->store, number);
    json_set_text(one, "email", text_of(&user, "mail", scratch));
    json_set_text(one, "loginName", arena_printf(arena, LOGIN "%s", text_of(&user, "userPrincipalName", scratch)));
    json_set_text(one, "name", text_of(&user, "displayName", scratch));
    json_set_text(one, "userPrincipalName", text_of(&user, "userPrincipalName", scratch));
    json_push(list, one);
}

void sharepoint_admins(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *asked = tenant_query(request, "siteId");
    size_t length = asked ? strlen(asked) : 0;
    if (length < 2 || asked[0] != '\'' || asked[length - 1] != '\'') {
        refuse(reply, 400, "-1, Microsoft.SharePoint.Client.InvalidClientQueryException",
               "The parameter siteId is missing.");
        return;
    }
    uint32_t owner = owner_of(tenant, reply, arena_strndup(request->arena, asked + 1, length - 2));
    if (owner == SEED_NOBODY)
        return;
    auto_json struct json *root = json_new_object();
    struct json *list = json_new_array();
    push_admin(tenant, request->arena, list, owner);
    const struct json *others = json_get(store_record(tenant->store, "siteAdmins"),
                                         arena_printf(request->arena, "%u", owner));
    for (const struct json *one = json_first(others); one; one = json_next(one)) {
        uint32_t number = store_find(tenant->store, json_text_or(one, ""));
        if (number != SEED_NOBODY && number != owner)
            push_admin(tenant, request->arena, list, number);
    }
    json_set(root, "value", list);
    tenant_json(reply, 200, root);
    reply->content_type = "application/json; charset=utf-8";
}

/* Those of the body, by their ids; NULL after answering. */
static struct json *read_admins(struct tenant *tenant, struct tenant_reply *reply, const struct json *logins)
{
    struct json *ids = json_new_array();
    char text[GUID_TEXT];
    for (const struct json *one = json_first(logins); one; one = json_next(one)) {
        const char *login = json_text_or(one, "");
        uint32_t number = strncasecmp(login, LOGIN, strlen(LOGIN)) == 0
                              ? store_find(tenant->store, login + strlen(LOGIN))
                              : SEED_NOBODY;
        if (number == SEED_NOBODY) {
            json_free(ids);
            refuse(reply, 400, "-2146232832, Microsoft.SharePoint.SPException",
                   "The specified user could not be found.");
            return NULL;
        }
        struct guid id = seed_id(store_people(tenant->store), number);
        json_push(ids, json_new_text(guid_format(&id, text)));
    }
    return ids;
}

void sharepoint_set_admins(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    struct err ignored;
    auto_json struct json *body = json_parse(request->body, request->body_length, &ignored);
    const struct json *data = json_get(body, "secondaryAdministratorsFieldsData"),
                      *logins = json_get(data, "secondaryAdministratorLoginNames");
    if (json_count(body) != 1 || json_kind(logins) != JSON_ARRAY || json_count(data) != 2) {
        refuse(reply, 400, "-1, Microsoft.SharePoint.Client.InvalidClientQueryException",
               "The parameter secondaryAdministratorsFieldsData does not exist or is malformed.");
        return;
    }
    uint32_t owner = owner_of(tenant, reply, json_text_or(json_get(data, "siteId"), ""));
    struct json *ids = owner == SEED_NOBODY ? NULL : read_admins(tenant, reply, logins);
    if (!ids)
        return;
    json_set(store_record(tenant->store, "siteAdmins"), arena_printf(request->arena, "%u", owner), ids);
    buf_puts(&reply->body, "{\"odata.null\":true}");
    reply->status = 200;
    reply->content_type = "application/json; charset=utf-8";
}

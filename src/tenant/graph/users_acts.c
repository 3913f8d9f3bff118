/* What is done to a user by a call of its own: provisioning tried again, a guest made one of the tenant's own. */
#include "tenant/graph/users.h"
#include "tenant/graph/users_write.h"
#include "tenant/wire/objects.h"

#include <string.h>
#include <strings.h>

void users_retry(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    if (number == SEED_NOBODY)
        return;
    store_write(tenant->store, number, "serviceProvisioningErrors", json_new_array());
    tenant_empty(reply, 204);
}

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "Request_BadRequest", message);
    return false;
}

static bool name_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                      uint32_t number, const char *name)
{
    const struct seed_people *people = store_people(tenant->store);
    const char *at = strchr(name, '@');
    if (!at || at == name ||
        (strcasecmp(at + 1, people->domain) != 0 && strcasecmp(at + 1, people->initial_domain) != 0))
        return refuse(request, reply, "The domain portion of the userPrincipalName property is invalid.");
    return !store_upn_taken(tenant->store, name, number) ||
           refuse(request, reply, "Another object with the same value for property userPrincipalName already exists.");
}

/* Of guests, and members from outside, alone; there is no way back. */
void users_convert(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"userPrincipalName", "passwordProfile", "mail", NULL};
    uint32_t number = objects_no_options(request, reply) ? users_of_path(tenant, request, reply) : SEED_NOBODY;
    struct user_record user;
    char scratch[SEED_TEXT];
    if (number == SEED_NOBODY)
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    const char *name = json_text_or(json_get(body, "userPrincipalName"), ""),
               *password = json_text_or(json_path(body, "passwordProfile.password"), "");
    if (!body)
        return;
    user_record_load(&user, tenant->store, number);
    const char *is = property_text(property_find("userPrincipalName", strlen("userPrincipalName")), &user, scratch);
    if (!strstr(is, "#EXT#")) {
        refuse(request, reply, "The user is not an external user.");
        return;
    }
    if (!name_fits(tenant, request, reply, number, name))
        return;
    if (strlen(password) < 8) {
        refuse(request, reply, "The specified password does not comply with password complexity requirements.");
        return;
    }
    store_write(tenant->store, number, "userPrincipalName", json_new_text(name));
    store_write(tenant->store, number, "userType", json_new_text("Member"));
    store_write(tenant->store, number, "creationType", json_new_null());
    store_write(tenant->store, number, "externalUserState", json_new_null());
    users_write_now(tenant, number, "lastPasswordChangeDateTime");
    auto_json struct json *one = json_new_object();
    json_set_text(one, "userPrincipalName", name);
    json_set_text(one, "mail", json_text(json_get(body, "mail")));
    tenant_json(reply, 200, one);
}

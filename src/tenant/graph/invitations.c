/* Inviting guests, and who may (REQUESTS §10.2). */
#include "tenant/graph/rights.h"
#include "tenant/graph/users_create.h"

#include "base/random.h"
#include "tenant/wire/objects.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct property *row(const char *name)
{
    return property_find(name, strlen(name));
}

static const char *const invitation_names[] = {"id",
                                               "invitedUserDisplayName",
                                               "invitedUserEmailAddress",
                                               "invitedUserType",
                                               "invitedUserMessageInfo",
                                               "inviteRedeemUrl",
                                               "inviteRedirectUrl",
                                               "resetRedemption",
                                               "sendInvitationMessage",
                                               "status",
                                               "invitedUser",
                                               NULL};
static const struct object_kind invitation_kind = {
    .type = "invitation", .set = "invitations", .properties = invitation_names};

static const char *allowed_from(struct tenant *tenant)
{
    return json_text_or(json_get(store_record(tenant->store, "authorizationPolicy"), "allowInvitesFrom"), "everyone");
}

static bool bad_invitation(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 400, "BadRequest", message);
    return false;
}

/* An address that a mail could be sent to, and that nobody here has but a guest (REQUESTS §10.2). */
static bool address_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                         const char *address, uint32_t known)
{
    static const char *const consumers[] = {"hotmail.com", "live.com"};
    const char *at = strrchr(address, '@');
    struct user_record user;
    char id[GUID_TEXT];
    if (!at || at == address || !strchr(at, '.') || strpbrk(address, " ,;<>"))
        return bad_invitation(request, reply, "The invited user email address is not valid.");
    for (size_t i = 0; i < sizeof consumers / sizeof *consumers; i++)
        if (!strcasecmp(at + 1, consumers[i])) { /* seen now and then */
            tenant_error(request, reply, 500, "InternalServerError", "Unable to find target address");
            return false;
        }
    if (known == SEED_NOBODY)
        return true;
    user_record_load(&user, tenant->store, known);
    return user.seed.guest ||
           bad_invitation(request, reply,
                          arena_printf(request->arena,
                                       "The invited user already exists in the directory as object ID: %s. They can "
                                       "use that account to sign in to shared apps and resources.",
                                       guid_format(&user.seed.id, id)));
}

static bool invitation_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                            const struct json *body)
{
    const char *from = allowed_from(tenant), *type = json_text_or(json_get(body, "invitedUserType"), "Guest");
    if (!request->caller.delegated && (!strcmp(from, "none") || !strcmp(from, "adminsAndGuestInviters"))) {
        tenant_error(request, reply, 403, "Forbidden",
                     "Guest invitations not allowed for your company. Contact your company administrator for more "
                     "details.");
        return false;
    }
    if (!json_text(json_get(body, "invitedUserEmailAddress")))
        return bad_invitation(request, reply, "The property 'invitedUserEmailAddress' is required.");
    if (!json_text(json_get(body, "inviteRedirectUrl")))
        return bad_invitation(request, reply, "The property 'inviteRedirectUrl' is required.");
    if (strcmp(type, "Guest") != 0 && strcmp(type, "Member") != 0)
        return bad_invitation(request, reply, "Invalid value specified for property 'invitedUserType'.");
    return json_count(json_path(body, "invitedUserMessageInfo.ccRecipients")) <= 1 ||
           bad_invitation(request, reply, "Only one recipient is supported in 'ccRecipients'.");
}

/* Redeeming anew is for a user who has the address already. */
static bool reset_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       const char *id, const char *address)
{
    uint32_t number = id ? store_find(tenant->store, id) : SEED_NOBODY;
    struct user_record user;
    char scratch[SEED_TEXT];
    if (!tenant_caller_holds(request, "User.ReadWrite.All") || !rights_reset_redemption(request)) {
        tenant_error(request, reply, 403, "Forbidden", "Generic authorization exception.");
        return false;
    }
    if (number == SEED_NOBODY)
        return bad_invitation(request, reply, "The invited user is required to reset the redemption status.");
    user_record_load(&user, tenant->store, number);
    const char *mail = property_text(row("mail"), &user, scratch);
    bool has = mail && !strcasecmp(mail, address);
    auto_json struct json *others = property_value(row("otherMails"), &user);
    for (const struct json *one = json_first(others); one; one = json_next(one))
        has |= !strcasecmp(json_text_or(one, ""), address);
    return has || bad_invitation(request, reply,
                                 "The email you're using to invite this user doesn't match any emails on the user "
                                 "object. Update the user with the new email and try again.");
}

static uint32_t guest(struct tenant *tenant, const struct tenant_request *request, const struct json *body)
{
    const char *address = json_text_or(json_get(body, "invitedUserEmailAddress"), "");
    struct seed_added *person = arena_alloc(request->arena, sizeof *person);
    int local = (int)strcspn(address, "@");
    *person = (struct seed_added){
        .enabled = true, .guest = strcmp(json_text_or(json_get(body, "invitedUserType"), "Guest"), "Member") != 0};
    snprintf(
        person->display_name, sizeof person->display_name, "%s",
        json_text_or(json_get(body, "invitedUserDisplayName"), arena_printf(request->arena, "%.*s", local, address)));
    snprintf(person->user_principal_name, sizeof person->user_principal_name, "%.*s_%.200s#EXT#@%s", local, address,
             address + local + 1, store_people(tenant->store)->initial_domain);
    snprintf(person->mail, sizeof person->mail, "%s", address);
    uint32_t number = users_make(tenant, person);
    store_write(tenant->store, number, row("creationType")->name, json_new_text("Invitation"));
    store_write(tenant->store, number, row("externalUserState")->name, json_new_text("PendingAcceptance"));
    return number;
}

static struct json *invitation(const struct tenant *tenant, const struct tenant_request *request,
                               const struct json *body, uint32_t number, bool again)
{
    char id[UUID_TEXT], user_id[GUID_TEXT];
    struct json *one = json_new_object(), *user = json_new_object();
    struct guid guid = seed_id(store_people(tenant->store), number);
    for (const struct json *member = json_first(body); member; member = json_next(member))
        json_set(one, json_key(member), json_copy(member));
    json_set_text(one, "id", random_uuid(id));
    json_set_text(one, "invitedUserType", json_text_or(json_get(body, "invitedUserType"), "Guest"));
    json_set_bool(one, "sendInvitationMessage", json_true(json_get(body, "sendInvitationMessage")));
    json_set_bool(one, "resetRedemption", json_true(json_get(body, "resetRedemption")));
    json_set_text(one, "status", again ? "Completed" : "PendingAcceptance");
    json_set_text(
        one, "inviteRedeemUrl",
        arena_printf(request->arena, "%s/redeem?rd=%s", request->origin, json_text_or(json_get(one, "id"), "")));
    json_set_text(user, "id", guid_format(&guid, user_id));
    json_set(one, "invitedUser", user);
    return one;
}

void invitations_create(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"invitedUserDisplayName",
                                        "invitedUserEmailAddress",
                                        "invitedUserType",
                                        "invitedUserMessageInfo",
                                        "inviteRedirectUrl",
                                        "resetRedemption",
                                        "sendInvitationMessage",
                                        "invitedUser",
                                        NULL};
    if (!objects_no_options(request, reply))
        return;
    auto_json struct json *body = objects_body(request, reply, known, true);
    if (!body || !invitation_fits(tenant, request, reply, body))
        return;
    const char *address = json_text_or(json_get(body, "invitedUserEmailAddress"), "");
    uint32_t number = store_find_mail(tenant->store, address, SEED_NOBODY);
    if (json_true(json_get(body, "resetRedemption"))) {
        const char *id = json_text(json_path(body, "invitedUser.id"));
        if (!reset_fits(tenant, request, reply, id, address))
            return;
        number = store_find(tenant->store, id);
        store_write(tenant->store, number, row("externalUserState")->name, json_new_text("PendingAcceptance"));
    } else if (!address_fits(tenant, request, reply, address, number)) {
        return;
    }
    bool again = number != SEED_NOBODY;
    objects_answer(request, reply, &invitation_kind, 201,
                   invitation(tenant, request, body, again ? number : guest(tenant, request, body), again));
}

/* --- who may invite --- */

void policies_get_authorization(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id",
                                        "displayName",
                                        "description",
                                        "allowInvitesFrom",
                                        "allowedToSignUpEmailBasedSubscriptions",
                                        "allowedToUseSSPR",
                                        "allowEmailVerifiedUsersToJoinOrganization",
                                        "blockMsolPowerShell",
                                        "guestUserRoleId",
                                        NULL};
    static const struct object_kind kind = {
        .type = "authorizationPolicy", .set = "policies/authorizationPolicy", .properties = names};
    struct json *one = json_new_object();
    json_set_text(one, "id", "authorizationPolicy");
    json_set_text(one, "displayName", "Authorization Policy");
    json_set_text(one, "description", "Used to manage authorization related settings across the company.");
    json_set_text(one, "allowInvitesFrom", allowed_from(tenant));
    json_set_bool(one, "allowedToSignUpEmailBasedSubscriptions", true);
    json_set_bool(one, "allowedToUseSSPR", true);
    json_set_bool(one, "allowEmailVerifiedUsersToJoinOrganization", false);
    json_set_bool(one, "blockMsolPowerShell", false);
    json_set_text(one, "guestUserRoleId", "10dae51f-b6af-4016-8d66-8c2a99b929b3");
    objects_answer(request, reply, &kind, 200, one);
}

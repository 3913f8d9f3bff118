/* Resetting a password as an authentication method does: a long-running operation, written back on-premises. */
#include "tenant/graph/users.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/graph/user_rules.h"
#include "tenant/graph/users_write.h"
#include <string.h>
#include <strings.h>

/* The id of every user's password method, the same in all tenants. */
#define PASSWORD_METHOD "28c10230-6103-485e-b985-444c60001490"
/* What Location carries behind the operation's path; an operation is found with it only. */
#define OPERATION_QUERY "aadgdc=DB1P&aadgsu=ssprprod-a"

static void not_found(const struct tenant_request *request, struct tenant_reply *reply, const char *message)
{
    tenant_error(request, reply, 404, "resourceNotFound", message);
}

static bool is_self(const struct tenant_request *request, const struct user_record *user)
{
    char id[GUID_TEXT];
    return request->caller.user_oid && !strcasecmp(request->caller.user_oid, guid_format(&user->seed.id, id));
}

/* A password the service makes up: a syllable and digits, three classes of characters. */
static char *made_up(struct arena *arena)
{
    static const char consonants[] = "bcdfghjkmnpqrtvwxz", vowels[] = "aeou";
    char *text = arena_printf(arena, "%c%c%c%c%04u", consonants[random_below(18)] & ~0x20, vowels[random_below(4)],
                              consonants[random_below(18)], vowels[random_below(4)], random_below(10000));
    return text;
}

static void write_password(struct tenant *tenant, uint32_t number)
{
    const struct property *row = property_find("passwordProfile", strlen("passwordProfile"));
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    struct json *profile = property_value(row, &user);
    json_set_bool(profile, "forceChangePasswordNextSignIn", true); /* this way always forces a change */
    store_write(tenant->store, number, row->name, profile);
    users_write_now(tenant, number, "lastPasswordChangeDateTime");
    users_end_sessions(tenant, number);
}

static void answer_accepted(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                            const struct user_record *user, const char *new_password)
{
    struct store_operation *operation = store_operation_new(tenant->store, user->seed.number);
    char id[GUID_TEXT];
    if (new_password) {
        auto_json struct json *answer = json_new_object();
        json_set_text(answer, "@odata.context",
                      arena_printf(request->arena, "%s/%s/$metadata#microsoft.graph.passwordResetResponse",
                                   request->origin, request->version));
        json_set_text(answer, "newPassword", new_password);
        tenant_json(reply, 202, answer);
    } else {
        tenant_empty(reply, 202);
    }
    tenant_reply_header(reply, "Location",
                        arena_printf(request->arena, "%s/%s/users/%s/authentication/operations/%s?" OPERATION_QUERY,
                                     request->origin, request->version, guid_format(&user->seed.id, id),
                                     operation->id));
}

void users_reset_password(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct user_record user;
    if (request->in_batch) {
        tenant_error(request, reply, 400, "BadRequest", "This operation is not supported in a batch.");
        return;
    }
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    if (strcasecmp(request->segments[4], PASSWORD_METHOD) != 0) {
        not_found(request, reply, "The authentication method does not exist.");
        return;
    }
    auto_json struct json *body = tenant_body(request, reply);
    if (!body || !users_write_parameters(request, reply, body, "resetPassword", "newPassword"))
        return;
    user_record_load(&user, tenant->store, number);
    const struct json *wanted = json_get(body, "newPassword");
    const char *password = json_text(wanted);
    if (is_self(request, &user))
        tenant_error(request, reply, 400, "badRequest", "You cannot reset your own password with this operation.");
    else if (user.seed.guest)
        user_rules_external(request, reply);
    else if (wanted && !password)
        tenant_error(request, reply, 400, "badRequest", "The parameter 'newPassword' must be a string.");
    else if (!password && user_record_synced(&user))
        tenant_error(request, reply, 400, "badRequest",
                     "newPassword is required: the user's password is written back on-premises.");
    else if (!password || user_rules_password(request, reply, &user, password)) {
        answer_accepted(tenant, request, reply, &user, password ? NULL : made_up(request->arena));
        if (!user_record_synced(&user))
            write_password(tenant, number); /* a synced user's is on its way until the operation has succeeded */
    }
}

void users_operation(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    char date[CLOCK_TEXT];
    if (request->in_batch) {
        tenant_error(request, reply, 400, "BadRequest", "This operation is not supported in a batch.");
        return;
    }
    uint32_t number = users_of_path(tenant, request, reply);
    if (number == SEED_NOBODY)
        return;
    struct store_operation *operation = store_operation(tenant->store, request->segments[4]);
    if (!operation || operation->number != number || strcmp(request->query_text, OPERATION_QUERY) != 0) {
        not_found(request, reply, "The operation does not exist. Follow the Location header as it was given.");
        return;
    }
    struct user_record user;
    user_record_load(&user, tenant->store, number);
    bool done = operation->asked > 0 || !user_record_synced(&user); /* a write-back is seen running once */
    if (operation->asked++ < 2)
        operation->last = clock_now();
    if (operation->asked == 2 && user_record_synced(&user))
        write_password(tenant, number);
    auto_json struct json *answer = json_new_object();
    json_set_text(answer, "@odata.context",
                  arena_printf(request->arena, "%s/%s/$metadata#users('%s')/authentication/operations/$entity",
                               request->origin, request->version, request->segments[1]));
    json_set_text(answer, "id", operation->id);
    json_set_text(answer, "createdDateTime", clock_format(operation->created, date));
    json_set_text(answer, "lastActionDateTime", clock_format(operation->last, date));
    json_set_text(answer, "resourceLocation", NULL);
    json_set_text(answer, "status", done ? "succeeded" : "running");
    json_set_text(answer, "statusDetail", done ? "The password was reset." : "The password is being written back.");
    if (!done)
        tenant_reply_header(reply, "Retry-After", "1");
    tenant_json(reply, 200, answer);
}

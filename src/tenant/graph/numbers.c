/* Telephone numbers of Teams: which there are, who has them, giving and taking them. */
#include "tenant/graph/numbers.h"

#include "tenant/state/mailbox.h"
#include "tenant/wire/objects.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ROOT    "admin/teams/telephoneNumberManagement/numberAssignments"
#define RECORDS "telephoneNumbers"

static const char *const number_properties[] = {"id",
                                                "telephoneNumber",
                                                "numberType",
                                                "activationState",
                                                "capabilities",
                                                "locationId",
                                                "civicAddressId",
                                                "isoCountryCode",
                                                "city",
                                                "assignmentTargetId",
                                                "assignmentStatus",
                                                "assignmentCategory",
                                                "operatorId",
                                                "numberSource",
                                                NULL};
static const char *const number_options[] = {"$filter", "$select", "$top", "$skiptoken", NULL};
static const struct object_kind number_kind = {
    .type = "numberAssignment", .set = ROOT, .properties = number_properties, .options = number_options};

/* One is a colleague's, one a conference's; two are free, of different kinds. */
static const struct {
    const char *number, *type, *status, *owner;
} seeds[] = {
    {"+31201230001", "callingPlan", "userAssigned", "rob.remediated@" SEED_DOMAIN},
    {"+31201230002", "callingPlan", "unassigned", NULL},
    {"+31201230003", "operatorConnect", "unassigned", NULL},
    {"+31201230009", "callingPlan", "conferenceAssigned", NULL},
};

static void set_owner(struct json *number, const char *status, const char *owner, const char *category)
{
    json_set_text(number, "assignmentStatus", status);
    json_set_text(number, "assignmentTargetId", owner);
    json_set_text(number, "assignmentCategory", category);
}

static struct json *new_number(const char *text, const char *type)
{
    struct json *number = json_new_object();
    for (const char *const *name = number_properties; *name; name++)
        json_set_text(number, *name, NULL);
    json_set_text(number, "id", text + 1);
    json_set_text(number, "telephoneNumber", text);
    json_set_text(number, "numberType", type);
    json_set_text(number, "activationState", "activated");
    json_set(number, "capabilities", json_new_array());
    json_set_text(number, "locationId", strcmp(type, "callingPlan") ? NULL : "7f1f0b2c-0000-4000-8000-0000000000aa");
    json_set_text(number, "numberSource", "online");
    json_set_text(number, "operatorId", "00000000-0000-0000-0000-000000000000");
    set_owner(number, "unassigned", NULL, NULL);
    return number;
}

/* The numbers by their text; as seeded when nobody wrote to them. */
static struct json *numbers(struct tenant *tenant)
{
    char id[GUID_TEXT];
    struct json *all = store_record(tenant->store, RECORDS);
    if (json_first(all))
        return all;
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        struct json *number = new_number(seeds[i].number, seeds[i].type);
        uint32_t owner = seeds[i].owner ? store_find(tenant->store, seeds[i].owner) : SEED_NOBODY;
        struct user_record user;
        if (owner != SEED_NOBODY) {
            user_record_load(&user, tenant->store, owner);
            char scratch[SEED_TEXT];
            snprintf(id, sizeof id, "%s", mailbox_user_text(&user, "id", scratch));
        }
        if (owner != SEED_NOBODY || !seeds[i].owner)
            set_owner(number, seeds[i].status, seeds[i].owner ? id : NULL, seeds[i].owner ? "primary" : NULL);
        json_set(all, seeds[i].number, number);
    }
    return all;
}

void numbers_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct json *list = json_new_array();
    for (const struct json *one = json_first(numbers(tenant)); one; one = json_next(one))
        json_push(list, json_copy(one));
    objects_answer_list(request, reply, &number_kind, list);
}

static bool is_type(const char *text)
{
    return !strcmp(text, "directRouting") || !strcmp(text, "callingPlan") || !strcmp(text, "operatorConnect");
}

/* Asked for: an operation does it. */
static void accept(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_reply_header(reply, "Location",
                        arena_printf(request->arena, "%s/v1.0/admin/teams/telephoneNumberManagement/operations('%s')",
                                     request->origin, "0b5c8f52-0000-4000-8000-00000000000e"));
    reply->status = 202;
}

static bool assignable(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       const struct json *number, const char *type, const char *target)
{
    uint32_t user = store_find(tenant->store, target);
    struct user_record record;
    if (user == SEED_NOBODY) {
        objects_not_found(request, reply, target);
        return false;
    }
    user_record_load(&record, tenant->store, user);
    if (!number && strcmp(type, "directRouting") != 0)
        return objects_refuse(request, reply, "BadRequest", "telephoneNumber",
                              "Telephone number does not exist in the tenant's inventory.");
    if (number && strcmp(json_text_or(json_get(number, "numberType"), ""), type) != 0)
        return objects_refuse(request, reply, "BadRequest", "numberType", "The number is of another type.");
    if (number && strcmp(json_text_or(json_get(number, "assignmentStatus"), ""), "unassigned") != 0)
        return objects_refuse(request, reply, "BadRequest", "telephoneNumber", "Telephone number is already assigned.");
    /* Teams Phone is no product of this tenant: Teams stands for it */
    return mailbox_user_has_plan(&record, "TEAMS1") ||
           objects_refuse(request, reply, "BadRequest", "assignmentTargetId",
                          "User does not have a valid license for Teams Phone.");
}

void numbers_assign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"telephoneNumber",    "assignmentTargetId", "numberType",
                                        "assignmentCategory", "locationId",         NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, known, true) : NULL;
    if (!body)
        return;
    const char *text = json_text_or(json_get(body, "telephoneNumber"), ""),
               *type = json_text_or(json_get(body, "numberType"), ""),
               *target = json_text_or(json_get(body, "assignmentTargetId"), ""),
               *category = json_text_or(json_get(body, "assignmentCategory"), "primary");
    struct json *all = numbers(tenant);
    if (*text != '+' || strspn(text + 1, "0123456789") != strlen(text + 1) || !is_type(type)) {
        objects_refuse(request, reply, "BadRequest", "telephoneNumber", "The telephone number or its type is invalid.");
        return;
    }
    if (!assignable(tenant, request, reply, json_get(all, text), type, target))
        return;
    struct json *number = json_get(all, text) ? json_copy(json_get(all, text)) : new_number(text, type);
    set_owner(number, "userAssigned", target, category);
    if (json_text(json_get(body, "locationId")))
        json_set_text(number, "locationId", json_text(json_get(body, "locationId")));
    json_set(all, arena_strdup(request->arena, text), number);
    accept(request, reply);
}

void numbers_unassign(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const known[] = {"telephoneNumber", "numberType", NULL};
    auto_json struct json *body = objects_no_options(request, reply) ? objects_body(request, reply, known, true) : NULL;
    if (!body)
        return;
    const char *text = json_text_or(json_get(body, "telephoneNumber"), "");
    struct json *all = numbers(tenant);
    const struct json *is = json_get(all, text);
    if (!is || strcmp(json_text_or(json_get(is, "numberType"), ""), json_text_or(json_get(body, "numberType"), "")) ||
        !json_text(json_get(is, "assignmentTargetId"))) {
        objects_refuse(request, reply, "BadRequest", "telephoneNumber", "Telephone number is not assigned.");
        return;
    }
    struct json *number = json_copy(is);
    set_owner(number, "unassigned", NULL, NULL);
    json_set(all, arena_strdup(request->arena, text), number);
    accept(request, reply);
}

/* Who is an administrator. Four lists say it of a user: the roles that he holds and the groups through which he may come to hold
 * some, the groups he owns (whoever owns one that carries roles counts as an administrator, too), the roles that are assigned to him
 * (those of the tenant's own and those within an administrative unit stand there alone), and those that he may activate (REQUESTS §2.2). None waits for another. Whoever guards against changing administrators by accident reads them: what is
 * not read to its end, or does not have the shape it should, is not known, and never taken for "none". */
#include "api/graph/graph.h"
#include "api/graph/roles.h"
#include "base/clean.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum list { HELD, OWNED, ASSIGNED, ELIGIBLE, LISTS };

static const struct field role_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Role", .flags = FIELD_BESIDE | FIELD_REQUIRED},
    {.name = "isAssignableToRole", .label = "A group that carries roles", .type = FIELD_BOOL},
};
static const struct record_kind role_kind = {.name = "role",
                                             .many = "roles",
                                             .fields = role_fields,
                                             .count = COUNT_OF(role_fields),
                                             .id = 1, /* of one role, each list has another */
                                             .title = 1,
                                             .detail = -1,
                                             .time = -1};

static struct http_request *ask_roles(struct reading *reading)
{
    static const char *const of_user[LISTS] = {[HELD] = "/transitiveMemberOf?$select=id,displayName,roleTemplateId,"
                                                        "isAssignableToRole&$top=999",
                                               [OWNED] = "/ownedObjects/microsoft.graph.group?$select=id,displayName,"
                                                         "isAssignableToRole&$top=999"},
                             *const names[LISTS] = {
                                 [ASSIGNED] = "roleAssignments", [ELIGIBLE] = "roleEligibilityScheduleInstances"};
    reading->beside = of_user[reading->list] != NULL;
    if (reading->beside)
        return source_of_user(reading, of_user[reading->list]);
    return graph_get(
        reading->arena, reading->endpoints,
        arena_printf(reading->arena,
                     "/roleManagement/directory/%s?$filter=principalId%%20eq%%20'%s'&$expand=roleDefinition",
                     names[reading->list], reading->subject));
}

/* --- rows --- */

static bool is_there(const struct reading *reading, const char *name)
{
    const struct record_page *page = reading->page;
    for (size_t i = 0; i + 1 < page->count; i++) /* the last is the one that is being filled */
        if (!strcmp(record_text(&page->records[i], "displayName"), name))
            return true;
    return false;
}

/* False when it says nothing new: a role that only reads, one that another list has. */
static bool name_it(struct reading *reading, struct record *record, const char *template_id, const char *given,
                    const char *how)
{
    struct arena *arena = reading->page->arena;
    const char *known = graph_role_name(template_id);
    const char *name = *given ? clean_strdup(arena, given, strlen(given)) : known ? known : "a directory role";
    if (graph_role_only_reads(template_id))
        return false;
    name = arena_printf(arena, "%s%s", name, how);
    record_set_text(record, "displayName", name);
    return !is_there(reading, name);
}

static bool name_group(struct reading *reading, const struct json *object, struct record *record, const char *name,
                       const char *how)
{
    const struct json *carries = json_get(object, "isAssignableToRole");
    if (json_kind(carries) != JSON_BOOL && json_kind(carries) != JSON_NULL)
        return decode_refuse(record);
    return json_true(carries) && name_it(reading, record, "", name, how);
}

/* Of groups alone, so that none needs to say that it is one. */
static bool name_owned(struct reading *reading, const struct json *object, struct record *record)
{
    const char *name = json_text_or(json_get(object, "displayName"), "");
    return *name ? name_group(reading, object, record, name, ", a group that carries roles, as its owner")
                 : decode_refuse(record);
}

static bool name_held(struct reading *reading, const struct json *object, struct record *record)
{
    const char *type = json_text_or(json_get(object, "@odata.type"), "");
    const char *name = json_text_or(json_get(object, "displayName"), "");
    if (!strcmp(type, "#microsoft.graph.directoryRole"))
        return name_it(reading, record, json_text_or(json_get(object, "roleTemplateId"), ""), name, "");
    if (!strcmp(type, "#microsoft.graph.administrativeUnit"))
        return false;
    if (strcmp(type, "#microsoft.graph.group") != 0 || !*name) /* of what may not be seen the id alone is told */
        return decode_refuse(record);
    return name_group(reading, object, record, name, ", a group that carries roles");
}

static bool name_role(struct reading *reading, const struct json *object, struct record *record)
{
    bool assigned = reading->kept && json_get(object, "roleDefinitionId");
    if (reading->list == HELD && !assigned)
        return name_held(reading, object, record);
    if (reading->list == OWNED)
        return name_owned(reading, object, record);
    const char *id = json_text_or(json_get(object, "roleDefinitionId"), "");
    const char *scope = json_text_or(json_get(object, "directoryScopeId"), "/");
    return name_it(reading, record, json_text_or(json_path(object, "roleDefinition.templateId"), id),
                   json_text_or(json_path(object, "roleDefinition.displayName"), ""),
                   reading->list == ELIGIBLE ? ", eligible"
                   : strcmp(scope, "/") != 0 ? ", scoped"
                                             : "");
}

/* --- lists --- */

static bool says(const struct http_reply *reply, long status, const char *code)
{
    struct err ignored;
    auto_json struct json *body = reply->status == status
                                      ? json_parse(buf_text(&reply->body), reply->body.length, &ignored)
                                      : NULL;
    return !strcmp(json_text_or(json_path(body, "error.code"), ""), code);
}

/* Who is not there is in no group and owns none; without the licence nothing can be activated. */
static bool is_none(const struct reading *reading, const struct http_reply *reply)
{
    return reading->beside ? reading->paging.pages == 1 && says(reply, 404, "Request_ResourceNotFound")
                           : reading->list == ELIGIBLE && says(reply, 400, "AadPremiumLicenseRequired");
}

static enum source_step roles_step(struct reading *reading, const struct http_reply *reply)
{
    return reply && is_none(reading, reply) ? reading_end(reading) : pages_step(reading, reply);
}

const struct source graph_role_sources[] = {
    {
        .name = "roles",
        .label = "Who is an administrator",
        .scope = SOURCE_OF_USER,
        .kind = &role_kind,
        .needs = ANY_OF("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory"),
        .also = ANY_OF("GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
                       READS_DIRECTORY),
        .phase = PHASE_STATE,
        .lists = LISTS,
        .ask = ask_roles,
        .finish = name_role,
        .step = roles_step,
    },
};
const size_t graph_role_source_count = COUNT_OF(graph_role_sources);

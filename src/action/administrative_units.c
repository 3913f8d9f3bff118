/* Administrative units: joining and leaving them (REQUESTS §16.2). */
#include "action/rows.h"
#include "action/several.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

static const char *all_units(struct flow *flow)
{
    (void)flow;
    return "/directory/administrativeUnits?$select=id,displayName,description,membershipType,isMemberManagementRestricted"
           "&$top=999";
}

static const char *his_units(struct flow *flow)
{
    return graph_user_path(flow->arena, flow->target->id,
                           "/memberOf/microsoft.graph.administrativeUnit?$select=id,displayName&$top=999");
}

static const char *follows_a_rule(const struct json *unit)
{
    return !strcasecmp(json_text_or(json_get(unit, "membershipType"), ""), "Dynamic") ? "its members follow from a rule"
                                                                                      : NULL;
}

static bool is_unit(struct flow *flow, const struct json *had, const struct several_one *one)
{
    (void)flow;
    return !strcasecmp(json_text_or(json_get(had, "id"), ""), one->id);
}

static struct http_request *write_unit(struct flow *flow, const struct several_one *one);

static bool is_member(struct flow *flow, const struct http_reply *reply);

static const struct several units = {
    .what = "administrative unit",
    .param = "unit",
    .how = "give the unit's id, or its whole name",
    .gives = "join-administrative-unit",
    .ids = {"id"},
    .name = "displayName",
    .all = all_units,
    .has = his_units,
    .cannot = follows_a_rule,
    .is = is_unit,
    .write = write_unit,
    .was_so = is_member,
    .given = "Joined",
    .taken = "Left",
};

static bool is_member(struct flow *flow, const struct http_reply *reply)
{
    return several_gives(flow, &units) ? strstr(buf_text(&reply->body), "already exist") != NULL : reply->status == 404;
}

static struct http_request *write_unit(struct flow *flow, const struct several_one *one)
{
    if (!several_gives(flow, &units)) /* never without /$ref: that would delete the user (§3.1 E7) */
        return graph_write(
            flow->arena, flow->endpoints, "DELETE",
            arena_printf(flow->arena, "/directory/administrativeUnits/%s/members/%s/$ref", one->id, flow->target->id),
            NULL, 204, NULL);
    return graph_write(flow->arena, flow->endpoints, "POST",
                       arena_printf(flow->arena, "/directory/administrativeUnits/%s/members/$ref", one->id),
                       arena_printf(flow->arena, "{\"@odata.id\":\"%s/v1.0/users/%s\"}",
                                    flow->endpoints->at[RESOURCE_GRAPH], flow->target->id),
                       204, NULL);
}

static enum flow_state step(struct flow *flow, const struct http_reply *reply)
{
    return several_step(flow, reply, &units);
}

static enum flow_state prepare(struct flow *flow, const struct http_reply *reply)
{
    return several_prepare(flow, reply, &units);
}

#define UNITS                                                                                                          \
    THING_PARAMS({.name = "unit",                                                                                      \
                  .label = "Units",                                                                                    \
                  .kind = PARAM_CHOICE,                                                                                \
                  .required = true,                                                                                    \
                  .many = true,                                                                                        \
                  .help = "id or name; several are possible"})
#define WRITES_UNITS ((const char *const[]){"AdministrativeUnit.ReadWrite.All", NULL})
#define UNIT_ROLES   ((const char *const[]){"Privileged Role Administrator", NULL})

const struct action administrative_units_actions[] = {
    {
        .name = "join-administrative-unit",
        .label = "Join administrative unit",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK | ACTION_RARE,
        .help = "Put the user into administrative units, whose administrators may then change him.",
        .confirm =
            "Put {target} into administrative units? In a restricted one, administrators of the whole tenant can "
            "change the account no more.",
        .params = UNITS,
        .needs = WRITES_UNITS,
        .roles = UNIT_ROLES,
        .prepare = prepare,
        .flow = step,
        .undo = "leave-administrative-unit",
    },
    {
        .name = "leave-administrative-unit",
        .label = "Leave administrative unit",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK | ACTION_RARE,
        .help = "Take the user out of administrative units.",
        .confirm = "Take {target} out of administrative units?",
        .params = UNITS,
        .needs = WRITES_UNITS,
        .roles = UNIT_ROLES,
        .prepare = prepare,
        .flow = step,
        .undo = "join-administrative-unit",
    },
    {.name = NULL},
};

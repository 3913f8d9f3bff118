/* Directory roles: taking one that is held, giving and taking several by name, at once, with an end or to be activated, for the whole
 * tenant or within an administrative unit (REQUESTS §2.8, §16.1). */
#include "action/rows.h"
#include "action/several.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"

#include <string.h>
#include <strings.h>

#define GLOBAL_ADMINISTRATOR "62e90394-69f5-4237-9190-012177145e10"

/* --- one that he holds --- */

static const struct thing role = {
    .what = "directory role of his own",
    .panel = "overview",
    .param = "assignment",
    .ids = {"id"},
    .names = {"roleDefinitionId", "roleDefinition.displayName"},
    .list = "/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'{user}'&$expand=roleDefinition",
    .at = "/roleManagement/directory/roleAssignments/{id}",
    .back = "/roleManagement/directory/roleAssignments",
    .made_of = {"principalId", "roleDefinitionId", "directoryScopeId"},
    .gone = "The role is taken, read back; tokens that were issued with it live for up to an hour.",
    .given = "The role is given again, read back.",
};

enum { COUNTED = 1, UNITS_READ };

static enum flow_state ask_globals(struct flow *flow)
{
    return flow_send(flow,
                     graph_get(flow->arena, flow->endpoints,
                               "/roleManagement/directory/roleAssignments"
                               "?$filter=roleDefinitionId%20eq%20'" GLOBAL_ADMINISTRATOR "'"),
                     COUNTED);
}

/* Whether somebody else has the role without which nobody gets back into the tenant: where that cannot be read, nobody. */
static bool others_have_it(struct flow *flow, const struct json *assignments)
{
    bool others = false;
    for (const struct json *one = json_first(json_get(assignments, "value")); one; one = json_next(one)) {
        const char *who = json_text_or(json_get(one, "principalId"), "");
        bool global = !strcasecmp(json_text_or(json_get(one, "roleDefinitionId"), ""), GLOBAL_ADMINISTRATOR);
        others |= global && *who && strcasecmp(who, flow->target->id) != 0;
    }
    return others;
}

static void refuse_last(struct flow *flow)
{
    flow_refuse(flow, ERR_REFUSED, "this is the last Global Administrator of the tenant who can be seen",
                "give the role to somebody else first: without it nobody gets back in");
}

static enum flow_state count_globals(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step != COUNTED)
        return ask_globals(flow);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    *thing_own(flow) = others_have_it(flow, body) ? flow : NULL;
    return FLOW_DONE;
}

static int role_gone(struct flow *flow, const struct json *now)
{
    size_t count;
    int gone = thing_gone(flow, now);
    const struct json *found = gone ? NULL : thing_find(flow, now, &count);
    bool global = !strcasecmp(json_text_or(json_get(found, "roleDefinitionId"), ""), GLOBAL_ADMINISTRATOR);
    if (!global || *thing_own(flow))
        return gone;
    refuse_last(flow);
    return -1;
}

static const struct change remove_role = {.before = count_globals,
                                          .thing = &role,
                                          .read = thing_read,
                                          .same = role_gone,
                                          .settled = thing_gone,
                                          .keep = thing_keep,
                                          .write = thing_write,
                                          .refused = thing_refused,
                                          .say = thing_say};

/* --- several, by name --- */

struct place {
    const char *scope; /* "/", or that of the unit */
    bool others;       /* somebody else is Global Administrator */
};

static struct place *place(struct flow *flow)
{
    void **own = several_own(flow);
    if (!*own)
        *own = arena_alloc(flow->arena, sizeof(struct place));
    return *own;
}

enum mode { STANDING, SCHEDULED, ELIGIBLE };

/* At once and without an end is no schedule, and takes no licence for privileged identity management. */
static enum mode mode_of(struct flow *flow)
{
    const char *as = several_value(flow, "as");
    if (as && !strcmp(as, "eligible"))
        return ELIGIBLE;
    return (as && !strcmp(as, "scheduled")) || several_value(flow, "until") ? SCHEDULED : STANDING;
}

static const char *all_roles(struct flow *flow)
{
    (void)flow;
    return "/roleManagement/directory/"
           "roleDefinitions?$select=id,templateId,displayName,description,isBuiltIn,isEnabled";
}

static const char *his_roles(struct flow *flow)
{
    static const char *const lists[] = {[STANDING] = "roleAssignments",
                                        [SCHEDULED] = "roleAssignmentScheduleInstances",
                                        [ELIGIBLE] = "roleEligibilityScheduleInstances"};
    return arena_printf(flow->arena, "/roleManagement/directory/%s?$filter=principalId%%20eq%%20'%s'",
                        lists[mode_of(flow)], flow->target->id);
}

static const char *is_off(const struct json *one)
{
    const struct json *on = json_get(one, "isEnabled");
    return json_kind(on) == JSON_BOOL && !json_true(on) ? "the role is switched off" : NULL;
}

static const char *scope_of(struct flow *flow)
{
    const char *scope = flow->restore ? change_restored(flow, "scope") : place(flow)->scope;
    return scope ? scope : "/";
}

static bool is_role(struct flow *flow, const struct json *had, const struct several_one *one)
{
    return !strcasecmp(json_text_or(json_get(had, "roleDefinitionId"), ""), one->id) &&
           !strcasecmp(json_text_or(json_get(had, "directoryScopeId"), "/"), scope_of(flow));
}

static bool gives_roles(const struct flow *flow)
{
    return !strcmp(flow->action->name, "give-role");
}

static bool was_role(struct flow *flow, const struct http_reply *reply)
{
    const char *body = buf_text(&reply->body);
    if (gives_roles(flow))
        return strstr(body, "RoleAssignmentExists") || strstr(body, "A conflicting object");
    return reply->status == 404 || strstr(body, "RoleAssignmentDoesNotExist");
}

/* Who takes Global Administrator, and from whom nobody else has it. */
static bool may_take(struct flow *flow)
{
    size_t count;
    const struct several_one *ones = several_all(flow, &count);
    for (size_t i = 0; i < count && !gives_roles(flow) && mode_of(flow) != ELIGIBLE && !place(flow)->others; i++)
        if (!strcasecmp(ones[i].id, GLOBAL_ADMINISTRATOR) && ones[i].there) {
            refuse_last(flow);
            return false;
        }
    return true;
}

/* --- what is sent --- */

static struct http_request *write_standing(struct flow *flow, const struct several_one *one)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    if (!gives_roles(flow))
        return graph_write(flow->arena, flow->endpoints, "DELETE",
                           arena_printf(flow->arena, "/roleManagement/directory/roleAssignments/%s", one->holding),
                           NULL, 204, NULL);
    json_open(&w, '{');
    json_member_text(&w, "principalId", flow->target->id);
    json_member_text(&w, "roleDefinitionId", one->id);
    json_member_text(&w, "directoryScopeId", scope_of(flow));
    json_close(&w);
    return graph_write(flow->arena, flow->endpoints, "POST", "/roleManagement/directory/roleAssignments",
                       arena_strdup(flow->arena, buf_text(&body)), 201, "{}");
}

static void put_schedule(struct flow *flow, struct json_writer *w, const struct several_one *one)
{
    const char *until = flow->restore ? one->until : flow_value(flow, "until");
    char text[CLOCK_TEXT];
    int64_t end;
    json_name(w, "scheduleInfo");
    json_open(w, '{');
    json_member_text(w, "startDateTime", clock_format(flow->now, text));
    json_name(w, "expiration");
    json_open(w, '{');
    if (until && zone_read(until, flow->now, &end)) {
        json_member_text(w, "type", "afterDateTime");
        json_member_text(w, "endDateTime", clock_format(end, text));
    } else {
        json_member_text(w, "type", "noExpiration");
    }
    json_close(w);
    json_close(w);
}

static struct http_request *write_request(struct flow *flow, const struct several_one *one)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_member_text(&w, "action", gives_roles(flow) ? "adminAssign" : "adminRemove");
    json_member_text(&w, "principalId", flow->target->id);
    json_member_text(&w, "roleDefinitionId", one->id);
    json_member_text(&w, "directoryScopeId", scope_of(flow));
    if (several_value(flow, "reason"))
        json_member_text(&w, "justification", several_value(flow, "reason"));
    if (gives_roles(flow))
        put_schedule(flow, &w, one);
    json_close(&w);
    return graph_write(flow->arena, flow->endpoints, "POST",
                       mode_of(flow) == ELIGIBLE ? "/roleManagement/directory/roleEligibilityScheduleRequests"
                                                 : "/roleManagement/directory/roleAssignmentScheduleRequests",
                       arena_strdup(flow->arena, buf_text(&body)), 201, "{}");
}

static struct http_request *write_role(struct flow *flow, const struct several_one *one)
{
    return mode_of(flow) == STANDING ? write_standing(flow, one) : write_request(flow, one);
}

/* --- where, and whether it may be taken --- */

static const struct several units = {.what = "administrative unit",
                                     .how = "give the unit's id, or its whole name",
                                     .ids = {"id"},
                                     .name = "displayName"};

static enum flow_state ask_units(struct flow *flow)
{
    if (flow->restore || !flow_value(flow, "unit"))
        return FLOW_DONE;
    return flow_send(
        flow, graph_get(flow->arena, flow->endpoints, "/directory/administrativeUnits?$select=id,displayName&$top=999"),
        UNITS_READ);
}

static enum flow_state first(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step != COUNTED && flow->step != UNITS_READ)
        return gives_roles(flow) || mode_of(flow) == ELIGIBLE ? ask_units(flow) : ask_globals(flow);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    if (flow->step == COUNTED) {
        place(flow)->others = others_have_it(flow, body);
        return ask_units(flow);
    }
    const struct json *unit = several_find(flow, json_get(body, "value"), &units, flow_value(flow, "unit"));
    if (!unit)
        return FLOW_FAILED;
    place(flow)->scope = arena_printf(flow->arena, "/administrativeUnits/%s", json_text_or(json_get(unit, "id"), ""));
    return FLOW_DONE;
}

static const char *keep_scope(struct flow *flow, const char *name)
{
    return !strcmp(name, "scope") ? scope_of(flow) : several_value(flow, name);
}

static const struct several roles = {
    .what = "role",
    .param = "role",
    .how = "give the role's template id, or its whole name",
    .gives = "give-role",
    .ids = {"id", "templateId"},
    .name = "displayName",
    .all = all_roles,
    .has = his_roles,
    .first = first,
    .cannot = is_off,
    .is = is_role,
    .may = may_take,
    .write = write_role,
    .was_so = was_role,
    .kept = {"as", "scope", "reason", "until"},
    .keep = keep_scope,
    .given = "Role given",
    .taken = "Role taken; tokens that were issued with it live for up to an hour",
};

static enum flow_state step(struct flow *flow, const struct http_reply *reply)
{
    return several_step(flow, reply, &roles);
}

static enum flow_state prepare(struct flow *flow, const struct http_reply *reply)
{
    return several_prepare(flow, reply, &roles);
}

static bool ends_later(struct param_values values, struct err *e)
{
    const char *until = param_value_of(values, "until");
    int64_t end, now = clock_now();
    if (!until || (zone_read(until, now, &end) && end >= now + 5 * 60000))
        return true;
    return err_set(e, ERR_USAGE, "until: a role is given for five minutes at least") ||
           err_hint(e, "give a time such as +4h or tomorrow 18:00");
}

#define ROLE                                                                                                           \
    {                                                                                                                  \
        .name = "role", .label = "Roles", .kind = PARAM_CHOICE, .required = true, .many = true,                        \
        .help = "name or template id; several are possible"                                                            \
    }
#define UNIT                                                                                                           \
    {                                                                                                                  \
        .name = "unit", .label = "Within unit", .kind = PARAM_TEXT, .maximum = 256,                                    \
        .help = "id or name of an administrative unit; empty: the whole tenant"                                        \
    }
#define REASON                                                                                                         \
    {                                                                                                                  \
        .name = "reason", .label = "Reason", .kind = PARAM_TEXT, .maximum = 500,                                       \
        .help = "kept with a role that ends or is eligible; most tenants ask for one"                                  \
    }
#define WRITES_ROLES ((const char *const[]){"RoleManagement.ReadWrite.Directory", NULL})
#define ROLE_GIVERS  ((const char *const[]){"Privileged Role Administrator", NULL})

const struct action roles_actions[] = {
    {
        .name = "remove-role",
        .label = "Take a directory role",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help =
            "Take a directory role from the user that was given to him himself; never from the last Global Administrator.",
        .confirm = "Take a directory role from {target}?",
        .params = THING_PARAMS(THING_PARAM("assignment", "Role", "its name, or the id of the assignment")),
        .needs = WRITES_ROLES,
        .roles = ROLE_GIVERS,
        .change = &remove_role,
        .undo = "remove-role",
    },
    {
        .name = "give-role",
        .label = "Give admin roles",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE | ACTION_RARE,
        .help = "Make the user an administrator: for good, until a time, or by activating the role when it is needed.",
        .confirm = "Give administrator roles to {target}? Fewer colleagues can help an administrator afterwards.",
        .params = THING_PARAMS(ROLE,
                               {.name = "as",
                                .label = "As",
                                .kind = PARAM_CHOICE,
                                .otherwise = "active",
                                .help = "active at once, or eligible: the user activates it (Entra ID P2)",
                                .choices = (const char *const[]){"active", "eligible", NULL}},
                               {.name = "until",
                                .label = "Until",
                                .kind = PARAM_DATE_TIME,
                                .check = ends_later,
                                .help = "empty: it stays; with an end the tenant needs Entra ID P2"},
                               UNIT, REASON),
        .needs = WRITES_ROLES,
        .roles = ROLE_GIVERS,
        .prepare = prepare,
        .flow = step,
        .undo = "take-role",
    },
    {
        .name = "take-role",
        .label = "Take admin roles",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE | ACTION_RARE,
        .help = "Take administrator roles from the user by name; never the last Global Administrator's.",
        .confirm = "Take administrator roles from {target}?",
        .params = THING_PARAMS(ROLE,
                               {.name = "as",
                                .label = "Held as",
                                .kind = PARAM_CHOICE,
                                .otherwise = "active",
                                .help = "active; scheduled: given with an end; eligible: to be activated",
                                .choices = (const char *const[]){"active", "scheduled", "eligible", NULL}},
                               UNIT, REASON),
        .needs = WRITES_ROLES,
        .roles = ROLE_GIVERS,
        .prepare = prepare,
        .flow = step,
        .undo = "give-role",
    },
    {.name = NULL},
};

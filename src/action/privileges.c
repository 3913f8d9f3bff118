/* What an account may do to the whole tenant: its directory roles, and applications that act for everybody (REQUESTS §2.8, §2.9). */
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/guid.h"

#include <string.h>
#include <strings.h>

/* --- directory roles --- */

#define GLOBAL_ADMINISTRATOR "62e90394-69f5-4237-9190-012177145e10"

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

/* Who else has the role without which nobody gets back into the tenant: where that cannot be read, nobody. */
static enum flow_state count_globals(struct flow *flow, const struct http_reply *reply)
{
    enum { COUNTED = 1 };
    if (flow->step != COUNTED)
        return flow_send(flow,
                         graph_get(flow->arena, flow->endpoints,
                                   "/roleManagement/directory/roleAssignments"
                                   "?$filter=roleDefinitionId%20eq%20'" GLOBAL_ADMINISTRATOR "'"),
                         COUNTED);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    bool others = false;
    for (const struct json *one = json_first(json_get(body, "value")); one; one = json_next(one)) {
        const char *who = json_text_or(json_get(one, "principalId"), "");
        others |= *who && strcasecmp(who, flow->target->id) != 0;
    }
    *thing_own(flow) = others ? flow : NULL;
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
    flow_refuse(flow, ERR_REFUSED, "this is the last Global Administrator of the tenant who can be seen",
                "give the role to somebody else first: without it nobody gets back in");
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

/* --- applications, for the whole tenant --- */

#define MICROSOFT "f8cdef31-a31e-4b4a-93e4-5f571e91255a"

static const struct thing application = {
    .what = "application",
    .panel = "apps",
    .param = "app",
    .ids = {"id", "appId"},
    .list = "/servicePrincipals?$filter=id%20eq%20'{app}'%20or%20appId%20eq%20'{app}'"
            "&$select=id,appId,displayName,appOwnerOrganizationId,accountEnabled",
    .at = "/servicePrincipals/{id}",
};

/* Microsoft's own carry other services. */
static int application_same(struct flow *flow, const struct json *now)
{
    size_t count;
    int same = thing_enabled(flow, now);
    const struct json *found = same ? NULL : thing_find(flow, now, &count);
    if (!found || strcasecmp(json_text_or(json_get(found, "appOwnerOrganizationId"), ""), MICROSOFT) != 0)
        return same;
    flow_refuse(flow, ERR_REFUSED, "this application is Microsoft's own: other services stand on it",
                "take back the user's consent, or require assignment to the application");
    return -1;
}

static const struct change switch_application = {.thing = &application,
                                                 .read = thing_read,
                                                 .same = application_same,
                                                 .keep = thing_enabled_keep,
                                                 .write = thing_enabled_write,
                                                 .say = thing_enabled_say};

static bool is_guid(struct param_values values, struct err *e)
{
    struct guid guid;
    const char *app = param_value_of(values, "app");
    return !app || guid_parse(app, strlen(app), &guid) || err_set(e, ERR_USAGE, "app: \"%s\" is no id", app);
}

#define APP                                                                                                            \
    THING_PARAMS({.name = "app",                                                                                       \
                  .label = "Application",                                                                              \
                  .kind = PARAM_TEXT,                                                                                  \
                  .required = true,                                                                                    \
                  .maximum = 36,                                                                                       \
                  .help = "the object id of the enterprise application, or its application id",                        \
                  .check = is_guid})
#define WRITES_APPS ((const char *const[]){"Application.ReadWrite.All", "Directory.ReadWrite.All", NULL})
#define APP_ROLES   ((const char *const[]){"Cloud Application Administrator", "Application Administrator", NULL})

const struct action privileges_actions[] = {
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
        .needs = (const char *const[]){"RoleManagement.ReadWrite.Directory", NULL},
        .roles = (const char *const[]){"Privileged Role Administrator", NULL},
        .change = &remove_role,
        .undo = "remove-role",
    },
    {
        .name = "disable-service-principal",
        .label = "Disable application for all",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Let nobody in the tenant use an application that the user consented to; it stays as evidence.",
        .confirm = "Disable an application for everybody because of {target}? Nobody can use it or consent to it then.",
        .params = APP,
        .needs = WRITES_APPS,
        .roles = APP_ROLES,
        .change = &switch_application,
        .undo = "enable-service-principal",
    },
    {
        .name = "enable-service-principal",
        .label = "Enable application for all",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Let the tenant use an application again that was disabled.",
        .confirm = "Enable an application for everybody that was disabled because of {target}?",
        .params = APP,
        .needs = WRITES_APPS,
        .roles = APP_ROLES,
        .change = &switch_application,
        .undo = "disable-service-principal",
    },
    {.name = NULL},
};

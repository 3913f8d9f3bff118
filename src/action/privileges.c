/* Applications that act for everybody in the tenant (REQUESTS §2.9). */
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/guid.h"

#include <string.h>
#include <strings.h>

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

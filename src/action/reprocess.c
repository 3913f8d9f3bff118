/* Asking the service to try again what it does by itself: group-based licences, provisioning (REQUESTS §3.3, §16.3). */
#include "action/change.h"
#include "action/rows.h"
#include "api/graph/graph.h"

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static struct http_request *user_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, "?$select=id"));
}

static struct http_request *reprocess_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST",
                       graph_user_path(flow->arena, flow->target->id, "/reprocessLicenseAssignment"), "{}", 200, "{}");
}

static const struct change reprocess = {.read = user_get,
                                        .write = reprocess_write,
                                        .again = true,
                                        .proof = CHANGE_BLIND,
                                        .done = "Licences are being applied again; it takes some minutes."};

static struct http_request *retry_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST",
                       graph_user_path(flow->arena, flow->target->id, "/retryServiceProvisioning"), NULL, 204, NULL);
}

static const struct change retry = {
    .read = user_get,
    .write = retry_write,
    .again = true,
    .proof = CHANGE_BLIND,
    .done = "The services are asked to set the user up again; look at the errors in some minutes."};

const struct action reprocess_actions[] = {
    {
        .name = "reprocess-licences",
        .label = "Reprocess licences",
        .key = 'L',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_LICENCES,
        .flags = ACTION_BULK,
        .help = "Ask the service to apply group-based licences again.",
        .confirm = "Reprocess the licences of {target}?",
        .needs = ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = ANY_OF("License Administrator", "User Administrator"),
        .change = &reprocess,
    },
    {
        .name = "retry-provisioning",
        .label = "Retry provisioning",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_LICENCES,
        .flags = ACTION_BULK,
        .help = "Ask the services that could not set the user up to try again, after the cause is mended.",
        .confirm = "Try again to set up {target} in the services that could not?",
        .needs = ANY_OF("User.ReadWrite.All", "User.ManageIdentities.All"),
        .roles = ANY_OF("User Administrator"),
        .change = &retry,
    },
    {.name = NULL},
};

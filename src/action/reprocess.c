/* Asking the service to apply group-based licences again (REQUESTS §3.3). */
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
    {.name = NULL},
};

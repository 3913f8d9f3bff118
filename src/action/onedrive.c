/* OneDrive: starting it, how far it may be shared, a shortcut to a site in it (REQUESTS §8). */
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/graph/sites.h"
#include "api/sharepoint/csom.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
#define SITE_NEEDS ANY_OF("AllSites.FullControl", "Sites.FullControl.All")

struct drive {
    const char *site_url; /* of the personal site */
    int sharing;          /* now */
};

enum { BEGIN, ROOT_READ, DRIVE_READ, SITE_READ, SENT, LOOK, VERIFIED };
enum { PROVISION_TRIES = 20, PROVISION_MS = 3000, TRIES = 4 };

static struct http_request *drive_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id, "/drive?$select=id,driveType,webUrl,owner,quota"));
}

/* FLOW_DONE once the administration's address is known. */
static enum flow_state find_admin(struct flow *flow, const struct http_reply *reply)
{
    if (flow->endpoints->sharepoint)
        return FLOW_DONE;
    if (flow->step != ROOT_READ)
        return flow_send(flow, graph_sites_root(flow->arena, flow->endpoints), ROOT_READ);
    if (!graph_check(reply, &flow->error))
        return flow_fail(flow, reply);
    flow->sharepoint = graph_sites_admin(reply, flow->arena, &flow->error);
    return flow->sharepoint ? flow_wait(flow, 0, BEGIN) : FLOW_FAILED; /* by the next step it is known */
}

/* --- provision-onedrive --- */

static enum flow_state provision_known(struct flow *flow, const struct http_reply *reply)
{
    if (graph_check(reply, &flow->error) && !flow->plan)
        return flow->attempts ? flow_done(flow, "The OneDrive is there.")
                              : flow_already(flow, "The OneDrive is there already.");
    if (flow->error.code != ERR_OK && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (!flow->prior)
        flow->prior = "{\"drive\":null}";
    return flow_send(flow, csom_request_personal_site(flow->arena, flow->endpoints, flow->target->user_principal_name),
                     SENT);
}

/* Some tenants take this request from Microsoft's own program alone (§8.2). */
static enum flow_state provision_refused(struct flow *flow, const struct http_reply *reply)
{
    flow_fail(flow, reply);
    if (flow->error.code == ERR_FORBIDDEN && !strstr(flow->error.hint, "certificate"))
        err_hint(
            &flow->error,
            "needs AllSites.FullControl (an application: Sites.FullControl.All) and the role SharePoint Administrator; "
            "some tenants take it from the SharePoint Online Management Shell only");
    return FLOW_FAILED;
}

static enum flow_state provision_sent(struct flow *flow, const struct http_reply *reply)
{
    if (reply->unsure && flow->attempts++ < TRIES) /* users who have one are ignored: asking again does no harm */
        return flow_send(flow, flow->request, SENT);
    if (!csom_check(reply, &flow->error))
        return provision_refused(flow, reply);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
    if (!json_true(json_get(csom_result(root, 7), "IsComplete")))
        return flow_refuse(flow, ERR_SERVICE, "SharePoint did not take the request",
                           "the user needs a licence with SharePoint, and sign-in must be allowed");
    flow->attempts = 0;
    return flow->plan ? flow_done(flow, "Requested.") : flow_send(flow, drive_get(flow), VERIFIED);
}

static enum flow_state provision_verified(struct flow *flow, const struct http_reply *reply)
{
    if (graph_check(reply, &flow->error))
        return flow_done(flow, "The OneDrive is there.");
    if (flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (flow->attempts++ >= PROVISION_TRIES)
        return flow_done(flow, "Requested; the OneDrive appears in minutes, at the latest in 24 hours.");
    flow->progress = "waiting for the OneDrive to appear";
    flow->until = flow->now + (PROVISION_TRIES - flow->attempts + 1) * (int64_t)PROVISION_MS;
    return flow_wait(flow, PROVISION_MS, LOOK);
}

static enum flow_state provision(struct flow *flow, const struct http_reply *reply)
{
    enum flow_state state;
    switch (flow->step) {
    case DRIVE_READ:
        return provision_known(flow, reply);
    case SENT:
        return provision_sent(flow, reply);
    case LOOK:
        return flow_send(flow, drive_get(flow), VERIFIED);
    case VERIFIED:
        return provision_verified(flow, reply);
    default:
        state = find_admin(flow, reply);
        return state == FLOW_DONE ? flow_send(flow, drive_get(flow), DRIVE_READ) : state;
    }
}

/* --- set-onedrive-sharing --- */

static const struct {
    const char *choice, *said;
} levels[] = {
    {"nobody", "The OneDrive is shared with nobody outside."},
    {"guests", "The OneDrive may be shared with guests who sign in."},
    {"anyone", "The OneDrive may be shared with anyone."},
    {"existing-guests", "The OneDrive may be shared with guests who are in the directory already."},
};
enum { LEVELS = sizeof levels / sizeof levels[0] };

/* The number SharePoint has for what is wanted. */
static int wanted_level(struct flow *flow)
{
    const char *choice = flow_value(flow, "level");
    struct err ignored;
    auto_json struct json *root = flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
    if (root)
        return (int)json_number(json_get(root, "SharingCapability"), 0);
    for (int i = 0; choice && i < LEVELS; i++)
        if (!strcmp(levels[i].choice, choice))
            return i;
    return 0;
}

/* "https://contoso-my.sharepoint.com/personal/x/Documents" → without the library. */
static enum flow_state sharing_drive(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *drive = graph_body(reply, &flow->error);
    const char *url = json_text_or(json_get(drive, "webUrl"), ""), *slash = strrchr(url, '/');
    if (!drive && flow->error.code == ERR_NOT_FOUND)
        return flow_refuse(flow, ERR_NOT_FOUND, "the user has no OneDrive yet",
                           "provision it first (provision-onedrive)");
    if (!drive)
        return flow_fail(flow, reply);
    if (!slash || slash < url + 8)
        return flow_refuse(flow, ERR_PARSE, "the address of the OneDrive cannot be understood",
                           "read the user again in a minute");
    struct drive *state = flow->state = arena_alloc(flow->arena, sizeof *state);
    state->site_url = arena_strndup(flow->arena, url, (size_t)(slash - url));
    return flow_send(flow, csom_read_site(flow->arena, flow->endpoints, state->site_url), SITE_READ);
}

static bool read_sharing(struct flow *flow, const struct http_reply *reply, int *sharing)
{
    if (!csom_check(reply, &flow->error))
        return false;
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
    *sharing = (int)json_number(json_get(csom_result(root, 7), "SharingCapability"), -1);
    if (*sharing >= 0)
        return true;
    err_set(&flow->error, ERR_PARSE, "SharePoint did not say how far the OneDrive may be shared");
    return err_hint(&flow->error, "try again; the site may still be on its way");
}

static enum flow_state sharing_known(struct flow *flow, const struct http_reply *reply)
{
    struct drive *state = flow->state;
    if (!read_sharing(flow, reply, &state->sharing))
        return flow_fail(flow, reply);
    if (state->sharing == wanted_level(flow) && !flow->plan)
        return flow->attempts ? flow_done(flow, "%s", levels[state->sharing & 3].said)
                              : flow_already(flow, "It is set so already.");
    if (!flow->prior)
        flow->prior = arena_printf(flow->arena, "{\"SharingCapability\":%d}", state->sharing);
    return flow_send(flow, csom_set_sharing(flow->arena, flow->endpoints, state->site_url, wanted_level(flow)), SENT);
}

static enum flow_state sharing_sent(struct flow *flow, const struct http_reply *reply)
{
    const struct drive *state = flow->state;
    if (reply->unsure && flow->attempts++ < TRIES)
        return flow_send(flow, csom_read_site(flow->arena, flow->endpoints, state->site_url), SITE_READ);
    if (!csom_check(reply, &flow->error))
        return flow_fail(flow, reply);
    if (flow->plan)
        return flow_done(flow, "%s", levels[wanted_level(flow) & 3].said);
    return flow_send(flow, csom_read_site(flow->arena, flow->endpoints, state->site_url), VERIFIED);
}

static enum flow_state sharing_verified(struct flow *flow, const struct http_reply *reply)
{
    int now;
    if (!read_sharing(flow, reply, &now))
        return flow_fail(flow, reply);
    if (now == wanted_level(flow))
        return flow_done(flow, "%s", levels[now & 3].said);
    if (flow->attempts++ < TRIES)
        return flow_wait(flow, 1000, LOOK);
    return flow_refuse(flow, ERR_SERVICE, "SharePoint accepted it and still shows the old setting",
                       "look again in some minutes");
}

static enum flow_state set_sharing(struct flow *flow, const struct http_reply *reply)
{
    enum flow_state state;
    switch (flow->step) {
    case DRIVE_READ:
        return sharing_drive(flow, reply);
    case SITE_READ:
        return sharing_known(flow, reply);
    case SENT:
        return sharing_sent(flow, reply);
    case LOOK:
        return flow_send(flow, csom_read_site(flow->arena, flow->endpoints, ((struct drive *)flow->state)->site_url),
                         VERIFIED);
    case VERIFIED:
        return sharing_verified(flow, reply);
    default:
        state = find_admin(flow, reply);
        return state == FLOW_DONE ? flow_send(flow, drive_get(flow), DRIVE_READ) : state;
    }
}

const struct action onedrive_actions[] = {
    {
        .name = "provision-onedrive",
        .label = "Pre-provision OneDrive",
        .key = 'v',
        .group = GROUP_FILES,
        .flags = ACTION_BULK,
        .help = "Start the user's OneDrive before the first sign-in.",
        .confirm = "Pre-provision the OneDrive of {target}?",
        .reads = ANY_OF("Sites.Read.All", "Sites.ReadWrite.All"),
        .site_needs = SITE_NEEDS,
        .roles = ANY_OF("SharePoint Administrator"),
        .flow = provision,
    },
    {
        .name = "set-onedrive-sharing",
        .label = "Set OneDrive sharing",
        .key = 'V',
        .group = GROUP_FILES,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "How far files of the user's OneDrive may be shared outside.",
        .confirm = "Set how far the OneDrive of {target} may be shared?",
        .params = (const struct param[]){{.name = "level",
                                          .label = "Outside",
                                          .kind = PARAM_CHOICE,
                                          .required = true,
                                          .otherwise = "nobody",
                                          .help = "nobody, existing-guests, guests or anyone",
                                          .choices = ANY_OF("nobody", "existing-guests", "guests", "anyone")},
                                         {.name = NULL}},
        .reads = ANY_OF("Sites.Read.All", "Sites.ReadWrite.All"),
        .site_needs = SITE_NEEDS,
        .roles = ANY_OF("SharePoint Administrator"),
        .flow = set_sharing,
        .undo = "set-onedrive-sharing",
    },
    {.name = NULL},
};

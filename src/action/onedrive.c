/* OneDrive: starting it, how far it may be shared, a shortcut to a site in it (REQUESTS §8). */
#include "action/onedrive.h"

#include "action/change.h"
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

enum { BEGIN, ROOT_READ, DRIVE_READ, SITE_FOUND };

static struct http_request *drive_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id, "/drive?$select=id,driveType,webUrl,owner,quota"));
}

/* FLOW_DONE once the administration's address is known. */
static enum flow_state find_admin(struct flow *flow, const struct http_reply *reply)
{
    if (flow->endpoints->at[RESOURCE_SHAREPOINT])
        return FLOW_DONE;
    if (flow->step != ROOT_READ)
        return flow_send(flow, graph_sites_root(flow->arena, flow->endpoints), ROOT_READ);
    if (!graph_check(reply, &flow->error))
        return flow_fail(flow, reply);
    flow->sharepoint = graph_sites_admin(reply, flow->arena, &flow->error);
    return flow->sharepoint ? flow_wait(flow, 0, BEGIN) : FLOW_FAILED; /* by the next step it is known */
}

/* --- provision-onedrive --- */

#define ONLY_PEOPLE "Microsoft takes this request from people alone, by the SharePoint Online Management Shell"

static struct http_request *drive_start(struct flow *flow)
{
    return csom_request_personal_site(flow->arena, flow->endpoints, flow->target->user_principal_name);
}

static bool drive_started(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
    if (!json_true(json_get(csom_result(root, 7), "IsComplete")))
        flow_refuse(flow, ERR_SERVICE, "SharePoint did not take the request",
                    "the user needs a licence with SharePoint, and sign-in must be allowed");
    return flow->error.code == ERR_OK;
}

static enum flow_state provision(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {
        .before = find_admin,
        .read = drive_get,
        .none = true,
        .hidden = true, /* to a person who is not its owner */
        .same = change_is_there,
        .keeps = "{\"drive\":null}",
        .write = drive_start,
        .again = true, /* users who have one are ignored */
        .accepted = drive_started,
        .looks = 20,
        .every = 3000,
        .progress = "waiting for the OneDrive to appear",
        .done = "The OneDrive is there.",
        .already = "The OneDrive is there already.",
        .lags = "Requested; the OneDrive appears in minutes, at the latest in 24 hours.",
        .lag = 24 * INT64_C(3600000),
    };
    enum flow_state state = change_step(flow, reply, &change);
    if (state == FLOW_FAILED && flow->error.code == ERR_FORBIDDEN && http_is_write(flow->request) &&
        !strstr(flow->error.hint, "certificate"))
        err_hint(&flow->error, "%s",
                 flow->delegated ? "needs the role SharePoint Administrator, and consent to the SharePoint Online "
                                   "Management Shell"
                                 : "sign in as a person (auth: device_code or browser) who is SharePoint "
                                   "Administrator: " ONLY_PEOPLE);
    return state;
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

enum flow_state onedrive_refused(struct flow *flow)
{
    const char *said = arena_strdup(flow->arena, flow->error.message);
    return flow_refuse(flow, ERR_FORBIDDEN, arena_printf(flow->arena, ONEDRIVE_OF_OTHERS ": %s", said),
                       "sign in as an application (docs/SETUP.md)");
}

static enum flow_state no_drive(struct flow *flow)
{
    return flow_refuse(flow, ERR_NOT_FOUND, "the user has no OneDrive yet", "provision it first (provision-onedrive)");
}

/* The address of the personal site, "https://contoso-my.sharepoint.com/personal/x", from that of its library. */
static enum flow_state take_drive(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *drive = graph_body(reply, &flow->error);
    const char *url = json_text_or(json_get(drive, "webUrl"), ""), *slash = strrchr(url, '/');
    if (!drive && flow->error.code == ERR_NOT_FOUND)
        return no_drive(flow);
    if (!drive)
        return flow_fail(flow, reply);
    if (!slash || slash < url + 8)
        return flow_refuse(flow, ERR_PARSE, "the address of the OneDrive cannot be understood",
                           "read the user again in a minute");
    flow->state = arena_strndup(flow->arena, url, (size_t)(slash - url));
    return FLOW_DONE;
}

/* The site as the administration gave it. */
static enum flow_state take_site(struct flow *flow, const struct http_reply *reply)
{
    if (!csom_check(reply, &flow->error))
        return flow_fail(flow, reply);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
    const char *url = csom_found_site(root);
    size_t length = url ? strlen(url) : 0;
    if (!length && csom_lists_sites(root))
        return no_drive(flow);
    if (!length)
        return flow_refuse(flow, ERR_PARSE, "SharePoint's reply names no sites, not even none", "try again later");
    flow->state = arena_strndup(flow->arena, url, length - (url[length - 1] == '/'));
    return FLOW_DONE;
}

/* Graph opens to a person no OneDrive but their own; SharePoint's administration knows whose each is. */
enum flow_state onedrive_find(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step == DRIVE_READ)
        return take_drive(flow, reply);
    if (flow->step == SITE_FOUND)
        return take_site(flow, reply);
    enum flow_state state = find_admin(flow, reply);
    if (state != FLOW_DONE)
        return state;
    if (flow->delegated)
        return flow_send(flow, csom_find_personal_site(flow->arena, flow->endpoints, flow->target->user_principal_name),
                         SITE_FOUND);
    return flow_send(flow, drive_get(flow), DRIVE_READ);
}

static struct http_request *site_read(struct flow *flow)
{
    return csom_read_site(flow->arena, flow->endpoints, flow->state);
}

/* The number SharePoint has for what is now; -1 with the flow's error. */
static int sharing_now(struct flow *flow, const struct json *now)
{
    int sharing = (int)json_number(json_get(csom_result(now, 7), "SharingCapability"), -1);
    if (sharing < 0)
        flow_refuse(flow, ERR_PARSE, "SharePoint did not say how far the OneDrive may be shared",
                    "try again; the site may still be on its way");
    return sharing;
}

static int sharing_same(struct flow *flow, const struct json *now)
{
    int sharing = sharing_now(flow, now);
    return sharing < 0 ? -1 : sharing == wanted_level(flow);
}

static const char *sharing_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"SharingCapability\":%d}", sharing_now(flow, now));
}

static struct http_request *sharing_write(struct flow *flow)
{
    const struct csom_value level = {"SharingCapability", "Enum", arena_printf(flow->arena, "%d", wanted_level(flow))};
    return csom_set_site(flow->arena, flow->endpoints, flow->state, (const struct csom_value[]){level, {NULL}});
}

static const char *sharing_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return levels[wanted_level(flow) & 3].said;
}

static const struct change set_sharing = {
    .before = onedrive_find,
    .read = site_read,
    .same = sharing_same,
    .keep = sharing_keep,
    .write = sharing_write,
    .say = sharing_say,
    .already = "Already set this way.",
    .stale = "SharePoint accepted it and still shows the old setting",
    .stale_hint = "look again in some minutes",
};

const struct action onedrive_actions[] = {
    {
        .name = "provision-onedrive",
        .label = "Pre-provision OneDrive",
        .key = 'v',
        .group = GROUP_FILES,
        .touches = TOUCHES_FILES,
        .flags = ACTION_BULK,
        .help = "Start the user's OneDrive before the first sign-in.",
        .confirm = "Pre-provision the OneDrive of {target}?",
        .reads = ANY_OF("Sites.Read.All", "Sites.ReadWrite.All"),
        .other = RESOURCE_SHAREPOINT,
        .roles = ANY_OF("SharePoint Administrator"),
        .only = CALLER_PERSON,
        .only_because = ONLY_PEOPLE,
        .flow = provision,
    },
    {
        .name = "set-onedrive-sharing",
        .label = "Set OneDrive sharing",
        .key = 'V',
        .group = GROUP_FILES,
        .touches = TOUCHES_SHARING,
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
        .other = RESOURCE_SHAREPOINT,
        .roles = ANY_OF("SharePoint Administrator"),
        .change = &set_sharing,
        .undo = "set-onedrive-sharing",
    },
    {.name = NULL},
};

/* Who may open a user's whole OneDrive, and how much may be in it (REQUESTS §8.5). */
#include "action/onedrive.h"
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "api/sharepoint/csom.h"
#include "api/sharepoint/rest.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOGIN "i:0#.f|membership|"

struct drive {
    const char *url, *site_id;
    const char *login, *who; /* of whom it is given to or taken from */
    const char **logins;     /* of all who administer it, as of the last reading; NULL-terminated */
    bool has;                /* he is among them */
};

enum { USER_READ = ONEDRIVE_STEPS, SITE_READ };

static bool gives(const struct flow *flow)
{
    return !strcmp(flow->action->name, "give-onedrive-access");
}

static struct http_request *ask_user(struct flow *flow)
{
    const char *given = flow_value(flow, "user");
    bool me = given && !strcasecmp(given, "me");
    return graph_get(flow->arena, flow->endpoints,
                     me ? "/me?$select=id,userPrincipalName"
                        : graph_user_path(flow->arena, given ? given : "", "?$select=id,userPrincipalName"));
}

static enum flow_state take_user(struct flow *flow, struct drive *d, const struct http_reply *reply)
{
    auto_json struct json *user = graph_body(reply, &flow->error);
    const char *name = json_text_or(json_get(user, "userPrincipalName"), "");
    if (!user || !*name)
        return flow_fail(flow, reply);
    d->who = arena_strdup(flow->arena, name);
    d->login = arena_printf(flow->arena, LOGIN "%s", name);
    return flow_send(flow, csom_read_site(flow->arena, flow->endpoints, d->url), SITE_READ);
}

/* "/Guid(…)/" */
static enum flow_state take_site_id(struct flow *flow, struct drive *d, const struct http_reply *reply)
{
    if (!csom_check(reply, &flow->error))
        return flow_fail(flow, reply);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &flow->error);
    const char *id = json_text_or(json_get(csom_result(root, 7), "SiteId"), ""), *open = strchr(id, '(');
    struct guid guid;
    id = open ? open + 1 : id;
    size_t length = strcspn(id, ")");
    if (!guid_parse(id, length, &guid))
        return flow_refuse(flow, ERR_PARSE, "SharePoint did not say which site the OneDrive is", "try again");
    d->site_id = arena_strndup(flow->arena, id, length);
    return FLOW_DONE;
}

/* The site, who is meant, and the site's id. */
static enum flow_state find(struct flow *flow, const struct http_reply *reply)
{
    struct drive *d = flow->state;
    if (flow->step == USER_READ)
        return take_user(flow, d, reply);
    if (flow->step == SITE_READ)
        return take_site_id(flow, d, reply);
    enum flow_state state = onedrive_find(flow, reply);
    if (state != FLOW_DONE)
        return state;
    d = arena_alloc(flow->arena, sizeof *d);
    d->url = flow->state;
    flow->state = d;
    if (!flow->restore && !flow->delegated && !strcasecmp(flow_value(flow, "user"), "me"))
        return flow_refuse(flow, ERR_USAGE, "an application has no files of its own to look into: name a colleague",
                           "--set user=ADDRESS");
    if (!flow->restore)
        return flow_send(flow, ask_user(flow), USER_READ);
    d->who = change_restored(flow, "user");
    d->login = arena_printf(flow->arena, LOGIN "%s", d->who ? d->who : "");
    return flow_send(flow, csom_read_site(flow->arena, flow->endpoints, d->url), SITE_READ);
}

static struct http_request *read_admins(struct flow *flow)
{
    const struct drive *d = flow->state;
    return rest_site_admins(flow->arena, flow->endpoints, d->site_id);
}

static int access_same(struct flow *flow, const struct json *now)
{
    struct drive *d = flow->state;
    const struct json *list = json_get(now, "value");
    if (json_kind(list) != JSON_ARRAY) {
        flow_refuse(flow, ERR_PARSE, "SharePoint did not say who administers the OneDrive", "try again");
        return -1;
    }
    if (!gives(flow) && !strcasecmp(d->who, flow->target->user_principal_name)) {
        flow_refuse(flow, ERR_REFUSED, "this is the owner of the OneDrive: much of it stops without him",
                    "block the user's sign-in instead");
        return -1;
    }
    size_t count = 0;
    d->logins = arena_alloc(flow->arena, (json_count(list) + 2) * sizeof *d->logins);
    d->has = false;
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *login = json_text_or(json_get(one, "loginName"), "");
        bool his = !strcasecmp(login, d->login);
        d->has |= his;
        if (*login && (!his || gives(flow)))
            d->logins[count++] = arena_strdup(flow->arena, login);
    }
    if (gives(flow) && !d->has)
        d->logins[count++] = d->login;
    d->logins[count] = NULL;
    return d->has == gives(flow);
}

static const char *access_keep(struct flow *flow, const struct json *now)
{
    const struct drive *d = flow->state;
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    (void)now;
    json_open(&w, '{');
    json_member_text(&w, "user", d->who);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* All of them at once: the list was read just now, and somebody else's change in between would be lost. */
static struct http_request *access_write(struct flow *flow)
{
    const struct drive *d = flow->state;
    return rest_set_site_admins(flow->arena, flow->endpoints, d->site_id, d->logins);
}

static const char *access_say(struct flow *flow, enum change_end end)
{
    const struct drive *d = flow->state;
    const char *now = end == CHANGE_ALREADY ? " already" : ", read back";
    return arena_printf(flow->arena, gives(flow) ? "%s is open to %s%s." : "%s is closed to %s%s.", d->url, d->who,
                        now);
}

static const struct change access = {
    .before = find,
    .read = read_admins,
    .same = access_same,
    .keep = access_keep,
    .write = access_write,
    .say = access_say,
    .stale = "SharePoint accepted it and still shows the old administrators",
    .stale_hint = "look again in some minutes",
};

/* --- how much may be in it --- */

#define LIMIT   "StorageMaximumLevel"
#define WARNING "StorageWarningLevel"

static struct http_request *read_site(struct flow *flow)
{
    return csom_read_site(flow->arena, flow->endpoints, flow->state);
}

/* MB. */
static int64_t wanted_limit(struct flow *flow, const char *name)
{
    struct err ignored;
    auto_json struct json *root = flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
    if (root)
        return (int64_t)json_number(json_get(root, name), 0);
    const char *value = flow_value(flow, "gigabytes");
    int64_t limit = value ? strtoll(value, NULL, 10) * 1024 : 0;
    return !strcmp(name, LIMIT) ? limit : limit / 10 * 9;
}

static int limit_same(struct flow *flow, const struct json *now)
{
    const struct json *site = csom_result(now, 7);
    int64_t limit = (int64_t)json_number(json_get(site, LIMIT), -1),
            used = (int64_t)json_number(json_get(site, "StorageUsage"), -1), wanted = wanted_limit(flow, LIMIT);
    if (limit < 0 || used < 0) {
        flow_refuse(flow, ERR_PARSE, "SharePoint did not say how much may be in the OneDrive", "try again");
        return -1;
    }
    if (wanted < used && !flow->restore && !flow_true(flow, "below_use")) {
        flow_refuse(flow, ERR_REFUSED,
                    arena_printf(flow->arena, "there are %lld GB in it already: nothing could be added any more",
                                 (long long)(used / 1024)),
                    "give a higher limit, or below_use=true if it is to be full");
        return -1;
    }
    return limit == wanted;
}

static const char *limit_keep(struct flow *flow, const struct json *now)
{
    const struct json *site = csom_result(now, 7);
    return arena_printf(flow->arena, "{\"" LIMIT "\":%.0f,\"" WARNING "\":%.0f}", json_number(json_get(site, LIMIT), 0),
                        json_number(json_get(site, WARNING), 0));
}

static struct http_request *limit_write(struct flow *flow)
{
    const char *limit = arena_printf(flow->arena, "%lld", (long long)wanted_limit(flow, LIMIT)),
               *warning = arena_printf(flow->arena, "%lld", (long long)wanted_limit(flow, WARNING));
    return csom_set_site(flow->arena, flow->endpoints, flow->state,
                         (const struct csom_value[]){{LIMIT, "Int64", limit}, {WARNING, "Int64", warning}, {NULL}});
}

static const char *limit_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return arena_printf(flow->arena, "The OneDrive may hold %lld GB.", (long long)(wanted_limit(flow, LIMIT) / 1024));
}

static const struct change limit = {
    .before = onedrive_find,
    .read = read_site,
    .same = limit_same,
    .keep = limit_keep,
    .write = limit_write,
    .say = limit_say,
    .stale = "SharePoint accepted it and still shows the old limit",
    .stale_hint = "look again in some minutes",
};

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})
#define READS_SITES ANY_OF("Sites.Read.All", "Sites.ReadWrite.All")
#define WHO                                                                                                            \
    THING_PARAMS({.name = "user",                                                                                      \
                  .label = "Who",                                                                                      \
                  .kind = PARAM_USER,                                                                                  \
                  .required = true,                                                                                    \
                  .help = "a colleague's address; me: who is signed in"})

const struct action onedrive_access_actions[] = {
    {
        .name = "give-onedrive-access",
        .label = "Give access to OneDrive",
        .group = GROUP_FILES,
        .touches = TOUCHES_SHARING,
        .flags = ACTION_BULK,
        .help = "Let a colleague, or yourself, open every file in the user's OneDrive, as for a leaver.",
        .confirm = "Let somebody open every file in the OneDrive of {target}? The audit log names it.",
        .params = WHO,
        .reads = READS_SITES,
        .other = RESOURCE_SHAREPOINT,
        .roles = ANY_OF("SharePoint Administrator"),
        .change = &access,
        .undo = "remove-onedrive-access",
    },
    {
        .name = "remove-onedrive-access",
        .label = "Take access to OneDrive",
        .group = GROUP_FILES,
        .touches = TOUCHES_SHARING,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Let somebody who was given the user's whole OneDrive open it no more.",
        .confirm = "Take access to the OneDrive of {target} from somebody?",
        .params = WHO,
        .reads = READS_SITES,
        .other = RESOURCE_SHAREPOINT,
        .roles = ANY_OF("SharePoint Administrator"),
        .change = &access,
        .undo = "give-onedrive-access",
    },
    {
        .name = "set-onedrive-limit",
        .label = "Set OneDrive storage limit",
        .group = GROUP_FILES,
        .touches = TOUCHES_FILES,
        .flags = ACTION_BULK,
        .help = "How much may be in the user's OneDrive; a warning comes at nine tenths of it.",
        .confirm = "Set how much may be in the OneDrive of {target}?",
        .params = THING_PARAMS({.name = "gigabytes",
                                .label = "Limit in GB",
                                .kind = PARAM_NUMBER,
                                .required = true,
                                .minimum = 1,
                                .maximum = 5120,
                                .help = "1 TB is 1024; the licence sets how much is possible"},
                               {.name = "below_use",
                                .label = "Even if more is in it",
                                .kind = PARAM_BOOL,
                                .otherwise = "false",
                                .help = "nothing can be added then"}),
        .reads = READS_SITES,
        .other = RESOURCE_SHAREPOINT,
        .roles = ANY_OF("SharePoint Administrator"),
        .change = &limit,
        .undo = "set-onedrive-limit",
    },
    {.name = NULL},
};

/* A shortcut to a site's library in the root of a user's OneDrive (REQUESTS §8.4). */
#include "action/meaning.h"
#include "action/onedrive.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/graph/sites.h"
#include "base/arena.h"
#include "base/buf.h"
#include "codec/url.h"

#include <string.h>
#include <strings.h>

struct shortcut {
    struct site *found; /* that may be meant, as far as they are read */
    int pages;
    const struct site *site;
    const char *name;                             /* of the shortcut */
    const char *list_id, *site_id, *web_id, *url; /* the default library; list_id NULL: it is another one */
    const char *drive_id, *item_id;               /* the library's, and its root folder's */
};

enum { MOST_PAGES = 20 };
enum { BEGIN, SITE_FOUND, LIBRARY_READ, DRIVES_READ, ROOT_READ, CHILDREN_READ, SENT };

static enum flow_state read_site(struct flow *flow)
{
    const char *text = flow_value(flow, "site");
    flow->state = arena_alloc(flow->arena, sizeof(struct shortcut));
    if (!text)
        return flow_refuse(flow, ERR_USAGE, "a site is needed",
                           "give its address, such as https://contoso.sharepoint.com/sites/x");
    return flow_send(flow, graph_sites_find(flow->arena, flow->endpoints, text), SITE_FOUND);
}

static struct http_request *of_site(struct flow *flow, const char *rest)
{
    const struct shortcut *s = flow->state;
    auto_buf struct buf path = buf_make(BUF_REQUEST);
    buf_puts(&path, "/sites/");
    url_encode(&path, s->site->id);
    buf_puts(&path, rest);
    return graph_get(flow->arena, flow->endpoints, buf_text(&path));
}

/* The one that is meant; NULL with the flow's error. */
static const struct site *chosen(struct flow *flow)
{
    const struct shortcut *s = flow->state;
    const char *text = flow_value(flow, "site");
    size_t count = 0;
    for (const struct site *site = s->found; site; site = site->next)
        count++;
    struct candidate *candidates = arena_alloc(flow->arena, (count + 1) * sizeof *candidates);
    count = 0;
    for (const struct site *site = s->found; site; site = site->next)
        candidates[count++] = (struct candidate){.name = site->display_name,
                                                 .id = site->web_url,
                                                 .whole = graph_sites_is_exact(flow->arena, text) ||
                                                          !strcasecmp(site->display_name, text),
                                                 .thing = site};
    int one = meaning_of(candidates, count, "site", text, "give the site's address", &flow->error);
    return one == MEANING_NONE ? NULL : candidates[one].thing;
}

/* A search gives pages: whoever has the same name may be on a later one. */
static enum flow_state site_found(struct flow *flow, const struct http_reply *reply)
{
    struct shortcut *s = flow->state;
    const char *library = flow_value(flow, "library");
    char *next;
    struct site *page = graph_sites_read(reply, flow->arena, &next, &flow->error), **last = &s->found;
    if (!page && flow->error.code != ERR_OK && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    while (*last)
        last = &(*last)->next;
    *last = page;
    struct http_request *more = next && page ? graph_next(flow->arena, flow->endpoints, next, &flow->error) : NULL;
    if (more && ++s->pages == MOST_PAGES)
        return flow_refuse(flow, ERR_AMBIGUOUS, "too many sites fit to read them all", "give the site's address");
    if (next && page)
        return more ? flow_send(flow, more, SITE_FOUND) : flow_fail(flow, NULL);
    s->site = chosen(flow);
    if (!s->site)
        return FLOW_FAILED;
    return library ? flow_send(flow, of_site(flow, "/drives?$select=id,name,webUrl"), DRIVES_READ)
                   : flow_send(flow, of_site(flow, "/drive?$select=id,name,sharePointIds"), LIBRARY_READ);
}

static struct http_request *children(struct flow *flow)
{
    return graph_get(
        flow->arena, flow->endpoints,
        graph_user_path(flow->arena, flow->target->id, "/drive/root/children?$select=id,name,remoteItem&$top=200"));
}

/* The folder that a shortcut to the whole library leads to: another one of it is another shortcut. */
static enum flow_state read_root(struct flow *flow)
{
    const struct shortcut *s = flow->state;
    auto_buf struct buf path = buf_make(BUF_REQUEST);
    buf_puts(&path, "/drives/");
    url_encode(&path, s->drive_id);
    buf_puts(&path, "/root?$select=id,name");
    return flow_send(flow, graph_get(flow->arena, flow->endpoints, buf_text(&path)), ROOT_READ);
}

static enum flow_state library_read(struct flow *flow, const struct http_reply *reply)
{
    struct shortcut *s = flow->state;
    auto_json struct json *drive = graph_body(reply, &flow->error);
    const struct json *ids = json_get(drive, "sharePointIds");
    if (!drive)
        return flow_fail(flow, reply);
    s->list_id = arena_strdup(flow->arena, json_text_or(json_get(ids, "listId"), ""));
    s->site_id = arena_strdup(flow->arena, json_text_or(json_get(ids, "siteId"), ""));
    s->web_id = arena_strdup(flow->arena, json_text_or(json_get(ids, "webId"), ""));
    s->url = arena_strdup(flow->arena, json_text_or(json_get(ids, "siteUrl"), s->site->web_url));
    s->name = *s->site->display_name ? s->site->display_name : "Documents";
    if (!*s->list_id || !*s->site_id)
        return flow_refuse(flow, ERR_PARSE, "the site has no library that can be linked", "name another library");
    s->drive_id = arena_strdup(flow->arena, json_text_or(json_get(drive, "id"), ""));
    return read_root(flow);
}

static enum flow_state drives_read(struct flow *flow, const struct http_reply *reply)
{
    struct shortcut *s = flow->state;
    const char *wanted = flow_value(flow, "library");
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    for (const struct json *drive = json_first(json_get(body, "value")); drive; drive = json_next(drive))
        if (!strcasecmp(json_text_or(json_get(drive, "name"), ""), wanted)) {
            s->drive_id = arena_strdup(flow->arena, json_text_or(json_get(drive, "id"), ""));
            s->name = arena_printf(flow->arena, "%s - %s", s->site->display_name, wanted);
        }
    if (!s->drive_id) {
        err_set(&flow->error, ERR_NOT_FOUND, "the site has no library \"%s\"", wanted);
        err_hint(&flow->error, "leave library empty for the default one");
        return FLOW_FAILED;
    }
    return read_root(flow);
}

static enum flow_state root_read(struct flow *flow, const struct http_reply *reply)
{
    struct shortcut *s = flow->state;
    auto_json struct json *root = graph_body(reply, &flow->error);
    if (!root)
        return flow_fail(flow, reply);
    s->item_id = arena_strdup(flow->arena, json_text(json_get(root, "id")));
    if (!s->item_id)
        return flow_refuse(flow, ERR_PARSE, "the service did not say which folder the library is", "try again");
    return flow_send(flow, children(flow), CHILDREN_READ);
}

static bool leads_there(const struct shortcut *s, const struct json *child)
{
    const struct json *remote = json_get(child, "remoteItem");
    const char *drive = json_text_or(json_path(remote, "parentReference.driveId"), s->drive_id);
    return !strcmp(json_text_or(json_get(remote, "id"), ""), s->item_id) && !strcmp(drive, s->drive_id);
}

static const char *body_of(struct flow *flow)
{
    const struct shortcut *s = flow->state;
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    const struct {
        const char *name, *value;
    } ids[] = {{"listId", s->list_id},
               {"listItemUniqueId", "root"},
               {"siteId", s->site_id},
               {"siteUrl", s->url},
               {"webId", s->web_id}};
    json_open(&w, '{');
    json_member_text(&w, "name", s->name);
    json_name(&w, "remoteItem");
    json_open(&w, '{');
    json_name(&w, s->list_id ? "sharepointIds" : "id");
    if (!s->list_id) {
        json_put_text(&w, s->item_id);
        json_name(&w, "parentReference");
    }
    json_open(&w, '{');
    for (size_t i = 0; s->list_id && i < sizeof ids / sizeof ids[0]; i++) {
        json_member_text(&w, ids[i].name, ids[i].value);
    }
    if (!s->list_id) {
        json_member_text(&w, "driveId", s->drive_id);
    }
    json_close(&w);
    json_close(&w);
    json_member_text(&w, "@microsoft.graph.conflictBehavior", "rename");
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&body));
}

static enum flow_state children_read(struct flow *flow, const struct http_reply *reply)
{
    const struct shortcut *s = flow->state;
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body && flow->error.code == ERR_NOT_FOUND)
        return flow_refuse(flow, ERR_NOT_FOUND, "the user has no OneDrive yet",
                           "provision it first (provision-onedrive)");
    if (!body && flow->error.code == ERR_FORBIDDEN && flow->delegated)
        return onedrive_refused(flow);
    if (!body)
        return flow_fail(flow, reply);
    for (const struct json *child = json_first(json_get(body, "value")); child; child = json_next(child))
        if (leads_there(s, child))
            return flow->attempts ? flow_done(flow, "Shortcut \"%s\" added.", s->name)
                                  : flow_already(flow, "The OneDrive has a shortcut to it already.");
    if (!flow->prior)
        flow->prior = "{}";
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST",
                                             graph_user_path(flow->arena, flow->target->id, "/drive/root/children"),
                                             body_of(flow), 201, "{}");
    write->repeat = HTTP_CONSUMES;
    return flow_send(flow, graph_beta(flow->arena, write), SENT);
}

static enum flow_state sent(struct flow *flow, const struct http_reply *reply)
{
    const struct shortcut *s = flow->state;
    if (flow_answer_lost(flow, reply)) /* a second one would be made: look first */
        return flow_send(flow, children(flow), CHILDREN_READ);
    if (graph_check(reply, &flow->error))
        return flow_done(flow, "Shortcut \"%s\" added. The user needs permission on the site to open it.", s->name);
    if (strstr(flow->error.message, "already exists") || strstr(flow->error.message, "shortcutAlreadyExists"))
        return flow_already(flow, "The OneDrive has a shortcut to it already.");
    return flow_fail(flow, reply);
}

static enum flow_state add_shortcut(struct flow *flow, const struct http_reply *reply)
{
    switch (flow->step) {
    case SITE_FOUND:
        return site_found(flow, reply);
    case LIBRARY_READ:
        return library_read(flow, reply);
    case DRIVES_READ:
        return drives_read(flow, reply);
    case ROOT_READ:
        return root_read(flow, reply);
    case CHILDREN_READ:
        return children_read(flow, reply);
    case SENT:
        return sent(flow, reply);
    default:
        return read_site(flow);
    }
}

const struct action shortcut_actions[] = {
    {
        .name = "add-onedrive-shortcut",
        .label = "Add OneDrive shortcut",
        .key = 'h',
        .group = GROUP_FILES,
        .touches = TOUCHES_FILES,
        .flags = ACTION_BULK | ACTION_RARE,
        .help = "Put a shortcut to a SharePoint library into the root of the user's OneDrive.",
        .confirm = "Add a shortcut to the OneDrive of {target}?",
        .params =
            (const struct param[]){
                {.name = "site", .label = "Site", .kind = PARAM_SITE, .required = true, .help = "address, id or name"},
                {.name = "library",
                 .label = "Library",
                 .kind = PARAM_TEXT,
                 .maximum = 256,
                 .help = "empty: the default one"},
                {.name = NULL}},
        .needs = (const char *const[]){"Files.ReadWrite.All", "Sites.ReadWrite.All", NULL},
        .reads = (const char *const[]){"Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All", NULL},
        .roles = (const char *const[]){"SharePoint Administrator", NULL},
        .only = CALLER_APPLICATION,
        .only_because = ONEDRIVE_OF_OTHERS,
        .flow = add_shortcut,
    },
    {.name = NULL},
};

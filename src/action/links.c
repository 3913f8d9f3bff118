/* What a file is shared by: links to it, and people outside who were invited; taken back (REQUESTS §8.5). */
#include "action/change.h"
#include "action/onedrive.h"
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "codec/base64.h"
#include "codec/url.h"

#include <string.h>
#include <strings.h>

enum { ITEM_READ = 1 };

struct shared { /* one permission that is to go */
    const char *id, *raw;
    struct shared *next;
};

struct file {
    const char *drive, *item;
    struct shared *first; /* those that are there and meant, less those whose removal was sent */
};

static const char *address_of(struct flow *flow)
{
    const char *file = flow_value(flow, "file");
    return file ? file : "";
}

static bool is_address(struct param_values values, struct err *e)
{
    const char *file = param_value_of(values, "file");
    return !file || !strncasecmp(file, "https://", 8) ||
           err_set(e, ERR_USAGE, "file: \"%s\" is no address: it begins with https://", file);
}

/* By the file's address Graph tells its library and its id, and these name what is deleted. */
static enum flow_state find_file(struct flow *flow, const struct http_reply *reply)
{
    const char *address = address_of(flow);
    auto_buf struct buf path = buf_make(8192);
    if (flow->step != ITEM_READ) {
        buf_puts(&path, "/shares/u!");
        base64url_encode(&path, address, strlen(address));
        buf_puts(&path, "/driveItem?$select=id,parentReference");
        return flow_send(flow, graph_get(flow->arena, flow->endpoints, buf_text(&path)), ITEM_READ);
    }
    auto_json struct json *body = graph_body(reply, &flow->error);
    const char *item = json_text_or(json_get(body, "id"), ""),
               *drive = json_text_or(json_path(body, "parentReference.driveId"), "");
    if (!body && flow->error.code == ERR_FORBIDDEN && flow->delegated)
        return onedrive_refused(flow);
    if (!body && flow->error.code == ERR_NOT_FOUND)
        return flow_refuse(flow, ERR_NOT_FOUND, "there is no such file, or it is not shared with whoever asks",
                           "give the address as the audit log has it; a file that is deleted is shared with nobody");
    if (!body)
        return flow_fail(flow, reply);
    if (!*item || !*drive)
        return flow_refuse(flow, ERR_PARSE, "the service did not say where the file is", "try again");
    struct file *file = arena_alloc(flow->arena, sizeof *file);
    *file = (struct file){arena_strdup(flow->arena, drive), arena_strdup(flow->arena, item), NULL};
    flow->state = file;
    return FLOW_DONE;
}

static const char *path_of(struct flow *flow, const char *id)
{
    const struct file *file = flow->state;
    auto_buf struct buf path = buf_make(8192);
    buf_puts(&path, "/drives/");
    url_encode(&path, file->drive);
    buf_puts(&path, "/items/");
    url_encode(&path, file->item);
    buf_puts(&path, id ? "/permissions/" : "/permissions");
    if (id)
        url_encode(&path, id);
    return arena_strdup(flow->arena, buf_text(&path));
}

static struct http_request *read_permissions(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, path_of(flow, NULL));
}

static bool is_guest(const struct json *one)
{
    const char *name = json_text_or(json_path(one, "grantedToV2.siteUser.loginName"), "");
    const char *email = json_text_or(json_path(one, "grantedToV2.user.email"), "");
    return json_kind(json_get(one, "invitation")) == JSON_OBJECT || strcasestr(name, "#ext#") ||
           strcasestr(email, "#ext#");
}

/* What came from the folder or the library above stands there, and is taken back there. */
static bool is_own(const struct json *one)
{
    return json_kind(json_get(one, "inheritedFrom")) != JSON_OBJECT;
}

static bool is_owner(const struct json *one)
{
    for (const struct json *role = json_first(json_get(one, "roles")); role; role = json_next(role))
        if (!strcasecmp(json_text_or(role, ""), "owner"))
            return true;
    return false;
}

static bool is_meant(struct flow *flow, const struct json *one)
{
    const char *link = flow_value(flow, "link");
    if (link)
        return !strcmp(json_text_or(json_get(one, "id"), ""), link);
    return is_own(one) && !is_owner(one) && (json_kind(json_get(one, "link")) == JSON_OBJECT || is_guest(one));
}

static int refuse_link(struct flow *flow, const char *why, const char *hint)
{
    flow_refuse(flow, ERR_REFUSED, why, hint);
    return -1;
}

static int links_gone(struct flow *flow, const struct json *now)
{
    struct file *file = flow->state;
    struct shared **last = &file->first;
    *last = NULL;
    if (json_kind(json_get(now, "value")) != JSON_ARRAY) {
        flow_refuse(flow, ERR_PARSE, "who may open the file came in a form that cannot be read", "try again");
        return -1;
    }
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one)) {
        auto_buf struct buf raw = buf_make(1u << 20);
        if (!is_meant(flow, one))
            continue;
        if (!is_own(one))
            return refuse_link(flow, "the file has it from the folder above", "take it back at that folder");
        if (is_owner(one))
            return refuse_link(flow, "that is the owner of the file", "name a link, or leave the id out");
        json_write(one, &raw);
        struct shared *shared = arena_alloc(flow->arena, sizeof *shared);
        *shared = (struct shared){arena_strdup(flow->arena, json_text_or(json_get(one, "id"), "")),
                                  arena_strdup(flow->arena, buf_text(&raw)), NULL};
        *last = shared;
        last = &shared->next;
    }
    return !file->first;
}

/* They cannot be made again as they were: a link has another address each time. Whom they were for is evidence. */
static const char *keep_links(struct flow *flow, const struct json *now)
{
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    (void)now;
    json_open(&w, '{');
    json_member_text(&w, "file", address_of(flow));
    json_name(&w, "permissions");
    json_open(&w, '[');
    for (const struct shared *one = ((struct file *)flow->state)->first; one; one = one->next)
        json_put_raw(&w, one->raw, strlen(one->raw));
    json_close(&w);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *remove_next(struct flow *flow)
{
    struct file *file = flow->state;
    const struct shared *one = file->first;
    if (!one)
        return NULL;
    file->first = one->next;
    return graph_write(flow->arena, flow->endpoints, "DELETE", path_of(flow, one->id), NULL, 204, NULL);
}

static enum change_refusal refused(struct flow *flow, const struct http_reply *reply)
{
    (void)reply;
    return flow->error.code == ERR_NOT_FOUND ? CHANGE_REACHED : CHANGE_REFUSED;
}

static const struct change remove_links = {
    .before = find_file,
    .read = read_permissions,
    .same = links_gone,
    .keep = keep_links,
    .write = remove_next,
    .next = remove_next,
    .refused = refused,
    .done =
        "The links are gone and nobody outside is invited any more, read back. Who opened the file before has what it said then.",
    .already = "No such link is there any more.",
};

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct action links_actions[] = {
    {
        .name = "remove-link",
        .label = "Take back links to a file",
        .group = GROUP_FILES,
        .touches = TOUCHES_SHARING,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Delete the links to a file that was shared, and the invitations of people outside to it.",
        .confirm = "Take back the links to a file because of {target}? They cannot be made again as they were.",
        .params = THING_PARAMS({.name = "file",
                                .label = "File",
                                .kind = PARAM_TEXT,
                                .required = true,
                                .maximum = 2048,
                                .help = "its address, as the audit log has it",
                                .check = is_address},
                               {.name = "link",
                                .label = "Link",
                                .kind = PARAM_TEXT,
                                .maximum = 512,
                                .help = "the id of one permission; none: every link, and everybody outside"}),
        .needs = ANY_OF("Files.ReadWrite.All", "Sites.ReadWrite.All"),
        .reads = ANY_OF("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"),
        .roles = ANY_OF("SharePoint Administrator"),
        .only = CALLER_APPLICATION,
        .only_because = ONEDRIVE_OF_OTHERS,
        .change = &remove_links,
        .saved = "shared-file",
    },
    {.name = NULL},
};

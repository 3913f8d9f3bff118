/* What a leaver leaves: groups without an owner, a photo, an account among the deleted (REQUESTS §16.6). */
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

/* --- hand-over-groups --- */

struct handing {
    const char *to, *name, *from;     /* the ids of the new owner and of the one before */
    const char **ids, **names, **had; /* had: what the new owner owned before */
    const char *left;                 /* names of those that give roles and were not named; NULL: none */
    size_t count, at;
    bool second;       /* the next write takes the one before away */
    bool other, right; /* read back: the other of the two is asked, and what the one owns is as it should be */
};

enum { USER_READ = 1, OWNED_READ };

#define OWNED                                                                                                          \
    "/ownedObjects/microsoft.graph.group?$select=id,displayName,onPremisesSyncEnabled,isAssignableToRole&$top=999"

static enum flow_state take_heir(struct flow *flow, struct handing *h, const struct http_reply *reply)
{
    auto_json struct json *user = graph_body(reply, &flow->error);
    const char *id = json_text_or(json_get(user, "id"), "");
    if (!user || !*id)
        return flow_fail(flow, reply);
    if (!strcasecmp(id, flow->target->id))
        return flow_refuse(flow, ERR_USAGE, "somebody else is to own them", "give a colleague (user)");
    h->to = arena_strdup(flow->arena, id);
    h->name = arena_strdup(flow->arena, json_text_or(json_get(user, "userPrincipalName"), id));
    return flow_send(flow, graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, h->to, OWNED)),
                     OWNED_READ);
}

/* What he owned before stays his when this is taken back. */
static enum flow_state take_owned(struct flow *flow, struct handing *h, const struct http_reply *reply)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    const struct json *list = json_get(body, "value");
    size_t count = 0;
    if (!body)
        return flow_fail(flow, reply);
    if (json_kind(list) != JSON_ARRAY)
        return flow_refuse(flow, ERR_PARSE, "the list of groups came in a form that cannot be read", "try again");
    h->had = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *h->had);
    for (const struct json *one = json_first(list); one; one = json_next(one))
        h->had[count++] = arena_strdup(flow->arena, json_text_or(json_get(one, "id"), ""));
    return FLOW_DONE;
}

static enum flow_state find_heir(struct flow *flow, const struct http_reply *reply)
{
    struct handing *h = flow->state;
    if (!h)
        h = flow->state = arena_alloc(flow->arena, sizeof *h);
    if (flow->step == USER_READ)
        return take_heir(flow, h, reply);
    if (flow->step == OWNED_READ)
        return take_owned(flow, h, reply);
    h->from = flow->restore ? change_restored(flow, "userId") : flow->target->id;
    h->to = flow->target->id;
    h->name = flow->target->user_principal_name;
    if (flow->restore)
        return FLOW_DONE;
    return flow_send(flow,
                     graph_get(flow->arena, flow->endpoints,
                               graph_user_path(flow->arena, flow_value(flow, "user"), "?$select=id,userPrincipalName")),
                     USER_READ);
}

static struct http_request *read_owned(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, OWNED));
}

/* Who owns a group that gives roles can have them: it is handed over by its name alone. */
static bool is_meant(struct flow *flow, struct handing *h, const struct json *group)
{
    size_t count;
    const char **named = flow_values(flow, "group", &count);
    const char *name = json_text_or(json_get(group, "displayName"), "");
    for (size_t i = 0; i < count; i++)
        if (!strcasecmp(named[i], json_text_or(json_get(group, "id"), "")) || !strcasecmp(named[i], name))
            return true;
    if (count || !json_true(json_get(group, "isAssignableToRole")))
        return !count;
    h->left = h->left ? arena_printf(flow->arena, "%s, %s", h->left, name) : arena_strdup(flow->arena, name);
    return false;
}

static void take_groups(struct flow *flow, struct handing *h, const struct json *list)
{
    h->ids = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *h->ids);
    h->names = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *h->names);
    h->left = NULL;
    h->count = 0;
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *id = json_text_or(json_get(one, "id"), "");
        if (!*id || json_true(json_get(one, "onPremisesSyncEnabled")) || (!flow->restore && !is_meant(flow, h, one)))
            continue;
        h->ids[h->count] = arena_strdup(flow->arena, id);
        h->names[h->count++] = arena_strdup(flow->arena, json_text_or(json_get(one, "displayName"), ""));
    }
}

static bool lists(const struct json *list, const char *id)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "id"), ""), id))
            return true;
    return false;
}

/* Of an undo: whether he owns again what he owned. */
static int owns_again(struct flow *flow, struct handing *h, const struct json *list)
{
    struct err ignored;
    auto_json struct json *kept = json_parse(flow->restore, strlen(flow->restore), &ignored);
    auto_json struct json *missing = json_new_array();
    size_t count = 0;
    h->had = arena_alloc(flow->arena, (json_count(json_get(kept, "group")) + 1) * sizeof *h->had);
    for (const struct json *one = json_first(json_get(kept, "group")); one; one = json_next(one)) {
        if (json_true(json_get(one, "both")))
            h->had[count++] = arena_strdup(flow->arena, json_text_or(json_get(one, "id"), ""));
        if (!lists(list, json_text_or(json_get(one, "id"), "")))
            json_push(missing, json_copy(one));
    }
    take_groups(flow, h, missing);
    return !h->count;
}

static int is_handed(struct flow *flow, const struct json *now)
{
    struct handing *h = flow->state;
    const struct json *list = json_get(now, "value");
    if (json_kind(list) != JSON_ARRAY) {
        flow_refuse(flow, ERR_PARSE, "the list of groups came in a form that cannot be read", "try again");
        return -1;
    }
    if (flow->restore)
        return owns_again(flow, h, list);
    take_groups(flow, h, list);
    return !h->count;
}

static bool had_before(const struct handing *h, const char *id)
{
    for (const char **one = h->had; one && *one; one++)
        if (!strcasecmp(*one, id))
            return true;
    return false;
}

/* Read back, both are asked: a write that was accepted and not carried out leaves a group with two owners, or with none. */
static struct http_request *ask_other(struct flow *flow, const struct http_reply *reply)
{
    struct handing *h = flow->state;
    if (!change_reads_back(flow) || h->other) {
        h->other = false;
        return NULL;
    }
    auto_json struct json *body = graph_body(reply, &flow->error);
    const struct json *list = json_get(body, "value");
    h->right = json_kind(list) == JSON_ARRAY;
    for (size_t i = 0; i < h->count; i++)
        h->right &= lists(list, h->ids[i]) == (flow->restore != NULL);
    h->other = true;
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->restore ? h->from : h->to, OWNED));
}

static int is_owned(struct flow *flow, const struct json *now)
{
    const struct handing *h = flow->state;
    const struct json *list = json_get(now, "value");
    bool right = h->right && json_kind(list) == JSON_ARRAY;
    for (size_t i = 0; i < h->count; i++)
        if (!flow->restore || !had_before(h, h->ids[i]))
            right &= lists(list, h->ids[i]) == !flow->restore;
    return right;
}

static const char *keep_groups(struct flow *flow, const struct json *now)
{
    const struct handing *h = flow->state;
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    (void)now;
    json_open(&w, '{');
    json_member_text(&w, "user", h->name);
    json_member_text(&w, "userId", h->to);
    json_name(&w, "group");
    json_open(&w, '[');
    for (size_t i = 0; i < h->count; i++) {
        json_open(&w, '{');
        json_member_text(&w, "id", h->ids[i]);
        json_member_text(&w, "displayName", h->names[i]);
        json_member_bool(&w, "both", had_before(h, h->ids[i]));
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* The new owner first: a group keeps one at any time. */
static struct http_request *hand_over(struct flow *flow)
{
    const struct handing *h = flow->state;
    if (h->at == h->count)
        return NULL;
    if (h->second)
        return graph_write(flow->arena, flow->endpoints, "DELETE",
                           arena_printf(flow->arena, "/groups/%s/owners/%s/$ref", h->ids[h->at], h->from), NULL, 204,
                           NULL);
    return graph_write(
        flow->arena, flow->endpoints, "POST", arena_printf(flow->arena, "/groups/%s/owners/$ref", h->ids[h->at]),
        arena_printf(flow->arena, "{\"@odata.id\":\"%s/v1.0/users/%s\"}", flow->endpoints->at[RESOURCE_GRAPH], h->to),
        204, NULL);
}

static struct http_request *hand_over_first(struct flow *flow)
{
    struct handing *h = flow->state;
    h->at = 0;
    h->second = false;
    return hand_over(flow);
}

static struct http_request *hand_over_next(struct flow *flow)
{
    struct handing *h = flow->state;
    bool done = h->second || (flow->restore && had_before(h, h->ids[h->at]));
    h->second = !done;
    h->at += done;
    return hand_over(flow);
}

static enum change_refusal handed_before(struct flow *flow, const struct http_reply *reply)
{
    const struct handing *h = flow->state;
    bool was = h->second ? reply->status == 404 : strstr(buf_text(&reply->body), "already exist") != NULL;
    return was ? CHANGE_REACHED : CHANGE_REFUSED;
}

static const char *hand_say(struct flow *flow, enum change_end end)
{
    const struct handing *h = flow->state;
    auto_buf struct buf names = buf_make(BUF_REQUEST);
    const char *left = h->left ? arena_printf(flow->arena, " Left, as they give roles: %s; name them (group).", h->left)
                               : "";
    for (size_t i = 0; i < h->count; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", h->names[i]);
    if (end == CHANGE_ALREADY && !h->count)
        return flow->restore
                   ? "The user owns them again already."
                   : arena_printf(flow->arena, "The user owns no such group that can be handed over.%s", left);
    return arena_printf(flow->arena, "%s owns %s.%s", h->name, h->count ? buf_text(&names) : "them", left);
}

static const struct change hand_over_groups = {
    .before = find_heir,
    .read = read_owned,
    .more = ask_other,
    .same = is_handed,
    .settled = is_owned,
    .keep = keep_groups,
    .write = hand_over_first,
    .next = hand_over_next,
    .again = true,
    .refused = handed_before,
    .say = hand_say,
    .stale = "the service accepted it and does not show the new owner alone",
    .stale_hint = "read the user's groups again in a few minutes",
};

/* --- remove-photo --- */

static struct http_request *read_photo(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, "/photo"));
}

static int no_photo(struct flow *flow, const struct json *now)
{
    (void)flow;
    return !now;
}

static struct http_request *delete_photo(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "DELETE",
                       graph_user_path(flow->arena, flow->target->id, "/photo/$value"), NULL, 204, NULL);
}

static enum change_refusal gone_before(struct flow *flow, const struct http_reply *reply)
{
    (void)flow;
    return reply->status == 404 ? CHANGE_REACHED : CHANGE_REFUSED;
}

static const struct change remove_photo = {.read = read_photo,
                                           .none = true,
                                           .same = no_photo,
                                           .write = delete_photo,
                                           .refused = gone_before,
                                           .again = true,
                                           .done = "The photo is gone, read back.",
                                           .already = "The user has no photo."};

/* --- purge-user --- */

static struct http_request *read_deleted(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     arena_printf(flow->arena, "/directory/deletedItems/%s", flow->target->id));
}

static int is_purged(struct flow *flow, const struct json *now)
{
    if (now)
        return 0;
    if (change_reads_back(flow) || flow->look || flow->attempts)
        return 1;
    flow_refuse(flow, ERR_NOT_FOUND, "there is no such deleted user",
                "who is not deleted is deleted first (delete-user)");
    return -1;
}

static struct http_request *purge_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "DELETE",
                       arena_printf(flow->arena, "/directory/deletedItems/%s", flow->target->id), NULL, 204, NULL);
}

static void gone(struct flow *flow, bool changed)
{
    (void)changed;
    flow->removed = true;
}

static const struct change purge = {.read = read_deleted,
                                    .none = true,
                                    .same = is_purged,
                                    .write = purge_write,
                                    .refused = gone_before,
                                    .again = true,
                                    .done = "Deleted for good, read back; mailbox and files follow.",
                                    .already = "Deleted for good already.",
                                    .shows = gone};

static bool is_deleted(const struct target *target)
{
    return target->deleted != 0;
}

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct action leavings_actions[] = {
    {
        .name = "hand-over-groups",
        .label = "Hand over owned groups",
        .group = GROUP_FILES,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK,
        .help = "Make a colleague the owner of the groups that the user owns, and the user no owner.",
        .confirm = "Hand the groups that {target} owns to a colleague?",
        .params = THING_PARAMS({.name = "user",
                                .label = "New owner",
                                .kind = PARAM_USER,
                                .required = true,
                                .help = "a colleague's address"},
                               {.name = "group",
                                .label = "Groups",
                                .kind = PARAM_GROUP,
                                .many = true,
                                .help = "id or name; empty: all that the user owns"}),
        .needs = ANY_OF("Group.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = ANY_OF("Groups Administrator", "User Administrator"),
        .change = &hand_over_groups,
        .undo = "hand-over-groups",
    },
    {
        .name = "remove-photo",
        .label = "Remove photo",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_FILES,
        .flags = ACTION_BULK,
        .help = "Take the user's photo away; `roster show USER --photo FILE` saves it first.",
        .confirm = "Remove the photo of {target}? It cannot be brought back from here.",
        .needs = ANY_OF("ProfilePhoto.ReadWrite.All", "User.ReadWrite.All"),
        .roles = ANY_OF("User Administrator"),
        .change = &remove_photo,
    },
    {
        .name = "purge-user",
        .label = "Delete for good",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE,
        .help =
            "Delete a deleted user for good before the 30 days are over: name and address are free, nothing comes back.",
        .confirm = "Delete {target} for good? Nothing brings the account back.",
        .needs = ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .only = CALLER_PERSON,
        .only_because = "Microsoft takes this from people alone",
        .offered = is_deleted,
        .change = &purge,
    },
    {.name = NULL},
};

/* Adding a user to groups and removing him from them (REQUESTS §3.1 E6–E9, §3.5): Graph or Exchange by the kind of group. */
#include "action/rows.h"
#include "api/exchange/exchange.h"
#include "api/graph/groups.h"
#include "api/service.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

struct place {         /* one group on the way */
    const char *asked; /* id or name, as given */
    const struct group *group;
    bool changed, already;
};

struct membership {
    struct place *places;
    size_t count, at;
    struct group *member_of; /* the user's groups, as far as they are read */
};

enum { BEGIN, RESOLVED, LISTED, SENT, LOOK, VERIFIED };
enum { TRIES = 6 };

static bool adds(const struct flow *flow)
{
    return !strcmp(flow->action->name, "add-to-group");
}

/* Undo is about what was changed, which may be less than what was asked for. */
static const char **restored(struct flow *flow, size_t *count)
{
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const struct json *list = json_get(root, "group");
    const char **ids = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *ids);
    *count = 0;
    for (const struct json *id = json_first(list); id; id = json_next(id))
        ids[(*count)++] = arena_strdup(flow->arena, json_text_or(id, ""));
    return ids;
}

static struct membership *begin(struct flow *flow)
{
    struct membership *m = flow->state = arena_alloc(flow->arena, sizeof *m);
    const char **names = flow->restore ? restored(flow, &m->count) : flow_values(flow, "group", &m->count);
    m->places = arena_alloc(flow->arena, (m->count + 1) * sizeof *m->places);
    for (size_t i = 0; i < m->count; i++)
        m->places[i].asked = names[i];
    return m;
}

static enum flow_state next_place(struct flow *flow);

/* A name may begin several groups' names: the one with exactly this name or address, or the only one. */
static const struct group *chosen(const struct group *first, const char *asked)
{
    for (const struct group *g = first; g; g = g->next)
        if (!strcasecmp(g->display_name, asked) || !strcasecmp(g->mail, asked) || !strcasecmp(g->id, asked))
            return g;
    return first && !first->next ? first : NULL;
}

static enum flow_state resolved(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    struct place *place = &m->places[m->at];
    struct group *first = graph_groups_read(reply, flow->arena, NULL, &flow->error);
    if (!first && flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    place->group = chosen(first, place->asked);
    if (!place->group) {
        err_set(&flow->error, first ? ERR_AMBIGUOUS : ERR_NOT_FOUND,
                first ? "more than one group begins with \"%s\"" : "there is no group \"%s\"", place->asked);
        err_hint(&flow->error, "give the group's id, or its whole name");
        return FLOW_FAILED;
    }
    const char *refusal = group_refusal(place->group);
    if (refusal) {
        err_set(&flow->error, ERR_REFUSED, "%s cannot be changed: %s", place->group->display_name, refusal);
        err_hint(&flow->error, "leave this group out");
        return FLOW_FAILED;
    }
    m->at++;
    return next_place(flow);
}

static struct http_request *memberships(struct flow *flow)
{
    return graph_groups_of(flow->arena, flow->endpoints, flow->target->id);
}

/* Every group is resolved before the first change: one that cannot be changed stops all. */
static enum flow_state next_place(struct flow *flow)
{
    struct membership *m = flow->state;
    if (m->at < m->count)
        return flow_send(flow, graph_groups_find(flow->arena, flow->endpoints, m->places[m->at].asked), RESOLVED);
    return flow_send(flow, memberships(flow), LISTED);
}

/* FLOW_DONE once all pages are in. */
static enum flow_state take_memberships(struct flow *flow, const struct http_reply *reply, int step)
{
    struct membership *m = flow->state;
    char *next;
    struct group *page = graph_groups_read(reply, flow->arena, &next, &flow->error), **last = &m->member_of;
    if (!page && flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    while (*last)
        last = &(*last)->next;
    *last = page;
    if (!next)
        return FLOW_DONE;
    struct http_request *request = graph_next(flow->arena, flow->endpoints, next, &flow->error);
    return request ? flow_send(flow, request, step) : FLOW_FAILED;
}

static bool is_member(const struct membership *m, const struct group *group)
{
    for (const struct group *g = m->member_of; g; g = g->next)
        if (!strcasecmp(g->id, group->id))
            return true;
    return false;
}

static struct http_request *by_graph(struct flow *flow, const struct group *group)
{
    if (!adds(flow)) /* never without /$ref: that would delete the user (E7) */
        return graph_write(flow->arena, flow->endpoints, "DELETE",
                           arena_printf(flow->arena, "/groups/%s/members/%s/$ref", group->id, flow->target->id), NULL,
                           204, NULL);
    const char *body = arena_printf(flow->arena, "{\"@odata.id\":\"%s/v1.0/directoryObjects/%s\"}",
                                    flow->endpoints->graph, flow->target->id);
    return graph_write(flow->arena, flow->endpoints, "POST",
                       arena_printf(flow->arena, "/groups/%s/members/$ref", group->id), body, 204, NULL);
}

static struct http_request *by_exchange(struct flow *flow, const struct group *group)
{
    const struct exchange_parameter parameters[] = {
        {"Identity", .text = group->id},
        {"Member", .text = flow->target->user_principal_name},
        {"BypassSecurityGroupManagerCheck", .raw = "true"},
        {adds(flow) ? NULL : "Confirm", .raw = "false"},
        {NULL},
    };
    return exchange_invoke(flow->arena, flow->endpoints,
                           adds(flow) ? "Add-DistributionGroupMember" : "Remove-DistributionGroupMember",
                           flow->target->user_principal_name, parameters);
}

static enum flow_state change_next(struct flow *flow)
{
    struct membership *m = flow->state;
    for (m->at = 0; m->at < m->count; m->at++) {
        struct place *place = &m->places[m->at];
        if (place->changed || place->already)
            continue;
        if (is_member(m, place->group) == adds(flow)) {
            place->already = !flow->look;
            place->changed = flow->look;
            continue;
        }
        return flow_send(
            flow, group_by_exchange(place->group) ? by_exchange(flow, place->group) : by_graph(flow, place->group),
            SENT);
    }
    if (flow->plan)
        return flow_done(flow, "Planned.");
    m->member_of = NULL;
    return flow_send(flow, memberships(flow), VERIFIED);
}

/* What the change adds or takes away, so that undo does just that. */
static const char *keep(struct flow *flow)
{
    struct membership *m = flow->state;
    auto_buf struct buf out = buf_make(65536);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_name(&w, "group");
    json_open(&w, '[');
    for (size_t i = 0; i < m->count; i++)
        if (is_member(m, m->places[i].group) != adds(flow))
            json_put_text(&w, m->places[i].group->id);
    json_close(&w);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static enum flow_state listed(struct flow *flow, const struct http_reply *reply)
{
    enum flow_state state = take_memberships(flow, reply, LISTED);
    if (state != FLOW_DONE)
        return state;
    if (!flow->prior || !*flow->prior)
        flow->prior = keep(flow);
    return change_next(flow);
}

static bool refused_as_same(const struct flow *flow, const struct http_reply *reply)
{
    if (flow->request->resource == RESOURCE_EXCHANGE)
        return exchange_says(reply, adds(flow) ? "MemberAlreadyExistsException" : "MemberNotFoundException");
    return adds(flow) ? strstr(buf_text(&reply->body), "already exist") != NULL : reply->status == 404;
}

static enum flow_state refused(struct flow *flow, const struct http_reply *reply, const struct group *group)
{
    flow_fail(flow, reply);
    if (flow->error.code == ERR_FORBIDDEN && group->role_assignable)
        err_hint(&flow->error,
                 "%s gives roles: its members need RoleManagement.ReadWrite.Directory and the role Privileged Role "
                 "Administrator",
                 group->display_name);
    return FLOW_FAILED;
}

static enum flow_state sent(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    struct place *place = &m->places[m->at];
    if (reply->unsure && flow->attempts++ < TRIES) /* idempotent: once more tells whether it was done */
        return flow_send(flow, flow->request, SENT);
    if (!service_check(flow->request, reply, &flow->error) && !refused_as_same(flow, reply))
        return refused(flow, reply, place->group);
    place->already = flow->error.code != ERR_OK && !flow->attempts;
    place->changed = !place->already;
    flow->error = (struct err){.code = ERR_OK};
    return change_next(flow);
}

static const char *names(struct flow *flow, bool changed)
{
    const struct membership *m = flow->state;
    auto_buf struct buf out = buf_make(400);
    for (size_t i = 0; i < m->count; i++)
        if (m->places[i].changed == changed)
            buf_printf(&out, "%s%s", out.length ? ", " : "", m->places[i].group->display_name);
    return arena_strdup(flow->arena, buf_text(&out));
}

static enum flow_state verified(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    enum flow_state state = take_memberships(flow, reply, VERIFIED);
    bool all = true, any = false;
    if (state != FLOW_DONE)
        return state;
    for (size_t i = 0; i < m->count; i++) {
        all &= is_member(m, m->places[i].group) == adds(flow);
        any |= m->places[i].changed;
    }
    if (!all && flow->attempts++ < TRIES) {
        m->member_of = NULL;
        return flow_wait(flow, 1000, LOOK);
    }
    for (size_t i = 0; !all && i < m->count; i++)
        if (m->places[i].already && is_member(m, m->places[i].group) != adds(flow)) {
            err_set(&flow->error, ERR_SERVICE,
                    "%s: the service says that it is so already, and still shows the opposite",
                    m->places[i].group->display_name);
            err_hint(&flow->error, "look at the group in some minutes, and try again");
            return FLOW_FAILED;
        }
    if (!any)
        return flow_already(flow, adds(flow) ? "Already a member of %s." : "No member of %s.", names(flow, false));
    return flow_done(flow, "%s %s.%s", adds(flow) ? "Added to" : "Removed from", names(flow, true),
                     all ? "" : " Reading does not show it yet: new recipients take 5 to 15 minutes.");
}

static enum flow_state change_membership(struct flow *flow, const struct http_reply *reply)
{
    switch (flow->step) {
    case RESOLVED:
        return resolved(flow, reply);
    case LISTED:
        return listed(flow, reply);
    case SENT:
        return sent(flow, reply);
    case LOOK:
        return flow_send(flow, memberships(flow), VERIFIED);
    case VERIFIED:
        return verified(flow, reply);
    default:
        if (!begin(flow)->count)
            return flow_already(flow, "No group is named.");
        return next_place(flow);
    }
}

/* For removing: the groups there are. */
static enum flow_state prepare_remove(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step) {
        flow->state = arena_alloc(flow->arena, sizeof(struct membership));
        return flow_send(flow, memberships(flow), LISTED);
    }
    enum flow_state state = take_memberships(flow, reply, LISTED);
    if (state != FLOW_DONE)
        return state;
    const struct membership *m = flow->state;
    for (const struct group *g = m->member_of; g; g = g->next)
        if (!group_refusal(g))
            prepared_option(flow, "group", g->id, g->display_name, group_describe(flow->arena, g), false);
    if (!m->member_of)
        prepared_note(flow, false, "The user is in no group.");
    return flow_done(flow, "Read.");
}

#define PARAMS                                                                                                         \
    (const struct param[])                                                                                             \
    {                                                                                                                  \
        {.name = "group",                                                                                              \
         .label = "Groups",                                                                                            \
         .kind = PARAM_GROUP,                                                                                          \
         .required = true,                                                                                             \
         .many = true,                                                                                                 \
         .help = "id, address or name; several are possible"},                                                         \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }

const struct action membership_actions[] = {
    {
        .name = "add-to-group",
        .label = "Add to group",
        .key = 'g',
        .group = GROUP_FILES,
        .flags = ACTION_BULK,
        .help = "Make the user a member of one or more groups.",
        .confirm = "Add {target} to groups?",
        .params = PARAMS,
        .needs = (const char *const[]){"GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = (const char *const[]){"Groups Administrator", "User Administrator", "Exchange Administrator", NULL},
        .flow = change_membership,
        .undo = "remove-from-group",
    },
    {
        .name = "remove-from-group",
        .label = "Remove from group",
        .key = 'G',
        .group = GROUP_FILES,
        .flags = ACTION_BULK,
        .help = "End the user's membership in one or more groups.",
        .confirm = "Remove {target} from groups?",
        .params = PARAMS,
        .needs = (const char *const[]){"GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = (const char *const[]){"Groups Administrator", "User Administrator", "Exchange Administrator", NULL},
        .prepare = prepare_remove,
        .flow = change_membership,
        .undo = "add-to-group",
    },
    {.name = NULL},
};

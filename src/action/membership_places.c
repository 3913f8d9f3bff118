/* Which groups a user is to join or to leave: those that are named, those of another user, or all. */
#include "action/membership.h"

#include "action/change.h"
#include "action/meaning.h"
#include "base/arena.h"
#include "base/guid.h"

#include <string.h>
#include <strings.h>

enum { BEGIN, CALLED, SIMILAR };

bool membership_adds(const struct flow *flow)
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

/* Which groups these are is known when the user's are read. */
bool membership_takes_all(const struct flow *flow)
{
    return !flow->restore && !membership_adds(flow) && flow_true(flow, "all");
}

static struct membership *begin(struct flow *flow)
{
    struct membership *m = flow->state = arena_alloc(flow->arena, sizeof *m);
    if (membership_takes_all(flow))
        return m;
    m->copy = (struct copy_user){.groups_only = true, .asked = flow->restore ? NULL : flow_value(flow, "copyFrom")};
    const char **names = flow->restore ? restored(flow, &m->count) : flow_values(flow, "group", &m->count);
    m->places = arena_alloc(flow->arena, (m->count + 1) * sizeof *m->places);
    for (size_t i = 0; i < m->count; i++)
        m->places[i].asked = names[i];
    return m;
}

/* The one that is meant; NULL with the flow's error. */
static const struct group *chosen(struct flow *flow, const struct group *first, const char *asked)
{
    size_t count = 0;
    for (const struct group *g = first; g; g = g->next)
        count++;
    struct candidate *candidates = arena_alloc(flow->arena, (count + 1) * sizeof *candidates);
    count = 0;
    for (const struct group *g = first; g; g = g->next)
        candidates[count++] = (struct candidate){.name = g->display_name,
                                                 .id = g->id,
                                                 .whole = !strcasecmp(g->display_name, asked) ||
                                                          !strcasecmp(g->mail, asked) || !strcasecmp(g->id, asked),
                                                 .thing = g};
    int one = meaning_of(candidates, count, "group", asked, "give the group's id, or its whole name", &flow->error);
    return one == MEANING_NONE ? NULL : candidates[one].thing;
}

static struct http_request *ask_place(struct flow *flow)
{
    const struct membership *m = flow->state;
    const char *asked = m->places[m->at].asked;
    struct guid id;
    return guid_parse(asked, strlen(asked), &id) ? graph_groups_find(flow->arena, flow->endpoints, asked)
                                                 : graph_groups_called(flow->arena, flow->endpoints, asked);
}

static bool is_named(const struct membership *m, const struct group *group)
{
    for (size_t i = 0; i < m->count; i++)
        if (!strcasecmp(m->places[i].group->id, group->id))
            return true;
    return false;
}

/* The groups of another user, after those that were named. */
static enum flow_state copy_places(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    size_t count = 0;
    enum flow_state state = copy_user_read(flow, &m->copy, reply, MEMBERSHIP_COPY);
    if (state != FLOW_DONE)
        return state;
    for (const struct group *g = m->copy.groups; g; g = g->next)
        count++;
    struct place *places = arena_alloc(flow->arena, (m->count + count + 1) * sizeof *places);
    memcpy(places, m->places, m->count * sizeof *places);
    m->places = places;
    for (const struct group *g = m->copy.groups; g; g = g->next)
        if (!copy_user_skips(&m->copy, g) && !is_named(m, g))
            places[m->count++] = (struct place){.asked = g->id, .group = g};
    m->stays = copy_user_skipped(flow, &m->copy);
    return FLOW_DONE;
}

static enum flow_state next_place(struct flow *flow)
{
    const struct membership *m = flow->state;
    return m->at < m->count ? flow_send(flow, ask_place(flow), CALLED)
           : m->copy.asked  ? copy_places(flow, NULL)
                            : FLOW_DONE;
}

static enum flow_state take_place(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    struct place *place = &m->places[m->at];
    struct group *first = graph_groups_read(reply, flow->arena, &flow->error);
    if (!first && flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    if (!first && flow->step == CALLED) /* nothing is called so: what begins with it may be meant */
        return flow_send(flow, graph_groups_find(flow->arena, flow->endpoints, place->asked), SIMILAR);
    place->group = chosen(flow, first, place->asked);
    if (!place->group)
        return FLOW_FAILED;
    const char *refusal = group_refusal(place->group);
    if (refusal) {
        err_set(&flow->error, ERR_REFUSED, "%s cannot be changed: %s", place->group->display_name, refusal);
        err_hint(&flow->error, "leave this group out");
        return FLOW_FAILED;
    }
    m->at++;
    return next_place(flow);
}

enum flow_state membership_resolve(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step >= MEMBERSHIP_COPY)
        return copy_places(flow, reply);
    if (flow->step != BEGIN)
        return take_place(flow, reply);
    const struct membership *m = begin(flow);
    return m->count || m->copy.asked || membership_takes_all(flow) ? next_place(flow)
                                                                   : flow_already(flow, "No group is named.");
}

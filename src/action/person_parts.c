/* Flows within a flow. */
#include "action/person_parts.h"

#include "action/change.h"
#include "action/person_link.h"
#include "base/arena.h"
#include <stdio.h>
#include <string.h>

enum {
    SECONDS = 1000,
    DIRECTORY_PATIENCE = 90 * SECONDS,
    EXCHANGE_PATIENCE = 600 * SECONDS,
    LONGEST_PAUSE = 30 * SECONDS
};

struct part {
    const struct action *action;
    struct param_value value; /* of that action's parameter */
    const char *what;
    int64_t patience; /* ms for which "not known yet" is waited out */
    struct err error; /* why it failed */
};

struct person_parts {
    struct part *items;
    size_t count, at, resolved;
    struct target target;
    struct flow sub;
    bool under_way;
    int64_t first, pause; /* when this part was first tried, ms; before the next try */
};

/* Each line of the parameter is a part, or all of it is one. */
static void add(struct flow *flow, struct person_parts *parts, const char *param, struct part part, bool each)
{
    size_t count;
    const char **lines = flow_values(flow, param, &count);
    struct part *items = arena_alloc(flow->arena, (parts->count + count + 1) * sizeof *items);
    if (parts->count)
        memcpy(items, parts->items, parts->count * sizeof *items);
    parts->items = items;
    for (size_t i = 0; i < count && (each || !i); i++) {
        struct part *to = &parts->items[parts->count++];
        *to = part;
        to->value.value = each ? lines[i] : flow_value(flow, param);
        to->what = arena_printf(flow->arena, "%s %s", part.what, each ? lines[i] : "");
        if (!each)
            to->what = part.what;
    }
}

struct person_parts *person_parts_make(struct flow *flow)
{
    struct person_parts *parts = arena_alloc(flow->arena, sizeof *parts);
    add(flow, parts, "manager", (struct part){&person_manager, {"user", NULL}, "manager", DIRECTORY_PATIENCE, {0}},
        true);
    add(flow, parts, "sponsors", (struct part){&person_sponsor, {"user", NULL}, "sponsor", DIRECTORY_PATIENCE, {0}},
        true);
    add(flow, parts, "licences",
        (struct part){action_find("manage-licences"), {"add", NULL}, "licences", DIRECTORY_PATIENCE, {0}}, false);
    add(flow, parts, "group",
        (struct part){action_find("add-to-group"), {"group", NULL}, "group", EXCHANGE_PATIENCE, {0}}, true);
    add(flow, parts, "aliases", (struct part){&person_aliases, {"aliases", NULL}, "aliases", EXCHANGE_PATIENCE, {0}},
        false);
    return parts;
}

bool person_parts_any(const struct person_parts *parts)
{
    return parts->count > 0;
}

bool person_parts_too_early(const struct err *e)
{
    static const char *const said[] = {"Not a valid reference update",
                                       "Unable to read the company information",
                                       "invalid usage location",
                                       "queried reference-property",
                                       "couldn't be found",
                                       "Ex94914C",
                                       "ManagementObjectNotFound"};
    if (e->code == ERR_NOT_FOUND)
        return true;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (strcasestr(e->message, said[i]))
            return true;
    return false;
}

/* --- stepping --- */

static void begin(struct flow *flow, struct person_parts *parts, const struct part *part)
{
    parts->sub = (struct flow){.action = part->action,
                               .target = &parts->target,
                               .values = &part->value,
                               .value_count = 1,
                               .endpoints = flow->endpoints,
                               .arena = flow->arena,
                               .plan = flow->plan};
    parts->under_way = true;
}

/* Of who is not there yet a plan can read nothing: what it would read answers itself. */
static struct http_request *planned(const struct flow *flow, struct http_request *request, const char *id)
{
    static const char nothing[] = "{\"id\":\"\",\"value\":[],\"usageLocation\":\"NL\",\"assignedLicenses\":[]}";
    bool about = strstr(request->url, "%7Bid%7D") || strstr(request->url, "{id}") ||
                 (request->body && strstr(request->body, "{id}"));
    if (flow->plan && !strcmp(id, "{id}") && about && !http_is_write(request)) {
        request->sample_status = 200;
        request->sample_body = request->resource == RESOURCE_EXCHANGE ? "{\"value\":[{}]}" : nothing;
    }
    return request;
}

static enum flow_state step(struct flow *flow, struct person_parts *parts, const struct http_reply *reply)
{
    parts->sub.now = flow->now;
    parts->sub.delegated = flow->delegated;
    parts->sub.progress = NULL;
    return flow_step(&parts->sub, reply);
}

enum flow_state person_parts_resolve(struct flow *flow, struct person_parts *parts, const struct http_reply *reply,
                                     int back)
{
    for (; parts->resolved < parts->count; parts->resolved++, reply = NULL) {
        struct part *part = &parts->items[parts->resolved];
        if (!part->action->change && strcmp(part->action->name, "add-to-group") != 0)
            continue; /* it has nothing to find out before it knows the user */
        if (!parts->under_way)
            begin(flow, parts, part);
        enum flow_state state = step(flow, parts, reply);
        bool names = parts->sub.step < CHANGE_STEPS; /* what is done about the user itself comes after */
        if (state == FLOW_SEND && names)
            return flow_send(flow, parts->sub.request, back);
        parts->under_way = false;
        if (state == FLOW_FAILED) {
            flow->error = parts->sub.error;
            char message[sizeof flow->error.message];
            snprintf(message, sizeof message, "%.60s: %.400s", part->what, parts->sub.error.message);
            memcpy(flow->error.message, message, sizeof message);
            return FLOW_FAILED;
        }
    }
    return FLOW_DONE;
}

/* The same again in a while, as long as the service does not know the user; false: it was long enough. */
static bool again_later(struct flow *flow, struct person_parts *parts, const struct part *part, int back)
{
    int64_t now = flow->now;
    if (flow->plan || !person_parts_too_early(&parts->sub.error) || now - parts->first >= part->patience)
        return false;
    parts->pause = !parts->pause ? SECONDS : parts->pause * 2 <= LONGEST_PAUSE ? parts->pause * 2 : LONGEST_PAUSE;
    flow->progress = arena_printf(flow->arena, "waiting until the service knows the new user: %s", part->what);
    flow->until = parts->first + part->patience;
    flow_wait(flow, parts->pause, back);
    return true;
}

enum flow_state person_parts_give(struct flow *flow, struct person_parts *parts, const char *id,
                                  const struct http_reply *reply, int back)
{
    parts->target = *flow->target;
    snprintf(parts->target.id, sizeof parts->target.id, "%s", id);
    for (; parts->at < parts->count; parts->at++, reply = NULL) {
        struct part *part = &parts->items[parts->at];
        if (!parts->first)
            parts->first = flow->now;
        if (!parts->under_way)
            begin(flow, parts, part);
        enum flow_state state = step(flow, parts, reply);
        flow->progress = parts->sub.progress ? parts->sub.progress
                                             : arena_printf(flow->arena, "giving what belongs to it: %s (%zu of %zu)",
                                                            part->what, parts->at + 1, parts->count);
        if (state == FLOW_SEND)
            return flow_send(flow, planned(flow, parts->sub.request, id), back);
        if (state == FLOW_WAIT)
            return flow_wait(flow, parts->sub.wait, back);
        parts->under_way = false;
        if (state == FLOW_FAILED && again_later(flow, parts, part, back))
            return FLOW_WAIT;
        if (state == FLOW_FAILED)
            part->error = parts->sub.error;
        parts->first = parts->pause = 0;
    }
    return FLOW_DONE;
}

const char *person_parts_missing(struct flow *flow, const struct person_parts *parts)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i].error.code != ERR_OK)
            buf_printf(&out, "%s%s (%s)", out.length ? "; " : "", parts->items[i].what, parts->items[i].error.message);
    return out.length ? arena_strdup(flow->arena, buf_text(&out)) : NULL;
}

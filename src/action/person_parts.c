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
    struct param_value values[2]; /* of that action's parameters */
    size_t value_count;
    const char *what;
    const char *mailbox; /* of whom it is done to, where that is not the new one; NULL: it is */
    const char *id;      /* who that is, once it is known */
    int64_t patience;    /* ms for which "not known yet" is waited out */
    struct err error;    /* why it failed */
};

struct person_parts {
    struct part *items;
    size_t count, at, resolved;
    struct target target, mailbox;
    struct flow sub;
    bool under_way;
    int64_t first, pause; /* when this part was first tried, ms; before the next try */
};

/* What somebody new is given, in this order. */
struct kind {
    const char *param, *action, *gets; /* of the new one; the action, and its parameter that gets the value */
    const struct action *row;          /* instead of an action by name */
    const char *what;
    int64_t patience;
    bool each;           /* a line is a part of its own */
    bool there;          /* the value says whose mailbox it is done to, and the new one is the parameter's value */
    const char *with[2]; /* another parameter, and where it goes */
};

static const struct kind kinds[] = {
    {"manager", NULL, "user", &person_manager, "manager", DIRECTORY_PATIENCE, true, false, {NULL}},
    {"sponsors", NULL, "user", &person_sponsor, "sponsor", DIRECTORY_PATIENCE, true, false, {NULL}},
    {"administrativeUnit",
     "join-administrative-unit",
     "unit",
     NULL,
     "administrative unit",
     DIRECTORY_PATIENCE,
     false,
     false,
     {NULL}},
    {"licences",
     "manage-licences",
     "add",
     NULL,
     "licences",
     DIRECTORY_PATIENCE,
     false,
     false,
     {"withoutApps", "without"}},
    {"group", "add-to-group", "group", NULL, "group", EXCHANGE_PATIENCE, true, false, {NULL}},
    {"roles", "give-role", "role", NULL, "roles", DIRECTORY_PATIENCE, false, false, {NULL}},
    {"aliases", NULL, "aliases", &person_aliases, "aliases", EXCHANGE_PATIENCE, false, false, {NULL}},
    {"fullAccess", "give-full-access", "user", NULL, "opening the mailbox of", EXCHANGE_PATIENCE, true, true, {NULL}},
    {"sendAs", "give-send-as", "user", NULL, "sending as", EXCHANGE_PATIENCE, true, true, {NULL}},
};

/* Each line of the parameter is a part, or all of it is one. */
static void add(struct flow *flow, struct person_parts *parts, const struct kind *kind)
{
    size_t count;
    const char **lines = flow_values(flow, kind->param, &count);
    struct part *items = arena_alloc(flow->arena, (parts->count + count + 1) * sizeof *items);
    if (parts->count)
        memcpy(items, parts->items, parts->count * sizeof *items);
    parts->items = items;
    for (size_t i = 0; i < count && (kind->each || !i); i++) {
        struct part *to = &parts->items[parts->count++];
        const char *value = kind->each ? lines[i] : flow_value(flow, kind->param),
                   *beside = kind->with[0] ? flow_value(flow, kind->with[0]) : NULL;
        *to = (struct part){.action = kind->row ? kind->row : action_find(kind->action),
                            .values = {{kind->gets, kind->there ? flow->target->user_principal_name : value}},
                            .value_count = 1,
                            .what = kind->each ? arena_printf(flow->arena, "%s %s", kind->what, value) : kind->what,
                            .mailbox = kind->there ? value : NULL,
                            .patience = kind->patience};
        if (beside)
            to->values[to->value_count++] = (struct param_value){kind->with[1], beside};
        else if (kind->there && !strcmp(kind->action, "give-full-access"))
            to->values[to->value_count++] = (struct param_value){"automap", "true"};
    }
}

struct person_parts *person_parts_make(struct flow *flow)
{
    struct person_parts *parts = arena_alloc(flow->arena, sizeof *parts);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        add(flow, parts, &kinds[i]);
    return parts;
}

bool person_parts_any(const struct person_parts *parts)
{
    return parts->count > 0;
}

/* Whether the service says no more than that it does not know somebody new yet (REQUESTS §10.1). */
static bool person_parts_too_early(const struct err *e)
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
    parts->mailbox = (struct target){.user_principal_name = part->mailbox, .display_name = part->mailbox};
    snprintf(parts->mailbox.id, sizeof parts->mailbox.id, "%s", part->id ? part->id : "");
    parts->sub = (struct flow){.action = part->action,
                               .target = part->mailbox ? &parts->mailbox : &parts->target,
                               .values = part->values,
                               .value_count = part->value_count,
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

/* Whose mailbox it is. */
static enum flow_state find_mailbox(struct flow *flow, struct person_parts *parts, struct part *part,
                                    const struct http_reply *reply)
{
    parts->sub.now = flow->now;
    enum flow_state state = person_link_find(&parts->sub, reply, part->mailbox, PERSON_LINK_FOUND, &part->id);
    if (state != FLOW_DONE)
        return state;
    struct target *others = arena_alloc(flow->arena, (flow->other_count + 1) * sizeof *others);
    if (flow->other_count)
        memcpy(others, flow->others, flow->other_count * sizeof *others);
    others[flow->other_count] = (struct target){.user_principal_name = part->mailbox, .display_name = part->mailbox};
    snprintf(others[flow->other_count++].id, sizeof others->id, "%s", part->id);
    flow->others = others;
    return FLOW_DONE;
}

enum flow_state person_parts_resolve(struct flow *flow, struct person_parts *parts, const struct http_reply *reply,
                                     int back)
{
    for (; parts->resolved < parts->count; parts->resolved++, reply = NULL) {
        struct part *part = &parts->items[parts->resolved];
        if (!strcmp(part->action->name, "manage-licences"))
            continue; /* it has nothing to find out before it knows the user */
        if (!parts->under_way)
            begin(flow, parts, part);
        enum flow_state state = part->mailbox ? find_mailbox(flow, parts, part, reply) : step(flow, parts, reply);
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

/* Without the licences there will be no mailbox to wait for. */
static int64_t patience_of(const struct person_parts *parts, const struct part *part)
{
    for (size_t i = 0; i < parts->at; i++)
        if (!strcmp(parts->items[i].action->name, "manage-licences") && parts->items[i].error.code != ERR_OK)
            return DIRECTORY_PATIENCE;
    return part->patience;
}

/* The same again in a while, as long as the service does not know the user; false: it was long enough. */
static bool again_later(struct flow *flow, struct person_parts *parts, const struct part *part, int back)
{
    int64_t now = flow->now;
    if (flow->plan || !person_parts_too_early(&parts->sub.error) || now - parts->first >= patience_of(parts, part))
        return false;
    parts->pause = !parts->pause ? SECONDS : parts->pause * 2 <= LONGEST_PAUSE ? parts->pause * 2 : LONGEST_PAUSE;
    flow->progress = arena_printf(flow->arena, "waiting until the service knows the new user: %s", part->what);
    flow->until = parts->first + patience_of(parts, part);
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
        enum flow_state state = FLOW_DONE;
        if (part->mailbox && !part->id) { /* what was made before is given the rest: nobody was looked for yet */
            state = find_mailbox(flow, parts, part, reply);
            if (state == FLOW_DONE)
                begin(flow, parts, part);
            reply = NULL;
        }
        if (state == FLOW_DONE)
            state = step(flow, parts, reply);
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

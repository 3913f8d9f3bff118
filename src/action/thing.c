/* One thing of a user, found in a list by its id or its name. */
#include "action/thing.h"

#include "api/graph/graph.h"
#include "base/arena.h"
#include "codec/url.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

static const struct thing *thing_of(const struct flow *flow)
{
    return flow->action->change->thing;
}

/* What a person named, or undo was given. */
static const char *thing_wanted(struct flow *flow)
{
    const struct thing *thing = thing_of(flow);
    const char *text = flow->restore ? change_restored(flow, thing->param) : flow_value(flow, thing->param);
    if (!text && flow->restore)
        text = change_restored(flow, thing->ids[0]);
    return text ? text : "";
}

struct seen {
    const char *id; /* NULL: not yet */
    void *own;
};

static struct seen *seen(struct flow *flow)
{
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct seen));
    return flow->state;
}

const char *thing_id(const struct flow *flow)
{
    const struct seen *seen = flow->state;
    return seen && seen->id ? seen->id : "";
}

void **thing_own(struct flow *flow)
{
    return &seen(flow)->own;
}

static bool is_called(const struct json *one, const char *const *members, const char *text)
{
    for (; *members; members++)
        if (!strcasecmp(json_text_or(json_path(one, *members), ""), text))
            return true;
    return false;
}

/* By one of its ids, else the only one of this name. */
static const struct json *find(const struct thing *thing, const struct json *now, const char *text, size_t *count)
{
    const struct json *found = NULL;
    *count = 0;
    for (const struct json *one = json_first(json_get(now, "value")); *text && one; one = json_next(one)) {
        if (is_called(one, thing->ids, text)) {
            *count = 1;
            return one;
        }
        if (is_called(one, thing->names, text)) {
            found = one;
            ++*count;
        }
    }
    return *count == 1 ? found : NULL;
}

/* Whether this run brings it back. What took back an undo is an ordinary run again. */
static bool gives(struct flow *flow)
{
    return flow->restore && thing_of(flow)->back && !change_restored(flow, "undoneBy");
}

/* The same as what was kept, whatever its id is now. */
static const struct json *kept_one(struct flow *flow, const struct json *now)
{
    const struct thing *thing = thing_of(flow);
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one)) {
        size_t i = 0;
        for (; thing->made_of[i]; i++) {
            const char *kept = change_restored(flow, thing->made_of[i]);
            if (strcasecmp(kept ? kept : "", json_text_or(json_get(one, thing->made_of[i]), "")) != 0)
                break;
        }
        if (!thing->made_of[i])
            return one;
    }
    return NULL;
}

const struct json *thing_find(struct flow *flow, const struct json *now, size_t *count)
{
    const struct thing *thing = thing_of(flow);
    bool again = flow->restore && thing->back;
    const struct json *found = again ? kept_one(flow, now)
                                     : find(thing, now, *thing_id(flow) ? thing_id(flow) : thing_wanted(flow), count);
    if (again)
        *count = found != NULL;
    if (found)
        seen(flow)->id = arena_strdup(flow->arena, json_text_or(json_get(found, thing->ids[0]), ""));
    return found;
}

int thing_refuse(struct flow *flow, const struct json *now, size_t count)
{
    const struct thing *thing = thing_of(flow);
    const char *text = thing_wanted(flow);
    auto_buf struct buf ids = buf_make(BUF_REQUEST);
    for (const struct json *one = json_first(json_get(now, "value")); count && one; one = json_next(one))
        if (is_called(one, thing->names, text))
            buf_printf(&ids, "%s%s", ids.length ? ", " : "", json_text_or(json_get(one, thing->ids[0]), ""));
    if (count)
        flow_refuse(flow, ERR_AMBIGUOUS,
                    arena_printf(flow->arena, "%zu %ss are called \"%s\"", count, thing->what, text),
                    arena_printf(flow->arena, "give the id of one: %s", buf_text(&ids)));
    else
        flow_refuse(flow, ERR_NOT_FOUND, arena_printf(flow->arena, "the user has no %s \"%s\"", thing->what, text),
                    arena_printf(flow->arena, "\"roster show USER --panel %s -o json\" has the ids", thing->panel));
    return -1;
}

/* Of what is no list nobody knows what is gone from it: always -1, for `same`. */
static int unreadable(struct flow *flow)
{
    flow_refuse(flow, ERR_PARSE,
                arena_printf(flow->arena, "the list of %ss came in a form that cannot be read", thing_of(flow)->what),
                "try again; what was sent stands in the journal");
    return -1;
}

int thing_gone(struct flow *flow, const struct json *now)
{
    size_t count;
    if (json_kind(json_get(now, "value")) != JSON_ARRAY)
        return unreadable(flow);
    bool known = *thing_id(flow) || flow->look || flow->restore, there = thing_find(flow, now, &count);
    if (gives(flow))
        return there;
    if (there)
        return 0;
    return !count && known ? 1 : thing_refuse(flow, now, count);
}

const char *thing_keep(struct flow *flow, const struct json *now)
{
    size_t count;
    auto_buf struct buf out = buf_make(1u << 20);
    struct err ignored;
    auto_json struct json *all = gives(flow) ? json_parse(flow->restore, strlen(flow->restore), &ignored)
                                             : json_copy(thing_find(flow, now, &count));
    if (gives(flow))
        json_set_text(all, "undoneBy", flow->action->name);
    for (const struct param *param = flow->action->params; param->name; param++)
        if (strcmp(param->name, thing_of(flow)->param) != 0)
            json_set_text(all, param->name, flow_value(flow, param->name));
    json_write(all, &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* The value of a place: what the row was given, or undo. */
static const char *value_of(struct flow *flow, const char *name)
{
    if (!strcmp(name, "user"))
        return flow->target->id;
    if (!strcmp(name, "id"))
        return thing_id(flow);
    const char *value = flow->restore ? change_restored(flow, name) : flow_value(flow, name);
    return value ? value : "";
}

const char *thing_path(struct flow *flow, const char *pattern)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (const char *at = pattern; *at;) {
        size_t length = strcspn(at, "{");
        buf_printf(&out, "%.*s", (int)length, at);
        at += length;
        if (!*at)
            break;
        length = strcspn(at, "}");
        url_encode(&out, value_of(flow, arena_strndup(flow->arena, at + 1, length - 1)));
        at += length + 1;
    }
    return arena_strdup(flow->arena, buf_text(&out));
}

struct http_request *thing_read(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, thing_path(flow, thing_of(flow)->list));
}

/* What made it, posted again. */
static struct http_request *post_back(struct flow *flow)
{
    const struct thing *thing = thing_of(flow);
    struct err ignored;
    auto_json struct json *kept = json_parse(flow->restore, strlen(flow->restore), &ignored);
    auto_json struct json *body = json_new_object();
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (size_t i = 0; thing->made_of[i]; i++)
        if (json_get(kept, thing->made_of[i]))
            json_set(body, thing->made_of[i], json_copy(json_get(kept, thing->made_of[i])));
    json_write(body, &out);
    return graph_write(flow->arena, flow->endpoints, "POST", thing_path(flow, thing->back),
                       arena_strdup(flow->arena, buf_text(&out)), 201, "{}");
}

struct http_request *thing_write(struct flow *flow)
{
    const struct thing *thing = thing_of(flow);
    if (gives(flow))
        return post_back(flow);
    return graph_write(flow->arena, flow->endpoints, "DELETE", thing_path(flow, thing->at), NULL, 204, NULL);
}

enum change_refusal thing_refused(struct flow *flow, const struct http_reply *reply)
{
    (void)reply;
    return flow->error.code == ERR_NOT_FOUND && !gives(flow) ? CHANGE_REACHED : CHANGE_REFUSED;
}

const char *thing_say(struct flow *flow, enum change_end end)
{
    const struct thing *thing = thing_of(flow);
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena, gives(flow) ? "The %s is there already." : "The %s is gone already.",
                            thing->what);
    return gives(flow) ? thing->given : thing->gone;
}

/* --- switched on and off --- */

static bool wants_on(const struct flow *flow)
{
    return !strncmp(flow->action->name, "enable-", strlen("enable-"));
}

int thing_enabled(struct flow *flow, const struct json *now)
{
    size_t count;
    if (json_kind(json_get(now, "value")) != JSON_ARRAY)
        return unreadable(flow);
    const struct json *found = thing_find(flow, now, &count), *enabled = json_get(found, "accountEnabled");
    if (!found)
        return thing_refuse(flow, now, count);
    return json_kind(enabled) == JSON_BOOL ? json_true(enabled) == wants_on(flow) : unreadable(flow);
}

const char *thing_enabled_keep(struct flow *flow, const struct json *now)
{
    size_t count;
    const struct json *found = thing_find(flow, now, &count);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_member_text(&w, thing_of(flow)->param, thing_id(flow));
    json_member_text(&w, "displayName", json_text_or(json_get(found, "displayName"), ""));
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

struct http_request *thing_enabled_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", thing_path(flow, thing_of(flow)->at),
                       wants_on(flow) ? "{\"accountEnabled\":true}" : "{\"accountEnabled\":false}", 204, NULL);
}

const char *thing_enabled_say(struct flow *flow, enum change_end end)
{
    return arena_printf(flow->arena, end == CHANGE_ALREADY ? "The %s was %s already." : "The %s is %s, read back.",
                        thing_of(flow)->what, wants_on(flow) ? "enabled" : "disabled");
}

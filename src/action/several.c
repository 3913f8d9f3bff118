/* Several things by name: found, compared, written one after another. */
#include "action/several.h"

#include "action/meaning.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

enum { ALL_READ = SEVERAL_STEPS, PREPARE_HAS };

struct named {
    const struct several *several;
    struct several_one *ones;
    size_t count, at;
    void *own;
};

static struct named *named(struct flow *flow, const struct several *several)
{
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct named));
    struct named *n = flow->state;
    if (several)
        n->several = several;
    return n;
}

static const struct several *several_of(const struct flow *flow)
{
    return ((const struct named *)flow->state)->several;
}

void **several_own(struct flow *flow)
{
    return &named(flow, NULL)->own;
}

const struct several_one *several_all(const struct flow *flow, size_t *count)
{
    const struct named *n = flow->state;
    *count = n->count;
    return n->ones;
}

bool several_gives(const struct flow *flow, const struct several *several)
{
    return !strcmp(flow->action->name, several->gives);
}

static bool gives(const struct flow *flow)
{
    return several_gives(flow, several_of(flow));
}

const char *several_value(struct flow *flow, const char *name)
{
    return flow->restore ? change_restored(flow, name) : flow_value(flow, name);
}

/* --- which are meant --- */

static bool is_called(const struct json *row, const struct several *several, const char *asked)
{
    for (size_t i = 0; i < 3 && several->ids[i]; i++)
        if (!strcasecmp(json_text_or(json_get(row, several->ids[i]), ""), asked))
            return true;
    return !strcasecmp(json_text_or(json_get(row, several->name), ""), asked);
}

const struct json *several_find(struct flow *flow, const struct json *list, const struct several *several,
                                const char *asked)
{
    size_t count = 0, length = strlen(asked);
    struct candidate *candidates = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *candidates);
    for (const struct json *row = json_first(list); row; row = json_next(row)) {
        const char *name = json_text_or(json_get(row, several->name), "");
        bool whole = is_called(row, several, asked);
        if (whole || !strncasecmp(name, asked, length))
            candidates[count++] = (struct candidate){
                .name = name, .id = json_text_or(json_get(row, several->ids[0]), ""), .whole = whole, .thing = row};
    }
    int one = meaning_of(candidates, count, several->what, asked, several->how, &flow->error);
    return one == MEANING_NONE ? NULL : candidates[one].thing;
}

/* Undo is about what was changed, which may be less than what was asked for. */
static void restored(struct flow *flow, struct named *n)
{
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const struct json *list = json_get(root, n->several->param);
    n->ones = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *n->ones);
    for (const struct json *one = json_first(list); one; one = json_next(one))
        n->ones[n->count++] = (struct several_one){
            .id = arena_strdup(flow->arena, json_text_or(json_get(one, "id"), "")),
            .name = arena_strdup(flow->arena, json_text_or(json_get(one, "name"), "")),
            .until = arena_strdup(flow->arena, json_text(json_get(one, "until")))};
}

static bool resolved(struct flow *flow, struct named *n, const struct json *list)
{
    size_t count;
    const char **asked = flow_values(flow, n->several->param, &count);
    n->ones = arena_alloc(flow->arena, (count + 1) * sizeof *n->ones);
    for (size_t i = 0; i < count; i++) {
        const struct json *row = several_find(flow, list, n->several, asked[i]);
        const char *cannot = row && n->several->cannot ? n->several->cannot(row) : NULL;
        const char *name = row ? arena_strdup(flow->arena, json_text_or(json_get(row, n->several->name), "")) : "";
        if (!row)
            return false;
        if (cannot) {
            err_set(&flow->error, ERR_REFUSED, "%s cannot be changed: %s", name, cannot);
            return err_hint(&flow->error, "leave it out");
        }
        n->ones[n->count++] = (struct several_one){
            .id = arena_strdup(flow->arena, json_text_or(json_get(row, n->several->ids[0]), "")), .name = name};
    }
    return true;
}

/* Each is found before the first change: one that cannot be changed stops all. */
static enum flow_state resolve(struct flow *flow, const struct http_reply *reply)
{
    struct named *n = flow->state;
    if (flow->step == ALL_READ) {
        auto_json struct json *all = graph_body(reply, &flow->error);
        if (!all)
            return flow_fail(flow, reply);
        return resolved(flow, n, json_get(all, "value")) ? FLOW_DONE : FLOW_FAILED;
    }
    enum flow_state state = n->several->first ? n->several->first(flow, reply) : FLOW_DONE;
    if (state != FLOW_DONE)
        return state;
    if (!flow->restore)
        return flow_send(flow, graph_get(flow->arena, flow->endpoints, n->several->all(flow)), ALL_READ);
    restored(flow, n);
    return n->count ? FLOW_DONE : flow_already(flow, "Nothing was changed.");
}

/* --- what the user has --- */

static struct http_request *read_had(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, several_of(flow)->has(flow));
}

static void look(struct flow *flow, const struct json *now)
{
    struct named *n = flow->state;
    for (size_t i = 0; i < n->count; i++) {
        n->ones[i].there = false;
        for (const struct json *had = json_first(json_get(now, "value")); had && !n->ones[i].there;
             had = json_next(had)) {
            const char *end = json_text(json_get(had, "endDateTime"));
            if (!n->several->is(flow, had, &n->ones[i]))
                continue;
            n->ones[i].there = true;
            n->ones[i].holding = arena_strdup(flow->arena, json_text_or(json_get(had, "id"), ""));
            if (end)
                n->ones[i].until = arena_strdup(flow->arena, end);
        }
    }
}

static int same(struct flow *flow, const struct json *now)
{
    const struct named *n = flow->state;
    if (json_kind(json_get(now, "value")) != JSON_ARRAY) {
        flow_refuse(flow, ERR_PARSE,
                    arena_printf(flow->arena, "the list of %ss came in a form that cannot be read", n->several->what),
                    "try again");
        return -1;
    }
    look(flow, now);
    for (size_t i = 0; i < n->count; i++)
        if (n->ones[i].there != gives(flow))
            return 0;
    return 1;
}

/* What the change gives or takes, so that undo does just that. */
static const char *keep(struct flow *flow, const struct json *now)
{
    const struct named *n = flow->state;
    (void)now;
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_name(&w, n->several->param);
    json_open(&w, '[');
    for (size_t i = 0; i < n->count; i++) {
        if (n->ones[i].there == gives(flow))
            continue;
        json_open(&w, '{');
        json_member_text(&w, "id", n->ones[i].id);
        json_member_text(&w, "name", n->ones[i].name);
        if (n->ones[i].until)
            json_member_text(&w, "until", n->ones[i].until);
        json_close(&w);
    }
    json_close(&w);
    for (size_t i = 0; i < 4 && n->several->kept[i]; i++) {
        const char *kept = n->several->kept[i],
                   *value = n->several->keep ? n->several->keep(flow, kept) : several_value(flow, kept);
        if (value)
            json_member_text(&w, kept, value);
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* --- writing --- */

/* The first, from the one at hand on, that is not as wanted. */
static struct http_request *write_one(struct flow *flow)
{
    struct named *n = flow->state;
    while (n->at < n->count && n->ones[n->at].there == gives(flow))
        n->at++;
    if (n->at == n->count)
        return NULL;
    n->ones[n->at].sent = true;
    return n->several->write(flow, &n->ones[n->at]);
}

static struct http_request *write_first(struct flow *flow)
{
    struct named *n = flow->state;
    n->at = 0;
    return !n->several->may || n->several->may(flow) ? write_one(flow) : NULL;
}

static struct http_request *write_next(struct flow *flow)
{
    ((struct named *)flow->state)->at++;
    return write_one(flow);
}

static enum change_refusal refused(struct flow *flow, const struct http_reply *reply)
{
    struct named *n = flow->state;
    bool was_so = n->several->was_so && n->several->was_so(flow, reply);
    n->ones[n->at].already = was_so && !flow->attempts;
    return was_so ? CHANGE_REACHED : CHANGE_REFUSED;
}

static const char *say(struct flow *flow, enum change_end end)
{
    const struct named *n = flow->state;
    auto_buf struct buf names = buf_make(BUF_REQUEST);
    bool any = false;
    for (size_t i = 0; i < n->count; i++)
        any |= n->ones[i].sent && !n->ones[i].already;
    for (size_t i = 0; i < n->count; i++)
        if (!any || (n->ones[i].sent && !n->ones[i].already))
            buf_printf(&names, "%s%s", names.length ? ", " : "", n->ones[i].name);
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena,
                            gives(flow) ? "The user has it already: %s." : "The user does not have it: %s.",
                            buf_text(&names));
    return arena_printf(flow->arena, "%s: %s.", gives(flow) ? n->several->given : n->several->taken, buf_text(&names));
}

/* What the service said was so already: was nothing else changed, and does reading show it? */
static enum flow_state ended(struct flow *flow)
{
    const struct named *n = flow->state;
    bool any = flow->attempts > 0;
    for (size_t i = 0; i < n->count; i++) {
        any |= n->ones[i].sent && !n->ones[i].already;
        if (n->ones[i].already && n->ones[i].there != gives(flow))
            return flow_refuse(
                flow, ERR_SERVICE,
                arena_printf(flow->arena,
                             "%s: the service says that this is already done, and still shows the opposite",
                             n->ones[i].name),
                "look again in some minutes, and try again");
    }
    return any ? FLOW_DONE : flow_already(flow, "%s", say(flow, CHANGE_ALREADY));
}

enum flow_state several_step(struct flow *flow, const struct http_reply *reply, const struct several *several)
{
    struct change change = {
        .before = resolve,
        .read = read_had,
        .same = same,
        .keep = keep,
        .write = write_first,
        .next = write_next,
        .refused = refused,
        .say = say,
        .done_first = true,
        .stale = "the service says that it is taken, and still shows the opposite",
        .stale_hint = "look again in some minutes: until then it counts as held",
    };
    named(flow, several);
    if (gives(flow)) /* what is said to be taken has to be seen to be gone */
        change.lags = "Reading does not show it yet; look again in some minutes.";
    enum flow_state state = change_step(flow, reply, &change);
    return state == FLOW_DONE && !flow->plan ? ended(flow) : state;
}

/* --- the form --- */

static void offer(struct flow *flow, const struct named *n, const struct json *all, const struct json *had)
{
    for (const struct json *row = json_first(json_get(all, "value")); row; row = json_next(row)) {
        struct several_one one = {.id = json_text_or(json_get(row, n->several->ids[0]), "")};
        const char *name = json_text_or(json_get(row, n->several->name), one.id);
        bool there = false;
        for (const struct json *has = json_first(json_get(had, "value")); has && !there; has = json_next(has))
            there = n->several->is(flow, has, &one);
        if (there != gives(flow) && !(n->several->cannot && n->several->cannot(row)))
            prepared_option(flow, n->several->param, one.id, name, json_text(json_get(row, "description")), false);
    }
}

enum flow_state several_prepare(struct flow *flow, const struct http_reply *reply, const struct several *several)
{
    struct named *n = named(flow, several);
    if (!flow->step)
        return flow_send(flow, graph_get(flow->arena, flow->endpoints, several->all(flow)), ALL_READ);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    if (flow->step == ALL_READ) {
        struct err ignored;
        n->own = arena_strdup(flow->arena, buf_text(&reply->body));
        auto_json struct json *all = json_parse(n->own, strlen(n->own), &ignored);
        if (gives(flow)) /* what he has is nobody's business who gives: it is left as it is */
            offer(flow, n, all, NULL);
        return gives(flow) ? flow_done(flow, "Read.") : flow_send(flow, read_had(flow), PREPARE_HAS);
    }
    struct err ignored;
    auto_json struct json *all = json_parse(n->own, strlen(n->own), &ignored);
    offer(flow, n, all, body);
    return flow_done(flow, "Read.");
}

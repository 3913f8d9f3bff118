/* The file of a plan: a line for its head and one for each target, each with its digest, and one over all of them. It is read by making
 * it anew from what it says: what is not the same, byte for byte, was altered. */
#include "cli/plan_file.h"

#include "base/clock.h"
#include "base/guid.h"
#include "base/place.h"
#include "cli/commands.h"
#include "codec/digest.h"
#include "codec/json.h"
#include <fcntl.h>
#include <string.h>

enum { LARGEST = 32 << 20, FIRST_TARGET = 2 /* line */ };

/* --- writing --- */

static void put_head(struct buf *out, const struct plan_file *plan)
{
    struct json_writer w = json_writer(out);
    char at[CLOCK_TEXT];
    json_open(&w, '{');
    json_member_int(&w, "rosterPlan", 1);
    json_member_text(&w, "plannedBy", plan->by.name);
    json_member_text(&w, "account", plan->by.account);
    json_member_bool(&w, "delegated", plan->by.delegated);
    json_member_text(&w, "at", clock_format(plan->at, at));
    json_member_text(&w, "tenantId", plan->tenant_id);
    json_member_text(&w, "tenant", plan->tenant);
    json_member_text(&w, "action", plan->action->name);
    json_close(&w);
}

static void put_requests(struct json_writer *w, const struct plan_expect *expect)
{
    json_name(w, "requests");
    json_open(w, '[');
    for (size_t i = 0; i < expect->count; i++) {
        json_open(w, '{');
        json_member_text(w, "method", expect->requests[i].method);
        json_member_text(w, "url", expect->requests[i].url);
        json_member_text(w, "body", expect->requests[i].body);
        json_close(w);
    }
    json_close(w);
}

static void put_target(struct buf *out, const struct plan_target *target)
{
    struct json_writer w = json_writer(out);
    json_open(&w, '{');
    json_member_text(&w, "id", target->target.id);
    json_member_text(&w, "userPrincipalName", target->target.user_principal_name);
    json_name(&w, "values");
    json_open(&w, '{');
    for (size_t i = 0; i < target->values.count; i++)
        json_member_text(&w, target->values.items[i].name, target->values.items[i].value);
    json_close(&w);
    json_member_text(&w, "before", target->expect.before);
    put_requests(&w, &target->expect);
    json_close(&w);
}

/* A line of the file: what it says, and the digest of that. */
static void put_line(struct buf *out, struct buf *digests, const struct buf *what, const char *before, const char *name)
{
    auto_buf struct buf digest = buf_make(128);
    digest_sha256_hex(&digest, buf_text(what), what->length);
    buf_puts(digests, buf_text(&digest));
    buf_printf(out, "%s{\"%s\":", before, name);
    buf_add(out, buf_text(what), what->length);
    buf_printf(out, ",\"sha256\":\"%s\"}", buf_text(&digest));
}

static void put(struct buf *out, struct plan_file *plan)
{
    auto_buf struct buf digests = buf_make(LARGEST), what = buf_make(LARGEST), all = buf_make(128);
    put_head(&what, plan);
    put_line(out, &digests, &what, "[", "plan");
    for (size_t i = 0; i < plan->count; i++) {
        buf_clear(&what);
        put_target(&what, &plan->targets[i]);
        put_line(out, &digests, &what, ",\n", "target");
    }
    digest_sha256_hex(&all, buf_text(&digests), digests.length);
    memcpy(plan->digest, buf_text(&all), sizeof plan->digest);
    buf_printf(out, ",\n{\"sha256\":\"%s\"}]\n", plan->digest);
}

bool plan_file_write(struct plan_file *plan, const char *path, struct err *e)
{
    auto_buf struct buf out = buf_make(LARGEST);
    put(&out, plan);
    if (out.overflow)
        return err_set(e, ERR_TOO_BIG, "%s: the plan is larger than %d MiB", path, LARGEST >> 20);
    return place_write(AT_FDCWD, path, buf_text(&out), out.length, e);
}

/* --- reading --- */

static const char *text_in(struct arena *arena, const struct json *object, const char *name)
{
    return arena_strdup(arena, json_text_or(json_get(object, name), ""));
}

static bool take_head(struct arena *arena, const struct json *head, struct plan_file *out, struct err *e)
{
    const char *at = json_text_or(json_get(head, "at"), ""), *action = json_text_or(json_get(head, "action"), "");
    if (json_integer(json_get(head, "rosterPlan"), 0) != 1)
        return err_set(e, ERR_PARSE, "it is no plan of this version of roster");
    out->by = (struct plan_person){text_in(arena, head, "plannedBy"), text_in(arena, head, "account"),
                                   json_true(json_get(head, "delegated"))};
    out->tenant_id = text_in(arena, head, "tenantId");
    out->tenant = text_in(arena, head, "tenant");
    out->action = action_find(action);
    return (out->action || err_set(e, ERR_PARSE, "there is no action \"%s\" here", action)) &&
           (clock_parse(at, strlen(at), &out->at) || err_set(e, ERR_PARSE, "its time cannot be read"));
}

static void take_values(struct arena *arena, const struct json *values, struct param_values *out)
{
    struct param_value *items = arena_alloc(arena, (json_count(values) + 1) * sizeof *items);
    size_t count = 0;
    for (const struct json *one = json_first(values); one; one = json_next(one))
        items[count++] = (struct param_value){arena_strdup(arena, json_key(one)),
                                              arena_strdup(arena, json_text(one))}; /* null: not given */
    *out = (struct param_values){items, count};
}

static void take_requests(struct arena *arena, const struct json *requests, struct plan_expect *out)
{
    struct plan_request *items = arena_alloc(arena, (json_count(requests) + 1) * sizeof *items);
    for (const struct json *one = json_first(requests); one; one = json_next(one))
        items[out->count++] = (struct plan_request){.method = text_in(arena, one, "method"),
                                                    .url = text_in(arena, one, "url"),
                                                    .body = arena_strdup(arena, json_text(json_get(one, "body")))};
    out->requests = items;
}

static bool take_target(struct arena *arena, const struct json *from, struct plan_target *out, struct err *e)
{
    const char *id = json_text_or(json_get(from, "id"), "");
    struct guid guid;
    if (!guid_parse(id, strlen(id), &guid))
        return err_set(e, ERR_PARSE, "it names nobody");
    guid_format(&guid, out->target.id);
    out->target.user_principal_name = text_in(arena, from, "userPrincipalName");
    take_values(arena, json_get(from, "values"), &out->values);
    out->expect.before = arena_strdup(arena, json_text(json_get(from, "before")));
    take_requests(arena, json_get(from, "requests"), &out->expect);
    return true;
}

static bool take(struct arena *arena, const struct json *root, struct plan_file *out, int *line, struct err *e)
{
    size_t lines = json_count(root);
    const struct json *one = json_first(root);
    *line = 1;
    if (json_kind(root) != JSON_ARRAY || lines < 3)
        return err_set(e, ERR_PARSE, "it is no plan of roster");
    if (!take_head(arena, json_get(one, "plan"), out, e))
        return false;
    out->targets = arena_alloc(arena, lines * sizeof *out->targets);
    for (size_t i = 0; i + 2 < lines; i++) {
        one = json_next(one);
        *line = out->targets[i].line = (int)i + FIRST_TARGET;
        if (!take_target(arena, json_get(one, "target"), &out->targets[i], e))
            return false;
        out->count++;
    }
    return true;
}

/* The first line that is not as it would be written; 0: all are. */
static int altered(const char *is, const char *would_be)
{
    int line = 1;
    for (; *is && *is == *would_be; is++, would_be++)
        line += *is == '\n';
    return *is || *would_be ? line : 0;
}

static bool check(struct plan_file *plan, const char *text, struct err *e, int *line)
{
    auto_buf struct buf again = buf_make(LARGEST);
    put(&again, plan);
    *line = altered(text, buf_text(&again));
    if (!*line)
        return true;
    size_t at = (size_t)*line - FIRST_TARGET;
    return err_set(e, ERR_REFUSED, "%s was altered after the plan was written",
                   *line < FIRST_TARGET ? "what the plan is"
                   : at < plan->count   ? plan->targets[at].target.user_principal_name
                                        : "the digest over all");
}

bool plan_file_read(struct arena *arena, const char *path, struct plan_file *out, struct err *e)
{
    auto_buf struct buf text = buf_make(LARGEST);
    struct err why;
    int line = 1;
    *out = (struct plan_file){0};
    if (!each_file(path, &text, e))
        return false;
    auto_json struct json *root = json_parse(buf_text(&text), text.length, &why);
    if (root && take(arena, root, out, &line, &why) && check(out, buf_text(&text), &why, &line))
        return true;
    return err_set(e, why.code, "%s:%d: %s", path, line, why.message);
}

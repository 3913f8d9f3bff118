/* What every flow is made of: the next request, waiting, the ways to end, and its values. */
#include "action/permission.h"

#include "action/change.h"
#include "action/whole.h"
#include "api/graph/graph.h"
#include "api/service.h"
#include "base/arena.h"
#include "base/clean.h"
#include "base/guid.h"
#include "codec/json.h"
#include "codec/url.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static enum flow_state step(struct flow *flow, const struct http_reply *reply)
{
    const struct action *action = flow->action;
    if (flow->prepared)
        return action->prepare(flow, reply);
    if (!reply && action->flags & ACTION_NO_GUESTS && target_is_external(flow->target))
        return flow_refuse(flow, ERR_REFUSED, "the account belongs to another tenant",
                           "its home tenant does this; blocking it, revoking its sessions and its groups work here");
    return action->change ? change_step(flow, reply, action->change) : action->flow(flow, reply);
}

static bool is_other(const struct json *object, const char *member, const struct guid *asked)
{
    struct guid came;
    const char *id = json_text_or(json_get(object, member), "");
    return guid_parse(id, strlen(id), &came) && !guid_equal(asked, &came);
}

/* What the path ends with, as what a thing is asked for by: its id, or the name somebody signs in with. */
static bool is_not_this(struct arena *arena, const char *url, const struct json *body)
{
    struct guid asked;
    const char *end = url + strcspn(url, "?"), *last = end;
    while (last > url && last[-1] != '/')
        last--;
    if (guid_parse(last, (size_t)(end - last), &asked))
        return is_other(body, "id", &asked);
    char *name = arena_strndup(arena, last, (size_t)(end - last));
    const char *came = json_text_or(json_get(body, "userPrincipalName"), "");
    return *came && url_decode(name, false) && strchr(name, '@') && strcasecmp(name, came) != 0;
}

/* The id that follows `before` in the text, and what comes behind it; NULL: there is none. */
static const char *behind_id(const char *text, const char *before, struct guid *id)
{
    const char *at = strstr(text, before);
    at = at ? at + strlen(before) : text + strlen(text);
    size_t length = strcspn(at, "/?'%");
    return guid_parse(at, length, id) ? at + length : NULL;
}

/* Something was asked for by its id and another one came, or what a user has and what came is somebody else's, as where the items of a
 * batch are mixed up: nothing is known by it, and what would be changed is not his. The assignments of applications are those of groups,
 * too, and taken as his alone. */
static bool is_of_another(const struct flow *flow, const struct http_reply *reply)
{
    static const struct {
        const char *before, *list, *member;
    } lists[] = {{"principalId%20eq%20'", "'", "principalId"},
                 {"/users/", "/oauth2PermissionGrants", "principalId"},
                 {"/users/", "/managedDevices", "userId"}};
    const struct http_request *request = flow->request;
    struct guid asked;
    struct err ignored;
    if (!reply || reply->status != 200 || !request || strcmp(request->method, "GET") != 0)
        return false;
    auto_json struct json *body = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    if (is_not_this(flow->arena, request->url, body))
        return true;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const char *rest = behind_id(request->url, lists[i].before, &asked);
        if (!rest || strncmp(rest, lists[i].list, strlen(lists[i].list)) != 0)
            continue;
        for (const struct json *one = json_first(json_get(body, "value")); one; one = json_next(one))
            if (is_other(one, lists[i].member, &asked))
                return true;
    }
    return false;
}

enum flow_state flow_step(struct flow *flow, const struct http_reply *reply)
{
    struct http_reply joined;
    const struct http_reply *whole;
    if (is_of_another(flow, reply))
        return flow_refuse(
            flow, ERR_SERVICE, "the service answered about somebody else",
            "check whether it was done, then try again; if this goes on, something on the way answers in its place");
    if (whole_goes_on(flow, reply, &joined, &whole))
        return FLOW_SEND;
    enum flow_state state = step(flow, whole);
    if (whole == &joined)
        buf_free(&joined.body);
    return state;
}

const char *flow_value(const struct flow *flow, const char *name)
{
    return param_value_of((struct param_values){flow->values, flow->value_count}, name);
}

bool flow_given(const struct flow *flow, const char *name)
{
    for (size_t i = 0; i < flow->value_count; i++)
        if (!strcmp(flow->values[i].name, name) && flow->values[i].value)
            return true;
    return false;
}

bool flow_true(const struct flow *flow, const char *name)
{
    const char *value = flow_value(flow, name);
    return value && !strcmp(value, "true");
}

const char **flow_values(const struct flow *flow, const char *name, size_t *count)
{
    const char *text = flow_value(flow, name);
    size_t most = 1;
    for (const char *c = text; c && *c; c++)
        most += *c == '\n';
    const char **values = arena_alloc(flow->arena, (most + 1) * sizeof *values);
    *count = 0;
    while (text && *text) {
        size_t length = strcspn(text, "\n");
        if (length)
            values[(*count)++] = arena_strndup(flow->arena, text, length);
        text += length + (text[length] == '\n');
    }
    return values;
}

struct secret *flow_take_secret(struct flow *flow)
{
    struct secret *secret = flow->secret;
    flow->secret = NULL;
    return secret;
}

enum flow_state flow_send(struct flow *flow, struct http_request *request, int step)
{
    assert(strstr(request->url, "://")); /* whole: permission_reachable() was asked before the flow began */
    flow->request = request;
    flow->step = step;
    return FLOW_SEND;
}

enum flow_state flow_wait(struct flow *flow, int64_t ms, int step)
{
    flow->wait = ms;
    flow->step = step;
    return FLOW_WAIT;
}

enum { TRIES = 5 };

bool flow_answer_lost(struct flow *flow, const struct http_reply *reply)
{
    return reply->unsure && flow->attempts++ < TRIES;
}

bool flow_look_again(struct flow *flow, int step)
{
    if (flow->looks >= TRIES)
        return false;
    int64_t ms = 1000 << (flow->looks < 3 ? flow->looks : 3);
    flow->looks++;
    flow_wait(flow, ms, step);
    return true;
}

/* Names and settings that the service told may be in it. */
__attribute__((format(printf, 2, 0))) static const char *sentence(struct flow *flow, const char *format,
                                                                  va_list arguments)
{
    const char *text = arena_vprintf(flow->arena, format, arguments);
    return clean_strdup(flow->arena, text, strlen(text));
}

enum flow_state flow_done(struct flow *flow, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    flow->message = sentence(flow, format, arguments);
    va_end(arguments);
    return FLOW_DONE;
}

enum flow_state flow_already(struct flow *flow, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    flow->message = sentence(flow, format, arguments);
    va_end(arguments);
    return FLOW_ALREADY;
}

enum flow_state flow_refuse(struct flow *flow, enum err_code code, const char *message, const char *hint)
{
    err_set(&flow->error, code, "%s", message);
    if (hint)
        err_hint(&flow->error, "%s", hint);
    return FLOW_FAILED;
}

/* Whether the service named another reason than a right that is missing: its hint stays. */
static bool has_other_reason(const struct err *e)
{
    static const char *const reasons[] = {"writeback", "AppPolicy", "as per assigned policy"};
    if (graph_unlicensed(e->message))
        return e->hint[0] != '\0';
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcasestr(e->message, reasons[i]))
            return e->hint[0] != '\0';
    return false;
}

/* What is missing, in the words the menu has for it too. */
static void explain_forbidden(struct flow *flow)
{
    auto_arena struct arena *arena = arena_new(0);
    const char *why = permission_explained(arena, flow->action, flow->request, flow->delegated);
    bool certificate = flow->request && flow->request->resource == RESOURCE_SHAREPOINT &&
                       strstr(flow->error.hint, "certificate");
    if (why && !certificate)
        err_hint(&flow->error, "%s", why);
}

enum flow_state flow_fail(struct flow *flow, const struct http_reply *reply)
{
    if (reply && flow->error.code == ERR_OK && service_check(flow->request, reply, &flow->error))
        err_set(&flow->error, ERR_PARSE, "the service's reply cannot be understood");
    if (flow->error.code == ERR_FORBIDDEN && !has_other_reason(&flow->error))
        explain_forbidden(flow);
    if (reply && reply->unsure && !flow->error.hint[0])
        err_hint(&flow->error, "it may have been carried out: look before doing it again");
    return FLOW_FAILED;
}

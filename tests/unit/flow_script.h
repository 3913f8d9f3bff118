/* Runs a flow against replies written by hand: what it asks must be what the script expects, in order. */
#ifndef FLOW_SCRIPT_H
#define FLOW_SCRIPT_H

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* a script says what it needs */

#include "action/action.h"
#include "base/alloc.h"
#include "base/arena.h"
#include <stdio.h>
#include <string.h>

#define USER_ID   "0f8c1a2b-0000-4000-8000-000000000001"
#define TENANT_ID "11111111-2222-4333-8444-555555555555"
#define GRAPH     "https://graph.microsoft.com/v1.0"
#define BETA      "https://graph.microsoft.com/beta"
#define INVOKE    "https://outlook.office365.com/adminapi/beta/" TENANT_ID "/InvokeCommand"
#define QUERY     "https://contoso-admin.sharepoint.com/_vti_bin/client.svc/ProcessQuery"
#define NOW       1767254400000 /* 2026-01-01T08:00:00Z */

#define READS(path, status, body)                                                                                      \
    {                                                                                                                  \
        "GET", path, NULL, status, body, false, NULL, NULL                                                             \
    }
#define WRITES(method, path, sent, status, body)                                                                       \
    {                                                                                                                  \
        method, path, sent, status, body, false, NULL, NULL                                                            \
    }
#define LOSES(method, path, sent)                                                                                      \
    {                                                                                                                  \
        method, path, sent, 0, NULL, true, NULL, NULL                                                                  \
    }
/* A cmdlet: parameters as they stand between the braces. */
#define CMDLET(name, parameters) "{\"CmdletInput\":{\"CmdletName\":\"" name "\",\"Parameters\":{" parameters "}}}"
#define CALLS(name, parameters, status, body)                                                                          \
    {                                                                                                                  \
        "POST", INVOKE, CMDLET(name, parameters), status, body, false, NULL, NULL                                      \
    }
#define LOSES_CALL(name, parameters)                                                                                   \
    {                                                                                                                  \
        "POST", INVOKE, CMDLET(name, parameters), 0, NULL, true, NULL, NULL                                            \
    }
#define DENIED                                                                                                         \
    "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Insufficient privileges to complete the operation.\"}}"
#define GONE "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"Resource 'x' does not exist.\"}}"
#define EXCHANGE_GONE                                                                                                            \
    "{\"error\":{\"code\":\"NotFound\",\"message\":\"Error executing request.\",\"details\":[{\"message\":\"Ex6F9304|Microsoft." \
    "Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation couldn't be performed because object 'x' "     \
    "couldn't be found.\"}]}}"

static const struct endpoints script_endpoints = {.at[RESOURCE_LOGIN] = "https://login.microsoftonline.com",
                                                  .at[RESOURCE_GRAPH] = "https://graph.microsoft.com",
                                                  .at[RESOURCE_EXCHANGE] = "https://outlook.office365.com",
                                                  .at[RESOURCE_SHAREPOINT] = "https://contoso-admin.sharepoint.com",
                                                  .at[RESOURCE_MFA] = "https://adnotifications.windowsazure.com",
                                                  .tenant_id = TENANT_ID};
static const struct target script_target = {
    .id = USER_ID, .user_principal_name = "ann@contoso.com", .display_name = "Ann"};

/* One exchange: what is asked and what is answered. */
struct exchange {
    const char *method, *path; /* behind https://graph.microsoft.com/v1.0/users/{id}; or a whole URL */
    const char *body;          /* as shown; NULL: not looked at */
    long status;               /* 0: the connection broke */
    const char *reply;
    bool unsure;
    const char *header, *header_value;
};

struct script {
    const char *name, *action;
    bool delegated, look;
    const char *prior; /* given when looking */
    struct exchange exchanges[24];
    enum flow_state end;
    const char *says; /* part of message or error */
    enum err_code code;
    int waits;
    struct param_value values[5];
    const char *restore;               /* of an undo */
    const char *keeps;                 /* what undo gets, whole; NULL: not looked at */
    const char *hint;                  /* part of the error's hint */
    const struct endpoints *endpoints; /* NULL: script_endpoints */
    bool several;                      /* prepare only */
    bool guest, nobody;                /* nobody: somebody new whose name is not said yet */
    const char *suspects[3];
};

struct written {
    char text[16][2048];
    size_t count;
};

struct played {
    struct flow flow;
    enum flow_state state;
    int waits;
    struct written written;
};

static inline const char *shown_body(const struct http_request *request)
{
    const char *body = request->shown_body ? request->shown_body : request->body;
    return body ? body : "";
}

static inline void note_write(struct written *written, const struct http_request *request)
{
    if (!http_is_write(request))
        return;
    assert_true(written->count < 16);
    snprintf(written->text[written->count++], 2048, "%s %s %s", request->method, request->url, shown_body(request));
}

static inline bool begins(const char *text, const char *with)
{
    return with && !strncmp(text, with, strlen(with));
}

/* Whose token a request to this address carries. */
static inline enum http_resource resource_of(const char *url)
{
    return begins(url, script_endpoints.at[RESOURCE_GRAPH])        ? RESOURCE_GRAPH
           : begins(url, script_endpoints.at[RESOURCE_EXCHANGE])   ? RESOURCE_EXCHANGE
           : begins(url, script_endpoints.at[RESOURCE_SHAREPOINT]) ? RESOURCE_SHAREPOINT
                                                                   : RESOURCE_NONE;
}

static inline void check_header(const char *name, const struct http_request *request, const char *header,
                                const char *value)
{
    const char *found = NULL;
    for (const struct http_header *h = request->headers; h; h = h->next)
        if (!strcmp(h->name, header))
            found = h->value;
    if (!found || strcmp(found, value) != 0)
        fail_msg("%s: %s has the header %s: %s", name, request->url, header, found ? found : "(none)");
}

static inline void check_headers(const char *name, const struct http_request *request)
{
    enum http_resource resource = resource_of(request->url);
    assert_int_equal(request->resource, resource);
    assert_int_equal(request->body ? strlen(request->body) : 0, request->body_length);
    if (resource == RESOURCE_EXCHANGE) {
        check_header(name, request, "X-AnchorMailbox", "UPN:ann@contoso.com");
        check_header(name, request, "Content-Type", "application/json; charset=utf-8");
        check_header(name, request, "Accept", "application/json; odata.metadata=minimal");
    } else if (resource == RESOURCE_SHAREPOINT) {
        bool rest = strstr(request->url, "/_api/") != NULL;
        check_header(name, request, "Content-Type", rest ? "application/json" : "text/xml");
        check_header(name, request, "Accept", rest ? "application/json;odata=nometadata" : "application/json");
    } else if (resource == RESOURCE_GRAPH) {
        check_header(name, request, "Accept", "application/json");
        if (request->body)
            check_header(name, request, "Content-Type", "application/json");
    }
}

static inline const char *script_url(char url[1024], const struct exchange *expected)
{
    snprintf(url, 1024, "%s%s", *expected->path == 'h' ? "" : GRAPH "/users/" USER_ID, expected->path);
    return url;
}

static inline void check_request(const char *name, const struct http_request *request, const struct exchange *expected)
{
    char url[1024];
    script_url(url, expected);
    if (strcmp(request->method, expected->method) != 0 || strcmp(request->url, url) != 0)
        fail_msg("%s: asks %s %s, not %s %s", name, request->method, request->url, expected->method, url);
    if (expected->body && strcmp(shown_body(request), expected->body) != 0)
        fail_msg("%s: sends %s, not %s", name, shown_body(request), expected->body);
    check_headers(name, request);
}

static inline struct http_reply answer(struct arena *arena, const struct exchange *given)
{
    struct http_reply reply = {.status = given->status, .unsure = given->unsure, .body = buf_make(1 << 16)};
    if (given->reply)
        buf_puts(&reply.body, given->reply);
    if (given->header)
        reply.headers = http_header_add(arena, NULL, given->header, given->header_value);
    if (!given->status)
        err_set(&reply.error, ERR_CUT, "the connection broke");
    return reply;
}

static inline size_t count_values(const struct script *script)
{
    size_t count = 0;
    while (count < 5 && script->values[count].name)
        count++;
    return count;
}

/* A flow as the worker begins it: values checked and filled in, its own copy of the endpoints. */
static inline struct flow flow_of(struct arena *arena, const struct script *script)
{
    struct param_value *values = NULL;
    struct endpoints *endpoints = arena_alloc(arena, sizeof *endpoints);
    struct target *target = arena_alloc(arena, sizeof *target);
    struct err e;
    size_t count = count_values(script);
    *endpoints = script->endpoints ? *script->endpoints : script_endpoints;
    *target = script_target;
    target->guest = script->guest;
    if (action_find(script->action) && action_find(script->action)->flags & ACTION_CREATES)
        target->id[0] = '\0'; /* nobody is there yet */
    if (script->nobody)
        target->user_principal_name = target->display_name = "";
    if (script->guest)
        target->user_principal_name = "ann_home.example#EXT#@contoso.onmicrosoft.com";
    if (!action_find(script->action))
        fail_msg("%s: there is no action %s", script->name, script->action);
    if (!script->restore && count &&
        !action_values(arena, action_find(script->action), script->values, count, &values, &count, &e))
        fail_msg("%s: %s", script->name, e.message);
    return (struct flow){.action = action_find(script->action),
                         .target = target,
                         .endpoints = endpoints,
                         .arena = arena,
                         .look = script->look,
                         .several = script->several,
                         .prior = script->prior,
                         .attempts = script->look,
                         .delegated = script->delegated,
                         .values = values,
                         .value_count = values ? count : 0,
                         .restore = script->restore,
                         .suspects = script->suspects[0] ? script->suspects : NULL,
                         .now = NOW};
}

/* Plays a script to its end. Nothing may be left over, nothing may be asked that is not in it. */
static inline struct played play(struct arena *arena, const struct script *script)
{
    struct played played = {.flow = flow_of(arena, script)};
    struct flow *flow = &played.flow;
    const struct exchange *next = script->exchanges;
    enum flow_state state = flow_step(flow, NULL);
    while (state == FLOW_SEND || state == FLOW_WAIT) {
        if (flow->sharepoint)
            ((struct endpoints *)flow->endpoints)->at[RESOURCE_SHAREPOINT] = flow->sharepoint;
        if (state == FLOW_WAIT) {
            assert_true(flow->wait >= 0 && ++played.waits < 50);
            flow->now += flow->wait;
            state = flow_step(flow, NULL);
            continue;
        }
        if (script->look && http_is_write(flow->request))
            break; /* the worker sends none: it was not carried out */
        if (!next->method)
            fail_msg("%s: asks %s %s after the end", script->name, flow->request->method, flow->request->url);
        check_request(script->name, flow->request, next);
        if (http_is_write(flow->request) && !flow->prior && flow->action->undo)
            fail_msg("%s: writes without knowing what undo needs", script->name);
        note_write(&played.written, flow->request);
        struct http_reply reply = answer(arena, next++);
        state = flow_step(flow, &reply);
        buf_free(&reply.body);
    }
    if (next->method)
        fail_msg("%s: ends before %s %s", script->name, next->method, next->path);
    played.state = state;
    return played;
}

static inline void let_go(struct played *played)
{
    secret_free(flow_take_secret(&played->flow));
    for (size_t i = 0; i < 2; i++)
        secret_free(played->flow.kept[i]);
}

/* Plays and holds the end against what the script says. */
static inline void play_and_check(const struct script *script)
{
    auto_arena struct arena *arena = arena_new(0);
    struct played played = play(arena, script);
    const char *text = played.state == FLOW_FAILED ? played.flow.error.message : played.flow.message;
    if (played.state != script->end)
        fail_msg("%s: ends as %d (%s)", script->name, (int)played.state, text ? text : "");
    if (script->says && (!text || !strstr(text, script->says)))
        fail_msg("%s: says \"%s\"", script->name, text ? text : "");
    if (script->keeps && (!played.flow.prior || strcmp(played.flow.prior, script->keeps) != 0))
        fail_msg("%s: keeps %s", script->name, played.flow.prior ? played.flow.prior : "(nothing)");
    if (script->end == FLOW_FAILED) {
        if (played.flow.error.code != script->code)
            fail_msg("%s: fails as %s", script->name, err_name(played.flow.error.code));
        if (!played.flow.error.hint[0])
            fail_msg("%s: \"%s\" has no hint", script->name, text);
        if (script->hint && !strstr(played.flow.error.hint, script->hint))
            fail_msg("%s: the hint is \"%s\"", script->name, played.flow.error.hint);
    }
    if (played.waits != script->waits)
        fail_msg("%s: waits %d times", script->name, played.waits);
    let_go(&played);
}

/* --- plans --- */

/* What the script answers to this request: to a read what it answers the first time. */
static inline const struct exchange *answer_to(const struct script *script, const struct http_request *request)
{
    char url[1024];
    for (const struct exchange *one = script->exchanges; one->method; one++)
        if (!strcmp(one->method, request->method) && !strcmp(script_url(url, one), request->url) &&
            (!one->body || !strcmp(one->body, shown_body(request))))
            return one;
    fail_msg("%s: the plan asks %s %s", script->name, request->method, request->url);
    return NULL;
}

static inline struct written planned(struct arena *arena, const struct script *script)
{
    struct flow flow = flow_of(arena, script);
    struct written written = {.count = 0};
    flow.plan = true;
    enum flow_state now = flow_step(&flow, NULL);
    for (int i = 0; (now == FLOW_SEND || now == FLOW_WAIT) && i < 40; i++) {
        const struct http_request *request = flow.request;
        if (flow.sharepoint)
            ((struct endpoints *)flow.endpoints)->at[RESOURCE_SHAREPOINT] = flow.sharepoint;
        if (now == FLOW_WAIT) {
            now = flow_step(&flow, NULL);
            continue;
        }
        bool sampled = request->sample_status != 0;
        assert_true(sampled || !http_is_write(request));
        struct exchange given = {.status = request->sample_status, .reply = request->sample_body};
        struct http_reply reply = answer(arena, sampled ? &given : answer_to(script, request));
        note_write(&written, request);
        now = flow_step(&flow, &reply);
        buf_free(&reply.body);
    }
    if (now != FLOW_DONE)
        fail_msg("%s: the plan ends as %d: %s", script->name, (int)now, flow.error.message);
    assert_null(flow.secret); /* a plan makes none */
    for (size_t i = 0; i < 2; i++)
        secret_free(flow.kept[i]);
    return written;
}

/* The plan is what is sent, byte for byte. */
static inline void check_plan(const struct script *script)
{
    auto_arena struct arena *arena = arena_new(0);
    struct played sent = play(arena, script);
    struct written plan = planned(arena, script);
    if (!plan.count || plan.count != sent.written.count)
        fail_msg("%s: plans %zu writes and sends %zu", script->name, plan.count, sent.written.count);
    for (size_t i = 0; i < plan.count; i++)
        if (strcmp(sent.written.text[i], plan.text[i]) != 0)
            fail_msg("%s: plans %s and sends %s", script->name, plan.text[i], sent.written.text[i]);
    let_go(&sent);
}

/* Every script; the plan of each that is done without a hitch and with a write. */
static inline void play_all(const struct script *scripts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        play_and_check(&scripts[i]);
}

/* --- prepare --- */

static inline void prepared_text(struct buf *out, const struct prepared *prepared)
{
    for (const struct prepared_note *note = prepared->notes; note; note = note->next)
        buf_printf(out, "%s %s\n", note->warning ? "!" : "-", note->text);
    for (const struct prepared_param *param = prepared->params; param; param = param->next) {
        buf_printf(out, "%s", param->name);
        if (param->otherwise)
            buf_printf(out, "=%s", param->otherwise);
        if (param->minimum || param->maximum)
            buf_printf(out, " %ld..%ld", param->minimum, param->maximum);
        buf_puts(out, "\n");
        for (const struct prepared_option *option = param->options; option; option = option->next)
            buf_printf(out, "  %s%s | %s | %s\n", option->chosen ? "*" : "", option->value, option->label,
                       option->detail ? option->detail : "");
    }
}

/* What prepare finds, as lines; a failure as "ERROR code hint". Only reads may leave. */
static inline void check_prepare(const struct script *script, const char *expected)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf out = buf_make(1 << 16);
    struct prepared prepared = {.params = NULL};
    struct flow flow = flow_of(arena, script);
    const struct exchange *next = script->exchanges;
    flow.prepared = &prepared;
    enum flow_state state = flow_step(&flow, NULL);
    while (state == FLOW_SEND) {
        if (!next->method)
            fail_msg("%s: asks %s after the end", script->name, flow.request->url);
        check_request(script->name, flow.request, next);
        assert_false(http_is_write(flow.request));
        struct http_reply reply = answer(arena, next++);
        state = flow_step(&flow, &reply);
        buf_free(&reply.body);
    }
    if (next->method)
        fail_msg("%s: ends before %s", script->name, next->path);
    if (state == FLOW_DONE)
        prepared_text(&out, prepared_copy(arena, &prepared));
    else
        buf_printf(&out, "%s: %s", err_name(flow.error.code), flow.error.message);
    if (strcmp(buf_text(&out), expected) != 0)
        fail_msg("%s: finds\n%s", script->name, buf_text(&out));
    if (state != FLOW_DONE && !flow.error.hint[0])
        fail_msg("%s: no hint", script->name);
}

#define ALL(scripts) scripts, sizeof scripts / sizeof scripts[0]

#endif

/* Runs a flow against replies written by hand: what it asks must be what the script expects, in order. */
#ifndef FLOW_SCRIPT_H
#define FLOW_SCRIPT_H

#include "action/action.h"
#include "base/alloc.h"
#include "base/arena.h"
#include <string.h>

#define USER_ID "0f8c1a2b-0000-4000-8000-000000000001"

static const struct endpoints script_endpoints = {.graph = "https://graph.microsoft.com"};
static const struct target script_target = {.id = USER_ID, .user_principal_name = "ann@contoso.com", .display_name = "Ann"};

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
    struct exchange exchanges[20];
    enum flow_state end;
    const char *says; /* part of message or error */
    enum err_code code;
    int waits;
};

struct written {
    char text[8][512];
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
    assert_true(written->count < 8);
    snprintf(written->text[written->count++], 512, "%s %s %s", request->method, request->url, shown_body(request));
}

static inline void check_request(const char *name, const struct http_request *request, const struct exchange *expected)
{
    char url[512];
    snprintf(url, sizeof url, "%s%s", *expected->path == 'h' ? "" : "https://graph.microsoft.com/v1.0/users/" USER_ID, expected->path);
    if (strcmp(request->method, expected->method) != 0 || strcmp(request->url, url) != 0)
        fail_msg("%s: asks %s %s, not %s %s", name, request->method, request->url, expected->method, url);
    if (expected->body && strcmp(shown_body(request), expected->body) != 0)
        fail_msg("%s: sends %s, not %s", name, shown_body(request), expected->body);
    assert_int_equal(request->resource, RESOURCE_GRAPH);
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

/* Plays a script to its end. Nothing may be left over, nothing may be asked that is not in it. */
static inline struct played play(struct arena *arena, const struct script *script)
{
    struct played played = {.flow = {.action = action_find(script->action),
                                     .target = &script_target,
                                     .endpoints = &script_endpoints,
                                     .arena = arena,
                                     .look = script->look,
                                     .prior = script->prior,
                                     .attempts = script->look,
                                     .delegated = script->delegated}};
    struct flow *flow = &played.flow;
    const struct exchange *next = script->exchanges;
    enum flow_state state = flow->action->flow(flow, NULL);
    while (state == FLOW_SEND || state == FLOW_WAIT) {
        if (state == FLOW_WAIT) {
            assert_true(flow->wait > 0 && ++played.waits < 50);
            state = flow->action->flow(flow, NULL);
            continue;
        }
        if (script->look && http_is_write(flow->request))
            break; /* the worker sends none: it was not carried out */
        if (!next->method)
            fail_msg("%s: asks %s %s after the end", script->name, flow->request->method, flow->request->url);
        check_request(script->name, flow->request, next);
        note_write(&played.written, flow->request);
        struct http_reply reply = answer(arena, next++);
        state = flow->action->flow(flow, &reply);
        buf_free(&reply.body);
    }
    if (next->method)
        fail_msg("%s: ends before %s %s", script->name, next->method, next->path);
    played.state = state;
    return played;
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
    if (script->end == FLOW_FAILED) {
        assert_int_equal(played.flow.error.code, script->code);
        if (!played.flow.error.hint[0])
            fail_msg("%s: \"%s\" has no hint", script->name, text);
    }
    assert_int_equal(played.waits, script->waits);
    secret_free(flow_take_secret(&played.flow));
}

#endif

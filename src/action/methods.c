/* Removing authentication methods (REQUESTS §6.5): one after the other, the default one last, each reported. */
#include "api/graph/methods.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/clean.h"

#include <string.h>

struct method {
    const struct graph_method_kind *kind;
    const char *id, *label; /* cleaned */
    const char *phone;      /* "mobile", "alternateMobile", "office"; "": no telephone */
    bool wanted, gone;
    int turn;            /* of its pass: those of a later one go after those of an earlier one */
    unsigned put_off;    /* in which pass it was refused for the sake of others; 0: in none */
    const char *why;     /* it could not be removed; NULL: it could */
    const char *refused; /* the last time it was put off; NULL: it never was */
    struct method *next;
};

struct methods {
    struct method *first, *now; /* `now`: being removed */
    size_t unknown;             /* kinds this program does not know */
    unsigned pass;              /* from 1; the next one begins when something went in this one */
    bool masked;                /* a phone number is not whole */
    bool went;                  /* in this pass */
    bool forbidden;             /* one could not be removed for want of a right */
    bool asked;                 /* which the default one is */
    const struct preference *was,
        *is; /* the default before, and what it was made; NULL: not known, it was not changed */
};

/* What the default can be, the safest first, and the method that it takes. */
static const struct preference {
    const char *name, *type, *phone, *said;
} preferences[] = {
    {"push", "microsoftAuthenticator", "", "the approval in Authenticator"},
    {"oath", "softwareOath", "", "a code of a token"},
    {"sms", "phone", "mobile", "a text message"},
    {"voiceMobile", "phone", "mobile", "a call of the mobile phone"},
    {"voiceAlternateMobile", "phone", "alternateMobile", "a call of the other mobile phone"},
    {"voiceOffice", "phone", "office", "a call of the office phone"},
};

enum { BEGIN, LISTED, PREFERRED, REMOVED, CHANGED, PUT_BACK, LOOK, VERIFIED };
enum { LAST_TURN = 2, PREFERENCES = sizeof preferences / sizeof *preferences };

#define MASKED                                                                                                         \
    " Masked numbers are not known here or in the journal: Authentication Administrators do not see them whole."

/* Authentication Administrators see numbers with most digits replaced: such a one tells nothing of the phone (REQUESTS §6.5). */
static bool is_masked(const struct graph_method_kind *kind, const char *detail)
{
    return !strcmp(kind->type, "phone") && detail[strcspn(detail, "Xx*")];
}

static struct method *method_of(struct arena *arena, const struct graph_method_kind *kind, const struct json *value)
{
    const char *id = json_text_or(json_get(value, "id"), ""),
               *detail = kind->detail ? json_text(json_get(value, kind->detail)) : NULL;
    struct method *method = arena_alloc(arena, sizeof *method);
    method->kind = kind;
    method->phone = arena_strdup(arena, json_text_or(json_get(value, "phoneType"), ""));
    method->turn = !strcmp(method->phone, "mobile"); /* refused while an alternate one is there */
    method->id = clean_strdup(arena, id, strlen(id));
    method->label = detail ? arena_printf(arena, "%s %s%s", kind->said, clean_strdup(arena, detail, strlen(detail)),
                                          is_masked(kind, detail) ? " (masked)" : "")
                           : kind->said;
    return method;
}

static struct methods *methods_of(struct flow *flow, const struct json *body)
{
    struct methods *methods = arena_alloc(flow->arena, sizeof *methods);
    methods->pass = 1;
    struct method **last = &methods->first;
    for (const struct json *value = json_first(json_get(body, "value")); value; value = json_next(value)) {
        const char *type = json_text_or(json_get(value, "@odata.type"), "");
        const struct graph_method_kind *kind = graph_method_kind(type);
        if (!kind || !kind->segment) {
            methods->unknown += !kind;
            continue;
        }
        *last = method_of(flow->arena, kind, value);
        methods->masked |= strstr((*last)->label, " (masked)") != NULL;
        last = &(*last)->next;
    }
    return methods;
}

static struct http_request *list_request(struct flow *flow)
{
    /* v1.0 leaves out hardware tokens and QR codes. */
    return graph_beta(flow->arena,
                      graph_get(flow->arena, flow->endpoints,
                                graph_user_path(flow->arena, flow->target->id, "/authentication/methods")));
}

static struct http_request *preferred_request(struct flow *flow)
{
    return graph_beta(flow->arena,
                      graph_get(flow->arena, flow->endpoints,
                                graph_user_path(flow->arena, flow->target->id, "/authentication/signInPreferences")));
}

/* None named means all of them. */
static bool is_wanted(const char **named, size_t count, const struct method *method)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(named[i], method->id) || !strcmp(named[i], method->kind->type))
            return true;
    return count == 0;
}

static enum flow_state remove_next(struct flow *flow);

/* One is named, and it is not there. */
static enum flow_state none_of_it(struct flow *flow)
{
    return flow_refuse(
        flow, ERR_NOT_FOUND,
        arena_printf(flow->arena, "the user has no authentication method \"%s\"", flow_value(flow, "method")),
        "\"roster show USER --panel overview -o json\" has the ids");
}

static enum flow_state listed(struct flow *flow, const struct http_reply *reply)
{
    size_t count, wanted = 0;
    bool one = flow_given(flow, "method");
    const char **named = flow_values(flow, one ? "method" : "methods", &count);
    auto_json struct json *body = graph_body(reply, &flow->error);
    auto_buf struct buf all = buf_make(BUF_REQUEST);
    if (!body)
        return flow_fail(flow, reply);
    struct methods *methods = flow->state = methods_of(flow, body);
    for (struct method *method = methods->first; method; method = method->next)
        wanted += method->wanted = is_wanted(named, count, method);
    if (!wanted && flow->look)
        return flow_done(flow, "The methods are gone, read back.");
    if (!wanted && one)
        return none_of_it(flow);
    if (!wanted)
        return flow_already(flow, "There is no authentication method to remove.");
    json_write(json_get(body, "value"), &all); /* their details are kept before they go */
    if (!flow->prior)
        flow->prior = arena_strdup(flow->arena, buf_text(&all));
    return wanted > 1 ? flow_send(flow, preferred_request(flow), PREFERRED) : remove_next(flow);
}

static bool serves(const struct method *method, const struct preference *preference)
{
    return !strcmp(method->kind->type, preference->type) && !strcmp(method->phone, preference->phone);
}

static struct http_request *prefer_request(struct flow *flow, const struct preference *preference)
{
    return graph_beta(
        flow->arena, graph_write(flow->arena, flow->endpoints, "PATCH",
                                 graph_user_path(flow->arena, flow->target->id, "/authentication/signInPreferences"),
                                 arena_printf(flow->arena, "{\"userPreferredMethodForSecondaryAuthentication\":\"%s\"}",
                                              preference->name),
                                 204, NULL));
}

/* What takes one method alone, and not one of the default's kind; NULL: nothing. */
static const struct preference *lone_default(const struct methods *methods)
{
    for (size_t i = 0; i < PREFERENCES; i++) {
        size_t served = 0;
        bool was = false;
        for (const struct method *method = methods->first; method; method = method->next) {
            served += serves(method, &preferences[i]);
            was |= serves(method, &preferences[i]) && serves(method, methods->was);
        }
        if (served == 1 && !was)
            return &preferences[i];
    }
    return NULL;
}

/* Two of the default's kind keep each other there: another becomes the default first, and goes last instead. */
static bool changes_first(struct methods *methods)
{
    size_t served = 0;
    for (const struct method *method = methods->first; method; method = method->next)
        served += method->wanted && methods->was && serves(method, methods->was);
    if (served < 2 || methods->is || !(methods->is = lone_default(methods)))
        return false;
    for (struct method *method = methods->first; method; method = method->next)
        method->turn = serves(method, methods->is) ? LAST_TURN : serves(method, methods->was) ? 0 : method->turn;
    return true;
}

/* The default one goes last. Where it cannot be told, its refusal tells: then it is tried once more after the others. */
static enum flow_state preferred(struct flow *flow, const struct http_reply *reply)
{
    struct methods *methods = flow->state;
    struct err ignored;
    auto_json struct json *body = graph_body(reply, &ignored);
    const char *name = json_text_or(json_get(body, "userPreferredMethodForSecondaryAuthentication"), "");
    methods->asked = true;
    for (size_t i = 0; i < PREFERENCES; i++)
        if (!strcmp(preferences[i].name, name))
            methods->was = &preferences[i];
    for (struct method *method = methods->first; methods->was && method; method = method->next)
        if (serves(method, methods->was))
            method->turn = LAST_TURN;
    return changes_first(methods) ? flow_send(flow, prefer_request(flow, methods->is), CHANGED) : remove_next(flow);
}

static struct method *next_in_pass(struct methods *methods)
{
    for (int turn = 0; turn <= LAST_TURN; turn++)
        for (struct method *method = methods->first; method; method = method->next)
            if (method->wanted && !method->gone && !method->why && method->turn == turn &&
                method->put_off < methods->pass)
                return method;
    return NULL;
}

/* What is refused for the sake of other methods (the default one, the mobile phone) is tried again as long as others go. */
static struct method *next_of(struct methods *methods)
{
    struct method *method = next_in_pass(methods);
    if (method || !methods->went)
        return method;
    methods->pass++;
    methods->went = false;
    return next_in_pass(methods);
}

/* Whether the default one is refused although no other of those named is left: another method has to become the default first. */
static bool is_stuck(const struct methods *methods)
{
    bool refused = false, is_default = !methods->asked;
    for (const struct method *method = methods->first; method; method = method->next)
        if (method->wanted && !method->gone && method->refused && !method->why) {
            refused = true;
            is_default |= methods->was && serves(method, methods->was);
        }
    return refused && is_default && !methods->is;
}

/* What the default can be made: something else, of a method that stays. NULL: nothing. */
static const struct preference *other_default(const struct methods *methods)
{
    for (size_t i = 0; i < PREFERENCES; i++)
        for (const struct method *method = methods->first; method; method = method->next)
            if (!method->wanted && serves(method, &preferences[i]) && !serves(method, methods->was))
                return &preferences[i];
    return NULL;
}

static enum flow_state changed_default(struct flow *flow, const struct http_reply *reply)
{
    struct methods *methods = flow->state;
    struct err ignored;
    if (flow_answer_lost(flow, reply))
        return flow_send(flow, flow->request, CHANGED);
    methods->went = graph_check(reply, &ignored);
    if (!methods->went)
        methods->is = methods->was;
    return remove_next(flow);
}

/* What was the default before is it again, where there still is a method for it. */
static bool goes_back(const struct methods *methods)
{
    for (const struct method *method = methods->first; methods->is != methods->was && method; method = method->next)
        if (methods->is && !method->gone && serves(method, methods->was))
            return true;
    return false;
}

static enum flow_state put_back(struct flow *flow, const struct http_reply *reply)
{
    struct methods *methods = flow->state;
    struct err ignored;
    if (flow_answer_lost(flow, reply))
        return flow_send(flow, flow->request, PUT_BACK);
    if (graph_check(reply, &ignored))
        methods->is = methods->was;
    return flow_send(flow, list_request(flow), VERIFIED);
}

static enum flow_state none_next(struct flow *flow)
{
    struct methods *methods = flow->state;
    if (flow->plan)
        return flow_done(flow, "All of them are removed.");
    if (is_stuck(methods) && !methods->asked)
        return flow_send(flow, preferred_request(flow), PREFERRED);
    if (is_stuck(methods) && (methods->is = other_default(methods)))
        return flow_send(flow, prefer_request(flow, methods->is), CHANGED);
    return goes_back(methods) ? flow_send(flow, prefer_request(flow, methods->was), PUT_BACK)
                              : flow_send(flow, list_request(flow), VERIFIED);
}

static enum flow_state remove_next(struct flow *flow)
{
    struct methods *methods = flow->state;
    struct method *method = methods->now = next_of(methods);
    if (!method)
        return none_next(flow);
    const char *rest = method->kind->no_id
                           ? arena_printf(flow->arena, "/authentication/%s", method->kind->segment)
                           : arena_printf(flow->arena, "/authentication/%s/%s", method->kind->segment, method->id);
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "DELETE",
                                             graph_user_path(flow->arena, flow->target->id, rest), NULL, 204, NULL);
    if (method->kind->beta)
        graph_beta(flow->arena, write);
    return flow_send(flow, write, REMOVED);
}

static enum flow_state removed(struct flow *flow, const struct http_reply *reply)
{
    struct methods *methods = flow->state;
    struct method *method = methods->now;
    struct err e;
    if (flow_answer_lost(flow, reply))
        return flow_send(flow, flow->request, REMOVED);
    if (graph_check(reply, &e) || e.code == ERR_NOT_FOUND)
        methods->went = method->gone = true;
    else if (reply->status == 400) {
        method->put_off = methods->pass;
        method->refused = arena_strdup(flow->arena, e.message);
    } else
        method->why = arena_strdup(flow->arena, e.message);
    methods->forbidden |= method->why && e.code == ERR_FORBIDDEN;
    return remove_next(flow);
}

static const char *names_of(struct flow *flow, bool gone)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    const struct methods *methods = flow->state;
    for (const struct method *method = methods->first; method; method = method->next)
        if (method->wanted && method->gone == gone)
            buf_printf(&out, "%s%s%s%s%s", out.length ? ", " : "", method->label, gone ? "" : " (",
                       gone              ? ""
                       : method->why     ? method->why
                       : method->refused ? method->refused
                                         : "still there",
                       gone ? "" : ")");
    return arena_strdup(flow->arena, buf_text(&out));
}

static bool is_listed(const struct methods *now, const struct method *method)
{
    for (const struct method *still = now->first; still; still = still->next)
        if (!strcmp(still->id, method->id) && still->kind == method->kind)
            return true;
    return false;
}

static const char *default_now(struct flow *flow)
{
    const struct methods *methods = flow->state;
    bool differs = false;
    for (const struct method *method = methods->first; method; method = method->next)
        differs |= methods->is && methods->is != methods->was && !method->gone && serves(method, methods->is);
    return differs ? arena_printf(flow->arena, " The default is now %s.", methods->is->said) : "";
}

static enum flow_state verified(struct flow *flow, const struct http_reply *reply)
{
    struct methods *methods = flow->state;
    size_t gone = 0, left = 0;
    bool lags = false;
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    const struct methods *now = methods_of(flow, body);
    for (const struct method *method = methods->first; method; method = method->next)
        lags |= method->gone && is_listed(now, method);
    if (lags && flow_look_again(flow, LOOK))
        return FLOW_WAIT;
    for (struct method *method = methods->first; method; method = method->next) {
        method->gone &= !is_listed(now, method);
        gone += method->wanted && method->gone;
        left += method->wanted && !method->gone;
    }
    if (!left)
        return flow_done(flow, "%zu removed: %s.%s%s%s", gone, names_of(flow, true), default_now(flow),
                         methods->masked ? MASKED : "",
                         methods->unknown ? " Methods of a kind this program does not know are still there." : "");
    err_set(&flow->error, methods->forbidden ? ERR_FORBIDDEN : ERR_SERVICE, "%zu removed, %zu not: %s", gone, left,
            names_of(flow, false));
    if (methods->forbidden)
        return flow_fail(flow, NULL);
    err_hint(&flow->error, "revoke the sessions, then try again; %s when the user is an administrator",
             flow->action->role_for_admins);
    return FLOW_FAILED;
}

static enum flow_state reset_methods(struct flow *flow, const struct http_reply *reply)
{
    switch (flow->step) {
    case LISTED:
        return listed(flow, reply);
    case PREFERRED:
        return preferred(flow, reply);
    case REMOVED:
        return removed(flow, reply);
    case CHANGED:
        return changed_default(flow, reply);
    case PUT_BACK:
        return put_back(flow, reply);
    case LOOK:
        return flow_send(flow, list_request(flow), VERIFIED);
    case VERIFIED:
        return verified(flow, reply);
    default:
        return flow_send(flow, list_request(flow), LISTED);
    }
}

static enum flow_state prepare_methods(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, list_request(flow), LISTED);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    const struct methods *methods = methods_of(flow, body);
    for (const struct method *method = methods->first; method; method = method->next)
        prepared_option(flow, "methods", method->id, method->label, NULL, true);
    if (!methods->first)
        prepared_note(flow, false, "No method is registered.");
    if (methods->masked)
        prepared_note(flow, true, "%s", MASKED + 1);
    if (methods->unknown)
        prepared_note(flow, true, "Methods of a kind this program does not know are registered too.");
    return flow_done(flow, "Read.");
}

#define METHOD_NEEDS ((const char *const[]){"UserAuthenticationMethod.ReadWrite.All", NULL})
#define METHOD_ROLES                                                                                                   \
    ((const char *const[]){"Authentication Administrator", "Privileged Authentication Administrator", NULL})

const struct action methods_actions[] = {
    {
        .name = "reset-mfa-methods",
        .label = "Reset MFA methods",
        .key = 'M',
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Remove registered authentication methods; the user registers them again.",
        .confirm =
            "Remove the authentication methods of {target}? What they were is kept in the journal; they cannot be put back.",
        .params = (const struct param[]){{.name = "methods",
                                          .label = "Methods",
                                          .kind = PARAM_CHOICE,
                                          .many = true,
                                          .help = "which; none named: all"},
                                         {.name = NULL}},
        .needs = METHOD_NEEDS,
        .roles = METHOD_ROLES,
        .role_for_admins = "Privileged Authentication Administrator",
        .prepare = prepare_methods,
        .flow = reset_methods,
        .saved = "methods",
    },
    {
        .name = "remove-method",
        .label = "Remove authentication method",
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_CONTAINMENT | ACTION_OF_ROW,
        .help = "Remove one registered authentication method.",
        .confirm =
            "Remove an authentication method of {target}? What it was is kept in the journal; it cannot be put back.",
        .params = (const struct param[]){{.name = "method",
                                          .label = "Method",
                                          .kind = PARAM_TEXT,
                                          .required = true,
                                          .maximum = 512,
                                          .help = "its id, or a kind: all of that kind"},
                                         {.name = NULL}},
        .needs = METHOD_NEEDS,
        .roles = METHOD_ROLES,
        .role_for_admins = "Privileged Authentication Administrator",
        .flow = reset_methods,
        .saved = "methods",
    },
    {.name = NULL},
};

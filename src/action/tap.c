/* Temporary Access Pass (REQUESTS §6.1): the tenant's policy is read first, then a pass is made and shown once. */
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

#define POLICY "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"
#define PASSES "/authentication/temporaryAccessPassMethods"

enum { BEGIN, POLICY_READ, SCOPE_READ, PASSES_READ, PASS_MADE };
enum { LEAST_MINUTES = 10, MOST_MINUTES = 43200 };

struct tap {
    long least, most, usual;
    bool once_forced, hidden;          /* hidden: the policy may not be read */
    const char **included, **excluded; /* group ids, NULL-terminated; included NULL: everybody */
};

static const char **targets_of(struct flow *flow, const struct json *list, bool *everybody)
{
    size_t n = 0;
    const char **ids = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *ids);
    for (const struct json *target = json_first(list); target; target = json_next(target)) {
        const char *id = json_text_or(json_get(target, "id"), "");
        *everybody |= !strcmp(id, "all_users");
        ids[n++] = arena_strdup(flow->arena, id);
    }
    return ids;
}

static enum flow_state not_in_scope(struct flow *flow)
{
    return flow_refuse(flow, ERR_REFUSED, "the tenant's policy does not offer Temporary Access Passes to this user",
                       "add a group of the user to the policy's targets (Entra admin centre, Authentication methods)");
}

static enum flow_state scope_read(struct flow *flow, const struct http_reply *reply, bool *in_scope)
{
    struct tap *tap = flow->state;
    bool included = !tap->included, excluded = false;
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    for (const struct json *group = json_first(json_get(body, "value")); group; group = json_next(group)) {
        const char *id = json_text_or(json_get(group, "id"), "");
        for (const char **one = tap->included; one && *one; one++)
            included |= !strcmp(*one, id);
        for (const char **one = tap->excluded; *one; one++)
            excluded |= !strcmp(*one, id);
    }
    *in_scope = included && !excluded;
    return *in_scope ? FLOW_DONE : not_in_scope(flow);
}

/* Making a pass does not take the right to read the policy (Policy.Read.AuthenticationMethod): the service decides then. */
static enum flow_state policy_hidden(struct flow *flow)
{
    static const char *nobody[] = {NULL};
    struct tap *tap = flow->state;
    flow->error = (struct err){.code = ERR_OK};
    *tap = (struct tap){.least = LEAST_MINUTES, .most = MOST_MINUTES, .excluded = nobody, .hidden = true};
    return FLOW_DONE;
}

/* What the tenant allows. FLOW_DONE: on with it; FLOW_SEND: the user's groups decide. */
static enum flow_state policy_read(struct flow *flow, const struct http_reply *reply)
{
    struct tap *tap = flow->state = arena_alloc(flow->arena, sizeof *tap);
    bool everybody = false, ignored = false;
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body && flow->error.code == ERR_FORBIDDEN)
        return policy_hidden(flow);
    if (!body)
        return flow_fail(flow, reply);
    if (strcmp(json_text_or(json_get(body, "state"), ""), "enabled") != 0)
        return flow_refuse(flow, ERR_REFUSED, "Temporary Access Pass is off in this tenant",
                           "switch it on in the Entra admin centre, Authentication methods, Policies");
    *tap = (struct tap){
        .least = (long)json_number(json_get(body, "minimumLifetimeInMinutes"), LEAST_MINUTES),
        .most = (long)json_number(json_get(body, "maximumLifetimeInMinutes"), MOST_MINUTES),
        .usual = (long)json_number(json_get(body, "defaultLifetimeInMinutes"), 60),
        .once_forced = json_true(json_get(body, "isUsableOnce")),
    };
    tap->included = targets_of(flow, json_get(body, "includeTargets"), &everybody);
    tap->excluded = targets_of(flow, json_get(body, "excludeTargets"), &ignored);
    if (everybody)
        tap->included = NULL;
    if (!tap->included && !*tap->excluded)
        return FLOW_DONE;
    return flow_send(
        flow,
        graph_get(flow->arena, flow->endpoints,
                  graph_user_path(flow->arena, flow->target->id, "/transitiveMemberOf?$select=id&$top=999")),
        SCOPE_READ);
}

/* The part that the form and the making share: FLOW_DONE when the user may have a pass. */
static enum flow_state allowed(struct flow *flow, const struct http_reply *reply)
{
    bool in_scope;
    switch (flow->step) {
    case POLICY_READ:
        return policy_read(flow, reply);
    case SCOPE_READ:
        return scope_read(flow, reply, &in_scope);
    default:
        return flow_send(flow, graph_get(flow->arena, flow->endpoints, POLICY), POLICY_READ);
    }
}

static enum flow_state prepare_tap(struct flow *flow, const struct http_reply *reply)
{
    enum flow_state state = allowed(flow, reply);
    const struct tap *tap = flow->state;
    if (state != FLOW_DONE)
        return state;
    if (tap->hidden) {
        prepared_note(flow, true,
                      "The tenant's policy for passes could not be read (Policy.Read.AuthenticationMethod).");
        return flow_done(flow, "Read.");
    }
    struct prepared_param *lifetime = prepared_param(flow, "lifetime");
    lifetime->otherwise = arena_printf(flow->arena, "%ld", tap->usual);
    lifetime->minimum = tap->least;
    lifetime->maximum = tap->most;
    prepared_note(flow, false, "The tenant allows %ld to %ld minutes.", tap->least, tap->most);
    if (tap->once_forced) {
        prepared_param(flow, "once")->otherwise = "true";
        prepared_note(flow, false, "The tenant allows one-time passes only.");
    }
    prepared_note(flow, false, "A new pass replaces the one there may be.");
    return flow_done(flow, "Read.");
}

static enum flow_state check_values(struct flow *flow)
{
    const struct tap *tap = flow->state;
    const char *lifetime = flow_value(flow, "lifetime");
    long minutes = lifetime ? strtol(lifetime, NULL, 10) : tap->usual;
    if ((lifetime || !tap->hidden) && (minutes < tap->least || minutes > tap->most)) {
        err_set(&flow->error, ERR_USAGE, "lifetime must be %ld to %ld minutes in this tenant", tap->least, tap->most);
        err_hint(&flow->error, "the tenant's default is %ld", tap->usual);
        return FLOW_FAILED;
    }
    if (tap->once_forced && flow_value(flow, "once") && !flow_true(flow, "once"))
        return flow_refuse(flow, ERR_USAGE, "this tenant allows one-time passes only", "set once to true");
    return flow_send(flow,
                     graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, PASSES)),
                     PASSES_READ);
}

static const char *body_of_form(struct flow *flow)
{
    const struct tap *tap = flow->state;
    const char *lifetime = flow_value(flow, "lifetime"), *start = flow_value(flow, "start");
    char when[CLOCK_TEXT];
    int64_t ms;
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    if (lifetime || !tap->hidden) {
        json_member_int(&w, "lifetimeInMinutes", lifetime ? strtol(lifetime, NULL, 10) : tap->usual);
    }
    json_member_bool(&w, "isUsableOnce", tap->once_forced || flow_true(flow, "once"));
    if (start && zone_read(start, flow->now, &ms) && ms > flow->now) {
        json_member_text(&w, "startDateTime", clock_format(ms, when));
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&body));
}

static enum flow_state passes_read(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    auto_buf struct buf ids = buf_make(BUF_REQUEST);
    if (!body)
        return flow_fail(flow, reply);
    buf_puts(&ids, "{\"passes\":[");
    for (const struct json *pass = json_first(json_get(body, "value")); pass; pass = json_next(pass))
        buf_printf(&ids, "%s\"%s\"", pass == json_first(json_get(body, "value")) ? "" : ",",
                   json_text_or(json_get(pass, "id"), ""));
    buf_puts(&ids, "]}");
    if (flow->look && strcmp(buf_text(&ids), flow->prior) != 0)
        return flow_done(flow,
                         "A pass was made, but the reply that held it is lost: create another, which replaces it.");
    flow->prior = arena_strdup(flow->arena, buf_text(&ids));
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST",
                                             graph_user_path(flow->arena, flow->target->id, PASSES), body_of_form(flow),
                                             201, "{\"temporaryAccessPass\":\"{pass}\"}");
    write->repeat = HTTP_CONSUMES;
    write->secret_reply = true;
    return flow_send(flow, write, PASS_MADE);
}

static enum flow_state pass_made(struct flow *flow, const struct http_reply *reply)
{
    if (reply->unsure)
        return flow_refuse(flow, ERR_CUT, "the answer was lost: a pass may have been made, and its code is lost",
                           "create another: it replaces the lost one");
    auto_json struct json *body = graph_body(reply, &flow->error);
    const char *pass = json_text(json_get(body, "temporaryAccessPass"));
    if (!body)
        return flow_fail(flow, reply);
    if (!pass)
        return flow_refuse(flow, ERR_PARSE, "the service made a pass and did not tell it",
                           "create another: it replaces this one");
    if (!flow->plan)
        flow->secret = secret_new(pass, strlen(pass));
    flow->secret_name = "Temporary Access Pass";
    return flow_done(flow, "Temporary Access Pass made: valid for %ld minutes%s%s.",
                     (long)json_number(json_get(body, "lifetimeInMinutes"), 0),
                     json_true(json_get(body, "isUsableOnce")) ? ", once" : "",
                     json_true(json_get(body, "isUsable")) || flow->plan ? "" : ", not usable yet");
}

static enum flow_state create_tap(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step == PASSES_READ)
        return passes_read(flow, reply);
    if (flow->step == PASS_MADE)
        return pass_made(flow, reply);
    enum flow_state state = allowed(flow, reply);
    return state == FLOW_DONE ? check_values(flow) : state;
}

const struct action tap_actions[] = {
    {
        .name = "create-tap",
        .label = "Create Temporary Access Pass",
        .key = 't',
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_SECRET | ACTION_NO_GUESTS,
        .help = "Make a pass with which the user can sign in once or for a time, and register methods.",
        .confirm = "Create a Temporary Access Pass for {target}? It is shown once.",
        .params =
            (const struct param[]){{.name = "lifetime",
                                    .label = "Minutes",
                                    .kind = PARAM_NUMBER,
                                    .minimum = LEAST_MINUTES,
                                    .maximum = MOST_MINUTES,
                                    .help = "how long it is valid; empty: the tenant's default"},
                                   {.name = "once",
                                    .label = "One-time",
                                    .kind = PARAM_BOOL,
                                    .otherwise = "true",
                                    .help = "good for one sign-in"},
                                   {.name = "start", .label = "Starts", .kind = PARAM_DATE_TIME, .help = "empty: now"},
                                   {.name = NULL}},
        .needs = (const char *const[]){"UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All",
                                       NULL},
        .roles = (const char *const[]){"Authentication Administrator", "Privileged Authentication Administrator", NULL},
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = target_is_own,
        .prepare = prepare_tap,
        .flow = create_tap,
    },
    {.name = NULL},
};

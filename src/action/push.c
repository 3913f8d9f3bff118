/* An approval prompt on a user's phone (REQUESTS §6.4): a secret is made for it, used once, and removed again whatever happens. */
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/mfa/connector.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"

#include <string.h>

enum { BEGIN, PRINCIPAL_READ, PRINCIPAL_MADE, SECRET_MADE, TOKEN_WAIT, TOKEN_READ, ANSWERED, REMOVED };
enum { TOKEN_TRIES = 20, REMOVE_TRIES = 5, SECRET_MINUTES = 10, PERSON_MS = 120000 };
enum { CLIENT_SECRET, TOKEN }; /* in flow->kept */

struct push {
    const char *principal, *key_id; /* key_id NULL: no secret is there */
    enum connector_answer answer;
    const char *said;
    bool asked, answered; /* the prompt was on its way, and something came back about it */
    struct err failed;    /* what went wrong before the secret was removed */
    int removals;
};

static enum flow_state read_principal(struct flow *flow)
{
    flow->state = arena_alloc(flow->arena, sizeof(struct push));
    return flow_send(flow,
                     graph_get(flow->arena, flow->endpoints,
                               "/servicePrincipals(appId='" CONNECTOR_APP_ID "')?$select=id,passwordCredentials"),
                     PRINCIPAL_READ);
}

static enum flow_state make_secret(struct flow *flow)
{
    struct push *push = flow->state;
    char from[CLOCK_TEXT], until[CLOCK_TEXT];
    clock_format(flow->now - 5 * 60000, from);
    clock_format(flow->now + SECRET_MINUTES * 60000, until);
    const char *body = arena_printf(flow->arena,
                                    "{\"passwordCredential\":{\"displayName\":\"roster, one approval prompt\","
                                    "\"startDateTime\":\"%s\",\"endDateTime\":\"%s\"}}",
                                    from, until);
    struct http_request *write = graph_write(
        flow->arena, flow->endpoints, "POST",
        arena_printf(flow->arena, "/servicePrincipals/%s/addPassword", push->principal), body, 200,
        "{\"keyId\":\"{key id}\",\"secretText\":\"{secret}\"}");
    write->repeat = HTTP_CONSUMES;
    write->secret_reply = true;
    write->batch = false;
    write->shown_body = "{\"passwordCredential\":{\"displayName\":\"roster, one approval prompt\","
                        "\"startDateTime\":\"{5 minutes ago}\",\"endDateTime\":\"{in 10 minutes}\"}}";
    return flow_send(flow, write, SECRET_MADE);
}

static enum flow_state principal_read(struct flow *flow, const struct http_reply *reply)
{
    struct push *push = flow->state;
    auto_json struct json *body = graph_body(reply, &flow->error);
    const char *id = json_text(json_get(body, "id"));
    flow->prior = "{}";
    if (id) {
        push->principal = arena_strdup(flow->arena, id);
        return make_secret(flow);
    }
    if (flow->step != PRINCIPAL_READ || flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST", "/servicePrincipals",
                                             "{\"appId\":\"" CONNECTOR_APP_ID "\"}", 201,
                                             "{\"id\":\"{service principal id}\"}");
    write->repeat = HTTP_CONSUMES;
    return flow_send(flow, write, PRINCIPAL_MADE);
}

static enum flow_state remove_secret(struct flow *flow)
{
    struct push *push = flow->state;
    struct http_request *write = graph_write(
        flow->arena, flow->endpoints, "POST",
        arena_printf(flow->arena, "/servicePrincipals/%s/removePassword", push->principal),
        arena_printf(flow->arena, "{\"keyId\":\"%s\"}", push->key_id), 204, NULL);
    flow->progress = NULL;
    return flow_send(flow, write, REMOVED);
}

/* What fails from here on is told after the secret is gone. */
static enum flow_state clean_up(struct flow *flow, const struct err *e)
{
    struct push *push = flow->state;
    if (e)
        push->failed = *e;
    return remove_secret(flow);
}

static enum flow_state ask_token(struct flow *flow)
{
    return flow_send(flow, connector_token(flow->arena, flow->endpoints, flow->plan ? NULL : flow->kept[CLIENT_SECRET]),
                     TOKEN_READ);
}

static enum flow_state secret_made(struct flow *flow, const struct http_reply *reply)
{
    struct push *push = flow->state;
    if (reply->unsure)
        return flow_refuse(flow, ERR_CUT, "the answer was lost: a secret of ten minutes may stand on the MFA client",
                           "no prompt was sent; the secret ends by itself: try again");
    auto_json struct json *body = graph_body(reply, &flow->error);
    const char *key = json_text(json_get(body, "keyId")), *text = json_text(json_get(body, "secretText"));
    if (!body)
        return flow_fail(flow, reply);
    if (!key || !text)
        return flow_refuse(flow, ERR_PARSE, "the service made a secret and did not tell it",
                           "no prompt was sent; the secret ends by itself in ten minutes");
    push->key_id = arena_strdup(flow->arena, key);
    if (!flow->plan)
        flow->kept[CLIENT_SECRET] = secret_new(text, strlen(text));
    flow->must_clean = true;
    flow->attempts = 0;
    return ask_token(flow);
}

static enum flow_state token_read(struct flow *flow, const struct http_reply *reply)
{
    bool not_yet;
    char context[UUID_TEXT];
    struct err e = {.code = ERR_OK};
    if (!flow->plan)
        secret_wipe((char *)flow->request->body, flow->request->body_length);
    flow->kept[TOKEN] = connector_token_read(reply, &not_yet, &e);
    if (!flow->kept[TOKEN] && not_yet && flow->attempts++ < TOKEN_TRIES) {
        flow->progress = "the new secret is not known everywhere yet";
        return flow_wait(flow, 1000, TOKEN_WAIT);
    }
    if (!flow->kept[TOKEN])
        return clean_up(flow, &e);
    const char *id = flow->plan ? "{context id}" : random_uuid(context);
    ((struct push *)flow->state)->asked = true;
    flow->progress = "waiting for the user to answer on the phone";
    flow->until = flow->now + PERSON_MS;
    return flow_send(
        flow, connector_push(flow->arena, flow->endpoints, flow->target->user_principal_name, id, flow->kept[TOKEN]),
        ANSWERED);
}

static enum flow_state answered(struct flow *flow, const struct http_reply *reply)
{
    struct push *push = flow->state;
    struct err e = {.code = ERR_OK};
    push->answered = connector_push_read(reply, flow->arena, &push->answer, &push->said, &e);
    push->asked = connector_may_have_asked(reply);
    return clean_up(flow, push->answered ? NULL : &e);
}

static enum flow_state told(struct flow *flow)
{
    static const char *const sentences[] = {
        [CONNECTOR_APPROVED] = "Approved: the user answered the prompt.",
        [CONNECTOR_DENIED] = "Denied: the user refused the prompt.",
        [CONNECTOR_NO_ANSWER] = "No answer: the prompt was not touched in time.",
        [CONNECTOR_CHALLENGE] =
            "The user's method asks for a code (number matching): a prompt alone cannot be approved.",
    };
    static const char *const hints[] = {
        [CONNECTOR_DENIED] = "if the user did not expect it, somebody else may know the password",
        [CONNECTOR_NO_ANSWER] = "ask the user to open the Authenticator, and send it again",
        [CONNECTOR_CHALLENGE] = "verify the user another way, such as a Temporary Access Pass",
    };
    const struct push *push = flow->state;
    if (flow->cancelled && !push->answered)
        return flow_refuse(flow, ERR_CANCELLED, "cancelled; the secret made for it is removed",
                           push->asked ? "the prompt may be on the user's phone: tell the user not to approve it"
                                       : "no prompt was sent; send one if it is still wanted");
    if (!push->answered) {
        const struct err *why = &push->failed;
        const char *known = push->asked ? "a prompt may have been sent: ask the user before sending another"
                                        : "no prompt was sent";
        flow->error = *why;
        err_hint(&flow->error, "%s%s%s", known, *why->hint ? "; " : "", why->hint);
        return FLOW_FAILED;
    }
    if (push->answer == CONNECTOR_APPROVED)
        return flow_done(flow, "%s", sentences[CONNECTOR_APPROVED]);
    if (push->answer == CONNECTOR_OTHER) {
        err_set(&flow->error, ERR_SERVICE, "the service answered \"%s\"", push->said);
        err_hint(&flow->error, "look at the user's default authentication method");
        return FLOW_FAILED;
    }
    return flow_refuse(flow, ERR_SERVICE, sentences[push->answer], hints[push->answer]);
}

static enum flow_state removed(struct flow *flow, const struct http_reply *reply)
{
    struct push *push = flow->state;
    struct err e;
    bool gone = graph_check(reply, &e) || e.code == ERR_NOT_FOUND ||
                (reply->status == 400 && strstr(e.message, "No password credential"));
    if (!gone && push->removals++ < REMOVE_TRIES)
        return remove_secret(flow);
    flow->must_clean = false;
    if (gone)
        return told(flow);
    err_set(&flow->error, ERR_SERVICE, "the prompt is over (%s), but its secret could not be removed: %s",
            push->answered    ? push->said
            : flow->cancelled ? "cancelled"
                              : push->failed.message,
            e.message);
    err_hint(&flow->error, "it ends by itself in ten minutes; or remove key %s from the MFA client", push->key_id);
    return FLOW_FAILED;
}

static enum flow_state send_push(struct flow *flow, const struct http_reply *reply)
{
    if (flow->cancelled && flow->must_clean && flow->step != REMOVED)
        return remove_secret(flow);
    switch (flow->step) {
    case PRINCIPAL_READ:
        return principal_read(flow, reply);
    case PRINCIPAL_MADE:
        /* its answer was lost, or somebody else has made it meanwhile */
        return (reply->unsure || reply->status == 409) && flow->attempts++ < 3 ? read_principal(flow)
                                                                               : principal_read(flow, reply);
    case SECRET_MADE:
        return secret_made(flow, reply);
    case TOKEN_WAIT:
        return ask_token(flow);
    case TOKEN_READ:
        return token_read(flow, reply);
    case ANSWERED:
        return answered(flow, reply);
    case REMOVED:
        return removed(flow, reply);
    default:
        if (flow->look)
            return flow_done(flow, "Whether a prompt was sent is not known; a secret made for it ends by itself.");
        return read_principal(flow);
    }
}

const struct action push_actions[] = {
    {
        .name = "send-mfa-push",
        .label = "Send MFA push",
        .key = 'u',
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_NO_GUESTS | ACTION_RARE,
        .help = "Send an approval prompt to the user's phone and wait for the answer.",
        .confirm =
            "Send an MFA prompt to {target}? For it a secret is made on the tenant's MFA client, and removed again.",
        .needs = (const char *const[]){"Application.ReadWrite.All", "Directory.ReadWrite.All", NULL},
        .other = RESOURCE_MFA,
        .roles = (const char *const[]){"Cloud Application Administrator", "Application Administrator", NULL},
        .offered = target_is_own,
        .flow = send_push,
    },
    {.name = NULL},
};

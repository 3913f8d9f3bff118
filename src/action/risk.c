/* What identity protection is told of a user: dismissed, compromised, safe (REQUESTS §2.2). */
#include "action/change.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>

/* What each row says; the states in which it is so already. */
static const struct verdict {
    const char *action, *call, *states, *already, *done;
} verdicts[] = {
    {"dismiss-risk", "dismiss", " dismissed none remediated confirmedSafe ", "The user is not at risk.",
     "The risk is dismissed."},
    {"confirm-compromised", "confirmCompromised", " confirmedCompromised ",
     "The user is confirmed compromised already.",
     "Confirmed compromised: the user's risk is high, and policies act on it."},
    {"confirm-safe", "confirmSafe", " confirmedSafe ", "The user is confirmed safe already.",
     "Confirmed safe: the user's risk is none, and identity protection learns from it."},
};

static const struct verdict *verdict_of(const struct flow *flow)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (!strcmp(verdicts[i].action, flow->action->name))
            return &verdicts[i];
    return &verdicts[0];
}

/* Identity protection takes one request a second, and several users in one. */
static struct http_request *joined(struct flow *flow, struct http_request *request, const char *where, size_t most)
{
    request->join = where;
    request->join_id = flow->target->id;
    request->join_most = most;
    return request;
}

static struct http_request *risk_get(struct flow *flow)
{
    enum { READ_MOST = 20 }; /* an address has a length */
    return joined(flow,
                  graph_get(flow->arena, flow->endpoints,
                            arena_printf(flow->arena, "/identityProtection/riskyUsers/%s", flow->target->id)),
                  "id", READ_MOST);
}

static int risk_same(struct flow *flow, const struct json *now)
{
    const char *state = arena_printf(flow->arena, " %s ", json_text_or(json_get(now, "riskState"), "none"));
    return strstr(verdict_of(flow)->states, state) != NULL;
}

static const char *risk_keep(struct flow *flow, const struct json *now)
{
    return arena_printf(flow->arena, "{\"riskState\":\"%s\",\"riskLevel\":\"%s\"}",
                        json_text_or(json_get(now, "riskState"), "none"),
                        json_text_or(json_get(now, "riskLevel"), "none"));
}

static struct http_request *risk_write(struct flow *flow)
{
    enum { WRITE_MOST = 60 };
    return joined(flow,
                  graph_write(flow->arena, flow->endpoints, "POST",
                              arena_printf(flow->arena, "/identityProtection/riskyUsers/%s", verdict_of(flow)->call),
                              arena_printf(flow->arena, "{\"userIds\":[\"%s\"]}", flow->target->id), 204, NULL),
                  "userIds", WRITE_MOST);
}

static const char *risk_say(struct flow *flow, enum change_end end)
{
    return end == CHANGE_ALREADY ? verdict_of(flow)->already : verdict_of(flow)->done;
}

static const struct change risk = {
    .read = risk_get,
    .none = true, /* who is not at risk */
    .same = risk_same,
    .keep = risk_keep,
    .write = risk_write,
    .say = risk_say,
    .lags = "Accepted; identity protection shows it in some minutes.",
    .lag = INT64_C(900000),
};

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct action risk_actions[] = {
    {
        .name = "dismiss-risk",
        .label = "Dismiss risk",
        .key = 'd',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK,
        .help = "Tell identity protection that the user is not compromised.",
        .confirm = "Dismiss the risk of {target}?",
        .needs = ANY_OF("IdentityRiskyUser.ReadWrite.All"),
        .plan = "AAD_PREMIUM_P2",
        .roles = ANY_OF("Security Administrator", "Security Operator"),
        .change = &risk,
    },
    {
        .name = "confirm-compromised",
        .label = "Confirm compromised",
        .key = 'K',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Tell identity protection that the account is compromised: its risk becomes high.",
        .confirm = "Confirm {target} compromised? Risk policies will block or challenge the account.",
        .needs = ANY_OF("IdentityRiskyUser.ReadWrite.All"),
        .plan = "AAD_PREMIUM_P2",
        .roles = ANY_OF("Security Administrator", "Security Operator"),
        .change = &risk,
    },
    {
        .name = "confirm-safe",
        .label = "Confirm safe",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK,
        .help = "Tell identity protection that what it flagged was the user: its risk becomes none.",
        .confirm = "Confirm {target} safe? Policies for risk let the account in again.",
        .needs = ANY_OF("IdentityRiskyUser.ReadWrite.All"),
        .plan = "AAD_PREMIUM_P2",
        .roles = ANY_OF("Security Administrator", "Security Operator"),
        .change = &risk,
    },
    {.name = NULL},
};

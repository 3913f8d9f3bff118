/* Deleting and restoring users, and what identity protection thinks of them (REQUESTS §9.5, V16). */
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

enum { BEGIN, FOUND, SENT, GONE, LOOK };
enum { TRIES = 5 };

static struct http_request *user_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id, "?$select=id,userPrincipalName,displayName"));
}

static struct http_request *deleted_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     arena_printf(flow->arena, "/directory/deletedItems/%s?$select=id,displayName", flow->target->id));
}

/* --- delete-user --- */

static enum flow_state is_deleted(struct flow *flow)
{
    flow->removed = true;
    if (flow->look || flow->attempts)
        return flow_done(flow, "Deleted; it can be restored for 30 days.");
    return flow_already(flow, "The user was deleted already.");
}

static enum flow_state delete_found(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body && flow->error.code == ERR_NOT_FOUND) {
        flow->error = (struct err){.code = ERR_OK};
        return is_deleted(flow);
    }
    if (!body)
        return flow_fail(flow, reply);
    if (!flow->prior) {
        auto_buf struct buf prior = buf_make(4096);
        json_write(body, &prior);
        flow->prior = arena_strdup(flow->arena, buf_text(&prior));
    }
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "DELETE",
                                             graph_user_path(flow->arena, flow->target->id, ""), NULL, 204, NULL);
    return flow_send(flow, write, SENT);
}

static enum flow_state delete_sent(struct flow *flow, const struct http_reply *reply)
{
    if (reply->unsure && flow->attempts++ < TRIES)
        return flow_send(flow, user_get(flow), FOUND);
    bool gone = !graph_check(reply, &flow->error) && flow->error.code == ERR_NOT_FOUND;
    if (flow->error.code != ERR_OK && !gone)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (flow->plan)
        return flow_done(flow, "Deleted.");
    return flow_send(flow, deleted_get(flow), GONE);
}

/* Read back where the deleted are; that list lags by seconds. */
static enum flow_state delete_verified(struct flow *flow, const struct http_reply *reply)
{
    struct err e;
    flow->removed = true;
    if (!graph_check(reply, &e) && e.code == ERR_NOT_FOUND && flow->attempts++ < TRIES)
        return flow_wait(flow, 1000, LOOK);
    if (e.code != ERR_OK)
        return flow_done(flow, "Deleted, as the service says; it is not in the list of deleted users yet.");
    return flow_done(flow, "Deleted; it can be restored for 30 days.");
}

static enum flow_state delete_user(struct flow *flow, const struct http_reply *reply)
{
    switch (flow->step) {
    case FOUND:
        return delete_found(flow, reply);
    case SENT:
        return delete_sent(flow, reply);
    case LOOK:
        return flow_send(flow, deleted_get(flow), GONE);
    case GONE:
        return delete_verified(flow, reply);
    default:
        return flow_send(flow, user_get(flow), FOUND);
    }
}

/* --- restore-user --- */

static const char *restore_body(struct flow *flow)
{
    const char *upn = flow_value(flow, "upn");
    auto_buf struct buf body = buf_make(1024);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    if (flow_true(flow, "reconcile")) {
        json_name(&w, "autoReconcileProxyConflict");
        json_put_bool(&w, true);
    }
    if (upn) {
        json_name(&w, "newUserPrincipalName");
        json_put_text(&w, upn);
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&body));
}

static enum flow_state restore_found(struct flow *flow, const struct http_reply *reply)
{
    struct err e;
    if (graph_check(reply, &e)) { /* the user is there */
        flow->row_changed = true;
        return flow->look || flow->attempts ? flow_done(flow, "Restored.")
                                            : flow_already(flow, "The user is not deleted.");
    }
    if (e.code != ERR_NOT_FOUND) {
        flow->error = e;
        return flow_fail(flow, reply);
    }
    struct http_request *write = graph_write(
        flow->arena, flow->endpoints, "POST",
        arena_printf(flow->arena, "/directory/deletedItems/%s/restore", flow->target->id), restore_body(flow), 200,
        "{}");
    if (flow_true(flow, "reconcile") ||
        flow_value(flow, "upn")) /* v1.0's restore has no parameters in Microsoft's schema */
        graph_beta(flow->arena, write);
    if (!flow->prior)
        flow->prior = "{\"deleted\":true}";
    return flow_send(flow, write, SENT);
}

static enum flow_state restore_sent(struct flow *flow, const struct http_reply *reply)
{
    if (reply->unsure && flow->attempts++ < TRIES)
        return flow_send(flow, user_get(flow), FOUND);
    if (!graph_check(reply, &flow->error)) {
        if (reply->status == 409 || strstr(flow->error.message, "onflict"))
            err_hint(&flow->error, "another user has its name or address by now: give a new upn, or set reconcile");
        return flow_fail(flow, reply);
    }
    if (flow->plan)
        return flow_done(flow, "Restored.");
    return flow_send(flow, user_get(flow), GONE);
}

static enum flow_state restore_verified(struct flow *flow, const struct http_reply *reply)
{
    struct err e;
    if (!graph_check(reply, &e) && flow->attempts++ < TRIES)
        return flow_wait(flow, 1000, LOOK);
    if (e.code != ERR_OK)
        return flow_refuse(flow, ERR_SERVICE, "the service accepted it, but the user cannot be read yet",
                           "refresh in a minute");
    flow->row_changed = true;
    return flow_done(flow, "Restored. Look at the licences: they may have gone to others.");
}

static enum flow_state restore_user(struct flow *flow, const struct http_reply *reply)
{
    switch (flow->step) {
    case FOUND:
        return restore_found(flow, reply);
    case SENT:
        return restore_sent(flow, reply);
    case LOOK:
        return flow_send(flow, user_get(flow), GONE);
    case GONE:
        return restore_verified(flow, reply);
    default:
        return flow_send(flow, user_get(flow), FOUND);
    }
}

/* --- dismiss-risk, confirm-compromised --- */

static struct http_request *risk_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     arena_printf(flow->arena, "/identityProtection/riskyUsers/%s", flow->target->id));
}

static bool dismisses(const struct flow *flow)
{
    return !strcmp(flow->action->name, "dismiss-risk");
}

static bool risk_as_wanted(const struct flow *flow, const struct json *now)
{
    const char *state = json_text_or(json_get(now, "riskState"), "none");
    if (dismisses(flow))
        return !now || !strcmp(state, "dismissed") || !strcmp(state, "none") || !strcmp(state, "remediated") ||
               !strcmp(state, "confirmedSafe");
    return !strcmp(state, "confirmedCompromised");
}

static const char *risk_said(const struct flow *flow)
{
    return dismisses(flow) ? "The risk is dismissed."
                           : "Confirmed compromised: the user's risk is high, and policies act on it.";
}

static enum flow_state risk_found(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *now = graph_body(reply, &flow->error);
    if (!now && flow->error.code != ERR_NOT_FOUND) /* 404: not risky */
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (risk_as_wanted(flow, now) && !flow->plan)
        return flow->attempts ? flow_done(flow, "%s", risk_said(flow))
                              : flow_already(flow, dismisses(flow) ? "The user is not at risk."
                                                                   : "The user is confirmed compromised already.");
    if (!flow->prior)
        flow->prior = arena_printf(flow->arena, "{\"riskState\":\"%s\",\"riskLevel\":\"%s\"}",
                                   json_text_or(json_get(now, "riskState"), "none"),
                                   json_text_or(json_get(now, "riskLevel"), "none"));
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST",
                                             dismisses(flow) ? "/identityProtection/riskyUsers/dismiss"
                                                             : "/identityProtection/riskyUsers/confirmCompromised",
                                             arena_printf(flow->arena, "{\"userIds\":[\"%s\"]}", flow->target->id), 204,
                                             NULL);
    return flow_send(flow, write, SENT);
}

static enum flow_state risk_sent(struct flow *flow, const struct http_reply *reply)
{
    if (reply->unsure && flow->attempts++ < TRIES)
        return flow_send(flow, risk_get(flow), FOUND);
    if (!graph_check(reply, &flow->error))
        return flow_fail(flow, reply);
    return flow->plan ? flow_done(flow, "%s", risk_said(flow)) : flow_send(flow, risk_get(flow), GONE);
}

static enum flow_state risk_verified(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *now = graph_body(reply, &flow->error);
    if (!now && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (!risk_as_wanted(flow, now) && flow->attempts++ < TRIES)
        return flow_wait(flow, 2000, LOOK);
    if (!risk_as_wanted(flow, now))
        return flow_done(flow, "Accepted; identity protection shows it in some minutes.");
    return flow_done(flow, "%s", risk_said(flow));
}

static enum flow_state risk(struct flow *flow, const struct http_reply *reply)
{
    switch (flow->step) {
    case FOUND:
        return risk_found(flow, reply);
    case SENT:
        return risk_sent(flow, reply);
    case LOOK:
        return flow_send(flow, risk_get(flow), GONE);
    case GONE:
        return risk_verified(flow, reply);
    default:
        return flow_send(flow, risk_get(flow), FOUND);
    }
}

static bool offered_when_there(const struct target *target)
{
    return !target->deleted;
}

static bool offered_when_deleted(const struct target *target)
{
    return target->deleted != 0;
}

const struct action life_cycle_actions[] = {
    {
        .name = "delete-user",
        .label = "Delete user",
        .key = 'D',
        .group = GROUP_ACCOUNT,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE,
        .help = "Delete the account; it can be restored for 30 days.",
        .confirm =
            "Delete {target}? Licences become free, the mailbox goes with the account; it can be restored for 30 days.",
        .needs = ANY_OF("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = ANY_OF("User Administrator"),
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = offered_when_there,
        .flow = delete_user,
        .undo = "restore-user",
    },
    {
        .name = "restore-user",
        .label = "Restore user",
        .key = 'Z',
        .group = GROUP_ACCOUNT,
        .flags = ACTION_BULK,
        .help = "Bring a deleted account back.",
        .confirm = "Restore {target}?",
        .params = (const struct param[]){{.name = "upn",
                                          .label = "New sign-in name",
                                          .kind = PARAM_TEXT,
                                          .maximum = 113,
                                          .help = "when another user has it by now"},
                                         {.name = "reconcile",
                                          .label = "Drop taken addresses",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "false",
                                          .help = "addresses another user has by now are left out"},
                                         {.name = NULL}},
        .needs = ANY_OF("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = ANY_OF("User Administrator"),
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = offered_when_deleted,
        .flow = restore_user,
        .undo = "delete-user",
    },
    {
        .name = "dismiss-risk",
        .label = "Dismiss risk",
        .key = 'd',
        .group = GROUP_ACCOUNT,
        .flags = ACTION_BULK,
        .help = "Tell identity protection that the user is not compromised.",
        .confirm = "Dismiss the risk of {target}?",
        .needs = ANY_OF("IdentityRiskyUser.ReadWrite.All"),
        .roles = ANY_OF("Security Administrator", "Security Operator"),
        .flow = risk,
    },
    {
        .name = "confirm-compromised",
        .label = "Confirm compromised",
        .key = 'K',
        .group = GROUP_ACCOUNT,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Tell identity protection that the account is compromised: its risk becomes high.",
        .confirm = "Confirm {target} compromised? Risk policies will block or challenge the account.",
        .needs = ANY_OF("IdentityRiskyUser.ReadWrite.All"),
        .roles = ANY_OF("Security Administrator", "Security Operator"),
        .flow = risk,
    },
    {.name = NULL},
};

/* Actions on the account itself: whether it may sign in, its password, its sessions (REQUESTS §9.1,
 * §9.2, §9.4). */
#include "action/change.h"
#include "action/password.h"
#include "action/rows.h"
#include "action/spelled.h"
#include "api/graph/graph.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool offered_when_enabled(const struct target *target)
{
    return !target->enabled_known || target->enabled;
}

static const char *enabled_now(const struct target *target)
{
    return !target->enabled_known ? "" : target->enabled ? "enabled" : "BLOCKED";
}

/* Where the password is kept. */
static const char *password_now(const struct target *target)
{
    return target->synced ? "on-premises" : "";
}

static bool offered_when_blocked(const struct target *target)
{
    return !target->enabled_known || !target->enabled;
}

static struct http_request *get_user(struct flow *flow, const char *select)
{
    return graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, select));
}

/* --- block-sign-in, unblock-sign-in
 * -------------------------------------------------------------------------------------------- */

static bool wants_enabled(const struct flow *flow)
{
    return !strcmp(flow->action->name, "unblock-sign-in");
}

static struct http_request *enabled_read(struct flow *flow)
{
    return get_user(flow, "?$select=id,accountEnabled");
}

static int enabled_same(struct flow *flow, const struct json *now)
{
    const struct json *value = json_get(now, "accountEnabled");
    return json_kind(value) == JSON_BOOL && json_true(value) == wants_enabled(flow);
}

/* With too little permission the service hides the state: then its acceptance has to do. */
static int enabled_settled(struct flow *flow, const struct json *now)
{
    return json_kind(json_get(now, "accountEnabled")) != JSON_BOOL || enabled_same(flow, now);
}

static struct http_request *enabled_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", graph_user_path(flow->arena, flow->target->id, ""),
                       wants_enabled(flow) ? "{\"accountEnabled\":true}" : "{\"accountEnabled\":false}", 204, NULL);
}

static bool is_device(const struct json *device, const char *id)
{
    return !strcasecmp(json_text_or(json_get(device, "id"), ""), id) ||
           !strcasecmp(json_text_or(json_get(device, "deviceId"), ""), id);
}

/* What is not said to be off may be on. */
static bool is_on(const struct json *device)
{
    const struct json *enabled = json_get(device, "accountEnabled");
    return json_kind(enabled) != JSON_BOOL || json_true(enabled);
}

static const char *enabled_say(struct flow *flow, enum change_end end)
{
    static const char *const sentences[][2] = {
        [CHANGE_DONE] = {"Sign-in blocked.", "Sign-in allowed."},
        [CHANGE_ALREADY] = {"Sign-in was already blocked.", "Sign-in was already allowed."},
        [CHANGE_FOUND] = {"Sign-in blocked, read back.", "Sign-in allowed, read back."},
    };
    return sentences[end][wants_enabled(flow)];
}

static void enabled_shows(struct flow *flow, bool changed)
{
    (void)changed;
    flow->enabled_changed = true;
    flow->enabled_now = wants_enabled(flow);
}

/* The hint is a line for a shell, whatever the names in it. */
static enum flow_state refuse_device(struct flow *flow, const struct json *device)
{
    auto_buf struct buf line = buf_make(BUF_REQUEST);
    const char *id = json_text_or(json_get(device, "id"), "");
    struct param_value which = {"device", id};
    spelled_do(action_find("disable-device"), NULL, flow->target, 1, (struct param_values){&which, 1}, &line);
    return flow_refuse(
        flow, ERR_REFUSED,
        arena_printf(flow->arena,
                     "the device %s speaks for somebody else and is not off: its token would give the access back",
                     json_text_or(json_get(device, "displayName"), id)),
        arena_printf(
            flow->arena,
            "%.*s --yes; if it is the user's own, set its finding aside in the research, or disable and enable "
            "it by roster",
            (int)strcspn(buf_text(&line), "\n"), buf_text(&line)));
}

/* Whether every device that speaks for somebody else is off: its token outlives the end of sessions and a new password, so that
 * unblocking would hand the access back. What is not registered any more gives none. */
static enum flow_state devices_off(struct flow *flow, const struct http_reply *reply)
{
    enum { DEVICES = 1 };
    if (!wants_enabled(flow) || !flow->suspects || !*flow->suspects || flow->look)
        return FLOW_DONE;
    if (flow->step != DEVICES)
        return flow_send(flow,
                         get_user(flow, "/registeredDevices?$select=id,deviceId,displayName,accountEnabled&$top=999"),
                         DEVICES);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply); /* what is not known is not safe */
    const struct json *on = NULL;
    for (const struct json *one = json_first(json_get(body, "value")); one && !on; one = json_next(one))
        for (const char *const *id = flow->suspects; *id && !on; id++)
            if (is_device(one, *id) && is_on(one))
                on = one;
    return on ? refuse_device(flow, on) : FLOW_DONE;
}

static const struct change set_enabled = {
    .before = devices_off,
    .read = enabled_read,
    .same = enabled_same,
    .settled = enabled_settled,
    .kept = "accountEnabled",
    .write = enabled_write,
    .say = enabled_say,
    .stale_hint = "read the user again in a minute; an on-premises sync may have set it back",
    .shows = enabled_shows,
};

/* --- reset-password
 * ---------------------------------------------------------------------------------------------- */

static const char *password_body(struct flow *flow, const char *password, bool write_back, bool must_change)
{
    if (write_back)
        return arena_printf(flow->arena, "{\"newPassword\":\"%s\"}", password);
    return arena_printf(flow->arena, "{\"passwordProfile\":{\"password\":\"%s\",\"forceChangePasswordNextSignIn\":%s}}",
                        password, must_change ? "true" : "false");
}

/* Method "password" of every user; the id is the same in every tenant (REQUESTS §9, A3). */
#define PASSWORD_METHOD "/authentication/methods/28c10230-6103-485e-b985-444c60001490/resetPassword"

enum { PASSWORD_READ, PASSWORD_KNOWN, PASSWORD_SENT, PASSWORD_POLLED };

static enum flow_state password_send(struct flow *flow, bool synced, bool must_change)
{
    const char *path = graph_user_path(flow->arena, flow->target->id, synced ? PASSWORD_METHOD : "");
    const char *shown = password_body(flow, "{password}", synced, must_change);

    if (!flow->secret && !flow->plan)
        flow->secret = password_new(PASSWORD_LENGTH);
    const char *body = flow->plan ? shown : password_body(flow, secret_text(flow->secret), synced, must_change);
    struct http_request *write = graph_write(flow->arena, flow->endpoints, synced ? "POST" : "PATCH", path, body,
                                             synced ? 202 : 204, NULL);
    write->secret_body = true;
    write->shown_body = shown;
    write->batch = !synced;
    write->repeat = synced ? HTTP_CONSUMES : HTTP_IDEMPOTENT;
    return flow_send(flow, write, PASSWORD_SENT);
}

static enum flow_state cannot_write_back(struct flow *flow)
{
    err_set(
        &flow->error, ERR_REFUSED,
        "the account is synchronised from Active Directory, where only a signed-in administrator can write a password "
        "back: roster is signed in as an application");
    err_hint(&flow->error, "reset it on-premises (Set-ADAccountPassword), or sign in as an "
                           "administrator");
    return FLOW_FAILED;
}

/* What would be refused in any case is said before it is asked. */
static enum flow_state prepare_reset(struct flow *flow, const struct http_reply *reply)
{
    if (!reply)
        return flow_send(flow, get_user(flow, "?$select=id,onPremisesSyncEnabled"), PASSWORD_KNOWN);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    return json_true(json_get(body, "onPremisesSyncEnabled")) && !flow->delegated ? cannot_write_back(flow) : FLOW_DONE;
}

static enum flow_state password_known(struct flow *flow, const struct http_reply *reply, bool must_change)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    bool synced = json_true(json_get(body, "onPremisesSyncEnabled"));
    const char *state = arena_printf(
        flow->arena, "{\"onPremisesSyncEnabled\":%s,\"lastPasswordChangeDateTime\":\"%s\"}", synced ? "true" : "false",
        json_text_or(json_get(body, "lastPasswordChangeDateTime"), ""));
    if (flow->look && strcmp(state, flow->prior) != 0) {
        flow->message = "The password was changed, and the new one is lost: reset it again.";
        return FLOW_DONE;
    }
    if (!flow->prior)
        flow->prior = state;
    if (synced && !flow->delegated)
        return cannot_write_back(flow);
    return password_send(flow, synced, must_change);
}

static enum flow_state password_poll(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    const char *status = json_text_or(json_get(body, "status"), "");
    if (!strcmp(status, "succeeded")) {
        flow->message = "Password reset and written back to Active Directory; it must be changed "
                        "at the next sign-in.";
        return FLOW_DONE;
    }
    if (!strcmp(status, "failed") || flow->attempts++ > 30) {
        err_set(&flow->error, ERR_SERVICE, "the password could not be written back: %s",
                json_text_or(json_get(body, "statusDetail"), "no answer in time"));
        err_hint(&flow->error, "check password writeback and its on-premises service");
        return FLOW_FAILED;
    }
    const char *asked = http_reply_header(reply, "retry-after");
    long seconds = asked ? strtol(asked, NULL, 10) : 0;
    flow->wait = seconds > 0 && seconds <= 60 ? seconds * 1000 : 2000;
    return FLOW_WAIT;
}

/* The token goes where it belongs only: not wherever a reply points. */
static enum flow_state password_follow(struct flow *flow, const char *location)
{
    struct http_request *poll = graph_next(flow->arena, flow->endpoints, location, &flow->error);
    if (!poll) {
        err_hint(&flow->error, "reset it again to be sure which password holds");
        return FLOW_FAILED;
    }
    poll->sample_status = 200;
    poll->sample_body = "{\"status\":\"succeeded\"}";
    return flow_send(flow, poll, PASSWORD_POLLED);
}

/* Writing back is a method of its own, with rights of its own (A3). */
static enum flow_state password_refused(struct flow *flow, const struct http_reply *reply, bool write_back)
{
    flow_fail(flow, reply);
    if (write_back && flow->error.code == ERR_FORBIDDEN && !strcasestr(flow->error.message, "writeback"))
        err_hint(
            &flow->error,
            "needs password writeback, the permission UserAuthenticationMethod.ReadWrite.All and the role "
            "Authentication Administrator (Privileged Authentication Administrator when the user is an administrator)");
    return FLOW_FAILED;
}

/* A reset whose answer was lost is sent again with the same password: the same end state, whichever
 * copy arrived. */
static enum flow_state password_sent(struct flow *flow, const struct http_reply *reply, bool must_change)
{
    bool write_back = strcmp(flow->request->method, "POST") == 0;

    /* The request is over: its body is this flow's own memory, and the password in it has no
     * further use. */
    if (!flow->plan)
        secret_wipe((char *)flow->request->body, flow->request->body_length);
    if (!write_back && flow_answer_lost(flow, reply))
        return password_send(flow, false, must_change);
    if (reply->unsure) {
        err_set(&flow->error, ERR_CUT, "the answer was lost: the password may have been changed");
        err_hint(&flow->error, "reset it again to be sure which password holds");
        return FLOW_FAILED;
    }
    if (!graph_check(reply, &flow->error))
        return password_refused(flow, reply, write_back);
    const char *location = write_back ? http_reply_header(reply, "location") : NULL;
    if (location)
        return password_follow(flow, location);
    flow->message = must_change ? "Password reset; a new one must be set at the next sign-in." : "Password reset.";
    return FLOW_DONE;
}

static enum flow_state reset(struct flow *flow, const struct http_reply *reply, bool must_change)
{
    switch (flow->step) {
    case PASSWORD_KNOWN:
        return password_known(flow, reply, must_change);
    case PASSWORD_SENT:
        return password_sent(flow, reply, must_change);
    case PASSWORD_POLLED:
        return reply ? password_poll(flow, reply) : flow_send(flow, flow->request, PASSWORD_POLLED);
    default:
        return flow_send(flow, get_user(flow, "?$select=id,onPremisesSyncEnabled,lastPasswordChangeDateTime"),
                         PASSWORD_KNOWN);
    }
}

static enum flow_state reset_password(struct flow *flow, const struct http_reply *reply)
{
    return reset(flow, reply, false);
}

static enum flow_state reset_password_must_change(struct flow *flow, const struct http_reply *reply)
{
    return reset(flow, reply, true);
}

/* --- revoke-sessions
 * --------------------------------------------------------------------------------------------- */

static struct http_request *sessions_read(struct flow *flow)
{
    return get_user(flow, "?$select=id,signInSessionsValidFromDateTime");
}

/* Revoking twice is not the same as once; only that the time has moved tells that it was done. */
static int sessions_same(struct flow *flow, const struct json *now)
{
    return flow->prior && !flow->plan &&
           strcmp(change_member(flow, now, "signInSessionsValidFromDateTime"), flow->prior) != 0;
}

/* The service tells whole seconds, and who revoked a moment ago sees no other time: a time of just now is as good as one that moved. */
static int sessions_settled(struct flow *flow, const struct json *now)
{
    enum { JUST_NOW = 5 * 60 * 1000 };
    const char *text = json_text_or(json_get(now, "signInSessionsValidFromDateTime"), "");
    int64_t from;
    return sessions_same(flow, now) || (clock_parse(text, strlen(text), &from) && from >= flow->now - JUST_NOW);
}

static struct http_request *sessions_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST",
                       graph_user_path(flow->arena, flow->target->id, "/revokeSignInSessions"), "{}", 200,
                       "{\"value\":true}");
}

static bool sessions_revoked(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (body && !json_true(json_get(body, "value")))
        flow_refuse(flow, ERR_SERVICE, "the service answered that no session was revoked",
                    "try again; block sign-in if the account is compromised");
    return body && flow->error.code == ERR_OK;
}

static const struct change revoke_sessions = {
    .read = sessions_read,
    .same = sessions_same,
    .kept = "signInSessionsValidFromDateTime",
    .write = sessions_write,
    .accepted = sessions_revoked,
    .settled = sessions_settled,
    .trusted = true,
    .done_first = true,
    .lags = "From when sessions count could not be read back yet: look again in minutes.",
    .done = "Sessions revoked. Access tokens already issued live for up to an hour.",
    .found = "Sessions revoked, read back. Access tokens already issued live for up to an hour.",
};

const struct action account_actions[] = {
    {
        .name = "block-sign-in",
        .label = "Block sign-in",
        .key = 'b',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_CONTAINMENT | ACTION_SYNC_REVERTS,
        .help = "Stop the account from signing in until it is unblocked.",
        .on_premises = "Disable-ADAccount",
        .confirm = "Block sign-in for {target}? Sessions that are already open stay open: revoke "
                   "them too.",
        .needs = (const char *const[]){"User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = offered_when_enabled,
        .now = enabled_now,
        .after = "BLOCKED",
        .change = &set_enabled,
        .undo = "unblock-sign-in",
    },
    {
        .name = "unblock-sign-in",
        .label = "Unblock sign-in",
        .key = 'n',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_SYNC_REVERTS,
        .help = "Allow the account to sign in again.",
        .on_premises = "Enable-ADAccount",
        .confirm = "Allow {target} to sign in again?",
        .needs = (const char *const[]){"User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = offered_when_blocked,
        .now = enabled_now,
        .after = "enabled",
        .change = &set_enabled,
        .lets_in = true,
        .undo = "block-sign-in",
    },
    {
        .name = "reset-password",
        .label = "Reset password",
        .key = 'p',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_CONTAINMENT | ACTION_SECRET | ACTION_DELEGATED_SYNCED | ACTION_NO_GUESTS,
        .help = "Set a random password of 14 characters and show it once.",
        .confirm = "Reset the password of {target} to a random one? It is shown once.",
        .needs = (const char *const[]){"User-PasswordProfile.ReadWrite.All", "Directory.AccessAsUser.All", NULL},
        .roles = RESETS_PASSWORDS,
        .app_roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = target_is_own,
        .now = password_now,
        .prepare = prepare_reset,
        .flow = reset_password,
    },
    {
        .name = "reset-password-must-change",
        .label = "Reset password (must change)",
        .key = 'P',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_CONTAINMENT | ACTION_SECRET | ACTION_DELEGATED_SYNCED | ACTION_NO_GUESTS,
        .help = "Set a random password, shown once, that must be changed at the next sign-in.",
        .confirm = "Reset the password of {target} to a random one that must be changed at the "
                   "next sign-in?",
        .needs = (const char *const[]){"User-PasswordProfile.ReadWrite.All", "Directory.AccessAsUser.All", NULL},
        .roles = RESETS_PASSWORDS,
        .app_roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = target_is_own,
        .now = password_now,
        .prepare = prepare_reset,
        .flow = reset_password_must_change,
    },
    {
        .name = "revoke-sessions",
        .label = "Revoke sessions",
        .key = 'k',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_CONTAINMENT,
        .help = "Invalidate refresh tokens and session cookies: everyone signed in as this user "
                "must sign in again.",
        .confirm = "Revoke all sessions of {target}? They must sign in again; access tokens live "
                   "on for up to an hour.",
        .needs = (const char *const[]){"User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = RESETS_PASSWORDS,
        .role_for_admins = "Privileged Authentication Administrator",
        .change = &revoke_sessions,
    },
    {0},
};

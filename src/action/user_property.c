/* Actions that set one property of a user, or a beta sibling of it (REQUESTS §6.3, §9 A5, A6, A12, §9.2). */
#include "action/change.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static struct http_request *get(struct flow *flow, const char *rest)
{
    return graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, rest));
}

static struct http_request *patch(struct flow *flow, const char *rest, const char *body)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", graph_user_path(flow->arena, flow->target->id, rest),
                       body, 204, NULL);
}

/* --- per-user MFA: set-mfa-state, rerequire-mfa --- */

static struct http_request *mfa_read(struct flow *flow)
{
    return graph_beta(flow->arena, get(flow, "/authentication/requirements"));
}

static const char *mfa_wanted(struct flow *flow)
{
    const char *before = change_restored(flow, "perUserMfaState");
    const char *choice = flow_value(flow, "state");
    return before ? before : choice ? choice : "enabled";
}

/* "enabled" becomes "enforced" by itself when the user has a method registered (REQUESTS §6.3): that is reached, too. */
static int mfa_settled(struct flow *flow, const struct json *now)
{
    const char *is = json_text_or(json_get(now, "perUserMfaState"), ""), *want = mfa_wanted(flow);
    bool moved_on = !strcmp(want, "enabled") && !strcmp(is, "enforced");
    flow->state = arena_strdup(flow->arena, is);
    return moved_on || !strcmp(is, want);
}

/* Before the first write "enforced" is not what "enabled" asks for, unless registering is all that is asked for. */
static int mfa_same(struct flow *flow, const struct json *now)
{
    bool registering = !flow->restore && !flow->action->params;
    return mfa_settled(flow, now) && (registering || flow->attempts || !strcmp(flow->state, mfa_wanted(flow)));
}

static struct http_request *mfa_write(struct flow *flow)
{
    return graph_beta(flow->arena, patch(flow, "/authentication/requirements",
                                         arena_printf(flow->arena, "{\"perUserMfaState\":\"%s\"}", mfa_wanted(flow))));
}

static const char *mfa_say(struct flow *flow, enum change_end end)
{
    const char *is = flow->state && !flow->plan ? flow->state : mfa_wanted(flow);
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena, "Per-user MFA is %s already.", is);
    return arena_printf(
        flow->arena, "Per-user MFA is %s%s.", is,
        strcmp(is, mfa_wanted(flow)) != 0 ? ": the user has registered a method, so the service moved it on" : "");
}

static const struct change set_mfa = {.read = mfa_read,
                                      .same = mfa_same,
                                      .settled = mfa_settled,
                                      .kept = "perUserMfaState",
                                      .write = mfa_write,
                                      .say = mfa_say};

static enum flow_state mfa_prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, mfa_read(flow), 1);
    auto_json struct json *now = graph_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    const char *state = json_text_or(json_get(now, "perUserMfaState"), "unknown");
    prepared_note(flow, false, "Now: %s.", state);
    prepared_note(flow, false,
                  "Conditional Access and security defaults ask for MFA on their own, whatever is set here.");
    for (const struct param *param = flow->action->params; param && param->name; param++)
        prepared_param(flow, param->name)->otherwise = arena_strdup(flow->arena, state);
    return flow_done(flow, "Read.");
}

/* --- set-password-expiry --- */

static struct http_request *policies_read(struct flow *flow)
{
    return get(flow, "?$select=id,passwordPolicies,onPremisesSyncEnabled");
}

static bool never_expires(const char *policies)
{
    return strstr(policies, "DisablePasswordExpiration") != NULL;
}

/* What shall stand there: the other policy, whether a password may be weak, stays as it is. */
static const char *policies_wanted(struct flow *flow, const char *now)
{
    const char *choice = flow_value(flow, "expires"), *before = change_restored(flow, "passwordPolicies");
    bool weak = strstr(now, "DisableStrongPassword") != NULL;
    if (flow->restore)
        return before && *before ? before : "None";
    if (choice && !strcmp(choice, "never"))
        return weak ? "DisablePasswordExpiration, DisableStrongPassword" : "DisablePasswordExpiration";
    return weak ? "DisableStrongPassword" : "None";
}

static bool same_policies(const char *one, const char *other)
{
    return never_expires(one) == never_expires(other) &&
           !strstr(one, "DisableStrongPassword") == !strstr(other, "DisableStrongPassword");
}

static int policies_same(struct flow *flow, const struct json *now)
{
    const char *is = json_text_or(json_get(now, "passwordPolicies"), "");
    flow->state = (void *)policies_wanted(flow, is);
    return same_policies(is, flow->state);
}

static struct http_request *policies_write(struct flow *flow)
{
    return patch(flow, "", arena_printf(flow->arena, "{\"passwordPolicies\":\"%s\"}", (const char *)flow->state));
}

static const char *policies_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return never_expires(flow->state) ? "The password never expires."
                                      : "The password expires as the domain's policy says.";
}

static const struct change set_expiry = {.read = policies_read,
                                         .same = policies_same,
                                         .kept = "passwordPolicies",
                                         .write = policies_write,
                                         .say = policies_say,
                                         .already = "It is set like this already."};

static enum flow_state expiry_prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, policies_read(flow), 1);
    auto_json struct json *now = graph_body(reply, &flow->error);
    if (!now)
        return flow_fail(flow, reply);
    bool never = never_expires(json_text_or(json_get(now, "passwordPolicies"), ""));
    prepared_param(flow, "expires")->otherwise = never ? "never" : "policy";
    prepared_note(flow, false, never ? "Now: never expires." : "Now: expires as the domain's policy says.");
    return flow_done(flow, "Read.");
}

/* --- clear-immutable-id, and giving it back --- */

static struct http_request *immutable_read(struct flow *flow)
{
    return get(flow, "?$select=id,onPremisesImmutableId,onPremisesSyncEnabled");
}

/* What undo brings back; NULL: nothing. */
static const char *immutable_wanted(struct flow *flow)
{
    return change_restored(flow, "onPremisesImmutableId");
}

static int immutable_same(struct flow *flow, const struct json *now)
{
    const char *is = json_text(json_get(now, "onPremisesImmutableId")), *want = immutable_wanted(flow);
    if (json_true(json_get(now, "onPremisesSyncEnabled"))) {
        flow_refuse(
            flow, ERR_REFUSED,
            "the account is synchronised from Active Directory: its immutable ID belongs to the sync",
            "take it out of the sync's scope, restore it from the deleted users, then clear it; or transfer the source of "
            "authority first (set-source-of-authority)");
        return -1;
    }
    return (!is || !*is) ? !want : want && !strcmp(is, want);
}

static struct http_request *immutable_write(struct flow *flow)
{
    const char *want = immutable_wanted(flow);
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    buf_puts(&body, "{\"onPremisesImmutableId\":");
    if (want)
        json_quote(&body, want, strlen(want));
    else
        buf_puts(&body, "null");
    buf_putc(&body, '}');
    return patch(flow, "", buf_text(&body));
}

static const char *immutable_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return immutable_wanted(flow) ? "The immutable ID is back." : "The immutable ID is cleared.";
}

/* One 2024 report has v1.0 refusing the null that beta takes: a 400 is asked again there (§9.3). */
static enum flow_state clear_immutable(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {.read = immutable_read,
                                         .same = immutable_same,
                                         .kept = "onPremisesImmutableId",
                                         .write = immutable_write,
                                         .say = immutable_say,
                                         .already = "The account has no immutable ID."};
    if (reply && reply->status == 400 && http_is_write(flow->request) && strstr(flow->request->url, "/v1.0/") &&
        !strstr(buf_text(&reply->body), "on-premises mastered"))
        return flow_send(flow, graph_beta(flow->arena, immutable_write(flow)), flow->step);
    return change_step(flow, reply, &change);
}

/* --- set-source-of-authority --- */

static struct http_request *authority_read(struct flow *flow)
{
    return get(flow, "/onPremisesSyncBehavior");
}

static bool wants_cloud(struct flow *flow)
{
    const char *choice = flow_value(flow, "authority");
    return flow->restore ? strstr(flow->restore, "true") != NULL : !choice || !strcmp(choice, "cloud");
}

static int authority_same(struct flow *flow, const struct json *now)
{
    return json_true(json_get(now, "isCloudManaged")) == wants_cloud(flow);
}

static struct http_request *authority_write(struct flow *flow)
{
    return patch(flow, "/onPremisesSyncBehavior",
                 wants_cloud(flow) ? "{\"isCloudManaged\":true}" : "{\"isCloudManaged\":false}");
}

static const char *authority_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return wants_cloud(flow) ? "The cloud is the source of authority: the sync no longer writes to the account."
                             : "Active Directory is the source of authority again, from the next sync on.";
}

static void authority_shows(struct flow *flow, bool changed)
{
    (void)changed;
    flow->row_changed = true;
}

static const struct change set_authority = {
    .read = authority_read,
    .same = authority_same,
    .kept = "isCloudManaged",
    .write = authority_write,
    .say = authority_say,
    .already = "It is the source of authority already.",
    .shows = authority_shows,
};

/* --- require-password-change --- */

static struct http_request *force_read(struct flow *flow)
{
    return get(flow, "?$select=id,onPremisesSyncEnabled");
}

static int force_same(struct flow *flow, const struct json *now)
{
    if (!json_true(json_get(now, "onPremisesSyncEnabled")))
        return 0;
    flow_refuse(flow, ERR_REFUSED, "the account is synchronised from Active Directory: it decides about the password",
                "Set-ADUser -ChangePasswordAtLogon $true on-premises, or reset the password");
    return -1;
}

static struct http_request *force_write(struct flow *flow)
{
    return patch(flow, "", "{\"passwordProfile\":{\"forceChangePasswordNextSignIn\":true}}");
}

static const struct change require_change = {.read = force_read,
                                             .same = force_same,
                                             .write = force_write,
                                             .again = true,
                                             .proof = CHANGE_BLIND,
                                             .done = "The password must be changed at the next sign-in."};

static bool offered_when_synced(const struct target *target)
{
    return target->synced;
}

const struct action user_property_actions[] = {
    {
        .name = "rerequire-mfa",
        .label = "Re-require MFA registration",
        .key = 'R',
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_BULK,
        .help = "Set per-user MFA to Enabled: the user must register at the next sign-in.",
        .confirm =
            "Re-require MFA registration of {target}? Per-user MFA becomes Enabled; methods already registered stay.",
        .needs = ANY_OF("Policy.ReadWrite.AuthenticationMethod"),
        .reads = ANY_OF("Policy.Read.All"),
        .roles = ANY_OF("Authentication Policy Administrator"),
        .prepare = mfa_prepare,
        .change = &set_mfa,
        .undo = "set-mfa-state",
    },
    {
        .name = "set-mfa-state",
        .label = "Set per-user MFA",
        .key = 'm',
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_BULK,
        .help = "Set the per-user MFA state: enforced, enabled or disabled.",
        .confirm = "Set per-user MFA of {target}?",
        .params = (const struct param[]){{.name = "state",
                                          .label = "State",
                                          .kind = PARAM_CHOICE,
                                          .required = true,
                                          .help = "enforced, enabled or disabled",
                                          .choices = (const char *const[]){"enforced", "enabled", "disabled", NULL}},
                                         {.name = NULL}},
        .needs = ANY_OF("Policy.ReadWrite.AuthenticationMethod"),
        .reads = ANY_OF("Policy.Read.All"),
        .roles = ANY_OF("Authentication Policy Administrator"),
        .prepare = mfa_prepare,
        .change = &set_mfa,
        .undo = "set-mfa-state",
    },
    {
        .name = "require-password-change",
        .label = "Require password change",
        .key = 'x',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_CLOUD_ONLY | ACTION_NO_GUESTS,
        .help = "The present password must be changed at the next sign-in.",
        .confirm = "Must {target} change the password at the next sign-in?",
        .needs = ANY_OF("User-PasswordProfile.ReadWrite.All", "Directory.AccessAsUser.All"),
        .roles = CHANGES_ACCOUNTS,
        .app_roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = target_is_own,
        .change = &require_change,
    },
    {
        .name = "set-password-expiry",
        .label = "Set password expiry",
        .key = 'y',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK,
        .help = "Whether the password expires.",
        .confirm = "Set password expiry of {target}?",
        .params = (const struct param[]){{.name = "expires",
                                          .label = "Expires",
                                          .kind = PARAM_CHOICE,
                                          .required = true,
                                          .help = "never, or as the domain's policy says",
                                          .choices = (const char *const[]){"never", "policy", NULL}},
                                         {.name = NULL}},
        .needs = ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .prepare = expiry_prepare,
        .change = &set_expiry,
        .undo = "set-password-expiry",
    },
    {
        .name = "clear-immutable-id",
        .label = "Clear immutable ID",
        .key = 'I',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CLOUD_ONLY,
        .help = "Set onPremisesImmutableId to null on an account that is no longer synchronised.",
        .confirm = "Clear the immutable ID of {target}? A later sync can then not match the account by it.",
        .needs = ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .flow = clear_immutable,
        .undo = "clear-immutable-id",
    },
    {
        .name = "set-source-of-authority",
        .label = "Set source of authority",
        .key = 'O',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_DESTRUCTIVE | ACTION_RARE,
        .help = "Whether the cloud or Active Directory manages a synchronised account.",
        .confirm = "Change the source of authority of {target}?",
        .params = (const struct param[]){{.name = "authority",
                                          .label = "Source",
                                          .kind = PARAM_CHOICE,
                                          .required = true,
                                          .otherwise = "cloud",
                                          .help = "cloud or on-premises",
                                          .choices = (const char *const[]){"cloud", "on-premises", NULL}},
                                         {.name = NULL}},
        .needs = ANY_OF("User-OnPremisesSyncBehavior.ReadWrite.All"),
        .roles = ANY_OF("Hybrid Identity Administrator"),
        .offered = offered_when_synced,
        .change = &set_authority,
        .undo = "set-source-of-authority",
    },
    {.name = NULL},
};

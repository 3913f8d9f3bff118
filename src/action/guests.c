/* Guests: asked once more, let choose anew who they sign in as, made one of the tenant's own, and what counts as a guest (REQUESTS §10.2,
 * §16.5). */
#include "action/password.h"
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

static struct http_request *read_guest(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id,
                                     "?$select=id,mail,userPrincipalName,userType,creationType,externalUserState"));
}

/* --- resend-invitation, reset-redemption --- */

static bool resets(const struct flow *flow)
{
    return !strcmp(flow->action->name, "reset-redemption");
}

static int may_be_asked(struct flow *flow, const struct json *now)
{
    const char *mail = json_text_or(json_get(now, "mail"), ""), *given = flow_value(flow, "address"),
               *state = json_text_or(json_get(now, "externalUserState"), "");
    bool outside = strstr(json_text_or(json_get(now, "userPrincipalName"), ""), "#EXT#") != NULL;
    if (!outside)
        flow_refuse(flow, ERR_REFUSED, "this is an account of the tenant's own: nobody has to invite it",
                    "add-user makes accounts; set-user-type says what somebody counts as");
    else if (!resets(flow) && !strcmp(state, "Accepted"))
        flow_refuse(flow, ERR_REFUSED, "the invitation is accepted already",
                    "reset-redemption lets the guest choose anew who they sign in as");
    else if (!given && !*mail)
        flow_refuse(flow, ERR_REFUSED, "the guest has no address", "give one (address)");
    flow->state = arena_strdup(flow->arena, given ? given : mail);
    return flow->error.code == ERR_OK ? 0 : -1;
}

static struct http_request *write_invitation(struct flow *flow)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_member_text(&w, "invitedUserEmailAddress", flow->state);
    json_member_text(&w, "inviteRedirectUrl", "https://myapps.microsoft.com");
    json_member_bool(&w, "sendInvitationMessage", true);
    if (resets(flow)) {
        json_name(&w, "invitedUser");
        json_open(&w, '{');
        json_member_text(&w, "id", flow->target->id);
        json_close(&w);
        json_member_bool(&w, "resetRedemption", true);
    }
    json_close(&w);
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST", "/invitations",
                                             arena_strdup(flow->arena, buf_text(&body)), 201, "{}");
    write->repeat = HTTP_CONSUMES;
    return write;
}

/* The service looks for the address alone: where the guest's is another by now, it invites whoever has it, or somebody new. */
static bool is_invited(struct flow *flow, const struct http_reply *reply)
{
    struct err ignored;
    auto_json struct json *body = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    const char *id = json_text_or(json_get(json_get(body, "invitedUser"), "id"), "");
    if (flow->plan || !*id || !strcasecmp(id, flow->target->id))
        return true;
    err_set(&flow->error, ERR_SERVICE, "another account was invited: %.40s", id);
    err_hint(&flow->error, "%.150s is not this guest's address: look at that account, and delete it if it is new",
             (const char *)flow->state);
    return false;
}

static const char *invitation_say(struct flow *flow, enum change_end end)
{
    (void)end;
    return arena_printf(flow->arena,
                        resets(flow)
                            ? "%s gets an invitation, and whoever accepts it signs in as this guest from then on."
                            : "%s gets the invitation again.",
                        (const char *)flow->state);
}

static const struct change invite_again = {
    .read = read_guest,
    .same = may_be_asked,
    .write = write_invitation,
    .accepted = is_invited,
    .proof = CHANGE_BLIND,
    .say = invitation_say,
};

/* --- set-user-type --- */

static const char *wanted_type(struct flow *flow)
{
    const char *type = flow->restore ? change_restored(flow, "userType") : flow_value(flow, "type");
    return !type ? "Guest" : !strcasecmp(type, "member") ? "Member" : "Guest";
}

static int type_same(struct flow *flow, const struct json *now)
{
    return !strcmp(json_text_or(json_get(now, "userType"), ""), wanted_type(flow));
}

static struct http_request *type_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", graph_user_path(flow->arena, flow->target->id, ""),
                       arena_printf(flow->arena, "{\"userType\":\"%s\"}", wanted_type(flow)), 204, NULL);
}

static const char *type_say(struct flow *flow, enum change_end end)
{
    const char *already = end == CHANGE_ALREADY ? " already" : "";
    return arena_printf(flow->arena,
                        !strcmp(wanted_type(flow), "Guest")
                            ? "The user counts as a guest%s: what guests may see is less."
                            : "The user counts as a member%s: the account stays where it is.",
                        already);
}

static void row_changed(struct flow *flow, bool changed)
{
    flow->row_changed |= changed;
}

static const struct change set_type = {.read = read_guest,
                                       .same = type_same,
                                       .kept = "userType",
                                       .write = type_write,
                                       .say = type_say,
                                       .shows = row_changed};

/* --- convert-to-internal --- */

static int is_internal(struct flow *flow, const struct json *now)
{
    const char *name = json_text_or(json_get(now, "userPrincipalName"), "");
    if (strstr(name, "#EXT#") || flow->attempts || flow->look)
        return !strstr(name, "#EXT#");
    flow_refuse(flow, ERR_REFUSED, "this is an account of the tenant's own already", "nothing has to be converted");
    return -1;
}

static int is_converted(struct flow *flow, const struct json *now)
{
    (void)flow;
    return !strstr(json_text_or(json_get(now, "userPrincipalName"), "#EXT#"), "#EXT#");
}

static const char *convert_body(struct flow *flow, const char *password)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_member_text(&w, "userPrincipalName", flow_value(flow, "userPrincipalName"));
    json_name(&w, "passwordProfile");
    json_open(&w, '{');
    json_member_text(&w, "password", password);
    json_member_bool(&w, "forceChangePasswordNextSignIn", true);
    json_close(&w);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&body));
}

/* Sent again with the same password: the same end state, whichever copy arrived. */
static struct http_request *convert_write(struct flow *flow)
{
    const char *shown = convert_body(flow, "{password}");
    if (!flow->secret && !flow->plan)
        flow->secret = password_new(PASSWORD_LENGTH);
    struct http_request *write = graph_beta(
        flow->arena, graph_write(flow->arena, flow->endpoints, "POST",
                                 graph_user_path(flow->arena, flow->target->id, "/convertExternalToInternalMemberUser"),
                                 flow->plan ? shown : convert_body(flow, secret_text(flow->secret)), 200, "{}"));
    write->secret_body = true;
    write->shown_body = shown;
    write->repeat = HTTP_CONSUMES;
    return write;
}

static const struct change convert = {
    .read = read_guest,
    .same = is_internal,
    .settled = is_converted,
    .kept = "userPrincipalName",
    .write = convert_write,
    .done = "One of the tenant's own now; the password must be changed at the first sign-in.",
    .found = "One of the tenant's own now; the password is lost when this was read back: reset it.",
    .lags = "Accepted; reading does not show it yet.",
    .shows = row_changed,
};

static bool is_outside(const struct target *target)
{
    return target->guest || target_is_external(target);
}

#define ANY_OF(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct action guests_actions[] = {
    {
        .name = "resend-invitation",
        .label = "Send invitation again",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK,
        .help = "Mail the invitation again to a guest who has not accepted it.",
        .confirm = "Send the invitation of {target} again? A mail goes out.",
        .needs = ANY_OF("User.Invite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = ANY_OF("Guest Inviter", "Helpdesk Administrator", "User Administrator"),
        .offered = is_outside,
        .change = &invite_again,
    },
    {
        .name = "reset-redemption",
        .label = "Reset redemption",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_DESTRUCTIVE,
        .help = "Let a guest accept anew with another account, keeping groups and applications.",
        .confirm = "Let {target} accept anew? Whoever accepts the mail signs in as this guest from then on.",
        .params = THING_PARAMS({.name = "address",
                                .label = "Address",
                                .kind = PARAM_TEXT,
                                .maximum = 254,
                                .help = "one of the guest's (edit-user adds it first); empty: as now"}),
        .needs = ANY_OF("User.ReadWrite.All"),
        .roles = ANY_OF("Helpdesk Administrator", "User Administrator"),
        .offered = is_outside,
        .change = &invite_again,
    },
    {
        .name = "set-user-type",
        .label = "Set user type",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK,
        .help = "Whether the user counts as a member or as a guest; where they sign in stays the same.",
        .confirm = "Set whether {target} counts as a member or as a guest?",
        .params = THING_PARAMS({.name = "type",
                                .label = "Counts as",
                                .kind = PARAM_CHOICE,
                                .required = true,
                                .help = "guest or member",
                                .choices = ANY_OF("guest", "member")}),
        .needs = ANY_OF("User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = CHANGES_ACCOUNTS,
        .change = &set_type,
        .undo = "set-user-type",
    },
    {
        .name = "convert-to-internal",
        .label = "Convert to internal user",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_DESTRUCTIVE | ACTION_SECRET | ACTION_RARE,
        .help = "Make an account of the tenant's own of a guest: the sign-in moves here, and there is no way back.",
        .confirm = "Make {target} one of the tenant's own? There is no way back; a password is shown once.",
        .params = THING_PARAMS({.name = "userPrincipalName",
                                .label = "Sign-in name",
                                .kind = PARAM_TEXT,
                                .required = true,
                                .maximum = 113,
                                .help = "in a domain of the tenant"}),
        .needs = ANY_OF("User-ConvertToInternal.ReadWrite.All"),
        .roles = ANY_OF("User Administrator"),
        .offered = is_outside,
        .change = &convert,
    },
    {.name = NULL},
};

/* Inviting a guest (REQUESTS §10.2): looked for first, as an invitation that is sent again makes nobody new and mails once more. */
#include "action/change.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"
#include <string.h>
#include <strings.h>

#define SELECT "?$select=id,displayName,userPrincipalName,userType"

enum { POLICY_READ = 1 };

struct inviting {
    const char *link; /* that redeems it */
};

static const char *address_of(struct flow *flow)
{
    const char *address = flow_value(flow, "email");
    return address ? address : flow->target->user_principal_name;
}

/* Where guests are off, or administrators alone invite, an application is refused, and a person is not. */
static enum flow_state policy_before(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step != POLICY_READ)
        return flow_send(
            flow, graph_get(flow->arena, flow->endpoints, "/policies/authorizationPolicy?$select=id,allowInvitesFrom"),
            POLICY_READ);
    auto_json struct json *policy = graph_body(reply, &flow->error);
    const char *from = json_text_or(json_get(policy, "allowInvitesFrom"), "");
    if (!policy && flow->error.code != ERR_FORBIDDEN)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    flow->state = arena_alloc(flow->arena, sizeof(struct inviting));
    if (!flow->delegated && (!strcmp(from, "none") || !strcmp(from, "adminsAndGuestInviters"))) {
        err_set(&flow->error, ERR_REFUSED, "this tenant lets no application invite guests (%s)", from);
        err_hint(&flow->error,
                 "sign in as an administrator, or change who may invite (External collaboration settings)");
        return FLOW_FAILED;
    }
    return FLOW_DONE;
}

static struct http_request *guest_read(struct flow *flow)
{
    return graph_users_find(flow->arena, flow->endpoints, address_of(flow), SELECT);
}

static int guest_same(struct flow *flow, const struct json *now)
{
    const struct json *one = json_first(json_get(now, "value"));
    if (!one && flow->attempts && !flow->look) { /* each invitation mails: it is not sent again on a guess */
        err_set(&flow->error, ERR_CUT, "the answer was lost, and the guest cannot be found yet");
        err_hint(&flow->error, "look for the guest in a minute before inviting again");
        return -1;
    }
    if (!one)
        return 0;
    flow->made_id = arena_strdup(flow->arena, json_text_or(json_get(one, "id"), ""));
    flow->row_changed = true;
    if (!strcmp(json_text_or(json_get(one, "userType"), "Guest"), "Guest"))
        return 1;
    flow->made_id = NULL;
    err_set(&flow->error, ERR_USAGE, "%.200s is an address of %.160s, who is no guest", address_of(flow),
            json_text_or(json_get(one, "userPrincipalName"), ""));
    err_hint(&flow->error, "nothing needs to be done for somebody of this tenant");
    return -1;
}

static void message_info(struct flow *flow, struct json_writer *w)
{
    const char *text = flow_value(flow, "message"), *language = flow_value(flow, "language"),
               *cc = flow_value(flow, "cc");
    if (!text && !language && !cc)
        return;
    json_name(w, "invitedUserMessageInfo");
    json_open(w, '{');
    if (text)
        json_member_text(w, "customizedMessageBody", text);
    if (language)
        json_member_text(w, "messageLanguage", language);
    if (cc) {
        json_name(w, "ccRecipients");
        json_open(w, '[');
        json_open(w, '{');
        json_name(w, "emailAddress");
        json_open(w, '{');
        json_member_text(w, "address", cc);
        json_close(w);
        json_close(w);
        json_close(w);
    }
    json_close(w);
}

static struct http_request *guest_write(struct flow *flow)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    const char *name = flow_value(flow, "displayName");
    json_open(&w, '{');
    json_member_text(&w, "invitedUserEmailAddress", address_of(flow));
    if (name)
        json_member_text(&w, "invitedUserDisplayName", name);
    json_member_text(&w, "inviteRedirectUrl", flow_value(flow, "redirect"));
    json_member_bool(&w, "sendInvitationMessage", flow_true(flow, "send"));
    message_info(flow, &w);
    json_close(&w);
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST", "/invitations", buf_text(&body), 201,
                                             "{\"invitedUser\":{\"id\":\"{id}\"}}");
    write->repeat = HTTP_CONSUMES; /* each one mails */
    return write;
}

static bool guest_accepted(struct flow *flow, const struct http_reply *reply)
{
    struct inviting *inviting = flow->state;
    auto_json struct json *body = graph_body(reply, &flow->error);
    const char *id = json_text(json_path(body, "invitedUser.id"));
    if (body && !id)
        return err_set(&flow->error, ERR_PARSE, "the service's reply names no guest");
    flow->made_id = arena_strdup(flow->arena, id);
    flow->row_changed = true;
    inviting->link = arena_strdup(flow->arena, json_text(json_get(body, "inviteRedeemUrl")));
    return body != NULL;
}

static const char *guest_say(struct flow *flow, enum change_end end)
{
    const struct inviting *inviting = flow->state;
    const char *link = inviting->link;
    if (end == CHANGE_ALREADY)
        return "That guest is there already.";
    if (flow_true(flow, "send"))
        return end == CHANGE_FOUND ? "Invited, read back." : "Invited; the mail is on its way.";
    return link ? arena_printf(flow->arena, "Invited; no mail was sent. The link that redeems it: %s", link)
                : "Invited; no mail was sent.";
}

static enum flow_state invite(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {.before = policy_before,
                                         .read = guest_read,
                                         .same = guest_same,
                                         .keeps = "{\"made\":true}",
                                         .write = guest_write,
                                         .accepted = guest_accepted,
                                         .proof = CHANGE_REPLY,
                                         .say = guest_say};
    if (reply && flow->step >= CHANGE_STEPS && http_is_write(flow->request) && reply->status >= 500)
        return flow_fail(flow, reply); /* an address that the service does not like is answered so, too */
    return change_step(flow, reply, &change);
}

static void names(struct arena *arena, struct param_values values, struct target *out)
{
    const char *address = param_value_of(values, "email"), *shown = param_value_of(values, "displayName");
    out->user_principal_name = arena_strdup(arena, address ? address : "");
    out->display_name = arena_strdup(arena, shown ? shown : address ? address : "");
}

static bool offered_to_nobody(const struct target *target)
{
    return !*target->id;
}

/* Whether the address is somebody's already. */
static enum flow_state prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!strchr(flow->target->user_principal_name ? flow->target->user_principal_name : "", '@'))
        return flow_done(flow, "Nothing is asked.");
    if (!reply)
        return flow_send(flow, guest_read(flow), 1);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    const struct json *one = json_first(json_get(body, "value"));
    const char *text = one ? arena_printf(flow->arena, "%s has this address already.",
                                          json_text_or(json_get(one, "displayName"), "Somebody"))
                           : "Nobody here has this address.";
    prepared_note(flow, one, "%s", text);
    prepared_param(flow, "email")->said = text;
    prepared_param(flow, "email")->doubtful = one;
    return flow_done(flow, "Read.");
}

static bool address_fits(struct param_values values, struct err *e)
{
    const char *address = param_value_of(values, "email"), *at = address ? strrchr(address, '@') : NULL;
    return !address || (at && at > address && strchr(at, '.') && !strpbrk(address, " ,;<>")) ||
           err_set(e, ERR_USAGE, "email cannot be \"%.100s\": it is no address", address);
}

static bool redirect_fits(struct param_values values, struct err *e)
{
    const char *link = param_value_of(values, "redirect");
    return !link || !strncasecmp(link, "https://", 8) ||
           err_set(e, ERR_USAGE, "redirect cannot be \"%.100s\": it begins with https://", link);
}

static bool sends(struct param_values values)
{
    const char *send = param_value_of(values, "send");
    return send && !strcmp(send, "true");
}

/* The language counts only for Microsoft's own text. */
static bool sends_own_text(struct param_values values)
{
    return sends(values) && !param_value_of(values, "message");
}

const struct action invite_actions[] = {
    {
        .name = "invite-guest",
        .label = "Invite a guest",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CREATES | ACTION_OF_ROW,
        .help = "Invite somebody of another organisation as a guest.",
        .confirm = "Invite {target} as a guest?",
        .params = (const struct param[]){{.name = "email",
                                          .label = "Address",
                                          .required = true,
                                          .alone = true,
                                          .longest = 250,
                                          .check = address_fits,
                                          .also = "mail invitedUserEmailAddress",
                                          .help = "where the guest is at home"},
                                         {.name = "displayName",
                                          .label = "Display name",
                                          .longest = 256,
                                          .alone = true,
                                          .help = "as people see it here"},
                                         {.name = "send",
                                          .label = "Send a mail",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "true",
                                          .help = "else the link is shown"},
                                         {.name = "message",
                                          .label = "Message",
                                          .kind = PARAM_MULTILINE,
                                          .when = sends,
                                          .help = "plain text, instead of Microsoft's own"},
                                         {.name = "language",
                                          .label = "Language",
                                          .when = sends_own_text,
                                          .help = "of Microsoft's own text, such as nl-NL"},
                                         {.name = "cc",
                                          .label = "Copy to",
                                          .longest = 250,
                                          .when = sends,
                                          .help = "one address that gets the mail, too"},
                                         {.name = "redirect",
                                          .label = "Leads to",
                                          .otherwise = "https://myapps.microsoft.com",
                                          .check = redirect_fits,
                                          .also = "redirectUri",
                                          .help = "where the guest comes after the invitation"},
                                         {.name = NULL}},
        .needs = (const char *const[]){"User.Invite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", NULL},
        .reads = (const char *const[]){"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                       "Directory.ReadWrite.All", NULL},
        .roles = (const char *const[]){"Guest Inviter", "User Administrator", NULL},
        .offered = offered_to_nobody,
        .names = names,
        .prepare = prepare,
        .flow = invite,
        .undo = "delete-user",
    },
    {.name = NULL},
};

/* Deleting and restoring users, and what identity protection thinks of them (REQUESTS §9.5, V16). */
#include "action/addresses.h"
#include "action/change.h"
#include "action/mailbox.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

#define ANY_OF(...)                                                                                                    \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

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

static int is_gone(struct flow *flow, const struct json *now)
{
    (void)flow;
    return now == NULL;
}

/* --- delete-user --- */

static const char *delete_keep(struct flow *flow, const struct json *now)
{
    auto_buf struct buf prior = buf_make(BUF_REQUEST);
    json_write(now, &prior);
    return arena_strdup(flow->arena, buf_text(&prior));
}

static struct http_request *delete_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "DELETE", graph_user_path(flow->arena, flow->target->id, ""), NULL,
                       204, NULL);
}

static enum change_refusal delete_refused(struct flow *flow, const struct http_reply *reply)
{
    (void)reply;
    return flow->error.code == ERR_NOT_FOUND ? CHANGE_REACHED : CHANGE_REFUSED;
}

static void delete_shows(struct flow *flow, bool changed)
{
    (void)changed;
    flow->removed = true;
}

/* Read back where the deleted are. */
static const struct change delete_user = {
    .read = user_get,
    .none = true,
    .same = is_gone,
    .keep = delete_keep,
    .write = delete_write,
    .refused = delete_refused,
    .back = deleted_get,
    .settled = change_is_there,
    .trusted = true,
    .done = "Deleted; it can be restored for 30 days.",
    .already = "The user was deleted already.",
    .lags = "Deleted, as the service says; it is not in the list of deleted users yet.",
    .shows = delete_shows,
};

/* Whether Exchange was asked or not: a mailbox that others work in goes with the account. */
static enum flow_state prepare_delete(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step && !flow->no_exchange)
        return flow_send(flow, mailbox_read(flow), 1);
    auto_json struct json *now = reply ? exchange_body(reply, &flow->error) : NULL;
    const char *type = mailbox_text(now, "RecipientTypeDetails"), *to = mailbox_text(now, "ForwardingAddress");
    if (!*to)
        to = mailbox_text(now, "ForwardingSmtpAddress");
    if (!now && flow->error.code != ERR_NOT_FOUND)
        prepared_note(flow, true,
                      "Its mailbox was not looked at: one that is shared, or that forwards, goes with the account.");
    if (*type && strcmp(type, "UserMailbox") != 0)
        prepared_note(flow, true, "Its mailbox is a %s: whoever works in it loses it.", type);
    if (*to)
        prepared_note(flow, true, "Its mailbox forwards to %s: that ends.", to);
    if (*to || (*type && strcmp(type, "UserMailbox") != 0))
        prepared_note(flow, true,
                      "For somebody who leaves there is the playbook offboard, which keeps the mailbox: roster play "
                      "offboard, or Playbooks in the menu.");
    flow->error = (struct err){.code = ERR_OK};
    return flow_done(flow, "Read.");
}

/* --- restore-user --- */

enum { DELETED_READ = 1, HOLDER_READ };
enum { ADDRESSES_MOST = 10 }; /* that are looked at before */

struct restoring {
    const char *name; /* the sign-in name the user had */
    const char **had; /* its addresses, as "SMTP:…" */
    size_t at;        /* prepare: which of them is looked at, the name first */
    const char *lost; /* those that others have by now; NULL: none */
};

/* A deleted user's name has its id in front (REQUESTS §9.5). */
static const char *name_of(struct flow *flow, const struct json *user)
{
    const char *upn = json_text_or(json_get(user, "userPrincipalName"), ""), *at = upn;
    for (const char *id = flow->target->id; *id; id++)
        if (*id != '-' && strncasecmp(at++, id, 1) != 0)
            return arena_strdup(flow->arena, upn);
    return arena_strdup(flow->arena, at);
}

static struct http_request *addresses_get(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     arena_printf(flow->arena, "/directory/deletedItems/%s?$select=id,userPrincipalName,proxyAddresses",
                                  flow->target->id));
}

static struct restoring *restoring_of(struct flow *flow, const struct json *user)
{
    struct restoring *r = flow->state = arena_alloc(flow->arena, sizeof *r);
    *r = (struct restoring){.name = name_of(flow, user), .had = addresses_of(flow->arena, user)};
    return r;
}

/* Where addresses may be left out, which ones there were. */
static enum flow_state addresses_before(struct flow *flow, const struct http_reply *reply)
{
    if (!flow_true(flow, "reconcile"))
        return FLOW_DONE;
    if (flow->step != DELETED_READ)
        return flow_send(flow, addresses_get(flow), DELETED_READ);
    auto_json struct json *user = graph_body(reply, &flow->error);
    if (!user && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    restoring_of(flow, user);
    return FLOW_DONE;
}

static struct http_request *restored_get(struct flow *flow)
{
    return flow->state ? graph_get(flow->arena, flow->endpoints,
                                   graph_user_path(flow->arena, flow->target->id,
                                                   "?$select=id,userPrincipalName,displayName,proxyAddresses"))
                       : user_get(flow);
}

static int is_back(struct flow *flow, const struct json *now)
{
    struct restoring *r = flow->state;
    if (r && now)
        r->lost = addresses_lost(flow->arena, r->had, now);
    return now != NULL;
}

static const char *restore_say(struct flow *flow, enum change_end end)
{
    static const char said[] = "Restored. Look at the licences: they may have gone to others.";
    const struct restoring *r = flow->state;
    (void)end;
    return r && r->lost ? arena_printf(flow->arena, "%s Others have these addresses by now: %s.", said, r->lost) : said;
}

static const char *restore_body(struct flow *flow)
{
    const char *upn = flow_value(flow, "upn");
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    if (flow_true(flow, "reconcile")) {
        json_member_bool(&w, "autoReconcileProxyConflict", true);
    }
    if (upn) {
        json_member_text(&w, "newUserPrincipalName", upn);
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&body));
}

static struct http_request *restore_write(struct flow *flow)
{
    struct http_request *write = graph_write(
        flow->arena, flow->endpoints, "POST",
        arena_printf(flow->arena, "/directory/deletedItems/%s/restore", flow->target->id), restore_body(flow), 200,
        "{}");
    if (flow_true(flow, "reconcile") ||
        flow_value(flow, "upn")) /* v1.0's restore has no parameters in Microsoft's schema */
        graph_beta(flow->arena, write);
    return write;
}

static enum change_refusal restore_refused(struct flow *flow, const struct http_reply *reply)
{
    const char *body = buf_text(&reply->body);
    bool conflict = reply->status == 409 || strcasestr(body, "conflict") || strcasestr(body, "already exist");
    if (conflict && strcasestr(body, "userPrincipalName"))
        err_hint(&flow->error, "another user has its sign-in name by now: give a new one (upn)");
    else if (conflict && strcasestr(body, "proxyAddresses"))
        err_hint(&flow->error, "another user has one of its addresses by now: set reconcile to leave it out");
    else if (conflict)
        err_hint(&flow->error, "another user has its name or address by now: give a new upn, or set reconcile");
    return CHANGE_REFUSED;
}

static void restore_shows(struct flow *flow, bool changed)
{
    (void)changed;
    flow->row_changed = true;
}

static const struct change restore_user = {
    .before = addresses_before,
    .read = restored_get,
    .none = true,
    .same = is_back,
    .keeps = "{\"deleted\":true}",
    .write = restore_write,
    .refused = restore_refused,
    .say = restore_say,
    .already = "The user is not deleted.",
    .stale = "the service accepted it, but the user cannot be read yet",
    .stale_hint = "refresh in a minute",
    .shows = restore_shows,
};

/* The next of the user's addresses that stands for one person: its name first, then those that are none. */
static const char *next_address(struct restoring *r)
{
    if (r->at++ == 0)
        return r->name;
    for (; r->at <= ADDRESSES_MOST && r->had[r->at - 2]; r->at++) {
        const char *address = r->had[r->at - 2];
        if (!strncasecmp(address, "smtp:", 5) && strcasecmp(address + 5, r->name) != 0)
            return address + 5;
    }
    return NULL;
}

static enum flow_state look_for_holder(struct flow *flow)
{
    struct restoring *r = flow->state;
    const char *address = next_address(r);
    if (!address)
        return flow_done(flow, "Read.");
    r->lost = address;
    return flow_send(
        flow, graph_users_find(flow->arena, flow->endpoints, address, "?$select=id,userPrincipalName,displayName"),
        HOLDER_READ);
}

/* Who has the name or the address by now. */
static void note_holder(struct flow *flow, const struct json *found)
{
    const struct restoring *r = flow->state;
    const struct json *other = json_first(json_get(found, "value"));
    const char *whose = json_text_or(json_get(other, "userPrincipalName"), "somebody else");
    if (!other)
        return;
    if (!strcasecmp(whose, r->name))
        prepared_note(flow, true, "%s is the name of another user by now: give a new one.", r->name);
    else
        prepared_note(flow, true, "%s has the address %s by now: it can be dropped.", whose, r->lost);
}

/* What the restore would collide with. */
static enum flow_state restore_prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->step)
        return flow_send(flow, addresses_get(flow), DELETED_READ);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    if (flow->step == DELETED_READ)
        restoring_of(flow, body);
    else
        note_holder(flow, body);
    return look_for_holder(flow);
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
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK | ACTION_DESTRUCTIVE | ACTION_SYNC_REVERTS,
        .help = "Delete the account; it can be restored for 30 days.",
        .on_premises = "Remove-ADUser",
        .confirm =
            "Delete {target}? Licences become free, the mailbox goes with the account; it can be restored for 30 days. "
            "`roster play offboard` hands the mailbox over instead.",
        .needs = ANY_OF("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = offered_when_there,
        .prepare = prepare_delete,
        .change = &delete_user,
        .undo = "restore-user",
    },
    {
        .name = "restore-user",
        .label = "Restore user",
        .key = 'Z',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK,
        .help = "Bring a deleted account back.",
        .confirm = "Restore {target}?",
        .params = (const struct param[]){{.name = "upn",
                                          .label = "New sign-in name",
                                          .kind = PARAM_TEXT,
                                          .maximum = 113,
                                          .alone = true,
                                          .help = "when another user has it by now"},
                                         {.name = "reconcile",
                                          .label = "Drop taken addresses",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "false",
                                          .help = "addresses another user has by now are left out"},
                                         {.name = NULL}},
        .needs = ANY_OF("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"),
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .offered = offered_when_deleted,
        .prepare = restore_prepare,
        .change = &restore_user,
        .undo = "delete-user",
    },
    {.name = NULL},
};

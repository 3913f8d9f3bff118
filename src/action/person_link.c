/* Who is above a new person, who answers for the account, and the further addresses: steps of adding somebody, each read, written and
 * read back like an action of its own (REQUESTS §10.1). */
#include "action/person_link.h"

#include "action/mailbox.h"
#include "action/meaning.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WHO_READ = PERSON_LINK_FOUND };

static const char *const writes_users[] = {"User.ReadWrite.All", "Directory.ReadWrite.All", NULL};
static const char *const user_roles[] = {"User Administrator", NULL};

/* --- whom a text means --- */

static enum flow_state found(struct flow *flow, const char *asked, const struct json *list, const char **id)
{
    size_t count = json_count(list), n = 0;
    struct candidate *candidates = arena_alloc(flow->arena, (count + 1) * sizeof *candidates);
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "userPrincipalName"), ""),
                   *shown = json_text_or(json_get(one, "displayName"), "");
        candidates[n++] = (struct candidate){.name = arena_strdup(flow->arena, name),
                                             .id = arena_strdup(flow->arena, json_text_or(json_get(one, "id"), "")),
                                             .whole = strchr(asked, '@') || !strcasecmp(name, asked) ||
                                                      !strcasecmp(shown, asked)};
    }
    int one = meaning_of(candidates, n, "user", asked, "give the address or the id", &flow->error);
    if (one == MEANING_NONE)
        return FLOW_FAILED;
    *id = candidates[one].id;
    return FLOW_DONE;
}

enum flow_state person_link_find(struct flow *flow, const struct http_reply *reply, const char *asked, int step,
                                 const char **id)
{
    if (flow->step != step)
        return flow_send(
            flow, graph_users_find(flow->arena, flow->endpoints, asked, "?$select=id,displayName,userPrincipalName"),
            step);
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    if (!graph_users_find_is_exact(asked))
        return found(flow, asked, json_get(body, "value"), id);
    *id = arena_strdup(flow->arena, json_text_or(json_get(body, "id"), asked));
    return FLOW_DONE;
}

/* The state of these flows is the id of whom the value means. */
static enum flow_state find_who(struct flow *flow, const struct http_reply *reply)
{
    const char *id = NULL;
    enum flow_state state = person_link_find(flow, reply, flow_value(flow, "user"), WHO_READ, &id);
    if (state == FLOW_DONE)
        flow->state = (void *)id;
    return state;
}

static const char *reference(struct flow *flow, const char *id)
{
    return arena_printf(flow->arena, "{\"@odata.id\":\"%s/v1.0/users/%s\"}", flow->endpoints->at[RESOURCE_GRAPH], id);
}

/* --- the manager --- */

static struct http_request *manager_read(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id, "/manager?$select=id"));
}

static int manager_same(struct flow *flow, const struct json *now)
{
    return !strcasecmp(json_text_or(json_get(now, "id"), ""), flow->state);
}

struct http_request *person_link_manager(struct flow *flow, const char *id)
{
    const char *path = graph_user_path(flow->arena, flow->target->id, "/manager/$ref");
    return graph_write(flow->arena, flow->endpoints, *id ? "PUT" : "DELETE", path, *id ? reference(flow, id) : NULL,
                       204, NULL);
}

static struct http_request *manager_write(struct flow *flow)
{
    return person_link_manager(flow, flow->state);
}

const struct action person_manager = {
    .name = "set-manager",
    .label = "Manager",
    .needs = writes_users,
    .roles = user_roles,
    .change = &(const struct change){.before = find_who,
                                     .read = manager_read,
                                     .none = true,
                                     .same = manager_same,
                                     .kept = "id",
                                     .write = manager_write,
                                     .again = true,
                                     .lags = "Reading does not show it yet.",
                                     .done = "The manager is set.",
                                     .already = "That is the manager already."},
};

/* --- a sponsor --- */

static struct http_request *sponsors_read(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id, "/sponsors?$select=id"));
}

static int sponsor_same(struct flow *flow, const struct json *now)
{
    for (const struct json *one = json_first(json_get(now, "value")); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "id"), ""), flow->state))
            return 1;
    return 0;
}

static struct http_request *sponsor_write(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "POST",
                       graph_user_path(flow->arena, flow->target->id, "/sponsors/$ref"), reference(flow, flow->state),
                       204, NULL);
}

static enum change_refusal sponsor_refused(struct flow *flow, const struct http_reply *reply)
{
    (void)flow;
    return strstr(buf_text(&reply->body), "already exist") ? CHANGE_REACHED : CHANGE_REFUSED;
}

const struct action person_sponsor = {
    .name = "add-sponsor",
    .label = "Sponsor",
    .needs = writes_users,
    .roles = user_roles,
    .change = &(const struct change){.before = find_who,
                                     .read = sponsors_read,
                                     .same = sponsor_same,
                                     .write = sponsor_write,
                                     .refused = sponsor_refused,
                                     .lags = "Reading does not show it yet.",
                                     .done = "The sponsor is there.",
                                     .already = "That is a sponsor already."},
};

/* --- further addresses of the mailbox: the list is written whole --- */

static bool has_address(const struct json *now, const char *alias)
{
    for (const struct json *one = json_first(json_get(mailbox_of(now), "EmailAddresses")); one; one = json_next(one)) {
        const char *text = json_text_or(one, "");
        if (!strncasecmp(text, "smtp:", 5) && !strcasecmp(text + 5, alias))
            return true;
    }
    return false;
}

static int aliases_same(struct flow *flow, const struct json *now)
{
    size_t count, missing = 0;
    const char **aliases = flow_values(flow, "aliases", &count);
    auto_buf struct buf list = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&list);
    json_open(&w, '[');
    for (const struct json *one = json_first(json_get(mailbox_of(now), "EmailAddresses")); one; one = json_next(one))
        json_put_text(&w, json_text_or(one, ""));
    for (size_t i = 0; i < count; i++) {
        if (has_address(now, aliases[i]))
            continue;
        missing++;
        json_put_text(&w, arena_printf(flow->arena, "smtp:%s", aliases[i]));
    }
    json_close(&w);
    flow->state = arena_strdup(flow->arena, buf_text(&list));
    return !missing;
}

static struct http_request *aliases_write(struct flow *flow)
{
    return mailbox_invoke(flow, "Set-Mailbox",
                          (const struct exchange_parameter[]){
                              {"Identity", .text = flow->target->id}, {"EmailAddresses", .raw = flow->state}, {NULL}});
}

const struct action person_aliases = {
    .name = "add-aliases",
    .label = "Aliases",
    .cmdlets = CMDLETS("Get-Mailbox", "Set-Mailbox"),
    .roles = EXCHANGE_ROLES,
    .change = &(const struct change){.read = mailbox_read,
                                     .same = aliases_same,
                                     .write = aliases_write,
                                     .again = true,
                                     .lags = "Reading does not show them yet.",
                                     .done = "The aliases are there.",
                                     .already = "The aliases are there already."},
};

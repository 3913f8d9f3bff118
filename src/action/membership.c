/* Adding a user to groups and removing him from them (REQUESTS §3.1 E6–E9, §3.5): Graph or Exchange by the kind of group. */
#include "action/membership.h"

#include "action/change.h"
#include "action/rows.h"
#include "api/exchange/exchange.h"
#include "base/arena.h"

#include <string.h>
#include <strings.h>

#define EXCHANGE_GROUPS "Exchange's groups" /* it wants their members changed one after another */

static struct http_request *memberships(struct flow *flow)
{
    struct membership *m = flow->state;
    m->member_of = NULL;
    return graph_groups_of(flow->arena, flow->endpoints, flow->target->id);
}

/* With a licence more goes than a membership: that is asked for by the group's name. */
static const char *why_it_stays(const struct group *group)
{
    return group->gives_licences ? "it gives licences" : group_refusal(group);
}

/* All that can be left; those that give roles last, as the right to change them is another one. */
static void take_all_places(struct flow *flow)
{
    struct membership *m = flow->state;
    size_t most = 0;
    for (const struct group *g = m->member_of; g; g = g->next)
        most++;
    m->places = arena_alloc(flow->arena, (most + 1) * sizeof *m->places);
    for (int roles = 0; roles <= 1; roles++)
        for (const struct group *g = m->member_of; g; g = g->next)
            if (g->role_assignable == roles && !why_it_stays(g))
                m->places[m->count++] = (struct place){.asked = g->id, .group = g};
            else if (why_it_stays(g) && !roles)
                m->stays = arena_printf(flow->arena, "%s%s%s (%s)", m->stays ? m->stays : "", m->stays ? ", " : "",
                                        g->display_name, why_it_stays(g));
}

static struct http_request *take_memberships(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    m->member_of = graph_groups_read(reply, flow->arena, &flow->error);
    if (membership_takes_all(flow) && !m->places && flow->error.code == ERR_OK)
        take_all_places(flow);
    return NULL;
}

static bool is_member(const struct membership *m, const struct group *group)
{
    for (const struct group *g = m->member_of; g; g = g->next)
        if (!strcasecmp(g->id, group->id))
            return true;
    return false;
}

static struct http_request *by_graph(struct flow *flow, const struct group *group)
{
    if (!membership_adds(flow)) /* never without /$ref: that would delete the user (E7) */
        return graph_write(flow->arena, flow->endpoints, "DELETE",
                           arena_printf(flow->arena, "/groups/%s/members/%s/$ref", group->id, flow->target->id), NULL,
                           204, NULL);
    const char *body = arena_printf(flow->arena, "{\"@odata.id\":\"%s/v1.0/directoryObjects/%s\"}",
                                    flow->endpoints->at[RESOURCE_GRAPH], flow->target->id);
    return graph_write(flow->arena, flow->endpoints, "POST",
                       arena_printf(flow->arena, "/groups/%s/members/$ref", group->id), body, 204, NULL);
}

static struct http_request *by_exchange(struct flow *flow, const struct group *group)
{
    const struct exchange_parameter parameters[] = {
        {"Identity", .text = group->id},
        {"Member", .text = flow->target->user_principal_name},
        {"BypassSecurityGroupManagerCheck", .raw = "true"},
        {membership_adds(flow) ? NULL : "Confirm", .raw = "false"},
        {NULL},
    };
    return exchange_invoke(flow->arena, flow->endpoints,
                           membership_adds(flow) ? "Add-DistributionGroupMember" : "Remove-DistributionGroupMember",
                           flow->target->user_principal_name, parameters);
}

static int same(struct flow *flow, const struct json *now)
{
    const struct membership *m = flow->state;
    (void)now;
    for (size_t i = 0; i < m->count; i++)
        if (is_member(m, m->places[i].group) != membership_adds(flow) && m->places[i].refused.code == ERR_OK)
            return 0;
    return 1;
}

/* The first place, from the one at hand on, that is not as wanted. */
static struct http_request *write_place(struct flow *flow)
{
    struct http_request *write;
    struct membership *m = flow->state;
    while (m->at < m->count && is_member(m, m->places[m->at].group) == membership_adds(flow))
        m->at++;
    if (m->at == m->count)
        return NULL;
    const struct group *group = m->places[m->at].group;
    write = group_by_exchange(group) ? by_exchange(flow, group) : by_graph(flow, group);
    write->object = group_by_exchange(group) ? EXCHANGE_GROUPS : group->id;
    return write;
}

static struct http_request *write_first(struct flow *flow)
{
    struct membership *m = flow->state;
    m->at = 0;
    return write_place(flow);
}

static struct http_request *write_next(struct flow *flow)
{
    struct membership *m = flow->state;
    struct place *place = &m->places[m->at++];
    place->changed = !place->already && place->refused.code == ERR_OK;
    return write_place(flow);
}

/* What the change adds or takes away, so that undo does just that. */
static const char *keep(struct flow *flow, const struct json *now)
{
    struct membership *m = flow->state;
    (void)now;
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_name(&w, "group");
    json_open(&w, '[');
    for (size_t i = 0; i < m->count; i++)
        if (is_member(m, m->places[i].group) != membership_adds(flow))
            json_put_text(&w, m->places[i].group->id);
    json_close(&w);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static void explain(struct flow *flow)
{
    const struct membership *m = flow->state;
    if (flow->error.code == ERR_FORBIDDEN && m->places[m->at].group->role_assignable)
        err_hint(&flow->error,
                 "%s gives roles: its members need RoleManagement.ReadWrite.Directory and the role Privileged Role "
                 "Administrator",
                 m->places[m->at].group->display_name);
}

/* A write that is sent again, as its answer was lost, tells by this that it had been carried out. */
static enum change_refusal refused(struct flow *flow, const struct http_reply *reply)
{
    struct membership *m = flow->state;
    bool was_so = flow->request->resource == RESOURCE_EXCHANGE
                      ? exchange_says(reply, membership_adds(flow) ? "MemberAlreadyExistsException"
                                                                   : "MemberNotFoundException")
                  : membership_adds(flow) ? strstr(buf_text(&reply->body), "already exist") != NULL
                                          : reply->status == 404;
    m->places[m->at].already = was_so && !flow->attempts;
    if (was_so || m->count == 1)
        return was_so ? CHANGE_REACHED : CHANGE_REFUSED;
    flow_fail(flow, reply);
    explain(flow);
    m->places[m->at].refused = flow->error;
    return CHANGE_REACHED;
}

static const char *names(struct flow *flow, bool changed)
{
    const struct membership *m = flow->state;
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (size_t i = 0; i < m->count; i++)
        if (m->places[i].changed == changed)
            buf_printf(&out, "%s%s", out.length ? ", " : "", m->places[i].group->display_name);
    return arena_strdup(flow->arena, buf_text(&out));
}

static bool loses_licences(const struct flow *flow)
{
    const struct membership *m = flow->state;
    bool any = false;
    for (size_t i = 0; i < m->count && !membership_adds(flow); i++)
        any |= m->places[i].group->gives_licences;
    return any;
}

static const char *say(struct flow *flow, enum change_end end)
{
    const struct membership *m = flow->state;
    const char *stays = !m->stays               ? ""
                        : membership_adds(flow) ? arena_printf(flow->arena, " %s", m->stays)
                                                : arena_printf(flow->arena, " Stays a member of %s.", m->stays);
    if (!m->count)
        return arena_printf(flow->arena, "%s%s",
                            membership_adds(flow) ? "In no group that is copied." : "In no group that can be left.",
                            stays);
    if (end == CHANGE_ALREADY)
        return arena_printf(flow->arena, membership_adds(flow) ? "Already a member of %s.%s" : "No member of %s.%s",
                            names(flow, false), membership_adds(flow) ? stays : "");
    const char *before = m->copy.asked && end == CHANGE_DONE && *names(flow, false)
                             ? arena_printf(flow->arena, " Already a member of %s.", names(flow, false))
                             : "";
    return arena_printf(flow->arena, "%s %s.%s%s%s", membership_adds(flow) ? "Added to" : "Removed from",
                        names(flow, end == CHANGE_DONE),
                        loses_licences(flow) ? " Licences that it gave go with it." : "", before, stays);
}

/* What became of each, where one was refused. */
static enum flow_state tell_refused(struct flow *flow)
{
    const struct membership *m = flow->state;
    const struct err *first = NULL;
    auto_buf struct buf out = buf_make(4096);
    const char *done = names(flow, true);
    for (size_t i = 0; i < m->count; i++) {
        const struct err *refused = &m->places[i].refused;
        if (refused->code == ERR_OK)
            continue;
        first = first ? first : refused;
        buf_printf(&out, "%s%s: %.200s", out.length ? "; " : "", m->places[i].group->display_name, refused->message);
    }
    flow->error = *first;
    err_set(&flow->error, first->code, "%s%s%snot %s %.300s", membership_adds(flow) ? "added to " : "removed from ",
            *done ? done : "no group", ", ", membership_adds(flow) ? "to" : "from", buf_text(&out));
    err_hint(&flow->error, "%s", first->hint);
    return FLOW_FAILED;
}

/* What the service said was so already: was nothing else changed, and does reading show it? */
static enum flow_state ended(struct flow *flow)
{
    const struct membership *m = flow->state;
    bool any = flow->attempts > 0, refused = false;
    for (size_t i = 0; i < m->count; i++) {
        any |= m->places[i].changed;
        refused |= m->places[i].refused.code != ERR_OK;
        if (!m->places[i].already || is_member(m, m->places[i].group) == membership_adds(flow))
            continue;
        err_set(&flow->error, ERR_SERVICE,
                "%s: the service says that this is already done, and still shows the opposite",
                m->places[i].group->display_name);
        err_hint(&flow->error, "look at the group in some minutes, and try again");
        return FLOW_FAILED;
    }
    if (refused)
        return tell_refused(flow);
    return any ? FLOW_DONE : flow_already(flow, "%s", say(flow, CHANGE_ALREADY));
}

static enum flow_state change_membership(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {
        .before = membership_resolve,
        .read = memberships,
        .more = take_memberships,
        .same = same,
        .keep = keep,
        .write = write_first,
        .next = write_next,
        .again = true,
        .refused = refused,
        .say = say,
        .lags = "Reading does not show it yet: new recipients take 5 to 15 minutes.",
        .done_first = true,
    };
    enum flow_state state = change_step(flow, reply, &change);
    const struct membership *m = flow->state;
    if (state == FLOW_DONE && !flow->plan)
        return ended(flow);
    if (state == FLOW_FAILED && http_is_write(flow->request) && m->at < m->count)
        explain(flow);
    return state;
}

enum { OWN_READ = MEMBERSHIP_COPY + COPY_STEPS };

/* For adding: the groups of another user. */
static enum flow_state prepare_add(struct flow *flow, const struct http_reply *reply)
{
    struct copy_user *copy = flow->state = flow->state ? flow->state : arena_alloc(flow->arena, sizeof *copy);
    copy->asked = flow_value(flow, "copyFrom");
    copy->groups_only = true;
    if (flow->step == OWN_READ) {
        copy->has = graph_groups_read(reply, flow->arena, &flow->error);
        if (flow->error.code != ERR_OK)
            return flow_fail(flow, reply);
        copy_user_offer(flow, copy);
        return flow_done(flow, "Read.");
    }
    enum flow_state state = copy->asked ? copy_user_read(flow, copy, reply, MEMBERSHIP_COPY) : flow_done(flow, "Read.");
    return state == FLOW_DONE && copy->asked
               ? flow_send(flow, graph_groups_of(flow->arena, flow->endpoints, flow->target->id), OWN_READ)
               : state;
}

/* For removing: the groups there are. */
static enum flow_state prepare_remove(struct flow *flow, const struct http_reply *reply)
{
    if (!flow->state) {
        flow->state = arena_alloc(flow->arena, sizeof(struct membership));
        return flow_send(flow, memberships(flow), 0);
    }
    take_memberships(flow, reply);
    if (flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    const struct membership *m = flow->state;
    for (const struct group *g = m->member_of; g; g = g->next)
        if (!group_refusal(g))
            prepared_option(flow, "group", g->id, g->display_name, group_describe(flow->arena, g), false);
    for (const struct group *g = m->member_of; g; g = g->next)
        if (g->gives_licences && !group_refusal(g))
            prepared_note(flow, true, "%s gives licences: whoever leaves it loses them.", g->display_name);
    if (!m->member_of)
        prepared_note(flow, false, "The user is in no group.");
    return flow_done(flow, "Read.");
}

static bool names_some(struct param_values values, struct err *e)
{
    const char *all = param_value_of(values, "all");
    bool named = param_value_of(values, "group") != NULL, takes = all && !strcmp(all, "true");
    if (named != takes)
        return true;
    return err_set(e, ERR_USAGE, named ? "all goes with no group that is named" : "needs group (--set group=…)") ||
           err_hint(e, "--set all=true removes the user from every group that can be left");
}

static bool names_or_copies(struct param_values values, struct err *e)
{
    return param_value_of(values, "group") || param_value_of(values, "copyFrom") ||
           err_set(e, ERR_USAGE, "needs group (--set group=…)");
}

#define GROUPS(checked)                                                                                                \
    {                                                                                                                  \
        .name = "group", .label = "Groups", .kind = PARAM_GROUP, .check = checked, .many = true,                       \
        .help = "id, address or name; several are possible"                                                            \
    }

const struct action membership_actions[] = {
    {
        .name = "add-to-group",
        .label = "Add to group",
        .key = 'g',
        .group = GROUP_FILES,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK,
        .help = "Make the user a member of one or more groups.",
        .confirm = "Add {target} to groups?",
        .params =
            (const struct param[]){
                GROUPS(names_or_copies),
                {.name = "copyFrom",
                 .label = "Those of",
                 .kind = PARAM_USER,
                 .asks = true,
                 .help = "another user, whose groups are added too; dynamic, synchronised and public ones are not"},
                {.name = NULL}},
        .prepare = prepare_add,
        .needs = (const char *const[]){"GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = (const char *const[]){"Groups Administrator", "User Administrator", "Exchange Administrator",
                                       "Teams Administrator", "SharePoint Administrator", NULL},
        .flow = change_membership,
        .undo = "remove-from-group",
    },
    {
        .name = "remove-from-group",
        .label = "Remove from group",
        .key = 'G',
        .group = GROUP_FILES,
        .touches = TOUCHES_GROUPS,
        .flags = ACTION_BULK,
        .help = "End the user's membership in one or more groups.",
        .confirm = "Remove {target} from groups?",
        .params =
            (const struct param[]){
                GROUPS(NULL),
                {.name = "all",
                 .label = "All of them",
                 .kind = PARAM_BOOL,
                 .otherwise = "false",
                 .check = names_some,
                 .help = "every group but dynamic and synchronised ones, and those that give licences"},
                {.name = NULL}},
        .needs = (const char *const[]){"GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
                                       NULL},
        .roles = (const char *const[]){"Groups Administrator", "User Administrator", "Exchange Administrator",
                                       "Teams Administrator", "SharePoint Administrator", NULL},
        .prepare = prepare_remove,
        .flow = change_membership,
        .undo = "add-to-group",
    },
    {.name = NULL},
};

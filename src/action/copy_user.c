/* Reading another user for what is to be like his. */
#include "action/copy_user.h"

#include "action/edit_user.h"
#include "action/person.h"
#include "action/person_link.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"
#include <string.h>
#include <strings.h>

enum { FIND, USER, GROUPS }; /* after the first step */

/* What colleagues share; the manager, licences and groups are read by themselves. */
static const char *const copied[] = {"jobTitle", "department", "companyName", "officeLocation",    "employeeType",
                                     "division", "costCenter", "faxNumber",   "streetAddress",     "city",
                                     "state",    "postalCode", "country",     "preferredLanguage", "usageLocation",
                                     NULL};
static const char *const beside[] = {"domain", "manager", "licences", "group", NULL};

static bool is_one_of(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (!strcmp(*names, name))
            return true;
    return false;
}

bool copy_user_has(const char *name)
{
    return is_one_of(copied, name) || is_one_of(beside, name);
}

static struct http_request *user_read(struct flow *flow, const char *id)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, id,
                                     "?$select=id,displayName,userPrincipalName,jobTitle,department,companyName,"
                                     "officeLocation,employeeType,employeeOrgData,faxNumber,streetAddress,city,state,"
                                     "postalCode,country,preferredLanguage,usageLocation,assignedLicenses,"
                                     "licenseAssignmentStates&$expand=manager($select=id,displayName,"
                                     "userPrincipalName)"));
}

static void add(struct copy_user *copy, const char *name, const char *value)
{
    if (value && *value)
        copy->values[copy->count++] = (struct param_value){name, value};
}

/* Those of the user's own: what comes from a group comes with the group. */
static const char *own_licences(struct flow *flow, const struct json *user)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    const struct json *states = json_get(user, "licenseAssignmentStates");
    for (const struct json *one = json_first(json_get(user, "assignedLicenses")); one; one = json_next(one)) {
        const char *sku = json_text_or(json_get(one, "skuId"), "");
        bool listed = false, own = false;
        for (const struct json *s = json_first(states); s; s = json_next(s))
            if (!strcasecmp(json_text_or(json_get(s, "skuId"), ""), sku)) {
                listed = true;
                own |= !json_text(json_get(s, "assignedByGroup"));
            }
        if (own || !listed)
            buf_printf(&out, "%s%s", out.length ? "\n" : "", sku);
    }
    return arena_strdup(flow->arena, buf_text(&out));
}

static void take_user(struct flow *flow, struct copy_user *copy, const struct json *user)
{
    const char *upn = arena_strdup(flow->arena, json_text_or(json_get(user, "userPrincipalName"), "")),
               *at = strrchr(upn, '@');
    copy->id = arena_strdup(flow->arena, json_text_or(json_get(user, "id"), ""));
    copy->name = arena_strdup(flow->arena, json_text_or(json_get(user, "displayName"), upn));
    copy->values = arena_alloc(flow->arena, sizeof copied / sizeof *copied * 2 * sizeof *copy->values);
    for (const struct param *param = person_new; param->name; param++)
        if (is_one_of(copied, param->name))
            add(copy, param->name, edit_user_now(flow->arena, param, user));
    add(copy, "domain", at && !strstr(upn, "#EXT#") ? at + 1 : NULL);
    add(copy, "licences", own_licences(flow, user));
    copy->manager = arena_strdup(flow->arena, json_text(json_path(user, "manager.displayName")));
    copy->manager_address = arena_strdup(flow->arena, json_text(json_path(user, "manager.userPrincipalName")));
    add(copy, "manager", arena_strdup(flow->arena, json_text(json_path(user, "manager.id"))));
}

static enum flow_state user_in(struct flow *flow, struct copy_user *copy, const struct http_reply *reply, int first)
{
    auto_json struct json *user = graph_body(reply, &flow->error);
    if (!user)
        return flow_fail(flow, reply);
    take_user(flow, copy, user);
    return flow_send(flow, graph_groups_of(flow->arena, flow->endpoints, copy->id), first + GROUPS);
}

enum flow_state copy_user_read(struct flow *flow, struct copy_user *copy, const struct http_reply *reply, int first)
{
    switch (flow->step - first) {
    case USER:
        return user_in(flow, copy, reply, first);
    case GROUPS:
        copy->groups = graph_groups_read(reply, flow->arena, &flow->error);
        return flow->error.code == ERR_OK ? FLOW_DONE : flow_fail(flow, reply);
    default: {
        enum flow_state state = person_link_find(flow, reply, copy->asked, first + FIND, &copy->id);
        if (state != FLOW_DONE)
            return state;
        return copy->groups_only
                   ? flow_send(flow, graph_groups_of(flow->arena, flow->endpoints, copy->id), first + GROUPS)
                   : flow_send(flow, user_read(flow, copy->id), first + USER);
    }
    }
}

const char *copy_user_skips(const struct copy_user *copy, const struct group *group)
{
    for (const struct group *g = copy->has; g; g = g->next)
        if (!strcasecmp(g->id, group->id))
            return "already a member";
    return group->dynamic           ? "its members follow from a rule"
           : group->synced          ? "it is synchronised from Active Directory"
           : group->open            ? "it is public: anybody can join"
           : group->role_assignable ? "it gives roles: add it by its name"
                                    : NULL;
}

const char *copy_user_skipped(struct flow *flow, const struct copy_user *copy)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    for (const struct group *g = copy->groups; g; g = g->next)
        if (copy_user_skips(copy, g))
            buf_printf(&out, "%s%s (%s)", out.length ? ", " : "Not copied: ", g->display_name,
                       copy_user_skips(copy, g));
    return out.length ? arena_printf(flow->arena, "%s.", buf_text(&out)) : NULL;
}

void copy_user_offer(struct flow *flow, const struct copy_user *copy)
{
    const char *skipped = copy_user_skipped(flow, copy);
    for (const struct group *g = copy->groups; g; g = g->next) {
        if (copy_user_skips(copy, g))
            continue;
        prepared_param(flow, "group")->copied = true;
        prepared_option(flow, "group", g->id, g->display_name, group_describe(flow->arena, g), true);
        if (g->gives_licences)
            prepared_note(flow, false, "%s gives licences: they come with it.", g->display_name);
    }
    if (skipped)
        prepared_note(flow, false, "%s", skipped);
}

struct param_values copy_user_values(struct flow *flow, const struct copy_user *copy, struct param_values given)
{
    struct param_value *all = arena_alloc(flow->arena, (given.count + copy->count + 2) * sizeof *all);
    auto_buf struct buf groups = buf_make(BUF_REQUEST);
    size_t count = 0;
    for (const struct group *g = copy->groups; g; g = g->next)
        if (!copy_user_skips(copy, g))
            buf_printf(&groups, "%s%s", groups.length ? "\n" : "", g->id);
    for (size_t i = 0; i < given.count; i++)
        all[count++] = given.items[i];
    for (size_t i = 0; i < copy->count; i++)
        if (!flow_given(flow, copy->values[i].name))
            all[count++] = copy->values[i];
    if (groups.length && !flow_given(flow, "group"))
        all[count++] = (struct param_value){"group", arena_strdup(flow->arena, buf_text(&groups))};
    return (struct param_values){all, count};
}

/* Before a user is edited: what the properties are now, and which of them are Active Directory's (REQUESTS §3.2). */
#include "action/edit_user.h"

#include "api/graph/graph.h"
#include "base/arena.h"
#include <string.h>
#include <strings.h>

enum { USER_READ = 1, PROFILE_READ };

bool edit_user_is_profile(const struct param *param)
{
    static const char *const names[] = {"aboutMe",          "mySite",  "interests",   "skills",
                                        "responsibilities", "schools", "pastProjects"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], param->name))
            return true;
    return false;
}

struct http_request *edit_user_read_profile(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id,
                                     "?$select=aboutMe,mySite,interests,skills,responsibilities,schools,pastProjects"));
}

struct http_request *edit_user_read(struct flow *flow)
{
    auto_buf struct buf rest = buf_make(BUF_REQUEST);
    size_t length = 0;
    const char *last = "";
    buf_puts(&rest, "?$select=id,onPremisesSyncEnabled,proxyAddresses");
    for (const struct param *param = person_edit; param->name; param++) {
        const char *property = param->property && !edit_user_is_profile(param) ? param->property : "";
        size_t part = strcspn(property, "/");
        if (part && (part != length || strncmp(property, last, part) != 0)) /* the members of one stand together */
            buf_printf(&rest, ",%.*s", (int)part, property);
        last = property;
        length = part;
    }
    buf_puts(&rest, "&$expand=manager($select=id,displayName,userPrincipalName)");
    return graph_get(flow->arena, flow->endpoints, graph_user_path(flow->arena, flow->target->id, buf_text(&rest)));
}

const char *edit_user_now(struct arena *arena, const struct param *param, const struct json *user)
{
    auto_buf struct buf lines = buf_make(1u << 16);
    if (!strcmp(param->name, "manager"))
        return arena_strdup(arena, json_text_or(json_path(user, "manager.id"), ""));
    if (!param->property)
        return NULL;
    size_t length = strcspn(param->property, "/");
    const struct json *value = json_get(user, arena_strndup(arena, param->property, length));
    if (param->property[length])
        value = json_get(value, param->property + length + 1);
    for (const struct json *one = param->many ? json_first(value) : NULL; one; one = json_next(one))
        buf_printf(&lines, "%s%s", lines.length ? "\n" : "", json_text_or(one, ""));
    return arena_strdup(arena, param->many ? buf_text(&lines) : json_text_or(value, ""));
}

/* Whether the sync keeps the property: "from Active Directory"; NULL: it can be changed. */
static const char *edit_user_locked(const struct param *param, const struct json *user)
{
    bool own = param->hidden || edit_user_is_profile(param) || !strcmp(param->name, "usageLocation");
    return json_true(json_get(user, "onPremisesSyncEnabled")) && !own ? "from Active Directory" : NULL;
}

/* --- for the form --- */

static void show(struct flow *flow, const struct param *param, const struct json *user)
{
    struct prepared_param *shown = prepared_param(flow, param->name);
    shown->locked = edit_user_locked(param, user);
    shown->otherwise = edit_user_now(flow->arena, param, user);
    shown->in_force = shown->otherwise != NULL;
    if (!strcmp(param->name, "manager") && *shown->otherwise)
        prepared_option(flow, "manager", shown->otherwise,
                        json_text_or(json_path(user, "manager.displayName"), shown->otherwise),
                        json_text_or(json_path(user, "manager.userPrincipalName"), ""), true);
}

static void show_addresses(struct flow *flow, const struct json *user)
{
    struct prepared_param *primary = prepared_param(flow, "primaryAddress");
    primary->otherwise = "";
    primary->in_force = true;
    for (const struct json *one = json_first(json_get(user, "proxyAddresses")); one; one = json_next(one)) {
        const char *text = json_text_or(one, "");
        if (strncasecmp(text, "smtp:", 5) != 0)
            continue;
        if (!strncmp(text, "SMTP:", 5))
            primary->otherwise = arena_strdup(flow->arena, text + 5);
        else
            prepared_option(flow, "removeAliases", text + 5, text + 5, NULL, false);
    }
}

/* What is shown, so that a change that somebody makes in the meantime is noticed. */
static const char *seen(struct flow *flow, const struct json *user, const struct json *profile)
{
    auto_buf struct buf out = buf_make(1u << 18);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    for (const struct param *param = person_edit; param->name; param++) {
        const struct json *of = edit_user_is_profile(param) ? profile : user;
        const char *now = of ? edit_user_now(flow->arena, param, of) : NULL;
        if (now)
            json_member_text(&w, param->name, now);
    }
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static void show_all(struct flow *flow, const struct json *user, const struct json *profile, const char *why)
{
    for (const struct param *param = person_edit; param->name; param++)
        if (!edit_user_is_profile(param) || profile)
            show(flow, param, edit_user_is_profile(param) ? profile : user);
        else
            prepared_param(flow, param->name)->locked = why;
    show_addresses(flow, user);
    prepared_param(flow, "seen")->otherwise = seen(flow, user, profile);
    if (json_true(json_get(user, "onPremisesSyncEnabled")))
        prepared_note(flow, true,
                      "Synchronised from Active Directory: what comes from there is changed there. The usage location "
                      "and the profile can be changed here.");
}

/* The profile is shown where a person is signed in and it can be read. The state is what was read before. */
enum flow_state edit_user_prepare(struct flow *flow, const struct http_reply *reply)
{
    struct err ignored;
    if (!flow->step)
        return flow_send(flow, edit_user_read(flow), USER_READ);
    if (flow->step == USER_READ) {
        auto_json struct json *user = graph_body(reply, &flow->error);
        if (!user)
            return flow_fail(flow, reply);
        flow->state = arena_strdup(flow->arena, buf_text(&reply->body));
        if (flow->delegated)
            return flow_send(flow, edit_user_read_profile(flow), PROFILE_READ);
        show_all(flow, user, NULL, "a person's to change, not an application's");
        return flow_done(flow, "Read.");
    }
    auto_json struct json *user = json_parse(flow->state, strlen(flow->state), &ignored);
    auto_json struct json *profile = graph_body(reply, &ignored);
    show_all(flow, user, profile, "could not be read");
    return flow_done(flow, "Read.");
}

/* Before a user is added: the domains and licences there are, and whether the name is free, also of deleted users (REQUESTS §10.1). */
#include "action/add_user.h"

#include "action/copy_user.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

enum {
    PREPARE_BEGIN,
    PREPARE_DOMAINS,
    PREPARE_SKUS,
    PREPARE_UNITS,
    PREPARE_ROLES,
    PREPARE_HOLDER,
    PREPARE_DELETED,
    PREPARE_COPY,
    PREPARE_COPIED = PREPARE_COPY + COPY_STEPS - 1
};

bool add_user_is_federated(const struct json *domain)
{
    return !strcasecmp(json_text_or(json_get(domain, "authenticationType"), ""), "Federated");
}

bool add_user_is_forbidden(struct flow *flow)
{
    bool forbidden = flow->error.code == ERR_FORBIDDEN;
    if (forbidden)
        flow->error = (struct err){.code = ERR_OK};
    return forbidden;
}

struct http_request *add_user_domains(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints, "/domains?$select=id,authenticationType,isDefault,isVerified");
}

#define UNITS "/directory/administrativeUnits?$select=id,displayName,description,membershipType&$top=999"
#define ROLES "/roleManagement/directory/roleDefinitions?$select=id,displayName,description,isEnabled"

static void offer_domains(struct flow *flow, const struct json *list)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *name = json_text_or(json_get(one, "id"), "");
        if (json_true(json_get(one, "isVerified")))
            prepared_option(flow, "domain", name, name,
                            add_user_is_federated(one) ? "federated: needs an immutable ID" : NULL,
                            json_true(json_get(one, "isDefault")));
        if (json_true(json_get(one, "isDefault")))
            prepared_param(flow, "domain")->otherwise = arena_strdup(flow->arena, name);
    }
}

static void offer_licences(struct flow *flow, const struct sku *first)
{
    for (const struct sku *sku = first; sku; sku = sku->next) {
        long seats = sku->enabled + sku->warning, free = seats > sku->consumed ? seats - sku->consumed : 0;
        prepared_option(flow, "licences", sku->id, sku->part_number,
                        arena_printf(flow->arena, "%ld of %ld free", free, seats), false);
    }
}

/* Units without those whose members follow from a rule, roles without those that are switched off. */
static void offer_named(struct flow *flow, const char *param, const struct json *list)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const struct json *on = json_get(one, "isEnabled");
        bool off = json_kind(on) == JSON_BOOL && !json_true(on);
        if (!off && strcasecmp(json_text_or(json_get(one, "membershipType"), ""), "Dynamic") != 0)
            prepared_option(flow, param, json_text_or(json_get(one, "id"), ""),
                            json_text_or(json_get(one, "displayName"), ""), json_text(json_get(one, "description")),
                            false);
    }
}

/* Beside the question, and at the field. */
static void say_of_name(struct flow *flow, bool doubtful, const char *text)
{
    struct prepared_param *param = prepared_param(flow, "mailNickname");
    prepared_note(flow, doubtful, "%s", text);
    param->said = param->said ? arena_printf(flow->arena, "%s %s", param->said, text) : text;
    param->doubtful |= doubtful;
}

static void note_name(struct flow *flow, const struct json *list)
{
    const struct json *other = json_first(list);
    const char *name = flow->target->user_principal_name;
    say_of_name(flow, other,
                other ? arena_printf(flow->arena, "%s is a name or an address of %s: take another one.", name,
                                     json_text_or(json_get(other, "displayName"), "somebody else"))
                      : arena_printf(flow->arena, "%s is free.", name));
}

static void note_deleted(struct flow *flow, const struct json *list)
{
    const struct json *one = json_first(list);
    if (one)
        say_of_name(
            flow, true,
            arena_printf(flow->arena,
                         "A deleted user, %s, had this name: restoring that one may be what is meant, and takes "
                         "another name once somebody new has it.",
                         json_text_or(json_get(one, "displayName"), "")));
}

static struct http_request *deleted_get(struct flow *flow)
{
    auto_buf struct buf quoted = buf_make(BUF_REQUEST), path = buf_make(BUF_REQUEST);
    for (const char *c = flow->target->user_principal_name; *c; c++)
        buf_printf(&quoted, *c == '\'' ? "''" : "%c", *c);
    buf_puts(&path, "/directory/deletedItems/microsoft.graph.user?$select=id,displayName&$count=true&$filter=");
    url_encode(&path, arena_printf(flow->arena, "endsWith(userPrincipalName,'%s')", buf_text(&quoted)));
    return graph_eventual(flow->arena, graph_get(flow->arena, flow->endpoints, buf_text(&path)));
}

static bool has_name(const struct flow *flow)
{
    return !*flow->target->id && flow->target->user_principal_name && strchr(flow->target->user_principal_name, '@');
}

/* --- as another user has it --- */

static bool has_line(const char *lines, const char *wanted)
{
    for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
        length = strcspn(lines, "\n");
        if (length == strlen(wanted) && !strncasecmp(lines, wanted, length))
            return true;
    }
    return false;
}

static void offer_copied(struct flow *flow, const struct copy_user *copy)
{
    struct param_values all = copy_user_values(flow, copy, (struct param_values){NULL, 0});
    for (size_t i = 0; i < all.count; i++) {
        struct prepared_param *param = prepared_param(flow, all.items[i].name);
        param->copied = true;
        param->otherwise = all.items[i].value;
        for (struct prepared_option *one = param->options; one; one = one->next)
            one->chosen = has_line(param->otherwise, one->value);
    }
    if (copy->manager)
        prepared_option(flow, "manager", prepared_param(flow, "manager")->otherwise, copy->manager,
                        copy->manager_address, true);
    copy_user_offer(flow, copy);
}

static enum flow_state copy(struct flow *flow, const struct http_reply *reply)
{
    struct copy_user *of = flow->state = flow->state ? flow->state : arena_alloc(flow->arena, sizeof *of);
    of->asked = flow_value(flow, "copyFrom");
    enum flow_state state = of->asked ? copy_user_read(flow, of, reply, PREPARE_COPY) : FLOW_DONE;
    if (state != FLOW_DONE)
        return state;
    offer_copied(flow, of);
    return flow_done(flow, "Read.");
}

/* What may not be read leaves its part of the form to be typed. */
enum flow_state add_user_prepare(struct flow *flow, const struct http_reply *reply)
{
    if (flow->step >= PREPARE_COPY)
        return copy(flow, reply);
    auto_json struct json *body = reply ? graph_body(reply, &flow->error) : NULL;
    struct err ignored = {.code = ERR_OK};
    const char *select = "?$select=id,displayName,userPrincipalName";
    if (reply && !body && !add_user_is_forbidden(flow))
        return flow_fail(flow, reply);
    switch (flow->step) {
    case PREPARE_BEGIN: /* whether a name is free is asked by itself */
        return has_name(flow) ? flow_send(flow,
                                          graph_users_find(flow->arena, flow->endpoints,
                                                           flow->target->user_principal_name, select),
                                          PREPARE_HOLDER)
                              : flow_send(flow, add_user_domains(flow), PREPARE_DOMAINS);
    case PREPARE_DOMAINS:
        offer_domains(flow, json_get(body, "value"));
        return flow_send(flow, graph_skus(flow->arena, flow->endpoints), PREPARE_SKUS);
    case PREPARE_SKUS:
        offer_licences(flow, body ? graph_skus_read(reply, flow->arena, &ignored) : NULL);
        return flow_send(flow, graph_get(flow->arena, flow->endpoints, UNITS), PREPARE_UNITS);
    case PREPARE_UNITS:
        offer_named(flow, "administrativeUnit", json_get(body, "value"));
        return flow_send(flow, graph_get(flow->arena, flow->endpoints, ROLES), PREPARE_ROLES);
    case PREPARE_ROLES:
        offer_named(flow, "roles", json_get(body, "value"));
        return copy(flow, NULL);
    case PREPARE_HOLDER:
        note_name(flow, json_get(body, "value"));
        return flow_send(flow, deleted_get(flow), PREPARE_DELETED);
    default:
        note_deleted(flow, json_get(body, "value"));
        return copy(flow, NULL);
    }
}

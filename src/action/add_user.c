/* Adding a user: looked for first, made, waited for, then given what belongs to it (REQUESTS §10.1). What cannot be given later leaves
 * the user, and is named. */
#include "action/add_user.h"

#include "action/copy_user.h"
#include "action/licence_apps.h"
#include "action/password.h"
#include "action/permission.h"
#include "action/person.h"
#include "action/person_parts.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"
#include "base/clock.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum add_step {
    BEGIN,
    COPY_FOUND,
    COPY_READ,
    COPY_GROUPS,
    DOMAINS_READ,
    NAME_READ,
    HOLDER_READ,
    SKUS_READ,
    RESOLVING,
    MADE,
    LOST, /* the answer: looked for by name */
    LOST_READ,
    THERE, /* waiting until the id is known */
    THERE_READ,
    GIVING,
    LAST_READ
};

enum { LOST_LOOKS = 6, THERE_LOOKS = 12, MARGIN = 120000 /* ms the clocks may differ */ };

struct adding {
    struct person_parts *parts;
    struct copy_user copy;
    const char *id;
    int64_t begun; /* ms, when it was first sent */
    int looks;
    size_t address; /* which of its addresses is looked for */
};

static struct param_values values_of(const struct flow *flow)
{
    return (struct param_values){flow->values, flow->value_count};
}

static struct http_request *by_name(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->user_principal_name,
                                     "?$select=id,displayName,userPrincipalName,createdDateTime"));
}

/* --- before anything is made --- */

static const struct json *domain_named(const struct json *list, const char *name)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "id"), ""), name))
            return one;
    return NULL;
}

/* The domain must be one of the tenant's; whoever is of a federated one is known by an id there. */
static bool domain_fits(struct flow *flow, const struct json *list)
{
    const char *at = strrchr(flow->target->user_principal_name, '@'), *name = at ? at + 1 : "";
    const struct json *domain = domain_named(list, name);
    if (!domain || !json_true(json_get(domain, "isVerified"))) {
        auto_buf struct buf all = buf_make(BUF_REQUEST);
        for (const struct json *one = json_first(list); one; one = json_next(one))
            buf_printf(&all, "%s%s", all.length ? ", " : "", json_text_or(json_get(one, "id"), ""));
        err_set(&flow->error, ERR_USAGE, "%.100s is no verified domain of this tenant", name);
        return err_hint(&flow->error, "it is one of %.250s", buf_text(&all));
    }
    if (!add_user_is_federated(domain) || flow_value(flow, "onPremisesImmutableId"))
        return true;
    err_set(&flow->error, ERR_USAGE, "%.100s is federated: its users need an immutable ID", name);
    return err_hint(&flow->error, "set onPremisesImmutableId, or take another domain");
}

static enum flow_state domains_read(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body && !add_user_is_forbidden(flow)) /* else the service tells */
        return flow_fail(flow, reply);
    if (body && !domain_fits(flow, json_get(body, "value")))
        return FLOW_FAILED;
    if (!flow->delegated && flow_value(flow, "employeeHireDate"))
        return flow_refuse(flow, ERR_USAGE, "employeeHireDate is a person's to set, not an application's",
                           "leave it out, or sign in as an administrator");
    return flow_send(flow, by_name(flow), NAME_READ);
}

/* The name and the aliases, one after the other. */
static enum flow_state look_for_holder(struct flow *flow)
{
    struct adding *adding = flow->state;
    size_t count;
    const char **aliases = flow_values(flow, "aliases", &count);
    if (adding->address > count)
        return flow_value(flow, "licences") ? flow_send(flow, graph_skus(flow->arena, flow->endpoints), SKUS_READ)
                                            : person_parts_resolve(flow, adding->parts, NULL, RESOLVING);
    const char *address = adding->address ? aliases[adding->address - 1] : flow->target->user_principal_name;
    return flow_send(
        flow, graph_users_find(flow->arena, flow->endpoints, address, "?$select=id,displayName,userPrincipalName"),
        HOLDER_READ);
}

static enum flow_state name_taken(struct flow *flow, const struct json *user)
{
    err_set(&flow->error, ERR_USAGE, "%.200s is there already: %.160s", flow->target->user_principal_name,
            json_text_or(json_get(user, "displayName"), ""));
    err_hint(&flow->error, "take another name, or change that user");
    return FLOW_FAILED;
}

static enum flow_state name_read(struct flow *flow, const struct http_reply *reply)
{
    auto_json struct json *user = graph_body(reply, &flow->error);
    if (!user && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (user && flow->look && (flow_value(flow, "copyFrom") || person_parts_any(((struct adding *)flow->state)->parts)))
        return flow_refuse(
            flow, ERR_SERVICE,
            "added, as is read back, but what belongs to it may not be there; a password that was made is lost",
            "reset the password; the same file again gives what is missing, `roster edit`, `roster do "
            "manage-licences` and `roster do add-to-group` do, too");
    if (user && flow->look)
        return flow_done(flow, "Added, as is read back. A password that was made is lost: reset it.");
    if (user)
        return name_taken(flow, user);
    return look_for_holder(flow);
}

static enum flow_state holder_read(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    auto_json struct json *body = graph_body(reply, &flow->error);
    if (!body)
        return flow_fail(flow, reply);
    const struct json *other = json_first(json_get(body, "value"));
    size_t count;
    const char **aliases = flow_values(flow, "aliases", &count);
    if (!other) {
        adding->address++;
        return look_for_holder(flow);
    }
    err_set(&flow->error, ERR_USAGE, "%.200s is an address of %.160s",
            adding->address ? aliases[adding->address - 1] : flow->target->user_principal_name,
            json_text_or(json_get(other, "userPrincipalName"), "somebody else"));
    err_hint(&flow->error, "take another one");
    return FLOW_FAILED;
}

/* Each licence that is named must be one of the tenant's; whether there is a seat the service decides. */
static enum flow_state skus_read(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    struct sku *first = graph_skus_read(reply, flow->arena, &flow->error);
    size_t count;
    const char **named = flow_values(flow, "licences", &count);
    if (!first && !add_user_is_forbidden(flow) && flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    for (size_t i = 0; first && i < count; i++) {
        const struct sku *sku = first;
        while (sku && strcasecmp(sku->id, named[i]) != 0 && strcasecmp(sku->part_number, named[i]) != 0)
            sku = sku->next;
        if (sku && sku->consumed < sku->enabled + sku->warning)
            continue;
        err_set(&flow->error, ERR_USAGE, sku ? "no seat of %.200s is free" : "the tenant has no licence \"%.200s\"",
                sku ? sku->part_number : named[i]);
        err_hint(&flow->error, sku ? "buy seats, take one from another user, or leave the licence out"
                                   : "give a skuPartNumber such as SPE_E5, or its skuId");
        return FLOW_FAILED;
    }
    if (first && !licence_apps_fit(flow, "withoutApps", first, named, count))
        return FLOW_FAILED;
    return person_parts_resolve(flow, adding->parts, NULL, RESOLVING);
}

/* --- making --- */

static const char *body_of(struct flow *flow, const char *password)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    person_body(&w, flow->action->params, values_of(flow), false);
    json_member_text(&w, "userPrincipalName", flow->target->user_principal_name);
    json_name(&w, "passwordProfile");
    json_open(&w, '{');
    json_member_text(&w, "password", password);
    json_member_bool(&w, "forceChangePasswordNextSignIn", flow_true(flow, "mustChange"));
    json_close(&w);
    json_close(&w);
    const char *body = arena_strdup(flow->arena, buf_text(&out));
    secret_wipe(out.data, out.length);
    return body;
}

static enum flow_state make(struct flow *flow)
{
    struct adding *adding = flow->state;
    const char *typed = flow_value(flow, "password"), *shown = body_of(flow, "{password}");
    if (!typed && !flow->secret && !flow->plan)
        flow->secret = password_new(PASSWORD_LENGTH);
    const char *body = flow->plan ? shown : body_of(flow, typed ? typed : secret_text(flow->secret));
    struct http_request *write = graph_write(flow->arena, flow->endpoints, "POST", "/users", body, 201,
                                             "{\"id\":\"{id}\"}");
    write->secret_body = true;
    write->shown_body = shown;
    write->repeat = HTTP_CONSUMES;
    if (!flow->prior)
        flow->prior = "{\"made\":true}";
    if (!adding->begun)
        adding->begun = flow->now;
    flow->progress = "making the account";
    return flow_send(flow, write, MADE);
}

static enum flow_state resolved(struct flow *flow, enum flow_state state)
{
    return state == FLOW_DONE ? make(flow) : state;
}

static struct http_request *by_id(struct flow *flow)
{
    const struct adding *adding = flow->state;
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, adding->id, "?$select=id,userPrincipalName,displayName"));
}

static enum flow_state give(struct flow *flow, const struct http_reply *reply);

static enum flow_state is_made(struct flow *flow, const struct json *user)
{
    struct adding *adding = flow->state;
    const char *id = json_text(json_get(user, "id"));
    if (!id)
        return flow_refuse(flow, ERR_PARSE, "the service's reply names no user", "look for the user by its name");
    flow->made_id = adding->id = arena_strdup(flow->arena, id);
    flow->row_changed = true;
    adding->looks = 0;
    return flow->plan ? give(flow, NULL) : flow_send(flow, by_id(flow), THERE_READ);
}

/* A 404 after a lost answer proves nothing, so it is looked for a while before it is sent again; a conflict then is with our own. */
static enum flow_state look_for_lost(struct flow *flow)
{
    struct adding *adding = flow->state;
    if (adding->looks >= LOST_LOOKS)
        return make(flow);
    flow->progress = "the answer was lost: looking whether the account was made";
    return flow_wait(flow, 1000 << (adding->looks < 4 ? adding->looks : 4), LOST);
}

static enum flow_state lost_read(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    auto_json struct json *user = graph_body(reply, &flow->error);
    int64_t created = 0;
    if (!user && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    adding->looks++;
    if (!user)
        return look_for_lost(flow);
    const char *when = json_text_or(json_get(user, "createdDateTime"), "");
    if (!clock_parse(when, strlen(when), &created) || created + MARGIN < adding->begun)
        return name_taken(flow, user);
    return is_made(flow, user);
}

static bool is_conflict(const struct http_reply *reply)
{
    const char *text = buf_text(&reply->body);
    return strstr(text, "property userPrincipalName already exists") != NULL;
}

static enum flow_state made(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    bool again = flow->attempts > 0;
    if (!flow->plan)
        secret_wipe((char *)flow->request->body, flow->request->body_length);
    if (flow_answer_lost(flow, reply)) {
        adding->looks = 0;
        return look_for_lost(flow);
    }
    if (again && !reply->unsure && is_conflict(reply)) {
        adding->looks = 0;
        return look_for_lost(flow);
    }
    auto_json struct json *user = graph_body(reply, &flow->error);
    return user ? is_made(flow, user) : flow_fail(flow, reply);
}

/* --- afterwards --- */

static enum flow_state there_read(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    auto_json struct json *user = graph_body(reply, &flow->error);
    if (!user && flow->error.code != ERR_NOT_FOUND)
        return flow_fail(flow, reply);
    flow->error = (struct err){.code = ERR_OK};
    if (user || adding->looks++ >= THERE_LOOKS)
        return give(flow, NULL);
    flow->progress = "made; waiting until the service knows the new user";
    return flow_wait(flow, 1000 << (adding->looks < 3 ? adding->looks : 3), THERE);
}

/* Read once more, so that what is known last is that the user is there. */
static enum flow_state give(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    enum flow_state state = person_parts_give(flow, adding->parts, adding->id, reply, GIVING);
    if (state != FLOW_DONE)
        return state;
    if (flow->plan || !person_parts_missing(flow, adding->parts)) {
        const char *skipped = copy_user_skipped(flow, &adding->copy);
        return flow_done(flow, "%s%s%s", *flow->target->id ? "All of it is there." : "Added.", skipped ? " " : "",
                         skipped ? skipped : "");
    }
    return flow_send(flow, by_id(flow), LAST_READ);
}

static enum flow_state tell_missing(struct flow *flow)
{
    const struct adding *adding = flow->state;
    err_set(&flow->error, ERR_SERVICE, "added, but not all of it is there: %.400s",
            person_parts_missing(flow, adding->parts));
    err_hint(
        &flow->error,
        "the user stays; in the jobs r tries the rest again, here `roster do manage-licences`, `roster do add-to-group` do");
    return FLOW_FAILED;
}

static enum flow_state begin_with(struct flow *flow)
{
    struct adding *adding = flow->state;
    adding->parts = person_parts_make(flow);
    if (!*flow->target->id)
        return flow_send(flow, add_user_domains(flow), DOMAINS_READ);
    adding->id = flow->target->id; /* it was made before: what was missing is given */
    return give(flow, NULL);
}

/* The values are what was given, and the rest as the other user has it. */
static enum flow_state copy(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    enum flow_state state = copy_user_read(flow, &adding->copy, reply, COPY_FOUND);
    if (state != FLOW_DONE)
        return state;
    struct param_values all = copy_user_values(flow, &adding->copy, values_of(flow));
    flow->values = all.items;
    flow->value_count = all.count;
    if (flow_value(flow, "licences") && !flow_value(flow, "usageLocation"))
        return flow_refuse(flow, ERR_USAGE, "licences need a usage location, and there is none to copy",
                           "set usageLocation, two letters such as NL");
    return begin_with(flow);
}

static enum flow_state begin(struct flow *flow)
{
    struct adding *adding = flow->state = arena_alloc(flow->arena, sizeof *adding);
    adding->copy.asked = flow_value(flow, "copyFrom");
    return adding->copy.asked && !flow->look ? copy(flow, NULL) : begin_with(flow);
}

static enum flow_state add_user(struct flow *flow, const struct http_reply *reply)
{
    struct adding *adding = flow->state;
    switch ((enum add_step)flow->step) {
    case COPY_FOUND:
    case COPY_READ:
    case COPY_GROUPS:
        return copy(flow, reply);
    case DOMAINS_READ:
        return domains_read(flow, reply);
    case NAME_READ:
        return name_read(flow, reply);
    case HOLDER_READ:
        return resolved(flow, holder_read(flow, reply));
    case SKUS_READ:
        return resolved(flow, skus_read(flow, reply));
    case RESOLVING:
        return resolved(flow, person_parts_resolve(flow, adding->parts, reply, RESOLVING));
    case MADE:
        return made(flow, reply);
    case LOST:
        return flow_send(flow, by_name(flow), LOST_READ);
    case LOST_READ:
        return lost_read(flow, reply);
    case THERE:
        return flow_send(flow, by_id(flow), THERE_READ);
    case THERE_READ:
        return there_read(flow, reply);
    case GIVING:
        return give(flow, reply);
    case LAST_READ:
        return tell_missing(flow);
    default:
        return begin(flow);
    }
}

static void names(struct arena *arena, struct param_values values, struct target *out)
{
    const char *name = person_name(arena, values), *shown = param_value_of(values, "displayName");
    out->user_principal_name = name ? name : "";
    out->display_name = arena_strdup(arena, shown ? shown : "");
}

static bool offered_to_nobody(const struct target *target)
{
    return !*target->id; /* whoever has an id is there already */
}

const struct action add_user_actions[] = {
    {
        .name = "add-user",
        .label = "Add a user",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CREATES | ACTION_OF_ROW | ACTION_SECRET | ACTION_BULK,
        .help = "Make an account, with its licences, groups, manager and addresses.",
        .confirm = "Add {target}?",
        .params = person_new,
        .needs = (const char *const[]){"User.ReadWrite.All", "Directory.ReadWrite.All", NULL},
        .roles = (const char *const[]){"User Administrator", NULL},
        .offered = offered_to_nobody,
        .names = names,
        .prepare = add_user_prepare,
        .flow = add_user,
        .undo = "delete-user",
    },
    {.name = NULL},
};

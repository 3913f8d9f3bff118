/* An application of the tenant's own as a way in: its secrets, certificates, trusted issuers and owners (REQUESTS §2.9). */
#include "action/rows.h"
#include "action/thing.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/guid.h"

#include <string.h>
#include <strings.h>

static bool is_guid(struct param_values values, struct err *e)
{
    struct guid guid;
    const char *app = param_value_of(values, "app");
    return !app || guid_parse(app, strlen(app), &guid) || err_set(e, ERR_USAGE, "app: \"%s\" is no id", app);
}

#define SELECT "$select=id,appId,displayName,passwordCredentials,keyCredentials"

/* --- credentials --- */

enum kind { SECRET, CERTIFICATE, ISSUER };

struct credential {
    enum kind kind;
    const char *id, *raw; /* as the service told it */
    struct credential *next;
};

/* What is there now; read in two requests, the application and the issuers that it trusts. */
struct credentials {
    const char *app; /* its object id */
    struct credential *first;
    bool issuers_read;
};

static bool is_meant(struct flow *flow, const struct credential *one)
{
    const char *id = flow_value(flow, "credential");
    return !id || !strcasecmp(id, one->id);
}

static void add_all(struct flow *flow, struct credentials *all, enum kind kind, const struct json *list)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        struct credential **last = &all->first, *fresh = arena_alloc(flow->arena, sizeof *fresh);
        auto_buf struct buf out = buf_make(1u << 16);
        while (*last)
            last = &(*last)->next;
        json_write(one, &out);
        fresh->kind = kind;
        fresh->raw = arena_strdup(flow->arena, buf_text(&out));
        fresh->id = arena_strdup(flow->arena, json_text_or(json_get(one, kind == ISSUER ? "id" : "keyId"), ""));
        *last = fresh;
    }
}

static struct http_request *read_application(struct flow *flow)
{
    flow->state = NULL;
    return graph_get(flow->arena, flow->endpoints,
                     thing_path(flow, "/applications?$filter=id%20eq%20'{app}'%20or%20appId%20eq%20'{app}'&" SELECT));
}

/* The first reply holds secrets and certificates; the issuers have a list of their own. */
static struct http_request *read_issuers(struct flow *flow, const struct http_reply *reply)
{
    struct err ignored;
    struct credentials *all = flow->state;
    auto_json struct json *body = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    if (all) {
        add_all(flow, all, ISSUER, json_get(body, "value"));
        return NULL;
    }
    const struct json *app = json_first(json_get(body, "value"));
    all = flow->state = arena_alloc(flow->arena, sizeof *all);
    if (!app)
        return NULL;
    all->app = arena_strdup(flow->arena, json_text_or(json_get(app, "id"), ""));
    add_all(flow, all, SECRET, json_get(app, "passwordCredentials"));
    add_all(flow, all, CERTIFICATE, json_get(app, "keyCredentials"));
    return graph_get(flow->arena, flow->endpoints,
                     arena_printf(flow->arena, "/applications/%s/federatedIdentityCredentials", all->app));
}

static size_t left(struct flow *flow)
{
    size_t count = 0;
    for (const struct credential *one = ((struct credentials *)flow->state)->first; one; one = one->next)
        count += is_meant(flow, one);
    return count;
}

static int credentials_gone(struct flow *flow, const struct json *now)
{
    const struct credentials *all = flow->state;
    (void)now;
    if (all->app)
        return !left(flow);
    flow_refuse(flow, ERR_NOT_FOUND,
                arena_printf(flow->arena, "the tenant has no application \"%s\" of its own", flow_value(flow, "app")),
                "credentials of an application from elsewhere are not kept here: disable it for all instead");
    return -1;
}

/* They cannot be put back; what they were is evidence. */
static const char *keep_credentials(struct flow *flow, const struct json *now)
{
    static const char *const lists[] = {"passwordCredentials", "keyCredentials", "federatedIdentityCredentials"};
    const struct credentials *all = flow->state;
    auto_buf struct buf out = buf_make(1u << 20);
    (void)now;
    buf_printf(&out, "{\"id\":\"%s\"", all->app);
    for (enum kind kind = SECRET; kind <= ISSUER; kind++) {
        size_t count = 0;
        buf_printf(&out, ",\"%s\":[", lists[kind]);
        for (const struct credential *one = all->first; one; one = one->next)
            if (one->kind == kind && is_meant(flow, one))
                buf_printf(&out, "%s%s", count++ ? "," : "", one->raw);
        buf_putc(&out, ']');
    }
    buf_putc(&out, '}');
    return arena_strdup(flow->arena, buf_text(&out));
}

/* Certificates go together: a list that holds those that stay takes the place of the old one. */
static struct http_request *write_certificates(struct flow *flow)
{
    const struct credentials *all = flow->state;
    size_t count = 0;
    auto_buf struct buf out = buf_make(1u << 20);
    buf_puts(&out, "{\"keyCredentials\":[");
    for (struct credential *one = all->first; one; one = one->next) {
        if (one->kind == CERTIFICATE && !is_meant(flow, one))
            buf_printf(&out, "%s%s", count++ ? "," : "", one->raw);
    }
    buf_puts(&out, "]}");
    return graph_write(flow->arena, flow->endpoints, "PATCH", arena_printf(flow->arena, "/applications/%s", all->app),
                       arena_strdup(flow->arena, buf_text(&out)), 204, NULL);
}

/* The next that is to go; it is taken out of what is there. */
static struct http_request *write_next(struct flow *flow)
{
    struct credentials *all = flow->state;
    struct credential **at = &all->first;
    while (*at && !is_meant(flow, *at))
        at = &(*at)->next;
    struct credential *one = *at;
    if (!one)
        return NULL;
    if (one->kind == CERTIFICATE) {
        struct http_request *request = write_certificates(flow);
        for (at = &all->first; *at;)
            if ((*at)->kind == CERTIFICATE)
                *at = (*at)->next;
            else
                at = &(*at)->next;
        return request;
    }
    *at = one->next;
    if (one->kind == SECRET)
        return graph_write(flow->arena, flow->endpoints, "POST",
                           arena_printf(flow->arena, "/applications/%s/removePassword", all->app),
                           arena_printf(flow->arena, "{\"keyId\":\"%s\"}", one->id), 204, NULL);
    return graph_write(flow->arena, flow->endpoints, "DELETE",
                       arena_printf(flow->arena, "/applications/%s/federatedIdentityCredentials/%s", all->app, one->id),
                       NULL, 204, NULL);
}

static const struct change remove_credentials = {
    .read = read_application,
    .more = read_issuers,
    .same = credentials_gone,
    .keep = keep_credentials,
    .write = write_next,
    .next = write_next,
    .done = "The credentials are removed, read back; tokens that were issued for them live for up to an hour.",
    .already = "The application has no such credential.",
};

/* --- owners --- */

static const struct thing owner = {
    .what = "ownership of that application",
    .panel = "apps",
    .param = "owner",
    .ids = {"id", "userPrincipalName"},
    .list = "/applications/{app}/owners?$select=id,displayName,userPrincipalName&$top=999",
    .at = "/applications/{app}/owners/{id}/$ref",
    .back = "/applications/{app}/owners/$ref",
    .made_of = {"id"},
    .gone = "The owner is removed, read back.",
    .given = "The owner is there again, read back.",
};

static struct http_request *write_owner(struct flow *flow)
{
    struct http_request *request = thing_write(flow);
    if (strcmp(request->method, "POST") != 0)
        return request;
    return graph_write(flow->arena, flow->endpoints, "POST", thing_path(flow, owner.back),
                       arena_printf(flow->arena, "{\"@odata.id\":\"%s/v1.0/directoryObjects/%s\"}",
                                    flow->endpoints->at[RESOURCE_GRAPH], change_restored(flow, "id")),
                       204, NULL);
}

static const struct change remove_owner = {.thing = &owner,
                                           .read = thing_read,
                                           .same = thing_gone,
                                           .keep = thing_keep,
                                           .write = write_owner,
                                           .refused = thing_refused,
                                           .say = thing_say};

#define APP(help_)                                                                                                     \
    {                                                                                                                  \
        .name = "app", .label = "Application", .kind = PARAM_TEXT, .required = true, .maximum = 36, .help = help_,     \
        .check = is_guid                                                                                               \
    }
#define WRITES_APPS ((const char *const[]){"Application.ReadWrite.All", "Directory.ReadWrite.All", NULL})
#define APP_ROLES   ((const char *const[]){"Cloud Application Administrator", "Application Administrator", NULL})

const struct action applications_actions[] = {
    {
        .name = "remove-app-credentials",
        .label = "Remove application's credentials",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_DESTRUCTIVE | ACTION_RARE | ACTION_OF_ROW,
        .help = "Remove secrets, certificates and trusted issuers of an application of the tenant's own.",
        .confirm =
            "Remove the credentials of an application because of {target}? Nothing can sign in as it any more, and they cannot be put back.",
        .params = THING_PARAMS(APP("its object id or its application id"),
                               {.name = "credential",
                                .label = "Credential",
                                .kind = PARAM_TEXT,
                                .maximum = 64,
                                .help = "its key id, or the id of a trusted issuer; none: all of them"}),
        .needs = WRITES_APPS,
        .roles = APP_ROLES,
        .change = &remove_credentials,
        .saved = "application-credentials",
    },
    {
        .name = "remove-app-owner",
        .label = "Remove application's owner",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Take an application of the tenant's own from somebody, who can no longer give it credentials.",
        .confirm = "Take an application from its owner because of {target}?",
        .params = THING_PARAMS(APP("its object id"), THING_PARAM("owner", "Owner", "the owner's id or sign-in name")),
        .needs = WRITES_APPS,
        .roles = APP_ROLES,
        .change = &remove_owner,
        .undo = "remove-app-owner",
    },
    {.name = NULL},
};

/* Faults, latency, prefixes, reply headers and the ledger around every round. */
#include "tenant/front/front.h"

#include "base/random.h"
#include "codec/xml.h"
#include "tenant/exchange/exchange.h"
#include "tenant/exchange/exchange_cmdlet.h"
#include "tenant/front/anchor.h"
#include "tenant/front/exchange_batch.h"
#include "tenant/front/graph.h"
#include "tenant/front/rules.h"
#include "tenant/front/under_way.h"
#include "tenant/graph/usage.h"
#include "tenant/mfa/mfa_connector.h"
#include "tenant/sharepoint/sharepoint.h"
#include "tenant/state/mailbox.h"
#include "tenant/state/permissions.h"
#include "tenant/state/scenario.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

#define JSON_TYPE "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

/* The sign-in service's way to the other tenants of the process. */
static struct tenant *enter(struct tenant_front *front, const struct login_tenant *tenant)
{
    return &front_enter(front, tenant)->tenant;
}

static struct login_config *read_login(const struct options *options, struct err *e)
{
    struct login_setup setup = {.tenant_id = options->tenant_id,
                                .client_id = options->client_id,
                                .client_secret = options->client_secret,
                                .users = options->users,
                                .seed = options->seed,
                                .approve_after = options->approve_after,
                                .person = options->person,
                                .directory_roles = options->directory_roles,
                                .file = options->login};
    return login_config_new(&setup, e);
}

/* The scenarios of the other tenants, which are made when they are first asked for, are well formed. */
static bool check_others(const struct login_config *config, int64_t now, struct err *e)
{
    bool good = true;
    for (size_t i = LOGIN_HOME + 1; good && i < config->tenant_count; i++) {
        struct scenario *scenario = scenario_new();
        if (config->tenants[i].scenario)
            good = scenario_read(scenario, config->tenants[i].scenario, config->tenants[i].id, now, e);
        scenario_free(scenario);
    }
    return good;
}

static void init_login(struct tenant_front *front, const struct options *options, struct login_config *config)
{
    struct login *login = &front->login;
    *login = (struct login){.tokens = &front->tokens,
                            .tenant_id = options->tenant_id,
                            .origin = front->base,
                            .tenant = &front->tenant,
                            .described = &config->tenants[LOGIN_HOME],
                            .enter = enter,
                            .front = front,
                            .config = config};
    login->grants = options->roles ? permissions_split(front->arena, options->roles, &login->grant_count)
                                   : permissions_all(&login->grant_count);
    pthread_mutex_init(&login->lock, NULL);
    sessions_init(&login->sessions);
    tokens_init(&front->tokens, options->tenant_id, options->token_lifetime);
    front->tokens.sessions = &front->home->login.sessions;
}

static void init_rules(struct tenant_front *front, const struct options *options)
{
    pthread_mutex_init(&front->rules_lock, NULL);
    front->faults = arena_alloc(front->arena, (options->fault_count + 1) * sizeof *front->faults);
    if (options->fault_count > 0)
        memcpy(front->faults, options->faults, options->fault_count * sizeof *front->faults);
    front->fault_count = options->fault_count;
    front->throttle = (struct throttle){.units = options->throttle_units, .writes = options->throttle_writes};
    front->latency = options->latency;
    front->mailbox_limit = options->mailbox_limit;
}

/* Nothing of it where the options name none. */
static struct scenario *read_scenario(const struct options *options, struct tenant_store *store, struct err *e)
{
    struct scenario *scenario = scenario_new();
    bool good = true;
    for (size_t i = 0; good && options->scenarios[i]; i++)
        good = scenario_read(scenario, options->scenarios[i], options->tenant_id, store_people(store)->now, e);
    for (size_t i = 0; good && options->denied[i]; i++) {
        const char *name = options->denied[i];
        good = scenario_deny(scenario, name, e);
        if (good && strchr(name, '-') && !exchange_find(name))
            good = err_set(e, ERR_USAGE, "--deny %s: there is no such cmdlet", name);
    }
    if (!good) {
        scenario_free(scenario);
        return NULL;
    }
    if (scenario_any(scenario) && !options->licence_given)
        store_set_plan(store, scenario_plan(scenario));
    scenario_people(scenario, store);
    return scenario;
}

bool front_init(struct tenant_front *front, const struct options *options, const char *base, struct tenant_store *store,
                const struct route *const *tables, struct err *e)
{
    *front = (struct tenant_front){.tables = tables, .home = front, .options = *options};
    unsigned roles;
    xml_start();
    if (!exchange_roles(options->exchange_roles, &roles, e))
        return false;
    struct scenario *scenario = read_scenario(options, store, e);
    struct login_config *config = scenario ? read_login(options, e) : NULL;
    if (!config || !check_others(config, store_people(store)->now, e) ||
        !ledger_open(&front->ledger, options->ledger, e)) {
        login_config_free(config);
        scenario_free(scenario);
        return false;
    }
    front->scenario = scenario;
    front->arena = arena_new(0);
    front->base = arena_strdup(front->arena, base);
    front->graph_origin = arena_printf(front->arena, "%s/graph", base);
    front->tenant = (struct tenant){.store = store,
                                    .home = &front->tenant,
                                    .mailboxes = mailboxes_new(),
                                    .scenario = scenario,
                                    .sharepoint = sharepoint_new(),
                                    .mfa_connector = mfa_connector_new(),
                                    .tokens = &front->tokens,
                                    .login = &front->login,
                                    .tenant_id = options->tenant_id,
                                    .client_id = options->client_id,
                                    .exchange_roles = roles,
                                    .mfa_delay = options->mfa_delay,
                                    .audit_delay = options->audit_delay,
                                    .audit_limit = options->audit_limit,
                                    .audit_unstable = options->audit_unstable,
                                    .audit_failures = options->audit_failures,
                                    .page_size = options->page_size,
                                    .anyone_provisions = options->anyone_provisions,
                                    .audit_needs_directory = options->audit_needs_directory,
                                    .certificate_only = options->certificate_only};
    store_set_replication(store, options->replication);
    if (options->invites)
        json_set_text(store_record(store, "authorizationPolicy"), "allowInvitesFrom", options->invites);
    pthread_mutex_init(&front->tenant.lock, NULL);
    front->tenants = tenants_new(config->tenant_count);
    init_login(front, options, config);
    init_rules(front, options);
    gzip_init(&front->gzip);
    scenario_apply(scenario, &front->tenant);
    return true;
}

void front_free(struct tenant_front *front)
{
    tenants_free(front->tenants);
    ledger_close(&front->ledger);
    login_free(&front->login);
    tokens_free(&front->tokens);
    gzip_free(&front->gzip);
    mailboxes_free(front->tenant.mailboxes);
    scenario_free(front->scenario);
    sharepoint_free(front->tenant.sharepoint);
    mfa_connector_free(front->tenant.mfa_connector);
    pthread_mutex_destroy(&front->rules_lock);
    pthread_mutex_destroy(&front->tenant.lock);
    arena_free(front->arena);
}

/* The service a path's first segment names; `*rest` gets what follows it. */
static const char *split_service(const char *path, const char **rest)
{
    static const char *const services[] = {"login", "graph", "exchange", "sharepoint", "mfa"};
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        size_t length = strlen(services[i]);
        if (path[0] == '/' && !strncmp(path + 1, services[i], length) &&
            (path[length + 1] == '/' || path[length + 1] == '\0')) {
            *rest = path + length + 1;
            return services[i];
        }
    }
    *rest = path;
    return "";
}

/* The service that the name by which the tenant was reached stands for: whoever leads Microsoft's names here (a proxy, a hosts
 * file) needs no prefix. "": none. */
static const char *service_of_host(const char *host)
{
    static const struct {
        const char *name, *service; /* a name that begins with "-" or "." ends the host's */
    } names[] = {{"login.microsoftonline.com", "login"},
                 {"graph.microsoft.com", "graph"},
                 {"outlook.office365.com", "exchange"},
                 {"-admin.sharepoint.com", "sharepoint"},
                 {"adnotifications.windowsazure.com", "mfa"}};
    size_t length = strcspn(host, ":");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t tail = strlen(names[i].name);
        bool end = names[i].name[0] == '-' ? length > tail : length == tail;
        if (end && !strncasecmp(host + length - tail, names[i].name, tail))
            return names[i].service;
    }
    return "";
}

/* Graph's version, the first segment of the rest. */
static bool split_version(struct tenant_request *request, const char **rest)
{
    static const char *const versions[] = {"v1.0", "beta"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(versions[i]);
        if ((*rest)[0] == '/' && !strncasecmp(*rest + 1, versions[i], length) &&
            ((*rest)[length + 1] == '/' || (*rest)[length + 1] == '\0')) {
            request->version = versions[i];
            *rest += length + 1;
            return true;
        }
    }
    return false;
}

static void not_here(struct tenant_reply *reply)
{
    buf_puts(&reply->body, "<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>");
    reply->status = 404;
    reply->content_type = "text/html; charset=utf-8";
}

/* Exchange refuses more than a few requests at once for one mailbox. */
static void answer_exchange(struct tenant_front *front, struct round *round, struct tenant_request *request,
                            const struct fault_decision *fault, bool entered)
{
    if (entered) {
        bool batch = exchange_is_batch(request) && fault->kind != FAULT_STATUS && fault->kind != FAULT_EXPIRE;
        if (!batch)
            exchange_answer(&front->tenant, request, &round->reply, fault);
        else if (exchange_admits(&front->tenant, request, &round->reply))
            exchange_batch_answer(front, round, request);
        return;
    }
    exchange_error(&round->reply, 429, "TooManyRequests",
                   "Microsoft.Exchange.Data.Storage.TooManyConcurrentRequestsException",
                   "Too many concurrent requests for this mailbox. Please wait and try again.");
    tenant_reply_header(&round->reply, "Retry-After", "1");
}

static void dispatch(struct tenant_front *front, struct round *round, struct tenant_request *request,
                     const char *service, const struct fault_decision *fault, bool entered)
{
    struct tenant_reply *reply = &round->reply;
    if (!strcmp(service, "graph")) {
        if (request->version[0])
            graph_answer(front, round, request, fault);
        else if (!strcmp(request->path, "/reports/download"))
            usage_download(&front->tenant, request, reply);
        else
            tenant_error(request, reply, 400, "BadRequest", "Invalid version.");
    } else if (fault->kind == FAULT_STATUS && !strcmp(service, "login")) {
        login_error(request, reply, fault->status, fault->status < 500 ? "invalid_request" : "temporarily_unavailable",
                    90033, "A transient error has occurred. Please try again.");
        if (fault->retry_after >= 0)
            tenant_reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", fault->retry_after));
    } else if (!strcmp(service, "login")) {
        login_answer(&front->login, request, reply);
    } else if (!strcmp(service, "exchange")) {
        request->overlaps = under_way_meets(front, request);
        answer_exchange(front, round, request, fault, entered);
    } else if (!strcmp(service, "sharepoint")) {
        sharepoint_answer(&front->tenant, request, reply, fault);
    } else if (!strcmp(service, "mfa")) {
        mfa_answer(&front->tenant, request, reply, fault);
    } else {
        not_here(reply);
    }
}

/* What a fault does to a reply that has been made. */
static void spoil(struct round *round, const struct fault_decision *fault)
{
    struct tenant_reply *reply = &round->reply;
    if (fault->kind == FAULT_CUT_AFTER || (fault->kind == FAULT_TRUNCATE && reply->body.length < 2))
        round->delivery = DELIVER_CUT;
    else if (fault->kind == FAULT_TRUNCATE)
        round->delivery = DELIVER_TRUNCATED;
    if (fault->kind != FAULT_GARBAGE)
        return;
    static const char garbage[] = "{\"value\": [<html>\xff\xfe}\x01 502 upstream]";
    buf_clear(&reply->body);
    buf_add(&reply->body, garbage, sizeof garbage - 1);
    reply->status = 200;
}

static void put(struct round *round, const char *name, const char *value)
{
    if (round->out_count < sizeof round->out / sizeof *round->out)
        round->out[round->out_count++] = (struct tenant_pair){name, value};
}

static void finish(struct tenant_front *front, struct round *round, const struct tenant_request *request, bool graph)
{
    struct tenant_reply *reply = &round->reply;
    for (size_t i = 0; i < reply->header_count; i++)
        put(round, reply->headers[i].name, reply->headers[i].value);
    put(round, "request-id", request->id);
    put(round, "client-request-id", request->client_id);
    put(round, "Cache-Control", graph ? "no-cache" : "no-store, no-cache");
    if (graph)
        put(round, "x-ms-ags-diagnostic",
            "{\"ServerInfo\":{\"DataCenter\":\"West Europe\",\"Slice\":\"E\",\"Ring\":\"5\",\"ScaleUnit\":\"001\","
            "\"RoleInstance\":\"LOOPBACK\"}}");
    if (graph)
        put(round, "OData-Version", "4.0");
    if (reply->body.length == 0)
        return;
    put(round, "Content-Type", reply->content_type ? reply->content_type : JSON_TYPE);
    if (reply->body.length > 1024 && gzip_wanted(tenant_header(request, "Accept-Encoding")) &&
        gzip_body(&front->home->gzip, &reply->body)) {
        put(round, "Content-Encoding", "gzip");
        put(round, "Vary", "Accept-Encoding");
    }
}

static void identify(struct round *round, struct tenant_request *request)
{
    char id[UUID_TEXT];
    request->id = arena_strdup(round->arena, random_uuid(id));
    const char *client = tenant_header(request, "client-request-id");
    request->client_id = client && strlen(client) < 100 ? client : request->id;
}

void front_answer(struct tenant_front *front, struct round *round)
{
    struct tenant_request request = {.method = round->method,
                                     .version = "",
                                     .headers = round->headers,
                                     .header_count = round->header_count,
                                     .body = round->body,
                                     .body_length = round->body_length,
                                     .arena = round->arena,
                                     .origin = front->graph_origin};
    round->reply = (struct tenant_reply){.body = buf_make(TENANT_REPLY_LIMIT)};
    identify(round, &request);
    size_t length = strcspn(round->uri, "?");
    const char *rest, *query = round->uri[length] ? round->uri + length + 1 : "";
    const char *path = arena_strndup(round->arena, round->uri, length);
    const char *host = tenant_header(&request, "Host"), *named = service_of_host(host ? host : "");
    const char *service = *named ? named : split_service(path, &rest);
    rest = *named ? path : rest;
    bool graph = !strcmp(service, "graph"), prefixed = !graph && *service && strcmp(service, "login") != 0;
    if (*named) /* 443 is no part of an address, though some clients write it */
        request.origin = arena_printf(round->arena, "https://%.*s", (int)(strcspn(host, ":")), host);
    else if (*service)
        request.origin = arena_printf(round->arena, "%s/%s", front->base, service);
    if (graph)
        split_version(&request, &rest);
    front = graph || prefixed ? front_of_token(front, &request) : front;
    request.page_most = front->tenant.page_size;
    bool good = request_parse(&request, rest, query),
         entered = strcmp(service, "exchange") != 0 || anchor_enter(front, &request);
    struct fault_decision fault = rules_fault(front, &request, prefixed ? service : "");
    under_way_enter(front, round);
    fault.delay += front->latency;
    fault_wait(&fault);
    if (fault.kind == FAULT_CUT)
        round->delivery = DELIVER_CUT;
    else if (!good)
        tenant_error(&request, &round->reply, 400, "BadRequest", "The URL holds an invalid escape.");
    else
        dispatch(front, round, &request, service, &fault, entered);
    under_way_leave(front, round);
    if (!strcmp(service, "exchange") && entered)
        anchor_leave(front, &request);
    assert(round->delivery == DELIVER_CUT || round->reply.status);
    spoil(round, &fault);
    rules_note(front, &request, arena_printf(round->arena, "%s%s", front->base, round->uri),
               round->delivery == DELIVER_CUT ? 0 : round->reply.status, &fault);
    if (round->delivery != DELIVER_CUT)
        finish(front, round, &request, graph);
}

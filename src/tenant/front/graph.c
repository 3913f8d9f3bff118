/* One Graph request, from its token to its handler. */
#include "tenant/front/graph.h"

#include "base/clock.h"
#include "tenant/front/batch.h"
#include "tenant/front/under_way.h"
#include "tenant/graph/audits.h"
#include "tenant/graph/rights.h"
#include "tenant/login/partner.h"
#include "tenant/state/scenario.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void refuse_token(struct tenant_front *front, const struct tenant_request *request, struct tenant_reply *reply,
                         enum token_verdict verdict)
{
    const char *challenge = request->caller.challenge;
    tenant_error(request, reply, 401, "InvalidAuthenticationToken", token_sentence(verdict));
    tenant_reply_header(reply, "WWW-Authenticate",
                        arena_printf(request->arena,
                                     "Bearer realm=\"\", authorization_uri=\"%s/login/%s/oauth2/v2.0/authorize\", "
                                     "client_id=\"00000003-0000-0000-c000-000000000000\"%s%s%s",
                                     front->base, front->login.tenant_id,
                                     challenge ? ", error=\"insufficient_claims\", claims=\"" : "",
                                     challenge ? challenge : "", challenge ? "\"" : ""));
}

/* Answer with a fault's status in Graph's form. */
static void graph_fault_status(const struct tenant_request *request, struct tenant_reply *reply,
                               const struct fault_decision *fault)
{
    static const struct {
        int status;
        const char *code, *message;
    } known[] = {
        {400, "Request_BadRequest", "Bad request."},
        {401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."},
        {403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."},
        {404, "Request_ResourceNotFound",
         "Resource does not exist or one of its queried reference-property objects are not present."},
        {409, "Request_Conflict", "The request conflicts with the present state of the resource."},
        {412, "Directory_ConcurrencyViolation", "A conflicting operation is in progress."},
        {429, "TooManyRequests", "Too many requests. Please wait and try again."},
        {500, "InternalServerError", "An internal server error occurred."},
        {502, "BadGateway", "The gateway received an invalid response."},
        {503, "ServiceUnavailable", "Resource temporarily unavailable. Please try again later."},
        {504, "GatewayTimeout", "The gateway timed out."},
    };
    const char *code = "UnknownError", *message = "";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == fault->status) {
            code = known[i].code;
            message = known[i].message;
        }
    tenant_error(request, reply, fault->status, code, message);
    if (fault->retry_after >= 0)
        tenant_reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", fault->retry_after));
}

/* What the request costs by Graph's rules: the row's units, less for $select and small pages, more for $expand. */
static int units_of(const struct route *row, const struct tenant_request *request)
{
    int units = row->units > 0 ? row->units : 1;
    const char *top = tenant_query(request, "$top");
    units -= tenant_query(request, "$select") != NULL;
    units += tenant_query(request, "$expand") != NULL;
    units -= top && strtol(top, NULL, 10) < 20;
    return units < 1 ? 1 : units;
}

static bool throttled(struct tenant_front *front, const struct tenant_request *request, struct tenant_reply *reply,
                      int units, bool write)
{
    pthread_mutex_lock(&front->rules_lock);
    struct throttle_verdict verdict = throttle_take(&front->throttle, request->path, units, write, clock_monotonic());
    pthread_mutex_unlock(&front->rules_lock);
    if (verdict.percentage >= 0.8)
        tenant_reply_header(reply, "x-ms-throttle-limit-percentage",
                            arena_printf(request->arena, "%.1f", verdict.percentage));
    if (!verdict.refused)
        return false;
    tenant_error(request, reply, 429, "TooManyRequests", "Too many requests. Please wait and try again.");
    tenant_reply_header(reply, "x-ms-throttle-scope", verdict.scope);
    if (verdict.retry_after >= 0)
        tenant_reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", verdict.retry_after));
    return true;
}

static void no_route(const struct tenant_request *request, struct tenant_reply *reply, bool other_method)
{
    if (other_method)
        tenant_error(request, reply, 405, "Request_BadRequest",
                     "Specified HTTP method is not allowed for the request target.");
    else
        tenant_errorf(request, reply, 400, "BadRequest", "Resource not found for the segment '%s'.",
                      request->segment_count ? request->segments[request->segment_count - 1] : "");
}

static void run_handler(struct tenant_front *front, const struct route *row, struct tenant_request *request,
                        struct tenant_reply *reply)
{
    pthread_mutex_lock(&front->tenant.lock);
    row->handler(&front->tenant, request, reply);
    if (reply->is_write)
        audits_note(&front->tenant, request, reply);
    pthread_mutex_unlock(&front->tenant.lock);
    if (reply->body.overflow)
        tenant_error(request, reply, 507, "InsufficientStorage", "The reply is larger than the service allows.");
    if (reply->status == 0)
        tenant_error(request, reply, 500, "InternalServerError", "No handler answered.");
}

/* "/me/…" is "/users/{the caller's id}/…"; false after answering an application, which is nobody. */
static bool know_me(struct tenant_request *request, struct tenant_reply *reply)
{
    if (request->segment_count == 0 || strcasecmp(request->segments[0], "me") != 0)
        return true;
    if (!request->caller.user_oid) {
        tenant_error(request, reply, 400, "BadRequest",
                     "/me request is only valid with delegated authentication flow.");
        return false;
    }
    char **segments = arena_alloc(request->arena, (request->segment_count + 1) * sizeof *segments);
    segments[0] = arena_strdup(request->arena, "users");
    segments[1] = arena_strdup(request->arena, request->caller.user_oid);
    memcpy(segments + 2, request->segments + 1, (request->segment_count - 1) * sizeof *segments);
    request->segments = segments;
    request->segment_count++;
    return true;
}

/* Whoever signs in may read the own user with User.Read alone. */
static bool reads_oneself(const struct tenant_request *request)
{
    const struct tenant_caller *caller = &request->caller;
    return !strcmp(request->method, "GET") && request->segment_count == 2 &&
           !strcasecmp(request->segments[0], "users") && caller->user_oid &&
           !strcasecmp(request->segments[1], caller->user_oid) && tenant_caller_holds(request, "User.Read");
}

static bool stays_without_metadata(const char *name)
{
    return !strstr(name, "@odata.") || !strcmp(name, "@odata.nextLink") || !strcmp(name, "@odata.count") ||
           !strcmp(name, "@odata.deltaLink");
}

static struct json *without_metadata(const struct json *value)
{
    bool object = json_kind(value) == JSON_OBJECT;
    if (!object && json_kind(value) != JSON_ARRAY)
        return json_copy(value);
    struct json *out = object ? json_new_object() : json_new_array();
    for (const struct json *one = json_first(value); one; one = json_next(one)) {
        if (!object)
            json_push(out, without_metadata(one));
        else if (stays_without_metadata(json_key(one)))
            json_set(out, json_key(one), without_metadata(one));
    }
    return out;
}

/* "Accept: …odata.metadata=none" drops annotations, but for those that lead on. */
static void leave_out_metadata(const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *accept = tenant_header(request, "Accept");
    struct err e;
    if (!accept || !strcasestr(accept, "odata.metadata=none") || reply->content_type || reply->body.length == 0)
        return;
    auto_json struct json *whole = json_parse(reply->body.data, reply->body.length, &e);
    auto_json struct json *bare = whole ? without_metadata(whole) : NULL;
    if (!bare)
        return;
    tenant_json(reply, reply->status, bare);
    reply->content_type = "application/json;odata.metadata=none;odata.streaming=true;IEEE754Compatible=false;"
                          "charset=utf-8";
}

/* A source that shall be refused: what is read, and the searches of the audit log whose making is a write. */
static bool denied(const struct tenant_front *front, const struct tenant_request *request, struct tenant_reply *reply)
{
    unsigned literals;
    for (const struct scenario_source *row = scenario_sources; row->name; row++) {
        bool asks = !strcmp(request->method, "GET") || !strncmp(row->pattern, "security/auditLog", 17);
        if (!asks || !scenario_denies(front->tenant.scenario, row->name) ||
            !route_matches(row->pattern, request->segments, request->segment_count, &literals))
            continue;
        tenant_error(request, reply, 403, row->code ? row->code : "Authorization_RequestDenied",
                     row->code ? "Neither tenant is B2C or tenant doesn't have premium license"
                               : "Insufficient privileges to complete the operation.");
        return true;
    }
    return false;
}

void graph_perform(struct tenant_front *front, struct tenant_request *request, struct tenant_reply *reply,
                   const struct fault_decision *fault)
{
    bool other_method = false;
    if (fault->kind == FAULT_EXPIRE) {
        token_expire(&front->tokens, request->caller.token_id);
        refuse_token(front, request, reply, TOKEN_EXPIRED);
        return;
    }
    if (fault->kind == FAULT_STATUS) {
        graph_fault_status(request, reply, fault);
        return;
    }
    if (!know_me(request, reply))
        return;
    const struct route *row = route_find(front->tables, request, &other_method);
    if (!row) {
        no_route(request, reply, other_method);
        return;
    }
    if (!partner_permits(&front->tenant, request, reply))
        return;
    if (!route_permits(row, request) && !reads_oneself(request)) {
        tenant_error(request, reply, 403, "Authorization_RequestDenied",
                     "Insufficient privileges to complete the operation.");
        return;
    }
    if (!rights_ask(request, reply) || denied(front, request, reply))
        return;
    if (!tenant_known_query(request, reply))
        return;
    reply->is_write = strcmp(request->method, "GET") != 0;
    reply->resource_units = units_of(row, request);
    if (throttled(front, request, reply, reply->resource_units, reply->is_write))
        return;
    request->overlaps = under_way_meets(front, request);
    if (under_way_refuses(front, request, reply))
        return;
    run_handler(front, row, request, reply);
    leave_out_metadata(request, reply);
    tenant_reply_header(reply, "x-ms-resource-unit", arena_printf(request->arena, "%d", reply->resource_units));
}

void graph_answer(struct tenant_front *front, struct round *round, struct tenant_request *request,
                  const struct fault_decision *fault)
{
    struct tenant_reply *reply = &round->reply;
    enum token_verdict verdict = token_check(&front->tokens, tenant_header(request, "Authorization"), AUDIENCE_GRAPH,
                                             request->arena, &request->caller, &request->caller.token_id);
    if (verdict != TOKEN_GOOD) {
        refuse_token(front, request, reply, verdict);
        return;
    }
    bool batch = request->segment_count == 1 && !strcasecmp(request->segments[0], "$batch");
    if (!batch || fault->kind == FAULT_STATUS || fault->kind == FAULT_EXPIRE)
        graph_perform(front, request, reply, fault);
    else if (strcmp(request->method, "POST") != 0)
        no_route(request, reply, true);
    else
        batch_answer(front, round, request);
}

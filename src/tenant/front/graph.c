/* One Graph request, from its token to its handler. */
#include "tenant/front/graph.h"

#include "base/clock.h"
#include "tenant/front/batch.h"
#include "tenant/front/under_way.h"
#include "tenant/login/partner.h"
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

void graph_fault_status(const struct tenant_request *request, struct tenant_reply *reply,
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
    pthread_mutex_unlock(&front->tenant.lock);
    if (reply->body.overflow)
        tenant_error(request, reply, 507, "InsufficientStorage", "The reply is larger than the service allows.");
    if (reply->status == 0)
        tenant_error(request, reply, 500, "InternalServerError", "No handler answered.");
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
    const struct route *row = route_find(front->tables, request, &other_method);
    if (!row) {
        no_route(request, reply, other_method);
        return;
    }
    if (!partner_permits(&front->tenant, request, reply))
        return;
    if (!route_permits(row, &request->caller) || (request->caller.reads_only && strcmp(request->method, "GET") != 0)) {
        tenant_error(request, reply, 403, "Authorization_RequestDenied",
                     "Insufficient privileges to complete the operation.");
        return;
    }
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

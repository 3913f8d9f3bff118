/* From a request below /exchange to the part that answers it: token, path, role. */
#include "tenant/exchange/exchange.h"

#include "tenant/exchange/exchange_cmdlet.h"
#include "tenant/seed/seed_callers.h"
#include "tenant/state/store.h"
#include "tenant/state/token.h"
#include <string.h>
#include <strings.h>

static bool token_fits(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const of_application[] = {"Exchange.ManageAsApp", NULL};
    static const char *const of_person[] = {"Exchange.Manage", "AdminApi.AccessAsUser.All", NULL}; /* REQUESTS §12.4 */
    static const struct {
        const char *reason, *category;
    } words[] = {
        [TOKEN_MISSING] = {"The access token is missing.", "invalid_token"},
        [TOKEN_MALFORMED] = {"The access token is malformed.", "invalid_token"},
        [TOKEN_FORGED] = {"The token has an invalid signature.", "invalid_signature"},
        [TOKEN_WRONG_AUDIENCE] = {"The audience claim value is invalid for the current resource.", "invalid_resource"},
        [TOKEN_EXPIRED] = {"The token has expired.", "token_expired"},
        [TOKEN_REVOKED] = {"The user's sessions were ended.", "token_revoked"},
    };
    enum token_verdict verdict = token_check(tenant->tokens, tenant_header(request, "Authorization"), AUDIENCE_EXCHANGE,
                                             request->arena, &request->caller, &request->caller.token_id);
    if (verdict != TOKEN_GOOD) {
        exchange_unauthorized(request, reply, words[verdict].reason, words[verdict].category);
        return false;
    }
    const char *const *any = request->caller.delegated ? of_person : of_application;
    for (const char *const *name = any; *name; name++)
        if (tenant_caller_holds(request, *name))
            return true;
    exchange_forbidden(request, reply, arena_printf(request->arena, "The token lacks the permission %s.", *any));
    return false;
}

unsigned exchange_roles_of(const struct tenant *tenant, const struct tenant_caller *caller)
{
    static const struct {
        const char *role;
        unsigned roles; /* 0: all that the tenant's option gives */
    } given[] = {
        {"62e90394-69f5-4237-9190-012177145e10", 0},                              /* Global Administrator */
        {"29232cdf-9323-42fd-ade2-1d097af3e4de", 0},                              /* Exchange Administrator */
        {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", EXCHANGE_VIEW | EXCHANGE_AUDIT}, /* Global Reader */
        {"194ae4cb-b126-40b2-bd5b-6091b380977d",
         EXCHANGE_VIEW | EXCHANGE_AUDIT | EXCHANGE_HYGIENE},                      /* Security Administrator */
        {"5d6b6bb7-de71-4623-b4af-96380a352509", EXCHANGE_VIEW | EXCHANGE_AUDIT}, /* Security Reader */
        {"729827e3-9c14-49f7-bb1b-9608f156bbb8", EXCHANGE_VIEW},                  /* Helpdesk Administrator */
    };
    const struct seed_caller *person = caller->delegated ? seed_caller_find(caller->user_oid) : NULL;
    unsigned roles = person && person->recipients ? EXCHANGE_RECIPIENTS | EXCHANGE_VIEW : 0;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        for (size_t k = 0; k < caller->role_count; k++)
            if (!strcmp(given[i].role, caller->roles[k]))
                roles |= given[i].roles ? given[i].roles : tenant->exchange_roles;
    return roles;
}

static bool path_is(const struct tenant_request *request, const char *version, const char *last)
{
    return request->segment_count == 4 && !strcmp(request->segments[1], version) && !strcmp(request->segments[3], last);
}

/* The tenant stands in the path as its GUID. */
static bool tenant_fits(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *name = request->segments[2];
    const struct seed_people *people = store_people(tenant->store);
    bool get = !strcmp(request->method, "GET");
    struct guid guid;
    if (!strcasecmp(name, tenant->tenant_id) ||
        (get && (!strcasecmp(name, people->domain) || !strcasecmp(name, people->initial_domain))))
        return true;
    if (guid_parse(name, strlen(name), &guid))
        exchange_forbidden(request, reply, "The tenant of the token is not the tenant of the request.");
    else
        exchange_error(reply, 400, "BadRequest", "System.ArgumentException",
                       arena_printf(request->arena, "The tenant '%s' in the request is not a GUID.", name));
    return false;
}

bool exchange_admits(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    return token_fits(tenant, request, reply) && tenant_fits(tenant, request, reply);
}

bool exchange_is_batch(const struct tenant_request *request)
{
    return path_is(request, "beta", "$batch");
}

void exchange_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                     const struct fault_decision *fault)
{
    if (fault->kind == FAULT_STATUS) {
        exchange_fault_status(request, reply, fault);
        return;
    }
    if (!token_fits(tenant, request, reply))
        return;
    if (fault->kind == FAULT_EXPIRE) {
        token_expire(tenant->tokens, request->caller.token_id);
        exchange_unauthorized(request, reply, "The token has expired.", "token_expired");
        return;
    }
    bool known = request->segment_count >= 4 && !strcmp(request->segments[0], "adminapi");
    if (known && !tenant_fits(tenant, request, reply))
        return;
    if (known && !strcmp(request->segments[1], "v2.0")) {
        exchange_forbidden(request, reply,
                           "The token lacks the permission Exchange.ManageV2 or Exchange.ManageAsAppV2.");
    } else if (known && exchange_roles_of(tenant, &request->caller) == 0) {
        exchange_forbidden(request, reply,
                           arena_printf(request->arena,
                                        "The role assigned to application %s isn't supported in this scenario.",
                                        request->caller.app_id));
    } else if (known && path_is(request, "beta", "InvokeCommand")) {
        if (!strcmp(request->method, "POST"))
            exchange_invoke_cmdlet(tenant, request, reply);
        else
            exchange_error(reply, 405, "MethodNotAllowed", "System.NotSupportedException",
                           "The requested resource does not support this HTTP method.");
    } else if (!known || !exchange_rest(tenant, request, reply)) {
        exchange_error(reply, 404, "NotFound", "Microsoft.OData.UriParser.ODataUnrecognizedPathException",
                       arena_printf(request->arena, "Resource not found for the segment '%s'.",
                                    request->segment_count ? request->segments[request->segment_count - 1] : ""));
    }
}

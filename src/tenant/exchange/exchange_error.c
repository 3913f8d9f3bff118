/* The error shapes of Exchange's administration service. */
#include "tenant/exchange/exchange.h"

#include <string.h>

/* The short code Exchange derives from an error; the same for the same type. */
static unsigned short_code(const char *type)
{
    unsigned hash = 2166136261u;
    for (; *type; type++)
        hash = (hash ^ (unsigned char)*type) * 16777619u;
    return hash & 0xffffff;
}

static void put(struct json_writer *w, const char *name, const char *text)
{
    json_member_text(w, name, text);
}

static void put_inner(struct json_writer *w, const char *type, const char *message)
{
    json_name(w, "innererror");
    json_open(w, '{');
    put(w, "message", "Error executing cmdlet");
    put(w, "type", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException");
    json_name(w, "internalexception");
    json_open(w, '{');
    put(w, "message", message);
    put(w, "type", type);
    json_close(w);
    json_close(w);
}

void exchange_error(struct tenant_reply *reply, int status, const char *code, const char *type, const char *message)
{
    auto_buf struct buf detail = buf_make(1u << 16), text = buf_make(1u << 16);
    buf_printf(&detail, "Ex%06X|%s|%s", short_code(type), type, message);
    buf_printf(&text, "Error executing request. %s", message);
    buf_clear(&reply->body);
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    json_name(&w, "error");
    json_open(&w, '{');
    put(&w, "code", code);
    put(&w, "message", buf_text(&text));
    json_name(&w, "details");
    json_open(&w, '[');
    json_open(&w, '{');
    put(&w, "code", "Context");
    put(&w, "target", "");
    put(&w, "message", buf_text(&detail));
    json_close(&w);
    json_close(&w);
    put_inner(&w, type, message);
    json_close(&w);
    json_close(&w);
    reply->status = status;
    reply->content_type = NULL;
}

void exchange_unauthorized(const struct tenant_request *request, struct tenant_reply *reply, const char *reason,
                           const char *category)
{
    const char *challenge = request->caller.challenge;
    tenant_empty(reply, 401);
    tenant_reply_header(reply, "WWW-Authenticate",
                        arena_printf(request->arena,
                                     "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", "
                                     "token_types=\"app_asserted_user_v1 service_asserted_app_v1\", error=\"%s%s%s",
                                     challenge ? "insufficient_claims\", claims=\"" : "invalid_token",
                                     challenge ? challenge : "", "\""));
    tenant_reply_header(reply, "x-ms-diagnostics",
                        arena_printf(request->arena, "2000003;reason=\"%s\";error_category=\"%s\"", reason, category));
}

void exchange_not_allowed(const struct tenant_request *request, struct tenant_reply *reply, const char *cmdlet)
{
    exchange_error(reply, 401, "Unauthorized", "System.UnauthorizedAccessException",
                   arena_printf(request->arena, "User is not allowed to call %s", cmdlet));
}

void exchange_forbidden(const struct tenant_request *request, struct tenant_reply *reply, const char *reason)
{
    static const char nothing[64];
    buf_clear(&reply->body);
    buf_add(&reply->body, nothing, sizeof nothing);
    reply->status = 403;
    tenant_reply_header(reply, "Content-Encoding", "gzip");
    tenant_reply_header(
        reply, "x-ms-diagnostics",
        arena_printf(request->arena, "2000010;reason=\"%s\";error_category=\"invalid_authorization\"", reason));
}

void exchange_fault_status(const struct tenant_request *request, struct tenant_reply *reply,
                           const struct fault_decision *fault)
{
    static const struct {
        int status;
        const char *code, *type, *message;
    } known[] = {
        {400, "BadRequest", "System.ArgumentException", "The request could not be processed."},
        {404, "NotFound", "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
         "The operation couldn't be performed because the object couldn't be found."},
        {429, "TooManyRequests", "Microsoft.Exchange.Data.Storage.ThrottlingException",
         "Too many requests. Please wait and try again."},
        {500, "InternalServerError", "System.Exception", "An internal server error occurred."},
        {503, "ServiceUnavailable", "Microsoft.Exchange.Data.Directory.ADTransientException",
         "The service is temporarily unavailable."},
    };
    if (fault->status == 401) {
        exchange_unauthorized(request, reply, "The token has expired.", "token_expired");
    } else if (fault->status == 403) {
        exchange_forbidden(request, reply, "The role assigned to the caller does not allow this cmdlet.");
    } else {
        const char *code = "UnknownError", *type = "System.Exception", *message = "The request failed.";
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (known[i].status == fault->status) {
                code = known[i].code;
                type = known[i].type;
                message = known[i].message;
            }
        exchange_error(reply, fault->status, code, type, message);
    }
    if (fault->retry_after >= 0)
        tenant_reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", fault->retry_after));
}

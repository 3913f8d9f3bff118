/* The service's refusals: how they are written, and those on order. */
#include "tenant/login/login_call.h"

#include "base/clock.h"
#include "base/random.h"
#include "tenant/login/aadsts.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

const char *login_form(const struct login_call *call, const char *name)
{
    for (size_t i = 0; i < call->count; i++)
        if (!strcmp(call->pairs[i].name, name))
            return call->pairs[i].value;
    return NULL;
}

static void put(struct json_writer *w, const char *name, const char *text)
{
    json_member_text(w, name, text);
}

static void write_error(const struct tenant_request *request, struct tenant_reply *reply, const struct aadsts *row,
                        const char *claims)
{
    char trace[UUID_TEXT], date[CLOCK_TEXT];
    clock_format(clock_now(), date);
    date[10] = ' ';
    random_uuid(trace);
    buf_clear(&reply->body);
    struct json_writer w = json_writer(&reply->body);
    json_open(&w, '{');
    put(&w, "error", row->error);
    put(&w, "error_description",
        arena_printf(request->arena, "AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", row->code,
                     row->message, trace, request->client_id, date));
    json_name(&w, "error_codes");
    json_open(&w, '[');
    json_put_int(&w, row->code);
    json_close(&w);
    put(&w, "timestamp", date);
    put(&w, "trace_id", trace);
    put(&w, "correlation_id", request->client_id);
    put(&w, "error_uri", arena_printf(request->arena, "https://login.microsoftonline.com/error?code=%d", row->code));
    if (row->suberror)
        put(&w, "suberror", row->suberror);
    if (claims)
        put(&w, "claims", claims);
    json_close(&w);
    reply->status = row->status;
    reply->content_type = "application/json; charset=utf-8";
}

void login_error(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *error,
                 int code, const char *message)
{
    struct aadsts row = {.code = code, .status = status, .error = error, .message = message};
    write_error(request, reply, &row, NULL);
}

bool login_refuse(const struct login_call *call, int code, const char *message)
{
    assert(aadsts_find(code));
    struct aadsts row = *aadsts_find(code);
    if (message)
        row.message = message;
    write_error(call->request, call->reply, &row, NULL);
    return false;
}

/* --- on order --- */

static bool either(const char *wanted, const char *a, const char *b)
{
    return !wanted || (a && !strcasecmp(wanted, a)) || (b && !strcasecmp(wanted, b));
}

static bool matches(const struct login_error *error, const struct login_call *call, const char *at,
                    const struct login_identity *who, const struct login_tenant *tenant,
                    const struct login_scope *scope)
{
    return !strcmp(error->at ? error->at : "token", at) &&
           either(error->user, who ? who->upn : NULL, who ? who->oid : NULL) &&
           either(error->app, call->app ? call->app->id : NULL, call->app ? call->app->name : NULL) &&
           either(error->tenant, tenant ? tenant->id : call->authority, tenant ? tenant->domain : NULL) &&
           either(error->resource, scope ? scope->resource : NULL, scope ? login_audiences[scope->audience] : NULL) &&
           either(error->grant, login_form(call, "grant_type"), NULL);
}

/* Counts the request; whether this row strikes. */
static bool strikes(struct login_error *error)
{
    unsigned n = ++error->matched;
    if (error->nth && n != (unsigned)error->nth)
        return false;
    if (error->every && n % (unsigned)error->every)
        return false;
    return !error->times || n <= (unsigned)error->times;
}

const struct login_error *login_due(const struct login_call *call, const char *at, const struct login_identity *who,
                                    const struct login_tenant *tenant, const struct login_scope *scope)
{
    const struct login_config *config = call->login->config;
    const struct login_error *due = NULL;
    pthread_mutex_lock(&call->login->lock);
    for (size_t i = 0; i < config->error_count; i++)
        if (matches(&config->errors[i], call, at, who, tenant, scope) && strikes(&config->errors[i]) && !due)
            due = &config->errors[i];
    pthread_mutex_unlock(&call->login->lock);
    return due;
}

bool login_unrefused(const struct login_call *call, const char *at, const struct login_identity *who,
                     const struct login_tenant *tenant, const struct login_scope *scope)
{
    const struct login_error *due = login_due(call, at, who, tenant, scope);
    if (!due)
        return true;
    struct aadsts row = *aadsts_find(due->code);
    if (due->message)
        row.message = due->message;
    if (due->suberror)
        row.suberror = *due->suberror ? due->suberror : NULL;
    write_error(call->request, call->reply, &row, due->claims);
    if (due->retry_after >= 0)
        tenant_reply_header(call->reply, "Retry-After", arena_printf(call->request->arena, "%d", due->retry_after));
    return false;
}

/* Calls of Exchange's cmdlets over the module's own door, InvokeCommand. */
#include "api/exchange/exchange.h"

#include "api/http/refusal.h"
#include "api/http/retry.h"
#include "base/clean.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

static struct http_request *request_new(struct arena *arena, const struct endpoints *endpoints, const char *method,
                                        const char *url, const char *anchor)
{
    struct http_request *r = arena_alloc(arena, sizeof *r);
    const char *mailbox = anchor ? arena_printf(arena, "UPN:%s", anchor)
                                 : arena_printf(arena, "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@%s",
                                                endpoints->tenant_id);
    *r = (struct http_request){
        .method = method,
        .url = url,
        .repeat = HTTP_READ,
        .resource = RESOURCE_EXCHANGE,
        .workload = WORKLOAD_EXCHANGE,
    };
    r->headers = http_header_add(arena, r->headers, "Accept", "application/json; odata.metadata=minimal");
    r->headers = http_header_add(arena, r->headers, "X-AnchorMailbox", mailbox);
    return r;
}

static char *envelope(struct arena *arena, const char *cmdlet, const struct exchange_parameter *parameters)
{
    auto_buf struct buf body = buf_make(1u << 20);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_name(&w, "CmdletInput");
    json_open(&w, '{');
    json_member_text(&w, "CmdletName", cmdlet);
    json_name(&w, "Parameters");
    json_open(&w, '{');
    for (const struct exchange_parameter *p = parameters; p && p->name; p++) {
        json_name(&w, p->name);
        if (p->raw)
            json_put_raw(&w, p->raw, strlen(p->raw));
        else
            json_put_text(&w, p->text);
    }
    json_close(&w);
    json_close(&w);
    json_close(&w);
    return arena_strdup(arena, buf_text(&body));
}

size_t exchange_batch_prefix(const char *url)
{
    const char *invoke = strstr(url, "/InvokeCommand");
    return invoke ? (size_t)(invoke - url) : 0;
}

static bool is_read(const char *cmdlet)
{
    return !strncmp(cmdlet, "Get-", 4) || !strncmp(cmdlet, "Search-", 7);
}

struct http_request *exchange_invoke(struct arena *arena, const struct endpoints *endpoints, const char *cmdlet,
                                     const char *anchor, const struct exchange_parameter *parameters)
{
    const char *url = arena_printf(arena, "%s/adminapi/beta/%s/InvokeCommand", endpoints->at[RESOURCE_EXCHANGE],
                                   endpoints->tenant_id);
    struct http_request *r = request_new(arena, endpoints, "POST", url, anchor);
    r->headers = http_header_add(arena, r->headers, "Content-Type", "application/json; charset=utf-8");
    r->headers = http_header_add(arena, r->headers, "X-CmdletName", cmdlet);
    r->headers = http_header_add(arena, r->headers, "X-ResponseFormat", "json");
    r->headers = http_header_add(arena, r->headers, "Prefer", "odata.maxpagesize=1000");
    r->body = envelope(arena, cmdlet, parameters);
    r->body_length = strlen(r->body);
    r->batch = true;
    if (is_read(cmdlet))
        return r;
    r->repeat = HTTP_IDEMPOTENT;
    r->sample_status = 200;
    r->sample_body = "{\"value\":[]}";
    return r;
}

struct http_request *exchange_next(struct arena *arena, const struct endpoints *endpoints,
                                   const struct http_request *call, const char *next_link, struct err *e)
{
    if (!url_same_origin(next_link, endpoints->at[RESOURCE_EXCHANGE])) {
        err_set(e, ERR_REFUSED, "the next page leads away from %s: not followed", endpoints->at[RESOURCE_EXCHANGE]);
        err_hint(e, "check the endpoints of the tenant in the configuration, and the proxy");
        return NULL;
    }
    struct http_request *next = arena_alloc(arena, sizeof *next);
    *next = *call;
    next->url = arena_strdup(arena, next_link);
    next->batch = false;
    return next;
}

int64_t exchange_bytes(const char *size)
{
    const char *at = strchr(size, '(');
    int64_t bytes = 0;
    if (!at || !strstr(at, " bytes)"))
        return -1;
    for (at++; *at && *at != ' '; at++)
        if (*at >= '0' && *at <= '9' && bytes < INT64_MAX / 100)
            bytes = bytes * 10 + (*at - '0');
    return bytes;
}

/* --- errors --- */

/* The first row whose fragment stands in the exception or text. */
static const struct {
    const char *fragment;
    enum err_code code;
    const char *hint;
} known[] = {
    {"read scope", ERR_FORBIDDEN,
     "Your Exchange role does not reach this: an Exchange Administrator or Recipient Administrator can read it"},
    {"parameter cannot be found", ERR_FORBIDDEN,
     "Exchange offers this parameter to other roles: Organization Management (Exchange Administrator) has it"},
    {"ManagementObjectNotFoundException", ERR_NOT_FOUND,
     "There is no such mailbox or recipient, or not yet: new ones take 5 to 15 minutes; does the user have an Exchange licence?"},
    {"ManagementObjectAmbiguousException", ERR_AMBIGUOUS,
     "More than one recipient has this name: use the address or the id"},
    {"couldn't be found", ERR_NOT_FOUND,
     "There is no such mailbox or recipient, or not yet: new ones take 5 to 15 minutes; does the user have an Exchange licence?"},
    {"MemberAlreadyExistsException", ERR_SERVICE, "It is a member already"},
    {"MemberNotFoundException", ERR_SERVICE, "It is no member"},
    {"ProxyAddressExistsException", ERR_SERVICE, "Another recipient has this address: find it by its address"},
    {"synchronized from your on-premises", ERR_SERVICE, "The object is synchronised: change it in Active Directory"},
    {"write scope", ERR_SERVICE,
     "The object is outside the scope of your Exchange role, or synchronised from Active Directory"},
    {"InvalidOperationInDehydratedContextException", ERR_SERVICE,
     "Run Enable-OrganizationCustomization once for this tenant"},
    {"TaskPropertyValidation", ERR_SERVICE, "A value does not fit: correct it"},
    {"Provide valid credential", ERR_FORBIDDEN, "Give the application or the person an Exchange role"},
    {"licen", ERR_SERVICE, "The mailbox lacks the licence this needs (often Exchange Online Plan 2)"},
};

/* The texts of an error, best first (§11.4); cleaned of nothing yet. */
static size_t texts_of(const struct json *root, const char *out[8])
{
    const struct json *error = json_get(root, "error");
    const struct json *inner = json_get(error, "innererror");
    size_t n = 0;
    if (!inner)
        inner = json_get(error, "innerError");
    for (const struct json *d = json_first(json_get(error, "details")); d && n < 4; d = json_next(d))
        if (json_text(json_get(d, "message")))
            out[n++] = json_text(json_get(d, "message"));
    const struct json *more[] = {json_path(inner, "internalException.message"),
                                 json_path(inner, "internalexception.message"), json_get(error, "message")};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (json_text(more[i]))
            out[n++] = json_text(more[i]);
    return n;
}

/* "Ex94914C|Microsoft.….SomeException|The text" → "The text"; a bar further on belongs to the text */
static const char *without_prefix(const char *text)
{
    const char *first = text + strcspn(text, "| "), *second = *first == '|' ? first + 1 + strcspn(first + 1, "| ") : "";
    return *second == '|' ? second + 1 : text;
}

static void set_ids(const struct http_reply *reply, struct err *e)
{
    const char *id = http_reply_header(reply, "request-id");
    if (id)
        clean_text(id, strlen(id), e->request_id, sizeof e->request_id);
}

static bool forbidden(const struct http_reply *reply, struct err *e)
{
    const char *why = http_reply_header(reply, "x-ms-diagnostics"), *texts[8];
    char reason[240] = "";
    struct err ignored;
    struct refusal said;
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    refusal_read(root, &said);
    if (!why && texts_of(root, texts)) /* often the body is nothing but NUL bytes */
        why = without_prefix(texts[0]);
    if (why)
        clean_text(why, strlen(why), reason, sizeof reason);
    err_set(e, ERR_FORBIDDEN, "Exchange refuses this cmdlet%s%s (HTTP %ld%s%s)", *reason ? ": " : "", reason,
            reply->status, *said.code ? " " : "", said.code);
    set_ids(reply, e);
    return err_hint(e,
                    "an Exchange role (Exchange Administrator) is needed, and Exchange.ManageAsApp by an application");
}

static enum err_code code_of(long status)
{
    return status == 401                    ? ERR_SIGN_IN
           : status == 404                  ? ERR_NOT_FOUND
           : status == 429 || status == 503 ? ERR_THROTTLED
                                            : ERR_SERVICE;
}

bool exchange_check(const struct http_reply *reply, struct err *e)
{
    const char *texts[8];
    char shown[360];
    struct err ignored;
    if (reply->status == 0) {
        *e = reply->error;
        return e->code ? false : err_set(e, ERR_INTERNAL, "there is no reply");
    }
    if (reply->status >= 200 && reply->status < 300) {
        *e = (struct err){.code = ERR_OK};
        return true;
    }
    if (refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length, "Exchange Online", e)) {
        set_ids(reply, e);
        return false;
    }
    if (reply->status == 403 || (reply->status == 401 && retry_token_was_good(reply)))
        return forbidden(reply, e);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    size_t n = texts_of(root, texts);
    struct refusal said;
    refusal_read(root, &said);
    const char *text = n               ? without_prefix(texts[0])
                       : *said.message ? said.message
                                       : err_sentence(code_of(reply->status));
    clean_text(text, strlen(text), shown, sizeof shown);
    err_set(e, code_of(reply->status), "%s (HTTP %ld%s%s)", shown, reply->status, *said.code ? " " : "", said.code);
    set_ids(reply, e);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        for (size_t t = 0; t < n; t++)
            if (strcasestr(texts[t], known[i].fragment)) {
                e->code = known[i].code;
                return err_hint(e, "%s", known[i].hint);
            }
    if (e->code == ERR_THROTTLED)
        err_hint(e, "Exchange is busy: wait a little");
    refusal_hint_wait(reply, e);
    return false;
}

bool exchange_says(const struct http_reply *reply, const char *fragment)
{
    const char *texts[8];
    struct err ignored;
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    size_t n = texts_of(root, texts);
    for (size_t i = 0; i < n; i++)
        if (strcasestr(texts[i], fragment))
            return true;
    return false;
}

bool exchange_says_none(const struct http_reply *reply)
{
    return exchange_says(reply, "ManagementObjectNotFoundException") || exchange_says(reply, "couldn't be found") ||
           exchange_says(reply, "have an archive mailbox");
}

bool exchange_own_rule(const char *name)
{
    static const char replies[] = "Microsoft.Exchange.OOF.";
    return !strcasecmp(name, "Junk E-Mail Rule") || !strncasecmp(name, replies, sizeof replies - 1);
}

bool exchange_says_more(const struct json *body)
{
    for (const struct json *one = json_first(json_get(body, "@adminapi.warnings")); one; one = json_next(one))
        if (strstr(json_text_or(one, ""), "more results available"))
            return true;
    return false;
}

struct json *exchange_body(const struct http_reply *reply, struct err *e)
{
    if (!exchange_check(reply, e))
        return NULL;
    return json_parse(buf_text(&reply->body), reply->body.length, e);
}

/* --- the probe --- */

struct http_request *exchange_probe(struct arena *arena, const struct endpoints *endpoints)
{
    const char *url = arena_printf(arena, "%s/adminapi/v1.0/%s/EXOModuleFile?Version=3.9.2",
                                   endpoints->at[RESOURCE_EXCHANGE], endpoints->tenant_id);
    struct http_request *r = request_new(arena, endpoints, "GET", url, NULL);
    r->headers = http_header_add(arena, r->headers, "CommandName", "*");
    return r;
}

const char *const *exchange_probe_read(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    auto_json struct json *body = exchange_body(reply, e);
    const char *list = json_text(json_get(json_first(json_get(body, "value")), "exportedCmdlets"));
    size_t most = 1, n = 0;
    if (!body)
        return NULL;
    if (!list) {
        err_set(e, ERR_PARSE, "Exchange did not say which cmdlets it offers");
        return NULL;
    }
    for (const char *c = list; *c; c++)
        most += *c == ',';
    const char **names = arena_alloc(arena, (most + 1) * sizeof *names);
    while (*list) {
        size_t length = strcspn(list, ",");
        const char *name = list + strspn(list, " ");
        if (length > (size_t)(name - list))
            names[n++] = arena_strndup(arena, name, length - (size_t)(name - list));
        list += length + (list[length] == ',');
    }
    return names;
}

/* ProcessQuery requests and what comes back. */
#include "api/sharepoint/csom.h"

#include "base/clean.h"
#include <string.h>

#define HEAD                                                                                                               \
    "<Request xmlns=\"http://schemas.microsoft.com/sharepoint/clientquery/2009\" AddExpandoFieldTypeSuffix=\"true\""      \
    " SchemaVersion=\"15.0.0.0\" LibraryVersion=\"16.0.0.0\" ApplicationName=\".NET Library\">"
#define TENANT "TypeId=\"{268004ae-ef6b-4e9b-8425-127220d84719}\"" /* Microsoft.Online.SharePoint.TenantAdministration.Tenant */

/* Text between tags. */
static const char *escaped(struct arena *arena, const char *text)
{
    auto_buf struct buf out = buf_make(16384);
    for (; *text; text++) {
        const char *as = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '"' ? "&quot;" : NULL;
        if (as)
            buf_puts(&out, as);
        else
            buf_putc(&out, *text);
    }
    return arena_strdup(arena, buf_text(&out));
}

struct http_request *csom_query(struct arena *arena, const struct endpoints *endpoints, const char *body, const char *sample)
{
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "POST",
        .url = arena_printf(arena, "%s/_vti_bin/client.svc/ProcessQuery", endpoints->sharepoint ? endpoints->sharepoint : ""),
        .body = body,
        .body_length = strlen(body),
        .repeat = HTTP_IDEMPOTENT,
        .resource = RESOURCE_SHAREPOINT,
        .workload = WORKLOAD_SHAREPOINT,
        .sample_status = 200,
        .sample_body = sample,
    };
    r->headers = http_header_add(arena, r->headers, "Content-Type", "text/xml");
    r->headers = http_header_add(arena, r->headers, "Accept", "application/json");
    return r;
}

struct http_request *csom_request_personal_site(struct arena *arena, const struct endpoints *endpoints, const char *upn)
{
    const char *body = arena_printf(arena,
        HEAD "<Actions><ObjectPath Id=\"4\" ObjectPathId=\"3\"/><ObjectPath Id=\"6\" ObjectPathId=\"5\"/>"
        "<Query Id=\"7\" ObjectPathId=\"5\"><Query SelectAllProperties=\"true\"><Properties/></Query></Query></Actions>"
        "<ObjectPaths><Constructor Id=\"3\" " TENANT "/>"
        "<Method Id=\"5\" ParentId=\"3\" Name=\"RequestPersonalSites\"><Parameters><Parameter Type=\"Array\">"
        "<Object Type=\"String\">%s</Object></Parameter></Parameters></Method></ObjectPaths></Request>",
        escaped(arena, upn));
    return csom_query(arena, endpoints, body, "[{\"ErrorInfo\":null},7,{\"IsComplete\":true}]");
}

struct http_request *csom_set_sharing(struct arena *arena, const struct endpoints *endpoints, const char *site_url, int capability)
{
    const char *body = arena_printf(arena,
        HEAD "<Actions><SetProperty Id=\"7\" ObjectPathId=\"4\" Name=\"SharingCapability\"><Parameter Type=\"Enum\">%d</Parameter>"
        "</SetProperty><Method Name=\"Update\" Id=\"9\" ObjectPathId=\"4\"/></Actions>"
        "<ObjectPaths><Method Id=\"4\" ParentId=\"1\" Name=\"GetSitePropertiesByUrl\"><Parameters>"
        "<Parameter Type=\"String\">%s</Parameter><Parameter Type=\"Boolean\">false</Parameter></Parameters></Method>"
        "<Constructor Id=\"1\" " TENANT "/></ObjectPaths></Request>",
        capability, escaped(arena, site_url));
    return csom_query(arena, endpoints, body, "[{\"ErrorInfo\":null}]");
}

/* The first row whose fragment stands in the message or the type. */
static const struct {
    const char *fragment, *hint;
} hints[] = {
    {"Unsupported app only token", "SharePoint takes an application's token only when it signed in with a certificate"},
    {"Unauthorized", "SharePoint Administrator and AllSites.FullControl (an application: Sites.FullControl.All) are needed"},
    {"Access is denied", "SharePoint Administrator and AllSites.FullControl (an application: Sites.FullControl.All) are needed"},
    {"Cannot get site", "The OneDrive is not there (yet): provision it first"},
    {"does not exist", "The OneDrive is not there (yet): provision it first"},
    {"license", "The user needs a licence with SharePoint, and sign-in must be allowed"},
    {"SharingCapability", "A site cannot be shared further than the tenant's own setting allows"},
};

static bool explain(const char *message, const char *type, enum err_code code, const struct http_reply *reply, struct err *e)
{
    char shown[360];
    const char *id = http_reply_header(reply, "request-id");
    if (!id)
        id = http_reply_header(reply, "sprequestguid");
    clean_text(message, strlen(message), shown, sizeof shown);
    err_set(e, code, "SharePoint: %s", shown);
    if (id)
        clean_text(id, strlen(id), e->request_id, sizeof e->request_id);
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
        if (strcasestr(message, hints[i].fragment) || strcasestr(type, hints[i].fragment))
            return err_hint(e, "%s", hints[i].hint);
    return false;
}

bool csom_check(const struct http_reply *reply, struct err *e)
{
    struct err ignored;
    if (reply->status == 0) {
        *e = reply->error;
        return e->code ? false : err_set(e, ERR_INTERNAL, "there is no reply");
    }
    if (reply->status == 401 || reply->status == 403) {
        explain("Unauthorized", "", ERR_FORBIDDEN, reply, e);
        return false;
    }
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    const struct json *info = json_get(json_first(root), "ErrorInfo");
    const char *message = json_text(json_get(info, "ErrorMessage"));
    if (json_kind(info) == JSON_OBJECT)
        return explain(message ? message : "refused without a reason", json_text_or(json_get(info, "ErrorTypeName"), ""),
                       ERR_SERVICE, reply, e);
    if (reply->status < 200 || reply->status > 299)
        return err_set(e, reply->status == 429 || reply->status == 503 ? ERR_THROTTLED : ERR_SERVICE,
                       "SharePoint answered HTTP %ld", reply->status);
    if (json_kind(root) != JSON_ARRAY)
        return err_set(e, ERR_PARSE, "SharePoint's reply cannot be understood");
    *e = (struct err){.code = ERR_OK};
    return true;
}

const struct json *csom_result(const struct json *root, int id)
{
    for (const struct json *at = json_first(root); at; at = json_next(at))
        if (json_kind(at) == JSON_NUMBER && json_number(at, -1) == id)
            return json_next(at);
    return NULL;
}

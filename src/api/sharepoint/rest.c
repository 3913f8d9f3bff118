/* REST requests to SharePoint's administration. */
#include "api/sharepoint/rest.h"

#include "api/sharepoint/csom.h"
#include <string.h>

static struct http_request *post(struct arena *arena, const struct endpoints *endpoints, const char *path,
                                 const char *body, bool writes)
{
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "POST",
        .url = arena_printf(arena, "%s/_api/%s",
                            endpoints->at[RESOURCE_SHAREPOINT] ? endpoints->at[RESOURCE_SHAREPOINT] : "", path),
        .body = body,
        .body_length = body ? strlen(body) : 0,
        .repeat = writes ? HTTP_IDEMPOTENT : HTTP_READ,
        .resource = RESOURCE_SHAREPOINT,
        .workload = WORKLOAD_SHAREPOINT,
        .sample_status = writes ? 200 : 0,
        .sample_body = writes ? "{\"odata.null\":true}" : NULL,
    };
    r->headers = http_header_add(arena, r->headers, "Content-Type", "application/json");
    r->headers = http_header_add(arena, r->headers, "Accept", "application/json;odata=nometadata");
    return r;
}

struct http_request *rest_site_admins(struct arena *arena, const struct endpoints *endpoints, const char *site_id)
{
    return post(arena, endpoints, arena_printf(arena, "SPO.Tenant/GetSiteAdministrators?siteId='%s'", site_id), NULL,
                false);
}

struct http_request *rest_set_site_admins(struct arena *arena, const struct endpoints *endpoints, const char *site_id,
                                          const char *const *logins)
{
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&body);
    json_open(&w, '{');
    json_name(&w, "secondaryAdministratorsFieldsData");
    json_open(&w, '{');
    json_member_text(&w, "siteId", site_id);
    json_name(&w, "secondaryAdministratorLoginNames");
    json_open(&w, '[');
    for (; *logins; logins++)
        json_put_text(&w, *logins);
    json_close(&w);
    json_close(&w);
    json_close(&w);
    return post(arena, endpoints, "SPOInternalUseOnly.Tenant/SetSiteSecondaryAdministrators",
                arena_strdup(arena, buf_text(&body)), true);
}

bool rest_is(const struct http_request *request)
{
    return request->resource == RESOURCE_SHAREPOINT && strstr(request->url, "/_api/") != NULL;
}

bool rest_check(const struct http_reply *reply, struct err *e)
{
    struct err ignored;
    auto_json struct json *body = reply->status == 200
                                      ? json_parse(buf_text(&reply->body), reply->body.length, &ignored)
                                      : NULL;
    bool refused = json_get(body, "error") || json_get(body, "odata.error");
    if (reply->status == 200 && refused)
        return err_set(e, ERR_PARSE, "SharePoint answered with success and an error at once") ||
               err_hint(e, "try again; what was sent stands in the journal");
    if (json_kind(body) != JSON_OBJECT)
        return csom_check(reply, e) && (err_set(e, ERR_PARSE, "SharePoint's reply cannot be understood") ||
                                        err_hint(e, "try again; what was sent stands in the journal"));
    *e = (struct err){.code = ERR_OK};
    return true;
}

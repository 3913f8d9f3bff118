/* ProcessQuery requests and what comes back. */
#include "api/sharepoint/csom.h"

#include "api/http/refusal.h"
#include "base/clean.h"
#include "codec/xml.h"
#include <stdio.h>
#include <string.h>

/* Microsoft.Online.SharePoint.TenantAdministration.Tenant */
#define TENANT_TYPE "{268004ae-ef6b-4e9b-8425-127220d84719}"
/* Microsoft.Online.SharePoint.TenantAdministration.SPOSitePropertiesEnumerableFilter */
#define FILTER_TYPE "{b92aeee2-c92c-4b67-abcc-024e471bc140}"

/* Post `body` (XML) to the admin site's ProcessQuery: an idempotent write that answers itself with `sample` in a plan. In `arena`. */
static struct http_request *csom_query(struct arena *arena, const struct endpoints *endpoints, const char *body,
                                       const char *sample)
{
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "POST",
        .url = arena_printf(arena, "%s/_vti_bin/client.svc/ProcessQuery",
                            endpoints->at[RESOURCE_SHAREPOINT] ? endpoints->at[RESOURCE_SHAREPOINT] : ""),
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

/* An element with attributes, given in pairs and ended by NULL. */
static struct xml *element(struct xml *parent, const char *name, const char *text, const char *const *pairs)
{
    struct xml *made = xml_add(parent, name, text);
    for (; pairs && pairs[0]; pairs += 2)
        xml_set(made, pairs[0], pairs[1]);
    return made;
}

#define WITH(...)                                                                                                      \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

static struct xml *request_new(struct xml **actions, struct xml **paths)
{
    struct xml *root = xml_new("Request", "http://schemas.microsoft.com/sharepoint/clientquery/2009");
    xml_set(root, "AddExpandoFieldTypeSuffix", "true");
    xml_set(root, "SchemaVersion", "15.0.0.0");
    xml_set(root, "LibraryVersion", "16.0.0.0");
    xml_set(root, "ApplicationName", ".NET Library");
    *actions = xml_add(root, "Actions", NULL);
    *paths = xml_add(root, "ObjectPaths", NULL);
    return root;
}

static const char *written(struct arena *arena, const struct xml *root)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    xml_write(root, &out);
    return arena_strdup(arena, buf_text(&out));
}

/* Everything of the object at `path`, as the result of action `id`. */
static struct xml *ask_all(struct xml *actions, const char *id, const char *path)
{
    struct xml *query = element(actions, "Query", NULL, WITH("Id", id, "ObjectPathId", path));
    xml_add(element(query, "Query", NULL, WITH("SelectAllProperties", "true")), "Properties", NULL);
    return query;
}

struct http_request *csom_request_personal_site(struct arena *arena, const struct endpoints *endpoints, const char *upn)
{
    struct xml *actions, *paths;
    auto_xml struct xml *root = request_new(&actions, &paths);
    element(actions, "ObjectPath", NULL, WITH("Id", "4", "ObjectPathId", "3"));
    element(actions, "ObjectPath", NULL, WITH("Id", "6", "ObjectPathId", "5"));
    ask_all(actions, "7", "5");
    element(paths, "Constructor", NULL, WITH("Id", "3", "TypeId", TENANT_TYPE));
    struct xml *method = element(paths, "Method", NULL,
                                 WITH("Id", "5", "ParentId", "3", "Name", "RequestPersonalSites"));
    struct xml *list = element(xml_add(method, "Parameters", NULL), "Parameter", NULL, WITH("Type", "Array"));
    element(list, "Object", upn, WITH("Type", "String"));
    return csom_query(arena, endpoints, written(arena, root), "[{\"ErrorInfo\":null},7,{\"IsComplete\":true}]");
}

static struct http_request *as_read(struct http_request *r)
{
    r->repeat = HTTP_READ;
    r->sample_status = 0;
    return r;
}

struct http_request *csom_find_personal_site(struct arena *arena, const struct endpoints *endpoints, const char *upn)
{
    struct xml *actions, *paths;
    auto_xml struct xml *root = request_new(&actions, &paths);
    auto_buf struct buf owner = buf_make(BUF_REQUEST);
    buf_puts(&owner, "Owner -eq '");
    for (const char *c = upn; *c; c++) /* a quote inside is doubled */
        buf_printf(&owner, *c == '\'' ? "''" : "%c", *c);
    buf_putc(&owner, '\'');
    element(actions, "ObjectPath", NULL, WITH("Id", "4", "ObjectPathId", "3"));
    element(actions, "ObjectPath", NULL, WITH("Id", "6", "ObjectPathId", "5"));
    struct xml *children = element(ask_all(actions, "7", "5"), "ChildItemQuery", NULL,
                                   WITH("SelectAllProperties", "true"));
    xml_add(children, "Properties", NULL);
    element(paths, "Constructor", NULL, WITH("Id", "3", "TypeId", TENANT_TYPE));
    struct xml *method = element(paths, "Method", NULL,
                                 WITH("Id", "5", "ParentId", "3", "Name", "GetSitePropertiesFromSharePointByFilters"));
    struct xml *filter = element(xml_add(method, "Parameters", NULL), "Parameter", NULL, WITH("TypeId", FILTER_TYPE));
    element(filter, "Property", buf_text(&owner), WITH("Name", "Filter", "Type", "String"));
    element(filter, "Property", "false", WITH("Name", "IncludeDetail", "Type", "Boolean"));
    element(filter, "Property", "1", WITH("Name", "IncludePersonalSite", "Type", "Enum"));
    element(filter, "Property", "0", WITH("Name", "StartIndex", "Type", "String"));
    element(filter, "Property", "SPSPERS#10", WITH("Name", "Template", "Type", "String"));
    return as_read(csom_query(arena, endpoints, written(arena, root), NULL));
}

bool csom_lists_sites(const struct json *root)
{
    return json_kind(json_get(csom_result(root, 7), "_Child_Items_")) == JSON_ARRAY;
}

const char *csom_found_site(const struct json *root)
{
    const struct json *first = json_first(json_get(csom_result(root, 7), "_Child_Items_"));
    return json_text(json_get(first, "Url"));
}

/* The site at `url`, as path 4. */
static void site_path(struct xml *paths, const char *url)
{
    struct xml *method = element(paths, "Method", NULL,
                                 WITH("Id", "4", "ParentId", "1", "Name", "GetSitePropertiesByUrl"));
    struct xml *parameters = xml_add(method, "Parameters", NULL);
    element(parameters, "Parameter", url, WITH("Type", "String"));
    element(parameters, "Parameter", "false", WITH("Type", "Boolean"));
    element(paths, "Constructor", NULL, WITH("Id", "1", "TypeId", TENANT_TYPE));
}

struct http_request *csom_read_site(struct arena *arena, const struct endpoints *endpoints, const char *site_url)
{
    struct xml *actions, *paths;
    auto_xml struct xml *root = request_new(&actions, &paths);
    element(actions, "ObjectPath", NULL, WITH("Id", "5", "ObjectPathId", "4"));
    ask_all(actions, "7", "4");
    site_path(paths, site_url);
    return as_read(csom_query(arena, endpoints, written(arena, root), NULL));
}

struct http_request *csom_set_site(struct arena *arena, const struct endpoints *endpoints, const char *site_url,
                                   const struct csom_value *values)
{
    struct xml *actions, *paths;
    auto_xml struct xml *root = request_new(&actions, &paths);
    char id[16];
    for (int i = 0; values[i].name; i++) {
        snprintf(id, sizeof id, "%d", 7 + i);
        struct xml *set = element(actions, "SetProperty", NULL,
                                  WITH("Id", id, "ObjectPathId", "4", "Name", values[i].name));
        element(set, "Parameter", values[i].text, WITH("Type", values[i].type));
    }
    element(actions, "Method", NULL, WITH("Name", "Update", "Id", "9", "ObjectPathId", "4"));
    site_path(paths, site_url);
    return csom_query(arena, endpoints, written(arena, root), "[{\"ErrorInfo\":null}]");
}

/* The first row whose fragment stands in the message or the type. */
static const struct {
    const char *fragment, *hint;
} hints[] = {
    {"Unsupported app only token", "SharePoint takes an application's token only when it signed in with a certificate"},
    {"Unauthorized",
     "SharePoint Administrator and AllSites.FullControl (an application: Sites.FullControl.All) are needed"},
    {"Access is denied",
     "SharePoint Administrator and AllSites.FullControl (an application: Sites.FullControl.All) are needed"},
    {"Cannot get site", "The OneDrive is not there (yet): provision it first"},
    {"does not exist", "The OneDrive is not there (yet): provision it first"},
    {"license", "The user needs a licence with SharePoint, and sign-in must be allowed"},
    {"SharingCapability", "A site cannot be shared further than the tenant's own setting allows"},
};

/* What an error inside a success means, by what it says. */
static enum err_code code_of(const char *message, const char *type)
{
    bool forbidden = strcasestr(message, "unauthorized operation") || strcasestr(message, "Access is denied") ||
                     strcasestr(message, "Access denied") || strstr(type, "UnauthorizedAccessException");
    return forbidden ? ERR_FORBIDDEN : ERR_SERVICE;
}

static bool explain(const char *message, const char *type, enum err_code code, const struct http_reply *reply,
                    struct err *e)
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
    if (refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length, "SharePoint", e))
        return false;
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    if (reply->status == 401 || reply->status == 403) {
        struct refusal said;
        refusal_read(root, &said);
        const char *why = json_text_or(json_get(root, "error_description"),
                                       *said.message ? said.message : "Unauthorized");
        explain(why, "Unauthorized", ERR_FORBIDDEN, reply, e);
        return false;
    }
    const struct json *info = json_get(json_first(root), "ErrorInfo");
    const char *message = json_text(json_get(info, "ErrorMessage"));
    const char *type = json_text_or(json_get(info, "ErrorTypeName"), "");
    if (!message)
        message = "refused without a reason";
    if (json_kind(info) == JSON_OBJECT)
        return explain(message, type, code_of(message, type), reply, e);
    if (reply->status < 200 || reply->status > 299) {
        struct refusal said;
        refusal_read(root, &said);
        err_set(e, reply->status == 429 || reply->status == 503 ? ERR_THROTTLED : ERR_SERVICE,
                "SharePoint answered HTTP %ld%s%s%s%s", reply->status, *said.code ? " " : "", said.code,
                *said.message ? ": " : "", said.message);
        refusal_hint_wait(reply, e);
        return false;
    }
    if (json_kind(root) != JSON_ARRAY)
        return err_set(e, ERR_PARSE, "SharePoint's reply cannot be understood");
    *e = (struct err){.code = ERR_OK};
    return true;
}

const struct json *csom_result(const struct json *root, int id)
{
    const struct json *at = json_first(root);
    for (at = at ? json_next(at) : NULL; at;) { /* behind the header: pairs of id and result */
        const struct json *result = json_next(at);
        if (json_number(at, -1) == id)
            return result;
        at = result ? json_next(result) : NULL;
    }
    return NULL;
}

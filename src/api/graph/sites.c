/* Sites. */
#include "api/graph/sites.h"

#include "api/http/page.h"
#include "base/clean.h"
#include "codec/url.h"
#include <string.h>
#include <strings.h>

#define FIELDS "?$select=id,displayName,webUrl"

/* The part of a site's path that names the site: "/sites/x", "/teams/x", "/personal/x", or "" for the root. */
static char *site_path(struct arena *arena, const char *path)
{
    static const char *const kinds[] = {"/sites/", "/teams/", "/personal/"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t length = strlen(kinds[i]);
        if (!strncmp(path, kinds[i], length))
            return arena_strndup(arena, path, length + strcspn(path + length, "/"));
    }
    return arena_strdup(arena, "");
}

static bool is_id(const char *text)
{
    return strchr(text, ',') && !strchr(text, ' ');
}

bool graph_sites_is_exact(struct arena *arena, const char *text)
{
    struct url url;
    return is_id(text) || url_split(arena, text, &url);
}

struct http_request *graph_sites_find(struct arena *arena, const struct endpoints *endpoints, const char *text)
{
    auto_buf struct buf path = buf_make(BUF_REQUEST);
    struct url url;
    if (url_split(arena, text, &url)) {
        const char *site = site_path(arena, url.path);
        buf_printf(&path, "/sites/%s%s%s" FIELDS, url.host, *site ? ":" : "", site);
    } else if (is_id(text)) {
        buf_puts(&path, "/sites/");
        url_encode(&path, text);
        buf_puts(&path, FIELDS);
    } else {
        buf_puts(&path, "/sites?search=");
        url_encode(&path, text);
        buf_puts(&path, "&$select=id,displayName,webUrl&$top=25");
    }
    struct http_request *request = graph_get(arena, endpoints, buf_text(&path));
    request->first_page = true; /* whoever searches says how many pages he reads */
    return request;
}

static struct site *site_of(struct arena *arena, const struct json *value)
{
    struct site *site = arena_alloc(arena, sizeof *site);
    char **const texts[] = {&site->id, &site->display_name, &site->web_url};
    static const char *const names[] = {"id", "displayName", "webUrl"};
    for (size_t i = 0; i < 3; i++) {
        const char *text = json_text_or(json_get(value, names[i]), "");
        *texts[i] = clean_strdup(arena, text, strlen(text));
    }
    return site;
}

struct site *graph_sites_read(const struct http_reply *reply, struct arena *arena, char **next_link, struct err *e)
{
    struct site *first = NULL, **last = &first;
    auto_json struct json *body = graph_body(reply, e);
    const struct json *list = json_get(body, "value");
    *next_link = NULL;
    if (body && !page_link(reply, arena, next_link, e))
        return NULL;
    if (body && json_kind(list) != JSON_ARRAY)
        return site_of(arena, body);
    for (const struct json *value = json_first(list); value; value = json_next(value)) {
        *last = site_of(arena, value);
        last = &(*last)->next;
    }
    return first;
}

struct http_request *graph_sites_root(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints, "/sites/root?$select=webUrl,siteCollection");
}

/* A token goes there: to no host that only looks like SharePoint. `rest` begins with the dot behind the first label. */
static bool is_microsofts(const char *rest)
{
    static const char *const domains[] = {".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn"};
    size_t length = strcspn(rest, "/:");
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
        if (length == strlen(domains[i]) && !strncasecmp(rest, domains[i], length))
            return true;
    return false;
}

/* https://contoso.sharepoint.com → https://contoso-admin.sharepoint.com */
const char *graph_sites_admin(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    auto_json struct json *root = graph_body(reply, e);
    const char *url = json_text_or(json_get(root, "webUrl"), "");
    const char *host = strncmp(url, "https://", 8) ? NULL : url + 8, *dot = host ? strchr(host, '.') : NULL;
    if (!root)
        return NULL;
    if (dot && is_microsofts(dot))
        return arena_printf(arena, "https://%.*s-admin%.*s", (int)(dot - host), host, (int)strcspn(dot, "/:"), dot);
    err_set(e, ERR_SERVICE, "where SharePoint's administration is could not be found out");
    err_hint(e, "set endpoints: sharepoint in the configuration (https://NAME-admin.sharepoint.com)");
    return NULL;
}

/* A few sites with their libraries, found by path, id and words. */
#include "tenant/graph/sites.h"

#include "base/hash.h"
#include <string.h>
#include <strings.h>

#define ID(n) "c0a80101-5e1f-4a3b-8d2c-0000000000" n

const struct seed_site seed_sites[] = {
    {"", "Contoso", ID("01"), ID("02"), {{"Documents", ID("03"), "b!root-documents-Zk1tQx0a"}}},
    {"/sites/finance",
     "Finance",
     ID("11"),
     ID("12"),
     {{"Documents", ID("13"), "b!finance-documents-Zk1tQx1a"}, {"Invoices", ID("14"), "b!finance-invoices-Zk1tQx1b"}}},
    {"/sites/marketing", "Marketing", ID("21"), ID("22"), {{"Documents", ID("23"), "b!marketing-documents-Zk1tQx2a"}}},
    {"/sites/projectfalcon",
     "Project Falcon",
     ID("31"),
     ID("32"),
     {{"Documents", ID("33"), "b!falcon-documents-Zk1tQx3a"}}},
    {"/sites/handbook", "Handbook", ID("41"), ID("42"), {{"Documents", ID("43"), "b!handbook-documents-Zk1tQx4a"}}},
    {"/sites/handbook2", "Handbook", ID("51"), ID("52"), {{"Documents", ID("53"), "b!handbook-documents-Zk1tQx5a"}}},
};
const int seed_site_count = sizeof seed_sites / sizeof *seed_sites;

const struct site_folder site_folders[] = {{"General", "01FALCONGENERALQZ7N2"},
                                           {"Reports", "01FALCONREPORTSXK4B7"},
                                           {"Reports/2026", "01FALCONREPORTS2026PV"}};
const int site_folder_count = sizeof site_folders / sizeof *site_folders;

static const char *const site_names[] = {
    "id",   "createdDateTime", "description", "displayName", "isPersonalSite", "lastModifiedDateTime", "name",
    "root", "siteCollection",  "webUrl",      NULL};
static const char *const site_options[] = {"$select", "$top", "$search", "$skiptoken", NULL};
static const char *const list_options[] = {"$select", "$top", "$skiptoken", NULL};
static const struct object_kind site_kind = {
    .type = "site", .set = "sites", .properties = site_names, .options = site_options};

static const char *const drive_names[] = {
    "id",    "createdDateTime", "description", "driveType", "lastModifiedDateTime", "name", "owner",
    "quota", "sharePointIds",   "webUrl",      NULL};
const struct object_kind drive_kind = {
    .type = "drive", .set = "drives", .properties = drive_names, .options = list_options};
static const char *const item_names[] = {"id",
                                         "createdDateTime",
                                         "fileSystemInfo",
                                         "folder",
                                         "lastModifiedDateTime",
                                         "name",
                                         "parentReference",
                                         "remoteItem",
                                         "root",
                                         "size",
                                         "webUrl",
                                         NULL};
const struct object_kind item_kind = {
    .type = "driveItem", .set = "driveItems", .properties = item_names, .options = list_options};

/* --- finding --- */

static char *sites_id(struct arena *arena, const struct seed_site *site)
{
    return arena_printf(arena, SITES_HOST ",%s,%s", site->site_id, site->web_id);
}

char *sites_url(struct arena *arena, const struct seed_site *site)
{
    return arena_printf(arena, "https://" SITES_HOST "%s", site->path);
}

const struct seed_library *sites_library(const char *drive_id, const struct seed_site **site)
{
    for (int i = 0; i < seed_site_count; i++)
        for (int l = 0; l < 2 && seed_sites[i].libraries[l].name; l++)
            if (!strcmp(seed_sites[i].libraries[l].drive_id, drive_id)) {
                *site = &seed_sites[i];
                return &seed_sites[i].libraries[l];
            }
    return NULL;
}

char *sites_root_id(struct arena *arena, const struct seed_library *library)
{
    return arena_printf(arena, "01%sROOT", library->list_id + strlen("c0a80101-5e1f-4a3b-8d2c-"));
}

/* By "root", "host", "host,site,web", the site's own id, or "host:" with a path behind it. */
static const struct seed_site *site_of_path(const struct tenant_request *request, struct tenant_reply *reply)
{
    const char *id = request->segments[1];
    bool by_path = !strcasecmp(id, SITES_HOST ":");
    const char *path = by_path && request->segment_count > 3
                           ? arena_printf(request->arena, "/%s/%s", request->segments[2], request->segments[3])
                           : NULL;
    for (int i = 0; i < seed_site_count; i++) {
        const struct seed_site *site = &seed_sites[i];
        bool is_root = !*site->path && (!strcasecmp(id, "root") || !strcasecmp(id, SITES_HOST));
        if (by_path ? path && !strcasecmp(path, site->path)
                    : is_root || !strcasecmp(id, sites_id(request->arena, site)) || !strcasecmp(id, site->site_id))
            return site;
    }
    tenant_error(request, reply, 404, "itemNotFound", "Requested site could not be found");
    return NULL;
}

static bool not_found(const struct tenant_request *request, struct tenant_reply *reply)
{
    tenant_error(request, reply, 404, "itemNotFound", "The resource could not be found.");
    return false;
}

/* --- objects --- */

static struct json *site_object(const struct tenant_request *request, const struct seed_site *site)
{
    struct json *one = json_new_object(), *collection = json_new_object();
    json_set_text(one, "id", sites_id(request->arena, site));
    json_set_text(one, "createdDateTime", "2021-03-04T09:12:33Z");
    json_set_text(one, "lastModifiedDateTime", "2026-10-01T14:02:10Z");
    json_set_text(one, "description", "");
    json_set_text(one, "displayName", site->name);
    json_set_bool(one, "isPersonalSite", false);
    json_set_text(one, "name", *site->path ? site->path + strlen("/sites/") : "");
    json_set_text(one, "webUrl", sites_url(request->arena, site));
    if (!*site->path)
        json_set(one, "root", json_new_object());
    json_set_text(collection, "hostname", SITES_HOST);
    json_set(one, "siteCollection", collection);
    return one;
}

static struct json *ids_of(const struct tenant_request *request, const struct seed_site *site,
                           const struct seed_library *library)
{
    struct json *ids = json_new_object();
    json_set_text(ids, "listId", library->list_id);
    json_set_text(ids, "siteId", site->site_id);
    json_set_text(ids, "siteUrl", sites_url(request->arena, site));
    json_set_text(ids, "tenantId", NULL);
    json_set_text(ids, "webId", site->web_id);
    return ids;
}

struct json *sites_item_ids(const struct tenant_request *request, const struct seed_site *site,
                            const struct seed_library *library, const char *item)
{
    struct json *ids = ids_of(request, site, library);
    json_set_text(ids, "listItemUniqueId",
                  arena_printf(request->arena, "5f0c7a10-%.4s-4b2e-9d41-%012llx", library->list_id + 32,
                               (unsigned long long)(hash_bytes(HASH_NOTHING, item, strlen(item)) & 0xffffffffffff)));
    return ids;
}

static struct json *library_drive(const struct tenant_request *request, const struct seed_site *site,
                                  const struct seed_library *library)
{
    const char *select = tenant_query(request, "$select");
    struct json *one = json_new_object(), *quota = json_new_object();
    const char *last = strcmp(library->name, "Documents") ? library->name : "Shared%20Documents";
    json_set_text(one, "id", library->drive_id);
    json_set_text(one, "name", library->name);
    json_set_text(one, "description", "");
    json_set_text(one, "driveType", "documentLibrary");
    json_set_text(one, "createdDateTime", "2021-03-04T09:12:33Z");
    json_set_text(one, "lastModifiedDateTime", "2026-10-01T14:02:10Z");
    json_set_text(one, "webUrl", arena_printf(request->arena, "%s/%s", sites_url(request->arena, site), last));
    json_set_number(quota, "deleted", 0);
    json_set_number(quota, "remaining", 27487790694400.0 - 1234567890.0);
    json_set_text(quota, "state", "normal");
    json_set_number(quota, "total", 27487790694400.0);
    json_set_number(quota, "used", 1234567890);
    json_set(one, "quota", quota);
    if (select && strstr(select, "sharePointIds")) /* returned when asked for only */
        json_set(one, "sharePointIds", ids_of(request, site, library));
    return one;
}

/* --- handlers --- */

void sites_search(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *words = tenant_query(request, "search");
    struct json *list;
    (void)tenant;
    if (!words || !*words) {
        tenant_error(request, reply, 400, "invalidRequest", "The search parameter is required.");
        return;
    }
    list = json_new_array();
    for (int i = 0; i < seed_site_count; i++)
        if (!strcmp(words, "*") || strcasestr(seed_sites[i].name, words) ||
            (*seed_sites[i].path && strcasestr(seed_sites[i].path, words)))
            json_push(list, site_object(request, &seed_sites[i]));
    struct object_kind kind = site_kind; /* "search" is no $search of the directory's */
    static const char *const none[] = {NULL};
    kind.search = none;
    struct tenant_request plain = *request;
    plain.query = arena_alloc(request->arena, (request->query_count + 1) * sizeof *plain.query);
    plain.query_count = 0;
    for (size_t q = 0; q < request->query_count; q++)
        if (strcasecmp(request->query[q].name, "search") != 0)
            plain.query[plain.query_count++] = request->query[q];
    objects_answer_list(&plain, reply, &kind, list);
}

void sites_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_site *site = site_of_path(request, reply);
    (void)tenant;
    if (site)
        objects_answer(request, reply, &site_kind, 200, site_object(request, site));
}

void sites_drive(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_site *site = site_of_path(request, reply);
    (void)tenant;
    if (site)
        objects_answer(request, reply, &drive_kind, 200, library_drive(request, site, &site->libraries[0]));
}

void sites_drives(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_site *site = site_of_path(request, reply);
    (void)tenant;
    if (!site)
        return;
    struct json *list = json_new_array();
    for (int l = 0; l < 2 && site->libraries[l].name; l++)
        json_push(list, library_drive(request, site, &site->libraries[l]));
    objects_answer_list(request, reply, &drive_kind, list);
}

void sites_lists(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    static const char *const names[] = {"id", "displayName", "list", "name", "webUrl", NULL};
    static const struct object_kind kind = {
        .type = "list", .set = "lists", .properties = names, .options = list_options};
    const struct seed_site *site = site_of_path(request, reply);
    (void)tenant;
    if (!site)
        return;
    struct json *list = json_new_array();
    for (int l = 0; l < 2 && site->libraries[l].name; l++) {
        struct json *one = json_new_object(), *template = json_new_object();
        json_set_text(one, "id", site->libraries[l].list_id);
        json_set_text(one, "displayName", site->libraries[l].name);
        json_set_text(one, "name", site->libraries[l].name);
        json_set_text(one, "webUrl",
                      arena_printf(request->arena, "%s/%s", sites_url(request->arena, site), site->libraries[l].name));
        json_set_bool(template, "hidden", false);
        json_set_text(template, "template", "documentLibrary");
        json_set(one, "list", template);
        json_push(list, one);
    }
    objects_answer_list(request, reply, &kind, list);
}

/* --- folders of a library --- */

static struct json *folder_object(const char *drive_id, const char *name, const char *id)
{
    struct json *one = json_new_object(), *parent = json_new_object(), *folder = json_new_object();
    json_set_text(one, "id", id);
    json_set_text(one, "name", name);
    json_set_text(one, "createdDateTime", "2024-02-02T08:00:00Z");
    json_set_text(one, "lastModifiedDateTime", "2026-10-01T14:02:10Z");
    json_set_number(one, "size", 0);
    json_set_text(parent, "driveId", drive_id);
    json_set_text(parent, "driveType", "documentLibrary");
    json_set(one, "parentReference", parent);
    json_set_number(folder, "childCount", 0);
    json_set(one, "folder", folder);
    return one;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* drives/{id}/root:/{path} */
void sites_item(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_site *site;
    auto_buf struct buf path = buf_make(4096);
    (void)tenant;
    if (!sites_library(request->segments[1], &site)) {
        not_found(request, reply);
        return;
    }
    for (size_t i = 3; i < request->segment_count; i++)
        buf_printf(&path, "%s%s", i > 3 ? "/" : "", request->segments[i]);
    for (int i = 0; i < site_folder_count; i++)
        if (!strcasecmp(site_folders[i].path, buf_text(&path))) {
            objects_answer(request, reply, &item_kind, 200,
                           folder_object(request->segments[1], last_part(site_folders[i].path), site_folders[i].id));
            return;
        }
    not_found(request, reply);
}

/* drives/{id}/root */
void sites_root(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_site *site;
    const struct seed_library *library = sites_library(request->segments[1], &site);
    (void)tenant;
    if (!library) {
        not_found(request, reply);
        return;
    }
    struct json *one = folder_object(library->drive_id, "root", sites_root_id(request->arena, library));
    json_set(one, "root", json_new_object());
    objects_answer(request, reply, &item_kind, 200, one);
}

/* drives/{id}/root/children */
void sites_children(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const struct seed_site *site;
    (void)tenant;
    if (!sites_library(request->segments[1], &site)) {
        not_found(request, reply);
        return;
    }
    struct json *list = json_new_array();
    for (int i = 0; i < site_folder_count; i++)
        if (!strchr(site_folders[i].path, '/'))
            json_push(list, folder_object(request->segments[1], site_folders[i].path, site_folders[i].id));
    objects_answer_list(request, reply, &item_kind, list);
}

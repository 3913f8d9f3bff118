/* What SharePoint's administration tells of a user's OneDrive: how far it may be shared, whether it is closed (REQUESTS §8.3). */
#include "api/graph/sites.h"
#include "api/sharepoint/csom.h"
#include "base/arena.h"
#include "codec/json.h"
#include "model/words.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

enum { BEGIN, ROOT_READ, SITE_FOUND, SITE_READ };

static enum meaning sharing_means(const struct value *value)
{
    return !strncmp(value->text, "anyone", 6) ? MEANS_ODD : MEANS_NOTHING;
}

static enum meaning lock_means(const struct value *value)
{
    return strcmp(value->text, "Unlock") != 0 ? MEANS_BAD : MEANS_NOTHING;
}

static const struct field site_fields[] = {
    {.name = "url", .label = "Address of the site", .path = "Url", .flags = FIELD_REQUIRED},
    {.name = "sharing", .label = "May be shared with", .means = sharing_means, .flags = FIELD_BESIDE},
    {.name = "part", .label = "Used", .type = FIELD_PERCENT, .flags = FIELD_BESIDE},
    {.name = "used", .label = "In use", .type = FIELD_SIZE, .path = "StorageUsage"},
    {.name = "total", .label = "Quota", .type = FIELD_SIZE, .path = "StorageMaximumLevel"},
    {.name = "lockState", .label = "Access", .path = "LockState", .words = words_lock, .means = lock_means},
};
enum { SITE_SHARING = 1, SITE_PART, SITE_USED, SITE_TOTAL };
static const struct record_kind site_kind = {.name = "OneDrive site",
                                             .many = "OneDrive sites",
                                             .fields = site_fields,
                                             .count = COUNT_OF(site_fields),
                                             .id = 0,
                                             .title = 0,
                                             .detail = SITE_SHARING,
                                             .time = -1};

static enum source_step ask(struct reading *reading, struct http_request *request, int step)
{
    reading->request = request;
    reading->step = step;
    return SOURCE_SEND;
}

static enum source_step ask_owner(struct reading *reading)
{
    struct err nameless = {.code = ERR_OK};
    if (reading->name)
        return ask(reading, csom_find_personal_site(reading->arena, reading->endpoints, reading->name), SITE_FOUND);
    err_set(&nameless, ERR_NOT_FOUND, "the sign-in name is not known, by which SharePoint knows a OneDrive");
    return reading_stop(reading, NULL, &nameless);
}

/* Where the administration is, the tenant's root site tells: whoever steps the reading learns it, too. */
static enum source_step take_root(struct reading *reading, const struct http_reply *reply, struct err *e)
{
    const char *admin = graph_sites_admin(reply, reading->arena, e);
    if (!admin)
        return reading_stop(reading, reply, e);
    struct endpoints *known = arena_alloc(reading->arena, sizeof *known);
    *known = *reading->endpoints;
    known->at[RESOURCE_SHAREPOINT] = reading->sharepoint = admin;
    reading->endpoints = known;
    return ask_owner(reading);
}

static enum source_step take_found(struct reading *reading, const struct json *root)
{
    const char *url = csom_found_site(root);
    size_t length = url ? strlen(url) : 0;
    struct err e;
    if (!length && csom_lists_sites(root))
        return reading_end(reading);
    if (!length) {
        err_set(&e, ERR_PARSE, "SharePoint's reply names no sites, not even none");
        return reading_stop(reading, NULL, &e);
    }
    const char *bare = arena_strndup(reading->arena, url, length - (url[length - 1] == '/'));
    return ask(reading, csom_read_site(reading->arena, reading->endpoints, bare), SITE_READ);
}

static enum source_step site_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply && reading->endpoints->at[RESOURCE_SHAREPOINT])
        return ask_owner(reading);
    if (!reply)
        return ask(reading, graph_sites_root(reading->arena, reading->endpoints), ROOT_READ);
    if (reading->step == ROOT_READ)
        return take_root(reading, reply, &e);
    if (!csom_check(reply, &e))
        return reading_stop(reading, reply, &e);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &e);
    if (reading->step == SITE_FOUND)
        return take_found(reading, root);
    decode_record(reading, csom_result(root, 7));
    return reading_end(reading);
}

/* SharePoint counts in units of 1024 × 1024 bytes. */
static void take_size(struct value *size)
{
    size->known = size->known && size->number >= 0 && size->number < INT64_MAX >> 20;
    size->number = size->known ? size->number << 20 : 0;
}

static bool name_sharing(struct reading *reading, const struct json *object, struct record *record)
{
    static const char *const names[] = {"nobody outside", "guests who sign in", "anyone who has a link",
                                        "guests who are in the directory already"};
    double level = json_number(json_get(object, "SharingCapability"), -1);
    (void)reading;
    take_size(&record->values[SITE_USED]);
    take_size(&record->values[SITE_TOTAL]);
    record->values[SITE_PART] = value_share(&record->values[SITE_USED], &record->values[SITE_TOTAL]);
    if (level >= 0 && level < (double)COUNT_OF(names) && level == (int)level)
        record_set_text(record, "sharing", names[(int)level]);
    return true;
}

const struct source sharepoint_sources[] = {
    {
        .name = "onedrive-site",
        .label = "The administration of a OneDrive",
        .scope = SOURCE_OF_USER,
        .flags = SOURCE_LATER,
        .kind = &site_kind,
        .needs = ANY_OF("Sites.Read.All", "Sites.ReadWrite.All"),
        .roles = ANY_OF("SharePoint Administrator"),
        .phase = PHASE_STATE,
        .step = site_step,
        .finish = name_sharing,
    },
};
const size_t sharepoint_source_count = COUNT_OF(sharepoint_sources);

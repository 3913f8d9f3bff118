/* What a text may mean beside users: groups and sites. */
#include "api/graph/groups.h"
#include "api/graph/sites.h"
#include "codec/json.h"
#include "source/rows.h"
#include <string.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static const struct field group_fields[] = {
    {.name = "id", .label = "Object id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "mail", .label = "E-mail"},
    {.name = "description", .label = "Kind", .flags = FIELD_BESIDE}, /* with why its members cannot be changed here */
};
static const struct record_kind group_kind = {.name = "group",
                                              .many = "groups",
                                              .fields = group_fields,
                                              .count = COUNT_OF(group_fields),
                                              .id = 0,
                                              .title = 1,
                                              .detail = 3,
                                              .time = -1};

static struct http_request *ask_groups(struct reading *reading)
{
    return graph_groups_find(reading->arena, reading->endpoints, reading->text);
}

static bool describe_group(struct reading *reading, const struct json *object, struct record *record)
{
    struct arena *arena = reading->page->arena;
    const struct group *group = graph_groups_one(arena, object);
    const char *refusal = group_refusal(group), *is = group_describe(arena, group);
    record_set_text(record, "description", refusal ? arena_printf(arena, "%s (%s)", refusal, is) : is);
    return !strcmp(json_text_or(json_get(object, "@odata.type"), "#microsoft.graph.group"), "#microsoft.graph.group");
}

static const struct field site_fields[] = {
    {.name = "id", .label = "Id", .flags = FIELD_REQUIRED},
    {.name = "displayName", .label = "Name"},
    {.name = "webUrl", .label = "Address"},
};
static const struct record_kind site_kind = {.name = "site",
                                             .many = "sites",
                                             .fields = site_fields,
                                             .count = COUNT_OF(site_fields),
                                             .id = 0,
                                             .title = 1,
                                             .detail = 2,
                                             .time = -1};

static struct http_request *ask_sites(struct reading *reading)
{
    return graph_sites_find(reading->arena, reading->endpoints, reading->text);
}

const struct source graph_lookup_sources[] = {
    {
        .name = "find-groups",
        .label = "Finding groups",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_BY_TEXT | SOURCE_404_IS_NONE | SOURCE_FIRST_PAGE,
        .kind = &group_kind,
        .needs = ANY_OF("GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
                        READS_DIRECTORY),
        .phase = PHASE_STATE,
        .ask = ask_groups,
        .finish = describe_group,
    },
    {
        .name = "find-sites",
        .label = "Finding sites, and where SharePoint's administration is",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_BY_TEXT | SOURCE_404_IS_NONE | SOURCE_FIRST_PAGE,
        .kind = &site_kind,
        .needs = ANY_OF("Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All"),
        .phase = PHASE_STATE,
        .ask = ask_sites,
    },
};
const size_t graph_lookup_source_count = COUNT_OF(graph_lookup_sources);

/* How a user has come to the licences there are: directly, by a group, or not for an error (REQUESTS §2.2). */
#include "api/graph/graph.h"
#include "codec/json.h"
#include "source/rows.h"

#define COUNT_OF(array) (sizeof array / sizeof array[0])

static const struct field fields[] = {
    {.name = "skuId", .label = "Product id", .type = FIELD_GUID, .flags = FIELD_REQUIRED},
    {.name = "assignedByGroup", .label = "By group", .type = FIELD_GUID},
    {.name = "state", .label = "State"},
    {.name = "error", .label = "Error"},
    {.name = "disabledPlans", .label = "Plans switched off", .type = FIELD_TEXTS},
    {.name = "lastUpdatedDateTime", .label = "Since", .type = FIELD_TIME},
};
static const struct record_kind kind = {.name = "licence assignment",
                                        .many = "licence assignments",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = 0,
                                        .title = 0,
                                        .detail = 1,
                                        .time = 5};

/* One object that holds the list. */
static enum source_step states_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        reading->request = graph_get(
            reading->arena, reading->endpoints,
            graph_user_path(reading->arena, reading->subject, "?$select=id,licenseAssignmentStates"));
        return SOURCE_SEND;
    }
    auto_json struct json *body = graph_body(reply, &e);
    const struct json *list = json_get(body, "licenseAssignmentStates");
    if (body && json_kind(list) != JSON_ARRAY)
        err_set(&e, ERR_PARSE, "the reply has no licenseAssignmentStates");
    if (e.code != ERR_OK)
        return reading_stop(reading, reply, &e);
    for (const struct json *one = json_first(list); one; one = json_next(one))
        (void)decode_record(reading, one);
    return reading_end(reading);
}

const struct source graph_licence_sources[] = {
    {
        .name = "licence-states",
        .label = "How licences were assigned",
        .scope = SOURCE_OF_USER,
        .kind = &kind,
        .needs = ANY_OF(READS_USERS),
        .phase = PHASE_STATE,
        .step = states_step,
    },
};
const size_t graph_licence_source_count = COUNT_OF(graph_licence_sources);

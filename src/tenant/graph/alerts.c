/* Alerts come with scenarios alone: nothing is made up. */
#include "tenant/graph/alerts.h"

#include "tenant/graph/scenario_log.h"
#include "tenant/wire/objects.h"

static const char *const names[] = {"id",
                                    "providerAlertId",
                                    "incidentId",
                                    "status",
                                    "severity",
                                    "classification",
                                    "determination",
                                    "serviceSource",
                                    "detectionSource",
                                    "productName",
                                    "detectorId",
                                    "tenantId",
                                    "title",
                                    "description",
                                    "recommendedActions",
                                    "category",
                                    "categories",
                                    "assignedTo",
                                    "alertWebUrl",
                                    "incidentWebUrl",
                                    "actorDisplayName",
                                    "threatDisplayName",
                                    "threatFamilyName",
                                    "mitreTechniques",
                                    "createdDateTime",
                                    "lastUpdateDateTime",
                                    "resolvedDateTime",
                                    "firstActivityDateTime",
                                    "lastActivityDateTime",
                                    "comments",
                                    "evidence",
                                    "systemTags",
                                    NULL};
static const char *const options[] = {"$select", "$filter", "$top", "$count", "$skiptoken", NULL};
static const struct object_kind kind = {
    .type = "alert", .set = "security/alerts_v2", .properties = names, .options = options};

void alerts_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    size_t count;
    struct json *list = json_new_array();
    scenario_rows(tenant->scenario, SCENARIO_ALERTS, &count);
    for (uint32_t place = 0; place < count; place++)
        json_push(list, scenario_log_row(tenant, request, SCENARIO_ALERTS, place, NULL));
    objects_answer_list(request, reply, &kind, list);
}

/* The rows of the services: their addresses in the clouds of REQUESTS §12.6, and what a session needs of them. */
#include "unit.h"

#include "api/http/batch.h"
#include "api/service.h"
#include <string.h>

static void service_fill__knows__where_each_service_is_in_each_cloud(void **state)
{
    static const struct {
        const char *name;
        const char *at[RESOURCES];
        const char *sharepoint;
    } rows[] = {
        {"global",
         {[RESOURCE_LOGIN] = "https://login.microsoftonline.com",
          [RESOURCE_GRAPH] = "https://graph.microsoft.com",
          [RESOURCE_EXCHANGE] = "https://outlook.office365.com",
          [RESOURCE_MFA] = "https://adnotifications.windowsazure.com"},
         "https://{tenant}-admin.sharepoint.com"},
        {"USGov",
         {[RESOURCE_LOGIN] = "https://login.microsoftonline.us",
          [RESOURCE_GRAPH] = "https://graph.microsoft.us",
          [RESOURCE_EXCHANGE] = "https://outlook.office365.us"},
         "https://{tenant}-admin.sharepoint.us"},
        {"dod",
         {[RESOURCE_LOGIN] = "https://login.microsoftonline.us",
          [RESOURCE_GRAPH] = "https://dod-graph.microsoft.us",
          [RESOURCE_EXCHANGE] = "https://outlook-dod.office365.us"},
         "https://{tenant}-admin.sharepoint-mil.us"},
        {"china",
         {[RESOURCE_LOGIN] = "https://login.partner.microsoftonline.cn",
          [RESOURCE_GRAPH] = "https://microsoftgraph.chinacloudapi.cn",
          [RESOURCE_EXCHANGE] = "https://outlook.office365.cn"},
         "https://{tenant}-admin.sharepoint.cn"},
    };
    (void)state;
    assert_int_equal(sizeof rows / sizeof rows[0], CLOUDS);
    for (size_t i = 0; i < CLOUDS; i++) {
        struct endpoints endpoints = {.tenant_id = "t"};
        assert_true(service_cloud_find(rows[i].name, &endpoints.cloud));
        assert_int_equal(endpoints.cloud, i);
        assert_int_equal(strcasecmp(service_cloud_name(endpoints.cloud), rows[i].name), 0);
        service_fill(&endpoints);
        for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++) {
            if (!rows[i].at[r])
                assert_null(endpoints.at[r]);
            else
                assert_string_equal(endpoints.at[r], rows[i].at[r]);
        }
        assert_string_equal(service_find(RESOURCE_SHAREPOINT)->address[i], rows[i].sharepoint);
    }
}

static void service_cloud_find__takes__nothing_for_the_global_one(void **state)
{
    enum cloud cloud = CLOUD_CHINA;
    (void)state;
    assert_true(service_cloud_find(NULL, &cloud) && cloud == CLOUD_GLOBAL);
    cloud = CLOUD_CHINA;
    assert_true(service_cloud_find("", &cloud) && cloud == CLOUD_GLOBAL);
    assert_false(service_cloud_find("germany", &cloud));
}

static void service_fill__leaves__what_is_given(void **state)
{
    struct endpoints endpoints = {.cloud = CLOUD_CHINA,
                                  .at = {[RESOURCE_GRAPH] = "https://g", [RESOURCE_MFA] = "https://m"}};
    (void)state;
    service_fill(&endpoints);
    assert_string_equal(endpoints.at[RESOURCE_GRAPH], "https://g");
    assert_string_equal(endpoints.at[RESOURCE_MFA], "https://m");
    assert_null(endpoints.at[RESOURCE_SHAREPOINT]); /* found out when it is first needed */
    endpoints.at[RESOURCE_SHAREPOINT] = "https://s";
    service_forget_tenant(&endpoints);
    assert_null(endpoints.at[RESOURCE_SHAREPOINT]);
    assert_string_equal(endpoints.at[RESOURCE_GRAPH], "https://g");
}

/* Whoever adds a service: what its row must have. */
static void services__have__whole_rows(void **state)
{
    (void)state;
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++) {
        const struct service *service = service_find(r);
        assert_true(service->name && service->label && service->workloads[0].name);
        for (enum http_resource other = RESOURCE_GRAPH; other < r; other++)
            assert_string_not_equal(service->name, service_find(other)->name);
        for (size_t c = 0; c < CLOUDS; c++)
            assert_true(!service->address[c] || !strncmp(service->address[c], "https://", 8));
        assert_true(r >= SESSION_RESOURCES ||
                    (service->app_id && service->client_id && service->client_name && service->check));
        assert_true(service->batch_most <= BATCH_MAX && !service->batch_most == !service->batch_prefix);
    }
    for (int workload = 0; workload < WORKLOADS; workload++)
        assert_int_equal(service_workload((enum http_workload)workload)->id, workload);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(service_fill__knows__where_each_service_is_in_each_cloud),
        cmocka_unit_test(service_cloud_find__takes__nothing_for_the_global_one),
        cmocka_unit_test(service_fill__leaves__what_is_given),
        cmocka_unit_test(services__have__whole_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

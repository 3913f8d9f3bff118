/* The clouds of REQUESTS §12.6. */
#include "unit.h"

#include "api/login/clouds.h"
#include <string.h>

static void cloud_find__knows__where_each_cloud_is(void **state)
{
    static const struct {
        const char *name, *login, *graph, *exchange, *sharepoint;
    } rows[] = {
        {"global", "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://outlook.office365.com",
         "-admin.sharepoint.com"},
        {"", "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://outlook.office365.com",
         "-admin.sharepoint.com"},
        {NULL, "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://outlook.office365.com",
         "-admin.sharepoint.com"},
        {"USGov", "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://outlook.office365.us",
         "-admin.sharepoint.us"},
        {"dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us",
         "https://outlook-dod.office365.us", "-admin.sharepoint-mil.us"},
        {"china", "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn",
         "https://outlook.office365.cn", "-admin.sharepoint.cn"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct cloud *cloud = cloud_find(rows[i].name);
        assert_non_null(cloud);
        assert_string_equal(cloud->endpoints.login, rows[i].login);
        assert_string_equal(cloud->endpoints.graph, rows[i].graph);
        assert_string_equal(cloud->endpoints.exchange, rows[i].exchange);
        assert_null(cloud->endpoints.sharepoint);
        assert_string_equal(cloud->sharepoint_admin, rows[i].sharepoint);
    }
    assert_null(cloud_find("germany"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cloud_find__knows__where_each_cloud_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

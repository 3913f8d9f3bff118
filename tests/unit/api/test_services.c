/* SharePoint's errors, the MFA connector, groups, sites and roles: requests built, replies read (REQUESTS §2.2, §6.4, §8). */
#include "unit.h"

#include "api/graph/groups.h"
#include "api/graph/roles.h"
#include "api/graph/sites.h"
#include "api/mfa/connector.h"
#include "api/service.h"
#include "api/sharepoint/csom.h"
#include "reply_fixture.h"

static const struct endpoints endpoints = {.at[RESOURCE_GRAPH] = "https://graph.microsoft.com",
                                           .at[RESOURCE_LOGIN] = "https://login.microsoftonline.com",
                                           .at[RESOURCE_SHAREPOINT] = "https://c-admin.sharepoint.com",
                                           .at[RESOURCE_MFA] = "https://adnotifications.windowsazure.com",
                                           .tenant_id = "ten ant"};

static void csom_check__sees_the_failure__in_a_success(void **state)
{
    static const struct {
        long status;
        const char *body;
        enum err_code code;
        const char *message, *hint;
    } rows[] = {
        {200, "[{\"ErrorInfo\":null},7,{}]", ERR_OK, NULL, NULL},
        {200, "[{\"ErrorInfo\":{\"ErrorMessage\":\"Unsupported app only token.\",\"ErrorTypeName\":\"x\"}}]",
         ERR_SERVICE, "SharePoint: Unsupported app only token.", "certificate"},
        {200,
         "[{\"ErrorInfo\":{\"ErrorMessage\":\"Attempted.\",\"ErrorTypeName\":\"System.UnauthorizedAccessException\"}}]",
         ERR_FORBIDDEN, "Attempted.", "SharePoint Administrator"},
        {200, "[{\"ErrorInfo\":{\"ErrorMessage\":\"Cannot get site x.\"}}]", ERR_SERVICE, "Cannot get site",
         "provision it first"},
        {200, "[{\"ErrorInfo\":{\"ErrorMessage\":\"No license.\"}}]", ERR_SERVICE, "No license", "licence"},
        {200, "[{\"ErrorInfo\":{}}]", ERR_SERVICE, "without a reason", NULL},
        {200, "[{\"ErrorInfo\":{\"ErrorMessage\":\"a\\u001b[1mb\"}}]", ERR_SERVICE, "SharePoint: a", NULL},
        {200, "{}", ERR_PARSE, "cannot be understood", NULL},
        {200, "<html>", ERR_PROXY, "a web page", NULL},
        {200, "?", ERR_PARSE, "cannot be understood", NULL},
        {400, "{\"odata.error\":{\"code\":\"c\",\"message\":{\"lang\":\"en\",\"value\":\"Why.\"}}}", ERR_SERVICE,
         "HTTP 400 c: Why.", NULL},
        {401, "", ERR_FORBIDDEN, "Unauthorized", "AllSites.FullControl"},
        {403, "x", ERR_FORBIDDEN, "Unauthorized", "AllSites.FullControl"},
        {429, "", ERR_THROTTLED, "HTTP 429", NULL},
        {503, "", ERR_THROTTLED, "HTTP 503", NULL},
        {500, "", ERR_SERVICE, "HTTP 500", NULL},
        {0, "", ERR_NETWORK, "no reply", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_reply *reply = reply_of(rows[i].status, rows[i].body);
        struct err e = {0};
        set_header(reply, "sprequestguid", "g-1");
        bool good = csom_check(reply, &e);
        if (good != (rows[i].code == ERR_OK) || e.code != rows[i].code ||
            (rows[i].message && !strstr(e.message, rows[i].message)))
            fail_msg("row %zu: %s: %s", i, err_name(e.code), e.message);
        if (rows[i].hint && !strstr(e.hint, rows[i].hint))
            fail_msg("row %zu: hint \"%s\"", i, e.hint);
        if (rows[i].code == ERR_FORBIDDEN)
            assert_string_equal(e.request_id, "g-1");
        http_reply_free(reply);
    }
}

static void csom_result__is_behind__its_id(void **state)
{
    struct err e;
    const char text[] = "[{\"ErrorInfo\":null},4,7,5,{\"a\":1},7,{\"b\":2}]"; /* the result of 4 is a number */
    auto_json struct json *root = json_parse(text, strlen(text), &e), *empty = json_parse("[]", 2, &e),
                          *odd = json_parse("[{},7]", 6, &e);
    (void)state;
    assert_int_equal(json_integer(json_get(csom_result(root, 7), "b"), 0), 2);
    assert_int_equal(json_integer(csom_result(root, 4), 0), 7);
    assert_null(csom_result(root, 9));
    assert_null(csom_result(empty, 7));
    assert_null(csom_result(odd, 7));
    assert_null(csom_result(NULL, 7));
}

static void csom__escapes__what_it_is_given(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    struct http_request *r = csom_request_personal_site(arena, &endpoints, "a&<b>\"@c");
    assert_non_null(strstr(r->body, "<Object Type=\"String\">a&amp;&lt;b&gt;\"@c</Object>"));
    assert_string_equal(header_of(r, "Content-Type"), "text/xml");
    assert_string_equal(header_of(r, "Accept"), "application/json");
    assert_false(r->batch);
    r = csom_read_site(arena, &endpoints, "https://x/a&b");
    assert_non_null(strstr(r->body, "https://x/a&amp;b"));
    assert_false(http_is_write(r));
    assert_int_equal(r->sample_status, 0);
    assert_true(http_is_write(csom_set_site(arena, &endpoints, "https://x", (const struct csom_value[]){{NULL}})));
}

static void connector_push__writes__its_elements_in_order(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_secret struct secret *bearer = secret_new("tok", 3);
    struct http_request *r = connector_push(arena, &endpoints, "o'a&<b>@c", "ctx-1", bearer);
    (void)state;
    assert_string_equal(
        r->body,
        "<BeginTwoWayAuthenticationRequest><Version>1.0</Version><UserPrincipalName>o'a&amp;&lt;b&gt;@c</UserPrincipalName><Lcid>en-us</Lcid>"
        "<AuthenticationMethodId>PhoneAppNotification</AuthenticationMethodId>"
        "<AuthenticationMethodProperties xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">"
        "<a:KeyValueOfstringstring><a:Key>OverrideVoiceOtp</a:Key><a:Value>false</a:Value></a:KeyValueOfstringstring>"
        "</AuthenticationMethodProperties><ContextId>ctx-1</ContextId><SyncCall>true</SyncCall><RequireUserMatch>true</RequireUserMatch>"
        "<CallerName>radius</CallerName><CallerIP>UNKNOWN:</CallerIP></BeginTwoWayAuthenticationRequest>");
    assert_string_equal(header_of(r, "Content-Type"), "application/xml");
    assert_int_equal(r->repeat, HTTP_CONSUMES);
    assert_int_equal(r->workload, WORKLOAD_MFA);
    assert_ptr_equal(r->bearer, bearer);
}

static void connector_token__keeps_the_secret__out_of_sight(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_secret struct secret *secret = secret_new("a b&c", 5);
    struct http_request *r = connector_token(arena, &endpoints, secret);
    (void)state;
    assert_string_equal(r->url, "https://login.microsoftonline.com/ten%20ant/oauth2/token");
    assert_non_null(strstr(r->body, "&client_secret=a%20b%26c"));
    assert_null(strstr(r->shown_body, "a%20b"));
    assert_true(r->secret_body && r->secret_reply);
    assert_string_equal(header_of(r, "Content-Type"), "application/x-www-form-urlencoded");
}

/* Where the address comes from a configuration, the token is for the connector of that cloud all the same. */
static void connector_token__is_for_the_connector__of_its_cloud(void **state)
{
    static const char *const hosts[CLOUDS] = {"windowsazure.com%2F", "windowsazure.us%2F", "windowsazure.us%2F",
                                              "windowsazure.cn%2F"};
    (void)state;
    for (enum cloud cloud = CLOUD_GLOBAL; cloud < CLOUDS; cloud++) {
        auto_arena struct arena *arena = arena_new(0);
        struct endpoints there = {
            .cloud = cloud, .tenant_id = "t", .at = {[RESOURCE_LOGIN] = "https://l", [RESOURCE_MFA] = "https://m"}};
        struct http_request *r = connector_token(arena, &there, NULL);
        const char *resource = strstr(r->body, "&resource=https%3A%2F%2Fadnotifications.");
        assert_non_null(resource);
        resource += strlen("&resource=https%3A%2F%2Fadnotifications.");
        if (strncmp(resource, hosts[cloud], strlen(hosts[cloud])) != 0)
            fail_msg("%s: %s", service_cloud_name(cloud), resource);
    }
}

static void connector__reads__every_answer(void **state)
{
#define ANSWER(value, result)                                                                                          \
    "<x:R xmlns:x=\"u\"><x:Result><x:Value>" value "</x:Value></x:Result><x:AuthenticationResult>" result              \
    "</x:AuthenticationResult></x:R>"
    static const struct {
        long status;
        const char *body;
        bool read;
        enum connector_answer answer;
        const char *said;
    } rows[] = {
        {200, ANSWER("Success", "true"), true, CONNECTOR_APPROVED, "Success"},
        {200, ANSWER("Success", "True"), true, CONNECTOR_APPROVED, "Success"},
        {200, ANSWER("Success", "false"), true, CONNECTOR_OTHER, "Success"},
        {200, ANSWER("PhoneAppDenied", "true"), true, CONNECTOR_DENIED, "PhoneAppDenied"}, /* both must say so */
        {200, ANSWER("PhoneAppNoResponse", "false"), true, CONNECTOR_NO_ANSWER, "PhoneAppNoResponse"},
        {200, ANSWER("Success", "challenge"), true, CONNECTOR_CHALLENGE, "Success"},
        {200, ANSWER("New&#x1b;Word", "false"), false, CONNECTOR_OTHER, ""}, /* no character of XML */
        {200, "<R/>", false, CONNECTOR_OTHER, ""},
        {200, "<!DOCTYPE R [<!ENTITY a \"Success\">]><R><Result><Value>&a;</Value></Result></R>", false,
         CONNECTOR_OTHER, ""},
        {200, "no", false, CONNECTOR_OTHER, ""},
        {401, ANSWER("Success", "true"), false, CONNECTOR_OTHER, ""},
        {500, ANSWER("Success", "true"), false, CONNECTOR_OTHER, ""},
        {0, "", false, CONNECTOR_OTHER, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct http_reply *reply = reply_of(rows[i].status, rows[i].body);
        enum connector_answer answer = CONNECTOR_OTHER;
        const char *said = "";
        struct err e = {0};
        if (connector_push_read(reply, arena, &answer, &said, &e) != rows[i].read || answer != rows[i].answer ||
            strcmp(said, rows[i].said) != 0)
            fail_msg("row %zu: %d, \"%s\", %s", i, (int)answer, said, e.message);
        if (!rows[i].read)
            assert_int_not_equal(e.code, ERR_OK);
        http_reply_free(reply);
    }
}

static void groups__are_told_apart__by_kind(void **state)
{
    static const struct {
        const char *body, *described;
        bool exchange, refused;
    } rows[] = {
        {"{\"mailEnabled\":false,\"securityEnabled\":true,\"groupTypes\":[]}", "security group", false, false},
        {"{\"mailEnabled\":true,\"securityEnabled\":true,\"groupTypes\":[\"Unified\"],\"mail\":\"t@c\"}",
         "Microsoft 365 group, t@c", false, false},
        {"{\"mailEnabled\":true,\"securityEnabled\":false,\"groupTypes\":[]}", "distribution list", true, false},
        {"{\"mailEnabled\":true,\"securityEnabled\":true}", "mail-enabled security group", true, false},
        {"{\"mailEnabled\":false,\"securityEnabled\":true,\"groupTypes\":[\"DynamicMembership\"]}",
         "security group, dynamic", false, true},
        {"{\"mailEnabled\":true,\"groupTypes\":[\"DynamicMembership\",\"Unified\"]}", "Microsoft 365 group, dynamic",
         false, true},
        {"{\"securityEnabled\":true,\"onPremisesSyncEnabled\":true}", "security group, synchronised", false, true},
        {"{\"securityEnabled\":true,\"onPremisesSyncEnabled\":false,\"isAssignableToRole\":true}",
         "security group, gives roles", false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct http_reply *reply = reply_of(200, rows[i].body);
        struct err e = {0};
        const struct group *group = graph_groups_read(reply, arena, &e);
        assert_string_equal(group_describe(arena, group), rows[i].described);
        if (group_by_exchange(group) != rows[i].exchange || (group_refusal(group) != NULL) != rows[i].refused)
            fail_msg("%s", rows[i].described);
        http_reply_free(reply);
    }
}

static void sites__are_found__by_address_id_or_words(void **state)
{
    static const struct {
        const char *text, *path;
    } rows[] = {
        {"https://contoso.sharepoint.com/sites/x",
         "/sites/contoso.sharepoint.com:/sites/x?$select=id,displayName,webUrl"},
        {"https://Contoso.sharepoint.com/teams/x/Lists/y?z=1",
         "/sites/contoso.sharepoint.com:/teams/x?$select=id,displayName,webUrl"},
        {"https://c-my.sharepoint.com/personal/ann_c_com/Documents",
         "/sites/c-my.sharepoint.com:/personal/ann_c_com?$select=id,displayName,webUrl"},
        {"https://contoso.sharepoint.com", "/sites/contoso.sharepoint.com?$select=id,displayName,webUrl"},
        {"https://contoso.sharepoint.com/Shared%20Documents",
         "/sites/contoso.sharepoint.com?$select=id,displayName,webUrl"},
        {"contoso.sharepoint.com,s-1,w-1", "/sites/contoso.sharepoint.com%2Cs-1%2Cw-1?$select=id,displayName,webUrl"},
        {"Sales & more, all", "/sites?search=Sales%20%26%20more%2C%20all&$select=id,displayName,webUrl&$top=25"},
        {"/v1.0/users#x", "/sites?search=%2Fv1.0%2Fusers%23x&$select=id,displayName,webUrl&$top=25"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_arena struct arena *arena = arena_new(0);
        const char *url = graph_sites_find(arena, &endpoints, rows[i].text)->url;
        if (strcmp(url + strlen("https://graph.microsoft.com/v1.0"), rows[i].path) != 0)
            fail_msg("%s asks %s", rows[i].text, url);
    }
}

static void roles__are_known__by_template_id(void **state)
{
    (void)state;
    assert_string_equal(graph_role_name("FE930BE7-5e62-47db-91af-98c3a49a38b1"), "User Administrator");
    assert_null(graph_role_name("x"));
    assert_true(graph_role_only_reads("88D8E3E3-8f55-4a1e-953a-9b9898b8876b"));
    assert_false(graph_role_only_reads("fe930be7-5e62-47db-91af-98c3a49a38b1"));
    assert_false(graph_role_only_reads(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csom_check__sees_the_failure__in_a_success),
        cmocka_unit_test(csom_result__is_behind__its_id),
        cmocka_unit_test(csom__escapes__what_it_is_given),
        cmocka_unit_test(connector_push__writes__its_elements_in_order),
        cmocka_unit_test(connector_token__keeps_the_secret__out_of_sight),
        cmocka_unit_test(connector_token__is_for_the_connector__of_its_cloud),
        cmocka_unit_test(connector__reads__every_answer),
        cmocka_unit_test(groups__are_told_apart__by_kind),
        cmocka_unit_test(sites__are_found__by_address_id_or_words),
        cmocka_unit_test(roles__are_known__by_template_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

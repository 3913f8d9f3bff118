/* Customers from relationships and contracts, and what their refusals mean. */
#include "unit.h"

#include "api/graph/partners.h"
#include "base/clock.h"
#include "reply_fixture.h"

static const struct endpoints at = {.at[RESOURCE_LOGIN] = "https://login.example",
                                    .at[RESOURCE_GRAPH] = "https://graph.example"};

#define ONE                "11111111-0000-4000-8000-000000000001"
#define TWO                "11111111-0000-4000-8000-000000000002"
#define USER_ADMINISTRATOR "fe930be7-5e62-47db-91af-98c3a49a38b1"
#define GLOBAL_READER      "f2ef992c-3afb-46b9-b7cf-a126ee74c451"

static const char relationships[] =
    "{\"value\":["
    "{\"status\":\"expiring\",\"endDateTime\":\"2027-01-01T00:00:00Z\",\"autoExtendDuration\":\"PT0S\","
    " \"customer\":{\"tenantId\":\"" ONE "\",\"displayName\":\"Ada\\u0007tum\"},"
    " \"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":\"" USER_ADMINISTRATOR "\"}]}},"
    "{\"status\":\"active\",\"endDateTime\":\"2028-01-01T00:00:00Z\",\"autoExtendDuration\":\"P180D\","
    " \"customer\":{\"tenantId\":\"" ONE "\",\"displayName\":\"Adatum\"},"
    " \"accessDetails\":{\"unifiedRoles\":[{\"roleDefinitionId\":\"" GLOBAL_READER
    "\"},{\"roleDefinitionId\":\"" USER_ADMINISTRATOR "\"},"
    "{\"roleDefinitionId\":\"another-role\"}]}},"
    "{\"status\":\"terminated\",\"customer\":{\"tenantId\":\"" TWO "\",\"displayName\":\"Gone\"}},"
    "{\"status\":\"active\",\"customer\":{\"displayName\":\"Nobody\"}},"
    "{\"status\":\"active\"}, 17, null]}";

static const char contracts[] =
    "{\"value\":[{\"customerId\":\"" ONE "\",\"defaultDomainName\":\"adatum.example\",\"displayName\":\"Adatum\"},"
    "{\"customerId\":\"" TWO
    "\",\"defaultDomainName\":\"two.example\",\"displayName\":\"Two\"},{\"displayName\":\"none\"}]}";

static bool read_relationships(struct customers *customers, long status, const char *body, struct http_request **next,
                               struct err *e)
{
    struct http_reply *reply = reply_of(status, body);
    bool ok = graph_relationships_read(customers, reply, &at, next, e);
    http_reply_free(reply);
    return ok;
}

static bool read_contracts(struct customers *customers, const char *body, bool all, struct err *e)
{
    struct http_request *next;
    struct http_reply *reply = reply_of(200, body);
    bool ok = graph_contracts_read(customers, reply, &at, all, &next, e);
    http_reply_free(reply);
    return ok;
}

static void relationships__are_one_customer__when_they_are_with_the_same(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct customers customers = customers_make(arena);
    struct http_request *next;
    struct err e;
    (void)state;
    assert_true(read_relationships(&customers, 200, relationships, &next, &e));
    assert_null(next);
    assert_int_equal(customers.count, 1);
    const struct customer *one = customers.first;
    int64_t end;
    assert_true(clock_parse("2028-01-01T00:00:00Z", 20, &end));
    assert_string_equal(one->tenant_id, ONE);
    assert_null(strchr(one->name, '\a'));
    assert_string_equal(one->status, "active");
    assert_string_equal(one->roles, "User Administrator, Global Reader, another-role");
    assert_int_equal(one->ends, end);
    assert_true(one->renews);
    assert_string_equal(one->domain, "");
}

static void relationships__go_on_at_the_next_link__but_nowhere_else(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct customers customers = customers_make(arena);
    struct http_request *next;
    struct err e;
    (void)state;
    assert_true(read_relationships(&customers, 200,
                                   "{\"value\":[],\"@odata.nextLink\":\"https://graph.example/v1.0/x?$skiptoken=a\"}",
                                   &next, &e));
    assert_string_equal(next->url, "https://graph.example/v1.0/x?$skiptoken=a");
    assert_false(read_relationships(&customers, 200,
                                    "{\"value\":[],\"@odata.nextLink\":\"https://evil.example/v1.0/x\"}", &next, &e));
    assert_null(next);
    assert_false(read_relationships(
        &customers, 403, "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"no\"}}", &next, &e));
    assert_int_equal(e.code, ERR_FORBIDDEN);
    assert_false(read_relationships(&customers, 200, "no json", &next, &e));
}

static void contracts__tell_domains__and_customers_where_nothing_else_does(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct customers customers = customers_make(arena);
    struct http_request *next;
    struct err e;
    (void)state;
    assert_true(read_relationships(&customers, 200, relationships, &next, &e));
    assert_true(read_contracts(&customers, contracts, false, &e));
    assert_int_equal(customers.count, 1);
    assert_string_equal(customers.first->domain, "adatum.example");
    struct customers alone = customers_make(arena);
    assert_true(read_contracts(&alone, contracts, true, &e));
    assert_int_equal(alone.count, 2);
    assert_string_equal(alone.first->next->status, "contract");
    assert_string_equal(alone.first->next->name, "Two");
}

static void refusals__are_explained_for_partners(void **state)
{
    static const struct {
        long status;
        const char *body, *hint; /* NULL: as it was */
    } cases[] = {
        {400, "{\"error\":\"invalid_grant\",\"error_codes\":[65001]}", "not consented"},
        {400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}", "not consented"},
        {400, "{\"error_codes\":[90099]}", "not consented"},
        {400, "{\"error_codes\":[50020]}", "guest there"},
        {400, "{\"error_codes\":[50177]}", "guest there"},
        {400, "{\"error_codes\":[53003]}", "Conditional Access"},
        {400, "{\"error_codes\":[50158]}", "Conditional Access"},
        {400, "{\"error_codes\":[50076]}", "Conditional Access"},
        {400, "{\"error_codes\":[530034]}", "risky"},
        {400, "{\"error_codes\":[5000224]}", "deleted"},
        {400, "{\"error_codes\":[90002]}", "deleted"},
        {403,
         "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Unable to initialize the authorization context.\"}}",
         "no role"},
        {403, "{\"error\":{\"code\":\"CoreException\",\"message\":\"User was not found.\"}}", "has ended"},
        {403, "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Insufficient privileges\"}}", NULL},
        {404, "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"User was not found.\"}}", NULL},
        {400, "{\"error_codes\":[70008]}", NULL},
        {502, "<html>", NULL},
        {0, "", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e;
        struct http_reply *reply = reply_of(cases[i].status, cases[i].body);
        err_set(&e, ERR_SIGN_IN, "refused");
        err_hint(&e, "as it was");
        customer_explain(reply, &e);
        if (!strstr(e.hint, cases[i].hint ? cases[i].hint : "as it was"))
            fail_msg("%s: %s", cases[i].body, e.hint);
        http_reply_free(reply);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relationships__are_one_customer__when_they_are_with_the_same),
        cmocka_unit_test(relationships__go_on_at_the_next_link__but_nowhere_else),
        cmocka_unit_test(contracts__tell_domains__and_customers_where_nothing_else_does),
        cmocka_unit_test(refusals__are_explained_for_partners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

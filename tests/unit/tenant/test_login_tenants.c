/* Several tenants in one process: partner, customers, consent, and a store each. */
#include "login_fixture.h"

#define FABRIKAM "10000000-0000-4000-8000-000000000001"
#define PENDING  "10000000-0000-4000-8000-000000000002"
#define ENDED    "10000000-0000-4000-8000-000000000003"
#define ROLELESS "10000000-0000-4000-8000-000000000004"
#define READERS  "10000000-0000-4000-8000-000000000005"
#define GUESTED  "10000000-0000-4000-8000-000000000006"
#define NOBODYS  "10000000-0000-4000-8000-000000000007"

static const char yaml[] =
    "tenants:\n"
    "  - {id: " FABRIKAM ", domain: fabrikam.com, name: Fabrikam, users: 50, seed: 7, contract: true,\n"
    "     relationships: [{name: Support, status: active, end: 20d, roles: [User Administrator, Exchange Administrator]},\n"
    "                     {name: Old, status: expired, end: -10d, roles: [Global Administrator]}]}\n"
    "  - {id: " PENDING ", domain: pending.example, relationships: [{status: approvalPending}]}\n"
    "  - {id: " ENDED
    ", domain: ended.example, contract: true, relationships: [{status: terminated, roles: [Global Administrator]}]}\n"
    "  - {id: " ROLELESS ", domain: roleless.example, relationships: [{status: active, roles: []}]}\n"
    "  - {id: " READERS ", domain: readers.example, relationships: [{status: expiring, roles: [Global Reader]}]}\n"
    "  - {id: " GUESTED ", domain: guested.example}\n"
    "  - {id: " NOBODYS ", domain: nobodys.example}\n"
    "people:\n"
    "  - {upn: admin@contoso.com, oid: " ADMIN_OID ", roles: [Global Administrator]}\n"
    "  - {upn: guest@contoso.com, oid: 11111111-2222-4333-8444-666666666666, tenants: [guested.example]}\n";

static struct answer graph_in(struct directory *d, const char *tenant, const struct answer *from, const char *path)
{
    auto_answer struct answer given = renew(d, tenant, from, GRAPH_ALL);
    assert_token(given);
    return graph_get(d, text_of(given.json, "access_token"), path);
}

/* --- a directory each --- */

static void customer__has_a_directory_of_its_own(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(yaml);
    auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
    auto_answer struct answer given = renew(d, "fabrikam.com", &first, GRAPH_ALL);
    assert_token(given);
    auto_json struct json *claims = claims_of(&given);
    assert_string_equal(text_of(claims, "tid"), FABRIKAM);
    assert_string_equal(text_of(claims, "oid"), ADMIN_OID);
    assert_string_equal(text_of(claims, "idp"), "https://sts.windows.net/" HOME "/");
    const struct json *wids = json_get(claims, "wids");
    assert_int_equal(json_count(wids), 3); /* the two of the active relationship, and everybody's */
    assert_string_equal(json_text_or(json_first(wids), ""), "fe930be7-5e62-47db-91af-98c3a49a38b1");
    auto_answer struct answer organization = graph_in(d, FABRIKAM, &first,
                                                      "/organization?$select=id,displayName,verifiedDomains");
    const struct json *one = json_first(json_get(organization.json, "value"));
    assert_string_equal(text_of(one, "id"), FABRIKAM);
    assert_string_equal(text_of(one, "displayName"), "Fabrikam");
    assert_non_null(strstr(organization.text, "fabrikam.onmicrosoft.com"));
    auto_answer struct answer users = graph_in(d, FABRIKAM, &first, "/users?$top=999&$select=id,userPrincipalName");
    assert_int_equal(json_count(json_get(users.json, "value")), 50);
    assert_null(strstr(users.text, "@contoso.com"));
    auto_answer struct answer own = graph_in(d, HOME, &first, "/users?$top=999&$select=id,userPrincipalName");
    assert_null(strstr(own.text, "@fabrikam.onmicrosoft.com"));
}

static void customer__mail_is_its_own(void **state)
{
    (void)state;
    static const char body[] = "{\"CmdletInput\":{\"CmdletName\":\"Get-AcceptedDomain\",\"Parameters\":{}}}";
    auto_login struct directory *d = login_start(yaml);
    auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
    auto_answer struct answer given = renew(d, FABRIKAM, &first, BASE "/exchange/.default");
    auto_str char *bearer = xasprintf("Bearer %s", text_of(given.json, "access_token"));
    struct tenant_pair headers[] = {
        {"Authorization", bearer},
        {"Content-Type", "application/json"},
        {"X-AnchorMailbox", "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@fabrikam.onmicrosoft.com"}};
    struct round x = {.arena = arena_new(0),
                      .method = "POST",
                      .uri = "/exchange/adminapi/beta/" FABRIKAM "/InvokeCommand",
                      .headers = headers,
                      .header_count = 3,
                      .body = body,
                      .body_length = strlen(body)};
    front_answer(&d->front, &x);
    assert_int_equal(x.reply.status, 200);
    assert_non_null(strstr(buf_text(&x.reply.body), "\"DomainName\":\"fabrikam.com\""));
    assert_null(strstr(buf_text(&x.reply.body), "contoso"));
    buf_free(&x.reply.body);
    arena_free(x.arena);
}

static void customer__written__stays_there(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(yaml);
    auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
    auto_answer struct answer given = renew(d, FABRIKAM, &first, GRAPH_ALL);
    auto_answer struct answer list = graph_get(d, text_of(given.json, "access_token"),
                                               "/users?$top=999&$select=id,jobTitle,userType,onPremisesSyncEnabled");
    const struct json *user = json_first(json_get(list.json, "value"));
    while (user &&
           (json_true(json_get(user, "onPremisesSyncEnabled")) || strcmp(text_of(user, "userType"), "Member") != 0))
        user = json_next(user);
    auto_str char *bearer = xasprintf("Bearer %s", text_of(given.json, "access_token"));
    auto_str char *uri = xasprintf(V1 "/users/%s", text_of(user, "id"));
    auto_answer struct answer done = round_of(d, "PATCH", uri, "application/json", bearer, "{\"jobTitle\":\"Moved\"}");
    assert_int_equal(done.status, 204);
    auto_answer struct answer after = round_of(d, "GET", uri, NULL, bearer, NULL);
    assert_string_equal(text_of(after.json, "jobTitle"), "Moved");
    auto_answer struct answer home = ask_as(d, uri, (struct ask){.method = NULL});
    assert_refused(home, 404, "Request_ResourceNotFound", "");
    auto_str char *anchored = xasprintf("/exchange/adminapi/beta/%s/InvokeCommand", HOME);
    auto_answer struct answer mail = renew(d, FABRIKAM, &first, BASE "/exchange/.default");
    auto_str char *mail_bearer = xasprintf("Bearer %s", text_of(mail.json, "access_token"));
    auto_answer struct answer crossed = round_of(d, "POST", anchored, "application/json", mail_bearer, "{}");
    assert_int_equal(crossed.status, 403);
}

/* --- what the partner sees --- */

static void partner__lists_customers(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        size_t count;
    } cases[] = {
        {"/tenantRelationships/delegatedAdminRelationships", 6},
        {"/tenantRelationships/delegatedAdminRelationships?$filter=status%20eq%20%27active%27", 2},
        {"/tenantRelationships/delegatedAdminRelationships?$filter=status%20eq%20%27expired%27&$select=customer,endDateTime",
         1},
        {"/tenantRelationships/delegatedAdminCustomers", 3},
        {"/contracts?$top=999", 2}};
    auto_login struct directory *d = login_start(yaml);
    auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = graph_get(d, text_of(first.json, "access_token"), cases[i].path);
        if (a.status != 200 || json_count(json_get(a.json, "value")) != cases[i].count)
            fail_msg("%s: %d %s", cases[i].path, a.status, a.text);
    }
    auto_answer struct answer in_customer = graph_in(d, FABRIKAM, &first, "/contracts");
    assert_int_equal(json_count(json_get(in_customer.json, "value")), 0);
    auto_answer struct answer unknown = graph_get(d, text_of(first.json, "access_token"), "/contracts?$select=colour");
    assert_refused(unknown, 400, "BadRequest", "'colour'");
    auto_answer struct answer filter = graph_get(
        d, text_of(first.json, "access_token"),
        "/tenantRelationships/delegatedAdminRelationships?$filter=displayName%20eq%20%27x%27");
    assert_refused(filter, 400, "BadRequest", "only status");
}

static void partner__finds_a_tenant_by_id(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(yaml);
    const struct ask with = {.grants = {"CrossTenantInformation.ReadBasic.All"}};
    auto_answer struct answer found = ask(
        d, "/tenantRelationships/findTenantInformationByTenantId(tenantId='" FABRIKAM "')", with);
    assert_int_equal(found.status, 200);
    assert_string_equal(text_of(found.json, "displayName"), "Fabrikam");
    assert_string_equal(text_of(found.json, "defaultDomainName"), "fabrikam.com");
    auto_answer struct answer none = ask(
        d, "/tenantRelationships/findTenantInformationByTenantId(tenantId='" ADMIN_OID "')", with);
    assert_int_equal(none.status, 404);
    auto_answer struct answer bad = ask(d, "/tenantRelationships/findTenantInformationByTenantId(tenantId='x')", with);
    assert_int_equal(bad.status, 400);
    auto_answer struct answer without = ask(
        d, "/tenantRelationships/findTenantInformationByTenantId(tenantId='" FABRIKAM "')",
        (struct ask){.grants = {"User.Read.All"}});
    assert_refused(without, 403, "Authorization_RequestDenied", "");
}

static void partner__of_two_hundred__gets_a_token_each(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start("customers: {count: 200, users: 25}\n");
    auto_answer struct answer first = sign_in(d, APP, NULL);
    auto_str char *next = xstrdup("/tenantRelationships/delegatedAdminCustomers?$top=50");
    size_t customers = 0, pages = 0;
    while (*next) {
        auto_answer struct answer page = graph_get(d, text_of(first.json, "access_token"), next);
        assert_int_equal(page.status, 200);
        pages++;
        for (const struct json *one = json_first(json_get(page.json, "value")); one;
             one = json_next(one), customers++) {
            auto_answer struct answer users = graph_in(d, text_of(one, "tenantId"), &first, "/users?$top=1");
            assert_int_equal(users.status, 200);
        }
        const char *link = text_of(page.json, "@odata.nextLink");
        xfree(next);
        next = xstrdup(*link ? link + strlen(BASE V1) : "");
    }
    assert_int_equal(customers, 160); /* of ten, one waits for approval and one has ended */
    assert_int_equal(pages, 4);
}

/* --- what goes wrong with a customer --- */

static void customer__each_failure_of_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *user, *tenant;
        int code;
    } cases[] = {{"admin@contoso.com", FABRIKAM, 0},     {"admin@contoso.com", PENDING, 50020},
                 {"admin@contoso.com", ENDED, 0},        {"admin@contoso.com", NOBODYS, 50020},
                 {"guest@contoso.com", GUESTED, 0},      {"guest@contoso.com", FABRIKAM, 50020},
                 {"admin@contoso.com", ADMIN_OID, 90002}};
    auto_login struct directory *d = login_start(yaml);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer first = sign_in(d, APP, cases[i].user);
        auto_answer struct answer given = renew(d, cases[i].tenant, &first, GRAPH_ALL);
        if (code_of(&given) != cases[i].code)
            fail_msg("case %zu: %s", i, given.text);
    }
    auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
    auto_answer struct answer ended = graph_in(d, ENDED, &first, "/users?$top=1");
    assert_refused(ended, 403, "CoreException", "User was not found.");
    auto_answer struct answer roleless = graph_in(d, ROLELESS, &first, "/users?$top=1");
    assert_refused(roleless, 403, "Authorization_RequestDenied", "Unable to initialize the authorization context");
    auto_answer struct answer reads = graph_in(d, READERS, &first, "/users?$top=1");
    assert_int_equal(reads.status, 200);
}

static void customer__refusals_on_order(void **state)
{
    (void)state;
    static const int codes[] = {65001, 700016, 90099, 50020, 50177, 53003, 50158, 50076, 530034, 5000224, 90002};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        auto_str char *text = xasprintf("%serrors:\n  - {code: %d, user: admin@contoso.com, tenant: fabrikam.com}\n",
                                        yaml, codes[i]);
        auto_login struct directory *d = login_start(text);
        auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
        auto_answer struct answer refused = renew(d, FABRIKAM, &first, GRAPH_ALL);
        assert_int_equal(code_of(&refused), codes[i]);
        auto_answer struct answer other = renew(d, READERS, &first, GRAPH_ALL);
        assert_token(other);
    }
}

static void consent__missing__is_given_on_the_page(void **state)
{
    (void)state;
    auto_str char *text = xasprintf(
        "%sapps:\n  - {id: " APP ", public: true, secrets: [{value: s}], consented: [contoso.com]}\n", yaml);
    auto_login struct directory *d = login_start(text);
    auto_answer struct answer first = sign_in(d, APP, "admin@contoso.com");
    auto_answer struct answer refused = renew(d, FABRIKAM, &first, GRAPH_ALL);
    assert_aadsts(refused, 65001, "invalid_grant");
    assert_string_equal(text_of(refused.json, "suberror"), "consent_required");
    assert_non_null(
        strstr(text_of(refused.json, "error_description"), BASE "/login/" FABRIKAM "/adminconsent?client_id=" APP));
    auto_answer struct answer alone = by_secret(d, FABRIKAM, "s", GRAPH_ALL);
    assert_aadsts(alone, 700016, "unauthorized_client");
    auto_answer struct answer page = round_of(d, "GET", "/login/" FABRIKAM "/adminconsent?client_id=" APP, NULL, NULL,
                                              NULL);
    assert_int_equal(page.status, 200);
    auto_answer struct answer still = renew(d, FABRIKAM, &first, GRAPH_ALL);
    assert_aadsts(still, 65001, "invalid_grant"); /* looking at it is not accepting it */
    auto_answer struct answer accepted = POST(d, FABRIKAM "/adminconsent", "client_id", APP);
    assert_int_equal(accepted.status, 200);
    auto_answer struct answer given = renew(d, FABRIKAM, &first, GRAPH_ALL),
                              now = by_secret(d, FABRIKAM, "s", GRAPH_ALL);
    assert_token(given);
    assert_token(now);
}

static void application__of_one_tenant__is_unknown_elsewhere(void **state)
{
    (void)state;
    auto_str char *text = xasprintf(
        "%sapps:\n  - {id: " APP ", public: true, secrets: [{value: s}], single_tenant: true}\n", yaml);
    auto_login struct directory *d = login_start(text);
    auto_answer struct answer elsewhere = by_secret(d, FABRIKAM, "s", GRAPH_ALL),
                              at_home = by_secret(d, HOME, "s", GRAPH_ALL);
    assert_aadsts(elsewhere, 700016, "unauthorized_client");
    assert_token(at_home);
    auto_answer struct answer open = start_code(d, "organizations", APP, GRAPH_ALL);
    assert_aadsts(open, 50194, "invalid_request");
}

static void user_of_a_customer__signs_in_there(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(yaml);
    auto_answer struct answer admin = sign_in(d, APP, "admin@contoso.com");
    auto_answer struct answer list = graph_in(d, FABRIKAM, &admin,
                                              "/users?$top=999&$select=id,userPrincipalName,accountEnabled,userType");
    const struct json *user = json_first(json_get(list.json, "value"));
    while (user && (!json_true(json_get(user, "accountEnabled")) || strcmp(text_of(user, "userType"), "Member") != 0))
        user = json_next(user);
    auto_answer struct answer own = sign_in(d, APP, text_of(user, "userPrincipalName"));
    auto_json struct json *claims = claims_of(&own);
    assert_string_equal(text_of(claims, "tid"), FABRIKAM);
    assert_string_equal(text_of(claims, "oid"), text_of(user, "id"));
    assert_null(json_get(claims, "idp"));
    auto_answer struct answer contoso = renew(d, HOME, &own, GRAPH_ALL);
    assert_aadsts(contoso, 50020, "invalid_grant");
    auto_answer struct answer given = renew(d, FABRIKAM, &admin, GRAPH_ALL);
    auto_str char *bearer = xasprintf("Bearer %s", text_of(given.json, "access_token"));
    auto_str char *uri = xasprintf(V1 "/users/%s/revokeSignInSessions", text_of(user, "id"));
    auto_answer struct answer done = round_of(d, "POST", uri, NULL, bearer, "");
    assert_int_equal(done.status, 200);
    auto_answer struct answer revoked = renew(d, FABRIKAM, &own, GRAPH_ALL);
    assert_aadsts(revoked, 50173, "invalid_grant");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(customer__has_a_directory_of_its_own),
        cmocka_unit_test(customer__mail_is_its_own),
        cmocka_unit_test(customer__written__stays_there),
        cmocka_unit_test(partner__lists_customers),
        cmocka_unit_test(partner__finds_a_tenant_by_id),
        cmocka_unit_test(partner__of_two_hundred__gets_a_token_each),
        cmocka_unit_test(customer__each_failure_of_the_table),
        cmocka_unit_test(customer__refusals_on_order),
        cmocka_unit_test(consent__missing__is_given_on_the_page),
        cmocka_unit_test(application__of_one_tenant__is_unknown_elsewhere),
        cmocka_unit_test(user_of_a_customer__signs_in_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

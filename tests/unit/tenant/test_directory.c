/* Reading the directory through the whole front: options, permissions, paging, what is returned and what is not. */
#include "directory_fixture.h"

#include <stdlib.h>

static int start(void **state)
{
    clock_set(NOON);
    *state = directory_start(2500, 1);
    return 0;
}

static int stop(void **state)
{
    directory_stop(*state);
    clock_set(-1);
    return 0;
}

/* The members of an object are exactly these, "@odata." ones aside. */
static void assert_members(const struct json *object, const char *const *names)
{
    size_t wanted = 0, have = 0;
    for (; names[wanted]; wanted++)
        if (!json_get(object, names[wanted]))
            fail_msg("%s is missing", names[wanted]);
    for (const struct json *member = json_first(object); member; member = json_next(member))
        have += json_key(member)[0] != '@';
    assert_int_equal(have, wanted);
}

static const struct json *first_of(const struct answer *a)
{
    return json_first(json_get(a->json, "value"));
}

static void users__return_the_documented_set__without_select(void **state)
{
    static const char *const set[] = {"businessPhones",    "displayName", "givenName",         "id",
                                      "jobTitle",          "mail",        "mobilePhone",       "officeLocation",
                                      "preferredLanguage", "surname",     "userPrincipalName", NULL};
    auto_str char *path = path_of(*state, is_cloud);
    auto_answer struct answer list = GET(*state, "/users"), one = GET(*state, path);
    assert_int_equal(list.status, 200);
    assert_int_equal(json_count(json_get(list.json, "value")), 100);
    assert_members(first_of(&list), set);
    assert_members(one.json, set);
    assert_string_equal(text_of(one.json, "@odata.context"), BASE V1 "/$metadata#users/$entity");
}

static void users__return_exactly_what_is_selected(void **state)
{
    static const char *const set[] = {"accountEnabled", "assignedLicenses", "onPremisesSyncEnabled", NULL};
    auto_str char *path = path_of(*state, is_synced);
    auto_str char *one_path = xasprintf("%s?$select=onPremisesSyncEnabled,accountEnabled, assignedLicenses", path);
    auto_answer struct answer list = GET(*state,
                                         "/users?$select=accountEnabled,assignedLicenses,onPremisesSyncEnabled&$top=7");
    auto_answer struct answer one = GET(*state, one_path);
    assert_int_equal(list.status, 200);
    assert_int_equal(json_count(json_get(list.json, "value")), 7);
    for (const struct json *user = first_of(&list); user; user = json_next(user))
        assert_members(user, set);
    assert_members(one.json, set);
    assert_true(json_true(json_get(one.json, "onPremisesSyncEnabled")));
}

static void users__refuse__what_graph_refuses(void **state)
{
    static const struct {
        const char *path;
        bool eventual;
        int status;
        const char *code, *part;
    } cases[] = {
        {"/users?$select=id,shoeSize", false, 400, "BadRequest", "Could not find a property named 'shoeSize'"},
        {"/users?$select=id,,mail", false, 400, "BadRequest", "Could not find a property named ''"},
        {"/users?$select=", false, 400, "BadRequest", "Could not find a property"},
        {"/users?$select=id&$select=mail", false, 400, "BadRequest", "more than once"},
        {"/users?$select=id&select=mail", false, 400, "BadRequest", "more than once"},
        {"/users?$shoe=1", false, 400, "BadRequest", "'$shoe' is not supported"},
        {"/users?$apply=groupby((city))", false, 400, "BadRequest", "$apply"},
        {"/users?$skip=10", false, 400, "Request_BadRequest", "'$skip' is not supported by the service."},
        {"/users?$top=0", false, 400, "Request_UnsupportedQuery", "Must be between 1 and 999 inclusive."},
        {"/users?$top=1000", false, 400, "Request_UnsupportedQuery", "'1000'. Must be between 1 and 999 inclusive."},
        {"/users?$top=ten", false, 400, "Request_UnsupportedQuery", "Invalid page size specified: 'ten'."},
        {"/users?$top=-5", false, 400, "Request_UnsupportedQuery", "Invalid page size"},
        {"/users?$count=yes", true, 400, "BadRequest", "Invalid value 'yes' for $count"},
        {"/users?$orderby=shoeSize", true, 400, "Request_UnsupportedQuery", "Sorting not supported"},
        {"/users?$skiptoken=abc", false, 400, "Directory_ExpiredPageToken", "page token"},
        {"/users?$expand=memberOf,manager", false, 400, "BadRequest", "Could not expand"},
        {"/users?$expand=manager($select=shoe)", false, 400, "BadRequest", "'shoe'"},
        {"/users?$select=aboutMe", false, 501, "NotImplemented", "aboutMe"},
        {"/users?$search=\"displayName:ann\"&$count=true", false, 400, "Request_UnsupportedQuery",
         "Request with $search query parameter only works through MSGraph with a special request header: "
         "'ConsistencyLevel: eventual'"},
        {"/users?$search=displayName:ann&$count=true", true, 400, "Request_UnsupportedQuery", "Syntax error"},
        {"/users?$search=\"jobTitle:ann\"&$count=true", true, 400, "Request_UnsupportedQuery", "Syntax error"},
        {"/users?$filter=endsWith(mail,'x')", false, 400, "Request_UnsupportedQuery",
         "Operator 'endsWith' is not supported"},
        {"/users?$filter=endsWith(mail,'x')&$count=true", false, 400, "Request_UnsupportedQuery",
         "ConsistencyLevel:eventual"},
        {"/users?$filter=endsWith(mail,'x')", true, 400, "Request_UnsupportedQuery", "$count=true"},
        {"/users?$filter=accountEnabled ne true", false, 400, "Request_UnsupportedQuery", "Operator 'ne'"},
        {"/users?$filter=not startsWith(displayName,'A')", false, 400, "Request_UnsupportedQuery", "Operator 'not'"},
        {"/users?$filter=assignedLicenses/$count ne 0", false, 400, "Request_UnsupportedQuery", "Operator '$count'"},
        {"/users?$filter=accountEnabled eq true&$orderby=displayName", false, 400, "Request_UnsupportedQuery",
         "Sorting not supported for current query."},
        {"/users/$count", false, 400, "Request_BadRequest", "$count is not currently supported"},
        {"/users/$count?$top=5", true, 400, "BadRequest", "$top"},
        {"/users/00000000-1111-4222-8333-444444444444", false, 404, "Request_ResourceNotFound",
         "Resource '00000000-1111-4222-8333-444444444444' does not exist or one of its queried reference-property objects are "
         "not present."},
        {"/users/nobody@contoso.com?$filter=id eq 'x'", false, 400, "BadRequest", "$filter"},
        {"/shoes", false, 400, "BadRequest", "Resource not found for the segment 'shoes'"},
        {"/organization?$select=shoe", false, 400, "BadRequest", "'shoe' on type 'microsoft.graph.organization'"},
        {"/subscribedSkus?$top=1", false, 400, "BadRequest", "$top"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = ask(*state, cases[i].path, (struct ask){.eventual = cases[i].eventual});
        if (a.status != cases[i].status)
            fail_msg("%s: %d %s", cases[i].path, a.status, a.text);
        assert_refused(a, cases[i].status, cases[i].code, cases[i].part);
    }
}

/* Follow next links to the end; every user is seen once. Returns how many pages there were. */
static unsigned visit(struct directory *d, const char *path, bool eventual, unsigned *seen)
{
    auto_str char *uri = uri_of(path);
    unsigned pages = 0;
    while (uri) {
        auto_answer struct answer a = ask_as(d, uri, (struct ask){.eventual = eventual});
        if (a.status != 200)
            fail_msg("page %u: %s", pages, a.text);
        const char *next = json_text(json_get(a.json, "@odata.nextLink")), *value = strstr(a.text, "\"value\":[");
        assert_true(!next || strstr(a.text, "\"@odata.nextLink\"") < value);
        assert_true((json_get(a.json, "@odata.count") != NULL) == (pages == 0 && eventual));
        for (const struct json *user = first_of(&a); user; user = json_next(user)) {
            struct guid id;
            assert_true(guid_parse(text_of(user, "id"), 36, &id));
            uint32_t number = seed_find_id(store_people(d->store), &id);
            assert_true(number < d->options.users);
            seen[number]++;
        }
        pages++;
        xfree(uri);
        uri = next ? xstrdup(next) : NULL;
    }
    return pages;
}

static void users__are_visited_once__page_by_page(void **state)
{
    struct directory *d = *state;
    unsigned *seen = xcalloc(2500, sizeof *seen);
    assert_int_equal(visit(d, "/users?$select=id&$top=999&$count=true&$orderby=displayName", true, seen), 3);
    assert_int_equal(visit(d, "/users?$select=id&$orderby=displayName desc&$top=400&$count=true", true, seen), 7);
    assert_int_equal(visit(d, "/users?$select=id", false, seen), 25);
    assert_int_equal(visit(d, "/users?$select=id&$top=999&$count=true&$filter=accountEnabled ne null", true, seen), 3);
    for (unsigned i = 0; i < 2500; i++)
        assert_int_equal(seen[i], 4);
    xfree(seen);
}

static void users__with_activity__come_in_pages_of_500(void **state)
{
    struct directory *d = *state;
    unsigned *seen = xcalloc(2500, sizeof *seen);
    assert_int_equal(visit(d, "/users?$select=id,signInActivity&$top=999", false, seen), 5);
    for (unsigned i = 0; i < 2500; i++)
        assert_int_equal(seen[i], 1);
    xfree(seen);
}

static void users__count__agrees_with_what_is_listed(void **state)
{
    static const char *const filters[] = {"accountEnabled eq false", "userType eq 'Guest'",
                                          "assignedLicenses/$count eq 0", "startsWith(displayName,'Ma')"};
    auto_answer struct answer all = GET_EVENTUAL(*state, "/users/$count");
    assert_string_equal(all.text, "2500");
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        auto_str char *list = xasprintf("/users?$select=id&$top=999&$count=true&$filter=%s", filters[i]);
        auto_str char *count = xasprintf("/users/$count?$filter=%s", filters[i]);
        auto_answer struct answer listed = GET_EVENTUAL(*state, list), counted = GET_EVENTUAL(*state, count);
        size_t n = json_count(json_get(listed.json, "value"));
        assert_in_range(n, 1, 998);
        assert_int_equal(json_number(json_get(listed.json, "@odata.count"), -1), n);
        assert_int_equal(strtol(counted.text, NULL, 10), n);
    }
}

static void user__is_found__by_id_name_and_key(void **state)
{
    struct directory *d = *state;
    struct seed_user user;
    char id[GUID_TEXT];
    seed_user(store_people(d->store), first_user(d, is_guest), &user);
    assert_non_null(strstr(user.user_principal_name, "#EXT#"));
    struct buf name = buf_make(1024);
    url_encode(&name, user.user_principal_name);
    auto_str char *by_name = xasprintf("/users/%s?$select=id", buf_text(&name));
    auto_str char *by_key = xasprintf("/users('%s')?$select=id", buf_text(&name));
    auto_str char *by_id = xasprintf("/users/%s?$select=userPrincipalName", guid_format(&user.id, id));
    auto_answer struct answer named = GET(d, by_name), keyed = GET(d, by_key), found = GET(d, by_id);
    auto_answer struct answer quoted = GET(d, "/users('christine.o''neill@contoso.com')?$select=displayName");
    auto_answer struct answer loose = GET(d, "/users(christine.o'neill@contoso.com)");
    assert_string_equal(text_of(named.json, "id"), id);
    assert_string_equal(text_of(keyed.json, "id"), id);
    assert_string_equal(text_of(found.json, "userPrincipalName"), user.user_principal_name);
    assert_string_equal(text_of(quoted.json, "displayName"), "Christine O'Neill");
    assert_int_equal(loose.status, 400);
    buf_free(&name);
}

static void user__with_activity__is_found_by_id_only(void **state)
{
    auto_str char *path = path_of(*state, is_cloud);
    auto_str char *by_id = xasprintf("%s?$select=signInActivity", path);
    auto_answer struct answer found = GET(*state, by_id);
    auto_answer struct answer named = GET(*state, "/users/christine.o'neill@contoso.com?$select=signInActivity");
    assert_int_equal(found.status, 200);
    assert_non_null(json_get(found.json, "signInActivity"));
    assert_refused(named, 400, "Request_BadRequest", "the key has to be a valid Guid");
}

static void users__need__their_permissions(void **state)
{
    static const struct {
        const char *path, *grant, *user, *code;
        int status;
    } cases[] = {
        {"/users", "User.Read.All", NULL, "", 200},
        {"/users", "User.ReadBasic.All", NULL, "Authorization_RequestDenied", 403},
        {"/users", "Mail.Read", ADMIN_OID, "Authorization_RequestDenied", 403},
        {"/users?$select=id,signInActivity", "User.Read.All", NULL, "Authentication_MSGraphPermissionMissing", 403},
        {"/users?$filter=signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z", "User.Read.All", NULL,
         "Authentication_MSGraphPermissionMissing", 403},
        {"/organization", "User.Read", ADMIN_OID, "", 200},
        {"/organization", "User.Read.All", NULL, "Authorization_RequestDenied", 403},
        {"/subscribedSkus", "User.Read.All", NULL, "Authorization_RequestDenied", 403},
        {"/subscribedSkus", "LicenseAssignment.Read.All", NULL, "", 200},
        {"/domains", "User.ReadWrite.All", NULL, "Authorization_RequestDenied", 403},
        {"/domains", "Domain.Read.All", NULL, "", 200},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = ask(*state, cases[i].path,
                                          (struct ask){.grants = {cases[i].grant}, .user = cases[i].user});
        if (a.status != cases[i].status)
            fail_msg("%s with %s: %d %s", cases[i].path, cases[i].grant, a.status, a.text);
        assert_string_equal(error_code(&a), cases[i].code);
    }
}

static void manager__is_the_same__expanded_and_asked_for(void **state)
{
    struct directory *d = *state;
    unsigned with = 0, without = 0;
    for (uint32_t number = 0; number < 200; number++) {
        struct guid guid = seed_id(store_people(d->store), number);
        char id[GUID_TEXT];
        guid_format(&guid, id);
        auto_str char *expand = xasprintf("/users/%s?$select=id&$expand=manager($select=id,displayName)", id);
        auto_str char *direct = xasprintf("/users/%s/manager?$select=id,displayName", id);
        auto_answer struct answer one = GET(d, expand), two = GET(d, direct);
        const struct json *manager = json_get(one.json, "manager");
        assert_int_equal(one.status, 200);
        if (!manager) {
            assert_refused(two, 404, "Request_ResourceNotFound", "'manager' does not exist");
            without++;
            continue;
        }
        with++;
        assert_int_equal(json_count(manager), 3); /* with its type */
        assert_string_equal(text_of(manager, "@odata.type"), "#microsoft.graph.user");
        assert_string_equal(text_of(manager, "id"), text_of(two.json, "id"));
        assert_string_equal(text_of(manager, "displayName"), text_of(two.json, "displayName"));
    }
    assert_true(with > 100 && without > 5);
}

static void synced_user__carries__what_active_directory_knows(void **state)
{
    static const char select[] = "?$select=onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesImmutableId,"
                                 "onPremisesDistinguishedName,onPremisesSamAccountName,onPremisesDomainName";
    auto_str char *synced = path_of(*state, is_synced), *cloud = path_of(*state, is_cloud),
                  *once = path_of(*state, was_synced);
    auto_str char *a_path = xasprintf("%s%s", synced, select), *b_path = xasprintf("%s%s", cloud, select),
                  *c_path = xasprintf("%s%s", once, select);
    auto_answer struct answer a = GET(*state, a_path), b = GET(*state, b_path), c = GET(*state, c_path);
    for (const struct json *member = json_first(a.json); member; member = json_next(member))
        assert_int_not_equal(json_kind(member), JSON_NULL);
    assert_int_equal(strlen(text_of(a.json, "onPremisesImmutableId")), 24);
    assert_memory_equal(text_of(a.json, "onPremisesDistinguishedName"), "CN=", 3);
    for (const struct json *member = json_next(json_first(b.json)); member; member = json_next(member))
        assert_int_equal(json_kind(member), JSON_NULL);
    assert_int_equal(json_kind(json_get(c.json, "onPremisesSyncEnabled")), JSON_BOOL);
    assert_false(json_true(json_get(c.json, "onPremisesSyncEnabled")));
    assert_non_null(json_text(json_get(c.json, "onPremisesImmutableId")));
}

static void skus__consume__what_users_hold(void **state)
{
    auto_answer struct answer skus = GET(*state, "/subscribedSkus");
    assert_int_equal(json_count(json_get(skus.json, "value")), 12);
    unsigned held = 0;
    for (const struct json *sku = first_of(&skus); sku; sku = json_next(sku)) {
        auto_str char *path = xasprintf("/users/$count?$filter=assignedLicenses/any(l:l/skuId eq %s)",
                                        text_of(sku, "skuId"));
        auto_answer struct answer count = GET_EVENTUAL(*state, path);
        assert_int_equal(strtol(count.text, NULL, 10), json_number(json_get(sku, "consumedUnits"), -1));
        assert_true(json_number(json_path(sku, "prepaidUnits.enabled"), 0) +
                        json_number(json_path(sku, "prepaidUnits.warning"), 0) >=
                    json_number(json_get(sku, "consumedUnits"), 0));
        assert_true(json_count(json_get(sku, "servicePlans")) > 0);
        held += strtol(count.text, NULL, 10) > 0;
    }
    assert_int_equal(held, 12);
}

static void organization__and_domains__agree(void **state)
{
    auto_answer struct answer organization = GET(
        *state, "/organization?$select=id,displayName,verifiedDomains,onPremisesSyncEnabled,onPremisesLastSyncDateTime,"
                "defaultUsageLocation,countryLetterCode");
    auto_answer struct answer domains = GET(
        *state, "/domains?$select=id,isDefault,isInitial,isVerified,authenticationType,supportedServices");
    const struct json *one = first_of(&organization);
    assert_int_equal(json_count(one), 7);
    assert_string_equal(text_of(one, "id"), OPTIONS_TENANT_ID);
    assert_int_equal(json_count(json_get(domains.json, "value")), json_count(json_get(one, "verifiedDomains")));
    assert_int_equal(json_count(first_of(&domains)), 6);
    assert_string_equal(text_of(first_of(&domains), "id"), SEED_DOMAIN);
    assert_true(json_true(json_get(first_of(&domains), "isDefault")));
}

static void memberships__are_an_empty_page__for_who_exists(void **state)
{
    auto_str char *path = path_of(*state, is_cloud);
    auto_str char *groups = xasprintf("%s/memberOf?$select=id,displayName&$top=999", path);
    auto_answer struct answer a = GET(*state, groups), b = GET(*state, "/users/nobody/memberOf");
    assert_int_equal(a.status, 200);
    assert_int_equal(json_kind(json_get(a.json, "value")), JSON_ARRAY);
    assert_int_equal(b.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users__return_the_documented_set__without_select),
        cmocka_unit_test(users__return_exactly_what_is_selected),
        cmocka_unit_test(users__refuse__what_graph_refuses),
        cmocka_unit_test(users__are_visited_once__page_by_page),
        cmocka_unit_test(users__with_activity__come_in_pages_of_500),
        cmocka_unit_test(users__count__agrees_with_what_is_listed),
        cmocka_unit_test(user__is_found__by_id_name_and_key),
        cmocka_unit_test(user__with_activity__is_found_by_id_only),
        cmocka_unit_test(users__need__their_permissions),
        cmocka_unit_test(manager__is_the_same__expanded_and_asked_for),
        cmocka_unit_test(synced_user__carries__what_active_directory_knows),
        cmocka_unit_test(skus__consume__what_users_hold),
        cmocka_unit_test(organization__and_domains__agree),
        cmocka_unit_test(memberships__are_an_empty_page__for_who_exists),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

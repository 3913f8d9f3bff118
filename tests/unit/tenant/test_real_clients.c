/* What clients that are not ours send: names in any case, numbers as ids of a batch, no metadata, /me, and their routes. */
#include "actions_fixture.h"

static void names__are_taken__in_any_case(void **state)
{
    auto_answer struct answer list = GET(*state, "/users?$select=DisplayName,ID&$filter=userprincipalname eq "
                                                 "'max.methods@contoso.com'");
    auto_answer struct answer groups = GET(*state, "/groups?$select=ID,DISPLAYNAME&$filter=Displayname eq 'VPN Users'");
    const struct json *user = json_first(value_of(&list)), *group = json_first(value_of(&groups));
    assert_status(&list, 200);
    assert_int_equal(json_count(user), 2);
    assert_true(json_get(user, "displayName") && json_get(user, "id"));
    assert_status(&groups, 200);
    assert_int_equal(json_count(group), 2);
    assert_string_equal(text_of(group, "displayName"), "VPN Users");
}

static void bodies__are_taken__in_any_case(void **state)
{
    auto_str char *path = path_of(*state, is_cloud);
    auto_str char *check = xasprintf("%s/checkMemberGroups", path);
    auto_str char *look = xasprintf("%s?$select=jobTitle,department", path);
    auto_answer struct answer written = PATCH(*state, path, "{\"JobTitle\":\"Smith\",\"DEPARTMENT\":\"Forge\"}");
    auto_answer struct answer secret = PATCH(*state, path,
                                             "{\"PasswordProfile\":{\"Password\":\"Correct-Horse-Battery-9\"}}");
    auto_answer struct answer now = GET(*state, look);
    auto_answer struct answer checked = POST(*state, check, "{\"GroupIds\":[\"" GROUP("01") "\"]}");
    auto_answer struct answer unknown = PATCH(*state, path, "{\"JobTitel\":\"Smith\"}");
    assert_status(&written, 204);
    assert_status(&secret, 204);
    assert_string_equal(text_of(now.json, "jobTitle"), "Smith");
    assert_string_equal(text_of(now.json, "department"), "Forge");
    assert_int_equal(json_count(value_of(&checked)), 1);
    assert_refused(unknown, 400, "Request_BadRequest", "'JobTitel'");
}

static void batch__takes_numbers_as_ids__and_gives_them_back_as_texts(void **state)
{
    auto_answer struct answer a = POST(*state, "/$batch",
                                       "{\"requests\":[{\"id\":1,\"method\":\"GET\",\"url\":\"/domains\"},"
                                       "{\"id\":2,\"method\":\"GET\",\"url\":\"/domains\",\"headers\":{\"Accept\":"
                                       "\"application/json;odata.metadata=none\"},\"dependsOn\":[1]}]}");
    const struct json *first = json_first(json_get(a.json, "responses"));
    assert_status(&a, 200);
    assert_string_equal(text_of(first, "id"), "1");
    assert_non_null(json_get(json_get(first, "body"), "@odata.context"));
    assert_string_equal(text_of(json_next(first), "id"), "2");
    assert_null(json_get(json_get(json_next(first), "body"), "@odata.context"));
    auto_answer struct answer twice = POST(*state, "/$batch",
                                           "{\"requests\":[{\"id\":1,\"method\":\"GET\",\"url\":\"/domains\"},"
                                           "{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/domains\"}]}");
    assert_refused(twice, 400, "BadRequest", "unique");
}

static void metadata_none__drops_annotations__but_not_what_leads_on(void **state)
{
    static const char path[] = "/groups/" GROUP("17") "/members?$top=2";
    auto_answer struct answer plain = GET(*state, path);
    auto_answer struct answer bare = ask(*state, path, (struct ask){.accept = "application/json;odata.metadata=none"});
    assert_non_null(json_get(json_first(value_of(&plain)), "@odata.type"));
    assert_status(&bare, 200);
    assert_null(json_get(bare.json, "@odata.context"));
    assert_null(json_get(json_first(value_of(&bare)), "@odata.type"));
    assert_non_null(json_get(bare.json, "@odata.nextLink"));
}

static void search__needs_the_header__and_no_count(void **state)
{
    auto_answer struct answer users = GET_EVENTUAL(*state, "/users?$search=\"displayName:max\"&$select=id");
    auto_answer struct answer groups = GET_EVENTUAL(*state, "/groups?$search=\"displayName:VPN\"&$select=id");
    auto_answer struct answer without = GET(*state, "/groups?$search=\"displayName:VPN\"&$select=id");
    auto_answer struct answer filtered = GET_EVENTUAL(
        *state, "/users?$search=\"displayName:max\"&$filter=accountEnabled ne true");
    assert_status(&users, 200);
    assert_true(json_count(value_of(&users)) > 0);
    assert_int_equal(json_count(value_of(&groups)), 1);
    assert_refused(without, 400, "Request_UnsupportedQuery", "special request header");
    assert_refused(filtered, 400, "Request_UnsupportedQuery", "Operator 'ne'");
}

static void me__is_the_caller__with_user_read_alone(void **state)
{
    auto_str char *id = id_of(*state, "gloria.global");
    auto_str char *other = path_of(*state, is_cloud);
    const struct ask as = {.user = id, .grants = {"User.Read"}};
    auto_answer struct answer me = ask(*state, "/me", as), app = GET(*state, "/me");
    auto_answer struct answer someone = ask(*state, other, as);
    auto_answer struct answer groups = ask(*state, "/me/memberOf?$select=id", (struct ask){.user = id});
    assert_status(&me, 200);
    assert_string_equal(text_of(me.json, "id"), id);
    assert_refused(app, 400, "BadRequest", "delegated authentication flow");
    assert_refused(someone, 403, "Authorization_RequestDenied", "Insufficient");
    assert_status(&groups, 200);
}

static void owners__and_members_that_are_users__are_listed(void **state)
{
    auto_answer struct answer owners = GET(*state, "/groups/" GROUP("11") "/owners?$select=id");
    auto_answer struct answer members = GET(*state, "/groups/" GROUP("11") "/members?$select=id");
    auto_answer struct answer users = GET(*state, "/groups/" GROUP("17") "/members/microsoft.graph.user?$select=id");
    auto_answer struct answer nested = GET(*state, "/groups/" GROUP("11") "/members/microsoft.graph.user?$select=id");
    assert_status(&owners, 200);
    assert_int_equal(json_count(value_of(&owners)), 1);
    assert_string_equal(text_of(json_first(value_of(&owners)), "@odata.type"), "#microsoft.graph.user");
    assert_int_equal(json_count(value_of(&members)), 1); /* a group */
    assert_int_equal(json_count(value_of(&nested)), 0);
    assert_true(json_count(value_of(&users)) > 1);
    assert_null(json_get(json_first(value_of(&users)), "@odata.type"));
}

static void role_definitions__are_listed__and_found_by_id(void **state)
{
    auto_answer struct answer all = GET(*state, "/roleManagement/directory/roleDefinitions?$filter=isBuiltIn eq true"
                                                "&$select=id,displayName");
    auto_answer struct answer one = GET(
        *state, "/roleManagement/directory/roleDefinitions/62e90394-69f5-4237-9190-012177145e10");
    auto_answer struct answer none = GET(*state, "/roleManagement/directory/roleDefinitions/x");
    assert_status(&all, 200);
    assert_non_null(find_in(value_of(&all), "displayName", "User Administrator"));
    assert_null(find_in(value_of(&all), "displayName", "Printer Desk"));
    assert_string_equal(text_of(one.json, "displayName"), "Global Administrator");
    assert_int_equal(none.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names__are_taken__in_any_case),
        cmocka_unit_test(bodies__are_taken__in_any_case),
        cmocka_unit_test(batch__takes_numbers_as_ids__and_gives_them_back_as_texts),
        cmocka_unit_test(metadata_none__drops_annotations__but_not_what_leads_on),
        cmocka_unit_test(search__needs_the_header__and_no_count),
        cmocka_unit_test(me__is_the_caller__with_user_read_alone),
        cmocka_unit_test(owners__and_members_that_are_users__are_listed),
        cmocka_unit_test(role_definitions__are_listed__and_found_by_id),
    };
    return cmocka_run_group_tests(tests, actions_start, actions_stop);
}

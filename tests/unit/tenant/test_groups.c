/* Groups of every kind: listing, coming in and going, and the user's side of it. */
#include "actions_fixture.h"

/* Several members at once take more than GroupMember.ReadWrite.All. */
#define BIND(d, text)                                                                                                  \
    ask(d, "/groups/" GROUP("03"),                                                                                     \
        (struct ask){.method = "PATCH", .body = text, .grants = {"Group.ReadWrite.All", "User.Read.All"}})

static void groups__are_listed__filtered_and_searched(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer all = GET(
        d, "/groups?$select=id,displayName,groupTypes,mailEnabled,securityEnabled&$top=999");
    auto_answer struct answer mail = GET(d, "/groups?$filter=mailEnabled eq true and securityEnabled eq false");
    auto_answer struct answer unified = GET(
        d, "/groups?$filter=groupTypes/any(c:c eq 'Unified')&$select=displayName,visibility");
    auto_answer struct answer named = GET(d, "/groups?$filter=startsWith(displayName,'licence')");
    auto_answer struct answer words = GET_EVENTUAL(
        d, "/groups?$search=\"displayName:falcon\"&$count=true&$select=id,displayName&$orderby=displayName");
    assert_int_equal(json_count(value_of(&all)), 48);
    assert_int_equal(json_count(json_first(value_of(&all))), 5);
    assert_int_equal(json_count(value_of(&mail)), 6);
    assert_int_equal(json_count(value_of(&unified)), 3);
    assert_string_equal(text_of(find_in(value_of(&unified), "displayName", "Company News"), "visibility"), "Public");
    assert_int_equal(json_count(value_of(&named)), 5);
    assert_int_equal(json_count(value_of(&words)), 1);
    assert_int_equal(json_number(json_get(words.json, "@odata.count"), 0), 1);
}

static void groups__page__and_sort(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer first = GET_EVENTUAL(
        d, "/groups?$select=displayName&$top=40&$orderby=displayName desc&$count=true");
    const char *next = json_text(json_get(first.json, "@odata.nextLink"));
    assert_non_null(next);
    assert_string_equal(text_of(json_first(value_of(&first)), "displayName"), "Without Temporary Access Pass");
    auto_answer struct answer second = ask_as(d, next, (struct ask){.eventual = true});
    assert_int_equal(json_count(value_of(&first)) + json_count(value_of(&second)), 48);
    assert_null(json_get(second.json, "@odata.nextLink"));
    assert_null(json_get(second.json, "@odata.count"));
}

static void groups__are_refused__as_the_directory_refuses(void **state)
{
    static const struct refusal cases[] = {
        {"GET", "/groups?$select=shoe", NULL, 400, "BadRequest", "Could not find a property named 'shoe'"},
        {"GET", "/groups?$filter=shoe eq 'x'", NULL, 400, "Request_UnsupportedQuery", "'shoe'"},
        {"GET", "/groups?$filter=displayName eq", NULL, 400, "Request_UnsupportedQuery", "Syntax error"},
        {"GET", "/groups?$filter=displayName ne 'x'", NULL, 400, "Request_UnsupportedQuery",
         "ConsistencyLevel:eventual"},
        {"GET", "/groups?$search=\"displayName:x\"", NULL, 400, "Request_UnsupportedQuery",
         "'ConsistencyLevel: eventual'"},
        {"GET", "/groups?$filter=mailEnabled eq true&$orderby=displayName", NULL, 400, "Request_UnsupportedQuery",
         "Try adding"},
        {"GET", "/groups?$orderby=mail", NULL, 400, "Request_UnsupportedQuery", "Sorting"},
        {"GET", "/groups?$top=1000", NULL, 400, "Request_UnsupportedQuery", "page size"},
        {"GET", "/groups?$skip=1", NULL, 400, "BadRequest", "$skip"},
        {"GET", "/groups?$skiptoken=x", NULL, 400, "Directory_ExpiredPageToken", "token"},
        {"GET", "/groups/" GROUP("99"), NULL, 404, "Request_ResourceNotFound", GROUP("99")},
        {"GET", "/groups/" GROUP("99") "/members", NULL, 404, "Request_ResourceNotFound", GROUP("99")},
        {"PATCH", "/groups/" GROUP("03"), "{\"description\":\"x\"}", 403, "Authorization_RequestDenied",
         "Insufficient"},
        {"POST", "/groups/" GROUP("03") "/members/$ref", "{}", 400, "Request_BadRequest", "@odata.id"},
        {"POST", "/groups/" GROUP("03") "/members/$ref", NULL, 400, "Request_BadRequest", "Empty Payload"},
        {"POST", "/groups/" GROUP("03") "/members/$ref", "{\"id\":\"x\"}", 400, "BadRequest", "Invalid property 'id'"},
        {"POST", "/groups/" GROUP("03") "/members/$ref",
         "{\"@odata.id\":\"https://graph.example/v1.0/directoryObjects/" GROUP("01") "\"}", 400, "Request_BadRequest",
         "Invalid URL"},
        {"POST", "/groups/" GROUP("03") "/members/$ref",
         "{\"@odata.id\":\"" BASE "/graph/v1.0/users/pam.password@contoso.com\"}", 400, "Request_BadRequest",
         "by its id"},
        {"POST", "/groups/" GROUP("03") "/members/$ref",
         "{\"@odata.id\":\"" BASE "/graph/v1.0/directoryObjects/" GROUP("99") "\"}", 404, "Request_ResourceNotFound",
         GROUP("99")},
        {"POST", "/groups/" GROUP("03") "/members", "{}", 405, "Request_BadRequest", "method"},
    };
    assert_refusals(*state, cases, COUNT(cases));
}

static void members__come_and_go__and_are_read_on_both_sides(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "una.unlicensed"), *reference = reference_to(id);
    auto_str char *member = xasprintf("/groups/" GROUP("03") "/members/%s/$ref", id);
    assert_false(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("03")));
    auto_answer struct answer added = POST(d, "/groups/" GROUP("03") "/members/$ref", reference);
    assert_status(&added, 204);
    assert_string_equal(added.text, "");
    assert_true(list_has(d, USER("una.unlicensed") "/memberOf?$select=id,displayName&$top=999", "id", GROUP("03")));
    assert_true(list_has(d, "/groups/" GROUP("03") "/members?$select=id,displayName&$top=999", "id", id));
    auto_answer struct answer again = POST(d, "/groups/" GROUP("03") "/members/$ref", reference);
    assert_refused(
        again, 400, "Request_BadRequest",
        "One or more added object references already exist for the following modified properties: 'members'.");
    auto_str char *check = xasprintf("{\"groupIds\":[\"" GROUP("03") "\",\"" GROUP("16") "\"]}");
    auto_answer struct answer checked = POST(d, USER("una.unlicensed") "/checkMemberGroups", check);
    assert_int_equal(json_count(value_of(&checked)), 1);
    auto_answer struct answer removed = DELETE(d, member), twice = DELETE(d, member);
    assert_status(&removed, 204);
    assert_refused(twice, 404, "Request_ResourceNotFound", id);
    assert_false(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("03")));
    assert_false(list_has(d, "/groups/" GROUP("03") "/members?$top=999", "id", id));
}

static void members__are_bound__twenty_at_most_and_all_or_none(void **state)
{
    struct directory *d = *state;
    auto_str char *one = id_of(d, "una.unlicensed"), *two = id_of(d, "pam.password");
    auto_str char *both = xasprintf("{\"members@odata.bind\":[\"" BASE "/graph/v1.0/directoryObjects/%s\",\"" BASE
                                    "/graph/v1.0/directoryObjects/%s\"]}",
                                    one, two);
    auto_str char *bad = xasprintf("{\"members@odata.bind\":[\"" BASE "/graph/v1.0/directoryObjects/%s\",\"" BASE
                                   "/graph/v1.0/directoryObjects/" GROUP("99") "\"]}",
                                   one);
    auto_str char *same = xasprintf("{\"members@odata.bind\":[\"" BASE "/graph/v1.0/directoryObjects/%s\",\"" BASE
                                    "/graph/v1.0/directoryObjects/%s\"]}",
                                    one, one);
    struct buf many = buf_make(1 << 16);
    buf_puts(&many, "{\"members@odata.bind\":[");
    for (int i = 0; i < 21; i++)
        buf_printf(&many, "%s\"" BASE "/graph/v1.0/directoryObjects/%s\"", i ? "," : "", one);
    buf_puts(&many, "]}");
    auto_answer struct answer too_many = BIND(d, buf_text(&many));
    buf_free(&many);
    auto_answer struct answer none = BIND(d, bad), twice = BIND(d, same);
    auto_answer struct answer lacking = ask(
        d, "/groups/" GROUP("03"),
        (struct ask){.method = "PATCH", .body = both, .grants = {"GroupMember.ReadWrite.All", "User.Read.All"}});
    auto_answer struct answer shoe = BIND(d, "{\"shoe\":1}"), empty = BIND(d, "{}"),
                              text = BIND(d, "{\"members@odata.bind\":\"x\"}"),
                              wrong = BIND(d, "{\"members@odata.bind\":[\"x\"]}");
    assert_refused(lacking, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_refused(shoe, 400, "Request_BadRequest", "Invalid property 'shoe'");
    assert_refused(empty, 400, "Request_BadRequest", "Empty Payload");
    assert_refused(text, 400, "Request_BadRequest", "array of references");
    assert_refused(wrong, 400, "Request_BadRequest", "Invalid URL");
    assert_refused(too_many, 400, "Request_BadRequest", "maximum of 20");
    assert_refused(none, 404, "Request_ResourceNotFound", GROUP("99"));
    assert_refused(twice, 400, "Request_BadRequest", "already exist");
    assert_false(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("03")));
    auto_answer struct answer done = BIND(d, both), again = BIND(d, both);
    assert_status(&done, 204);
    assert_refused(again, 400, "Request_BadRequest", "already exist");
    assert_true(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("03")));
    assert_true(list_has(d, USER("pam.password") "/memberOf", "id", GROUP("03")));
}

#define MEMBERS "GroupMember.ReadWrite.All" /* which gives and takes no role */

static void members__of_groups_of_others__are_refused_in_their_words(void **state)
{
    static const struct {
        const char *group;
        int status;
        const char *code, *part;
    } cases[] = {
        {GROUP("01"), 403, "Authorization_RequestDenied", "Insufficient privileges"},
        {GROUP("15"), 403, "Authorization_RequestDenied", "Insufficient privileges"},
        {GROUP("13"), 400, "Request_BadRequest", "on-premises mastered"},
        {GROUP("04"), 403, "Authorization_RequestDenied", "Insufficient privileges"},
        {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d01", 400, "Request_BadRequest",
         "Cannot Update a mail-enabled security groups"},
        {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d03", 400, "Request_BadRequest",
         "Cannot Update a mail-enabled security groups"},
        {"5d1f0c6a-8f30-4c7c-8f5e-6d5d2f5b0d04", 400, "Request_BadRequest", "on-premises mastered"},
    };
    struct directory *d = *state;
    auto_str char *id = id_of(d, "una.unlicensed"), *reference = reference_to(id);
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_str char *add = xasprintf("/groups/%s/members/$ref", cases[i].group);
        auto_str char *remove = xasprintf("/groups/%s/members/%s/$ref", cases[i].group, id);
        auto_answer struct answer a = ask(d, add,
                                          (struct ask){.method = "POST", .body = reference, .grants = {MEMBERS}}),
                                  b = ask(d, remove, (struct ask){.method = "DELETE", .grants = {MEMBERS}});
        assert_refused(a, cases[i].status, cases[i].code, cases[i].part);
        assert_refused(b, cases[i].status, cases[i].code, cases[i].part);
    }
    struct ask allowed = {.method = "POST",
                          .body = reference,
                          .grants = {"GroupMember.ReadWrite.All", "RoleManagement.ReadWrite.Directory"}};
    auto_answer struct answer role = ask(d, "/groups/" GROUP("04") "/members/$ref", allowed);
    assert_status(&role, 204);
    assert_true(list_has(d, USER("una.unlicensed") "/transitiveMemberOf", "displayName", "Helpdesk Administrator"));
}

static void dynamic_members__follow__what_is_written(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer away = PATCH(d, USER("una.unlicensed"), "{\"department\":\"Legal\"}");
    assert_false(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("15")));
    auto_answer struct answer sales = PATCH(d, USER("una.unlicensed"), "{\"department\":\"Sales\"}");
    assert_int_equal(away.status + sales.status, 408);
    assert_true(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("15")));
    assert_true(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("01")));
    assert_false(
        list_has(d, "/users/paula.partner_fabrikam.com%23EXT%23@contoso.onmicrosoft.com/memberOf", "id", GROUP("01")));
}

static void groups__within_groups__count_transitively(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "una.unlicensed"), *reference = reference_to(id), *child = reference_to(GROUP("03"));
    auto_answer struct answer vpn = POST(d, "/groups/" GROUP("17") "/members/$ref", reference);
    assert_status(&vpn, 204);
    assert_false(list_has(d, USER("una.unlicensed") "/memberOf", "id", GROUP("11")));
    assert_true(list_has(d, USER("una.unlicensed") "/transitiveMemberOf?$select=id&$top=999", "id", GROUP("11")));
    assert_true(list_has(d, "/groups/" GROUP("11") "/members", "id", GROUP("17")));
    auto_answer struct answer nested = POST(d, "/groups/" GROUP("11") "/members/$ref", child);
    auto_answer struct answer again = POST(d, "/groups/" GROUP("11") "/members/$ref", child);
    auto_answer struct answer unified = POST(d, "/groups/" GROUP("14") "/members/$ref", child);
    auto_answer struct answer gone = DELETE(d, "/groups/" GROUP("11") "/members/" GROUP("03") "/$ref");
    assert_status(&nested, 204);
    assert_refused(again, 400, "Request_BadRequest", "already exist");
    assert_refused(unified, 400, "Request_BadRequest", "must not be a member");
    assert_status(&gone, 204);
    assert_false(list_has(d, "/groups/" GROUP("11") "/members", "id", GROUP("03")));
}

static void a_member_deleted_without_ref__is_deleted_itself(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "tom.tapless");
    auto_str char *danger = xasprintf("/groups/" GROUP("16") "/members/%s", id), *user = xasprintf("/users/%s", id);
    auto_str char *other = xasprintf("/groups/" GROUP("03") "/members/%s", id);
    auto_answer struct answer narrow = ask(d, danger,
                                           (struct ask){.method = "DELETE", .grants = {"GroupMember.ReadWrite.All"}});
    auto_answer struct answer stranger = DELETE(d, other);
    assert_refused(narrow, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_refused(stranger, 404, "Request_ResourceNotFound", id);
    auto_answer struct answer gone = DELETE(d, danger), read = GET(d, user);
    assert_status(&gone, 204);
    assert_status(&read, 404);
    assert_true(list_has(d, "/directory/deletedItems/microsoft.graph.user?$select=id", "id", id));
    auto_answer struct answer group = ask(d, "/groups/" GROUP("11") "/members/" GROUP("17"),
                                          (struct ask){.method = "DELETE", .grants = {"User.ReadWrite.All"}});
    assert_refused(group, 403, "Authorization_RequestDenied", "Insufficient privileges");
}

static void memberships__are_cast__and_need_eventual_for_more(void **state)
{
    static const struct refusal cases[] = {
        {"GET", USER("gloria.global") "/memberOf?$filter=displayName eq 'x'", NULL, 400, "Request_UnsupportedQuery",
         "Try adding"},
        {"GET", USER("gloria.global") "/memberOf?$orderby=displayName", NULL, 400, "Request_UnsupportedQuery",
         "Try adding"},
        {"GET", USER("gloria.global") "/memberOf?$select=shoe", NULL, 400, "BadRequest", "'shoe'"},
        {"GET", "/users/nobody/memberOf", NULL, 404, "Request_ResourceNotFound", "'nobody'"},
        {"POST", USER("gloria.global") "/checkMemberGroups", "{}", 400, "Request_BadRequest", "groupIds"},
        {"POST", USER("gloria.global") "/getMemberGroups", "{\"securityEnabledOnly\":1}", 400, "Request_BadRequest",
         "Boolean"},
        {"POST", USER("gloria.global") "/getMemberGroups", "{\"all\":true}", 400, "BadRequest", "'all'"},
    };
    struct directory *d = *state;
    assert_refusals(d, cases, COUNT(cases));
    auto_answer struct answer all = GET(d, USER("gloria.global") "/memberOf");
    auto_answer struct answer groups = GET(
        d, USER("gloria.global") "/memberOf/microsoft.graph.group?$select=id,displayName");
    auto_answer struct answer roles = GET(d, USER("gloria.global") "/memberOf/microsoft.graph.directoryRole");
    auto_answer struct answer ids = POST(d, USER("gloria.global") "/getMemberGroups",
                                         "{\"securityEnabledOnly\":false}");
    auto_answer struct answer sorted = GET_EVENTUAL(
        d,
        USER(
            "gloria.global") "/memberOf/microsoft.graph.group?$orderby=displayName&$count=true&$filter=securityEnabled "
                             "eq true");
    assert_non_null(find_in(value_of(&all), "@odata.type", "#microsoft.graph.directoryRole"));
    assert_null(find_in(value_of(&groups), "@odata.type", "#microsoft.graph.directoryRole"));
    assert_int_equal(json_count(value_of(&roles)), 1);
    assert_int_equal(json_count(value_of(&groups)) + 2, json_count(value_of(&all))); /* a role and a unit */
    assert_int_equal(json_count(value_of(&ids)), json_count(value_of(&groups)));
    assert_status(&sorted, 200);
}

static void groups__need__their_permissions(void **state)
{
    static const struct permission cases[] = {
        {"GET", "/groups", NULL, "User.Read.All", NULL, 403},
        {"GET", "/groups", NULL, "GroupMember.Read.All", NULL, 200},
        {"GET", "/groups", NULL, "Group.Read.All", ADMIN_OID, 200},
        {"GET", "/groups/" GROUP("03") "/members", NULL, "GroupMember.Read.All", NULL, 200},
        {"GET", USER("una.unlicensed") "/memberOf", NULL, "GroupMember.Read.All", ADMIN_OID, 200},
        {"GET", USER("una.unlicensed") "/memberOf", NULL, "GroupMember.Read.All", NULL, 403},
        {"GET", USER("una.unlicensed") "/memberOf", NULL, "Directory.Read.All", NULL, 200},
        {"GET", USER("una.unlicensed") "/transitiveMemberOf", NULL, "User.Read.All", NULL, 200},
        {"POST", "/groups/" GROUP("03") "/members/$ref", "{}", "GroupMember.Read.All", NULL, 403},
        {"POST", "/groups/" GROUP("03") "/members/$ref", "{}", "GroupMember.ReadWrite.All", NULL, 400},
        {"DELETE", "/groups/" GROUP("03") "/members/" GROUP("99") "/$ref", NULL, "Directory.Read.All", NULL, 403},
        {"PATCH", "/groups/" GROUP("03"), "{}", "Directory.Read.All", NULL, 403},
    };
    assert_permissions(*state, cases, COUNT(cases));
}

static void members__are_paged__like_users(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer all = GET(d, "/groups/" GROUP("01") "/members?$select=id&$top=999");
    auto_str char *next = xstrdup("/graph/v1.0/groups/" GROUP("01") "/members?$select=id&$top=70");
    size_t seen = 0, pages = 0;
    while (next) {
        auto_answer struct answer page = ask_as(d, next, (struct ask){.eventual = false});
        seen += json_count(value_of(&page));
        pages++;
        xfree(next);
        const char *more = json_text(json_get(page.json, "@odata.nextLink"));
        next = more ? xstrdup(more) : NULL;
    }
    assert_int_equal(seen, json_count(value_of(&all)));
    assert_int_equal(pages, (seen + 69) / 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(groups__are_listed__filtered_and_searched),
        ACTION_TEST(groups__page__and_sort),
        ACTION_TEST(groups__are_refused__as_the_directory_refuses),
        ACTION_TEST(members__come_and_go__and_are_read_on_both_sides),
        ACTION_TEST(members__are_bound__twenty_at_most_and_all_or_none),
        ACTION_TEST(members__of_groups_of_others__are_refused_in_their_words),
        ACTION_TEST(dynamic_members__follow__what_is_written),
        ACTION_TEST(groups__within_groups__count_transitively),
        ACTION_TEST(a_member_deleted_without_ref__is_deleted_itself),
        ACTION_TEST(memberships__are_cast__and_need_eventual_for_more),
        ACTION_TEST(groups__need__their_permissions),
        ACTION_TEST(members__are_paged__like_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

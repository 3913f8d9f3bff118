/* Conditional Access: the policies, whom they include, and what if. */
#include "actions_fixture.h"

#define ACCESS    "/identity/conditionalAccess"
#define EXCHANGE  "00000002-0000-0ff1-ce00-000000000000"
#define POLICY(n) "ca000000-52c4-4d1e-9a10-0000000000" n

static void policies__name__what_is_there_and_what_is_gone(void **state)
{
    auto_answer struct answer list = GET(*state, ACCESS "/policies"),
                              one = GET(*state, ACCESS "/policies/" POLICY("02"));
    auto_answer struct answer places = GET(*state, ACCESS "/namedLocations");
    auto_answer struct answer none = GET(*state, ACCESS "/policies/" POLICY("99"));
    auto_answer struct answer breakglass = GET(*state, "/users/breakglass@contoso.onmicrosoft.com?$select=id");
    const struct json *policy = find_in(value_of(&list), "id", POLICY("05"));
    const struct json *excluded = json_path(one.json, "conditions.users.excludeUsers");
    assert_int_equal(json_count(value_of(&list)), 12);
    assert_string_equal(json_text_or(json_first(excluded), ""), text_of(breakglass.json, "id"));
    auto_str char *gone = xasprintf("/users/%s", json_text_or(json_next(json_first(excluded)), ""));
    auto_answer struct answer nobody = GET(*state, gone);
    assert_status(&nobody, 404);
    for (const struct json *id = json_first(json_path(policy, "conditions.users.includeGroups")); id;
         id = json_next(id)) {
        auto_str char *path = xasprintf("/groups/%s", json_text_or(id, ""));
        auto_answer struct answer group = GET(*state, path);
        assert_status(&group, 200);
    }
    assert_non_null(find_in(value_of(&places), "@odata.type", "#microsoft.graph.countryNamedLocation"));
    assert_non_null(find_in(value_of(&places), "@odata.type", "#microsoft.graph.ipNamedLocation"));
    assert_refused(none, 404, "NotFound", POLICY("99"));
}

/* The answer to a sign-in of `nickname` under `conditions`. */
static struct answer what_if(struct directory *d, const char *nickname, const char *conditions, bool only)
{
    auto_str char *id = id_of(d, nickname);
    auto_str char *body = xasprintf(
        "{\"signInIdentity\":{\"@odata.type\":\"#microsoft.graph.userSignIn\",\"userId\":\"%s\"},"
        "\"signInContext\":{\"@odata.type\":\"#microsoft.graph.applicationContext\",\"includeApplications\":[\"" EXCHANGE
        "\"]},\"signInConditions\":%s,\"appliedPoliciesOnly\":%s}",
        id, conditions, only ? "true" : "false");
    return ask_beta(d, ACCESS "/evaluate", (struct ask){.method = "POST", .body = body});
}

static void what_if__says__which_policies_apply_and_why_others_do_not(void **state)
{
    static const char home[] =
        "{\"clientAppType\":\"browser\",\"devicePlatform\":\"windows\",\"ipAddress\":\"192.0.2.4\"}",
                      office[] = "{\"clientAppType\":\"browser\",\"ipAddress\":\"203.0.113.77\"}",
                      abroad[] = "{\"clientAppType\":\"browser\",\"country\":\"RU\"}",
                      old[] = "{\"clientAppType\":\"exchangeActiveSync\",\"country\":\"NL\"}",
                      code[] = "{\"authenticationFlow\":{\"transferMethod\":\"deviceCodeFlow\"}}",
                      risky[] = "{\"signInRiskLevel\":\"high\",\"userRiskLevel\":\"high\"}";
    static const struct {
        const char *who, *conditions, *policy;
        const char *reasons; /* "notSet": it applies */
    } cases[] = {
        {"gloria.global", home, POLICY("01"), "notSet"},
        {"riley.roles", home, POLICY("01"), "notSet"}, /* by the role of a group */
        {"gil.grouped", home, POLICY("01"), "users"},
        {"gil.grouped", home, POLICY("02"), "notSet"},
        {"gil.grouped", office, POLICY("02"), "location"},
        {"tom.tapless", home, POLICY("02"), "users"}, /* excluded by a group */
        {"gil.grouped", "{}", POLICY("02"), "notEnoughInformation,clientApps,location"},
        {"gil.grouped", home, POLICY("03"), "clientApps"},
        {"gil.grouped", old, POLICY("03"), "notSet"},
        {"gil.grouped", abroad, POLICY("04"), "notSet"},
        {"gil.grouped", home, POLICY("04"), "location"},
        {"gil.grouped", abroad, POLICY("06"), "users"},
        {"gil.grouped", risky, POLICY("07"), "notSet"},
        {"gil.grouped", risky, POLICY("08"), "notSet"},
        {"gil.grouped", home, POLICY("08"), "userRisk"},
        {"gil.grouped", code, POLICY("09"), "notSet"}, /* it only reports, and applies */
        {"gil.grouped", home, POLICY("10"), "policyNotEnabled"},
        {"gil.grouped", office, POLICY("11"), "userActions,location"},
        {"gil.grouped", home, POLICY("12"), "users,application"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_answer struct answer a = what_if(*state, cases[i].who, cases[i].conditions, false);
        assert_status(&a, 200);
        const struct json *policy = find_in(value_of(&a), "id", cases[i].policy);
        if (strcmp(text_of(policy, "analysisReasons"), cases[i].reasons) != 0)
            fail_msg("%s %s %s: %s", cases[i].who, cases[i].conditions, cases[i].policy,
                     text_of(policy, "analysisReasons"));
        assert_int_equal(json_true(json_get(policy, "policyApplies")), !strcmp(cases[i].reasons, "notSet"));
    }
    auto_answer struct answer only = what_if(*state, "gil.grouped", code, true);
    for (const struct json *policy = json_first(value_of(&only)); policy; policy = json_next(policy))
        assert_true(json_true(json_get(policy, "policyApplies")));
    assert_string_equal(text_of(find_in(value_of(&only), "id", POLICY("09")), "state"),
                        "enabledForReportingButNotEnforced");
}

static void what_if__refuses__what_it_does_not_know(void **state)
{
    static const struct {
        const char *conditions, *part;
    } cases[] = {{"{\"shoe\":1}", "shoe"},
                 {"{\"devicePlatform\":\"amiga\"}", "condition"},
                 {"{\"country\":\"Holland\"}", "two letters"},
                 {"{\"ipAddress\":\"here\"}", "ipAddress"},
                 {"null", "signInConditions"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_answer struct answer a = what_if(*state, "gil.grouped", cases[i].conditions, false);
        assert_refused(a, 400, "BadRequest", cases[i].part);
    }
    auto_answer struct answer untyped = POST(*state, ACCESS "/evaluate",
                                             "{\"signInIdentity\":{},\"signInContext\":{},\"signInConditions\":{}}");
    assert_refused(untyped, 400, "BadRequest", "@odata.type");
}

static void policies__are_refused__in_words_of_their_own(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer application = ask(d, ACCESS "/policies", (struct ask){.grants = {"User.Read.All"}});
    auto_answer struct answer person = ask(d, ACCESS "/policies",
                                           (struct ask){.grants = {"User.Read.All"}, .user = ADMIN_OID});
    auto_answer struct answer least = ask(d, ACCESS "/policies", (struct ask){.grants = {"Policy.Read.All"}});
    store_set_plan(d->store, PLAN_FREE);
    auto_answer struct answer free = GET(d, ACCESS "/policies");
    assert_refused(application, 403, "AccessDenied", "Applications without a signed-in user are not allowed access");
    assert_refused(person, 403, "Authorization_RequestDenied", "");
    assert_status(&least, 200);
    assert_refused(free, 403, "AccessDenied", "not licensed for this feature");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(policies__name__what_is_there_and_what_is_gone),
        ACTION_TEST(what_if__says__which_policies_apply_and_why_others_do_not),
        ACTION_TEST(what_if__refuses__what_it_does_not_know),
        ACTION_TEST(policies__are_refused__in_words_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

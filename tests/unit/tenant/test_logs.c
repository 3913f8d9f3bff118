/* The sign-in log and the directory's audit log: who may ask what, and that they agree with the rest of the tenant. */
#include "actions_fixture.h"

#define SIGN_INS   "/auditLogs/signIns"
#define AUDITS     "/auditLogs/directoryAudits"
#define DAY        INT64_C(86400000)
#define HELPDESK   "729827e3-9c14-49f7-bb1b-9608f156bbb8"
#define USER_ADMIN "fe930be7-5e62-47db-91af-98c3a49a38b1"
#define REPORTS    "4a5d8f65-41da-4de4-8968-e035b65339cf"
#define SECURITY   "5d6b6bb7-de71-4623-b4af-96380a352509"

static char *of_user(struct directory *d, const char *nickname, const char *more)
{
    auto_str char *id = id_of(d, nickname);
    return xasprintf(SIGN_INS "?$filter=userId eq '%s'%s", id, more);
}

static int64_t when(const struct json *row, const char *name)
{
    int64_t ms = 0;
    const char *text = text_of(row, name);
    assert_true(clock_parse(text, strlen(text), &ms));
    return ms;
}

static void sign_ins__agree_with__the_activity_of_the_user(void **state)
{
    static const char *const people[] = {"max.methods", "gloria.global", "ella.enabled", "tia.tap"};
    for (size_t i = 0; i < COUNT(people); i++) {
        auto_str char *path = of_user(*state, people[i], "&$top=1"), *id = id_of(*state, people[i]);
        auto_str char *user_path = xasprintf("/users/%s?$select=signInActivity", id);
        auto_answer struct answer log = GET(*state, path), user = GET(*state, user_path);
        const struct json *row = json_first(value_of(&log)), *activity = json_get(user.json, "signInActivity");
        assert_status(&log, 200);
        if (when(activity, "lastSignInDateTime") < NOON - 30 * DAY) {
            assert_null(row);
            continue;
        }
        assert_string_equal(text_of(row, "createdDateTime"), text_of(activity, "lastSignInDateTime"));
        assert_string_equal(text_of(row, "id"), text_of(activity, "lastSignInRequestId"));
        assert_string_equal(text_of(row, "userId"), id);
    }
}

static void sign_ins__of_whom_nobody_lets_in__all_fail(void **state)
{
    auto_str char *path = of_user(*state, "rita.risk", ""),
                  *good = of_user(*state, "rita.risk", " and status/errorCode eq 0");
    auto_answer struct answer all = GET(*state, path), none = GET(*state, good);
    assert_true(json_count(value_of(&all)) > 5);
    assert_int_equal(json_count(value_of(&none)), 0);
    for (const struct json *row = json_first(value_of(&all)); row; row = json_next(row)) {
        const struct json *status = json_get(row, "status");
        bool refused = json_integer(json_get(status, "errorCode"), 0) == 53003;
        assert_true(strlen(text_of(status, "failureReason")) > 10);
        if (refused)
            assert_string_equal(text_of(row, "conditionalAccessStatus"), "failure");
    }
}

/* Walk the pages and count, the times never rising. */
static size_t walk(struct directory *d, const char *path, size_t *pages)
{
    auto_str char *next = uri_of(path);
    size_t rows = 0;
    int64_t last = INT64_MAX;
    *pages = 0;
    while (next) {
        auto_answer struct answer page = ask_as(d, next, (struct ask){.method = NULL});
        assert_status(&page, 200);
        for (const struct json *row = json_first(value_of(&page)); row; row = json_next(row), rows++) {
            assert_true(when(row, "createdDateTime") <= last);
            last = when(row, "createdDateTime");
        }
        xfree(next);
        next = *text_of(page.json, "@odata.nextLink") ? xstrdup(text_of(page.json, "@odata.nextLink")) : NULL;
        ++*pages;
    }
    return rows;
}

static void sign_ins__come_in_pages__down_to_the_end_of_the_log(void **state)
{
    size_t pages, one;
    auto_str char *paged = of_user(*state, "max.methods", "&$top=25"), *whole = of_user(*state, "max.methods", "");
    size_t rows = walk(*state, paged, &pages);
    assert_int_equal(walk(*state, whole, &one), rows);
    assert_int_equal(one, 1);
    assert_true(pages == (rows + 24) / 25 && pages > 8);
    assert_true(walk(*state, SIGN_INS "?$filter=createdDateTime ge 2026-11-12T00:00:00Z&$top=50", &pages) > 100);
}

static void sign_ins__of_programs__are_told_on_beta_when_asked_for(void **state)
{
    auto_str char *id = id_of(*state, "dirk.driveless");
    auto_str char *plain = xasprintf(SIGN_INS "?$filter=userId%%20eq%%20'%s'", id);
    auto_str char *programs = xasprintf("%s%%20and%%20signInEventTypes/any(t:%%20t%%20eq%%20'nonInteractiveUser')",
                                        plain);
    auto_answer struct answer v1 = GET(*state, plain), refused = GET(*state, programs);
    auto_answer struct answer beta = ask_beta(*state, programs, (struct ask){.method = NULL});
    const struct json *row = json_first(value_of(&beta));
    assert_int_equal(json_count(value_of(&v1)), 0);
    assert_refused(refused, 400, "BadRequest", "signInEventTypes");
    assert_status(&beta, 200);
    assert_true(row && !json_true(json_get(row, "isInteractive")));
    assert_string_equal(json_text_or(json_first(json_get(row, "signInEventTypes")), ""), "nonInteractiveUser");
    assert_true(json_count(json_get(row, "authenticationDetails")) == 1);
}

static void sign_ins__name__devices_that_the_user_has(void **state)
{
    auto_str char *path = of_user(*state, "max.methods", "");
    auto_answer struct answer log = GET(*state, path),
                              methods = GET(*state, USER("max.methods") "/authentication/methods");
    const struct json *hello = find_in(value_of(&methods), "@odata.type",
                                       "#microsoft.graph.windowsHelloForBusinessAuthenticationMethod");
    bool seen = false;
    for (const struct json *row = json_first(value_of(&log)); row; row = json_next(row)) {
        const struct json *device = json_get(row, "deviceDetail");
        seen = seen || !strcmp(text_of(device, "displayName"), text_of(hello, "displayName"));
        assert_int_equal(!*text_of(device, "deviceId"), !*text_of(device, "displayName"));
    }
    assert_true(seen);
}

static void one_sign_in__is_found__by_its_id(void **state)
{
    auto_str char *path = of_user(*state, "max.methods", "&$top=3");
    auto_answer struct answer log = GET(*state, path);
    const struct json *row = json_next(json_next(json_first(value_of(&log))));
    auto_str char *one = xasprintf(SIGN_INS "/%s", text_of(row, "id"));
    auto_answer struct answer found = GET(*state, one);
    auto_answer struct answer none = GET(*state, SIGN_INS "/00000000-1111-4222-8333-444444444444");
    assert_status(&found, 200);
    assert_string_equal(text_of(found.json, "createdDateTime"), text_of(row, "createdDateTime"));
    assert_refused(none, 404, "Request_ResourceNotFound", "does not exist");
}

static void policies_of_a_sign_in__are_left_out__for_who_may_not_read_policies(void **state)
{
    static const char applied[] = "appliedConditionalAccessPolicies";
    auto_str char *path = of_user(*state, "max.methods", "&$top=1");
    auto_answer struct answer whole = GET(*state, path);
    auto_answer struct answer part = ask(*state, path,
                                         (struct ask){.grants = {"AuditLog.Read.All", "Directory.Read.All"}});
    auto_answer struct answer reports = ask(*state, path, (struct ask){.user = ADMIN_OID, .role = REPORTS});
    auto_answer struct answer security = ask(*state, path, (struct ask){.user = ADMIN_OID, .role = SECURITY});
    assert_true(json_count(json_get(json_first(value_of(&whole)), applied)) > 5);
    assert_non_null(json_get(json_first(value_of(&security)), applied));
    assert_status(&part, 200);
    assert_null(json_get(json_first(value_of(&part)), applied));
    assert_status(&reports, 200);
    assert_null(json_get(json_first(value_of(&reports)), applied));
}

/* A person needs a role that reads the panel; neither of the two roles that administer users is one of them. */
static void panels__are_refused__one_by_one(void **state)
{
    static const char report[] = "Authentication_RequestFromUnsupportedUserRole",
                      denied[] = "Authorization_RequestDenied", access[] = "AccessDenied";
    static const struct {
        const char *path, *code, *reader; /* a role that may */
    } cases[] = {
        {SIGN_INS "?$top=1", report, REPORTS},
        {AUDITS "?$top=1", report, REPORTS},
        {"/reports/authenticationMethods/userRegistrationDetails?$top=1", report, SECURITY},
        {USER("tia.tap") "/authentication/methods", denied, "c4e39bd9-1100-46d3-8c65-fb160da0071f"},
        {"/identityProtection/riskyUsers", denied, SECURITY},
        {"/identity/conditionalAccess/policies", access, SECURITY},
        {"/identity/conditionalAccess/namedLocations", access, SECURITY},
    };
    static const char *const administrators[] = {HELPDESK, USER_ADMIN};
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(administrators); k++) {
            auto_answer struct answer no = ask(*state, cases[i].path,
                                               (struct ask){.user = ADMIN_OID, .role = administrators[k]});
            assert_refused(no, 403, cases[i].code, "");
        }
        auto_answer struct answer yes = ask(*state, cases[i].path,
                                            (struct ask){.user = ADMIN_OID, .role = cases[i].reader});
        assert_status(&yes, 200);
    }
}

static void logs__are_refused__without_permission_or_licence(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer none = ask(d, SIGN_INS, (struct ask){.grants = {"User.Read.All"}});
    auto_answer struct answer enough = ask(d, SIGN_INS "?$top=1", (struct ask){.grants = {"AuditLog.Read.All"}});
    d->front.tenant.audit_needs_directory = true;
    auto_answer struct answer blind = ask(d, SIGN_INS, (struct ask){.grants = {"AuditLog.Read.All"}});
    store_set_plan(d->store, PLAN_FREE);
    auto_answer struct answer free = GET(d, SIGN_INS);
    auto_answer struct answer audits = GET(d, AUDITS "?$top=1");
    assert_refused(none, 403, "Authorization_RequestDenied", "");
    assert_status(&enough, 200);
    assert_refused(blind, 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                   ""); /* although it is licensed */
    assert_refused(free, 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Neither tenant is B2C");
    assert_status(&audits, 200);
}

static void logs__refuse__what_the_service_refuses(void **state)
{
    static const struct refusal cases[] = {
        {"GET", SIGN_INS "?$top=1001", NULL, 400, "BadRequest", "page size"},
        {"GET", SIGN_INS "?$select=id", NULL, 400, "BadRequest", "$select"},
        {"GET", SIGN_INS "?$skiptoken=x", NULL, 400, "BadRequest", "Skip token is null"},
        {"GET", SIGN_INS "?$orderby=userId", NULL, 400, "BadRequest", "$orderby"},
        {"GET", SIGN_INS "?$filter=status/errorCode ge 1", NULL, 400, "BadRequest", "status/errorCode"},
        {"GET", SIGN_INS "?$filter=shoe eq '1'", NULL, 400, "BadRequest", "shoe"},
        {"GET", AUDITS "?$filter=contains(category,'x')", NULL, 400, "BadRequest", "contains"},
        {"GET", AUDITS "?$filter=category ne 'x'", NULL, 400, "BadRequest", "category"},
        {"GET", AUDITS "?$filter=activityDateTime gt", NULL, 400, "BadRequest", ""},
        {"GET", AUDITS "?$filter=initiatedBy/user/id eq 'a' or targetResources/any(t:t/id eq 'a')", NULL, 400,
         "BadRequest", "'or' between initiatedBy and targetResources"},
        {"GET", AUDITS "/Directory_x", NULL, 404, "Request_ResourceNotFound", "Directory_x"},
    };
    assert_refusals(*state, cases, COUNT(cases));
}

static void audits__tell__what_was_written_and_by_whom(void **state)
{
    auto_str char *id = id_of(*state, "gil.grouped");
    auto_str char *path = xasprintf(AUDITS "?$filter=targetResources/any(t:t/id eq '%s')", id);
    auto_answer struct answer before = GET(*state, path);
    auto_answer struct answer write = ask(
        *state, USER("gil.grouped"),
        (struct ask){.method = "PATCH", .body = "{\"department\":\"Legal\"}", .user = ADMIN_OID});
    auto_answer struct answer refused = PATCH(*state, USER("gil.grouped"), "{\"userPrincipalName\":\"no\"}");
    auto_answer struct answer after = GET(*state, path);
    const struct json *row = json_first(value_of(&after));
    assert_status(&write, 204);
    assert_true(refused.status >= 400);
    assert_int_equal(json_count(value_of(&after)), json_count(value_of(&before)) + 1);
    const struct json *change = json_first(
        json_get(json_first(json_get(row, "targetResources")), "modifiedProperties"));
    assert_string_equal(text_of(row, "activityDisplayName"), "Update user");
    assert_string_equal(json_text_or(json_path(row, "initiatedBy.user.id"), ""), ADMIN_OID);
    assert_string_equal(text_of(change, "displayName"), "department");
    assert_string_equal(text_of(change, "newValue"), "[\"Legal\"]");
    auto_str char *one = xasprintf(AUDITS "/%s", text_of(row, "id"));
    auto_answer struct answer found = GET(*state, one);
    assert_status(&found, 200);
}

static void audits__are_filtered__by_the_documented_operators(void **state)
{
    auto_str char *id = id_of(*state, "max.methods");
    auto_str char *on = xasprintf(AUDITS "?$filter=targetResources/any(s:s/id eq '%s') and activityDateTime ge "
                                         "2026-10-25T00:00:00Z",
                                  id);
    auto_answer struct answer about = GET(*state, on);
    auto_answer struct answer by = GET(*state, AUDITS "?$top=20&$filter=initiatedBy/user/id eq '" ADMIN_OID
                                                      "' and startsWith(activityDisplayName,'Add')");
    assert_status(&about, 200);
    assert_true(json_count(value_of(&about)) >= 3);
    for (const struct json *row = json_first(value_of(&about)); row; row = json_next(row))
        assert_string_equal(text_of(json_first(json_get(row, "targetResources")), "id"), id);
    assert_status(&by, 200);
    assert_true(json_count(value_of(&by)) > 2);
    for (const struct json *row = json_first(value_of(&by)); row; row = json_next(row)) {
        assert_string_equal(json_text_or(json_path(row, "initiatedBy.user.id"), ""), ADMIN_OID);
        assert_memory_equal(text_of(row, "activityDisplayName"), "Add", 3);
    }
}

/* What somebody was given is there: nothing of the seed was taken away since. */
static void audits__agree__with_what_the_user_has(void **state)
{
    static const struct {
        const char *activity, *members;
    } rows[] = {{"Add member to group", "memberOf?$select=id"}, {"Change user license", "licenseDetails"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        auto_str char *path = xasprintf(AUDITS "?$top=30&$filter=activityDisplayName eq '%s'", rows[i].activity);
        auto_answer struct answer log = GET(*state, path);
        assert_status(&log, 200);
        assert_true(json_count(value_of(&log)) > 5);
        for (const struct json *row = json_first(value_of(&log)); row; row = json_next(row)) {
            const struct json *user = json_first(json_get(row, "targetResources")), *group = json_next(user);
            auto_str char *asked = xasprintf("/users/%s/%s", text_of(user, "id"), rows[i].members);
            auto_answer struct answer has = GET(*state, asked);
            const char *now = text_of(json_first(json_get(user, "modifiedProperties")), "newValue");
            bool there = group && find_in(value_of(&has), "id", text_of(group, "id"));
            for (const struct json *one = json_first(value_of(&has)); one && !group; one = json_next(one))
                there |= strstr(now, text_of(one, "skuId")) != NULL;
            if (!there)
                fail_msg("%s: %s has not %s", rows[i].activity, text_of(user, "userPrincipalName"), now);
        }
    }
}

static void detections__are_the_attempts__of_strangers(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "rita.risk");
    auto_str char *path = xasprintf("/identityProtection/riskDetections?$filter=userId eq '%s'", id);
    auto_answer struct answer risky = GET(d, "/identityProtection/riskyUsers?$top=500");
    auto_answer struct answer all = GET(d, path);
    assert_status(&all, 200);
    assert_true(json_count(value_of(&all)) > 3);
    for (const struct json *one = json_first(value_of(&all)); one; one = json_next(one)) {
        auto_str char *row = xasprintf(SIGN_INS "/%s", text_of(one, "requestId"));
        auto_answer struct answer sign_in = GET(d, row);
        assert_string_equal(text_of(sign_in.json, "ipAddress"), text_of(one, "ipAddress"));
        assert_string_equal(text_of(one, "riskLevel"), text_of(find_in(value_of(&risky), "id", id), "riskLevel"));
    }
    store_set_plan(d->store, PLAN_P1);
    auto_answer struct answer hidden = GET(d, path);
    assert_string_equal(text_of(json_first(value_of(&hidden)), "riskLevel"), "hidden");
    assert_string_equal(text_of(json_first(value_of(&hidden)), "riskEventType"), "generic");
}

/* Nobody is at risk by his sign-ins alone: what they say is what is said of the user. */
static void detections__agree__with_who_is_risky(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer risky = GET(d, "/identityProtection/riskyUsers?$top=500");
    auto_answer struct answer all = GET(d, "/identityProtection/riskDetections");
    size_t others = 0;
    assert_status(&all, 200);
    for (const struct json *one = json_first(value_of(&all)); one; one = json_next(one)) {
        const struct json *user = find_in(value_of(&risky), "id", text_of(one, "userId"));
        assert_string_equal(text_of(one, "riskState"), user ? text_of(user, "riskState") : "confirmedSafe");
        others += !user;
    }
    assert_true(others > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(sign_ins__agree_with__the_activity_of_the_user),
        ACTION_TEST(sign_ins__of_whom_nobody_lets_in__all_fail),
        ACTION_TEST(sign_ins__come_in_pages__down_to_the_end_of_the_log),
        ACTION_TEST(sign_ins__of_programs__are_told_on_beta_when_asked_for),
        ACTION_TEST(sign_ins__name__devices_that_the_user_has),
        ACTION_TEST(one_sign_in__is_found__by_its_id),
        ACTION_TEST(policies_of_a_sign_in__are_left_out__for_who_may_not_read_policies),
        ACTION_TEST(panels__are_refused__one_by_one),
        ACTION_TEST(logs__are_refused__without_permission_or_licence),
        ACTION_TEST(logs__refuse__what_the_service_refuses),
        ACTION_TEST(audits__tell__what_was_written_and_by_whom),
        ACTION_TEST(detections__are_the_attempts__of_strangers),
        ACTION_TEST(detections__agree__with_who_is_risky),
        ACTION_TEST(audits__agree__with_what_the_user_has),
        ACTION_TEST(audits__are_filtered__by_the_documented_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* When people signed in, and the report of the methods they registered. */
#include "actions_fixture.h"

#include "tenant/front/front.h"

#define DAY      INT64_C(86400000)
#define REPORT   "/reports/authenticationMethods/userRegistrationDetails"
#define ACTIVITY "signInActivity"

/* The activity of somebody, from a list; NULL: there is no such member. */
static const struct json *activity_in(const struct answer *list, const char *nickname)
{
    auto_str char *upn = xasprintf("%s@contoso.com", nickname);
    const struct json *user = find_in(value_of(list), "userPrincipalName", upn);
    if (!user)
        fail_msg("%s is not listed", upn);
    return json_get(user, ACTIVITY);
}

static int64_t when(const struct json *activity, const char *name)
{
    int64_t ms = 0;
    const char *text = json_text_or(json_get(activity, name), "");
    if (*text)
        assert_true(clock_parse(text, strlen(text), &ms));
    return ms;
}

static void activity__tells__people_from_programs_and_attempts_from_success(void **state)
{
    auto_answer struct answer list = GET(*state, "/users?$select=userPrincipalName," ACTIVITY "&$top=500");
    const struct json *dirk = activity_in(&list, "dirk.driveless"), *rita = activity_in(&list, "rita.risk");
    assert_null(activity_in(&list, "una.unlicensed"));
    assert_null(activity_in(&list, "reception.shared"));
    assert_int_equal(json_kind(json_get(dirk, "lastSignInDateTime")), JSON_NULL);
    assert_int_equal(json_kind(json_get(dirk, "lastSignInRequestId")), JSON_NULL);
    assert_true(when(dirk, "lastNonInteractiveSignInDateTime") > NOON - 3 * DAY);
    assert_string_equal(text_of(dirk, "lastSuccessfulSignInRequestId"),
                        text_of(dirk, "lastNonInteractiveSignInRequestId"));
    assert_true(when(rita, "lastSignInDateTime") > NOON - 2 * DAY);
    assert_true(when(rita, "lastSuccessfulSignInDateTime") < NOON - 39 * DAY);
    const struct json *stale = find_in(value_of(&list), "userPrincipalName", "breakglass@contoso.onmicrosoft.com");
    assert_true(when(json_get(stale, ACTIVITY), "lastSignInDateTime") <= NOON - 200 * DAY);
    for (const struct json *user = json_first(value_of(&list)); user; user = json_next(user)) {
        const struct json *one = json_get(user, ACTIVITY);
        assert_int_equal(json_count(one), one ? 6 : 0);
        assert_true(!one || when(one, "lastSuccessfulSignInDateTime") > 0);
    }
}

static void nobody__signs_in__before_being_created(void **state)
{
    auto_answer struct answer list = GET(*state, "/users?$select=createdDateTime," ACTIVITY "&$top=500");
    assert_int_equal(json_count(value_of(&list)), 400);
    for (const struct json *user = json_first(value_of(&list)); user; user = json_next(user)) {
        const struct json *one = json_get(user, ACTIVITY);
        int64_t created = when(user, "createdDateTime"), first = when(one, "lastSuccessfulSignInDateTime");
        assert_true(created > 0 && (!first || created <= first));
    }
}

static void nobody__has_signed_in__later_than_now(void **state)
{
    const int64_t morning = NOON - (4 * 60 - 10) * INT64_C(60000); /* ten past eight: most came at eight */
    struct seed_people people;
    struct seed_user user;
    size_t today = 0;
    (void)state;
    seed_people_init(&people, 2000, 1, morning);
    for (uint32_t number = 0; number < people.count; number++) {
        seed_user(&people, number, &user);
        today += user.last_background > people.today;
        assert_true(user.last_sign_in <= morning && user.last_background <= morning && user.last_success <= morning);
    }
    assert_in_range(today, 3, 100);
}

static void filter__finds__the_silent_and_not_those_who_never_came(void **state)
{
    auto_answer struct answer list = GET(
        *state, "/users?$select=userPrincipalName&$filter=signInActivity/lastSignInDateTime le 2026-06-01T00:00:00Z");
    auto_answer struct answer alone = GET(
        *state, "/users?$filter=signInActivity/lastSignInDateTime le 2026-06-01T00:00:00Z and accountEnabled eq true");
    assert_int_equal(json_count(value_of(&list)), 1);
    assert_string_equal(text_of(json_first(value_of(&list)), "userPrincipalName"),
                        "breakglass@contoso.onmicrosoft.com");
    assert_refused(alone, 400, "Request_UnsupportedQuery", "cannot be combined");
}

static const struct json *row_of(const struct answer *report, const char *nickname)
{
    auto_str char *upn = xasprintf("%s@contoso.com", nickname);
    return find_in(value_of(report), "userPrincipalName", upn);
}

static bool names(const struct json *list, const char *wanted)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcmp(json_text_or(one, ""), wanted))
            return true;
    return false;
}

static void report__has_rows__for_all_but_the_new_and_the_blocked(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer report = GET(d, REPORT "?$top=999");
    auto_answer struct answer users = GET(d, "/users?$select=id,userPrincipalName,accountEnabled,userType&$top=999");
    size_t enabled = 0;
    for (const struct json *user = json_first(value_of(&users)); user; user = json_next(user)) {
        const struct json *row = find_in(value_of(&report), "id", text_of(user, "id"));
        enabled += json_true(json_get(user, "accountEnabled"));
        assert_true(!row || json_true(json_get(user, "accountEnabled")));
        if (row)
            assert_int_equal(strcasecmp(text_of(row, "userType"), text_of(user, "userType")), 0);
    }
    assert_int_equal(json_count(value_of(&report)), enabled - 2);
    assert_null(row_of(&report, "una.unlicensed")); /* new */
    assert_null(row_of(&report, "cleo.onceover"));  /* missing for no reason one can see */
    assert_null(row_of(&report, "reception.shared"));
}

static void report__says__what_the_schema_says(void **state)
{
    static const char *const flags[] = {
        "isAdmin",       "isMfaCapable",  "isMfaRegistered",  "isPasswordlessCapable",
        "isSsprCapable", "isSsprEnabled", "isSsprRegistered", "isSystemPreferredAuthenticationMethodEnabled"};
    static const char *const methods[] = {"push", "oath", "voiceMobile", "voiceOffice", "sms", "none"};
    auto_answer struct answer report = GET(*state, REPORT "?$top=999");
    auto_answer struct answer beta = ask_beta(*state, REPORT "?$top=1", (struct ask){.eventual = false});
    for (const struct json *row = json_first(value_of(&report)); row; row = json_next(row)) {
        bool known = false;
        int64_t updated = when(row, "lastUpdatedDateTime");
        assert_int_equal(json_count(row), 16);
        for (size_t i = 0; i < COUNT(flags); i++)
            assert_int_equal(json_kind(json_get(row, flags[i])), JSON_BOOL);
        for (size_t i = 0; i < COUNT(methods); i++)
            known = known || !strcmp(methods[i], text_of(row, "userPreferredMethodForSecondaryAuthentication"));
        assert_true(known);
        assert_true(updated > NOON - 2 * DAY && updated <= NOON);
        assert_true(json_true(json_get(row, "isMfaRegistered")) || !json_true(json_get(row, "isMfaCapable")));
        assert_int_equal(json_kind(json_get(row, "methodsRegistered")), JSON_ARRAY);
        assert_int_equal(json_kind(json_get(row, "systemPreferredAuthenticationMethods")), JSON_ARRAY);
    }
    assert_non_null(json_get(json_first(value_of(&beta)), "defaultMfaMethod"));
}

static void report__agrees_with__the_methods_of_each_user(void **state)
{
    static const struct {
        const char *type, *name;
    } known[] = {{"#microsoft.graph.microsoftAuthenticatorAuthenticationMethod", "microsoftAuthenticatorPush"},
                 {"#microsoft.graph.softwareOathAuthenticationMethod", "softwareOneTimePasscode"},
                 {"#microsoft.graph.fido2AuthenticationMethod", "passKeyDeviceBound"},
                 {"#microsoft.graph.windowsHelloForBusinessAuthenticationMethod", "windowsHelloForBusiness"},
                 {"#microsoft.graph.emailAuthenticationMethod", "email"},
                 {"#microsoft.graph.temporaryAccessPassAuthenticationMethod", "temporaryAccessPass"}};
    struct directory *d = *state;
    auto_answer struct answer report = GET(d, REPORT "?$top=60");
    size_t seen = 0;
    for (const struct json *row = json_first(value_of(&report)); row; row = json_next(row)) {
        auto_str char *path = xasprintf("/users/%s/authentication/methods", text_of(row, "id"));
        auto_answer struct answer all = ask_beta(d, path, (struct ask){.eventual = false});
        const struct json *registered = json_get(row, "methodsRegistered");
        assert_int_equal(json_count(registered),
                         json_count(value_of(&all)) - 1); /* the password is no row of the report */
        for (size_t i = 0; i < COUNT(known); i++) {
            bool has = find_in(value_of(&all), "@odata.type", known[i].type) != NULL;
            assert_int_equal(names(registered, known[i].name), has);
            seen += has;
        }
    }
    assert_int_equal(json_count(value_of(&report)), 60);
    assert_true(seen > 60);
}

static void report__judges__by_what_counts_as_mfa(void **state)
{
    auto_answer struct answer report = GET(*state, REPORT "?$top=999");
    const struct json *pam = row_of(&report, "pam.password"), *max = row_of(&report, "max.methods");
    assert_false(json_true(json_get(pam, "isMfaRegistered")));
    assert_int_equal(json_count(json_get(pam, "methodsRegistered")), 0);
    assert_string_equal(text_of(pam, "userPreferredMethodForSecondaryAuthentication"), "none");
    assert_true(json_true(json_get(max, "isMfaCapable")) && json_true(json_get(max, "isPasswordlessCapable")));
    assert_true(json_true(json_get(row_of(&report, "gloria.global"), "isAdmin")));
    assert_true(json_true(json_get(row_of(&report, "riley.roles"), "isAdmin"))); /* through a group */
    size_t off = 0; /* registered what the policy does not allow */
    for (const struct json *row = json_first(value_of(&report)); row; row = json_next(row))
        off += json_true(json_get(row, "isMfaRegistered")) && !json_true(json_get(row, "isMfaCapable"));
    assert_in_range(off, 1, 20);
}

static void report__follows__what_is_written(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "gil.grouped");
    auto_str char *path = xasprintf(REPORT "/%s", id), *user = xasprintf("/users/%s", id);
    auto_str char *phone = xasprintf("/users/%s/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7", id);
    auto_answer struct answer before = GET(d, path), gone = DELETE(d, phone), after = GET(d, path);
    auto_answer struct answer blocked = PATCH(d, user, "{\"accountEnabled\":false}"), none = GET(d, path);
    assert_true(names(json_get(before.json, "methodsRegistered"), "mobilePhone"));
    assert_status(&gone, 204);
    assert_false(names(json_get(after.json, "methodsRegistered"), "mobilePhone"));
    assert_status(&blocked, 204);
    assert_refused(none, 404, "ResourceNotFound", "was not found");
}

static void report__is_visited_once__page_by_page(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer whole = GET(d, REPORT "?$top=999");
    auto_str char *uri = uri_of(REPORT "?$select=id&$top=70&$filter=isMfaRegistered eq true");
    size_t pages = 0, rows = 0, registered = 0;
    for (const struct json *row = json_first(value_of(&whole)); row; row = json_next(row))
        registered += json_true(json_get(row, "isMfaRegistered"));
    assert_null(json_get(whole.json, "@odata.nextLink"));
    while (uri) {
        auto_answer struct answer page = ask_as(d, uri, (struct ask){.eventual = false});
        const char *next = json_text(json_get(page.json, "@odata.nextLink"));
        assert_status(&page, 200);
        assert_int_equal(json_count(json_first(value_of(&page))), 1);
        assert_true(next ? json_count(value_of(&page)) == 70 : json_count(value_of(&page)) > 0);
        rows += json_count(value_of(&page));
        pages++;
        xfree(uri);
        uri = next ? xstrdup(next) : NULL;
    }
    assert_int_equal(rows, registered);
    assert_int_equal(pages, (registered + 69) / 70);
}

static void sign_in_data__is_refused__without_permission_role_or_licence(void **state)
{
    static const struct {
        const char *path, *grants[2];
        enum store_plan plan;
        const char *code;
    } cases[] = {
        {"/users?$select=id,signInActivity", {"User.Read.All"}, PLAN_P2, "Authentication_MSGraphPermissionMissing"},
        {"/users?$select=id,signInActivity",
         {"User.Read.All", "AuditLog.Read.All"},
         PLAN_FREE,
         "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
        {"/users?$filter=signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z",
         {"User.Read.All", "AuditLog.Read.All"},
         PLAN_FREE,
         "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
        {"/users?$select=id&$expand=manager($select=signInActivity)",
         {"User.Read.All"},
         PLAN_P2,
         "Authentication_MSGraphPermissionMissing"},
        {"/users?$select=id,signInActivity", {"User.Read.All", "AuditLog.Read.All"}, PLAN_P1, ""},
        {REPORT, {"User.Read.All"}, PLAN_P2, "Authorization_RequestDenied"},
        {REPORT, {"AuditLog.Read.All"}, PLAN_FREE, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
        {REPORT, {"AuditLog.Read.All"}, PLAN_P1, ""},
        {"/identityProtection/riskyUsers", {"IdentityRiskyUser.Read.All"}, PLAN_P1, "AccessDenied"},
    };
    struct directory *d = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        store_set_plan(d->store, cases[i].plan);
        auto_answer struct answer a = ask(d, cases[i].path,
                                          (struct ask){.grants = {cases[i].grants[0], cases[i].grants[1]}});
        if (strcmp(error_code(&a), cases[i].code) != 0 || a.status != (*cases[i].code ? 403 : 200))
            fail_msg("%s: %d %.300s", cases[i].path, a.status, a.text);
    }
}

static void report__opens__to_roles_that_read_reports(void **state)
{
    static const struct {
        const char *role;
        bool may;
    } cases[] = {{"fe930be7-5e62-47db-91af-98c3a49a38b1", false}, /* User Administrator */
                 {"729827e3-9c14-49f7-bb1b-9608f156bbb8", false}, /* Helpdesk Administrator */
                 {"4a5d8f65-41da-4de4-8968-e035b65339cf", true},  /* Reports Reader */
                 {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", true}}; /* Global Reader */
    struct directory *d = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_answer struct answer a = ask(
            d, REPORT "?$top=1",
            (struct ask){.grants = {"AuditLog.Read.All"}, .user = ADMIN_OID, .role = cases[i].role});
        if (cases[i].may)
            assert_status(&a, 200);
        else
            assert_refused(a, 403, "Authentication_RequestFromUnsupportedUserRole", "not in the allowed roles");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(activity__tells__people_from_programs_and_attempts_from_success),
        ACTION_TEST(nobody__signs_in__before_being_created),
        ACTION_TEST(nobody__has_signed_in__later_than_now),
        ACTION_TEST(filter__finds__the_silent_and_not_those_who_never_came),
        ACTION_TEST(report__has_rows__for_all_but_the_new_and_the_blocked),
        ACTION_TEST(report__says__what_the_schema_says),
        ACTION_TEST(report__agrees_with__the_methods_of_each_user),
        ACTION_TEST(report__judges__by_what_counts_as_mfa),
        ACTION_TEST(report__follows__what_is_written),
        ACTION_TEST(report__is_visited_once__page_by_page),
        ACTION_TEST(sign_in_data__is_refused__without_permission_role_or_licence),
        ACTION_TEST(report__opens__to_roles_that_read_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

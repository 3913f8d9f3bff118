/* Authentication methods, the default that goes last, Temporary Access Passes, per-user MFA. */
#include "actions_fixture.h"

#define PASSWORD   "28c10230-6103-485e-b985-444c60001490"
#define MOBILE     "3179e48a-750b-4051-897c-87b9720928f7"
#define TAPS(user) USER(user) "/authentication/temporaryAccessPassMethods"
#define TAP_POLICY "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"
#define TAP_TYPE   "\"@odata.type\":\"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration\""

static size_t count_methods(struct directory *d, const char *user, bool beta)
{
    auto_str char *path = xasprintf("/users/%s@contoso.com/authentication/methods?$top=99", user);
    auto_answer struct answer a = beta ? ask_beta(d, path, (struct ask){.eventual = false}) : GET(d, path);
    assert_status(&a, 200);
    return json_count(value_of(&a));
}

/* The segment a method is deleted by: its type without "Authentication", with an s, in lower case at first. */
static char *segment_of(const char *type)
{
    const char *name = type + strlen("#microsoft.graph."), *cut = strstr(name, "Authentication");
    char *segment = !strncmp(name, "external", 8) ? xstrdup("externalAuthenticationMethods")
                    : !strncmp(name, "qrCode", 6)
                        ? xstrdup("qrCodePinMethod")
                        : xasprintf("%.*s%ss", (int)(cut - name), name, cut + strlen("Authentication"));
    return segment;
}

static void methods__of_every_kind__are_listed_and_deleted_by_their_paths(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer all = ask_beta(d, USER("max.methods") "/authentication/methods",
                                             (struct ask){.eventual = false});
    assert_int_equal(json_count(value_of(&all)), 14);
    assert_int_equal(count_methods(d, "max.methods", false), 11);
    unsigned refused = 0, last = 0;
    for (int pass = 0; pass < 3; pass++)
        for (const struct json *one = json_first(value_of(&all)); one; one = json_next(one)) {
            auto_str char *segment = segment_of(text_of(one, "@odata.type"));
            bool single = !strcmp(segment, "qrCodePinMethod"), password = !strcmp(segment, "passwordMethods");
            auto_str char *path = xasprintf(USER("max.methods") "/authentication/%s%s%s", segment, single ? "" : "/",
                                            single ? "" : text_of(one, "id"));
            auto_answer struct answer read = ask_beta(d, path, (struct ask){.eventual = false});
            auto_answer struct answer gone = ask_beta(d, path, (struct ask){.method = "DELETE"});
            if (password) {
                assert_status(&gone, 405);
            } else if (gone.status == 400) {
                assert_refused(gone, 400, "badRequest",
                               strcmp(text_of(one, "id"), MOBILE) ? "default multi-factor authentication method"
                                                                  : "alternate mobile phone");
                refused++;
            } else {
                assert_status(&gone, read.status == 200 ? 204 : 404);
                last += pass > 0 && gone.status == 204;
            }
        }
    assert_int_equal(refused, 3); /* the default twice, the mobile phone once */
    assert_int_equal(last, 2);
    assert_int_equal(count_methods(d, "max.methods", true), 1);
}

static void method__is_read__by_id_and_by_kind(void **state)
{
    static const struct refusal cases[] = {
        {"GET", USER("max.methods") "/authentication/methods/" GROUP("99"), NULL, 404, "resourceNotFound", "not found"},
        {"DELETE", USER("max.methods") "/authentication/emailMethods/" MOBILE, NULL, 404, "resourceNotFound",
         "not found"},
        {"DELETE", USER("pam.password") "/authentication/phoneMethods/" MOBILE, NULL, 404, "resourceNotFound",
         "not found"},
        {"GET", USER("max.methods") "/authentication/hardwareOathMethods", NULL, 400, "BadRequest", "segment"},
        {"GET", USER("max.methods") "/authentication/shoeMethods", NULL, 400, "BadRequest", "segment"},
        {"DELETE", USER("max.methods") "/authentication/passwordMethods/" PASSWORD, NULL, 405, "Request_BadRequest",
         "method"},
        {"GET", USER("max.methods") "/authentication/methods?$select=id", NULL, 400, "BadRequest", "$select"},
        {"GET", "/users/nobody/authentication/methods", NULL, 404, "Request_ResourceNotFound", "nobody"},
    };
    struct directory *d = *state;
    assert_refusals(d, cases, COUNT(cases));
    auto_answer struct answer phones = GET(d, USER("max.methods") "/authentication/phoneMethods");
    auto_answer struct answer mobile = GET(d, USER("max.methods") "/authentication/phoneMethods/" MOBILE);
    auto_answer struct answer password = GET(d, USER("pam.password") "/authentication/passwordMethods");
    assert_int_equal(json_count(value_of(&phones)), 3);
    assert_string_equal(text_of(mobile.json, "phoneType"), "mobile");
    assert_string_equal(text_of(json_first(value_of(&password)), "id"), PASSWORD);
    assert_int_equal(json_count(value_of(&password)), 1);
    assert_int_equal(count_methods(d, "pam.password", true), 1);
}

static void default_method__can_be_chosen__among_the_registered(void **state)
{
    struct directory *d = *state;
    static const char path[] = USER("max.methods") "/authentication/signInPreferences";
    auto_answer struct answer before = ask_beta(d, path, (struct ask){.eventual = false});
    assert_string_equal(text_of(before.json, "userPreferredMethodForSecondaryAuthentication"), "push");
    auto_answer struct answer sms = ask_beta(
        d, path,
        (struct ask){.method = "PATCH", .body = "{\"userPreferredMethodForSecondaryAuthentication\":\"sms\"}"});
    auto_answer struct answer after = ask_beta(d, path, (struct ask){.eventual = false});
    assert_status(&sms, 204);
    assert_string_equal(text_of(after.json, "userPreferredMethodForSecondaryAuthentication"), "sms");
    auto_answer struct answer kept = DELETE(d, USER("max.methods") "/authentication/phoneMethods/" MOBILE);
    assert_refused(kept, 400, "badRequest", "default");
    auto_answer struct answer none = ask_beta(
        d, USER("pam.password") "/authentication/signInPreferences",
        (struct ask){.method = "PATCH", .body = "{\"userPreferredMethodForSecondaryAuthentication\":\"push\"}"});
    auto_answer struct answer stable = GET(d, path);
    assert_refused(none, 400, "badRequest", "no method");
    assert_refused(stable, 400, "BadRequest", "segment");
}

static void pass__is_told_once__and_replaced_by_the_next(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer first = POST(
        d, TAPS("pam.password"),
        "{\"lifetimeInMinutes\":90,\"isUsableOnce\":true,\"startDateTime\":\"2026-11-23T14:00:00Z\"}");
    assert_status(&first, 201);
    assert_int_equal(strlen(text_of(first.json, "temporaryAccessPass")), 8);
    assert_string_equal(text_of(first.json, "methodUsabilityReason"), "NotYetValid");
    assert_false(json_true(json_get(first.json, "isUsable")));
    auto_answer struct answer listed = GET(d, TAPS("pam.password"));
    const struct json *pass = json_first(value_of(&listed));
    assert_string_equal(text_of(pass, "id"), text_of(first.json, "id"));
    assert_int_equal(json_kind(json_get(pass, "temporaryAccessPass")), JSON_NULL);
    assert_non_null(json_get(pass, "temporaryAccessPass"));
    assert_int_equal(json_number(json_get(pass, "lifetimeInMinutes"), 0), 90);
    assert_true(json_true(json_get(pass, "isUsableOnce")));
    auto_answer struct answer second = POST(d, TAPS("pam.password"), "{}");
    auto_answer struct answer after = GET(d, TAPS("pam.password"));
    assert_status(&second, 201);
    assert_int_equal(json_count(value_of(&after)), 1);
    assert_string_not_equal(text_of(second.json, "id"), text_of(first.json, "id"));
    assert_string_not_equal(text_of(second.json, "temporaryAccessPass"), text_of(first.json, "temporaryAccessPass"));
    assert_int_equal(json_number(json_get(second.json, "lifetimeInMinutes"), 0), 60);
    assert_int_equal(count_methods(d, "pam.password", false), 2);
    auto_str char *path = xasprintf(TAPS("pam.password") "/%s", text_of(second.json, "id"));
    auto_answer struct answer gone = DELETE(d, path), twice = DELETE(d, path);
    assert_status(&gone, 204);
    assert_status(&twice, 404);
    assert_int_equal(count_methods(d, "pam.password", false), 1);
}

static void pass__becomes_usable__and_expires(void **state)
{
    struct directory *d = *state;
    static const char *const reasons[] = {"NotYetValid", "EnabledByPolicy", "Expired"};
    auto_answer struct answer made = POST(d, TAPS("pam.password"), "{\"startDateTime\":\"2026-11-23T13:00:00Z\"}");
    assert_status(&made, 201);
    for (int hour = 0; hour < 3; hour++) {
        clock_set(NOON + hour * INT64_C(3600000));
        auto_answer struct answer listed = ask_as(d, V1 TAPS("pam.password"), (struct ask){.eventual = false});
        assert_string_equal(text_of(json_first(value_of(&listed)), "methodUsabilityReason"), reasons[hour]);
    }
    clock_set(NOON);
    auto_answer struct answer seeded = GET(d, TAPS("tia.tap"));
    assert_string_equal(text_of(json_first(value_of(&seeded)), "methodUsabilityReason"), "EnabledByPolicy");
}

static void pass__is_refused__by_policy_and_kind_of_user(void **state)
{
    static const struct refusal cases[] = {
        {"POST", TAPS("pam.password"), "{\"lifetimeInMinutes\":59}", 400, "badRequest",
         "Invalid LifetimeInMinutes specified. The valid range between 60 and 480."},
        {"POST", TAPS("pam.password"), "{\"lifetimeInMinutes\":481}", 400, "badRequest", "between 60 and 480"},
        {"POST", TAPS("pam.password"), "{\"lifetimeInMinutes\":\"60\"}", 400, "badRequest", "Edm.Int32"},
        {"POST", TAPS("pam.password"), "{\"lifetimeInMinutes\":60.5}", 400, "badRequest", "Edm.Int32"},
        {"POST", TAPS("pam.password"), "{\"isUsableOnce\":\"true\"}", 400, "badRequest", "Edm.Boolean"},
        {"POST", TAPS("pam.password"), "{\"startDateTime\":\"tomorrow\"}", 400, "badRequest", "Edm.DateTimeOffset"},
        {"POST", TAPS("pam.password"), "{\"startDateTime\":\"2026-11-22T12:00:00Z\"}", 400, "badRequest",
         "in the past"},
        {"POST", TAPS("pam.password"), "{\"temporaryAccessPass\":\"x\"}", 400, "BadRequest", "'temporaryAccessPass'"},
        {"POST", TAPS("pam.password"), NULL, 400, "Request_BadRequest", "Empty Payload"},
        {"POST", TAPS("tom.tapless"), "{}", 400, "badRequest", "not enabled for this user"},
        {"POST",
         "/users/paula.partner_fabrikam.com%23EXT%23@contoso.onmicrosoft.com/authentication/temporaryAccessPassMethods",
         "{}", 400, "badRequest", "external user"},
        {"PATCH", TAP_POLICY, "{\"state\":\"disabled\"}", 400, "badRequest", "@odata.type"},
        {"PATCH", TAP_POLICY, "{" TAP_TYPE ",\"state\":\"off\"}", 400, "badRequest", "'state'"},
        {"PATCH", TAP_POLICY, "{" TAP_TYPE ",\"defaultLength\":7}", 400, "badRequest", "'defaultLength'"},
        {"PATCH", TAP_POLICY, "{" TAP_TYPE ",\"maximumLifetimeInMinutes\":43201}", 400, "badRequest",
         "'maximumLifetimeInMinutes'"},
        {"PATCH", TAP_POLICY, "{" TAP_TYPE ",\"shoe\":1}", 400, "BadRequest", "'shoe'"},
    };
    assert_refusals(*state, cases, COUNT(cases));
}

static void policy__is_obeyed__as_written(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer before = GET(d, TAP_POLICY);
    assert_string_equal(text_of(before.json, "state"), "enabled");
    assert_string_equal(text_of(json_first(json_get(before.json, "includeTargets")), "id"), "all_users");
    auto_answer struct answer once = PATCH(
        d, TAP_POLICY, "{" TAP_TYPE ",\"isUsableOnce\":true,\"defaultLength\":12,\"excludeTargets\":[]}");
    assert_status(&once, 204);
    auto_answer struct answer many = POST(d, TAPS("pam.password"), "{\"isUsableOnce\":false}");
    auto_answer struct answer made = POST(d, TAPS("tom.tapless"), "{}");
    assert_refused(many, 400, "badRequest", "requires one-time");
    assert_status(&made, 201);
    assert_true(json_true(json_get(made.json, "isUsableOnce")));
    assert_int_equal(strlen(text_of(made.json, "temporaryAccessPass")), 12);
    auto_answer struct answer off = PATCH(d, TAP_POLICY, "{" TAP_TYPE ",\"state\":\"disabled\"}");
    auto_answer struct answer none = POST(d, TAPS("pam.password"), "{}"), listed = GET(d, TAPS("tom.tapless"));
    assert_status(&off, 204);
    assert_refused(none, 400, "badRequest", "not enabled");
    assert_string_equal(text_of(json_first(value_of(&listed)), "methodUsabilityReason"), "DisabledByPolicy");
    auto_answer struct answer read = GET(d, TAP_POLICY);
    assert_string_equal(text_of(read.json, "state"), "disabled");
    auto_answer struct answer defaults = GET(d,
                                             "/policies/identitySecurityDefaultsEnforcementPolicy?$select=isEnabled");
    assert_int_equal(json_kind(json_get(defaults.json, "isEnabled")), JSON_BOOL);
}

#define MFA(user) USER(user) "/authentication/requirements"

static void per_user_mfa__is_set__in_beta_and_read_in_lists(void **state)
{
    struct directory *d = *state;
    static const char *const bad[] = {"{\"perUserMfaState\":\"Enforced\"}", "{\"perUserMfaState\":null}",
                                      "{\"perUserMfaState\":true}", "{\"state\":\"enabled\"}", "{}"};
    auto_answer struct answer enforced = ask_beta(d, MFA("enzo.enforced"), (struct ask){.eventual = false});
    auto_answer struct answer enabled = ask_beta(d, MFA("ella.enabled"), (struct ask){.eventual = false});
    auto_answer struct answer stable = GET(d, MFA("enzo.enforced"));
    assert_string_equal(text_of(enforced.json, "perUserMfaState"), "enforced");
    assert_string_equal(text_of(enabled.json, "perUserMfaState"), "enabled");
    assert_refused(stable, 400, "BadRequest", "segment");
    for (size_t i = 0; i < COUNT(bad); i++) {
        auto_answer struct answer a = ask_beta(d, MFA("enzo.enforced"),
                                               (struct ask){.method = "PATCH", .body = bad[i]});
        assert_status(&a, 400);
    }
    auto_answer struct answer done = ask_beta(
        d, MFA("enzo.enforced"), (struct ask){.method = "PATCH", .body = "{\"perUserMfaState\":\"disabled\"}"});
    static const char enabled_body[] = "{\"perUserMfaState\":\"enabled\"}";
    auto_answer struct answer asked = ask_beta(d, MFA("max.methods"),
                                               (struct ask){.method = "PATCH", .body = enabled_body});
    auto_answer struct answer moved_on = ask_beta(d, MFA("max.methods"), (struct ask){.eventual = false});
    assert_status(&asked, 204);
    assert_string_equal(text_of(moved_on.json, "perUserMfaState"), "enforced"); /* who has registered a method */
    auto_answer struct answer after = GET(d, USER("enzo.enforced") "?$select=id,perUserMfaState");
    auto_answer struct answer listed = GET(d, "/users?$select=userPrincipalName,perUserMfaState&$top=999");
    assert_status(&done, 204);
    assert_string_equal(text_of(after.json, "perUserMfaState"), "disabled");
    assert_string_equal(
        text_of(find_in(value_of(&listed), "userPrincipalName", "ella.enabled@contoso.com"), "perUserMfaState"),
        "enabled");
    auto_answer struct answer all = ask_beta(d, USER("enzo.enforced"), (struct ask){.eventual = false});
    assert_null(json_get(all.json, "perUserMfaState"));
}

static void methods__need__their_permissions(void **state)
{
    static const struct permission cases[] = {
        {"GET", USER("max.methods") "/authentication/methods", NULL, "User.Read.All", NULL, 403},
        {"GET", USER("max.methods") "/authentication/methods", NULL, "UserAuthenticationMethod.Read.All", NULL, 200},
        {"DELETE", USER("max.methods") "/authentication/emailMethods/x", NULL, "UserAuthenticationMethod.Read.All",
         NULL, 403},
        {"DELETE", USER("max.methods") "/authentication/emailMethods/x", NULL, "UserAuthMethod-Phone.ReadWrite.All",
         NULL, 403},
        {"DELETE", USER("max.methods") "/authentication/emailMethods/x", NULL, "UserAuthMethod-Email.ReadWrite.All",
         NULL, 404},
        {"DELETE", USER("max.methods") "/authentication/emailMethods/x", NULL, "UserAuthenticationMethod.ReadWrite.All",
         ADMIN_OID, 404},
        {"POST", TAPS("pam.password"), "{}", "UserAuthMethod-TAP.Read.All", NULL, 403},
        {"POST", TAPS("pam.password"), "{}", "UserAuthMethod-TAP.ReadWrite.All", ADMIN_OID, 201},
        {"GET", TAPS("pam.password"), NULL, "UserAuthMethod-TAP.Read.All", NULL, 200},
        {"GET", TAP_POLICY, NULL, "Policy.Read.AuthenticationMethod", NULL, 200},
        {"GET", TAP_POLICY, NULL, "User.Read.All", NULL, 403},
        {"PATCH", TAP_POLICY, "{}", "Policy.Read.All", NULL, 403},
        {"GET", USER("enzo.enforced") "?$select=perUserMfaState", NULL, "User.Read.All", NULL, 403},
    };
    assert_permissions(*state, cases, COUNT(cases));
    auto_answer struct answer read = ask_beta(*state, MFA("enzo.enforced"), (struct ask){.grants = {"User.Read.All"}});
    auto_answer struct answer write = ask_beta(
        *state, MFA("enzo.enforced"),
        (struct ask){.method = "PATCH", .body = "{\"perUserMfaState\":\"disabled\"}", .grants = {"Policy.Read.All"}});
    assert_status(&read, 403);
    assert_status(&write, 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(methods__of_every_kind__are_listed_and_deleted_by_their_paths),
        ACTION_TEST(method__is_read__by_id_and_by_kind),
        ACTION_TEST(default_method__can_be_chosen__among_the_registered),
        ACTION_TEST(pass__is_told_once__and_replaced_by_the_next),
        ACTION_TEST(pass__becomes_usable__and_expires),
        ACTION_TEST(pass__is_refused__by_policy_and_kind_of_user),
        ACTION_TEST(policy__is_obeyed__as_written),
        ACTION_TEST(per_user_mfa__is_set__in_beta_and_read_in_lists),
        ACTION_TEST(methods__need__their_permissions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

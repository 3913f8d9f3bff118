/* Directory roles, risk, and the service principal of the multi-factor connector. */
#include "actions_fixture.h"

#define GLOBAL         "62e90394-69f5-4237-9190-012177145e10"
#define HELPDESK       "729827e3-9c14-49f7-bb1b-9608f156bbb8"
#define ASSIGNMENTS    "/roleManagement/directory/roleAssignments"
#define ELIGIBLE       "/roleManagement/directory/roleEligibilityScheduleInstances"
#define REQUESTS(kind) "/roleManagement/directory/role" kind "ScheduleRequests"
#define RISKY          "/identityProtection/riskyUsers"
#define MFA_CLIENT     "981f26a1-7f43-403b-a875-f8b09b8cd720"
#define PRINCIPAL      "/servicePrincipals(appId='" MFA_CLIENT "')"

static size_t count_list(struct directory *d, const char *path)
{
    auto_answer struct answer a = GET(d, path);
    assert_status(&a, 200);
    return json_count(value_of(&a));
}

static void roles__are_read__from_every_side(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "gloria.global");
    auto_str char *own = xasprintf(ASSIGNMENTS "?$filter=principalId eq '%s'&$expand=roleDefinition", id);
    auto_answer struct answer direct = GET(d, own);
    const struct json *one = json_first(value_of(&direct));
    assert_int_equal(json_count(value_of(&direct)), 1);
    assert_string_equal(text_of(one, "roleDefinitionId"), GLOBAL);
    assert_string_equal(json_text_or(json_path(one, "roleDefinition.displayName"), ""), "Global Administrator");
    assert_int_equal(count_list(d, ASSIGNMENTS), 4);
    assert_int_equal(count_list(d, ASSIGNMENTS "?$filter=roleDefinitionId eq '" GLOBAL "'"), 2);
    assert_int_equal(count_list(d, ASSIGNMENTS "?$filter=principalId eq '" GROUP("04") "'"), 1);
    assert_int_equal(count_list(d, "/directoryRoles(roleTemplateId='" GLOBAL "')/members"), 2);
    assert_int_equal(count_list(d, "/directoryRoles"), 4);
    assert_int_equal(count_list(d, ELIGIBLE), 1);
    auto_str char *able = id_of(d, "dirk.driveless");
    auto_str char *may = xasprintf(ELIGIBLE "?$filter=principalId eq '%s'&$expand=roleDefinition", able);
    auto_answer struct answer eligible = GET(d, may);
    assert_string_equal(json_text_or(json_path(json_first(value_of(&eligible)), "roleDefinition.displayName"), ""),
                        "User Administrator");
    auto_str char *within = id_of(d, "tom.tapless");
    auto_str char *unit = xasprintf(ASSIGNMENTS "?$filter=principalId eq '%s'&$expand=roleDefinition", within);
    auto_answer struct answer scoped = GET(d, unit);
    assert_non_null(strstr(text_of(json_first(value_of(&scoped)), "directoryScopeId"), "/administrativeUnits/"));
    assert_false(list_has(d, USER("tom.tapless") "/transitiveMemberOf", "displayName", "Printer Desk"));
    assert_true(list_has(d, USER("gloria.global") "/memberOf", "displayName", "Global Administrator"));
    assert_false(list_has(d, USER("riley.roles") "/memberOf", "displayName", "Helpdesk Administrator"));
    assert_true(list_has(d, USER("riley.roles") "/memberOf", "id", GROUP("04")));
    assert_true(list_has(d, USER("riley.roles") "/transitiveMemberOf", "displayName", "Helpdesk Administrator"));
    assert_true(
        list_has(d, "/users/breakglass@contoso.onmicrosoft.com/memberOf", "displayName", "Global Administrator"));
}

static void eligible_roles__need__p2(void **state)
{
    static const struct {
        enum store_plan plan;
        int status;
    } rows[] = {{PLAN_FREE, 400}, {PLAN_P1, 400}, {PLAN_P2, 200}};
    struct directory *d = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        store_set_plan(d->store, rows[i].plan);
        auto_answer struct answer a = GET(d, ELIGIBLE);
        assert_status(&a, rows[i].status);
        assert_string_equal(error_code(&a), rows[i].status == 400 ? "AadPremiumLicenseRequired" : "");
        assert_true(count_list(d, ASSIGNMENTS) > 0); /* those that are held are read all the same */
    }
}

static void roles__are_taken_away__by_who_may(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "gloria.global");
    auto_str char *member = xasprintf("/directoryRoles(roleTemplateId='" GLOBAL "')/members/%s/$ref", id);
    struct ask allowed = {.method = "DELETE", .grants = {"RoleManagement.ReadWrite.Directory"}},
               reads = {.method = "DELETE", .grants = {"RoleManagement.Read.Directory"}};
    auto_answer struct answer denied = ask(d, member, reads), gone = ask(d, member, allowed),
                              twice = ask(d, member, allowed);
    assert_refused(denied, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_status(&gone, 204);
    assert_refused(twice, 404, "Request_ResourceNotFound", id);
    assert_false(list_has(d, USER("gloria.global") "/memberOf", "displayName", "Global Administrator"));
    auto_answer struct answer group = GET(d, ASSIGNMENTS "?$filter=roleDefinitionId eq '" HELPDESK "'");
    auto_str char *assignment = xasprintf(ASSIGNMENTS "/%s", text_of(json_first(value_of(&group)), "id"));
    auto_answer struct answer unassigned = ask(d, assignment, allowed), again = ask(d, assignment, allowed);
    assert_status(&unassigned, 204);
    assert_status(&again, 404);
    assert_false(list_has(d, USER("riley.roles") "/transitiveMemberOf", "displayName", "Helpdesk Administrator"));
}

static void roles__are_refused__when_asked_wrongly(void **state)
{
    static const struct refusal cases[] = {
        {"GET", ASSIGNMENTS "?$expand=shoe", NULL, 400, "BadRequest", "Could not expand 'shoe'"},
        {"GET", ASSIGNMENTS "?$filter=shoe eq 'x'", NULL, 400, "Request_UnsupportedQuery", "'shoe'"},
        {"GET", ASSIGNMENTS "?$orderby=id", NULL, 400, "BadRequest", "$orderby"},
        {"GET", "/directoryRoles(roleTemplateId='" GROUP("01") "')/members", NULL, 404, "Request_ResourceNotFound",
         GROUP("01")},
        {"GET", "/directoryRoles/" GROUP("01") "/members", NULL, 404, "Request_ResourceNotFound", GROUP("01")},
    };
    static const struct permission permissions[] = {
        {"GET", ASSIGNMENTS, NULL, "RoleManagement.Read.Directory", NULL, 200},
        {"GET", ASSIGNMENTS, NULL, "User.Read.All", NULL, 403},
        {"GET", "/directoryRoles", NULL, "Directory.Read.All", ADMIN_OID, 200},
        {"GET", "/directoryRoles", NULL, "Directory.AccessAsUser.All", ADMIN_OID, 200}, /* a person's alone */
        {"GET", "/directoryRoles", NULL, "Directory.AccessAsUser.All", NULL, 403},
    };
    assert_refusals(*state, cases, COUNT(cases));
    assert_permissions(*state, permissions, COUNT(permissions));
}

#define BERLIN  "0c1b7f36-6d0e-4b2c-9d1a-0000000000a4"
#define MEMBERS "/directory/administrativeUnits/" BERLIN "/members"
#define LICENCE "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
#define BODY(action, role, scope, rest)                                                                                \
    "{" action "\"principalId\":\"%s\",\"roleDefinitionId\":\"" role "\",\"directoryScopeId\":\"" scope "\"" rest "}"
#define END(what) ",\"justification\":\"x\",\"scheduleInfo\":{\"expiration\":{" what "}}"
#define ASSIGN    "\"action\":\"adminAssign\","

/* In turn: what each is answered, and how many assignments, active or eligible, the user has then. */
static void roles__are_given__at_once_or_by_a_request(void **state)
{
    static const struct {
        const char *path, *body;
        int status;
        const char *code, *list;
        size_t count;
    } rows[] = {
        {ASSIGNMENTS, BODY("", LICENCE, "/", ""), 201, "", ASSIGNMENTS, 1},
        {ASSIGNMENTS, BODY("", LICENCE, "/", ""), 400, "Request_BadRequest", ASSIGNMENTS, 1},
        {ASSIGNMENTS, BODY("", LICENCE, "/administrativeUnits/" BERLIN, ""), 201, "", ASSIGNMENTS, 2},
        {ASSIGNMENTS, BODY("", LICENCE, "/administrativeUnits/x", ""), 400, "Request_BadRequest", ASSIGNMENTS, 2},
        {ASSIGNMENTS, BODY("", GLOBAL, "/administrativeUnits/" BERLIN, ""), 400, "Request_BadRequest", ASSIGNMENTS, 2},
        {REQUESTS("Eligibility"), BODY(ASSIGN, GLOBAL, "/", END("\"type\":\"noExpiration\"")), 201, "", ELIGIBLE, 1},
        {REQUESTS("Eligibility"), BODY(ASSIGN, GLOBAL, "/", END("\"type\":\"noExpiration\"")), 400,
         "RoleAssignmentExists", ELIGIBLE, 1},
        {REQUESTS("Assignment"), BODY(ASSIGN, HELPDESK, "/", END("\"type\":\"afterDuration\",\"duration\":\"PT4H\"")),
         201, "", ASSIGNMENTS, 3},
        {REQUESTS("Assignment"),
         BODY(ASSIGN, GLOBAL, "/", END("\"type\":\"afterDateTime\",\"endDateTime\":\"2026-11-23T12:01:00Z\"")), 400,
         "ActiveDurationTooShort", ASSIGNMENTS, 3},
        {REQUESTS("Assignment"),
         BODY(ASSIGN, GLOBAL, "/", ",\"scheduleInfo\":{\"expiration\":{\"type\":\"noExpiration\"}}"), 400,
         "RoleAssignmentRequestPolicyValidationFailed", ASSIGNMENTS, 3},
        {REQUESTS("Assignment"), BODY("\"action\":\"adminRemove\",", HELPDESK, "/", ""), 201, "", ASSIGNMENTS, 2},
        {REQUESTS("Assignment"), BODY("\"action\":\"adminRemove\",", HELPDESK, "/", ""), 400,
         "RoleAssignmentDoesNotExist", ASSIGNMENTS, 2},
        {REQUESTS("Assignment"), BODY("\"action\":\"selfExtend\",", HELPDESK, "/", ""), 400, "InvalidAction",
         ASSIGNMENTS, 2},
    };
    struct directory *d = *state;
    auto_str char *pam = id_of(d, "pam.password");
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *at = strstr(rows[i].body, "%s");
        auto_str char *body = xasprintf("%.*s%s%s", (int)(at - rows[i].body), rows[i].body, pam, at + 2),
                      *list = xasprintf("%s?$filter=principalId eq '%s'", rows[i].list, pam);
        auto_answer struct answer a = POST(d, rows[i].path, body);
        if (a.status != rows[i].status || strcmp(error_code(&a), rows[i].code) != 0)
            fail_msg("%zu: %s: %d %s", i, body, a.status, a.text);
        assert_int_equal(count_list(d, list), rows[i].count);
    }
    assert_true(list_has(d, "/directoryRoles", "displayName", "License Administrator")); /* activated by that */
    assert_false(list_has(d, "/directoryRoles", "displayName", "Billing Administrator"));
    clock_set(clock_now() + 5 * INT64_C(3600000));
    assert_int_equal(count_list(d, ELIGIBLE), 2);
    store_set_plan(d->store, PLAN_P1);
    auto_answer struct answer unlicensed = POST(d, REQUESTS("Assignment"), "{\"action\":\"adminAssign\"}");
    assert_refused(unlicensed, 400, "AadPremiumLicenseRequired", "P2");
}

static void units__are_joined_and_left__where_no_rule_decides(void **state)
{
    struct directory *d = *state;
    auto_str char *pam = id_of(d, "pam.password");
    auto_str char *body = xasprintf("{\"@odata.id\":\"" BASE "/graph/v1.0/users/%s\"}", pam),
                  *member = xasprintf(MEMBERS "/%s/$ref", pam);
    struct ask leaves = {.method = "DELETE", .grants = {"AdministrativeUnit.ReadWrite.All"}},
               reads = {.method = "DELETE", .grants = {"AdministrativeUnit.Read.All"}};
    auto_answer struct answer joined = POST(d, MEMBERS "/$ref", body), twice = POST(d, MEMBERS "/$ref", body);
    assert_status(&joined, 204);
    assert_refused(twice, 400, "Request_BadRequest", "already exist");
    assert_true(list_has(d, USER("pam.password") "/memberOf", "displayName", "Branch Office Berlin"));
    auto_answer struct answer ruled = POST(
        d, "/directory/administrativeUnits/0c1b7f36-6d0e-4b2c-9d1a-0000000000a1/members/$ref", body);
    assert_refused(ruled, 400, "Request_BadRequest", "dynamic");
    auto_answer struct answer denied = ask(d, member, reads), left = ask(d, member, leaves),
                              again = ask(d, member, leaves);
    assert_refused(denied, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_status(&left, 204);
    assert_status(&again, 404);
    assert_false(list_has(d, USER("pam.password") "/memberOf", "displayName", "Branch Office Berlin"));
}

/* --- risk --- */

static void risk__is_dismissed_and_confirmed__and_read_afterwards(void **state)
{
    struct directory *d = *state;
    auto_str char *rita = id_of(d, "rita.risk"), *rob = id_of(d, "rob.remediated"), *pam = id_of(d, "pam.password");
    auto_str char *path = xasprintf(RISKY "/%s", rita), *safe = xasprintf(RISKY "/%s", pam),
                  *past = xasprintf(RISKY "/%s", rob);
    auto_str char *one = xasprintf("{\"userIds\":[\"%s\"]}", rita), *other = xasprintf("{\"userIds\":[\"%s\"]}", pam);
    auto_answer struct answer before = GET(d, path), none = GET(d, safe), remediated = GET(d, past);
    assert_string_equal(text_of(before.json, "riskLevel"), "high");
    assert_string_equal(text_of(before.json, "riskState"), "atRisk");
    assert_string_equal(text_of(before.json, "userPrincipalName"), "rita.risk@contoso.com");
    assert_refused(none, 404, "ResourceNotFound", pam);
    assert_string_equal(text_of(remediated.json, "riskState"), "remediated");
    auto_answer struct answer dismissed = POST(d, RISKY "/dismiss", one), after = GET(d, path);
    assert_status(&dismissed, 204);
    assert_string_equal(text_of(after.json, "riskState"), "dismissed");
    assert_string_equal(text_of(after.json, "riskLevel"), "none");
    assert_string_equal(text_of(after.json, "riskLastUpdatedDateTime"), "2026-11-23T12:00:00Z");
    auto_answer struct answer nothing = POST(d, RISKY "/dismiss", other), still = GET(d, safe);
    assert_status(&nothing, 204);
    assert_status(&still, 404);
    auto_answer struct answer confirmed = POST(d, RISKY "/confirmCompromised", other), now = GET(d, safe);
    assert_status(&confirmed, 204);
    assert_string_equal(text_of(now.json, "riskState"), "confirmedCompromised");
    assert_string_equal(text_of(now.json, "riskLevel"), "high");
    assert_true(list_has(d, RISKY "?$filter=riskState eq 'confirmedCompromised'", "id", pam));
}

static void risk__is_refused__by_shape_permission_and_licence(void **state)
{
    static const struct refusal cases[] = {
        {"POST", RISKY "/dismiss", "{}", 400, "BadRequest", "userIds"},
        {"POST", RISKY "/dismiss", "{\"userIds\":[]}", 400, "BadRequest", "userIds"},
        {"POST", RISKY "/dismiss", "{\"userIds\":[\"x\"]}", 404, "ResourceNotFound", "'x'"},
        {"POST", RISKY "/dismiss", "{\"ids\":[\"x\"]}", 400, "BadRequest", "'ids'"},
        {"POST", RISKY "/confirmCompromised", NULL, 400, "Request_BadRequest", "Empty Payload"},
        {"GET", RISKY "/rita.risk@contoso.com", NULL, 404, "ResourceNotFound", "rita.risk"},
    };
    static const struct permission permissions[] = {
        {"GET", RISKY "/" GROUP("01"), NULL, "User.Read.All", NULL, 403},
        {"GET", RISKY "/" GROUP("01"), NULL, "IdentityRiskyUser.Read.All", NULL, 404},
        {"POST", RISKY "/dismiss", "{}", "IdentityRiskyUser.Read.All", NULL, 403},
    };
    struct directory *d = *state;
    assert_refusals(d, cases, COUNT(cases));
    assert_permissions(d, permissions, COUNT(permissions));
    store_set_plan(d->store, PLAN_P1);
    auto_answer struct answer read = GET(d, RISKY "/" GROUP("01")), list = GET(d, RISKY);
    auto_answer struct answer write = POST(d, RISKY "/dismiss", "{\"userIds\":[\"" GROUP("01") "\"]}");
    assert_refused(read, 403, "AccessDenied", "Your tenant is not licensed for this feature.");
    assert_refused(list, 403, "AccessDenied", "not licensed");
    assert_refused(write, 403, "AccessDenied", "not licensed");
}

/* --- the service principal --- */

static void principals__of_microsoft_and_of_who_asks__are_always_there(void **state)
{
    static const char *const names[] = {"Microsoft Graph", "Office 365 Exchange Online", "Office 365 SharePoint Online",
                                        "roster"};
    struct directory *d = *state;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_true(list_has(d, "/servicePrincipals", "displayName", names[i]));
    auto_answer struct answer graph = GET(d, "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
    assert_string_equal(text_of(graph.json, "displayName"), "Microsoft Graph");
    auto_answer struct answer all = GET(d, "/servicePrincipals");
    for (const struct json *one = json_first(value_of(&all)); one; one = json_next(one))
        assert_string_not_equal(text_of(one, "id"), text_of(one, "appId"));
}

static void principal__is_made_once__and_its_secret_told_once(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer missing = GET(d, PRINCIPAL "?$select=id,passwordCredentials");
    assert_refused(missing, 404, "Request_ResourceNotFound", MFA_CLIENT);
    auto_answer struct answer made = POST(d, "/servicePrincipals", "{\"appId\":\"" MFA_CLIENT "\"}");
    auto_answer struct answer twice = POST(d, "/servicePrincipals", "{\"appId\":\"" MFA_CLIENT "\"}");
    assert_status(&made, 201);
    assert_refused(twice, 409, "Request_MultipleObjectsWithSameKeyValue", "already in use");
    auto_str char *add = xasprintf("/servicePrincipals/%s/addPassword", text_of(made.json, "id"));
    auto_str char *remove = xasprintf("/servicePrincipals/%s/removePassword", text_of(made.json, "id"));
    auto_answer struct answer secret = POST(
        d, add,
        "{\"passwordCredential\":{\"displayName\":\"roster\",\"startDateTime\":\"2026-11-23T11:55:00Z\","
        "\"endDateTime\":\"2026-11-24T12:00:00Z\"}}");
    assert_status(&secret, 200);
    assert_int_equal(strlen(text_of(secret.json, "secretText")), 40);
    assert_memory_equal(text_of(secret.json, "hint"), text_of(secret.json, "secretText"), 3);
    auto_answer struct answer read = GET(d, PRINCIPAL "?$select=id,passwordCredentials");
    const struct json *kept = json_first(json_get(read.json, "passwordCredentials"));
    assert_string_equal(text_of(kept, "keyId"), text_of(secret.json, "keyId"));
    assert_string_equal(text_of(kept, "endDateTime"), "2026-11-24T12:00:00Z");
    assert_int_equal(json_kind(json_get(kept, "secretText")), JSON_NULL);
    assert_true(list_has(d, "/servicePrincipals?$filter=appId eq '" MFA_CLIENT "'", "id", text_of(made.json, "id")));
    auto_str char *key = xasprintf("{\"keyId\":\"%s\"}", text_of(secret.json, "keyId"));
    auto_answer struct answer gone = POST(d, remove, key), again = POST(d, remove, key), after = GET(d, PRINCIPAL);
    assert_status(&gone, 204);
    assert_refused(again, 400, "Request_BadRequest", "No password credential found");
    assert_int_equal(json_count(json_get(after.json, "passwordCredentials")), 0);
}

static void principal__is_refused__by_shape_and_permission(void **state)
{
    static const struct refusal cases[] = {
        {"POST", "/servicePrincipals", "{}", 400, "Request_BadRequest", "does not reference a valid application"},
        {"POST", "/servicePrincipals", "{\"appId\":\"" GROUP("01") "\"}", 400, "Request_BadRequest", GROUP("01")},
        {"POST", "/servicePrincipals", "{\"name\":\"x\"}", 400, "BadRequest", "'name'"},
        {"POST", PRINCIPAL "/addPassword", "{\"passwordCredential\":5}", 400, "Request_BadRequest",
         "'passwordCredential'"},
        {"POST", PRINCIPAL "/addPassword", "{\"passwordCredential\":{\"secretText\":\"x\"}}", 400, "Request_BadRequest",
         "'secretText'"},
        {"POST", PRINCIPAL "/addPassword", "{\"passwordCredential\":{\"endDateTime\":\"soon\"}}", 400,
         "Request_BadRequest", "'endDateTime'"},
        {"POST", PRINCIPAL "/addPassword", "{\"passwordCredential\":{\"endDateTime\":\"2026-11-22T12:00:00Z\"}}", 400,
         "Request_BadRequest", "'endDateTime'"},
        {"POST", PRINCIPAL "/addPassword", "{\"credential\":{}}", 400, "BadRequest", "'credential'"},
        {"POST", "/servicePrincipals/" GROUP("01") "/addPassword", "{}", 404, "Request_ResourceNotFound", GROUP("01")},
    };
    static const struct permission permissions[] = {
        {"GET", PRINCIPAL, NULL, "Application.Read.All", NULL, 200},
        {"GET", PRINCIPAL, NULL, "User.Read.All", NULL, 403},
        {"POST", PRINCIPAL "/addPassword", "{}", "Application.Read.All", NULL, 403},
        {"POST", PRINCIPAL "/addPassword", "{}", "Application.ReadWrite.All", ADMIN_OID, 200},
    };
    struct directory *d = *state;
    auto_answer struct answer made = POST(d, "/servicePrincipals", "{\"appId\":\"" MFA_CLIENT "\"}");
    assert_status(&made, 201);
    assert_refusals(d, cases, COUNT(cases));
    assert_permissions(d, permissions, COUNT(permissions));
}

/* Who may change what of whom (REQUESTS §0.4): an owner of a group that carries roles counts as an administrator, and one property that
 * may not be changed refuses all of them. */
static void patch__of_sensitive_properties__goes_by_caller_and_target(void **state)
{
#define USERS_ADMIN     "fe930be7-5e62-47db-91af-98c3a49a38b1"
#define PRIVILEGED_AUTH "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
    static const struct {
        const char *role, *user, *body;
        int status;
    } cases[] = {
        {HELPDESK, USER("pam.password"), "{\"mobilePhone\":\"1\"}", 204},
        {HELPDESK, USER("pam.password"), "{\"userPrincipalName\":\"pam@contoso.com\"}", 403},
        {HELPDESK, USER("riley.roles"), "{\"otherMails\":[\"a@b.example\"]}", 403},
        {HELPDESK, USER("dirk.driveless"), "{\"businessPhones\":[\"1\"]}", 403},
        {USERS_ADMIN, USER("pam.password"), "{\"mobilePhone\":\"2\",\"department\":\"Moved\"}", 204},
        {USERS_ADMIN, USER("dirk.driveless"), "{\"department\":\"Moved\"}", 204},
        {USERS_ADMIN, USER("dirk.driveless"), "{\"mobilePhone\":\"1\"}", 403}, /* he owns such a group */
        {USERS_ADMIN, USER("dirk.driveless"), "{\"department\":\"Lost\",\"mobilePhone\":\"1\"}", 403},
        {USERS_ADMIN, USER("riley.roles"), "{\"department\":\"Lost\",\"otherMails\":[\"a@b.example\"]}", 403},
        {PRIVILEGED_AUTH, USER("dirk.driveless"), "{\"mobilePhone\":\"1\"}", 204},
        {PRIVILEGED_AUTH, USER("gloria.global"), "{\"otherMails\":[\"a@b.example\"]}", 204},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ask how = {.method = "PATCH",
                          .body = cases[i].body,
                          .user = ADMIN_OID,
                          .role = cases[i].role,
                          .grants = {"User.ReadWrite.All", "Directory.AccessAsUser.All"}};
        auto_answer struct answer a = ask(*state, cases[i].user, how);
        if (a.status != cases[i].status)
            fail_msg("%s: %s of %s: %d %s", cases[i].role, cases[i].body, cases[i].user, a.status, a.text);
    }
    auto_answer struct answer dirk = GET(*state, USER("dirk.driveless") "?$select=department");
    assert_string_equal(text_of(dirk.json, "department"), "Moved");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(roles__are_read__from_every_side),
        ACTION_TEST(eligible_roles__need__p2),
        ACTION_TEST(patch__of_sensitive_properties__goes_by_caller_and_target),
        ACTION_TEST(roles__are_taken_away__by_who_may),
        ACTION_TEST(roles__are_refused__when_asked_wrongly),
        ACTION_TEST(roles__are_given__at_once_or_by_a_request),
        ACTION_TEST(units__are_joined_and_left__where_no_rule_decides),
        ACTION_TEST(risk__is_dismissed_and_confirmed__and_read_afterwards),
        ACTION_TEST(risk__is_refused__by_shape_permission_and_licence),
        ACTION_TEST(principals__of_microsoft_and_of_who_asks__are_always_there),
        ACTION_TEST(principal__is_made_once__and_its_secret_told_once),
        ACTION_TEST(principal__is_refused__by_shape_and_permission),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

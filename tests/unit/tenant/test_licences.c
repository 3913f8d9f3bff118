/* Licences: each rule of an assignment, seats, groups, and what is read afterwards. */
#include "actions_fixture.h"

#define E5              "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
#define E3              "05e9a617-0261-4cee-bb44-138d3ef5d965"
#define BUSINESS        "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"
#define VISIO           "c5928f49-12ba-48f7-ada3-0d743a3601d5"
#define POWER_BI        "f8a1db68-be16-40ed-86d5-cb42ce701560"
#define COPILOT         "639dec6b-bb19-468b-871c-c5c441c4b0cb"
#define PLAN_EXCHANGE   "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define PLAN_SHAREPOINT "5dbe027f-2339-4123-9542-606e4d348a72"
#define PLAN_ENTRA_P1   "41781fb2-bc02-4b7c-bd55-b576c07bb09d"
#define ADD(sku)        "{\"addLicenses\":[{\"skuId\":\"" sku "\",\"disabledPlans\":[]}],\"removeLicenses\":[]}"
#define REMOVE(sku)     "{\"addLicenses\":[],\"removeLicenses\":[\"" sku "\"]}"
#define ASSIGN(user)    USER(user) "/assignLicense"

static int consumed(struct directory *d, const char *sku)
{
    auto_answer struct answer a = GET(d, "/subscribedSkus");
    return (int)json_number(json_get(find_in(value_of(&a), "skuId", sku), "consumedUnits"), -1);
}

static void licence__is_assigned__and_read_everywhere(void **state)
{
    struct directory *d = *state;
    int before = consumed(d, E3);
    auto_answer struct answer done = POST(d, ASSIGN("una.unlicensed"), ADD(E3));
    assert_status(&done, 200);
    assert_string_equal(text_of(done.json, "userPrincipalName"), "una.unlicensed@contoso.com");
    auto_answer struct answer user = GET(d, USER("una.unlicensed") "?$select=assignedLicenses,licenseAssignmentStates");
    const struct json *held = json_first(json_get(user.json, "assignedLicenses"));
    const struct json *way = json_first(json_get(user.json, "licenseAssignmentStates"));
    assert_string_equal(text_of(held, "skuId"), E3);
    assert_int_equal(json_count(json_get(held, "disabledPlans")), 0);
    assert_int_equal(json_kind(json_get(way, "assignedByGroup")), JSON_NULL);
    assert_string_equal(text_of(way, "state"), "Active");
    assert_string_equal(text_of(way, "error"), "None");
    assert_string_equal(text_of(way, "lastUpdatedDateTime"), "2026-11-23T12:00:00Z");
    assert_int_equal(consumed(d, E3), before + 1);
    auto_answer struct answer details = GET(d, USER("una.unlicensed") "/licenseDetails");
    assert_string_equal(text_of(json_first(value_of(&details)), "skuPartNumber"), "SPE_E3");
    auto_answer struct answer removed = POST(d, ASSIGN("una.unlicensed"), REMOVE(E3));
    assert_status(&removed, 200);
    assert_int_equal(consumed(d, E3), before);
    auto_answer struct answer none = GET(d, USER("una.unlicensed") "/licenseDetails");
    assert_int_equal(json_count(value_of(&none)), 0);
}

static void licence__given_again__replaces_its_disabled_plans(void **state)
{
    struct directory *d = *state;
    int before = consumed(d, E3);
    static const char partial[] = "{\"addLicenses\":[{\"skuId\":\"" E3 "\",\"disabledPlans\":[\"" PLAN_SHAREPOINT
                                  "\"]}],\"removeLicenses\":[]}";
    auto_answer struct answer done = POST(d, ASSIGN("pam.password"), partial);
    assert_status(&done, 200);
    auto_answer struct answer details = GET(d, USER("pam.password") "/licenseDetails?$select=skuId,servicePlans");
    const struct json *plans = json_get(json_first(value_of(&details)), "servicePlans");
    assert_string_equal(text_of(find_in(plans, "servicePlanId", PLAN_SHAREPOINT), "provisioningStatus"), "Disabled");
    assert_string_equal(text_of(find_in(plans, "servicePlanId", PLAN_EXCHANGE), "provisioningStatus"), "Success");
    assert_int_equal(consumed(d, E3), before);
    auto_answer struct answer whole = POST(d, ASSIGN("pam.password"), ADD(E3));
    auto_answer struct answer after = GET(d, USER("pam.password") "?$select=assignedLicenses");
    const struct json *held = json_get(after.json, "assignedLicenses");
    assert_status(&whole, 200);
    assert_int_equal(json_count(held), 1);
    assert_int_equal(json_count(json_get(json_first(held), "disabledPlans")), 0);
}

static void licences__are_swapped__in_one_call(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer done = POST(
        d, ASSIGN("pam.password"), "{\"addLicenses\":[{\"skuId\":\"" BUSINESS "\"}],\"removeLicenses\":[\"" E3 "\"]}");
    auto_answer struct answer after = GET(d, USER("pam.password") "?$select=assignedLicenses");
    assert_status(&done, 200);
    assert_string_equal(text_of(json_first(json_get(after.json, "assignedLicenses")), "skuId"), BUSINESS);
    assert_int_equal(json_count(json_get(after.json, "assignedLicenses")), 1);
}

static void licence__is_refused__by_each_rule(void **state)
{
    static const struct refusal cases[] = {
        {"POST", ASSIGN("noel.nowhere"), ADD(E3), 400, "Request_BadRequest", "invalid usage location"},
        {"POST", ASSIGN("una.unlicensed"), ADD(VISIO), 400, "Request_BadRequest",
         "does not have any available licenses"},
        {"POST", ASSIGN("una.unlicensed"), ADD(COPILOT), 400, "Request_BadRequest",
         "M365_COPILOT_BUSINESS_CHAT depends on the service plan(s) TEAMS1"},
        {"POST", ASSIGN("pam.password"), ADD(BUSINESS), 400, "Request_BadRequest", "are mutually exclusive"},
        {"POST", ASSIGN("pam.password"),
         "{\"addLicenses\":[{\"skuId\":\"" E5 "\",\"disabledPlans\":[\"" PLAN_ENTRA_P1 "\"]}],\"removeLicenses\":[\"" E3
         "\"]}",
         400, "Request_BadRequest", "AAD_PREMIUM_P2 depends on"},
        {"POST", ASSIGN("gil.grouped"), REMOVE(E3), 400, "Request_BadRequest", "inherited from a group membership"},
        {"POST", ASSIGN("una.unlicensed"), REMOVE(E3), 400, "Request_BadRequest",
         "does not have a corresponding license"},
        {"POST", ASSIGN("una.unlicensed"), ADD(PLAN_EXCHANGE), 400, "Request_BadRequest", "valid company License"},
        {"POST", ASSIGN("una.unlicensed"), REMOVE("x"), 400, "Request_BadRequest", "valid company License"},
        {"POST", ASSIGN("una.unlicensed"),
         "{\"addLicenses\":[{\"skuId\":\"" E3 "\",\"disabledPlans\":[\"" VISIO "\"]}],"
         "\"removeLicenses\":[]}",
         400, "Request_BadRequest", "do not belong to license"},
        {"POST", ASSIGN("pam.password"), "{\"addLicenses\":[{\"skuId\":\"" E3 "\"}],\"removeLicenses\":[\"" E3 "\"]}",
         400, "Request_BadRequest", "more than once"},
        {"POST", ASSIGN("una.unlicensed"),
         "{\"addLicenses\":[{\"skuId\":\"" E3 "\"},{\"skuId\":\"" E3 "\"}],\"removeLicenses\":[]}", 400,
         "Request_BadRequest", "more than once"},
        {"POST", ASSIGN("una.unlicensed"), "{\"addLicenses\":[]}", 400, "BadRequest", "both be present"},
        {"POST", ASSIGN("una.unlicensed"), "{\"removeLicenses\":[]}", 400, "BadRequest", "both be present"},
        {"POST", ASSIGN("una.unlicensed"), "{\"addLicenses\":{},\"removeLicenses\":[]}", 400, "BadRequest",
         "both be present"},
        {"POST", ASSIGN("una.unlicensed"), "{\"addLicenses\":[{\"sku\":\"x\"}],\"removeLicenses\":[]}", 400,
         "BadRequest", "'sku'"},
        {"POST", ASSIGN("una.unlicensed"), "{\"addLicenses\":[],\"removeLicenses\":[],\"all\":1}", 400, "BadRequest",
         "'all'"},
        {"POST", ASSIGN("una.unlicensed"), NULL, 400, "Request_BadRequest", "Empty Payload"},
        {"POST", ASSIGN("nobody"), ADD(E3), 404, "Request_ResourceNotFound", "nobody@contoso.com"},
        {"POST", USER("una.unlicensed") "/reprocessLicenseAssignment", "{\"x\":1}", 400, "BadRequest", "'x'"},
    };
    struct directory *d = *state;
    uint64_t before = store_sequence(d->store);
    assert_refusals(d, cases, COUNT(cases));
    assert_int_equal(store_sequence(d->store), before);
}

static void licence__after_a_usage_location__goes_through(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer located = PATCH(d, USER("noel.nowhere"), "{\"usageLocation\":\"NL\"}");
    auto_answer struct answer done = POST(d, ASSIGN("noel.nowhere"), ADD(E3));
    auto_answer struct answer again = POST(d, USER("noel.nowhere") "/reprocessLicenseAssignment", "{}");
    assert_status(&located, 204);
    assert_status(&done, 200);
    assert_status(&again, 200);
    assert_string_equal(text_of(again.json, "userPrincipalName"), "noel.nowhere@contoso.com");
}

static void seats__run_out__and_come_back(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer skus = GET(d, "/subscribedSkus");
    const struct json *sku = find_in(value_of(&skus), "skuId", COPILOT);
    int seats = (int)json_number(json_path(sku, "prepaidUnits.enabled"), 0), used = consumed(d, COPILOT), given = 0;
    assert_true(used < seats);
    for (uint32_t number = 0; number < d->options.users && used + given < seats; number++) {
        char id[GUID_TEXT];
        struct guid guid = seed_id(store_people(d->store), number);
        auto_str char *path = xasprintf("/users/%s/assignLicense", guid_format(&guid, id));
        auto_answer struct answer a = POST(d, path, ADD(COPILOT));
        given = consumed(d, COPILOT) - used;
        assert_true(a.status == 200 || strstr(error_message(&a), "depends on"));
    }
    assert_int_equal(consumed(d, COPILOT), seats);
    auto_answer struct answer full = POST(d, ASSIGN("pam.password"), ADD(COPILOT));
    assert_refused(full, 400, "Request_BadRequest", "does not have any available licenses");
}

static void licences__of_groups__follow_the_membership(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "una.unlicensed"), *reference = reference_to(id);
    auto_str char *leave = xasprintf("/groups/" GROUP("08") "/members/%s/$ref", id);
    int before = consumed(d, E3);
    auto_answer struct answer joined = POST(d, "/groups/" GROUP("08") "/members/$ref", reference);
    auto_answer struct answer user = GET(d, USER("una.unlicensed") "?$select=assignedLicenses,licenseAssignmentStates");
    assert_status(&joined, 204);
    assert_string_equal(text_of(json_first(json_get(user.json, "licenseAssignmentStates")), "assignedByGroup"),
                        GROUP("08"));
    assert_int_equal(consumed(d, E3), before + 1);
    auto_answer struct answer direct = POST(d, ASSIGN("una.unlicensed"), ADD(E3)); /* both ways, one seat */
    assert_status(&direct, 200);
    assert_int_equal(consumed(d, E3), before + 1);
    auto_answer struct answer left = DELETE(d, leave);
    auto_answer struct answer after = GET(d,
                                          USER("una.unlicensed") "?$select=assignedLicenses,licenseAssignmentStates");
    assert_status(&left, 204);
    assert_int_equal(json_count(json_get(after.json, "licenseAssignmentStates")), 1);
    assert_int_equal(
        json_kind(json_get(json_first(json_get(after.json, "licenseAssignmentStates")), "assignedByGroup")), JSON_NULL);
    assert_int_equal(consumed(d, E3), before + 1);
}

/* Every state that names a group has its user in that group, in the whole seed. */
static void group_licences__and_members__agree_in_the_seed(void **state)
{
    struct directory *d = *state;
    unsigned by_group = 0;
    auto_answer struct answer users = GET(d, "/users?$select=id,licenseAssignmentStates&$top=400");
    for (const struct json *user = json_first(value_of(&users)); user; user = json_next(user)) {
        const struct json *first = json_first(json_get(user, "licenseAssignmentStates"));
        const char *group = json_text(json_get(first, "assignedByGroup"));
        if (!group || by_group > 30)
            continue;
        auto_str char *path = xasprintf("/users/%s/memberOf?$select=id", text_of(user, "id"));
        assert_true(list_has(d, path, "id", group));
        by_group++;
    }
    assert_true(by_group > 20);
    assert_true(list_has(d, USER("gil.grouped") "/memberOf", "id", GROUP("08")));
}

static void licences__need__their_permissions(void **state)
{
    static const struct permission cases[] = {
        {"POST", ASSIGN("una.unlicensed"), ADD(E3), "LicenseAssignment.Read.All", NULL, 403},
        {"POST", ASSIGN("una.unlicensed"), ADD(E3), "User.Read.All", ADMIN_OID, 403},
        {"POST", ASSIGN("una.unlicensed"), ADD(E3), "LicenseAssignment.ReadWrite.All", NULL, 200},
        {"POST", ASSIGN("una.unlicensed"), REMOVE(E3), "LicenseAssignment.ReadWrite.All", ADMIN_OID, 200},
        {"POST", USER("una.unlicensed") "/reprocessLicenseAssignment", "{}", "LicenseAssignment.ReadWrite.All", NULL,
         403},
        {"GET", USER("una.unlicensed") "/licenseDetails", NULL, "LicenseAssignment.Read.All", NULL, 200},
        {"GET", USER("una.unlicensed") "/licenseDetails", NULL, "Group.Read.All", NULL, 403},
    };
    assert_permissions(*state, cases, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(licence__is_assigned__and_read_everywhere),
        ACTION_TEST(licence__given_again__replaces_its_disabled_plans),
        ACTION_TEST(licences__are_swapped__in_one_call),
        ACTION_TEST(licence__is_refused__by_each_rule),
        ACTION_TEST(licence__after_a_usage_location__goes_through),
        ACTION_TEST(seats__run_out__and_come_back),
        ACTION_TEST(licences__of_groups__follow_the_membership),
        ACTION_TEST(group_licences__and_members__agree_in_the_seed),
        ACTION_TEST(licences__need__their_permissions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

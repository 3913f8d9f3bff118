/* What leads from one user to other objects, and that it leads back. */
#include "actions_fixture.h"

#include <ctype.h>

static const struct json *value_named(const struct answer *a, const char *type)
{
    return find_in(value_of(a), "@odata.type", type);
}

static void reports__are_those__whose_manager_the_user_is(void **state)
{
    auto_answer struct answer users = GET(*state, "/users?$select=id&$expand=manager($select=id)&$top=999");
    const struct json *below = json_first(value_of(&users));
    while (below && !json_get(below, "manager"))
        below = json_next(below);
    const char *above = text_of(json_get(below, "manager"), "id");
    auto_str char *path = xasprintf("/users/%s/directReports", above);
    auto_answer struct answer reports = GET(*state, path);
    size_t wanted = 0;
    for (const struct json *user = json_first(value_of(&users)); user; user = json_next(user))
        wanted += !strcmp(text_of(json_get(user, "manager"), "id"), above);
    assert_status(&reports, 200);
    assert_int_equal(json_count(value_of(&reports)), wanted);
    assert_non_null(find_in(value_of(&reports), "id", text_of(below, "id")));
    assert_string_equal(text_of(json_first(value_of(&reports)), "@odata.type"), "#microsoft.graph.user");
}

static void sponsors__are_of_guests_alone(void **state)
{
    auto_answer struct answer guest = GET(*state, "/users?$filter=startsWith(displayName,'Paula Partner')");
    auto_str char *path = xasprintf("/users/%s/sponsors", text_of(json_first(value_of(&guest)), "id"));
    auto_answer struct answer sponsors = GET(*state, path), none = GET(*state, USER("gil.grouped") "/sponsors");
    assert_non_null(value_named(&sponsors, "#microsoft.graph.group"));
    assert_int_equal(json_count(value_of(&none)), 0);
}

/* An id is the same in capitals, in what is written as in what is read. */
static void devices__keep__what_is_written_whatever_the_letters_of_the_id(void **state)
{
    auto_answer struct answer list = GET(*state, "/devices?$top=1&$filter=operatingSystem eq 'Windows'");
    const char *id = text_of(json_first(value_of(&list)), "id");
    auto_str char *path = xasprintf("/devices/%s", id), *loud = xstrdup(path);
    for (char *c = loud + strlen("/devices/"); *c; c++)
        *c = (char)toupper((unsigned char)*c);
    assert_string_not_equal(path, loud);
    auto_answer struct answer off = PATCH(*state, loud, "{\"accountEnabled\":false}");
    auto_answer struct answer read = GET(*state, path), loudly = GET(*state, loud);
    assert_int_equal(off.status, 204);
    assert_false(json_true(json_get(read.json, "accountEnabled")));
    assert_false(json_true(json_get(loudly.json, "accountEnabled")));
    auto_answer struct answer on = PATCH(*state, path, "{\"accountEnabled\":true}");
    auto_answer struct answer again = GET(*state, loud);
    assert_int_equal(on.status, 204);
    assert_true(json_true(json_get(again.json, "accountEnabled")));
}

static void devices__lead_to__their_users_and_back(void **state)
{
    auto_answer struct answer owned = GET(*state, USER("max.methods") "/ownedDevices");
    auto_answer struct answer all = GET(*state, USER("max.methods") "/registeredDevices");
    const struct json *device = json_first(value_of(&all));
    assert_int_equal(json_count(value_of(&all)), 4);
    assert_true(json_count(value_of(&owned)) <= 4);
    for (; device; device = json_next(device)) {
        auto_str char *by_id = xasprintf("/devices/%s", text_of(device, "id"));
        auto_str char *by_device = xasprintf("/devices(deviceId='%s')", text_of(device, "deviceId"));
        auto_str char *filter = xasprintf("/devices?$filter=deviceId eq '%s'", text_of(device, "deviceId"));
        auto_answer struct answer one = GET(*state, by_id), two = GET(*state, by_device), three = GET(*state, filter);
        assert_string_equal(text_of(device, "@odata.type"), "#microsoft.graph.device");
        assert_string_not_equal(text_of(device, "id"), text_of(device, "deviceId"));
        assert_string_equal(text_of(one.json, "displayName"), text_of(device, "displayName"));
        assert_string_equal(text_of(two.json, "id"), text_of(device, "id"));
        assert_string_equal(text_of(json_first(value_of(&three)), "id"), text_of(device, "id"));
    }
    auto_answer struct answer none = GET(*state, "/devices/00000000-1111-4222-8333-444444444444");
    auto_answer struct answer list = GET(*state, "/devices?$top=5&$filter=operatingSystem eq 'Windows'");
    assert_refused(none, 404, "Request_ResourceNotFound", "does not exist");
    assert_int_equal(json_count(value_of(&list)), 5);
    assert_true(*text_of(list.json, "@odata.nextLink"));
}

static void units__are_among__the_memberships(void **state)
{
    auto_answer struct answer all = GET(*state, USER("max.methods") "/memberOf");
    auto_answer struct answer units = GET(*state, USER("max.methods") "/memberOf/microsoft.graph.administrativeUnit");
    const struct json *unit = find_in(value_of(&units), "displayName", "Executives");
    assert_non_null(value_named(&all, "#microsoft.graph.administrativeUnit"));
    assert_true(json_true(json_get(unit, "isMemberManagementRestricted")));
    auto_str char *path = xasprintf("/directory/administrativeUnits/%s", text_of(unit, "id"));
    auto_answer struct answer one = GET(*state, path);
    assert_string_equal(text_of(one.json, "displayName"), "Executives");
}

static void photo__is_a_picture__or_not_found(void **state)
{
    bool has = false, lacks = false;
    auto_answer struct answer users = GET(*state, "/users?$select=id&$top=40");
    for (const struct json *user = json_first(value_of(&users)); user; user = json_next(user)) {
        auto_str char *path = xasprintf("/users/%s/photo", text_of(user, "id"));
        auto_str char *bytes = xasprintf("%s/$value", path);
        auto_answer struct answer about = GET(*state, path), picture = GET(*state, bytes);
        assert_int_equal(about.status, picture.status);
        has = has || about.status == 200;
        lacks = lacks || about.status == 404;
        if (about.status == 200) {
            assert_int_equal(json_integer(json_get(about.json, "width"), 0), 240);
            assert_memory_equal(picture.text, "\xff\xd8\xff\xdb", 4);
        } else {
            assert_refused(about, 404, "ImageNotFound", "");
        }
    }
    assert_true(has && lacks);
}

static void consents__name__applications_that_exist(void **state)
{
    auto_str char *id = id_of(*state, "max.methods");
    auto_answer struct answer grants = GET(*state, USER("max.methods") "/oauth2PermissionGrants");
    auto_answer struct answer roles = GET(*state, USER("max.methods") "/appRoleAssignments");
    auto_answer struct answer everybody = GET(*state, "/oauth2PermissionGrants?$top=5");
    assert_int_equal(json_count(value_of(&grants)), 3);
    assert_int_equal(json_count(value_of(&roles)), 5);
    assert_string_equal(text_of(json_first(value_of(&everybody)), "consentType"), "AllPrincipals");
    for (const struct json *grant = json_first(value_of(&grants)); grant; grant = json_next(grant)) {
        auto_str char *path = xasprintf("/servicePrincipals/%s", text_of(grant, "clientId"));
        auto_answer struct answer client = GET(*state, path);
        assert_status(&client, 200);
        assert_string_equal(text_of(grant, "principalId"), id);
        assert_non_null(json_get(client.json, "verifiedPublisher"));
    }
}

static void provisioning_errors__are_told__of_the_user(void **state)
{
    auto_answer struct answer sid = GET(*state, USER("sid.synced") "?$select=onPremisesProvisioningErrors");
    auto_answer struct answer gil = GET(*state, USER("gil.grouped") "?$select=onPremisesProvisioningErrors");
    auto_answer struct answer all = GET(*state, "/users?$select=serviceProvisioningErrors&$top=999");
    const struct json *error = json_first(json_get(sid.json, "onPremisesProvisioningErrors"));
    size_t failed = 0;
    assert_string_equal(text_of(error, "category"), "PropertyConflict");
    assert_int_equal(json_count(json_get(gil.json, "onPremisesProvisioningErrors")), 0);
    for (const struct json *user = json_first(value_of(&all)); user; user = json_next(user))
        failed += json_count(json_get(user, "serviceProvisioningErrors"));
    assert_in_range(failed, 1, 30);
}

static void a_licence_a_group_could_not_give__is_a_state_and_no_licence(void **state)
{
    auto_answer struct answer rob = GET(*state,
                                        USER("rob.remediated") "?$select=licenseAssignmentStates,assignedLicenses");
    auto_answer struct answer details = GET(*state, USER("rob.remediated") "/licenseDetails");
    const struct json *failed = find_in(json_get(rob.json, "licenseAssignmentStates"), "state", "Error");
    assert_string_equal(text_of(failed, "error"), "CountViolation");
    assert_null(find_in(json_get(rob.json, "assignedLicenses"), "skuId", text_of(failed, "skuId")));
    assert_null(find_in(value_of(&details), "skuId", text_of(failed, "skuId")));
    assert_true(list_has(*state, USER("rob.remediated") "/memberOf", "id", text_of(failed, "assignedByGroup")));
}

static void eligible_roles__have__schedules(void **state)
{
    static const char path[] = "/roleManagement/directory/roleEligibilitySchedules";
    struct directory *d = *state;
    auto_str char *id = id_of(d, "dirk.driveless");
    auto_str char *own = xasprintf("%s?$filter=principalId eq '%s'&$expand=roleDefinition", path, id);
    auto_answer struct answer list = GET(d, own);
    const struct json *one = json_first(value_of(&list));
    assert_string_equal(json_text_or(json_path(one, "roleDefinition.displayName"), ""), "User Administrator");
    assert_string_equal(json_text_or(json_path(one, "scheduleInfo.expiration.type"), ""), "noExpiration");
    store_set_plan(d->store, PLAN_P1);
    auto_answer struct answer refused = GET(d, own);
    assert_refused(refused, 400, "AadPremiumLicenseRequired", "P2");
}

/* Everything of one user in one batch, as a client would ask. */
static void a_batch__carries__all_of_a_user(void **state)
{
    static const char *const parts[] = {"?$select=id,displayName",
                                        "/manager",
                                        "/directReports",
                                        "/sponsors",
                                        "/licenseDetails",
                                        "/memberOf",
                                        "/transitiveMemberOf",
                                        "/ownedObjects",
                                        "/ownedDevices",
                                        "/registeredDevices",
                                        "/oauth2PermissionGrants",
                                        "/appRoleAssignments",
                                        "/authentication/methods",
                                        "/photo",
                                        "/photo/$value"};
    auto_buf struct buf body = buf_make(1 << 16);
    buf_puts(&body, "{\"requests\":[");
    for (size_t i = 0; i < COUNT(parts); i++)
        buf_printf(&body, "%s{\"id\":\"%zu\",\"method\":\"GET\",\"url\":\"" USER("max.methods") "%s\"}", i ? "," : "",
                   i, parts[i]);
    buf_puts(&body, "]}");
    auto_answer struct answer all = POST(*state, "/$batch", buf_text(&body));
    assert_status(&all, 200);
    const struct json *responses = json_get(all.json, "responses");
    assert_int_equal(json_count(responses), COUNT(parts));
    for (const struct json *one = json_first(responses); one; one = json_next(one)) {
        long long status = json_integer(json_get(one, "status"), 0);
        const char *code = json_text_or(json_path(one, "body.error.code"), "");
        if (status != 200 && strcmp(code, "Request_ResourceNotFound") != 0 && strcmp(code, "ImageNotFound") != 0)
            fail_msg("%s: %lld %s", text_of(one, "id"), status, code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(reports__are_those__whose_manager_the_user_is),
        ACTION_TEST(sponsors__are_of_guests_alone),
        ACTION_TEST(devices__lead_to__their_users_and_back),
        ACTION_TEST(devices__keep__what_is_written_whatever_the_letters_of_the_id),
        ACTION_TEST(units__are_among__the_memberships),
        ACTION_TEST(photo__is_a_picture__or_not_found),
        ACTION_TEST(consents__name__applications_that_exist),
        ACTION_TEST(provisioning_errors__are_told__of_the_user),
        ACTION_TEST(a_licence_a_group_could_not_give__is_a_state_and_no_licence),
        ACTION_TEST(eligible_roles__have__schedules),
        ACTION_TEST(a_batch__carries__all_of_a_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Deleting, restoring, deleting for good; managers; who masters a user; rules of single situations. */
#include "actions_fixture.h"

#include <stdlib.h>

#define DELETED "/directory/deletedItems"
/* A person's alone. */
#define PURGE(d, item)                                                                                                 \
    ask(d, item,                                                                                                       \
        (struct ask){.method = "DELETE", .user = ADMIN_OID, .role = GLOBAL_ADMIN, .grants = {"User.ReadWrite.All"}})
#define GLOBAL_ADMIN "62e90394-69f5-4237-9190-012177145e10"
#define E3           "05e9a617-0261-4cee-bb44-138d3ef5d965"

static unsigned count_users(struct directory *d)
{
    auto_answer struct answer a = GET_EVENTUAL(d, "/users/$count");
    return (unsigned)strtoul(a.text, NULL, 10);
}

static int consumed(struct directory *d, const char *sku)
{
    auto_answer struct answer a = GET(d, "/subscribedSkus");
    return (int)json_number(json_get(find_in(value_of(&a), "skuId", sku), "consumedUnits"), -1);
}

static void user__once_deleted__is_gone_everywhere_but_there(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "pam.password"), *path = xasprintf("/users/%s", id),
                  *item = xasprintf(DELETED "/%s", id);
    unsigned before = count_users(d);
    int licences = consumed(d, E3);
    auto_answer struct answer gone = DELETE(d, USER("pam.password"));
    assert_status(&gone, 204);
    auto_answer struct answer by_id = GET(d, path), by_name = GET(d, USER("pam.password")), twice = DELETE(d, path);
    assert_status(&by_id, 404);
    assert_status(&by_name, 404);
    assert_refused(twice, 404, "Request_ResourceNotFound", id);
    assert_int_equal(count_users(d), before - 1);
    assert_int_equal(consumed(d, E3), licences - 1);
    assert_false(list_has(d, "/users?$select=id&$top=999", "id", id));
    assert_false(list_has(d, "/groups/" GROUP("01") "/members?$select=id&$top=999", "id", id));
    auto_answer struct answer list = GET(
        d, DELETED "/microsoft.graph.user?$select=id,displayName,userPrincipalName,mail,deletedDateTime&$top=999");
    const struct json *one = find_in(value_of(&list), "id", id);
    assert_int_equal(json_count(value_of(&list)), 1);
    assert_string_equal(text_of(one, "displayName"), "Pam Password");
    assert_string_equal(text_of(one, "deletedDateTime"), "2026-11-23T12:00:00Z");
    assert_int_equal(strlen(text_of(one, "userPrincipalName")), 32 + strlen("pam.password@contoso.com"));
    auto_answer struct answer single = GET(d, item);
    assert_string_equal(text_of(single.json, "id"), id);
    assert_string_equal(text_of(single.json, "@odata.type"), "#microsoft.graph.user");
}

static void user__restored__is_as_before(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "pam.password"), *restore = xasprintf(DELETED "/%s/restore", id);
    unsigned before = count_users(d);
    int licences = consumed(d, E3);
    auto_answer struct answer gone = DELETE(d, USER("pam.password"));
    auto_answer struct answer back = POST(d, restore, "{}"), twice = POST(d, restore, "{}");
    assert_status(&gone, 204);
    assert_status(&back, 200);
    assert_string_equal(text_of(back.json, "userPrincipalName"), "pam.password@contoso.com");
    assert_refused(twice, 404, "Request_ResourceNotFound", id);
    auto_answer struct answer user = GET(d, USER("pam.password") "?$select=id,deletedDateTime,assignedLicenses");
    assert_string_equal(text_of(user.json, "id"), id);
    assert_int_equal(json_kind(json_get(user.json, "deletedDateTime")), JSON_NULL);
    assert_int_equal(json_count(json_get(user.json, "assignedLicenses")), 1);
    assert_int_equal(count_users(d), before);
    assert_int_equal(consumed(d, E3), licences);
    auto_answer struct answer bare = DELETE(d, USER("pam.password")),
                              no_body = ask(d, restore, (struct ask){.method = "POST"});
    assert_status(&bare, 204);
    assert_status(&no_body, 200);
}

static void restore__meets_conflicts__and_takes_its_options(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "pam.password"), *restore = xasprintf(DELETED "/%s/restore", id);
    auto_answer struct answer gone = DELETE(d, USER("pam.password"));
    auto_answer struct answer taken = PATCH(d, USER("una.unlicensed"),
                                            "{\"userPrincipalName\":\"pam.password@contoso.com\"}");
    assert_int_equal(gone.status + taken.status, 408);
    auto_answer struct answer clash = POST(d, restore, "{}");
    assert_refused(clash, 400, "Request_BadRequest", "userPrincipalName already exists");
    assert_string_equal(text_of(json_first(json_path(clash.json, "error.details")), "code"), "ObjectConflict");
    auto_answer struct answer mail = PATCH(d, USER("max.methods"), "{\"mail\":\"pam.password@contoso.com\"}");
    auto_answer struct answer proxy = ask_beta(
        d, restore, (struct ask){.method = "POST", .body = "{\"newUserPrincipalName\":\"pam.again@contoso.com\"}"});
    assert_status(&mail, 204);
    assert_refused(proxy, 400, "Request_BadRequest", "proxyAddresses already exists");
    auto_answer struct answer domain = ask_beta(
        d, restore, (struct ask){.method = "POST", .body = "{\"newUserPrincipalName\":\"pam@fabrikam.com\"}"});
    auto_answer struct answer type = ask_beta(
        d, restore, (struct ask){.method = "POST", .body = "{\"autoReconcileProxyConflict\":\"true\"}"});
    auto_answer struct answer unknown = ask_beta(d, restore,
                                                 (struct ask){.method = "POST", .body = "{\"force\":true}"});
    assert_refused(domain, 400, "Request_BadRequest", "domain portion");
    assert_refused(type, 400, "Request_BadRequest", "'autoReconcileProxyConflict'");
    assert_refused(unknown, 400, "BadRequest", "'force'");
    auto_answer struct answer stable = POST(d, restore, "{\"newUserPrincipalName\":\"pam.again@contoso.com\"}");
    assert_refused(stable, 400, "BadRequest", "'newUserPrincipalName'");
    auto_answer struct answer done = ask_beta(
        d, restore,
        (struct ask){
            .method = "POST",
            .body = "{\"newUserPrincipalName\":\"pam.again@contoso.com\",\"autoReconcileProxyConflict\":true}"});
    assert_status(&done, 200);
    auto_answer struct answer user = GET(d, USER("pam.again") "?$select=id,mail,proxyAddresses");
    assert_string_equal(text_of(user.json, "id"), id);
    assert_int_equal(json_kind(json_get(user.json, "mail")), JSON_NULL);
    assert_int_equal(json_count(json_get(user.json, "proxyAddresses")), 1);
}

static void user__deleted_for_good__cannot_come_back(void **state)
{
    struct directory *d = *state;
    auto_str char *id = id_of(d, "pam.password"), *item = xasprintf(DELETED "/%s", id),
                  *restore = xasprintf("%s/restore", item);
    auto_answer struct answer early = PURGE(d, item), gone = DELETE(d, USER("pam.password")), purged = PURGE(d, item);
    auto_answer struct answer back = POST(d, restore, "{}"), twice = PURGE(d, item);
    assert_status(&early, 404);
    assert_status(&gone, 204);
    assert_status(&purged, 204);
    assert_status(&back, 404);
    assert_status(&twice, 404);
    assert_false(list_has(d, DELETED "/microsoft.graph.user", "id", id));
}

/* The deltaLink behind `uri`; `*last` gets the last page. */
static char *delta(struct directory *d, const char *uri, struct json **last)
{
    char *next = xstrdup(uri);
    for (;;) {
        auto_answer struct answer a = ask_as(d, next, (struct ask){.prefer = "return=minimal"});
        assert_status(&a, 200);
        json_free(*last);
        *last = json_copy(json_get(a.json, "value"));
        const char *more = json_text(json_get(a.json, "@odata.nextLink"));
        const char *end = json_text(json_get(a.json, "@odata.deltaLink"));
        xfree(next);
        next = xstrdup(more ? more : end);
        if (end)
            return next;
    }
}

static void delta__tells__who_went_and_who_came_back(void **state)
{
    struct directory *d = *state;
    auto_json struct json *last = NULL;
    auto_str char *id = id_of(d, "pam.password"), *item = xasprintf(DELETED "/%s", id),
                  *restore = xasprintf("%s/restore", item);
    auto_str char *watch = xasprintf(V1 "/users/delta?$select=displayName&$filter=id%%20eq%%20'%s'", id);
    auto_str char *one = delta(d, watch, &last);
    assert_int_equal(json_count(last), 1);
    auto_answer struct answer gone = DELETE(d, USER("pam.password"));
    auto_str char *two = delta(d, one, &last);
    assert_string_equal(json_text_or(json_path(json_first(last), "@removed.reason"), ""), "changed");
    auto_answer struct answer back = POST(d, restore, "{}");
    auto_str char *three = delta(d, two, &last);
    assert_null(json_get(json_first(last), "@removed"));
    assert_string_equal(text_of(json_first(last), "displayName"), "Pam Password");
    auto_answer struct answer again = DELETE(d, USER("pam.password")), purged = PURGE(d, item);
    auto_str char *four = delta(d, three, &last);
    assert_string_equal(json_text_or(json_path(json_first(last), "@removed.reason"), ""), "deleted");
    auto_str char *five = delta(d, four, &last);
    assert_int_equal(json_count(last), 0);
    assert_int_equal(gone.status + back.status + again.status + purged.status, 204 * 3 + 200);
    auto_str char *fresh = delta(d, V1 "/users/delta?$select=displayName", &last);
    assert_null(find_in(last, "id", id));
}

static void deleting__needs__its_permission_and_a_lesser_target(void **state)
{
    static const struct permission cases[] = {
        {"DELETE", USER("pam.password"), NULL, "User.Read.All", NULL, 403},
        {"DELETE", USER("gloria.global"), NULL, "User.DeleteRestore.All", NULL, 403},
        {"DELETE", USER("riley.roles"), NULL, "User.DeleteRestore.All", NULL, 403},
        {"DELETE", USER("riley.roles"), NULL, "User.DeleteRestore.All", ADMIN_OID, 204},
        {"DELETE", USER("pam.password"), NULL, "User.DeleteRestore.All", NULL, 204},
        {"GET", DELETED "/microsoft.graph.user", NULL, "User.Read.All", NULL, 200},
        {"GET", DELETED "/microsoft.graph.user", NULL, "Group.Read.All", NULL, 403},
        {"POST", DELETED "/" GROUP("01") "/restore", "{}", "User.Read.All", NULL, 403},
        {"DELETE", DELETED "/" GROUP("01"), NULL, "User.Read.All", NULL, 403},
        {"PATCH", USER("gloria.global"), "{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}",
         "User-PasswordProfile.ReadWrite.All", NULL, 403},
        {"PATCH", USER("gloria.global"), "{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}",
         "User-PasswordProfile.ReadWrite.All", ADMIN_OID, 204},
    };
    static const struct refusal refusals[] = {
        {"GET", DELETED "/microsoft.graph.user?$orderby=displayName", NULL, 400, "BadRequest", "$orderby"},
        {"GET", DELETED "/microsoft.graph.user?$select=shoe", NULL, 400, "BadRequest", "'shoe'"},
        {"DELETE", USER("max.methods") "?$select=id", NULL, 400, "BadRequest", "$select"},
    };
    assert_permissions(*state, cases, COUNT(cases));
    assert_refusals(*state, refusals, COUNT(refusals));
}

/* --- managers --- */

static void manager__is_set_and_cleared__and_read_both_ways(void **state)
{
    struct directory *d = *state;
    auto_str char *above = id_of(d, "gloria.global"), *self = id_of(d, "pam.password");
    auto_str char *body = xasprintf("{\"@odata.id\":\"" BASE "/graph/v1.0/users/%s\"}", above);
    auto_str char *round = xasprintf("{\"@odata.id\":\"" BASE "/graph/v1.0/users/%s\"}", self);
    auto_answer struct answer set = PUT(d, USER("pam.password") "/manager/$ref", body);
    auto_answer struct answer read = GET(d, USER("pam.password") "/manager?$select=id");
    auto_answer struct answer expanded = GET(
        d, USER("pam.password") "?$select=id&$expand=manager($select=id,displayName)");
    assert_status(&set, 204);
    assert_string_equal(text_of(read.json, "id"), above);
    assert_string_equal(json_text_or(json_path(expanded.json, "manager.displayName"), ""), "Gloria Global");
    auto_answer struct answer circle = PUT(d, USER("gloria.global") "/manager/$ref", round);
    auto_answer struct answer own = PUT(d, USER("pam.password") "/manager/$ref", round);
    auto_answer struct answer synced = PUT(d, USER("sid.synced") "/manager/$ref", body);
    auto_answer struct answer shape = PUT(d, USER("pam.password") "/manager/$ref", "{\"id\":\"x\"}");
    assert_refused(circle, 400, "Request_BadRequest", "manager");
    assert_refused(own, 400, "Request_BadRequest", "manager");
    assert_refused(synced, 400, "Request_BadRequest", "on-premises mastered");
    assert_refused(shape, 400, "BadRequest", "'id'");
    auto_answer struct answer cleared = DELETE(d, USER("pam.password") "/manager/$ref");
    auto_answer struct answer none = GET(d, USER("pam.password") "/manager"),
                              twice = DELETE(d, USER("pam.password") "/manager/$ref");
    assert_status(&cleared, 204);
    assert_status(&none, 404);
    assert_refused(twice, 404, "Request_ResourceNotFound", "manager");
}

/* --- who masters a user --- */

static void source_of_authority__moves_to_the_cloud__and_frees_the_user(void **state)
{
    struct directory *d = *state;
    static const char path[] = USER("sid.synced") "/onPremisesSyncBehavior";
    auto_answer struct answer before = GET(d, path);
    assert_false(json_true(json_get(before.json, "isCloudManaged")));
    auto_answer struct answer synced = PATCH(d, USER("sid.synced"), "{\"onPremisesImmutableId\":null}");
    auto_answer struct answer wrong = PATCH(d, path, "{\"isCloudManaged\":\"true\"}");
    auto_answer struct answer cloud = PATCH(d, USER("pam.password") "/onPremisesSyncBehavior",
                                            "{\"isCloudManaged\":true}");
    assert_refused(synced, 400, "Request_BadRequest", "on-premises mastered");
    assert_refused(wrong, 400, "Request_BadRequest", "'isCloudManaged'");
    assert_refused(cloud, 400, "Request_BadRequest", "synchronized from on-premises only");
    auto_answer struct answer moved = PATCH(d, path, "{\"isCloudManaged\":true}"), after = GET(d, path);
    assert_status(&moved, 204);
    assert_true(json_true(json_get(after.json, "isCloudManaged")));
    auto_answer struct answer cleared = PATCH(d, USER("sid.synced"),
                                              "{\"onPremisesImmutableId\":null,\"jobTitle\":\"Cloud\"}");
    auto_answer struct answer user = GET(
        d, USER("sid.synced") "?$select=onPremisesImmutableId,onPremisesSyncEnabled,jobTitle");
    assert_status(&cleared, 204);
    assert_int_equal(json_kind(json_get(user.json, "onPremisesImmutableId")), JSON_NULL);
    assert_false(json_true(json_get(user.json, "onPremisesSyncEnabled")));
    assert_string_equal(text_of(user.json, "jobTitle"), "Cloud");
    auto_answer struct answer back = PATCH(d, path, "{\"isCloudManaged\":false}"),
                              no = PATCH(d, USER("sid.synced"), "{\"jobTitle\":\"x\"}");
    assert_status(&back, 204);
    assert_status(&no, 400);
    struct ask narrow = {.grants = {"User.ReadWrite.All"}};
    auto_answer struct answer denied = ask(d, path, narrow);
    assert_status(&denied, 403);
}

static void immutable_id_and_password__obey__the_kind_of_user(void **state)
{
    static const struct refusal cases[] = {
        {"PATCH", "/users/frances.federated@fed.contoso.com", "{\"onPremisesImmutableId\":null}", 400,
         "Request_BadRequest", "required for a user of a federated domain"},
        {"PATCH", "/users/frances.federated@fed.contoso.com", "{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}",
         400, "Request_BadRequest", "federated user"},
        {"PATCH", USER("cleo.onceover"), "{\"onPremisesImmutableId\":\"\"}", 400, "Request_BadRequest",
         "'onPremisesImmutableId'"},
        {"PATCH", USER("sid.synced"), "{\"passwordPolicies\":\"None\"}", 400, "Request_BadRequest",
         "on-premises mastered"},
    };
    struct directory *d = *state;
    assert_refusals(d, cases, COUNT(cases));
    auto_answer struct answer before = GET(d, USER("cleo.onceover") "?$select=onPremisesImmutableId");
    assert_int_equal(strlen(text_of(before.json, "onPremisesImmutableId")), 24);
    auto_answer struct answer done = PATCH(
        d, USER("cleo.onceover"),
        "{\"onPremisesImmutableId\":null,\"passwordPolicies\":\"DisablePasswordExpiration\"}");
    auto_answer struct answer after = GET(d, USER("cleo.onceover") "?$select=onPremisesImmutableId,passwordPolicies");
    assert_status(&done, 204);
    assert_int_equal(json_kind(json_get(after.json, "onPremisesImmutableId")), JSON_NULL);
    assert_string_equal(text_of(after.json, "passwordPolicies"), "DisablePasswordExpiration");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(user__once_deleted__is_gone_everywhere_but_there),
        ACTION_TEST(user__restored__is_as_before),
        ACTION_TEST(restore__meets_conflicts__and_takes_its_options),
        ACTION_TEST(user__deleted_for_good__cannot_come_back),
        ACTION_TEST(delta__tells__who_went_and_who_came_back),
        ACTION_TEST(deleting__needs__its_permission_and_a_lesser_target),
        ACTION_TEST(manager__is_set_and_cleared__and_read_both_ways),
        ACTION_TEST(source_of_authority__moves_to_the_cloud__and_frees_the_user),
        ACTION_TEST(immutable_id_and_password__obey__the_kind_of_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Sites and their libraries, the OneDrive of a user, shortcuts in it; and the users of the seed's situations. */
#include "actions_fixture.h"

#define HOST           "contoso.sharepoint.com"
#define CHILDREN(user) USER(user) "/drive/root/children"
#define ID(n)          "c0a80101-5e1f-4a3b-8d2c-0000000000" n
#define IDS(list)                                                                                                      \
    "\"sharepointIds\":{\"listId\":\"" list                                                                            \
    "\",\"listItemUniqueId\":\"root\",\"siteId\":\"" ID("11") "\",\"siteUrl\":"                                        \
                                                              "\"https://" HOST                                        \
                                                              "/sites/finance\",\"webId\":\"" ID("12") "\"}"
#define LIBRARY(name, behaviour)                                                                                       \
    "{\"name\":\"" name "\",\"remoteItem\":{" IDS(ID("13")) "},\"@microsoft.graph.conflictBehavior\":\"" behaviour "\"}"
#define FOLDER(name, drive, item, behaviour)                                                                           \
    "{\"name\":\"" name "\",\"remoteItem\":{\"id\":\"" item "\",\"parentReference\":{\"driveId\":\"" drive "\"}},"     \
    "\"@microsoft.graph.conflictBehavior\":\"" behaviour "\"}"
#define FINANCE_DRIVE "b!finance-documents-Zk1tQx1a"

static void sites__are_found__by_path_id_and_words(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer root = GET(d, "/sites/root?$select=webUrl,siteCollection");
    auto_answer struct answer by_path = GET(d, "/sites/" HOST ":/sites/finance");
    auto_answer struct answer found = GET(d, "/sites?search=finance&$select=id,displayName,webUrl");
    auto_answer struct answer all = GET(d, "/sites?search=*");
    assert_string_equal(text_of(root.json, "webUrl"), "https://" HOST);
    assert_string_equal(json_text_or(json_path(root.json, "siteCollection.hostname"), ""), HOST);
    assert_string_equal(text_of(by_path.json, "webUrl"), "https://" HOST "/sites/finance");
    assert_int_equal(json_count(value_of(&found)), 1);
    assert_int_equal(json_count(value_of(&all)), 6);
    const char *id = text_of(json_first(value_of(&found)), "id");
    auto_str char *by_id = xasprintf("/sites/%s", id),
                  *drive = xasprintf("/sites/%s/drive?$select=id,sharePointIds", id);
    auto_str char *drives = xasprintf("/sites/%s/drives?$select=id,name,webUrl", id),
                  *lists = xasprintf("/sites/%s/lists", id);
    auto_answer struct answer site = GET(d, by_id), one = GET(d, drive), many = GET(d, drives),
                              libraries = GET(d, lists);
    assert_string_equal(text_of(site.json, "displayName"), "Finance");
    assert_string_equal(text_of(one.json, "id"), FINANCE_DRIVE);
    assert_string_equal(json_text_or(json_path(one.json, "sharePointIds.listId"), ""), ID("13"));
    assert_int_equal(json_count(value_of(&many)), 2);
    assert_non_null(find_in(value_of(&libraries), "displayName", "Invoices"));
    auto_answer struct answer item = GET(d, "/drives/" FINANCE_DRIVE "/root:/Reports/2026?$select=id,name");
    auto_answer struct answer children = GET(d, "/drives/" FINANCE_DRIVE "/root/children");
    assert_string_equal(text_of(item.json, "name"), "2026");
    assert_int_equal(json_count(value_of(&children)), 2);
}

static void sites__are_refused__when_there_are_none(void **state)
{
    static const struct refusal cases[] = {
        {"GET", "/sites/" HOST ":/sites/nowhere", NULL, 404, "itemNotFound", "site could not be found"},
        {"GET", "/sites/" HOST "," ID("99") "," ID("98"), NULL, 404, "itemNotFound", "site"},
        {"GET", "/sites", NULL, 400, "invalidRequest", "search"},
        {"GET", "/sites/root?$select=shoe", NULL, 400, "BadRequest", "'shoe'"},
        {"GET", "/drives/b!nothing/root:/General", NULL, 404, "itemNotFound", "could not be found"},
        {"GET", "/drives/" FINANCE_DRIVE "/root:/Nowhere", NULL, 404, "itemNotFound", "could not be found"},
    };
    static const struct permission permissions[] = {
        {"GET", "/sites/root", NULL, "Sites.Read.All", NULL, 200},
        {"GET", "/sites/root", NULL, "User.Read.All", NULL, 403},
        {"GET", USER("max.methods") "/drive", NULL, "Files.Read.All", NULL, 200},
        {"GET", USER("max.methods") "/drive", NULL, "User.Read.All", NULL, 403},
    };
    assert_refusals(*state, cases, COUNT(cases));
    assert_permissions(*state, permissions, COUNT(permissions));
}

static void drive__is_there__once_provisioned(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer drive = GET(d, USER("max.methods") "/drive?$select=id,driveType,webUrl,owner,quota");
    auto_answer struct answer none = GET(d, USER("dirk.driveless") "/drive"),
                              bare = GET(d, USER("una.unlicensed") "/drive");
    assert_status(&drive, 200);
    assert_string_equal(text_of(drive.json, "driveType"), "business");
    assert_string_equal(text_of(drive.json, "webUrl"),
                        "https://contoso-my.sharepoint.com/personal/max_methods_contoso_com/Documents");
    assert_string_equal(json_text_or(json_path(drive.json, "owner.user.email"), ""), "max.methods@contoso.com");
    assert_string_equal(json_text_or(json_path(drive.json, "quota.state"), ""), "normal");
    assert_int_equal(json_count(drive.json), 6);
    assert_refused(none, 404, "ResourceNotFound", "User's mysite not found.");
    assert_refused(bare, 404, "ResourceNotFound", "User's mysite not found.");
}

static void shortcut__is_made__and_seen(void **state)
{
    struct directory *d = *state;
    struct ask how = {.method = "POST", .body = LIBRARY("Documents", "rename")};
    auto_answer struct answer made = ask_beta(d, CHILDREN("max.methods"), how),
                              twice = ask_beta(d, CHILDREN("max.methods"), how);
    assert_status(&made, 201);
    assert_string_equal(text_of(made.json, "name"), "Documents");
    assert_string_equal(json_text_or(json_path(made.json, "remoteItem.sharepointIds.listId"), ""), ID("13"));
    assert_refused(twice, 409, "shortcutAlreadyExists", "shortcut already exists");
    how.body = FOLDER("Documents", FINANCE_DRIVE, "01FALCONREPORTSXK4B7", "rename");
    auto_answer struct answer renamed = ask_beta(d, CHILDREN("max.methods"), how);
    assert_status(&renamed, 201);
    assert_string_equal(text_of(renamed.json, "name"), "Documents 1");
    how.body = FOLDER("documents", FINANCE_DRIVE, "01FALCONGENERALQZ7N2", "fail");
    auto_answer struct answer taken = ask_beta(d, CHILDREN("max.methods"), how);
    assert_refused(taken, 409, "nameAlreadyExists", "already exists");
    auto_answer struct answer listed = GET(d, CHILDREN("max.methods") "?$select=name,remoteItem");
    assert_int_equal(json_count(value_of(&listed)), 2);
    assert_non_null(find_in(value_of(&listed), "name", "Documents 1"));
    assert_null(strstr(listed.text, "@target"));
}

static void shortcut__is_refused__by_shape_and_target(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *code, *part;
    } cases[] = {
        {FOLDER("x", "b!nothing", "01FALCONGENERALQZ7N2", "rename"), 404, "itemNotFound", "could not be found"},
        {FOLDER("x", FINANCE_DRIVE, "01NOTHING", "rename"), 404, "itemNotFound", "could not be found"},
        {FOLDER("a/b", FINANCE_DRIVE, "01FALCONGENERALQZ7N2", "rename"), 400, "invalidRequest", "special characters"},
        {FOLDER("x", FINANCE_DRIVE, "01FALCONGENERALQZ7N2", "maybe"), 400, "invalidRequest", "conflictBehavior"},
        {"{\"name\":\"x\",\"remoteItem\":{" IDS(ID("99")) "}}", 404, "itemNotFound", "could not be found"},
        {"{\"name\":\"x\",\"remoteItem\":{}}", 400, "invalidRequest", "remoteItem"},
        {"{\"name\":\"x\"}", 400, "invalidRequest", "remoteItem"},
        {"{\"name\":\"x\",\"remoteItem\":{\"id\":\"x\"}}", 400, "invalidRequest", "remoteItem"},
        {"{\"name\":\"x\",\"remoteItem\":{\"shoe\":\"x\"}}", 400, "invalidRequest", "'shoe'"},
        {"{\"name\":\"x\",\"folder\":{}}", 400, "BadRequest", "'folder'"},
        {"{\"remoteItem\":{" IDS(ID("13")) "}}", 400, "invalidRequest", "name"},
    };
    struct directory *d = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_answer struct answer a = ask_beta(d, CHILDREN("max.methods"),
                                               (struct ask){.method = "POST", .body = cases[i].body});
        if (a.status != cases[i].status)
            fail_msg("%s: %d %s", cases[i].body, a.status, a.text);
        assert_refused(a, cases[i].status, cases[i].code, cases[i].part);
    }
    struct ask how = {.method = "POST", .body = LIBRARY("Documents", "rename")};
    auto_answer struct answer driveless = ask_beta(d, CHILDREN("dirk.driveless"), how);
    auto_answer struct answer stable = POST(d, CHILDREN("max.methods"), how.body);
    how.grants[0] = "Files.Read.All";
    auto_answer struct answer denied = ask_beta(d, CHILDREN("max.methods"), how);
    assert_refused(driveless, 404, "ResourceNotFound", "mysite not found");
    assert_status(&stable, 405);
    assert_refused(denied, 403, "Authorization_RequestDenied", "Insufficient privileges");
}

/* --- the seed's situations --- */

static const char *upn_of(const struct json *user)
{
    return text_of(user, "userPrincipalName");
}

static void situations__stand_in_every_seed__from_80_users_on(void **state)
{
    static const char *const names[] = {"breakglass@contoso.onmicrosoft.com",
                                        "cleo.onceover@contoso.com",
                                        "dirk.driveless@contoso.com",
                                        "ella.enabled@contoso.com",
                                        "enzo.enforced@contoso.com",
                                        "frances.federated@fed.contoso.com",
                                        "gil.grouped@contoso.com",
                                        "gloria.global@contoso.com",
                                        "max.methods@contoso.com",
                                        "noel.nowhere@contoso.com",
                                        "pam.password@contoso.com",
                                        "paula.partner_fabrikam.com#EXT#@contoso.onmicrosoft.com",
                                        "reception.shared@contoso.com",
                                        "riley.roles@contoso.com",
                                        "rita.risk@contoso.com",
                                        "rob.remediated@contoso.com",
                                        "sid.synced@contoso.com",
                                        "tia.tap@contoso.com",
                                        "tom.tapless@contoso.com",
                                        "una.unlicensed@contoso.com"};
    static const struct {
        unsigned users;
        uint64_t seed;
    } tenants[] = {{80, 1}, {100, 1}, {2500, 9}};
    (void)state;
    for (size_t t = 0; t < COUNT(tenants); t++) {
        struct directory *d = directory_start(tenants[t].users, tenants[t].seed);
        for (size_t i = 0; i < COUNT(names); i++)
            if (store_find(d->store, names[i]) == SEED_NOBODY)
                fail_msg("%s is missing from %u users", names[i], tenants[t].users);
        directory_stop(d);
    }
    struct directory *few = directory_start(79, 1);
    assert_int_equal(store_find(few->store, "pam.password@contoso.com"), SEED_NOBODY);
    directory_stop(few);
}

static void situations__are__as_their_names_say(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer all = GET(
        d, "/users?$top=999&$select=userPrincipalName,accountEnabled,assignedLicenses,usageLocation,"
           "userType,onPremisesSyncEnabled,onPremisesImmutableId,givenName,mail");
    unsigned found = 0;
    for (const struct json *user = json_first(value_of(&all)); user; user = json_next(user)) {
        bool licensed = json_first(json_get(user, "assignedLicenses")) != NULL;
        if (!strcmp(upn_of(user), "noel.nowhere@contoso.com")) {
            assert_int_equal(json_kind(json_get(user, "usageLocation")), JSON_NULL);
            assert_false(licensed);
        } else if (!strcmp(upn_of(user), "reception.shared@contoso.com")) {
            assert_false(json_true(json_get(user, "accountEnabled")) || licensed);
            assert_string_equal(text_of(user, "mail"), upn_of(user));
        } else if (!strcmp(upn_of(user), "sid.synced@contoso.com")) {
            assert_true(json_true(json_get(user, "onPremisesSyncEnabled")) && licensed);
        } else if (!strcmp(upn_of(user), "frances.federated@fed.contoso.com")) {
            assert_int_equal(strlen(text_of(user, "onPremisesImmutableId")), 24);
            assert_false(json_true(json_get(user, "onPremisesSyncEnabled")));
        } else if (!strncmp(upn_of(user), "paula.partner", 13)) {
            assert_string_equal(text_of(user, "userType"), "Guest");
            assert_string_equal(text_of(user, "givenName"), "Paula");
        } else if (!strncmp(upn_of(user), "breakglass", 10)) {
            assert_int_equal(json_kind(json_get(user, "mail")), JSON_NULL);
        } else {
            continue;
        }
        found++;
    }
    assert_int_equal(found, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACTION_TEST(sites__are_found__by_path_id_and_words),
        ACTION_TEST(sites__are_refused__when_there_are_none),
        ACTION_TEST(drive__is_there__once_provisioned),
        ACTION_TEST(shortcut__is_made__and_seen),
        ACTION_TEST(shortcut__is_refused__by_shape_and_target),
        ACTION_TEST(situations__stand_in_every_seed__from_80_users_on),
        ACTION_TEST(situations__are__as_their_names_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

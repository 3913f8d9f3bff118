/* Writing users through the whole front: every refusal, what is read afterwards, sessions, write-back, and the delta. */
#include "directory_fixture.h"

static int start(void **state)
{
    clock_set(NOON);
    *state = directory_start(900, 1);
    return 0;
}

static int stop(void **state)
{
    directory_stop(*state);
    clock_set(-1);
    return 0;
}

/* One property of a user, asked for; the answer is freed by the caller. */
static struct answer read_property(struct directory *d, const char *path, const char *property)
{
    auto_str char *selected = xasprintf("%s?$select=%s", path, property);
    return GET(d, selected);
}

static void assert_reads(struct directory *d, const char *path, const char *property, const char *json)
{
    auto_answer struct answer a = read_property(d, path, property);
    struct buf text = buf_make(1 << 16);
    json_write(json_get(a.json, property), &text);
    assert_string_equal(buf_text(&text), json);
    buf_free(&text);
}

static void patch__is_refused__for_each_wrong_body(void **state)
{
    static const struct {
        const char *body, *part, *target;
    } cases[] = {
        {"{}", "Empty Payload", NULL},
        {"{\"shoeSize\":1}", "Invalid property 'shoeSize'.", "shoeSize"},
        {"{\"@odata.type\":\"#microsoft.graph.group\",\"jobTitle\":\"x\"}", "Invalid property '@odata.type'.", NULL},
        {"{\"id\":\"x\"}", "'id' is read-only", "id"},
        {"{\"assignedLicenses\":[]}", "'assignedLicenses' is read-only", "assignedLicenses"},
        {"{\"onPremisesSyncEnabled\":null}", "'onPremisesSyncEnabled' is read-only", "onPremisesSyncEnabled"},
        {"{\"jobTitle\":5}", "Invalid value specified for property 'jobTitle' of resource 'User'.", "jobTitle"},
        {"{\"jobTitle\":\"\"}", "Invalid value specified for property 'jobTitle'", "jobTitle"},
        {"{\"accountEnabled\":\"false\"}", "Invalid value specified for property 'accountEnabled'", "accountEnabled"},
        {"{\"accountEnabled\":null}", "Invalid value specified for property 'accountEnabled'", "accountEnabled"},
        {"{\"displayName\":null}", "Invalid value specified for property 'displayName'", "displayName"},
        {"{\"mail\":null}", "Invalid value specified for property 'mail'", "mail"},
        {"{\"mail\":\"nowhere\"}", "Invalid value specified for property 'mail'", "mail"},
        {"{\"mail\":\"christine.o'neill@contoso.com\"}", "value for property proxyAddresses already exists",
         "proxyAddresses"},
        {"{\"usageLocation\":\"NLD\"}", "property 'usageLocation'", "usageLocation"},
        {"{\"usageLocation\":\"N1\"}", "property 'usageLocation'", "usageLocation"},
        {"{\"usageLocation\":null}", "property 'usageLocation'", "usageLocation"},
        {"{\"employeeId\":\"12345678901234567\"}", "exceeds the maximum allowed size of 16", "employeeId"},
        {"{\"businessPhones\":[\"1\",\"2\"]}", "property 'businessPhones'", "businessPhones"},
        {"{\"businessPhones\":\"1\"}", "property 'businessPhones'", "businessPhones"},
        {"{\"businessPhones\":null}", "does not allow null values", "businessPhones"},
        {"{\"otherMails\":[\"nowhere\"]}", "property 'otherMails'", "otherMails"},
        {"{\"mailNickname\":\"a b\"}", "property 'mailNickname'", "mailNickname"},
        {"{\"preferredLanguage\":\"English\"}", "property 'preferredLanguage'", "preferredLanguage"},
        {"{\"userType\":\"Admin\"}", "property 'userType'", "userType"},
        {"{\"passwordPolicies\":\"Never\"}", "property 'passwordPolicies'", "passwordPolicies"},
        {"{\"userPrincipalName\":\"a b@contoso.com\"}", "property 'userPrincipalName'", "userPrincipalName"},
        {"{\"userPrincipalName\":\"nobody\"}", "property 'userPrincipalName'", "userPrincipalName"},
        {"{\"userPrincipalName\":\"a@fabrikam.com\"}", "domain portion of the userPrincipalName", "userPrincipalName"},
        {"{\"userPrincipalName\":\"Christine.O'Neill@contoso.com\"}",
         "value for property userPrincipalName already exists", "userPrincipalName"},
        {"{\"onPremisesImmutableId\":\"\"}", "property 'onPremisesImmutableId'", "onPremisesImmutableId"},
        {"{\"passwordProfile\":null}", "property 'passwordProfile'", "passwordProfile"},
        {"{\"passwordProfile\":{}}", "property 'passwordProfile'", "passwordProfile"},
        {"{\"passwordProfile\":{\"shoe\":true}}", "Invalid property 'shoe'.", "passwordProfile"},
        {"{\"passwordProfile\":{\"forceChangePasswordNextSignIn\":\"yes\"}}", "property 'passwordProfile'",
         "passwordProfile"},
        {"{\"passwordProfile\":{\"password\":\"Ab1$xyz\"}}", "does not comply with password complexity",
         "passwordProfile"},
        {"{\"passwordProfile\":{\"password\":\"abcdefgh1\"}}", "does not comply with password complexity",
         "passwordProfile"},
        {"{\"passwordProfile\":{\"password\":\"Password123\"}}", "banned", "passwordProfile"},
    };
    auto_str char *path = path_of(*state, is_cloud);
    uint64_t before = store_sequence(((struct directory *)*state)->store);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = PATCH(*state, path, cases[i].body);
        if (a.status != 400)
            fail_msg("%s: %d", cases[i].body, a.status);
        assert_refused(a, 400, "Request_BadRequest", cases[i].part);
        const struct json *detail = json_first(json_path(a.json, "error.details"));
        if (cases[i].target)
            assert_string_equal(text_of(detail, "target"), cases[i].target);
        else
            assert_null(detail);
    }
    assert_int_equal(store_sequence(((struct directory *)*state)->store), before);
}

static void patch__is_refused__without_a_json_object(void **state)
{
    auto_str char *path = path_of(*state, is_cloud);
    auto_str char *query = xasprintf("%s?$select=id", path);
    auto_answer struct answer none = PATCH(*state, path, "");
    auto_answer struct answer array = PATCH(*state, path, "[]");
    auto_answer struct answer broken = PATCH(*state, path, "{\"jobTitle\":");
    auto_answer struct answer plain = ask(
        *state, path, (struct ask){.method = "PATCH", .body = "{\"jobTitle\":\"x\"}", .plain = true});
    auto_answer struct answer nobody = PATCH(*state, "/users/nobody@contoso.com", "{\"jobTitle\":\"x\"}");
    auto_answer struct answer option = PATCH(*state, query, "{\"jobTitle\":\"x\"}");
    auto_answer struct answer put = ask(*state, path, (struct ask){.method = "PUT", .body = "{}"});
    assert_refused(none, 400, "Request_BadRequest", "Empty Payload");
    assert_refused(array, 400, "BadRequest", "Unable to read JSON request payload");
    assert_refused(broken, 400, "BadRequest", "Unable to read JSON request payload");
    assert_refused(plain, 400, "BadRequest", "Content-Type");
    assert_refused(nobody, 404, "Request_ResourceNotFound", "'nobody@contoso.com' does not exist");
    assert_refused(option, 400, "BadRequest", "$select");
    assert_int_equal(put.status, 405);
}

static void patch__needs__the_permission_of_each_property(void **state)
{
    static const struct {
        const char *body, *grants[4];
        const char *user;
        int status;
    } cases[] = {
        {"{\"accountEnabled\":false}", {"User.EnableDisableAccount.All", "User.Read.All"}, NULL, 204},
        {"{\"accountEnabled\":false}", {"User.EnableDisableAccount.All"}, NULL, 403},
        {"{\"accountEnabled\":true}", {"User.ReadWrite.All"}, NULL, 204},
        {"{\"jobTitle\":\"x\"}", {"User.EnableDisableAccount.All", "User.Read.All"}, NULL, 403},
        {"{\"accountEnabled\":false,\"jobTitle\":\"x\"}",
         {"User.EnableDisableAccount.All", "User.Read.All"},
         NULL,
         403},
        {"{\"mobilePhone\":\"1\"}", {"User-Phone.ReadWrite.All"}, NULL, 204},
        {"{\"otherMails\":[\"a@b.example\"]}", {"User-Phone.ReadWrite.All"}, NULL, 403},
        {"{\"otherMails\":[\"a@b.example\"]}", {"User-Mail.ReadWrite.All"}, NULL, 204},
        {"{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}",
         {"User.ReadWrite.All", "Directory.ReadWrite.All"},
         NULL,
         403},
        {"{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}", {"User.ReadWrite.All"}, ADMIN_OID, 403},
        {"{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}", {"User-PasswordProfile.ReadWrite.All"}, NULL, 204},
        {"{\"employeeLeaveDateTime\":\"2027-01-01T00:00:00Z\"}", {"User.ReadWrite.All"}, NULL, 403},
        {"{\"employeeHireDate\":\"2027-01-01T00:00:00Z\"}", {"User.ReadWrite.All"}, NULL, 403},
        {"{\"employeeHireDate\":\"2027-01-01T00:00:00Z\"}", {"User.ReadWrite.All"}, ADMIN_OID, 204},
        {"{\"aboutMe\":\"x\"}", {"User.ReadWrite.All"}, NULL, 403},
        {"{\"aboutMe\":\"x\"}", {"User.ReadWrite.All"}, ADMIN_OID, 204},
        {"{\"aboutMe\":\"x\",\"jobTitle\":\"x\"}", {"User.ReadWrite.All"}, ADMIN_OID, 400},
        {"{\"jobTitle\":\"x\"}", {"User.Read.All"}, NULL, 403},
        {"{\"jobTitle\":\"x\"}", {"Directory.AccessAsUser.All"}, ADMIN_OID, 204},
        {"{\"proxyAddresses\":[]}", {"User.ReadWrite.All", "Directory.ReadWrite.All"}, ADMIN_OID, 403}, /* Exchange's */
    };
    auto_str char *path = path_of(*state, is_cloud);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ask how = {.method = "PATCH", .body = cases[i].body, .user = cases[i].user};
        memcpy(how.grants, cases[i].grants, sizeof cases[i].grants);
        auto_answer struct answer a = ask(*state, path, how);
        if (a.status != cases[i].status)
            fail_msg("%s with %s: %d %s", cases[i].body, cases[i].grants[0], a.status, a.text);
        if (a.status == 403)
            assert_refused(a, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }
}

static void patch__is_read_afterwards__everywhere(void **state)
{
    struct directory *d = *state;
    auto_str char *path = path_of(d, is_cloud);
    auto_answer struct answer done = PATCH(
        d, path,
        "{\"accountEnabled\":false,\"jobTitle\":\"Night \\u001b[31mshift\",\"department\":null,\"mobilePhone\":null,"
        "\"businessPhones\":[\"+31 6\"],\"userPrincipalName\":\"moved.away@contoso.com\",\"usageLocation\":\"BE\"}");
    assert_int_equal(done.status, 204);
    assert_string_equal(done.text, "");
    assert_reads(d, path, "accountEnabled", "false");
    assert_reads(d, "/users/moved.away@contoso.com", "jobTitle", "\"Night \\u001b[31mshift\"");
    assert_reads(d, path, "department", "null");
    assert_reads(d, path, "businessPhones", "[\"+31 6\"]");
    assert_reads(d, path, "usageLocation", "\"BE\"");
    auto_answer struct answer found = GET(
        d, "/users?$select=id,department,accountEnabled&$filter=userPrincipalName eq 'moved.away@contoso.com'");
    const struct json *one = json_first(json_get(found.json, "value"));
    assert_int_equal(json_count(json_get(found.json, "value")), 1);
    assert_string_equal(text_of(one, "id"), path + strlen("/users/"));
    assert_false(json_true(json_get(one, "accountEnabled")));
    auto_answer struct answer taken = PATCH(d, "/users/christine.o'neill@contoso.com",
                                            "{\"userPrincipalName\":\"Moved.Away@contoso.com\"}");
    assert_refused(taken, 400, "Request_BadRequest", "already exists");
    auto_answer struct answer again = PATCH(d, path, "{\"userPrincipalName\":\"moved.on@contoso.com\"}");
    auto_answer struct answer gone = GET(d, "/users/moved.away@contoso.com");
    assert_int_equal(again.status, 204);
    assert_int_equal(gone.status, 404);
}

static void patch__of_mail__adds_an_address(void **state)
{
    struct directory *d = *state;
    struct seed_user user;
    auto_str char *path = path_of(d, is_cloud);
    seed_user(store_people(d->store), first_user(d, is_cloud), &user);
    auto_answer struct answer done = PATCH(d, path, "{\"mail\":\"first@contoso.com\"}");
    auto_answer struct answer more = PATCH(d, path, "{\"mail\":\"second@contoso.com\"}");
    auto_str char *addresses = xasprintf(
        "[\"SMTP:second@contoso.com\",\"smtp:first@contoso.com\",\"smtp:%s\",\"smtp:%s@contoso.onmicrosoft.com\"]",
        user.mail, user.nickname);
    assert_int_equal(done.status, 204);
    assert_int_equal(more.status, 204);
    assert_reads(d, path, "mail", "\"second@contoso.com\"");
    assert_reads(d, path, "proxyAddresses", addresses);
}

static void patch__of_a_synced_user__takes_only_what_the_cloud_masters(void **state)
{
    struct directory *d = *state;
    auto_str char *path = path_of(d, is_synced), *once = path_of(d, was_synced);
    static const char *const refused[] = {"{\"jobTitle\":\"x\"}", "{\"accountEnabled\":false,\"displayName\":\"x\"}",
                                          "{\"onPremisesImmutableId\":null}",
                                          "{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\"}}"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        auto_answer struct answer a = PATCH(d, path, refused[i]);
        assert_refused(
            a, 400, "Request_BadRequest",
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
            "currently undergoing migration.");
    }
    assert_reads(d, path, "accountEnabled", "true");
    auto_answer struct answer good = PATCH(d, path, "{\"accountEnabled\":false,\"usageLocation\":\"DE\"}");
    auto_answer struct answer cleared = PATCH(d, once, "{\"onPremisesImmutableId\":null}");
    assert_int_equal(good.status, 204);
    assert_int_equal(cleared.status, 204);
    assert_reads(d, path, "accountEnabled", "false");
    assert_reads(d, once, "onPremisesImmutableId", "null");
}

static void password__is_never_read__but_its_date_and_flag_are(void **state)
{
    struct directory *d = *state;
    auto_str char *path = path_of(d, is_cloud);
    clock_set(NOON + 60000);
    auto_answer struct answer done = PATCH(
        d, path, "{\"passwordProfile\":{\"password\":\"2WcAu%VMy89P\",\"forceChangePasswordNextSignIn\":true}}");
    assert_int_equal(done.status, 204);
    assert_reads(d, path, "lastPasswordChangeDateTime", "\"2026-11-23T12:01:00Z\"");
    assert_reads(d, path, "signInSessionsValidFromDateTime", "\"2026-11-23T12:01:00Z\"");
    assert_reads(
        d, path, "passwordProfile",
        "{\"forceChangePasswordNextSignIn\":true,\"forceChangePasswordNextSignInWithMfa\":false,\"password\":null}");
    clock_set(NOON + 120000);
    auto_answer struct answer flag = PATCH(d, path, "{\"passwordProfile\":{\"forceChangePasswordNextSignIn\":false}}");
    assert_int_equal(flag.status, 204);
    assert_reads(d, path, "lastPasswordChangeDateTime", "\"2026-11-23T12:01:00Z\"");
    assert_reads(
        d, path, "passwordProfile",
        "{\"forceChangePasswordNextSignIn\":false,\"forceChangePasswordNextSignInWithMfa\":false,\"password\":null}");
}

static void password__may_not_hold__the_users_name(void **state)
{
    struct directory *d = *state;
    struct seed_user user;
    auto_str char *path = path_of(d, is_cloud);
    seed_user(store_people(d->store), first_user(d, is_cloud), &user);
    auto_str char *body = xasprintf("{\"passwordProfile\":{\"password\":\"X1$%s.zz\"}}", user.nickname);
    auto_answer struct answer a = PATCH(d, path, body);
    assert_refused(a, 400, "Request_BadRequest", "cannot contain the user's name");
}

static void revoke__moves_the_date__and_takes_no_parameters(void **state)
{
    struct directory *d = *state;
    auto_str char *path = path_of(d, is_guest);
    auto_str char *revoke = xasprintf("%s/revokeSignInSessions", path);
    clock_set(NOON + 5000);
    auto_answer struct answer bare = ask(d, revoke, (struct ask){.method = "POST"});
    assert_int_equal(bare.status, 200);
    assert_true(json_true(json_get(bare.json, "value")));
    assert_reads(d, path, "signInSessionsValidFromDateTime", "\"2026-11-23T12:00:05Z\"");
    clock_set(NOON + 9000);
    auto_answer struct answer empty = ask(d, revoke, (struct ask){.method = "POST", .body = "{}"});
    assert_int_equal(empty.status, 200);
    assert_reads(d, path, "signInSessionsValidFromDateTime", "\"2026-11-23T12:00:09Z\"");
    auto_answer struct answer more = ask(d, revoke, (struct ask){.method = "POST", .body = "{\"all\":true}"});
    auto_answer struct answer denied = ask(d, revoke, (struct ask){.method = "POST", .grants = {"User.Read.All"}});
    auto_answer struct answer got = GET(d, revoke);
    auto_answer struct answer nobody = ask(d, "/users/nobody/revokeSignInSessions", (struct ask){.method = "POST"});
    assert_refused(more, 400, "BadRequest", "The parameter 'all'");
    assert_refused(denied, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_int_equal(got.status, 405);
    assert_int_equal(nobody.status, 404);
}

#define RESET "/authentication/methods/28c10230-6103-485e-b985-444c60001490/resetPassword"

static void write_back__runs__then_has_succeeded(void **state)
{
    struct directory *d = *state;
    struct ask how = {.method = "POST", .body = "{\"newPassword\":\"2WcAu%VMy89P\"}", .user = ADMIN_OID};
    auto_str char *path = path_of(d, is_synced);
    auto_str char *reset = xasprintf("%s" RESET, path);
    clock_set(NOON + 5000);
    auto_answer struct answer before = read_property(d, path, "lastPasswordChangeDateTime");
    auto_answer struct answer sent = ask(d, reset, how);
    assert_int_equal(sent.status, 202);
    assert_string_equal(sent.text, "");
    assert_non_null(sent.location);
    auto_str char *bare = xstrndup(sent.location, strcspn(sent.location, "?"));
    auto_answer struct answer cut = ask_as(d, bare, (struct ask){.user = ADMIN_OID});
    assert_int_equal(cut.status, 404);
    auto_answer struct answer running = ask_as(d, sent.location, (struct ask){.user = ADMIN_OID});
    assert_string_equal(text_of(running.json, "status"), "running");
    assert_string_equal(running.retry_after, "1");
    auto_answer struct answer still = read_property(d, path, "lastPasswordChangeDateTime");
    assert_string_equal(text_of(still.json, "lastPasswordChangeDateTime"),
                        text_of(before.json, "lastPasswordChangeDateTime"));
    auto_answer struct answer done = ask_as(d, sent.location, (struct ask){.user = ADMIN_OID});
    assert_string_equal(text_of(done.json, "status"), "succeeded");
    assert_null(done.retry_after);
    assert_reads(d, path, "lastPasswordChangeDateTime", "\"2026-11-23T12:00:05Z\"");
    assert_reads(
        d, path, "passwordProfile",
        "{\"forceChangePasswordNextSignIn\":true,\"forceChangePasswordNextSignInWithMfa\":false,\"password\":null}");
}

static void write_back__is_refused__as_the_service_would(void **state)
{
    struct directory *d = *state;
    struct ask how = {.method = "POST", .body = "{\"newPassword\":\"2WcAu%VMy89P\"}", .user = ADMIN_OID};
    auto_str char *path = path_of(d, is_synced), *cloud = path_of(d, is_cloud);
    auto_str char *reset = xasprintf("%s" RESET, path), *cloud_reset = xasprintf("%s" RESET, cloud);
    auto_str char *other = xasprintf("%s/authentication/methods/00000000-6103-485e-b985-444c60001490/resetPassword",
                                     path);
    auto_answer struct answer application = ask(d, reset, (struct ask){.method = "POST", .body = how.body});
    auto_answer struct answer self = ask(d, reset, (struct ask){.method = "POST", .body = how.body, .user = path + 7});
    auto_answer struct answer method = ask(d, other, how);
    assert_refused(application, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_refused(self, 400, "badRequest", "your own password");
    assert_refused(method, 404, "resourceNotFound", "method does not exist");
    how.body = "{\"newPassword\":\"weak\"}";
    auto_answer struct answer weak = ask(d, reset, how);
    how.body = "{\"password\":\"2WcAu%VMy89P\"}";
    auto_answer struct answer unknown = ask(d, reset, how);
    how.body = "{}";
    auto_answer struct answer none = ask(d, reset, how), made = ask(d, cloud_reset, how);
    assert_refused(weak, 400, "Request_BadRequest", "password complexity");
    assert_refused(unknown, 400, "BadRequest", "The parameter 'password'");
    assert_refused(none, 400, "badRequest", "newPassword is required");
    assert_int_equal(made.status, 202);
    assert_int_equal(strlen(text_of(made.json, "newPassword")), 8);
}

/* Follow a delta round to its end; returns the delta link, and how many users it told of. */
static char *follow(struct directory *d, const char *uri, unsigned *users, struct json **last)
{
    char *next = xstrdup(uri);
    *users = 0;
    for (;;) {
        auto_answer struct answer a = ask_as(d, next, (struct ask){.prefer = last ? "return=minimal" : NULL});
        if (a.status != 200)
            fail_msg("%s: %s", next, a.text);
        const struct json *value = json_get(a.json, "value");
        *users += (unsigned)json_count(value);
        if (last && json_first(value)) {
            json_free(*last);
            *last = json_copy(json_first(value));
        }
        const char *more = json_text(json_get(a.json, "@odata.nextLink"));
        const char *end = json_text(json_get(a.json, "@odata.deltaLink"));
        assert_true((more == NULL) != (end == NULL));
        xfree(next);
        next = xstrdup(more ? more : end);
        if (end)
            return next;
    }
}

static void delta__tells__everybody_then_changes(void **state)
{
    struct directory *d = *state;
    unsigned users;
    auto_json struct json *last = NULL;
    auto_str char *path = path_of(d, is_cloud);
    auto_str char *first = follow(d, V1 "/users/delta?$select=displayName,jobTitle,mobilePhone", &users, NULL);
    assert_int_equal(users, 900);
    auto_str char *second = follow(d, first, &users, NULL);
    assert_int_equal(users, 0);
    auto_answer struct answer a = PATCH(d, path, "{\"jobTitle\":\"Changed\",\"mobilePhone\":null}");
    auto_answer struct answer b = PATCH(d, "/users/christine.o'neill@contoso.com", "{\"usageLocation\":\"BE\"}");
    assert_int_equal(a.status + b.status, 408);
    auto_str char *third = follow(d, second, &users, &last);
    assert_int_equal(users, 1); /* the other's change is of no selected property */
    assert_string_equal(text_of(last, "id"), path + strlen("/users/"));
    assert_string_equal(text_of(last, "jobTitle"), "Changed");
    assert_int_equal(json_count(last), 3); /* id, the new and the cleared one; the unchanged name is left out */
    assert_int_equal(json_kind(json_get(last, "mobilePhone")), JSON_NULL);
    auto_str char *fourth = follow(d, third, &users, NULL);
    assert_int_equal(users, 0);
    auto_str char *repeated = follow(d, second, &users, NULL); /* an old link still tells what came after it */
    assert_int_equal(users, 1);
}

static void delta__watches__single_users_and_the_latest(void **state)
{
    struct directory *d = *state;
    unsigned users;
    auto_str char *path = path_of(d, is_cloud);
    auto_str char *one = xasprintf(V1 "/users/delta?$select=jobTitle&$filter=id%%20eq%%20'%s'", path + 7);
    auto_str char *watched = follow(d, one, &users, NULL);
    assert_int_equal(users, 1);
    auto_str char *latest = follow(d, V1 "/users/delta?$deltatoken=latest&$select=jobTitle", &users, NULL);
    assert_int_equal(users, 0);
    auto_answer struct answer other = PATCH(d, "/users/christine.o'neill@contoso.com",
                                            "{\"jobTitle\":\"Changed too\"}");
    assert_int_equal(other.status, 204);
    auto_str char *quiet = follow(d, watched, &users, NULL);
    assert_int_equal(users, 0);
    auto_str char *told = follow(d, latest, &users, NULL);
    assert_int_equal(users, 1);
}

static void delta__is_refused__with_other_options_and_lost_tokens(void **state)
{
    struct directory *d = *state;
    static const char *const options[] = {"$top=5",       "$orderby=displayName",  "$search=x",
                                          "$count=true",  "$expand=manager",       "$filter=accountEnabled eq true",
                                          "$select=shoe", "$select=signInActivity"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        auto_str char *path = xasprintf("/users/delta?%s", options[i]);
        auto_answer struct answer a = GET(d, path);
        if (a.status != 400)
            fail_msg("%s: %d", options[i], a.status);
    }
    auto_answer struct answer lost = GET(d, "/users/delta?$deltatoken=bG9zdA");
    assert_refused(lost, 410, "syncStateNotFound", "re-sync");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(patch__is_refused__for_each_wrong_body, start, stop),
        cmocka_unit_test_setup_teardown(patch__is_refused__without_a_json_object, start, stop),
        cmocka_unit_test_setup_teardown(patch__needs__the_permission_of_each_property, start, stop),
        cmocka_unit_test_setup_teardown(patch__is_read_afterwards__everywhere, start, stop),
        cmocka_unit_test_setup_teardown(patch__of_mail__adds_an_address, start, stop),
        cmocka_unit_test_setup_teardown(patch__of_a_synced_user__takes_only_what_the_cloud_masters, start, stop),
        cmocka_unit_test_setup_teardown(password__is_never_read__but_its_date_and_flag_are, start, stop),
        cmocka_unit_test_setup_teardown(password__may_not_hold__the_users_name, start, stop),
        cmocka_unit_test_setup_teardown(revoke__moves_the_date__and_takes_no_parameters, start, stop),
        cmocka_unit_test_setup_teardown(write_back__runs__then_has_succeeded, start, stop),
        cmocka_unit_test_setup_teardown(write_back__is_refused__as_the_service_would, start, stop),
        cmocka_unit_test_setup_teardown(delta__tells__everybody_then_changes, start, stop),
        cmocka_unit_test_setup_teardown(delta__watches__single_users_and_the_latest, start, stop),
        cmocka_unit_test_setup_teardown(delta__is_refused__with_other_options_and_lost_tokens, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

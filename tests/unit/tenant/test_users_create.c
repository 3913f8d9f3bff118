/* Making users and inviting guests through the whole front: every refusal, what is there afterwards, and the time until it is. */
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

/* A whole body but for what is given: "name":value, or "name" alone, which is left out. */
static char *body_with(const char *change)
{
    static const char *const members[] = {
        "\"accountEnabled\":true", "\"displayName\":\"Ann Example\"", "\"mailNickname\":\"ann.example\"",
        "\"userPrincipalName\":\"ann.example@contoso.com\"", "\"passwordProfile\":{\"password\":\"Kw7$plover-Mint\"}"};
    struct buf out = buf_make(1 << 16);
    buf_putc(&out, '{');
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        size_t name = (size_t)(strchr(members[i] + 1, '"') - members[i]) + 1;
        if (!change || strncasecmp(change, members[i], name) != 0)
            buf_printf(&out, "%s%s", out.length > 1 ? "," : "", members[i]);
    }
    if (change && strchr(change, ':'))
        buf_printf(&out, ",%s", change);
    buf_putc(&out, '}');
    return buf_take(&out);
}

#define POST(d, path, text) ask(d, path, (struct ask){.method = "POST", .body = text})

static void create__is_refused__for_each_wrong_body(void **state)
{
    static const struct {
        const char *change, *code, *part, *target;
    } cases[] = {
        {"\"displayName\"", "Request_BadRequest", "A value is required for property 'displayName'", "displayName"},
        {"\"accountEnabled\"", "Request_BadRequest", "A value is required for property 'accountEnabled'",
         "accountEnabled"},
        {"\"passwordProfile\":{}", "Request_BadRequest", "property 'passwordProfile'", "passwordProfile"},
        {"\"passwordProfile\":{\"password\":\"short\"}", "Request_BadRequest", "password complexity",
         "passwordProfile"},
        {"\"passwordProfile\":{\"password\":\"Example!2026\"},\"surname\":\"Example\"", "Request_BadRequest",
         "cannot contain the user's name", "passwordProfile"},
        {"\"mailNickname\":\"naveen.mills,.jr.\"", "Request_BadRequest",
         "Invalid value specified for property 'mailNickname' of resource 'User'.", "mailNickname"},
        {"\"userPrincipalName\":\"ann..example@contoso.com\"", "Request_BadRequest", "property 'userPrincipalName'",
         "userPrincipalName"},
        {"\"userPrincipalName\":\".ann@contoso.com\"", "Request_BadRequest", "property 'userPrincipalName'",
         "userPrincipalName"},
        {"\"userPrincipalName\":\"ann+x@contoso.com\"", "Request_BadRequest", "property 'userPrincipalName'",
         "userPrincipalName"},
        {"\"userPrincipalName\":\"j\xc3\xbcrgen@contoso.com\"", "Request_BadRequest", "property 'userPrincipalName'",
         "userPrincipalName"},
        {"\"userPrincipalName\":\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg@contoso.com\"",
         "Request_BadRequest", "property 'userPrincipalName'", "userPrincipalName"},
        {"\"userPrincipalName\":\"ann@nowhere.example\"", "Request_BadRequest",
         "The domain portion of the userPrincipalName property is invalid.", "userPrincipalName"},
        {"\"userPrincipalName\":\"Christine.O'Neill@contoso.com\"", "Request_BadRequest",
         "property userPrincipalName already exists", "userPrincipalName"},
        {"\"userPrincipalName\":\"christine.o'neill@contoso.onmicrosoft.com\"", "Request_BadRequest",
         "property proxyAddresses already exists", "proxyAddresses"},
        {"\"userPrincipalName\":\"ann@fed.contoso.com\"", "Request_BadRequest",
         "One or more properties contains invalid values.", NULL},
        {"\"shoeSize\":41", "Request_BadRequest", "Invalid property 'shoeSize'.", "shoeSize"},
        {"\"jobTitle\":\"\"", "Request_BadRequest", "property 'jobTitle'", "jobTitle"},
        {"\"businessPhones\":[\"1\",\"2\"]", "Request_BadRequest", "property 'businessPhones'", "businessPhones"},
        {"\"usageLocation\":\"NLD\"", "Request_BadRequest", "property 'usageLocation'", "usageLocation"},
        {"\"assignedLicenses\":[]", "Request_BadRequest", "'assignedLicenses' is read-only", "assignedLicenses"},
        {"\"onPremisesExtensionAttributes\":{\"extensionAttribute16\":\"x\"}", "Request_BadRequest",
         "Invalid property 'extensionAttribute16'.", "onPremisesExtensionAttributes"},
        {"\"aboutMe\":\"x\"", "Request_BadRequest", "in a request of their own", NULL},
    };
    uint32_t before = store_alive(((struct directory *)*state)->store);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *body = body_with(cases[i].change);
        auto_answer struct answer a = POST(*state, "/users", body);
        if (a.status != 400)
            fail_msg("%s: %d", body, a.status);
        assert_refused(a, 400, cases[i].code, cases[i].part);
        const struct json *detail = json_first(json_path(a.json, "error.details"));
        if (cases[i].target)
            assert_string_equal(text_of(detail, "target"), cases[i].target);
        else
            assert_null(detail);
    }
    assert_int_equal(store_alive(((struct directory *)*state)->store), before);
}

/* Who may not; what only a person may write. */
static void create__needs_a_right(void **state)
{
    auto_str char *body = body_with(NULL), *hired = body_with("\"employeeHireDate\":\"2026-12-01T00:00:00Z\"");
    auto_answer struct answer none = ask(*state, "/users",
                                         (struct ask){.method = "POST", .body = body, .grants = {"User.Read.All"}});
    auto_answer struct answer helpdesk = ask(*state, "/users",
                                             (struct ask){.method = "POST",
                                                          .body = body,
                                                          .grants = {"User.ReadWrite.All"},
                                                          .user = ADMIN_OID,
                                                          .role = "729827e3-9c14-49f7-bb1b-9608f156bbb8"});
    auto_answer struct answer application = POST(*state, "/users", hired);
    auto_answer struct answer person = ask(
        *state, "/users",
        (struct ask){.method = "POST", .body = hired, .grants = {"User.ReadWrite.All"}, .user = ADMIN_OID});
    assert_refused(none, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_refused(helpdesk, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_refused(application, 403, "Authorization_RequestDenied", "Insufficient privileges");
    assert_int_equal(person.status, 201);
}

static void create__makes_what_is_read_afterwards(void **state)
{
    struct directory *d = *state;
    uint32_t before = store_alive(d->store);
    auto_answer struct answer a = POST(
        d, "/users",
        "{\"AccountEnabled\":true,\"displayname\":\"Zoe New\",\"MAILNICKNAME\":\"zoe\",\"userprincipalname\":"
        "\"zoe@contoso.com\",\"passwordProfile\":{\"Password\":\"Kw7$plover-Mint\",\"forceChangePasswordNextSignIn\":"
        "true},\"usageLocation\":\"NL\",\"businessPhones\":[\"+31 20 1\"],\"onPremisesExtensionAttributes\":"
        "{\"extensionAttribute3\":\"blue\"},\"employeeOrgData\":{\"division\":\"North\"}}");
    assert_int_equal(a.status, 201);
    assert_string_equal(text_of(a.json, "@odata.context"), BASE V1 "/$metadata#users/$entity");
    assert_non_null(strstr(a.location, text_of(a.json, "id")));
    assert_string_equal(text_of(a.json, "userPrincipalName"), "zoe@contoso.com");
    assert_int_equal(store_alive(d->store), before + 1);
    auto_str char *path = xasprintf(
        "/users/%s?$select=id,displayName,mail,proxyAddresses,companyName,employeeId,givenName,"
        "usageLocation,businessPhones,passwordProfile,onPremisesExtensionAttributes,"
        "employeeOrgData,createdDateTime,assignedLicenses",
        text_of(a.json, "id"));
    auto_answer struct answer by_id = GET(d, path), by_name = GET(d, "/users/ZOE@contoso.com"),
                              list = GET(d, "/users?$filter=userPrincipalName eq 'zoe@contoso.com'");
    assert_int_equal(by_id.status, 200);
    static const char *const null[] = {"mail", "companyName", "employeeId", "givenName"};
    for (size_t i = 0; i < sizeof null / sizeof *null; i++)
        assert_int_equal(json_kind(json_get(by_id.json, null[i])), JSON_NULL);
    assert_int_equal(json_count(json_get(by_id.json, "proxyAddresses")), 0);
    assert_string_equal(text_of(by_id.json, "usageLocation"), "NL");
    assert_string_equal(json_text(json_path(by_id.json, "onPremisesExtensionAttributes.extensionAttribute3")), "blue");
    assert_string_equal(json_text(json_path(by_id.json, "employeeOrgData.division")), "North");
    assert_true(json_true(json_path(by_id.json, "passwordProfile.forceChangePasswordNextSignIn")));
    assert_null(strstr(by_id.text, "plover"));
    assert_string_equal(text_of(by_name.json, "id"), text_of(a.json, "id"));
    assert_int_equal(json_count(json_get(list.json, "value")), 1);
    /* The name of who is deleted is free, an address of who is there is not. */
    auto_str char *one = xasprintf("/users/%s", text_of(a.json, "id"));
    auto_answer struct answer gone = ask(d, one, (struct ask){.method = "DELETE"});
    auto_str char *again = body_with("\"userPrincipalName\":\"zoe@contoso.com\"");
    auto_answer struct answer back = POST(d, "/users", again);
    assert_int_equal(gone.status, 204);
    assert_int_equal(back.status, 201);
    assert_string_not_equal(text_of(back.json, "id"), text_of(a.json, "id"));
}

/* Each place comes to know of somebody new at its own time, and says so in its own way. */
static void create__is_not_known_everywhere_at_once(void **state)
{
    static const struct {
        int64_t known; /* ms */
        const char *method, *path, *body;
        int status;
        const char *code, *part;
    } cases[] = {
        {500, "GET", "", NULL, 404, "Request_ResourceNotFound", "does not exist"},
        {750, "PUT", "/manager/$ref",
         "{\"@odata.id\":\"https://graph.microsoft.com/v1.0/users/christine.o'neill@contoso.com\"}", 404,
         "Request_ResourceNotFound", "does not exist"},
        {750, "POST", "/assignLicense",
         "{\"addLicenses\":[{\"skuId\":\"05e9a617-0261-4cee-bb44-138d3ef5d965\"}],\"removeLicenses\":[]}", 404,
         "Directory_ObjectNotFound", "Unable to read the company information from the directory."},
    };
    struct directory *d = *state;
    auto_str char *body = body_with("\"usageLocation\":\"NL\",\"mailNickname\":\"ann.example\"");
    store_set_replication(d->store, 1000);
    auto_answer struct answer a = POST(d, "/users", body);
    assert_int_equal(a.status, 201);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *path = xasprintf("/users/%s%s", text_of(a.json, "id"), cases[i].path);
        clock_set(NOON + cases[i].known - 1);
        auto_answer struct answer early = ask(d, path, (struct ask){.method = cases[i].method, .body = cases[i].body});
        clock_set(NOON + cases[i].known);
        auto_answer struct answer late = ask(d, path, (struct ask){.method = cases[i].method, .body = cases[i].body});
        assert_refused(early, cases[i].status, cases[i].code, cases[i].part);
        if (late.status == 404)
            fail_msg("%s: %s", path, late.text);
        clock_set(NOON);
    }
    auto_answer struct answer by_name = GET(d, "/users/ann.example@contoso.com");
    auto_answer struct answer found = GET(d, "/users?$filter=userPrincipalName eq 'ann.example@contoso.com'");
    assert_int_equal(by_name.status, 404);
    assert_int_equal(json_count(json_get(found.json, "value")), 0);
    clock_set(NOON + 1000);
    auto_answer struct answer later = GET(d, "/users/ann.example@contoso.com");
    assert_int_equal(later.status, 200);
    /* Licensing sees the usage location last. */
    auto_str char *assign = xasprintf("/users/%s%s", text_of(a.json, "id"), cases[2].path);
    auto_answer struct answer unlocated = POST(d, assign, cases[2].body);
    assert_refused(unlocated, 400, "Request_BadRequest", "invalid usage location");
    clock_set(NOON + 1250);
    auto_answer struct answer licensed = POST(d, assign, cases[2].body);
    assert_int_equal(licensed.status, 200);
    auto_answer struct answer mailbox = GET(d, "/users/ann.example@contoso.com?$select=mail,proxyAddresses");
    assert_string_equal(text_of(mailbox.json, "mail"), "ann.example@contoso.com");
    assert_string_equal(json_text(json_first(json_get(mailbox.json, "proxyAddresses"))),
                        "SMTP:ann.example@contoso.com");
    store_set_replication(d->store, 0);
}

static void create__lets_a_sponsor_and_a_manager_be_set(void **state)
{
    struct directory *d = *state;
    auto_str char *body = body_with(NULL), *admin = path_of(d, is_cloud);
    auto_answer struct answer a = POST(d, "/users", body), above = GET(d, admin);
    auto_str char *reference = xasprintf("{\"@odata.id\":\"" BASE "/graph/v1.0/users/%s\"}", text_of(above.json, "id"));
    auto_str char *manager = xasprintf("/users/%s/manager/$ref", text_of(a.json, "id"));
    auto_str char *sponsor = xasprintf("/users/%s/sponsors/$ref", text_of(a.json, "id"));
    auto_str char *sponsors = xasprintf("/users/%s/sponsors", text_of(a.json, "id"));
    auto_str char *one = xasprintf("/users/%s/sponsors/%s/$ref", text_of(a.json, "id"), text_of(above.json, "id"));
    auto_answer struct answer put = ask(d, manager, (struct ask){.method = "PUT", .body = reference});
    auto_answer struct answer added = POST(d, sponsor, reference), twice = POST(d, sponsor, reference);
    auto_answer struct answer list = GET(d, sponsors);
    auto_answer struct answer removed = ask(d, one, (struct ask){.method = "DELETE"});
    auto_answer struct answer missing = ask(d, one, (struct ask){.method = "DELETE"});
    assert_int_equal(put.status, 204);
    assert_int_equal(added.status, 204);
    assert_refused(twice, 400, "Request_BadRequest", "already exist");
    assert_string_equal(text_of(json_first(json_get(list.json, "value")), "id"), text_of(above.json, "id"));
    assert_int_equal(removed.status, 204);
    assert_int_equal(missing.status, 404);
}

static void invitation__is_refused__as_the_service_does(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *code, *part;
    } cases[] = {
        {"{\"inviteRedirectUrl\":\"https://x\"}", 400, "BadRequest", "invitedUserEmailAddress"},
        {"{\"invitedUserEmailAddress\":\"x@fabrikam.com\"}", 400, "BadRequest", "inviteRedirectUrl"},
        {"{\"invitedUserEmailAddress\":\"x\",\"inviteRedirectUrl\":\"https://x\"}", 400, "BadRequest", "not valid"},
        {"{\"invitedUserEmailAddress\":\"x@hotmail.com\",\"inviteRedirectUrl\":\"https://x\"}", 500,
         "InternalServerError", "Unable to find target address"},
        {"{\"invitedUserEmailAddress\":\"christine.o'neill@contoso.com\",\"inviteRedirectUrl\":\"https://x\"}", 400,
         "BadRequest", "The invited user already exists in the directory as object ID: "},
        {"{\"invitedUserEmailAddress\":\"x@fabrikam.com\",\"inviteRedirectUrl\":\"https://x\",\"invitedUserMessageInfo\":"
         "{\"ccRecipients\":[{\"emailAddress\":{\"address\":\"a@b.c\"}},{\"emailAddress\":{\"address\":\"d@b.c\"}}]}}",
         400, "BadRequest", "Only one recipient"},
        {"{\"invitedUserEmailAddress\":\"x@fabrikam.com\",\"inviteRedirectUrl\":\"https://x\",\"shoe\":1}", 400,
         "BadRequest", "shoe"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = POST(*state, "/invitations", cases[i].body);
        if (a.status != cases[i].status)
            fail_msg("%s: %d %s", cases[i].body, a.status, a.text);
        assert_refused(a, cases[i].status, cases[i].code, cases[i].part);
    }
}

static void invitation__makes_a_guest__once(void **state)
{
    static const char body[] = "{\"invitedUserEmailAddress\":\"new.guest@fabrikam.com\",\"inviteRedirectUrl\":"
                               "\"https://myapps.microsoft.com\",\"sendInvitationMessage\":true}";
    struct directory *d = *state;
    auto_answer struct answer first = POST(d, "/invitations", body), second = POST(d, "/invitations", body);
    const char *id = json_text(json_path(first.json, "invitedUser.id"));
    assert_int_equal(first.status, 201);
    assert_string_equal(text_of(first.json, "status"), "PendingAcceptance");
    assert_int_equal(second.status, 201);
    assert_string_equal(json_text(json_path(second.json, "invitedUser.id")), id);
    auto_str char *path = xasprintf("/users/%s?$select=userType,userPrincipalName,mail,externalUserState", id);
    auto_answer struct answer user = GET(d, path), policy = GET(d, "/policies/authorizationPolicy");
    assert_string_equal(text_of(user.json, "userType"), "Guest");
    assert_string_equal(text_of(user.json, "userPrincipalName"), "new.guest_fabrikam.com#EXT#@contoso.onmicrosoft.com");
    assert_string_equal(text_of(user.json, "externalUserState"), "PendingAcceptance");
    assert_string_equal(text_of(policy.json, "allowInvitesFrom"), "everyone");
    json_set_text(store_record(d->store, "authorizationPolicy"), "allowInvitesFrom", "adminsAndGuestInviters");
    auto_answer struct answer application = POST(d, "/invitations", body);
    auto_answer struct answer person = ask(
        d, "/invitations",
        (struct ask){.method = "POST", .body = body, .grants = {"User.Invite.All"}, .user = ADMIN_OID});
    assert_refused(application, 403, "Forbidden", "Guest invitations not allowed");
    assert_int_equal(person.status, 201);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(create__is_refused__for_each_wrong_body, start, stop),
        cmocka_unit_test_setup_teardown(create__needs_a_right, start, stop),
        cmocka_unit_test_setup_teardown(create__makes_what_is_read_afterwards, start, stop),
        cmocka_unit_test_setup_teardown(create__is_not_known_everywhere_at_once, start, stop),
        cmocka_unit_test_setup_teardown(create__lets_a_sponsor_and_a_manager_be_set, start, stop),
        cmocka_unit_test_setup_teardown(invitation__is_refused__as_the_service_does, start, stop),
        cmocka_unit_test_setup_teardown(invitation__makes_a_guest__once, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

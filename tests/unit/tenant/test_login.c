/* Device codes, refresh tokens, and the end of sessions. */
#include "login_fixture.h"

#define QUICK "interval: 1\n"

static void wait_for(int64_t ms)
{
    clock_set(clock_now() + ms);
}

/* --- device codes --- */

static void device__is_approved_on_the_page(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(NULL);
    auto_answer struct answer code = start_code(d, "organizations", APP, GRAPH_ALL " offline_access openid profile");
    assert_int_equal(json_number(json_get(code.json, "interval"), 0), 5);
    assert_int_equal(json_number(json_get(code.json, "expires_in"), 0), 900);
    assert_string_equal(text_of(code.json, "verification_uri"), BASE "/login/device");
    auto_answer struct answer form = round_of(d, "GET", "/login/device", NULL, NULL, NULL);
    assert_int_equal(form.status, 200);
    assert_non_null(strstr(form.text, "user_code"));
    auto_answer struct answer pending = poll_code(d, "organizations", APP, &code);
    assert_aadsts(pending, 70016, "authorization_pending");
    auto_answer struct answer page = approve(d, &code, NULL, "approve");
    assert_int_equal(page.status, 200);
    wait_for(5000);
    auto_answer struct answer given = poll_code(d, "organizations", APP, &code);
    assert_token(given);
    assert_true(*text_of(given.json, "refresh_token") && *text_of(given.json, "id_token"));
    auto_answer struct answer again = poll_code(d, "organizations", APP, &code);
    assert_aadsts(again, 70018, "bad_verification_code");
}

static void token__says_who_and_what(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(NULL);
    auto_answer struct answer given = sign_in(d, APP, NULL);
    auto_json struct json *claims = claims_of(&given);
    assert_string_equal(text_of(claims, "aud"), BASE "/graph");
    assert_string_equal(text_of(claims, "tid"), HOME);
    assert_string_equal(text_of(claims, "oid"), ADMIN_OID);
    assert_string_equal(text_of(claims, "upn"), "admin@contoso.com");
    assert_string_equal(text_of(claims, "idtyp"), "user");
    assert_string_equal(text_of(claims, "app_displayname"), "roster");
    assert_string_equal(json_text_or(json_first(json_get(claims, "wids")), ""), "62e90394-69f5-4237-9190-012177145e10");
    assert_string_equal(json_text_or(json_first(json_get(claims, "xms_cc")), ""), "cp1");
    assert_non_null(strstr(text_of(claims, "scp"), "User.ReadWrite.All"));
    auto_answer struct answer users = graph_get(d, text_of(given.json, "access_token"), "/users?$top=1");
    assert_int_equal(users.status, 200);
}

static void poll__too_fast__slows_down_for_good(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(QUICK);
    auto_answer struct answer code = start_code(d, HOME, APP, GRAPH_ALL);
    auto_answer struct answer first = poll_code(d, HOME, APP, &code);
    assert_aadsts(first, 70016, "authorization_pending");
    wait_for(500);
    auto_answer struct answer fast = poll_code(d, HOME, APP, &code);
    assert_aadsts(fast, 70016, "slow_down");
    wait_for(5500);
    auto_answer struct answer still = poll_code(d, HOME, APP, &code); /* 6 s are wanted now */
    assert_aadsts(still, 70016, "slow_down");
    wait_for(11000);
    auto_answer struct answer good = poll_code(d, HOME, APP, &code);
    assert_aadsts(good, 70016, "authorization_pending");
}

static void device__declined_expired_unknown(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(QUICK "code_lifetime: 60\n");
    auto_answer struct answer code = start_code(d, HOME, APP, GRAPH_ALL), late = start_code(d, HOME, APP, GRAPH_ALL);
    auto_answer struct answer page = approve(d, &code, NULL, "decline");
    auto_answer struct answer declined = poll_code(d, HOME, APP, &code);
    assert_aadsts(declined, 65004, "authorization_declined");
    wait_for(60000);
    auto_answer struct answer expired = poll_code(d, HOME, APP, &late);
    assert_aadsts(expired, 70020, "expired_token");
    auto_answer struct answer too_late = approve(d, &late, NULL, "approve");
    assert_int_equal(too_late.status, 400);
    assert_non_null(strstr(too_late.text, "AADSTS70019"));
    auto_answer struct answer none = POST(d, HOME TOKEN, "client_id", APP, "grant_type", DEVICE, "device_code", "x");
    assert_aadsts(none, 70018, "bad_verification_code");
    auto_answer struct answer missing = POST(d, HOME TOKEN, "client_id", APP, "grant_type", DEVICE);
    assert_aadsts(missing, 900144, "invalid_request");
}

static void device__belongs_to_its_client_and_tenant(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(QUICK);
    auto_answer struct answer code = start_code(d, HOME, APP, GRAPH_ALL);
    auto_answer struct answer other = poll_code(d, HOME, "14d82eec-204b-4c2f-b7e8-296a70dab67e", &code);
    assert_aadsts(other, 70018, "bad_verification_code");
    auto_answer struct answer elsewhere = poll_code(d, "organizations", APP, &code);
    assert_aadsts(elsewhere, 700005, "invalid_grant");
}

static void device__wants_a_public_client(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(QUICK "apps:\n  - {id: " APP
                                                       ", public: false, secrets: [{value: s}]}\n");
    auto_answer struct answer code = start_code(d, HOME, APP, GRAPH_ALL);
    auto_answer struct answer page = approve(d, &code, NULL, "approve");
    auto_answer struct answer refused = poll_code(d, HOME, APP, &code);
    assert_aadsts(refused, 7000218, "invalid_client");
    auto_answer struct answer proven = POST(d, HOME TOKEN, "client_id", APP, "grant_type", "device_code", "device_code",
                                            text_of(code.json, "device_code"), "client_secret", "s");
    assert_token(proven);
    auto_answer struct answer secret = POST(d, HOME TOKEN, "client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e",
                                            "grant_type", DEVICE, "device_code", "x", "client_secret", "s");
    assert_aadsts(secret, 700025, "invalid_client");
}

static void device__answers_itself(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(QUICK "people:\n  - {upn: admin@contoso.com, oid: " ADMIN_OID
                                                       ", answer: approve, after_polls: 1, after_ms: 3000}\n");
    auto_answer struct answer code = start_code(d, HOME, APP, GRAPH_ALL);
    auto_answer struct answer first = poll_code(d, HOME, APP, &code);
    wait_for(2000);
    auto_answer struct answer second = poll_code(d, HOME, APP, &code);
    assert_aadsts(second, 70016, "authorization_pending");
    wait_for(1000);
    auto_answer struct answer third = poll_code(d, HOME, APP, &code);
    assert_token(third);
    assert_null(json_get(third.json, "refresh_token")); /* offline_access was not asked for */
    auto_login struct directory *never = login_start(QUICK "people:\n  - {upn: admin@contoso.com, oid: " ADMIN_OID
                                                           ", answer: decline}\n");
    auto_answer struct answer other = start_code(never, HOME, APP, GRAPH_ALL);
    auto_answer struct answer declined = poll_code(never, HOME, APP, &other);
    assert_aadsts(declined, 65004, "authorization_declined");
}

static void page__knows_people(void **state)
{
    (void)state;
    static const struct {
        const char *user, *password, *says;
    } cases[] = {{"nobody@contoso.com", NULL, "AADSTS50034"},
                 {"off@contoso.com", NULL, "AADSTS50057"},
                 {"pass@contoso.com", "wrong", "AADSTS50126"},
                 {"pass@contoso.com", "right", "You have signed in"},
                 {"gloria.global@contoso.com", NULL, "You have signed in"}};
    auto_login struct directory *d = login_start("people:\n  - {upn: off@contoso.com, oid: " ADMIN_OID
                                                 ", disabled: true}\n"
                                                 "  - {upn: pass@contoso.com, oid: " ADMIN_OID ", password: right}\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer code = start_code(d, HOME, APP, GRAPH_ALL);
        auto_answer struct answer page = POST(d, "device", "user_code", text_of(code.json, "user_code"), "user",
                                              cases[i].user, "password", cases[i].password);
        if (!strstr(page.text, cases[i].says))
            fail_msg("%s: %s", cases[i].user, page.text);
    }
}

/* --- refresh tokens --- */

static void refresh__serves_every_resource(void **state)
{
    (void)state;
    static const struct {
        const char *scope, *scp;
    } cases[] = {{GRAPH_ALL " offline_access", "User.ReadWrite.All"},
                 {BASE "/exchange/.default", "Exchange.Manage"},
                 {"https://outlook.office365.com/.default", "Exchange.Manage"},
                 {"https://contoso-admin.sharepoint.com/.default", "AllSites.FullControl"},
                 {"https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/AuditLog.Read.All",
                  "AuditLog.Read.All"}};
    auto_login struct directory *d = login_start(NULL);
    auto_answer struct answer first = sign_in(d, APP, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer next = renew(d, HOME, &first, cases[i].scope);
        assert_token(next);
        auto_json struct json *claims = claims_of(&next);
        if (!strstr(text_of(claims, "scp"), cases[i].scp))
            fail_msg("%s", text_of(claims, "scp"));
        assert_string_not_equal(text_of(next.json, "refresh_token"), text_of(first.json, "refresh_token"));
    }
    auto_answer struct answer narrow = renew(d, HOME, &first,
                                             "https://graph.microsoft.com/AuditLog.Read.All Mail.Send");
    auto_json struct json *claims = claims_of(&narrow);
    assert_string_equal(text_of(claims, "scp"), "AuditLog.Read.All"); /* what is consented to of what is asked for */
    auto_answer struct answer nothing = renew(d, HOME, &first, "Mail.Send");
    assert_aadsts(nothing, 65001, "invalid_grant");
    assert_string_equal(text_of(nothing.json, "suberror"), "consent_required");
}

static void refresh__once_ends_and_is_not_anothers(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start("refresh_once: true\nrefresh_lifetime: 100\n");
    auto_answer struct answer first = sign_in(d, APP, NULL);
    auto_answer struct answer second = renew(d, HOME, &first, GRAPH_ALL);
    assert_token(second);
    auto_answer struct answer used = renew(d, HOME, &first, GRAPH_ALL);
    assert_aadsts(used, 70000, "invalid_grant");
    auto_answer struct answer other = POST(d, HOME TOKEN, "client_id", "14d82eec-204b-4c2f-b7e8-296a70dab67e",
                                           "grant_type", "refresh_token", "refresh_token",
                                           text_of(second.json, "refresh_token"), "scope", GRAPH_ALL);
    assert_aadsts(other, 70000, "invalid_grant");
    wait_for(100000);
    auto_answer struct answer old = renew(d, HOME, &second, GRAPH_ALL);
    assert_aadsts(old, 700082, "invalid_grant");
}

/* --- the end of sessions --- */

static const char *some_person(struct directory *d, char id[GUID_TEXT], char upn[SEED_TEXT])
{
    struct seed_user user;
    seed_user(store_people(d->store), first_user(d, is_cloud), &user);
    snprintf(upn, SEED_TEXT, "%s", user.user_principal_name);
    return guid_format(&user.id, id);
}

static void sessions__ended__refuse_what_was_given_before(void **state)
{
    (void)state;
    char id[GUID_TEXT], upn[SEED_TEXT];
    auto_login struct directory *d = login_start(NULL);
    some_person(d, id, upn);
    auto_answer struct answer before = sign_in(d, APP, upn);
    auto_answer struct answer exchange = renew(d, HOME, &before, BASE "/exchange/.default");
    auto_answer struct answer deaf = renew(d, HOME, &before, GRAPH_ALL); /* without cp1 */
    auto_str char *path = xasprintf("/users/%s/revokeSignInSessions", id);
    auto_answer struct answer done = ask(d, path, (struct ask){.method = "POST"});
    assert_int_equal(done.status, 200);
    auto_answer struct answer renewed = renew(d, HOME, &before, GRAPH_ALL);
    assert_aadsts(renewed, 50173, "invalid_grant");
    auto_answer struct answer told = graph_get(d, text_of(before.json, "access_token"), "/users?$top=1");
    assert_refused(told, 401, "InvalidAuthenticationToken", "TokenIssuedBeforeRevocationTimestamp");
    const char *at = strstr(told.location, "error=\"insufficient_claims\", claims=\"");
    assert_non_null(at);
    at += strlen("error=\"insufficient_claims\", claims=\"");
    auto_buf struct buf claims = buf_make(1024);
    assert_true(base64_decode(&claims, at, strcspn(at, "\"")));
    assert_string_equal(buf_text(&claims),
                        "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1795435200\"}}}");
    auto_answer struct answer untold = graph_get(d, text_of(deaf.json, "access_token"), "/users?$top=1");
    assert_int_equal(untold.status, 200);
    auto_answer struct answer after = sign_in(d, APP, upn);
    auto_answer struct answer good = graph_get(d, text_of(after.json, "access_token"), "/users?$top=1");
    assert_int_equal(good.status, 200);
}

static void sessions__end_at_exchange_too(void **state)
{
    (void)state;
    char id[GUID_TEXT], upn[SEED_TEXT];
    auto_login struct directory *d = login_start(NULL);
    some_person(d, id, upn);
    auto_answer struct answer code = start_code(d, HOME, APP, BASE "/exchange/.default");
    auto_answer struct answer page = approve(d, &code, upn, "approve");
    auto_answer struct answer given = poll_code(d, HOME, APP, &code);
    assert_token(given);
    sessions_end(d->front.tenant.tokens->sessions, id);
    auto_str char *bearer = xasprintf("Bearer %s", text_of(given.json, "access_token"));
    auto_answer struct answer told = round_of(d, "POST", "/exchange/adminapi/beta/" HOME "/InvokeCommand",
                                              "application/json", bearer, "{}");
    assert_int_equal(told.status, 401);
    assert_non_null(strstr(told.location, "error=\"insufficient_claims\", claims=\"ey"));
}

static void password_and_block__end_sessions(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{\"passwordProfile\":{\"password\":\"Xy7!kkwpQr92\",\"forceChangePasswordNextSignIn\":true}}",
        "{\"accountEnabled\":false}"};
    static const int codes[] = {50173, 50057};
    for (size_t i = 0; i < 2; i++) {
        char id[GUID_TEXT], upn[SEED_TEXT];
        auto_login struct directory *d = login_start(NULL);
        some_person(d, id, upn);
        auto_answer struct answer before = sign_in(d, APP, upn);
        auto_str char *path = xasprintf("/users/%s", id);
        auto_answer struct answer done = PATCH(d, path, bodies[i]);
        assert_int_equal(done.status, 204);
        auto_answer struct answer renewed = renew(d, HOME, &before, GRAPH_ALL);
        assert_aadsts(renewed, codes[i], "invalid_grant");
    }
}

static int exchange_status(struct directory *d, const char *token, const char *cmdlet)
{
    auto_str char *bearer = xasprintf("Bearer %s", token);
    auto_str char *body = xasprintf("{\"CmdletInput\":{\"CmdletName\":\"%s\",\"Parameters\":{}}}", cmdlet);
    struct tenant_pair headers[] = {
        {"Authorization", bearer}, {"Content-Type", "application/json"}, {"X-AnchorMailbox", "UPN:admin@contoso.com"}};
    struct round x = {.arena = arena_new(0),
                      .method = "POST",
                      .uri = "/exchange/adminapi/beta/" HOME "/InvokeCommand",
                      .headers = headers,
                      .header_count = 3,
                      .body = body,
                      .body_length = strlen(body)};
    front_answer(&d->front, &x);
    int status = x.reply.status;
    buf_free(&x.reply.body);
    arena_free(x.arena);
    return status;
}

static void exchange__lets_in_by_directory_role(void **state)
{
    (void)state;
    static const struct {
        const char *role;
        int reads, writes; /* a write without its parameters is 400 for whoever may run it */
    } cases[] = {{"Global Administrator", 200, 400},
                 {"Exchange Administrator", 200, 400},
                 {"Global Reader", 200, 401},
                 {"Helpdesk Administrator", 200, 401},
                 {"Groups Administrator", 403, 403}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *text = xasprintf("people:\n  - {upn: admin@contoso.com, oid: " ADMIN_OID ", roles: [%s]}\n",
                                        cases[i].role);
        auto_login struct directory *d = login_start(text);
        auto_answer struct answer first = sign_in(d, APP, NULL);
        auto_answer struct answer given = renew(d, HOME, &first, BASE "/exchange/.default");
        const char *token = text_of(given.json, "access_token");
        int reads = exchange_status(d, token, "Get-OrganizationConfig"),
            writes = exchange_status(d, token, "Set-Mailbox");
        if (reads != cases[i].reads || writes != cases[i].writes)
            fail_msg("%s: %d %d", cases[i].role, reads, writes);
    }
}

static void refresh__refused__may_be_tried_again(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start(
        "refresh_once: true\nerrors:\n  - {code: 90033, grant: refresh_token, nth: 1}\n");
    auto_answer struct answer first = sign_in(d, APP, NULL);
    auto_answer struct answer refused = renew(d, HOME, &first, GRAPH_ALL), again = renew(d, HOME, &first, GRAPH_ALL);
    assert_aadsts(refused, 90033, "temporarily_unavailable");
    assert_token(again);
}

static void directory_roles__stand_in_the_token(void **state)
{
    (void)state;
    static const struct {
        const char *user, *role;
    } cases[] = {{"gloria.global@contoso.com", "62e90394-69f5-4237-9190-012177145e10"},
                 {"riley.roles@contoso.com", "729827e3-9c14-49f7-bb1b-9608f156bbb8"}, /* through a group */
                 {"max.methods@contoso.com", "b79fbf4d-3ef9-4689-8143-76b194e85509"}};
    auto_login struct directory *d = login_start(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer given = sign_in(d, APP, cases[i].user);
        auto_json struct json *claims = claims_of(&given);
        assert_string_equal(json_text_or(json_first(json_get(claims, "wids")), ""), cases[i].role);
    }
}

static void reader__may_not_write(void **state)
{
    (void)state;
    auto_login struct directory *d = login_start("people:\n  - {upn: admin@contoso.com, oid: " ADMIN_OID
                                                 ", roles: [Global Reader]}\n");
    auto_answer struct answer given = sign_in(d, APP, NULL);
    auto_str char *bearer = xasprintf("Bearer %s", text_of(given.json, "access_token"));
    auto_str char *user = path_of(d, is_cloud);
    auto_str char *uri = xasprintf(V1 "%s", user);
    auto_answer struct answer refused = round_of(d, "PATCH", uri, "application/json", bearer, "{\"jobTitle\":\"x\"}");
    assert_refused(refused, 403, "Authorization_RequestDenied", "Insufficient privileges");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(device__is_approved_on_the_page),
        cmocka_unit_test(token__says_who_and_what),
        cmocka_unit_test(poll__too_fast__slows_down_for_good),
        cmocka_unit_test(device__declined_expired_unknown),
        cmocka_unit_test(device__belongs_to_its_client_and_tenant),
        cmocka_unit_test(device__wants_a_public_client),
        cmocka_unit_test(device__answers_itself),
        cmocka_unit_test(page__knows_people),
        cmocka_unit_test(refresh__serves_every_resource),
        cmocka_unit_test(refresh__once_ends_and_is_not_anothers),
        cmocka_unit_test(sessions__ended__refuse_what_was_given_before),
        cmocka_unit_test(sessions__end_at_exchange_too),
        cmocka_unit_test(password_and_block__end_sessions),
        cmocka_unit_test(exchange__lets_in_by_directory_role),
        cmocka_unit_test(refresh__refused__may_be_tried_again),
        cmocka_unit_test(directory_roles__stand_in_the_token),
        cmocka_unit_test(reader__may_not_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

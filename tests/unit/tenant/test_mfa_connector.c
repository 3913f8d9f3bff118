/* The multi-factor connector: its secret and token, the request to the letter, and what users answer. */
#include "exchange_fixture.h"

#include "base/random.h"
#include "tenant/mfa/mfa_connector.h"

#define CONNECTOR "/mfa/StrongAuthenticationService.svc/Connector"
#define LOGIN     "/login/" OPTIONS_TENANT_ID "/oauth2/token"
#define GOOD_FORM                                                                                                      \
    "grant_type=client_credentials&client_id=" MFA_CLIENT_ID "&scope=openid&resource=https%3A%2F%2F"                   \
    "adnotifications.windowsazure.com%2FStrongAuthenticationService.svc%2FConnector&client_secret="

static struct answer login(struct directory *d, const char *form)
{
    return send_wire(d, (struct wire){.uri = LOGIN, .body = form, .type = "application/x-www-form-urlencoded"});
}

static void secret__is_good__after_a_few_questions_until_it_ends(void **state)
{
    struct directory *d = *state;
    auto_answer struct answer unknown = login(d, GOOD_FORM "s3cret");
    tenant_mfa_secret_add(&d->front.tenant, "key", "s3cret", NOON + 3600000);
    auto_answer struct answer one = login(d, GOOD_FORM "s3cret");
    auto_answer struct answer two = login(d, GOOD_FORM "s3cret");
    auto_answer struct answer three = login(d, GOOD_FORM "s3cret");
    auto_answer struct answer good = login(d, GOOD_FORM "s3cret");
    assert_int_equal(unknown.status, 401);
    assert_int_equal((int)json_number(json_first(json_get(unknown.json, "error_codes")), 0), 7000215);
    const struct answer *const early[] = {&one, &two, &three};
    static const int codes[] = {7000229, 700016, 7000215};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal((int)json_number(json_first(json_get(early[i]->json, "error_codes")), 0), codes[i]);
    assert_int_equal(good.status, 200);
    assert_string_equal(text_of(good.json, "expires_in"), "3600");
    assert_string_equal(text_of(good.json, "resource"), MFA_RESOURCE);
    assert_true(tenant_mfa_secret_valid(&d->front.tenant, "s3cret"));
    clock_set(NOON + 3600000);
    auto_answer struct answer late = login(d, GOOD_FORM "s3cret");
    clock_set(NOON);
    assert_int_equal((int)json_number(json_first(json_get(late.json, "error_codes")), 0), 7000222);
    assert_true(tenant_mfa_secret_remove(&d->front.tenant, "key"));
    assert_false(tenant_mfa_secret_remove(&d->front.tenant, "key"));
    assert_false(tenant_mfa_secret_valid(&d->front.tenant, "s3cret"));
}

static void login__is_refused__for_each_wrong_form(void **state)
{
    static const struct {
        const char *form;
        int status, code;
    } cases[] = {
        {"client_id=x&client_secret=s&resource=r", 400, 900144},
        {"grant_type=client_credentials&client_id=" MFA_CLIENT_ID "&resource=x", 401, 7000218},
        {"grant_type=client_credentials&client_id=" MFA_CLIENT_ID "&client_secret=x", 400, 900144},
        {"grant_type=password&client_id=" MFA_CLIENT_ID "&client_secret=s&resource=x", 400, 70003},
        {"grant_type=client_credentials&client_id=" OPTIONS_CLIENT_ID "&client_secret=s&resource=x", 400, 700016},
        {"grant_type=client_credentials&client_id=" MFA_CLIENT_ID
         "&client_secret=s&resource=https%3A%2F%2Fgraph.microsoft.com",
         400, 500011},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_answer struct answer a = login(*state, cases[i].form);
        if (a.status != cases[i].status ||
            (int)json_number(json_first(json_get(a.json, "error_codes")), 0) != cases[i].code)
            fail_msg("%s: %d %s", cases[i].form, a.status, a.text);
    }
}

/* A token of the connector. */
static char *connector_token(struct directory *d)
{
    struct token_wish wish = {.audience = MFA_RESOURCE, .app_id = MFA_CLIENT_ID};
    struct buf token = buf_make(1 << 16);
    buf_puts(&token, "Bearer ");
    token_mint(&d->front.tokens, &wish, &token);
    return buf_take(&token);
}

static struct answer post(struct directory *d, const char *operation, const char *body)
{
    auto_str char *token = connector_token(d);
    auto_str char *uri = xasprintf(CONNECTOR "//%s", operation);
    return send_wire(d, (struct wire){.uri = uri, .body = body, .type = "application/xml", .token = token});
}

struct ask_mfa {
    const char *upn, *method, *context, *sync, *head;
};

static char *begin_body(struct ask_mfa how)
{
    return xasprintf(
        "<BeginTwoWayAuthenticationRequest><Version>%s</Version><UserPrincipalName>%s</UserPrincipalName><Lcid>en-us</Lcid>%s"
        "<AuthenticationMethodProperties xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">"
        "<a:KeyValueOfstringstring><a:Key>OverrideVoiceOtp</a:Key><a:Value>false</a:Value></a:KeyValueOfstringstring>"
        "</AuthenticationMethodProperties><ContextId>%s</ContextId><SyncCall>%s</SyncCall><RequireUserMatch>true</RequireUserMatch>"
        "<CallerName>radius</CallerName><CallerIP>UNKNOWN:</CallerIP></BeginTwoWayAuthenticationRequest>",
        how.head ? how.head : "1.0", how.upn, how.method ? how.method : "", how.context, how.sync ? how.sync : "true");
}

#define PUSH "<AuthenticationMethodId>PhoneAppNotification</AuthenticationMethodId>"

static struct answer begin(struct directory *d, struct ask_mfa how)
{
    char id[UUID_TEXT];
    how.context = how.context ? how.context : random_uuid(id);
    auto_str char *body = begin_body(how);
    return post(d, "BeginTwoWayAuthentication", body);
}

static char *upn_with(struct directory *d, const char *outcome)
{
    struct mailbox m;
    for (uint32_t number = 0; number < d->options.users; number++) {
        mailbox_load(&d->front.tenant, number, &m);
        if (!strcmp(mfa_outcome_name(&d->front.tenant, number), outcome) && *m.user.seed.given_name &&
            !m.user.seed.guest)
            return xstrdup(m.upn);
    }
    fail_msg("nobody answers \"%s\"", outcome);
    return NULL;
}

static void user__answers__as_seeded(void **state)
{
    static const struct {
        const char *outcome, *value, *authentication;
    } cases[] = {
        {"approve", ":Value>Success</", ">true</AuthenticationResult>"},
        {"deny", ":Value>PhoneAppDenied</", ">false</AuthenticationResult>"},
        {"no-answer", ":Value>PhoneAppNoResponse</", ">false</AuthenticationResult>"},
        {"number-matching", ":Value>Success</", ">challenge</AuthenticationResult>"},
        {"unreachable", ":Value>PhoneAppUnreachable</", ">false</AuthenticationResult>"},
        {"no-default-method", ":Value>NoDefaultAuthenticationMethodIsConfigured</", ">false</AuthenticationResult>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_str char *upn = upn_with(*state, cases[i].outcome);
        auto_answer struct answer a = begin(*state, (struct ask_mfa){.upn = upn, .method = PUSH});
        assert_int_equal(a.status, 200);
        assert_non_null(strstr(a.text, "<BeginTwoWayAuthenticationResponse "));
        if (!strstr(a.text, cases[i].value) || !strstr(a.text, cases[i].authentication))
            fail_msg("%s: %s", cases[i].outcome, a.text);
    }
    auto_answer struct answer nobody = begin(*state, (struct ask_mfa){.upn = "nobody@contoso.com", .method = PUSH});
    assert_non_null(strstr(nobody.text, "UserNotFound"));
}

/* Who never answers is waited for longer than who does. */
static void prompt__waits__as_long_as_the_user(void **state)
{
    struct directory *d = *state;
    static const char *const outcomes[] = {"no-default-method", "approve", "no-answer"};
    int64_t took[3];
    clock_set(-1); /* the clock has to run */
    d->front.tenant.mfa_delay = 20;
    for (size_t i = 0; i < 3; i++) {
        auto_str char *upn = upn_with(d, outcomes[i]);
        int64_t before = clock_monotonic();
        auto_answer struct answer a = begin(d, (struct ask_mfa){.upn = upn, .method = PUSH});
        took[i] = clock_monotonic() - before;
        assert_int_equal(a.status, 200);
    }
    d->front.tenant.mfa_delay = 0;
    assert_true(took[1] >= 19);
    assert_true(took[2] >= 8 * 19);
}

static void code__ends_a_session__once(void **state)
{
    auto_str char *upn = upn_with(*state, "number-matching");
    auto_answer struct answer asked = begin(*state, (struct ask_mfa){.upn = upn, .sync = "false"});
    const char *at = strstr(asked.text, "<SessionId>");
    assert_non_null(at);
    auto_str char *session = xstrndup(at + 11, 36);
    static const struct {
        const char *code, *value;
    } steps[] = {{"654321", "OathCodeIncorrect"}, {"123456", "Success"}, {"123456", "SessionNotFound"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        auto_str char *body = xasprintf(
            "<EndTwoWayAuthenticationRequest><Version>1.0</Version><SessionId>%s</SessionId><AdditionalAuthData>%s"
            "</AdditionalAuthData></EndTwoWayAuthenticationRequest>",
            session, steps[i].code);
        auto_answer struct answer a = post(*state, "EndTwoWayAuthentication", body);
        assert_int_equal(a.status, 200);
        assert_non_null(strstr(a.text, "<EndTwoWayAuthenticationResponse "));
        if (!strstr(a.text, steps[i].value))
            fail_msg("%s: %s", steps[i].code, a.text);
    }
}

static void request__is_refused__for_each_wrong_letter(void **state)
{
    char id[UUID_TEXT];
    auto_str char *upn = upn_with(*state, "approve");
    const struct ask_mfa wrong[] = {
        {.upn = upn, .method = PUSH, .head = "2.0"},
        {.upn = upn, .method = PUSH, .context = "fresh"},
        {.upn = upn, .method = PUSH, .sync = "yes"},
        {.upn = "", .method = PUSH},
        {.upn = upn, .method = "<AuthenticationMethodId>Carrier</AuthenticationMethodId>"},
        {.upn = upn, .method = "<More>1</More>"},
        {.upn = "a & b@contoso.com", .method = PUSH},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        auto_answer struct answer a = begin(*state, wrong[i]);
        if (a.status != 400)
            fail_msg("%zu: %d %s", i, a.status, a.text);
    }
    random_uuid(id);
    auto_answer struct answer first = begin(*state, (struct ask_mfa){.upn = upn, .method = PUSH, .context = id});
    auto_answer struct answer twice = begin(*state, (struct ask_mfa){.upn = upn, .method = PUSH, .context = id});
    auto_answer struct answer order = post(
        *state, "BeginTwoWayAuthentication",
        "<BeginTwoWayAuthenticationRequest><UserPrincipalName>a@b"
        "</UserPrincipalName><Version>1.0</Version></BeginTwoWayAuthenticationRequest>");
    auto_answer struct answer end = post(*state, "EndTwoWayAuthentication", "<EndTwoWayAuthenticationRequest/>");
    auto_answer struct answer path = post(*state, "Other", "<a/>");
    assert_int_equal(first.status, 200);
    assert_int_equal(twice.status, 400);
    assert_int_equal(order.status, 400);
    assert_int_equal(end.status, 400);
    assert_int_equal(path.status, 404);
}

static void connector__is_refused__without_its_own_token(void **state)
{
    struct directory *d = *state;
    auto_str char *graph = token_of(d, BASE "/graph", "User.Read.All", NULL);
    auto_str char *other = token_of(d, MFA_RESOURCE, NULL, NULL); /* another application's */
    auto_str char *good = connector_token(d);
    const char *uri = CONNECTOR "/BeginTwoWayAuthentication";
    auto_answer struct answer a = send_wire(
        d, (struct wire){.uri = uri, .body = "<a/>", .type = "application/xml", .token = graph});
    auto_answer struct answer b = send_wire(
        d, (struct wire){.uri = uri, .body = "<a/>", .type = "application/xml", .token = other});
    auto_answer struct answer c = send_wire(
        d, (struct wire){.uri = uri, .body = "<a/>", .type = "text/xml", .token = good});
    auto_answer struct answer e = send_wire(d, (struct wire){.uri = uri, .method = "GET", .token = good});
    assert_int_equal(a.status, 401);
    assert_int_equal(b.status, 401);
    assert_int_equal(c.status, 415);
    assert_int_equal(e.status, 405);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(secret__is_good__after_a_few_questions_until_it_ends),
        TEST(login__is_refused__for_each_wrong_form),
        TEST(user__answers__as_seeded),
        TEST(prompt__waits__as_long_as_the_user),
        TEST(code__ends_a_session__once),
        TEST(request__is_refused__for_each_wrong_letter),
        TEST(connector__is_refused__without_its_own_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Sessions: what they ask for, what they keep, and when a token is no longer good. */
#include "unit.h"

#include "api/login/session.h"
#include "codec/json.h"
#include "codec/jwt.h"
#include "reply_fixture.h"

static const struct endpoints endpoints = {.login = "https://login.microsoftonline.com", .graph = "https://graph.microsoft.com", .exchange = "https://outlook.office365.com"};

static struct session *session_of(const char *secret, const char *refresh)
{
    auto_secret struct secret *client = secret ? secret_new(secret, strlen(secret)) : NULL;
    auto_secret struct secret *token = refresh ? secret_new(refresh, strlen(refresh)) : NULL;
    return session_new(&(struct session_options){.tenant_id = "contoso.com", .client_id = "app", .client_secret = client, .refresh_token = token, .endpoints = &endpoints});
}

static struct http_reply *token_reply(const char *claims_text, const char *rest)
{
    struct err e;
    auto_json struct json *claims = json_parse(claims_text, strlen(claims_text), &e);
    auto_buf struct buf token = buf_make(8192), body = buf_make(8192);
    assert_true(jwt_sign_hs256(claims, "k", 1, &token));
    buf_printf(&body, "{\"access_token\":\"%s\",\"expires_in\":3600%s}", buf_text(&token), rest);
    return reply_of(200, buf_text(&body));
}

static void session__asks__with_a_secret_or_a_refresh_token(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct session *app = session_of("s&cret", NULL), *person = session_of(NULL, "r");
    (void)state;
    struct http_request *request = session_request(app, RESOURCE_GRAPH, arena);
    assert_string_equal(request->url, "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token");
    assert_string_equal(request->body, "grant_type=client_credentials&client_id=app&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_secret=s%26cret");
    assert_true(request->secret_body && !strstr(request->shown_body, "cret="));
    assert_int_equal(request->resource, RESOURCE_NONE);
    request = session_request(person, RESOURCE_EXCHANGE, arena);
    assert_string_equal(request->body, "grant_type=refresh_token&client_id=app&scope=https%3A%2F%2Foutlook.office365.com%2F.default%20offline_access&refresh_token=r");
    session_free(app);
    session_free(person);
    session_free(NULL);
}

static void session__keeps_a_token__until_two_minutes_before_its_end(void **state)
{
    struct session *session = session_of("s", NULL);
    struct err e = {0};
    struct http_reply *reply = token_reply("{\"tid\":\"t\",\"oid\":\"o\",\"app_displayname\":\"Ro\\u202e\",\"roles\":[\"User.Read.All\",7,\"X\"]}", "");
    size_t count;
    (void)state;
    assert_null(session_token(session, RESOURCE_GRAPH, 0));
    assert_null(session_identity(session));
    assert_true(session_accept(session, RESOURCE_GRAPH, reply, 1000, &e));
    assert_non_null(session_token(session, RESOURCE_GRAPH, 1000 + 3600000 - 120000));
    assert_null(session_token(session, RESOURCE_GRAPH, 1000 + 3600000 - 119999));
    assert_null(session_token(session, RESOURCE_EXCHANGE, 1000)); /* another audience */
    assert_null(session_token(session, RESOURCE_NONE, 1000));
    assert_string_equal(session_identity(session)->operator_name, "Ro<202E>");
    assert_string_equal(session_identity(session)->tenant_id, "t");
    assert_false(session_identity(session)->delegated);
    const char *const *held = session_permissions(session, RESOURCE_GRAPH, &count);
    assert_int_equal(count, 2);
    assert_string_equal(held[1], "X");
    assert_true(session_allows(session, RESOURCE_GRAPH, "user.read.all"));
    assert_false(session_allows(session, RESOURCE_GRAPH, "User.Read"));
    session_forget(session, RESOURCE_GRAPH);
    assert_null(session_token(session, RESOURCE_GRAPH, 1000));
    http_reply_free(reply);
    session_free(session);
}

static void session__reads_scopes__and_takes_the_new_refresh_token(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct session *session = session_of(NULL, "old");
    struct err e = {0};
    struct http_reply *reply = token_reply("{\"upn\":\"admin@c\",\"scp\":\" User.Read  Mail.Read \"}", ",\"refresh_token\":\"new\"");
    size_t count;
    (void)state;
    assert_true(session_accept(session, RESOURCE_GRAPH, reply, 0, &e));
    assert_true(session_identity(session)->delegated);
    assert_string_equal(session_identity(session)->operator_name, "admin@c");
    session_permissions(session, RESOURCE_GRAPH, &count);
    assert_int_equal(count, 2);
    assert_non_null(strstr(session_request(session, RESOURCE_GRAPH, arena)->body, "refresh_token=new"));
    http_reply_free(reply);
    session_free(session);
}

static void session__says_why__when_there_is_no_token(void **state)
{
    static const struct {
        long status;
        const char *body;
        enum err_code code;
    } rows[] = {
        {401, "{\"error\":\"invalid_client\",\"error_codes\":[7000215]}", ERR_SIGN_IN},
        {200, "{}", ERR_SIGN_IN},
        {200, "{\"access_token\":\"\"}", ERR_SIGN_IN},
        {200, "{\"access_token\":7}", ERR_SIGN_IN},
        {200, "<html>", ERR_SIGN_IN},
        {0, "", ERR_NETWORK},
    };
    struct session *session = session_of("s", NULL);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = {0};
        struct http_reply *reply = reply_of(rows[i].status, rows[i].body);
        assert_false(session_accept(session, RESOURCE_GRAPH, reply, 0, &e));
        assert_int_equal(e.code, rows[i].code);
        assert_null(session_token(session, RESOURCE_GRAPH, 0));
        http_reply_free(reply);
    }
    session_free(session);
}

static void session__takes__an_opaque_token_and_odd_times(void **state)
{
    static const struct {
        const char *body;
        int64_t good_at, over_at;
    } rows[] = {
        {"{\"access_token\":\"opaque\",\"expires_in\":600}", 400000, 500000},
        {"{\"access_token\":\"opaque\"}", 3000000, 3600000},
        {"{\"access_token\":\"opaque\",\"expires_in\":1e300}", 172000000, 172800000},
        {"{\"access_token\":\"opaque\",\"expires_in\":-5}", -1, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct session *session = session_of("s", NULL);
        struct err e = {0};
        struct http_reply *reply = reply_of(200, rows[i].body);
        assert_true(session_accept(session, RESOURCE_GRAPH, reply, 0, &e));
        if (rows[i].good_at >= 0)
            assert_string_equal(session_token(session, RESOURCE_GRAPH, rows[i].good_at), "opaque");
        assert_null(session_token(session, RESOURCE_GRAPH, rows[i].over_at));
        assert_string_equal(session_identity(session)->operator_name, "app");
        http_reply_free(reply);
        session_free(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session__asks__with_a_secret_or_a_refresh_token),
        cmocka_unit_test(session__keeps_a_token__until_two_minutes_before_its_end),
        cmocka_unit_test(session__reads_scopes__and_takes_the_new_refresh_token),
        cmocka_unit_test(session__says_why__when_there_is_no_token),
        cmocka_unit_test(session__takes__an_opaque_token_and_odd_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

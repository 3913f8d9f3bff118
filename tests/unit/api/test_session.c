/* Sessions: what they ask for, what they keep, and when a token is no longer good. */
#include "unit.h"

#include "api/login/session.h"
#include "codec/json.h"
#include "codec/jwt.h"
#include "reply_fixture.h"

#define CAPABLE "&claims=%7B%22access_token%22%3A%7B%22xms_cc%22%3A%7B%22values%22%3A%5B%22cp1%22%5D%7D%7D%7D"

static const struct endpoints endpoints = {.at[RESOURCE_LOGIN] = "https://login.microsoftonline.com",
                                           .at[RESOURCE_GRAPH] = "https://graph.microsoft.com",
                                           .at[RESOURCE_EXCHANGE] = "https://outlook.office365.com"};

static struct session *session_of(const char *secret, const char *refresh)
{
    auto_secret struct secret *client = secret ? secret_new(secret, strlen(secret)) : NULL;
    auto_secret struct secret *token = refresh ? secret_new(refresh, strlen(refresh)) : NULL;
    return session_new(&(struct session_options){.tenant_id = "contoso.com",
                                                 .client_id = "app",
                                                 .client_secret = client,
                                                 .refresh_token = token,
                                                 .endpoints = &endpoints});
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
    assert_string_equal(
        request->body,
        "grant_type=client_credentials&client_id=app&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default" CAPABLE
        "&client_secret=s%26cret");
    assert_true(request->secret_body && !strstr(request->shown_body, "cret="));
    assert_int_equal(request->resource, RESOURCE_NONE);
    request = session_request(person, RESOURCE_EXCHANGE, arena);
    assert_string_equal(
        request->body,
        "grant_type=refresh_token&client_id=app&scope=https%3A%2F%2Foutlook.office365.com%2F.default%20offline_access" CAPABLE
        "&refresh_token=r");
    session_free(app);
    session_free(person);
    session_free(NULL);
}

/* What it holds goes out in a header: it ends no line and begins no other. */
static void session__refuses_a_token__that_cannot_be_sent(void **state)
{
    static const char *const bodies[] = {"a b", "a\\r\\nX: y", "\\u00e9", "a\\u0000b\"\"", ""};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct session *session = session_of("s", NULL);
        struct err e = {0};
        auto_buf struct buf body = buf_make(256);
        buf_printf(&body, "{\"access_token\":\"%s\",\"expires_in\":3600}", bodies[i]);
        struct http_reply *reply = reply_of(200, buf_text(&body));
        assert_false(session_accept(session, RESOURCE_GRAPH, reply, 1000, &e));
        assert_int_equal(e.code, ERR_SIGN_IN);
        assert_null(session_token(session, RESOURCE_GRAPH, 1000));
        http_reply_free(reply);
        session_free(session);
    }
}

static void session__keeps_a_token__until_two_minutes_before_its_end(void **state)
{
    struct session *session = session_of("s", NULL);
    struct err e = {0};
    struct http_reply *reply = token_reply(
        "{\"tid\":\"t\",\"oid\":\"o\",\"app_displayname\":\"Ro\\u202e\",\"roles\":[\"User.Read.All\",7,\"X\"]}", "");
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
    session_forget(session, RESOURCE_GRAPH, NULL);
    assert_null(session_token(session, RESOURCE_GRAPH, 1000));
    http_reply_free(reply);
    session_free(session);
}

static void session__reads_scopes__and_takes_the_new_refresh_token(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct session *session = session_of(NULL, "old");
    struct err e = {0};
    struct http_reply *reply = token_reply("{\"upn\":\"admin@c\",\"scp\":\" User.Read  Mail.Read \"}",
                                           ",\"refresh_token\":\"new\"");
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

/* A token with a short life is good for half of it: it is not due again as soon as it is there. */
static void session_token__is_not_due_again__at_once(void **state)
{
    struct session *session = session_of("s", NULL);
    struct err e = {0};
    struct http_reply *reply = reply_of(200, "{\"access_token\":\"short\",\"expires_in\":60}");
    (void)state;
    assert_true(session_accept(session, RESOURCE_GRAPH, reply, 1000, &e));
    assert_non_null(session_token(session, RESOURCE_GRAPH, 1000));
    assert_non_null(session_token(session, RESOURCE_GRAPH, 30999));
    assert_null(session_token(session, RESOURCE_GRAPH, 31001));
    http_reply_free(reply);
    reply = reply_of(200, "{\"access_token\":\"long\",\"expires_in\":3600}");
    assert_true(session_accept(session, RESOURCE_GRAPH, reply, 0, &e));
    assert_non_null(session_token(session, RESOURCE_GRAPH, 3480000));
    assert_null(session_token(session, RESOURCE_GRAPH, 3480001)); /* two minutes before its end */
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
        {200, "<html>", ERR_PROXY},
        {200, "{\"access_token\":\"t\",\"expires_in\":0}", ERR_SIGN_IN},
        {200, "{\"access_token\":\"t\",\"expires_in\":-5}", ERR_SIGN_IN},
        {200, "{\"access_token\":\"t\",\"expires_in\":9}", ERR_SIGN_IN},
        {200, "{\"access_token\":\"t\",\"expires_on\":\"1\"}", ERR_SIGN_IN},
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

/* --- people, tokens handed over, managed identities --- */

static struct session *person_of(const char *client_id)
{
    return session_new(&(struct session_options){
        .grant = GRANT_DEVICE_CODE, .tenant_id = "organizations", .client_id = client_id, .endpoints = &endpoints});
}

static void session__shares_one_refresh_token__with_a_client_of_its_own_alone(void **state)
{
    struct session *own = person_of("app"), *microsofts = person_of(NULL);
    auto_secret struct secret *token = secret_new("r", 1);
    struct err e = {0};
    (void)state;
    assert_int_equal(session_need(own, RESOURCE_GRAPH, 0, &e), NEED_PERSON);
    session_set_refresh(own, RESOURCE_GRAPH, token);
    session_set_refresh(microsofts, RESOURCE_GRAPH, token);
    assert_int_equal(session_need(own, RESOURCE_GRAPH, 0, &e), NEED_REQUEST);
    assert_int_equal(session_need(own, RESOURCE_EXCHANGE, 0, &e), NEED_REQUEST);
    assert_int_equal(session_need(own, RESOURCE_SHAREPOINT, 0, &e), NEED_PERSON); /* people come by Microsoft's */
    assert_int_equal(session_need(microsofts, RESOURCE_GRAPH, 0, &e), NEED_REQUEST);
    assert_int_equal(session_need(microsofts, RESOURCE_EXCHANGE, 0, &e), NEED_PERSON);
    assert_string_equal(session_client(own, RESOURCE_EXCHANGE), "app");
    assert_string_equal(session_client(own, RESOURCE_SHAREPOINT), "9bc3ab49-b65d-410a-85ad-de819febfddc");
    assert_string_equal(session_client(microsofts, RESOURCE_GRAPH), "14d82eec-204b-4c2f-b7e8-296a70dab67e");
    assert_string_equal(session_client(microsofts, RESOURCE_EXCHANGE), "fb78d390-0c51-40cd-8e17-fdbfab77341b");
    assert_string_equal(session_client(microsofts, RESOURCE_SHAREPOINT), "9bc3ab49-b65d-410a-85ad-de819febfddc");
    session_free(own);
    session_free(microsofts);
}

static void session__asks_for_scopes_by_name__with_microsofts_client_for_graph(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct session *own = person_of("app"), *microsofts = person_of(NULL);
    (void)state;
    static const char *const names[] = {"User.ReadWrite.All", "Policy.Read.All", NULL};
    struct http_request *request = session_device_request(microsofts, RESOURCE_GRAPH, names, arena);
    assert_string_equal(request->url, "https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode");
    assert_non_null(strstr(request->body, "client_id=14d82eec"));
    assert_non_null(strstr(request->body, "https%3A%2F%2Fgraph.microsoft.com%2FUser.ReadWrite.All%20"));
    assert_null(strstr(request->body, ".default"));
    request = session_device_request(microsofts, RESOURCE_EXCHANGE, NULL, arena);
    assert_non_null(strstr(request->body,
                           "scope=https%3A%2F%2Foutlook.office365.com%2F.default%20offline_access%20openid%20profile"));
    request = session_device_request(own, RESOURCE_GRAPH, NULL, arena);
    assert_non_null(strstr(request->body, "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default%20offline_access"));
    session_free(own);
    session_free(microsofts);
}

static void session__needs_a_person__when_the_refresh_token_is_refused_for_good(void **state)
{
    static const struct {
        const char *body;
        enum session_need then;
        const char *hint;
    } rows[] = {
        {"{\"error\":\"invalid_grant\",\"error_codes\":[700082]}", NEED_PERSON, "Sign in again"},
        {"{\"error\":\"interaction_required\",\"error_codes\":[50076]}", NEED_PERSON, ""},
        {"{\"error\":\"invalid_grant\",\"error_codes\":[65001]}", NEED_REQUEST,
         "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=app&scope=https%3A%2F%2Fgraph.microsoft.com%2F"
         ".default&redirect_uri=http%3A%2F%2Flocalhost"},
        {"{\"error\":\"temporarily_unavailable\",\"error_codes\":[90033]}", NEED_REQUEST, ""},
        {"{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", NEED_REQUEST, "public clients"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct session *session = person_of("app");
        auto_secret struct secret *token = secret_new("r", 1);
        struct http_reply *reply = reply_of(400, rows[i].body);
        struct err e = {0};
        session_set_refresh(session, RESOURCE_GRAPH, token);
        assert_false(session_accept(session, RESOURCE_GRAPH, reply, 0, &e));
        if (session_need(session, RESOURCE_GRAPH, 0, NULL) != rows[i].then || !strstr(e.hint, rows[i].hint))
            fail_msg("%s: %s", rows[i].body, e.hint);
        http_reply_free(reply);
        session_free(session);
    }
}

static void session__passes_on_the_claims__that_a_challenge_asks_for(void **state)
{
    static const char challenge[] =
        "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ==\"";
    auto_arena struct arena *arena = arena_new(0);
    struct session *session = session_of("s", NULL);
    struct http_reply *reply = token_reply("{}", "");
    struct err e = {0};
    (void)state;
    session_forget(session, RESOURCE_GRAPH, challenge);
    const char *body = session_request(session, RESOURCE_GRAPH, arena)->body;
    assert_non_null(strstr(body, "%22nbf%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%221604106651%22%7D"));
    assert_non_null(strstr(body, "%22cp1%22"));
    assert_null(strstr(session_request(session, RESOURCE_EXCHANGE, arena)->body, "1604106651"));
    assert_true(session_accept(session, RESOURCE_GRAPH, reply, 0, &e));
    assert_null(strstr(session_request(session, RESOURCE_GRAPH, arena)->body, "1604106651")); /* met */
    static const char *const odd[] = {"Bearer",          "claims=\"",        "claims=\"!\"",
                                      "claims=\"WzFd\"", "xclaims=\"e30=\"", "claims=\"e30\""};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        session_forget(session, RESOURCE_GRAPH, odd[i]);
        assert_non_null(strstr(session_request(session, RESOURCE_GRAPH, arena)->body, CAPABLE));
    }
    http_reply_free(reply);
    session_free(session);
}

static void session__uses_tokens_as_they_are__each_for_its_audience(void **state)
{
    auto_buf struct buf graph = buf_make(8192), exchange = buf_make(8192), both = buf_make(16384);
    static const char for_graph[] =
        "{\"aud\":\"https://graph.microsoft.com/\",\"exp\":1000,\"scp\":\"User.Read.All\",\"upn\":\"a@b\"}";
    static const char for_exchange[] = "{\"aud\":\"00000002-0000-0ff1-ce00-000000000000\",\"exp\":2000}";
    struct err e = {0};
    auto_json struct json *a = json_parse(for_graph, strlen(for_graph), &e),
                          *b = json_parse(for_exchange, strlen(for_exchange), &e);
    (void)state;
    assert_true(jwt_sign_hs256(a, "k", 1, &graph) && jwt_sign_hs256(b, "k", 1, &exchange));
    buf_printf(&both, " %s\n%s ", buf_text(&exchange), buf_text(&graph));
    auto_secret struct secret *tokens = secret_new(buf_text(&both), both.length);
    struct session *session = session_new(&(struct session_options){
        .grant = GRANT_TOKENS, .tenant_id = "organizations", .tokens = tokens, .endpoints = &endpoints});
    assert_string_equal(session_token(session, RESOURCE_GRAPH, 999000), buf_text(&graph)); /* to its very end */
    assert_string_equal(session_token(session, RESOURCE_EXCHANGE, 1999000), buf_text(&exchange));
    assert_int_equal(session_expires(session, RESOURCE_GRAPH), 1000000);
    assert_true(session_allows(session, RESOURCE_GRAPH, "User.Read.All"));
    assert_string_equal(session_identity(session)->operator_name, "a@b");
    assert_int_equal(session_need(session, RESOURCE_GRAPH, 999000, &e), NEED_NOTHING);
    assert_int_equal(session_need(session, RESOURCE_GRAPH, 1000001, &e), NEED_HELP);
    assert_non_null(strstr(e.message, "Microsoft Graph that was handed over is no longer good"));
    assert_int_equal(session_need(session, RESOURCE_SHAREPOINT, 0, &e), NEED_HELP);
    assert_non_null(strstr(e.message, "no token for SharePoint"));
    session_forget(session, RESOURCE_EXCHANGE, NULL);
    assert_int_equal(session_need(session, RESOURCE_EXCHANGE, 0, &e), NEED_HELP);
    session_free(session);
}

/* Microsoft's clients are signed in to one by one: what was somebody else's is neither taken nor kept. */
static void session__holds_tokens__of_one_person(void **state)
{
    struct session *session = person_of(NULL);
    struct err e = {0};
    struct http_reply *ann = token_reply("{\"oid\":\"a\",\"upn\":\"ann@c\"}", ""),
                      *ben = token_reply("{\"oid\":\"b\",\"upn\":\"ben@c\"}", ""),
                      *opaque = reply_of(200, "{\"access_token\":\"x\",\"expires_in\":3600}");
    (void)state;
    assert_true(session_accept(session, RESOURCE_EXCHANGE, ann, 0, &e)); /* nobody is known yet */
    assert_true(session_accept(session, RESOURCE_GRAPH, ann, 0, &e));
    assert_non_null(session_token(session, RESOURCE_EXCHANGE, 0));
    assert_false(session_accept(session, RESOURCE_EXCHANGE, ben, 0, &e));
    assert_string_equal(e.message, "Exchange Online was signed in to as ben@c, Microsoft Graph as ann@c");
    assert_true(session_accept(session, RESOURCE_GRAPH, ben, 0, &e)); /* another one has signed in */
    assert_null(session_token(session, RESOURCE_EXCHANGE, 0));
    assert_true(session_accept(session, RESOURCE_EXCHANGE, opaque, 0, &e)); /* it does not say whose it is */
    http_reply_free(ann);
    http_reply_free(ben);
    http_reply_free(opaque);
    session_free(session);
}

static void session__asks_this_machine__for_a_managed_identity(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_secret struct secret *header = secret_new("h", 1);
    struct err e = {0};
    struct session *machine = session_new(
        &(struct session_options){.grant = GRANT_MANAGED, .tenant_id = "t", .endpoints = &endpoints});
    struct session *service = session_new(
        &(struct session_options){.grant = GRANT_MANAGED,
                                  .tenant_id = "t",
                                  .client_id = "mine",
                                  .identity_endpoint = "http://127.0.0.1:41/msi/token",
                                  .identity_header = header,
                                  .endpoints = &endpoints});
    (void)state;
    struct http_request *request = session_request(machine, RESOURCE_GRAPH, arena);
    assert_string_equal(
        request->url,
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com");
    assert_string_equal(request->headers->name, "Metadata");
    assert_true(request->this_link && request->secret_reply);
    request = session_request(service, RESOURCE_EXCHANGE, arena);
    assert_string_equal(
        request->url,
        "http://127.0.0.1:41/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Foutlook.office365.com&client_id=mine");
    assert_string_equal(request->headers->value, "h");
    struct http_reply *reply = reply_of(
        200, "{\"access_token\":\"opaque\",\"expires_in\":\"86399\",\"expires_on\":\"1586984735\"}");
    assert_true(session_accept(machine, RESOURCE_GRAPH, reply, 0, &e));
    assert_int_equal(session_expires(machine, RESOURCE_GRAPH), 86399000);
    http_reply_free(reply);
    reply = reply_of(200, "{\"access_token\":\"opaque\",\"expires_on\":\"5000\"}");
    assert_true(session_accept(service, RESOURCE_EXCHANGE, reply, 1000000, &e));
    assert_int_equal(session_expires(service, RESOURCE_EXCHANGE), 5000000);
    http_reply_free(reply);
    session_free(machine);
    session_free(service);
}

static void session__asks_again__only_for_what_passes_by_itself(void **state)
{
    static const struct {
        const char *body;
        int attempt;
        int64_t ms;
    } rows[] = {
        {"{\"error_codes\":[90033]}", 1, 2000}, {"{\"error_codes\":[90033]}", 3, 8000},
        {"{\"error_codes\":[90033]}", 4, -1},   {"{\"error_codes\":[700027]}", 1, -1} /* without a certificate */,
        {"{\"error_codes\":[7000222]}", 1, -1}, {"", 1, -1},
    };
    struct session *session = session_of("s", NULL);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_reply *reply = reply_of(400, rows[i].body);
        assert_int_equal(session_again_in(session, reply, rows[i].attempt), rows[i].ms);
        http_reply_free(reply);
    }
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(session__asks__with_a_secret_or_a_refresh_token),
        cmocka_unit_test(session__refuses_a_token__that_cannot_be_sent),
        cmocka_unit_test(session__keeps_a_token__until_two_minutes_before_its_end),
        cmocka_unit_test(session__reads_scopes__and_takes_the_new_refresh_token),
        cmocka_unit_test(session_token__is_not_due_again__at_once),
        cmocka_unit_test(session__says_why__when_there_is_no_token),
        cmocka_unit_test(session__takes__an_opaque_token_and_odd_times),
        cmocka_unit_test(session__shares_one_refresh_token__with_a_client_of_its_own_alone),
        cmocka_unit_test(session__asks_for_scopes_by_name__with_microsofts_client_for_graph),
        cmocka_unit_test(session__needs_a_person__when_the_refresh_token_is_refused_for_good),
        cmocka_unit_test(session__passes_on_the_claims__that_a_challenge_asks_for),
        cmocka_unit_test(session__uses_tokens_as_they_are__each_for_its_audience),
        cmocka_unit_test(session__holds_tokens__of_one_person),
        cmocka_unit_test(session__asks_this_machine__for_a_managed_identity),
        cmocka_unit_test(session__asks_again__only_for_what_passes_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

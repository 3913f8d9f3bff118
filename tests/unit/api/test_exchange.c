/* Calls of cmdlets and what Exchange answers (REQUESTS §11). */
#include "unit.h"

#include "api/exchange/exchange.h"
#include "reply_fixture.h"

#define TENANT "11111111-2222-4333-8444-555555555555"
#define DETAILS(text)                                                                                                  \
    "{\"error\":{\"code\":\"BadRequest\",\"message\":\"Error executing request.\",\"details\":[{\"message\":\"" text   \
    "\"}]}}"

static const struct endpoints endpoints = {.at[RESOURCE_EXCHANGE] = "https://outlook.office365.com",
                                           .tenant_id = TENANT};

static void exchange_invoke__builds__the_call(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct exchange_parameter parameters[] = {{"Identity", .text = "alias\\123"},
                                                    {"Confirm", .raw = "false"},
                                                    {"Users", .raw = "[\"a\",null]"},
                                                    {"Clear", .raw = "null"},
                                                    {NULL}};
    struct http_request *r = exchange_invoke(arena, &endpoints, "Remove-InboxRule", "ann@contoso.com", parameters);
    (void)state;
    assert_string_equal(r->method, "POST");
    assert_string_equal(r->url, "https://outlook.office365.com/adminapi/beta/" TENANT "/InvokeCommand");
    assert_string_equal(
        r->body,
        "{\"CmdletInput\":{\"CmdletName\":\"Remove-InboxRule\",\"Parameters\":{\"Identity\":\"alias\\\\123\",\"Confirm\":false,"
        "\"Users\":[\"a\",null],\"Clear\":null}}}");
    assert_int_equal(r->body_length, strlen(r->body));
    assert_string_equal(header_of(r, "X-AnchorMailbox"), "UPN:ann@contoso.com");
    assert_string_equal(header_of(r, "Content-Type"), "application/json; charset=utf-8");
    assert_string_equal(header_of(r, "Accept"), "application/json; odata.metadata=minimal");
    assert_string_equal(header_of(r, "X-CmdletName"), "Remove-InboxRule");
    assert_string_equal(header_of(r, "X-ResponseFormat"), "json");
    assert_string_equal(header_of(r, "Prefer"), "odata.maxpagesize=1000");
    assert_null(header_of(r, "Authorization"));
    assert_int_equal(r->resource, RESOURCE_EXCHANGE);
    assert_int_equal(r->workload, WORKLOAD_EXCHANGE);
    assert_true(http_is_write(r) && r->batch);
    assert_int_equal(r->sample_status, 200);
    r = exchange_invoke(arena, &endpoints, "Get-OrganizationConfig", NULL, NULL);
    assert_string_equal(header_of(r, "X-AnchorMailbox"),
                        "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@" TENANT);
    assert_string_equal(r->body, "{\"CmdletInput\":{\"CmdletName\":\"Get-OrganizationConfig\",\"Parameters\":{}}}");
    assert_false(http_is_write(r));
    assert_int_equal(r->sample_status, 0);
    assert_false(http_is_write(exchange_invoke(arena, &endpoints, "Search-UnifiedAuditLog", NULL, NULL)));
}

/* §11.4, row for row. */
static void exchange_check__reads__every_shape_of_error(void **state)
{
    static const struct {
        long status;
        const char *diagnostics, *body;
        enum err_code code;
        const char *message, *hint; /* hint: a part; NULL: none needed */
    } rows[] = {
        {404, NULL,
         DETAILS(
             "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The object 'x' couldn't be found on 'y'."),
         ERR_NOT_FOUND, "The object 'x' couldn't be found on 'y'. (HTTP 404 BadRequest)", "5 to 15 minutes"},
        {400, NULL, DETAILS("Ex1|Microsoft.Exchange.ManagementObjectAmbiguousException|Two of them."), ERR_AMBIGUOUS,
         "Two of them. (HTTP 400 BadRequest)", "id"},
        {400, NULL, DETAILS("Ex1|A.MemberAlreadyExistsException|Is there."), ERR_SERVICE,
         "Is there. (HTTP 400 BadRequest)", "member already"},
        {400, NULL, DETAILS("Ex1|A.MemberNotFoundException|Is not."), ERR_SERVICE, "Is not. (HTTP 400 BadRequest)",
         "no member"},
        {400, NULL, DETAILS("Ex1|A.ProxyAddressExistsException|Taken."), ERR_SERVICE, "Taken. (HTTP 400 BadRequest)",
         "Another recipient"},
        {400, NULL,
         DETAILS(
             "Ex1|A.RecipientTaskException|It's out of the current user's write scope. being synchronized from your on-premises organization."),
         ERR_SERVICE, "It's out", "Active Directory"},
        {400, NULL, DETAILS("Ex1|A.B|x is not within a valid server write scope."), ERR_SERVICE, "x is not",
         "scope of your Exchange role"},
        {400, NULL, DETAILS("Ex1|A.InvalidOperationInDehydratedContextException|Dehydrated."), ERR_SERVICE,
         "Dehydrated.", "Enable-OrganizationCustomization"},
        {400, NULL, DETAILS("Ex1|A.TaskPropertyValidationException|Too long."), ERR_SERVICE, "Too long.",
         "does not fit"},
        {400, NULL,
         "{\"error\":{\"code\":\"x\",\"message\":\"Outer.\",\"innererror\":{\"message\":\"m\",\"internalexception\":{\"message\":\"Inner.\"}}}}",
         ERR_SERVICE, "Inner. (HTTP 400 x)", NULL},
        {400, NULL,
         "{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"internalException\":{\"message\":\"Inner.\"}}}}",
         ERR_SERVICE, "Inner. (HTTP 400)", NULL},
        {400, NULL, "{\"error\":{\"message\":\"Outer.\",\"details\":[]}}", ERR_SERVICE, "Outer. (HTTP 400)", NULL},
        {400, NULL, DETAILS("a | b | c"), ERR_SERVICE, "a | b | c (HTTP 400 BadRequest)", NULL},
        {400, NULL, DETAILS("Ex1|Some.Type|left|right"), ERR_SERVICE, "left|right (HTTP 400 BadRequest)", NULL},
        {400, NULL, DETAILS("Ex1|half"), ERR_SERVICE, "Ex1|half (HTTP 400 BadRequest)", NULL},
        {400, NULL, DETAILS("a\\u001b[31mred"), ERR_SERVICE, "a", NULL},
        {403, "2000010;reason=\"No role.\";error_category=\"x\"", "\0\0\0", ERR_FORBIDDEN,
         "Exchange refuses this cmdlet: 2000010;reason=\"No role.\"", "Exchange role"},
        {403, NULL, "\0\0\0", ERR_FORBIDDEN, "Exchange refuses this cmdlet (HTTP 403)", "Exchange.ManageAsApp"},
        {403, NULL, DETAILS("Ex1|A.B|Access denied."), ERR_FORBIDDEN,
         "Exchange refuses this cmdlet: Access denied. (HTTP 403 BadRequest)", "Exchange role"},
        {401, NULL, DETAILS("Ex1|A.B|User is not allowed to call Set-Mailbox"), ERR_FORBIDDEN,
         "Exchange refuses this cmdlet: User is not allowed to call Set-Mailbox (HTTP 401 BadRequest)",
         "Exchange role"},
        {401, NULL, "", ERR_SIGN_IN, "(HTTP 401)", NULL},
        {429, NULL, "", ERR_THROTTLED, "(HTTP 429)", "busy"},
        {503, NULL, "<html>", ERR_THROTTLED, "a web page came instead of an answer of Exchange Online (HTTP 503)",
         "try again"},
        {403, NULL, "<!DOCTYPE html><title>Blocked</title>", ERR_PROXY, "\"Blocked\"", "filter"},
        {407, NULL, "", ERR_PROXY, "proxy", "https_proxy"},
        {400, NULL, "{\"Message\":\"An error has occurred.\"}", ERR_SERVICE, "An error has occurred. (HTTP 400)", NULL},
        {500, NULL, "{\"error\":7}", ERR_SERVICE, "(HTTP 500)", NULL},
        {404, NULL, "", ERR_NOT_FOUND, "(HTTP 404)", NULL},
        {0, NULL, "", ERR_NETWORK, "no reply", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_reply *reply = reply_of(rows[i].status, rows[i].body);
        struct err e = {0};
        if (!rows[i].body[0] && rows[i].status == 403)
            buf_add(&reply->body, "\0\0\0\0\0\0\0\0", 8); /* "labelled gzip, nothing but NUL bytes" */
        set_header(reply, "request-id", "r-1");
        if (rows[i].diagnostics)
            set_header(reply, "x-ms-diagnostics", rows[i].diagnostics);
        assert_false(exchange_check(reply, &e));
        if (e.code != rows[i].code || !strstr(e.message, rows[i].message))
            fail_msg("row %zu: %s: %s", i, err_name(e.code), e.message);
        if (rows[i].hint && !strstr(e.hint, rows[i].hint))
            fail_msg("row %zu: hint \"%s\"", i, e.hint);
        for (const char *c = e.message; *c; c++)
            assert_true((unsigned char)*c >= ' ');
        if (rows[i].status)
            assert_string_equal(e.request_id, "r-1");
        http_reply_free(reply);
    }
}

static void exchange_says__finds_the_exception__where_it_stands(void **state)
{
    struct http_reply *reply = reply_of(400, DETAILS("Ex1|A.MemberAlreadyExistsException|x"));
    struct http_reply *inner = reply_of(
        400,
        "{\"error\":{\"message\":\"m\",\"innererror\":{\"internalexception\":{\"message\":\"y MemberNotFoundException\"}}}}");
    (void)state;
    assert_true(exchange_says(reply, "memberalreadyexistsexception"));
    assert_false(exchange_says(reply, "MemberNotFoundException"));
    assert_true(exchange_says(inner, "MemberNotFoundException"));
    http_reply_free(reply);
    http_reply_free(inner);
}

static void exchange_probe__asks_and_reads__what_is_offered(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {0};
    struct http_request *r = exchange_probe(arena, &endpoints);
    struct http_reply *reply = reply_of(
                          200, "{\"value\":[{\"exportedCmdlets\":\"Get-Mailbox, Set-Mailbox,,Get-InboxRule\"}]}"),
                      *other = reply_of(200, "{\"value\":[]}");
    (void)state;
    assert_string_equal(r->url, "https://outlook.office365.com/adminapi/v1.0/" TENANT "/EXOModuleFile?Version=3.9.2");
    assert_string_equal(header_of(r, "CommandName"), "*");
    const char *const *names = exchange_probe_read(reply, arena, &e);
    assert_string_equal(names[0], "Get-Mailbox");
    assert_string_equal(names[1], "Set-Mailbox");
    assert_string_equal(names[2], "Get-InboxRule");
    assert_null(names[3]);
    assert_null(exchange_probe_read(other, arena, &e));
    assert_int_equal(e.code, ERR_PARSE);
    http_reply_free(reply);
    http_reply_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchange_invoke__builds__the_call),
        cmocka_unit_test(exchange_check__reads__every_shape_of_error),
        cmocka_unit_test(exchange_says__finds_the_exception__where_it_stands),
        cmocka_unit_test(exchange_probe__asks_and_reads__what_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

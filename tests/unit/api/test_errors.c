/* Every message of the catalogue (REQUESTS §1.6, §9.2, §14) gets its hint, and the service's own words stay. */
#include "unit.h"

#include "api/graph/graph.h"
#include "base/utf8.h"
#include "reply_fixture.h"
#include <stdio.h>

static struct err checked(long status, const char *body)
{
    struct err e = {.code = ERR_OK};
    struct http_reply *reply = reply_of(status, body);
    bool good = graph_check(reply, &e);
    assert_int_equal(good, status >= 200 && status < 300);
    http_reply_free(reply);
    return e;
}

static void graph_check__hints__for_every_row_of_the_catalogue(void **state)
{
    static const struct {
        long status;
        const char *code, *message, *hint;
        enum err_code kind;
    } rows[] = {
        /* §1.6 */
        {403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
         "permission or an Entra role", ERR_FORBIDDEN},
        {403, "Authorization_RequestDenied", "x", "permission or an Entra role", ERR_FORBIDDEN},
        {403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
         "Neither tenant is B2C or tenant doesn't have premium license", "Entra ID P1", ERR_FORBIDDEN},
        {403, "Authentication_MSGraphPermissionMissing", "missing AuditLog.Read.All", "AuditLog.Read.All",
         ERR_FORBIDDEN},
        {403, "AccessDenied", "Applications without a signed-in user are not allowed access to this report or data",
         "Policy.Read.All", ERR_FORBIDDEN},
        {403, "Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles", "Your role",
         ERR_FORBIDDEN},
        {400, "Request_UnsupportedQuery", "Unsupported Query.", "ConsistencyLevel", ERR_SERVICE},
        {400, "Directory_ExpiredPageToken", "The page token has expired.", "load it again", ERR_SERVICE},
        {410, "syncStateNotFound", "x", "load it again", ERR_SERVICE},
        {501, "NotImplemented", "x", "one user at a time", ERR_SERVICE},
        /* §9.2 */
        {400, "Request_BadRequest", "The specified password does not comply with password complexity requirements.",
         "8 to 256", ERR_SERVICE},
        {400, "x", "The password is banned.", "banned", ERR_SERVICE},
        {400, "x", "This is a commonly used password", "banned", ERR_SERVICE},
        {400, "x", "The password is too weak", "banned", ERR_SERVICE},
        {400, "x", "The password cannot contain the user's name", "without the user's name", ERR_SERVICE},
        {403, "x", "OnPremises password writeback is not enabled", "writeback", ERR_FORBIDDEN},
        /* §14 */
        {400, "x", "Request not applicable to target tenant.", "lacks the service", ERR_SERVICE},
        {403, "x", "Tenant does not have a premium license", "P1 or P2", ERR_FORBIDDEN},
        {403, "x", "Your tenant is not licensed for this feature.", "what is known of risk Microsoft Entra ID P2",
         ERR_FORBIDDEN},
        {400, "AadPremiumLicenseRequired",
         "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
         "P2 or Microsoft Entra ID Governance", ERR_SERVICE},
        {400, "x", "Unable to update the specified properties for on-premises mastered Directory Sync objects",
         "Active Directory", ERR_SERVICE},
        {400, "x", "The object is synchronized from your on-premises organization", "Active Directory", ERR_SERVICE},
        {400, "x", "The mailbox is currently undergoing migration.", "migration is over", ERR_SERVICE},
        {404, "Request_ResourceNotFound",
         "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
         "not replicated yet", ERR_NOT_FOUND},
        {404, "itemNotFound", "User's mysite not found.", "OneDrive", ERR_NOT_FOUND},
        {404, "MailboxNotEnabledForRESTAPI", "x", "no mailbox", ERR_NOT_FOUND},
        {404, "ErrorInvalidUser", "x", "no mailbox", ERR_NOT_FOUND},
        {404, "MailboxNotFound", "x", "no mailbox", ERR_NOT_FOUND},
        {403, "ErrorAccessDenied", "Access is denied.", "Exchange", ERR_FORBIDDEN},
        {401, "x", "Provide valid credential.", "Exchange", ERR_SIGN_IN},
        {403, "x", "The subscription within the tenant has lapsed", "expired", ERR_FORBIDDEN},
        {401, "InvalidAuthenticationToken", "Access token is empty.", "Sign in again", ERR_SIGN_IN},
        {401, "x", "CompactToken parsing failed", "Sign in again", ERR_SIGN_IN},
        {401, "x", "Lifetime validation failed, the token is expired.", "clock", ERR_SIGN_IN},
        {429, "TooManyRequests", "x", "wait", ERR_THROTTLED},
        {429, "Throttled", "x", "wait", ERR_THROTTLED},
        {503, "serviceNotAvailable", "x", "wait", ERR_THROTTLED},
        {400, "x", "Account is not provisioned", "service plan", ERR_SERVICE},
        {400, "x", "The property value exceeds the maximum allowed size.", "Shorten", ERR_SERVICE},
        /* what has no words of its own */
        {409, "Directory_ConcurrencyViolation", "x", "try again", ERR_SERVICE},
        {412, "x", "x", "try again", ERR_SERVICE},
        {403, "x", "x", "permission or a role", ERR_FORBIDDEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char body[400], quoted[200];
        snprintf(body, sizeof body, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}", rows[i].code, rows[i].message);
        struct err e = checked(rows[i].status, body);
        if (e.code != rows[i].kind || !strstr(e.hint, rows[i].hint))
            fail_msg("%ld %s %s: %s", rows[i].status, rows[i].code, rows[i].message, e.hint);
        snprintf(quoted, sizeof quoted, "%s (HTTP %ld %s)", rows[i].message, rows[i].status, rows[i].code);
        assert_string_equal(e.message, quoted);
    }
}

#define LONG "a padding of fifty characters that says nothing...."
static void graph_check__finds_the_message__where_the_service_put_it(void **state)
{
    static const struct {
        const char *body, *message;
    } rows[] = {
        {"{\"error\":{\"code\":\"c\",\"message\":\"outer\",\"innererror\":{\"message\":\"inner\"}}}",
         "inner (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"message\":\"outer\",\"innerError\":{\"date\":\"d\"}}}", "outer (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"message\":\"\",\"details\":[{\"message\":\"detail\"}]}}", "detail (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"innererror\":{\"internalException\":{\"message\":\"deep\"}}}}",
         "deep (HTTP 400 c)"},
        {"{\"error\":{\"message\":\"only\"}}", "only (HTTP 400)"},
        {"{\"error\":{\"code\":\"Bad\",\"message\":\"\"}}", "the service refused the request (HTTP 400 Bad)"},
        {"{\"error\":{\"code\":\"Bad\"}}", "the service refused the request (HTTP 400 Bad)"},
        {"{\"error\":{\"code\":-2147024809,\"message\":\"m\"}}", "m (HTTP 400 -2147024809)"},
        {"{\"error\":{\"code\":\"\",\"message\":\"m\",\"innererror\":{\"code\":\"inner\"}}}", "m (HTTP 400 inner)"},
        {"{\"error\":\"bad_thing\"}", "the service refused the request (HTTP 400 bad_thing)"},
        {"{\"error\":\"No such thing.\"}", "No such thing. (HTTP 400)"},
        {"{\"error\":\"bad_thing\",\"error_description\":\"Why.\"}", "Why. (HTTP 400 bad_thing)"},
        {"{\"Message\":\"An error has occurred.\"}", "An error has occurred. (HTTP 400)"},
        {"{\"message\":\"m\",\"code\":\"c\"}", "m (HTTP 400 c)"},
        {"{\"error\":{\"error\":{\"code\":\"c\",\"message\":\"m\"}}}", "m (HTTP 400 c)"},
        {"{\"odata.error\":{\"code\":\"c\",\"message\":{\"lang\":\"en\",\"value\":\"m\"}}}", "m (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"message\":\"{\\\"error\\\":{\\\"message\\\":\\\"within\\\"}}\"}}",
         "within (HTTP 400 c)"},
        /* unwrapped before it is cut: the longest message kept is shorter than what stands around this one */
        {"{\"error\":{\"code\":\"c\",\"message\":\"{\\\"padding\\\":\\\"" LONG LONG LONG LONG LONG LONG LONG LONG
         "\\\",\\\"error\\\":{\\\"message\\\":\\\"within\\\"}}\"}}",
         "within (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"message\":\"{\\\"Status\\\":\\\"AuditingDisabledTenant\\\",\\\"error\\\":{\\\"message\\\":"
         "\\\"Off.\\\"}}\"}}",
         "AuditingDisabledTenant: Off. (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"message\":\"{cut off\"}}", "{cut off (HTTP 400 c)"},
        {"{\"error\":{\"code\":\"c\",\"innererror\":{\"innererror\":{\"message\":\"innermost\"}}}}",
         "innermost (HTTP 400 c)"},
        {"{}", "the service refused the request (HTTP 400)"},
        {"[]", "the service refused the request (HTTP 400)"},
        {"<html>Bad Gateway</html>", "a web page came instead of an answer of Microsoft Graph (HTTP 400)"},
        {"\xef\xbb\xbf <!DOCTYPE HTML><TITLE>Blocked\033[2J</TITLE>",
         "a web page, \"Blocked^[[2J\", came instead of an answer of Microsoft Graph (HTTP 400)"},
        {"", "the service refused the request (HTTP 400)"},
        {"{\"error\":{\"code\":\"c\\u001b[2J\",\"message\":\"a\\u202eb\\n\"}}", "a<202E>b  (HTTP 400 c^[[2J)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(checked(400, rows[i].body).message, rows[i].message);
}

/* A proxy's, a filter's or a portal's answer is not a permission that is missing. */
static void graph_check__blames_what_stands_between__for_what_it_answers(void **state)
{
    static const struct {
        long status;
        const char *body, *message, *hint;
        enum err_code code;
    } rows[] = {
        {403, "<html><title>Zscaler</title>", "\"Zscaler\"", "filter", ERR_PROXY},
        {404, "<html>", "a web page", "filter", ERR_PROXY},
        {407, "", "a proxy between here and Microsoft Graph", "https_proxy", ERR_PROXY},
        {511, "", "HTTP 511", "sign-in page of this network", ERR_PROXY},
        {502, "<html>", "a web page", "try again", ERR_SERVICE},
        {503, "<html>", "a web page", "try again", ERR_THROTTLED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e = checked(rows[i].status, rows[i].body);
        if (e.code != rows[i].code || !strstr(e.message, rows[i].message) || !strstr(e.hint, rows[i].hint))
            fail_msg("%ld: %s: %s: %s", rows[i].status, err_name(e.code), e.message, e.hint);
    }
}

static void graph_check__says_how_long__when_nobody_waits_that_long(void **state)
{
    struct http_reply *reply = reply_of(429, "{\"error\":{\"code\":\"TooManyRequests\"}}");
    struct err e;
    (void)state;
    set_header(reply, "retry-after", "1200");
    assert_false(graph_check(reply, &e));
    assert_non_null(strstr(e.hint, "20 min"));
    assert_int_equal(e.code, ERR_THROTTLED);
    http_reply_free(reply);
}

static void graph_check__keeps_the_request_id__from_header_or_body(void **state)
{
    struct err e;
    struct http_reply *reply = reply_of(400, "{\"error\":{\"innerError\":{\"request-id\":\"of-body\"}}}");
    (void)state;
    assert_false(graph_check(reply, &e));
    assert_string_equal(e.request_id, "of-body");
    set_header(reply, "request-id", "of-\033header");
    assert_false(graph_check(reply, &e));
    assert_string_equal(e.request_id, "of-^[header");
    assert_false(graph_check(reply, NULL));
    http_reply_free(reply);
}

static void graph_check__passes_on__why_there_is_no_reply(void **state)
{
    struct err e = checked(0, "");
    (void)state;
    assert_int_equal(e.code, ERR_NETWORK);
    e = checked(204, "");
    assert_int_equal(e.code, ERR_OK);
    struct http_reply *none = reply_of(0, "");
    none->error.code = ERR_OK;
    assert_false(graph_check(none, &e));
    assert_int_equal(e.code, ERR_INTERNAL);
    http_reply_free(none);
}

static void graph_body__says_what_to_do__when_a_success_is_no_json(void **state)
{
    struct err e = {.code = ERR_OK};
    struct http_reply *reply = reply_of(200, "<html>a portal wants you to sign in</html>");
    (void)state;
    assert_null(graph_body(reply, &e));
    assert_int_equal(e.code, ERR_PARSE);
    assert_non_null(strstr(e.hint, "try again"));
    http_reply_free(reply);
}

static void graph_check__cuts_long_texts__at_characters(void **state)
{
    char body[3000] = "{\"error\":{\"code\":\"c\",\"message\":\"";
    size_t length = strlen(body);
    (void)state;
    while (length < 2900)
        length += (size_t)snprintf(body + length, sizeof body - length, "\u5c71");
    snprintf(body + length, sizeof body - length, "\"}}");
    struct err e = checked(400, body);
    assert_true(utf8_valid(e.message, strlen(e.message)));
    assert_true(strlen(e.message) > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graph_check__hints__for_every_row_of_the_catalogue),
        cmocka_unit_test(graph_check__finds_the_message__where_the_service_put_it),
        cmocka_unit_test(graph_check__blames_what_stands_between__for_what_it_answers),
        cmocka_unit_test(graph_check__says_how_long__when_nobody_waits_that_long),
        cmocka_unit_test(graph_check__keeps_the_request_id__from_header_or_body),
        cmocka_unit_test(graph_check__passes_on__why_there_is_no_reply),
        cmocka_unit_test(graph_body__says_what_to_do__when_a_success_is_no_json),
        cmocka_unit_test(graph_check__cuts_long_texts__at_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The device code flow: what is shown, how fast it is polled, how it ends. */
#include "unit.h"

#include "api/login/device_code.h"
#include "reply_fixture.h"

#define GIVEN                                                                                                          \
    "{\"user_code\":\"ABCD\\u001b2345\",\"device_code\":\"d&1\",\"verification_uri\":\"https://login.example/device\",\"expires_in\":900,\"interval\":5,\"message\":\"Go there\"}"

static bool read_code(struct device_code *code, long status, const char *body, struct err *e)
{
    struct http_reply *reply = reply_of(status, body);
    bool ok = device_code_read(code, reply, 1000, e);
    http_reply_free(reply);
    return ok;
}

static void device_code__reads__what_is_to_be_shown(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct device_code code;
    struct err e = {0};
    (void)state;
    assert_true(read_code(&code, 200, GIVEN, &e));
    assert_string_equal(code.user_code, "ABCD^[2345"); /* cleaned */
    assert_string_equal(code.verification_uri, "https://login.example/device");
    assert_int_equal(code.expires, 901000);
    assert_int_equal(code.interval, 5000);
    struct http_request *poll = device_code_poll(&code, arena, "https://login.example", "organizations", "app", NULL);
    assert_string_equal(poll->url, "https://login.example/organizations/oauth2/v2.0/token");
    assert_string_equal(
        poll->body,
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=app&device_code=d%261");
    assert_true(poll->secret_body && poll->secret_reply && !strstr(poll->shown_body, "d%261"));
    device_code_free(&code);
}

static void device_code__says_why__when_there_is_none(void **state)
{
    static const struct {
        long status;
        const char *body, *says;
    } rows[] = {
        {0, "", "no reply"},
        {400, "{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", "AADSTS7000218"},
        {200, "<html>", "a web page came instead of an answer of the sign-in service"},
        {200, "", "without a code"},
        {200, "{\"user_code\":\"A\"}", "without a code"},
        {200, "{\"user_code\":\"A\",\"device_code\":\"d\",\"verification_uri\":\"javascript:x\"}", "without a code"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct device_code code;
        struct err e = {0};
        assert_false(read_code(&code, rows[i].status, rows[i].body, &e));
        if (!strstr(e.message, rows[i].says))
            fail_msg("%s: %s", rows[i].body, e.message);
        device_code_free(&code);
    }
}

static void device_code__goes_on_or_ends__as_the_service_says(void **state)
{
    static const struct {
        long status;
        const char *body;
        int64_t now;
        enum device_step step;
        int64_t interval;
        const char *says;
    } rows[] = {
        {400, "{\"error\":\"authorization_pending\",\"error_codes\":[70016]}", 2000, DEVICE_PENDING, 5000, ""},
        {400, "{\"error\":\"slow_down\"}", 2000, DEVICE_PENDING, 10000, ""},
        {400, "{\"error\":\"temporarily_unavailable\",\"error_codes\":[90033]}", 2000, DEVICE_PENDING, 5000, ""},
        {0, "", 2000, DEVICE_PENDING, 5000, ""},
        {503, "busy", 2000, DEVICE_PENDING, 5000, ""},
        {200, "{}", 2000, DEVICE_SIGNED, 5000, ""},
        {400, "{\"error\":\"authorization_pending\"}", 901000, DEVICE_OVER, 5000, "has expired"},
        {400, "{\"error\":\"expired_token\",\"error_codes\":[70020]}", 2000, DEVICE_OVER, 5000, "has expired"},
        {400, "{\"error\":\"authorization_declined\"}", 2000, DEVICE_OVER, 5000, "declined"},
        {400, "{\"error\":\"bad_verification_code\",\"error_codes\":[70018]}", 2000, DEVICE_OVER, 5000, "AADSTS70018"},
        {400,
         "{\"error\":\"invalid_grant\",\"error_codes\":[53003],\"trace_id\":\"t-1\",\"timestamp\":\"2026-11-25 03:00:00Z\"}",
         2000, DEVICE_OVER, 5000, "Conditional Access (AADSTS53003)"},
        {401, "{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", 2000, DEVICE_OVER, 5000, "AADSTS7000218"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct device_code code;
        struct err e = {0};
        assert_true(read_code(&code, 200, GIVEN, &e));
        struct http_reply *reply = reply_of(rows[i].status, rows[i].body);
        enum device_step step = device_code_step(&code, reply, rows[i].now, &e);
        if (step != rows[i].step || code.interval != rows[i].interval || !strstr(e.message, rows[i].says))
            fail_msg("row %zu: step %d, interval %lld, %s", i, (int)step, (long long)code.interval, e.message);
        if (strstr(rows[i].body, "trace_id"))
            assert_string_equal(e.request_id, "t-1 2026-11-25 03:00:00Z");
        http_reply_free(reply);
        device_code_free(&code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(device_code__reads__what_is_to_be_shown),
        cmocka_unit_test(device_code__says_why__when_there_is_none),
        cmocka_unit_test(device_code__goes_on_or_ends__as_the_service_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

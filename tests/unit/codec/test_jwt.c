/* Tokens: claims read, signatures held to. */
#include "unit.h"

#include "codec/base64.h"
#include "codec/jwt.h"
#include <string.h>

static void jwt_verify__gives_the_claims__of_a_good_token(void **state)
{
    auto_buf struct buf token = buf_make(4096);
    auto_json struct json *claims = json_new_object();
    struct err e;
    (void)state;
    json_set_text(claims, "aud", "graph");
    assert_true(jwt_sign_hs256(claims, "key", 3, &token));
    auto_json struct json *good = jwt_verify_hs256(buf_text(&token), "key", 3, &e);
    auto_json struct json *unverified = jwt_claims(buf_text(&token), &e);
    assert_string_equal(json_text(json_get(good, "aud")), "graph");
    assert_string_equal(json_text(json_get(unverified, "aud")), "graph");
    assert_null(jwt_verify_hs256(buf_text(&token), "kex", 3, &e));
}

static void jwt_verify__refuses__a_token_changed_anywhere(void **state)
{
    auto_buf struct buf token = buf_make(4096);
    auto_json struct json *claims = json_new_object();
    struct err e;
    (void)state;
    json_set_text(claims, "aud", "graph");
    assert_true(jwt_sign_hs256(claims, "key", 3, &token));
    for (size_t i = 0; i + 1 < token.length; i++) { /* the last character has bits that mean nothing */
        char was = token.data[i];
        token.data[i] = was == 'A' ? 'B' : 'A';
        if (jwt_verify_hs256(buf_text(&token), "key", 3, &e))
            fail_msg("a token changed at %zu was taken", i);
        token.data[i] = was;
    }
    token.data[token.length - 2] = '\0'; /* cut short */
    assert_null(jwt_verify_hs256(buf_text(&token), "key", 3, &e));
}

static void jwt_verify__refuses__another_algorithm(void **state)
{
    static const char *const headers[] = {"{\"alg\":\"none\"}", "{\"alg\":\"RS256\"}", "{}", "[]", "\"HS256\""};
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        auto_buf struct buf token = buf_make(1024);
        base64url_encode(&token, headers[i], strlen(headers[i]));
        buf_puts(&token, ".e30.");
        assert_null(jwt_verify_hs256(buf_text(&token), "key", 3, &e));
        assert_int_equal(e.code, ERR_PARSE);
    }
}

static void jwt_claims__says_what_is_wrong__with_what_is_no_token(void **state)
{
    static const struct {
        const char *token, *message;
    } rows[] = {
        {"", "three parts"},      {"no dots", "three parts"}, {"a.b", "three parts"}, {"a.*.c", "base64url"},
        {"a.e30", "three parts"}, {"a.eyI.c", "not JSON"},    {"a..c", "not JSON"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err e;
        assert_null(jwt_claims(rows[i].token, &e));
        if (!strstr(e.message, rows[i].message))
            fail_msg("%s: %s", rows[i].token, e.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jwt_verify__gives_the_claims__of_a_good_token),
        cmocka_unit_test(jwt_verify__refuses__a_token_changed_anywhere),
        cmocka_unit_test(jwt_verify__refuses__another_algorithm),
        cmocka_unit_test(jwt_claims__says_what_is_wrong__with_what_is_no_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

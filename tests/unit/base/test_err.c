/* Errors: every code has its name, sentence and exit code; long texts are cut, not spilled. */
#include "unit.h"

#include "base/err.h"
#include <string.h>

static void err__knows__every_code(void **state)
{
    (void)state;
    for (int code = 0; code < ERR_CODES; code++) {
        assert_true(*err_name((enum err_code)code) && *err_sentence((enum err_code)code));
        assert_in_range(err_exit_code((enum err_code)code), 0, 5);
        assert_int_equal(err_exit_code((enum err_code)code) == 0, code == ERR_OK);
        for (int other = 0; other < code; other++)
            assert_string_not_equal(err_name((enum err_code)code), err_name((enum err_code)other));
    }
    assert_int_equal(err_exit_code(ERR_SIGN_IN), 3);
    assert_int_equal(err_exit_code(ERR_REFUSED), 4);
    assert_int_equal(err_exit_code(ERR_NETWORK), 5);
}

static void err_set__clears__what_was_there(void **state)
{
    struct err e = {.code = ERR_TLS, .request_id = "old"};
    (void)state;
    assert_false(err_hint(&e, "old"));
    assert_false(err_set(&e, ERR_FILE, "%s %d", "line", 7));
    assert_int_equal(e.code, ERR_FILE);
    assert_string_equal(e.message, "line 7");
    assert_string_equal(e.hint, "");
    assert_string_equal(e.request_id, "");
    assert_false(err_set(NULL, ERR_FILE, "x"));
    assert_false(err_hint(NULL, "x"));
}

static void err_set__cuts__what_is_too_long(void **state)
{
    char text[2000];
    struct err e;
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    err_set(&e, ERR_FILE, "%s", text);
    err_hint(&e, "%s", text);
    assert_int_equal(strlen(e.message), sizeof e.message - 1);
    assert_int_equal(strlen(e.hint), sizeof e.hint - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err__knows__every_code),
        cmocka_unit_test(err_set__clears__what_was_there),
        cmocka_unit_test(err_set__cuts__what_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

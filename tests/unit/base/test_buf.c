/* A buffer takes what fits whole and nothing of what does not. */
#include "unit.h"

#include "base/alloc.h"
#include "base/buf.h"
#include <string.h>

static void buf__takes_exactly__its_limit(void **state)
{
    auto_buf struct buf buf = buf_make(5);
    (void)state;
    assert_string_equal(buf_text(&buf), "");
    assert_true(buf_puts(&buf, "abc"));
    assert_true(buf_printf(&buf, "%d", 12));
    assert_int_equal(buf.length, 5);
    assert_false(buf.overflow);
    assert_true(buf_add(&buf, "", 0));
    assert_false(buf_putc(&buf, 'x'));
    assert_true(buf.overflow);
    assert_string_equal(buf_text(&buf), "abc12");
}

static void buf__takes_nothing_more__after_something_did_not_fit(void **state)
{
    auto_buf struct buf buf = buf_make(4);
    (void)state;
    assert_true(buf_puts(&buf, "ab"));
    assert_false(buf_printf(&buf, "%s", "cde"));
    assert_false(buf_putc(&buf, 'c')); /* it would fit, but what follows a gap is no text */
    assert_string_equal(buf_text(&buf), "ab");
    buf_clear(&buf);
    assert_false(buf.overflow);
    assert_true(buf_puts(&buf, "wxyz"));
    assert_string_equal(buf_text(&buf), "wxyz");
}

static void buf_take__empties_it__and_is_never_null(void **state)
{
    auto_buf struct buf buf = buf_make(10);
    (void)state;
    auto_str char *nothing = buf_take(&buf);
    assert_string_equal(nothing, "");
    buf_puts(&buf, "some");
    auto_str char *some = buf_take(&buf);
    assert_string_equal(some, "some");
    assert_int_equal(buf.length, 0);
    assert_string_equal(buf_text(&buf), "");
    assert_true(buf_puts(&buf, "0123456789"));
}

static void buf__holds_any_bytes__and_ends_them(void **state)
{
    auto_buf struct buf buf = buf_make(1 << 16);
    (void)state;
    for (int i = 0; i < 5000; i++)
        assert_true(buf_putc(&buf, (char)i));
    assert_int_equal(buf.length, 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(buf.data[i], (char)i);
    assert_int_equal(buf.data[5000], 0);
}

static void buf__is_an_error__with_a_limit_of_nothing(void **state)
{
    auto_buf struct buf buf = buf_make(0);
    (void)state;
    assert_true(buf_add(&buf, "", 0));
    assert_false(buf_putc(&buf, 'x'));
    assert_string_equal(buf_text(&buf), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf__takes_exactly__its_limit),
        cmocka_unit_test(buf__takes_nothing_more__after_something_did_not_fit),
        cmocka_unit_test(buf_take__empties_it__and_is_never_null),
        cmocka_unit_test(buf__holds_any_bytes__and_ends_them),
        cmocka_unit_test(buf__is_an_error__with_a_limit_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

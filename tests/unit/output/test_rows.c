/* Rows of texts as CSV and JSON. */
#include "unit.h"

#include "base/buf.h"
#include "output/rows.h"

static const char *name(void *from, size_t column)
{
    (void)from;
    return column ? "note" : "name";
}

static const char *cell(void *from, size_t row, size_t column)
{
    return ((const char *(*)[2])from)[row][column];
}

static bool keep(void *context, const char *bytes, size_t length)
{
    return buf_add(context, bytes, length);
}

static bool refuse(void *context, const char *bytes, size_t length)
{
    (void)bytes, (void)length;
    ++*(size_t *)context;
    return false;
}

static const char *people[][2] = {{"Néw, Nils", ""}, {"=1+1", "he \"said\""}};

static void rows__become_csv_and_json(void **state)
{
    auto_buf struct buf out = buf_make(4096);
    struct rows rows = {
        .columns = 2, .count = 2, .name = name, .cell = cell, .from = people, .write = keep, .context = &out};
    (void)state;
    assert_true(rows_csv(&rows));
    assert_string_equal(buf_text(&out), "name,note\r\n\"Néw, Nils\",\r\n\"'=1+1\",\"he \"\"said\"\"\"\r\n");
    buf_clear(&out);
    assert_true(rows_json(&rows));
    assert_string_equal(buf_text(&out), "[{\"name\":\"Néw, Nils\",\"note\":null},\n"
                                        "{\"name\":\"=1+1\",\"note\":\"he \\\"said\\\"\"}]\n");
    buf_clear(&out);
    rows.count = 0;
    assert_true(rows_json(&rows));
    assert_string_equal(buf_text(&out), "[]\n");
}

static void rows__stop__when_nothing_can_be_written(void **state)
{
    size_t asked = 0;
    struct rows rows = {
        .columns = 2, .count = 2, .name = name, .cell = cell, .from = people, .write = refuse, .context = &asked};
    (void)state;
    assert_false(rows_csv(&rows));
    assert_false(rows_json(&rows));
    assert_int_equal(asked, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__become_csv_and_json),
        cmocka_unit_test(rows__stop__when_nothing_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

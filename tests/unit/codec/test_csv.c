/* CSV: what a spreadsheet writes, and back into one safely. */
#include "unit.h"

#include "codec/csv.h"
#include "random_text.h"
#include <string.h>

static void csv_next__reads__quotes_newlines_and_marks(void **state)
{
    static const char text[] = "\xef\xbb\xbf"
                               "a,\"b \"\"x\"\"\"\r\n\"two\nlines\",\n\n\r\nlast,,\"\"";
    struct csv_reader reader = csv_reader(text, strlen(text));
    struct err e;
    (void)state;
    assert_true(csv_next(&reader, &e));
    assert_int_equal(reader.line, 1);
    assert_string_equal(csv_field(&reader, 0), "a");
    assert_string_equal(csv_field(&reader, 1), "b \"x\"");
    assert_true(csv_next(&reader, &e));
    assert_int_equal(reader.line, 2);
    assert_string_equal(csv_field(&reader, 0), "two\nlines");
    assert_int_equal(reader.count, 2);
    assert_true(csv_next(&reader, &e));
    assert_int_equal(reader.line, 6);
    assert_int_equal(reader.count, 3);
    assert_string_equal(csv_field(&reader, 2), "");
    assert_string_equal(csv_field(&reader, 3), "");
    assert_false(csv_next(&reader, &e));
    assert_int_equal(e.code, ERR_OK);
    csv_free(&reader);
}

static void csv_next__names_the_line__of_a_mistake(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"\"open", "line 1: a quote is not closed"},
        {"a\n\n\"x\ny\"z\n", "line 3: text after a closing quote"},
        {"\"a\" ,b\n", "line 1: text after a closing quote"},
        {"a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,"
         "a,a,a,a,a,a,a,a,a\n",
         "line 1: more than 64 fields"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct csv_reader reader = csv_reader(rows[i].text, strlen(rows[i].text));
        struct err e;
        while (csv_next(&reader, &e))
            continue;
        assert_int_equal(e.code, ERR_PARSE);
        assert_string_equal(e.message, rows[i].message);
        csv_free(&reader);
    }
}

static void csv_next__refuses__a_record_of_more_than_a_mebibyte(void **state)
{
    auto_buf struct buf text = buf_make(2 << 20);
    struct err e;
    (void)state;
    for (int i = 0; i < (1 << 20) + 1; i++)
        buf_putc(&text, 'x');
    struct csv_reader reader = csv_reader(buf_text(&text), text.length);
    assert_false(csv_next(&reader, &e));
    assert_int_equal(e.code, ERR_TOO_BIG);
    csv_free(&reader);
}

static void csv_write__is_read_back__for_any_text(void **state)
{
    struct seeded seeded = {.state = 51};
    char fields[5][60];
    (void)state;
    for (int i = 0; i < 2000; i++) {
        auto_buf struct buf out = buf_make(4096);
        struct err e;
        int count = 1 + (int)seeded_below(&seeded, 5);
        for (int j = 0; j < count; j++) {
            random_text(&seeded, fields[j], sizeof fields[j]);
            csv_write(&out, fields[j], j == 0, false);
        }
        if (count == 1 && !fields[0][0])
            continue; /* an empty line is no record */
        buf_puts(&out, "\r\n");
        struct csv_reader reader = csv_reader(buf_text(&out), out.length);
        assert_true(csv_next(&reader, &e));
        assert_int_equal(reader.count, count);
        for (int j = 0; j < count; j++)
            if (strncmp(fields[0], "\xef\xbb\xbf", 3) != 0)
                assert_string_equal(csv_field(&reader, (size_t)j), fields[j]);
        csv_free(&reader);
    }
}

static void csv_write__disarms__what_a_spreadsheet_would_compute(void **state)
{
    static const char *const rows[][2] = {{"=1+2", "\"'=1+2\""},  {"+1", "\"'+1\""},    {"-1", "\"'-1\""},
                                          {"@x", "\"'@x\""},      {"a;=b", "\"a;=b\""}, {"a\tb", "\"a\tb\""},
                                          {"＝1", "\"'＝1\""},    {"＋1", "\"'＋1\""},  {"－1", "\"'－1\""},
                                          {"＠x", "\"'＠x\""},    {"a=b", "a=b"},       {"", ""},
                                          {"a\"b", "\"a\"\"b\""}, {"\tx", "\"'\tx\""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf out = buf_make(100);
        csv_write(&out, rows[i][0], true, true);
        assert_string_equal(buf_text(&out), rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_next__reads__quotes_newlines_and_marks),
        cmocka_unit_test(csv_next__names_the_line__of_a_mistake),
        cmocka_unit_test(csv_next__refuses__a_record_of_more_than_a_mebibyte),
        cmocka_unit_test(csv_write__is_read_back__for_any_text),
        cmocka_unit_test(csv_write__disarms__what_a_spreadsheet_would_compute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

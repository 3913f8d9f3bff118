/* Dates in and out, and how long ago something was. */
#include "unit.h"

#include "base/clock.h"
#include "base/random.h"
#include <string.h>

static void clock_parse__takes__every_form_graph_sends(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1000},
        {"2026-11-23T12:00:00Z", 1795435200000},
        {"2026-11-23T12:00:00.1234567Z", 1795435200123},
        {"2026-11-23T13:00:00.1234567+01:00", 1795435200123},
        {"2026-11-23T06:30:00-05:30", 1795435200000},
        {"2000-02-29T23:59:59Z", 951868799000},
        {"2016-12-31T23:59:60Z", 1483228800000}, /* a leap second */
        {"0001-01-01T00:00:00Z", 0},             /* never */
        {"2026-11-23T12:00:00.Z", 1795435200000},
        {"9999-12-31T23:59:59.9999999Z",
         253402300799000}, /* for ever; what would be written with five digits is the same */
        {"9999-12-31T23:59:60Z", 253402300799000},
        {"9999-12-31T23:59:59-12:00", 253402300799000},
        {"2026-11-23T12:00:00", 1795435200000}, /* .NET, of unspecified kind: UTC */
        {"2026-11-23T12:00:00.1234567", 1795435200123},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ms = 42;
        if (!clock_parse(rows[i].text, strlen(rows[i].text), &ms) || ms != rows[i].ms)
            fail_msg("%s: %lld", rows[i].text, (long long)ms);
    }
}

static void clock_parse__refuses__what_is_no_time(void **state)
{
    static const char *const rows[] = {
        "",
        "2026-11-23",
        "2026-11-23T12:00Z",
        "2026-11-23 12:00:00Z",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-04-00T00:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T12:60:00Z",
        "2026-11-23T12:00:61Z",
        "2026-11-23T12:00:00Zx",
        "2026-11-23T12:00:00+1:00",
        "2026-11-23T12:00:00+24:00",
        "2026-11-23T12:00:00+01:60",
        "2026-11-23T12:00:00+0100",
        "-026-11-23T12:00:00Z",
        "2O26-11-23T12:00:00Z",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ms = 42;
        if (clock_parse(rows[i], strlen(rows[i]), &ms))
            fail_msg("%s was taken", rows[i]);
        assert_int_equal(ms, 42);
    }
}

static void clock_parse__stays_within__the_length_it_is_given(void **state)
{
    static const char text[] = "2026-11-23T12:00:00Z";
    int64_t ms;
    (void)state;
    for (size_t length = 0; length < strlen(text) - 1; length++) /* without its last one it is whole: no zone */
        assert_false(clock_parse(text, length, &ms));
    assert_true(clock_parse("2026-11-23T12:00:00Zjunk", strlen(text), &ms));
}

static void clock_format__is_read_back__for_any_second(void **state)
{
    struct seeded seeded = {.state = 11};
    char text[CLOCK_TEXT];
    (void)state;
    for (int i = 0; i < 20000; i++) {
        int64_t ms = ((int64_t)(seeded_next(&seeded) % 250000000000u) - 60000000000) * 1000, back;
        clock_format(ms, text);
        assert_true(clock_parse(text, strlen(text), &back));
        if (back != ms)
            fail_msg("%lld became %s", (long long)ms, text);
    }
}

static void clock_ago__counts_down__to_the_largest_whole_unit(void **state)
{
    static const int64_t second = 1000, minute = 60000, hour = 3600000, day = 86400000;
    const struct {
        int64_t ago;
        const char *text;
    } rows[] = {
        {-5 * day, "just now"}, {0, "just now"},   {59 * second, "just now"}, {minute, "1m"},
        {hour - 1, "59m"},      {hour, "1h"},      {day - 1, "23h"},          {day, "1d"},
        {364 * day, "364d"},    {365 * day, "1y"}, {730 * day, "2y"},
    };
    char text[CLOCK_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(clock_ago(1795435200000 - rows[i].ago, 1795435200000, text), rows[i].text);
}

static void clock__stands_still__while_it_is_pinned(void **state)
{
    (void)state;
    clock_set(5000);
    assert_int_equal(clock_now(), 5000);
    assert_int_equal(clock_monotonic(), 5000);
    clock_set(-1);
    assert_true(clock_now() > 1600000000000);
    int64_t before = clock_micros(), was = clock_monotonic();
    clock_sleep(2);
    assert_true(clock_micros() >= before + 2000);
    assert_true(clock_monotonic() > was);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_parse__takes__every_form_graph_sends),
        cmocka_unit_test(clock_parse__refuses__what_is_no_time),
        cmocka_unit_test(clock_parse__stays_within__the_length_it_is_given),
        cmocka_unit_test(clock_format__is_read_back__for_any_second),
        cmocka_unit_test(clock_ago__counts_down__to_the_largest_whole_unit),
        cmocka_unit_test(clock__stands_still__while_it_is_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

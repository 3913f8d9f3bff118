/* Times as people type and read them: in the zone of whoever sits there. */
#include "unit.h"

#include "base/zone.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW INT64_C(1795973800000) /* Sun 2026-11-29 18:36:40 in Berlin */

static void set_zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}

static void zone_read__takes_the_zone_of_the_viewer__unless_one_is_said(void **state)
{
    static const struct {
        const char *text, *utc; /* NULL: refused */
    } rows[] = {
        {"now", "2026-11-29T17:36:40Z"},
        {"+90m", "2026-11-29T19:06:40Z"},
        {"+4h", "2026-11-29T21:36:40Z"},
        {"+7d", "2026-12-06T17:36:40Z"},
        {"today 18:00", "2026-11-29T17:00:00Z"},
        {"Today", "2026-11-28T23:00:00Z"},
        {"tomorrow 8:00", "2026-11-30T07:00:00Z"},
        {"mon 8:00", "2026-11-30T07:00:00Z"},
        {"sun 8:00", "2026-12-06T07:00:00Z"}, /* never today */
        {"tue", "2026-11-30T23:00:00Z"},
        {"2026-11-30", "2026-11-29T23:00:00Z"},
        {"2026-11-30 18:00", "2026-11-30T17:00:00Z"},
        {"2026-11-30T18:00:30", "2026-11-30T17:00:30Z"},
        {"2026-07-01 18:00", "2026-07-01T16:00:00Z"}, /* summer */
        {"2026-11-30T18:00Z", "2026-11-30T18:00:00Z"},
        {"2026-11-30T18:00:30Z", "2026-11-30T18:00:30Z"},
        {"2026-11-30 18:00Z", "2026-11-30T18:00:00Z"},
        {"2026-11-30 18:00 +01:00", "2026-11-30T17:00:00Z"},
        {"2026-11-30T18:00:00-05:00", "2026-11-30T23:00:00Z"},
        {"", NULL},
        {"+", NULL},
        {"+7", NULL},
        {"+7w", NULL},
        {"+-7d", NULL},
        {"+7d ", NULL},
        {"-1h", NULL},
        {"2026-02-30", NULL},
        {"2026-01-31T25:00", NULL},
        {"31.1.2026", NULL},
        {"2026-01-31T08:00x", NULL},
        {"+100000d", NULL},
        {"someday", NULL},
        {"mon 8", NULL},
        {"mon 8:0", NULL},
        {"mon 8:000", NULL},
        {"today 24:00", NULL},
        {"today ", NULL},
        {"2026-11-30 18:00 ", NULL},
        {"2026-11-30 18:00:00:00", NULL},
    };
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ms = 0;
        char utc[CLOCK_TEXT];
        bool read = zone_read(rows[i].text, NOW, &ms);
        if (read != (rows[i].utc != NULL) || (read && strcmp(clock_format(ms, utc), rows[i].utc) != 0))
            fail_msg("\"%s\" is %s", rows[i].text, read ? utc : "refused");
    }
}

static void zone_understand__knows_what_the_clock_skips_and_says_twice(void **state)
{
    static const struct {
        const char *zone, *text, *utc;
        enum zone_time time;
    } rows[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z", ZONE_TIME},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29 02:00", "2026-03-29T01:00:00Z", ZONE_SKIPPED}, /* 03:00 +02:00 */
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29 02:30", "2026-03-29T01:00:00Z", ZONE_SKIPPED},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T02:59:59", "2026-03-29T01:00:00Z", ZONE_SKIPPED},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29 03:00", "2026-03-29T01:00:00Z", ZONE_TIME},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29 02:30 +01:00", "2026-03-29T01:30:00Z", ZONE_TIME},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25 01:59", "2026-10-24T23:59:00Z", ZONE_TIME},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25 02:00", "2026-10-25T00:00:00Z", ZONE_TWICE},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25 02:59:59", "2026-10-25T00:59:59Z", ZONE_TWICE},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25 02:30 +01:00", "2026-10-25T01:30:00Z", ZONE_TIME},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25 03:00", "2026-10-25T02:00:00Z", ZONE_TIME},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-11-01 01:30", "2026-11-01T05:30:00Z", ZONE_TWICE},
        {"LHST-10:30LHDT-11,M10.1.0,M4.1.0", "2026-04-05 01:45", "2026-04-04T14:45:00Z", ZONE_TWICE}, /* half an hour */
        {"MID4MID3,M3.2.0/0,M11.1.0/0", "2026-03-08", "2026-03-08T04:00:00Z", ZONE_TIME}, /* a day that begins at one */
        {"MID4MID3,M3.2.0/0,M11.1.0/0", "2026-03-08 00:10", "2026-03-08T04:00:00Z", ZONE_SKIPPED},
        {"UTC", "2026-03-29 02:30", "2026-03-29T02:30:00Z", ZONE_TIME},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ms = 0, ignored;
        char utc[CLOCK_TEXT];
        set_zone(rows[i].zone);
        enum zone_time time = zone_understand(rows[i].text, NOW, &ms);
        if (time != rows[i].time || strcmp(clock_format(ms, utc), rows[i].utc) != 0)
            fail_msg("\"%s\" in %s is %d, %s", rows[i].text, rows[i].zone, time, utc);
        assert_int_equal(zone_read(rows[i].text, NOW, &ignored), time != ZONE_SKIPPED);
    }
}

static void zone_step__keeps_the_time_of_day(void **state)
{
    static const struct {
        const char *text, *stepped;
        int days;
    } rows[] = {
        {"2026-11-30 18:00", "2026-12-01 18:00", 1},
        {"2026-11-30 18:00", "2026-11-23 18:00", -7},
        {"today 18:00", "2026-11-30 18:00", 1},
        {"2026-03-28 02:30", "2026-03-29 03:30", 1},
        {"2026-10-24 02:30", "2026-10-25 02:30", 1},
        {"2026-11-30T18:00:05Z", "2026-12-07 19:00:05", 7},
        {"2026-11-30 18:00 +01:00", "2026-11-29 18:00", -1},
        {"", "2026-11-29 19:00", 1},
        {"nonsense", "2026-11-29 19:00", -7},
    };
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[CLOCK_TEXT];
        assert_string_equal(zone_step(rows[i].text, NOW, rows[i].days, out), rows[i].stepped);
    }
}

static void zone_is_known__only_where_the_system_has_it(void **state)
{
    static const struct {
        const char *zone;
        bool known;
    } rows[] = {{"", true},
                {"UTC", true},
                {"CET-1CEST,M3.5.0,M10.5.0/3", true},
                {"<+03>-3", true},
                {"EST5EDT", true},
                {"Nonsense", false},
                {"Europe/Berln", false},
                {":Nonsense", false},
                {"/nowhere/at/all", false},
                {"A1", false},
                {"<abc", false},
                {"/tmp", false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set_zone(rows[i].zone);
        if (zone_is_known() != rows[i].known)
            fail_msg("%s", rows[i].zone);
    }
    unsetenv("TZ");
    assert_true(zone_is_known());
}

static void zone_show__says_the_offset__and_is_read_back(void **state)
{
    static const struct {
        const char *zone, *shown;
    } rows[] = {{"UTC", "2026-11-29 17:36 +00:00"},
                {"CET-1", "2026-11-29 18:36 +01:00"},
                {"NST3:30", "2026-11-29 14:06 -03:30"},
                {"NPT-5:45", "2026-11-29 23:21 +05:45"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char shown[CLOCK_TEXT];
        int64_t back;
        set_zone(rows[i].zone);
        assert_string_equal(zone_show(NOW, shown), rows[i].shown);
        assert_true(zone_read(shown, 0, &back));
        assert_int_equal(back, NOW / 60000 * 60000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zone_read__takes_the_zone_of_the_viewer__unless_one_is_said),
        cmocka_unit_test(zone_understand__knows_what_the_clock_skips_and_says_twice),
        cmocka_unit_test(zone_step__keeps_the_time_of_day),
        cmocka_unit_test(zone_is_known__only_where_the_system_has_it),
        cmocka_unit_test(zone_show__says_the_offset__and_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

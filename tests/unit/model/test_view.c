/* What the table shows: filtered against a scan from scratch, sorted against a naive sort, by every column. */
#include "unit.h"

#include "base/alloc.h"
#include "model/view.h"
#include "users_fixture.h"
#include <stdlib.h>

static const int64_t now = 1795435200000; /* 2026-11-23T12:00:00Z */

static struct users *users;
static struct user_view *view;

static int set_up(void **state)
{
    (void)state;
    users = users_new();
    view = view_new(users, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    view_free(view);
    users_free(users);
    return 0;
}

/* Of some users it is known when they signed in and how they do. */
static void learn(struct seeded *seeded, uint32_t first)
{
    for (uint32_t row = first; row < users_count(users); row++) {
        const struct extra_value sign_in = {{seeded_below(seeded, 3) ? seeded_below(seeded, 1800000000) : 0}};
        const struct extra_value mfa = {{MFA_NONE + seeded_below(seeded, 3)}};
        if (seeded_below(seeded, 3))
            users_extra_put(users, EXTRA_SIGN_IN, &users_at(users, row)->id, &sign_in, NULL);
        if (seeded_below(seeded, 3))
            users_extra_put(users, EXTRA_MFA, &users_at(users, row)->id, &mfa, NULL);
    }
}

/* Users nobody has seen before; what comes again is for a rebuild to show. */
static void fill(struct seeded *seeded, unsigned pages)
{
    for (unsigned i = 0; i < pages; i++) {
        uint32_t first = users_count(users);
        users_append(users, random_page(seeded, 1 + 100 * first, 100, 1 + seeded_below(seeded, 40)));
        learn(seeded, first);
        view_appended(view, first);
    }
}

static void set_filter(const char *base, const char *text)
{
    struct err e = {0};
    if (!view_set_filter(view, base, text, now, &e))
        fail_msg("%s %s: %s", base, text, e.message);
}

static void compare_rows(const char *filter_text, const char *what)
{
    struct err e;
    struct filter *filter = filter_parse(filter_text, now, &e);
    size_t at = 0;
    for (uint32_t row = 0; row < users_count(users); row++)
        if (filter_match(filter, users, row, NULL)) {
            if (at >= view_count(view) || view_row(view, at) != row)
                fail_msg("%s \"%s\": row %u is missing", what, filter_text, row);
            assert_int_equal(view_find(view, row), at);
            at++;
        } else {
            assert_true(view_find(view, row) == (size_t)-1);
        }
    assert_int_equal(at, view_count(view));
    filter_free(filter);
}

static void view__shows_the_preset__and_the_filter_on_top(void **state)
{
    struct seeded seeded = {.state = 101};
    (void)state;
    fill(&seeded, 12);
    assert_int_equal(preset_count, 6);
    for (size_t i = 0; i < preset_count; i++) {
        char both[100];
        set_filter(presets[i].filter, "ann");
        snprintf(both, sizeof both, "%s ann", presets[i].filter);
        compare_rows(both, presets[i].name);
        set_filter(presets[i].filter, "");
        compare_rows(presets[i].filter, presets[i].name);
    }
}

/* Typing a letter at a time narrows; the result must be that of the whole text at once. */
static void view__narrows_to_the_same__as_from_scratch(void **state)
{
    static const char *const texts[] = {"ann finance",
                                        "-bob it",
                                        "name:anna status:enabled",
                                        "a ß \"a f\"",
                                        "created:<30d -x",
                                        "licence:none 山",
                                        "synced:no type:guest a",
                                        "j dept:it -dept:fin",
                                        "-ann -finance a",
                                        "licence:e5 -bob",
                                        "ann OR licence:e5 -bob",
                                        "status:enabled dept:it OR -synced:yes OR bob",
                                        "-licence:e5 ann -it",
                                        "licence:aaaa -licence:visio status:enabled",
                                        "-type:guest -a",
                                        "mail:ann -upn:bob -title:a",
                                        "-name:anna -mail:chen"};
    struct seeded seeded = {.state = 102};
    (void)state;
    fill(&seeded, 12);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (size_t length = 0; length <= strlen(texts[i]); length++) {
            char part[64];
            struct err e;
            snprintf(part, sizeof part, "%.*s", (int)length, texts[i]);
            if (view_set_filter(view, "", part, now, &e))
                compare_rows(part, "typed");
        }
}

/* Any terms together, asked page by page, against each user on its own. */
static void view__shows_who_would_match_alone__for_any_terms(void **state)
{
    static const char *const terms[] = {
        "a",           "-a",        "ann",          "-finance",   "licence:e5",  "-licence:none", "licence:aaaa",
        "licence:no",  "-sku:vis",  "status:no",    "-status:no", "synced:yes",  "type:guest",    "name:ann",
        "-name:b",     "mail:chen", "-mail:a",      "upn:bo",     "dept:it",     "-dept:fin",     "title:ch",
        "-title:anna", "山",        "created:<30d", "-id:1",      "location:nl", "-lastsync>1w",  "zzz"};
    const unsigned count = sizeof terms / sizeof terms[0];
    struct seeded seeded = {.state = 110};
    (void)state;
    fill(&seeded, 12);
    for (int i = 0; i < 1000; i++) {
        char text[128];
        int length = 0;
        for (unsigned more = 1 + seeded_below(&seeded, 4); more; more--)
            length += snprintf(text + length, sizeof text - (size_t)length, "%s ", terms[seeded_below(&seeded, count)]);
        set_filter("", "");
        set_filter("", text);
        compare_rows(text, "terms");
    }
}

/* Users that come again take the place of what they were, and an action changes whether one is enabled. */
static void view__shows_users_as_they_are__when_they_have_changed(void **state)
{
    static const char *const filters[] = {"licence:e5",    "-licence:e5 -bob", "status:blocked",
                                          "type:guest -a", "dept:it",          "anna -ann"};
    struct seeded seeded = {.state = 111};
    (void)state;
    for (int i = 0; i < 20; i++) {
        users_append(users, random_page(&seeded, 1, 300, 40));
        struct guid id = users_at(users, seeded_below(&seeded, users_count(users)))->id;
        users_set_enabled(users, &id, i % 2);
        view_rebuild(view);
        for (size_t at = 0; at < sizeof filters / sizeof filters[0]; at++) {
            set_filter("", "");
            set_filter("", filters[at]);
            compare_rows(filters[at], "changed");
        }
        set_filter("", "");
    }
}

static void view__follows_what_is_appended__as_if_all_had_been_there(void **state)
{
    static const char *const filters[] = {"", "ann", "status:blocked", "an b", "-it"};
    struct seeded seeded = {.state = 103};
    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        set_filter("", filters[i]);
        fill(&seeded, 5);
        compare_rows(filters[i], "appended");
    }
}

/* A user that comes twice leaves text behind that is nobody's. */
static void view__finds_nobody__in_the_text_of_a_copy_that_was_dropped(void **state)
{
    const struct row first = {.id = 1, .name = "zebra", .upn = "1"};
    const struct row page[] = {{.id = 1, .name = "zebra", .upn = "1"},
                               {.id = 2, .name = "two", .upn = "2"},
                               {.id = 1, .name = "quokka", .upn = "1"}};
    (void)state;
    users_append(users, page_of_rows(&first, 1));
    users_append(users, page_of_rows(page, 3));
    view_rebuild(view);
    assert_int_equal(view_count(view), 2);
    set_filter("", "zebra");
    assert_int_equal(view_count(view), 0);
    set_filter("", "quokka");
    assert_int_equal(view_count(view), 1);
    assert_int_equal(view_row(view, 0), 0);
}

static void view__stays_as_it_was__when_the_filter_cannot_be_read(void **state)
{
    struct seeded seeded = {.state = 104};
    struct err e;
    (void)state;
    fill(&seeded, 4);
    set_filter("", "ann");
    size_t count = view_count(view);
    assert_false(view_set_filter(view, "", "status:x", now, &e));
    assert_non_null(strstr(e.message, "column 1"));
    assert_false(view_set_filter(view, "type:x", "", now, &e));
    assert_int_equal(e.code, ERR_PARSE);
    assert_int_equal(view_count(view), count);
    compare_rows("ann", "kept");
}

/* --- sorting --- */

static int naive_order(uint32_t a, uint32_t b, const struct column *column)
{
    const struct user *one = users_at(users, a), *other = users_at(users, b);
    char left[512], right[512], fold_left[1024], fold_right[1024];
    if (column->key) {
        int64_t x = column->key(one), y = column->key(other);
        return (x > y) - (x < y);
    }
    column->cell(one, NULL, left, sizeof left);
    column->cell(other, NULL, right, sizeof right);
    utf8_fold(left, strlen(left), fold_left, sizeof fold_left);
    utf8_fold(right, strlen(right), fold_right, sizeof fold_right);
    return strcmp(fold_left, fold_right);
}

/* Not known comes last, whatever the direction. */
static int naive_key_order(uint32_t a, uint32_t b, enum extra which, bool descending)
{
    uint32_t x = users_key(users, which, a), y = users_key(users, which, b);
    if (!x || !y)
        return !x - !y;
    return descending ? (x < y) - (x > y) : (x > y) - (x < y);
}

static void check_order(int index, bool descending)
{
    for (size_t i = 1; i < view_count(view); i++) {
        uint32_t a = view_row(view, i - 1), b = view_row(view, i);
        enum extra which = index < 0 ? EXTRA_NONE : columns[index].extra;
        int order = which       ? naive_key_order(a, b, which, descending)
                    : index < 0 ? (a > b) - (a < b)
                                : naive_order(a, b, &columns[index]);
        if (descending && !which)
            order = -order;
        if (order > 0 || (!order && a > b))
            fail_msg("rows %u and %u by column %d", a, b, index);
    }
}

static void view__sorts_stably__by_every_column(void **state)
{
    struct seeded seeded = {.state = 105};
    (void)state;
    fill(&seeded, 12);
    set_filter("", "-bob");
    size_t count = view_count(view);
    for (int column = -1; column < (int)column_count; column++)
        for (int descending = 0; descending < 2; descending++) {
            bool told;
            assert_true(view_set_sort(view, column, descending));
            assert_int_equal(view_sort_column(view, &told), column);
            assert_int_equal(told, descending);
            assert_int_equal(view_count(view), count);
            check_order(column, descending);
        }
}

static void view__stays_sorted__when_users_come_and_the_filter_changes(void **state)
{
    struct seeded seeded = {.state = 106};
    (void)state;
    assert_true(view_set_sort(view, 0, true)); /* nothing there yet */
    fill(&seeded, 6);
    check_order(0, true);
    set_filter("", "ann");
    check_order(0, true);
    set_filter("status:enabled", "");
    check_order(0, true);
    fill(&seeded, 3);
    check_order(0, true);
    view_rebuild(view);
    check_order(0, true);
}

static void view_sort_job__is_taken_over__only_by_the_view_it_was_made_for(void **state)
{
    struct seeded seeded = {.state = 107};
    (void)state;
    for (unsigned i = 0; i < 25; i++) /* more than is sorted at once */
        users_append(users, random_page(&seeded, 1000 * i, 1000, 1300));
    view_rebuild(view);
    assert_true(view_count(view) > 15000);
    for (unsigned i = 25; view_count(view) <= 20000; i++) {
        uint32_t first = users_count(users);
        users_append(users, random_page(&seeded, 1000 * i, 1000, 1300));
        view_appended(view, first);
    }
    assert_false(view_set_sort(view, column_find("displayName"), false));
    struct view_sort_job *stale = view_sort_job_new(view);
    assert_true(view_sort_job_copy(stale, SIZE_MAX));
    view_sort_job_run(stale);
    set_filter("", "a");
    assert_false(view_sort_apply(view, stale));
    view_sort_job_free(stale);
    struct view_sort_job *job = view_sort_job_new(view);
    assert_true(view_sort_job_copy(job, SIZE_MAX));
    view_sort_job_run(job);
    assert_true(view_sort_apply(view, job));
    check_order(column_find("displayName"), false);
    assert_false(view_sort_apply(view, job)); /* the order is another now */
    view_sort_job_free(job);
    view_sort_job_free(NULL);
}

/* Sorted by a job of its own, its keys copied `step` rows at a time; rows come while it goes on. */
static void sort_in_steps(struct seeded *seeded, size_t step, unsigned pages)
{
    struct view_sort_job *job = view_sort_job_new(view);
    size_t before = view_count(view), sorted = 0;
    while (!view_sort_job_copy(job, step))
        if (pages) {
            uint32_t first = users_count(users);
            users_append(users, random_page(seeded, 100 * first, 1000, 700));
            view_appended(view, first);
            pages--;
        }
    assert_true(view_sort_is_for(view, job));
    view_sort_job_run(job);
    size_t count = view_count(view);
    assert_true(view_sort_apply(view, job));
    view_sort_job_free(job);
    assert_int_equal(view_count(view), count);
    assert_int_equal(view_is_sorted(view), count == before);
    unsigned char *seen = xcalloc(users_count(users), 1);
    for (size_t i = 0; i < count; i++) {
        assert_false(seen[view_row(view, i)]++);
        sorted += i > 0 && i < before && naive_order(view_row(view, i - 1), view_row(view, i), &columns[0]) <= 0;
    }
    assert_int_equal(sorted, before - 1);
    xfree(seen);
}

static void view_sort_job__copies_in_steps__while_rows_come(void **state)
{
    static const char *const filters[] = {"", "-bob", "name:山 name:chen" /* few */, "dept:山 status:enabled"};
    (void)state;
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        struct seeded seeded = {.state = 112 + i};
        tear_down(state);
        set_up(state);
        for (unsigned page = 0; users_count(users) <= 21000; page++)
            users_append(users, random_page(&seeded, 1000 * page, 1000, 1300));
        view_rebuild(view);
        set_filter("", filters[i]);
        (void)view_set_sort(view, 0, false); /* few rows are sorted already: the job must bring the same */
        assert_true(view_count(view) > 1);
        sort_in_steps(&seeded, 777, 0);
        if (i == 0)
            sort_in_steps(&seeded, 777, 5);
        else
            sort_in_steps(&seeded, 1, 0);
    }
}

/* A filter that is taken back brings more rows than are sorted at once: the view says that they want sorting. */
static void view_is_sorted__tells__when_many_rows_lost_their_order(void **state)
{
    struct seeded seeded = {.state = 109};
    int name = column_find("displayName");
    (void)state;
    users_expect(users, 30000);
    for (unsigned i = 0; users_count(users) <= 21000; i++)
        users_append(users, random_page(&seeded, 1000 * i, 1000, 1300));
    view_rebuild(view);
    assert_true(view_is_sorted(view));
    set_filter("", "-a");
    assert_true(view_count(view) < 20000);
    assert_true(view_set_sort(view, name, false));
    assert_true(view_is_sorted(view));
    set_filter("", "");
    assert_false(view_is_sorted(view));
    struct view_sort_job *job = view_sort_job_new(view);
    assert_true(view_sort_job_copy(job, SIZE_MAX));
    view_sort_job_run(job);
    assert_true(view_sort_apply(view, job));
    view_sort_job_free(job);
    assert_true(view_is_sorted(view));
    check_order(name, false);
    set_filter("", "a"); /* narrower: the order stays */
    assert_true(view_is_sorted(view));
    check_order(name, false);
}

static void view__keeps_marks_with_their_users__through_sort_filter_and_refresh(void **state)
{
    struct seeded seeded = {.state = 108};
    struct guid marked[10];
    (void)state;
    fill(&seeded, 6);
    for (uint32_t i = 0; i < 10; i++) {
        uint32_t row = view_row(view, i * 3);
        marked[i] = users_at(users, row)->id;
        users_mark(users, row, true);
    }
    assert_true(view_set_sort(view, 0, false));
    set_filter("", "ann");
    set_filter("", "");
    users_refresh_begin(users);
    for (unsigned i = 0; i < 10; i++) { /* the same users, among others, in other rows */
        char text[GUID_TEXT];
        struct user_input input = {.id = text_of(guid_format(&marked[9 - i], text)), .display_name = text_of("ann")};
        struct user_page *page = random_page(&seeded, 1000000 + 100 * i, 100, 20);
        assert_true(user_page_add(page, &input));
        users_append(users, page);
    }
    users_refresh_end(users, true);
    view_rebuild(view);
    assert_int_equal(users_marked_count(users), 10);
    for (int i = 0; i < 10; i++)
        assert_true(users_marked(users, users_find(users, &marked[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(view__shows_the_preset__and_the_filter_on_top, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__narrows_to_the_same__as_from_scratch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__shows_who_would_match_alone__for_any_terms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__shows_users_as_they_are__when_they_have_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__follows_what_is_appended__as_if_all_had_been_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__finds_nobody__in_the_text_of_a_copy_that_was_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__stays_as_it_was__when_the_filter_cannot_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__sorts_stably__by_every_column, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__stays_sorted__when_users_come_and_the_filter_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view_sort_job__is_taken_over__only_by_the_view_it_was_made_for, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(view_sort_job__copies_in_steps__while_rows_come, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view_is_sorted__tells__when_many_rows_lost_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(view__keeps_marks_with_their_users__through_sort_filter_and_refresh, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

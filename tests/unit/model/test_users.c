/* The table against a naive model of it: append, replace, refresh, marks. */
#include "unit.h"

#include "users_fixture.h"

/* What the table should hold: for each id, in order of arrival, its last state. */
enum { WORLD = 120 };

struct naive {
    unsigned ids[WORLD];
    char names[WORLD][64], departments[WORLD][64];
    uint8_t flags[WORLD];
    bool marked[WORLD];
    size_t count;
};

static size_t naive_find(const struct naive *naive, unsigned id)
{
    size_t i = 0;
    while (i < naive->count && naive->ids[i] != id)
        i++;
    return i;
}

/* Of a page in which an id comes twice the last one counts, in the place of the last one. */
static void naive_append(struct naive *naive, const struct user_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct user *user = &page->users[i];
        bool again = false;
        for (size_t j = i + 1; j < page->count; j++)
            again |= guid_equal(&user->id, &page->users[j].id);
        if (again)
            continue;
        unsigned id = (unsigned)user->id.bytes[14] << 8 | user->id.bytes[15];
        size_t at = naive_find(naive, id);
        if (at == naive->count)
            naive->marked[naive->count++] = false;
        naive->ids[at] = id;
        naive->flags[at] = user->flags;
        snprintf(naive->names[at], sizeof naive->names[at], "%s", user->display_name);
        snprintf(naive->departments[at], sizeof naive->departments[at], "%s", user->department ? user->department : "");
    }
}

static void compare(const struct users *users, const struct naive *naive)
{
    uint32_t marked = 0, row = 0;
    assert_int_equal(users_count(users), naive->count);
    for (; row < naive->count; row++) {
        const struct user *user = users_at(users, row);
        struct guid id = id_of(naive->ids[row]);
        char cut[64], folded[400];
        assert_int_equal(users_find(users, &id), row);
        assert_true(guid_equal(&user->id, &id));
        snprintf(cut, sizeof cut, "%s", user->display_name);
        assert_string_equal(cut, naive->names[row]);
        snprintf(cut, sizeof cut, "%s", user->department ? user->department : "");
        assert_string_equal(cut, naive->departments[row]);
        assert_int_equal(user->flags, naive->flags[row]);
        assert_int_equal(users_marked(users, row), naive->marked[row]);
        marked += naive->marked[row];
        utf8_fold(user->display_name, strlen(user->display_name), folded, sizeof folded);
        assert_memory_equal(users_haystack(users, row), folded, strlen(folded));
        assert_int_equal(strlen(users_haystack(users, row)), user->hay_length);
    }
    assert_int_equal(users_marked_count(users), marked);
    struct guid unknown = id_of(0xffff);
    assert_int_equal(users_find(users, &unknown), NO_ROW);
    row = 0;
    for (size_t i = 0; i < users_page_count(users); i++) {
        uint32_t first;
        const struct user_page *page = users_page(users, i, &first);
        assert_int_equal(first, row);
        row += (uint32_t)page->count;
    }
    assert_int_equal(row, users_count(users));
}

static void append_random(struct users *users, struct naive *naive, struct seeded *seeded)
{
    struct user_page *page = random_page(seeded, 1, WORLD - 1, 1 + seeded_below(seeded, 20));
    naive_append(naive, page);
    users_append(users, page);
}

/* As users_refresh_end: the new state, with the marks of those that are still there. */
static void naive_refresh(struct naive *naive, struct naive *coming)
{
    for (size_t i = 0; i < coming->count; i++) {
        size_t was = naive_find(naive, coming->ids[i]);
        coming->marked[i] = was < naive->count && naive->marked[was];
    }
    *naive = *coming;
}

static void users__agree_with_a_naive_table__after_any_steps(void **state)
{
    struct seeded seeded = {.state = 81};
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct users *users = users_new();
        static struct naive naive, coming;
        naive.count = 0;
        for (int step = 0; step < 25; step++) {
            switch (seeded_below(&seeded, 4)) {
            case 0:
                append_random(users, &naive, &seeded);
                break;
            case 1:
                for (int i = 0; i < 5 && naive.count; i++) {
                    uint32_t row = seeded_below(&seeded, (uint32_t)naive.count);
                    bool mark = seeded_below(&seeded, 3);
                    users_mark(users, row, mark);
                    naive.marked[row] = mark;
                }
                break;
            case 2:
                if (naive.count) {
                    uint32_t row = seeded_below(&seeded, (uint32_t)naive.count);
                    bool enabled = seeded_below(&seeded, 2);
                    struct guid id = id_of(naive.ids[row]);
                    users_set_enabled(users, &id, enabled);
                    naive.flags[row] = (uint8_t)((naive.flags[row] & ~USER_ENABLED) | USER_ENABLED_KNOWN |
                                                 (enabled ? USER_ENABLED : 0));
                }
                break;
            default: {
                bool complete = seeded_below(&seeded, 2);
                coming.count = 0;
                users_refresh_begin(users);
                for (int i = 0; i < 4; i++) {
                    append_random(users, &coming, &seeded);
                    compare(users, &naive); /* what is coming does not show yet */
                }
                users_refresh_end(users, complete);
                if (complete)
                    naive_refresh(&naive, &coming);
            }
            }
            compare(users, &naive);
        }
        users_free(users);
    }
}

static void users_append__replaces_every_field__of_a_user_that_comes_again(void **state)
{
    static const char *const sku = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";
    struct users *users = users_new();
    const struct row before[] = {{.id = 1, .name = "first", .upn = "1@a", .mail = "1@a", .enabled = 1},
                                 {.id = 2, .name = "Old", .upn = "old@a", .mail = "m@a", .title = "T", .enabled = 1},
                                 {.id = 3, .name = "third", .upn = "3@a", .enabled = 1}};
    const struct row after = {.id = 2,
                              .name = "New and longer",
                              .upn = "new@a",
                              .mail = "new@a",
                              .department = "D",
                              .location = "NL",
                              .enabled = 0,
                              .synced = true,
                              .created = "2026-01-01T00:00:00Z",
                              .skus = {sku}};
    (void)state;
    users_append(users, page_of_rows(before, 3));
    users_mark(users, 1, true);
    users_append(users, page_of_rows(&after, 1));
    assert_int_equal(users_count(users), 3);
    assert_int_equal(users_page_count(users), 1);
    const struct user *user = users_at(users, 1);
    assert_string_equal(user->display_name, "New and longer");
    assert_ptr_equal(user->mail, user->user_principal_name);
    assert_string_equal(user->mail, "new@a");
    assert_null(user->job_title);
    assert_string_equal(user->department, "D");
    assert_string_equal(user->usage_location, "NL");
    assert_int_equal(user->flags, USER_ENABLED_KNOWN | USER_SYNCED);
    assert_int_equal(user->sku_count, 1);
    assert_true(user->created != 0 && users_marked(users, 1));
    assert_string_equal(users_haystack(users, 1), "new and longer\n\nnew@a\n\nd");
    assert_string_equal(users_haystack(users, 0), "first\n\n1@a\n\n");
    assert_string_equal(users_haystack(users, 2), "third\n\n3@a\n\n");
    users_free(users);
}

static void users_unmark_all__leaves_none__and_marks_begin_anew(void **state)
{
    struct seeded seeded = {.state = 82};
    struct users *users = users_new();
    (void)state;
    users_unmark_all(users); /* an empty table */
    users_append(users, random_page(&seeded, 1, 5000, 300));
    uint32_t count = users_count(users);
    for (uint32_t row = 0; row < count; row++)
        users_mark(users, row, true);
    users_mark(users, 3, true); /* twice counts once */
    assert_int_equal(users_marked_count(users), count);
    users_unmark_all(users);
    assert_int_equal(users_marked_count(users), 0);
    users_append(users, random_page(&seeded, 6000, 5000, 300));
    for (uint32_t row = 0; row < users_count(users); row++)
        assert_false(users_marked(users, row));
    users_free(users);
}

static void users_refresh__keeps_everything__when_it_failed_or_began_again(void **state)
{
    struct users *users = users_new();
    const struct row one = {.id = 1, .name = "one", .upn = "1"}, two = {.id = 2, .name = "two", .upn = "2"};
    (void)state;
    users_append(users, page_of_rows(&one, 1));
    users_refresh_end(users, true); /* without a beginning */
    assert_int_equal(users_count(users), 1);
    users_refresh_begin(users);
    users_append(users, page_of_rows(&two, 1));
    users_refresh_begin(users); /* what came of the first try is dropped */
    users_append(users, page_of_rows(&one, 1));
    users_refresh_end(users, true);
    assert_int_equal(users_count(users), 1);
    assert_string_equal(users_at(users, 0)->display_name, "one");
    users_refresh_begin(users);
    users_refresh_end(users, true); /* a tenant without users */
    assert_int_equal(users_count(users), 0);
    users_free(users);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users__agree_with_a_naive_table__after_any_steps),
        cmocka_unit_test(users_append__replaces_every_field__of_a_user_that_comes_again),
        cmocka_unit_test(users_unmark_all__leaves_none__and_marks_begin_anew),
        cmocka_unit_test(users_refresh__keeps_everything__when_it_failed_or_began_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

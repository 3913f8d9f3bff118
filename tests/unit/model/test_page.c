/* Building pages: text is cleaned, shared where equal, and small. */
#include "unit.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "users_fixture.h"

static struct user_page *one(const struct row *row)
{
    return page_of_rows(row, 1);
}

static void user_page__cleans_and_folds__what_comes_in(void **state)
{
    (void)state;
    struct user_page *page = one(&(struct row){.id = 1,
                                               .name = "J\u00f6rg \u202eX\033",
                                               .upn = "J@c",
                                               .mail = "m@c",
                                               .title = "",
                                               .department = "I\nT",
                                               .location = "NL",
                                               .enabled = 1});
    const struct user *user = page->users;
    assert_string_equal(user->display_name, "J\u00f6rg <202E>X^[");
    assert_null(user->job_title);
    assert_string_equal(user->department, "I T");
    assert_string_equal(user->usage_location, "NL");
    assert_string_equal(page->haystack + user->hay, "jorg <202e>x^[\nm@c\nj@c\n\ni t");
    assert_int_equal(user->hay_length, strlen(page->haystack));
    assert_int_equal(page->hay_length, user->hay_length + 1);
    user_page_free(page);
    user_page_free(NULL);
}

static void user_page__shares_the_mail__when_it_is_the_name(void **state)
{
    (void)state;
    struct user_page *page = one(&(struct row){.upn = "a@b", .mail = "a@b"});
    assert_ptr_equal(page->users->mail, page->users->user_principal_name);
    assert_string_equal(page->haystack, "\n\na@b\n\n"); /* found once, not twice */
    user_page_free(page);
    page = one(&(struct row){.upn = "a@b", .mail = "A@b"});
    assert_string_equal(user_mail(page->users), "A@b");
    user_page_free(page);
    page = one(&(struct row){.upn = "a@b"});
    assert_null(page->users->mail);
    assert_string_equal(user_mail(page->users), "");
    user_page_free(page);
}

static void user_page__tells_flags__from_what_is_known(void **state)
{
    static const struct {
        struct row row;
        uint8_t flags;
    } rows[] = {
        {{.enabled = 1}, USER_ENABLED | USER_ENABLED_KNOWN},
        {{.enabled = 0}, USER_ENABLED_KNOWN},
        {{.enabled = -1}, 0},
        {{.enabled = -1, .synced = true, .guest = true}, USER_SYNCED | USER_GUEST},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct user_page *page = one(&rows[i].row);
        assert_int_equal(page->users->flags, rows[i].flags);
        user_page_free(page);
    }
}

static void user_page__takes_two_letters_only__as_a_location(void **state)
{
    static const struct {
        const char *text, *taken;
    } rows[] = {{"NL", "NL"}, {"us", "us"}, {"\033[", ""}, {"\xc3\xa9", ""}, {"N", ""},
                {"NLD", ""},  {"1A", ""},   {NULL, ""},    {"", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct user_page *page = one(&(struct row){.location = rows[i].text});
        assert_string_equal(page->users->usage_location, rows[i].taken);
        user_page_free(page);
    }
}

static void user_page__refuses__a_user_without_a_guid(void **state)
{
    struct user_page *page = user_page_new(0);
    (void)state;
    assert_false(user_page_add(page, &(struct user_input){.display_name = text_of("x")}));
    assert_false(user_page_add(page, &(struct user_input){.id = text_of("x")}));
    assert_int_equal(page->count, 0);
    user_page_free(page);
}

static void user_page_remove__leaves_no_gap__for_a_search(void **state)
{
    static const struct row rows[] = {{1, "one", "1", NULL, NULL, NULL, NULL, 1, 0, 0, NULL, NULL, {NULL}},
                                      {2, "two", "2", NULL, NULL, NULL, NULL, 1, 0, 0, NULL, NULL, {NULL}},
                                      {3, "three", "3", NULL, NULL, NULL, NULL, 1, 0, 0, NULL, NULL, {NULL}}};
    struct user_page *page = page_of_rows(rows, 3);
    (void)state;
    user_page_remove(page, (const bool[]){true, false, true});
    assert_int_equal(page->count, 1);
    assert_string_equal(page->haystack + page->users[0].hay, "two\n\n2\n\n");
    assert_int_equal(page->hay_length, page->users[0].hay_length + 1);
    user_page_free(page);
}

/* The budget of a row: 256 bytes a user beside its text. */
static void user_page__stays_within__its_memory(void **state)
{
    struct seeded seeded = {.state = 71};
    struct user_page *page = user_page_new(999);
    size_t text = 0;
    (void)state;
    for (unsigned i = 0; i < 999; i++) {
        char spare[5][32];
        struct row row = random_row(&seeded, i, spare);
        add_row(page, &row);
        text += strlen(row.name) + strlen(row.upn) + strlen(row.mail ? row.mail : "") +
                strlen(row.title ? row.title : "") + strlen(row.department ? row.department : "");
    }
    size_t held = arena_size(page->arena) + page->capacity * sizeof *page->users + page->hay_capacity;
    if (held > 2 * text + 999 * 256)
        fail_msg("%zu bytes for %zu bytes of text", held, text);
    user_page_free(page);
}

/* What a filter asks side by side is what the user says, also after users have moved. */
static void user_page__keeps_a_set_of_licences__once_for_all_who_have_it(void **state)
{
    const char *e5 = "06ebc4ee-1bb5-47dd-8120-11324bc54e06", *visio = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
    const struct row rows[] = {{.id = 1, .upn = "1", .skus = {e5}, .enabled = 1},
                               {.id = 2, .upn = "22"},
                               {.id = 3, .upn = "3", .skus = {e5, visio}, .guest = true},
                               {.id = 4, .upn = "4", .skus = {e5}}};
    const struct row other = {.id = 2, .upn = "222222", .skus = {visio}, .synced = true};
    (void)state;
    struct user_page *page = page_of_rows(rows, 4), *changed = page_of_rows(&other, 1);
    assert_ptr_equal(page->users[0].skus, page->users[3].skus);
    assert_int_equal(page->facts[0].licences, page->facts[3].licences);
    assert_int_equal(page->facts[1].licences, 0);
    assert_int_equal(page->set_count, 3); /* with the empty one */
    user_page_replace(page, 1, changed, 0);
    user_page_free(changed);
    user_page_set_flags(page, 3, USER_ENABLED_KNOWN);
    user_page_remove(page, (bool[]){true, false, false, false});
    assert_int_equal(page->count, 3);
    for (size_t i = 0; i < page->count; i++) {
        const struct user *user = &page->users[i];
        const struct licence_set *set = &page->sets[page->facts[i].licences];
        assert_int_equal(page->facts[i].hay, user->hay);
        assert_int_equal(page->facts[i].flags, user->flags);
        assert_ptr_equal(set->skus, user->skus);
        assert_int_equal(set->count, user->sku_count);
    }
    assert_int_equal(page->users[0].flags & USER_SYNCED, USER_SYNCED);
    user_page_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(user_page__keeps_a_set_of_licences__once_for_all_who_have_it),
        cmocka_unit_test(user_page__cleans_and_folds__what_comes_in),
        cmocka_unit_test(user_page__shares_the_mail__when_it_is_the_name),
        cmocka_unit_test(user_page__tells_flags__from_what_is_known),
        cmocka_unit_test(user_page__takes_two_letters_only__as_a_location),
        cmocka_unit_test(user_page__refuses__a_user_without_a_guid),
        cmocka_unit_test(user_page_remove__leaves_no_gap__for_a_search),
        cmocka_unit_test(user_page__stays_within__its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

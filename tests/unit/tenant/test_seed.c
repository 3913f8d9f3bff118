/* The people of a seed: the same each time, found again, in order, and with the awkward ones among them. */
#include "unit.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "tenant/seed/seed.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NOON INT64_C(1795435200000)

static void seed__is_the_same__for_the_same_seed(void **state)
{
    struct seed_people a, b, c;
    struct seed_user one, two, other;
    unsigned different = 0;
    (void)state;
    seed_people_init(&a, 500, 7, NOON);
    seed_people_init(&b, 500, 7, NOON);
    seed_people_init(&c, 500, 8, NOON);
    for (uint32_t i = 0; i < 500; i++) {
        memset(&one, 0, sizeof one);
        memset(&two, 0xff, sizeof two);
        seed_user(&a, i, &one);
        seed_user(&b, i, &two);
        seed_user(&c, i, &other);
        assert_true(guid_equal(&one.id, &two.id));
        assert_string_equal(one.display_name, two.display_name);
        assert_string_equal(one.user_principal_name, two.user_principal_name);
        assert_string_equal(one.mail, two.mail);
        assert_int_equal(one.enabled, two.enabled);
        assert_int_equal(one.synced, two.synced);
        assert_int_equal(one.licence_count, two.licence_count);
        assert_int_equal(one.created, two.created);
        assert_int_equal(one.last_sign_in, two.last_sign_in);
        assert_ptr_equal(one.department, two.department);
        assert_false(guid_equal(&one.id, &other.id));
        different += strcmp(one.display_name, other.display_name) != 0;
    }
    assert_in_range(different, 300, 500);
}

static void seed__keeps_dates__within_a_day(void **state)
{
    struct seed_people morning, evening;
    struct seed_user one, two;
    (void)state;
    seed_people_init(&morning, 300, 1, NOON - 4 * 3600000);
    seed_people_init(&evening, 300, 1, NOON + 9 * 3600000);
    for (uint32_t i = 0; i < 300; i++) {
        seed_user(&morning, i, &one);
        seed_user(&evening, i, &two);
        assert_int_equal(one.created, two.created);
        assert_int_equal(one.password_changed, two.password_changed);
        assert_true(one.created < one.password_changed + 1 && one.password_changed <= NOON);
        assert_true(two.last_sign_in <= evening.now && one.last_sign_in <= morning.now);
    }
}

static void check_round_trip(uint32_t count, uint32_t step)
{
    struct seed_people people;
    struct seed_user user;
    struct guid none = {{1, 2, 3}};
    seed_people_init(&people, count, 3, NOON);
    for (uint32_t i = 0; i < count; i += step) {
        seed_user(&people, i, &user);
        assert_int_equal(seed_find_id(&people, &user.id), i);
        if (seed_find_upn(&people, user.user_principal_name) != i)
            fail_msg("%s is not found as number %u", user.user_principal_name, i);
    }
    assert_int_equal(seed_find_id(&people, &none), SEED_NOBODY);
    assert_int_equal(seed_find_upn(&people, "nobody@contoso.com"), SEED_NOBODY);
    assert_int_equal(seed_find_upn(&people, "aaron.abbott999999@contoso.com"), SEED_NOBODY);
    assert_int_equal(seed_find_upn(&people, "aaron.abbott18446744073709551615@contoso.com"), SEED_NOBODY);
}

static void seed__finds_everybody_again__by_id_and_name(void **state)
{
    (void)state;
    check_round_trip(5, 1);
    check_round_trip(3000, 1);
    check_round_trip(1000000, 997);
}

static int by_text(const void *a, const void *b)
{
    return strcasecmp(*(char *const *)a, *(char *const *)b);
}

static void seed__gives_no_name_twice__at_any_size(void **state)
{
    enum { COUNT = 30000 };
    struct seed_people people;
    struct seed_user user;
    (void)state;
    char **names = xcalloc(COUNT, sizeof *names);
    seed_people_init(&people, COUNT, 11, NOON);
    for (uint32_t i = 0; i < COUNT; i++) {
        seed_user(&people, i, &user);
        names[i] = xstrdup(user.user_principal_name);
    }
    qsort(names, COUNT, sizeof *names, by_text);
    for (uint32_t i = 1; i < COUNT; i++)
        if (!strcasecmp(names[i - 1], names[i]))
            fail_msg("%s stands twice", names[i]);
    for (uint32_t i = 0; i < COUNT; i++)
        xfree(names[i]);
    xfree(names);
}

static void check_order(uint32_t count)
{
    struct seed_people people;
    struct seed_user user;
    char before[SEED_TEXT] = "", now[SEED_TEXT];
    seed_people_init(&people, count, 2, NOON);
    for (uint32_t i = 0; i < count; i++) {
        seed_user(&people, i, &user);
        utf8_fold(user.display_name, strlen(user.display_name), now, sizeof now);
        if (strcmp(before, now) > 0)
            fail_msg("%u: %s stands before %s", i, before, now);
        memcpy(before, now, sizeof now);
    }
}

static void seed__is_in_the_order__of_display_names(void **state)
{
    (void)state;
    check_order(39);
    check_order(40);
    check_order(100);
    check_order(20000);
}

static void seed__holds_the_awkward__from_40_users_on(void **state)
{
    static const char *const parts[] = {
        "\x1b[2J",
        "\x1b]0;",
        "\x1b]52;",
        "\r",
        "\n",
        "\t",
        "\x07",
        "\xe2\x80\xae",
        "\xe2\x80\x8b",
        "\xc2\x9b",
        "O'Neill",
        "\"Quote\"",
        "\xe5\xb1\xb1\xe7\x94\xb0",
        "e\xcc\x81",
        "\xd7\x93",
        "\xf0\x9f\x94\xa5",
        "\xe3\x80\x80",
        "+1 800",
    };
    struct seed_people people;
    struct seed_user user;
    (void)state;
    seed_people_init(&people, 40, 1, NOON);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        unsigned found = 0;
        for (uint32_t i = 0; i < 40; i++) {
            seed_user(&people, i, &user);
            found += strstr(user.display_name, parts[p]) != NULL;
        }
        if (!found)
            fail_msg("awkward part %zu is missing", p);
    }
    unsigned titles = 0, longest = 0;
    for (uint32_t i = 0; i < 40; i++) {
        seed_user(&people, i, &user);
        titles += user.job_title && strchr(user.job_title, '\x1b');
        longest = strlen(user.display_name) > longest ? (unsigned)strlen(user.display_name) : longest;
    }
    assert_int_equal(titles, 1);
    assert_in_range(longest, 200, 256);
}

static void seed__mixes_kinds_of_users__in_fair_shares(void **state)
{
    enum { COUNT = 20000 };
    struct seed_people people;
    struct seed_user user;
    unsigned guests = 0, synced = 0, blocked = 0, unlicensed = 0, silent = 0, once = 0, managed = 0;
    (void)state;
    seed_people_init(&people, COUNT, 5, NOON);
    for (uint32_t i = 0; i < COUNT; i++) {
        seed_user(&people, i, &user);
        guests += user.guest;
        synced += user.synced;
        once += user.once_synced;
        blocked += !user.enabled;
        unlicensed += user.licence_count == 0;
        silent += user.last_sign_in == 0;
        managed += seed_manager(&people, i) != SEED_NOBODY;
        assert_true(!user.guest || (strstr(user.user_principal_name, "#EXT#@") && !user.synced && !user.licence_count));
        assert_true((user.last_sync != 0) == (user.synced || user.once_synced));
    }
    assert_in_range(guests, COUNT * 5 / 100, COUNT * 9 / 100);
    assert_in_range(synced, COUNT * 26 / 100, COUNT * 34 / 100);
    assert_in_range(once, COUNT / 100, COUNT * 3 / 100);
    assert_in_range(blocked, COUNT * 4 / 100, COUNT * 9 / 100);
    assert_in_range(unlicensed, COUNT * 15 / 100, COUNT * 23 / 100);
    assert_in_range(silent, COUNT * 2 / 100, COUNT * 5 / 100);
    assert_in_range(managed, COUNT * 80 / 100, COUNT * 95 / 100);
}

static void seed__leads_to_an_end__following_managers(void **state)
{
    struct seed_people people;
    struct seed_user user;
    (void)state;
    seed_people_init(&people, 5000, 5, NOON);
    for (uint32_t i = 0; i < 5000; i++) {
        uint32_t above = seed_manager(&people, i);
        if (above == SEED_NOBODY)
            continue;
        assert_true(above < i);
        seed_user(&people, above, &user);
        assert_false(user.guest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seed__is_the_same__for_the_same_seed),
        cmocka_unit_test(seed__keeps_dates__within_a_day),
        cmocka_unit_test(seed__finds_everybody_again__by_id_and_name),
        cmocka_unit_test(seed__gives_no_name_twice__at_any_size),
        cmocka_unit_test(seed__is_in_the_order__of_display_names),
        cmocka_unit_test(seed__holds_the_awkward__from_40_users_on),
        cmocka_unit_test(seed__mixes_kinds_of_users__in_fair_shares),
        cmocka_unit_test(seed__leads_to_an_end__following_managers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

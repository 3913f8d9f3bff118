/* Passwords by the rules of REQUESTS §9.2: length, classes, alphabets, and no favourite characters. */
#include "unit.h"

#include "action/password.h"
#include <string.h>

static const char *const classes[] = {"ABCDEFGHKLMNPRSTUVWXYZ", "abcdefghkmnrstuvwxyz", "23456789", "$%&*#"};
static const char union_of_all[] = "ABCDEFGHKLMNPRSTUVWXYZabcdefghkmnrstuvwxyz23456789$%&*#";

static void password__has_its_length__and_every_class_and_no_look_alike(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) {
        auto_secret struct secret *secret = password_new(PASSWORD_LENGTH);
        const char *text = secret_text(secret);
        assert_int_equal(strlen(text), 14);
        assert_int_equal(strspn(text, union_of_all), 14);
        assert_null(strpbrk(text, "IOQJloijpq01"));
        for (size_t j = 0; j < 4; j++)
            assert_non_null(strpbrk(text, classes[j]));
    }
}

static void password__keeps_to__the_limits_of_the_service(void **state)
{
    static const struct {
        size_t asked, given;
    } rows[] = {{0, 8}, {7, 8}, {8, 8}, {9, 9}, {255, 255}, {256, 256}, {257, 256}, {100000, 256}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_secret struct secret *secret = password_new(rows[i].asked);
        assert_int_equal(secret_length(secret), rows[i].given);
    }
}

/* Drawing again until every class occurs favours the rare classes a little, as it must: P(c | all occur) by inclusion and
 * exclusion. Within a class every character, and at every place the same distribution. */
static double expected_share(size_t of_class)
{
    double sizes[4], total = 0, all = 0, with = 0;
    for (size_t i = 0; i < 4; i++)
        total += sizes[i] = (double)strlen(classes[i]);
    for (unsigned missing = 0; missing < 16; missing++) { /* sum over sets of classes that do not occur */
        double left = total, power = 1;
        int sign = 1;
        for (size_t i = 0; i < 4; i++)
            if (missing >> i & 1) {
                left -= sizes[i];
                sign = -sign;
            }
        for (int i = 0; i < PASSWORD_LENGTH - 1; i++)
            power *= left / total;
        all += sign * power * left / total;
        if (!(missing >> of_class & 1))
            with += sign * power / total; /* one given character of that class, the others from what is left */
    }
    return with / all;
}

static void password__has_no_favourites__at_any_place(void **state)
{
    enum { MANY = 20000 };
    static unsigned counts[PASSWORD_LENGTH][256];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        auto_secret struct secret *secret = password_new(PASSWORD_LENGTH);
        for (int at = 0; at < PASSWORD_LENGTH; at++)
            counts[at][(unsigned char)secret_text(secret)[at]]++;
    }
    for (int at = 0; at < PASSWORD_LENGTH; at++) {
        double chi = 0;
        for (size_t i = 0; i < 4; i++) {
            double expected = expected_share(i) * MANY;
            for (const char *c = classes[i]; *c; c++) {
                double off = counts[at][(unsigned char)*c] - expected;
                chi += off * off / expected;
            }
        }
        if (chi > 54 + 6 * 10.4) /* 54 degrees of freedom: six deviations beyond */
            fail_msg("place %d: chi square %f", at, chi);
    }
}

static void password__is_another__every_time(void **state)
{
    (void)state;
    auto_secret struct secret *one = password_new(14), *other = password_new(14);
    assert_string_not_equal(secret_text(one), secret_text(other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(password__has_its_length__and_every_class_and_no_look_alike),
        cmocka_unit_test(password__keeps_to__the_limits_of_the_service),
        cmocka_unit_test(password__has_no_favourites__at_any_place),
        cmocka_unit_test(password__is_another__every_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

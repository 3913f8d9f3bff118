/* Which word was meant. */
#include "unit.h"

#include "base/nearest.h"
#include <string.h>

static void nearest__is_the_word_that_was_meant__or_none(void **state)
{
    static const char *const names[] = {"users", "do", "show", "block-sign-in", "unblock-sign-in", "revoke-sessions"};
    static const struct {
        const char *typed, *meant;
    } rows[] = {
        {"usres", "users"},
        {"user", "users"},
        {"blok-sign-in", "block-sign-in"},
        {"block", "block-sign-in"},
        {"shwo", "show"},
        {"revoke-session", "revoke-sessions"},
        {"xyz", NULL},
        {"d", "do"},
        {"sign-in", "block-sign-in"},
        {"unblok", "unblock-sign-in"},
        {"a-word-that-is-longer-than-any-name-there-is", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct nearest nearest = nearest_to(rows[i].typed);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            nearest_offer(&nearest, names[k]);
        if (!rows[i].meant ? nearest.name != NULL : !nearest.name || strcmp(nearest.name, rows[i].meant) != 0)
            fail_msg("%s: %s", rows[i].typed, nearest.name ? nearest.name : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nearest__is_the_word_that_was_meant__or_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

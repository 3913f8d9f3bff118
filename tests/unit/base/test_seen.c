/* What comes twice is told from what is new, however much there is. */
#include "unit.h"

#include "base/arena.h"
#include "base/seen.h"
#include <stdio.h>

static void seen__tells__what_came_before(void **state)
{
    enum { MANY = 20000 };
    auto_arena struct arena *arena = arena_new(0);
    struct seen seen = {.slots = NULL};
    char text[16];
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < MANY; i++) {
            snprintf(text, sizeof text, "%d", i);
            assert_int_equal(seen_first(&seen, arena, text), round == 0);
        }
    assert_true(seen_first(&seen, arena, ""));
    assert_int_equal(seen.count, MANY + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seen__tells__what_came_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

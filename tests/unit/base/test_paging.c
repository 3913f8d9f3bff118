/* Lists that do not come to an end are left, whatever the service does. */
#include "unit.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/paging.h"
#include <stdio.h>

/* How many pages are taken of a list whose links and rows repeat after so many, and that has rows on each n-th page alone. */
static size_t pages_of(size_t links, size_t rows, size_t each, size_t most_idle)
{
    auto_arena struct arena *arena = arena_new(0);
    struct paging paging = {0};
    for (size_t i = 0; i < 2 * PAGING_MOST; i++) {
        char link[32];
        size_t row = i % rows;
        snprintf(link, sizeof link, "https://x/%zu", i % links);
        if (!paging_follow(&paging, arena, link) ||
            !paging_page(&paging, arena, i % each == 0, hash_bytes(HASH_NOTHING, &row, sizeof row), most_idle))
            return i;
    }
    return 0;
}

static void paging__ends__in_every_circle(void **state)
{
    const size_t never = 1000000;
    (void)state;
    assert_int_equal(pages_of(1, never, 1, PAGING_IDLE), 1); /* the same link */
    assert_int_equal(pages_of(3, never, 1, PAGING_IDLE), 3); /* links in a circle */
    assert_int_equal(pages_of(never, 1, 1, PAGING_IDLE), 1); /* the same rows */
    assert_int_equal(pages_of(never, 2, 1, PAGING_IDLE), 2); /* A, B, A, B */
    assert_int_equal(pages_of(never, never, never, PAGING_IDLE), PAGING_IDLE + 1);
    assert_int_equal(pages_of(never, never, PAGING_IDLE, PAGING_IDLE), PAGING_MOST); /* new links, new rows, for ever */
    assert_int_equal(pages_of(never, never, never, 1000), 1001);
}

static void paging__goes_on__while_there_is_something_new(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct paging paging = {0};
    struct err e;
    (void)state;
    assert_true(paging_follow(&paging, arena, "a"));
    assert_true(paging_page(&paging, arena, 0, HASH_NOTHING, PAGING_IDLE));
    assert_true(paging_follow(&paging, arena, "b"));
    assert_true(paging_page(&paging, arena, 0, HASH_NOTHING, PAGING_IDLE)); /* two empty ones are not the same rows */
    assert_false(paging_endless(&e, 12, "users"));
    assert_string_equal(e.message, "the service's pages do not come to an end: stopped after 12 users");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paging__ends__in_every_circle),
        cmocka_unit_test(paging__goes_on__while_there_is_something_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

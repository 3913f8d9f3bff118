/* Arenas: zeroed, aligned, never moving what they gave. */
#include "unit.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/random.h"
#include <stdio.h>
#include <string.h>

static void arena_alloc__gives_zeroed_aligned_memory__of_any_size(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct seeded seeded = {.state = 1};
    (void)state;
    for (int i = 0; i < 2000; i++) {
        size_t size = seeded_below(&seeded, 3000);
        unsigned char *bytes = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)bytes % 16, 0);
        for (size_t j = 0; j < size; j++)
            assert_int_equal(bytes[j], 0);
        memset(bytes, 0xff, size);
        arena_bytes(arena, seeded_below(&seeded, 7)); /* puts the next one out of step */
    }
}

static void arena__keeps_every_text__while_it_grows(void **state)
{
    auto_arena struct arena *arena = arena_new(16);
    const char *texts[3000];
    char expected[32];
    (void)state;
    for (int i = 0; i < 3000; i++)
        texts[i] = arena_printf(arena, "text %d", i);
    for (int i = 0; i < 3000; i++) {
        snprintf(expected, sizeof expected, "text %d", i);
        assert_string_equal(texts[i], expected);
    }
}

static void arena_strdup__copies__and_keeps_null(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    char text[] = "abc";
    (void)state;
    char *copy = arena_strdup(arena, text), *part = arena_strndup(arena, text, 2);
    text[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(part, "ab");
    assert_null(arena_strdup(arena, NULL));
    assert_string_equal(arena_printf(arena, "%s", ""), "");
}

static void arena__takes_one_large_thing__without_doubling_it(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    char *large = arena_bytes(arena, 5 << 20);
    memset(large, 1, 5 << 20);
    assert_in_range(arena_size(arena), 5 << 20, (5 << 20) + 4096);
    arena_free(NULL);
}

static void grow_array__doubles__until_it_fits(void **state)
{
    size_t capacity = 0;
    (void)state;
    int *array = grow_array(NULL, &capacity, 1, sizeof *array);
    assert_int_equal(capacity, 8);
    array[7] = 7;
    assert_ptr_equal(grow_array(array, &capacity, 8, sizeof *array), array);
    array = grow_array(array, &capacity, 100, sizeof *array);
    assert_int_equal(capacity, 128);
    assert_int_equal(array[7], 7);
    xfree(array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_alloc__gives_zeroed_aligned_memory__of_any_size),
        cmocka_unit_test(arena__keeps_every_text__while_it_grows),
        cmocka_unit_test(arena_strdup__copies__and_keeps_null),
        cmocka_unit_test(arena__takes_one_large_thing__without_doubling_it),
        cmocka_unit_test(grow_array__doubles__until_it_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

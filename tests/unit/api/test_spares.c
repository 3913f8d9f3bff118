/* Memory that goes from one body to the next: wiped, no more of it than two, and the limit is the buffer's own. */
#include "unit.h"

#include "api/http/spares.h"
#include <string.h>

static struct buf body_of(size_t length)
{
    struct buf body = buf_make(4u << 20);
    for (size_t i = 0; i < length; i++)
        buf_putc(&body, 's');
    return body;
}

static void spares_take__gives_the_memory_of_a_body__wiped(void **state)
{
    struct spares spares = {0};
    struct buf body = body_of(100000), next = buf_make(1000);
    const char *memory = body.data;
    (void)state;
    spares_give(&spares, &body);
    assert_null(body.data);
    spares_take(&spares, &next);
    assert_ptr_equal(next.data, memory);
    assert_int_equal(next.length, 0);
    for (size_t i = 0; i < next.capacity; i++)
        assert_int_equal(next.data[i], 0);
    assert_true(buf_add(&next, "abc", 3));
    assert_string_equal(buf_text(&next), "abc");
    assert_false(buf_add(&next, memory, 1000)); /* its limit, not the other's */
    buf_free(&next);
    spares_free(&spares);
}

static void spares_give__leaves__what_is_small_large_or_one_too_many(void **state)
{
    static const size_t lengths[] = {SPARE_LEAST / 4, SPARE_MOST + 1, SPARE_LEAST, SPARE_LEAST, SPARE_LEAST};
    static const bool kept[] = {false, false, true, true, false};
    struct spares spares = {0};
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct buf body = body_of(lengths[i]);
        spares_give(&spares, &body);
        assert_int_equal(!body.data, kept[i]);
        buf_free(&body);
    }
    spares_free(&spares);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spares_take__gives_the_memory_of_a_body__wiped),
        cmocka_unit_test(spares_give__leaves__what_is_small_large_or_one_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

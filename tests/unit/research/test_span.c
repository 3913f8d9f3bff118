/* Different things within a span of time, against counting them one by one. */
#include "unit.h"

#include "research/span.h"
#include <stdlib.h>

static size_t counted(const struct span_row *rows, size_t from, size_t to)
{
    size_t different = 0;
    for (size_t i = from; i <= to; i++) {
        size_t j = from;
        while (j < i && rows[j].what != rows[i].what)
            j++;
        different += j == i;
    }
    return different;
}

static size_t last_of(const struct span_row *rows, size_t count, size_t from, int64_t length)
{
    size_t to = from;
    while (to + 1 < count && rows[to + 1].time <= rows[from].time + length)
        to++;
    return to;
}

static void span__counts_what_is_different__as_one_by_one(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 300; round++) {
        struct span_row rows[60];
        size_t count = (size_t)(rand() % 60), most = 0, least = (size_t)(rand() % 8 + 1), first = count;
        int64_t time = 0, length = rand() % 40;
        for (size_t i = 0; i < count; i++)
            rows[i] = (struct span_row){(uint64_t)(rand() % 12), time += rand() % 5, i};
        for (size_t from = count; from--;) {
            size_t different = counted(rows, from, last_of(rows, count, from, length));
            most = different > most ? different : most;
            first = different >= least ? from : first;
        }
        struct span found = span_most(rows, count, length), reached = span_reaching(rows, count, length, least);
        assert_int_equal(found.count, most);
        if (most) {
            assert_int_equal(found.last, last_of(rows, count, found.first, length));
            assert_int_equal(counted(rows, found.first, found.last), most);
        }
        assert_int_equal(reached.count >= least, first < count);
        if (first < count)
            assert_int_equal(reached.first, first);
    }
}

static void span_hash__does_not_tell_capitals_apart(void **state)
{
    (void)state;
    assert_true(span_hash("Ann@Contoso.com") == span_hash("ann@contoso.com"));
    assert_true(span_hash("ann") != span_hash("ann "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(span__counts_what_is_different__as_one_by_one),
        cmocka_unit_test(span_hash__does_not_tell_capitals_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

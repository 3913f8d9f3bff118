/* Both generators: within bounds, without bias, repeatable where they promise it. */
#include "unit.h"

#include "base/guid.h"
#include "base/random.h"
#include <string.h>

static void random_below__stays_below__and_reaches_everything(void **state)
{
    static const uint32_t bounds[] = {1, 2, 3, 7, 10, 57};
    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        unsigned counts[64] = {0};
        for (int n = 0; n < 6000; n++) {
            uint32_t value = random_below(bounds[i]);
            assert_true(value < bounds[i]);
            counts[value]++;
        }
        double expected = 6000.0 / bounds[i], chi = 0;
        for (uint32_t n = 0; n < bounds[i]; n++)
            chi += (counts[n] - expected) * (counts[n] - expected) / expected;
        assert_true(chi < bounds[i] + 10 + 10.0 * bounds[i] / 3); /* far beyond chance, for any bound here */
    }
}

static void random_below__has_no_bias__when_the_bound_is_large(void **state)
{
    int low = 0;
    (void)state;
    for (int i = 0; i < 6000; i++) /* a remainder of 32 bits would put two thirds into the lower half */
        low += random_below(0xC0000000u) < 0x60000000u;
    assert_in_range(low, 2600, 3400);
}

static void random_bytes__differ__from_call_to_call(void **state)
{
    unsigned char one[300], other[300];
    (void)state;
    random_bytes(one, sizeof one); /* more than getrandom gives at once when interrupted */
    random_bytes(other, sizeof other);
    assert_memory_not_equal(one, other, sizeof one);
}

static void random_uuid__is_version_four__every_time(void **state)
{
    char uuid[UUID_TEXT], before[UUID_TEXT] = "";
    struct guid guid;
    (void)state;
    for (int i = 0; i < 200; i++) {
        random_uuid(uuid);
        assert_true(guid_parse(uuid, strlen(uuid), &guid));
        assert_int_equal(uuid[14], '4');
        assert_non_null(strchr("89ab", uuid[19]));
        assert_string_not_equal(uuid, before);
        memcpy(before, uuid, sizeof before);
    }
}

static void seeded__repeats__from_the_same_seed(void **state)
{
    struct seeded one = {.state = 5}, other = {.state = 5}, third = {.state = 6};
    char a[UUID_TEXT], b[UUID_TEXT], c[UUID_TEXT];
    (void)state;
    for (int i = 0; i < 100; i++) {
        seeded_uuid(&one, a);
        seeded_uuid(&other, b);
        seeded_uuid(&third, c);
        assert_string_equal(a, b);
        assert_string_not_equal(a, c);
        assert_true(seeded_below(&one, 10) < 10);
        assert_int_equal(seeded_below(&other, 1), 0);
        other = one;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_below__stays_below__and_reaches_everything),
        cmocka_unit_test(random_below__has_no_bias__when_the_bound_is_large),
        cmocka_unit_test(random_bytes__differ__from_call_to_call),
        cmocka_unit_test(random_uuid__is_version_four__every_time),
        cmocka_unit_test(seeded__repeats__from_the_same_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

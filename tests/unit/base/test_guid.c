/* GUIDs: text in and out, equality, and hashes that spread. */
#include "unit.h"

#include "base/guid.h"
#include "base/random.h"
#include <stdio.h>
#include <string.h>

static void guid_parse__takes__either_case(void **state)
{
    struct guid upper, lower;
    char text[GUID_TEXT];
    (void)state;
    assert_true(guid_parse("6FD2C87F-B296-42F0-B197-1E91E994B900", 36, &upper));
    assert_true(guid_parse("6fd2c87f-b296-42f0-b197-1e91e994b900", 36, &lower));
    assert_true(guid_equal(&upper, &lower));
    assert_int_equal(guid_hash(&upper), guid_hash(&lower));
    assert_string_equal(guid_format(&upper, text), "6fd2c87f-b296-42f0-b197-1e91e994b900");
    assert_false(guid_zero(&upper));
    assert_true(guid_zero(&(struct guid){{0}}));
}

static void guid_parse__refuses__every_other_form(void **state)
{
    static const char *const rows[] = {
        "",
        "6fd2c87f-b296-42f0-b197-1e91e994b90",
        "6fd2c87f-b296-42f0-b197-1e91e994b9000",
        "{6fd2c87f-b296-42f0-b197-1e91e994b9}",
        "6fd2c87fb-29642f0-b197-1e91e994b9000",
        "6fd2c87f-b296-42f0-b197-1e91e994b90g",
        "6fd2c87f-b296-42f0-b197-1e91e994b9 0",
        "6fd2c87f_b296_42f0_b197_1e91e994b900",
        "6fd2c87fb29642f0b1971e91e994b900",
    };
    struct guid guid;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (guid_parse(rows[i], strlen(rows[i]), &guid))
            fail_msg("%s was taken", rows[i]);
}

static void guid_parse__looks_at_every_character__one_at_a_time(void **state)
{
    static const char good[] = "6fd2c87f-b296-42f0-b197-1e91e994b900";
    (void)state;
    for (size_t place = 0; place < 36; place++)
        for (int byte = 1; byte < 256; byte++) {
            char text[GUID_TEXT];
            struct guid guid;
            memcpy(text, good, sizeof text);
            text[place] = (char)byte;
            bool hex = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
            assert_int_equal(guid_parse(text, 36, &guid), good[place] == '-' ? byte == '-' : hex);
        }
}

/* The low bits pick a slot in a table: ids that count up in any of their bytes must not all pick the same one. */
static void guid_hash__spreads__ids_that_count_up(void **state)
{
    (void)state;
    for (int byte = 0; byte < 15; byte++) {
        unsigned char taken[4096] = {0};
        int slots = 0;
        for (int i = 0; i < 4096; i++) {
            struct guid guid = {{0}};
            guid.bytes[byte] = (uint8_t)(i >> 8);
            guid.bytes[byte + 1] = (uint8_t)i;
            size_t slot = guid_hash(&guid) & 4095;
            slots += !taken[slot];
            taken[slot] = 1;
        }
        if (slots < 2400) /* random ones take 63 % of the slots */
            fail_msg("counting in byte %d takes %d of 4096 slots", byte, slots);
    }
}

static void guid__round_trips__when_random(void **state)
{
    struct seeded seeded = {.state = 3};
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char uuid[UUID_TEXT], text[GUID_TEXT];
        struct guid guid;
        assert_true(guid_parse(seeded_uuid(&seeded, uuid), 36, &guid));
        assert_string_equal(guid_format(&guid, text), uuid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guid_parse__takes__either_case),
        cmocka_unit_test(guid_parse__refuses__every_other_form),
        cmocka_unit_test(guid_parse__looks_at_every_character__one_at_a_time),
        cmocka_unit_test(guid_hash__spreads__ids_that_count_up),
        cmocka_unit_test(guid__round_trips__when_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

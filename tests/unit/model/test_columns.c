/* Columns: rows that make sense, cells cut at characters. */
#include "unit.h"

#include "base/arena.h"
#include "model/columns.h"
#include "users_fixture.h"

static void columns__are_told_apart__and_found_by_name_or_title(void **state)
{
    (void)state;
    for (size_t i = 0; i < column_count; i++) {
        const struct column *column = &columns[i];
        assert_int_equal(column_find(column->name), i);
        assert_int_equal(column_find(column->title), i);
        assert_true(column->least > 0 && column->least <= column->most);
        assert_int_equal(!column->cell, column->extra != EXTRA_NONE);
        assert_int_equal(!column->extra_cell, column->extra == EXTRA_NONE);
        if (column->alias)
            assert_int_equal(column_find(column->alias), i);
        assert_true(!column->keep || column->shown);
    }
    assert_int_equal(column_find("nosuch"), -1);
}

static const char *cell(const char *column, const struct users *users, uint32_t row)
{
    static char out[256];
    column_cell(&columns[column_find(column)], users, users_at(users, row), NULL, out, sizeof out);
    return out;
}

static void columns__show__every_field(void **state)
{
    static const struct row rows[] = {
        {.id = 0xab,
         .name = "Ann",
         .upn = "ann@c",
         .mail = "a@c",
         .title = "T",
         .department = "D",
         .location = "NL",
         .enabled = 0,
         .synced = true,
         .guest = true,
         .created = "2026-01-02T03:04:05Z",
         .last_sync = "2026-11-23T12:00:00Z",
         .skus = {"06ebc4ee-1bb5-47dd-8120-11324bc54e06", "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"}},
        {.id = 1, .enabled = -1},
        {.id = 2, .enabled = 1},
    };
    static const char *const expected[][3] = {
        {"displayName", "Ann", ""},
        {"userPrincipalName", "ann@c", ""},
        {"mail", "a@c", "–"},
        {"jobTitle", "T", "–"},
        {"department", "D", "–"},
        {"usageLocation", "NL", "–"},
        {"accountEnabled", "BLOCKED", "?"},
        {"onPremisesSyncEnabled", "AD", "–"},
        {"userType", "Guest", "Member"},
        {"createdDateTime", "2026-01-02 03:04", "–"},
        {"onPremisesLastSyncDateTime", "2026-11-23 12:00", "–"},
        {"assignedLicenses", "M365 E5, Business Prem.", "–"},
        {"signInActivity", "2026-11-02 03:04", "never"},
        {"userRegistrationDetails", "Capable", "None"},
        {"id", "00000000-0000-4000-8000-0000000000ab", "00000000-0000-4000-8000-000000000001"},
    };
    const struct extra_value values[][EXTRA_COUNT] = {
        {[EXTRA_SIGN_IN] = {{1, (uint32_t)(time_of("2026-11-02T03:04:05Z") / 1000), 7}}, [EXTRA_MFA] = {{MFA_CAPABLE}}},
        {[EXTRA_SIGN_IN] = {{0}}, [EXTRA_MFA] = {{MFA_NONE}}}};
    struct users *users = users_new();
    (void)state;
    users_append(users, page_of_rows(rows, 3));
    for (uint32_t row = 0; row < 2; row++)
        for (enum extra which = EXTRA_SIGN_IN; which < EXTRA_COUNT; which++)
            users_extra_put(users, which, &users_at(users, row)->id, &values[row][which], NULL);
    assert_int_equal(sizeof expected / sizeof expected[0], column_count);
    for (size_t i = 0; i < column_count; i++) {
        assert_string_equal(cell(expected[i][0], users, 0), expected[i][1]);
        assert_string_equal(cell(expected[i][0], users, 1), expected[i][2]);
    }
    assert_string_equal(cell("accountEnabled", users, 2), "Enabled");
    assert_string_equal(cell("lastSignIn", users, 2), "?"); /* not known is not never */
    assert_string_equal(cell("mfa", users, 2), "?");
    users_free(users);
}

static void columns__cut_cells__between_characters(void **state)
{
    struct sku_names *names = sku_names_new();
    const struct row row = {.name = "\u5c71\u5c71\u5c71\u5c71\u5c71\u5c71",
                            .upn = "\U0001f469\U0001f469\U0001f469",
                            .mail = "m\u00e9\u00e9\u00e9\u00e9",
                            .skus = {"06ebc4ee-1bb5-47dd-8120-11324bc54e06", "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"}};
    const struct extra_value mfa = {{MFA_REGISTERED}}, sign_in = {{1700000000}};
    struct users *users = users_new();
    (void)state;
    users_append(users, page_of_rows(&row, 1));
    users_extra_put(users, EXTRA_SIGN_IN, &users_at(users, 0)->id, &sign_in, NULL);
    users_extra_put(users, EXTRA_MFA, &users_at(users, 0)->id, &mfa, NULL);
    for (size_t i = 0; i < 2; i++) {
        struct guid id;
        assert_true(guid_parse(row.skus[i], 36, &id));
        sku_names_add(names, &id, "\u00c9\u00c9\u00c9\u00c9\u00c9\u00c9", false);
    }
    for (size_t i = 0; i < column_count; i++)
        for (size_t size = 1; size < 40; size++) {
            char out[40];
            memset(out, 'Z', sizeof out);
            column_cell(&columns[i], users, users_at(users, 0), names, out, size);
            assert_true(strlen(out) < size);
            assert_true(utf8_valid(out, strlen(out)));
            for (size_t at = size; at < sizeof out; at++)
                assert_int_equal(out[at], 'Z');
        }
    users_free(users);
    sku_names_free(names);
}

/* --- widths --- */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns__are_told_apart__and_found_by_name_or_title),
        cmocka_unit_test(columns__show__every_field),
        cmocka_unit_test(columns__cut_cells__between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

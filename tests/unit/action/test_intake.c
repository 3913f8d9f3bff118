/* Files of new users: each row by itself, all of them beside each other; what is wrong is said at its column, and the rest is read. */
#include "unit.h"

#include "action/intake.h"
#include "base/alloc.h"
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const domains[] = {"contoso.com", "adatum.com", NULL};

static struct intake intake_of(struct arena *arena, const char *action)
{
    return (struct intake){.arena = arena, .action = action_find(action), .domain = "contoso.com", .domains = domains};
}

static bool reads(struct intake *intake, const char *text, struct err *e)
{
    auto_buf struct buf file = buf_make(1 << 16);
    *e = (struct err){.code = ERR_OK};
    buf_puts(&file, text);
    intake_to_utf8(&file);
    return intake_read(intake, "new.csv", &file, e);
}

static void read_rows__says_what_is_wrong_at_its_column(void **state)
{
    static const struct {
        const char *row, *column, *says;
    } rows[] = {
        {"Ann,ann,NL,", NULL, NULL},
        {"Bob,bo..b,NL,", "mailNickname", "two dots in a row"},
        {"Cid,cid,NLX,", "usageLocation", "usageLocation"},
        {"Dan,dan,NL,nowhere.com", "domain", "no verified domain"},
        {",eve,NL,", "displayName", "displayName"},
        {"Fay,fay,NL,,x", NULL, "more fields than columns"},
        {"Gus,gus,NL,ADATUM.com", NULL, NULL},
    };
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf text = buf_make(1 << 12);
    struct intake intake = intake_of(arena, "add-user");
    struct err e;
    (void)state;
    buf_puts(&text, "DisplayName,mailNickname,usageLocation,domain\r\n");
    for (size_t i = 0; i < COUNT(rows); i++)
        buf_printf(&text, "%s\r\n", rows[i].row);
    assert_true(reads(&intake, buf_text(&text), &e));
    assert_int_equal(intake.count, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct intake_row *row = &intake.rows[i];
        assert_int_equal(row->line, (int)i + 2);
        assert_int_equal(!rows[i].says, !intake_problem(row));
        if (rows[i].says)
            assert_non_null(strstr(intake_problem(row), rows[i].says));
        if (rows[i].column)
            assert_string_equal(row->column, rows[i].column);
        else
            assert_null(row->column);
    }
    assert_string_equal(intake.rows[0].target.user_principal_name, "ann@contoso.com");
    assert_string_equal(intake.rows[6].target.user_principal_name, "gus@ADATUM.com");
    intake_free(&intake);
}

static void read_header__refuses_when_a_column_is_unknown_or_twice(void **state)
{
    static const struct {
        const char *text, *says;
    } files[] = {{"displayName,shoe\nx,y\n", "column \"shoe\""},
                 {"displayName,DISPLAYNAME\nx,y\n", "columns 1 and 2 are the same"},
                 {"", "is empty"}};
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct intake intake = intake_of(arena, "add-user");
        struct err e;
        assert_false(reads(&intake, files[i].text, &e));
        assert_non_null(strstr(e.message, files[i].says));
        intake_free(&intake);
    }
}

static void by_name__says_who_is_there_twice_until_it_is_changed(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct intake intake = intake_of(arena, "add-user");
    struct err e;
    (void)state;
    assert_true(
        reads(&intake, "displayName;mailNickname;usageLocation\nAnn;ann;NL\nOther;ANN;NL\nJ\xf6rg;joerg;NL\n", &e));
    struct intake_row **order = intake_by_name(&intake, arena);
    assert_null(intake_problem(&intake.rows[0]));
    assert_non_null(strstr(intake_problem(&intake.rows[1]), "stands in line 2 already"));
    assert_string_equal(intake.rows[2].target.display_name, "J\xc3\xb6rg");
    assert_ptr_equal(intake_find(&intake, order, "JOERG@contoso.com"), &intake.rows[2]);
    assert_null(intake_find(&intake, order, "nobody@contoso.com"));
    const struct param_value other[] = {{"displayName", "Other"}, {"mailNickname", "other"}, {"usageLocation", ""}};
    intake_change(&intake, 1, (struct param_values){other, COUNT(other)});
    intake_by_name(&intake, arena);
    assert_null(intake_problem(&intake.rows[1]));
    assert_int_equal(intake.rows[1].given.count, 2); /* what is empty is not given */
    intake_drop(&intake, 0);
    assert_int_equal(intake.count, 2);
    assert_string_equal(intake.rows[0].target.user_principal_name, "other@contoso.com");
    intake_free(&intake);
}

static void rows__take_what_is_the_same_for_all_and_win_over_it(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct intake intake = intake_of(arena, "add-user");
    const struct param_value sets[] = {{"department", "Sales"}};
    struct err e;
    (void)state;
    intake.sets = (struct param_values){sets, COUNT(sets)};
    assert_true(reads(&intake, "givenName,surname,mailNickname,department\nAnn,Lee,ann,\nBob,Lee,bob,Research\n", &e));
    assert_null(intake_problem(&intake.rows[0]));
    assert_string_equal(param_value_of(intake.rows[0].values, "displayName"), "Ann Lee");
    assert_string_equal(param_value_of(intake.rows[0].values, "department"), "Sales");
    assert_string_equal(param_value_of(intake.rows[1].values, "department"), "Research");
    intake_free(&intake);
}

static void guests__are_called_by_their_address(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct intake intake = intake_of(arena, "invite-guest");
    struct err e;
    (void)state;
    assert_true(reads(&intake, "mail,displayName\npia@fabrikam.example,Pia\nnowhere,X\n", &e));
    assert_null(intake_problem(&intake.rows[0]));
    assert_string_equal(intake.rows[0].target.user_principal_name, "pia@fabrikam.example");
    assert_string_equal(intake.rows[1].column, "email");
    intake_free(&intake);
}

static void templates__are_files_that_can_be_read(void **state)
{
    static const char *const actions[] = {"add-user", "invite-guest"};
    (void)state;
    for (size_t i = 0; i < COUNT(actions); i++) {
        auto_arena struct arena *arena = arena_new(0);
        struct intake intake = intake_of(arena, actions[i]);
        struct err e;
        assert_true(reads(&intake, intake_template(intake.action), &e));
        assert_int_equal(intake.count, 1);
        assert_null(intake_problem(&intake.rows[0]));
        intake_free(&intake);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_rows__says_what_is_wrong_at_its_column),
        cmocka_unit_test(read_header__refuses_when_a_column_is_unknown_or_twice),
        cmocka_unit_test(by_name__says_who_is_there_twice_until_it_is_changed),
        cmocka_unit_test(rows__take_what_is_the_same_for_all_and_win_over_it),
        cmocka_unit_test(guests__are_called_by_their_address),
        cmocka_unit_test(templates__are_files_that_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A form without an action: made from params alone, with sections, with fields that come and go, and values checked together. */
#include "unit.h"

#include "base/arena.h"
#include "ui/form/form.h"
#include "ui/screen/keys.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool has_manager(struct param_values values)
{
    const char *manager = param_value_of(values, "managed");
    return manager && !strcmp(manager, "true");
}

static bool differ(struct param_values values, struct err *e)
{
    const char *name = param_value_of(values, "name"), *manager = param_value_of(values, "manager");
    return !name || !manager || strcmp(name, manager) != 0 || err_set(e, ERR_USAGE, "nobody manages himself");
}

enum { NAME, MANAGED, MANAGER, AGE };

static const struct param params[] = {
    {.name = "name", .label = "Name", .kind = PARAM_TEXT, .required = true, .section = "Who"},
    {.name = "managed", .label = "Has a manager", .kind = PARAM_BOOL, .otherwise = "false", .section = "Work"},
    {.name = "manager", .label = "Manager", .kind = PARAM_TEXT, .required = true, .when = has_manager, .check = differ},
    {.name = "age", .label = "Age", .kind = PARAM_NUMBER, .minimum = 16, .maximum = 99},
    {.name = NULL},
};

static void write_text(struct form *form, size_t at, const char *text)
{
    for (; *text; text++)
        assert_int_equal(form_key(form, at, *text), FORM_TAKEN);
}

static void form__has_a_field__only_when_the_others_say_so(void **state)
{
    struct form form = form_make(params, NULL, 0);
    (void)state;
    assert_int_equal(form_shown(&form, MANAGER), AGE);
    assert_int_equal(form_key(&form, MANAGED, KEY_SPACE), FORM_TAKEN);
    assert_int_equal(form_shown(&form, MANAGER), MANAGER);
    assert_int_equal(form_key(&form, MANAGED, KEY_SPACE), FORM_TAKEN);
    assert_int_equal(form_shown(&form, MANAGER), AGE);
    form_free(&form);
}

/* What stands in a field that is not shown is not a value. */
static void form__gives_values__of_what_is_shown(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct form form = form_make(params, NULL, 0);
    struct param_values values;
    size_t wrong;
    (void)state;
    write_text(&form, NAME, "Ann");
    form_key(&form, MANAGED, KEY_SPACE);
    write_text(&form, MANAGER, "Bob");
    assert_true(form_values(&form, arena, &values, &wrong));
    assert_string_equal(param_value_of(values, "manager"), "Bob");
    form_key(&form, MANAGED, KEY_SPACE);
    assert_true(form_values(&form, arena, &values, &wrong));
    assert_null(param_value_of(values, "manager"));
    assert_string_equal(param_value_of(values, "managed"), "false");
    form_free(&form);
}

static void form__says_at_the_field__what_is_wrong(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct form form = form_make(params, NULL, 0);
    struct param_values values;
    size_t wrong;
    (void)state;
    assert_false(form_values(&form, arena, &values, &wrong));
    assert_int_equal(wrong, NAME);
    assert_string_equal(form.fields[NAME].error, "This is needed.");
    write_text(&form, NAME, "Ann");
    write_text(&form, AGE, "7");
    assert_false(form_values(&form, arena, &values, &wrong));
    assert_int_equal(wrong, AGE);
    assert_string_equal(form.fields[AGE].error, "age must be a number from 16 to 99");
    write_text(&form, AGE, "0");
    form_key(&form, MANAGED, KEY_SPACE);
    write_text(&form, MANAGER, "Ann");
    assert_false(form_values(&form, arena, &values, &wrong));
    assert_int_equal(wrong, MANAGER);
    assert_string_equal(form.fields[MANAGER].error, "nobody manages himself");
    form_free(&form);
}

/* What was understood stands beside it all the time; a time that the clock skips is none. */
static void form__steps_through_days__and_refuses_a_time_that_is_skipped(void **state)
{
    static const struct param times[] = {{.name = "until", .label = "Until", .kind = PARAM_DATE_TIME}, {.name = NULL}};
    auto_arena struct arena *arena = arena_new(0);
    struct form form = form_make(times, NULL, 0);
    struct param_values values;
    size_t wrong;
    (void)state;
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    write_text(&form, 0, "2031-03-29 02:30");
    assert_int_equal(form_key(&form, 0, KEY_ARROW_UP), FORM_TAKEN);
    assert_string_equal(form_text(&form, 0), "2031-03-30 03:30"); /* half past two is skipped on that day */
    assert_int_equal(form_key(&form, 0, KEY_PAGE_DOWN), FORM_TAKEN);
    assert_int_equal(form_key(&form, 0, KEY_ARROW_DOWN), FORM_TAKEN);
    assert_string_equal(form_text(&form, 0), "2031-03-22 03:30");
    assert_int_equal(form_key(&form, 0, KEY_RETURN), FORM_NEXT);
    assert_true(form_values(&form, arena, &values, &wrong));
    form_key(&form, 0, KEY_CTRL('U'));
    write_text(&form, 0, "2031-03-30 02:30");
    assert_false(form_values(&form, arena, &values, &wrong));
    assert_string_equal(form.fields[0].error, "until: there is no 2031-03-30 02:30, the clock is put forward over it; "
                                              "the next time there is: 2031-03-30 03:00 +02:00");
    form_free(&form);
    unsetenv("TZ");
    tzset();
}

static void form__refuses__what_did_not_fit(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    char *longest = arena_alloc(arena, 5001);
    memset(longest, 'x', 5000);
    struct form form = form_make(params, (const struct param_value[]){{"name", longest}}, 1);
    struct param_values values;
    size_t wrong;
    (void)state;
    assert_false(form_values(&form, arena, &values, &wrong)); /* what it was filled with */
    assert_int_equal(wrong, NAME);
    assert_non_null(strstr(form.fields[NAME].error, "name is longer than 4096 bytes"));
    form_key(&form, NAME, KEY_CTRL('U'));
    write_text(&form, NAME, "Ann");
    assert_true(form_values(&form, arena, &values, &wrong));
    for (size_t i = 0; i < 4094; i++) /* what was typed or pasted */
        form_key(&form, NAME, 'y');
    assert_false(form_values(&form, arena, &values, &wrong));
    form_key(&form, NAME, KEY_ERASE); /* what is lost does not come back by that */
    assert_false(form_values(&form, arena, &values, &wrong));
    form_free(&form);
}

static void form__is_drawn__in_sections(void **state)
{
    struct form form = form_make(params, NULL, 0);
    struct grid *grid = grid_new(60, 20);
    auto_sheet struct sheet sheet = sheet_make(grid, 60, ROLE_NORMAL);
    static const char *const texts[] = {"Who", "Name*", "Work", "Has a manager", "Age"};
    auto_buf struct buf text = buf_make(1 << 16);
    (void)state;
    form_draw(&form, &sheet, form.count);
    grid_text(sheet.grid, &text);
    const char *at = buf_text(&text);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!(at = strstr(at, texts[i])))
            fail_msg("%s is not drawn in its place", texts[i]);
    assert_null(strstr(buf_text(&text), "Manager"));
    grid_free(grid);
    form_free(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form__has_a_field__only_when_the_others_say_so),
        cmocka_unit_test(form__gives_values__of_what_is_shown),
        cmocka_unit_test(form__says_at_the_field__what_is_wrong),
        cmocka_unit_test(form__steps_through_days__and_refuses_a_time_that_is_skipped),
        cmocka_unit_test(form__refuses__what_did_not_fit),
        cmocka_unit_test(form__is_drawn__in_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

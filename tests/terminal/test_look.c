/* What is seen: cells, colours, widths, sizes. */
#include "unit.h"

#include "demo.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct terminal *open_table(const struct start *start)
{
    struct terminal *terminal = terminal_start(start);
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    return terminal;
}

/* Whether an SGR sequence in the raw bytes sets a colour. */
static bool sets_colour(const struct terminal *terminal)
{
    const char *at = terminal->raw.data, *end = at + terminal->raw.length;
    while ((at = memmem(at, (size_t)(end - at), "\033[", 2))) {
        at += 2;
        size_t length = strspn(at, "0123456789;");
        if (at[length] != 'm')
            continue;
        for (const char *number = at; number < at + length;) {
            char *after;
            long value = strtol(number, &after, 10);
            if ((value >= 30 && value <= 49) || (value >= 90 && value <= 107))
                return true;
            number = *after == ';' ? after + 1 : at + length;
        }
    }
    return false;
}

static bool is_ascii(const struct terminal *terminal)
{
    for (size_t i = 0; i < terminal->raw.length; i++)
        if ((unsigned char)terminal->raw.data[i] > 126)
            return false;
    return true;
}

static void terminal__shows__the_first_frame_before_the_users(void **state)
{
    (void)state;
    struct terminal *terminal = terminal_start(&(struct start){0});
    terminal_wait_bytes(terminal, "Reading the users of this tenant");
    terminal_wait(terminal, "as of");
    assert_true(terminal_has(terminal, "\033[?1049h"));
    assert_true(terminal_has(terminal, "\033[?25l"));
    terminal_close(terminal);
}

static void terminal__shows__roles_in_256_colours(void **state)
{
    (void)state;
    int x;
    struct terminal *terminal = open_table(&(struct start){0});
    VTermScreenCell cell = terminal_cell(terminal, 1, 0); /* the tenant: bright white on #1f3a5f, bold */
    assert_true(cell.attrs.bold);
    assert_true(VTERM_COLOR_IS_INDEXED(&cell.bg));
    assert_int_equal(cell.bg.indexed.idx, 23);
    assert_int_equal(cell.fg.indexed.idx, 15);
    int y = terminal_find(terminal, ">", &x);
    assert_int_equal(x, 0);
    assert_int_equal(terminal_cell(terminal, 0, y).bg.indexed.idx, 24); /* the cursor: #2f4f7f */
    int blocked = terminal_find(terminal, "BLOCKED", &x);
    assert_true(blocked > 0);
    assert_int_equal(terminal_cell(terminal, x, blocked).fg.indexed.idx, 9); /* bright red by name */
    cell = terminal_cell(terminal, 40, blocked);
    assert_true(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    terminal_close(terminal);
}

static void terminal__uses_only_what_it_has__with_8_colours(void **state)
{
    (void)state;
    static const char *const terms[] = {"linux", "xterm"};
    for (size_t i = 0; i < 2; i++) {
        int x;
        struct terminal *terminal = open_table(&(struct start){.term = terms[i]});
        assert_false(terminal_has(terminal, "38;5"));
        assert_false(terminal_has(terminal, "48;5"));
        VTermScreenCell cell = terminal_cell(terminal, 1, 0);
        assert_int_equal(cell.bg.indexed.idx, 4); /* #1f3a5f is a blue */
        int blocked = terminal_find(terminal, "BLOCKED", &x);
        cell = terminal_cell(terminal, x, blocked);
        assert_true(cell.attrs.bold);
        assert_int_equal(cell.fg.indexed.idx % 8, 1);
        terminal_close(terminal);
    }
}

static void terminal__asks_for_exact_colours__when_the_terminal_shows_any(void **state)
{
    (void)state;
    struct terminal *plain = open_table(&(struct start){0});
    assert_false(terminal_has(plain, "\033]4;"));
    terminal_close(plain);
    struct terminal *terminal = open_table(&(struct start){.environment = WORDS("COLORTERM=truecolor")});
    assert_true(terminal_has(terminal, "\033]4;23;rgb:1F/3A/5F"));
    terminal_send(terminal, "q");
    terminal_wait_end(terminal);
    assert_true(terminal_has(terminal, "\033]104\a") || terminal_has(terminal, "\033]104\033\\"));
    terminal_close(terminal);
}

static void terminal__sets_no_colour__when_none_is_wanted(void **state)
{
    (void)state;
    const struct start starts[] = {
        {.environment = WORDS("NO_COLOR=1")},
        {.environment = WORDS("NO_COLOR=1"), .arguments = WORDS("--theme", "light")},
        {.arguments = WORDS("--theme", "mono")},
        {.term = "vt100"},
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct terminal *terminal = open_table(&starts[i]);
        terminal_send(terminal, "jj ");
        terminal_wait(terminal, "1 marked");
        assert_false(sets_colour(terminal));
        VTermScreenCell cell = terminal_cell(terminal, 1, 0);
        assert_true(cell.attrs.reverse || cell.attrs.bold);
        terminal_close(terminal);
    }
    struct terminal *coloured = open_table(&(struct start){0}); /* the test can see colours */
    assert_true(sets_colour(coloured));
    terminal_close(coloured);
}

static void terminal__writes_ascii_alone__when_asked(void **state)
{
    (void)state;
    const struct start starts[] = {
        {.arguments = WORDS("--ascii"), .height = 60},
        {.environment = WORDS("LC_ALL=C"), .arguments = WORDS("--ascii"), .height = 60},
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct terminal *terminal = open_table(&starts[i]);
        terminal_send(terminal, "c");
        terminal_settle(terminal);
        assert_true(is_ascii(terminal));
        terminal_send(terminal, "\033");
        terminal_send(terminal, "G");
        terminal_settle(terminal);
        assert_true(is_ascii(terminal));
        terminal_close(terminal);
    }
}

static void terminal__shows_names__whatever_the_locale(void **state)
{
    static const char *const locales[] = {"LC_ALL=C", "LC_ALL=xx_XX.UTF-8", "LC_ALL="};
    (void)state;
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        struct terminal *terminal = open_table(
            &(struct start){.environment = WORDS(locales[i]), .width = 120, .height = 70});
        assert_true(terminal_find(terminal, "The locale is not UTF-8", NULL) == 68);
        assert_true(terminal_find(terminal, "山田太郎", NULL) > 0);
        terminal_send(terminal, "j");
        terminal_wait_gone(terminal, "The locale is not UTF-8");
        terminal_close(terminal);
    }
}

static void terminal__aligns_columns__behind_wide_and_combining_names(void **state)
{
    (void)state;
    int column, last;
    struct terminal *terminal = open_table(&(struct start){.width = 120, .height = 70});
    int header = terminal_find(terminal, "Email address", &column);
    assert_int_equal(terminal_find(terminal, "Licences", &last), header);
    int rows = 0;
    for (int y = header + 1; y < terminal->height - 3 && *terminal_line(terminal, y); y++, rows++) {
        VTermScreenCell gap = terminal_cell(terminal, column - 1, y), first = terminal_cell(terminal, column, y);
        assert_true(gap.chars[0] == ' ' || gap.chars[0] == 0);
        assert_true(first.chars[0] > ' ');
        gap = terminal_cell(terminal, last - 1, y);
        first = terminal_cell(terminal, last, y);
        assert_true(gap.chars[0] == ' ' || gap.chars[0] == 0);
        assert_true(first.chars[0] > ' ');
    }
    assert_true(rows >= 26);
    assert_true(terminal_find(terminal, "山田太郎", NULL) > 0);
    assert_true(terminal_find(terminal, "홍길동", NULL) > 0);
    assert_true(terminal_find(terminal, "🔥 Incident Room 🔥", NULL) > 0);
    assert_true(terminal_find(terminal, "e\xcc\x81milie", NULL) > 0);
    terminal_close(terminal);
}

static void terminal__follows__its_size(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    terminal_resize(terminal, 40, 12);
    terminal_wait_gone(terminal, "5 Unlicensed");
    terminal_wait(terminal, "Enter menu");
    terminal_settle(terminal);
    assert_non_null(strstr(terminal_line(terminal, 11), "? help"));
    assert_int_equal(terminal_find(terminal, ">", NULL), 3);
    terminal_resize(terminal, 20, 5);
    terminal_wait(terminal, "Too small: 20 x 5");
    terminal_settle(terminal);
    terminal_resize(terminal, 100, 30);
    terminal_forget(terminal);
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    assert_non_null(strstr(terminal_line(terminal, 29), "? help"));
    const char *clear = "\033[H\033[2J",
               *first = memmem(terminal->raw.data, terminal->raw.length, clear, strlen(clear));
    assert_non_null(first); /* drawn once, not once for each part of the change */
    assert_null(
        memmem(first + 1, terminal->raw.length - (size_t)(first + 1 - terminal->raw.data), clear, strlen(clear)));
    terminal_close(terminal);
}

static void terminal__draws_anew__on_ctrl_l(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    terminal_forget(terminal);
    vterm_input_write(terminal->vterm, "\033[2Jrubbish", 11);
    terminal_send(terminal, "\f");
    terminal_wait(terminal, "as of");
    terminal_wait_gone(terminal, "rubbish");
    terminal_close(terminal);
}

static int start(void **state)
{
    (void)state;
    demo_start("40", NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    demo_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal__shows__the_first_frame_before_the_users),
        cmocka_unit_test(terminal__shows__roles_in_256_colours),
        cmocka_unit_test(terminal__uses_only_what_it_has__with_8_colours),
        cmocka_unit_test(terminal__asks_for_exact_colours__when_the_terminal_shows_any),
        cmocka_unit_test(terminal__sets_no_colour__when_none_is_wanted),
        cmocka_unit_test(terminal__writes_ascii_alone__when_asked),
        cmocka_unit_test(terminal__shows_names__whatever_the_locale),
        cmocka_unit_test(terminal__aligns_columns__behind_wide_and_combining_names),
        cmocka_unit_test(terminal__follows__its_size),
        cmocka_unit_test(terminal__draws_anew__on_ctrl_l),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

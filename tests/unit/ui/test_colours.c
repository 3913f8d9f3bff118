/* Nearest colours. */
#include "unit.h"

#include "config/theme_file.h"
#include "ui/screen/colours.h"
#include "ui/screen/theme.h"
#include <math.h>
#include <string.h>

static void colours_nearest__gives_the_terminals_own__for_names(void **state)
{
    (void)state;
    static const char *const names[] = {"black",        "red",           "green",       "yellow",         "blue",
                                        "magenta",      "cyan",          "white",       "bright-black",   "bright-red",
                                        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
                                        "bright-white"};
    for (int i = 0; i < 16; i++) {
        int32_t rgb;
        assert_true(theme_colour(names[i], &rgb));
        assert_int_equal(colours_nearest(rgb, 256), i);
        assert_int_equal(colours_nearest(rgb, 16), i);
        assert_int_equal(colours_nearest(rgb, 8), i == 8 ? 7 : i % 8);
    }
    assert_int_equal(colours_nearest(THEME_NO_COLOUR, 256), -1);
}

static void colours_nearest__keeps_the_hue(void **state)
{
    (void)state;
    static const struct {
        int32_t rgb;
        int of_256, of_16;
    } cases[] = {
        {0x1f3a5f, 23, 4},   {0x2f4f7f, 24, 4},   {0x202830, 235, 0}, {0x404850, 238, 8},  {0xaf0000, 124, 1},
        {0x005f00, 22, 2},   {0x875f00, 94, 3},   {0x005f87, 24, 6},  {0x6c6c6c, 242, 8},  {0xc8d8f0, 189, 7},
        {0xffff00, 226, 11}, {0xff00ff, 201, 13}, {0x0000ff, 21, 12}, {0xfafafa, 231, 15}, {0x010101, 16, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(colours_nearest(cases[i].rgb, 256), cases[i].of_256);
        assert_int_equal(colours_nearest(cases[i].rgb, 16), cases[i].of_16);
        assert_int_equal(colours_nearest(cases[i].rgb, 8), cases[i].of_16 == 8 ? 7 : cases[i].of_16 % 8);
    }
}

/* Every colour of the cube and of the greys is its own nearest. */
static void colours_nearest__finds_exact_ones(void **state)
{
    (void)state;
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    for (int i = 0; i < 216; i++) {
        int32_t rgb = steps[i / 36] << 16 | steps[i / 6 % 6] << 8 | steps[i % 6];
        int found = colours_nearest(rgb, 256);
        assert_true(found == 16 + i || found < 16);
    }
    for (int i = 0; i < 24; i++)
        assert_int_equal(colours_nearest((8 + 10 * i) * 0x010101, 256), 232 + i);
}

/* Of each theme, on each ground that a role may be drawn over, however many colours there are. */
static void colours_pair__keeps_text_apart__from_its_ground(void **state)
{
    static const int colours[] = {8, 16, 256};
    (void)state;
    for (size_t n = 0; theme_built_in(n / 3); n++) {
        struct theme theme;
        struct err e;
        assert_true(theme_load(&theme, theme_built_in(n / 3), NULL, NULL, &e));
        for (int role = 0; role < ROLES; role++)
            for (int over = 0; over < ROLES; over++) {
                int text, ground;
                const struct theme_entry shown = theme_over(&theme, (enum role)role, (enum role)over);
                colours_pair(shown.fg, shown.bg, colours[n % 3], &text, &ground);
                if (ground >= 0 && (text < 0 || text == ground || (text < 16 && ground < 16 && text % 8 == ground % 8)))
                    fail_msg("%s, %d colours: role %d over %d is %d on %d", theme_built_in(n / 3), colours[n % 3], role,
                             over, text, ground);
            }
    }
}

/* A theme that gives `normal` a ground is meant for that ground: it is never left to the terminal's, which may be the opposite. */
static void theme_over__leaves_no_cell_to_the_terminal__where_there_is_a_ground(void **state)
{
    static const char *const painted[] = {"light", "high-contrast", "solarized-dark", "solarized-light",
                                          "colour-blind"};
    (void)state;
    for (size_t n = 0; n < sizeof painted / sizeof *painted; n++) {
        struct theme theme;
        struct err e;
        assert_true(theme_load(&theme, painted[n], NULL, NULL, &e));
        for (int role = 0; role < ROLES; role++)
            for (int over = 0; over < ROLES; over++) {
                const struct theme_entry shown = theme_over(&theme, (enum role)role, (enum role)over);
                assert_true(shown.fg != THEME_NO_COLOUR && shown.bg != THEME_NO_COLOUR);
                if (role == ROLE_NORMAL) /* no patches in a question */
                    assert_int_equal(shown.bg, theme.entries[over].bg != THEME_NO_COLOUR ? theme.entries[over].bg
                                                                                         : theme.entries[role].bg);
            }
    }
}

/* How bright a colour is, and how far two are apart: from 1, the same, to 21, black on white (WCAG 2.1). */
static double bright(int32_t rgb)
{
    double sum = 0;
    static const double weight[] = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
        double part = (rgb >> (16 - 8 * i) & 255) / 255.0;
        sum += weight[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double apart(int32_t one, int32_t other)
{
    double a = bright(one), b = bright(other);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Every role on the grounds that text of another role stands on: the page, a question, the row under the cursor (which is bold). */
static void themes__can_be_read__on_every_ground(void **state)
{
    static const struct {
        enum role ground;
        double least, least_high;
    } grounds[] = {{ROLE_NORMAL, 4.5, 7}, {ROLE_MODAL, 4.5, 7}, {ROLE_CURSOR, 3, 7}};
    (void)state;
    for (size_t n = 0; theme_built_in(n); n++) {
        struct theme theme;
        struct err e;
        const char *name = theme_built_in(n);
        assert_true(theme_load(&theme, name, NULL, NULL, &e));
        for (size_t g = 0; strcmp(name, "mono") != 0 && g < sizeof grounds / sizeof *grounds; g++)
            for (int role = 0; role < ROLES; role++) {
                struct theme_entry shown = theme_over(&theme, (enum role)role, grounds[g].ground);
                shown.fg = shown.fg == THEME_NO_COLOUR ? 0xe5e5e5 : shown.fg; /* a dark terminal's own */
                shown.bg = shown.bg == THEME_NO_COLOUR ? 0x000000 : shown.bg;
                double least = strcmp(name, "high-contrast") != 0 ? grounds[g].least : grounds[g].least_high;
                bool there = role != ROLE_BORDER || grounds[g].ground != ROLE_CURSOR; /* no frame is drawn over a row */
                if (there && apart(shown.fg, shown.bg) < least)
                    fail_msg("%s: role %d over %d has a contrast of %.2f, not %.1f", name, role, grounds[g].ground,
                             apart(shown.fg, shown.bg), least);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_nearest__gives_the_terminals_own__for_names),
        cmocka_unit_test(colours_nearest__keeps_the_hue),
        cmocka_unit_test(colours_nearest__finds_exact_ones),
        cmocka_unit_test(colours_pair__keeps_text_apart__from_its_ground),
        cmocka_unit_test(themes__can_be_read__on_every_ground),
        cmocka_unit_test(theme_over__leaves_no_cell_to_the_terminal__where_there_is_a_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The ground of the terminal: answers whole, in pieces, late, and rubbish. */
#include "unit.h"

#include "ui/screen/ground.h"
#include <string.h>

static void ground_read__knows_light_from_dark__and_nothing_else(void **state)
{
    static const struct {
        const char *text;
        enum ground ground;
    } rows[] = {
        {"11;rgb:ffff/ffff/ffff", GROUND_LIGHT},
        {"11;rgb:0000/0000/0000", GROUND_DARK},
        {"11;rgb:fd/f6/e3", GROUND_LIGHT},
        {"11;rgb:00/2b/36", GROUND_DARK},
        {"11;rgb:f/f/f", GROUND_LIGHT},
        {"11;rgba:ffff/ffff/ffff/8000", GROUND_LIGHT},
        {"11;rgb:0000/ffff/0000", GROUND_LIGHT},
        {"11;rgb:0000/0000/ffff", GROUND_DARK},
        {"11;rgb:fffff/0/0", GROUND_UNKNOWN},
        {"11;rgb:ffff/ffff", GROUND_UNKNOWN},
        {"11;rgb:", GROUND_UNKNOWN},
        {"11;rgb:ffff/ffff/", GROUND_UNKNOWN},
        {"11;?", GROUND_UNKNOWN},
        {"10;rgb:ffff/ffff/ffff", GROUND_UNKNOWN},
        {"", GROUND_UNKNOWN},
        {"11;white", GROUND_UNKNOWN},
        {"11;rgb:ffff/ffff/ffff!", GROUND_UNKNOWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (ground_read(rows[i].text) != rows[i].ground)
            fail_msg("%s is %d", rows[i].text, ground_read(rows[i].text));
}

static enum ground told(const char *bytes, int64_t gap, size_t *taken)
{
    struct ground_answer answer = {.asked = 1000};
    int64_t now = 1100;
    ground_begin(&answer, now);
    for (*taken = 0; bytes[*taken]; ++*taken) {
        now += gap;
        if (!ground_take(&answer, (unsigned char)bytes[*taken], now) || !answer.comes)
            break;
    }
    return answer.ground;
}

static void ground_take__ends__with_the_answer_or_with_what_is_none(void **state)
{
    static const char late[] = "11;rgb:ffff/ffff/ffff\033\\";
    char endless[200];
    size_t taken;
    (void)state;
    assert_int_equal(told("11;rgb:ffff/ffff/ffff\033\\", 1, &taken), GROUND_LIGHT);
    assert_int_equal(told("11;rgb:ffff/ffff/ffff\a", 1, &taken), GROUND_LIGHT);
    assert_int_equal(told(late, GROUND_GAP + 1, &taken), GROUND_UNKNOWN);
    assert_int_equal(taken, 0); /* the first that comes too late is a key again */
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_int_equal(told(endless, 1, &taken), GROUND_UNKNOWN);
    assert_in_range(taken, 1, GROUND_LONGEST);
    assert_int_equal(told("11;rgb:ff\r", 1, &taken), GROUND_UNKNOWN);
}

static void ground_awaited__ends__with_the_answer_and_after_a_while(void **state)
{
    struct ground_answer answer = {.asked = 0};
    (void)state;
    assert_false(ground_awaited(&answer, 1));
    answer.asked = 1000;
    assert_true(ground_awaited(&answer, 1000 + GROUND_WAIT - 1));
    assert_false(ground_awaited(&answer, 1000 + GROUND_WAIT));
    answer.ground = GROUND_DARK;
    assert_false(ground_awaited(&answer, 1001));
}

static void ground_question__is_not_put__to_those_who_take_it_for_something_else(void **state)
{
    (void)state;
    assert_non_null(ground_question("xterm-256color"));
    assert_non_null(ground_question("tmux-256color"));
    assert_null(ground_question("linux"));
    assert_null(ground_question("vt100"));
    assert_null(ground_question("screen.xterm"));
    assert_null(ground_question(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ground_read__knows_light_from_dark__and_nothing_else),
        cmocka_unit_test(ground_take__ends__with_the_answer_or_with_what_is_none),
        cmocka_unit_test(ground_awaited__ends__with_the_answer_and_after_a_while),
        cmocka_unit_test(ground_question__is_not_put__to_those_who_take_it_for_something_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

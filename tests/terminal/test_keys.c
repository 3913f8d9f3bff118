/* What is typed, pasted and pointed at, as it comes from a terminal: in pieces, in sequences, in sequences nobody knows. */
#include "unit.h"

#include "demo.h"
#include "terminal.h"

#include <string.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct terminal *open_table(const struct start *start)
{
    struct terminal *terminal = terminal_start(start);
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    terminal_forget(terminal);
    return terminal;
}

static int cursor_line(struct terminal *terminal)
{
    terminal_settle(terminal);
    return terminal_find(terminal, ">", NULL);
}

static void keys__move__in_every_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        int line; /* the cursor is in afterwards; the first row is on line 3 */
    } cases[] = {
        {"\033[B", 4},   {"\033OB", 5},         {"\033[A", 4},   {"\033OA", 3},  {"j", 4},
        {"k", 3},        {"\033[F", 21},        {"\033[H", 3},   {"\033OF", 21}, {"\033OH", 3},
        {"\033[4~", 21}, {"\033[1~", 3},        {"\033[8~", 21}, {"\033[7~", 3}, {"G", 21},
        {"g", 3},        {"\033[6~\033[5~", 3},
    };
    struct terminal *terminal = open_table(&(struct start){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        terminal_send(terminal, cases[i].bytes);
        int line = cursor_line(terminal);
        if (line != cases[i].line)
            fail_msg("case %zu: line %d, not %d", i, line, cases[i].line);
    }
    terminal_close(terminal);
}

static void keys__with_meanings_elsewhere__are_dropped_whole(void **state)
{
    (void)state;
    static const char *const strange[] = {"\033[I",      "\033[O",      "\033[1;5A", "\033[?1;2c",
                                          "\033[24;80R", "\033[57358u", "\xff",      "\xc2"};
    struct terminal *terminal = open_table(&(struct start){0});
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        terminal_send(terminal, strange[i]);
        terminal_wait_read(terminal);
        assert_int_equal(cursor_line(terminal), 3);
    }
    terminal_send(terminal, "j"); /* and the next key is itself */
    assert_int_equal(cursor_line(terminal), 4);
    terminal_close(terminal);
}

static void characters__arrive__in_pieces(void **state)
{
    (void)state;
    static const char *const pieces[] = {"/",    "Ros",  "\xc3", "\xa9",     " ",
                                         "\xe5", "\xb1", "\xb1", "\xf0\x9f", "\x94\xa5"};
    struct terminal *terminal = open_table(&(struct start){0});
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        terminal_send(terminal, pieces[i]);
        terminal_wait_read(terminal); /* read alone, not together with the next */
    }
    terminal_wait(terminal, "/Rosé 山🔥");
    terminal_close(terminal);
}

static void escape__goes_back__alone(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    terminal_send(terminal, "/zebra");
    terminal_wait(terminal, "/zebra");
    terminal_send(terminal, "\033");
    terminal_wait_gone(terminal, "/zebra");
    terminal_wait_gone(terminal, "filter:");
    terminal_close(terminal);
}

static void paste__writes__and_decides_nothing(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    assert_int_equal(cursor_line(terminal), 3);
    terminal_send(terminal,
                  "\033[200~ *cq\r\n\033q\t/\033[201~"); /* mark, mark all, columns, quit, filter: none of it */
    terminal_wait_read(terminal);
    terminal_settle(terminal);
    assert_int_equal(terminal_find(terminal, "marked", NULL), -1);
    assert_int_equal(terminal_find(terminal, "Enter menu", NULL), 23);
    terminal_send(terminal, "/");
    terminal_send(terminal, "\033[200~one\r\ntwo\t3\033[201~4");
    terminal_wait(terminal, "/one  two 34"); /* a line's end is a space, the bar is still open */
    terminal_close(terminal);
}

static void pointer__selects_a_row__when_switched_on(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){.arguments = WORDS("--ascii")});
    terminal_send(terminal, "\033[<0;10;8M\033[<0;10;8m"); /* column 10, line 8, from 1 */
    assert_int_equal(cursor_line(terminal), 7);
    terminal_send(terminal, "\033[<65;10;8M");
    assert_int_equal(cursor_line(terminal), 8);
    terminal_send(terminal, "\033[<64;10;8M\033[<64;10;8M");
    assert_int_equal(cursor_line(terminal), 6);
    terminal_send(terminal, "\033[<0;10;1M\033[<0;10;1m"); /* the title is no row */
    assert_int_equal(cursor_line(terminal), 6);
    terminal_send(terminal, "q");
    terminal_wait_end(terminal);
    assert_true(terminal_has(terminal, "\033[?1006;1000l"));
    terminal_close(terminal);
}

static int start(void **state)
{
    (void)state;
    demo_start("60", "mouse: true\n");
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
        cmocka_unit_test(keys__move__in_every_spelling),
        cmocka_unit_test(keys__with_meanings_elsewhere__are_dropped_whole),
        cmocka_unit_test(characters__arrive__in_pieces),
        cmocka_unit_test(escape__goes_back__alone),
        cmocka_unit_test(paste__writes__and_decides_nothing),
        cmocka_unit_test(pointer__selects_a_row__when_switched_on),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

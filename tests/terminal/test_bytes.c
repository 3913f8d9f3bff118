/* What is written: few bytes, none when idle, and never a byte of anybody's choosing. */
#include "unit.h"

#include "base/alloc.h"
#include "demo.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum { MOST_FOR_A_MOVE = 240, WINDOW = 3 /* times QUIET */ };

static struct terminal *open_table(const struct start *start)
{
    struct terminal *terminal = terminal_start(start);
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    terminal_forget(terminal);
    return terminal;
}

/* How often the program's first thread has gone to sleep: it does each time it was woken. */
static long sleeps(const struct terminal *terminal)
{
    char line[256];
    long count = -1;
    auto_str char *path = xasprintf("/proc/%d/task/%d/status", (int)terminal->pid, (int)terminal->pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        sscanf(line, "voluntary_ctxt_switches: %ld", &count);
    fclose(file);
    assert_true(count >= 0);
    return count;
}

static void screen__writes_nothing_and_sleeps__when_idle(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    long before = sleeps(terminal);
    for (int i = 0; i < WINDOW; i++)
        terminal_settle(terminal);
    assert_int_equal(terminal->raw.length, 0);
    assert_int_equal(sleeps(terminal), before);
    terminal_send(terminal, "j"); /* it was not dead */
    terminal_settle(terminal);
    assert_true(terminal->raw.length > 0);
    assert_true(sleeps(terminal) > before);
    terminal_close(terminal);
}

static void cursor__moves__for_few_bytes(void **state)
{
    (void)state;
    static const char *const keys[] = {"j", "j", "j", "\033[B", "k", "\033OA", "j", "j"};
    struct terminal *terminal = open_table(&(struct start){0});
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int before = terminal_find(terminal, ">", NULL);
        terminal_forget(terminal);
        terminal_send(terminal, keys[i]);
        terminal_settle(terminal);
        assert_int_not_equal(terminal_find(terminal, ">", NULL), before);
        assert_in_range(terminal->raw.length, 1, MOST_FOR_A_MOVE);
    }
    terminal_close(terminal);
}

/* Each ESC begins one of the sequences a screen needs; no string is sent to the terminal, no bell, no C1, nothing that hides or
 * turns text round. */
static void assert_harmless(struct terminal *terminal)
{
    static const char question[] = "\033]11;?\033\\"; /* which ground the terminal has: once, and it is ours */
    char *asked = terminal->raw.data ? memmem(terminal->raw.data, terminal->raw.length, question, sizeof question - 1)
                                     : NULL;
    if (asked)
        memset(asked, ' ', sizeof question - 1);
    static const char *const payloads[] = {
        "\033[2J\033[31m",
        "\033[31m",
        "evil.example\033",
        "\033]",
        "\033P",
        "\033_",
        "\033^",
        "\033X",
        "\a",
        "\xc2\x85",
        "\xc2\x9b",
        "\xe2\x80\xae",
        "\xe2\x80\x8b",
        "\xe2\x80\x8c",
        "\xc2\xad",
        "\xef\xbb\xbf",
        "\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a",
    };
    for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++)
        if (terminal_has(terminal, payloads[i]))
            fail_msg("payload %zu reached the terminal", i);
    const char *at = terminal->raw.data, *end = at + terminal->raw.length;
    while ((at = memchr(at, '\033', (size_t)(end - at)))) {
        if (++at < end && !strchr("[(=>78M", *at))
            fail_msg("ESC %c reached the terminal", *at);
    }
}

static void hostile_text__never_reaches__the_terminal(void **state)
{
    (void)state;
    struct terminal *terminal = terminal_start(&(struct start){.height = 16, .width = 160});
    terminal_wait(terminal, "as of");
    for (int page = 0; page < 12; page++) {
        terminal_send(terminal, "\033[6~");
        terminal_settle(terminal);
    }
    terminal_send(terminal, "/evil");
    terminal_settle(terminal);
    assert_true(terminal_has(terminal, "^[[2J^[[31mAdmin^[[0m")); /* the texts were shown, as marks */
    assert_true(terminal_has(terminal, "^[]0;owned^G"));
    assert_true(terminal_has(terminal, "^[]52;c;"));
    assert_true(terminal_has(terminal, "^[]8;;https://evil"));
    assert_harmless(terminal);
    terminal_send(terminal, "\033");
    terminal_close(terminal);
}

static void copy__reaches__the_clipboard(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    terminal_send(terminal, "/adam");
    terminal_wait(terminal, "filter: adam");
    terminal_send(terminal, "\r");
    terminal_settle(terminal);
    terminal_send(terminal, "y");
    terminal_wait_bytes(terminal, "\033]52;c;YWRhbS5hcmFpQGNvbnRvc28uY29t\a"); /* adam.arai@contoso.com */
    terminal_wait(terminal, "Sent to the terminal's clipboard.");
    terminal_close(terminal);
}

static void copy__is_refused_with_a_word__on_the_linux_console(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){.term = "linux"});
    terminal_send(terminal, "y");
    terminal_wait(terminal, "The Linux console has no clipboard.");
    terminal_close(terminal);
}

/* A tmux that keeps what it is given and ends as it is told to. */
static void make_tmux(int code, char *folder, size_t size)
{
    auto_str char *path = xasprintf("%s/tmux", demo_folder());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n{ echo \"$*\"; cat; } >%s/given\nexit %d\n", demo_folder(), code);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
    snprintf(folder, size, "PATH=%s:/usr/bin:/bin", demo_folder());
}

static void copy__goes_through_tmux__where_it_hands_on(void **state)
{
    (void)state;
    char path[128], given[200] = "";
    for (int code = 0; code < 2; code++) {
        make_tmux(code, path, sizeof path);
        struct terminal *terminal = open_table(
            &(struct start){.term = "tmux-256color", .environment = WORDS("TMUX=/tmp/tmux,1,0", path)});
        terminal_send(terminal, "/adam");
        terminal_wait(terminal, "filter: adam");
        terminal_send(terminal, "\r");
        terminal_settle(terminal);
        terminal_forget(terminal);
        terminal_send(terminal, "y");
        terminal_wait(terminal, code ? "Sent to the terminal's clipboard." : "In tmux's buffer");
        terminal_settle(terminal);
        assert_int_equal(terminal_has(terminal, "]52;c;"), code);
        terminal_close(terminal);
        auto_str char *file = xasprintf("%s/given", demo_folder());
        FILE *kept = fopen(file, "r");
        assert_non_null(kept);
        given[fread(given, 1, sizeof given - 1, kept)] = '\0';
        fclose(kept);
        assert_string_equal(given, "load-buffer -w -\nadam.arai@contoso.com");
    }
}

static void copy__passes__tmux_and_screen(void **state)
{
    (void)state;
    const struct {
        struct start start;
        const char *begins, *ends;
    } cases[] = {
        {{.term = "tmux-256color", .environment = WORDS("TMUX=/tmp/tmux,1,0", "PATH=/nowhere")},
         "\a\033Ptmux;\033\033]52;c;",
         "\a\033\\"},
        {{.term = "tmux-256color", .environment = WORDS("TMUX=/tmp/tmux,1,0", "PATH=/nowhere")},
         "\033]52;c;",
         "\a\033Ptmux;"},
        {{.term = "screen-256color"}, "\033P\033]52;c;", "\a\033\\"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct terminal *terminal = open_table(&cases[i].start);
        terminal_send(terminal, "y");
        terminal_wait_bytes(terminal, cases[i].begins);
        terminal_wait_bytes(terminal, cases[i].ends);
        terminal_close(terminal);
    }
}

static int start(void **state)
{
    (void)state;
    demo_start("60", "columns: [displayName, userPrincipalName, jobTitle, department]\n");
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
        cmocka_unit_test(screen__writes_nothing_and_sleeps__when_idle),
        cmocka_unit_test(cursor__moves__for_few_bytes),
        cmocka_unit_test(hostile_text__never_reaches__the_terminal),
        cmocka_unit_test(copy__reaches__the_clipboard),
        cmocka_unit_test(copy__goes_through_tmux__where_it_hands_on),
        cmocka_unit_test(copy__passes__tmux_and_screen),
        cmocka_unit_test(copy__is_refused_with_a_word__on_the_linux_console),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

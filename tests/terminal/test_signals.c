/* Signals: suspended, continued, ended, hung up, crashed. The terminal is always left as it was found. */
#include "unit.h"

#include "demo.h"
#include "terminal.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct terminal *open_table(const struct start *start)
{
    struct terminal *terminal = terminal_start(start);
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    assert_false(terminal_is_restored(terminal)); /* it is in use */
    terminal_forget(terminal);
    return terminal;
}

static void assert_left(struct terminal *terminal)
{
    assert_true(terminal_has(terminal, "\033[?1049l"));
    assert_true(terminal_has(terminal, "\033[?2004l"));
    assert_true(terminal_has(terminal, "\033[?25h"));
    assert_true(terminal_is_restored(terminal));
}

static void assert_back(struct terminal *terminal)
{
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    assert_true(terminal_has(terminal, "\033[?1049h"));
    assert_true(terminal_has(terminal, "\033[?2004h"));
    assert_true(terminal_has(terminal, "\033[?25l"));
    assert_false(terminal_is_restored(terminal));
    assert_int_equal(terminal_settings(terminal).c_lflag & (ICANON | ECHO | ISIG), 0);
}

static void program__leaves_the_terminal__on_quit(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    terminal_send(terminal, "q");
    int status = terminal_wait_end(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_left(terminal);
    terminal_close(terminal);
}

static void program__suspends_and_continues__by_key_and_by_signal(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){.job = true});
    for (int round = 0; round < 2; round++) {
        if (round == 0)
            terminal_send(terminal, "\032");
        else
            kill(terminal->pid, SIGTSTP);
        terminal_wait_stopped(terminal);
        assert_left(terminal);
        terminal_forget(terminal);
        kill(terminal->pid, SIGCONT);
        assert_back(terminal);
        terminal_send(terminal, "j");
        terminal_settle(terminal);
        assert_int_equal(terminal_find(terminal, ">", NULL), 4 + round);
        terminal_forget(terminal);
    }
    terminal_close(terminal);
}

static void program__takes_the_terminal_back__after_a_stop_it_could_not_see(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){.job = true});
    kill(terminal->pid, SIGSTOP);
    terminal_wait_stopped(terminal);
    tcsetattr(terminal->slave, TCSANOW, &terminal->found); /* as a shell does */
    terminal_resize(terminal, 100, 30);
    kill(terminal->pid, SIGCONT);
    terminal_wait(terminal, "as of");
    terminal_settle(terminal);
    assert_int_equal(terminal_settings(terminal).c_lflag & (ICANON | ECHO | ISIG), 0);
    assert_non_null(strstr(terminal_line(terminal, 29), "? help"));
    terminal_close(terminal);
}

static void program__stays__when_there_is_nobody_to_continue_it(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0}); /* the leader of its session: no shell behind it */
    terminal_send(terminal, "\032");
    assert_back(terminal);
    terminal_close(terminal);
}

static void program__leaves_the_terminal__when_it_crashes(void **state)
{
    (void)state;
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct terminal *terminal = open_table(&(struct start){0});
        kill(terminal->pid, numbers[i]);
        int status = terminal_wait_end(terminal);
        /* a sanitizer ends the process itself, after its report */
        assert_true((WIFSIGNALED(status) && WTERMSIG(status) == numbers[i]) ||
                    (WIFEXITED(status) && WEXITSTATUS(status)));
        assert_left(terminal);
        terminal_close(terminal);
    }
}

static void program__ends_and_leaves_the_terminal__on_sigterm(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    kill(terminal->pid, SIGTERM);
    int status = terminal_wait_end(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_left(terminal);
    terminal_close(terminal);
}

static void program__takes_sigint__for_ctrl_c(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    kill(terminal->pid, SIGINT);
    assert_true(WIFEXITED(terminal_wait_end(terminal)));
    assert_left(terminal);
    terminal_close(terminal);
}

static void program__ends_without_a_word__when_the_line_drops(void **state)
{
    (void)state;
    struct terminal *terminal = open_table(&(struct start){0});
    kill(terminal->pid, SIGHUP);
    int status = terminal_wait_end(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(terminal->raw.length, 0);
    terminal_close(terminal);
}

static void program__ends__when_the_terminal_is_gone(void **state)
{
    (void)state;
    for (int ignored = 0; ignored < 2; ignored++) { /* nohup: the signal does not come, the terminal still goes */
        signal(SIGHUP, ignored ? SIG_IGN : SIG_DFL);
        struct terminal *terminal = open_table(&(struct start){0});
        signal(SIGHUP, SIG_DFL);
        close(terminal->slave);
        close(terminal->master);
        terminal->slave = terminal->master = -1;
        assert_true(WIFEXITED(terminal_wait_end(terminal)));
        terminal_close(terminal);
    }
}

/* --- where there is no screen to be had --- */

static void program__says_what_to_do__without_a_usable_terminal(void **state)
{
    (void)state;
    static const char *const terms[] = {"dumb", "", "no-such-terminal"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        struct terminal *terminal = terminal_start(&(struct start){.term = terms[i], .width = 160});
        int status = terminal_wait_end(terminal);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 2);
        assert_true(terminal_has(terminal, "(TERM) cannot be drawn on: `roster users` works without a screen"));
        assert_false(terminal_has(terminal, "\033"));
        assert_int_equal(terminal_find(terminal, "roster: ", NULL), 0);
        assert_string_equal(terminal_line(terminal, 1), "");
        assert_true(terminal_is_restored(terminal));
        terminal_close(terminal);
    }
}

static void program__says_what_is_wrong__before_the_terminal_is_touched(void **state)
{
    (void)state;
    struct terminal *terminal = terminal_start(&(struct start){.arguments = WORDS("--theme", "plaid"), .width = 160});
    int status = terminal_wait_end(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_true(terminal_has(terminal, "there is no theme called \"plaid\""));
    assert_false(terminal_has(terminal, "\033"));
    terminal_close(terminal);
}

static int start(void **state)
{
    (void)state;
    demo_start("30", NULL);
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
        cmocka_unit_test(program__leaves_the_terminal__on_quit),
        cmocka_unit_test(program__suspends_and_continues__by_key_and_by_signal),
        cmocka_unit_test(program__takes_the_terminal_back__after_a_stop_it_could_not_see),
        cmocka_unit_test(program__stays__when_there_is_nobody_to_continue_it),
        cmocka_unit_test(program__leaves_the_terminal__when_it_crashes),
        cmocka_unit_test(program__ends_and_leaves_the_terminal__on_sigterm),
        cmocka_unit_test(program__takes_sigint__for_ctrl_c),
        cmocka_unit_test(program__ends_without_a_word__when_the_line_drops),
        cmocka_unit_test(program__ends__when_the_terminal_is_gone),
        cmocka_unit_test(program__says_what_to_do__without_a_usable_terminal),
        cmocka_unit_test(program__says_what_is_wrong__before_the_terminal_is_touched),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

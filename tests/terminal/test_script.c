/* The screen driven by a script, without a terminal. */
#include "unit.h"

#include "base/alloc.h"
#include "demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { MOST = 65536 };

static void read_all(FILE *file, char out[MOST])
{
    size_t length = file ? fread(out, 1, MOST - 1, file) : 0;
    out[length] = '\0';
}

/* Run roster with a script of these lines; its exit code, what it said, what it dumped. */
static int run(const char *lines, char said[MOST], char dumped[MOST])
{
    auto_str char *script = xasprintf("%s/script", demo_folder()), *dump = xasprintf("%s/dump", demo_folder());
    auto_str char *command = xasprintf(
        "XDG_STATE_HOME=%s LC_ALL=C.UTF-8 TERM= LINES=20 COLUMNS=90 %s/roster --config %s --script %s "
        "--dump %s 2>&1 </dev/null",
        demo_folder(), BUILD_DIR, demo_config(), script, dump);
    FILE *file = fopen(script, "w");
    assert_non_null(file);
    fputs(lines, file);
    fclose(file);
    file = popen(command, "r");
    read_all(file, said);
    int status = pclose(file);
    file = fopen(dump, "r");
    assert_non_null(file);
    read_all(file, dumped);
    fclose(file);
    return WEXITSTATUS(status);
}

static void script__drives__the_screen(void **state)
{
    (void)state;
    static char said[MOST], dumped[MOST];
    int code = run(
        "# a comment\n\nwait\nkeys j Space Down\nwait-for 1 marked\nshow\ntype /adam a\nkeys Enter\nsize 60 12\n", said,
        dumped);
    assert_string_equal(said, "");
    assert_int_equal(code, 0);
    char *second = strstr(dumped, "----\n");
    assert_non_null(second);
    assert_null(strstr(second + 1, "----\n"));
    assert_non_null(strstr(second, "filter: adam a"));
    *second = '\0';
    int lines = 0;
    for (const char *at = dumped; (at = strchr(at, '\n')); at++)
        lines++;
    assert_int_equal(lines, 20); /* LINES */
    assert_non_null(strstr(dumped, "1 marked"));
    assert_null(strchr(dumped, '\033'));
}

static void script__names_the_line__that_is_wrong(void **state)
{
    (void)state;
    static char said[MOST], dumped[MOST];
    static const struct {
        const char *lines, *says;
    } cases[] = {
        {"wait\nkeys j Entr\n", "script:2: no such key: Entr"},
        {"press j\n", "script:1: no such line: press"},
        {"\nsize 80\n", "script:2: size takes columns and lines, not 80"},
        {"wait long\n", "script:1: nothing may follow wait"},
        {"type\n", "script:1: something must follow type"},
        {"wait\nkeys q\nkeys j\n", "script:3: the screen has been left before keys j"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(run(cases[i].lines, said, dumped), 2);
        if (!strstr(said, cases[i].says))
            fail_msg("said \"%s\", not \"%s\"", said, cases[i].says);
        assert_non_null(strstr(dumped, "? help")); /* the screen it happened on */
    }
}

static void script__ends__where_it_says(void **state)
{
    (void)state;
    static char said[MOST], dumped[MOST];
    assert_int_equal(run("wait\nquit\nno such thing\n", said, dumped), 0);
    assert_string_equal(said, "");
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
        cmocka_unit_test(script__drives__the_screen),
        cmocka_unit_test(script__names_the_line__that_is_wrong),
        cmocka_unit_test(script__ends__where_it_says),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

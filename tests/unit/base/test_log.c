/* The log: what is wanted is written at once, one clean line each; what is not wanted is not. */
#include "unit.h"

#include "base/log.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/roster-log-XXXXXX";

static char *contents(void)
{
    static char text[8192];
    FILE *file = fopen(path, "r");
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    fclose(file);
    return text;
}

static void open_with(const char *levels)
{
    struct err e;
    assert_int_equal(truncate(path, 0), 0);
    assert_true(log_open(path, levels, &e));
}

static void log__is_off__until_it_is_opened(void **state)
{
    (void)state;
    assert_false(log_wants(LOG_HTTP, LOG_ERROR));
    log_line(LOG_HTTP, LOG_ERROR, "nobody reads this");
    assert_string_equal(contents(), "");
}

static void log__keeps_levels_by_area(void **state)
{
    (void)state;
    open_with("error,http=debug,login=none");
    log_line(LOG_HTTP, LOG_DEBUG, "one");
    log_line(LOG_LOGIN, LOG_ERROR, "two");
    log_line(LOG_JOB, LOG_INFO, "three");
    log_line(LOG_JOB, LOG_ERROR, "four");
    assert_non_null(strstr(contents(), "debug http   one\n"));
    assert_null(strstr(contents(), "two"));
    assert_null(strstr(contents(), "three"));
    assert_non_null(strstr(contents(), "error job    four\n"));
    log_close();
    log_line(LOG_JOB, LOG_ERROR, "five");
    assert_null(strstr(contents(), "five"));
}

static void log__writes_one_clean_line__whatever_it_is_given(void **state)
{
    char longer[5000];
    (void)state;
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    open_with(NULL);
    log_line(LOG_JOB, LOG_INFO, "a\n2026 error job forged\033[2J");
    log_line(LOG_JOB, LOG_INFO, "%s", longer);
    char *text = contents();
    assert_null(strchr(text, '\033'));
    assert_int_equal(strchr(text, '\n')[1] == '2', 1);
    assert_null(strchr(strchr(strchr(text, '\n') + 1, '\n') + 1, '\n'));
    log_close();
}

static void log__refuses__an_unknown_level_or_area(void **state)
{
    static const char *const bad[] = {"loud", "http=loud", "moon=debug", "http", "=debug", "info,,debug"};
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(log_open(path, bad[i], &e));
        assert_int_equal(e.code, ERR_USAGE);
        assert_non_null(strstr(e.hint, "areas"));
    }
}

static void log__makes_a_file_that_nobody_else_reads(void **state)
{
    struct stat is;
    struct err e;
    (void)state;
    chmod(path, 0644);
    open_with("info");
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    log_close();
    assert_false(log_open("/tmp/roster-is-not-there/log", NULL, &e));
    assert_int_equal(e.code, ERR_FILE);
    assert_int_equal(unlink(path) || mkfifo(path, 0644), 0); /* neither waited for nor made ours */
    assert_false(log_open(path, NULL, &e));
    assert_int_equal(e.code, ERR_FILE);
    assert_int_equal(stat(path, &is) || (is.st_mode & 0777) != 0644, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log__is_off__until_it_is_opened),
        cmocka_unit_test(log__keeps_levels_by_area),
        cmocka_unit_test(log__writes_one_clean_line__whatever_it_is_given),
        cmocka_unit_test(log__refuses__an_unknown_level_or_area),
        cmocka_unit_test(log__makes_a_file_that_nobody_else_reads),
    };
    close(mkstemp(path));
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}

/* What leaves for the two streams: cleaned, masked, and remembered where it could not leave. */
#include "unit.h"

#include "base/secret.h"
#include "output/say.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int text_of_child(void (*print)(void), char *out, size_t size)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    fflush(stdout);
    pid_t child = fork();
    if (!child) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        print();
        _exit(say_flush() ? 0 : 1);
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got; (got = read(ends[0], out + length, size - 1 - length)) > 0;)
        length += (size_t)got;
    out[length] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

#define HOSTILE                                                                                                        \
    "a\033[2J\xc2\x9b"                                                                                                 \
    "31m\xe2\x80\xae"                                                                                                  \
    "b\nforged"

static void print_hostile(void)
{
    struct secret *secret = secret_new("Sw0rdfish!", 10);
    say("%-9s|%5s|%.3s|%d %zu %lld %ld%%\n", "é", "x", "abcdef", -1, (size_t)2, 3LL, 4L);
    say("%s: %s\n", HOSTILE, "it was Sw0rdfish!");
    say_lines("one\033\ntwo\xc2\x85\n", 11);
    say_json("{\"m\":\"\xe2\x80\xae\xc2\x9b\xf3\xa0\x81\x81 Sw0rdfish!\"}\n",
             strlen("{\"m\":\"\xe2\x80\xae\xc2\x9b\xf3\xa0\x81\x81 Sw0rdfish!\"}\n"));
    say_secret("Sw0rdfish!");
    say("\n");
    secret_free(secret);
}

static void say__cleans_and_masks__whatever_is_printed(void **state)
{
    char out[2000];
    (void)state;
    assert_int_equal(text_of_child(print_hostile, out, sizeof out), 0);
    assert_string_equal(out, "é       |    x|abc|-1 2 3 4%\n"
                             "a^[[2J<009B>31m<202E>b forged: it was ******\n"
                             "one^[\ntwo<0085>\n"
                             "{\"m\":\"\\u202e\\u009b\\udb40\\udc41 ******\"}\n"
                             "Sw0rdfish!\n");
}

static void say_can__says_no__where_nothing_arrives(void **state)
{
    struct err e;
    int ends[2], before = dup(STDOUT_FILENO);
    (void)state;
    fflush(stdout);
    assert_true(say_can(&e));
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDOUT_FILENO) >= 0 && say_can(&e));
    close(ends[0]); /* nobody reads */
    bool unread = say_can(&e);
    int full = open("/dev/full", O_WRONLY), null = open("/dev/null", O_WRONLY);
    dup2(full, STDOUT_FILENO);
    bool takes_none = say_can(&e);
    dup2(null, STDOUT_FILENO);
    bool nowhere = say_can(&e); /* as somebody wants it */
    close(full);
    close(null);
    close(STDOUT_FILENO);
    say_start(); /* and no file that is opened later gets its number */
    bool closed = say_can(&e), taken = open("/dev/null", O_RDONLY) == STDOUT_FILENO;
    dup2(before, STDOUT_FILENO);
    assert_false(unread || takes_none || closed || taken);
    assert_true(nowhere);
    assert_int_equal(e.code, ERR_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(say__cleans_and_masks__whatever_is_printed),
        cmocka_unit_test(say_can__says_no__where_nothing_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

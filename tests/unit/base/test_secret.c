/* Secrets: exact copies, wiped when asked, no core file afterwards. */
#include "unit.h"

#include "base/secret.h"
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void secret__holds__exactly_what_it_was_given(void **state)
{
    char text[] = "correct horse";
    (void)state;
    auto_secret struct secret *secret = secret_new(text, strlen(text));
    auto_secret struct secret *part = secret_new(text, 7);
    secret_wipe(text, sizeof text);
    for (size_t i = 0; i < sizeof text; i++)
        assert_int_equal(text[i], 0);
    assert_string_equal(secret_text(secret), "correct horse");
    assert_int_equal(secret_length(secret), 13);
    assert_string_equal(secret_text(part), "correct");
}

static void secret__may_be_of_any_size__around_a_page(void **state)
{
    char text[9000];
    (void)state;
    memset(text, 's', sizeof text);
    for (size_t length = 4060; length < 4110; length++) {
        auto_secret struct secret *secret = secret_new(text, length);
        assert_int_equal(strlen(secret_text(secret)), length);
    }
    auto_secret struct secret *large = secret_new(text, sizeof text);
    assert_int_equal(strlen(secret_text(large)), sizeof text);
}

static void secret__is_empty__when_there_is_none(void **state)
{
    (void)state;
    assert_string_equal(secret_text(NULL), "");
    assert_int_equal(secret_length(NULL), 0);
    secret_free(NULL);
    auto_secret struct secret *empty = secret_new("", 0);
    assert_string_equal(secret_text(empty), "");
}

static void secret_no_core__leaves_no_core_file__from_then_on(void **state)
{
    int status;
    (void)state;
    pid_t child = fork(); /* this process stays as it is for the others */
    if (!child) {
        struct rlimit limit;
        secret_no_core();
        _exit(getrlimit(RLIMIT_CORE, &limit) || limit.rlim_cur || limit.rlim_max || prctl(PR_GET_DUMPABLE));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret__holds__exactly_what_it_was_given),
        cmocka_unit_test(secret__may_be_of_any_size__around_a_page),
        cmocka_unit_test(secret__is_empty__when_there_is_none),
        cmocka_unit_test(secret_no_core__leaves_no_core_file__from_then_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

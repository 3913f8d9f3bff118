/* Secrets: exact copies, wiped when asked, no core file afterwards. */
#include "unit.h"

#include "base/secret.h"
#include <stdio.h>
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

static void secret_mask__finds_what_lives__however_it_is_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *masked;
    } rows[] = {
        {"", ""},
        {"no secret here", "no secret here"},
        {"it is pa\"s\\s/wo+rd&1 twice pa\"s\\s/wo+rd&1", "it is ****** twice ******"},
        {"{\"m\":\"pa\\\"s\\\\s\\/wo+rd&1\"}", "{\"m\":\"******\"}"},
        {"\\\"pa\\\\\\\"s\\\\\\\\s/wo\\u002Brd\\u00261\\\"", "\\\"******\\\""},
        {"a=pa%22s%5Cs%2Fwo%2brd%261&b=c", "a=******&b=c"},
        {"a=pa%2522s%255Cs%252Fwo%252Brd%25261", "a=******"},
        {"<a>pa&quot;s\\s/wo+rd&amp;1</a>", "<a>******</a>"},
        {"pa\"s\\s/wo+rd&", "pa\"s\\s/wo+rd&"},
    };
    struct secret *secret = secret_new("pa\"s\\s/wo+rd&1", 14), *brief = secret_new("secre", 5);
    char text[200];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strcpy(text, rows[i].text);
        text[secret_mask(text, strlen(text))] = '\0';
        assert_string_equal(text, rows[i].masked);
    }
    secret_free(secret);
    strcpy(text, rows[2].text); /* what is gone is not known any more */
    assert_int_equal(secret_mask(text, strlen(text)), strlen(rows[2].text));
    secret_free(brief);
}

static void secret_mask__finds_it_anywhere__also_at_both_ends(void **state)
{
    (void)state;
    struct secret *secret = secret_new("abcdefg", 7);
    for (size_t before = 0; before < 20; before++)
        for (size_t after = 0; after < 20; after++) {
            char text[64], masked[64];
            snprintf(text, sizeof text, "%.*sabcdefg%.*s", (int)before, "ab.aabbccddeeffgga.a", (int)after,
                     "bcdefgab..abcdefabcd");
            snprintf(masked, sizeof masked, "%.*s******%.*s", (int)before, "ab.aabbccddeeffgga.a", (int)after,
                     "bcdefgab..abcdefabcd");
            text[secret_mask(text, strlen(text))] = '\0';
            assert_string_equal(text, masked);
        }
    secret_free(secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret__holds__exactly_what_it_was_given),
        cmocka_unit_test(secret__may_be_of_any_size__around_a_page),
        cmocka_unit_test(secret__is_empty__when_there_is_none),
        cmocka_unit_test(secret_mask__finds_what_lives__however_it_is_escaped),
        cmocka_unit_test(secret_mask__finds_it_anywhere__also_at_both_ends),
        cmocka_unit_test(secret_no_core__leaves_no_core_file__from_then_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Azure Arc's challenge: one file is read, no other. */
#include "unit.h"

#include "api/login/arc.h"
#include "base/alloc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *path, const char *text, size_t length)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

static void arc_key__is_read__from_its_folder_alone(void **state)
{
    static char large[4097];
    char base[] = "/tmp/roster-arc-XXXXXX";
    static const struct {
        const char *realm;
        bool read;
    } rows[] = {{"tokens/good.key", true},
                {"tokens/../tokens/good.key", true},
                {"tokens/other.txt", false},
                {"outside.key", false},
                {"tokens/../outside.key", false},
                {"tokens/link.key", false},
                {"tokens/below/deep.key", false},
                {"tokens/large.key", false},
                {"tokens/empty.key", false},
                {"tokens/none.key", false},
                {"tokens", false}};
    (void)state;
    assert_non_null(mkdtemp(base));
    assert_int_equal(chdir(base), 0);
    assert_int_equal(mkdir("tokens", 0700) | mkdir("tokens/below", 0700), 0);
    memset(large, 'x', sizeof large);
    put("tokens/good.key", "canary\n", 7);
    put("tokens/other.txt", "canary", 6);
    put("outside.key", "canary", 6);
    put("tokens/below/deep.key", "canary", 6);
    put("tokens/large.key", large, sizeof large);
    put("tokens/empty.key", "", 0);
    assert_int_equal(symlink("../outside.key", "tokens/link.key"), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {.code = ERR_OK};
        auto_str char *challenge = xasprintf("Basic realm=%s/%s", base, rows[i].realm);
        auto_str char *folder = xasprintf("%s/tokens", base);
        struct secret *key = arc_key_read(folder, challenge, &e);
        if ((key != NULL) != rows[i].read || (key && strcmp(secret_text(key), "canary") != 0) || (!key && !e.hint[0]))
            fail_msg("%s: %s", challenge, key ? "was read" : e.message);
        secret_free(key);
    }
    struct err e = {.code = ERR_OK};
    assert_null(arc_key_read(base, NULL, &e));
    assert_null(arc_key_read(base, "Bearer realm=/tmp/x.key", &e));
    auto_str char *remove = xasprintf("rm -r %s", base);
    assert_int_equal(chdir("/") | system(remove), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(arc_key__is_read__from_its_folder_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

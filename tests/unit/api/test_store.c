/* Token stores: each kind keeps, shares and forgets; a file that others could read is refused. */
#include "unit.h"

#include "api/login/store.h"
#include "base/alloc.h"
#include <fcntl.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
    char folder[64], file[96];
    bool has_keyring; /* a private one: nothing is left behind in the user's */
};

static int set_up(void **state)
{
    static struct fixture f;
    strcpy(f.folder, "/tmp/roster-store-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.file, sizeof f.file, "%s/tokens.json", f.folder);
    f.has_keyring = keyctl_join_session_keyring(NULL) != -1;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char path[128];
    unlink(f->file);
    snprintf(path, sizeof path, "%s/tokens.lock", f->folder);
    unlink(path);
    chmod(f->folder, 0700);
    return rmdir(f->folder);
}

static struct store *open_store(struct fixture *f, bool keyring)
{
    struct err e = {0};
    struct store *store = keyring ? store_open_keyring(KEY_SPEC_SESSION_KEYRING, f->folder, &e)
                                  : store_open("file", f->folder, &e);
    if (!store)
        fail_msg("%s", e.message);
    return store;
}

static void save(struct store *store, const char *key, const char *text, int64_t obtained)
{
    auto_secret struct secret *token = secret_new(text, strlen(text));
    struct err e = {0};
    if (!store_save(store, key, token, obtained, &e))
        fail_msg("%s", e.message);
}

static void expect(struct store *store, const char *key, const char *text, int64_t obtained)
{
    struct err e = {0};
    int64_t when = 0;
    auto_secret struct secret *token = store_load(store, key, &when, &e);
    assert_int_equal(e.code, ERR_OK);
    if (!text) {
        assert_null(token);
        return;
    }
    assert_non_null(token);
    assert_string_equal(secret_text(token), text);
    assert_int_equal(when, obtained);
}

static bool drop(struct store *store, const char *key, const char *only)
{
    auto_secret struct secret *token = only ? secret_new(only, strlen(only)) : NULL;
    struct err e = {0};
    bool removed = false;
    if (!store_drop(store, key, token, &removed, &e))
        fail_msg("%s", e.message);
    return removed;
}

/* Two stores are two processes. */
static void keep_share_and_forget(struct fixture *f, bool keyring)
{
    struct store *one = open_store(f, keyring), *other = open_store(f, keyring);
    expect(one, "k", NULL, 0);
    save(one, "k", "first", 1000);
    save(one, "l", "another", 5);
    expect(other, "k", "first", 1000);
    save(other, "k", "second", 2000);
    save(one, "k", "stale", 1500); /* the newest wins, whoever writes last */
    expect(one, "k", "second", 2000);
    assert_false(drop(one, "k", "first")); /* refused, but somebody has a better one */
    expect(one, "k", "second", 2000);
    assert_true(drop(one, "k", "second"));
    expect(other, "k", NULL, 0);
    assert_false(drop(one, "k", NULL));
    expect(one, "l", "another", 5);
    assert_true(drop(other, "l", NULL));
    store_free(one);
    store_free(other);
}

static void store_file__keeps_shares_and_forgets(void **state)
{
    struct fixture *f = *state;
    struct stat about;
    keep_share_and_forget(f, false);
    assert_int_not_equal(stat(f->file, &about), 0); /* gone with the last token */
    struct store *store = open_store(f, false);
    save(store, "k", "t", 1);
    assert_int_equal(stat(f->file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    store_free(store);
}

static void store_keyring__keeps_shares_and_forgets(void **state)
{
    struct fixture *f = *state;
    if (!f->has_keyring) {
        print_message("the kernel has no keyrings here\n");
        skip();
    }
    keep_share_and_forget(f, true);
    struct store *store = open_store(f, true);
    save(store, "k", "t", 1);
    long serial = keyctl_search(KEY_SPEC_SESSION_KEYRING, "user", "roster:k", 0);
    assert_true(serial != -1);
    store_free(store);
    struct stat about;
    assert_int_not_equal(stat(f->file, &about), 0);
}

static void store__loses_nothing__when_processes_write_at_once(void **state)
{
    struct fixture *f = *state;
    enum { PROCESSES = 4, ROUNDS = 25 };
    for (int p = 0; p < PROCESSES; p++)
        if (fork() == 0) {
            struct store *store = open_store(f, false);
            for (int i = 1; i <= ROUNDS; i++) {
                char key[16], text[32];
                snprintf(key, sizeof key, "own%d", p);
                snprintf(text, sizeof text, "%d", i);
                save(store, key, text, i);
                snprintf(text, sizeof text, "p%d-%d", p, i);
                save(store, "shared", text, i * 10 + p);
            }
            _exit(0);
        }
    for (int p = 0, status; p < PROCESSES; p++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    struct store *store = open_store(f, false);
    for (int p = 0; p < PROCESSES; p++) {
        char key[16];
        snprintf(key, sizeof key, "own%d", p);
        expect(store, key, "25", ROUNDS);
    }
    expect(store, "shared", "p3-25", ROUNDS * 10 + 3);
    store_free(store);
}

static void store_file__is_refused__when_others_could_read_it(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct store *store = open_store(f, false);
    save(store, "k", "t", 1);
    chmod(f->file, 0640);
    assert_null(store_load(store, "k", NULL, &e));
    assert_non_null(strstr(e.message, "open to others"));
    chmod(f->file, 0600);
    expect(store, "k", "t", 1);
    char other[128];
    snprintf(other, sizeof other, "%s/other", f->folder);
    assert_int_equal(link(f->file, other), 0); /* a second name somewhere else */
    assert_null(store_load(store, "k", NULL, &e));
    unlink(other);
    assert_int_equal(rename(f->file, other) | symlink(other, f->file), 0);
    e = (struct err){.code = ERR_OK};
    assert_null(store_load(store, "k", NULL, &e));
    assert_int_equal(e.code, ERR_FILE);
    unlink(f->file);
    unlink(other);
    int file = open(f->file, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(file, "{\"k\":", 5), 5);
    close(file);
    assert_null(store_load(store, "k", NULL, &e));
    assert_non_null(strstr(e.message, "damaged"));
    store_free(store);
    chmod(f->folder, 0750);
    assert_null(store_open("file", f->folder, &e));
    assert_non_null(strstr(e.message, "open to others"));
    assert_null(store_open("file", "/proc/self/absent", &e));
    assert_null(store_open("disk", f->folder, &e));
    assert_non_null(strstr(e.hint, "keyring"));
}

static void store__lets_one_process_renew__until_it_releases_or_ends(void **state)
{
    struct fixture *f = *state;
    struct store *one = open_store(f, false), *other = open_store(f, false);
    assert_true(store_claim(one));
    assert_true(store_claim(one)); /* its own */
    assert_false(store_claim(other));
    save(other, "k", "t", 1); /* what is stored can be changed meanwhile */
    store_release(one);
    assert_true(store_claim(other));
    assert_false(store_claim(one));
    store_free(other);
    assert_true(store_claim(one));
    store_free(one);
}

static void store_none__keeps_nothing(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct store *store = store_open("none", f->folder, &e);
    assert_non_null(store);
    save(store, "k", "t", 1);
    expect(store, "k", NULL, 0);
    assert_false(drop(store, "k", NULL));
    store_free(store);
    store_free(NULL);
}

static void store_key__names_host_tenant_and_client(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    assert_string_equal(store_key(arena, "https://Login.Example/x", "t", "c"), "login.example:443 t c");
    assert_string_equal(store_key(arena, "http://127.0.0.1:8080/login", "t", "c"), "127.0.0.1:8080 t c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store_file__keeps_shares_and_forgets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store_keyring__keeps_shares_and_forgets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__loses_nothing__when_processes_write_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store_file__is_refused__when_others_could_read_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__lets_one_process_renew__until_it_releases_or_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store_none__keeps_nothing, set_up, tear_down),
        cmocka_unit_test(store_key__names_host_tenant_and_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The journal: what is written is there, what a dead process left is named, an undo marks what it took back. */
#include "journal/journal.h"

#include "unit.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
    char folder[64], path[96];
    struct journal *journal;
    struct arena *arena;
    struct err e;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/roster-journal-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/journal.db", f->folder);
    f->journal = journal_open(f->path, &f->e);
    f->arena = arena_new(0);
    *state = f;
    return f->journal ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    journal_close(f->journal);
    arena_free(f->arena);
    for (int i = 0; i < 3; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
        unlink(path);
    }
    rmdir(f->folder);
    free(f);
    return 0;
}

static struct journal_entry sample(const char *action)
{
    return (struct journal_entry){.tenant = "t",
                                  .operator_name = "o",
                                  .action = action,
                                  .target_id = "i",
                                  .target_upn = "a@b",
                                  .target_name = "A",
                                  .prior = "{\"x\":1}"};
}

static void journal__lists_newest_first__when_written(void **state)
{
    struct fixture *f = *state;
    struct journal_entry entries[3] = {sample("one"), sample("two"), sample("three")};
    int64_t ids[3];
    size_t count;
    assert_true(journal_intents(f->journal, entries, 3, ids, &f->e));
    entries[0] = (struct journal_entry){.id = ids[0], .state = JOURNAL_DONE, .message = "m", .request_id = "r"};
    assert_true(journal_outcome(f->journal, &entries[0], &f->e));
    struct journal_entry *rows = journal_list(f->journal, f->arena, NULL, 0, 10, &count, &f->e);
    assert_int_equal(count, 3);
    assert_string_equal(rows[0].action, "three");
    assert_int_equal(rows[2].state, JOURNAL_DONE);
    assert_string_equal(rows[2].request_id, "r");
    assert_string_equal(rows[2].prior, "{\"x\":1}");
    assert_true(rows[2].ended >= rows[2].begun);
    rows = journal_list(f->journal, f->arena, "another", 0, 10, &count, &f->e);
    assert_non_null(rows);
    assert_int_equal(count, 0);
    rows = journal_list(f->journal, f->arena, "t", ids[1], 10, &count, &f->e);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].id, ids[0]);
}

static void journal__names_an_intent__when_its_process_died(void **state)
{
    struct fixture *f = *state;
    struct journal_entry mine = sample("mine"), theirs = sample("theirs");
    int64_t id;
    size_t count;
    int status;
    assert_true(journal_intent(f->journal, &mine, &id, &f->e));
    pid_t child = fork();
    if (!child) { /* a process that dies between intent and outcome */
        struct journal *other = journal_open(f->path, &f->e);
        _exit(other && journal_intent(other, &theirs, &id, &f->e) ? 0 : 1);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    struct journal_entry *rows = journal_unsettled(f->journal, f->arena, NULL, &count, &f->e);
    assert_int_equal(count, 1); /* our own is under way */
    assert_string_equal(rows[0].action, "theirs");
}

static void journal__marks_undone__when_an_undo_succeeds(void **state)
{
    struct fixture *f = *state;
    struct journal_entry first = sample("block-sign-in"), undo = sample("unblock-sign-in"), got;
    int64_t id, undo_id;
    assert_true(journal_intent(f->journal, &first, &id, &f->e));
    first = (struct journal_entry){.id = id, .state = JOURNAL_DONE};
    assert_true(journal_outcome(f->journal, &first, &f->e));
    undo.undoes = id;
    assert_true(journal_intent(f->journal, &undo, &undo_id, &f->e));
    undo = (struct journal_entry){.id = undo_id, .state = JOURNAL_FAILED};
    assert_true(journal_outcome(f->journal, &undo, &f->e));
    assert_true(journal_get(f->journal, f->arena, id, &got, &f->e));
    assert_int_equal(got.state, JOURNAL_DONE);
    undo.state = JOURNAL_DONE;
    assert_true(journal_outcome(f->journal, &undo, &f->e));
    assert_true(journal_get(f->journal, f->arena, id, &got, &f->e));
    assert_int_equal(got.state, JOURNAL_UNDONE);
    assert_false(journal_get(f->journal, f->arena, 999, &got, &f->e));
    assert_int_equal(f->e.code, ERR_NOT_FOUND);
}

static void journal__is_private__when_created(void **state)
{
    struct fixture *f = *state;
    struct stat about;
    assert_int_equal(stat(f->path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

/* A journal as version 1 wrote it: without what the action was told. */
static void journal__brings_up__what_version_1_wrote(void **state)
{
    struct fixture *f = *state;
    static const char old[] =
        "DROP TABLE entry; CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"
        " tenant TEXT NOT NULL, operator TEXT NOT NULL, action TEXT NOT NULL, target_id TEXT NOT NULL, target_upn TEXT NOT NULL,"
        " target_name TEXT NOT NULL, prior TEXT, requests TEXT, request_id TEXT, message TEXT, undoes INTEGER NOT NULL DEFAULT 0,"
        " state INTEGER NOT NULL, owner_pid INTEGER NOT NULL, owner_started INTEGER NOT NULL);"
        "INSERT INTO entry VALUES (7, 1, 2, 't', 'o', 'block-sign-in', 'i', 'a@b', 'A', '{}', '[]', 'r', 'm', 0, 1, 1, 1);"
        "PRAGMA user_version = 1;";
    struct journal_entry entry, fresh = sample("new");
    sqlite3 *db;
    int64_t id;
    journal_close(f->journal);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, old, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    f->journal = journal_open(f->path, &f->e);
    assert_non_null(f->journal);
    assert_true(journal_get(f->journal, f->arena, 7, &entry, &f->e));
    assert_string_equal(entry.action, "block-sign-in");
    assert_string_equal(entry.request_id, "r");
    assert_int_equal(entry.state, JOURNAL_DONE);
    assert_null(entry.parameters);
    fresh.parameters = "{\"state\":\"enabled\"}";
    assert_true(journal_intent(f->journal, &fresh, &id, &f->e));
    struct journal *second = journal_open(f->path, &f->e); /* and does so once */
    assert_non_null(second);
    assert_true(journal_get(second, f->arena, id, &entry, &f->e));
    assert_string_equal(entry.parameters, "{\"state\":\"enabled\"}");
    journal_close(second);
}

static void journal__is_left_alone__when_a_newer_one_wrote_it(void **state)
{
    struct fixture *f = *state;
    sqlite3 *db;
    journal_close(f->journal);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    f->journal = journal_open(f->path, &f->e);
    assert_null(f->journal);
    assert_non_null(strstr(f->e.message, "newer roster (version 99)"));
    assert_true(f->e.hint[0]);
}

static void journal__says_why__when_it_cannot_open(void **state)
{
    (void)state;
    struct err e = {0};
    assert_null(journal_open("/nonexistent/journal.db", &e));
    assert_int_equal(e.code, ERR_JOURNAL);
    assert_true(e.message[0] && e.hint[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(journal__lists_newest_first__when_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__names_an_intent__when_its_process_died, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__marks_undone__when_an_undo_succeeds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__is_private__when_created, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__brings_up__what_version_1_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__is_left_alone__when_a_newer_one_wrote_it, set_up, tear_down),
        cmocka_unit_test(journal__says_why__when_it_cannot_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

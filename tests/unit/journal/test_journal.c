/* The journal: what is written is there, what a dead process left is named, an undo marks what it took back. */
#include "journal/aside.h"
#include "journal/journal.h"
#include "journal/owner.h"
#include "journal/playbook.h"

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
    static const char *const ends[] = {"", "-wal", "-shm", "-owners"};
    journal_close(f->journal);
    arena_free(f->arena);
    for (int i = 0; i < 4; i++) {
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

static void change(const struct fixture *f, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static size_t unsettled(struct fixture *f)
{
    size_t count;
    assert_non_null(journal_unsettled(f->journal, f->arena, NULL, &count, &f->e));
    return count;
}

/* Write an intent in a process that dies with it, and change how its owner is described. */
static void leave_intent(struct fixture *f, const char *sql)
{
    struct journal_entry theirs = sample("theirs");
    int64_t id;
    int status;
    pid_t child = fork();
    if (!child) {
        struct journal *other = journal_open(f->path, &f->e);
        _exit(other && journal_intent(other, &theirs, &id, &f->e) ? 0 : 1);
    }
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    change(f, sql);
}

static void journal__waits__when_the_owner_is_on_another_host(void **state)
{
    struct fixture *f = *state;
    leave_intent(f, "UPDATE owner SET host = 'elsewhere', machine = 'm', boot = 'b'");
    assert_int_equal(unsettled(f), 0); /* it may run: its lock need not reach this machine */
    change(f, "UPDATE entry SET begun = begun - 3600001");
    assert_int_equal(unsettled(f), 1);
}

static void journal__names_an_intent__when_this_machine_was_started_anew(void **state)
{
    struct fixture *f = *state;
    leave_intent(f, "UPDATE owner SET boot = 'before'");
    assert_int_equal(unsettled(f), access("/etc/machine-id", R_OK) ? 0 : 1);
}

/* The pid of a container says nothing here, and may even belong to somebody who lives; without its lock it is not known. */
static void journal__asks_the_lock__when_the_owner_is_in_another_container(void **state)
{
    struct fixture *f = *state;
    leave_intent(f, "UPDATE owner SET space = 1, pid = 1");
    assert_int_equal(unsettled(f), 1);
    change(f, "UPDATE owner SET locked = 0");
    assert_int_equal(unsettled(f), 0);
}

static void journal__leaves_an_intent_alone__when_its_owner_holds_the_lock(void **state)
{
    struct fixture *f = *state;
    struct journal_entry mine = sample("mine");
    int64_t id;
    struct journal *other = journal_open(f->path, &f->e); /* as of another process: locks belong to the open file */
    assert_true(journal_intent(other, &mine, &id, &f->e));
    change(f, "UPDATE owner SET host = 'elsewhere', boot = 'b', space = 7, pid = 1, started = 1");
    change(f, "UPDATE entry SET begun = 1");
    assert_int_equal(unsettled(f), 0);
    journal_close(other);
    assert_int_equal(unsettled(f), 1);
}

static void journal__takes_no_log__when_it_was_made_without(void **state)
{
    struct fixture *f = *state;
    sqlite3_stmt *mode;
    sqlite3 *db;
    journal_close(f->journal);
    change(f, "PRAGMA journal_mode = DELETE"); /* as on a shared home: another host may have it open */
    f->journal = journal_open(f->path, &f->e);
    assert_non_null(f->journal);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &mode, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(mode), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(mode, 0), "delete");
    sqlite3_finalize(mode);
    sqlite3_close(db);
}

static void owner__knows_where_a_log_is_unsafe__when_asked(void **state)
{
    (void)state;
    assert_true(owner_log_is_safe(0xEF53));               /* ext4 */
    assert_true(owner_log_is_safe(0x794C7630));           /* overlay */
    assert_false(owner_log_is_safe(0x6969));              /* NFS */
    assert_false(owner_log_is_safe((int32_t)0xFF534D42)); /* CIFS, as a signed f_type */
    assert_false(owner_log_is_safe_at(""));
}

/* A time that no clock shows is none; an entry takes back one that there may be. */
static void journal__knows_no_time__outside_of_all_calendars(void **state)
{
    struct fixture *f = *state;
    struct journal_entry first = sample("one"), got;
    int64_t id;
    assert_true(journal_intent(f->journal, &first, &id, &f->e));
    change(f, "UPDATE entry SET begun = -1, ended = 9223372036854775807, undoes = -3");
    assert_true(journal_get(f->journal, f->arena, id, &got, &f->e));
    assert_true(got.begun == 0 && got.ended == 0 && got.undoes == 0);
    change(f, "UPDATE entry SET begun = 'soon', ended = 253402300799999");
    assert_true(journal_get(f->journal, f->arena, id, &got, &f->e));
    assert_true(got.begun == 0 && got.ended == 253402300799999);
}

/* Whoever wrote into the file: a number that is no state is not looked up in a table of names. */
static void journal__calls_it_unsettled__when_the_state_is_none(void **state)
{
    struct fixture *f = *state;
    struct journal_entry first = sample("one"), got;
    int64_t id;
    assert_true(journal_intent(f->journal, &first, &id, &f->e));
    change(f, "UPDATE entry SET state = 77");
    assert_int_equal(unsettled(f), 1);
    assert_true(journal_get(f->journal, f->arena, id, &got, &f->e));
    assert_string_equal(journal_state_name(got.state), "unsettled");
    change(f, "UPDATE entry SET state = -9223372036854775807");
    assert_true(journal_get(f->journal, f->arena, id, &got, &f->e));
    assert_string_equal(journal_state_name(got.state), "unsettled");
}

static void journal__says_so_at_once__when_another_is_writing(void **state)
{
    struct fixture *f = *state;
    struct journal_entry first = sample("one");
    int64_t id;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_false(journal_intent(f->journal, &first, &id, &f->e));
    assert_true(journal_is_busy(f->journal));
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_true(journal_intent(f->journal, &first, &id, &f->e));
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

/* --- playbooks --- */

static struct journal_playbook contain(struct arena *arena)
{
    struct journal_step *steps = arena_alloc(arena, 2 * sizeof *steps);
    steps[0] = (struct journal_step){.step = "snapshot", .action = "", .thing = ""};
    steps[1] = (struct journal_step){.step = "devices",
                                     .action = "disable-device",
                                     .parameters = "{\"device\":\"d\"}",
                                     .thing = "DESKTOP",
                                     .stage = 3};
    return (struct journal_playbook){.tenant = "t",
                                     .operator_name = "o",
                                     .name = "contain",
                                     .target_id = "i",
                                     .target_upn = "a@b",
                                     .target_name = "A",
                                     .steps = steps,
                                     .count = 2};
}

/* Who died is gone on with by another, once; who lives is left alone, and what is over is nobody's any more. */
static void journal__hands_on__a_playbook_whose_process_is_gone(void **state)
{
    struct fixture *f = *state;
    struct journal_playbook playbook = contain(f->arena), taken, *open;
    size_t count, second[] = {1};
    assert_true(journal_playbook_begin(f->journal, &playbook, &playbook.id, &f->e));
    playbook.steps[1].run = 77;
    playbook.steps[1].state = JOURNAL_STEP_BEGUN;
    playbook.steps[1].message = "begun";
    playbook.folder = "/cases/1";
    assert_true(journal_playbook_steps(f->journal, &playbook, second, 1, &f->e));
    open = journal_playbooks_open(f->journal, f->arena, "t", &count, &f->e);
    assert_true(open && !count); /* this process runs */
    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE owner SET pid = 1, started = 1, locked = 0, number = number + 1;"
                                  "UPDATE playbook SET owner = owner + 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    open = journal_playbooks_open(f->journal, f->arena, "other", &count, &f->e);
    assert_true(open && !count);
    open = journal_playbooks_open(f->journal, f->arena, NULL, &count, &f->e);
    assert_true(open && count == 1 && open->id == playbook.id);
    assert_string_equal(open->folder, "/cases/1");
    assert_true(journal_playbook_take(f->journal, f->arena, playbook.id, &taken, &f->e));
    assert_int_equal(taken.count, 2);
    assert_int_equal(taken.steps[1].run, 77);
    assert_int_equal(taken.steps[1].state, JOURNAL_STEP_BEGUN);
    assert_string_equal(taken.steps[1].parameters, "{\"device\":\"d\"}");
    assert_string_equal(taken.steps[1].thing, "DESKTOP");
    assert_int_equal(taken.steps[0].state, JOURNAL_STEP_WAITS);
    assert_false(journal_playbook_take(f->journal, f->arena, playbook.id, &taken, &f->e)); /* it is ours now */
    assert_int_equal(f->e.code, ERR_REFUSED);
    assert_true(journal_playbook_end(f->journal, playbook.id, &f->e));
    assert_true(journal_playbook_take(f->journal, f->arena, playbook.id, &taken, &f->e) && taken.over);
    assert_false(journal_playbook_take(f->journal, f->arena, 4711, &taken, &f->e));
    assert_int_equal(f->e.code, ERR_NOT_FOUND);
}

static void journal__finds__the_entries_of_a_run(void **state)
{
    struct fixture *f = *state;
    struct journal_entry entry = sample("run");
    int64_t ids[2];
    size_t count;
    entry.run = 4711;
    for (size_t i = 0; i < 2; i++)
        assert_true(journal_intent(f->journal, &entry, &ids[i], &f->e));
    const struct journal_entry *found = journal_of_run(f->journal, f->arena, 4711, &count, &f->e);
    assert_true(count == 2 && found[0].id == ids[1] && found[1].id == ids[0]);
    assert_non_null(journal_of_run(f->journal, f->arena, 1, &count, &f->e));
    assert_int_equal(count, 0);
}

/* As version 5 wrote it: without playbooks; its open intent still has its owner. */
static void journal__brings_up__what_version_5_wrote(void **state)
{
    struct fixture *f = *state;
    struct journal_entry entry = sample("four"), found;
    struct journal_playbook playbook = contain(f->arena);
    sqlite3 *db;
    int64_t id;
    assert_true(journal_intent(f->journal, &entry, &id, &f->e));
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "DROP TABLE playbook; DROP TABLE playbook_step; DROP INDEX entry_run;"
                                  "PRAGMA user_version = 5;",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    journal_close(f->journal);
    f->journal = journal_open(f->path, &f->e);
    assert_non_null(f->journal);
    assert_true(journal_get(f->journal, f->arena, id, &found, &f->e));
    assert_string_equal(found.action, entry.action);
    assert_true(journal_playbook_begin(f->journal, &playbook, &playbook.id, &f->e));
    assert_int_equal(playbook.id, 1);
}

/* A journal as version 1 wrote it: without what the action was told. */
static void journal__brings_up__what_version_1_wrote(void **state)
{
    struct fixture *f = *state;
    static const char old[] =
        "DROP TABLE owner; DROP TABLE aside; DROP TABLE playbook; DROP TABLE playbook_step; DROP TABLE entry; CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"
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
    assert_int_equal(entry.run, 0);
    fresh.parameters = "{\"state\":\"enabled\"}";
    fresh.run = 77;
    assert_true(journal_intent(f->journal, &fresh, &id, &f->e));
    struct journal *second = journal_open(f->path, &f->e); /* and does so once */
    assert_non_null(second);
    assert_true(journal_get(second, f->arena, id, &entry, &f->e));
    assert_string_equal(entry.parameters, "{\"state\":\"enabled\"}");
    assert_int_equal(entry.run, 77);
    journal_close(second);
}

static struct journal_aside aside_of(const char *finding, const char *reason, int64_t at)
{
    return (struct journal_aside){
        .tenant = "t", .target_id = "i", .finding = finding, .operator_name = "o", .reason = reason, .at = at};
}

static void journal_aside__holds_until_it_is_taken_back__and_keeps_what_was(void **state)
{
    struct fixture *f = *state;
    const struct journal_aside first = aside_of("M01 .", "his own rule", 1), again = aside_of("M01 .", "ticket 7", 2),
                               other = aside_of("A02 203.0.113.5", "holiday", 3), back = aside_of("M01 .", NULL, 4);
    size_t count;
    sqlite3 *db;
    sqlite3_stmt *rows;
    assert_true(journal_aside_begin(f->journal, &first, &f->e));
    assert_true(journal_aside_begin(f->journal, &other, &f->e));
    assert_true(journal_aside_begin(f->journal, &again, &f->e));
    struct journal_aside *all = journal_asides(f->journal, f->arena, "i", &count, &f->e);
    assert_int_equal(count, 2);
    assert_string_equal(all[1].finding, "M01 .");
    assert_string_equal(all[1].reason, "ticket 7");
    assert_string_equal(all[1].operator_name, "o");
    assert_int_equal(all[1].at, 2);
    assert_non_null(journal_asides(f->journal, f->arena, "another", &count, &f->e));
    assert_int_equal(count, 0);
    assert_true(journal_aside_end(f->journal, &back, &f->e));
    assert_true(journal_aside_end(f->journal, &back, &f->e)); /* it is not any more */
    all = journal_asides(f->journal, f->arena, "i", &count, &f->e);
    assert_int_equal(count, 1);
    assert_string_equal(all[0].finding, "A02 203.0.113.5");
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM aside", -1, &rows, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(rows, 0), 3);
    sqlite3_finalize(rows);
    sqlite3_close(db);
}

/* A journal as version 4 wrote it: without what is set aside. */
static void journal__brings_up__what_version_4_wrote(void **state)
{
    struct fixture *f = *state;
    const struct journal_aside aside = aside_of("M01 .", "his own rule", 1);
    struct journal_entry entry = sample("block-sign-in");
    int64_t id;
    size_t count;
    sqlite3 *db;
    assert_true(journal_intent(f->journal, &entry, &id, &f->e));
    journal_close(f->journal);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(
            db,
            "DROP TABLE aside; DROP TABLE playbook; DROP TABLE playbook_step; DROP INDEX entry_run; PRAGMA user_version = 4;",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    f->journal = journal_open(f->path, &f->e);
    assert_non_null(f->journal);
    assert_true(journal_get(f->journal, f->arena, id, &entry, &f->e));
    assert_true(journal_aside_begin(f->journal, &aside, &f->e));
    assert_non_null(journal_asides(f->journal, f->arena, "i", &count, &f->e));
    assert_int_equal(count, 1);
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
    assert_null(journal_open("/proc/self/absent/journal.db", &e));
    assert_int_equal(e.code, ERR_JOURNAL);
    assert_true(e.message[0] && e.hint[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(journal__lists_newest_first__when_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__names_an_intent__when_its_process_died, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__waits__when_the_owner_is_on_another_host, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__names_an_intent__when_this_machine_was_started_anew, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(journal__asks_the_lock__when_the_owner_is_in_another_container, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(journal__leaves_an_intent_alone__when_its_owner_holds_the_lock, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(journal__takes_no_log__when_it_was_made_without, set_up, tear_down),
        cmocka_unit_test_setup_teardown(owner__knows_where_a_log_is_unsafe__when_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__knows_no_time__outside_of_all_calendars, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__calls_it_unsettled__when_the_state_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__says_so_at_once__when_another_is_writing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__marks_undone__when_an_undo_succeeds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__is_private__when_created, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__brings_up__what_version_1_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__brings_up__what_version_4_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__brings_up__what_version_5_wrote, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal_aside__holds_until_it_is_taken_back__and_keeps_what_was, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(journal__hands_on__a_playbook_whose_process_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__finds__the_entries_of_a_run, set_up, tear_down),
        cmocka_unit_test_setup_teardown(journal__is_left_alone__when_a_newer_one_wrote_it, set_up, tear_down),
        cmocka_unit_test(journal__says_why__when_it_cannot_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

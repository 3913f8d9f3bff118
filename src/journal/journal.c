/* The journal in SQLite: one table, one row for each action on one target. */
#include "journal/journal.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct journal {
    sqlite3 *db;
    int64_t pid, started; /* of this process: who owns an intent */
};

enum { SCHEMA_VERSION = 2, BUSY_MS = 10000 };

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS entry ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"
    " tenant TEXT NOT NULL, operator TEXT NOT NULL, action TEXT NOT NULL,"
    " target_id TEXT NOT NULL, target_upn TEXT NOT NULL, target_name TEXT NOT NULL,"
    " prior TEXT, requests TEXT, request_id TEXT, message TEXT,"
    " undoes INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL,"
    " owner_pid INTEGER NOT NULL, owner_started INTEGER NOT NULL, parameters TEXT);"
    "CREATE INDEX IF NOT EXISTS entry_state ON entry (state);"
    "PRAGMA user_version = 2;";

/* From version 1 on; whole or not at all. */
static const char upgrade[] = "ALTER TABLE entry ADD COLUMN parameters TEXT; PRAGMA user_version = 2;";

#define COLUMNS                                                                                                        \
    "id, begun, ended, tenant, operator, action, target_id, target_upn, target_name, prior, "                          \
    "requests, request_id, message, undoes, state, owner_pid, owner_started, parameters"

static bool broken(const struct journal *journal, struct err *e)
{
    err_set(e, ERR_JOURNAL, "the journal cannot be used: %s", sqlite3_errmsg(journal->db));
    return err_hint(e, "check the free space and the rights of roster's state folder");
}

/* When process `pid` began, in clock ticks since the boot; 0: there is no such process. */
static int64_t process_started(int64_t pid)
{
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    const char *at = strrchr(text, ')'); /* the name may hold anything */
    unsigned long long ticks = 0;
    if (!at || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                      &ticks) != 1)
        return 0;
    return (int64_t)ticks;
}

/* -1 when it cannot be read. */
static int version_of(const struct journal *journal)
{
    sqlite3_stmt *version = NULL;
    int have = -1;
    if (!sqlite3_prepare_v2(journal->db, "PRAGMA user_version", -1, &version, NULL) &&
        sqlite3_step(version) == SQLITE_ROW)
        have = sqlite3_column_int(version, 0);
    sqlite3_finalize(version);
    return have;
}

/* Two processes may come to it at once: the second finds it done. */
static bool bring_up(const struct journal *journal)
{
    if (sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL))
        return false;
    int have = version_of(journal);
    if (have >= 0 && (have >= SCHEMA_VERSION || !sqlite3_exec(journal->db, have ? upgrade : schema, NULL, NULL, NULL)))
        return !sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL);
    sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

/* The change to a write-ahead log does not wait for another process that is at the same change. */
static bool use_log(const struct journal *journal)
{
    enum { PAUSE = 5 };
    for (int waited = 0;; waited += PAUSE) {
        int code = sqlite3_exec(journal->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", NULL, NULL, NULL);
        if (code != SQLITE_BUSY || waited >= BUSY_MS)
            return code == SQLITE_OK;
        clock_sleep(PAUSE);
    }
}

static bool set_up(struct journal *journal, struct err *e)
{
    sqlite3_busy_timeout(journal->db, BUSY_MS);
    if (!use_log(journal))
        return broken(journal, e);
    int have = version_of(journal);
    if (have < 0)
        return broken(journal, e);
    if (have > SCHEMA_VERSION) {
        err_set(e, ERR_JOURNAL, "the journal was written by a newer roster (version %d)", have);
        return err_hint(e, "use that roster, or another state folder (XDG_STATE_HOME)");
    }
    if (have < SCHEMA_VERSION && !bring_up(journal))
        return broken(journal, e);
    return true;
}

struct journal *journal_open(const char *path, struct err *e)
{
    struct journal *journal = xcalloc(1, sizeof *journal);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); /* SQLite would follow the umask */
    if (fd >= 0)
        close(fd);
    if (sqlite3_open_v2(path, &journal->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        err_set(e, ERR_JOURNAL, "%s: %s", path, sqlite3_errmsg(journal->db));
        err_hint(e, "check the rights of the folder; nothing is changed without a journal");
        journal_close(journal);
        return NULL;
    }
    journal->pid = getpid();
    journal->started = process_started(journal->pid);
    if (!set_up(journal, e)) {
        journal_close(journal);
        return NULL;
    }
    return journal;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    sqlite3_close(journal->db);
    xfree(journal);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    if (text)
        sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, at);
}

static bool insert(struct journal *journal, sqlite3_stmt *statement, const struct journal_entry *entry)
{
    const char *const texts[] = {entry->tenant,    entry->operator_name, entry->action,
                                 entry->target_id, entry->target_upn,    entry->target_name};
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, entry->begun ? entry->begun : clock_now());
    for (int i = 0; i < 6; i++)
        bind_text(statement, 2 + i, texts[i] ? texts[i] : "");
    bind_text(statement, 8, entry->prior);
    bind_text(statement, 9, entry->requests);
    sqlite3_bind_int64(statement, 10, entry->undoes);
    sqlite3_bind_int64(statement, 11, journal->pid);
    sqlite3_bind_int64(statement, 12, journal->started);
    bind_text(statement, 13, entry->parameters);
    return sqlite3_step(statement) == SQLITE_DONE;
}

bool journal_intents(struct journal *journal, const struct journal_entry *entries, size_t count, int64_t *ids,
                     struct err *e)
{
    static const char sql[] =
        "INSERT INTO entry (begun, tenant, operator, action, target_id, target_upn, target_name, prior,"
        " requests, undoes, state, owner_pid, owner_started, parameters) VALUES (?,?,?,?,?,?,?,?,?,?,0,?,?,?)";
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < count; i++) {
        good = insert(journal, statement, &entries[i]);
        ids[i] = sqlite3_last_insert_rowid(journal->db);
    }
    sqlite3_finalize(statement);
    if (good && sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return true;
    broken(journal, e);
    if (!sqlite3_get_autocommit(journal->db))
        sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool journal_intent(struct journal *journal, const struct journal_entry *entry, int64_t *id, struct err *e)
{
    return journal_intents(journal, entry, 1, id, e);
}

bool journal_outcome(struct journal *journal, const struct journal_entry *entry, struct err *e)
{
    static const char sql[] =
        "UPDATE entry SET ended = ?1, state = ?2, message = ?3, request_id = ?4, requests = COALESCE(?5, requests),"
        " target_id = COALESCE(?7, target_id) WHERE id = ?6";
    static const char undone[] =
        "UPDATE entry SET state = 5 WHERE id = (SELECT undoes FROM entry WHERE id = ?1) AND state IN (1, 2)";
    bool undo = entry->state == JOURNAL_DONE || entry->state == JOURNAL_ALREADY;
    sqlite3_stmt *statement = NULL, *other = NULL;
    bool good = sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(journal->db, undone, -1, &other, NULL) == SQLITE_OK;
    if (good) {
        sqlite3_bind_int64(statement, 1, entry->ended ? entry->ended : clock_now());
        sqlite3_bind_int(statement, 2, (int)entry->state);
        bind_text(statement, 3, entry->message);
        bind_text(statement, 4, entry->request_id);
        bind_text(statement, 5, entry->requests);
        sqlite3_bind_int64(statement, 6, entry->id);
        bind_text(statement, 7, entry->target_id);
        good = sqlite3_step(statement) == SQLITE_DONE;
    }
    if (good && undo) {
        sqlite3_bind_int64(other, 1, entry->id);
        good = sqlite3_step(other) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    sqlite3_finalize(other);
    if (good && sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return true;
    broken(journal, e);
    if (!sqlite3_get_autocommit(journal->db))
        sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static const char *column_text(sqlite3_stmt *statement, int at, struct arena *arena)
{
    return arena_strdup(arena, (const char *)sqlite3_column_text(statement, at));
}

static struct journal_entry read_row(sqlite3_stmt *statement, struct arena *arena)
{
    return (struct journal_entry){
        .id = sqlite3_column_int64(statement, 0),
        .begun = sqlite3_column_int64(statement, 1),
        .ended = sqlite3_column_int64(statement, 2),
        .tenant = column_text(statement, 3, arena),
        .operator_name = column_text(statement, 4, arena),
        .action = column_text(statement, 5, arena),
        .target_id = column_text(statement, 6, arena),
        .target_upn = column_text(statement, 7, arena),
        .target_name = column_text(statement, 8, arena),
        .prior = column_text(statement, 9, arena),
        .requests = column_text(statement, 10, arena),
        .request_id = column_text(statement, 11, arena),
        .message = column_text(statement, 12, arena),
        .undoes = sqlite3_column_int64(statement, 13),
        .state = (enum journal_state)sqlite3_column_int(statement, 14),
        .parameters = column_text(statement, 17, arena),
    };
}

/* An intent whose process lives on is under way, not unsettled. */
static bool is_owned(sqlite3_stmt *statement)
{
    int64_t pid = sqlite3_column_int64(statement, 15), started = sqlite3_column_int64(statement, 16);
    return sqlite3_column_int(statement, 14) == JOURNAL_INTENT && started && process_started(pid) == started;
}

static struct journal_entry *read_rows(struct journal *journal, sqlite3_stmt *statement, struct arena *arena,
                                       bool skip_owned, size_t *count, struct err *e)
{
    struct journal_entry *rows = NULL;
    size_t capacity = 0, n = 0;
    int step;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        if (skip_owned && is_owned(statement))
            continue;
        rows = grow_array(rows, &capacity, n + 1, sizeof *rows);
        rows[n++] = read_row(statement, arena);
    }
    struct journal_entry *out = arena_alloc(arena, (n + 1) * sizeof *out);
    if (n)
        memcpy(out, rows, n * sizeof *out);
    xfree(rows);
    *count = n;
    if (step == SQLITE_DONE)
        return out;
    broken(journal, e);
    return NULL;
}

struct journal_entry *journal_list(struct journal *journal, struct arena *arena, const char *tenant, int64_t before,
                                   size_t limit, size_t *count, struct err *e)
{
    static const char sql[] = "SELECT " COLUMNS " FROM entry WHERE (?1 IS NULL OR tenant = ?1)"
                              " AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3";
    sqlite3_stmt *statement = NULL;
    struct journal_entry *rows = NULL;
    *count = 0;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        broken(journal, e);
        return NULL;
    }
    bind_text(statement, 1, tenant);
    sqlite3_bind_int64(statement, 2, before);
    sqlite3_bind_int64(statement, 3, (int64_t)limit);
    rows = read_rows(journal, statement, arena, false, count, e);
    sqlite3_finalize(statement);
    return rows;
}

bool journal_get(struct journal *journal, struct arena *arena, int64_t id, struct journal_entry *entry, struct err *e)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(journal->db, "SELECT " COLUMNS " FROM entry WHERE id = ?", -1, &statement, NULL))
        return broken(journal, e);
    sqlite3_bind_int64(statement, 1, id);
    bool found = sqlite3_step(statement) == SQLITE_ROW;
    if (found)
        *entry = read_row(statement, arena);
    sqlite3_finalize(statement);
    if (found)
        return true;
    err_set(e, ERR_NOT_FOUND, "the journal has no entry %lld", (long long)id);
    return err_hint(e, "`roster journal` lists them");
}

struct journal_entry *journal_unsettled(struct journal *journal, struct arena *arena, const char *tenant, size_t *count,
                                        struct err *e)
{
    static const char sql[] = "SELECT " COLUMNS " FROM entry WHERE state IN (0, 4)"
                              " AND (?1 IS NULL OR tenant = ?1) ORDER BY id";
    sqlite3_stmt *statement = NULL;
    struct journal_entry *rows = NULL;
    *count = 0;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        broken(journal, e);
        return NULL;
    }
    bind_text(statement, 1, tenant);
    rows = read_rows(journal, statement, arena, true, count, e);
    sqlite3_finalize(statement);
    return rows;
}

const char *journal_state_name(enum journal_state state)
{
    static const char *const names[] = {
        [JOURNAL_INTENT] = "intent", [JOURNAL_DONE] = "done",           [JOURNAL_ALREADY] = "already",
        [JOURNAL_FAILED] = "failed", [JOURNAL_UNSETTLED] = "unsettled", [JOURNAL_UNDONE] = "undone",
    };
    return names[state];
}

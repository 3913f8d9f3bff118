/* The journal in SQLite: one row for each action on one target. */
#include "journal/journal_own.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/place.h"
#include "base/random.h"
#include "base/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A worker's thread writes here: it never waits long, it comes back. */
enum { SCHEMA_VERSION = 6, OPEN_BUSY_MS = 10000, BUSY_MS = 20 };

#define OWNERS                                                                                                         \
    "CREATE TABLE owner ("                                                                                             \
    " number INTEGER PRIMARY KEY, begun INTEGER NOT NULL, host TEXT NOT NULL, machine TEXT NOT NULL,"                  \
    " boot TEXT NOT NULL, space INTEGER NOT NULL, pid INTEGER NOT NULL, started INTEGER NOT NULL,"                     \
    " locked INTEGER NOT NULL);"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS entry ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"
    " tenant TEXT NOT NULL, operator TEXT NOT NULL, action TEXT NOT NULL,"
    " target_id TEXT NOT NULL, target_upn TEXT NOT NULL, target_name TEXT NOT NULL,"
    " prior TEXT, requests TEXT, request_id TEXT, message TEXT,"
    " undoes INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL,"
    " owner_pid INTEGER NOT NULL, owner_started INTEGER NOT NULL, parameters TEXT,"
    " owner INTEGER NOT NULL DEFAULT 0, run INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX IF NOT EXISTS entry_state ON entry (state);" OWNERS ASIDES PLAYBOOKS "PRAGMA user_version = 6;";

/* Each brings a journal of the version of its place to the next one. Version 2 knew an owner by pid and start alone. */
static const char *const upgrades[SCHEMA_VERSION] = {
    schema,
    "ALTER TABLE entry ADD COLUMN parameters TEXT; PRAGMA user_version = 2;",
    "ALTER TABLE entry ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;" OWNERS "PRAGMA user_version = 3;",
    "ALTER TABLE entry ADD COLUMN run INTEGER NOT NULL DEFAULT 0; PRAGMA user_version = 4;",
    ASIDES "PRAGMA user_version = 5;",
    PLAYBOOKS "PRAGMA user_version = 6;",
};

#define SELECT_ENTRY                                                                                                   \
    "SELECT id, entry.begun, ended, tenant, operator, action, target_id, target_upn, target_name, prior, requests,"    \
    " request_id, message, undoes, state, parameters, owner_pid, owner_started, owner,"                                \
    " host, machine, boot, space, pid, started, locked, run FROM entry LEFT JOIN owner ON number = owner "

bool journal_broken(struct journal *journal, struct err *e)
{
    if (journal->refused.code != ERR_OK) {
        journal->busy = false;
        *e = journal->refused;
        return false;
    }
    int code = sqlite3_errcode(journal->db);
    journal->busy = code == SQLITE_BUSY || code == SQLITE_LOCKED;
    err_set(e, ERR_JOURNAL, "the journal cannot be used: %s", sqlite3_errmsg(journal->db));
    return err_hint(e, journal->busy ? "another roster is writing to it: try again"
                                     : "check the free space and the rights of roster's state folder");
}

bool journal_is_busy(const struct journal *journal)
{
    return journal->busy;
}

/* -1 when it cannot be read. */
static int version_of(const struct journal *journal)
{
    sqlite3_stmt *version = NULL;
    bool good = !sqlite3_prepare_v2(journal->db, "PRAGMA user_version", -1, &version, NULL);
    int have = good && sqlite3_step(version) == SQLITE_ROW ? sqlite3_column_int(version, 0) : -1;
    sqlite3_finalize(version);
    return have;
}

/* Two processes may come to it at once: the second finds it done. Whole or not at all. */
static bool bring_up(const struct journal *journal)
{
    if (sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL))
        return false;
    int have = version_of(journal);
    bool good = have >= 0;
    for (; good && have < SCHEMA_VERSION; have = have ? have + 1 : SCHEMA_VERSION) /* the schema is whole at once */
        good = !sqlite3_exec(journal->db, upgrades[have], NULL, NULL, NULL);
    if (good)
        return !sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL);
    sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

/* SQLITE_OK when the journal of SQLite is `mode` ("wal", "delete") now. */
static int set_mode(const struct journal *journal, const char *mode)
{
    char sql[64];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof sql, "PRAGMA journal_mode = %s", mode);
    int code = sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL);
    if (!code && (code = sqlite3_step(statement)) == SQLITE_ROW)
        code = strcmp((const char *)sqlite3_column_text(statement, 0), mode) ? SQLITE_CANTOPEN : SQLITE_OK;
    sqlite3_finalize(statement);
    return code;
}

/* The write-ahead log where all who read it share memory. A journal that was made without, on a shared home perhaps, stays
 * without: another host may have it open. The change of mode does not wait for another process that is at the same change. */
static bool choose_mode(const struct journal *journal, const char *path)
{
    enum { PAUSE = 5 };
    bool safe = owner_log_is_safe_at(path);
    if (safe && version_of(journal) > 0)
        return !sqlite3_exec(journal->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    for (int waited = 0;; waited += PAUSE) {
        int code = set_mode(journal, safe ? "wal" : "delete");
        if (code != SQLITE_BUSY || waited >= OPEN_BUSY_MS)
            return code == SQLITE_OK && !sqlite3_exec(journal->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
        clock_sleep(PAUSE);
    }
}

static bool set_up(struct journal *journal, const char *path, struct err *e)
{
    sqlite3_busy_timeout(journal->db, OPEN_BUSY_MS);
    int have = version_of(journal);
    if (have < 0 || !choose_mode(journal, path))
        return journal_broken(journal, e);
    if (have > SCHEMA_VERSION) {
        err_set(e, ERR_JOURNAL, "the journal was written by a newer roster (version %d)", have);
        return err_hint(e, "use that roster, or another state folder (XDG_STATE_HOME)");
    }
    if (have < SCHEMA_VERSION && !bring_up(journal))
        return journal_broken(journal, e);
    sqlite3_busy_timeout(journal->db, BUSY_MS);
    return true;
}

/* The file in a folder of the user's own, which is made when it is not there. SQLite would follow links and the umask. */
static bool make_file(const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    auto_str char *folder = slash ? xasprintf("%.*s", (int)(slash - path), path) : xstrdup(".");
    struct stat about = {0};
    if (!place_make(folder, e)) {
        e->code = ERR_JOURNAL;
        return e->hint[0] ? false : err_hint(e, "nothing is changed without a journal");
    }
    /* One that is there is not opened: closing it would drop the locks that this process may already have on it. */
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), why = errno;
    if (fd >= 0)
        close(fd);
    if (fd >= 0 || (!lstat(path, &about) && S_ISREG(about.st_mode)))
        return true;
    err_set(e, ERR_JOURNAL, "%s: %s", path, why == EEXIST ? "it is no regular file" : strerror(why));
    return err_hint(e, "check the rights of the folder; nothing is changed without a journal");
}

struct journal *journal_open(const char *path, struct err *e)
{
    if (!make_file(path, e))
        return NULL;
    struct journal *journal = xcalloc(1, sizeof *journal);
    journal->locks = -1;
    if (sqlite3_open_v2(path, &journal->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        err_set(e, ERR_JOURNAL, "%s: %s", path, sqlite3_errmsg(journal->db));
        err_hint(e, "check the rights of the folder; nothing is changed without a journal");
        journal_close(journal);
        return NULL;
    }
    owner_here(&journal->here);
    if (!set_up(journal, path, e)) {
        journal_close(journal);
        return NULL;
    }
    journal->locks = owner_locks(path);
    return journal;
}

struct journal *journal_refused(const struct err *why)
{
    struct journal *journal = xcalloc(1, sizeof *journal);
    journal->refused = *why;
    journal->locks = -1;
    if (sqlite3_open_v2(":memory:", &journal->db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
        return journal; /* without tables: whatever is asked of it fails */
    journal_close(journal);
    return NULL;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    sqlite3_close(journal->db);
    if (journal->locks >= 0)
        close(journal->locks); /* only now: what it owns is over */
    xfree(journal);
}

void journal_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    auto_str char *masked = text ? xstrdup(text) : NULL; /* what a service sent back is written down for ever */
    if (masked)
        sqlite3_bind_text(statement, at, masked, (int)secret_mask(masked, strlen(masked)), SQLITE_TRANSIENT);
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
        journal_bind_text(statement, 2 + i, texts[i] ? texts[i] : "");
    journal_bind_text(statement, 8, entry->prior);
    journal_bind_text(statement, 9, entry->requests);
    sqlite3_bind_int64(statement, 10, entry->undoes);
    journal_bind_text(statement, 11, entry->parameters);
    sqlite3_bind_int64(statement, 12, journal->number);
    sqlite3_bind_int64(statement, 13, entry->run);
    return sqlite3_step(statement) == SQLITE_DONE;
}

bool journal_begin(struct journal *journal)
{
    return sqlite3_exec(journal->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
}

bool journal_finish(struct journal *journal, bool good, struct err *e)
{
    if (good && sqlite3_exec(journal->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return true;
    journal_broken(journal, e);
    if (!sqlite3_get_autocommit(journal->db))
        sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool journal_intents(struct journal *journal, const struct journal_entry *entries, size_t count, int64_t *ids,
                     struct err *e)
{
    static const char sql[] =
        "INSERT INTO entry (begun, tenant, operator, action, target_id, target_upn, target_name, prior,"
        " requests, undoes, state, parameters, owner, run, owner_pid, owner_started)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,0,?,?,?,0,0)";
    sqlite3_stmt *statement = NULL;
    bool good = journal_begin(journal) && journal_insert_owner(journal) &&
                sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < count; i++) {
        good = insert(journal, statement, &entries[i]);
        ids[i] = sqlite3_last_insert_rowid(journal->db);
    }
    sqlite3_finalize(statement);
    return journal_finish(journal, good, e);
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
    bool good = journal_begin(journal) && sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(journal->db, undone, -1, &other, NULL) == SQLITE_OK;
    if (good) {
        sqlite3_bind_int64(statement, 1, entry->ended ? entry->ended : clock_now());
        sqlite3_bind_int(statement, 2, (int)entry->state);
        journal_bind_text(statement, 3, entry->message);
        journal_bind_text(statement, 4, entry->request_id);
        journal_bind_text(statement, 5, entry->requests);
        sqlite3_bind_int64(statement, 6, entry->id);
        journal_bind_text(statement, 7, entry->target_id);
        good = sqlite3_step(statement) == SQLITE_DONE;
    }
    if (good && undo) {
        sqlite3_bind_int64(other, 1, entry->id);
        good = sqlite3_step(other) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    sqlite3_finalize(other);
    return journal_finish(journal, good, e);
}

bool journal_undone(struct journal *journal, int64_t id, struct err *e)
{
    char sql[96];
    snprintf(sql, sizeof sql, "UPDATE entry SET state = 5 WHERE id = %lld AND state IN (1, 2)", (long long)id);
    return sqlite3_exec(journal->db, sql, NULL, NULL, NULL) == SQLITE_OK || journal_broken(journal, e);
}

const char *journal_column_text(sqlite3_stmt *statement, int at, struct arena *arena)
{
    return arena_strdup(arena, (const char *)sqlite3_column_text(statement, at));
}

/* Another hand may have written anything: what is no state is not known to be settled. */
static enum journal_state state_of(sqlite3_stmt *statement)
{
    int64_t state = sqlite3_column_int64(statement, 14);
    return state >= JOURNAL_INTENT && state <= JOURNAL_UNDONE ? (enum journal_state)state : JOURNAL_UNSETTLED;
}

/* The same of a time or an id: 0 where it can be none. */
static int64_t number_of(sqlite3_stmt *statement, int at)
{
    int64_t number = sqlite3_column_int64(statement, at);
    return number > 0 && number <= INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */ ? number : 0;
}

static struct journal_entry read_row(sqlite3_stmt *statement, struct arena *arena)
{
    return (struct journal_entry){
        .id = sqlite3_column_int64(statement, 0),
        .begun = number_of(statement, 1),
        .ended = number_of(statement, 2),
        .tenant = journal_column_text(statement, 3, arena),
        .operator_name = journal_column_text(statement, 4, arena),
        .action = journal_column_text(statement, 5, arena),
        .target_id = journal_column_text(statement, 6, arena),
        .target_upn = journal_column_text(statement, 7, arena),
        .target_name = journal_column_text(statement, 8, arena),
        .prior = journal_column_text(statement, 9, arena),
        .requests = journal_column_text(statement, 10, arena),
        .request_id = journal_column_text(statement, 11, arena),
        .message = journal_column_text(statement, 12, arena),
        .undoes = number_of(statement, 13),
        .state = state_of(statement),
        .parameters = journal_column_text(statement, 15, arena),
        .run = sqlite3_column_int64(statement, 26),
    };
}

/* Of an entry without a row of its owner (version 2): its process was on this machine. */
static bool old_owner_runs(const struct journal *journal, sqlite3_stmt *statement)
{
    struct owner owner = journal->here;
    owner.pid = sqlite3_column_int64(statement, 16);
    owner.started = sqlite3_column_int64(statement, 17);
    owner.locked = false;
    return journal_still_runs(journal, &owner, 0, number_of(statement, 1));
}

/* An intent whose process lives on is under way, not unsettled; so is, for a time, one whose process cannot be known. */
static bool is_owned(const struct journal *journal, sqlite3_stmt *statement)
{
    if (state_of(statement) != JOURNAL_INTENT)
        return false;
    return sqlite3_column_int64(statement, 18) ? journal_owner_runs(journal, statement, 18, number_of(statement, 1))
                                               : old_owner_runs(journal, statement);
}

static struct journal_entry *read_rows(struct journal *journal, sqlite3_stmt *statement, struct arena *arena,
                                       bool skip_owned, size_t *count, struct err *e)
{
    struct journal_entry *rows = NULL;
    size_t capacity = 0, n = 0;
    int step;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        if (skip_owned && is_owned(journal, statement))
            continue;
        rows = grow_array(rows, &capacity, n + 1, sizeof *rows);
        rows[n++] = read_row(statement, arena);
    }
    struct journal_entry *out = n ? memcpy(arena_alloc(arena, n * sizeof *out), rows, n * sizeof *out)
                                  : arena_alloc(arena, sizeof *out);
    xfree(rows);
    *count = n;
    if (step == SQLITE_DONE)
        return out;
    journal_broken(journal, e);
    return NULL;
}

/* Of a query whose arguments are a text (NULL: none) and, where it has them, an id and a limit. */
static struct journal_entry *rows_of(struct journal *journal, struct arena *arena, const char *sql, const char *text,
                                     int64_t before, size_t limit, bool skip_owned, size_t *count, struct err *e)
{
    sqlite3_stmt *statement = NULL;
    *count = 0;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return journal_broken(journal, e), NULL;
    journal_bind_text(statement, 1, text);
    sqlite3_bind_int64(statement, 2, before); /* where there is none it is ignored */
    sqlite3_bind_int64(statement, 3, (int64_t)limit);
    struct journal_entry *rows = read_rows(journal, statement, arena, skip_owned, count, e);
    sqlite3_finalize(statement);
    return rows;
}

struct journal_entry *journal_list(struct journal *journal, struct arena *arena, const char *tenant, int64_t before,
                                   size_t limit, size_t *count, struct err *e)
{
    static const char sql[] = SELECT_ENTRY "WHERE (?1 IS NULL OR tenant = ?1)"
                                           " AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3";
    return rows_of(journal, arena, sql, tenant, before, limit, false, count, e);
}

struct journal_entry *journal_list_of(struct journal *journal, struct arena *arena, const char *target_id, size_t limit,
                                      size_t *count, struct err *e)
{
    static const char sql[] = SELECT_ENTRY "WHERE target_id = ?1 AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3";
    return rows_of(journal, arena, sql, target_id, 0, limit, false, count, e);
}

bool journal_get(struct journal *journal, struct arena *arena, int64_t id, struct journal_entry *entry, struct err *e)
{
    static const char sql[] = SELECT_ENTRY "WHERE ?1 IS NULL AND id = ?2";
    size_t count = 0;
    struct journal_entry *rows = rows_of(journal, arena, sql, NULL, id, 0, false, &count, e);
    *entry = count ? rows[0] : (struct journal_entry){0};
    if (count || !rows)
        return count != 0;
    err_set(e, ERR_NOT_FOUND, "the journal has no entry %lld", (long long)id);
    return err_hint(e, "`roster journal` lists them");
}

struct journal_entry *journal_of_run(struct journal *journal, struct arena *arena, int64_t run, size_t *count,
                                     struct err *e)
{
    static const char sql[] = SELECT_ENTRY "WHERE ?1 IS NULL AND run = ?2 ORDER BY id DESC";
    return rows_of(journal, arena, sql, NULL, run, 0, false, count, e);
}

struct journal_entry *journal_unsettled(struct journal *journal, struct arena *arena, const char *tenant, size_t *count,
                                        struct err *e)
{
    static const char sql[] = SELECT_ENTRY
        "WHERE state NOT IN (1, 2, 3, 5) AND (?1 IS NULL OR tenant = ?1) ORDER BY id";
    return rows_of(journal, arena, sql, tenant, 0, 0, true, count, e);
}

bool journal_is_unfinished(const struct journal_entry *entry)
{
    return entry->state == JOURNAL_FAILED || entry->state == JOURNAL_UNSETTLED || entry->state == JOURNAL_INTENT;
}

const char *journal_state_name(enum journal_state state)
{
    static const char *const names[] = {
        [JOURNAL_INTENT] = "intent", [JOURNAL_DONE] = "done",           [JOURNAL_ALREADY] = "already",
        [JOURNAL_FAILED] = "failed", [JOURNAL_UNSETTLED] = "unsettled", [JOURNAL_UNDONE] = "undone",
    };
    return names[state];
}

const char *journal_library(void)
{
    return sqlite3_libversion();
}

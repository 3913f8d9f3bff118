/* Playbooks and their steps in SQLite. */
#include "journal/playbook.h"

#include "base/clock.h"
#include "journal/journal_own.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_OPEN = 64, MOST_STEPS = 256 };

static bool insert_step(sqlite3_stmt *statement, int64_t id, size_t position, const struct journal_step *step)
{
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int64(statement, 2, (int64_t)position);
    journal_bind_text(statement, 3, step->step);
    sqlite3_bind_int(statement, 4, step->stage);
    journal_bind_text(statement, 5, step->action);
    journal_bind_text(statement, 6, step->parameters);
    journal_bind_text(statement, 7, step->thing);
    journal_bind_text(statement, 8, step->saved);
    return sqlite3_step(statement) == SQLITE_DONE;
}

static bool insert_playbook(struct journal *journal, const struct journal_playbook *playbook, int64_t *id)
{
    static const char sql[] = "INSERT INTO playbook (begun, tenant, operator, name, target_id, target_upn, target_name,"
                              " folder, owner) VALUES (?,?,?,?,?,?,?,?,?)";
    const char *const texts[] = {playbook->tenant,    playbook->operator_name, playbook->name,
                                 playbook->target_id, playbook->target_upn,    playbook->target_name};
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(statement, 1, clock_now());
    for (int i = 0; i < 6; i++)
        journal_bind_text(statement, 2 + i, texts[i] ? texts[i] : "");
    journal_bind_text(statement, 8, playbook->folder);
    sqlite3_bind_int64(statement, 9, journal->number);
    bool good = sqlite3_step(statement) == SQLITE_DONE;
    *id = sqlite3_last_insert_rowid(journal->db);
    sqlite3_finalize(statement);
    return good;
}

bool journal_playbook_begin(struct journal *journal, const struct journal_playbook *playbook, int64_t *id,
                            struct err *e)
{
    static const char sql[] = "INSERT INTO playbook_step (playbook, position, step, stage, action, parameters, thing,"
                              " saved) VALUES (?,?,?,?,?,?,?,?)";
    sqlite3_stmt *statement = NULL;
    bool good = journal_begin(journal) && journal_insert_owner(journal) && insert_playbook(journal, playbook, id) &&
                sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < playbook->count; i++)
        good = insert_step(statement, *id, i, &playbook->steps[i]);
    sqlite3_finalize(statement);
    return journal_finish(journal, good, e);
}

bool journal_playbook_steps(struct journal *journal, const struct journal_playbook *playbook, const size_t *positions,
                            size_t count, struct err *e)
{
    static const char sql[] = "UPDATE playbook_step SET run = ?3, state = ?4, message = ?5"
                              " WHERE playbook = ?1 AND position = ?2",
                      folder[] = "UPDATE playbook SET folder = ?2 WHERE id = ?1";
    sqlite3_stmt *statement = NULL, *other = NULL;
    bool good = journal_begin(journal) && sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(journal->db, folder, -1, &other, NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < count; i++) {
        const struct journal_step *step = &playbook->steps[positions[i]];
        sqlite3_reset(statement);
        sqlite3_bind_int64(statement, 1, playbook->id);
        sqlite3_bind_int64(statement, 2, (int64_t)positions[i]);
        sqlite3_bind_int64(statement, 3, step->run);
        sqlite3_bind_int(statement, 4, (int)step->state);
        journal_bind_text(statement, 5, step->message);
        good = sqlite3_step(statement) == SQLITE_DONE;
    }
    if (good && playbook->folder) {
        sqlite3_bind_int64(other, 1, playbook->id);
        journal_bind_text(other, 2, playbook->folder);
        good = sqlite3_step(other) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    sqlite3_finalize(other);
    return journal_finish(journal, good, e);
}

static bool update(struct journal *journal, const char *sql, int64_t id, int64_t value)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK;
    if (good) {
        sqlite3_bind_int64(statement, 1, id);
        sqlite3_bind_int64(statement, 2, value);
        good = sqlite3_step(statement) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    return good;
}

bool journal_playbook_end(struct journal *journal, int64_t id, struct err *e)
{
    bool good = journal_begin(journal) &&
                update(journal, "UPDATE playbook SET state = 1, ended = ?2 WHERE id = ?1", id, clock_now());
    return journal_finish(journal, good, e);
}

/* --- reading --- */

#define SELECT_PLAYBOOK                                                                                                \
    "SELECT id, playbook.begun, ended, tenant, operator, name, target_id, target_upn, target_name, folder, state,"     \
    " owner, host, machine, boot, space, pid, started, locked FROM playbook LEFT JOIN owner ON number = owner "

static struct journal_playbook read_playbook(sqlite3_stmt *statement, struct arena *arena)
{
    return (struct journal_playbook){
        .id = sqlite3_column_int64(statement, 0),
        .begun = sqlite3_column_int64(statement, 1),
        .ended = sqlite3_column_int64(statement, 2),
        .tenant = journal_column_text(statement, 3, arena),
        .operator_name = journal_column_text(statement, 4, arena),
        .name = journal_column_text(statement, 5, arena),
        .target_id = journal_column_text(statement, 6, arena),
        .target_upn = journal_column_text(statement, 7, arena),
        .target_name = journal_column_text(statement, 8, arena),
        .folder = journal_column_text(statement, 9, arena),
        .over = sqlite3_column_int64(statement, 10) != 0,
    };
}

static bool runs(const struct journal *journal, sqlite3_stmt *statement)
{
    return journal_owner_runs(journal, statement, 11, sqlite3_column_int64(statement, 1));
}

struct journal_playbook *journal_playbooks_open(struct journal *journal, struct arena *arena, const char *tenant,
                                                size_t *count, struct err *e)
{
    static const char sql[] = SELECT_PLAYBOOK "WHERE state = 0 AND (?1 IS NULL OR tenant = ?1) ORDER BY id DESC";
    struct journal_playbook *out = arena_alloc(arena, MOST_OPEN * sizeof *out);
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_ERROR;
    *count = 0;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK) {
        journal_bind_text(statement, 1, tenant);
        while ((step = sqlite3_step(statement)) == SQLITE_ROW && *count < MOST_OPEN)
            if (!runs(journal, statement))
                out[(*count)++] = read_playbook(statement, arena);
    }
    sqlite3_finalize(statement);
    if (step == SQLITE_DONE || step == SQLITE_ROW)
        return out;
    journal_broken(journal, e);
    return NULL;
}

static struct journal_step read_step(sqlite3_stmt *statement, struct arena *arena)
{
    int64_t state = sqlite3_column_int64(statement, 7);
    return (struct journal_step){
        .step = journal_column_text(statement, 0, arena),
        .stage = sqlite3_column_int(statement, 1),
        .action = journal_column_text(statement, 2, arena),
        .parameters = journal_column_text(statement, 3, arena),
        .thing = journal_column_text(statement, 4, arena),
        .saved = journal_column_text(statement, 5, arena),
        .run = sqlite3_column_int64(statement, 6),
        /* another hand may have written anything: what is no state is not known to be over */
        .state = state >= 0 && state < JOURNAL_STEP_STATES ? (enum journal_step_state)state : JOURNAL_STEP_UNSETTLED,
        .message = journal_column_text(statement, 8, arena),
    };
}

static bool read_steps(struct journal *journal, struct arena *arena, struct journal_playbook *out)
{
    static const char count[] = "SELECT COUNT(*) FROM playbook_step WHERE playbook = ?1",
                      sql[] = "SELECT step, stage, action, parameters, thing, saved, run, state, message FROM"
                              " playbook_step WHERE playbook = ?1 ORDER BY position";
    sqlite3_stmt *counted = NULL, *statement = NULL;
    bool good = sqlite3_prepare_v2(journal->db, count, -1, &counted, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK;
    if (good) {
        sqlite3_bind_int64(counted, 1, out->id);
        sqlite3_bind_int64(statement, 1, out->id);
        good = sqlite3_step(counted) == SQLITE_ROW;
    }
    size_t most = good ? (size_t)sqlite3_column_int64(counted, 0) : 0;
    out->steps = arena_alloc(arena, (most + 1) * sizeof *out->steps);
    int step = SQLITE_ERROR;
    while (good && (step = sqlite3_step(statement)) == SQLITE_ROW && out->count < most)
        out->steps[out->count++] = read_step(statement, arena);
    sqlite3_finalize(counted);
    sqlite3_finalize(statement);
    return good && step == SQLITE_DONE;
}

struct journal_step *journal_playbook_steps_of(struct journal *journal, struct arena *arena, const char *target_id,
                                               const char *action, size_t *count, struct err *e)
{
    static const char sql[] = "SELECT step, stage, action, parameters, thing, saved, run, playbook_step.state, message"
                              " FROM playbook_step JOIN playbook ON id = playbook WHERE target_id = ?1 AND action = ?2"
                              " ORDER BY id DESC, position";
    struct journal_step *out = arena_alloc(arena, MOST_STEPS * sizeof *out);
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_ERROR;
    *count = 0;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK) {
        journal_bind_text(statement, 1, target_id);
        journal_bind_text(statement, 2, action);
        while ((step = sqlite3_step(statement)) == SQLITE_ROW && *count < MOST_STEPS)
            out[(*count)++] = read_step(statement, arena);
    }
    sqlite3_finalize(statement);
    if (step == SQLITE_DONE || step == SQLITE_ROW)
        return out;
    journal_broken(journal, e);
    return NULL;
}

static int by_run(const void *a, const void *b)
{
    const struct journal_entry *const *x = a, *const *y = b;
    return ((*x)->run > (*y)->run) - ((*x)->run < (*y)->run);
}

/* The first of the entries, sorted by run, with this run or a later one. */
static size_t first_of(struct journal_entry *const *sorted, size_t count, int64_t run)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle]->run < run)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool journal_playbook_name_runs(struct journal *journal, struct arena *arena, struct journal_entry *entries,
                                size_t count, struct err *e)
{
    static const char sql[] =
        "SELECT run, id, name, thing FROM playbook_step JOIN playbook ON id = playbook WHERE run > 0";
    struct journal_entry **sorted = arena_alloc(arena, (count + 1) * sizeof *sorted);
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_ERROR;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &entries[i];
    qsort(sorted, count, sizeof *sorted, by_run);
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK)
        while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
            int64_t run = sqlite3_column_int64(statement, 0);
            for (size_t i = first_of(sorted, count, run); i < count && sorted[i]->run == run; i++) {
                sorted[i]->playbook = sqlite3_column_int64(statement, 1);
                sorted[i]->playbook_name = journal_column_text(statement, 2, arena);
                sorted[i]->thing = journal_column_text(statement, 3, arena);
            }
        }
    sqlite3_finalize(statement);
    return step == SQLITE_DONE || journal_broken(journal, e);
}

/* Whose it may be is decided in the transaction that makes it ours. */
static bool take(struct journal *journal, struct arena *arena, int64_t id, struct journal_playbook *out, struct err *e)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(journal->db, SELECT_PLAYBOOK "WHERE id = ?1", -1, &statement, NULL) == SQLITE_OK;
    int step = SQLITE_ERROR;
    if (good) {
        sqlite3_bind_int64(statement, 1, id);
        step = sqlite3_step(statement);
    }
    bool there = step == SQLITE_ROW, elsewhere = there && runs(journal, statement);
    if (there)
        *out = read_playbook(statement, arena);
    sqlite3_finalize(statement);
    if (step == SQLITE_DONE)
        err_set(e, ERR_NOT_FOUND, "the journal has no playbook %lld", (long long)id);
    else if (there && !out->over && elsewhere)
        err_set(e, ERR_REFUSED, "playbook %lld is being carried out by a roster that runs", (long long)id);
    else if (!there)
        journal_broken(journal, e);
    return there && (out->over || !elsewhere) && read_steps(journal, arena, out);
}

bool journal_playbook_take(struct journal *journal, struct arena *arena, int64_t id, struct journal_playbook *out,
                           struct err *e)
{
    struct err why = {.code = ERR_OK};
    *out = (struct journal_playbook){0};
    bool good = journal_begin(journal) && journal_insert_owner(journal) && take(journal, arena, id, out, &why) &&
                (out->over || update(journal, "UPDATE playbook SET owner = ?2 WHERE id = ?1", id, journal->number));
    if (journal_finish(journal, good, e))
        return true;
    if (why.code != ERR_OK)
        *e = why;
    return false;
}

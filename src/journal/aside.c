/* Findings that were set aside: a row each time, ended when it is taken back or said anew. */
#include "journal/aside.h"

#include "base/alloc.h"
#include "journal/journal_own.h"
#include <string.h>

static bool end(struct journal *journal, const struct journal_aside *aside)
{
    static const char sql[] =
        "UPDATE aside SET ended = ?1, ended_by = ?2 WHERE target_id = ?3 AND finding = ?4 AND ended = 0";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(statement, 1, aside->at);
    journal_bind_text(statement, 2, aside->operator_name);
    journal_bind_text(statement, 3, aside->target_id);
    journal_bind_text(statement, 4, aside->finding);
    bool good = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return good;
}

static bool insert(struct journal *journal, const struct journal_aside *aside)
{
    static const char sql[] =
        "INSERT INTO aside (begun, tenant, operator, target_id, finding, reason) VALUES (?,?,?,?,?,?)";
    const char *const texts[] = {aside->tenant, aside->operator_name, aside->target_id, aside->finding, aside->reason};
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(statement, 1, aside->at);
    for (int i = 0; i < 5; i++)
        journal_bind_text(statement, 2 + i, texts[i] ? texts[i] : "");
    bool good = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return good;
}

bool journal_aside_begin(struct journal *journal, const struct journal_aside *aside, struct err *e)
{
    bool good = journal_begin(journal) && end(journal, aside) && insert(journal, aside);
    return journal_finish(journal, good, e);
}

bool journal_aside_end(struct journal *journal, const struct journal_aside *aside, struct err *e)
{
    return end(journal, aside) || journal_broken(journal, e);
}

struct journal_aside *journal_asides(struct journal *journal, struct arena *arena, const char *target_id, size_t *count,
                                     struct err *e)
{
    static const char sql[] = "SELECT tenant, target_id, finding, operator, reason, begun FROM aside"
                              " WHERE target_id = ?1 AND ended = 0 ORDER BY id";
    struct journal_aside *rows = NULL;
    size_t capacity = 0;
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_ERROR;
    *count = 0;
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) == SQLITE_OK) {
        journal_bind_text(statement, 1, target_id);
        while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
            rows = grow_array(rows, &capacity, *count + 1, sizeof *rows);
            rows[(*count)++] = (struct journal_aside){.tenant = journal_column_text(statement, 0, arena),
                                                      .target_id = journal_column_text(statement, 1, arena),
                                                      .finding = journal_column_text(statement, 2, arena),
                                                      .operator_name = journal_column_text(statement, 3, arena),
                                                      .reason = journal_column_text(statement, 4, arena),
                                                      .at = sqlite3_column_int64(statement, 5)};
        }
    }
    struct journal_aside *out = arena_alloc(arena, (*count + 1) * sizeof *out);
    if (*count)
        memcpy(out, rows, *count * sizeof *out);
    xfree(rows);
    if (step != SQLITE_DONE)
        journal_broken(journal, e);
    sqlite3_finalize(statement);
    return step == SQLITE_DONE ? out : NULL;
}

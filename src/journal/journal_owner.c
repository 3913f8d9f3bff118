/* Whose an entry or a playbook is, as its row of the journal says it. */
#include "base/clock.h"
#include "base/random.h"
#include "journal/journal_own.h"
#include <stdio.h>

/* An owner of whom nothing can be known (another host) is given this long to finish, from the intent on. */
enum { UNKNOWN_MS = 3600 * 1000 };

/* Say whose the intents are, in their own transaction; the lock is held before anybody can read of it. */
bool journal_insert_owner(struct journal *journal)
{
    static const char sql[] = "INSERT OR IGNORE INTO owner (number, begun, host, machine, boot, space, pid, started,"
                              " locked) VALUES (?,?,?,?,?,?,?,?,?)";
    struct owner *here = &journal->here;
    sqlite3_stmt *statement = NULL;
    if (!journal->number) {
        random_bytes(&journal->number, sizeof journal->number);
        journal->number = (journal->number & ((INT64_C(1) << 62) - 1)) | 1;
        here->locked = owner_lock(journal->locks, journal->number);
    }
    if (sqlite3_prepare_v2(journal->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(statement, 1, journal->number);
    sqlite3_bind_int64(statement, 2, clock_now());
    journal_bind_text(statement, 3, here->host);
    journal_bind_text(statement, 4, here->machine);
    journal_bind_text(statement, 5, here->boot);
    sqlite3_bind_int64(statement, 6, here->space);
    sqlite3_bind_int64(statement, 7, here->pid);
    sqlite3_bind_int64(statement, 8, here->started);
    sqlite3_bind_int(statement, 9, here->locked);
    bool good = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_finalize(statement);
    return good;
}

static void copy_text(sqlite3_stmt *statement, int at, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);
    snprintf(out, size, "%s", text ? text : "");
}

bool journal_still_runs(const struct journal *journal, const struct owner *owner, int64_t number, int64_t begun)
{
    enum owner_life life = owner_life(owner, number, &journal->here, journal->locks);
    return life == OWNER_LIVES || (life == OWNER_UNKNOWN && clock_now() - begun < UNKNOWN_MS);
}

bool journal_owner_runs(const struct journal *journal, sqlite3_stmt *statement, int at, int64_t begun)
{
    struct owner owner = {0};
    int64_t number = sqlite3_column_int64(statement, at);
    if (number == journal->number)
        return true;
    copy_text(statement, at + 1, owner.host, sizeof owner.host);
    copy_text(statement, at + 2, owner.machine, sizeof owner.machine);
    copy_text(statement, at + 3, owner.boot, sizeof owner.boot);
    owner.space = sqlite3_column_int64(statement, at + 4);
    owner.pid = sqlite3_column_int64(statement, at + 5);
    owner.started = sqlite3_column_int64(statement, at + 6);
    owner.locked = sqlite3_column_int(statement, at + 7);
    return journal_still_runs(journal, &owner, number, begun);
}

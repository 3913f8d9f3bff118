/* The inside of the journal, for its own files: the database, who owns what is open, and how a transaction ends. */
#ifndef JOURNAL_JOURNAL_OWN_H
#define JOURNAL_JOURNAL_OWN_H

#include "journal/journal.h"
#include "journal/owner.h"
#include <sqlite3.h>

struct journal {
    sqlite3 *db;
    struct owner here;  /* this process: who owns an intent */
    int64_t number;     /* of it, random; 0: it has written nothing yet */
    int locks;          /* of owners; -1: there can be none */
    bool busy;          /* the last failure was another process's turn */
    struct err refused; /* why there is none; ERR_OK: there is one */
};

/* Findings that were set aside (aside.c). `ended`: when that was taken back; 0: it holds. */
#define ASIDES                                                                                                         \
    "CREATE TABLE aside ("                                                                                             \
    " id INTEGER PRIMARY KEY AUTOINCREMENT, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"                 \
    " tenant TEXT NOT NULL, operator TEXT NOT NULL, target_id TEXT NOT NULL, finding TEXT NOT NULL,"                   \
    " reason TEXT NOT NULL, ended_by TEXT);"                                                                           \
    "CREATE INDEX aside_target ON aside (target_id, ended);"

/* Of a playbook and its steps (playbook.c). `playbook.state`: 0 open, 1 over. */
#define PLAYBOOKS                                                                                                      \
    "CREATE TABLE playbook ("                                                                                          \
    " id INTEGER PRIMARY KEY AUTOINCREMENT, begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"                 \
    " tenant TEXT NOT NULL, operator TEXT NOT NULL, name TEXT NOT NULL, target_id TEXT NOT NULL,"                      \
    " target_upn TEXT NOT NULL, target_name TEXT NOT NULL, folder TEXT, state INTEGER NOT NULL DEFAULT 0,"             \
    " owner INTEGER NOT NULL);"                                                                                        \
    "CREATE TABLE playbook_step ("                                                                                     \
    " playbook INTEGER NOT NULL, position INTEGER NOT NULL, step TEXT NOT NULL, stage INTEGER NOT NULL,"               \
    " action TEXT NOT NULL, parameters TEXT, thing TEXT NOT NULL, saved TEXT, run INTEGER NOT NULL DEFAULT 0,"         \
    " state INTEGER NOT NULL DEFAULT 0, message TEXT, PRIMARY KEY (playbook, position));"                              \
    "CREATE INDEX entry_run ON entry (run);"

/** The last failure of SQLite as `e`; always false. */
bool journal_broken(struct journal *journal, struct err *e);
/** Bind a text (NULL: null) with what looks like a secret masked. */
void journal_bind_text(sqlite3_stmt *statement, int at, const char *text);
/** Say whose what is written next is, in the transaction at hand. */
bool journal_insert_owner(struct journal *journal);
/** Begin a transaction that writes; false: it is another process's turn, or worse, which journal_finish tells. */
bool journal_begin(struct journal *journal);
/** End what it began: all of it, or nothing with `e`. */
bool journal_finish(struct journal *journal, bool good, struct err *e);
/** Whether the owner runs, or cannot be known and began its work less than an hour before now. */
bool journal_still_runs(const struct journal *journal, const struct owner *owner, int64_t number, int64_t begun);
/** Whether the process whose row of `owner` (number, host, machine, boot, space, pid, started, locked) stands in the columns from `at` on
 *  runs, as above. */
bool journal_owner_runs(const struct journal *journal, sqlite3_stmt *statement, int at, int64_t begun);
const char *journal_column_text(sqlite3_stmt *statement, int at, struct arena *arena);

#endif

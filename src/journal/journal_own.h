/* The inside of the journal, for its own files: the database, and how a transaction ends. */
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

/** The last failure of SQLite as `e`; always false. */
bool journal_broken(struct journal *journal, struct err *e);
/** Bind a text (NULL: null) with what looks like a secret masked. */
void journal_bind_text(sqlite3_stmt *statement, int at, const char *text);
/** End what BEGIN IMMEDIATE began: all of it, or nothing with `e`. */
bool journal_finish(struct journal *journal, bool good, struct err *e);
const char *journal_column_text(sqlite3_stmt *statement, int at, struct arena *arena);

#endif

/* The durable record of every write: intent before the first write of an action on a target, outcome after (SQLite, WAL,
 * synchronous FULL). Never a secret. Used by the worker thread alone. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/arena.h"
#include "base/err.h"
#include <stdint.h>

struct journal;

enum journal_state { JOURNAL_INTENT, JOURNAL_DONE, JOURNAL_ALREADY, JOURNAL_FAILED, JOURNAL_UNSETTLED, JOURNAL_UNDONE };

struct journal_entry {
    int64_t id;
    int64_t begun, ended;      /* ms; 0: not yet */
    const char *tenant;        /* tenant id */
    const char *operator_name; /* who: UPN or application id of the token */
    const char *action;
    const char *target_id, *target_upn, *target_name;
    const char *prior;      /* JSON before the write, or NULL */
    const char *parameters; /* JSON object of the action's parameters, without secrets; NULL: none */
    const char *requests;   /* JSON array of {method,url,body} with placeholders for secrets */
    const char *request_id; /* the service's, of the last write */
    const char *message;
    int64_t undoes; /* id of the entry this one undid; 0: none */
    int64_t
        run; /* the same for the targets of one run, else of no meaning; 0: it was written before runs were told apart */
    int64_t playbook; /* whose step it was, where the journal was asked (journal_playbook_name_runs()); 0: none's */
    const char *playbook_name, *thing; /* "contain", and what the step was about, "DESKTOP-8F3K2L1Q"; NULL: none's */
    enum journal_state state;
};

/** Open or create `path` (0600; beside it SQLite's files and `path`-owners) and its folder (0700), which has to be the user's own.
 *  Processes of several containers and hosts may share it. Waits up to 10 s for another one; what follows does not wait. Owned by
 *  the caller. */
struct journal *journal_open(const char *path, struct err *e) MUST_USE;
/** One that fails with `why` whatever it is asked: nothing is changed without a journal, and reading needs none. NULL: no memory. */
struct journal *journal_refused(const struct err *why) MUST_USE;
void journal_close(struct journal *journal);
/** Whether the last function that failed found another process writing: it can be tried again soon. */
bool journal_is_busy(const struct journal *journal);
/** Write the intent and sync it to disk before returning; the new id in `*id`. */
bool journal_intent(struct journal *journal, const struct journal_entry *entry, int64_t *id, struct err *e) MUST_USE;
/** Write many intents in one transaction (bulk). */
bool journal_intents(struct journal *journal, const struct journal_entry *entries, size_t count, int64_t *ids,
                     struct err *e) MUST_USE;
/** Write the outcome: state, message, request_id, requests of `entry` (by its id), and target_id when it is known by now only. */
bool journal_outcome(struct journal *journal, const struct journal_entry *entry, struct err *e) MUST_USE;
/** Mark entry `id` as undone: what it changed is as it was before, without a write of ours. Only what was done can be. */
bool journal_undone(struct journal *journal, int64_t id, struct err *e) MUST_USE;
/** Newest first, at most `limit` of `tenant` (NULL: all), from `before` (an id; 0: newest). In `arena`; `*count` gets the number. */
struct journal_entry *journal_list(struct journal *journal, struct arena *arena, const char *tenant, int64_t before,
                                   size_t limit, size_t *count, struct err *e);
/** The same of one target, by its id, in whichever tenant. */
struct journal_entry *journal_list_of(struct journal *journal, struct arena *arena, const char *target_id, size_t limit,
                                      size_t *count, struct err *e);
bool journal_get(struct journal *journal, struct arena *arena, int64_t id, struct journal_entry *entry,
                 struct err *e) MUST_USE;
/** Intents without an outcome that no running process owns: what must be read back. An owner on another host that cannot be
 * known counts as running for an hour. Same form as journal_list. */
struct journal_entry *journal_unsettled(struct journal *journal, struct arena *arena, const char *tenant, size_t *count,
                                        struct err *e);
/** What a run with this number made, the newest first; 0 with ERR_OK: nothing. Same form as journal_list. */
struct journal_entry *journal_of_run(struct journal *journal, struct arena *arena, int64_t run, size_t *count,
                                     struct err *e);
/** The version of the library behind it. */
const char *journal_library(void);
/** Whether something of it may be left to be done. */
bool journal_is_unfinished(const struct journal_entry *entry);
const char *journal_state_name(enum journal_state state);

#endif

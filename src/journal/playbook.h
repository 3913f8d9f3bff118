/* Playbooks in the journal: what was to be done to one user, step by step, and how far it came. A step is written down before its run
 * begins, and the run's entries name the run: so it can be gone on with by another process, nothing twice and nothing forgotten. */
#ifndef JOURNAL_PLAYBOOK_H
#define JOURNAL_PLAYBOOK_H

#include "journal/journal.h"

enum journal_step_state {
    JOURNAL_STEP_WAITS,
    JOURNAL_STEP_BEGUN, /* its run has a number; whether it wrote is in its entry */
    JOURNAL_STEP_DONE,
    JOURNAL_STEP_ALREADY,
    JOURNAL_STEP_FAILED,
    JOURNAL_STEP_UNSETTLED, /* its outcome is not known */
    JOURNAL_STEP_STATES
};

struct journal_step {
    const char *step, *action; /* the playbook's name for it ("devices"); "": the snapshot */
    const char *parameters;    /* JSON of the values, without secrets; NULL: none */
    const char *thing;         /* "DESKTOP-8F3K2L1Q"; "" */
    const char *saved;         /* source that the snapshot must hold before; NULL: none */
    int stage;
    int64_t run; /* of its entries; 0: none was begun */
    enum journal_step_state state;
    const char *message;
};

struct journal_playbook {
    int64_t id, begun, ended;
    const char *tenant, *operator_name;
    const char *name; /* "contain" */
    const char *target_id, *target_upn, *target_name;
    const char *folder; /* of the case; NULL: none yet */
    bool over;
    struct journal_step *steps;
    size_t count;
};

/** Write it down with all of its steps; the new id in `*id`. This process owns it until it ends. */
bool journal_playbook_begin(struct journal *journal, const struct journal_playbook *playbook, int64_t *id,
                            struct err *e) MUST_USE;
/** Write down how the steps at `positions` are now (run, state, message), and the folder; all of it or nothing. */
bool journal_playbook_steps(struct journal *journal, const struct journal_playbook *playbook, const size_t *positions,
                            size_t count, struct err *e) MUST_USE;
/** It is over: nobody has to go on with it. */
bool journal_playbook_end(struct journal *journal, int64_t id, struct err *e) MUST_USE;
/** Read one, and where it is open and its process is gone, own it. False with `e`: there is none, it runs elsewhere. */
bool journal_playbook_take(struct journal *journal, struct arena *arena, int64_t id, struct journal_playbook *out,
                           struct err *e) MUST_USE;
/** The steps with this action of all playbooks on this target, the newest first. In `arena`. NULL with `e`. */
struct journal_step *journal_playbook_steps_of(struct journal *journal, struct arena *arena, const char *target_id,
                                               const char *action, size_t *count, struct err *e);
/** Say of each entry whose step it was, of whichever playbook. Names in `arena`. */
bool journal_playbook_name_runs(struct journal *journal, struct arena *arena, struct journal_entry *entries,
                                size_t count, struct err *e) MUST_USE;
/** Those of `tenant` (NULL: all) that are open and that no running process owns, newest first; without their steps. In `arena`. NULL with
 *  `e`. */
struct journal_playbook *journal_playbooks_open(struct journal *journal, struct arena *arena, const char *tenant,
                                                size_t *count, struct err *e);

#endif

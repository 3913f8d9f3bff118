/* A playbook that is carried out, from the inside: shared by the part that steps it and the part that keeps it in the journal. */
#ifndef WORKER_PLAY_H
#define WORKER_PLAY_H

#include "journal/playbook.h"
#include "worker/engine.h"
#include "worker/run.h"
#include "worker/snapshot.h"

enum play_phase { PLAY_WAITS, PLAY_BEGUN, PLAY_OVER };

struct play_task {
    const struct message_task *is;
    enum play_phase phase;
    enum job_state state; /* of PLAY_OVER */
    const char *text;
    struct journal_entry
        look;   /* what an interrupted run wrote down: it is read back before anything is sent; id 0: nothing */
    bool dirty; /* the journal does not know yet how it is */
    bool lost;  /* the service could not be reached: nothing of it was carried out, and who goes on does it */
};

struct play {
    struct job job;
    struct message asked; /* owns the tasks */
    const struct target *target;
    struct play_task *tasks;
    size_t count;
    bool plan, typed;
    struct journal_playbook record;
    bool kept;       /* all that is to be known is in the journal */
    int64_t until;   /* the journal is waited for until then; 0: it is not */
    struct err lost; /* what it did not take; ERR_OK: nothing */
    struct guard_facts facts;
    size_t asked_for;    /* what has to be known before, and is not */
    bool known;          /* it is */
    const char *manager; /* his sign-in name; NULL: there is none, or it is not known: */
    struct err no_manager;
    struct err refused; /* as a whole, by a guard; ERR_OK: it is not */
    struct snapshot *snapshot;
    size_t under_way;
    size_t ok, failed, skipped;
};

/** The record of what was asked, and its tasks made from it. */
void play_write_down(struct play *play, const char *tenant, const char *operator_name);
/** Take over what the journal has: which tasks are over, and what has to be read back first. False with `e`. */
bool play_take_over(struct play *play, int64_t id, const char *tenant, struct err *e) MUST_USE;
/** Write down what the journal does not know yet. -1: it knows all, or it never will (`lost`); else the ms after which to call again. */
int64_t play_keep(struct play *play, int64_t now);
/** Write down that nothing of it is left, in the same way. */
int64_t play_close(struct play *play, int64_t now);

/** Ask for the manager, where a value stands for him. */
void play_ask_manager(struct play *play);
/** The values of a task with what stands in their places, in `arena`. False with `e`: it is not known. */
bool play_fill(const struct play *play, struct arena *arena, struct param_values values, struct param_values *out,
               struct err *e) MUST_USE;

#endif

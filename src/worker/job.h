/* Jobs: what was asked for, from its beginning to the one message that ends it. A job may have begun others: its children. */
#ifndef WORKER_JOB_H
#define WORKER_JOB_H

#include "worker/message.h"

struct job;
struct work;

/* Whose requests go first (calls.c). */
enum lane {
    LANE_PERSON,    /* somebody waits for the answer */
    LANE_BACKGROUND /* it fills up what is seen already, or takes its time anyway */
};

/* What a kind of job does in its own way; a const row beside its functions. Every function may be NULL. */
struct job_kind {
    const char *name;                 /* for the log */
    size_t size;                      /* of the struct, which begins with its struct job */
    void (*cancel)(struct job *job);  /* NULL: calls and children are dropped, and it ends as cancelled */
    void (*hurry)(struct job *job);   /* of one that writes: the user quits */
    void (*abandon)(struct job *job); /* of one that writes: the deadline is over, it ends now */
    void (*free)(struct job *job);    /* what it holds beside its arena */
    /** Something may be due (a wait of the job's own); milliseconds until it wants to be asked again, -1: never. */
    int64_t (*step)(struct job *job, int64_t now);
    /** A child has ended; `end` is borrowed. Not called any more once the job has ended, or was cancelled without a `cancel` of
     *  its own. */
    void (*child_ended)(struct job *job, struct job *child, const struct message *end);
};

struct job {
    uint64_t id; /* of the one who asked; 0: nobody did, and nobody is told when it ends */
    const struct job_kind *kind;
    struct work *work;
    struct arena *arena; /* freed with the job */
    struct job *parent;  /* NULL: none */
    struct job *next;
    size_t children; /* that are not freed */
    enum lane lane;
    bool writes; /* is finished, not cancelled, when the user quits */
    bool cancelled, ended;
};

/** A job of `kind`, the rest of its struct zero. It lives until it has ended (and the turn is over) by job_end or job_fail. */
void *job_begin(struct work *work, const struct job_kind *kind, uint64_t id);
/** The same as a part of `parent`, which neither ended nor was cancelled, in its lane. `id`: usually 0. */
void *job_begin_child(struct job *parent, const struct job_kind *kind, uint64_t id);
/** The end, once: calls and children that are left are dropped and cancelled. `end` (cleared) may carry state, counts and text,
 *  `error` an error; it goes to the parent and, where the job has a number, to the other side. */
void job_end(struct job *job, struct message *end);
void job_fail(struct job *job, const struct err *e);
void job_done(struct job *job);
/** The end without a word: another goes on under its number. */
void job_hand_over(struct job *job);
/** Cancel it in its way; nothing when it has ended. */
void job_cancel(struct job *job);

/** Cancel the job with this number, if there is one; 0: all that were asked for. */
void jobs_cancel(struct work *work, uint64_t id);
/** Free what has ended and has no children. */
void jobs_free_ended(struct work *work);

#endif

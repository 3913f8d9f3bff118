/* Whom the screen has looked at for signs of a compromise: the newest report of each. They stay when their view is left, and go with
 * the tenant. */
#ifndef UI_RESEARCHES_H
#define UI_RESEARCHES_H

#include "research/look.h"
#include "worker/message.h"

struct app;

struct research {
    struct arena *arena; /* of the target */
    struct target target;
    struct report *report; /* the newest; NULL: none has come */
    unsigned reports;      /* how many have come: another number is another report */
    struct arena *look_arena;
    struct last_look last; /* what was found before it was looked at again; `at` 0: it was looked at once */
    uint64_t *jobs;        /* that read, or judge */
    size_t job_count, job_capacity;
    uint64_t of_one;   /* of the jobs the last that reads one source: how that ended stands in its line */
    const char *kept;  /* "written down 2026-11-28 02:28Z": a case that was opened; NULL: it is being looked at now */
    uint64_t keeping;  /* the job that writes it down; 0: none */
    const char *wrote; /* where it was written down last, and its seal; NULL: not yet */
    int64_t written;   /* ms: when something was done to the user last; 0: not since it was looked at */
    int64_t answered;  /* what of it a new reading was asked for */
    struct err error;  /* why the last reading ended before it was through */
    struct research *next; /* looked at before */
};

/** The first is who was looked at last. */
struct research *researches_of(const struct app *app, const char *id); /* NULL: nobody with this id was looked at */
/** Whether what is known was read before the last that was done to the user from this screen. */
bool researches_old(const struct research *research);
/** Look at these users: those who were looked at keep their report until there is another, unless it is `anew`, or old, they are not read
 *  again.
 *  False, with a word in the status line: the worker takes no more just now. */
bool researches_begin(struct app *app, const struct target *targets, size_t count, bool anew);
/** Read one source of the user anew. */
bool researches_read(struct app *app, struct research *research, enum research_source source);
/** Do not wait for one source any longer (RESEARCH_SOURCES: for none). False: nothing is being read. */
bool researches_cancel(struct app *app, struct research *research, enum research_source source);
/** Set a finding aside because of `reason`, or (NULL) count it again: the journal keeps it, and it is judged anew. */
bool researches_set_aside(struct app *app, struct research *research, const char *key, const char *reason);
/** Write down what is known of the user, into a new folder in the home directory. */
void researches_keep(struct app *app, struct research *research);
/** A case that was written down, instead of one that is read. `report` (moved) and what it points into outlive the app. */
void researches_put(struct app *app, const struct target *target, struct report *report, const char *kept);
/** Take what the worker says. */
void researches_message(struct app *app, struct message *message);

#endif

/* A playbook: actions in a deliberate order, as rows. What it does to one user is a list of tasks, each an action with its values;
 * of the containment, the report of a research says which are chosen and why. No requests, no threads. */
#ifndef PLAYBOOK_PLAYBOOK_H
#define PLAYBOOK_PLAYBOOK_H

#include "action/action.h"
#include "playbook/stands.h"
#include "research/foothold.h"

enum playbook_flag {
    STEP_CLASSIC = 1 << 0, /* one of the four that everybody does: block, new password, end of sessions, rules off */
    STEP_ASKS = 1 << 1,    /* only if somebody asks for it: it is part of no choice */
    STEP_EACH = 1 << 2,    /* one task for each foothold of its kind */
    STEP_AGAIN = 1 << 3,   /* goes along with the step before it that has the same action */
    STEP_IN_TURN = 1 << 4  /* its tasks go one after the other */
};

struct playbook_step {
    const char *name;   /* "block": `--step block` */
    const char *title;  /* "Block sign-in" */
    const char *why;    /* why at this place, one sentence; NULL: nothing to say */
    int stage;          /* begins when all of the stages before are over; what is of one stage goes side by side */
    const char *action; /* NULL: the snapshot */
    const char *param;  /* of the action, which the foothold fills; NULL: it takes none */
    const char *also;   /* and a second one; NULL: none */
    enum foothold_kind of;
    unsigned flags;
    const struct param_value *values; /* further ones, "{manager}" stands for him; NULL: none */
    size_t value_count;
};

struct playbook {
    const char *name, *label, *help;
    const struct playbook_step *steps;
    size_t count;
    bool researched; /* its tasks come from a report */
};

/* What is done, or may be, to one user. */
struct playbook_task {
    const struct playbook_step *step;
    const struct action *action; /* NULL: the snapshot */
    struct param_values values;
    const char *thing;   /* "DESKTOP-8F3K2L1Q"; "" of the account */
    const char *detail;  /* what it is; "" */
    const char *because; /* "P09 P07"; "" */
    int stage;
    bool chosen;
    bool suspect; /* findings ask for it */
    bool off;     /* it is so already, as far as was read */
    bool known;   /* the user's own */
};

struct playbook_tasks {
    struct playbook_task *items;
    size_t count;
    const char *const *notes; /* to be known before, a sentence each, NULL-terminated */
};

enum playbook_choice { CHOICE_FINDINGS, CHOICE_CLASSIC, CHOICE_EVERYTHING, CHOICE_NONE };

/* A step of a playbook of the configuration, as it is written. */
struct playbook_line {
    const char *action, *where; /* "config.yaml:7:5" */
    struct param_values values; /* "{manager}" in them stands for his sign-in name */
};

extern const struct playbook playbook_contain, playbook_offboard;

enum {
    PLAYBOOK_TOKEN_LIFE = 3600 * 1000 /* ms, about: what an access token lives that was issued before sessions ended */
};

/** The step with this name; NULL: there is none. */
const struct playbook_step *playbook_step_find(const struct playbook *playbook, const char *name);
/** A playbook of steps in this order, each after the one before; in `arena`. False with `e` (where and what): there is no such action, it
 *  cannot be part of a playbook, or it does not take these values. */
bool playbook_make(struct arena *arena, const char *name, const struct playbook_line *lines, size_t count,
                   struct playbook *out, struct err *e) MUST_USE;
/** What is done to one user: all of its steps, behind a snapshot. Of one that needs no report; in `arena`. */
struct playbook_tasks playbook_tasks_whole(struct arena *arena, const struct playbook *playbook);
/** What the report proposes, in the order in which it is done; in `arena`. */
struct playbook_tasks playbook_tasks_of(struct arena *arena, const struct report *report, enum playbook_choice choice);
/** Choose anew. */
void playbook_choose(struct playbook_tasks *tasks, const struct report *report, enum playbook_choice choice);
/** Choose or leave out one; the snapshot and the second end of sessions follow by themselves. */
void playbook_mark(struct playbook_tasks *tasks, size_t at, bool chosen);
/** Choose what the step of this name is for, and what findings say against; false: there is nothing of it. */
bool playbook_add_step(struct playbook_tasks *tasks, const char *name);
/** Whether findings ask for it and it is so already. */
bool playbook_is_so(const struct playbook_task *task);
/** It destroys: what the source with this name reads has to be in the snapshot before; NULL: it does not. */
const char *playbook_saved(const struct playbook_step *step);
/** Whether one that is chosen destroys what only a snapshot keeps. */
bool playbook_destroys(const struct playbook_task *task);
/** Columns of the longest name of a step among them. */
int playbook_longest(const struct playbook_tasks *tasks);
/** The action of those chosen whose guards ask for most: one that destroys the account's own, else the first; NULL: none is chosen. */
const struct action *playbook_gravest(const struct playbook_tasks *tasks);
/** What still gives access when the tasks with `done` are done, a sentence each; in `arena`, NULL-terminated. */
const char *const *playbook_left(struct arena *arena, const struct report *report, const struct playbook_tasks *tasks,
                                 const bool *done);
/** What a person does next, a sentence each: whom to telephone, whom to warn. In `arena`, NULL-terminated. */
const char *const *playbook_next(struct arena *arena, const struct report *report);

#endif

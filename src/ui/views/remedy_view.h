/* Containing an account on the screen from the inside: the checklist, and the question before it, or another playbook, is carried out. */
#ifndef UI_REMEDY_VIEW_H
#define UI_REMEDY_VIEW_H

#include "playbook/playbook.h"
#include "ui/app/app.h"
#include "ui/screen/table.h"

struct remedy_view {
    struct view view;
    struct app *app;
    struct arena *arena; /* of target and tasks */
    struct target target;
    struct table table;
    struct playbook_tasks tasks;
    const struct report *report; /* that the tasks are of; NULL: none has come */
    unsigned reports;
    bool touched;       /* somebody chose: another report does not choose anew */
    uint64_t plan, job; /* 0: none */
    bool shown;         /* the secrets of the job were */
    bool moved;         /* somebody looks at a step, since the job began */
    int top;            /* of what stands below the table */
};

/** What is known of the user; NULL: nothing was asked yet. */
const struct research *remedy_research(const struct remedy_view *view);
/** The job that is looked at: the run, else the plan. */
const struct app_job *remedy_job(const struct remedy_view *view);
/** What a job has of a task: its targets are those that were chosen, in their order. NULL: it was not chosen. */
const struct job_target *remedy_row(const struct remedy_view *view, const struct app_job *job, size_t task);
void remedy_below_draw(struct remedy_view *view, struct grid *grid, struct rect rect);

/* What is asked; all of it borrowed until the view is closed. */
struct remedy_question {
    const char *title; /* "Contain" */
    const char *text;  /* the question; NULL: whether the steps are done to the targets */
    const struct target *targets;
    size_t count;
    const struct playbook_tasks *tasks;                     /* the chosen ones count */
    void (*then)(struct app *app, void *owner, bool typed); /* when they are to be done */
    void (*plan)(struct app *app, void *owner);             /* show the requests instead; NULL: it cannot */
    void *owner;
};

/** Ask whether the tasks are done to each of the targets. Where a guard wants it the name is typed, or how many they are and where. */
void remedy_ask_open(struct app *app, const struct remedy_question *question);

#endif

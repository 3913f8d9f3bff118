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

/* What is asked; all of it borrowed until the view is closed. */
struct remedy_question {
    const char *title; /* "Contain" */
    const char *text;  /* the question; NULL: whether the steps are done to the targets */
    const struct target *targets;
    size_t count;
    const struct playbook_tasks *tasks;                     /* the chosen ones count */
    bool names_steps;                                       /* they are shown nowhere else */
    void (*then)(struct app *app, void *owner, bool typed); /* when they are to be done */
    void *owner;
};

/** Ask whether the tasks are done to each of the targets. Where a guard wants it the name is typed, or how many they are and where. */
void remedy_ask_open(struct app *app, const struct remedy_question *question);

#endif

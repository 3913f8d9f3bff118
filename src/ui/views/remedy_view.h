/* The question before a containment, or another playbook, is carried out. */
#ifndef UI_REMEDY_VIEW_H
#define UI_REMEDY_VIEW_H

#include "playbook/playbook.h"
#include "ui/app/app.h"

/* What is asked; all of it borrowed until the view is closed. */
struct remedy_question {
    const char *title; /* "Contain" */
    const struct target *targets;
    size_t count;
    const struct playbook_tasks *tasks;                     /* the chosen ones count */
    void (*then)(struct app *app, void *owner, bool typed); /* when they are to be done */
    void *owner;
};

/** Ask whether the tasks are done to each of the targets. Where a guard wants it the name is typed, or how many they are and where. */
void remedy_ask_open(struct app *app, const struct remedy_question *question);

#endif

/* The question before a containment is carried out. */
#ifndef UI_REMEDY_VIEW_H
#define UI_REMEDY_VIEW_H

#include "playbook/playbook.h"
#include "ui/app/app.h"

/** Ask whether the chosen tasks are done to the target (both borrowed until the view is closed); `then` is called with `owner` when they
 *  are. Where a guard wants it the name is typed. */
void remedy_ask_open(struct app *app, const struct target *target, const struct playbook_tasks *tasks,
                     void (*then)(struct app *app, void *owner, bool typed), void *owner);

#endif

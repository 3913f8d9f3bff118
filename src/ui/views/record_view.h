/* One record of a panel, whole: every field, the JSON as it came, and what can be done about it. */
#ifndef UI_RECORD_VIEW_H
#define UI_RECORD_VIEW_H

#include "panel/panel.h"
#include "ui/app/app.h"

/** Show `record` (copied as text) of a part of the panel of `target` (copied). */
void record_view_open(struct app *app, const struct target *target, const struct part *part,
                      const struct record *record);
/** The same of a record that belongs to no panel. */
void record_view_open_titled(struct app *app, const struct target *target, const char *title,
                             const struct record *record);

/* --- rule_view.c --- */

/** Whether the record is an inbox rule, or made one, whose conditions can be read. */
bool rule_view_is_about(const struct record *record);
/** What of the mail that came to `target` (copied) this rule, `made` then (ms; 0: not known), takes; of a record that is no rule a word in
 *  the status line. */
void rule_view_open(struct app *app, const struct target *target, const struct record *record, int64_t made);

#endif

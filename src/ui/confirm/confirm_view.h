/* The one confirmation, from the outside: asking before an action, and what came of a job. */
#ifndef UI_CONFIRM_VIEW_H
#define UI_CONFIRM_VIEW_H

#include "journal/journal.h"
#include "ui/app/app.h"
#include "ui/screen/sheet.h"

struct prefill; /* action/prefill.h */

extern const struct ui_command confirm_keys[], result_keys[];

/** Ask whether `action` is to be done; the targets are copied. */
void confirm_view_open(struct app *app, const struct action *action, const struct target *targets, size_t count);
/** Ask for somebody new; `prefill` may be NULL. */
void confirm_create_open(struct app *app, const struct action *action, const struct prefill *prefill);
/** The same for taking journal entries back, all of one action. */
void confirm_undo_view_open(struct app *app, const struct journal_entry *entries, size_t count);
/** The same for the last run of this session. Of a playbook the entry of its last step that was done is returned: the journal knows what
 *  else it did, and asks. Else 0: it is asked here, or said why not. */
int64_t confirm_undo_last(struct app *app);
/** The job whose result a confirmation shows; NULL: it does not. */
struct app_job *confirm_result_of(const struct view *view, struct app *app);
/** The same for one user and the values of one parameter, a line each, which people call `names` (ended by NULL; itself NULL: they have
 *  none). */
void confirm_open_named(struct app *app, const struct action *action, const struct target *target,
                        const struct param_value *value, const char *const *names);
/** The same with values of its own for each target: nothing is left to be filled in. Everything is copied. */
void confirm_open_each(struct app *app, const struct action *action, const struct target *targets,
                       const struct param_values *each, size_t count);
/** What came of a job, or comes of it now; secrets that wait in it are shown. */
void confirm_job_open(struct app *app, uint64_t job);
/** Ask again for those targets of a job that failed. False when there are none (the status line says so). */
bool confirm_retry(struct app *app, const struct app_job *job);
/** What is known of a job's targets, as lines. */
void confirm_result_lines(const struct app *app, const struct app_job *job, struct sheet *sheet);

#endif

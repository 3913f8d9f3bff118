/* The views, each opened by one call: it makes the view and pushes it. */
#ifndef UI_VIEWS_H
#define UI_VIEWS_H

#include "ui/app/app.h"

void users_view_open(struct app *app);
struct case_opened; /* bundle/case.h */
/** The pane of a case that was written down, at the bottom of the stack. */
void research_case_open(struct app *app, struct case_opened *opened);
/** The ellipsis menu for the marked users, else the one at the cursor. */
void menu_view_open(struct app *app);
/** The same for this user, wherever the cursor of the table is. */
void menu_view_open_for(struct app *app, const struct target *target);
/** "View user": the user at the cursor, whole. */
void user_view_open(struct app *app);
/** The same for this user (copied). */
void user_view_open_for(struct app *app, const struct target *target);
/** Side by side with the one other user who is marked. */
void compare_view_open(struct app *app, const struct target *target);
/** Somebody was chosen, `other`; `about` is the user whom it was asked for. Both borrowed. */
typedef void person_chosen(struct app *app, const struct target *about, const struct target *other);
/** Ask for a user. `title` is static. */
void person_view_open(struct app *app, const char *title, const struct target *about, person_chosen *chosen);
/** The form of what a source with inputs is asked about a user (copied). */
void inputs_view_open(struct app *app, const struct source *source, const struct target *target);
/** The history of the user at the cursor. */
void user_view_open_history(struct app *app);
/** "Research compromised account": the marked users, else the one at the cursor. */
void research_view_open(struct app *app);
/** The same for these (copied): one has the pane, several the board. */
void research_view_open_for(struct app *app, const struct target *targets, size_t count);
/** What contains the account of the user at the cursor, as his research asks for it; he is researched where he was not. */
void remedy_view_open(struct app *app);
/** The same for the first of these (copied). */
void remedy_view_open_for(struct app *app, const struct target *targets, size_t count);
/** The playbooks, for the marked users, else the one at the cursor. */
void playbooks_view_open(struct app *app);
/** The same for these (copied). */
void playbooks_view_open_for(struct app *app, const struct target *targets, size_t count);
/** Those who were looked at, worst first. */
void research_board_open(struct app *app);
/** "More info": follows app->model->cursor. */
void flyout_view_open(struct app *app);
void jobs_view_open(struct app *app);
void journal_view_open(struct app *app);
/** The same, and ask whether the playbook is taken back that made this entry (0: do not). */
void journal_view_take_back(struct app *app, int64_t entry);
/** Who was deleted, and can be restored. */
void deleted_view_open(struct app *app);
void help_view_open(struct app *app);
/** What signing in and acting needs, as the doctor finds it. */
void doctor_view_open(struct app *app);
/** The tenants there are: switch. */
void tenants_view_open(struct app *app);
/** Ask for the secret without which the worker of a tenant cannot start (`wanted`: what it is); then switch to it. */
void secret_view_open(struct app *app, const struct config_tenant *tenant, const char *wanted);
/** `:`; completes over commands, actions, columns and presets. */
void palette_view_open(struct app *app);
/** The same with something typed already. */
void palette_view_open_with(struct app *app, const char *text);
/** A form for a new user; the same filled from a link (docs/PREFILL.md). */
void add_view_open(struct app *app);
/** A form of what can be changed of the marked users, or of the one at the cursor. */
void edit_view_open(struct app *app);
/** A form that invites a guest. */
void invite_view_open(struct app *app);
/** Ask for a CSV file of new users or guests; the same with its path: false with `e` where it cannot be read. */
void bulk_view_open(struct app *app);
bool bulk_view_open_with(struct app *app, const char *path, struct err *e) MUST_USE;
void add_view_open_with(struct app *app, const char *link);
/** Lift read-only for a time: `text` is "15m reason"; asks for the tenant's name. */
void arm_view_open(struct app *app, const char *text);
/** Find a person in every customer of a partner. */
void everywhere_view_open(struct app *app, const char *text);
/** The filter line, live. */
void filter_bar_open(struct app *app);
/** Marks from the cursor to where it is moved. */
void range_view_open(struct app *app);
void chooser_view_open(struct app *app);
void export_view_open(struct app *app);
/** A person has to sign in, or could not: it opens unless it is open; what the message holds is taken then. */
void sign_in_view_told(struct app *app, struct message *message);

/* What they have for themselves in the key map, each beside its handlers. */
extern const struct ui_command menu_keys[], info_keys[], user_keys[], range_keys[], columns_keys[], jobs_keys[],
    journal_keys[], deleted_keys[], tenants_keys[], doctor_keys[], export_keys[], sign_in_keys[], research_keys[],
    spread_keys[], board_keys[], note_keys[], record_keys[], remedy_keys[], remedy_ask_keys[], bulk_keys[];

#endif

/* The app: the configuration, the workers, the stack of views, the loop's state, and the model of the tenant that is shown.
 * Views reach everything through it. */
#ifndef UI_APP_H
#define UI_APP_H

#include "config/config.h"
#include "ui/app/app_jobs.h"
#include "ui/app/keymap.h"
#include "ui/app/tenant_model.h"
#include "ui/app/view.h"
#include "ui/app/workers.h"
#include "ui/screen/entry.h"

enum { APP_COLUMNS = 32, APP_SPOKEN = 32, APP_LEAST_WIDTH = 40, APP_LEAST_HEIGHT = 12 };

/* What lies above the app and is handed to it. */
struct app_hooks {
    const struct ui_command *const *commands; /* the tables of the key map, ended by NULL */
    void (*open_first)(struct app *app);      /* the view at the bottom of the stack */
    void (*ask_secret)(struct app *app, const struct config_tenant *tenant,
                       const char *wanted);                 /* then app_switch_with */
    void (*read)(struct app *app, struct message *message); /* keep what was read of a user */
    void (*sign_in)(struct app *app,
                    struct message *message); /* a person has to sign in, or could not; what it owns may be taken */
};

struct app {
    const struct app_hooks *hooks;
    struct keymap keymap;
    const struct config *config;
    const struct playbook *playbooks; /* that need no report: roster's, and those of the configuration */
    size_t playbook_count;
    const struct template *templates; /* for new users */
    size_t template_count;
    struct worker *worker;
    struct ui_workers *workers; /* `worker` among them; NULL: this tenant alone */
    const char *theme_name;
    struct theme theme;
    struct grid *grid;
    bool ascii, off_screen;
    bool read_only_always;      /* by the command line: nothing lifts it */
    struct tenant_model *model; /* of the tenant shown */
    int chosen[APP_COLUMNS];    /* columns shown */
    size_t chosen_count;
    /* a partner's customers, known until another list comes: also while one of them is shown */
    struct arena *customers_arena;
    const struct message_customer *customers;
    size_t customer_count;
    const struct config_tenant *partner;      /* whose they are */
    struct customer_tenant *customer_tenants; /* those that were switched to, in the configuration's arena */
    /* the loop */
    struct view *top;
    uint64_t next_job;
    struct buf status;
    enum role status_role;
    int64_t status_until;        /* ms; 0: until the next key */
    const char *const *greeting; /* what a newcomer may try, below the table until Esc; NULL: nothing */
    char *spoken[APP_SPOKEN];    /* what the palette was told, the newest first */
    size_t spoken_count;
    struct buf copied;  /* escape sequence to write with the next frame */
    int64_t wake;       /* monotonic ms when a view wants its tick; 0: none does */
    struct entry *edit; /* a text to be written in the user's editor before anything else happens; NULL: none */
    bool redraw, quit, repaint, suspend;
    bool themed;                             /* the theme changed: the terminal has to be told */
    const struct config_tenant *next_tenant; /* switch to it before anything else; NULL: stay */
    struct secret *next_secret;              /* typed for it */
    char *next_filter;                       /* set there; NULL: none */
    bool pasting;                            /* the key comes from pasted text */
    int pressed;                             /* the key, before it is looked up in the key map */
    bool hasty;               /* it follows the one before faster than a hand can: no answer to anything */
    int pointer_x, pointer_y; /* of the last click */
};

/** An app without a screen, with nothing known of `tenant` yet; the caller sets config, worker, theme. */
void app_init(struct app *app, const struct app_hooks *hooks, const struct config_tenant *tenant, int width,
              int height);
void app_free(struct app *app);
void app_push(struct app *app, struct view *view);
void app_pop(struct app *app); /* close the top view */
/** Close a view wherever it is in the stack. */
void app_close(struct app *app, struct view *view);
/** Do what a command is for. */
void app_run(struct app *app, const struct ui_command *command);
/** A line for the status bar, until the next key. */
/** Draw by the theme of this name (built in, or a path), which outlives the app, from now on. False with `e`. */
bool app_use_theme(struct app *app, const char *name, struct err *e) MUST_USE;
/** Whether the ground of the terminal decides: no theme was asked for, and there are colours. */
bool app_asks_ground(const struct app *app);
/** The terminal has said what its ground is. */
void app_ground(struct app *app, bool light);
void app_status(struct app *app, enum role role, const char *format, ...) PRINTF_LIKE(3, 4);
/** The user at the cursor; NULL when the table is empty. Valid until the next message. */
/** What the status says goes after so many ms, where no key took it away before. */
void app_status_for(struct app *app, int64_t ms);
/** It is `now` (ms): what was said for a time goes. */
void app_status_tick(struct app *app, int64_t now);
const struct user *app_user(const struct app *app);
/** The marked users, or the one at the cursor, copied into `arena`. */
struct target *app_targets(const struct app *app, struct arena *arena, size_t *count);
/** Whether a text has anything to see: no blanks of any width, marks of direction or nothing at all. */
bool app_text_shows(const char *text);
/** What to call a target in one line: the display name, or the sign-in name where that shows nothing. */
const char *app_target_name(const struct target *target);
/** Its name and its sign-in name with `between` in between; one of them where both are the same, or `narrow`. */
const char *app_target_title(const struct target *target, bool narrow, const char *between, char *out, size_t size);
/** One user as a target. */
void app_target(const struct user *user, struct arena *arena, struct target *out);
/** Put text on the clipboard of the terminal (OSC 52, also through tmux and screen). False, with a word in the status line: there is
 *  none, or it does not take so much. */
bool app_copy(struct app *app, const char *text);
/** What was to be copied has been written: it is wiped, for it may be a secret. */
void app_copied(struct app *app);
/** A fresh job number and a post of `message` under it (cleared); 0 when the worker takes no more. */
uint64_t app_post(struct app *app, struct message *message);
/** Read the table anew. */
void app_refresh(struct app *app);
/** Ask what Exchange offers, once: the menu greys the rest. */
void app_probe(struct app *app);
/** Ask whether the journal names unsettled changes; the status line tells. Once, at the start. */
void app_ask_unsettled(struct app *app);
/** What the signed-in one may do, as far as it is known. */
const struct held *app_permissions(const struct app *app);
/** The template by which a new user of this tenant begins; NULL: by none. */
const struct template *app_template(const struct app *app);
/** "Contoso Ltd (contoso.onmicrosoft.com)" or the configured name: for frames and confirmations. */
const char *app_tenant_title(const struct app *app);
/** How much of an address there is room for where there is little: the tenant's own domain goes without saying ("ali@"). */
size_t app_address_length(const struct app *app, const char *address);
enum { APP_PART = 96 };
/** How many users the table has: "2,500 users", or "999 of 2,500 users  INCOMPLETE" for as long as it is not whole; whether it is
 *  a part. */
bool app_table_part(const struct app *app, char out[APP_PART]);
/** Have `entry` written in the user's editor: done by whoever runs the screen, before the next key. */
void app_edit(struct app *app, struct entry *entry);
/** Do it, with the terminal left; what went wrong is told in the status line. */
void app_edit_now(struct app *app);
/** "  [RO]", "  [ARMED 14:59]" or "": whether things can be changed, for every frame. */
const char *app_mark(struct app *app, char out[32]);
/** Ask for a tick no later than `ms` from now. */
void app_wake_in(struct app *app, int64_t ms);
void app_tick(struct app *app);

/* --- other tenants (app_tenants.c) --- */

/** Go to another tenant: asks for a secret, or for the choice to be repeated while jobs are running; done when the present key is. */
void app_switch_to(struct app *app, const struct config_tenant *tenant);
/** The tenant of a customer, which is reached with the partner's sign-in; the same one each time. */
const struct config_tenant *app_customer_tenant(struct app *app, const struct message_customer *customer);
/** The same with what was typed for it (moved). */
void app_switch_with(struct app *app, const struct config_tenant *tenant, struct secret *typed);
/** Do what was asked for. */
void app_switch_now(struct app *app);
/** Whether the configuration lets nothing be changed in a tenant. */
bool app_is_read_only(const struct app *app, const struct config_tenant *tenant);
/** Take what the workers of other tenants say; a line tells when one has finished (past.c). True: something was shown. */
bool app_take_past(struct app *app);
/** What runs and changes something in this tenant, for a person to wait for. */
size_t app_running_writes(const struct app *app);

/* --- the table (app_table.c) --- */

/** Filter by what is in `filter` on top of the preset; a filter that cannot be read leaves the table as it is. */
void app_set_filter(struct app *app, const char *text);
/** Whether a column is among those chosen. */
bool app_shows(const struct app *app, int column);
/** Show a preset or an own view. */
void app_set_preset(struct app *app, const char *name, const char *filter);
/** Sort by a column (-1: as they came); large tables are sorted by the worker. */
void app_sort(struct app *app, int column, bool descending);
/** Ask for the order again where a change of many rows has lost it; a load does so at its end. */
void app_keep_sorted(struct app *app);
/** A slice of copying the keys for the worker, where that is under way: keys are answered in between (app_tick does). */
void app_sort_step(struct app *app);
/** The worker has sorted what `asked` was posted for. */
void app_sort_apply(struct app *app, uint64_t asked, struct view_sort_job *job);
/** Move the cursor; `cursor_id` follows. */
void app_move_to(struct app *app, size_t position);
/** The rows have changed: put the cursor back on its user, or near. */
void app_restore_cursor(struct app *app);
/** "Filter: …" for the header; "" when there is none. */
void app_filter_title(const struct app *app, char *out, size_t size);

/** Feed one key or one message (the loop does; tests may). */
void app_key(struct app *app, int key);
void app_message(struct app *app, struct message *message);
void app_draw(struct app *app);

#endif

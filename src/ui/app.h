/* The app: the model, the worker, the stack of views, and the loop's state. Views reach everything through it. */
#ifndef UI_APP_H
#define UI_APP_H

#include "config/config.h"
#include "model/view.h"
#include "ui/app_jobs.h"
#include "ui/view.h"
#include "worker/worker.h"

struct app {
    const struct config *config;
    const struct config_tenant *tenant_config;
    struct worker *worker;
    struct theme theme;
    struct grid *grid;
    bool ascii, read_only, off_screen;
    /* the model */
    struct users *users;
    struct user_view *table;
    struct sku_names *names;
    size_t cursor; /* position in the table: the users screen keeps it */
    /* the tenant, as far as known ("" or NULL before) */
    struct arena *tenant_arena;
    const struct message_tenant *tenant;
    /* loading the table */
    uint64_t load_job;
    size_t load_total, load_pages_users;
    bool loading;
    struct err load_error;
    int64_t as_of; /* ms; 0: never */
    const char *health; /* owned; NULL: all is well */
    /* the loop */
    struct view *top;
    struct app_job *jobs;
    uint64_t next_job;
    struct buf status;
    enum role status_role;
    struct buf copied; /* escape sequence to write with the next frame */
    bool redraw, quit, repaint;
    bool dirty_jobs;
};

void app_push(struct app *app, struct view *view);
void app_pop(struct app *app); /* close the top view */
/** A line for the status bar, until the next key. */
void app_status(struct app *app, enum role role, const char *format, ...) PRINTF_LIKE(3, 4);
/** The user at the cursor; NULL when the table is empty. Valid until the next message. */
const struct user *app_user(const struct app *app);
/** The marked users, or the one at the cursor, copied into `arena`. */
struct target *app_targets(const struct app *app, struct arena *arena, size_t *count);
/** One user as a target. */
void app_target(const struct user *user, struct arena *arena, struct target *out);
/** Put text on the clipboard of the terminal (OSC 52, also through tmux and screen). */
void app_copy(struct app *app, const char *text);
/** A fresh job number and a post of `message` under it (cleared); 0 when the worker takes no more. */
uint64_t app_post(struct app *app, struct message *message);
/** Read the table anew. */
void app_refresh(struct app *app);
/** Permissions held, NULL: unknown. */
const char *const *app_permissions(const struct app *app);
/** "Contoso Ltd (contoso.onmicrosoft.com)" or the configured name: for frames and confirmations. */
const char *app_tenant_title(const struct app *app);
/** Feed one key or one message (the loop does; tests may). */
void app_key(struct app *app, int key);
void app_message(struct app *app, struct message *message);
void app_draw(struct app *app);

#endif

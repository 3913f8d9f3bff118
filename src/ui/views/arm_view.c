/* Lifting read-only for a time: what it means, and the tenant's name as the answer. */
#include "base/alloc.h"
#include "base/clock.h"
#include "ui/app/dialog.h"
#include "ui/screen/entry.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MINUTE = 60000, MOST_MINUTES = 480, LONGEST_REASON = 200, FEET = 2 };

struct arm_view {
    struct view view;
    struct entry entry;
    int minutes;
    char reason[LONGEST_REASON + 1];
    uint64_t job; /* 0: not asked for yet */
    struct err error;
};

/* "15m", "2h" or "15"; then the reason. */
static bool read_words(struct arm_view *view, const char *text)
{
    char *end = NULL;
    long number = strtol(text, &end, 10);
    long minutes = *end == 'h' ? number * 60 : number;
    if (end == text || number < 1 || number > MOST_MINUTES || minutes > MOST_MINUTES)
        return false;
    end += *end == 'm' || *end == 'h';
    if (*end && *end != ' ')
        return false;
    end += strspn(end, " ");
    snprintf(view->reason, sizeof view->reason, "%s", end);
    view->minutes = (int)minutes;
    return *end;
}

/* The same pass counts lines (a rect without height shows none) and draws. */
static int put_all(const struct arm_view *view, const struct app *app, struct grid *grid, struct rect rect)
{
    char text[512];
    int y = 0;
    snprintf(
        text, sizeof text,
        "For %d minute%s things can be changed in %s, which is read-only. Then read-only applies again; what was begun is "
        "finished.",
        view->minutes, view->minutes == 1 ? "" : "s", app_tenant_title(app));
    y += grid_wrap(grid, rect, y, ROLE_MODAL, text);
    snprintf(text, sizeof text, "The journal keeps who did it, when, and why: %s", view->reason);
    y += grid_wrap(grid, rect, y, ROLE_MODAL, text);
    y++;
    if (view->error.code != ERR_OK) {
        y += grid_wrap(grid, rect, y, ROLE_ERROR, view->error.message);
        y += grid_wrap(grid, rect, y, ROLE_MODAL, view->error.hint);
    }
    snprintf(text, sizeof text, "Type %s to do it:", app->model->tenant_config->name);
    y += grid_wrap(grid, rect, y, ROLE_WARNING, text);
    return y;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct arm_view *view = (struct arm_view *)base;
    (void)rect;
    int lines = put_all(view, app, grid, (struct rect){0, 0, dialog_width(grid), 0});
    struct rect in = dialog_frame(app, grid, "Lift read-only", lines, FEET);
    put_all(view, app, grid, (struct rect){in.x, in.y, in.width, in.height - FEET});
    entry_draw(&view->entry, grid, in, 0, in.height - FEET, in.width, true, false);
}

static void post(struct arm_view *view, struct app *app)
{
    struct message message = {
        .kind = TO_ARM, .arena = arena_new(256), .until = clock_now() + (int64_t)view->minutes * MINUTE};
    message.text = arena_strdup(message.arena, view->reason);
    view->job = app_post(app, &message);
    message_free(&message); /* where it was not posted */
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct arm_view *view = (struct arm_view *)base;
    if (code == KEY_ESCAPE)
        return REACT_CLOSE;
    if (code != KEY_RETURN)
        return entry_key(&view->entry, code) ? REACT_REDRAW : REACT_UNHANDLED;
    if (strcasecmp(buf_text(&view->entry.text), app->model->tenant_config->name) != 0)
        app_status(app, ROLE_WARNING, "The name does not match. Read-only is still on.");
    else if (!view->job)
        post(view, app);
    return REACT_REDRAW;
}

static enum reaction message(struct view *base, struct app *app, struct message *message)
{
    struct arm_view *view = (struct arm_view *)base;
    if (message->kind != FROM_JOB_END || !view->job || message->job != view->job)
        return REACT_NONE;
    view->job = 0;
    view->error = message->error;
    if (view->error.code != ERR_OK)
        return REACT_REDRAW;
    app_status(app, ROLE_WARNING, "Changes are allowed for %d minute%s (:disarm ends it).", view->minutes,
               view->minutes == 1 ? "" : "s");
    return REACT_CLOSE;
}

static void close_view(struct view *base, struct app *app)
{
    struct arm_view *view = (struct arm_view *)base;
    (void)app;
    entry_free(&view->entry);
    xfree(view);
}

void arm_view_open(struct app *app, const char *text)
{
    static const struct view_ops ops = {.name = "arm",
                                        .title = "Lift read-only",
                                        .modal = true,
                                        .close = close_view,
                                        .draw = draw,
                                        .key = key,
                                        .typing = view_typing_always,
                                        .message = message,
                                        .hint = "{choose} lift it  {back} leave"};
    struct arm_view *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->entry = entry_make(256);
    bool understood = read_words(view, text);
    if (app->read_only_always)
        app_status(app, ROLE_WARNING, "Started with --read-only: nothing lifts that.");
    else if (!app_is_read_only(app, app->model->tenant_config))
        app_status(app, ROLE_NORMAL, "Nothing is read-only here.");
    else if (!understood)
        app_status(app, ROLE_WARNING, "For how long (1m to 8h), and why: arm 15m reason");
    else {
        app_push(app, &view->view);
        return;
    }
    close_view(&view->view, app);
}

/* The last two lines of every screen. */
#include "ui/app/status.h"
#include "ui/app/extra_columns.h"
#include "ui/app/hint.h"

#include <stdio.h>

char *status_number(size_t number, char out[32])
{
    char plain[32];
    int length = snprintf(plain, sizeof plain, "%zu", number), to = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            out[to++] = ',';
        out[to++] = plain[i];
    }
    out[to] = '\0';
    return out;
}

static int draw_jobs(struct app *app, struct grid *grid, struct rect rect, int y)
{
    size_t running, failed;
    const char *key = keymap_key(&app->keymap, "jobs");
    char text[96];
    app_job_count(app, &running, &failed);
    size_t secrets = app_secrets_waiting(app);
    if (!running && !failed && !secrets)
        return rect.x + rect.width;
    if (secrets) /* before anything else: they are shown once, and nowhere else */
        snprintf(text, sizeof text, "%zu secret%s to see (%s) ", secrets, secrets == 1 ? "" : "s", key);
    else if (running && failed)
        snprintf(text, sizeof text, "jobs: %zu running, %zu failed (%s) ", running, failed, key);
    else
        snprintf(text, sizeof text, "jobs: %zu %s (%s) ", failed ? failed : running, failed ? "failed" : "running",
                 key);
    return grid_put_right(grid, rect, y, failed ? ROLE_ERROR : secrets ? ROLE_WARNING : ROLE_PROGRESS, text);
}

static void draw_progress(struct app *app, struct grid *grid, struct rect rect, int y)
{
    char done[32], all[32], text[96];
    size_t have = app->model->load_pages_users, total = app->model->load_total > have ? app->model->load_total : have;
    int room = rect.width / 3;
    int filled = total ? (int)((double)have / (double)total * room) : 0;
    grid_put(grid, rect, 1, y, ROLE_PROGRESS, grid->ascii ? "[" : "▕");
    for (int i = 0; i < room; i++)
        grid_put(grid, rect, 2 + i, y, i < filled ? ROLE_PROGRESS : ROLE_DIM,
                 i < filled ? grid->ascii ? "#" : "█" : " ");
    grid_put(grid, rect, 2 + room, y, ROLE_PROGRESS, grid->ascii ? "]" : "▏");
    if (app->model->load_total)
        snprintf(text, sizeof text, "%s of %s loading", status_number(have, done), status_number(total, all));
    else
        snprintf(text, sizeof text, "%s loading", status_number(have, done));
    grid_put(grid, rect, room + 4, y, ROLE_NORMAL, text);
}

/* What was last said, upwards over as many lines as it needs, half the screen at most: the reason stands at its end. Those above. */
static int draw_said(struct app *app, struct grid *grid, struct rect left, int y)
{
    struct rect room = {left.x + 1, left.y, left.width - 1, 0};
    const char *text = buf_text(&app->status);
    int lines = grid_wrap(grid, room, 0, app->status_role, text); /* of no height: they are counted */
    if (lines > left.height / 2)
        lines = left.height / 2;
    if (lines < 2) {
        grid_put(grid, left, 1, y, app->status_role, text);
        return 0;
    }
    room.y += y - lines + 1;
    room.height = lines;
    grid_fill(grid, (struct rect){left.x, room.y, left.width + 1, lines}, ROLE_NORMAL);
    grid_wrap(grid, room, 0, app->status_role, text);
    return lines - 1;
}

static int draw_line(struct app *app, struct grid *grid, struct rect rect, int y)
{
    char notice[512];
    bool trouble;
    int edge = draw_jobs(app, grid, rect, y);
    struct rect left = {rect.x, rect.y, edge - rect.x - 1, rect.height};
    if (app->status.length)
        return draw_said(app, grid, left, y);
    if (app->model->filter_error.code != ERR_OK)
        grid_printf(grid, left, 1, y, ROLE_ERROR, "filter: %s", app->model->filter_error.message);
    else if (app->model->health)
        grid_printf(grid, left, 1, y, ROLE_WARNING, "%s", app->model->health);
    else if (app->model->loading)
        draw_progress(app, grid, left, y);
    else if (app->model->load_error.code != ERR_OK)
        grid_printf(grid, left, 1, y, ROLE_ERROR, "Not everything was read: %s (%s)", app->model->load_error.message,
                    keymap_key(&app->keymap, "refresh"));
    else if (extra_columns_notice(app, notice, sizeof notice, &trouble))
        grid_put(grid, left, 1, y, trouble ? ROLE_ERROR : ROLE_PROGRESS, notice);
    else if (app->model->sorting)
        grid_put(grid, left, 1, y, ROLE_DIM, "sorting …");
    return 0;
}

/* Those of the topmost view that has some. */
static void draw_hints(const struct app *app, struct grid *grid, struct rect rect, int y)
{
    const char *hint = NULL;
    for (const struct view *view = app->top; view && !hint; view = view->below) {
        hint = view->ops->hints ? view->ops->hints(view, app) : NULL;
        hint = hint ? hint : view->ops->hint;
    }
    grid_fill(grid, (struct rect){rect.x, rect.y + y, rect.width, 1}, ROLE_HEADER);
    if (hint)
        hint_draw(&app->keymap, hint, grid, (struct rect){rect.x + 1, rect.y, rect.width - 1, rect.height}, y,
                  ROLE_HEADER);
}

int status_draw(struct app *app, struct grid *grid, struct rect rect)
{
    draw_hints(app, grid, rect, rect.height - 1);
    return draw_line(app, grid, rect, rect.height - 2);
}

/* The rows of the users' table: filtered, sorted and marked by the model, drawn by the widget of every list. */
#include "ui/views/users_view.h"

#include "ui/app/extra_columns.h"

#include <stdio.h>
#include <string.h>

enum { GUTTER = 3, WIDE = 100 /* addresses are shown whole from here on */ };

static const struct user *user_at(const struct app *app, size_t position)
{
    return users_at(app->model->users, view_row(app->model->table, position));
}

static void cell(const void *owner, size_t position, size_t at, struct table_cell *out)
{
    const struct users_view *view = owner;
    const struct tenant_model *model = view->app->model;
    const struct column *column = &columns[view->chosen[at]];
    const struct user *user = user_at(view->app, position);
    column_cell(column, model->users, user, model->names, out->space, sizeof out->space);
    if (column->text == TEXT_NAME && !app_text_shows(user->display_name)) { /* a row without a name is nobody's */
        int length = view->narrow ? (int)app_address_length(view->app, user->user_principal_name) : -1;
        snprintf(out->space, sizeof out->space, "(%.*s)", length, user->user_principal_name);
    }
    if (view->narrow && (column->text == TEXT_MAIL || column->text == TEXT_UPN))
        out->space[app_address_length(view->app, out->space)] = '\0';
    if (!strcmp(column->name, "accountEnabled") && user->flags & USER_ENABLED_KNOWN && !(user->flags & USER_ENABLED))
        out->role = ROLE_BLOCKED;
    else if (users_marked(model->users, view_row(model->table, position)))
        out->role = ROLE_MARK;
}

static bool marked(const void *owner, size_t position)
{
    const struct tenant_model *model = ((const struct users_view *)owner)->app->model;
    return users_marked(model->users, view_row(model->table, position));
}

/* Whether a column that shows this text has room. */
static bool is_seen(const struct users_view *view, enum user_text text)
{
    for (size_t c = 0; c < view->chosen_count; c++)
        if (columns[view->chosen[c]].text == text && view->table.widths[c])
            return true;
    return false;
}

/* A word that stands in no column that is seen: "Department: Legal". */
static void beside(const void *owner, size_t position, char *out, size_t size)
{
    static const struct {
        enum user_text text;
        const char *label;
    } texts[] = {
        {TEXT_DEPARTMENT, "dept"}, {TEXT_TITLE, "title"}, {TEXT_UPN, "UPN"}, {TEXT_MAIL, "mail"}, {TEXT_NAME, "name"}};
    const struct users_view *view = owner;
    const struct user *user = user_at(view->app, position);
    const char *hay = users_haystack(view->app->model->users, view_row(view->app->model->table, position));
    const char *shown[] = {[TEXT_NAME] = user->display_name,
                           [TEXT_MAIL] = user->mail,
                           [TEXT_UPN] = user->user_principal_name,
                           [TEXT_TITLE] = user->job_title,
                           [TEXT_DEPARTMENT] = user->department};
    char words[TABLE_CELL], *rest = NULL;
    snprintf(words, sizeof words, "%s", view->table.words);
    for (char *word = strtok_r(words, "\n", &rest); word; word = strtok_r(NULL, "\n", &rest)) {
        size_t found = sizeof texts / sizeof texts[0];
        bool seen = false;
        for (size_t i = sizeof texts / sizeof texts[0]; i-- > 0;) {
            size_t length;
            const char *folded = user_folded(user, hay, texts[i].text, &length);
            if (!folded || !memmem(folded, length, word, strlen(word)))
                continue;
            found = i;
            seen |= is_seen(view, texts[i].text);
        }
        if (!seen && found < sizeof texts / sizeof texts[0]) {
            snprintf(out, size, "%s: %s", texts[found].label, shown[texts[found].text]);
            return;
        }
    }
    out[0] = '\0';
}

void users_table_make(struct users_view *view, struct app *app)
{
    static const struct table_ops ops = {.name = "users",
                                         .what = "users",
                                         .plain = true,
                                         .more = true,
                                         .cell = cell,
                                         .marked = marked,
                                         .beside = beside};
    view->app = app;
    view->table = table_make(&ops, view, view->shape, 0);
}

/* The columns that are chosen now, and what the rows are sorted by. Where nobody chose any, further ones follow, for which there may be
 * room. */
static size_t wanted(const struct app *app, int out[APP_COLUMNS])
{
    size_t count = app->chosen_count;
    int sort = app->model->sort_column;
    bool own = false;
    memcpy(out, app->chosen, count * sizeof *out);
    for (size_t i = 0; i < column_count; i++)
        own |= columns[i].shown != app_shows(app, (int)i);
    for (int room = 1; !own; room++) {
        size_t before = count;
        for (size_t i = 0; i < column_count && count < APP_COLUMNS; i++)
            if (columns[i].room == room)
                out[count++] = (int)i;
        if (count == before)
            break;
    }
    for (size_t i = 0; i < count && sort >= 0; i++)
        sort = out[i] == sort ? -1 : sort;
    if (sort >= 0 && count < APP_COLUMNS)
        out[count++] = sort;
    return count;
}

/* The same in the table's words, sorted as the model is: by name, as they are asked for, where nothing else was chosen. */
static void shape(struct users_view *view)
{
    const struct app *app = view->app;
    struct table *table = &view->table;
    int now[APP_COLUMNS];
    size_t count = wanted(app, now);
    if (view->chosen_count != count || memcmp(view->chosen, now, count * sizeof *now) != 0) {
        view->chosen_count = count;
        memcpy(view->chosen, now, count * sizeof *now);
        for (size_t c = 0; c < count; c++) {
            const struct column *column = &columns[now[c]];
            bool name = !strcmp(column->name, "displayName");
            view->shape[c] = (struct table_column){.name = column->name,
                                                   .title = column->title,
                                                   .least = column->least,
                                                   .most = column->most,
                                                   .flags = (column->keep ? TABLE_KEEP : 0) |
                                                            (name ? TABLE_IDENTIFIES : 0) |
                                                            (c >= app->chosen_count ? TABLE_ROOM : 0)};
        }
        table_columns(table, view->shape, count);
    }
    for (size_t c = 0; c < count; c++) {
        const struct column *column = &columns[now[c]];
        char *title = view->titles[column->extra];
        if (!column->extra)
            continue;
        snprintf(title, sizeof view->titles[0], "%s%s", column->title, extra_columns_mark(app, column));
        view->shape[c].title = title;
    }
    table->sorted = TABLE_NO_ROW;
    for (size_t c = 0; c < count; c++)
        if (now[c] == (app->model->sort_column < 0 ? column_find("displayName") : app->model->sort_column))
            table->sorted = (int)c;
    table->descending = app->model->sort_descending;
}

static void draw_nothing(const struct app *app, struct grid *grid, struct rect rect)
{
    struct rect inside = {rect.x + GUTTER, rect.y + 1, rect.width - 2 * GUTTER, rect.height - 1};
    const struct tenant_model *model = app->model;
    const struct err *error = &model->load_error;
    const char *again = keymap_key(&app->keymap, "refresh");
    int y = 1;
    if (error->code != ERR_OK && error->code != ERR_CANCELLED && !model->loading) {
        y += grid_wrap(grid, inside, y, ROLE_ERROR, error->message);
        y += grid_wrap(grid, inside, y, ROLE_NORMAL, error->hint);
        if (error->request_id[0])
            y += grid_printf(grid, inside, 0, y, ROLE_DIM, "request id %s", error->request_id) > 0;
        grid_printf(grid, inside, 0, y + 1, ROLE_NORMAL, "%s tries again.", again);
    } else if (model->loading) {
        grid_put(grid, inside, 0, y, ROLE_DIM, "Reading the users of this tenant …");
    } else if (users_count(model->users)) {
        grid_printf(grid, inside, 0, y, ROLE_NORMAL, "No user matches. %s clears the filter, %s shows all.",
                    keymap_key(&app->keymap, "clear-filter"), keymap_key(&app->keymap, "view-all"));
    } else {
        grid_printf(grid, inside, 0, y, ROLE_NORMAL, "This tenant has no users that may be read. %s reads again.",
                    again);
    }
}

void users_table_fit(struct users_view *view)
{
    view->table.list.cursor = view->app->model->cursor;
    table_changed(&view->table, view_count(view->app->model->table));
}

void users_table_draw(struct users_view *view, struct grid *grid, struct rect rect)
{
    struct tenant_model *model = view->app->model;
    struct table *table = &view->table;
    char words[TABLE_CELL];
    shape(view);
    users_table_fit(view);
    view_words(model->table, words, sizeof words);
    table->words = *words ? words : NULL;
    if (view->narrow != (rect.width < WIDE)) {
        view->narrow = rect.width < WIDE;
        table_columns(table, view->shape, view->chosen_count); /* their widths are others now */
    }
    table_draw(table, grid, rect);
    table->words = NULL;
    model->cursor_line = rect.y + 1 + (int)(table->list.cursor - table->list.top);
    if (!table->rows)
        draw_nothing(view->app, grid, rect);
}

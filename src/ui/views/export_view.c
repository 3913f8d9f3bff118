/* `x`: what the table shows, as a file. */
#include "base/alloc.h"
#include "base/clock.h"
#include "output/listing.h"
#include "ui/app/dialog.h"
#include "ui/form/form.h"
#include "ui/screen/table.h"
#include "ui/views/export_file.h"
#include "ui/views/views.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { FORMAT, PATH, FIELDS };
enum { BUTTON_CANCEL, BUTTON_WRITE, BUTTONS, FEET = 2, PATH_BYTES = 4096 };

struct export_view {
    struct view view;
    struct form form;
    size_t focus; /* a field, then the buttons */
    int top, height;
    bool replacing; /* the file exists: asked whether it may go */
    struct exported exported;
};

static const char *const formats[] = {"CSV", "JSON", NULL}, *const documents[] = {"Markdown", "JSON", NULL},
                         *const pictures[] = {"as the service sent it", NULL};
#define ASKED(choices_, first)                                                                                         \
    {                                                                                                                  \
        {.name = "format",                                                                                             \
         .label = "Format",                                                                                            \
         .kind = PARAM_CHOICE,                                                                                         \
         .choices = choices_,                                                                                          \
         .otherwise = first,                                                                                           \
         .help = "Left and Right change it."},                                                                         \
            {.name = "path",                                                                                           \
             .label = "File",                                                                                          \
             .kind = PARAM_TEXT,                                                                                       \
             .required = true,                                                                                         \
             .help = "Readable by you alone (0600)."},                                                                 \
            {.name = NULL},                                                                                            \
    }
static const struct param params[][3] = {[EXPORT_TABLE] = ASKED(formats, "CSV"),
                                         [EXPORT_DOCUMENT] = ASKED(documents, "Markdown"),
                                         [EXPORT_PICTURE] = ASKED(pictures, "as the service sent it")};
static const char *const endings[] = {[EXPORT_TABLE] = "csv", [EXPORT_DOCUMENT] = "md"};
static const struct dialog_button buttons[] = {{.text = "Cancel", .command = "back"},
                                               {.text = "Write", .command = "choose"}};
static const struct dialog_button buttons_replace[] = {{.text = "Keep it", .command = "replace.no"},
                                                       {.text = "Replace it", .command = "replace.yes"}};

static bool wants_json(const struct export_view *view)
{
    return !strcmp(form_text(&view->form, FORMAT), "JSON");
}

/* --- drawing --- */

static void draw_question(struct export_view *view, struct sheet *sheet)
{
    char text[512], what[400];
    const struct exported *exported = &view->exported;
    char part[EXPORT_WARNING];
    const char *warning = exported->warning ? exported->warning(exported->from, part) : NULL;
    exported->describe(exported->from, what, sizeof what);
    snprintf(text, sizeof text, "%s.", what);
    sheet_wrap(sheet, ROLE_NORMAL, text);
    sheet_wrap(sheet, ROLE_WARNING, warning);
    sheet_gap(sheet);
    form_draw(&view->form, sheet, view->replacing ? FIELDS : view->focus);
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct export_view *view = (struct export_view *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    (void)rect;
    draw_question(view, &sheet);
    struct rect in = dialog_frame(app, grid, "Export", sheet.y, FEET);
    view->height = in.height - FEET;
    if (view->form.fields[PATH].error[0]) /* what is said of the file is what matters now */
        sheet_reveal(&view->top, sheet.y - 1, view->height);
    sheet_show(&sheet, grid, (struct rect){in.x, in.y, in.width, view->height}, &view->top);
    int at = view->focus >= FIELDS ? (int)(view->focus - FIELDS) : -1;
    dialog_buttons(app, grid, in, in.height - 1, view->replacing ? buttons_replace : buttons, BUTTONS, at);
}

/* --- keys --- */

/* A file named after the one format gets the name of the other. */
static void rename_file(struct export_view *view)
{
    struct entry *entry = &view->form.fields[PATH].entry;
    const char *text = buf_text(&entry->text), *plain = view->exported.form == EXPORT_DOCUMENT ? ".md" : ".csv",
               *old = wants_json(view) ? plain : ".json";
    size_t length = strlen(text), tail = strlen(old);
    if (length < tail || strcmp(text + length - tail, old) != 0)
        return;
    auto_str char *renamed = xasprintf("%.*s%s", (int)(length - tail), text, wants_json(view) ? ".json" : plain);
    entry_set(entry, renamed);
}

static void say(struct export_view *view, const char *text)
{
    struct form_field *field = &view->form.fields[PATH];
    snprintf(field->error, sizeof field->error, "%s", text);
}

static enum reaction write_out(struct export_view *view, struct app *app)
{
    char path[PATH_BYTES];
    const char *typed = form_text(&view->form, PATH);
    bool exists = false, replace = view->replacing;
    view->replacing = false;
    struct err e = {.code = ERR_OK};
    if (!typed || !export_path(typed, path, sizeof path)) {
        say(view, "Name a file.");
        view->focus = PATH;
        return REACT_REDRAW;
    }
    if (export_write(&view->exported, path, wants_json(view), replace, &exists, &e)) {
        size_t count = view->exported.count(view->exported.from);
        const struct exported *exported = &view->exported;
        char part[EXPORT_WARNING];
        const char *warning = exported->warning ? exported->warning(exported->from, part) : NULL;
        app_status(app, warning ? ROLE_WARNING : ROLE_OK, "%s%s%zu %s written to %s", warning ? warning : "",
                   warning ? ": " : "", count, exported->what, path);
        return REACT_CLOSE;
    }
    view->replacing = exists;
    say(view, exists ? "There is a file of this name already. Replace it?" : e.message);
    view->focus = exists ? FIELDS + BUTTON_CANCEL : PATH;
    return REACT_REDRAW;
}

static void keep_file(struct export_view *view)
{
    view->replacing = false;
    say(view, "");
    view->focus = PATH;
}

static void step(struct export_view *view, bool forward)
{
    size_t least = view->replacing ? FIELDS : 0, count = FIELDS + BUTTONS;
    if (forward)
        view->focus = view->focus + 1 < count ? view->focus + 1 : least;
    else
        view->focus = view->focus > least ? view->focus - 1 : count - 1;
}

static enum reaction button_key(struct export_view *view, struct app *app, int code)
{
    bool write = view->focus == FIELDS + BUTTON_WRITE;
    if (code == KEY_RETURN && write)
        return write_out(view, app);
    if (code == KEY_RETURN && view->replacing)
        keep_file(view);
    else if (code == KEY_RETURN)
        return REACT_CLOSE;
    else if (code == KEY_TABULATOR || code == KEY_ARROW_RIGHT || code == KEY_ARROW_DOWN)
        step(view, true);
    else if (code == KEY_BACK_TAB || code == KEY_ARROW_LEFT || code == KEY_ARROW_UP)
        step(view, false);
    return REACT_REDRAW;
}

static enum reaction replace(struct view *view, struct app *app)
{
    return write_out((struct export_view *)view, app);
}

static enum reaction keep(struct view *view, struct app *app)
{
    (void)app;
    keep_file((struct export_view *)view);
    return REACT_REDRAW;
}

#define GROUP "In the export, when the file is there"
const struct ui_command export_keys[] = {
    {"replace.yes", "Replace the file", GROUP, {'y'}, IN_OTHERS, .act = replace},
    {"replace.no", "Name another file", GROUP, {'n'}, IN_OTHERS, .act = keep},
    {.name = NULL},
};

static const char *scope(const struct view *base, const struct app *app)
{
    const struct export_view *view = (const struct export_view *)base;
    (void)app;
    return view->replacing ? "replace" : view->focus < FIELDS ? form_scope(&view->form, view->focus) : base->ops->name;
}

static enum reaction field_key(struct export_view *view, struct app *app, int code)
{
    if (code == KEY_RETURN)
        return write_out(view, app);
    enum form_move move = form_key(&view->form, view->focus, code);
    if (move == FORM_TAKEN && view->focus == FORMAT)
        rename_file(view);
    else if (move == FORM_NEXT || move == FORM_PREVIOUS)
        step(view, move == FORM_NEXT);
    return REACT_REDRAW;
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct export_view *view = (struct export_view *)base;
    if (code == KEY_ESCAPE && view->replacing) {
        keep_file(view);
        return REACT_REDRAW;
    }
    if (code == KEY_ESCAPE)
        return REACT_CLOSE;
    if (view->focus < FIELDS)
        return field_key(view, app, code);
    return button_key(view, app, code);
}

static void close_export(struct view *base, struct app *app)
{
    struct export_view *view = (struct export_view *)base;
    (void)app;
    form_free(&view->form);
    xfree(view);
}

static bool typing(const struct view *base)
{
    return form_types(&((const struct export_view *)base)->form, ((const struct export_view *)base)->focus);
}

static const char *hints(const struct view *base, const struct app *app)
{
    (void)app;
    return ((const struct export_view *)base)->replacing
               ? "{replace.yes} replace it  {replace.no} another name  {back} back"
               : "{choose} write  {back} leave  {next} next  {left} {right} the format";
}

/* A part of the name: only what every file system and shell takes as it is, and nothing that an option or a hidden file begins with. */
static void put_part(struct buf *name, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t most = 40;
    if (!text || !*text)
        return;
    if (name->length)
        buf_putc(name, '-');
    for (const char *at = text; *at && *at != '@' && most; at++, most--) /* "ann.lee" of ann.lee@contoso.com */
        buf_putc(name, strchr(plain, *at) && (at > text || isalnum((unsigned char)*at)) ? *at : '_');
}

void export_open(struct app *app, const struct exported *exported)
{
    static const struct view_ops ops = {.name = "export",
                                        .title = "Export",
                                        .modal = true,
                                        .asks = true,
                                        .scope = scope,
                                        .close = close_export,
                                        .draw = draw,
                                        .key = key,
                                        .typing = typing,
                                        .hints = hints};
    struct export_view *view = xcalloc(1, sizeof *view);
    auto_buf struct buf name = buf_make(256);
    char day[16] = "";
    time_t now = (time_t)(clock_now() / 1000);
    struct tm today;
    if (localtime_r(&now, &today))
        strftime(day, sizeof day, "%Y-%m-%d", &today);
    put_part(&name, app->model->tenant_config->name);
    put_part(&name, exported->name);
    put_part(&name, exported->whom);
    put_part(&name, day);
    buf_printf(&name, ".%s", exported->ending ? exported->ending : endings[exported->form]);
    view->view.ops = &ops;
    view->exported = *exported;
    view->form = form_make(params[exported->form], &(struct param_value){.name = "path", .value = buf_text(&name)}, 1);
    view->form.keymap = &app->keymap;
    view->focus = PATH;
    app_push(app, &view->view);
}

/* --- the users --- */

static size_t users_count_now(const void *from)
{
    return view_count(((const struct app *)from)->model->table);
}

static void users_describe(const void *from, char *out, size_t size)
{
    const struct app *app = from;
    size_t count = view_count(app->model->table);
    char filter[256];
    app_filter_title(app, filter, sizeof filter);
    snprintf(out, size, "%zu user%s, %zu columns, as they are shown%s%s%s", count, count == 1 ? "" : "s",
             app->chosen_count, *filter ? " (filter: " : "", filter, *filter ? ")" : "");
}

static const char *users_warning(const void *from, char out[EXPORT_WARNING])
{
    const struct app *app = from;
    char part[APP_PART];
    if (!app_table_part(app, part))
        return NULL;
    snprintf(out, EXPORT_WARNING, "%s%s", part, app->model->loading ? " (still loading)" : "");
    return out;
}

static bool users_write(const void *from, bool json, bool (*write)(void *, const char *, size_t), void *context)
{
    const struct app *app = from;
    struct listing listing = {.users = app->model->users,
                              .names = app->model->names,
                              .view = app->model->table,
                              .chosen = app->chosen,
                              .count = app->chosen_count,
                              .write = write,
                              .context = context};
    return json ? listing_json(&listing) : listing_csv(&listing);
}

void export_view_open(struct app *app)
{
    export_open(app, &(struct exported){.name = "users",
                                        .what = "users",
                                        .count = users_count_now,
                                        .describe = users_describe,
                                        .warning = users_warning,
                                        .write = users_write,
                                        .from = app});
}

/* --- any other table --- */

struct exporting {
    const struct table *table;
    struct table_cell cell;
};

static const char *column_name(void *from, size_t column)
{
    return ((struct exporting *)from)->table->columns[column].name;
}

static const char *cell_text(void *from, size_t position, size_t column)
{
    struct exporting *exporting = from;
    return table_cell(exporting->table, table_row(exporting->table, position), column, &exporting->cell);
}

static size_t table_count(const void *from)
{
    return ((const struct table *)from)->list.count;
}

static void table_describe(const void *from, char *out, size_t size)
{
    const struct table *table = from;
    snprintf(out, size, "%zu %s, %zu columns, as they are shown", table->list.count, table->ops->what,
             table->column_count);
}

static bool table_write(const void *from, bool json, bool (*write)(void *, const char *, size_t), void *context)
{
    struct exporting exporting = {.table = from};
    struct rows rows = {.columns = exporting.table->column_count,
                        .count = exporting.table->list.count,
                        .name = column_name,
                        .cell = cell_text,
                        .from = &exporting,
                        .write = write,
                        .context = context};
    return json ? rows_json(&rows) : rows_csv(&rows);
}

void export_table_open(struct app *app, const struct table *table)
{
    if (!table->list.count)
        app_status(app, ROLE_NORMAL, "There is nothing to write.");
    else
        export_open(app, &(struct exported){.name = table->ops->name,
                                            .what = table->ops->what,
                                            .count = table_count,
                                            .describe = table_describe,
                                            .write = table_write,
                                            .from = table});
}

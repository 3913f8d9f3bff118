/* A note for the ticket: what was done to whom, when, by whom, with which request ids, and how it is known. Markdown, shown as it is. */
#include "ui/views/views.h"

#include "action/change.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/zone.h"
#include "output/rows.h"
#include "ui/app/dialog.h"
#include "ui/confirm/confirm_view.h"
#include "ui/screen/sheet.h"
#include "ui/views/export_file.h"
#include <stdio.h>
#include <string.h>

enum { LONGEST = 16 << 20 };

struct note {
    struct view view;
    struct app *app;
    uint64_t job;
    struct buf text;
    int top, height;
};

/* --- the text --- */

/* In a cell of a table. */
static void put_cell(struct buf *out, const char *text)
{
    buf_puts(out, "| ");
    for (; text && *text; text++) {
        if (*text == '|' || *text == '\\')
            buf_putc(out, '\\');
        buf_putc(out, *text == '\n' ? ' ' : *text);
    }
    buf_putc(out, ' ');
}

static const char *said_of(const struct job_target *row)
{
    return row->error.code != ERR_OK ? row->error.message : row->text;
}

static const char *request_of(const struct job_target *row)
{
    return row->request_id && *row->request_id ? row->request_id : row->error.request_id;
}

static void put_target(struct buf *out, const struct job_target *row)
{
    char entry[24] = "";
    if (row->entry)
        snprintf(entry, sizeof entry, "#%lld", (long long)row->entry);
    put_cell(out, row->target.user_principal_name);
    put_cell(out, job_state_name(row->state));
    put_cell(out, said_of(row));
    put_cell(out, request_of(row));
    put_cell(out, entry);
    buf_puts(out, "|\n");
}

static const char *proof_of(const struct action *action)
{
    if (!action)
        return "each was read back from the service";
    return action->change && action->change->proof == CHANGE_READ_BACK
               ? "\"done\" was read back from the service after it was written"
               : "\"done\" is what the service answered";
}

static void put_when(struct buf *out, const struct app_job *job)
{
    char shown[CLOCK_TEXT], utc[CLOCK_TEXT];
    buf_printf(out, "- When: %s (%s)", zone_show(job->started, shown), clock_format(job->started, utc));
    if (job->ended)
        buf_printf(out, ", until %s", clock_format(job->end_time, utc));
    buf_puts(out, job->ended ? "\n" : ", not over yet\n");
}

static void write_note(const struct app *app, const struct app_job *job, struct buf *out)
{
    const struct message_tenant *tenant = app->model->tenant;
    buf_printf(out, "## %s\n\n", job->title);
    if (tenant)
        buf_printf(out, "- Tenant: %s (%s, %s)\n- By: %s\n", tenant->display_name, tenant->default_domain, tenant->id,
                   tenant->operator_name ? tenant->operator_name : "");
    else
        buf_printf(out, "- Tenant: %s\n", app->model->tenant_config->name);
    put_when(out, job);
    for (size_t i = 0; i < job->value_count; i++)
        buf_printf(out, "- %s: %s\n", job->values[i].name, job->values[i].value);
    buf_printf(out, "- Verified: %s\n\n", proof_of(job->action));
    buf_puts(out, "| User | State | What came of it | Request id | Journal |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < job->target_count; i++)
        put_target(out, &job->targets[i]);
}

/* --- as a file --- */

static struct app_job *job_of(const void *from)
{
    const struct note *note = from;
    return app_job(note->app, note->job);
}

static size_t count_targets(const void *from)
{
    const struct app_job *job = job_of(from);
    return job ? job->target_count : 0;
}

static const char *name_of(void *from, size_t column)
{
    static const char *const names[] = {"user", "state", "message", "requestId", "journal"};
    (void)from;
    return names[column];
}

static const char *text_of(void *from, size_t row, size_t column)
{
    static _Thread_local char entry[24]; /* valid until the next call, as rows.h says */
    const struct app_job *job = job_of(from);
    const struct job_target *target = &job->targets[row];
    snprintf(entry, sizeof entry, "%lld", (long long)target->entry);
    const char *const texts[] = {target->target.user_principal_name, job_state_name(target->state), said_of(target),
                                 request_of(target), target->entry ? entry : ""};
    return texts[column] ? texts[column] : "";
}

static void describe(const void *from, char *out, size_t size)
{
    const struct app_job *job = job_of(from);
    snprintf(out, size, "the note about %s", job ? job->title : "it");
}

static bool write_file(const void *from, bool json, bool (*write)(void *context, const char *bytes, size_t length),
                       void *context)
{
    const struct note *note = from;
    const struct rows rows = {.columns = 5,
                              .count = count_targets(from),
                              .name = name_of,
                              .cell = text_of,
                              .from = (void *)note,
                              .write = write,
                              .context = context};
    return json ? rows_json(&rows) : write(context, buf_text(&note->text), note->text.length);
}

/* --- the view --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct note *note = (struct note *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    (void)rect;
    sheet_wrap(&sheet, ROLE_NORMAL, buf_text(&note->text));
    struct rect in = dialog_frame(app, grid, "Note for the ticket", sheet.y, 0);
    note->height = in.height;
    sheet_show(&sheet, grid, in, &note->top);
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct note *note = (struct note *)base;
    if (code == KEY_ESCAPE || code == KEY_RETURN)
        return REACT_CLOSE;
    if (keymap_is(&app->keymap, "copy", code))
        app_copy(app, buf_text(&note->text));
    else if (keymap_is(&app->keymap, "export", code))
        export_open(app, &(struct exported){.name = "note",
                                            .form = EXPORT_DOCUMENT,
                                            .what = "users",
                                            .count = count_targets,
                                            .describe = describe,
                                            .write = write_file,
                                            .from = note});
    else
        return sheet_key(&note->top, note->height, code) ? REACT_REDRAW : REACT_UNHANDLED;
    return REACT_REDRAW;
}

static void close_note(struct view *base, struct app *app)
{
    struct note *note = (struct note *)base;
    (void)app;
    buf_free(&note->text);
    xfree(note);
}

static enum reaction open_note(struct view *base, struct app *app)
{
    static const struct view_ops ops = {.name = "note",
                                        .title = "Note",
                                        .modal = true,
                                        .close = close_note,
                                        .draw = draw,
                                        .key = key,
                                        .hint = "{copy} copy  {export} save  {back} back"};
    const struct app_job *job = confirm_result_of(base, app);
    if (!job)
        return REACT_NONE;
    struct note *note = xcalloc(1, sizeof *note);
    note->view.ops = &ops;
    note->app = app;
    note->job = job->id;
    note->text = buf_make(LONGEST);
    write_note(app, job, &note->text);
    app_push(app, &note->view);
    return REACT_REDRAW;
}

const struct ui_command note_keys[] = {
    {"result.note", "A note for the ticket", "In a result", {'t'}, IN_OTHERS, .act = open_note},
    {.name = NULL},
};

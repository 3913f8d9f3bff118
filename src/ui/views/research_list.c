/* The same research by what somebody looks for: devices, forwarding, new users, logons, passwords, rights, applications. Each section
 * says what it is read from; what is not read is never "none". */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "research/checklist.h"
#include "ui/screen/keys.h"
#include "ui/views/record_view.h"
#include "ui/views/research_view.h"
#include "ui/views/table_view.h"
#include <stdio.h>
#include <string.h>

enum { LINE_TEXT = 200 };
enum { COLUMN_WHEN, COLUMN_WHAT, COLUMN_DETAIL, COLUMN_SECTION, COLUMN_SOURCE };

struct list_line {
    const struct checklist_section *section;
    const struct checklist_row *row; /* NULL: a heading, or what is said of the sources */
    char what[LINE_TEXT / 2], text[LINE_TEXT];
    enum role role;
};

struct research_list {
    struct table_view base;
    struct app *app;
    struct arena *arena;
    struct target target;
    struct list_line *lines;
    size_t count, capacity;
    unsigned reports;
    char title[256];
};

static const struct table_column columns_shown[] = {
    {.name = "utc", .title = "UTC", .least = 17, .most = 17, .flags = TABLE_KEEP},
    {.name = "what", .title = "What", .least = 16, .weight = 3, .flags = TABLE_IDENTIFIES | TABLE_COPIED},
    {.name = "detail", .title = "", .least = 12, .weight = 2},
    {.name = "section", .title = "", .flags = TABLE_HIDDEN},
    {.name = "source", .title = "", .flags = TABLE_HIDDEN},
};

static const struct report *report_of(const struct research_list *view)
{
    return researches_of(view->app, view->target.id)->report;
}

/* --- lines --- */

static struct list_line *add(struct research_list *view, const struct checklist_section *section, enum role role)
{
    view->lines = grow_array(view->lines, &view->capacity, view->count + 1, sizeof *view->lines);
    struct list_line *line = &view->lines[view->count++];
    *line = (struct list_line){.section = section, .role = role};
    return line;
}

static const struct source_line *line_of(const struct report *report, enum research_source source)
{
    for (size_t i = 0; i < report->source_count; i++)
        if (report->sources[i].source == source)
            return &report->sources[i];
    return NULL;
}

/* What of its sources is not whole: a line each; whether all are. */
static bool add_states(struct research_list *view, const struct report *report, const struct checklist_section *section)
{
    bool whole = true;
    for (size_t i = 0; section->sources[i] != RESEARCH_SOURCES; i++) {
        const struct source_line *source = line_of(report, section->sources[i]);
        const char *state = source ? source->state : "not tried", *label = research_source(section->sources[i])->label;
        if (!strcmp(state, "ok"))
            continue;
        whole = false;
        bool going = source && research_is_going(source), part = source && research_is_read(source);
        struct list_line *line = add(view, section, going ? ROLE_DIM : ROLE_WARNING);
        snprintf(line->what, sizeof line->what, "%s: %s", label,
                 going  ? "being read ..."
                 : part ? "read in part"
                        : "not read");
        if (!going)
            snprintf(line->text, sizeof line->text, "%s%s%s", part ? "" : state, part ? "" : ". ",
                     source ? source->say : "");
    }
    return whole;
}

static void add_section(struct research_list *view, const struct report *report,
                        const struct checklist_section *section)
{
    auto_buf struct buf from = buf_make(LINE_TEXT - 1);
    struct list_line *heading = add(view, section, ROLE_TITLE);
    for (size_t i = 0; section->sources[i] != RESEARCH_SOURCES; i++)
        buf_printf(&from, "%s%s", i ? ", " : "", research_source(section->sources[i])->label);
    snprintf(heading->what, sizeof heading->what, "%s", section->title);
    snprintf(heading->text, sizeof heading->text, "from: %s", buf_text(&from));
    bool whole = add_states(view, report, section);
    for (size_t i = 0; i < section->count; i++)
        add(view, section, section->rows[i].recent ? ROLE_NORMAL : ROLE_DIM)->row = &section->rows[i];
    if (section->count || !whole)
        return;
    struct list_line *none = add(view, section, ROLE_NORMAL);
    snprintf(none->what, sizeof none->what, "%s", section->none);
}

static void make(struct research_list *view)
{
    const struct research *research = researches_of(view->app, view->target.id);
    view->reports = research->reports;
    view->count = 0;
    for (size_t i = 0; research->report && i < CHECKLIST_SECTIONS; i++)
        add_section(view, research->report, &research->report->checklist[i]);
    table_changed(&view->base.table, view->count);
}

static void cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct list_line *line = &((const struct research_list *)owner)->lines[row];
    char text[CLOCK_TEXT];
    out->role = line->role;
    if (column == COLUMN_SECTION)
        out->text = line->section->title;
    else if (column == COLUMN_SOURCE)
        out->text = line->row ? research_source(line->row->source)->label : "";
    else if (column == COLUMN_WHEN && line->row && line->row->time)
        snprintf(out->space, sizeof out->space, "%.10s %.5sZ", clock_format(line->row->time, text), text + 11);
    else if (column == COLUMN_WHAT)
        out->text = line->row ? line->row->what : line->what;
    else if (column == COLUMN_DETAIL)
        out->text = line->row ? line->row->detail : line->text;
    if (column == COLUMN_DETAIL && line->role != ROLE_WARNING)
        out->role = ROLE_DIM;
}

static void key_of(const void *owner, size_t row, char out[TABLE_KEY])
{
    const struct list_line *line = &((const struct research_list *)owner)->lines[row];
    if (line->row)
        snprintf(out, TABLE_KEY, "%.12s %lld %.24s", line->section->title, (long long)line->row->time, line->row->what);
    else
        snprintf(out, TABLE_KEY, "%.12s %.40s", line->section->title, line->what);
}

/* --- the view --- */

static enum reaction message(struct view *base, struct app *app, struct message *told)
{
    struct research_list *view = (struct research_list *)base;
    (void)told;
    if (view->reports != researches_of(app, view->target.id)->reports)
        make(view);
    return REACT_NONE;
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct research_list *view = (struct research_list *)base;
    const struct research *research = researches_of(app, view->target.id);
    const struct report *report = report_of(view);
    char span[RESEARCH_TIME * 2] = "", from[CLOCK_TEXT];
    view->base.empty = research->job_count ? "Reading the sources ..." : "Nothing was read: nothing is known.";
    if (report)
        snprintf(span, sizeof span, "changes since %.10s%s", clock_format(report->from, from),
                 report->provisional ? ", reading ..." : "");
    table_view_draw(&view->base, app, grid, rect, view->title, span, 0);
}

static void choose(struct table_view *base, struct app *app)
{
    struct research_list *view = (struct research_list *)base;
    int row = table_at(&base->table);
    const struct list_line *line = row == TABLE_NO_ROW ? NULL : &view->lines[row];
    if (line && line->row && line->row->record)
        record_view_open_titled(app, &view->target, research_source(line->row->source)->label, line->row->record);
    else if (line)
        app_status(app, ROLE_NORMAL, "%s  %s", line->what, line->text);
}

/* The heading before or after the cursor. */
static void to_heading(struct research_list *view, int by)
{
    int at = table_at(&view->base.table);
    for (int row = at + by; at != TABLE_NO_ROW && row >= 0 && row < (int)view->count; row += by)
        if (view->lines[row].role == ROLE_TITLE) {
            table_go_to(&view->base.table, (size_t)row);
            return;
        }
}

static enum reaction key(struct view *base, struct app *app, int code)
{
    struct research_list *view = (struct research_list *)base;
    if (view->base.table.narrowing || (code != KEY_TABULATOR && code != KEY_BACK_TAB))
        return table_view_key(base, app, code);
    to_heading(view, code == KEY_TABULATOR ? 1 : -1);
    return REACT_REDRAW;
}

static void again(struct table_view *base, struct app *app)
{
    struct research_list *view = (struct research_list *)base;
    researches_begin(app, &view->target, 1, true);
}

static void close_list(struct view *base, struct app *app)
{
    struct research_list *view = (struct research_list *)base;
    xfree(view->lines);
    arena_free(view->arena);
    table_view_close(base, app);
}

void research_list_open(struct app *app, const struct target *target)
{
    static const struct view_ops ops = {
        .name = "research-list",
        .title = "Research by kind",
        .modal = true,
        .close = close_list,
        .draw = draw,
        .key = key,
        .message = message,
        .typing = table_view_types,
        .hint =
            "{choose} record  {next} next section  {narrow} find  {back} back  {copy} copy  {export} export  {refresh} again",
        .hints = table_view_hints};
    static const struct table_ops table_ops = {.name = "research",
                                               .what = "lines",
                                               .ordered = true,
                                               .headless = true,
                                               .growing = true,
                                               .cell = cell,
                                               .key = key_of};
    struct research_list *view = xcalloc(1, sizeof *view);
    view->app = app;
    view->arena = arena_new(0);
    view->target = target_copy(view->arena, target);
    snprintf(view->title, sizeof view->title, "%.200s: by kind", app_target_name(&view->target));
    view->base = (struct table_view){
        .view = {.ops = &ops},
        .table = table_make(&table_ops, view, columns_shown, sizeof columns_shown / sizeof *columns_shown),
        .ask = again,
        .choose = choose};
    make(view);
    app_push(app, &view->base.view);
}

/* One record, whole. What it shows is text of its own: the reading it comes from may be replaced meanwhile. */
#include "ui/views/record_view.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "output/pretty.h"
#include "ui/app/dialog.h"
#include "ui/app/screen.h"
#include "ui/confirm/confirm_view.h"
#include "ui/screen/list.h"
#include "ui/screen/sheet.h"
#include "ui/views/views.h"
#include <stdio.h>
#include <string.h>

enum { VALUE = 1u << 16, RAW = 1u << 20 };

struct record_line {
    const char *label, *text;
};

struct offer { /* what can be done about it */
    const struct row_action *row;
    const char *value; /* what it gets */
};

struct record_shown {
    struct view view;
    struct arena *arena;
    struct target target;
    const char *title, *raw, *name;
    struct record_line *lines;
    size_t count;
    struct offer *offers;
    size_t offer_count;
    struct record rule; /* an inbox rule: its JSON; kind NULL: it is none */
    int top, height;
};

static void copy_fields(struct record_shown *shown, const struct app *app, const struct record *record)
{
    auto_buf struct buf text = buf_make(VALUE);
    shown->lines = arena_alloc(shown->arena, (record->kind->count + 1) * sizeof *shown->lines);
    for (size_t i = 0; i < record->kind->count; i++) {
        const struct field *field = &record->kind->fields[i];
        char when[64];
        buf_clear(&text);
        field_text(field, &record->values[i], app->model->names, &text);
        if (!text.length || field->flags & FIELD_HIDDEN)
            continue;
        if (field->type == FIELD_TIME && record->values[i].number) { /* the viewer's time, UTC beside it */
            zone_show(record->values[i].number, when);
            auto_str char *utc = xstrdup(buf_text(&text));
            buf_clear(&text);
            buf_printf(&text, "%s  (%s)", when, utc);
        }
        shown->lines[shown->count++] = (struct record_line){field->label, arena_strdup(shown->arena, buf_text(&text))};
    }
}

/* Those that make sense for what it is now. */
static void copy_actions(struct record_shown *shown, const struct part *part, const struct record *record)
{
    size_t count = 0;
    while (part->actions && part->actions[count].action)
        count++;
    shown->offers = arena_alloc(shown->arena, (count + 1) * sizeof *shown->offers);
    for (size_t i = 0; i < count; i++)
        if (row_action_fits(&part->actions[i], record))
            shown->offers[shown->offer_count++] = (struct offer){
                .row = &part->actions[i],
                .value = arena_strdup(shown->arena, record_text(record, part->actions[i].field)),
            };
}

static const struct action *action_at(const struct record_shown *shown, size_t i)
{
    return i < shown->offer_count ? action_find(shown->offers[i].row->action) : NULL;
}

/* --- drawing --- */

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct record_shown *shown = (struct record_shown *)base;
    auto_sheet struct sheet sheet = sheet_make(grid, dialog_width(grid), ROLE_MODAL);
    char text[256];
    (void)rect;
    for (size_t i = 0; i < shown->count; i++) {
        int width = utf8_width(shown->lines[i].label) + 2;
        sheet.names = width > sheet.names ? width : sheet.names;
    }
    for (size_t i = 0; i < shown->count; i++)
        sheet_field(&sheet, shown->lines[i].label, ROLE_NORMAL, shown->lines[i].text);
    const struct action *action;
    for (size_t i = 0; (action = action_at(shown, i)); i++) {
        if (!i)
            sheet_gap(&sheet);
        snprintf(text, sizeof text, "%zu  %s", i + 1, action->label);
        sheet_line(&sheet, ROLE_KEY, text);
    }
    if (shown->rule.kind) {
        snprintf(text, sizeof text, "%s  What did this rule eat?", keymap_key(&app->keymap, "record.eaten"));
        sheet_line(&sheet, ROLE_KEY, text);
    }
    if (shown->raw) {
        sheet_gap(&sheet);
        sheet_line(&sheet, ROLE_DIM, "As the service sent it");
        sheet_indent(&sheet, 2, ROLE_NORMAL, shown->raw);
    }
    struct rect in = dialog_frame(app, grid, shown->title, sheet.y, 0);
    shown->height = in.height;
    sheet_show(&sheet, grid, in, &shown->top);
}

/* --- keys --- */

static bool act(struct record_shown *shown, struct app *app, int key)
{
    const struct action *action;
    for (size_t i = 0; (action = action_at(shown, i)); i++) {
        struct param_value value = {.name = shown->offers[i].row->param, .value = shown->offers[i].value};
        if (key != '1' + (int)i) /* digits: letters move here */
            continue;
        confirm_open_named(app, action, &shown->target, &value,
                           *shown->name ? (const char *const[]){shown->name, NULL} : NULL);
        return true;
    }
    return false;
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct record_shown *shown = (struct record_shown *)base;
    if (key == KEY_ESCAPE || key == KEY_RETURN)
        return REACT_CLOSE;
    if (keymap_is(&app->keymap, "copy", app->pressed)) {
        app_copy(app, shown->raw ? shown->raw : shown->lines[0].text);
        return REACT_REDRAW;
    }
    return sheet_key(&shown->top, shown->height, key) || act(shown, app, app->pressed) ? REACT_REDRAW : REACT_UNHANDLED;
}

static enum reaction eaten(struct view *base, struct app *app)
{
    struct record_shown *shown = (struct record_shown *)base;
    if (shown->rule.kind)
        rule_view_open(app, &shown->target, &shown->rule, 0);
    else
        app_status(app, ROLE_NORMAL, "This is no inbox rule.");
    return REACT_REDRAW;
}

const struct ui_command record_keys[] = {
    {"record.eaten", "Of an inbox rule: what did it eat?", "In a record", {'e'}, IN_OTHERS, .act = eaten},
    {.name = NULL},
};

static void close_record(struct view *base, struct app *app)
{
    struct record_shown *shown = (struct record_shown *)base;
    (void)app;
    arena_free(shown->arena);
    xfree(shown);
}

void record_view_open(struct app *app, const struct target *target, const struct part *part,
                      const struct record *record)
{
    static const struct view_ops ops = {.name = "record",
                                        .title = "Details",
                                        .modal = true,
                                        .close = close_record,
                                        .draw = draw,
                                        .key = key,
                                        .hint = "{up}{down} scroll  {copy} copy the JSON  {back} back"};
    struct record_shown *shown = xcalloc(1, sizeof *shown);
    auto_buf struct buf pretty = buf_make(RAW);
    struct raw_reader reader = {.block = NULL};
    shown->view.ops = &ops;
    shown->arena = arena_new(0);
    shown->target = target_copy(shown->arena, target);
    shown->title = part->title;
    shown->name = arena_strdup(shown->arena, record_text_at(record, record->kind->title));
    const char *raw = record_raw(record, &reader);
    if (raw)
        pretty_json(raw, &pretty);
    raw_reader_free(&reader);
    shown->raw = pretty.length ? arena_strdup(shown->arena, buf_text(&pretty)) : NULL;
    if (rule_view_is_about(record))
        shown->rule = (struct record){.kind = record->kind, .raw = shown->raw};
    copy_fields(shown, app, record);
    copy_actions(shown, part, record);
    app_push(app, &shown->view);
}

void record_view_open_titled(struct app *app, const struct target *target, const char *title,
                             const struct record *record)
{
    record_view_open(app, target, &(struct part){.title = title}, record);
}

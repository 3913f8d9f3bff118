/* Fields as lines of a sheet. */
#include "ui/form/form.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "ui/app/hint.h"
#include "ui/form/form_text.h"
#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMNS = 24, LEAST_FIELD = 20, MULTILINE_LINES = 4, LISTED = 8, FOUND = 6 };

/* --- one line --- */

static int radio_width(const struct form_field *field)
{
    int width = 0;
    for (size_t i = 0; i < field->choices; i++)
        width += utf8_width(field->param->choices[i]) + 6;
    return width - 2;
}

static void draw_radio(const struct form_field *field, struct sheet *sheet, struct rect room, bool focus)
{
    const char *text = field->param->choices[field->choice];
    int x = 0;
    if (radio_width(field) > room.width) {
        grid_printf(sheet->grid, room, 0, 0, focus ? ROLE_CURSOR : ROLE_INPUT, "< %s >", *text ? text : "-");
        if (focus)
            grid_printf(sheet->grid, room, utf8_width(text) + 6, 0, ROLE_DIM, "%zu of %zu", field->choice + 1,
                        field->choices);
        return;
    }
    for (size_t i = 0; i < field->choices; i++) {
        bool here = i == field->choice;
        const char *choice = field->param->choices[i];
        x += 2 + grid_printf(sheet->grid, room, x, 0,
                             here && focus ? ROLE_CURSOR
                             : here        ? ROLE_INPUT
                                           : sheet->role,
                             "%s %s",
                             !here                ? "( )"
                             : sheet->grid->ascii ? "(*)"
                                                  : "(•)",
                             *choice ? choice : "-");
    }
}

static void draw_line(struct form_field *field, struct sheet *sheet, struct rect room, bool focus)
{
    field->width = room.width;
    switch (field->kind) {
    case FIELD_RADIO:
        draw_radio(field, sheet, room, focus);
        break;
    case FIELD_SWITCH:
        grid_put(sheet->grid, room, 0, 0, focus ? ROLE_CURSOR : ROLE_INPUT, field->on ? "[x] yes" : "[ ] no");
        break;
    case FIELD_LINES:
        form_text_draw(&field->entry, sheet->grid, room, focus);
        break;
    default:
        entry_draw(&field->entry, sheet->grid, room, 0, 0, room.width, focus, field->param->kind == PARAM_SECRET);
    }
}

/* All of a text while it is written, its beginning otherwise. */
static int lines_of(const struct form_field *field, int width, bool focus)
{
    if (field->kind != FIELD_LINES)
        return 1;
    int lines = form_text_lines(&field->entry, width) + 1;
    if (!focus)
        return lines - 1 < MULTILINE_LINES ? lines - 1 : MULTILINE_LINES;
    return lines < MULTILINE_LINES ? MULTILINE_LINES : lines;
}

/* --- lists --- */

static void draw_option(struct sheet *sheet, int x, const char *mark, const struct form_option *option, bool here)
{
    struct rect room = {x, 0, sheet->rect.width - x - 1, sheet->rect.height};
    enum role role = here ? ROLE_CURSOR : sheet->role;
    int used = grid_printf(sheet->grid, room, 0, sheet->y, role, "%s%s", mark, option->label);
    if (option->detail)
        grid_put(sheet->grid, room, used + 2, sheet->y, here ? ROLE_CURSOR : ROLE_DIM, option->detail);
    sheet->y++;
}

/* The window of a table on its options; the line of the cursor is returned. */
static int draw_options(struct sheet *sheet, int x, struct table *table, size_t count, int most, bool focus)
{
    char position[64];
    int height = count < (size_t)most ? (int)count : most;
    sheet_room(sheet, height + 1);
    table->role = sheet->role;
    table->still = !focus;
    table_changed(table, count);
    table_draw(table, sheet->grid, (struct rect){x, sheet->y, sheet->rect.width - x - 1, height});
    int line = sheet->y + (int)(table->list.cursor - table->list.top);
    sheet->y += height;
    if (count > (size_t)height)
        grid_put(sheet->grid, sheet->rect, x + table_gutter(table), sheet->y++, ROLE_DIM,
                 table_position(table, position, sizeof position));
    return line;
}

static int draw_checks(const struct form *form, struct form_field *field, struct sheet *sheet, int x, bool focus)
{
    int line = sheet->y;
    sheet_room(sheet, 1);
    if (field->options.count)
        return draw_options(sheet, x, &field->table, field->options.count, LISTED, focus);
    grid_put(sheet->grid, sheet->rect, x, sheet->y++, focus ? ROLE_CURSOR : ROLE_DIM,
             form->reading ? sheet->grid->ascii ? "reading ..." : "reading …" : "nothing to choose");
    return line;
}

static void draw_search(struct form_field *field, struct sheet *sheet, int x)
{
    const struct form_search *search = &field->search;
    sheet_room(sheet, 1);
    if (search->error.code != ERR_OK) {
        sheet_indent(sheet, x, ROLE_ERROR, search->error.message);
        sheet_indent(sheet, x, ROLE_DIM, search->error.hint);
    } else if (search->wanted || search->job) {
        sheet_indent(sheet, x, ROLE_DIM, sheet->grid->ascii ? "searching ..." : "searching …");
    } else if (search->answered && !search->found.count) {
        sheet_indent(sheet, x, ROLE_WARNING, "Nothing found by that beginning.");
    }
}

static int draw_pick(struct form_field *field, struct sheet *sheet, int x, bool focus)
{
    const struct form_search *search = &field->search;
    size_t count = field->options.count;
    sheet_room(sheet, (int)count + 1);
    int line = sheet->y;
    for (size_t i = 0; i < count; i++) {
        bool here = focus && search->at == count - i;
        line = here ? sheet->y : line;
        draw_option(sheet, x, sheet->grid->ascii ? "* " : "• ", &field->options.items[i], here);
    }
    line = search->at ? line : sheet->y;
    if (field->param->many || !count || focus || field->entry.text.length) {
        int width = sheet->rect.width - x - 1;
        entry_draw(&field->entry, sheet->grid, sheet->rect, x, sheet->y++, width, focus && !search->at, false);
    }
    if (!focus)
        return line;
    if (search->found.count)
        return draw_options(sheet, x, &field->table, search->found.count, FOUND, !search->at);
    draw_search(field, sheet, x);
    return line;
}

/* --- a field --- */

/* What a time means, beside being what it is; on a day on which the clock is changed that may be something else. */
static void draw_time(const struct form *form, const struct form_field *field, struct sheet *sheet, int x, bool focus)
{
    char meaning[ZONE_MEANING], text[ZONE_MEANING + 32], keys[96];
    int64_t ms, now = clock_now();
    enum zone_time time = zone_understand(buf_text(&field->entry.text), now, &ms);
    bool doubtful = time == ZONE_SKIPPED || time == ZONE_TWICE || ms < now;
    snprintf(text, sizeof text, "%c %s%s", time == ZONE_SKIPPED ? '!' : '=', zone_meaning(time, ms, meaning),
             time != ZONE_SKIPPED && ms < now ? ", which is past" : "");
    if (time != ZONE_NONE)
        sheet_indent(sheet, x, doubtful ? ROLE_WARNING : ROLE_DIM, text);
    else if (focus)
        sheet_indent(sheet, x, ROLE_DIM, ZONE_FORMS);
    if (focus)
        sheet_indent(sheet, x, ROLE_DIM,
                     hint_text(form->keymap, "{up}{down} a day, {page-up} {page-down} a week", keys, sizeof keys));
}

static void draw_help(const struct form *form, const struct form_field *field, struct sheet *sheet, int x)
{
    char text[400], keys[64];
    const struct param *param = field->param;
    const char *help = param->help ? param->help : "", *format = "";
    if (field->kind == FIELD_LINES)
        format = "{text.editor} opens your editor";
    else if (field->kind == FIELD_CHECKS)
        format = param->many ? "{form.toggle} chooses, {form.all} all or none" : "{form.toggle} chooses";
    else if (field->kind == FIELD_PICK && field->options.count)
        format = "{up} and Delete take one off";
    else if (field->kind == FIELD_PICK)
        format = form_pick_searches(field) ? "type to search, {choose} picks" : "{choose} adds";
    hint_text(form->keymap, format, keys, sizeof keys);
    if (form->several && param->computed)
        snprintf(text, sizeof text, "%.300s; empty: unchanged, {department}: each one's own, {}: nothing", help);
    else if (param->kind == PARAM_NUMBER && (field->minimum || field->maximum))
        snprintf(text, sizeof text, "%ld to %ld%s%.300s", field->minimum, field->maximum, *help ? "; " : "", help);
    else if (field->kind == FIELD_LINES ||
             (field->kind == FIELD_PICK && !field->options.count && !form_pick_searches(field)))
        snprintf(text, sizeof text, "%.300s%s%s", help, *help ? "; " : "", keys);
    else
        snprintf(text, sizeof text, "%.300s", *keys ? keys : help);
    sheet_indent(sheet, x, ROLE_DIM, text);
}

/* What is somebody else's to change, and whose. */
static int draw_locked(const struct form_field *field, struct sheet *sheet, int x)
{
    const char *value = field->options.count ? field->options.items[0].label : buf_text(&field->entry.text);
    int line = sheet->y;
    auto_buf struct buf text = buf_make(1u << 16);
    buf_printf(&text, "%s%s(%s)", value, *value ? "  " : "", field->locked);
    sheet_indent(sheet, x, ROLE_DISABLED, buf_text(&text));
    return line;
}

/* What it was before somebody changed it here. */
static void draw_before(const struct form *form, const struct form_field *field, struct sheet *sheet, int x)
{
    auto_buf struct buf text = buf_make(1u << 16);
    const char *now = form_text(form, (size_t)(field - form->fields));
    if (!field->before || !strcmp(now ? now : "", field->before))
        return;
    buf_puts(&text, "was: ");
    for (const char *c = *field->before ? field->before : "empty"; *c; c++)
        buf_putc(&text, *c == '\n' ? ' ' : *c);
    sheet_indent(sheet, x, ROLE_WARNING, buf_text(&text));
}

static int draw_value(const struct form *form, struct form_field *field, struct sheet *sheet, int x, bool focus)
{
    int width = sheet->rect.width - x - 1, line = sheet->y;
    if (field->locked)
        return draw_locked(field, sheet, x);
    if (field->kind == FIELD_CHECKS)
        return draw_checks(form, field, sheet, x, focus);
    if (field->kind == FIELD_PICK)
        return draw_pick(field, sheet, x, focus);
    int lines = lines_of(field, width, focus);
    if (field->kind == FIELD_LINES)
        line += form_text_line(&field->entry, width);
    sheet_room(sheet, lines + 1);
    draw_line(field, sheet, (struct rect){x, sheet->y, width, lines}, focus);
    sheet->y += lines;
    if (field->param->kind == PARAM_DATE_TIME)
        draw_time(form, field, sheet, x, focus);
    return line;
}

/* Returns the line that is typed in. */
static int draw_field(const struct form *form, struct form_field *field, struct sheet *sheet, int labels, bool focus)
{
    const struct param *param = field->param;
    int x = labels, width = sheet->rect.width - labels - 1;
    bool above = width < LEAST_FIELD || utf8_width(param->label) + 2 > labels;
    sheet_room(sheet, 2);
    grid_printf(sheet->grid, sheet->rect, 0, sheet->y, focus ? ROLE_KEY : sheet->role, "%s%s", param->label,
                param->required ? "*" : "");
    if (above) {
        sheet->y++;
        x = width < LEAST_FIELD ? 2 : labels;
    }
    int line = draw_value(form, field, sheet, x, focus);
    draw_before(form, field, sheet, x);
    if (field->error[0]) {
        sheet_room(sheet, 1);
        grid_put(sheet->grid, sheet->rect, x, sheet->y, ROLE_ERROR, "!");
        sheet_indent(sheet, x + 2, ROLE_ERROR, field->error);
    } else if (field->said[0]) {
        sheet_indent(sheet, x, field->doubtful ? ROLE_WARNING : ROLE_DIM, field->said);
    } else if (focus) {
        draw_help(form, field, sheet, x);
    }
    return line;
}

static int label_columns(const struct form *form)
{
    int widest = 0;
    for (size_t i = form_shown(form, 0); i < form->count; i = form_shown(form, i + 1)) {
        int width = utf8_width(form->fields[i].param->label) + 2;
        widest = width > widest ? width : widest;
    }
    return widest > LABEL_COLUMNS ? LABEL_COLUMNS : widest;
}

int form_draw(struct form *form, struct sheet *sheet, size_t focus)
{
    int labels = label_columns(form), line = sheet->y;
    for (size_t i = form_shown(form, 0); i < form->count; i = form_shown(form, i + 1)) {
        if (form->fields[i].param->section) {
            sheet_gap(sheet);
            sheet_line(sheet, ROLE_TITLE, form->fields[i].param->section);
        }
        int typed = draw_field(form, &form->fields[i], sheet, labels, i == focus);
        line = i == focus ? typed : line;
    }
    return line;
}

/* Fields from params: typing, checking, drawing. */
#include "ui/form.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "ui/form_text.h"
#include "ui/keys.h"
#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 4096, MOST_MULTILINE = 1 << 16, LABEL_COLUMNS = 24, LEAST_FIELD = 20, MULTILINE_LINES = 4 };

static const char *value_of(const struct param *param, const struct param_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(values[i].name, param->name) && values[i].value)
            return values[i].value;
    return param->otherwise ? param->otherwise : "";
}

static void field_make(struct form_field *field, const struct param *param, const char *value)
{
    *field = (struct form_field){.param = param, .width = LEAST_FIELD};
    if (param->kind == PARAM_BOOL) {
        field->on = !strcmp(value, "true");
        return;
    }
    if (param->kind == PARAM_CHOICE) {
        for (; param->choices && param->choices[field->choices]; field->choices++)
            if (!strcmp(param->choices[field->choices], value))
                field->choice = field->choices;
        return;
    }
    field->entry = entry_make(param->kind == PARAM_MULTILINE ? MOST_MULTILINE : MOST_TEXT);
    entry_set(&field->entry, value);
}

struct form form_make(const struct param *params, const struct param_value *values, size_t count)
{
    struct form form = {0};
    while (params && params[form.count].name)
        form.count++;
    form.fields = xcalloc(form.count + 1, sizeof *form.fields);
    for (size_t i = 0; i < form.count; i++)
        field_make(&form.fields[i], &params[i], value_of(&params[i], values, count));
    return form;
}

void form_free(struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        entry_free(&form->fields[i].entry);
    xfree(form->fields);
    *form = (struct form){0};
}

/* --- keys --- */

static enum form_move choose(struct form_field *field, int key)
{
    if (!field->choices || (key != KEY_ARROW_LEFT && key != KEY_ARROW_RIGHT && key != KEY_SPACE))
        return FORM_NOT_MINE;
    field->choice = (field->choice + (key == KEY_ARROW_LEFT ? field->choices - 1 : 1)) % field->choices;
    return FORM_TAKEN;
}

enum form_move form_key(struct form *form, size_t at, int key)
{
    struct form_field *field = &form->fields[at];
    enum form_move move = FORM_NOT_MINE;
    if (key == KEY_TABULATOR || key == KEY_BACK_TAB)
        return key == KEY_TABULATOR ? FORM_NEXT : FORM_PREVIOUS;
    if (field->param->kind == PARAM_CHOICE) {
        move = choose(field, key);
    } else if (field->param->kind == PARAM_BOOL) {
        if (key == KEY_SPACE || key == KEY_ARROW_LEFT || key == KEY_ARROW_RIGHT) {
            field->on = !field->on;
            move = FORM_TAKEN;
        }
    } else if (field->param->kind == PARAM_MULTILINE) {
        move = form_text_key(&field->entry, field->width, key) ? FORM_TAKEN : FORM_NOT_MINE;
    } else {
        move = entry_key(&field->entry, key) ? FORM_TAKEN : FORM_NOT_MINE;
    }
    if (move == FORM_TAKEN)
        field->error[0] = '\0';
    if (move == FORM_NOT_MINE && (key == KEY_RETURN || key == KEY_ARROW_DOWN))
        return FORM_NEXT;
    return move == FORM_NOT_MINE && key == KEY_ARROW_UP ? FORM_PREVIOUS : move;
}

/* --- checking --- */

/* The value as --set would give it; NULL: left empty. */
static const char *text_of(const struct form_field *field)
{
    if (field->param->kind == PARAM_BOOL)
        return field->on ? "true" : "false";
    if (field->param->kind == PARAM_CHOICE)
        return field->choices ? field->param->choices[field->choice] : NULL;
    return field->entry.text.length ? buf_text(&field->entry.text) : NULL;
}

const char *form_text(const struct form *form, size_t at)
{
    return text_of(&form->fields[at]);
}

/* action_values over this one param, so that what it says is about this field. */
static bool field_good(struct form_field *field, const struct action *action, struct arena *arena)
{
    struct param only[2] = {*field->param, {.name = NULL}};
    struct action one = *action;
    struct param_value given = {.name = field->param->name, .value = text_of(field)}, *values;
    struct err e = {.code = ERR_OK};
    size_t count, prefix = strlen(action->name);
    field->error[0] = '\0';
    if (!given.value && field->param->required) {
        snprintf(field->error, sizeof field->error, "This is needed.");
        return false;
    }
    only[0].otherwise = NULL; /* what was emptied stays empty */
    one.params = only;
    if (action_values(arena, &one, &given, given.value != NULL, &values, &count, &e))
        return true;
    bool named = !strncmp(e.message, action->name, prefix) && !strncmp(e.message + prefix, ": ", 2);
    snprintf(field->error, sizeof field->error, "%s", named ? e.message + prefix + 2 : e.message);
    return false;
}

bool form_values(struct form *form, const struct action *action, struct arena *arena, struct param_value **values,
                 size_t *count, size_t *wrong)
{
    struct param_value *given = arena_alloc(arena, (form->count + 1) * sizeof *given);
    struct err e = {.code = ERR_OK};
    size_t n = 0;
    *wrong = form->count;
    for (size_t i = form->count; i-- > 0;)
        if (!field_good(&form->fields[i], action, arena))
            *wrong = i;
    for (size_t i = 0; i < form->count; i++) {
        const struct param *param = form->fields[i].param;
        const char *text = text_of(&form->fields[i]);
        bool emptied = !text && param->otherwise && (param->kind == PARAM_TEXT || param->kind == PARAM_MULTILINE);
        if (text || emptied)
            given[n++] = (struct param_value){.name = param->name, .value = text ? text : ""};
    }
    if (*wrong < form->count)
        return false;
    if (action_values(arena, action, given, n, values, count, &e))
        return true;
    *wrong = 0; /* something between the fields */
    if (form->count)
        snprintf(form->fields[0].error, sizeof form->fields[0].error, "%s", e.message);
    return false;
}

/* --- drawing --- */

static void draw_choice(const struct form_field *field, struct sheet *sheet, struct rect room, bool focus)
{
    const char *text = field->choices ? field->param->choices[field->choice] : "";
    grid_printf(sheet->grid, room, 0, 0, focus ? ROLE_CURSOR : ROLE_INPUT, "< %s >", *text ? text : "-");
    int x = utf8_width(text) + 6;
    if (focus)
        grid_printf(sheet->grid, room, x, 0, ROLE_DIM, "%zu of %zu", field->choice + 1, field->choices);
}

static void draw_value(struct form_field *field, struct sheet *sheet, struct rect room, bool focus)
{
    field->width = room.width;
    switch (field->param->kind) {
    case PARAM_CHOICE:
        draw_choice(field, sheet, room, focus);
        break;
    case PARAM_BOOL:
        grid_put(sheet->grid, room, 0, 0, focus ? ROLE_CURSOR : ROLE_INPUT, field->on ? "[x] yes" : "[ ] no");
        break;
    case PARAM_MULTILINE:
        form_text_draw(&field->entry, sheet->grid, room, focus);
        break;
    default:
        entry_draw(&field->entry, sheet->grid, room, 0, 0, room.width, focus, field->param->kind == PARAM_SECRET);
    }
}

static int lines_of(const struct form_field *field, int width)
{
    if (field->param->kind != PARAM_MULTILINE)
        return 1;
    int lines = form_text_lines(&field->entry, width) + 1;
    return lines < MULTILINE_LINES ? MULTILINE_LINES : lines;
}

static int label_columns(const struct form *form)
{
    int widest = 0;
    for (size_t i = 0; i < form->count; i++) {
        int width = utf8_width(form->fields[i].param->label) + 2;
        widest = width > widest ? width : widest;
    }
    return widest > LABEL_COLUMNS ? LABEL_COLUMNS : widest;
}

/* Returns the line that is typed in. */
static int draw_field(struct form_field *field, struct sheet *sheet, int labels, bool focus)
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
        width = sheet->rect.width - x - 1;
    }
    int lines = lines_of(field, width), line = sheet->y;
    if (param->kind == PARAM_MULTILINE)
        line += form_text_line(&field->entry, width);
    sheet_room(sheet, lines + 1);
    draw_value(field, sheet, (struct rect){x, sheet->y, width, lines}, focus);
    sheet->y += lines;
    if (field->error[0]) {
        sheet_room(sheet, 1);
        grid_put(sheet->grid, sheet->rect, x, sheet->y, ROLE_ERROR, "!");
        sheet_indent(sheet, x + 2, ROLE_ERROR, field->error);
    } else if (focus) {
        sheet_indent(sheet, x, ROLE_DIM, param->help);
    }
    return line;
}

int form_draw(struct form *form, struct sheet *sheet, size_t focus)
{
    int labels = label_columns(form), line = sheet->y;
    for (size_t i = 0; i < form->count; i++) {
        int typed = draw_field(&form->fields[i], sheet, labels, i == focus);
        line = i == focus ? typed : line;
    }
    return line;
}

/* What prepare found for the fields: defaults, limits, and lists to choose from. */
#include "ui/form/form.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "ui/screen/keys.h"
#include <stdio.h>
#include <string.h>

void form_options_add(struct form_options *options, struct arena *arena, const struct prepared_option *option)
{
    options->items = grow_array(options->items, &options->capacity, options->count + 1, sizeof *options->items);
    options->items[options->count++] = (struct form_option){.value = arena_strdup(arena, option->value),
                                                            .label = arena_strdup(arena, option->label),
                                                            .detail = arena_strdup(arena, option->detail),
                                                            .chosen = option->chosen,
                                                            .preset = option->chosen};
}

void form_options_text(const struct form_field *field, struct buf *out)
{
    for (size_t i = 0; i < field->options.count; i++)
        if (field->kind == FIELD_PICK || field->options.items[i].chosen)
            buf_printf(out, "%s%s", out->length ? "\n" : "", field->options.items[i].value);
    if (field->kind == FIELD_PICK && field->entry.text.length) /* what was written and not picked is taken as it is */
        buf_printf(out, "%s%s", out->length ? "\n" : "", buf_text(&field->entry.text));
}

void form_expect(struct form *form)
{
    form->reading = true;
    for (size_t i = 0; i < form->count; i++)
        if (form->fields[i].param->kind == PARAM_CHOICE && form->fields[i].kind == FIELD_PICK) {
            form->fields[i].kind = FIELD_CHECKS;
            form->fields[i].options.count = 0;
        }
}

/* Whether `value` is a line of `lines`. */
static bool is_among(const char *lines, const char *value)
{
    size_t wanted = strlen(value);
    for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
        length = strcspn(lines, "\n");
        if (length == wanted && !memcmp(lines, value, length))
            return true;
    }
    return false;
}

/* What is in force in a field that is searched is picked already; elsewhere there is a list to choose from. */
static void take_options(struct form *form, struct form_field *field, const struct prepared_option *options,
                         bool in_force)
{
    bool picks = field->kind == FIELD_PICK;
    for (; options && picks && in_force && !field->touched && field->param->kind != PARAM_CHOICE;
         options = options->next)
        if (options->chosen)
            form_pick_add(form, field, options);
    if (!options || (!picks && field->kind != FIELD_CHECKS) || (picks && (field->touched || field->entry.text.length)))
        return;
    field->kind = FIELD_CHECKS;
    field->options.count = 0;
    for (; options; options = options->next) {
        form_options_add(&field->options, form->arena, options);
        struct form_option *option = &field->options.items[field->options.count - 1];
        field->preselected |= option->chosen;
    }
    form_options_choose(field);
}

void form_options_choose(struct form_field *field)
{
    const char *given = field->given ? field->given : field->suggested;
    for (size_t i = 0; i < field->options.count; i++) {
        struct form_option *option = &field->options.items[i];
        option->chosen = given ? is_among(given, option->value) || is_among(given, option->label) ||
                                     (option->called && is_among(given, option->called))
                               : option->preset;
    }
}

void form_said(struct form *form, const struct prepared *prepared)
{
    for (size_t i = 0; i < form->count; i++)
        if (!form->fields[i].param->asks) /* of that it says what is copied */
            form->fields[i].said[0] = '\0';
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        for (size_t i = 0; i < form->count && param->said; i++)
            if (!strcmp(form->fields[i].param->name, param->name)) {
                snprintf(form->fields[i].said, sizeof form->fields[i].said, "%s", param->said);
                form->fields[i].doubtful = param->doubtful;
            }
}

static void take_default(struct form_field *field, const char *value)
{
    if (field->param->hidden)
        field->given = value;
    if (field->touched || !value || field->param->hidden)
        return;
    field->filled = *value != '\0';
    if (field->kind == FIELD_SWITCH)
        field->on = !strcmp(value, "true");
    else if (field->kind == FIELD_LINE || field->kind == FIELD_LINES)
        entry_set(&field->entry, value);
    for (size_t i = 0; field->kind == FIELD_RADIO && i < field->choices; i++)
        if (!strcmp(field->param->choices[i], value))
            field->choice = i;
}

/* What could not be read is typed. */
static void take_none(struct form *form, struct form_field *field)
{
    if (field->param->kind != PARAM_CHOICE || field->kind != FIELD_CHECKS || field->options.count)
        return;
    field->kind = FIELD_PICK;
    field->table = form_options_table(field);
    if (field->given || field->suggested)
        form_pick_given(form, field, field->given ? field->given : field->suggested);
}

void form_prepare(struct form *form, const struct prepared *prepared)
{
    form->reading = false;
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        for (size_t i = 0; i < form->count; i++) {
            struct form_field *field = &form->fields[i];
            if (strcmp(field->param->name, param->name) != 0)
                continue;
            if (param->minimum || param->maximum) {
                field->minimum = param->minimum;
                field->maximum = param->maximum;
            }
            take_default(field, arena_strdup(form->arena, param->otherwise));
            take_options(form, field, param->options, param->in_force);
            field->locked = arena_strdup(form->arena, param->locked);
            field->before = param->in_force ? arena_strdup(form->arena, param->otherwise) : NULL;
        }
    for (size_t i = 0; i < form->count; i++)
        take_none(form, &form->fields[i]);
    form_update(form);
}

/* --- choosing --- */

static void option_cell(const void *owner, size_t row, size_t column, struct table_cell *out)
{
    const struct form_field *field = owner;
    bool checks = field->kind == FIELD_CHECKS;
    const struct form_option *option = &(checks ? &field->options : &field->search.found)->items[row];
    if (column) {
        out->text = option->detail;
        out->role = ROLE_DIM;
    } else if (checks) {
        snprintf(out->space, sizeof out->space, "[%s] %s", option->chosen ? "x" : " ", option->label);
    } else {
        out->text = option->label;
    }
}

struct table form_options_table(const struct form_field *field)
{
    static const struct table_column shape[] = {{.title = "", .flags = TABLE_IDENTIFIES, .weight = 2},
                                                {.title = "", .least = 8}};
    static const struct table_ops ops = {.plain = true, .headless = true, .cell = option_cell};
    return table_make(&ops, field, shape, sizeof shape / sizeof *shape);
}

static void toggle(struct form_field *field)
{
    struct form_option *at = &field->options.items[field->table.list.cursor];
    bool chosen = !at->chosen;
    for (size_t i = 0; !field->param->many && i < field->options.count; i++)
        field->options.items[i].chosen = false;
    at->chosen = chosen;
}

/* All of them, or none when all are chosen. */
static void toggle_all(struct form_field *field)
{
    bool all = true;
    for (size_t i = 0; i < field->options.count; i++)
        all &= field->options.items[i].chosen;
    for (size_t i = 0; i < field->options.count; i++)
        field->options.items[i].chosen = !all;
}

enum form_move form_checks_key(struct form_field *field, int key)
{
    size_t count = field->options.count, at = field->table.list.cursor;
    bool leaves = (key == KEY_ARROW_UP && at == 0) || (key == KEY_ARROW_DOWN && at + 1 >= count);
    if (!count || leaves)
        return FORM_NOT_MINE;
    if (key == KEY_SPACE)
        toggle(field);
    else if (key == '*' && field->param->many)
        toggle_all(field);
    else
        return table_key(&field->table, key) ? FORM_TAKEN : FORM_NOT_MINE;
    return FORM_TAKEN;
}

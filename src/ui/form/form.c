/* Fields from params: making, typing, checking. */
#include "ui/form/form.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"
#include "ui/form/form_text.h"
#include "ui/screen/keys.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TEXT = 4096, MOST_MULTILINE = 1 << 16, FIRST_WIDTH = 20 };

static const char *value_given(const struct param *param, const struct param_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(values[i].name, param->name) && values[i].value)
            return values[i].value;
    return NULL;
}

static enum field_kind kind_of(const struct param *param)
{
    switch (param->kind) {
    case PARAM_BOOL:
        return FIELD_SWITCH;
    case PARAM_MULTILINE:
        return FIELD_LINES;
    case PARAM_CHOICE:
        return param->choices ? FIELD_RADIO : FIELD_PICK;
    case PARAM_USER:
    case PARAM_GROUP:
    case PARAM_SITE:
        return FIELD_PICK;
    default:
        return FIELD_LINE;
    }
}

/* Values of a line each become picked ones. */
void form_pick_given(struct form *form, struct form_field *field, const char *text)
{
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        char *value = arena_strndup(form->arena, text, length);
        if (length)
            form_pick_add(form, field, &(struct prepared_option){.value = value, .label = value});
    }
}

static void field_set(struct form *form, struct form_field *field, const char *value)
{
    switch (field->kind) {
    case FIELD_SWITCH:
        field->on = !strcmp(value, "true");
        break;
    case FIELD_RADIO:
        for (size_t i = 0; i < field->choices; i++)
            if (!strcmp(field->param->choices[i], value))
                field->choice = i;
        break;
    case FIELD_CHECKS:
    case FIELD_PICK:
        form_pick_given(form, field, value);
        break;
    default:
        entry_set(&field->entry, value);
    }
}

static void field_make(struct form *form, struct form_field *field, const struct param *param, const char *given)
{
    *field = (struct form_field){.param = param,
                                 .kind = kind_of(param),
                                 .minimum = param->minimum,
                                 .maximum = param->maximum,
                                 .width = FIRST_WIDTH};
    while (param->choices && param->choices[field->choices])
        field->choices++;
    field->table = form_options_table(field);
    field->entry = entry_make(field->kind == FIELD_LINES ? MOST_MULTILINE : MOST_TEXT);
    field->touched = given && field->kind != FIELD_PICK;
    field->given = arena_strdup(form->arena, given);
    field_set(form, field, given ? given : param->otherwise ? param->otherwise : "");
}

void form_fill(struct form *form, struct param_values values)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_field *field = &form->fields[i];
        const char *value = param_value_of(values, field->param->name);
        if (!value)
            continue;
        field->given = arena_strdup(form->arena, value);
        field->touched = field->kind != FIELD_PICK;
        field->error[0] = '\0';
        if (field->kind == FIELD_CHECKS)
            form_options_choose(field);
        else
            field_set(form, field, value);
    }
    form_update(form);
}

bool form_is_said(const struct form *form, size_t at)
{
    const struct form_field *field = &form->fields[at];
    bool picked = field->kind == FIELD_PICK && !field->suggested && (field->options.count || field->entry.text.length);
    return field->touched || field->given || picked;
}

void form_suggest(struct form *form, struct param_values values)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_field *field = &form->fields[i];
        const char *value = param_value_of(values, field->param->name),
                   *otherwise = field->param->otherwise ? field->param->otherwise : "";
        bool same = field->suggested && value ? !strcmp(field->suggested, value) : field->suggested == value;
        if (form_is_said(form, i) || field->param->hidden || field->param->kind == PARAM_SECRET || same)
            continue;
        field->suggested = arena_strdup(form->arena, value);
        field->error[0] = '\0';
        if (field->kind == FIELD_CHECKS) {
            form_options_choose(field);
        } else if (!form->reading || field->param->kind != PARAM_CHOICE) { /* else once there is what to choose from */
            field->options.count = 0;
            field_set(form, field, value ? value : otherwise);
        }
    }
    form_update(form);
}

struct form form_make(const struct param *params, const struct param_value *values, size_t count)
{
    struct form form = {.params = params, .arena = arena_new(0)};
    while (params && params[form.count].name)
        form.count++;
    form.fields = xcalloc(form.count + 1, sizeof *form.fields);
    for (size_t i = 0; i < form.count; i++)
        field_make(&form, &form.fields[i], &params[i], value_given(&params[i], values, count));
    form_update(&form);
    return form;
}

void form_free(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_field *field = &form->fields[i];
        entry_free(&field->entry);
        table_free(&field->table);
        xfree(field->options.items);
        xfree(field->search.found.items);
        arena_free(field->search.arena);
    }
    xfree(form->fields);
    arena_free(form->arena);
    *form = (struct form){0};
}

/* --- keys --- */

#define GROUP "In a form"
const struct ui_command form_keys[] = {
    {"form.toggle", "Choose, or turn on and off", GROUP, {KEY_SPACE}, IN_OTHERS, .becomes = KEY_SPACE},
    {"form.all", "Choose all of a list, or none", GROUP, {'*'}, IN_OTHERS, .becomes = '*'},
    {"form.done", "Yes, from any field", GROUP, {KEY_CTRL('S')}, IN_OTHERS, .becomes = KEY_CTRL('S')},
    {"form.template",
     "Of somebody new: the next template, or none",
     GROUP,
     {KEY_CTRL('T')},
     IN_OTHERS,
     .becomes = KEY_CTRL('T')},
    {"text.editor", "Write a long text in your editor", GROUP, {KEY_CTRL('E')}, IN_OTHERS, .becomes = KEY_EDIT},
    {.name = NULL},
};

const char *form_scope(const struct form *form, size_t at)
{
    return form->fields[at].kind == FIELD_LINES ? "text" : "form";
}

static enum form_move radio_key(struct form_field *field, int key)
{
    if (key != KEY_ARROW_LEFT && key != KEY_ARROW_RIGHT && key != KEY_SPACE)
        return FORM_NOT_MINE;
    field->choice = (field->choice + (key == KEY_ARROW_LEFT ? field->choices - 1 : 1)) % field->choices;
    return FORM_TAKEN;
}

static enum form_move switch_key(struct form_field *field, int key)
{
    if (key != KEY_SPACE && key != KEY_ARROW_LEFT && key != KEY_ARROW_RIGHT)
        return FORM_NOT_MINE;
    field->on = !field->on;
    return FORM_TAKEN;
}

/* A day or a week on from what is typed. */
static enum form_move time_key(struct form_field *field, int key)
{
    enum { WEEK = 7 };
    int days = key == KEY_ARROW_UP     ? 1
               : key == KEY_ARROW_DOWN ? -1
               : key == KEY_PAGE_UP    ? WEEK
               : key == KEY_PAGE_DOWN  ? -WEEK
                                       : 0;
    char stepped[CLOCK_TEXT];
    if (!days)
        return entry_key(&field->entry, key) ? FORM_TAKEN : FORM_NOT_MINE;
    entry_set(&field->entry, zone_step(buf_text(&field->entry.text), clock_now(), days, stepped));
    return FORM_TAKEN;
}

static enum form_move field_key(struct form *form, struct form_field *field, int key)
{
    switch (field->kind) {
    case FIELD_SWITCH:
        return switch_key(field, key);
    case FIELD_RADIO:
        return radio_key(field, key);
    case FIELD_CHECKS:
        return form_checks_key(field, key);
    case FIELD_PICK:
        return form_pick_key(form, field, key);
    case FIELD_LINES:
        if (key == KEY_EDIT)
            return FORM_EDIT;
        return form_text_key(&field->entry, field->width, key) ? FORM_TAKEN : FORM_NOT_MINE;
    default:
        return field->param->kind == PARAM_DATE_TIME ? time_key(field, key)
               : entry_key(&field->entry, key)       ? FORM_TAKEN
                                                     : FORM_NOT_MINE;
    }
}

bool form_types(const struct form *form, size_t at)
{
    enum field_kind kind = at < form->count ? form->fields[at].kind : FIELD_SWITCH;
    return kind == FIELD_LINE || kind == FIELD_LINES || kind == FIELD_PICK;
}

enum form_move form_key(struct form *form, size_t at, int key)
{
    struct form_field *field = &form->fields[at];
    if (key == KEY_TABULATOR || key == KEY_BACK_TAB)
        return key == KEY_TABULATOR ? FORM_NEXT : FORM_PREVIOUS;
    assert(!field->locked);
    enum form_move move = field_key(form, field, key);
    if (move == FORM_TAKEN || move == FORM_EDIT) {
        field->error[0] = '\0';
        field->touched = true;
        form_update(form);
    }
    if (move == FORM_NOT_MINE && (key == KEY_RETURN || key == KEY_ARROW_DOWN))
        return FORM_NEXT;
    return move == FORM_NOT_MINE && key == KEY_ARROW_UP ? FORM_PREVIOUS : move;
}

/* --- checking --- */

/* The value as --set would give it, in `arena` where it has to be put together; NULL: left empty. */
static const char *text_of(const struct form_field *field, struct arena *arena)
{
    if (field->param->hidden)
        return field->given;
    switch (field->kind) {
    case FIELD_SWITCH:
        return field->on ? "true" : "false";
    case FIELD_RADIO:
        return field->param->choices[field->choice];
    case FIELD_CHECKS:
    case FIELD_PICK: {
        auto_buf struct buf text = buf_make(1 << 20);
        form_options_text(field, &text);
        return text.length ? arena_strdup(arena, buf_text(&text)) : NULL;
    }
    default:
        return field->entry.text.length ? buf_text(&field->entry.text) : NULL;
    }
}

const char *form_text(const struct form *form, size_t at)
{
    return text_of(&form->fields[at], form->arena);
}

static bool is_needed(struct form_field *field, const char *text)
{
    if (text || (!field->param->required && !field->preselected))
        return false;
    snprintf(field->error, sizeof field->error, field->preselected ? "Choose at least one." : "This is needed.");
    return true;
}

/* The field by itself, within the limits that prepare found. */
static bool field_good(struct form_field *field, struct arena *arena, bool several)
{
    struct param param = *field->param;
    const char *text = text_of(field, arena);
    struct err e = {.code = ERR_OK};
    param.minimum = field->minimum;
    param.maximum = field->maximum;
    field->error[0] = '\0';
    if (field->entry.lost) {
        snprintf(field->error, sizeof field->error,
                 "%s is longer than %zu bytes, and what did not fit is lost: empty it and write it anew", param.name,
                 field->entry.text.limit);
        return false;
    }
    if (is_needed(field, text))
        return false;
    if (several && field->param->alone && text && !param_is_computed(field->param, text)) {
        snprintf(field->error, sizeof field->error,
                 "One user's: of several it is made of each one's properties, such as %s.",
                 "{mailNickname}@contoso.com");
        return false;
    }
    if (!text || !*text || param_check(&param, text, &e))
        return true;
    snprintf(field->error, sizeof field->error, "%s", e.message);
    return false;
}

/* What the fields that `shown` says (all: also the others) hold. What was emptied stays empty: no default fills it. */
static struct param_values texts_of(const struct form *form, struct arena *arena, bool all)
{
    struct param_value *given = arena_alloc(arena, (form->count + 1) * sizeof *given);
    size_t n = 0;
    for (size_t i = 0; i < form->count; i++) {
        const struct param *param = form->fields[i].param;
        const struct form_field *field = &form->fields[i];
        bool there = all || field->shown || param->hidden;
        const char *text = there ? text_of(field, arena) : NULL;
        bool emptied = !text && there &&
                       (field->before || ((param->otherwise || field->filled) &&
                                          (param->kind == PARAM_TEXT || param->kind == PARAM_MULTILINE ||
                                           param->kind == PARAM_DATE_TIME)));
        if (field->before && !strcmp(text ? text : "", field->before)) /* as it is */
            continue;
        if (text || emptied)
            given[n++] = (struct param_value){.name = param->name, .value = text ? text : ""};
    }
    return (struct param_values){given, n};
}

void form_update(struct form *form)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_values values = texts_of(form, arena, true);
    for (size_t i = 0; i < form->count; i++)
        form->fields[i].shown = !form->fields[i].param->hidden &&
                                !(form->several && form->fields[i].param->alone && !form->fields[i].param->computed) &&
                                (!form->fields[i].param->when || form->fields[i].param->when(values));
}

size_t form_shown(const struct form *form, size_t at)
{
    while (at < form->count && !form->fields[at].shown)
        at++;
    return at;
}

size_t form_open(const struct form *form, size_t at)
{
    while (at < form->count && (!form->fields[at].shown || form->fields[at].locked))
        at++;
    return at;
}

bool form_values(struct form *form, struct arena *arena, struct param_values *values, size_t *wrong)
{
    struct err e = {.code = ERR_OK};
    const struct param *about;
    *wrong = form->count;
    for (size_t i = form->count; i-- > 0;)
        if (form->fields[i].shown && !field_good(&form->fields[i], arena, form->several))
            *wrong = i;
    if (*wrong < form->count)
        return false;
    if (params_values(arena, form->params, texts_of(form, arena, false), values, &about, &e))
        return true;
    *wrong = (size_t)(about - form->params); /* something between the fields */
    snprintf(form->fields[*wrong].error, sizeof form->fields[*wrong].error, "%s", e.message);
    return false;
}

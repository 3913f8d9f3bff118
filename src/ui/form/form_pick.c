/* Values collected one by one: typed, looked up, picked from what was found, taken off again. */
#include "ui/form/form.h"

#include "base/arena.h"
#include "base/clock.h"
#include "ui/screen/keys.h"
#include <string.h>

enum { PAUSE = 250 /* ms without a key: then it is worth asking */ };

bool form_pick_searches(const struct form_field *field)
{
    enum param_kind kind = field->param->kind;
    return field->kind == FIELD_PICK && (kind == PARAM_USER || kind == PARAM_GROUP || kind == PARAM_SITE);
}

static void forget_found(struct form_field *field)
{
    struct form_search *search = &field->search;
    search->found.count = 0;
    search->answered = false;
    search->error.code = ERR_OK;
    table_free(&field->table);
    field->table = form_options_table(field);
}

/* The text is another one: what was found before is about something else. */
static void text_changed(struct form_field *field)
{
    if (!form_pick_searches(field))
        return;
    forget_found(field);
    field->search.wanted = field->entry.text.length > 0;
    field->search.due = clock_monotonic() + PAUSE;
}

const char *form_pick_question(struct form_field *field, int64_t now)
{
    if (!form_pick_searches(field) || !field->search.wanted || field->search.due > now)
        return NULL;
    field->search.wanted = false;
    return buf_text(&field->entry.text);
}

void form_pick_found(struct form_field *field, const struct prepared_option *options)
{
    struct form_search *search = &field->search;
    forget_found(field);
    arena_free(search->arena);
    search->arena = arena_new(0);
    search->answered = true;
    for (; options; options = options->next)
        form_options_add(&search->found, search->arena, options);
    table_changed(&field->table, search->found.count);
}

void form_pick_failed(struct form_field *field, const struct err *e)
{
    forget_found(field);
    field->search.error = *e;
}

/* --- picking and taking off --- */

void form_pick_add(struct form *form, struct form_field *field, const struct prepared_option *option)
{
    for (size_t i = 0; i < field->options.count; i++)
        if (!strcmp(field->options.items[i].value, option->value))
            return;
    if (!field->param->many)
        field->options.count = 0;
    form_options_add(&field->options, form->arena, option);
}

static void take_off(struct form_field *field, size_t at)
{
    struct form_options *options = &field->options;
    memmove(&options->items[at], &options->items[at + 1], (options->count - at - 1) * sizeof *options->items);
    options->count--;
    if (field->search.at > options->count)
        field->search.at = options->count;
}

void form_pick_drop(struct form_field *field, const char *value)
{
    for (size_t i = 0; i < field->options.count; i++)
        if (!strcmp(field->options.items[i].value, value)) {
            take_off(field, i);
            return;
        }
}

static void pick(struct form *form, struct form_field *field)
{
    struct form_search *search = &field->search;
    const char *text = buf_text(&field->entry.text);
    struct prepared_option option = {.value = text, .label = text};
    if (field->table.list.cursor < search->found.count) {
        const struct form_option *found = &search->found.items[field->table.list.cursor];
        option = (struct prepared_option){.value = found->value, .label = found->label, .detail = found->detail};
    }
    form_pick_add(form, field, &option);
    entry_set(&field->entry, "");
    text_changed(field);
}

static enum form_move enter(struct form *form, struct form_field *field)
{
    struct form_search *search = &field->search;
    if (!field->entry.text.length)
        return FORM_NOT_MINE;
    if (!form_pick_searches(field) || search->found.count)
        pick(form, field);
    else if (search->answered)
        return FORM_NOT_MINE; /* nothing found: it stays as it is written */
    else
        search->due = clock_monotonic();
    return FORM_TAKEN;
}

/* Among the values above the text. */
static enum form_move picked_key(struct form_field *field, int key)
{
    struct form_search *search = &field->search;
    if (key == KEY_ARROW_UP && search->at < field->options.count)
        search->at++;
    else if (key == KEY_ARROW_DOWN || key == KEY_RETURN)
        search->at--;
    else if (key == KEY_ERASE || key == KEY_REMOVE || key == KEY_CTRL('H'))
        take_off(field, field->options.count - search->at);
    else
        return FORM_NOT_MINE;
    return FORM_TAKEN;
}

static enum form_move found_key(struct form_field *field, int key)
{
    size_t at = field->table.list.cursor, count = field->search.found.count;
    if (key == KEY_ARROW_UP && at == 0 && field->options.count) {
        field->search.at = 1;
        return FORM_TAKEN;
    }
    if (!count || (key == KEY_ARROW_UP && at == 0) || (key == KEY_ARROW_DOWN && at + 1 == count))
        return FORM_NOT_MINE;
    return table_key(&field->table, key) ? FORM_TAKEN : FORM_NOT_MINE;
}

enum form_move form_pick_key(struct form *form, struct form_field *field, int key)
{
    if (field->search.at && !key_is_text(key))
        return picked_key(field, key);
    field->search.at = 0;
    if (key == KEY_RETURN)
        return enter(form, field);
    if (key == KEY_ARROW_UP || key == KEY_ARROW_DOWN || key == KEY_PAGE_UP || key == KEY_PAGE_DOWN)
        return found_key(field, key);
    if (key == KEY_ERASE && !field->entry.text.length && field->options.count) {
        take_off(field, field->options.count - 1);
        return FORM_TAKEN;
    }
    if (!entry_key(&field->entry, key))
        return FORM_NOT_MINE;
    text_changed(field);
    return FORM_TAKEN;
}

void form_name(struct form *form, const char *value, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        for (size_t k = 0; form->fields[i].kind == FIELD_PICK && k < form->fields[i].options.count; k++)
            if (!strcmp(form->fields[i].options.items[k].value, value))
                form->fields[i].options.items[k].label = arena_strdup(form->arena, name);
}

/* Fields whose value says what the others may be, as a user to copy from: prepare is asked again as soon as there is one. */
#include "ui/confirm/confirm.h"

#include <stdio.h>
#include <string.h>

/* The field that asks, with a value that was picked: what is still typed may mean several. */
static struct form_field *asking(struct confirm *confirm)
{
    for (size_t i = 0; i < confirm->form.count; i++)
        if (confirm->form.fields[i].param->asks && confirm->form.fields[i].shown)
            return &confirm->form.fields[i];
    return NULL;
}

static const char *picked(const struct form_field *field)
{
    return field && field->options.count ? field->options.items[0].value : NULL;
}

static bool is_new(const struct confirm *confirm, const char *value)
{
    return confirm->answered && value ? strcmp(confirm->answered, value) != 0 : confirm->answered != value;
}

void confirm_asks_key(struct confirm *confirm, struct app *app)
{
    struct form_field *field = asking(confirm);
    const char *value = picked(field);
    if (confirm->stage != CONFIRM_ASK || confirm->prepare || confirm->count != 1 || !field || !is_new(confirm, value))
        return;
    confirm_asks_end(confirm, app);
    confirm->answered = arena_strdup(confirm->arena, value);
    confirm->taking = false;
    if (!value) {
        confirm_asks_take(confirm, NULL);
        return;
    }
    struct message message = message_about(TO_PREPARE, confirm->action, confirm->targets, 1);
    struct param_value *values = arena_alloc(message.arena, sizeof *values);
    *values = (struct param_value){field->param->name, arena_strdup(message.arena, value)};
    message.values = values;
    message.value_count = 1;
    confirm->asks_job = app_post(app, &message);
    if (!confirm->asks_job)
        message_free(&message);
    snprintf(field->said, sizeof field->said, "Reading …");
}

/* What another user has, for the fields in which nobody has written. */
static void take_copied(struct confirm *confirm, const struct prepared *prepared)
{
    size_t count = 0;
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        count += param->copied;
    struct param_value *values = arena_alloc(confirm->arena, (count + 1) * sizeof *values);
    confirm->taken_over = (struct param_values){values, 0};
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        if (param->copied)
            values[confirm->taken_over.count++] = (struct param_value){arena_strdup(confirm->arena, param->name),
                                                                       arena_strdup(confirm->arena, param->otherwise)};
    confirm_create_suggest(confirm);
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        for (const struct prepared_option *one = param->copied ? param->options : NULL; one; one = one->next)
            if (one->chosen)
                form_name(&confirm->form, one->value, one->label);
}

/* Beside what somebody picked, in place of what came from another user before. */
static void take_picked(struct confirm *confirm, const struct prepared *prepared)
{
    for (size_t i = 0; i < confirm->form.count; i++) {
        struct form_field *field = &confirm->form.fields[i];
        const struct prepared_param *param = prepared ? prepared->params : NULL;
        while (param && (!param->copied || strcmp(param->name, field->param->name) != 0))
            param = param->next;
        for (size_t k = 0; k < confirm->taken_over.count; k++)
            if (!strcmp(confirm->taken_over.items[k].name, field->param->name))
                form_pick_drop(field, confirm->taken_over.items[k].value);
        for (const struct prepared_option *one = param ? param->options : NULL; one; one = one->next)
            form_pick_add(&confirm->form, field, one);
    }
    size_t count = 0;
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        for (const struct prepared_option *one = param->copied ? param->options : NULL; one; one = one->next)
            count++;
    struct param_value *values = arena_alloc(confirm->arena, (count + 1) * sizeof *values);
    confirm->taken_over = (struct param_values){values, 0};
    for (const struct prepared_param *param = prepared ? prepared->params : NULL; param; param = param->next)
        for (const struct prepared_option *one = param->copied ? param->options : NULL; one; one = one->next)
            values[confirm->taken_over.count++] = (struct param_value){arena_strdup(confirm->arena, param->name),
                                                                       arena_strdup(confirm->arena, one->value)};
}

void confirm_asks_take(struct confirm *confirm, const struct prepared *prepared)
{
    struct form_field *field = asking(confirm);
    auto_buf struct buf notes = buf_make(1u << 16);
    for (const struct prepared_note *note = prepared ? prepared->notes : NULL; note; note = note->next)
        buf_printf(&notes, "%s%s", notes.length ? " " : "", note->text);
    if (field)
        snprintf(field->said, sizeof field->said, "%s", buf_text(&notes));
    confirm->taking = prepared != NULL;
    if (confirm_creates(confirm))
        take_copied(confirm, prepared);
    else
        take_picked(confirm, prepared);
}

void confirm_asks_message(struct confirm *confirm, struct app *app, const struct message *message)
{
    struct form_field *field = asking(confirm);
    if (!confirm->asks_job || message->job != confirm->asks_job)
        return;
    app->redraw = true;
    if (message->kind == FROM_PREPARED && message->error.code == ERR_OK)
        confirm_asks_take(confirm, message->prepared);
    if (message->error.code != ERR_OK && message->error.code != ERR_CANCELLED && field) {
        field->said[0] = '\0';
        snprintf(field->error, sizeof field->error, "%.250s: %.250s", message->error.message, message->error.hint);
    }
    if (message->kind == FROM_JOB_END)
        confirm->asks_job = 0;
}

void confirm_asks_settle(const struct confirm *confirm, struct param_values *values)
{
    struct param_value *items = (struct param_value *)values->items; /* of the caller's arena */
    for (size_t i = 0; confirm->taking && i < values->count; i++) {
        const struct param *param = param_called(confirm->form.params, items[i].name);
        if (param && param->asks)
            items[i].value = NULL;
    }
}

void confirm_asks_end(struct confirm *confirm, struct app *app)
{
    if (confirm->asks_job)
        app_cancel(app, confirm->asks_job);
    confirm->asks_job = 0;
}

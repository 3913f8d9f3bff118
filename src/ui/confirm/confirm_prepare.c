/* What is to be said before: guessed at once from what the table knows, then as the worker has read it. */
#include "ui/confirm/confirm.h"

#include <string.h>

enum { MOST_WARNINGS = 16 };

/* --- asking --- */

void confirm_prepare_begin(struct confirm *confirm, struct app *app)
{
    struct message message = message_about(TO_PREPARE, confirm->action, confirm->targets, confirm->count);
    if (confirm->entries) {
        int64_t *ids = arena_alloc(message.arena, confirm->count * sizeof *ids);
        message.entry_ids = memcpy(ids, confirm->entries, confirm->count * sizeof *ids);
        message.entry_id_count = confirm->count;
    }
    confirm->known = arena_alloc(confirm->arena, (confirm->count + 1) * sizeof *confirm->known);
    confirm->known_count = 0;
    confirm->failed.code = ERR_OK;
    confirm->more_known = true;
    confirm->prepare = app_post(app, &message);
    if (!confirm->prepare)
        message_free(&message);
    else if ((confirm->count == 1 || confirm->action->flags & ACTION_PREPARES_SEVERAL) && confirm->action->prepare &&
             !confirm->entries)
        form_expect(&confirm->form);
}

void confirm_prepare_end(struct confirm *confirm, struct app *app)
{
    if (confirm->prepare)
        app_cancel(app, confirm->prepare);
    confirm->prepare = 0;
}

/* --- the answers --- */

static const char *const *copy_texts(struct arena *arena, const char *const *texts)
{
    size_t count = 0;
    while (texts && texts[count])
        count++;
    const char **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_strdup(arena, texts[i]);
    return copy;
}

static void take_notes(struct confirm *confirm, const struct prepared *prepared)
{
    struct prepared_note **last = &confirm->notes;
    *last = NULL;
    for (const struct prepared_note *note = prepared ? prepared->notes : NULL; note; note = note->next) {
        *last = arena_alloc(confirm->arena, sizeof **last);
        **last = (struct prepared_note){.text = arena_strdup(confirm->arena, note->text), .warning = note->warning};
        last = &(*last)->next;
    }
}

/* The name must be typed, as is known only now. Whoever is on the buttons is brought there: on them the letters of a name would be
 * answers. */
void confirm_want_name(struct confirm *confirm)
{
    if (confirm->wanted)
        return;
    confirm->wanted = confirm->targets[0].user_principal_name;
    if (confirm->focus > confirm->form.count)
        confirm->focus = confirm->form.count;
}

static void take_failure(struct confirm *confirm, const struct err *e)
{
    if (e->code == ERR_CANCELLED)
        return;
    confirm->failed = *e;
    confirm->focus = 0;
    confirm->top = 0;
}

/* Licences are known by their names on the screen; the part number stays beside it. */
static void name_licences(struct confirm *confirm, const struct app *app)
{
    char spare[GUID_TEXT];
    struct guid id;
    for (size_t i = 0; i < confirm->form.count; i++) {
        struct form_options *options = &confirm->form.fields[i].options;
        for (size_t j = 0; confirm->form.fields[i].param->kind == PARAM_CHOICE && j < options->count; j++) {
            struct form_option *option = &options->items[j];
            if (!guid_parse(option->value, strlen(option->value), &id))
                continue;
            const char *name = sku_name(app->model->names, &id, spare);
            if (name == spare || !strcmp(name, option->label))
                continue; /* nobody knows more than the part number */
            option->detail = arena_printf(confirm->form.arena, "%s%s%s", option->detail ? option->detail : "",
                                          option->detail ? "  " : "", option->label);
            option->called = option->label;
            option->label = arena_strdup(confirm->form.arena, name);
        }
    }
}

static void take_target(struct confirm *confirm, const struct app *app, const struct message *message)
{
    struct confirm_known *known = &confirm->known[message->index];
    confirm->known_count += !known->answered;
    *known = (struct confirm_known){.answered = true,
                                    .warnings = copy_texts(confirm->arena, message->warnings),
                                    .left_out = arena_strdup(confirm->arena, message->text)};
    confirm->more_known = true;
    if (confirm->count > 1) {
        if (message->error.code != ERR_OK)
            known->warnings = copy_texts(confirm->arena, (const char *const[]){message->error.message, NULL});
        if (message->index || !(confirm->action->flags & ACTION_PREPARES_SEVERAL))
            return;
        take_notes(confirm, message->prepared);
        form_prepare(&confirm->form, message->prepared);
        name_licences(confirm, app);
        return;
    }
    if (message->wants_name)
        confirm_want_name(confirm);
    if (message->error.code != ERR_OK) {
        take_failure(confirm, &message->error);
        return;
    }
    confirm_create_tenant(confirm, app, message);
    take_notes(confirm, message->prepared);
    form_prepare(&confirm->form, message->prepared);
    if (confirm_creates(confirm))
        confirm_create_suggest(confirm);
    if (confirm->focus < confirm->form.count)
        confirm->focus = form_open(&confirm->form, confirm->focus);
    name_licences(confirm, app);
}

void confirm_prepare_message(struct confirm *confirm, const struct app *app, const struct message *message)
{
    if (!confirm->prepare || message->job != confirm->prepare)
        return;
    if (message->kind == FROM_PREPARED && message->index < confirm->count)
        take_target(confirm, app, message);
    if (message->kind != FROM_JOB_END)
        return;
    confirm->prepare = 0;
    confirm->form.reading = false;
    if (message->error.code != ERR_OK)
        take_failure(confirm, &message->error);
}

/* --- what is said --- */

struct tally { /* a warning and how many of the targets it is about */
    const char *text;
    size_t count;
};

static void tally_add(struct tally *tallies, size_t *n, const char *text)
{
    for (size_t i = 0; i < *n; i++)
        if (!strcmp(tallies[i].text, text)) {
            tallies[i].count++;
            return;
        }
    if (*n < MOST_WARNINGS)
        tallies[(*n)++] = (struct tally){.text = text, .count = 1};
}

/* Before the worker has said what it read; who has a standing of his own he alone knows. */
static void guess(struct confirm *confirm, const struct target *target, struct tally *tallies, size_t *n)
{
    for (const char **one = action_warnings(confirm->said, confirm->action, target); *one; one++)
        tally_add(tallies, n, *one);
}

/* Those who will be left out; the list says who and why. What else there is to warn of does not happen to them. */
static size_t count_left_out(struct confirm *confirm, size_t n)
{
    if (confirm->going < confirm->taken)
        confirm->warnings[n++] = arena_printf(confirm->said, "%zu of %zu will be left out: see beside the names",
                                              confirm->taken - confirm->going, confirm->taken);
    return n;
}

void confirm_prepare_tell(struct confirm *confirm, const struct app *app)
{
    struct tally tallies[MOST_WARNINGS];
    size_t n = 0;
    if (!confirm->more_known)
        return;
    if (confirm->count > 1)
        confirm_many_retell(confirm, app);
    confirm->more_known = false;
    arena_free(confirm->said);
    confirm->said = arena_new(0);
    for (size_t i = 0; i < confirm->count; i++) {
        const struct confirm_known *known = &confirm->known[i];
        if (!confirm_is_taken(confirm, i))
            continue;
        if (!known->answered)
            guess(confirm, &confirm->targets[i], tallies, &n);
        for (const char *const *one = known->warnings; one && *one && !known->left_out; one++)
            tally_add(tallies, &n, *one);
    }
    confirm->warnings = arena_alloc(confirm->said, (n + 2) * sizeof *confirm->warnings);
    for (size_t i = 0; i < n; i++)
        confirm->warnings[i] = confirm->count == 1 ? tallies[i].text
                                                   : arena_printf(confirm->said, "%zu of %zu: %s", tallies[i].count,
                                                                  confirm->going, tallies[i].text);
    confirm->warning_count = confirm->count > 1 ? count_left_out(confirm, n) : n;
    confirm->may = permission_of(confirm->action, app_permissions(app), &confirm->forbidden);
}

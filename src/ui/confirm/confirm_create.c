/* Somebody new: who it will be follows from what is typed, whether the name is free is asked while it is, and a link that is pasted into a
 * field fills the form. */
#include "ui/confirm/confirm.h"

#include "action/person.h"
#include "action/prefill.h"
#include "action/template.h"
#include "base/clock.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PAUSE = 350 /* ms without a key: then it is worth asking */ };

bool confirm_creates(const struct confirm *confirm)
{
    return confirm->action && confirm->action->flags & ACTION_CREATES && !confirm->entries && !confirm->each;
}

/* Who it would be by what is typed now; `arena` holds the texts. */
static struct target named(const struct confirm *confirm, struct arena *arena)
{
    const struct form *form = &confirm->form;
    struct target target = {.user_principal_name = "", .display_name = ""};
    struct param_value *values = arena_alloc(arena, (form->count + 1) * sizeof *values);
    for (size_t i = 0; i < form->count; i++) {
        const char *text = form_text(form, i);
        values[i] = (struct param_value){form->fields[i].param->name, arena_strdup(arena, text ? text : "")};
    }
    confirm->action->names(arena, (struct param_values){values, form->count}, &target);
    return target;
}

/* The question names whom it is about as soon as that is known. */
static void retell(struct confirm *confirm)
{
    auto_arena struct arena *arena = arena_new(0);
    struct target target = named(confirm, arena);
    if (confirm->asked && strcasecmp(confirm->asked, target.user_principal_name) != 0)
        form_said(&confirm->form, NULL); /* that was about another name */
    confirm->text = *target.user_principal_name && *target.display_name
                        ? action_confirm_text(confirm->arena, confirm->action, &target, 1)
                        : arena_printf(confirm->arena, "%s.", confirm->action->label);
}

static void say_problems(struct confirm *confirm, const struct prefill *prefill)
{
    size_t count = 0;
    while (prefill->problems[count])
        count++;
    confirm->problems = arena_alloc(confirm->arena, (count + 1) * sizeof *confirm->problems);
    for (size_t i = 0; i < count; i++)
        confirm->problems[i] = arena_strdup(confirm->arena, prefill->problems[i]);
    confirm->customer = arena_strdup(confirm->arena, prefill->customer);
}

/* Where nothing is said yet it is begun at the top; where all that is needed is said, the answer is next. */
static void focus_first(struct confirm *confirm, bool begun)
{
    confirm->focus = form_shown(&confirm->form, 0);
    if (!begun)
        return;
    for (size_t i = form_shown(&confirm->form, 0); i < confirm->form.count; i = form_shown(&confirm->form, i + 1))
        if (confirm->form.fields[i].param->required && !form_text(&confirm->form, i)) {
            confirm->focus = i;
            return;
        }
    confirm->focus = confirm->form.count;
}

/* --- templates --- */

/* What somebody wrote, or a link, then what another user has; the rest follows from it. */
static struct param_values said(const struct confirm *confirm, struct arena *arena)
{
    const struct form *form = &confirm->form;
    struct param_value *values = arena_alloc(arena, (form->count + confirm->taken_over.count + 1) * sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < form->count; i++) {
        const char *text = form_is_said(form, i) ? form_text(form, i) : NULL;
        if (text)
            values[count++] = (struct param_value){form->fields[i].param->name, text};
    }
    for (size_t i = 0, own = count; i < confirm->taken_over.count; i++)
        if (!param_value_of((struct param_values){values, own}, confirm->taken_over.items[i].name))
            values[count++] = confirm->taken_over.items[i];
    return (struct param_values){values, count};
}

static bool takes_templates(const struct confirm *confirm)
{
    return confirm_creates(confirm) && confirm->action->params == person_new;
}

void confirm_create_suggest(struct confirm *confirm)
{
    auto_arena struct arena *arena = arena_new(0);
    if (takes_templates(confirm))
        form_suggest(&confirm->form, template_fill(arena, confirm->template, said(confirm, arena), NULL));
}

void confirm_create_tell(const struct confirm *confirm, const struct app *app, struct sheet *sheet)
{
    char text[160];
    if (!takes_templates(confirm) || !app->template_count)
        return;
    snprintf(text, sizeof text, "Template: %.80s (%.20s %s)", confirm->template ? confirm->template->name : "none",
             keymap_key(&app->keymap, "form.template"),
             confirm->template && app->template_count == 1 ? "none" : "the next");
    sheet_line(sheet, ROLE_DIM, text);
}

enum reaction confirm_create_template(struct confirm *confirm, struct app *app)
{
    if (!takes_templates(confirm))
        return REACT_UNHANDLED;
    if (!app->template_count) {
        app_status(app, ROLE_NORMAL, "There is no template: `templates:` of the configuration makes them.");
        return REACT_NONE;
    }
    const struct template *last = &app->templates[app->template_count - 1];
    confirm->template = !confirm->template ? app->templates : confirm->template == last ? NULL : confirm->template + 1;
    confirm_create_key(confirm, app);
    return REACT_REDRAW;
}

static void ask_soon(struct confirm *confirm, struct app *app)
{
    confirm->name_due = clock_monotonic() + PAUSE;
    app_wake_in(app, PAUSE);
}

void confirm_create_begin(struct confirm *confirm, struct app *app, const struct prefill *prefill)
{
    if (prefill)
        say_problems(confirm, prefill);
    confirm->template = takes_templates(confirm) ? app_template(app) : NULL;
    confirm_create_suggest(confirm);
    focus_first(confirm, prefill != NULL);
    if (prefill)
        ask_soon(confirm, app);
    retell(confirm);
}

void confirm_create_key(struct confirm *confirm, struct app *app)
{
    if (!confirm_creates(confirm) || confirm->stage != CONFIRM_ASK)
        return;
    confirm_create_suggest(confirm);
    retell(confirm);
    ask_soon(confirm, app);
}

/* The text of the field that is typed in, where it is a link. */
static bool take_link(struct confirm *confirm)
{
    struct form *form = &confirm->form;
    struct err ignored;
    struct prefill prefill;
    const char *text = confirm->focus < form->count && form->fields[confirm->focus].kind == FIELD_LINE
                           ? form_text(form, confirm->focus)
                           : NULL;
    if (!text || !prefill_is_one(text) || !prefill_read(confirm->arena, text, &prefill, &ignored))
        return false;
    entry_set(&form->fields[confirm->focus].entry, "");
    form_fill(form, prefill.values);
    say_problems(confirm, &prefill);
    confirm_create_suggest(confirm);
    focus_first(confirm, true);
    retell(confirm);
    return true;
}

void confirm_create_tick(struct confirm *confirm, struct app *app, int64_t now)
{
    if (!confirm_creates(confirm) || confirm->stage != CONFIRM_ASK || !confirm->name_due || confirm->prepare)
        return;
    if (now < confirm->name_due) {
        app_wake_in(app, confirm->name_due - now);
        return;
    }
    confirm->name_due = 0;
    app->redraw |= take_link(confirm);
    struct message message = {.kind = TO_PREPARE, .action = confirm->action, .arena = arena_new(0), .target_count = 1};
    message.targets = arena_alloc(message.arena, sizeof *message.targets);
    *message.targets = named(confirm, message.arena);
    const char *name = message.targets->user_principal_name;
    if (confirm->asked && !strcasecmp(confirm->asked, name)) {
        message_free(&message);
        return;
    }
    confirm->asked = arena_strdup(confirm->arena, name);
    confirm_create_end(confirm, app);
    if (!*name) {
        message_free(&message);
        return;
    }
    confirm->name_job = app_post(app, &message);
    if (!confirm->name_job)
        message_free(&message);
}

void confirm_create_message(struct confirm *confirm, struct app *app, const struct message *message)
{
    if (message->kind == FROM_JOB_END && (!confirm->asked || !*confirm->asked) && !confirm->prepare)
        confirm_create_key(confirm, app); /* the domains are known by now */
    if (!confirm->name_job || message->job != confirm->name_job)
        return;
    if (message->kind == FROM_PREPARED && message->prepared) {
        form_said(&confirm->form, message->prepared);
        app->redraw = true;
    }
    if (message->kind == FROM_JOB_END)
        confirm->name_job = 0;
}

void confirm_create_end(struct confirm *confirm, struct app *app)
{
    if (confirm->name_job)
        app_cancel(app, confirm->name_job);
    confirm->name_job = 0;
}

/* A link names the tenant by its name in the configuration, its id or a domain of it: in another one nothing is done. */
void confirm_create_tenant(struct confirm *confirm, const struct app *app, const struct message *message)
{
    const char *wanted = confirm->customer;
    const struct config_tenant *tenant = app->model->tenant_config;
    bool ours = !wanted || !strcasecmp(wanted, tenant->name) ||
                (tenant->tenant_id && !strcasecmp(wanted, tenant->tenant_id));
    for (const struct prepared_param *param = message->prepared ? message->prepared->params : NULL; param;
         param = param->next)
        for (const struct prepared_option *one = param->options; one && !strcmp(param->name, "domain"); one = one->next)
            ours |= wanted && !strcasecmp(wanted, one->value);
    if (ours)
        return;
    err_set(&confirm->failed, ERR_USAGE, "the link is for the tenant \"%.120s\", and %.120s is another one", wanted,
            tenant->name);
    err_hint(&confirm->failed, "switch to that tenant first, then open the link again");
    confirm->focus = 0;
}

bool confirm_create_name(struct confirm *confirm, struct param_values values)
{
    if (!confirm_creates(confirm))
        return true;
    confirm->action->names(confirm->arena, values, &confirm->targets[0]);
    confirm->targets[0].user_principal_name = arena_strdup(confirm->arena, confirm->targets[0].user_principal_name);
    if (*confirm->targets[0].user_principal_name)
        return true;
    for (size_t i = 0; i < confirm->form.count; i++)
        if (!strcmp(confirm->form.fields[i].param->name, "domain")) {
            snprintf(confirm->form.fields[i].error, sizeof confirm->form.fields[i].error, "This is needed.");
            confirm->focus = i;
        }
    return false;
}

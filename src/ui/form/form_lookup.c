/* What is typed into a field that is searched: asked for when the typing pauses; only the answer to the last question counts. */
#include "ui/form/form.h"

#include "base/clock.h"
#include "ui/app/app.h"

static void forget(struct form_search *search, struct app *app)
{
    if (search->job)
        app_cancel(app, search->job);
    search->job = 0;
}

void form_lookup_key(struct form *form, struct app *app)
{
    int64_t now = clock_monotonic();
    for (size_t i = 0; i < form->count; i++) {
        struct form_search *search = &form->fields[i].search;
        if (!search->wanted) {
            if (!form->fields[i].entry.text.length)
                forget(search, app);
            continue;
        }
        forget(search, app);
        app_wake_in(app, search->due > now ? search->due - now : 0);
    }
}

static void ask(struct form_field *field, struct app *app, const char *text)
{
    static const char *const sources[] = {
        [PARAM_USER] = "find-users", [PARAM_GROUP] = "find-groups", [PARAM_SITE] = "find-sites"};
    struct message message = message_read(sources[field->param->kind], NULL, text);
    field->search.job = app_post(app, &message);
    if (!field->search.job)
        message_free(&message);
}

void form_lookup_tick(struct form *form, struct app *app, int64_t now)
{
    for (size_t i = 0; i < form->count; i++) {
        struct form_field *field = &form->fields[i];
        const char *text = form_pick_question(field, now);
        if (text)
            ask(field, app, text);
        else if (field->search.wanted)
            app_wake_in(app, field->search.due - now);
        app->redraw |= text != NULL;
    }
}

void form_lookup_message(struct form *form, const struct message *message)
{
    for (size_t i = 0; i < form->count && message->job; i++) {
        struct form_field *field = &form->fields[i];
        if (field->search.job != message->job)
            continue;
        if (message->kind == FROM_READ && message->read != READ_NOT)
            form_pick_found(field, message_options(message));
        if (message->kind != FROM_JOB_END)
            continue;
        field->search.job = 0;
        if (message->error.code != ERR_OK)
            form_pick_failed(field, &message->error);
    }
}

void form_lookup_end(struct form *form, struct app *app)
{
    for (size_t i = 0; i < form->count; i++)
        forget(&form->fields[i].search, app);
}

/* Adding a user: the form, empty or filled from a link; editing one or several, inviting a guest. */
#include "action/prefill.h"
#include "ui/confirm/confirm_view.h"
#include "ui/views/views.h"

void add_view_open(struct app *app)
{
    confirm_create_open(app, action_find("add-user"), NULL);
}

void edit_view_open(struct app *app)
{
    auto_arena struct arena *arena = arena_new(0);
    size_t count;
    const struct target *targets = app_targets(app, arena, &count);
    confirm_view_open(app, action_find("edit-user"), targets, count);
}

void invite_view_open(struct app *app)
{
    confirm_create_open(app, action_find("invite-guest"), NULL);
}

void add_view_open_with(struct app *app, const char *link)
{
    auto_arena struct arena *arena = arena_new(0);
    struct prefill prefill;
    struct err e;
    if (prefill_read(arena, link, &prefill, &e))
        confirm_create_open(app, action_find("add-user"), &prefill);
    else
        app_status(app, ROLE_WARNING, "%s: %s", e.message, e.hint);
}

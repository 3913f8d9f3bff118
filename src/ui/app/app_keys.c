/* The way of a key: to what a view has for itself, to the view, to those below, to the commands. */
#include "ui/app/app.h"

#include <assert.h>
#include <string.h>

/* The n-th view of the configuration, from 1. */
static void show_own(struct app *app, size_t n)
{
    if (n <= app->config->view_count)
        app_set_preset(app, app->config->views[n - 1].name, app->config->views[n - 1].filter);
    else
        app_status(app, ROLE_NORMAL, "The configuration has %zu views of your own.", app->config->view_count);
}

/* A screen that is open somewhere below comes to the top, instead of a second one. */
static bool is_raised(struct app *app, const struct ui_command *command)
{
    struct view **at = &app->top;
    while (*at && (strcmp((*at)->ops->name, command->name) != 0 || !(command->in & OVER)))
        at = &(*at)->below;
    struct view *view = *at;
    if (!view)
        return false;
    *at = view->below;
    view->below = app->top;
    app->top = view;
    return true;
}

void app_run(struct app *app, const struct ui_command *command)
{
    if (is_raised(app, command))
        return;
    if (command->preset)
        app_set_preset(app, command->preset->name, command->preset->filter);
    else if (command->own)
        show_own(app, (size_t)command->own);
    else
        command->run(app);
}

/* To what the view has for itself on the key, else to the view, which knows moving about by one key each. */
static enum reaction give_view(struct app *app, struct view *view, int key)
{
    const struct view_ops *ops = view->ops;
    bool typing = ops->typing && ops->typing(view);
    const struct ui_command *own = typing && key_is_text(key)
                                       ? NULL
                                       : keymap_own(&app->keymap, ops->scope ? ops->scope(view, app) : ops->name, key);
    if (own && own->act)
        return own->act(view, app);
    int means = own && own->becomes ? own->becomes : key;
    if (!own && !(typing && entry_edits(key)))
        means = keymap_means(&app->keymap, key, view->below ? ABOVE : IN_USERS);
    if (ops->letters && key_is_text(key) && means >= KEY_FIRST)
        means = key;
    return ops->key ? ops->key(view, app, means) : REACT_UNHANDLED;
}

static void give_key(struct app *app, int key)
{
    for (struct view *view = app->top, *below; view; view = below) {
        below = view->below;
        enum reaction reaction = give_view(app, view, key);
        if (reaction == REACT_CLOSE)
            app_close(app, view);
        if (reaction != REACT_UNHANDLED)
            return;
        if (view->ops->modal)
            break;
    }
    const struct view_ops *top = app->top->ops;
    const struct ui_command *command = keymap_by_key(&app->keymap, key,
                                                     top->asks    ? ALWAYS
                                                     : top->modal ? OVER | ALWAYS
                                                                  : IN_USERS);
    if (command && (!top->modal || strcmp(command->name, top->name) != 0)) /* else it is open */
        app_run(app, command);
    else if (!command && top->asks && key_is_text(key) && key != ' ')
        app_status(app, ROLE_NORMAL, "%s does nothing here: the keys stand below.", key_name(key));
    else if (!command && key_is_text(key) && key != ' ')
        app_status(app, ROLE_NORMAL, "%s does nothing here. %s shows the keys.", key_name(key),
                   keymap_key(&app->keymap, "help"));
}

bool view_typing_always(const struct view *view)
{
    (void)view;
    return true;
}

/* Pasted text decides nothing: it goes into the field that is typed in, or is dropped. */
static void give_pasted(struct app *app, int key)
{
    struct view *top = app->top;
    if (key_is_text(key) && top->ops->typing && top->ops->typing(top) && top->ops->key(top, app, key) == REACT_CLOSE)
        app_close(app, top);
}

void app_key(struct app *app, int key)
{
    assert(app->top);
    buf_clear(&app->status);
    app->redraw = true;
    app->pressed = key;
    if (app->pasting)
        give_pasted(app, key);
    else
        give_key(app, key);
    app_switch_now(app);
}

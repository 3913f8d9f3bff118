/* The screen from its options to its exit code. */
#include "ui/ui.h"

#include "base/zone.h"
#include "model/columns.h"
#include "output/say.h"
#include "ui/commands.h"
#include "ui/loop.h"
#include "ui/script.h"
#include "ui/views/views.h"
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, HEIGHT = 24 };

static int number_from(const char *variable, int otherwise)
{
    const char *text = getenv(variable);
    long number = text ? strtol(text, NULL, 10) : 0;
    return number > 0 && number <= 1000 ? (int)number : otherwise;
}

/* They are columns: the configuration was checked. */
static void choose_columns(struct app *app)
{
    const char *const *name = app->config->columns;
    for (app->chosen_count = name ? 0 : app->chosen_count; name && *name && app->chosen_count < APP_COLUMNS; name++)
        app->chosen[app->chosen_count++] = column_find(*name);
}

bool ui_check(const struct config *config, struct err *e)
{
    struct keymap keymap = keymap_make(commands_hooks.commands);
    struct theme theme;
    bool ok = keymap_bind(&keymap, config, e);
    keymap_free(&keymap);
    return ok && (!config->theme || theme_load(&theme, config->theme, NULL, NULL, e) || err_at(e, config->theme_where));
}

static bool prepare(struct app *app, const struct ui_options *options, struct err *warning, struct err *e)
{
    app->config = options->config;
    app->playbooks = options->playbooks;
    app->playbook_count = options->playbook_count;
    app->templates = options->templates;
    app->template_count = options->template_count;
    app->workers = options->workers;
    app->worker = options->workers->now;
    app->read_only_always = options->read_only;
    app->model->read_only = app_is_read_only(app, options->tenant);
    app->theme_name = options->theme ? options->theme : options->config->theme;
    choose_columns(app);
    app->ascii = app->grid->ascii = options->ascii || options->config->ascii || !term_is_unicode();
    return theme_load(&app->theme, app->theme_name, options->tenant->accent, warning, e) &&
           keymap_bind(&app->keymap, options->config, e);
}

/* Said once: why names are shown as they are where the locale does not say it. */
static void note_locale(bool ascii, struct err *warning)
{
    locale_t asked = newlocale(LC_CTYPE_MASK, "", NULL);
    bool unicode = asked && !strcmp(nl_langinfo_l(CODESET, asked), "UTF-8");
    if (asked)
        freelocale(asked);
    if (unicode || ascii || warning->code != ERR_OK)
        return;
    if (term_is_unicode())
        err_set(warning, ERR_USAGE, "The locale is not UTF-8, or is not installed; it is taken for C.UTF-8");
    else
        err_set(warning, ERR_USAGE, "Letters that are not ASCII are shown as ?: the locale is not UTF-8");
    err_hint(warning, term_is_unicode() ? "--ascii where letters look wrong" : "Set LC_ALL to a locale in UTF-8");
}

static bool show(struct app *app, struct err *e)
{
    struct term *term = term_open(&app->theme, app->config->mouse, e);
    if (!term)
        return false;
    term_close(term, !loop_run(app, term));
    return true;
}

/* What is odd and hinders nothing: in the status line, and whole on what is behind the screen, to be read after it. */
static void warn(struct app *app, const struct err *warning)
{
    say_error("roster: %s: %s\n", warning->message, warning->hint);
    app_status(app, ROLE_WARNING, "%s. %s.", warning->message, warning->hint);
}

static void open_first(struct app *app, const struct ui_options *options)
{
    if (options->opened) {
        research_case_open(app, options->opened);
        return;
    }
    users_view_open(app);
    app_refresh(app);
    app_ask_unsettled(app);
}

int ui_run(const struct ui_options *options)
{
    struct app app;
    struct err e = {.code = ERR_OK}, warning = {.code = ERR_OK};
    app_init(&app, &commands_hooks, options->tenant, number_from("COLUMNS", WIDTH), number_from("LINES", HEIGHT));
    bool ok = prepare(&app, options, &warning, &e);
    if (ok) {
        app.off_screen = options->script != NULL;
        app.greeting = options->greeting;
        open_first(&app, options);
        note_locale(options->ascii || options->config->ascii, &warning);
        if (warning.code != ERR_OK)
            warn(&app, &warning);
        else if (!zone_is_known())
            app_status(&app, ROLE_WARNING, ZONE_UNKNOWN ".", getenv("TZ"));
        if (options->prefill)
            add_view_open_with(&app, options->prefill);
        ok = options->script ? script_run(&app, options->script, options->dump, &e) : show(&app, &e);
    }
    app_free(&app);
    if (ok)
        return 0;
    say_error("roster: %s%s%s\n", e.message, e.hint[0] ? ": " : "", e.hint);
    return err_exit_code(e.code);
}

const char *ui_library(void)
{
    return term_library();
}
